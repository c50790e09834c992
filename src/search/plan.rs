//! From what was asked to what is looked for: each part of the query becomes a concept with the terms that say it.
//!
//! - A word says its stem; written in one with its neighbour (`data gedreven`, `datagedreven`) it says that too,
//!   and cut in two it says the two next to each other.
//! - A word that no visible document has says the words that are spelt like it, or that begin with it when it is
//!   the last one typed.
//! - All concepts must be met if any visible document meets all of them; else most of what can be met at once.

use std::ops::Range;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, PhraseQuery, Query,
    TermQuery,
};
use tantivy::schema::IndexRecordOption;

use super::analysis::fold::{fold, lower};
use super::analysis::stem::DutchStemmer;
use super::analysis::stopwords::is_stopword;
use super::analysis::words::{Chunk, Word};
use super::parse::{Clause, Parsed};
use super::schema::{Fields, exact_title};
use super::vocabulary::Vocabulary;

const TITLE_WEIGHT: f32 = 0.3;
const PROXIMITY_WEIGHT: f32 = 0.5;
/// Above any sum of the others: who types a title finds it first.
const EXACT_TITLE_SCORE: f32 = 1_000.0;
const SPELLING_WEIGHT: f32 = 0.5;
/// Letters that each half of a word has at least when it is cut in two.
const HALF_MIN: usize = 3;

/// One way to say a concept: stems next to each other; `places` of a joined word are as wide as its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Saying {
    pub stems: Vec<(usize, String)>,
    pub weight: f32,
}

/// A part of the query that a document meets or not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Concept {
    pub sayings: Vec<Saying>,
}

/// The query of a text within a scope, without filters.
pub struct Plan {
    pub query: Box<dyn Query>,
    /// What highlights mark.
    pub concepts: Vec<Concept>,
    pub did_you_mean: Option<String>,
}

pub struct Planner<'a> {
    vocabulary: &'a Vocabulary<'a>,
    stemmer: DutchStemmer,
    corrections: Vec<(Range<usize>, String)>,
}

impl Saying {
    fn word(stem: String) -> Self {
        Self { stems: vec![(0, stem)], weight: 1.0 }
    }

    fn query(&self, fields: &Fields) -> Box<dyn Query> {
        let term = |stem: &str| Term::from_field_text(fields.text, stem);
        let query: Box<dyn Query> = match &self.stems[..] {
            [(_, stem)] => Box::new(TermQuery::new(term(stem), IndexRecordOption::WithFreqs)),
            stems => {
                let terms = stems.iter().map(|(place, stem)| (*place, term(stem))).collect();
                Box::new(PhraseQuery::new_with_offset(terms))
            }
        };
        if self.weight == 1.0 { query } else { Box::new(BoostQuery::new(query, self.weight)) }
    }
}

impl Concept {
    fn query(&self, fields: &Fields) -> Box<dyn Query> {
        let mut queries: Vec<_> = self.sayings.iter().map(|saying| saying.query(fields)).collect();
        match queries.len() {
            1 => queries.remove(0),
            _ => Box::new(DisjunctionMaxQuery::new(queries)),
        }
    }
}

impl<'a> Planner<'a> {
    pub fn new(vocabulary: &'a Vocabulary<'a>) -> Self {
        Self { vocabulary, stemmer: DutchStemmer::default(), corrections: Vec::new() }
    }

