//! One form per word: its lemma, by the dictionary, and what it is made of.
//!
//! A name is its own stem. Another word that the dictionary does not have takes the lemma of its singular (`waarheden`), of
//! the verb behind its particle (`doorgeeft`), of the loan verb that it is a form of (`gepseudonimiseerd`), of the adjective
//! that people are called by (`kwetsbaren`), of the last part of the compound that it is (`omgevingswet`), or of the longest
//! word that it ends with (`stadspaspoorten` ends with `paspoorten`); what is left goes to tantivy's Dutch stemmer (Kraaij and
//! Pohlmann, UPLIFT, 1994), with rules about what that gets wrong. docs/search.md compares them.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::tokenizer::{Language, RawTokenizer, Stemmer, TextAnalyzer, TokenStream};

use super::compound;
use super::derivation;
use super::dictionary::{DUTCH, Known};
use super::diminutive;
use super::fold::fold;
use super::new_words;
use super::pairs;
use super::particles;
use super::pool::Pool;
use super::steps;
use super::stopwords::is_stopword;
use super::words;

/// Letters of a known word at the end of an unknown one.
const TAIL_MIN: usize = 4;

/// For those who search: queries ask for few words, and many are asked at once. About 300 bytes a word.
pub static QUERIES: Pool<DutchStemmer> = Pool::new(4, DutchStemmer::default);
/// For who reads whole texts to fill the index: a text repeats most of its words.
pub static TEXTS: Pool<DutchStemmer> = Pool::new(2, || DutchStemmer::remembering(20_000));

/// Lends a stemmer for some work of a search.
pub fn with<R>(work: impl FnOnce(&mut DutchStemmer) -> R) -> R {
    work(QUERIES.lend().get())
}

/// What is known of a word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Analysed {
    pub stem: String,
    /// Stems of what it is made of, at all levels; none when it is no compound.
    pub parts: Vec<String>,
    /// Stems of what it is made of, from left to right, without gaps.
    pub pieces: Vec<String>,
    /// Its stem can be the first, or the second of a pair ([`pairs`]).
    pub begins_pairs: bool,
    pub ends_pairs: bool,
    /// With a capital it is also the name of a municipality, which has another stem: the word itself (`Leiden`).
    pub is_municipality: bool,
}

/// Cheap to clone; each clone remembers on its own.
#[derive(Clone)]
pub struct DutchStemmer {
    analyzer: TextAnalyzer,
    /// Words of late, and those of before that: a word that is used again moves up, the others are forgotten.
    young: FxHashMap<Box<str>, Arc<Analysed>>,
    old: FxHashMap<Box<str>, Arc<Analysed>>,
    last: Arc<Analysed>,
    /// Words that are kept ready, twice so many.
    words_max: usize,
    /// The word that was cut last, and into what: its stem and its parts both depend on it.
    cut: (String, Vec<compound::Part>),
}

impl Default for DutchStemmer {
    fn default() -> Self {
        Self::remembering(4_000)
    }
}

impl DutchStemmer {
    fn remembering(words_max: usize) -> Self {
        let analyzer =
            TextAnalyzer::builder(RawTokenizer::default()).filter(Stemmer::new(Language::Dutch)).build();
        let (young, old) = (FxHashMap::default(), FxHashMap::default());
        Self { analyzer, young, old, last: Arc::default(), words_max, cut: Default::default() }
    }

    /// `folded`: one word as [`super::fold::fold`] gives it.
    pub fn stem(&mut self, folded: &str) -> &str {
        &self.analyse(folded).stem
    }

    pub fn analyse(&mut self, folded: &str) -> &Analysed {
        self.last = self.known(folded);
        &self.last
    }

