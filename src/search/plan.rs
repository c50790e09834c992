//! From what was asked to what is looked for: each part of the query becomes a concept with the forms that say it.
//!
//! - A word says its stem; written in one with its neighbour (`data gedreven`, `datagedreven`) it says that too; so
//!   does a longer word that it is a part of. A compound also says its parts.
//! - An abbreviation says its long form and the other way round, where visible texts say what stands for what.
//! - A verb that stands apart from its particle (`uit te faseren`) says the verb with it.
//! - A word that no visible document has says the words that are spelt like it, or that begin with it when it is
//!   the last one typed; the likeliest of them is looked for as if it had been typed.

use std::ops::Range;

use super::abbreviate::Abbreviations;
use super::analysis::derivation;
use super::analysis::dictionary::DUTCH;
use super::analysis::fold::fold;
use super::analysis::stem::{Analysed, DutchStemmer};
use super::analysis::steps;
use super::analysis::stopwords::is_stopword;
use super::analysis::words::{Chunk, Word};
use super::concept::{Concept, Form, Leaf, Plan};
use super::expand::{Said, expand, overlap, tell};
use super::homograph::{Capitals, add_municipality, exactly};
use super::kinds;
use super::mend::{Slip, as_written, mended};
use super::named_places::{Named, NamedPlaces, name};
use super::parse::{Clause, Parsed, parse};
use super::pieces::Pieces;
use super::schema::exact_title;
use super::separable;
use super::synonyms::{Match, Synonyms, phrase};
use super::vocabulary::Vocabulary;
use super::weighing::{Guess, Weighing};
use super::weights::Weights;
use crate::ids::NodeKind;

/// Letters that say what the last word will be.
const BEGUN_MAX: usize = 3;
/// How people call a part of a law; its number counts right behind it only.
const ARTICLES: &[&str] = &["artikel", "art"];
/// From [`super::likeness::distance`]: about one slip.
const NEAR: f32 = 1.0;

pub struct Planner<'a> {
    vocabulary: &'a Vocabulary<'a>,
    weights: &'a Weights,
    stemmer: &'a mut DutchStemmer,
    corrections: Vec<(Range<usize>, String)>,
    /// What else to look for; `None`: only what was typed.
    synonyms: Option<&'a Synonyms>,
    /// What nobody says as it stands in quotes is met by nothing.
    is_strict: bool,
    /// See [`Plan::is_loosened`].
    is_loosened: bool,
    /// Labels of the thesaurus in what was typed.
    labels: Vec<Match>,
    capitals: Capitals,
    /// What was not known as it was typed, and how sure it is what was meant.
    guesses: Vec<Guess>,
}

impl<'a> Planner<'a> {
    pub fn new(vocabulary: &'a Vocabulary<'a>, weights: &'a Weights, stemmer: &'a mut DutchStemmer) -> Self {
        let (corrections, guesses) = (Vec::new(), Vec::new());
        let (labels, capitals) = (Vec::new(), Capitals::default());
        let (synonyms, is_strict, is_loosened) = (None, false, false);
        Self {
            vocabulary,
            weights,
            stemmer,
            corrections,
            synonyms,
            is_strict,
            is_loosened,
            labels,
            capitals,
            guesses,
        }
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
        self.capitals = Capitals::of(parsed);
        let mut excluded = Vec::new();
        for clause in &parsed.excluded {
            excluded.extend(self.phrase(&clause.chunks));
        }
        if let Some(synonyms) = self.synonyms {
            self.labels = synonyms.matches(parsed, self.stemmer);
        }
        let mut concepts = self.concepts(&parsed.wanted)?;
        if concepts.is_empty() && excluded.is_empty() {
            return Ok(None);
        }
        let mut expansions = Vec::new();
        if let Some(synonyms) = self.synonyms {
            let (vocabulary, weights) = (self.vocabulary, self.weights);
            let abbreviations = Abbreviations { vocabulary, weights, stemmer: self.stemmer };
            expansions = abbreviations.stand_for(&mut concepts, &parsed.text)?;
            let labels = std::mem::take(&mut self.labels);
            let said = Said { synonyms, labels, text: &parsed.text };
            for expansion in expand(&mut concepts, &said, self.vocabulary, self.weights)? {
                tell(&mut expansions, expansion);
            }
        }
        let weighing = Weighing { statistics: self.vocabulary.statistics, weights: self.weights };
        weighing.weigh(&mut concepts, &self.guesses, &parsed.text)?;
        let did_you_mean = self.did_you_mean(&parsed.text);
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
        let mut concepts = Vec::new();
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
                if !self.is_strict && self.known(forms.clone())?.is_empty() {
                    // Nobody says exactly that: each word for itself.
                    self.is_loosened = true;
                    for chunk in &clause.chunks {
                        self.chunk(chunk, is_last, &mut concepts)?;
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
                let mut concept = self.word(word, before, after, is_last)?;
                concept.whole.forms.extend(self.separable(wanted, i)?);
                self.carry(&mut concept.whole, &fold(&word.raw), wanted);
                concepts.push(concept);
            } else {
                for chunk in &clause.chunks {
                    self.chunk(chunk, is_last, &mut concepts)?;
                }
            }
        }
        Ok(concepts)
    }

