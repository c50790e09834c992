//! Where the forms of a leaf stand in one side of one segment, and how much each document has of them.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{BlockSegmentPostings, Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, TERMINATED};

use super::concept::{Form, Leaf};
use super::schema::Side;
use super::statistics::Statistics;
use super::weights::Weights;

/// Documents that are looked at together.
pub const WINDOW: u32 = 2_048;

/// The documents with one form in one field.
pub enum Cursor {
    Word(Word),
    Phrase(Phrase),
}

/// The documents with one stem: a block of them at a time, as they are packed.
pub struct Word {
    block: Box<BlockSegmentPostings>,
    /// Place within the block.
    at: usize,
}

/// The documents in which stems stand at fixed distances.
pub struct Phrase {
    /// The rarest leads.
    words: Vec<(u32, SegmentPostings)>,
    freq: u32,
    found: Vec<u32>,
    positions: Vec<u32>,
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
            return Ok(blocks.map(|block| Self::Word(Word { block: Box::new(block), at: 0 })));
        }
        let open = |stem: &str, option| statistics.postings(segment, field, stem, option);
        // Before any is opened: most phrases that are tried are said nowhere.
        for (_, stem) in &form.stems {
            if !statistics.has(segment, field, stem)? {
                return Ok(None);
            }
        }
        let mut words = Vec::with_capacity(form.stems.len());
        for (place, stem) in &form.stems {
            let Some(postings) = open(stem, IndexRecordOption::WithFreqsAndPositions)? else {
                return Ok(None);
            };
            words.push((*place as u32, postings));
        }
        words.sort_by_key(|(_, postings)| postings.doc_freq());
        let mut phrase = Phrase { words, freq: 0, found: Vec::new(), positions: Vec::new() };
        phrase.settle();
        Ok(Some(Self::Phrase(phrase)))
    }

    pub fn doc(&self) -> DocId {
        match self {
            Self::Word(word) => word.doc(),
            Self::Phrase(phrase) => phrase.doc(),
        }
    }

    /// To the first document at or behind `target`.
    pub fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Word(word) => word.seek(target),
            Self::Phrase(phrase) if phrase.doc() < target => {
                phrase.words[0].1.seek(target);
                phrase.settle()
            }
            Self::Phrase(phrase) => phrase.doc(),
        }
    }

    /// How often the current document has it.
    pub fn freq(&self) -> u32 {
        match self {
            Self::Word(word) => word.block.freq(word.at),
            Self::Phrase(phrase) => phrase.freq,
        }
    }

    /// Calls `take` with each document before `end`, and how often it has the form.
    fn each_until(&mut self, end: DocId, mut take: impl FnMut(DocId, u32)) {
        match self {
            Self::Word(word) => word.each_until(end, take),
            Self::Phrase(phrase) => {
                while phrase.doc() < end {
                    take(phrase.doc(), phrase.freq);
                    phrase.words[0].1.advance();
                    phrase.settle();
                }
            }
        }
    }

    /// Documents at the most.
    pub fn cost(&self) -> u64 {
        match self {
            Self::Word(word) => word.block.doc_freq().into(),
            Self::Phrase(phrase) => 4 * u64::from(phrase.words[0].1.doc_freq()),
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
    fn doc(&self) -> DocId {
        self.words[0].1.doc()
    }

    /// Goes on from the lead's document to one that has the phrase.
    fn settle(&mut self) -> DocId {
        'documents: loop {
            let doc = self.words[0].1.doc();
            if doc == TERMINATED {
                return doc;
            }
            for i in 1..self.words.len() {
                let postings = &mut self.words[i].1;
                let at = if postings.doc() < doc { postings.seek(doc) } else { postings.doc() };
                if at != doc {
                    self.words[0].1.seek(at);
                    continue 'documents;
                }
            }
            self.freq = self.count();
            if self.freq > 0 {
                return doc;
            }
            self.words[0].1.advance();
        }
    }

    /// How often the phrase stands in the current document.
    fn count(&mut self) -> u32 {
        self.found.clear();
        for (i, (place, postings)) in self.words.iter_mut().enumerate() {
            self.positions.clear();
            postings.append_positions_with_offset(0, &mut self.positions);
            // Where the phrase would begin; several stems may stand at one place, so positions can repeat.
            if i == 0 {
                self.found.extend(self.positions.iter().filter_map(|position| position.checked_sub(*place)));
            } else {
                self.found.retain(|start| self.positions.binary_search(&(start + *place)).is_ok());
            }
            if self.found.is_empty() {
                return 0;
            }
        }
        self.found.dedup();
        self.found.len() as u32
    }
}

/// One form in one field, weighed.
struct Feed {
    cursor: Cursor,
    worth: Worth,
}

/// What occurrences add.
enum Worth {
    /// Each so much by the length of the field.
    ByLength(FieldNormReader, Arc<[f32; 256]>),
    /// Each the same: in fields that are short, however long a text is.
    Each(f32),
    /// More of it is worth no more.
    Once(f32),
}

