//! Keeping the best of many: ranks, and the hits between two cursors.

use std::cmp::Reverse;
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::ColumnValues;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};
use uuid::Uuid;

use crate::page::{Cursor, Key, Page};

/// What hits are sorted by: the key, then the id; the highest comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    pub key: i64,
    pub id: u128,
}

impl Rank {
    fn of(cursor: &Cursor) -> Self {
        let key = match cursor.key {
            Key::Number(number) | Key::Time(number) => number,
            Key::Text(_) => 0,
        };
        Self { key, id: cursor.id.as_u128() }
    }

    /// In the list of that name.
    pub fn cursor(self, list: &str) -> Cursor {
        Cursor::new(list, Key::Number(self.key), Uuid::from_u128(self.id))
    }
}

/// Scores are positive, so their bits sort as they do.
pub fn key_of_score(score: Score) -> i64 {
    i64::from(score.max(0.0).to_bits())
}

pub fn score_of_key(key: i64) -> Score {
    Score::from_bits(key as u32)
}

/// The part of a ranking that a page shows.
#[derive(Clone, Debug)]
pub struct Between {
    pub backwards: bool,
    after: Option<Rank>,
    before: Option<Rank>,
}

impl Between {
    pub fn of(page: &Page) -> Self {
        let (after, before) = (page.after.as_ref().map(Rank::of), page.before.as_ref().map(Rank::of));
        Self { backwards: page.backwards, after, before }
    }

    pub fn everything() -> Self {
        Self { backwards: false, after: None, before: None }
    }

    /// The beginning of the ranking.
    pub fn is_start(&self) -> bool {
        !self.backwards && self.after.is_none() && self.before.is_none()
    }

    pub fn contains(&self, rank: Rank) -> bool {
        self.after.is_none_or(|after| rank < after) && self.before.is_none_or(|before| rank > before)
    }

    /// Best first; backwards, worst first.
    pub fn sort<T>(&self, found: &mut [(Rank, T)]) {
        found.sort_by_key(|(rank, _)| self.sortable(*rank));
    }

    /// So that the greatest is what is dropped: the worst, or backwards the best.
    fn sortable(&self, rank: Rank) -> Rank {
        if self.backwards { rank } else { Rank { key: !rank.key, id: !rank.id } }
    }
}

/// Keeps the best `limit` between the cursors; backwards, the worst of them.
pub struct Top {
    between: Between,
    limit: usize,
    /// As they sort, at most twice as many as are wanted: the worse half goes at once.
    kept: Vec<(Rank, DocAddress)>,
    /// As keys sort: nothing above it is among the best any more.
    most: i64,
}

impl Top {
    pub fn new(between: Between, limit: usize) -> Self {
        let most = if limit == 0 { i64::MIN } else { i64::MAX };
        Self { between, limit, kept: Vec::with_capacity(2 * limit), most }
    }

    /// Does it begin with the best, so that none is beyond a cursor?
    pub fn is_start(&self) -> bool {
        self.between.is_start()
    }

    pub fn limit(&self) -> usize {
        self.limit
    }

    /// Can a hit with this key still be among them? The id is read only where it can matter.
    #[inline]
    pub fn wants(&self, key: i64) -> bool {
        (if self.between.backwards { key } else { !key }) <= self.most
    }

    /// The score below which nothing is among them any more.
    pub fn least(&self) -> Score {
        match self.most {
            _ if self.limit == 0 => Score::INFINITY,
            i64::MAX => 0.0,
            _ if self.between.backwards => 0.0,
            most => score_of_key(!most),
        }
    }

    pub fn add(&mut self, rank: Rank, address: DocAddress) {
        if self.limit == 0 || !self.between.contains(rank) {
            return;
        }
        self.kept.push((self.between.sortable(rank), address));
        if self.kept.len() == 2 * self.limit {
            self.drop_worse();
        }
    }

    fn drop_worse(&mut self) {
        if self.limit > 0 && self.kept.len() >= self.limit {
            let (_, (worst, _), _) = self.kept.select_nth_unstable(self.limit - 1);
            self.most = worst.key;
            self.kept.truncate(self.limit);
        }
    }

    /// In no order.
    pub fn found(mut self) -> Vec<(Rank, DocAddress)> {
        self.drop_worse();
        let between = self.between;
        self.kept.into_iter().map(|(rank, address)| (between.sortable(rank), address)).collect()
    }
}

/// Candidates that are kept by their keys before they are given away.
const CANDIDATES_MAX: usize = 4_096;

/// Hits of one segment that may be among the best, by their keys alone. Ids lie in columns, where each that is asked for is
/// somewhere else in memory, and decide between few: they are read once it is known which.
pub struct Candidates {
    limit: usize,
    /// The `limit` best and those that come as far as the last of them, among others.
    kept: Vec<(i64, DocId)>,
    /// Whatever is below is not among the best.
    least: i64,
    /// So many are kept before the others go.
    room: usize,
}

impl Candidates {
    pub fn new(limit: usize) -> Self {
        Self { limit, kept: Vec::new(), least: i64::MIN, room: 2 * limit }
    }

