//! Where stems stand at fixed distances: one, or several next to each other.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, TERMINATED};

use super::concept::Form;
use super::statistics::Statistics;

/// One form in one field of one segment. Documents are asked for in their order.
pub struct Places {
    /// Stems with their places relative to the first; the rarest leads.
    words: Vec<(u32, SegmentPostings)>,
    found: Vec<u32>,
    positions: Vec<u32>,
}

impl Places {
    /// `None` when no document can have it.
    pub fn open(
        statistics: &Statistics<'_>,
        segment: usize,
        field: Field,
        form: &Form,
    ) -> tantivy::Result<Option<Self>> {
        if !Self::may_open(statistics, segment, field, form)? {
            return Ok(None);
        }
        let mut words = Vec::with_capacity(form.stems.len());
        for (place, stem) in &form.stems {
            let option = IndexRecordOption::WithFreqsAndPositions;
            let Some(postings) = statistics.postings(segment, field, stem, option)? else { return Ok(None) };
            words.push((*place as u32, postings));
        }
        words.sort_by_key(|(_, postings)| postings.doc_freq());
        Ok(Some(Self { words, found: Vec::new(), positions: Vec::new() }))
    }

    /// Does the segment have all of the words anywhere? Most phrases that are tried are said nowhere.
    pub fn may_open(
        statistics: &Statistics<'_>,
        segment: usize,
        field: Field,
        form: &Form,
    ) -> tantivy::Result<bool> {
        for (_, stem) in &form.stems {
            if !statistics.has(segment, field, stem)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub fn is_phrase(&self) -> bool {
        self.words.len() > 1
    }

    /// Documents that have the rarest of the words.
    pub fn doc_freq(&self) -> u32 {
        self.words[0].1.doc_freq()
    }

    /// Where the rarest word is.
    pub fn doc(&self) -> DocId {
        self.words[0].1.doc()
    }

    /// Does the document have all of the words?
    pub fn seek(&mut self, doc: DocId) -> bool {
        self.words.iter_mut().all(|(_, postings)| go_to(postings, doc) == doc)
    }

    /// To the first document at or behind `target` that has all of the words.
    pub fn seek_next(&mut self, target: DocId) -> DocId {
        let mut doc = go_to(&mut self.words[0].1, target);
        while doc != TERMINATED {
            let others = self.words[1..].iter_mut().map(|(_, postings)| go_to(postings, doc));
            let Some(behind) = others.into_iter().find(|at| *at != doc) else { break };
            doc = go_to(&mut self.words[0].1, behind);
        }
        doc
    }

    /// How often the document that was sought could have it, by how often it has the words: no positions are read.
    pub fn most(&self) -> u32 {
        self.words.iter().map(|(_, postings)| postings.term_freq()).min().unwrap_or_default()
    }

    /// Looks up where it begins in the document that was sought, which has the words; answers how often.
    pub fn read(&mut self) -> u32 {
        self.found.clear();
        for (i, (place, postings)) in self.words.iter_mut().enumerate() {
            self.positions.clear();
            postings.append_positions_with_offset(0, &mut self.positions);
            if i == 0 {
                self.found.extend(self.positions.iter().filter_map(|position| position.checked_sub(*place)));
            } else {
                self.found.retain(|start| self.positions.binary_search(&(start + *place)).is_ok());
            }
            if self.found.is_empty() {
                return 0;
            }
        }
        // Several stems may stand at one place, so positions can repeat.
        self.found.dedup();
        self.found.len() as u32
    }

    /// What [`Places::read`] found, ascending.
    pub fn found(&self) -> &[u32] {
        &self.found
    }
}

fn go_to(postings: &mut SegmentPostings, doc: DocId) -> DocId {
    if postings.doc() < doc { postings.seek(doc) } else { postings.doc() }
}
