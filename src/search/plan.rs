//! From what was asked to what is looked for: each part of the query becomes a concept with the forms that say it.
//!
//! - A word says its stem and more ([`super::plan_words`]).
//! - An abbreviation says its long form and the other way round, where visible texts say what stands for what.
//! - A verb that stands apart from its particle (`uit te faseren`) says the verb with it.

use super::abbreviate::Abbreviations;
use super::analysis::fold::fold;
use super::analysis::stem::DutchStemmer;
use super::analysis::stopwords::is_stopword;
use super::analysis::words::{Chunk, Word};
use super::concept::{Concept, Form, Leaf, Plan};
use super::expand::{Said, expand, overlap, tell};
use super::homograph::{Capitals, exactly};
use super::kinds;
use super::named_places::{Named, NamedPlaces, name};
use super::parse::{Clause, Parsed, parse};
use super::plan_words::{WordPlanner, span};
use super::schema::exact_title;
use super::separable;
use super::synonyms::{Synonyms, phrase};
use super::vocabulary::Vocabulary;
use super::weighing::Weighing;
use super::weights::Weights;
use crate::ids::NodeKind;

/// Letters that say what the last word will be.
const BEGUN_MAX: usize = 3;
/// How people call a part of a law; its number counts right behind it only.
const ARTICLES: &[&str] = &["artikel", "art"];

pub struct Planner<'a> {
    words: WordPlanner<'a>,
    /// What else to look for; `None`: only what was typed.
    synonyms: Option<&'a Synonyms>,
    /// What nobody says as it stands in quotes is met by nothing.
    is_strict: bool,
    /// See [`Plan::is_loosened`].
    is_loosened: bool,
}

impl<'a> Planner<'a> {
    pub fn new(vocabulary: &'a Vocabulary<'a>, weights: &'a Weights, stemmer: &'a mut DutchStemmer) -> Self {
        let words = WordPlanner::new(vocabulary, weights, stemmer);
        Self { words, synonyms: None, is_strict: false, is_loosened: false }
    }

    /// Takes quotes at their word: what nobody says so is not looked for word by word.
    pub fn strict(self, is_strict: bool) -> Self {
        Self { is_strict, ..self }
    }

    /// Looks for other words than those typed as well: of the thesaurus, and abbreviations with what they stand for.
    pub fn expanded_by(self, synonyms: &'a Synonyms) -> Self {
        Self { synonyms: Some(synonyms), ..self }
    }

    /// `None`: the text asks for nothing that can be found. A text that only excludes finds all the others.
    pub fn plan(mut self, parsed: &Parsed) -> tantivy::Result<Option<Plan>> {
        self.words.capitals = Capitals::of(parsed);
        let mut excluded = Vec::new();
        for clause in &parsed.excluded {
            excluded.extend(self.phrase(&clause.chunks));
        }
        if let Some(synonyms) = self.synonyms {
            self.words.labels = synonyms.matches(parsed, self.words.stemmer);
        }
        let mut concepts = self.concepts(&parsed.wanted)?;
        if concepts.is_empty() && excluded.is_empty() {
            return Ok(None);
        }
        let mut expansions = Vec::new();
        if let Some(synonyms) = self.synonyms {
            let (vocabulary, weights) = (self.words.vocabulary, self.words.weights);
            let abbreviations = Abbreviations { vocabulary, weights, stemmer: self.words.stemmer };
            expansions = abbreviations.stand_for(&mut concepts, &parsed.text)?;
            let labels = std::mem::take(&mut self.words.labels);
            let said = Said { synonyms, labels, text: &parsed.text };
            for expansion in expand(&mut concepts, &said, self.words.vocabulary, self.words.weights)? {
                tell(&mut expansions, expansion);
            }
        }
        let weighing = Weighing { statistics: self.words.vocabulary.statistics, weights: self.words.weights };
        weighing.weigh(&mut concepts, &self.words.guesses, &parsed.text)?;
        let did_you_mean = self.words.did_you_mean(&parsed.text);
        // What was meant may be a title as a whole.
        let meant = did_you_mean.as_deref().map(|text| parse(text).plain);
        Ok(Some(Plan {
            concepts,
            excluded,
            exact_title: exact_title(meant.as_deref().unwrap_or(&parsed.plain)),
            did_you_mean,
            expansions,
            is_loosened: self.is_loosened,
            ..Plan::default()
        }))
    }

