//! How much each document has of the forms of a leaf, in one side of one segment.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::{DocId, TERMINATED};

use super::concept::{Form, Leaf};
use super::cursor::Cursor;
use super::schema::Side;
use super::statistics::Statistics;
use super::weights::Weights;

/// Documents that are looked at together.
pub const WINDOW: u32 = 2_048;
/// Documents that can be read one after the other in the time that it takes to go on to one.
const SEEK: u64 = 4;

/// One form in one field, weighed.
struct Feed {
    cursor: Cursor,
    worth: Worth,
    /// Documents of a window that have it, on average.
    in_window: u64,
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
    fn of_some(&self, doc: DocId, freq: u32) -> f32 {
        if freq == 0 { 0.0 } else { self.of(doc, freq) }
    }

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
        let reader = &statistics.searcher.segment_readers()[segment];
        let mut feed = |cursor: Cursor, worth| {
            let in_window = cursor.cost() * u64::from(WINDOW) / u64::from(reader.max_doc().max(1));
            feeds.push(Feed { cursor, worth, in_window });
        };
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
                && weights.title > 0.0
                && let Some(cursor) = open(side.title, form)?
            {
                let norms = reader.get_fieldnorms_reader(side.title)?;
                let weight = weight * weights.title;
                let values = tables.get(weight, weights.title_length, statistics.title_length);
                feed(cursor, Worth::ByLength(norms, values));
            }
        }
        if let Some(stem) = &leaf.carried
            && weights.carried > 0.0
            && let Some(cursor) = open(side.about, &Form::word(stem))?
        {
            feed(cursor, Worth::Once(weights.carried));
        }
        if let Some(part) = &leaf.part
            && weights.part > 0.0
            && let Some(cursor) = open(side.parts, &Form::word(part))?
        {
            feed(cursor, Worth::ByLength(texts, by_text(tables, weights.part)));
        }
        if let Some(part) = &leaf.part
            && weights.part > 0.0
            && let Some(cursor) = open(side.title_parts, &Form::word(part))?
        {
            let norms = reader.get_fieldnorms_reader(side.title)?;
            let weight = weights.part * weights.title;
            let values = tables.get(weight, weights.title_length, statistics.title_length);
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

    /// Adds what each document from `base` up to a window further has, which is above 0, and marks it in `touched`.
    pub fn fill(&mut self, base: DocId, sums: &mut [f32], touched: &mut [u64]) {
        for feed in &mut self.feeds {
            feed.fill(base, |at, value| {
                sums[at] += value;
                touched[at / 64] |= 1 << (at % 64);
            });
        }
    }

    /// What a document has at the most; it lies behind all that were asked for before.
    pub fn at_most(&mut self, doc: DocId) -> f32 {
        let of = |feed: &mut Feed| feed.worth.of_some(doc, feed.cursor.most_in(doc));
        self.feeds.iter_mut().map(of).sum()
    }

    /// What a document has; it lies behind all that were asked for before, or is the last of them.
    pub fn of(&mut self, doc: DocId) -> f32 {
        let of = |feed: &mut Feed| feed.worth.of_some(doc, feed.cursor.freq_in(doc));
        self.feeds.iter_mut().map(of).sum()
    }

    /// Adds at least what these documents have; they ascend and lie behind all that were asked for before, in the window
    /// from `base`.
    pub fn probe(&mut self, base: DocId, docs: &[DocId], sums: &mut [f32]) {
        for feed in &mut self.feeds {
            // To go on to a document takes as long as to read a few.
            if feed.in_window < SEEK * docs.len() as u64 {
                feed.fill(base, |at, value| sums[at] += value);
                continue;
            }
            for doc in docs {
                sums[(doc - base) as usize] += feed.worth.of_some(*doc, feed.cursor.freq_in(*doc));
            }
        }
    }
}

impl Feed {
    /// Calls `add` for each document from `base` up to a window further that has it, with its place and what it adds.
    #[inline]
    fn fill(&mut self, base: DocId, mut add: impl FnMut(usize, f32)) {
        let end = base.saturating_add(WINDOW);
        self.cursor.seek(base);
        let at = |doc: DocId| (doc - base) as usize;
        match &self.worth {
            // Each a loop of its own: this is where a search spends its time.
            Worth::ByLength(norms, values) => self.cursor.each_until(end, |doc, freq| {
                add(at(doc), freq as f32 * values[usize::from(norms.fieldnorm_id(doc))]);
            }),
            Worth::Each(value) => self.cursor.each_until(end, |doc, freq| add(at(doc), freq as f32 * value)),
            Worth::Once(value) => self.cursor.each_until(end, |doc, _| add(at(doc), *value)),
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

    use super::*;
    use crate::search::statistics::Cache;
    use crate::search::testing::index_of;

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
            let (index, fields) =
                index_of(counts.iter().map(|count| format!("zand {}", "water ".repeat(*count))));
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

            // Of many documents all is read, of few each is gone on to.
            for nth_asked in [3, 700] {
                let mut probed = BTreeMap::new();
                let mut found = occurrences(&statistics);
                for base in (0..all as u32).step_by(WINDOW as usize) {
                    let mut sums = vec![0.0; WINDOW as usize];
                    let end = all.min((base + WINDOW) as usize) as u32;
                    let docs: Vec<u32> = (base..end).step_by(nth_asked).collect();
                    found.probe(base, &docs, &mut sums);
                    let asked = docs.iter().map(|doc| (*doc, sums[(doc - base) as usize]));
                    probed.extend(asked.filter(|(_, sum)| *sum > 0.0));
                }
                let is_asked = |doc: &u32| (doc % WINDOW).is_multiple_of(nth_asked as u32);
                let expected = expected.iter().map(|(doc, sum)| (*doc, *sum));
                let expected = expected.filter(|(doc, _)| is_asked(doc)).collect();
                assert_eq!(probed, expected, "{all} documents, each {nth}th, each {nth_asked}th asked for");
            }
        }
    }
}
