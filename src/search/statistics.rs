//! How rare words are and how long texts: of the public documents only, whoever asks. Everybody may see those, so
//! that nothing that is hidden can shift a score; and the same words weigh the same for everybody.
//!
//! Counted without deleted documents, whatever segments they happen to lie in. What a segment says does not change
//! while its deletions do not, so it is kept.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentId;
use tantivy::postings::{BlockSegmentPostings, SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Opstamp, Searcher, SegmentReader, Term};

use super::bits::Bits;
use super::columns::Columns;
use super::outline::Counts;
use super::schema::Fields;
use crate::ids::NodeKind;

/// Terms whose frequency is kept for a segment with deletions.
const FREQUENCIES_MAX: usize = 20_000;
/// Sets of documents that are kept for a segment: circles of readers, kinds and what else is filtered by.
const SETS_MAX: usize = 256;
/// Sets of so few documents are read as quickly as they are found.
const SET_MIN: u32 = 512;

/// What is kept of the segments of one index.
#[derive(Default)]
pub struct Cache {
    segments: Mutex<HashMap<Key, Arc<Segment>>>,
    /// Whatever is deleted.
    columns: Mutex<HashMap<SegmentId, Arc<Columns>>>,
}

/// A segment with its deletions.
type Key = (SegmentId, Option<Opstamp>);

/// What is kept of one segment.
pub struct Segment {
    pub columns: Arc<Columns>,
    documents: u64,
    text_words: u64,
    title_words: u64,
    /// Groups of letters of public titles.
    groups: Counts,
    /// When the newest of those that age was made; nothing when none ages.
    newest: Option<i64>,
    /// `None`: none is.
    deleted: Option<Bits>,
    frequencies: Mutex<HashMap<Term, u64>>,
    sets: Mutex<HashMap<Term, Bits>>,
}

impl Cache {
    /// Forgets segments that `searcher` no longer has.
    pub fn keep(&self, searcher: &Searcher) {
        let keys: Vec<_> = searcher.segment_readers().iter().map(key).collect();
        lock(&self.segments).retain(|key, _| keys.contains(key));
        lock(&self.columns).retain(|id, _| keys.iter().any(|(known, _)| known == id));
    }

    pub fn segment(&self, fields: &Fields, reader: &SegmentReader) -> tantivy::Result<Arc<Segment>> {
        let key = key(reader);
        if let Some(segment) = lock(&self.segments).get(&key) {
            return Ok(segment.clone());
        }
        let segment = Arc::new(Segment::of(fields, reader, self.columns(reader)?)?);
        lock(&self.segments).insert(key, segment.clone());
        Ok(segment)
    }

