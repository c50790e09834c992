//! The formula: from how much a document has of each leaf of a plan to its score.
//!
//! Each concept adds its rarity times how much a document has of it, where the occurrences in all fields are added
//! before more of them count less (BM25F: Robertson, Zaragoza and Taylor, "Simple BM25 Extension to Multiple Weighted
//! Fields", CIKM 2004). A sum is made in the order of the query, so that it is the same in whatever segment a
//! document lies, to the last bit.

use std::ops::Range;

use tantivy::DocId;

use super::concept::{Concept, Plan};
use super::occurrences::WINDOW;
use super::weights::Weights;

/// What is left of a concept's rarity where it is met by some of its pieces only.
pub const SOME_PIECES: f32 = 0.3;

/// One concept of a plan. Its leaves are those of the plan, counted from 0: the whole, then the pieces.
pub struct Part {
    pub whole: usize,
    pub pieces: Range<usize>,
    /// Rarity of the whole concept.
    pub rarity: f32,
    /// Rarity of each piece.
    rarities: Vec<f32>,
    /// What a piece adds of what it would add as a word: together they are worth no more than the word itself would be.
    worth: f32,
    /// Where its pieces stand next to each other they may turn out to be the whole.
    pub can_gain: bool,
}

impl Part {
    fn new(concept: &Concept, whole: usize, weights: &Weights) -> Self {
        let rarity = concept.whole.rarity;
        let rarities: Vec<f32> = concept.pieces.iter().map(|piece| piece.rarity).collect();
        let worth = worth_of_pieces(rarity, rarities.iter().sum(), weights);
        Self {
            whole,
            pieces: whole + 1..whole + 1 + rarities.len(),
            rarity,
            rarities,
            worth,
            can_gain: false,
        }
    }

    pub fn leaves(&self) -> Range<usize> {
        self.whole..self.pieces.end
    }
}

/// What pieces of these rarities in sum add of what they would add as words.
pub fn worth_of_pieces(whole: f32, pieces: f32, weights: &Weights) -> f32 {
    if pieces > 0.0 { weights.pieces * whole.min(pieces) / pieces } else { 0.0 }
}

/// More occurrences count less and less; below `saturation + 1`.
#[inline]
pub fn saturated(sum: f32, saturation: f32) -> f32 {
    sum * (saturation + 1.0) / (sum + saturation)
}

/// How much each document of a window has of each leaf.
#[derive(Default)]
pub struct Sums(Vec<f32>);

impl Sums {
    /// The same room for so many leaves; what is in it says nothing.
    pub fn with_leaves(mut self, leaves: usize) -> Self {
        self.0.resize(leaves * WINDOW as usize, 0.0);
        self
    }

    pub fn clear(&mut self) {
        self.0.fill(0.0);
    }

    pub fn of(&self, leaf: usize) -> &[f32] {
        &self.0[leaf * WINDOW as usize..][..WINDOW as usize]
    }

    pub fn of_mut(&mut self, leaf: usize) -> &mut [f32] {
        &mut self.0[leaf * WINDOW as usize..][..WINDOW as usize]
    }
}

pub struct Formula {
    pub parts: Vec<Part>,
    pub required: usize,
    /// Any piece of a concept is enough to meet it.
    pub is_widened: bool,
    saturation: f32,
    partial: f32,
    total_rarity: f32,
}

impl Formula {
    pub fn new(plan: &Plan, weights: &Weights) -> Self {
        let mut parts: Vec<Part> = Vec::with_capacity(plan.concepts.len());
        for concept in &plan.concepts {
            parts.push(Part::new(concept, parts.last().map_or(0, |part| part.pieces.end), weights));
        }
        Self {
            total_rarity: parts.iter().map(|part| part.rarity).sum(),
            parts,
            required: plan.required,
            is_widened: plan.is_widened,
            saturation: weights.saturation,
            partial: weights.partial,
        }
    }

    pub fn leaves(&self) -> usize {
        self.parts.last().map_or(0, |part| part.pieces.end)
    }

    /// Keeps those of `docs` that meet the part, where all parts are required. The window begins at `base`.
    pub fn keep_meeting(&self, part: usize, base: DocId, sums: &Sums, docs: &mut Vec<DocId>) {
        let part = &self.parts[part];
        let whole = sums.of(part.whole);
        let mut kept = 0;
        for i in 0..docs.len() {
            let at = (docs[i] - base) as usize;
            // All are looked at and each is written, as that needs no branch: whether a document meets a part is chance.
            let has_pieces = !part.pieces.is_empty();
            let by_pieces =
                part.pieces.clone().fold(has_pieces, |all, piece| all & (sums.of(piece)[at] > 0.0));
            docs[kept] = docs[i];
            kept += usize::from((whole[at] > 0.0) | by_pieces);
        }
        docs.truncate(kept);
    }

