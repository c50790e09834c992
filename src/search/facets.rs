//! Counting the values of facets over the hits of one query.

use std::collections::HashMap;

use tantivy::DocId;

use super::columns::{Unpacked, Values};
use super::request::FacetBucket;

/// Values of one facet and how many documents have them.
pub type Counts = HashMap<String, u64>;

/// Counts one facet over one segment, by the numbers that the segment gives to values.
pub struct Counter<'a> {
    values: Option<(&'a [String], &'a Unpacked)>,
    /// By number; before them, what has no value.
    counts: Vec<u32>,
}

impl<'a> Counter<'a> {
    pub fn new(values: &'a Values) -> Self {
        let values = values.unpacked();
        Self { values, counts: vec![0; 1 + values.map_or(0, |(names, _)| names.len())] }
    }

    pub fn add(&mut self, docs: &[DocId]) {
        match self.values {
            Some((_, Unpacked::One(numbers))) => {
                for doc in docs {
                    self.counts[numbers[*doc as usize] as usize] += 1;
                }
            }
            Some((_, Unpacked::Many { starts, numbers })) => {
                for doc in docs {
                    let (from, to) = (starts[*doc as usize], starts[*doc as usize + 1]);
                    for number in &numbers[from as usize..to as usize] {
                        self.counts[1 + *number as usize] += 1;
                    }
                }
            }
            None => {}
        }
    }

    /// Adds what was counted to `total`.
    pub fn finish(self, total: &mut Counts) {
        let Some((names, _)) = self.values else { return };
        for (name, count) in names.iter().zip(&self.counts[1..]).filter(|(_, count)| **count > 0) {
            match total.get_mut(name) {
                Some(total) => *total += u64::from(*count),
                None => {
                    total.insert(name.clone(), u64::from(*count));
                }
            }
        }
    }
}

/// Most frequent first, then by value.
pub fn buckets(counts: Counts) -> Vec<FacetBucket> {
    let mut buckets: Vec<_> = counts.into_iter().map(|(value, count)| FacetBucket { value, count }).collect();
    buckets.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    buckets
}