    /// The municipality that the clauses from `at` on name, but within a longer label of the thesaurus.
    fn place(&mut self, wanted: &[Clause], at: usize) -> tantivy::Result<Option<Named>> {
        let (vocabulary, capitals) = (self.vocabulary, &self.capitals);
        let named = NamedPlaces { vocabulary, stemmer: self.stemmer, capitals }.named(wanted, at)?;
        Ok(named.filter(|named| {
            let chunks: Vec<Chunk> =
                wanted[named.clauses.clone()].iter().flat_map(|it| it.chunks.clone()).collect();
            let own = span(&chunks);
            !self.labels.iter().any(|label| overlap(&label.range, &own) && label.range.len() > own.len())
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
            leaf.carried = Some(self.stem(name));
            if wanted.len() > 1 {
                leaf.forms.iter_mut().for_each(|(_, weight)| *weight *= self.weights.kind);
                leaf.part = None;
            }
        } else if let Some(stage) = kinds::stage(folded).filter(|_| wanted.iter().any(is_of_pilots)) {
            leaf.carried = kinds::called_at(stage).map(|name| self.stem(name));
        }
    }

    /// The concept of a municipality that these clauses name.
    fn named(&mut self, clauses: &[Clause], named: Named) -> tantivy::Result<Concept> {
        let is_told = named.is_told;
        let chunks: Vec<Chunk> = clauses.iter().flat_map(|clause| clause.chunks.iter().cloned()).collect();
        let mut concept = match clauses.first().and_then(Clause::single) {
            Some(word) if clauses.len() == 1 && !is_told => self.as_typed(word, None, None)?.0,
            _ => {
                let forms = phrase(&chunks, |raw| name(raw, self.stemmer));
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
            || self.labels.iter().any(|label| overlap(&label.range, &word.range));
        // One letter says nothing: that of `Bergen (L)` and of 's-Gravenzande is a name's.
        let is_letter = word.raw.chars().count() == 1;
        let is_begun = is_short
            && !is_whole
            && (is_letter || !self.vocabulary.has_text(&Form::word(self.stem(&word.raw)))?);
        self.is_loosened |= is_begun;
        Ok(is_begun)
    }

    /// An article of a law, however it is called.
    fn article(&mut self, clauses: &[Clause], number: &Word) -> Concept {
        let form = |name: &&str| (Form { stems: vec![(0, self.stem(name)), (1, fold(&number.raw))] }, 1.0);
        let forms = ARTICLES.iter().map(form).collect();
        let chunks: Vec<Chunk> = clauses.iter().flat_map(|clause| clause.chunks.clone()).collect();
        Concept { whole: Leaf { forms, ..Leaf::default() }, pieces: Vec::new(), range: span(&chunks) }
    }

    /// The verb that a word makes with a particle elsewhere in the query.
    fn separable(&mut self, wanted: &[Clause], at: usize) -> tantivy::Result<Vec<(Form, f32)>> {
        let Some(verb) = separable::verb(wanted, at).filter(|verb| verb.is_certain || !self.is_strict) else {
            return Ok(Vec::new());
        };
        let weight = if verb.is_certain { 1.0 } else { self.weights.particle };
        let form = Form::word(self.stem(&verb.form));
        self.known(vec![(form, weight)])
    }

    fn pieces(&mut self) -> Pieces<'_> {
        Pieces { vocabulary: self.vocabulary, stemmer: self.stemmer }
    }

    fn stem(&mut self, raw: &str) -> String {
        self.stemmer.stem(&fold(raw)).to_owned()
    }

    /// What stands in quotes, or is excluded.
    fn phrase(&mut self, chunks: &[Chunk]) -> Vec<Form> {
        phrase(chunks, |raw| exactly(raw, self.stemmer))
    }

    /// Words bound by a hyphen: together if they stand together anywhere, else each for itself.
    fn chunk(&mut self, chunk: &Chunk, is_last: bool, concepts: &mut Vec<Concept>) -> tantivy::Result<()> {
        let forms = phrase(std::slice::from_ref(chunk), |raw| self.stem(raw));
        let mut forms: Vec<(Form, f32)> = forms.into_iter().map(|form| (form, 1.0)).collect();
        if let [first, second] = &chunk[..] {
            forms.extend(self.pieces().joined(&first.raw, &second.raw));
        }
        let is_number = is_decimal(chunk);
        let forms = if is_number { forms } else { self.known(forms)? };
        if !forms.is_empty() || is_number {
            let mut stems = Vec::new();
            for word in chunk.iter().filter(|_| !is_number) {
                let (analysed, _) = self.pieces().of(&word.raw)?;
                match Pieces::telling(&word.raw, &analysed) {
                    pieces if pieces.is_empty() => stems.push(analysed.stem),
                    pieces => stems.extend(pieces),
                }
            }
            let part = Some(self.stem(&chunk.iter().map(|word| word.raw.as_str()).collect::<String>()));
            let pieces = stems.into_iter().map(leaf_of).collect();
            let range = span(std::slice::from_ref(chunk));
            let whole = Leaf { forms, part, ..Leaf::default() };
            concepts.push(Concept { whole, pieces, range });
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
        let (Concept { whole, pieces, range }, is_name) = self.as_typed(word, before, after)?;
        // A word of the thesaurus is no slip, though nobody uses it: others say the same.
        let is_label = self.labels.iter().any(|label| overlap(&label.range, &range));
        // Nor is what longer words are made of; but that the stem of no word (`plats`) is a part of one tells nothing.
        let is_own_stem = DUTCH.get(&folded).is_some() || whole.forms[0].0 == Form::word(&*folded);
        let is_known = is_label
            || kinds::kind(&folded).and_then(kinds::called).is_some()
            || whole.forms.len() > 1
            || self.vocabulary.has_text(&whole.forms[0].0)?
            || (is_own_stem && self.vocabulary.has(&whole.forms[0].0, |side| side.parts)?);
        if is_known {
            return Ok(Concept { whole, pieces, range });
        }
        let halves = if is_name { Vec::new() } else { self.pieces().halves(&folded) };
        let halves = self.known(halves)?;
        if !halves.is_empty() {
            return Ok(Concept { whole: Leaf { forms: halves, ..whole }, pieces, range });
        }
        let mut are_known = !pieces.is_empty();
        for piece in &pieces {
            are_known = are_known
                && (self.vocabulary.has_text(&piece.forms[0].0)?
                    || self.vocabulary.has(&piece.forms[0].0, |side| side.parts)?);
        }
        // A new compound of known words is one unless it is all but a word that is known.
        let reach = if are_known { NEAR } else { f32::INFINITY };
        let beside = [before, after].map(|word| word.map(|word| self.stem(&word.raw)));
        let slip =
            Slip { typed: &word.raw, is_last, is_name, is_compound: !pieces.is_empty(), reach, beside };
        let mended = mended(&slip, self.vocabulary, self.weights, self.stemmer)?;
        let Some(best) = mended.words.first() else {
            // Kept although nobody says it: it counts among what can't be met.
            return Ok(Concept { whole, pieces, range });
        };
        let written = as_written(&best.spelling, &word.raw);
        if mended.is_correction {
            self.corrections.push((range.clone(), written.clone()));
        }
        // What was most likely meant is looked for as if it had been typed.
        let meant = Word { raw: written, range, is_behind_dot: false };
        let (mut concept, _) = self.as_typed(&meant, before, after)?;
        for (_, weight) in &mut concept.whole.forms {
            *weight *= self.weights.spelling;
        }
        for other in mended.words {
            concept.whole.add(other.form, other.weight);
        }
        self.guesses.push((concept.range.clone(), mended.sureness));
        Ok(concept)
    }

    /// A word with what it makes with its neighbours, as a part of longer words, and its pieces; and whether it is a name,
    /// which has none.
    fn as_typed(
        &mut self,
        word: &Word,
        before: Option<&Word>,
        after: Option<&Word>,
    ) -> tantivy::Result<(Concept, bool)> {
        let folded = fold(&word.raw);
        let (mut analysed, is_name) = self.pieces().of(&word.raw)?;
        let range = word.range.clone();
        let mut others = Vec::new();
        let neighbours = [(before, Some(word)), (Some(word), after)];
        for (first, second) in neighbours.into_iter().filter(|_| steps::chosen().has_joined) {
            if let (Some(first), Some(second)) = (first, second) {
                others.extend(self.pieces().joined(&first.raw, &second.raw));
            }
        }
        if analysed.pieces.len() > 1 {
            let stems = analysed.pieces.iter().cloned().enumerate().collect();
            others.push((Form { stems }, 1.0));
            let otherwise = self.pieces().otherwise(&folded);
            others.extend(otherwise.map(|form| (form, self.weights.pieces)));
        } else if DUTCH.get(&folded).is_none() && !is_name {
            // `datagedreven`: what no dictionary has may be two words elsewhere.
            others.extend(self.pieces().halves(&folded));
            if analysed.pieces.is_empty() {
                analysed.pieces = self.pieces().learnt(&folded)?;
            }
        }
        let pieces = self.piece_leaves(&word.raw, &analysed);
        let mut whole = leaf_of(analysed.stem.clone());
        whole.forms.extend(self.known(others)?);
        if analysed.is_municipality {
            add_municipality(&mut whole, word, &self.capitals, self.vocabulary, self.weights)?;
        }
        Ok((Concept { whole, pieces, range }, is_name))
    }

    /// The pieces of a word. One of several that is derived is met by its base as well, as it would be alone: who writes
    /// `gegevens delen` says `gegevensdeling`.
    fn piece_leaves(&self, raw: &str, analysed: &Analysed) -> Vec<Leaf> {
        let mut leaves: Vec<Leaf> = Pieces::telling(raw, analysed).into_iter().map(leaf_of).collect();
        if analysed.pieces.len() > 1 {
            for leaf in &mut leaves {
                let base = leaf.part.as_deref().and_then(derivation::base);
                if let Some(base) = base.filter(|_| steps::chosen().has_derivations) {
                    leaf.add(Form::word(base), self.weights.pieces);
                }
            }
        }
        leaves
    }

    /// Those that a visible document says.
    fn known(&self, forms: Vec<(Form, f32)>) -> tantivy::Result<Vec<(Form, f32)>> {
        let mut known: Vec<(Form, f32)> = Vec::new();
        for (form, weight) in forms {
            if !known.iter().any(|(other, _)| *other == form) && self.vocabulary.has_text(&form)? {
                known.push((form, weight));
            }
        }
        Ok(known)
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

/// Is it a number with dots or commas (`2.1`), of which no digit is asked for by itself?
fn is_decimal(chunk: &Chunk) -> bool {
    let is_number = |word: &Word| word.raw.bytes().all(|byte| byte.is_ascii_digit());
    chunk.len() > 1 && chunk.iter().all(is_number) && chunk[1..].iter().all(|word| word.is_behind_dot)
}

/// The number of an article that these two clauses are; no year.
fn article<'a>(before: &Clause, clause: &'a Clause) -> Option<&'a Word> {
    let is_article = before.single().is_some_and(|word| ARTICLES.contains(&&*fold(&word.raw)));
    let is_number = |word: &&Word| {
        (1..=3).contains(&word.raw.len()) && word.raw.bytes().all(|byte| byte.is_ascii_digit())
    };
    clause.single().filter(is_number).filter(|_| is_article)
}

/// A word that counts as well where it is a part of a longer one.
fn leaf_of(stem: String) -> Leaf {
    Leaf { forms: vec![(Form::word(&stem), 1.0)], part: Some(stem), ..Leaf::default() }
}

fn span(chunks: &[Chunk]) -> Range<usize> {
    let mut words = chunks.iter().flatten();
    let Some(first) = words.next() else { return 0..0 };
    first.range.start..words.last().unwrap_or(first).range.end
}