impl Worth {
    fn of(&self, doc: DocId, freq: u32) -> f32 {
        match self {
            Self::ByLength(norms, values) => freq as f32 * values[usize::from(norms.fieldnorm_id(doc))],
            Self::Each(value) => freq as f32 * value,
            Self::Once(value) => *value,
        }
    }
}

/// All forms of a leaf in one side of one segment.
pub struct Occurrences {
    feeds: Vec<Feed>,
}

impl Occurrences {
    pub fn open(
        statistics: &Statistics<'_>,
        segment: usize,
        side: &Side,
        leaf: &Leaf,
        weights: &Weights,
        tables: &mut Tables,
    ) -> tantivy::Result<Self> {
        let mut feeds = Vec::with_capacity(4 * leaf.forms.len() + 2);
        let mut feed = |cursor, worth| feeds.push(Feed { cursor, worth });
        let reader = &statistics.searcher.segment_readers()[segment];
        let open = |field, form: &Form| Cursor::open(statistics, segment, field, form);
        let texts = reader.get_fieldnorms_reader(side.text)?;
        let by_text =
            |tables: &mut Tables, weight| tables.get(weight, weights.text_length, statistics.text_length);
        for (form, weight) in &leaf.forms {
            if let Some(cursor) = open(side.text, form)? {
                feed(cursor, Worth::ByLength(texts.clone(), by_text(tables, *weight)));
            }
            for (field, factor) in [(side.headings, weights.heading), (side.lead, weights.lead)] {
                if form.stems.len() == 1
                    && factor > 0.0
                    && let Some(cursor) = open(field, form)?
                {
                    feed(cursor, Worth::Each(weight * factor));
                }
            }
            if weights.about > 0.0
                && let Some(cursor) = open(side.about, form)?
            {
                feed(cursor, Worth::Once(weight * weights.about));
            }
            if form.stems.len() == 1
                && let Some(cursor) = open(side.title, form)?
            {
                let norms = reader.get_fieldnorms_reader(side.title)?;
                let weight = weight * weights.title;
                let values = tables.get(weight, weights.title_length, statistics.title_length);
                feed(cursor, Worth::ByLength(norms, values));
            }
        }
        if let Some(part) = &leaf.part
            && let Some(cursor) = open(side.parts, &Form::word(part))?
        {
            feed(cursor, Worth::ByLength(texts, by_text(tables, weights.part)));
        }
        if let Some(part) = &leaf.part
            && weights.part > 0.0
            && let Some(cursor) = open(side.title_parts, &Form::word(part))?
        {
            let norms = reader.get_fieldnorms_reader(side.title)?;
            let values = tables.get(weights.title, weights.title_length, statistics.title_length);
            feed(cursor, Worth::ByLength(norms, values));
        }
        Ok(Self { feeds })
    }

    pub fn cost(&self) -> u64 {
        self.feeds.iter().map(|feed| feed.cursor.cost()).sum()
    }

    /// The first document that has something.
    pub fn doc(&self) -> DocId {
        self.feeds.iter().map(|feed| feed.cursor.doc()).min().unwrap_or(TERMINATED)
    }

    /// Adds what each document from `base` up to a window further has, and marks it in `touched`.
    pub fn fill(&mut self, base: DocId, sums: &mut [f32], touched: &mut [u64]) {
        let end = base.saturating_add(WINDOW);
        for feed in &mut self.feeds {
            feed.cursor.seek(base);
            let mut add = |doc: DocId, value: f32| {
                let at = (doc - base) as usize;
                sums[at] += value;
                touched[at / 64] |= 1 << (at % 64);
            };
            match &feed.worth {
                // Each a loop of its own: this is where a search spends its time.
                Worth::ByLength(norms, values) => feed.cursor.each_until(end, |doc, freq| {
                    add(doc, freq as f32 * values[usize::from(norms.fieldnorm_id(doc))]);
                }),
                Worth::Each(value) => feed.cursor.each_until(end, |doc, freq| add(doc, freq as f32 * value)),
                Worth::Once(value) => feed.cursor.each_until(end, |doc, _| add(doc, *value)),
            }
        }
    }

    /// Adds what these documents have; they ascend and lie behind all that were asked for before.
    pub fn probe(&mut self, base: DocId, docs: &[DocId], sums: &mut [f32]) {
        for feed in &mut self.feeds {
            for doc in docs {
                if feed.cursor.seek(*doc) == *doc {
                    sums[(doc - base) as usize] += feed.worth.of(*doc, feed.cursor.freq());
                }
            }
        }
    }
}

/// What an occurrence adds in fields of each length; each made once for a query.
#[derive(Default)]
pub struct Tables(Vec<(TableKey, Arc<[f32; 256]>)>);

/// The bits of weight, influence and average.
type TableKey = (u32, u32, u32);

