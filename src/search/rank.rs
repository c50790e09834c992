//! Which documents meet a plan, and how well: a walk over the postings of one segment, a window of documents at a time.
//! The formula is in [`super::score`].

use tantivy::{DocId, SegmentReader};

use super::concept::{Concept, Form, Leaf, Plan};
use super::cursor::Cursor;
use super::occurrences::{Occurrences, Tables, WINDOW};
use super::schema::Side;
use super::score::{ALMOST, Formula, Part, Scores, Sums};
use super::statistics::Statistics;
use super::visible::Seen;
use super::weights::{EXACT_TITLE, Weights};

/// Gets the documents that meet a plan, ascending, a window of them at a time.
pub trait Sink {
    /// All of them.
    fn count(&mut self, docs: &[DocId]);

    /// Is it asked whether this one has a word of the plan by its pieces alone?
    fn asks_for_pieces(&self, _doc: DocId) -> bool {
        false
    }

    /// It has, and no other is asked about.
    fn tell_of_pieces(&mut self) {}

    /// Those of them that may have a score of at least [`Sink::least`], each with its score.
    fn rank(&mut self, _docs: &[DocId], _scores: &[f32]) {}

    /// Which documents need no score: those with a lower one. Infinite: all.
    fn least(&self) -> f32 {
        f32::INFINITY
    }
}

/// One side of one segment.
pub struct Ranking {
    formula: Formula,
    leaves: Vec<Occurrences>,
    /// For parts of the formula, where their pieces stand next to each other.
    adjacent: Vec<(usize, Occurrences)>,
    /// The same, for telling what has the pieces alone.
    apart: Vec<(usize, Occurrences)>,
    excluded: Vec<Cursor>,
    exact: Option<Cursor>,
    sums: Sums,
}

/// Which leaves of a plan are read, and which are asked about the documents that those have.
struct Roles {
    /// Leaves of which a hit has at least one.
    leading: Vec<usize>,
    /// Parts that a hit has to meet, each with those of its leaves that do not lead.
    others: Vec<(usize, Vec<usize>)>,
}

/// Room for a walk, used again for the next segment.
#[derive(Default)]
pub struct Room {
    tables: Tables,
    sums: Sums,
    /// A bit for each document of the window that has anything of the leading leaves.
    touched: Vec<u64>,
    docs: Vec<DocId>,
    scored: Scores,
}

impl Ranking {
    pub fn new(
        statistics: &Statistics<'_>,
        segment: usize,
        side: &Side,
        plan: &Plan,
        weights: &Weights,
        room: &mut Room,
    ) -> tantivy::Result<Self> {
        let mut open =
            |leaf: &Leaf| Occurrences::open(statistics, segment, side, leaf, weights, &mut room.tables);
        let (mut leaves, mut adjacent, mut apart) = (Vec::new(), Vec::new(), Vec::new());
        for (part, concept) in plan.concepts.iter().enumerate() {
            let (of_pieces, others) = concept
                .whole
                .forms
                .iter()
                .cloned()
                .partition(|(form, weight)| *weight <= 1.0 && is_of_pieces_by_positions(form, concept));
            let of_pieces: Leaf = Leaf { forms: of_pieces, ..Leaf::default() };
            leaves.push(open(&Leaf { forms: others, ..concept.whole.clone() })?);
            for piece in &concept.pieces {
                leaves.push(open(piece)?);
            }
            if !of_pieces.forms.is_empty() {
                adjacent.push((part, open(&of_pieces)?));
                apart.push((part, open(&of_pieces)?));
            }
        }
        let mut formula = Formula::new(plan, weights);
        for (part, _) in &adjacent {
            formula.parts[*part].can_gain = true;
        }
        Ok(Self {
            sums: std::mem::take(&mut room.sums).with_leaves(formula.leaves()),
            formula,
            leaves,
            adjacent,
            apart,
            excluded: excluded(statistics, segment, side, plan)?,
            exact: exact(statistics, segment, &plan.exact_title)?,
        })
    }

