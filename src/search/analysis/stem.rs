//! One form per word: tantivy's Dutch stemmer (Kraaij and Pohlmann, UPLIFT, 1994), with a table of what it gets
//! wrong in front and three rules about it.

use std::collections::HashMap;

use tantivy::tokenizer::{Language, RawTokenizer, Stemmer, TextAnalyzer, TokenStream};

/// Word and stem, both folded. Plurals with another vowel, and words that the stemmer brings together by mistake.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("kind", "kind"),
    ("kinderen", "kind"),
    ("stad", "stad"),
    ("steden", "stad"),
    ("lid", "lid"),
    ("leden", "lid"),
    ("schip", "schip"),
    ("schepen", "schip"),
    ("gegeven", "gegeven"),
    ("gegevens", "gegeven"),
    ("ei", "ei"),
    ("eieren", "ei"),
    ("museum", "museum"),
    ("musea", "museum"),
    ("criterium", "criterium"),
    ("criteria", "criterium"),
    ("bedrijf", "bedrijf"),
    ("bedrijven", "bedrijf"),
    ("data", "data"),
    ("openbaar", "openbaar"),
    ("openbare", "openbaar"),
];

/// Stems kept ready; a text repeats most of its words.
const CACHE_MAX: usize = 20_000;

/// Cheap to clone; each clone remembers on its own.
#[derive(Clone)]
pub struct DutchStemmer {
    analyzer: TextAnalyzer,
    cache: HashMap<String, String>,
}

impl Default for DutchStemmer {
    fn default() -> Self {
        let analyzer =
            TextAnalyzer::builder(RawTokenizer::default()).filter(Stemmer::new(Language::Dutch)).build();
        Self { analyzer, cache: HashMap::new() }
    }
}

impl DutchStemmer {
    /// `folded`: one word as [`super::fold::fold`] gives it.
    pub fn stem(&mut self, folded: &str) -> &str {
        // Looked up twice, because a returned borrow would forbid the insertion.
        if !self.cache.contains_key(folded) {
            if self.cache.len() >= CACHE_MAX {
                self.cache.clear();
            }
            let stem = self.compute(folded);
            self.cache.insert(folded.to_owned(), stem);
        }
        &self.cache[folded]
    }

    fn compute(&mut self, folded: &str) -> String {
        if let Some((_, stem)) = EXCEPTIONS.iter().find(|(word, _)| *word == folded) {
            return (*stem).to_owned();
        }
        if folded.chars().any(|c| c.is_numeric()) {
            return folded.to_owned();
        }
        let mut stem = {
            let word = without_loan_plural(folded);
            let mut stream = self.analyzer.token_stream(word);
            stream.next().map_or_else(|| word.to_owned(), |token| token.text.clone())
        };
        if stem.is_empty() {
            return folded.to_owned();
        }
        drop_inflection(&mut stem);
        shorten_last_vowel(&mut stem);
        stem
    }
}

/// `pilots`, `dashboards`, `workshops`: a plural s after a consonant that the stemmer leaves alone.
fn without_loan_plural(word: &str) -> &str {
    let is_plural = word.len() >= 6
        && ["ts", "ps", "ds", "ks", "ms", "rs", "ns", "ls"].iter().any(|end| word.ends_with(end))
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
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_meet() {
        let mut stemmer = DutchStemmer::default();
        for forms in [
            vec!["pilot", "pilots"],
            vec!["duurzaam", "duurzame"],
            vec!["digitaal", "digitale"],
            vec!["sociaal", "sociale"],
            vec!["openbaar", "openbare"],
            vec!["kind", "kinderen"],
            vec!["stad", "steden"],
            vec!["gemeente", "gemeenten"],
            vec!["vergunning", "vergunningen"],
            vec!["dashboard", "dashboards"],
            vec!["experiment", "experimenten"],
            vec!["vraagstuk", "vraagstukken"],
            vec!["tafelheer", "tafelheren"],
            vec!["inwoner", "inwoners"],
            vec!["bedrijf", "bedrijven"],
        ] {
            let stems: Vec<String> = forms.iter().map(|form| stemmer.stem(form).to_owned()).collect();
            assert!(stems.iter().all(|stem| *stem == stems[0]), "{forms:?} {stems:?}");
        }
    }

    #[test]
    fn different_words_stay_apart() {
        let mut stemmer = DutchStemmer::default();
        for (one, other) in [("gegevens", "geven"), ("data", "datum"), ("2016", "2018"), ("maan", "man")] {
            assert_ne!(stemmer.stem(one).to_owned(), stemmer.stem(other), "{one} {other}");
        }
    }
}
