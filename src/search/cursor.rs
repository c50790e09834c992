//! The documents that have a form, in their order: a word or several next to each other, in one field of one segment.

use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::Field;
use tantivy::{DocId, TERMINATED};

use super::concept::Form;
use super::places::Places;
use super::statistics::Statistics;

/// The documents with one form in one field.
pub enum Cursor {
    Word(Word),
    Phrase(Phrase),
}

/// The documents with one term, a stem or a pair of them: a block of them at a time, as they are packed.
pub struct Word {
    block: Box<BlockSegmentPostings>,
    /// Place within the block.
    at: usize,
}

/// The documents in which stems stand at fixed distances.
pub struct Phrase {
    places: Places,
    /// Is it known that the document that the places are at has the phrase? Positions are not read before somebody asks.
    is_settled: bool,
    freq: u32,
}

impl Cursor {
    /// In the segment with this number. `None` when no document can have it.
    pub fn open(
        statistics: &Statistics<'_>,
        segment: usize,
        field: Field,
        form: &Form,
    ) -> tantivy::Result<Option<Self>> {
        if let [(_, stem)] = &form.stems[..] {
            let blocks = statistics.blocks(segment, field, stem)?;
            return Ok(blocks.map(Self::word));
        }
        if !Places::may_open(statistics, segment, field, form)? {
            return Ok(None);
        }
        if let Some(pairs) = statistics.fields.pairs_of(field) {
            for pair in form.pairs() {
                if !statistics.has(segment, pairs, &pair)? {
                    return Ok(None);
                }
                if form.stems.len() == 2 {
                    return Ok(statistics.blocks(segment, pairs, &pair)?.map(Self::word));
                }
            }
        }
        let places = Places::open(statistics, segment, field, form)?;
        Ok(places.map(|places| Self::Phrase(Phrase { places, is_settled: false, freq: 0 })))
    }

    fn word(block: BlockSegmentPostings) -> Self {
        Self::Word(Word { block: Box::new(block), at: 0 })
    }

    /// The current document; before the first [`Cursor::seek`] none that has it is before this one.
    pub fn doc(&self) -> DocId {
        match self {
            Self::Word(word) => word.doc(),
            Self::Phrase(phrase) => phrase.places.doc(),
        }
    }

    /// To the first document at or behind `target`.
    pub fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Word(word) => word.seek(target),
            Self::Phrase(phrase) => phrase.seek(target),
        }
    }

    /// How often a document has it, that lies behind those that were asked for before.
    pub fn freq_in(&mut self, doc: DocId) -> u32 {
        match self {
            Self::Word(word) => {
                if word.seek(doc) == doc {
                    word.block.freq(word.at)
                } else {
                    0
                }
            }
            Self::Phrase(phrase) => phrase.freq_in(doc),
        }
    }

    /// How often it has it at the most: for phrases less dear to find out than how often.
    pub fn most_in(&mut self, doc: DocId) -> u32 {
        match self {
            Self::Word(_) => self.freq_in(doc),
            Self::Phrase(phrase) => phrase.most_in(doc),
        }
    }

    /// How often the document has it that was found by [`Cursor::seek`].
    pub fn freq(&self) -> u32 {
        match self {
            Self::Word(word) => word.block.freq(word.at),
            Self::Phrase(phrase) => phrase.freq,
        }
    }

    /// Calls `take` with each document before `end`, and how often it has the form.
    pub fn each_until(&mut self, end: DocId, mut take: impl FnMut(DocId, u32)) {
        match self {
            Self::Word(word) => word.each_until(end, take),
            Self::Phrase(phrase) => {
                let mut doc = phrase.seek(phrase.places.doc());
                while doc < end {
                    take(doc, phrase.freq);
                    doc = phrase.seek(doc + 1);
                }
            }
        }
    }

    /// Documents at the most.
    pub fn cost(&self) -> u64 {
        match self {
            Self::Word(word) => word.block.doc_freq().into(),
            Self::Phrase(phrase) => 4 * u64::from(phrase.places.doc_freq()),
        }
    }
}

impl Word {
    fn doc(&self) -> DocId {
        self.block.doc(self.at)
    }