    /// Gives every document that meets the plan to `sink`.
    pub fn walk(mut self, reader: &SegmentReader, seen: &Seen, sink: &mut impl Sink, room: &mut Room) {
        let Roles { leading, others } = self.roles();
        let Room { touched, docs, scored, .. } = room;
        let mut from = 0;
        while let Some(base) = self.next_window(from, &leading, reader.max_doc()) {
            from = base + WINDOW;
            self.sums.clear();
            touched.clear();
            touched.resize(WINDOW as usize / 64, 0);
            for leaf in &leading {
                self.leaves[*leaf].fill(base, self.sums.of_mut(*leaf), touched);
            }
            docs.clear();
            members(base, touched, docs);
            if !seen.is_everything(reader) {
                docs.retain(|doc| seen.has(reader, *doc));
            }
            for excluded in &mut self.excluded {
                docs.retain(|doc| excluded.seek(*doc) != *doc);
            }
            self.probe(base, &others, docs);
            self.formula.keep_telling(base, &self.sums, docs);
            sink.count(docs);
            self.tell_of_pieces(base, docs, sink);
            let titled = self.exact_titles(docs);
            self.formula.keep_promising(sink.least(), base, &self.sums, docs);
            for titled in &titled {
                if let Err(at) = docs.binary_search(titled) {
                    docs.insert(at, *titled);
                }
            }
            self.formula.score(base, &self.sums, docs, scored);
            add_exact_titles(docs, &mut scored.scores, &titled);
            self.add_adjacent(base, docs, scored, &titled, sink.least());
            sink.rank(docs, &scored.scores);
        }
        room.sums = self.sums;
    }

    /// Where the next window begins that has anything of the leading leaves; at `from` at the earliest.
    fn next_window(&self, from: DocId, leading: &[usize], max_doc: DocId) -> Option<DocId> {
        let first = leading.iter().map(|leaf| self.leaves[*leaf].doc()).min()?;
        Some(first.max(from)).filter(|base| *base < max_doc)
    }

    /// With all parts required, the one with the fewest documents leads and the others are asked about those, the rarest first.
    /// Of a part that has pieces a document has the whole or all of them, so that the rarest of them leads.
    fn roles(&self) -> Roles {
        if self.formula.is_widened {
            // Whatever has anything is a hit.
            return Roles { leading: (0..self.leaves.len()).collect(), others: Vec::new() };
        }
        let parts = self.formula.parts.iter();
        let mut parts: Vec<(u64, usize, Vec<usize>)> = parts
            .enumerate()
            .map(|(at, part)| {
                let rarest = part.pieces.clone().min_by_key(|piece| self.leaves[*piece].cost());
                let leading: Vec<usize> = std::iter::once(part.whole).chain(rarest).collect();
                (leading.iter().map(|leaf| self.leaves[*leaf].cost()).sum(), at, leading)
            })
            .collect();
        parts.sort_by_key(|(cost, at, _)| (*cost, *at));
        let leading = parts.first().map(|(_, _, leading)| leading.clone()).unwrap_or_default();
        let others = parts.into_iter().map(|(_, part, _)| {
            let leaves = self.formula.parts[part].leaves().filter(|leaf| !leading.contains(leaf));
            (part, leaves.collect())
        });
        Roles { others: others.collect(), leading }
    }

    /// Asks the leaves that do not lead about the documents that have those that do. Only what meets each part stays.
    fn probe(&mut self, base: DocId, others: &[(usize, Vec<usize>)], docs: &mut Vec<DocId>) {
        for (part, leaves) in others {
            for leaf in leaves {
                self.leaves[*leaf].probe(base, docs, self.sums.of_mut(*leaf));
            }
            // Where all leaves lead, whatever has any of them does.
            if !leaves.is_empty() {
                self.formula.keep_meeting(*part, base, &self.sums, docs);
            }
        }
    }

    /// Tells whether any document that is asked about has a compound by its pieces alone. Where only positions tell whether pieces
    /// stand next to each other they are read, of one document after the other until they do not.
    fn tell_of_pieces(&mut self, base: DocId, docs: &[DocId], sink: &mut impl Sink) {
        // Of what has only some of the parts that is told anyway.
        if self.formula.is_widened || !self.formula.parts.iter().any(Part::is_compound) {
            return;
        }
        for doc in docs {
            if !sink.asks_for_pieces(*doc) {
                continue;
            }
            let apart = &mut self.apart;
            let mut by_pieces = self.formula.met_by_pieces(base, &self.sums, *doc);
            if by_pieces.any(|part| apart.iter_mut().all(|(of, next)| *of != part || next.of(*doc) == 0.0)) {
                return sink.tell_of_pieces();
            }
        }
    }

