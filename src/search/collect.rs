//! Keeping the best of many: ranks, and the hits between two cursors.

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

    /// Can a hit with this key still be among them? The id is read only where it can matter.
    #[inline]
    pub fn wants(&self, key: i64) -> bool {
        (if self.between.backwards { key } else { !key }) <= self.most
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