    /// To the first document at or behind `target`.
    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() < target {
            // It is often the next one.
            self.at = (self.at + 1).min(self.block.block_len().saturating_sub(1));
            if self.doc() < target {
                self.at = self.block.seek(target);
            }
        }
        self.doc()
    }

    /// Calls `take` with each document before `end`, and how often it has the stem: for fields with frequencies.
    fn each_until(&mut self, end: DocId, mut take: impl FnMut(DocId, u32)) {
        loop {
            let docs = &self.block.docs()[self.at.min(self.block.block_len())..];
            let here = match docs.last() {
                None => return,
                Some(last) if *last < end => docs.len(),
                Some(_) => docs.partition_point(|doc| *doc < end),
            };
            debug_assert_eq!(self.block.freqs().len(), self.block.block_len(), "a field with frequencies");
            let freqs = &self.block.freqs()[self.at..];
            for (doc, freq) in docs[..here].iter().zip(freqs) {
                take(*doc, *freq);
            }
            if here < docs.len() {
                self.at += here;
                return;
            }
            self.block.advance();
            self.at = 0;
        }
    }
}

impl Phrase {
    /// To the first document at or behind `target` that has the phrase.
    fn seek(&mut self, target: DocId) -> DocId {
        if self.is_settled && self.places.doc() >= target {
            return self.places.doc();
        }
        self.is_settled = true;
        let mut doc = self.places.seek_next(target);
        while doc != TERMINATED {
            self.freq = self.places.read();
            if self.freq > 0 {
                break;
            }
            doc = self.places.seek_next(doc + 1);
        }
        doc
    }

    fn freq_in(&mut self, doc: DocId) -> u32 {
        self.is_settled = false;
        if self.places.seek(doc) { self.places.read() } else { 0 }
    }

    fn most_in(&mut self, doc: DocId) -> u32 {
        self.is_settled = false;
        if self.places.seek(doc) { self.places.most() } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::statistics::Cache;
    use crate::search::testing::index_of;

    #[test]
    fn pairs_tell_what_positions_tell() {
        let words = [
            "zaak",
            "gegevens",
            "zaken-gegevens",
            "Bergen",
            "berg",
            "van",
            "huizen",
            "Huizen/zaak",
            "periscoop",
        ];
        let stems = ["zaak", "gegeven", "berg", "huis", "bergen", "huizen", "zaakgegeven"];
        // Any three words, one after the other, and all of it twice.
        let text = |i: usize| {
            let at = |place: usize| words[i / 9_usize.pow(place as u32) % 9];
            format!("{} {} {}. {} {}", at(0), at(1), at(2), at(0), at(1))
        };
        let (index, fields) = index_of((0..9_usize.pow(3)).map(text));
        let searcher = index.reader().expect("a reader").searcher();
        let cache = Cache::default();
        let statistics = Statistics::new(&searcher, &fields, &cache).expect("statistics");
        let found = |mut cursor: Cursor| {
            let mut found = Vec::new();
            cursor.seek(0);
            cursor.each_until(TERMINATED, |doc, freq| found.push((doc, freq)));
            found
        };
        let mut has_pairs = 0;
        let two = stems.iter().flat_map(|first| stems.map(|second| vec![*first, second]));
        let three = two.clone().flat_map(|two| stems.map(|third| [&two[..], &[third]].concat()));
        for form in two.chain(three) {
            let form = Form { stems: form.into_iter().map(str::to_owned).enumerate().collect() };
            let cursor = Cursor::open(&statistics, 0, fields.public.text, &form).expect("postings");
            let places = Places::open(&statistics, 0, fields.public.text, &form).expect("postings");
            let by_positions =
                places.map(|places| Cursor::Phrase(Phrase { places, is_settled: false, freq: 0 }));
            if !form.needs_positions() {
                has_pairs += 1;
                assert!(!matches!(cursor, Some(Cursor::Phrase(_))), "{form:?}");
            }
            let (found, expected) = (cursor.map(found), by_positions.map(found));
            assert_eq!(found.unwrap_or_default(), expected.unwrap_or_default(), "{form:?}");
        }
        assert!(has_pairs >= 8, "{has_pairs}");
    }
}
