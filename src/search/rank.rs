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
        let mut met = Met::default();
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
            for excluded in &mut self.excluded {
                docs.retain(|doc| excluded.seek(*doc) != *doc);
            }
            if self.is_one_word() {
                let rarity = self.parts[0].rarity;
                let score = |doc: &DocId| rarity * self.saturated(self.sums[(doc - base) as usize]);
                scores.clear();
                scores.extend(docs.iter().map(score));
            } else {
                self.probe_others(base, &leading, &mut docs);
                self.score(base, &mut docs, &mut scores, &mut met);
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

    /// Asks the parts that do not lead about the documents that meet those that do, the rarest first.
    fn probe_others(&mut self, base: DocId, leading: &[usize], docs: &mut Vec<DocId>) {
        if leading.len() == self.parts.len() {
            return;
        }
        for part in leading {
            self.keep_meeting(base, docs, *part);
        }
        let mut others: Vec<usize> = (0..self.parts.len()).filter(|part| !leading.contains(part)).collect();
        others.sort_by_key(|part| self.parts[*part].cost);
        for part in others {
            for leaf in self.leaves_of(part) {
                let sums = window(&mut self.sums, leaf);
                self.leaves[leaf].probe(base, docs, sums);
            }
            self.keep_meeting(base, docs, part);
        }
    }

    fn keep_meeting(&self, base: DocId, docs: &mut Vec<DocId>, part: usize) {
        let part = &self.parts[part];
        let sums = Sums::of(&self.sums, part);
        docs.retain(|doc| {
            let at = (doc - base) as usize;
            let mut pieces = sums.pieces(at);
            sums.whole[at] > 0.0
                || match self.is_widened {
                    true => pieces.any(|sum| sum > 0.0),
                    false => pieces.len() > 0 && pieces.all(|sum| sum > 0.0),
                }
        });
    }

    /// The scores of those of `docs` that meet enough; the others go.
    fn score(&self, base: DocId, docs: &mut Vec<DocId>, scores: &mut Vec<f32>, met: &mut Met) {
        scores.clear();
        scores.resize(docs.len(), 0.0);
        met.begin(docs.len());
        for part in &self.parts {
            let sums = Sums::of(&self.sums, part);
            if part.pieces.is_empty() {
                for (i, doc) in docs.iter().enumerate() {
                    let sum = sums.whole[(doc - base) as usize];
                    if sum > 0.0 {
                        scores[i] += part.rarity * self.saturated(sum);
                        met.rarity[i] += part.rarity;
                        met.parts[i] += 1;
                    }
                }
                continue;
            }
            // The pieces together are worth no more than the word itself would be.
            let rarities: f32 = part.rarities[1..].iter().sum();
            let worth = match rarities > 0.0 {
                true => self.weights.pieces * part.rarity.min(rarities) / rarities,
                false => 0.0,
            };
            met.pieces.clear();
            met.pieces.resize(docs.len(), (0.0, 0));
            for (piece, rarity) in sums.pieces.chunks_exact(WINDOW as usize).zip(&part.rarities[1..]) {
                for (doc, (score, count)) in docs.iter().zip(&mut met.pieces) {
                    let sum = piece[(doc - base) as usize];
                    if sum > 0.0 {
                        *score += rarity * self.saturated(sum);
                        *count += 1;
                    }
                }
            }
            let (all, some) = (part.pieces.len(), if self.is_widened { 1 } else { part.pieces.len() });
            for (i, (doc, (pieces, count))) in docs.iter().zip(&met.pieces).enumerate() {
                let sum = sums.whole[(doc - base) as usize];
                scores[i] += (part.rarity * self.saturated(sum)).max(pieces * worth);
                if sum > 0.0 || *count == all {
                    met.rarity[i] += part.rarity;
                } else if *count > 0 && worth > 0.0 {
                    met.rarity[i] += 0.3 * part.rarity;
                }
                met.parts[i] += u32::from(sum > 0.0 || *count >= some);
            }
        }
        let mut kept = 0;
        for i in 0..docs.len() {
            if (met.parts[i] as usize) < self.required {
                continue;
            }
            let share = if self.total_rarity > 0.0 { met.rarity[i] / self.total_rarity } else { 1.0 };
            scores[kept] = scores[i] * (self.weights.partial + (1.0 - self.weights.partial) * share);
            docs[kept] = docs[i];
            kept += 1;
        }
        docs.truncate(kept);
        scores.truncate(kept);
    }
}

/// How much of a query each document of a window meets.
#[derive(Default)]
struct Met {
    rarity: Vec<f32>,
    parts: Vec<u32>,
    /// Of the part that is looked at: what the pieces add, and how many of them there are.
    pieces: Vec<(f32, usize)>,
}

impl Met {
    fn begin(&mut self, docs: usize) {
        self.rarity.clear();
        self.rarity.resize(docs, 0.0);
        self.parts.clear();
        self.parts.resize(docs, 0);
    }
}

/// What the leaves of one part have of each document of the window.
struct Sums<'a> {
    whole: &'a [f32],
    pieces: &'a [f32],
}

impl<'a> Sums<'a> {
    fn of(sums: &'a [f32], part: &Part) -> Self {
        let window = WINDOW as usize;
        Self {
            whole: &sums[part.whole * window..][..window],
            pieces: &sums[part.pieces.start * window..part.pieces.end * window],
        }
    }

    fn pieces(&self, at: usize) -> impl ExactSizeIterator<Item = f32> {
        self.pieces.chunks_exact(WINDOW as usize).map(move |piece| piece[at])
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
