//! What words the visible documents use. A word that only hidden documents have is unknown here: nothing that is
//! answered may tell that it exists.

use std::collections::BTreeMap;

use tantivy::query::{
    BooleanQuery, ConstScoreQuery, EnableScoring, FuzzyTermQuery, Occur, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, Searcher, TERMINATED, Term};

use super::schema::Fields;

/// Words that may stand for a word that nobody uses.
const EXPANSIONS_MAX: usize = 5;
/// Visible words that are compared; hidden ones do not count, else their number would show.
const COMPARED_MAX: usize = 500;
/// Documents counted to tell a frequent word from a rare one.
const COUNT_MAX: u64 = 50;

/// The words of one index, as far as one reader sees them.
pub struct Vocabulary<'a> {
    pub searcher: &'a Searcher,
    pub fields: &'a Fields,
    /// `None`: the reader sees all documents.
    pub scope: Option<Box<dyn Query>>,
}

/// The documents that carry one of `terms`; they add nothing to a score.
pub fn any_of(field: Field, terms: &[String]) -> Box<dyn Query> {
    let terms: Vec<Term> = terms.iter().map(|term| Term::from_field_text(field, term)).collect();
    any_term(terms)
}

pub fn any_term(terms: Vec<Term>) -> Box<dyn Query> {
    let query = |term: Term| Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>;
    let mut queries: Vec<Box<dyn Query>> = terms.into_iter().map(query).collect();
    let any = match queries.len() {
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    };
    Box::new(ConstScoreQuery::new(any, 0.0))
}

impl Vocabulary<'_> {
    /// `query` within the scope.
    pub fn visible(&self, query: Box<dyn Query>) -> Box<dyn Query> {
        match &self.scope {
            None => query,
            Some(scope) => {
                Box::new(BooleanQuery::new(vec![(Occur::Must, query), (Occur::Must, scope.box_clone())]))
            }
        }
    }

    /// Does any visible document match?
    pub fn exists(&self, query: Box<dyn Query>) -> tantivy::Result<bool> {
        Ok(self.count(query, 1)? > 0)
    }

    /// Visible documents that match, counted up to `max`.
    fn count(&self, query: Box<dyn Query>, max: u64) -> tantivy::Result<u64> {
        let weight = self.visible(query).weight(EnableScoring::disabled_from_searcher(self.searcher))?;
        let mut count = 0;
        for segment in self.searcher.segment_readers() {
            let mut documents = weight.scorer(segment, 1.0)?;
            let mut doc = documents.doc();
            while doc != TERMINATED {
                if !segment.is_deleted(doc) {
                    count += 1;
                    if count == max {
                        return Ok(count);
                    }
                }
                doc = documents.advance();
            }
        }
        Ok(count)
    }

    pub fn has_stem(&self, stem: &str) -> tantivy::Result<bool> {
        let term = Term::from_field_text(self.fields.text, stem);
        if self.searcher.doc_freq(&term)? == 0 {
            return Ok(false);
        }
        self.exists(Box::new(TermQuery::new(term, IndexRecordOption::Basic)))
    }

    /// Do the stems stand next to each other in a visible document? `places` are relative.
    pub fn has_phrase(&self, stems: &[(usize, String)]) -> tantivy::Result<bool> {
        let terms: Vec<_> = stems
            .iter()
            .map(|(place, stem)| (*place, Term::from_field_text(self.fields.text, stem)))
            .collect();
        for (_, term) in &terms {
            if self.searcher.doc_freq(term)? == 0 {
                return Ok(false);
            }
        }
        self.exists(Box::new(PhraseQuery::new_with_offset(terms)))
    }

    /// Visible spellings within one edit of `word` (two, when it is long and none is that close), best first.
    pub fn close_to(&self, word: &str) -> tantivy::Result<Vec<String>> {
        let length = word.chars().count();
        if length < 5 {
            return Ok(Vec::new());
        }
        for distance in 1..=(if length >= 8 { 2 } else { 1 }) {
            let term = Term::from_field_text(self.fields.spellings, word);
            let mut candidates = BTreeMap::new();
            for segment in self.searcher.segment_readers() {
                let index = segment.inverted_index(self.fields.spellings)?;
                let automaton = FuzzyTermQuery::new(term.clone(), distance, true).automaton()?;
                let mut stream = index.terms().search(automaton).into_stream()?;
                while stream.advance() {
                    if let Ok(spelling) = std::str::from_utf8(stream.key()) {
                        candidates.insert(spelling.to_owned(), 0);
                    }
                }
            }
            let visible = self.most_frequent(candidates, word)?;
            if !visible.is_empty() {
                return Ok(visible);
            }
        }
        Ok(Vec::new())
    }

    /// Visible spellings that begin with `beginning`, most frequent first.
    pub fn beginning_with(&self, beginning: &str) -> tantivy::Result<Vec<String>> {
        let mut candidates = BTreeMap::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(self.fields.spellings)?;
            let mut stream = index.terms().range().ge(beginning.as_bytes()).into_stream()?;
            while stream.advance() && stream.key().starts_with(beginning.as_bytes()) {
                if let Ok(spelling) = std::str::from_utf8(stream.key()) {
                    candidates.insert(spelling.to_owned(), 0);
                }
            }
        }
        self.most_frequent(candidates, beginning)
    }

    /// Those that are visible: same first letter first, then by the number of visible documents.
    fn most_frequent(
        &self,
        mut candidates: BTreeMap<String, u64>,
        word: &str,
    ) -> tantivy::Result<Vec<String>> {
        let mut compared = 0;
        for (spelling, count) in &mut candidates {
            let term = Term::from_field_text(self.fields.spellings, spelling);
            *count = self.count(Box::new(TermQuery::new(term, IndexRecordOption::Basic)), COUNT_MAX)?;
            compared += usize::from(*count > 0);
            if compared == COMPARED_MAX {
                break;
            }
        }
        let mut visible: Vec<(String, u64)> =
            candidates.into_iter().filter(|(_, count)| *count > 0).collect();
        let first = word.chars().next();
        visible.sort_by_key(|(spelling, count)| (spelling.chars().next() != first, u64::MAX - *count));
        visible.truncate(EXPANSIONS_MAX);
        Ok(visible.into_iter().map(|(spelling, _)| spelling).collect())
    }
}
