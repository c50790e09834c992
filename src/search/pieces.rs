//! What a word of a query is made of: by the dictionary, by its capitals, or by the network's own words; names of the
//! network are made of nothing.

use super::analysis::affixes::ENDINGS;
use super::analysis::compound;
use super::analysis::derivation;
use super::analysis::dictionary::DUTCH;
use super::analysis::fold::fold;
use super::analysis::stem::{Analysed, DutchStemmer};
use super::analysis::steps;
use super::analysis::stopwords::is_stopword;
use super::analysis::words;
use super::concept::Form;
use super::vocabulary::Vocabulary;

/// Letters that each half of an unknown word has at least when it is cut in two.
const HALF_MIN: usize = 3;
/// Bytes of each, where they are looked for apart as well.
const LEARNT_MIN: usize = 4;
/// What binds the parts of a compound.
const LINKS: [&str; 3] = ["", "s", "en"];

pub struct Pieces<'a> {
    pub vocabulary: &'a Vocabulary<'a>,
    pub stemmer: &'a mut DutchStemmer,
}

impl Pieces<'_> {
    /// What is known of a word, and whether it is a name: then it has no pieces but what it is derived from.
    pub fn of(&mut self, raw: &str) -> tantivy::Result<(Analysed, bool)> {
        let folded = fold(raw);
        let mut analysed = (*self.stemmer.written(raw, &folded)).clone();
        let is_name = match analysed.pieces.len() {
            _ if !steps::chosen().has_names => false,
            0 | 1 => DUTCH.name(&folded).is_some(),
            _ => self.vocabulary.is_name(&analysed.stem)?,
        };
        if is_name && analysed.pieces.len() > 1 {
            analysed.pieces.clear();
        }
        Ok((analysed, is_name))
    }

    /// Those of the pieces of a word that are looked for by themselves: `LinkedIn` asks for no `in`, nor `voorfase` for `voor`.
    pub fn telling(raw: &str, analysed: &Analysed) -> Vec<String> {
        let seams = words::seams(raw);
        if seams.len() != analysed.pieces.len() {
            // What is left of a compound is not all of it.
            let telling = analysed.pieces.iter().all(|piece| !is_stopword(piece));
            return if telling { analysed.pieces.clone() } else { Vec::new() };
        }
        let telling = seams.iter().zip(&analysed.pieces).filter(|(seam, _)| !is_stopword(&fold(seam)));
        telling.map(|(_, piece)| piece.clone()).collect()
    }

    /// The ways to cut a word in two, both of which tell something: `kenteens` is not `kent een`.
    pub fn halves(&mut self, folded: &str) -> Vec<(Form, f32)> {
        let starts: Vec<usize> = folded.char_indices().map(|(at, _)| at).collect();
        if starts.len() < 2 * HALF_MIN {
            return Vec::new();
        }
        let cuts = starts[HALF_MIN..=starts.len() - HALF_MIN].to_vec();
        let halves = cuts.into_iter().map(|at| [self.stem(&folded[..at]), self.stem(&folded[at..])]);
        let telling = halves.filter(|halves| !halves.iter().any(|stem| is_stopword(stem)));
        telling.map(|halves| (Form { stems: halves.into_iter().enumerate().collect() }, 1.0)).collect()
    }

    /// What a word that no dictionary has is made of by the network's own words: two of them, each used by itself in public
    /// texts, and the rarer of them as often as can be. Where the dictionary has both, it has judged already.
    pub fn learnt(&mut self, folded: &str) -> tantivy::Result<Vec<String>> {
        if !steps::chosen().has_new_words {
            return Ok(Vec::new());
        }
        let statistics = self.vocabulary.statistics;
        let text = statistics.fields.public.text;
        let mut best = (0, Vec::new());
        for (at, _) in folded.char_indices() {
            let (left, right) = folded.split_at(at);
            let are_long = left.len() >= LEARNT_MIN && right.len() >= LEARNT_MIN;
            let is_judged = DUTCH.get(left).is_some() && DUTCH.get(right).is_some();
            if !are_long || is_judged || ENDINGS.contains(&right) {
                continue;
            }
            let pieces = vec![self.stem(left), self.stem(right)];
            if pieces.iter().any(|piece| is_stopword(piece)) {
                continue;
            }
            let mut frequency = statistics.frequency(text, &pieces[0])?;
            if frequency > best.0 {
                frequency = frequency.min(statistics.frequency(text, &pieces[1])?);
            }
            if frequency > best.0 {
                best = (frequency, pieces);
            }
        }
        let is_name = best.0 > 0 && self.vocabulary.is_name(self.stemmer.stem(folded))?;
        Ok(if is_name { Vec::new() } else { best.1 })
    }

    /// What two neighbours make when they are written in one, with letters between them or without (`gebruik instructie`,
    /// `gebruiksinstructie`); two numbers make nothing.
    pub fn joined(&mut self, first: &str, second: &str) -> Vec<(Form, f32)> {
        let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
        if is_number(first) || is_number(second) {
            let joined = Form::word(self.stem(&fold(&format!("{first}{second}"))));
            return if is_number(first) && is_number(second) { Vec::new() } else { vec![(joined, 1.0)] };
        }
        let joined =
            LINKS.iter().map(|link| (Form::word(self.stem(&fold(&format!("{first}{link}{second}")))), 1.0));
        joined.collect()
    }

    /// What a compound that begins with a verb is called as well, with what the verb does in its place, and the other way round:
    /// `betaalachterstand`, `betalingsachterstand`.
    pub fn otherwise(&mut self, folded: &str) -> Option<Form> {
        if !steps::chosen().has_derivations {
            return None;
        }
        let parts = compound::parts(folded);
        let [first, second, ..] = &parts[..] else { return None };
        let rest = &folded[second.start..];
        let other = match derivation::base(&first.lemma).filter(|_| first.lemma.ends_with("ing")) {
            Some(verb) => format!("{verb}{rest}"),
            None => format!("{}s{rest}", derivation::deed(&first.lemma)?),
        };
        Some(Form::word(self.stem(&other)))
    }

    fn stem(&mut self, folded: &str) -> String {
        self.stemmer.stem(folded).to_owned()
    }
}