    fn concepts(&mut self, mut wanted: &[Clause]) -> tantivy::Result<Vec<Concept>> {
        if self.is_begun(wanted)? {
            wanted = &wanted[..wanted.len() - 1];
        }
        let carries_subject = |clause: &Clause| match clause.single() {
            Some(word) => !is_stopword(&fold(&word.raw)),
            None => true,
        };
        let has_subject = wanted.iter().any(carries_subject);
        let (mut concepts, mut small) = (Vec::new(), Vec::new());
        let mut named = 0;
        for (i, clause) in wanted.iter().enumerate() {
            if i < named {
                continue;
            }
            if let Some(place) = self.place(wanted, i)? {
                named = place.clauses.end;
                concepts.push(self.named(&wanted[place.clauses.clone()], place)?);
                continue;
            }
            if let Some(article) = wanted.get(i + 1).and_then(|next| article(clause, next)) {
                // `art. 6 AVG` is not about any other six.
                named = i + 2;
                concepts.push(self.article(&wanted[i..named], article));
                continue;
            }
            if has_subject && !carries_subject(clause) {
                continue;
            }
            let is_last = i + 1 == wanted.len();
            if clause.is_phrase {
                let forms: Vec<_> = self.phrase(&clause.chunks).into_iter().map(|form| (form, 1.0)).collect();
                if !self.is_strict && self.words.known(forms.clone())?.is_empty() {
                    // Nobody says exactly that: each word for itself.
                    self.is_loosened = true;
                    for chunk in &clause.chunks {
                        self.words.chunk(chunk, is_last, &mut concepts)?;
                    }
                    continue;
                }
                let range = span(&clause.chunks);
                concepts.push(Concept {
                    whole: Leaf { forms, ..Leaf::default() },
                    pieces: Vec::new(),
                    range,
                });
            } else if let Some(word) = clause.single() {
                let before = i.checked_sub(1).and_then(|i| wanted.get(i)).and_then(Clause::single);
                let after = wanted.get(i + 1).and_then(Clause::single);
                let told = self.words.corrections.len();
                let mut concept = self.words.word(word, before, after, is_last)?;
                // A slip in a small word (`wannere`) asks for no more than that word would, unless another may have been meant.
                let is_small = |(form, _): &(Form, f32)| form.stems.iter().all(|(_, stem)| is_stopword(stem));
                if self.words.corrections.len() > told && concept.whole.forms.iter().all(is_small) {
                    small.push(concept);
                    continue;
                }
                concept.whole.forms.extend(self.separable(wanted, i)?);
                self.carry(&mut concept.whole, &fold(&word.raw), wanted);
                concepts.push(concept);
            } else {
                for chunk in &clause.chunks {
                    self.words.chunk(chunk, is_last, &mut concepts)?;
                }
            }
        }
        Ok(if concepts.is_empty() { small } else { concepts })
    }

    /// The municipality that the clauses from `at` on name, but within a longer label of the thesaurus.
    fn place(&mut self, wanted: &[Clause], at: usize) -> tantivy::Result<Option<Named>> {
        let (vocabulary, capitals) = (self.words.vocabulary, &self.words.capitals);
        let named = NamedPlaces { vocabulary, stemmer: self.words.stemmer, capitals }.named(wanted, at)?;
        Ok(named.filter(|named| {
            let chunks: Vec<Chunk> =
                wanted[named.clauses.clone()].iter().flat_map(|it| it.chunks.clone()).collect();
            let own = span(&chunks);
            let mut labels = self.words.labels.iter();
            !labels.any(|label| overlap(&label.range, &own) && label.range.len() > own.len())
        }))
    }

    /// A kind that is called so is met by things of it, and a stage where pilots are asked for. Beside other words it says what
    /// is looked for more than what it says.
    fn carry(&mut self, leaf: &mut Leaf, folded: &str, wanted: &[Clause]) {
        // Who wants all of the words does not want what is of a kind and says nothing of it.
        if self.is_strict {
            return;
        }
        let is_of_pilots = |clause: &Clause| {
            clause.single().is_some_and(|word| kinds::kind(&fold(&word.raw)) == Some(NodeKind::Pilot))
        };
        if let Some(name) = kinds::kind(folded).and_then(kinds::called) {
            leaf.carried = Some(self.words.stem(name));
            if wanted.len() > 1 {
                leaf.forms.iter_mut().for_each(|(_, weight)| *weight *= self.words.weights.kind);
                leaf.part = None;
            }
        } else if let Some(stage) = kinds::stage(folded).filter(|_| wanted.iter().any(is_of_pilots)) {
            leaf.carried = kinds::called_at(stage).map(|name| self.words.stem(name));
        }
    }

