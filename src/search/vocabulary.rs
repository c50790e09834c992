//! What words the visible documents use. A word that only hidden documents have is unknown here: nothing that is
//! answered may tell that it exists.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use tantivy::query::{BooleanQuery, ConstScoreQuery, FuzzyTermQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, SegmentReader, TERMINATED, Term};

use super::columns::Values;
use super::concept::Form;
use super::cursor::Cursor;
use super::likeness::{distance, sounding_like};
use super::request::FacetField;
use super::schema::{Fields, Side, exact_key};
use super::statistics::Statistics;
use super::visible::{Circles, Seen};
use crate::ids::NodeKind;

/// Spellings that may stand for a word that nobody uses; several are forms of one word.
const SPELLINGS_MAX: usize = 20;
/// Words of the index that are compared with one that was typed.
const COMPARED_MAX: usize = 2_000;
/// Words that are counted for one beginning.
const COUNTED_MAX: usize = 2_000;
/// Public texts that have a name, for each that is called so, at the most.
const USES_OF_A_NAME: u64 = 10;
/// Letters of a word that may be misspelt.
const LETTERS_MIN: usize = 5;
const LETTERS_MAX: usize = 40;
/// Letters of a word from which on two slips are likely; of a shorter one only what sounds alike.
const LETTERS_OF_TWO: usize = 8;
const SOUNDS_ALIKE: f32 = 0.9;

/// Texts of which it is read whether words stand next to each other.
const READ_MAX: u64 = 100;

/// The words of one index, as far as one reader sees them.
pub struct Vocabulary<'a> {
    pub statistics: &'a Statistics<'a>,
    pub circles: &'a Circles,
}

/// A word of the index that may have been meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Spelling {
    pub word: String,
    /// From [`distance`]; 0 for one that only goes on where the typing ended.
    pub distance: f32,
    /// Public documents that have it.
    pub frequency: u64,
}

impl Spelling {
    /// That it was meant, relative to others: a word that is ten times as frequent may be a little further off.
    pub fn likelihood(&self) -> f32 {
        (self.frequency as f32 + 1.0) * slip_of(self.distance)
    }
}

/// How fast a word becomes unlikely as it differs more from what was typed.
const LIKENESS: f32 = 8.0;

/// How likely a slip is that leads so far, beside none.
pub fn slip_of(distance: f32) -> f32 {
    (-LIKENESS * distance).exp()
}

/// The documents that carry one of `terms`; they add nothing to a score.
pub fn any_of(field: Field, terms: &[String]) -> Box<dyn Query> {
    let query = |term: &String| {
        let term = Term::from_field_text(field, term);
        Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>
    };
    let mut queries: Vec<Box<dyn Query>> = terms.iter().map(query).collect();
    let any = match queries.len() {
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    };
    Box::new(ConstScoreQuery::new(any, 0.0))
}