    /// The scores of those of `docs` that meet enough, and what they could gain; the others go. The window begins at
    /// `base`.
    pub fn score(&self, base: DocId, sums: &Sums, docs: &mut Vec<DocId>, scored: &mut Scores) {
        let Scores { scores, gains } = scored;
        scores.clear();
        scores.resize(docs.len(), 0.0);
        gains.clear();
        gains.resize(docs.len(), 0.0);
        let required = self.required as f32;
        let mut kept = 0;
        for from in (0..docs.len()).step_by(LANES) {
            let len = LANES.min(docs.len() - from);
            let last = docs[from + len - 1];
            let mut places = [(last - base) as usize; LANES];
            for (place, doc) in places.iter_mut().zip(&docs[from..from + len]) {
                *place = (doc - base) as usize;
            }
            let met = self.met(|leaf| {
                let sums = sums.of(leaf);
                let mut here = Lanes::default();
                for (here, place) in here.iter_mut().zip(places) {
                    *here = sums[place % WINDOW as usize];
                }
                here
            });
            for i in 0..len {
                // Written over by the next one where it is not kept.
                docs[kept] = docs[from + i];
                scores[kept] = met.scores[i];
                gains[kept] = met.gains[i];
                kept += usize::from(met.parts[i] >= required);
            }
        }
        docs.truncate(kept);
        scores.truncate(kept);
        gains.truncate(kept);
    }

    /// For several documents at once and without branches, as processors like it: where a document has nothing of a leaf,
    /// it adds nothing. `sums`: what they have of a leaf.
    #[inline]
    fn met(&self, sums: impl Fn(usize) -> Lanes) -> Met {
        let Met { mut scores, mut gains, mut parts } = Met::default();
        let mut rarity = Lanes::default();
        for part in &self.parts {
            let whole = sums(part.whole);
            let mut value = self.saturated(&whole);
            for value in &mut value {
                *value *= part.rarity;
            }
            if part.pieces.is_empty() {
                for i in 0..LANES {
                    scores[i] += value[i];
                    rarity[i] += if whole[i] > 0.0 { part.rarity } else { 0.0 };
                    parts[i] += f32::from(whole[i] > 0.0);
                }
                continue;
            }
            let (mut pieces, mut count, mut least) = (Lanes::default(), Lanes::default(), [f32::MAX; LANES]);
            for (piece, rarity) in part.pieces.clone().zip(&part.rarities) {
                let piece = sums(piece);
                let saturated = self.saturated(&piece);
                for i in 0..LANES {
                    pieces[i] += rarity * saturated[i];
                    count[i] += f32::from(piece[i] > 0.0);
                    least[i] = least[i].min(piece[i]);
                }
            }
            for i in 0..LANES {
                value[i] = value[i].max(pieces[i] * part.worth);
            }
            if part.can_gain {
                for i in 0..LANES {
                    let most = part.rarity * saturated(whole[i] + least[i], self.saturation);
                    gains[i] += (most - value[i]).max(0.0);
                }
            }
            let all = part.pieces.len() as f32;
            let some = if self.is_widened { 1.0 } else { all };
            let by_some = if part.worth > 0.0 { SOME_PIECES * part.rarity } else { 0.0 };
            for i in 0..LANES {
                scores[i] += value[i];
                let has_some = if count[i] > 0.0 { by_some } else { 0.0 };
                rarity[i] += if whole[i] > 0.0 || count[i] == all { part.rarity } else { has_some };
                parts[i] += f32::from(whole[i] > 0.0 || count[i] >= some);
            }
        }
        if self.total_rarity > 0.0 {
            for i in 0..LANES {
                scores[i] *= self.factor_of_share(rarity[i] / self.total_rarity);
            }
        }
        Met { scores, gains, parts }
    }

    #[inline]
    fn saturated(&self, sums: &Lanes) -> Lanes {
        let mut values = *sums;
        for value in &mut values {
            *value = saturated(*value, self.saturation);
        }
        values
    }

    /// What a document gains at the most by so much more of the whole of a part.
    pub fn gain(&self, part: &Part, sums: &Sums, at: usize, more: f32) -> f32 {
        let saturated = |sum| saturated(sum, self.saturation);
        let pieces = part.pieces.clone().zip(&part.rarities);
        let pieces: f32 = pieces.map(|(piece, rarity)| rarity * saturated(sums.of(piece)[at])).sum();
        let whole = sums.of(part.whole)[at];
        let has = (part.rarity * saturated(whole)).max(pieces * part.worth);
        (part.rarity * saturated(whole + more) - has).max(0.0)
    }

    /// What is left of a score where only a share of the query's rarities is met.
    pub fn factor_of_share(&self, share: f32) -> f32 {
        self.partial + (1.0 - self.partial) * share
    }
}

/// The scores of documents, and what they could gain.
#[derive(Default)]
pub struct Scores {
    pub scores: Vec<f32>,
    /// What the pieces of parts can add at the most where they stand next to each other: that is no more often than each
    /// of them stands there.
    pub gains: Vec<f32>,
}

/// Documents that are scored at once.
const LANES: usize = 8;
type Lanes = [f32; LANES];

#[derive(Default)]
struct Met {
    scores: Lanes,
    gains: Lanes,
    /// How many parts.
    parts: Lanes,
}
