//! Where the forms of a leaf stand in one side of one segment, and how much each document has of them.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
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
    Word(Box<SegmentPostings>),
    Phrase(Phrase),
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
        let open = |stem: &str, option| statistics.postings(segment, field, stem, option);
        if let [(_, stem)] = &form.stems[..] {
            return Ok(
                open(stem, IndexRecordOption::WithFreqs)?.map(|postings| Self::Word(Box::new(postings)))
            );
        }
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
            Self::Word(postings) => postings.doc(),
            Self::Phrase(phrase) => phrase.doc(),
        }
    }

    fn advance(&mut self) -> DocId {
        match self {
            Self::Word(postings) => postings.advance(),
            Self::Phrase(phrase) => {
                phrase.words[0].1.advance();
                phrase.settle()
            }
        }
    }

    /// To the first document at or behind `target`.
    pub fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Word(postings) if postings.doc() < target => postings.seek(target),
            Self::Word(postings) => postings.doc(),
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
            Self::Word(postings) => postings.term_freq(),
            Self::Phrase(phrase) => phrase.freq,
        }
    }

    /// Documents at the most.
    pub fn cost(&self) -> u64 {
        match self {
            Self::Word(postings) => postings.doc_freq().into(),
            Self::Phrase(phrase) => 4 * u64::from(phrase.words[0].1.doc_freq()),
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
            let starts = self.positions.iter().filter_map(|position| position.checked_sub(*place));
            if i == 0 {
                self.found.extend(starts);
            } else {
                let starts: Vec<u32> = starts.collect();
                self.found.retain(|start| starts.binary_search(start).is_ok());
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
    norms: FieldNormReader,
    /// What an occurrence adds, by the length of the field.
    values: Arc<[f32; 256]>,
    /// More of it is worth no more.
    is_once: bool,
}

impl Feed {
    fn value(&self, doc: DocId) -> f32 {
        let count = if self.is_once { 1 } else { self.cursor.freq() };
        count as f32 * self.values[usize::from(self.norms.fieldnorm_id(doc))]
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
        let mut feed = |cursor, norms, values, is_once| feeds.push(Feed { cursor, norms, values, is_once });
        let reader = &statistics.searcher.segment_readers()[segment];
        let open = |field, form: &Form| Cursor::open(statistics, segment, field, form);
        let texts = reader.get_fieldnorms_reader(side.text)?;
        let by_text =
            |tables: &mut Tables, weight| tables.get(weight, weights.text_length, statistics.text_length);
        for (form, weight) in &leaf.forms {
            if let Some(cursor) = open(side.text, form)? {
                feed(cursor, texts.clone(), by_text(tables, *weight), false);
            }
            // A heading and a beginning are short, however long the text is.
            for (field, factor) in [(side.headings, weights.heading), (side.lead, weights.lead)] {
                if form.stems.len() == 1
                    && factor > 0.0
                    && let Some(cursor) = open(field, form)?
                {
                    feed(cursor, texts.clone(), tables.get(weight * factor, 0.0, 1.0), false);
                }
            }
            if weights.about > 0.0
                && let Some(cursor) = open(side.about, form)?
            {
                feed(cursor, texts.clone(), tables.get(weight * weights.about, 0.0, 1.0), true);
            }
            if form.stems.len() == 1
                && let Some(cursor) = open(side.title, form)?
            {
                let norms = reader.get_fieldnorms_reader(side.title)?;
                let weight = weight * weights.title;
                let values = tables.get(weight, weights.title_length, statistics.title_length);
                feed(cursor, norms, values, false);
            }
        }
        if let Some(part) = &leaf.part
            && let Some(cursor) = open(side.parts, &Form::word(part))?
        {
            feed(cursor, texts, by_text(tables, weights.part), false);
        }
        if let Some(part) = &leaf.part
            && weights.part > 0.0
            && let Some(cursor) = open(side.title_parts, &Form::word(part))?
        {
            let norms = reader.get_fieldnorms_reader(side.title)?;
            feed(
                cursor,
                norms,
                tables.get(weights.title, weights.title_length, statistics.title_length),
                false,
            );
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

    /// Adds what each document from `base` up to a window further has; answers whether there was any.
    pub fn fill(&mut self, base: DocId, sums: &mut [f32], touched: &mut [u64]) {
        let end = base.saturating_add(WINDOW);
        for feed in &mut self.feeds {
            let mut doc = feed.cursor.seek(base);
            while doc < end {
                let at = (doc - base) as usize;
                sums[at] += feed.value(doc);
                touched[at / 64] |= 1 << (at % 64);
                doc = feed.cursor.advance();
            }
        }
    }

    /// Adds what these documents have; they ascend and lie behind all that were asked for before.
    pub fn probe(&mut self, base: DocId, docs: &[DocId], sums: &mut [f32]) {
        for feed in &mut self.feeds {
            for doc in docs {
                if feed.cursor.seek(*doc) == *doc {
                    sums[(doc - base) as usize] += feed.value(*doc);
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
