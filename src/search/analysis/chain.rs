//! The analysers of the fields.

use std::collections::VecDeque;

use tantivy::tokenizer::{TextAnalyzer, Token, TokenFilter, TokenStream, Tokenizer, TokenizerManager};

use super::fold;
use super::stem::DutchStemmer;
use super::words::{self, Chunks};

/// Folded and stemmed: what queries match.
pub const STEMS: &str = "dutch_stems";
/// Stems of the parts of compounds, all at one place.
pub const PARTS: &str = "dutch_parts";
/// In lower case, with diacritics: what spellings are mended with.
pub const SPELLINGS: &str = "dutch_spellings";

/// The analysers by name, for an index.
pub fn manager() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(STEMS, stems());
    manager.register(PARTS, TextAnalyzer::from(PartTokenizer::default()));
    manager.register(SPELLINGS, TextAnalyzer::from(WordTokenizer { normalise: fold::lower }));
    manager
}

/// The analyser behind [`STEMS`].
pub fn stems() -> TextAnalyzer {
    TextAnalyzer::builder(WordTokenizer { normalise: fold::fold })
        .filter(StemFilter(DutchStemmer::default()))
        .build()
}

/// The words of a text; words of a chunk also joined, at the place of their first.
#[derive(Clone)]
pub struct WordTokenizer {
    normalise: fn(&str) -> String,
}

pub struct WordStream<'a> {
    chunks: Chunks<'a>,
    normalise: fn(&str) -> String,
    ready: VecDeque<Token>,
    token: Token,
    position: usize,
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        WordStream {
            chunks: words::chunks(text),
            normalise: self.normalise,
            ready: VecDeque::new(),
            token: Token::default(),
            position: 0,
        }
    }
}

impl WordStream<'_> {
    fn refill(&mut self) -> bool {
        let Some(chunk) = self.chunks.next() else { return false };
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

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        if self.ready.is_empty() && !self.refill() {
            return false;
        }
        self.token = self.ready.pop_front().unwrap_or_default();
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// The stems of what the compounds of a text are made of.
#[derive(Clone, Default)]
pub struct PartTokenizer {
    stemmer: DutchStemmer,
}

pub struct PartStream<'a> {
    stemmer: &'a mut DutchStemmer,
    chunks: Chunks<'a>,
    ready: Vec<String>,
    token: Token,
}

impl Tokenizer for PartTokenizer {
    type TokenStream<'a> = PartStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PartStream<'a> {
        let token = Token { position: 0, ..Token::default() };
        PartStream { stemmer: &mut self.stemmer, chunks: words::chunks(text), ready: Vec::new(), token }
    }
}

impl TokenStream for PartStream<'_> {
    fn advance(&mut self) -> bool {
        while self.ready.is_empty() {
            let Some(chunk) = self.chunks.next() else { return false };
            for word in chunk {
                let parts = &self.stemmer.analyse(&fold::fold(&word.raw)).parts;
                self.ready.extend(parts.iter().cloned());
            }
        }
        self.token.text = self.ready.pop().unwrap_or_default();
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// Replaces each word by its stem.
#[derive(Clone)]
pub struct StemFilter(DutchStemmer);

#[derive(Clone)]
pub struct StemTokenizer<T> {
    stemmer: DutchStemmer,
    inner: T,
}

pub struct StemStream<'a, T> {
    stemmer: &'a mut DutchStemmer,
    inner: T,
}

impl TokenFilter for StemFilter {
    type Tokenizer<T: Tokenizer> = StemTokenizer<T>;

    fn transform<T: Tokenizer>(self, inner: T) -> StemTokenizer<T> {
        StemTokenizer { stemmer: self.0, inner }
    }
}

impl<T: Tokenizer> Tokenizer for StemTokenizer<T> {
    type TokenStream<'a> = StemStream<'a, T::TokenStream<'a>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        StemStream { stemmer: &mut self.stemmer, inner: self.inner.token_stream(text) }
    }
}

impl<T: TokenStream> TokenStream for StemStream<'_, T> {
    fn advance(&mut self) -> bool {
        if !self.inner.advance() {
            return false;
        }
        let token = self.inner.token_mut();
        let stem = self.stemmer.stem(&token.text);
        token.text.clear();
        token.text.push_str(stem);
        true
    }

    fn token(&self) -> &Token {
        self.inner.token()
    }

    fn token_mut(&mut self) -> &mut Token {
        self.inner.token_mut()
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