    /// The concept of a municipality that these clauses name.
    fn named(&mut self, clauses: &[Clause], named: Named) -> tantivy::Result<Concept> {
        let is_told = named.is_told;
        let chunks: Vec<Chunk> = clauses.iter().flat_map(|clause| clause.chunks.iter().cloned()).collect();
        let mut concept = match clauses.first().and_then(Clause::single) {
            Some(word) if clauses.len() == 1 && !is_told => self.words.as_typed(word, None, None)?.0,
            _ => {
                let forms = phrase(&chunks, |raw| name(raw, self.words.stemmer));
                let forms = forms.into_iter().map(|form| (form, 1.0)).collect();
                Concept { whole: Leaf { forms, ..Leaf::default() }, pieces: Vec::new(), range: span(&chunks) }
            }
        };
        concept.whole.carried = Some(named.place);
        Ok(concept)
    }

    /// Was so little typed of the last word that it says nothing yet (`wanneer ko`)?
    fn is_begun(&mut self, wanted: &[Clause]) -> tantivy::Result<bool> {
        let last = wanted.last().and_then(Clause::single);
        let Some(word) = last.filter(|_| wanted.len() > 1 && !self.is_strict) else { return Ok(false) };
        let is_short = word.raw.chars().count() < BEGUN_MAX && word.raw.chars().all(char::is_alphabetic);
        // An abbreviation is whole, and a label of the thesaurus has other words.
        let is_whole = word.raw.starts_with(char::is_uppercase)
            || self.words.labels.iter().any(|label| overlap(&label.range, &word.range));
        // One letter says nothing: that of `Bergen (L)` and of 's-Gravenzande is a name's.
        let is_letter = word.raw.chars().count() == 1;
        let is_begun = is_short
            && !is_whole
            && (is_letter || !self.words.vocabulary.has_text(&Form::word(self.words.stem(&word.raw)))?);
        self.is_loosened |= is_begun;
        Ok(is_begun)
    }

    /// An article of a law, however it is called.
    fn article(&mut self, clauses: &[Clause], number: &Word) -> Concept {
        let form =
            |name: &&str| (Form { stems: vec![(0, self.words.stem(name)), (1, fold(&number.raw))] }, 1.0);
        let forms = ARTICLES.iter().map(form).collect();
        let chunks: Vec<Chunk> = clauses.iter().flat_map(|clause| clause.chunks.clone()).collect();
        Concept { whole: Leaf { forms, ..Leaf::default() }, pieces: Vec::new(), range: span(&chunks) }
    }

    /// The verb that a word makes with a particle elsewhere in the query.
    fn separable(&mut self, wanted: &[Clause], at: usize) -> tantivy::Result<Vec<(Form, f32)>> {
        let Some(verb) = separable::verb(wanted, at).filter(|verb| verb.is_certain || !self.is_strict) else {
            return Ok(Vec::new());
        };
        let weight = if verb.is_certain { 1.0 } else { self.words.weights.particle };
        let form = Form::word(self.words.stem(&verb.form));
        self.words.known(vec![(form, weight)])
    }

    /// What stands in quotes, or is excluded.
    fn phrase(&mut self, chunks: &[Chunk]) -> Vec<Form> {
        phrase(chunks, |raw| exactly(raw, self.words.stemmer))
    }
}

/// The number of an article that these two clauses are; no year.
fn article<'a>(before: &Clause, clause: &'a Clause) -> Option<&'a Word> {
    let is_article = before.single().is_some_and(|word| ARTICLES.contains(&&*fold(&word.raw)));
    let is_number = |word: &&Word| {
        (1..=3).contains(&word.raw.len()) && word.raw.bytes().all(|byte| byte.is_ascii_digit())
    };
    clause.single().filter(is_number).filter(|_| is_article)
}
