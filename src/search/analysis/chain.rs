//! The analysers of the fields.

use std::marker::PhantomData;
use std::ops::Range;

use rustc_hash::FxHashSet;
use tantivy::tokenizer::{PreTokenizedString, TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use super::fold;
use super::reading::{Known, Words, words_of};
use super::stem::Analysed;
use super::words;

/// Folded and stemmed, each name of a municipality that has another stem (`Leiden`) as it is besides: what queries match.
pub const STEMS: &str = "dutch_stems";
/// The same, each followed by the stems of its parts at the same place.
pub const STEMS_AND_PARTS: &str = "dutch_stems_and_parts";
/// Stems of the parts of compounds, all at one place.
pub const PARTS: &str = "dutch_parts";
/// Words of [`STEMS`] that stand next to each other as pieces of compounds do, as the terms of [`pairs`]: each place has a
/// pair once.
pub const PAIRS: &str = "dutch_pairs";
/// The same of [`STEMS_AND_PARTS`].
pub const PAIRS_WITH_PARTS: &str = "dutch_pairs_with_parts";
/// In lower case, with diacritics, without those that are stems already: what spellings are mended with, together with
/// the stems.
pub const SPELLINGS: &str = "dutch_spellings";

/// Letters of a spelling at least.
const SPELLING_MIN: usize = 5;

/// The analysers by name, for an index.
pub fn manager() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(STEMS, stems());
    manager.register(STEMS_AND_PARTS, TextAnalyzer::from(WordTokenizer::<StemAndParts>::default()));
    manager.register(PARTS, TextAnalyzer::from(WordTokenizer::<Parts>::default()));
    manager.register(PAIRS, TextAnalyzer::from(PairTokenizer { has_parts: false }));
    manager.register(PAIRS_WITH_PARTS, TextAnalyzer::from(PairTokenizer { has_parts: true }));
    manager.register(SPELLINGS, TextAnalyzer::from(WordTokenizer::<Spelling>::default()));
    manager
}

/// The analyser behind [`STEMS`].
fn stems() -> TextAnalyzer {
    TextAnalyzer::from(WordTokenizer::<Stem>::default())
}

/// A text as [`STEMS`] reads it, for a field of another analyser.
pub fn stems_of(text: &str) -> PreTokenizedString {
    let mut tokens = Vec::new();
    stems().token_stream(text).process(&mut |token| tokens.push(token.clone()));
    PreTokenizedString { text: text.to_owned(), tokens }
}

/// A text as [`PAIRS`] reads it, for a field of another analyser.
pub fn pairs_of(text: &str) -> PreTokenizedString {
    let words = words_of(text);
    let pairs = words.pairs(text, false).iter();
    let tokens =
        pairs.map(|pair| Token { position: pair.position, text: pair.term.clone(), ..Token::default() });
    PreTokenizedString { text: text.to_owned(), tokens: tokens.collect() }
}

/// Of words, those that have parts, folded: what [`parts_but_of`] would leave alone.
pub fn divisible(text: &str) -> Vec<String> {
    let words = words_of(text);
    let divisible = words.iter().filter(|word| !word.analysed.parts.is_empty());
    divisible.map(|word| fold::fold(word.read(text))).collect()
}

/// A text as [`PARTS`] reads it, but for those words with a capital that are `names`: they are made of nothing.
pub fn parts_but_of(names: &FxHashSet<String>, text: &str) -> PreTokenizedString {
    let words = words_of(text);
    let has_name = |read: &str| {
        let is_name = |word: &str| word.starts_with(char::is_uppercase) && names.contains(&fold::fold(word));
        is_name(read) || words::seams(read).into_iter().any(is_name)
    };
    let named: Vec<&Range<usize>> =
        words.iter().filter(|word| has_name(word.read(text))).map(|word| &word.range).collect();
    // Nor is what a name makes with its neighbours.
    let is_around =
        |word: &Known, name: &Range<usize>| word.range.start <= name.start && name.end <= word.range.end;
    let mut tokens = Vec::new();
    for word in words.iter().filter(|word| !named.iter().any(|name| is_around(word, name))) {
        tokens.extend(word.analysed.parts.iter().map(|part| Token {
            offset_from: word.range.start,
            offset_to: word.range.end,
            position: word.position,
            text: part.clone(),
            position_length: word.length,
        }));
    }
    PreTokenizedString { text: text.to_owned(), tokens }
}

