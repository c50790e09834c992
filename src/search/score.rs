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

/// What sums of rounded numbers can be off.
pub const ALMOST: f32 = 1.0001;
/// What is left of a concept's rarity where it is met by some of its pieces only.
pub const SOME_PIECES: f32 = 0.3;
/// The share of the rarity of its pieces that stands for a word where others may be missing: `data` does not say
/// `datapakhuis`, but of `huurachterstand` either piece tells something.
const TELLING: f32 = 1.0 / 3.0;

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
    fn new(concept: &Concept, is_alone: bool, whole: usize, weights: &Weights) -> Self {
        let rarity = concept.whole.rarity;
        let rarities: Vec<f32> = concept.pieces.iter().map(|piece| piece.rarity).collect();
        let worth = worth_of_pieces(concept, is_alone, weights);
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

    /// Is it made of several words, of which others may be said apart?
    pub fn is_compound(&self) -> bool {
        self.pieces.len() > 1
    }

    /// How much of the rarity of all of its pieces each has.
    fn shares(&self) -> impl Iterator<Item = (usize, f32)> {
        let sum: f32 = self.rarities.iter().sum();
        let share = move |rarity: &f32| if sum > 0.0 { rarity / sum } else { 1.0 };
        self.pieces.clone().zip(self.rarities.iter().map(share))
    }

    /// What all pieces together add at the most, without saturation.
    fn worth_of_all(&self) -> f32 {
        self.worth * self.rarities.iter().sum::<f32>()
    }
}

/// What the pieces of a concept add of what they would add as words; `is_alone`: nothing else is asked for.
pub fn worth_of_pieces(concept: &Concept, is_alone: bool, weights: &Weights) -> f32 {
    let pieces: f32 = concept.pieces.iter().map(|piece| piece.rarity).sum();
    if pieces <= 0.0 {
        return 0.0;
    }
    let share = if is_alone && concept.whole.is_said { weights.pieces_alone } else { weights.pieces };
    share * concept.whole.rarity.min(pieces) / pieces
}

/// More occurrences count less and less; below `saturation + 1`.
#[inline]
pub fn saturated(sum: f32, saturation: f32) -> f32 {
    sum * (saturation + 1.0) / (sum + saturation)
}

/// A number for each document of a window: as an array, whose bounds are known beforehand.
type InWindow = [f32; WINDOW as usize];

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

    pub fn of(&self, leaf: usize) -> &InWindow {
        &self.0.as_chunks().0[leaf]
    }

    pub fn of_mut(&mut self, leaf: usize) -> &mut InWindow {
        &mut self.0.as_chunks_mut().0[leaf]
    }
}

pub struct Formula {
    pub parts: Vec<Part>,
    /// Any concept is enough; else all must be met.
    pub is_widened: bool,
    /// Of any concept any piece.
    is_any_piece_enough: bool,
    saturation: f32,
    partial: f32,
    total_rarity: f32,
}

impl Formula {
    pub fn new(plan: &Plan, weights: &Weights) -> Self {
        let mut parts: Vec<Part> = Vec::with_capacity(plan.concepts.len());
        for concept in &plan.concepts {
            let first = parts.last().map_or(0, |part| part.pieces.end);
            parts.push(Part::new(concept, plan.is_of_one_word(), first, weights));
        }
        Self {
            total_rarity: parts.iter().map(|part| part.rarity).sum(),
            parts,
            is_widened: plan.is_widened,
            is_any_piece_enough: plan.is_any_piece_enough,
            saturation: weights.saturation,
            partial: weights.partial,
        }
    }

    pub fn leaves(&self) -> usize {
        self.parts.last().map_or(0, |part| part.pieces.end)
    }

    /// Keeps those of `docs` that meet the part, where all parts are required; they have something of it, or of the other
    /// parts. The window begins at `base`.
    pub fn keep_meeting(&self, part: usize, base: DocId, sums: &Sums, docs: &mut Vec<DocId>) {
        let part = &self.parts[part];
        let whole = sums.of(part.whole);
        let pieces: Vec<&InWindow> = part.pieces.clone().map(|piece| sums.of(piece)).collect();
        match &pieces[..] {
            [] => keep(base, docs, |at| whole[at] > 0.0),
            [one] => keep(base, docs, |at| (whole[at] > 0.0) | (one[at] > 0.0)),
            pieces => keep(base, docs, |at| {
                (whole[at] > 0.0) | pieces.iter().fold(true, |all, piece| all & (piece[at] > 0.0))
            }),
        }
    }

    /// Where any part is enough, keeps those of `docs` that have one: its whole, or those of its pieces that carry a
    /// third of its rarity.
    pub fn keep_telling(&self, base: DocId, sums: &Sums, docs: &mut Vec<DocId>) {
        let is_telling = |share: f32| share * ALMOST >= TELLING;
        let mut shares = self.parts.iter().flat_map(Part::shares);
        if !self.is_widened || self.is_any_piece_enough || shares.all(|(_, share)| is_telling(share)) {
            return;
        }
        // One of the first is enough; of what is left of a part, as many as make up a third of it.
        let (mut telling, mut others) = (Vec::new(), Vec::new());
        for part in &self.parts {
            telling.push(sums.of(part.whole));
            let (enough, few): (Vec<_>, Vec<_>) = part.shares().partition(|(_, share)| is_telling(*share));
            telling.extend(enough.into_iter().map(|(piece, _)| sums.of(piece)));
            if is_telling(few.iter().map(|(_, share)| share).sum()) {
                others
                    .push(few.into_iter().map(|(piece, share)| (sums.of(piece), share)).collect::<Vec<_>>());
            }
        }
        let has_telling = |at: usize| telling.iter().fold(false, |any, leaf| any | (leaf[at] > 0.0));
        if others.is_empty() {
            return keep(base, docs, has_telling);
        }
        let share = |pieces: &[(&InWindow, f32)], at: usize| -> f32 {
            pieces.iter().map(|(piece, share)| if piece[at] > 0.0 { *share } else { 0.0 }).sum()
        };
        keep(base, docs, |at| has_telling(at) || others.iter().any(|pieces| is_telling(share(pieces, at))));
    }