    fn columns(&self, reader: &SegmentReader) -> tantivy::Result<Arc<Columns>> {
        if let Some(columns) = lock(&self.columns).get(&reader.segment_id()) {
            return Ok(columns.clone());
        }
        let columns = Arc::new(Columns::open(reader)?);
        Ok(lock(&self.columns).entry(reader.segment_id()).or_insert(columns).clone())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn key(reader: &SegmentReader) -> Key {
    (reader.segment_id(), reader.delete_opstamp())
}

impl Segment {
    fn of(fields: &Fields, reader: &SegmentReader, columns: Arc<Columns>) -> tantivy::Result<Self> {
        let texts = reader.get_fieldnorms_reader(fields.public.text)?;
        let titles = reader.get_fieldnorms_reader(fields.public.title)?;
        let (mut documents, mut text_words, mut title_words, mut newest) = (0, 0, 0, None);
        let mut groups = Counts::default();
        // A municipality is a name without a text: hundreds of them would make every text a long one.
        let municipality = Term::from_field_text(fields.kind, NodeKind::Municipality.name());
        let mut municipalities = Bits::none(reader.max_doc());
        if let Some(postings) = postings(reader, &municipality)? {
            municipalities.add(postings);
        }
        for doc in reader.doc_ids_alive().filter(|doc| !municipalities.contains(*doc)) {
            let length = u64::from(FieldNormReader::id_to_fieldnorm(texts.fieldnorm_id(doc)));
            documents += u64::from(length > 0);
            if length > 0 && columns.merit(doc).ages {
                newest = newest.max(Some(columns.sorted_at(doc)));
            }
            text_words += length;
            let words = FieldNormReader::id_to_fieldnorm(titles.fieldnorm_id(doc));
            title_words += u64::from(words);
            if words > 0 {
                groups.add(columns.outline(doc));
            }
        }
        let deleted = reader.has_deletes().then(|| {
            let mut deleted = Bits::all(reader.max_doc());
            let mut alive = Bits::none(reader.max_doc());
            reader.doc_ids_alive().for_each(|doc| alive.insert(doc));
            deleted.remove(&alive);
            deleted
        });
        let (frequencies, sets) = (Mutex::default(), Mutex::default());
        Ok(Self { columns, documents, text_words, title_words, groups, newest, deleted, frequencies, sets })
    }

    fn frequency(&self, reader: &SegmentReader, term: &Term, info: &TermInfo) -> tantivy::Result<u64> {
        let Some(alive) = reader.alive_bitset() else { return Ok(info.doc_freq.into()) };
        let mut frequencies = lock(&self.frequencies);
        if let Some(frequency) = frequencies.get(term) {
            return Ok(*frequency);
        }
        let index = reader.inverted_index(term.field())?;
        let postings = index.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
        let frequency = u64::from(postings.doc_freq_given_deletes(alive));
        if frequencies.len() >= FREQUENCIES_MAX {
            frequencies.clear();
        }
        frequencies.insert(term.clone(), frequency);
        Ok(frequency)
    }

    /// Those of `bits` that are not deleted.
    pub fn without_deleted(&self, mut bits: Bits) -> Bits {
        if let Some(deleted) = &self.deleted {
            bits.remove(deleted);
        }
        bits
    }

    /// The documents that carry `term`, deleted ones too.
    pub fn documents_with(&self, reader: &SegmentReader, term: &Term) -> tantivy::Result<Bits> {
        self.documents_with_any(reader, [term.clone()])
    }

    /// The documents that are of one of `kinds`, deleted ones too.
    pub fn documents_of(
        &self,
        fields: &Fields,
        reader: &SegmentReader,
        kinds: &[NodeKind],
    ) -> tantivy::Result<Bits> {
        let kind = |kind: &NodeKind| Term::from_field_text(fields.kind, kind.name());
        self.documents_with_any(reader, kinds.iter().map(kind))
    }

    /// The documents that carry one of `terms`, deleted ones too. Large sets are kept.
    pub fn documents_with_any(
        &self,
        reader: &SegmentReader,
        terms: impl IntoIterator<Item = Term>,
    ) -> tantivy::Result<Bits> {
        let mut bits = Bits::none(reader.max_doc());
        for term in terms {
            if let Some(kept) = lock(&self.sets).get(&term) {
                bits.extend(kept);
                continue;
            }
            let Some(postings) = postings(reader, &term)? else { continue };
            if postings.doc_freq() < SET_MIN {
                bits.add(postings);
                continue;
            }
            let mut set = Bits::none(reader.max_doc());
            set.add(postings);
            bits.extend(&set);
            let mut sets = lock(&self.sets);
            if sets.len() >= SETS_MAX {
                sets.clear();
            }
            sets.insert(term, set);
        }
        Ok(bits)
    }
}

fn postings(reader: &SegmentReader, term: &Term) -> tantivy::Result<Option<SegmentPostings>> {
    Ok(reader.inverted_index(term.field())?.read_postings(term, IndexRecordOption::Basic)?)
}

/// Of one state of the index.
pub struct Statistics<'a> {
    pub searcher: &'a Searcher,
    pub fields: &'a Fields,
    segments: Vec<Arc<Segment>>,
    documents: f32,
    /// Words of a text and of a title on average; at least 1.
    pub text_length: f32,
    pub title_length: f32,
    /// Groups of letters of public titles.
    pub groups: Counts,
    /// When the newest public document that ages was made, in milliseconds since 1970.
    pub newest: i64,
    /// Terms that were looked up: planning, opening and refining ask for the same ones.
    terms: RefCell<FxHashMap<Term, Rc<[Option<TermInfo>]>>>,
}

impl<'a> Statistics<'a> {
    pub fn new(searcher: &'a Searcher, fields: &'a Fields, cache: &Cache) -> tantivy::Result<Self> {
        let segments = searcher.segment_readers().iter().map(|reader| cache.segment(fields, reader));
        let segments = segments.collect::<tantivy::Result<Vec<_>>>()?;
        let sum = |of: fn(&Segment) -> u64| segments.iter().map(|segment| of(segment)).sum::<u64>() as f32;
        let documents = sum(|segment| segment.documents);
        let average = |words: f32| (words / documents.max(1.0)).max(1.0);
        let text_length = average(sum(|segment| segment.text_words));
        let title_length = average(sum(|segment| segment.title_words));
        let newest = segments.iter().filter_map(|segment| segment.newest).max().unwrap_or_default();
        let mut groups = Counts::default();
        for segment in &segments {
            groups.extend(&segment.groups);
        }
        let terms = RefCell::default();
        Ok(Self { searcher, fields, segments, documents, text_length, title_length, groups, newest, terms })
    }