#[derive(Clone)]
struct PairTokenizer {
    has_parts: bool,
}

struct PairStream<'a> {
    text: &'a str,
    words: Words,
    has_parts: bool,
    /// The next one.
    at: usize,
    token: Token,
}

impl Tokenizer for PairTokenizer {
    type TokenStream<'a> = PairStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PairStream<'a> {
        PairStream { text, words: words_of(text), has_parts: self.has_parts, at: 0, token: Token::default() }
    }
}

impl TokenStream for PairStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(pair) = self.words.pairs(self.text, self.has_parts).get(self.at) else { return false };
        self.token.position = pair.position;
        self.token.text.clear();
        self.token.text.push_str(&pair.term);
        self.at += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// What a field has of each word.
trait Tokens: Clone + Send + Sync + Default + 'static {
    /// Writes the token with this number of a word of `text`, counted from 0; answers false when there is none.
    fn write(word: &Known, text: &str, number: usize, token: &mut String) -> bool;
}

#[derive(Clone, Default)]
struct WordTokenizer<T>(PhantomData<T>);

struct WordStream<'a, T> {
    text: &'a str,
    words: Words,
    /// The word that is next, and its token.
    at: usize,
    number: usize,
    token: Token,
    tokens: PhantomData<T>,
}

impl<T: Tokens> Tokenizer for WordTokenizer<T> {
    type TokenStream<'a> = WordStream<'a, T>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a, T> {
        let (words, token) = (words_of(text), Token::default());
        WordStream { text, words, at: 0, number: 0, token, tokens: PhantomData }
    }
}