impl Vocabulary<'_> {
    fn fields(&self) -> &Fields {
        self.statistics.fields
    }

    fn reader(&self, number: usize) -> &SegmentReader {
        &self.statistics.searcher.segment_readers()[number]
    }

    /// Calls `work` with the number of each segment and the sides of it of which something can be seen, until it
    /// answers true.
    fn any(
        &self,
        mut work: impl FnMut(usize, &Side, &Seen) -> tantivy::Result<bool>,
    ) -> tantivy::Result<bool> {
        for (number, (reader, segment)) in self.statistics.segments().enumerate() {
            for side in self.fields().sides() {
                let seen = self.circles.seen(self.fields(), side, reader, segment)?;
                if !matches!(seen, Seen::Nothing) && work(number, side, &seen)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Does a visible document have the form in the field that `field` chooses?
    pub fn has(&self, form: &Form, field: fn(&Side) -> Field) -> tantivy::Result<bool> {
        self.any(|number, side, seen| {
            let reader = self.reader(number);
            if let ([(_, stem)], true) = (&form.stems[..], seen.is_everything(reader)) {
                return self.statistics.has(number, field(side), stem);
            }
            let cursor = Cursor::open(self.statistics, number, field(side), form)?;
            let Some(mut cursor) = cursor else { return Ok(false) };
            let mut doc = cursor.seek(0);
            while doc != TERMINATED && !seen.has(reader, doc) {
                doc = cursor.seek(doc + 1);
            }
            Ok(doc != TERMINATED)
        })
    }

    /// Does a visible document say it, or is it called by it?
    pub fn has_text(&self, form: &Form) -> tantivy::Result<bool> {
        Ok(self.has(form, |side| side.text)? || self.has(form, |side| side.about)?)
    }

    /// How many public texts say a word.
    pub fn frequency_of(&self, stem: &str) -> tantivy::Result<u64> {
        self.statistics.frequency(self.fields().public.text, stem)
    }

    /// Does a public text say these words one right behind the other? `None`: they are all in more than [`READ_MAX`] texts, and
    /// only positions would tell.
    pub fn follow_each_other<'s>(
        &self,
        stems: impl IntoIterator<Item = &'s String>,
    ) -> tantivy::Result<Option<bool>> {
        let form = Form { stems: stems.into_iter().cloned().enumerate().collect() };
        let text = self.fields().public.text;
        if form.needs_positions() {
            let mut rarest = u64::MAX;
            for (_, stem) in &form.stems {
                rarest = rarest.min(self.statistics.frequency(text, stem)?);
            }
            if rarest == 0 || rarest > READ_MAX {
                return Ok((rarest == 0).then_some(false));
            }
        }
        for (number, (reader, _)) in self.statistics.segments().enumerate() {
            let Some(mut cursor) = Cursor::open(self.statistics, number, text, &form)? else { continue };
            let mut doc = cursor.seek(0);
            while doc != TERMINATED && reader.is_deleted(doc) {
                doc = cursor.seek(doc + 1);
            }
            if doc != TERMINATED {
                return Ok(Some(true));
            }
        }
        Ok(Some(false))
    }

    /// The code of a municipality that is called so as a whole. `title`: from [`super::schema::exact_title`]. Everybody sees
    /// all of them.
    pub fn municipality(&self, title: &str) -> tantivy::Result<Option<String>> {
        let key = exact_key(title);
        for (number, (reader, segment)) in self.statistics.segments().enumerate() {
            let exact = self.fields().exact;
            let called = self.statistics.postings(number, exact, &key, IndexRecordOption::Basic)?;
            let Some(mut called) = called else { continue };
            let mut doc = called.doc();
            while doc != TERMINATED {
                let columns = &segment.columns;
                let is_one = columns.node(doc).is_some_and(|node| node.kind == NodeKind::Municipality);
                if is_one
                    && !reader.is_deleted(doc)
                    && let Values::Names { numbers, names, .. } = columns.facet(FacetField::Municipality)
                    && let Some(code) = numbers.first(doc).and_then(|number| names.get(number as usize))
                {
                    return Ok(Some(code.to_string()));
                }
                doc = called.advance();
            }
        }
        Ok(None)
    }

    /// Is a visible person or municipality called so? Not where public texts use the word far more often than names do: a
    /// team is called after its work.
    pub fn is_name(&self, stem: &str) -> tantivy::Result<bool> {
        self.is_name_of(&[NodeKind::Person, NodeKind::Municipality], stem)
    }

    /// The same of things of these kinds.
    pub fn is_name_of(&self, kinds: &[NodeKind], stem: &str) -> tantivy::Result<bool> {
        let used = self.statistics.frequency(self.fields().public.text, stem)?;
        let mut called = 0;
        self.any(|number, side, seen| {
            let open =
                |field: Field, term: &str| Cursor::open(self.statistics, number, field, &Form::word(term));
            for kind in kinds {
                let (title, of_kind) = (open(side.title, stem)?, open(self.fields().kind, kind.name())?);
                let (Some(mut title), Some(mut of_kind)) = (title, of_kind) else { continue };
                let mut doc = title.seek(0);
                while doc != TERMINATED {
                    let next = of_kind.seek(doc);
                    if next == doc && seen.has(self.reader(number), doc) {
                        called += 1;
                        if called * USES_OF_A_NAME >= used {
                            return Ok(true);
                        }
                    }
                    doc = title.seek(next.max(doc + 1));
                }
            }
            Ok(false)
        })
    }

    /// Visible terms of `field` that `begin` like this.
    pub fn terms_beginning(&self, begin: &str, field: fn(&Side) -> Field) -> tantivy::Result<Vec<String>> {
        let mut terms = BTreeMap::new();
        self.any(|number, side, seen| {
            let reader = self.reader(number);
            let index = reader.inverted_index(field(side))?;
            let mut stream = index.terms().range().ge(begin.as_bytes()).into_stream()?;
            let mut compared = 0;
            // Only what is seen counts, else the number of the others would show.
            while compared < COMPARED_MAX && stream.advance() && stream.key().starts_with(begin.as_bytes()) {
                if let Ok(term) = std::str::from_utf8(stream.key())
                    && !terms.contains_key(term)
                    && is_seen(reader, field(side), term, seen)?
                {
                    terms.insert(term.to_owned(), ());
                    compared += 1;
                }
            }
            Ok(false)
        })?;
        // As many of all as of each segment, so that it does not matter in which they lie.
        Ok(terms.into_keys().take(COMPARED_MAX).collect())
    }

    /// Visible spellings close to `word`, the likeliest first.
    pub fn close_to(&self, word: &str) -> tantivy::Result<Vec<Spelling>> {
        let letters = word.chars().count();
        if !(LETTERS_MIN..=LETTERS_MAX).contains(&letters) {
            return Ok(Vec::new());
        }
        // What sounds alike may be two letters away (`termein`: `termijn`) and likelier than what is one away.
        let mut words = BTreeMap::new();
        for alike in sounding_like(word) {
            if self.is_written(&alike)? {
                words.insert(alike.clone(), distance(word, &alike));
            }
        }
        for edits in 1..=2 {
            let reach = if edits == 2 && letters < LETTERS_OF_TWO { SOUNDS_ALIKE } else { f32::INFINITY };
            self.add_close(word, edits, reach, &mut words)?;
            if !words.is_empty() {
                break;
            }
        }
        self.likeliest(words)
    }

    /// Visible spellings that are one slip from `word`, however short that is, the likeliest first.
    pub fn one_slip_from(&self, word: &str) -> tantivy::Result<Vec<Spelling>> {
        let mut words = BTreeMap::new();
        self.add_close(word, 1, f32::INFINITY, &mut words)?;
        self.likeliest(words)
    }

    /// Adds visible spellings that so many edits lead to, with how far off they are.
    fn add_close(
        &self,
        word: &str,
        edits: u8,
        reach: f32,
        words: &mut BTreeMap<String, f32>,
    ) -> tantivy::Result<()> {
        let term = Term::from_field_text(self.fields().public.spellings, word);
        // Made once: it costs more than the walk.
        let automaton = FuzzyTermQuery::new(term, edits, true).automaton()?;
        self.any(|number, side, seen| {
            let reader = self.reader(number);
            for field in [side.spellings, side.text, side.about] {
                let index = reader.inverted_index(field)?;
                let mut stream = index.terms().search(&automaton).into_stream()?;
                while stream.advance() {
                    if let Ok(spelling) = std::str::from_utf8(stream.key())
                        && !words.contains_key(spelling)
                        && distance(word, spelling) <= reach
                        && is_seen(reader, field, spelling, seen)?
                    {
                        words.insert(spelling.to_owned(), distance(word, spelling));
                    }
                }
            }
            Ok(false)
        })?;
        Ok(())
    }

    /// Does a visible document have a word that is written so?
    fn is_written(&self, word: &str) -> tantivy::Result<bool> {
        let form = Form::word(word);
        Ok(self.has(&form, |side| side.spellings)? || self.has_text(&form)?)
    }

    /// Visible spellings that begin with `beginning`, the most frequent first.
    pub fn beginning_with(&self, beginning: &str) -> tantivy::Result<Vec<Spelling>> {
        let mut terms = self.terms_beginning(beginning, |side| side.spellings)?;
        terms.extend(self.terms_beginning(beginning, |side| side.text)?);
        terms.extend(self.terms_beginning(beginning, |side| side.about)?);
        self.likeliest(terms.into_iter().map(|term| (term, 0.0)).collect())
    }

    /// Terms that `begin` like this in a field of the public side, each with how many documents have it: the `most` frequent
    /// ones, whatever segments they lie in and whatever was deleted there. What was public once and is hidden now
    /// changes nothing.
    pub fn public_terms(
        &self,
        begin: &str,
        field: fn(&Side) -> Field,
        most: usize,
    ) -> tantivy::Result<BTreeMap<String, u64>> {
        let field = field(&self.fields().public);
        let mut at_most: BTreeMap<String, u64> = BTreeMap::new();
        for (reader, _) in self.statistics.segments() {
            let index = reader.inverted_index(field)?;
            let mut stream = index.terms().range().ge(begin.as_bytes()).into_stream()?;
            let mut counted = 0;
            while counted < COUNTED_MAX && stream.advance() && stream.key().starts_with(begin.as_bytes()) {
                counted += 1;
                if let Ok(term) = std::str::from_utf8(stream.key()) {
                    *at_most.entry(term.to_owned()).or_default() += u64::from(stream.value().doc_freq);
                }
            }
        }
        let mut at_most: Vec<(String, u64)> = at_most.into_iter().take(COUNTED_MAX).collect();
        at_most.sort_by_key(|(_, at_most)| Reverse(*at_most));
        // Deleted documents count in what a segment says: without them are counted those that may be among the most frequent.
        let mut frequent: Vec<(Reverse<u64>, String)> = Vec::new();
        for (term, at_most) in at_most {
            // Terms that may be as frequent come in their order.
            let is_behind = |(Reverse(least), last): &(Reverse<u64>, String)| {
                *least > at_most || *least == at_most && *last < term
            };
            if frequent.get(most.saturating_sub(1)).is_some_and(is_behind) {
                break;
            }
            let frequency = self.statistics.frequency(field, &term)?;
            if frequency > 0 {
                let one = (Reverse(frequency), term);
                let place = frequent.partition_point(|other| *other < one);
                frequent.insert(place, one);
                frequent.truncate(most);
            }
        }
        Ok(frequent.into_iter().map(|(Reverse(frequency), term)| (term, frequency)).collect())
    }

    fn likeliest(&self, words: BTreeMap<String, f32>) -> tantivy::Result<Vec<Spelling>> {
        let mut spellings = Vec::with_capacity(words.len());
        for (word, distance) in words {
            let public = &self.fields().public;
            let mut frequency = 0;
            for field in [public.spellings, public.text, public.about] {
                frequency += self.statistics.frequency(field, &word)?;
            }
            spellings.push(Spelling { word, distance, frequency });
        }
        spellings.sort_by(|a, b| b.likelihood().total_cmp(&a.likelihood()).then_with(|| a.word.cmp(&b.word)));
        spellings.truncate(SPELLINGS_MAX);
        Ok(spellings)
    }
}

fn is_seen(reader: &SegmentReader, field: Field, term: &str, seen: &Seen) -> tantivy::Result<bool> {
    if seen.is_everything(reader) {
        return Ok(true);
    }
    let index = reader.inverted_index(field)?;
    let term = Term::from_field_text(field, term);
    let Some(mut postings) = index.read_postings(&term, IndexRecordOption::Basic)? else { return Ok(false) };
    let mut doc = postings.doc();
    while doc != TERMINATED && !seen.has(reader, doc) {
        doc = postings.advance();
    }
    Ok(doc != TERMINATED)
}