    /// `None`: the text asks for nothing that can be found. A text that only excludes finds all the others.
    pub fn plan(mut self, parsed: &Parsed) -> tantivy::Result<Option<Plan>> {
        let excluded = self.excluded(&parsed.excluded);
        let concepts = self.concepts(&parsed.wanted)?;
        if concepts.is_empty() && excluded.is_empty() {
            return Ok(None);
        }
        let fields = self.vocabulary.fields;
        let mut clauses = excluded;
        if !concepts.is_empty() {
            let required = self.required(&concepts)?;
            let queries = concepts.iter().map(|concept| concept.query(fields)).collect();
            let main = BooleanQuery::union_with_minimum_required_clauses(queries, required);
            clauses.push((Occur::Must, Box::new(main)));
            clauses.extend(self.bonuses(&concepts, parsed));
        } else {
            clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0))));
        }
        let did_you_mean = self.did_you_mean(&parsed.text);
        Ok(Some(Plan { query: Box::new(BooleanQuery::new(clauses)), concepts, did_you_mean }))
    }

    fn concepts(&mut self, wanted: &[Clause]) -> tantivy::Result<Vec<Concept>> {
        let carries_subject = |clause: &Clause| match single(clause) {
            Some(word) => !is_stopword(&fold(&word.raw)),
            None => true,
        };
        let has_subject = wanted.iter().any(carries_subject);
        let mut concepts = Vec::new();
        for (i, clause) in wanted.iter().enumerate() {
            if has_subject && !carries_subject(clause) {
                continue;
            }
            let is_last = i + 1 == wanted.len();
            if clause.is_phrase {
                concepts.push(self.phrase(&clause.chunks));
            } else if let Some(word) = single(clause) {
                let before = i.checked_sub(1).and_then(|i| wanted.get(i)).and_then(single);
                let after = wanted.get(i + 1).and_then(single);
                concepts.push(self.word(word, before, after, is_last)?);
            } else {
                for chunk in &clause.chunks {
                    self.chunk(chunk, is_last, &mut concepts)?;
                }
            }
        }
        Ok(concepts)
    }

    fn stem(&mut self, raw: &str) -> String {
        self.stemmer.stem(&fold(raw)).to_owned()
    }

    /// Exactly these words in this order; a chunk also as it is written in one.
    fn phrase(&mut self, chunks: &[Chunk]) -> Concept {
        let mut apart = Vec::new();
        let mut joined = Vec::new();
        let mut joined_in_text = Vec::new();
        let (mut place, mut written) = (0, 0);
        for chunk in chunks {
            let whole: String = chunk.iter().map(|word| word.raw.as_str()).collect();
            let whole = self.stem(&whole);
            joined.push((written, whole.clone()));
            joined_in_text.push((place, whole));
            for (i, word) in chunk.iter().enumerate() {
                apart.push((place + i, self.stem(&word.raw)));
            }
            place += chunk.len();
            written += 1;
        }
        let mut sayings = Vec::new();
        for stems in [apart, joined, joined_in_text] {
            let saying = Saying { stems, weight: 1.0 };
            if !sayings.contains(&saying) {
                sayings.push(saying);
            }
        }
        Concept { sayings }
    }

    /// Words bound by a hyphen: together if they stand together anywhere, else each for itself.
    fn chunk(&mut self, chunk: &Chunk, is_last: bool, concepts: &mut Vec<Concept>) -> tantivy::Result<()> {
        let together = self.phrase(std::slice::from_ref(chunk));
        let together = self.known(together.sayings)?;
        if !together.is_empty() {
            concepts.push(Concept { sayings: together });
            return Ok(());
        }
        for (i, word) in chunk.iter().enumerate() {
            let before = i.checked_sub(1).map(|i| &chunk[i]);
            let concept = self.word(word, before, chunk.get(i + 1), is_last && i + 1 == chunk.len())?;
            concepts.push(concept);
        }
        Ok(())
    }

    fn word(
        &mut self,
        word: &Word,
        before: Option<&Word>,
        after: Option<&Word>,
        is_last: bool,
    ) -> tantivy::Result<Concept> {
        let folded = fold(&word.raw);
        let mut sayings = vec![Saying::word(self.stem(&word.raw))];
        for (first, second) in [(before, Some(word)), (Some(word), after)] {
            if let (Some(first), Some(second)) = (first, second) {
                sayings.push(Saying::word(self.stem(&format!("{}{}", first.raw, second.raw))));
            }
        }
        sayings.extend(self.halves(&folded));
        let known = self.known(sayings)?;
        if !known.is_empty() {
            return Ok(Concept { sayings: known });
        }
        let spellings = self.other_spellings(word, is_last)?;
        if spellings.is_empty() {
            // Kept although nobody says it: it counts among what can't be met.
            return Ok(Concept { sayings: vec![Saying::word(self.stem(&word.raw))] });
        }
        let mut sayings: Vec<Saying> = Vec::new();
        for spelling in spellings {
            let saying = Saying { weight: SPELLING_WEIGHT, ..Saying::word(self.stem(&spelling)) };
            if !sayings.contains(&saying) {
                sayings.push(saying);
            }
        }
        Ok(Concept { sayings })
    }

    fn other_spellings(&mut self, word: &Word, is_last: bool) -> tantivy::Result<Vec<String>> {
        let spelt = lower(&word.raw);
        if is_last && spelt.chars().count() >= 3 {
            let longer = self.vocabulary.beginning_with(&spelt)?;
            if !longer.is_empty() {
                return Ok(longer);
            }
        }
        let close = self.vocabulary.close_to(&spelt)?;
        if let Some(best) = close.first() {
            self.corrections.push((word.range.clone(), best.clone()));
        }
        Ok(close)
    }

    /// The ways to cut a word in two.
    fn halves(&mut self, folded: &str) -> Vec<Saying> {
        let starts: Vec<usize> = folded.char_indices().map(|(at, _)| at).collect();
        if starts.len() < 2 * HALF_MIN {
            return Vec::new();
        }
        let cuts = starts[HALF_MIN..=starts.len() - HALF_MIN].to_vec();
        let halves = cuts.into_iter().map(|at| {
            let stems = vec![(0, self.stem(&folded[..at])), (1, self.stem(&folded[at..]))];
            Saying { stems, weight: 1.0 }
        });
        halves.collect()
    }

    /// Those that a visible document says.
    fn known(&self, sayings: Vec<Saying>) -> tantivy::Result<Vec<Saying>> {
        let mut known = Vec::new();
        for saying in sayings {
            let is_known = match &saying.stems[..] {
                [(_, stem)] => self.vocabulary.has_stem(stem)?,
                stems => self.vocabulary.has_phrase(stems)?,
            };
            if is_known && !known.contains(&saying) {
                known.push(saying);
            }
        }
        Ok(known)
    }

    /// How many concepts a hit meets: all, or two thirds of the most that any visible document meets.
    fn required(&self, concepts: &[Concept]) -> tantivy::Result<usize> {
        let can_meet = |count: usize| {
            let queries = concepts.iter().map(|concept| concept.query(self.vocabulary.fields)).collect();
            let query = BooleanQuery::union_with_minimum_required_clauses(queries, count);
            self.vocabulary.exists(Box::new(query))
        };
        if can_meet(concepts.len())? {
            return Ok(concepts.len());
        }
        let (mut met, mut unmet) = (1, concepts.len());
        while unmet - met > 1 {
            let middle = (met + unmet) / 2;
            if can_meet(middle)? {
                met = middle;
            } else {
                unmet = middle;
            }
        }
        Ok((2 * met).div_ceil(3))
    }

    fn excluded(&mut self, clauses: &[Clause]) -> Vec<(Occur, Box<dyn Query>)> {
        let fields = self.vocabulary.fields;
        let mut excluded = Vec::new();
        for clause in clauses {
            let concept = self.phrase(&clause.chunks);
            excluded.push((Occur::MustNot, concept.query(fields)));
        }
        excluded
    }

    /// What makes a hit better without making it a hit: the title, and the words next to each other.
    fn bonuses(&mut self, concepts: &[Concept], parsed: &Parsed) -> Vec<(Occur, Box<dyn Query>)> {
        let fields = self.vocabulary.fields;
        let mut bonuses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let mut in_order = Vec::new();
        for concept in concepts {
            let Some(saying) = concept.sayings.first() else { continue };
            if let [(_, stem)] = &saying.stems[..] {
                let term = Term::from_field_text(fields.title, stem);
                let query = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
                bonuses.push((Occur::Should, Box::new(BoostQuery::new(query, TITLE_WEIGHT * saying.weight))));
                in_order.push(Term::from_field_text(fields.text, stem));
            }
        }
        in_order.dedup();
        if (2..=6).contains(&in_order.len()) {
            let mut phrase = PhraseQuery::new(in_order);
            phrase.set_slop(2);
            bonuses.push((Occur::Should, Box::new(BoostQuery::new(Box::new(phrase), PROXIMITY_WEIGHT))));
        }
        let title = Term::from_field_text(fields.exact, &exact_title(&parsed.text));
        let query = Box::new(TermQuery::new(title, IndexRecordOption::Basic));
        bonuses.push((Occur::Should, Box::new(ConstScoreQuery::new(query, EXACT_TITLE_SCORE))));
        bonuses
    }

    /// The text with the words corrected that had to be.
    fn did_you_mean(&self, text: &str) -> Option<String> {
        if self.corrections.is_empty() {
            return None;
        }
        let mut corrected = String::new();
        let mut at = 0;
        for (range, spelling) in &self.corrections {
            corrected.push_str(text.get(at..range.start)?);
            corrected.push_str(spelling);
            at = range.end;
        }
        corrected.push_str(&text[at..]);
        Some(corrected.trim().to_owned())
    }
}

/// The clause's only word, when it is one.
fn single(clause: &Clause) -> Option<&Word> {
    match (&clause.chunks[..], clause.is_phrase) {
        ([chunk], false) if chunk.len() == 1 => chunk.first(),
        _ => None,
    }
}
