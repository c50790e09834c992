//! Counting the values of facets over the hits of one query.

use std::collections::{BTreeMap, HashMap};

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, SegmentReader};

use super::request::{FacetBucket, FacetField};
use super::schema;

/// Values of one facet and how many documents have them.
pub type Counts = HashMap<String, u64>;

/// Counts one facet over one segment, by the numbers that the segment gives to values.
pub enum Counter {
    Names {
        column: StrColumn,
        counts: Vec<u64>,
    },
    Years {
        column: Column<i64>,
        counts: BTreeMap<i64, u64>,
    },
    /// No document of the segment has the field.
    Absent,
}

impl Counter {
    pub fn new(facet: FacetField, segment: &SegmentReader) -> tantivy::Result<Self> {
        let name = schema::column(facet);
        if facet == FacetField::Year {
            return Ok(Self::Years { column: segment.fast_fields().i64(name)?, counts: BTreeMap::new() });
        }
        Ok(match segment.fast_fields().str(name)? {
            Some(column) => Self::Names { counts: vec![0; column.num_terms()], column },
            None => Self::Absent,
        })
    }

    pub fn add(&mut self, doc: DocId) {
        match self {
            Self::Names { column, counts } => {
                for ord in column.term_ords(doc) {
                    counts[ord as usize] += 1;
                }
            }
            Self::Years { column, counts } => {
                if let Some(year) = column.first(doc) {
                    *counts.entry(year).or_default() += 1;
                }
            }
            Self::Absent => {}
        }
    }

    pub fn finish(self, total: &mut Counts) -> tantivy::Result<()> {
        match self {
            Self::Names { column, counts } => {
                let found = (0..).zip(counts).filter(|(_, count)| *count > 0);
                let (ords, counts): (Vec<u64>, Vec<u64>) = found.unzip();
                let mut counts = counts.into_iter();
                // All in one walk: each name alone is looked for from the beginning of its block.
                column.dictionary().sorted_ords_to_term_cb(&ords, |name| {
                    let name = String::from_utf8_lossy(name).into_owned();
                    *total.entry(name).or_default() += counts.next().unwrap_or_default();
                })?;
            }
            Self::Years { counts, .. } => {
                for (year, count) in counts {
                    *total.entry(year.to_string()).or_default() += count;
                }
            }
            Self::Absent => {}
        }
        Ok(())
    }
}

/// Most frequent first, then by value.
pub fn buckets(counts: Counts) -> Vec<FacetBucket> {
    let mut buckets: Vec<_> = counts.into_iter().map(|(value, count)| FacetBucket { value, count }).collect();
    buckets.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    buckets
}
