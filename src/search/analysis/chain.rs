//! The analysers of the fields.

use std::collections::VecDeque;
use std::marker::PhantomData;

use tantivy::tokenizer::{PreTokenizedString, TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use super::fold;
use super::stem::{self, DutchStemmer, Lent};
use super::words;

/// Folded and stemmed: what queries match.
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
    manager.register(STEMS_AND_PARTS, TextAnalyzer::from(WordTokenizer::<ToStemAndParts>::default()));
    manager.register(PARTS, TextAnalyzer::from(WordTokenizer::<ToParts>::default()));
    manager.register(SPELLINGS, TextAnalyzer::from(WordTokenizer::<ToSpelling>::default()));
    manager
}

/// The analyser behind [`STEMS`].
fn stems() -> TextAnalyzer {
    TextAnalyzer::from(WordTokenizer::<ToStem>::default())
}

/// A text as [`STEMS`] reads it, for a field of another analyser.
pub fn stems_of(text: &str) -> PreTokenizedString {
    let mut tokens = Vec::new();
    stems().token_stream(text).process(&mut |token| tokens.push(token.clone()));
    PreTokenizedString { text: text.to_owned(), tokens }
}

/// Words of a text one after another, as a token each: words of a chunk also joined, at the place of their first.
struct Reading<'a> {
    text: &'a str,
    at: usize,
    normalise: fn(&str) -> String,
    ready: VecDeque<Token>,
    token: Token,
    position: usize,
}

impl<'a> Reading<'a> {
    fn new(text: &'a str, normalise: fn(&str) -> String) -> Self {
        Self { text, at: 0, normalise, ready: VecDeque::new(), token: Token::default(), position: 0 }
    }

    fn advance(&mut self) -> bool {
        if let Some(token) = self.ready.pop_front() {
            self.token = token;
            return true;
        }
        // Written over the last token: no allocation for most words.
        if let Some(range) = words::plain_word(self.text, self.at) {
            self.token.text.clear();
            self.token.text.push_str(&self.text[range.clone()]);
            self.token.text.make_ascii_lowercase();
            self.token.offset_from = range.start;
            self.token.offset_to = range.end;
            self.token.position = self.position;
            self.token.position_length = 1;
            self.position += 1;
            self.at = range.end;
            return true;
        }
        let mut chunks = words::chunks_from(self.text, self.at);
        let Some(chunk) = chunks.next() else { return false };
        self.at = chunks.read_until();
        let joined = words::joined(&chunk);
        for (i, word) in chunk.iter().enumerate() {
            let position = self.position + i;
            let text = (self.normalise)(&word.raw);
            self.ready.push_back(token(text, word.range.start, word.range.end, position, 1));
            for joined in joined.iter().filter(|joined| joined.words.start == i) {
                let end = chunk[joined.words.end - 1].range.end;
                let text = (self.normalise)(&joined.raw);
                self.ready.push_back(token(text, word.range.start, end, position, joined.words.len()));
            }
        }
        self.position += chunk.len();
        self.token = self.ready.pop_front().unwrap_or_default();
        true
    }
}

fn token(
    text: String,
    offset_from: usize,
    offset_to: usize,
    position: usize,
    position_length: usize,
) -> Token {
    Token { offset_from, offset_to, position, text, position_length }
}

/// What becomes of each word.
trait Change: Clone + Send + Sync + Default + 'static {
    const NORMALISE: fn(&str) -> String;

    /// Writes over the token's text, or leaves the token out; further tokens of the same place go into `more`.
    fn change(stemmer: &mut DutchStemmer, text: &mut String, more: &mut Vec<String>) -> bool;
}

#[derive(Clone, Default)]
struct WordTokenizer<C>(PhantomData<C>);

struct WordStream<'a, C> {
    reading: Reading<'a>,
    stemmer: Lent,
    more: Vec<String>,
    change: PhantomData<C>,
}

impl<C: Change> Tokenizer for WordTokenizer<C> {
    type TokenStream<'a> = WordStream<'a, C>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a, C> {
        let reading = Reading::new(text, C::NORMALISE);
        WordStream { reading, stemmer: stem::TEXTS.lend(), more: Vec::new(), change: PhantomData }
    }
}

impl<C: Change> TokenStream for WordStream<'_, C> {
    fn advance(&mut self) -> bool {
        if let Some(text) = self.more.pop() {
            self.reading.token.text = text;
            return true;
        }
        while self.reading.advance() {
            if C::change(self.stemmer.get(), &mut self.reading.token.text, &mut self.more) {
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        &self.reading.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.reading.token
    }
}

/// Each word becomes its stem.
#[derive(Clone, Default)]
struct ToStem;

impl Change for ToStem {
    const NORMALISE: fn(&str) -> String = fold::fold;

    fn change(stemmer: &mut DutchStemmer, text: &mut String, _: &mut Vec<String>) -> bool {
        let stem = stemmer.stem(text);
        if stem != text {
            text.clear();
            text.push_str(stem);
        }
        true
    }
}

/// Each word becomes its stem and the stems of what it is made of.
#[derive(Clone, Default)]
struct ToStemAndParts;

impl Change for ToStemAndParts {
    const NORMALISE: fn(&str) -> String = fold::fold;

    fn change(stemmer: &mut DutchStemmer, text: &mut String, more: &mut Vec<String>) -> bool {
        let analysed = stemmer.analyse(text);
        more.extend(analysed.parts.iter().filter(|part| **part != analysed.stem).cloned());
        text.clear();
        text.push_str(&analysed.stem);
        true
    }
}

/// Each compound becomes the stems of what it is made of.
#[derive(Clone, Default)]
struct ToParts;

impl Change for ToParts {
    const NORMALISE: fn(&str) -> String = fold::fold;

    fn change(stemmer: &mut DutchStemmer, text: &mut String, more: &mut Vec<String>) -> bool {
        let Some((first, others)) = stemmer.analyse(text).parts.split_first() else { return false };
        more.extend(others.iter().cloned());
        text.clear();
        text.push_str(first);
        true
    }
}

/// Words stay as they are written, without those that are their own stem or too short to be mended.
#[derive(Clone, Default)]
struct ToSpelling;

impl Change for ToSpelling {
    const NORMALISE: fn(&str) -> String = fold::lower;

    fn change(stemmer: &mut DutchStemmer, text: &mut String, _: &mut Vec<String>) -> bool {
        if text.len() < SPELLING_MIN {
            return false;
        }
        if text.is_ascii() {
            return stemmer.stem(text) != text;
        }
        true
    }
}

#[cfg(test)]
mod tests {
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
}