    /// The same, to keep.
    pub fn known(&mut self, folded: &str) -> Arc<Analysed> {
        if let Some(known) = self.young.get(folded) {
            return known.clone();
        }
        let known = match self.old.remove(folded) {
            Some(known) => known,
            None => Arc::new(self.compute(folded)),
        };
        if self.young.len() >= self.words_max {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(folded.into(), known.clone());
        known
    }

    /// What is known of a word as it is written; `folded`: the same as [`fold`] gives it. Where capitals tell what it is made
    /// of (`BigDataLab`), no dictionary is asked.
    pub fn written(&mut self, written: &str, folded: &str) -> Arc<Analysed> {
        let known = self.known(folded);
        let seams = words::seams(written);
        if seams.is_empty() || !steps::chosen().has_capitals {
            return known;
        }
        let mut analysed = Analysed {
            stem: known.stem.clone(),
            begins_pairs: known.begins_pairs,
            ends_pairs: known.ends_pairs,
            ..Analysed::default()
        };
        for piece in seams {
            let piece = self.known(&fold(piece));
            analysed.pieces.push(piece.stem.clone());
            analysed.parts.push(piece.stem.clone());
            analysed.parts.extend(piece.parts.iter().cloned());
        }
        analysed.parts.sort_unstable();
        analysed.parts.dedup();
        Arc::new(analysed)
    }

    /// The same, and forgotten: for who keeps what they need of it.
    pub fn compute(&mut self, folded: &str) -> Analysed {
        let steps = steps::chosen();
        let stem = self.compute_stem(folded);
        let (begins_pairs, ends_pairs) = (pairs::can_begin(&stem), pairs::can_end(&stem));
        let mut analysed = Analysed { stem, begins_pairs, ends_pairs, ..Analysed::default() };
        analysed.is_municipality =
            steps.has_names && analysed.stem != folded && DUTCH.is_municipality(folded);
        // A name is made of nothing; `rotterdamse` is said of Rotterdam.
        if let Some(name) = DUTCH.name(folded).filter(|_| steps.has_names) {
            let name = self.compute_stem(name);
            if steps.has_derivations && name != analysed.stem {
                analysed.parts.push(name.clone());
                analysed.pieces.push(name);
            }
            return analysed;
        }
        let is_no_compound = particles::verb(folded).is_some()
            || is_form_of_verb(folded)
            || derivation::loan_verb(folded).is_some()
            || adjective_of_people(folded).is_some();
        let mut found =
            if steps.has_compounds && !is_no_compound { self.cut(folded).to_vec() } else { Vec::new() };
        if steps.has_derivations && derivation::is_of_verb(&analysed.stem) && !is_of_both(&found) {
            found.clear();
        }
        for (i, part) in found.iter().enumerate() {
            analysed.pieces.push(part.lemma.clone());
            analysed.parts.push(part.lemma.clone());
            // Parts of parts, and what the word is the beginning or the end of.
            let inner = compound::inner_parts(&part.lemma);
            analysed.parts.extend(inner.into_iter().map(|part| part.lemma));
            if i > 0 && i + 1 < found.len() {
                let tail = self.compute_stem(&folded[part.start..]);
                analysed.parts.push(tail);
                let head = self.compute_stem(&folded[..part.end]);
                analysed.parts.push(head);
            }
        }
        // Its beginning is new, so nobody can tell whether it is a compound; who looks for either finds it below the rest.
        if steps.has_new_words
            && found.is_empty()
            && let Some(at) = new_words::tail(folded)
        {
            let (head, tail) = (self.compute_stem(&folded[..at]), self.compute_stem(&folded[at..]));
            analysed.parts.extend([head, tail]);
        }
        // What is derived, a compound's last part too, stands as well for what it is derived from.
        if !steps.has_derivations {
            analysed.parts.sort_unstable();
            analysed.parts.dedup();
            return analysed;
        }
        if let Some(base) = derivation::base(&analysed.stem) {
            analysed.parts.push(base.clone());
            if analysed.pieces.is_empty() {
                analysed.pieces.push(base);
            }
        }
        let bases: Vec<String> =
            analysed.pieces.iter().skip(1).filter_map(|piece| derivation::base(piece)).collect();
        analysed.parts.extend(bases);
        analysed.parts.sort_unstable();
        analysed.parts.dedup();
        analysed
    }

    /// As [`compound::parts`] cuts it.
    fn cut(&mut self, folded: &str) -> &[compound::Part] {
        if self.cut.0 != folded {
            self.cut = (folded.to_owned(), compound::parts(folded));
        }
        &self.cut.1
    }

    /// No word that carries a subject has the stem of one that does not: `maart` is no `maar`, and `niets` no `niet`.
    fn compute_stem(&mut self, folded: &str) -> String {
        let stem = self.stem_of_any(folded);
        if is_stopword(&stem) && !is_stopword(folded) { folded.to_owned() } else { stem }
    }

    fn stem_of_any(&mut self, folded: &str) -> String {
        if let Some(stemmer) = steps::chosen().stemmer {
            return stemmer(folded);
        }
        let mut stem = String::with_capacity(folded.len());
        if let Some(known) = DUTCH.get(folded) {
            DUTCH.lemma(folded, known, &mut stem);
            return stem;
        }
        // No stemmer knows names: it makes `holand` of `hogeland`.
        let is_name = DUTCH.name(folded) == Some(folded) && steps::chosen().has_names;
        if is_name || !folded.is_ascii() || folded.bytes().any(|byte| byte.is_ascii_digit()) {
            return folded.to_owned();
        }
        // `waarheden`
        if let Some(head) = folded.strip_suffix("heden").filter(|head| head.len() >= TAIL_MIN) {
            return self.compute_stem(&format!("{head}heid"));
        }
        // `gereageerde`: inflected, of a form that is known.
        let bare = folded.strip_suffix('e').filter(|bare| bare.len() >= 6);
        if let Some((bare, known)) = bare.and_then(|bare| Some((bare, DUTCH.get(bare)?)))
            && known.is_word()
        {
            DUTCH.lemma(bare, known, &mut stem);
            return stem;
        }
        let of_particle = particles::verb(folded).filter(|_| steps::chosen().has_particles);
        if let Some(verb) = of_particle.or_else(|| derivation::loan_verb(folded)) {
            return verb;
        }
        if let Some((bare, known)) = adjective_of_people(folded) {
            DUTCH.lemma(bare, known, &mut stem);
            return stem;
        }
        if let Some(singular) = english_singular(folded) {
            return self.compute_stem(&singular);
        }
        if let Some((base, known)) = noun_of_diminutive(folded) {
            DUTCH.lemma(&base, known, &mut stem);
            return stem;
        }
        // `omgevingswet`, `datadelen`
        if let Some(last) = self.cut(folded).last() {
            stem.push_str(&folded[..last.start]);
            stem.push_str(&last.lemma);
            return stem;
        }
        // Shorter beginnings first: the longest end that is known.
        for at in 2..folded.len().saturating_sub(TAIL_MIN - 1) {
            if let Some(known) =
                DUTCH.get(&folded[at..]).filter(|known| known.is_word() && known.is_nominal())
            {
                stem.push_str(&folded[..at]);
                DUTCH.lemma(&folded[at..], known, &mut stem);
                // `messaging` ends with no form of `gaan`.
                if ["ing", "ingen"].iter().any(|end| folded.ends_with(end)) && !stem.ends_with("ing") {
                    stem.clear();
                    break;
                }
                return stem;
            }
        }
        let word = without_loan_plural(folded);
        if let Some(known) = DUTCH.get(word).filter(|known| known.is_word()) {
            DUTCH.lemma(word, known, &mut stem);
            return stem;
        }
        stem = {
            let mut stream = self.analyzer.token_stream(word);
            stream.next().map_or_else(|| word.to_owned(), |token| token.text.clone())
        };
        if stem.is_empty() {
            return folded.to_owned();
        }
        if folded.starts_with("ge") && !stem.starts_with("ge") && !may_be_participle(folded) {
            stem.insert_str(0, "ge");
        }
        drop_inflection(&mut stem);
        shorten_last_vowel(&mut stem);
        stem
    }
}

/// May these be the parts of what a verb does, which is a compound as well? `brand|stichting`, though there is `brandstichten`;
/// not `terug|koppeling` and not `reserve|ring`.
fn is_of_both(parts: &[compound::Part]) -> bool {
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return false };
    derivation::is_of_verb(&last.lemma) && !particles::SEPARABLE.contains(&first.lemma.as_str())
}