impl Tables {
    /// `weight` over the length of a field relative to the average; `influence` 0: length does not matter, 1: fully.
    fn get(&mut self, weight: f32, influence: f32, average: f32) -> Arc<[f32; 256]> {
        let key = (weight.to_bits(), influence.to_bits(), average.to_bits());
        if let Some((_, table)) = self.0.iter().find(|(known, _)| *known == key) {
            return table.clone();
        }
        let mut values = [0.0; 256];
        for (id, value) in values.iter_mut().enumerate() {
            let length = FieldNormReader::id_to_fieldnorm(id as u8) as f32;
            *value = weight / (1.0 - influence + influence * length / average);
        }
        let table = Arc::new(values);
        self.0.push((key, table.clone()));
        table
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::DateTime;
    use tantivy::Index;

    use super::*;
    use crate::access::PUBLIC_TERM;
    use crate::ids::{NodeId, NodeKind};
    use crate::search::Document;
    use crate::search::analysis::chain;
    use crate::search::schema;
    use crate::search::statistics::Cache;

    /// One segment; of each document how often it says `water`.
    fn index(counts: &[usize]) -> (Index, schema::Fields) {
        let (schema, fields) = schema::build();
        let mut index = Index::create_in_ram(schema);
        index.set_tokenizers(chain::manager());
        let mut writer = index.writer_with_num_threads(1, 20_000_000).expect("a writer");
        for (number, count) in counts.iter().enumerate() {
            let node = NodeId::new(NodeKind::Report, uuid::Uuid::from_u128(number as u128 + 1));
            let mut document = Document::new(node, "Titel".to_owned(), DateTime::UNIX_EPOCH);
            document.body = format!("zand {}", "water ".repeat(*count));
            document.scope_terms = vec![PUBLIC_TERM.to_owned()];
            let document = schema::to_tantivy(&fields, &document).expect("a public document");
            writer.add_document(document).expect("a document");
        }
        writer.commit().expect("a commit");
        (index, fields)
    }

    fn occurrences(statistics: &Statistics<'_>) -> Occurrences {
        let leaf = Leaf { forms: vec![(Form::word("water"), 1.0)], ..Leaf::default() };
        let weights = Weights { text_length: 0.0, lead: 0.0, heading: 0.0, ..Weights::DEFAULT };
        let side = &statistics.fields.public;
        Occurrences::open(statistics, 0, side, &leaf, &weights, &mut Tables::default()).expect("postings")
    }

    #[test]
    fn every_document_is_met_once_wherever_blocks_and_windows_end() {
        // Blocks have 128 documents.
        for (all, nth) in [(1, 1), (127, 1), (128, 1), (129, 1), (256, 1), (300, 2), (2_500, 1), (4_100, 30)]
        {
            let counts: Vec<usize> = (0..all).map(|i| if i % nth == 0 { 1 + i % 3 } else { 0 }).collect();
            let (index, fields) = index(&counts);
            let searcher = index.reader().expect("a reader").searcher();
            assert_eq!(searcher.segment_readers().len(), 1);
            let cache = Cache::default();
            let statistics = Statistics::new(&searcher, &fields, &cache).expect("statistics");
            let expected: BTreeMap<u32, f32> = (0..)
                .zip(&counts)
                .filter(|(_, count)| **count > 0)
                .map(|(doc, count)| (doc, *count as f32))
                .collect();

            let mut filled = BTreeMap::new();
            let mut found = occurrences(&statistics);
            for base in (0..all as u32).step_by(WINDOW as usize) {
                let (mut sums, mut touched) = (vec![0.0; WINDOW as usize], vec![0; WINDOW as usize / 64]);
                found.fill(base, &mut sums, &mut touched);
                let is_touched = |at: usize| touched[at / 64] >> (at % 64) & 1 == 1;
                for (at, sum) in sums.iter().enumerate() {
                    assert_eq!(is_touched(at), *sum > 0.0);
                    if *sum > 0.0 {
                        assert_eq!(filled.insert(base + at as u32, *sum), None);
                    }
                }
            }
            assert_eq!(filled, expected, "{all} documents, each {nth}th");
            assert_eq!(found.doc(), TERMINATED);

            let mut probed = BTreeMap::new();
            let mut found = occurrences(&statistics);
            for base in (0..all as u32).step_by(WINDOW as usize) {
                let mut sums = vec![0.0; WINDOW as usize];
                let docs: Vec<u32> = (base..all.min(base as usize + 2_048) as u32).step_by(3).collect();
                found.probe(base, &docs, &mut sums);
                probed.extend(
                    docs.iter().map(|doc| (*doc, sums[(doc - base) as usize])).filter(|(_, sum)| *sum > 0.0),
                );
            }
            let each_third =
                expected.into_iter().filter(|(doc, _)| (doc % WINDOW).is_multiple_of(3)).collect();
            assert_eq!(probed, each_third, "{all} documents, each {nth}th");
        }
    }
}
