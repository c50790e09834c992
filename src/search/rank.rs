//! Which documents meet a plan, and how well.
//!
//! Each concept adds its rarity times how much a document has of it, where the occurrences in all fields are added
//! before more of them count less (BM25F: Robertson, Zaragoza and Taylor, "Simple BM25 Extension to Multiple Weighted
//! Fields", CIKM 2004). A sum is made in the order of the query, so that it is the same in whatever segment a
//! document lies, to the last bit.

use tantivy::{DocId, SegmentReader, TERMINATED, Term};

use super::concept::Plan;
use super::postings::{Cursor, Occurrences, Tables, WINDOW};
use super::schema::Side;
use super::statistics::{Statistics, documents_with};
use super::visible::Seen;
use super::weights::{EXACT_TITLE, Weights};

/// Gets the documents that meet a plan, ascending, each with its score.
pub trait Sink {
    fn take(&mut self, docs: &[DocId], scores: &[f32]);
}

struct Part {
    whole: usize,
    pieces: std::ops::Range<usize>,
    rarities: Vec<f32>,
    /// Rarity of the whole concept.
    rarity: f32,
    cost: u64,
}

/// One side of one segment.
pub struct Ranking<'a> {
    weights: &'a Weights,
    required: usize,
    is_widened: bool,
    parts: Vec<Part>,
    leaves: Vec<Occurrences>,
    excluded: Vec<Cursor>,
    exact: Option<Cursor>,
    /// What each leaf has of each document of the window.
    sums: Vec<f32>,
    total_rarity: f32,
}

impl<'a> Ranking<'a> {
    pub fn new(
        statistics: &Statistics<'_>,
        segment: usize,
        side: &Side,
        plan: &Plan,
        weights: &'a Weights,
        tables: &mut Tables,
    ) -> tantivy::Result<Self> {
        let mut leaves = Vec::new();
        let mut parts = Vec::with_capacity(plan.concepts.len());
        for concept in &plan.concepts {
            let whole = leaves.len();
            for leaf in concept.leaves() {
                leaves.push(Occurrences::open(statistics, segment, side, leaf, weights, tables)?);
            }
            let rarities: Vec<f32> = concept.leaves().map(|leaf| leaf.rarity).collect();
            parts.push(Part {
                whole,
                pieces: whole + 1..leaves.len(),
                rarity: rarities[0],
                rarities,
                cost: leaves[whole..].iter().map(Occurrences::cost).sum(),
            });
        }
        let excluded = excluded(statistics, segment, side, plan)?;
        let exact = exact(statistics, segment, &plan.exact_title)?;
        let sums = vec![0.0; leaves.len() * WINDOW as usize];
        let total_rarity = parts.iter().map(|part| part.rarity).sum();
        let is_widened = plan.is_widened;
        Ok(Self {
            weights,
            required: plan.required,
            is_widened,
            parts,
            leaves,
            excluded,
            exact,
            sums,
            total_rarity,
        })
    }

    /// Gives every document that meets the plan to `sink`.
    pub fn walk(&mut self, reader: &SegmentReader, seen: &Seen, sink: &mut impl Sink) {
        // With all concepts required, the one with the fewest documents leads and the others are asked about those.
        let leading = self.leading();
        let mut touched = vec![0_u64; WINDOW as usize / 64];
        let (mut docs, mut scores) = (Vec::new(), Vec::new());
        let mut from = 0;
        loop {
            if self.leaves.is_empty() {
                return;
            }
            let starts =
                leading.iter().flat_map(|part| self.leaves_of(*part)).map(|leaf| self.leaves[leaf].doc());
            let base = starts.min().unwrap_or(TERMINATED).max(from);
            if base >= reader.max_doc() {
                return;
            }
            from = base + WINDOW;
            self.sums.fill(0.0);
            touched.fill(0);
            for part in &leading {
                for leaf in self.leaves_of(*part) {
                    let sums = window(&mut self.sums, leaf);
                    self.leaves[leaf].fill(base, sums, &mut touched);
                }
            }
            docs.clear();
            members(base, &touched, &mut docs);
            if !seen.is_everything(reader) {
                docs.retain(|doc| seen.has(reader, *doc));
            }
            if !self.is_one_word() {
                self.narrow(base, &leading, &mut docs);
            }
            for excluded in &mut self.excluded {
                docs.retain(|doc| excluded.seek(*doc) != *doc);
            }
            scores.clear();
            if self.is_one_word() {
                let rarity = self.parts[0].rarity;
                let score = |doc: &DocId| rarity * self.saturated(self.sums[(doc - base) as usize]);
                scores.extend(docs.iter().map(score));
            } else {
                scores.extend(docs.iter().map(|doc| self.score(base, *doc)));
            }
            if let Some(exact) = &mut self.exact {
                for (doc, score) in docs.iter().zip(&mut scores) {
                    if exact.seek(*doc) == *doc {
                        *score += EXACT_TITLE;
                    }
                }
            }
            sink.take(&docs, &scores);
        }
    }

    /// One concept that is met as a whole only: every document that has something of it meets it.
    fn is_one_word(&self) -> bool {
        matches!(&self.parts[..], [part] if part.pieces.is_empty())
    }