/// `kwetsbaren`: people of whom an adjective is said, where the dictionary has but the adjective, inflected.
fn adjective_of_people(folded: &str) -> Option<(&str, Known)> {
    let inflected = folded.strip_suffix('n').filter(|inflected| inflected.ends_with('e'))?;
    let known = DUTCH.get(inflected).filter(|known| known.is_adjective() && !known.is_lemma())?;
    DUTCH.get(folded).is_none().then_some((inflected, known))
}

/// `pitches` and `hobbies`, where the dictionary has but the singular.
fn english_singular(folded: &str) -> Option<String> {
    let head = folded.strip_suffix("es").filter(|head| head.len() >= TAIL_MIN)?;
    let has_es = ["ch", "sh", "ss", "x"].iter().any(|end| head.ends_with(end));
    let singular = if has_es { head.to_owned() } else { format!("{}y", head.strip_suffix('i')?) };
    DUTCH.get(&singular).is_some_and(Known::is_word).then_some(singular)
}

/// `notitietje`: the noun that a diminutive is of which the dictionary does not have.
fn noun_of_diminutive(folded: &str) -> Option<(String, Known)> {
    let is_noun =
        |known: &Known| known.is_word() && known.is_nominal() && !known.is_adjective() && known.is_lemma();
    diminutive::bases(folded).into_iter().find_map(|base| {
        let known = DUTCH.get(&base).filter(|known| base.len() >= TAIL_MIN - 1 && is_noun(known))?;
        (!is_stopword(&base)).then_some((base, known))
    })
}