impl<T: Tokens> TokenStream for WordStream<'_, T> {
    fn advance(&mut self) -> bool {
        while let Some(word) = self.words.get(self.at) {
            self.token.text.clear();
            if T::write(word, self.text, self.number, &mut self.token.text) {
                self.number += 1;
                self.token.offset_from = word.range.start;
                self.token.offset_to = word.range.end;
                self.token.position = word.position;
                self.token.position_length = word.length;
                return true;
            }
            self.at += 1;
            self.number = 0;
        }
        false
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// Its stem, and the municipality that it is.
#[derive(Clone, Default)]
struct Stem;

impl Tokens for Stem {
    fn write(word: &Known, text: &str, number: usize, token: &mut String) -> bool {
        match number {
            0 => token.push_str(&word.analysed.stem),
            1 if word.is_municipality(text) => token.push_str(&fold::fold(word.read(text))),
            _ => return false,
        }
        true
    }
}

/// The same, and the stems of what it is made of.
#[derive(Clone, Default)]
struct StemAndParts;

impl Tokens for StemAndParts {
    fn write(word: &Known, text: &str, number: usize, token: &mut String) -> bool {
        let Analysed { stem, parts, .. } = &*word.analysed;
        let own = 1 + usize::from(word.is_municipality(text));
        let mut others = parts.iter().filter(|part| *part != stem);
        if number < own {
            return Stem::write(word, text, number, token);
        }
        others.nth(number - own).map(|stem| token.push_str(stem)).is_some()
    }
}

/// The stems of what it is made of.
#[derive(Clone, Default)]
struct Parts;

impl Tokens for Parts {
    fn write(word: &Known, _: &str, number: usize, token: &mut String) -> bool {
        word.analysed.parts.get(number).map(|stem| token.push_str(stem)).is_some()
    }
}

/// What is written, if that is not its own stem, nor too short to be mended.
#[derive(Clone, Default)]
struct Spelling;

impl Tokens for Spelling {
    fn write(word: &Known, text: &str, number: usize, token: &mut String) -> bool {
        if number > 0 {
            return false;
        }
        match &word.written {
            None if text[word.range.clone()].is_ascii() => {
                token.push_str(&text[word.range.clone()]);
                token.make_ascii_lowercase();
            }
            None => token.push_str(&fold::lower(&text[word.range.clone()])),
            Some(written) => token.push_str(&fold::lower(written)),
        }
        token.len() >= SPELLING_MIN && (!token.is_ascii() || *token != word.analysed.stem)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::pairs;
    use super::super::stem::DutchStemmer;
    use super::*;

    #[test]
    fn a_joined_form_stands_at_the_place_of_its_first_word() {
        let mut analyzer = stems();
        let mut stream = analyzer.token_stream("Data-gedreven gemeenten");
        let mut tokens = Vec::new();
        while let Some(token) = stream.next() {
            tokens.push((token.text.clone(), token.position, token.position_length));
        }
        let mut stemmer = DutchStemmer::default();
        let mut stem = |word: &str| stemmer.stem(word).to_owned();
        let expected = [
            (stem("data"), 0, 1),
            (stem("datagedreven"), 0, 2),
            (stem("gedreven"), 1, 1),
            (stem("gemeente"), 2, 1),
        ];
        assert_eq!(tokens, expected);
    }

    #[test]
    fn the_name_of_a_municipality_that_is_a_word_as_well_is_both_where_it_has_a_capital() {
        let tokens = |text: &str| {
            let mut analyzer = stems();
            let (mut tokens, mut stream) = (Vec::new(), analyzer.token_stream(text));
            while let Some(token) = stream.next() {
                tokens.push((token.text.clone(), token.position));
            }
            tokens
        };
        let expected = [("huis", 0), ("in", 1), ("huis", 2), ("huizen", 2), ("en", 3), ("rotterdam", 4)];
        assert_eq!(
            tokens("huizen in Huizen en Rotterdam"),
            expected.map(|(stem, place)| (stem.to_owned(), place))
        );
    }

    proptest::proptest! {
        #[test]
        fn pairs_are_the_tokens_that_stand_next_to_each_other(
            text in r"((zaak|gegeven-s|Zaken-Gegevens|Bergen|huizen|sociaal|domein|jeugdzorg|datalab|['./_-]| |\n\n){0,30}|\PC{0,30})",
        ) {
            let manager = manager();
            for (of, stems) in [(PAIRS, STEMS), (PAIRS_WITH_PARTS, STEMS_AND_PARTS)] {
                let tokens = |name: &str| {
                    let mut tokens = Vec::new();
                    let mut analyzer = manager.get(name).expect("an analyser");
                    analyzer.token_stream(&text).process(&mut |token| tokens.push((token.position, token.text.clone())));
                    tokens
                };
                let stems = tokens(stems);
                let mut expected = BTreeSet::new();
                for (place, first) in &stems {
                    let behind = stems.iter().filter(|(other, _)| *other == place + 1);
                    expected.extend(behind.filter_map(|(_, second)| Some((*place, pairs::of(first, second)?))));
                }
                let mut found = tokens(of);
                found.sort();
                proptest::prop_assert_eq!(found, expected.into_iter().collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn a_text_is_read_the_same_whatever_was_read_before() {
        let texts: Vec<String> = (0..6)
            .map(|i| {
                format!("Tekst {i} van gemeenten over de jeugdgezondheidszorg en thema's: ").repeat(3 + i)
            })
            .collect();
        let manager = manager();
        let tokens = |name: &str, text: &str| {
            let mut analyzer = manager.get(name).expect("an analyser");
            let mut tokens = Vec::new();
            analyzer.token_stream(text).process(&mut |token| tokens.push(token.clone()));
            tokens
        };
        let names = [STEMS, STEMS_AND_PARTS, PARTS, SPELLINGS];
        let first: Vec<_> = texts.iter().map(|text| names.map(|name| tokens(name, text))).collect();
        assert!(first.iter().flatten().all(|tokens| !tokens.is_empty()));
        for (i, text) in texts.iter().enumerate().rev() {
            assert_eq!(names.map(|name| tokens(name, text)), first[i]);
        }
    }
}