    /// More occurrences count less and less.
    fn saturated(&self, sum: f32) -> f32 {
        sum * (self.weights.saturation + 1.0) / (sum + self.weights.saturation)
    }

    /// Those of which a hit has at least one.
    fn leading(&self) -> Vec<usize> {
        let all = 0..self.parts.len();
        if self.required < self.parts.len() || self.is_widened {
            return all.collect();
        }
        all.min_by_key(|part| self.parts[*part].cost).into_iter().collect()
    }

    fn leaves_of(&self, part: usize) -> std::ops::Range<usize> {
        self.parts[part].whole..self.parts[part].pieces.end
    }

    /// Keeps the documents that meet enough.
    fn narrow(&mut self, base: DocId, leading: &[usize], docs: &mut Vec<DocId>) {
        if leading.len() == self.parts.len() {
            let required = self.required;
            docs.retain(|doc| {
                (0..self.parts.len()).filter(|part| self.meets(base, *doc, *part)).count() >= required
            });
            return;
        }
        for part in leading {
            docs.retain(|doc| self.meets(base, *doc, *part));
        }
        let mut others: Vec<usize> = (0..self.parts.len()).filter(|part| !leading.contains(part)).collect();
        others.sort_by_key(|part| self.parts[*part].cost);
        for part in others {
            for leaf in self.leaves_of(part) {
                let sums = window(&mut self.sums, leaf);
                self.leaves[leaf].probe(base, docs, sums);
            }
            docs.retain(|doc| self.meets(base, *doc, part));
        }
    }

    fn sum(&self, base: DocId, doc: DocId, leaf: usize) -> f32 {
        self.sums[leaf * WINDOW as usize + (doc - base) as usize]
    }

    fn meets(&self, base: DocId, doc: DocId, part: usize) -> bool {
        let part = &self.parts[part];
        let mut pieces = part.pieces.clone().map(|leaf| self.sum(base, doc, leaf) > 0.0);
        self.sum(base, doc, part.whole) > 0.0
            || if self.is_widened { pieces.any(|has| has) } else { pieces.len() > 0 && pieces.all(|has| has) }
    }

    fn score(&self, base: DocId, doc: DocId) -> f32 {
        let (mut score, mut met) = (0.0, 0.0);
        for part in &self.parts {
            let whole = part.rarities[0] * self.saturated(self.sum(base, doc, part.whole));
            let mut pieces = 0.0;
            let mut has_all = !part.pieces.is_empty();
            for (leaf, rarity) in part.pieces.clone().zip(&part.rarities[1..]) {
                let sum = self.sum(base, doc, leaf);
                has_all &= sum > 0.0;
                pieces += rarity * self.saturated(sum);
            }
            // The pieces together are worth no more than the word itself would be.
            let rarities: f32 = part.rarities[1..].iter().sum();
            let pieces = if rarities > 0.0 {
                pieces * self.weights.pieces * part.rarity.min(rarities) / rarities
            } else {
                0.0
            };
            score += whole.max(pieces);
            if whole > 0.0 || has_all {
                met += part.rarity;
            } else if pieces > 0.0 {
                met += 0.3 * part.rarity;
            }
        }
        let share = if self.total_rarity > 0.0 { met / self.total_rarity } else { 1.0 };
        score * (self.weights.partial + (1.0 - self.weights.partial) * share)
    }
}

fn window(sums: &mut [f32], leaf: usize) -> &mut [f32] {
    &mut sums[leaf * WINDOW as usize..(leaf + 1) * WINDOW as usize]
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
fn excluded(
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

/// The documents without words that a plan excludes, or all: what there is when no concept is asked for.
pub fn browse(
    statistics: &Statistics<'_>,
    segment: usize,
    side: &Side,
    plan: &Plan,
    seen: &Seen,
    sink: &mut impl Sink,
) -> tantivy::Result<()> {
    let fields = statistics.fields;
    let reader = &statistics.searcher.segment_readers()[segment];
    let is_public = side.text == fields.public.text;
    let public = documents_with(reader, &Term::from_field_text(fields.scope, crate::access::PUBLIC_TERM))?;
    let themes = Term::from_field_text(fields.kind, crate::ids::NodeKind::Theme.name());
    // Themes are there for suggestions only.
    let themes = documents_with(reader, &themes)?;
    let mut excluded = excluded(statistics, segment, side, plan)?;
    let mut docs = Vec::with_capacity(WINDOW as usize);
    let scores = vec![1.0; WINDOW as usize];
    for base in (0..reader.max_doc()).step_by(WINDOW as usize) {
        docs.clear();
        let end = reader.max_doc().min(base + WINDOW);
        let is_on_side = |doc: &DocId| public.contains(*doc) == is_public && !themes.contains(*doc);
        docs.extend((base..end).filter(is_on_side).filter(|doc| seen.has(reader, *doc)));
        for excluded in &mut excluded {
            docs.retain(|doc| excluded.seek(*doc) != *doc);
        }
        sink.take(&docs, &scores[..docs.len()]);
    }
    Ok(())
}
