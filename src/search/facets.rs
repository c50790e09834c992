//! Counting the values of facets over the hits of one query.

use std::cmp::{Ordering, Reverse};
use std::sync::Arc;

use tantivy::DocId;

use super::columns::{Numbers, Unpacked, Values};
use super::request::FacetBucket;

/// Values of one facet and how many documents have them, by value.
pub type Counts = Vec<(Arc<str>, u64)>;

/// Counts in turns, so that a value that many hits in a row have waits for itself less.
const TURNS: usize = 4;
type Turns = [u32; TURNS];

/// Counts one facet over one segment, by the numbers that the segment gives to values.
pub struct Counter<'a> {
    values: Option<(&'a [Arc<str>], &'a Unpacked)>,
    /// By number; before them, what has no value.
    counts: Vec<Turns>,
}

impl<'a> Counter<'a> {
    pub fn new(values: &'a Values) -> Self {
        let values = values.unpacked();
        Self { values, counts: vec![Turns::default(); 1 + values.map_or(0, |(names, _)| names.len())] }
    }

    pub fn add(&mut self, docs: &[DocId]) {
        let counts = &mut self.counts;
        match self.values.map(|(_, unpacked)| unpacked) {
            Some(Unpacked::One(Numbers::Bytes(numbers))) => one(counts, numbers, docs),
            Some(Unpacked::One(Numbers::Shorts(numbers))) => one(counts, numbers, docs),
            Some(Unpacked::One(Numbers::Longs(numbers))) => one(counts, numbers, docs),
            Some(Unpacked::Many { starts, numbers }) => match numbers {
                Numbers::Bytes(numbers) => many(counts, starts, numbers, docs),
                Numbers::Shorts(numbers) => many(counts, starts, numbers, docs),
                Numbers::Longs(numbers) => many(counts, starts, numbers, docs),
            },
            None => {}
        }
    }

    /// Adds what was counted to `total`: segments have the same values mostly, and each has them sorted.
    pub fn finish(self, total: &mut Counts) {
        let Some((names, _)) = self.values else { return };
        let counts = self.counts[1..].iter().map(|turns| turns.iter().copied().map(u64::from).sum::<u64>());
        let mut at = 0;
        for (name, count) in names.iter().zip(counts).filter(|(_, count)| *count > 0) {
            loop {
                match total.get(at).map_or(Ordering::Greater, |(known, _)| known.cmp(name)) {
                    Ordering::Less => at += 1,
                    Ordering::Equal => break total[at].1 += count,
                    Ordering::Greater => break total.insert(at, (name.clone(), count)),
                }
            }
        }
    }
}

fn one<N: Copy + Into<u32>>(counts: &mut [Turns], numbers: &[N], docs: &[DocId]) {
    let number = |doc: DocId| -> u32 { numbers[doc as usize].into() };
    let (whole, rest) = docs.as_chunks::<TURNS>();
    for docs in whole {
        for (turn, doc) in docs.iter().enumerate() {
            counts[number(*doc) as usize][turn] += 1;
        }
    }
    for doc in rest {
        counts[number(*doc) as usize][0] += 1;
    }
}

fn many<N: Copy + Into<u32>>(counts: &mut [Turns], starts: &[u32], numbers: &[N], docs: &[DocId]) {
    for (i, doc) in docs.iter().enumerate() {
        let (from, to) = (starts[*doc as usize], starts[*doc as usize + 1]);
        for number in &numbers[from as usize..to as usize] {
            let number: u32 = (*number).into();
            counts[1 + number as usize][i % TURNS] += 1;
        }
    }
}

/// Most frequent first, then by value.
pub fn buckets(mut counts: Counts) -> Vec<FacetBucket> {
    counts.sort_by_key(|(_, count)| Reverse(*count));
    counts.into_iter().map(|(value, count)| FacetBucket { value: String::from(&*value), count }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers of values as `Unpacked::One` has them, counted by looking at each.
    fn counted(numbers: &[u32], docs: &[DocId]) -> Vec<u32> {
        let mut counts = vec![0; 1 + *numbers.iter().max().expect("a number") as usize];
        docs.iter().for_each(|doc| counts[numbers[*doc as usize] as usize] += 1);
        counts
    }

    fn sums(counts: &[Turns]) -> Vec<u32> {
        counts.iter().map(|turns| turns.iter().sum()).collect()
    }

    #[test]
    fn numbers_of_any_size_are_counted_each_once() {
        for most in [3, 255, 256, 65_535, 65_536] {
            let numbers: Vec<u32> = (0..=most).chain((0..1_000).map(|i| i % 3)).collect();
            let starts: Vec<u32> = (0..=numbers.len() as u32).collect();
            let docs: Vec<DocId> = (0..numbers.len() as u32).filter(|doc| doc % 5 != 1).collect();
            let expected = counted(&numbers, &docs);
            let names: Vec<Arc<str>> = (0..most).map(|i| format!("{i:06}").into()).collect();
            let shifted: Vec<Arc<str>> = (0..=most).map(|i| format!("{i:06}").into()).collect();
            for (unpacked, names, from) in [
                (Unpacked::One(numbers.clone().into()), &names, 0),
                (Unpacked::Many { starts: starts.into(), numbers: numbers.clone().into() }, &shifted, 1),
            ] {
                let counts = vec![Turns::default(); 1 + names.len()];
                let mut counter = Counter { values: Some((names, &unpacked)), counts };
                // A window after the other.
                docs.chunks(777).for_each(|docs| counter.add(docs));
                assert_eq!(sums(&counter.counts)[from..], expected, "{most}");
            }
        }
    }

    #[test]
    fn values_of_several_segments_are_added_and_the_most_frequent_come_first() {
        let segments: [(&[&str], &[u32]); 4] =
            [(&["b", "d"], &[1, 2, 0]), (&["a", "b", "c"], &[1, 2, 3]), (&["d"], &[1, 1, 1]), (&["e"], &[0])];
        let mut total = Counts::new();
        for (names, numbers) in segments {
            let names: Vec<Arc<str>> = names.iter().map(|name| Arc::from(*name)).collect();
            let unpacked = Unpacked::One(numbers.to_vec().into());
            let counts = vec![Turns::default(); 1 + names.len()];
            let mut counter = Counter { values: Some((&names, &unpacked)), counts };
            counter.add(&(0..numbers.len() as u32).collect::<Vec<DocId>>());
            counter.finish(&mut total);
        }
        let found: Vec<(String, u64)> = buckets(total).into_iter().map(|it| (it.value, it.count)).collect();
        let expected = [("d", 4), ("b", 2), ("a", 1), ("c", 1)];
        assert_eq!(found, expected.map(|(value, count)| (value.to_owned(), count)));
    }
}