/// `aanvallende`: inflected, of a participle that is known.
fn is_form_of_verb(folded: &str) -> bool {
    let bare = folded.strip_suffix('e').filter(|_| DUTCH.get(folded).is_none());
    bare.and_then(|bare| DUTCH.get(bare))
        .is_some_and(|known| known.is_word() && known.is_verb() && !known.is_lemma())
}

/// `gebruncht`, `gebrunchte`; what else begins with `ge` has no prefix there (`general`, `gelderse`).
fn may_be_participle(folded: &str) -> bool {
    let bare = folded.strip_suffix('e').unwrap_or(folded);
    bare.ends_with(['d', 't']) || bare.ends_with("en")
}

/// `pilots`, `dashboards`, `workshops`: a plural s after a consonant that the stemmer leaves alone.
fn without_loan_plural(word: &str) -> &str {
    let is_plural = word.len() >= 6
        && ["ts", "ps", "ds", "ks", "ms", "rs", "ns", "ls", "es", "ys"].iter().any(|end| word.ends_with(end))
        && !["eens", "aans", "ijns", "heids", "loos"].iter().any(|end| word.ends_with(end));
    if is_plural { &word[..word.len() - 1] } else { word }
}

/// `duurzame`: the stemmer keeps the e of a long word.
fn drop_inflection(stem: &mut String) {
    let bytes = stem.as_bytes();
    let is_vowel = |byte: u8| matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    let n = bytes.len();
    if n >= 7 && bytes[n - 1] == b'e' && bytes[n - 2].is_ascii_alphabetic() && !is_vowel(bytes[n - 2]) {
        stem.pop();
    }
}

/// `duurzaam` and `duurzame`, `digitaal` and `digitale`: a long stem ends in one vowel and a consonant.
fn shorten_last_vowel(stem: &mut String) {
    let bytes = stem.as_bytes();
    let n = bytes.len();
    if n < 6 || !stem.is_ascii() {
        return;
    }
    let is_double = bytes[n - 2] == bytes[n - 3] && matches!(bytes[n - 2], b'a' | b'e' | b'o' | b'u');
    if is_double && !matches!(bytes[n - 1], b'a' | b'e' | b'i' | b'o' | b'u') {
        stem.remove(n - 2);
    }
}

#[cfg(test)]
#[path = "stem_tests.rs"]
mod tests;