    /// The compounds of which this document has all pieces and not the whole, as far as the sums tell it.
    pub fn met_by_pieces(&self, base: DocId, sums: &Sums, doc: DocId) -> impl Iterator<Item = usize> {
        let at = (doc - base) as usize;
        let parts = self.parts.iter().enumerate().filter(|(_, part)| part.is_compound());
        let has = move |leaf: usize| sums.of(leaf)[at] > 0.0;
        let met = parts.filter(move |(_, part)| !has(part.whole) && part.pieces.clone().all(has));
        met.map(|(number, _)| number)
    }

    /// Keeps those of `docs` that could have a score of at least `least`. The window begins at `base`.
    ///
    /// The score is no more than the sum of what the parts add, so that of a score of `least` some part adds its share at
    /// the least, each having one by the most that it can add; and a part that adds so much has enough of its whole or of one
    /// of its pieces.
    pub fn keep_promising(&self, least: f32, base: DocId, sums: &Sums, docs: &mut Vec<DocId>) {
        if least <= 0.0 {
            return;
        }
        let enough = self.enough(least);
        let enough: Vec<(&InWindow, f32)> =
            enough.iter().map(|(leaf, enough)| (sums.of(*leaf), *enough)).collect();
        match &enough[..] {
            [(sums, enough)] => keep(base, docs, |at| sums[at] >= *enough),
            all => keep(base, docs, |at| {
                all.iter().fold(false, |any, (sums, enough)| any | (sums[at] >= *enough))
            }),
        }
    }

    /// Of which leaves a document needs how much: of one of them at the least, for a score of `least`.
    fn enough(&self, least: f32) -> Vec<(usize, f32)> {
        let most = |part: &Part| part.rarity.max(part.worth_of_all());
        let total: f32 = self.parts.iter().map(most).sum();
        let mut enough = Vec::with_capacity(self.leaves());
        for part in &self.parts {
            // By what the sums of rounded numbers can be off, less.
            let share = least / ALMOST * if total > 0.0 { most(part) / total } else { 0.0 };
            let mut of_whole = self.sum_of(share / part.rarity);
            let mut of_piece = self.sum_of(share / part.worth_of_all());
            if part.can_gain {
                // Next to each other the pieces count as often as the rarest of them, and the whole with them.
                of_whole /= 2.0;
                of_piece = of_piece.min(of_whole);
            }
            enough.push((part.whole, of_whole));
            enough.extend(part.pieces.clone().map(|piece| (piece, of_piece)));
        }
        enough
    }

    /// Of which sum [`saturated`] makes `value`; infinite where it makes that of none.
    fn sum_of(&self, value: f32) -> f32 {
        let most = self.saturation + 1.0;
        if value < most { value * self.saturation / (most - value) } else { f32::INFINITY }
    }

    /// The scores of `docs`, which meet enough, and what they could gain. The window begins at `base`.
    pub fn score(&self, base: DocId, sums: &Sums, docs: &[DocId], scored: &mut Scores) {
        let Scores { scores, gains } = scored;
        scores.clear();
        gains.clear();
        for docs in docs.chunks(LANES) {
            // What is left of the last lanes says nothing.
            let mut places = [0; LANES];
            for (place, doc) in places.iter_mut().zip(docs) {
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
            scores.extend_from_slice(&met.scores[..docs.len()]);
            gains.extend_from_slice(&met.gains[..docs.len()]);
        }
    }

    /// For several documents at once and without branches, as processors like it: where a document has nothing of a leaf,
    /// it adds nothing. `sums`: what they have of a leaf.
    #[inline]
    fn met(&self, sums: impl Fn(usize) -> Lanes) -> Met {
        let Met { mut scores, mut gains } = Met::default();
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
            let by_some = if part.worth > 0.0 { SOME_PIECES * part.rarity } else { 0.0 };
            for i in 0..LANES {
                scores[i] += value[i];
                let has_some = if count[i] > 0.0 { by_some } else { 0.0 };
                rarity[i] += if whole[i] > 0.0 || count[i] == all { part.rarity } else { has_some };
            }
        }
        if self.total_rarity > 0.0 {
            for i in 0..LANES {
                scores[i] *= self.factor_of_share(rarity[i] / self.total_rarity);
            }
        }
        Met { scores, gains }
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

/// Keeps those of `docs` whose place in the window passes. All are looked at and each is written, as that needs no branch:
/// whether a document passes is chance.
#[inline]
fn keep(base: DocId, docs: &mut Vec<DocId>, passes: impl Fn(usize) -> bool) {
    let mut kept = 0;
    for i in 0..docs.len() {
        let doc = docs[i];
        docs[kept] = doc;
        kept += usize::from(passes((doc - base) as usize % WINDOW as usize));
    }
    docs.truncate(kept);
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
}
