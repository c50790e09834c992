//! The analysers of the fields.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::marker::PhantomData;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use tantivy::tokenizer::{PreTokenizedString, TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use super::fold;
use super::pairs;
use super::stem::{self, Analysed};
use super::words;

/// Folded and stemmed, each name of a municipality that has another stem (`Leiden`) as it is besides: what queries match.
pub const STEMS: &str = "dutch_stems";
/// The same, each followed by the stems of its parts at the same place.
pub const STEMS_AND_PARTS: &str = "dutch_stems_and_parts";
/// Stems of the parts of compounds, all at one place.
pub const PARTS: &str = "dutch_parts";
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

/// The common words of a text that stand next to each other, as the terms of [`pairs`]: each place has a pair once.
pub fn pairs_of(text: &str) -> PreTokenizedString {
    let words = words_of(text);
    let mut tokens: Vec<Token> = Vec::new();
    for (i, first) in words.iter().enumerate() {
        let behind = || {
            let others = words[i + 1..].iter().skip_while(|word| word.position == first.position);
            others.take_while(|word| word.position == first.position + 1)
        };
        for one in first.common(text) {
            for other in behind().flat_map(|second| second.common(text)) {
                let pair = pairs::term(&one, &other);
                let here = tokens.iter().rev().take_while(|token| token.position == first.position);
                if !here.into_iter().any(|token| token.text == pair) {
                    tokens.push(Token { position: first.position, text: pair, ..Token::default() });
                }
            }
        }
    }
    PreTokenizedString { text: String::new(), tokens }
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

/// A word of a text, or several of one chunk joined, at the place of the first of them.
struct Known {
    analysed: Arc<Analysed>,
    range: Range<usize>,
    position: usize,
    /// Words that it is made of.
    length: usize,
    /// As it is written, where that is not what stands in the range.
    written: Option<Box<str>>,
}

impl Known {
    /// As it is to be read.
    fn read<'a>(&'a self, text: &'a str) -> &'a str {
        self.written.as_deref().unwrap_or(&text[self.range.clone()])
    }

    fn is_municipality(&self, text: &str) -> bool {
        self.analysed.is_municipality && self.read(text).starts_with(char::is_uppercase)
    }

    /// Those of its tokens in [`STEMS`] that have pairs.
    fn common<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Cow<'a, str>> {
        let stem = self.analysed.is_common.then(|| Cow::Borrowed(self.analysed.stem.as_str()));
        let name = self.is_municipality(text).then(|| fold::fold(self.read(text)));
        let name = name.filter(|name| pairs::is_common(name)).map(Cow::Owned);
        stem.into_iter().chain(name)
    }
}

/// Bytes of texts that are kept once they were read. Shorter ones are read again as fast, and longer ones are rare.
const KEPT: Range<usize> = 100..100_000;
/// Texts that are kept: title, summary, lead and body of a document, whose fields are filled one after the other.
const KEPT_MAX: usize = 4;

type Words = Rc<Vec<Known>>;

/// The words of a text: those that this thread read last are kept.
fn words_of(text: &str) -> Words {
    thread_local! {
        static LAST: RefCell<VecDeque<(String, Words)>> = const { RefCell::new(VecDeque::new()) };
    }
    if !KEPT.contains(&text.len()) {
        return read(text);
    }
    LAST.with_borrow_mut(|last| {
        if let Some((_, words)) = last.iter().find(|(kept, _)| kept == text) {
            return words.clone();
        }
        let words = read(text);
        last.truncate(KEPT_MAX - 1);
        last.push_front((text.to_owned(), words.clone()));
        words
    })
}

fn read(text: &str) -> Words {
    let mut lent = stem::TEXTS.lend();
    let stemmer = lent.get();
    let mut words = Vec::with_capacity(text.len() / 6);
    let mut folded = String::new();
    words::each(text, |standing| {
        let words::Standing { written, range, place, length } = standing;
        let analysed = if written.is_ascii() {
            folded.clear();
            folded.push_str(written);
            folded.make_ascii_lowercase();
            stemmer.written(written, &folded)
        } else {
            stemmer.written(written, &fold::fold(written))
        };
        let written = (*written != text[range.clone()]).then(|| written.into());
        words.push(Known { analysed, range, position: place, length, written });
    });
    Rc::new(words)
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
