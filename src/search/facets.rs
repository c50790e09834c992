//! Counting the values of facets over the hits of one query.

use std::collections::{BTreeMap, HashMap};

use tantivy::DocId;
use tantivy::columnar::Cardinality;

use super::columns::Values;
use super::request::FacetBucket;

/// Values of one facet and how many documents have them.
pub type Counts = HashMap<String, u64>;

/// Counts one facet over one segment, by the numbers that the segment gives to values.
pub struct Counter<'a> {
    values: &'a Values,
    names: Vec<u32>,
    years: BTreeMap<i64, u64>,
    all: Vec<u64>,
    some: Vec<Option<u64>>,
}

impl<'a> Counter<'a> {
    pub fn new(values: &'a Values) -> Self {
        let count = if let Values::Names { names, .. } = values { names.len() } else { 0 };
        Self { values, names: vec![0; count], years: BTreeMap::new(), all: Vec::new(), some: Vec::new() }
    }

    pub fn add(&mut self, docs: &[DocId]) {
        match self.values {
            Values::Names { numbers, .. } => match numbers.get_cardinality() {
                Cardinality::Full => {
                    self.all.resize(docs.len(), 0);
                    numbers.values.get_vals(docs, &mut self.all);
                    for number in &self.all {
                        self.names[*number as usize] += 1;
                    }
                }
                Cardinality::Optional => {
                    self.some.clear();
                    self.some.resize(docs.len(), None);
                    numbers.first_vals(docs, &mut self.some);
                    for number in self.some.iter().flatten() {
                        self.names[*number as usize] += 1;
                    }
                }
                Cardinality::Multivalued => {
                    for number in docs.iter().flat_map(|doc| numbers.values_for_doc(*doc)) {
                        self.names[number as usize] += 1;
                    }
                }
            },
            Values::Years(column) => {
                // Neighbours are often of one year.
                let mut last: Option<(i64, u64)> = None;
                for year in docs.iter().filter_map(|doc| column.first(*doc)) {
                    match &mut last {
                        Some((same, count)) if *same == year => *count += 1,
                        _ => {
                            if let Some((year, count)) = last.replace((year, 1)) {
                                *self.years.entry(year).or_default() += count;
                            }
                        }
                    }
                }
                if let Some((year, count)) = last {
                    *self.years.entry(year).or_default() += count;
                }
            }
            Values::Absent => {}
        }
    }

    /// Adds what was counted to `total`.
    pub fn finish(self, total: &mut Counts) {
        if let Values::Names { names, .. } = self.values {
            for (name, count) in names.iter().zip(self.names).filter(|(_, count)| *count > 0) {
                match total.get_mut(name) {
                    Some(total) => *total += u64::from(count),
                    None => {
                        total.insert(name.clone(), count.into());
                    }
                }
            }
        }
        for (year, count) in self.years {
            *total.entry(year.to_string()).or_default() += count;
        }
    }
}

/// Most frequent first, then by value.
pub fn buckets(counts: Counts) -> Vec<FacetBucket> {
    let mut buckets: Vec<_> = counts.into_iter().map(|(value, count)| FacetBucket { value, count }).collect();
    buckets.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    buckets
}