    /// Words that were looked up so far, each in one field.
    #[cfg(test)]
    pub fn looked_up(&self) -> usize {
        self.terms.borrow().len()
    }

    /// The segments in the order of the searcher's.
    pub fn segments(&self) -> impl Iterator<Item = (&SegmentReader, &Segment)> {
        self.searcher.segment_readers().iter().zip(self.segments.iter().map(|segment| &**segment))
    }

    /// The segment with this number.
    pub fn segment(&self, number: usize) -> &Segment {
        &self.segments[number]
    }

    /// Where the dictionary of each segment has `term`, in the order of the segments.
    fn infos(&self, term: Term) -> tantivy::Result<Rc<[Option<TermInfo>]>> {
        if let Some(infos) = self.terms.borrow().get(&term) {
            return Ok(infos.clone());
        }
        let look_up = |reader: &SegmentReader| -> tantivy::Result<_> {
            Ok(reader.inverted_index(term.field())?.get_term_info(&term)?)
        };
        let infos: Rc<[_]> =
            self.searcher.segment_readers().iter().map(look_up).collect::<tantivy::Result<_>>()?;
        self.terms.borrow_mut().insert(term, infos.clone());
        Ok(infos)
    }

    /// Does the segment with this number have `word` in `field`, be it in deleted documents only?
    pub fn has(&self, segment: usize, field: Field, word: &str) -> tantivy::Result<bool> {
        Ok(self.infos(Term::from_field_text(field, word))?[segment].is_some())
    }

    /// The documents of the segment with this number that have `word` in `field`, deleted ones too.
    pub fn postings(
        &self,
        segment: usize,
        field: Field,
        word: &str,
        option: IndexRecordOption,
    ) -> tantivy::Result<Option<SegmentPostings>> {
        let infos = self.infos(Term::from_field_text(field, word))?;
        let Some(info) = &infos[segment] else { return Ok(None) };
        let index = self.searcher.segment_readers()[segment].inverted_index(field)?;
        Ok(Some(index.read_postings_from_terminfo(info, option)?))
    }

    /// The same without positions, in blocks.
    pub fn blocks(
        &self,
        segment: usize,
        field: Field,
        word: &str,
    ) -> tantivy::Result<Option<BlockSegmentPostings>> {
        let infos = self.infos(Term::from_field_text(field, word))?;
        let Some(info) = &infos[segment] else { return Ok(None) };
        let index = self.searcher.segment_readers()[segment].inverted_index(field)?;
        Ok(Some(index.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?))
    }

    /// Public documents that have `word` in `field`, which is one of the public side.
    pub fn frequency(&self, field: Field, word: &str) -> tantivy::Result<u64> {
        let term = Term::from_field_text(field, word);
        let infos = self.infos(term.clone())?;
        let mut frequency = 0;
        for ((reader, segment), info) in self.segments().zip(&*infos) {
            if let Some(info) = info {
                frequency += segment.frequency(reader, &term, info)?;
            }
        }
        Ok(frequency)
    }

    /// Which share of all words a word has at the least that so many public texts have, where a million words of ordinary
    /// Dutch are counted with theirs: few texts tell little. `commonness`: the share that it has there.
    pub fn share_in_dutch(&self, frequency: u64, commonness: f32) -> f32 {
        const ORDINARY: f32 = 1e6;
        (frequency as f32 + ORDINARY * commonness) / (self.documents * self.text_length + ORDINARY)
    }

    /// Weight of a word that so many public documents have: the rarer the heavier; above 0.
    pub fn rarity(&self, frequency: f32) -> f32 {
        rarity(frequency.min(self.documents), self.documents)
    }

    /// The same, as if there were other texts of ordinary Dutch as well, `others` for each document. Few documents tell
    /// little of how much a word says: that `gebruiken` is rare among them may be chance. `commonness`: the share that
    /// it has of all words.
    pub fn rarity_in_dutch(&self, frequency: f32, commonness: f32, others: f32) -> f32 {
        let share = 1.0 - (-commonness * self.text_length).exp();
        let others = others * self.documents;
        rarity(frequency.min(self.documents) + others * share, self.documents + others)
    }
}

/// What so many of them have tells more the fewer they are; above 0.
pub fn rarity(frequency: f32, documents: f32) -> f32 {
    (1.0 + (documents - frequency + 0.5) / (frequency + 0.5)).ln()
}
