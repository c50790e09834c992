//! Sets of documents of one segment.

use std::ops::Range;

use tantivy::postings::SegmentPostings;
use tantivy::{DocId, DocSet, TERMINATED};

/// A set of documents of one segment, with a bit for each that the segment has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits(Vec<u64>);

impl Bits {
    pub fn none(max_doc: u32) -> Self {
        Self(vec![0; (max_doc as usize).div_ceil(64)])
    }

    pub fn all(max_doc: u32) -> Self {
        let mut bits = Self(vec![u64::MAX; (max_doc as usize).div_ceil(64)]);
        if let Some(last) = bits.0.last_mut().filter(|_| !max_doc.is_multiple_of(64)) {
            *last = (1 << (max_doc % 64)) - 1;
        }
        bits
    }

    pub fn insert(&mut self, doc: DocId) {
        self.0[doc as usize / 64] |= 1 << (doc % 64);
    }

    pub fn contains(&self, doc: DocId) -> bool {
        self.0[doc as usize / 64] >> (doc % 64) & 1 == 1
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// Ascending.
    pub fn iter(&self) -> impl Iterator<Item = DocId> {
        self.of_words(0..self.0.len())
    }

    /// Those of a range of documents that begins and ends at a multiple of 64, or behind the last one. Ascending.
    pub fn within(&self, docs: Range<DocId>) -> impl Iterator<Item = DocId> {
        let end = self.0.len().min((docs.end as usize).div_ceil(64));
        self.of_words(end.min(docs.start as usize / 64)..end)
    }

    fn of_words(&self, words: Range<usize>) -> impl Iterator<Item = DocId> {
        let from = words.start;
        self.0[words].iter().enumerate().flat_map(move |(at, word)| {
            let (base, mut rest) = ((from + at) as u32 * 64, *word);
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(base + bit)
            })
        })
    }

    pub fn add(&mut self, mut postings: SegmentPostings) {
        let mut doc = postings.doc();
        while doc != TERMINATED {
            self.insert(doc);
            doc = postings.advance();
        }
    }

    /// Adds what is in `other`.
    pub fn extend(&mut self, other: &Self) {
        self.each(other, |word, other| *word |= other);
    }

    /// Keeps what is in `other` as well.
    pub fn retain(&mut self, other: &Self) {
        self.each(other, |word, other| *word &= other);
    }

    /// Keeps what is not in `other`.
    pub fn remove(&mut self, other: &Self) {
        self.each(other, |word, other| *word &= !other);
    }

    fn each(&mut self, other: &Self, of: impl Fn(&mut u64, u64)) {
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            of(word, *other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(docs: &[DocId]) -> Bits {
        let mut bits = Bits::none(200);
        docs.iter().for_each(|doc| bits.insert(*doc));
        bits
    }

    #[test]
    fn sets_are_added_kept_and_taken_away() {
        let (some, others) = (of(&[0, 3, 64, 199]), of(&[3, 65, 199]));
        let changed = |change: fn(&mut Bits, &Bits)| {
            let mut bits = some.clone();
            change(&mut bits, &others);
            bits.iter().collect::<Vec<_>>()
        };
        assert_eq!(changed(Bits::extend), [0, 3, 64, 65, 199]);
        assert_eq!(changed(Bits::retain), [3, 199]);
        assert_eq!(changed(Bits::remove), [0, 64]);
        assert_eq!(some.count(), 4);
        assert!(some.contains(64) && !some.contains(63));
    }

    #[test]
    fn all_are_as_many_as_there_are() {
        for max_doc in [0, 1, 63, 64, 65, 200] {
            let all = Bits::all(max_doc);
            assert_eq!(all.iter().collect::<Vec<_>>(), (0..max_doc).collect::<Vec<_>>());
            assert_eq!(all.count(), u64::from(max_doc));
        }
    }

    #[test]
    fn a_range_has_what_is_within_it() {
        let bits = of(&[0, 3, 64, 127, 128, 199]);
        let within = |docs| bits.within(docs).collect::<Vec<_>>();
        assert_eq!(within(64..128), [64, 127]);
        assert_eq!(within(128..200), [128, 199]);
        assert_eq!(within(0..4_096), [0, 3, 64, 127, 128, 199]);
        assert_eq!(within(4_096..8_192), [0; 0]);
    }
}