    /// Those of `docs` that have exactly the title that was asked for.
    fn exact_titles(&mut self, docs: &[DocId]) -> Vec<DocId> {
        let Some(exact) = &mut self.exact else { return Vec::new() };
        docs.iter().copied().filter(|doc| exact.seek(*doc) == *doc).collect()
    }

    /// Where the pieces of a compound stand next to each other they are the whole. Of some only positions tell, and those are
    /// dear to read: they are read in documents that could be among the best by it. All of those have
    /// met the concept before, by its pieces.
    fn add_adjacent(
        &mut self,
        base: DocId,
        docs: &[DocId],
        scored: &mut Scores,
        titled: &[DocId],
        least: f32,
    ) {
        let Scores { scores, gains, .. } = scored;
        if self.adjacent.is_empty() {
            return;
        }
        // A little more than that: sums of rounded numbers.
        let can_gain = |i: &usize| gains[*i] > 0.0 && (scores[*i] + gains[*i]) * ALMOST >= least;
        let (mut closer, mut some) = (Vec::new(), Vec::new());
        for i in (0..docs.len()).filter(can_gain) {
            let (doc, at) = (docs[i], (docs[i] - base) as usize);
            let gain = |(part, occurrences): &mut (usize, Occurrences)| {
                let part = &self.formula.parts[*part];
                self.formula.gain(part, &self.sums, at, occurrences.at_most(doc))
            };
            let gain: f32 = self.adjacent.iter_mut().map(gain).sum();
            if gain > 0.0 && (scores[i] + gain) * ALMOST >= least {
                for (part, occurrences) in &mut self.adjacent {
                    self.sums.of_mut(self.formula.parts[*part].whole)[at] += occurrences.of(doc);
                }
                closer.push(i);
                some.push(doc);
            }
        }
        if closer.is_empty() {
            return;
        }
        let mut better = Scores::default();
        self.formula.score(base, &self.sums, &some, &mut better);
        add_exact_titles(&some, &mut better.scores, titled);
        for (i, better) in closer.into_iter().zip(better.scores) {
            scores[i] = better;
        }
    }
}

fn add_exact_titles(docs: &[DocId], scores: &mut [f32], titled: &[DocId]) {
    for at in titled.iter().filter_map(|doc| docs.binary_search(doc).ok()) {
        scores[at] += EXACT_TITLE;
    }
}

/// Is it what the pieces of the concept make next to each other, and do only positions tell where?
fn is_of_pieces_by_positions(form: &Form, concept: &Concept) -> bool {
    let is_piece = |stem: &String, piece: &Leaf| {
        piece.forms.first().is_some_and(|(form, weight)| *weight >= 1.0 && *form == Form::word(stem))
    };
    form.needs_positions()
        && form.stems.len() == concept.pieces.len()
        && form.stems.iter().zip(&concept.pieces).all(|((_, stem), piece)| is_piece(stem, piece))
}

fn members(base: DocId, touched: &[u64], docs: &mut Vec<DocId>) {
    for (i, word) in touched.iter().enumerate() {
        let mut word = *word;
        while word != 0 {
            docs.push(base + i as u32 * 64 + word.trailing_zeros());
            word &= word - 1;
        }
    }
}

/// The documents that a plan excludes.
pub fn excluded(
    statistics: &Statistics<'_>,
    segment: usize,
    side: &Side,
    plan: &Plan,
) -> tantivy::Result<Vec<Cursor>> {
    let mut excluded = Vec::new();
    for form in &plan.excluded {
        for field in [side.text, side.about] {
            excluded.extend(Cursor::open(statistics, segment, field, form)?);
        }
    }
    Ok(excluded)
}

/// The documents whose title is exactly what was typed.
fn exact(statistics: &Statistics<'_>, segment: usize, title: &str) -> tantivy::Result<Option<Cursor>> {
    if title.is_empty() {
        return Ok(None);
    }
    let form = super::concept::Form::word(super::schema::exact_key(title));
    Cursor::open(statistics, segment, statistics.fields.exact, &form)
}

#[cfg(test)]
#[path = "rank_tests.rs"]
mod tests;
