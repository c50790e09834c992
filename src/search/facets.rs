//! Counting the values of facets over the hits of one query.

use std::collections::{BTreeMap, HashMap};

use tantivy::columnar::{Cardinality, Column, StrColumn};
use tantivy::{DocId, SegmentReader};

use super::request::{FacetBucket, FacetField};
use super::schema;

/// Values of one facet and how many documents have them.
pub type Counts = HashMap<String, u64>;

/// Counts one facet over one segment, by the numbers that the segment gives to values.
pub enum Counter {
    Names {
        column: StrColumn,
        counts: Vec<u32>,
        values: Vec<u64>,
        found: Vec<Option<u64>>,
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
            Some(column) => Self::Names {
                counts: vec![0; column.num_terms()],
                column,
                values: Vec::new(),
                found: Vec::new(),
            },
            None => Self::Absent,
        })
    }

    pub fn add(&mut self, docs: &[DocId]) {
        match self {
            Self::Names { column, counts, values, found } => match column.ords().get_cardinality() {
                Cardinality::Full => {
                    values.resize(docs.len(), 0);
                    column.ords().values.get_vals(docs, values);
                    for ord in values {
                        counts[*ord as usize] += 1;
                    }
                }
                Cardinality::Optional => {
                    found.clear();
                    found.resize(docs.len(), None);
                    column.ords().first_vals(docs, found);
                    for ord in found.iter().flatten() {
                        counts[*ord as usize] += 1;
                    }
                }
                Cardinality::Multivalued => {
                    for ord in docs.iter().flat_map(|doc| column.term_ords(*doc)) {
                        counts[ord as usize] += 1;
                    }
                }
            },
            Self::Years { column, counts } => {
                // Neighbours are often of one year.
                let mut last: Option<(i64, u64)> = None;
                for year in docs.iter().filter_map(|doc| column.first(*doc)) {
                    match &mut last {
                        Some((same, count)) if *same == year => *count += 1,
                        _ => {
                            if let Some((year, count)) = last.replace((year, 1)) {
                                *counts.entry(year).or_default() += count;
                            }
                        }
                    }
                }
                if let Some((year, count)) = last {
                    *counts.entry(year).or_default() += count;
                }
            }
            Self::Absent => {}
        }
    }

    pub fn finish(self, total: &mut Counts) -> tantivy::Result<()> {
        match self {
            Self::Names { column, counts, .. } => {
                let found = (0..).zip(counts).filter(|(_, count)| *count > 0);
                let (ords, counts): (Vec<u64>, Vec<u32>) = found.unzip();
                let mut counts = counts.into_iter();
                // All in one walk: each name alone is looked for from the beginning of its block.
                column.dictionary().sorted_ords_to_term_cb(&ords, |name| {
                    let count = u64::from(counts.next().unwrap_or_default());
                    let name = String::from_utf8_lossy(name);
                    match total.get_mut(name.as_ref()) {
                        Some(total) => *total += count,
                        None => {
                            total.insert(name.into_owned(), count);
                        }
                    }
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
