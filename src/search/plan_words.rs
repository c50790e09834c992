//! From a word as it was typed to the concept that it is: what says it, what it is made of, and what was meant by one that
//! nobody says.
//!
//! - A word says its stem; written in one with its neighbour (`data gedreven`, `datagedreven`) it says that too; so
//!   does a longer word that it is a part of. A compound also says its parts.
//! - A word that no visible document has says the words that are spelt like it, or that begin with it when it is
//!   the last one typed; the likeliest of them is looked for as if it had been typed.

use std::ops::Range;

use super::analysis::derivation;
use super::analysis::dictionary::DUTCH;
use super::analysis::fold::fold;
use super::analysis::stem::{Analysed, DutchStemmer};
use super::analysis::steps;
use super::analysis::words::{Chunk, Word};
use super::concept::{Concept, Form, Leaf};
use super::expand::overlap;
use super::homograph::{Capitals, add_municipality};
use super::kinds;
use super::mend::{Slip, as_written, mended};
use super::pieces::Pieces;
use super::synonyms::{Match, phrase};
use super::vocabulary::Vocabulary;
use super::weighing::Guess;
use super::weights::Weights;

/// From [`super::likeness::distance`]: about one slip.
const NEAR: f32 = 1.0;

pub struct WordPlanner<'a> {
    pub vocabulary: &'a Vocabulary<'a>,
    pub weights: &'a Weights,
    pub stemmer: &'a mut DutchStemmer,
    /// Labels of the thesaurus in what was typed.
    pub labels: Vec<Match>,
    pub capitals: Capitals,
    /// What was mended so far, in the order of the text, and how it is spelt.
    pub corrections: Vec<(Range<usize>, String)>,
    /// What was not known as it was typed, and how sure it is what was meant.
    pub guesses: Vec<Guess>,
}

impl<'a> WordPlanner<'a> {
    pub fn new(vocabulary: &'a Vocabulary<'a>, weights: &'a Weights, stemmer: &'a mut DutchStemmer) -> Self {
        let (corrections, guesses) = (Vec::new(), Vec::new());
        let (labels, capitals) = (Vec::new(), Capitals::default());
        Self { vocabulary, weights, stemmer, labels, capitals, corrections, guesses }
    }

    fn pieces(&mut self) -> Pieces<'_> {
        Pieces { vocabulary: self.vocabulary, stemmer: self.stemmer }
    }

    /// Of a word as it was typed.
    pub fn stem(&mut self, raw: &str) -> String {
        self.stemmer.stem(&fold(raw)).to_owned()
    }

    /// Words bound by a hyphen: together if they stand together anywhere, else each for itself.
    pub fn chunk(
        &mut self,
        chunk: &Chunk,
        is_last: bool,
        concepts: &mut Vec<Concept>,
    ) -> tantivy::Result<()> {
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

    /// The concept of a word, with what was meant by it where nobody says it. `is_last`: more of it may follow.
    pub fn word(
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
    pub fn as_typed(
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
    pub fn known(&self, forms: Vec<(Form, f32)>) -> tantivy::Result<Vec<(Form, f32)>> {
        let mut known: Vec<(Form, f32)> = Vec::new();
        for (form, weight) in forms {
            if !known.iter().any(|(other, _)| *other == form) && self.vocabulary.has_text(&form)? {
                known.push((form, weight));
            }
        }
        Ok(known)
    }

    /// The text with the words corrected that had to be.
    pub fn did_you_mean(&self, text: &str) -> Option<String> {
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

/// A word that counts as well where it is a part of a longer one.
fn leaf_of(stem: String) -> Leaf {
    Leaf { forms: vec![(Form::word(&stem), 1.0)], part: Some(stem), ..Leaf::default() }
}

/// From the first word to the last, in bytes of the query.
pub fn span(chunks: &[Chunk]) -> Range<usize> {
    let mut words = chunks.iter().flatten();
    let Some(first) = words.next() else { return 0..0 };
    first.range.start..words.last().unwrap_or(first).range.end
}
