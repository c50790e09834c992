//! One walk over the hits of a query: the page between two cursors, the total and the facets.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::ColumnValues;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};
use uuid::Uuid;

use super::facets::{Counter, Counts};
use super::request::FacetField;
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

    pub fn cursor(self) -> Cursor {
        Cursor::new(super::LIST, Key::Number(self.key), Uuid::from_u128(self.id))
    }
}

/// Scores are positive, so their bits sort as they do.
pub fn key_of_score(score: Score) -> i64 {
    i64::from(score.max(0.0).to_bits())
}

pub fn score_of_key(key: i64) -> Score {
    Score::from_bits(key as u32)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Relevance,
    Freshness,
}

/// Keeps the best `limit` between the cursors; backwards, the worst of them.
#[derive(Clone, Debug)]
pub struct Walk {
    order: Order,
    limit: usize,
    backwards: bool,
    after: Option<Rank>,
    before: Option<Rank>,
    facets: Vec<FacetField>,
}

#[derive(Debug, Default)]
pub struct Found {
    /// Best first; backwards, worst first: the order in which [`crate::page::Slice::from_fetched`] expects them.
    pub ranked: Vec<(Rank, DocAddress)>,
    pub total: u64,
    /// One for each facet that was asked for.
    pub facets: Vec<Counts>,
}

impl Walk {
    pub fn page(order: Order, page: &Page, facets: Vec<FacetField>) -> Self {
        Self {
            order,
            limit: page.fetch() as usize,
            backwards: page.backwards,
            after: page.after.as_ref().map(Rank::of),
            before: page.before.as_ref().map(Rank::of),
            facets,
        }
    }

    /// Only counts.
    pub fn count(facets: Vec<FacetField>) -> Self {
        Self { order: Order::Freshness, limit: 0, backwards: false, after: None, before: None, facets }
    }

    /// The best `limit`.
    pub fn best(order: Order, limit: usize) -> Self {
        Self { order, limit, backwards: false, after: None, before: None, facets: Vec::new() }
    }

    /// So that what the heap drops is always the greatest: the worst, or backwards the best.
    fn sortable(&self, rank: Rank) -> Rank {
        if self.backwards { rank } else { Rank { key: !rank.key, id: !rank.id } }
    }
}

pub struct Segment {
    walk: Walk,
    segment: SegmentOrdinal,
    sorted_at: Arc<dyn ColumnValues<i64>>,
    uuid_high: Arc<dyn ColumnValues<u64>>,
    uuid_low: Arc<dyn ColumnValues<u64>>,
    heap: BinaryHeap<(Rank, Reverse<DocId>)>,
    total: u64,
    counters: Vec<Counter>,
}

impl Collector for Walk {
    type Fruit = Found;
    type Child = Segment;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<Segment> {
        let columns = reader.fast_fields();
        let counters = self.facets.iter().map(|facet| Counter::new(*facet, reader));
        Ok(Segment {
            walk: self.clone(),
            segment,
            sorted_at: columns.column_first_or_default("sorted_at")?,
            uuid_high: columns.column_first_or_default("uuid_high")?,
            uuid_low: columns.column_first_or_default("uuid_low")?,
            heap: BinaryHeap::new(),
            total: 0,
            counters: counters.collect::<tantivy::Result<_>>()?,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.order == Order::Relevance && self.limit > 0
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<Found>>) -> tantivy::Result<Found> {
        let mut all = Found { facets: vec![Counts::new(); self.facets.len()], ..Found::default() };
        for found in segments {
            let found = found?;
            all.ranked.extend(found.ranked);
            all.total += found.total;
            for (all, counts) in all.facets.iter_mut().zip(found.facets) {
                for (value, count) in counts {
                    *all.entry(value).or_default() += count;
                }
            }
        }
        all.ranked.sort_by_key(|(rank, _)| self.sortable(*rank));
        all.ranked.truncate(self.limit);
        Ok(all)
    }
}

impl SegmentCollector for Segment {
    type Fruit = tantivy::Result<Found>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        for counter in &mut self.counters {
            counter.add(doc);
        }
        if self.walk.limit == 0 {
            return;
        }
        let key = match self.walk.order {
            Order::Relevance => key_of_score(score),
            Order::Freshness => self.sorted_at.get_val(doc),
        };
        let sortable_key = if self.walk.backwards { key } else { !key };
        let is_full = self.heap.len() == self.walk.limit;
        // The id is read only where it can matter.
        if is_full && self.heap.peek().is_some_and(|(worst, _)| sortable_key > worst.key) {
            return;
        }
        let id = (u128::from(self.uuid_high.get_val(doc)) << 64) | u128::from(self.uuid_low.get_val(doc));
        let rank = Rank { key, id };
        let is_before_page = self.walk.after.is_some_and(|after| rank >= after);
        let is_behind_page = self.walk.before.is_some_and(|before| rank <= before);
        if is_before_page || is_behind_page {
            return;
        }
        self.heap.push((self.walk.sortable(rank), Reverse(doc)));
        if self.heap.len() > self.walk.limit {
            self.heap.pop();
        }
    }

    fn harvest(self) -> tantivy::Result<Found> {
        let unsorted = |rank: Rank| self.walk.sortable(rank);
        let ranked = self
            .heap
            .iter()
            .map(|(sortable, Reverse(doc))| (unsorted(*sortable), DocAddress::new(self.segment, *doc)));
        let ranked = ranked.collect();
        let mut facets = Vec::with_capacity(self.counters.len());
        for counter in self.counters {
            let mut counts = Counts::new();
            counter.finish(&mut counts)?;
            facets.push(counts);
        }
        Ok(Found { ranked, total: self.total, facets })
    }
}