    /// Adds those of `keyed` that may be among the best of `top`. `of` tells ids and addresses.
    pub fn add(
        &mut self,
        keyed: impl Iterator<Item = (i64, DocId)>,
        top: &mut Top,
        of: impl Fn(DocId) -> (u128, DocAddress),
    ) {
        for (key, doc) in keyed {
            if key < self.least || !top.wants(key) {
                continue;
            }
            self.kept.push((key, doc));
            if self.kept.len() >= self.room {
                self.drop_worse();
                // Where many have the same key, only ids tell which of them stay.
                if self.room > CANDIDATES_MAX {
                    self.give(top, &of);
                }
            }
        }
    }

    fn drop_worse(&mut self) {
        let by_key = |(key, _): &(i64, DocId)| Reverse(*key);
        let (_, (kth, _), _) = self.kept.select_nth_unstable_by_key(self.limit - 1, by_key);
        self.least = *kth;
        self.kept.retain(|(key, _)| *key >= self.least);
        self.room = 2 * self.kept.len();
    }

    /// The score below which nothing is among them.
    pub fn least(&self) -> Score {
        if self.least == i64::MIN { 0.0 } else { score_of_key(self.least) }
    }

    /// Gives them to `top`, and begins anew.
    pub fn give(&mut self, top: &mut Top, of: impl Fn(DocId) -> (u128, DocAddress)) {
        if self.kept.len() > self.limit {
            self.drop_worse();
        }
        for (key, doc) in self.kept.drain(..) {
            let (id, address) = of(doc);
            top.add(Rank { key, id }, address);
        }
        top.drop_worse();
        (self.least, self.room) = (i64::MIN, 2 * self.limit);
    }
}

/// A tantivy collector of the best hits of a query, by score and then by id.
pub struct Best(pub usize);

pub struct BestOfSegment {
    segment: SegmentOrdinal,
    high: Arc<dyn ColumnValues<u64>>,
    low: Arc<dyn ColumnValues<u64>>,
    top: Top,
}

impl Collector for Best {
    type Fruit = Vec<(Rank, DocAddress)>;
    type Child = BestOfSegment;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<BestOfSegment> {
        let columns = reader.fast_fields();
        Ok(BestOfSegment {
            segment,
            high: columns.column_first_or_default("uuid_high")?,
            low: columns.column_first_or_default("uuid_low")?,
            top: Top::new(Between::everything(), self.0),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<Self::Fruit>) -> tantivy::Result<Self::Fruit> {
        let mut all: Self::Fruit = segments.into_iter().flatten().collect();
        Between::everything().sort(&mut all);
        all.truncate(self.0);
        Ok(all)
    }
}

impl SegmentCollector for BestOfSegment {
    type Fruit = Vec<(Rank, DocAddress)>;

    fn collect(&mut self, doc: DocId, score: Score) {
        let key = key_of_score(score);
        if self.top.wants(key) {
            let id = u128::from(self.high.get_val(doc)) << 64 | u128::from(self.low.get_val(doc));
            let rank = Rank { key, id };
            self.top.add(rank, DocAddress::new(self.segment, doc));
        }
    }

    fn harvest(self) -> Self::Fruit {
        self.top.found()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn hits_are_kept_the_same_one_by_one_and_by_their_keys_first(
            keys in proptest::collection::vec(-20_i64..20, 0..400),
            // Ties without end: more than are kept.
            same in proptest::sample::select(vec![0, 10_000]),
            limit in 0_usize..30,
            at_once in 1_usize..100,
        ) {
            // Ids in another order than documents.
            let of = |doc: DocId| (u128::from(doc).wrapping_mul(7_919) % 100_003, DocAddress::new(0, doc));
            let keys = keys.into_iter().chain(std::iter::repeat_n(19, same));
            let keyed: Vec<(i64, DocId)> = keys.zip(0..).collect();
            let mut one_by_one = Top::new(Between::everything(), limit);
            for (key, doc) in &keyed {
                let (id, address) = of(*doc);
                one_by_one.add(Rank { key: *key, id }, address);
            }
            let (mut by_keys, mut candidates) = (Top::new(Between::everything(), limit), Candidates::new(limit));
            // Of two segments.
            for segment in [&keyed[..keyed.len() / 3], &keyed[keyed.len() / 3..]] {
                for some in segment.chunks(at_once) {
                    candidates.add(some.iter().copied(), &mut by_keys, of);
                    proptest::prop_assert!(candidates.kept.len() <= CANDIDATES_MAX);
                }
                candidates.give(&mut by_keys, of);
            }
            let sorted = |top: Top| {
                let mut found = top.found();
                Between::everything().sort(&mut found);
                found
            };
            proptest::prop_assert_eq!(sorted(one_by_one), sorted(by_keys));
        }

        #[test]
        fn nothing_below_the_least_score_is_among_the_best(
            scores in proptest::collection::vec(0.1_f32..9.0, 0..400),
            limit in 1_usize..30,
        ) {
            let of = |doc: DocId| (u128::from(doc), DocAddress::new(0, doc));
            let (mut top, mut candidates) = (Top::new(Between::everything(), limit), Candidates::new(limit));
            let keyed: Vec<(i64, DocId)> = scores.iter().map(|score| key_of_score(*score)).zip(0..).collect();
            candidates.add(keyed.iter().copied(), &mut top, of);
            let least = candidates.least();
            candidates.give(&mut top, of);
            let after = top.least();
            let found = top.found();
            proptest::prop_assert!(found.iter().all(|(rank, _)| score_of_key(rank.key) >= least.max(after)));
            proptest::prop_assert!(scores.len() < 2 * limit || least > 0.0 && after >= least);
        }
    }
}
