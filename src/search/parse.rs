//! From what somebody typed to what they ask for. Every text asks for something; none is an error.

use std::ops::Range;

use super::TEXT_MAX;
use super::analysis::words::{self, Chunk};

/// Parts of a query at the most; the rest is not looked at.
const CLAUSES_MAX: usize = 32;

/// A part of the query: a word, words bound by a hyphen, or a phrase in quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    pub chunks: Vec<Chunk>,
    pub is_phrase: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// What was looked at; the words' ranges lead into it.
    pub text: String,
    pub wanted: Vec<Clause>,
    pub excluded: Vec<Clause>,
}

impl Parsed {
    /// Nothing was typed at all: browse.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

pub fn parse(text: &str) -> Parsed {
    let text: String = text.chars().take(TEXT_MAX).collect();
    let mut parsed = Parsed::default();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let is_excluded = c == '-' && starts_word(&text, at);
        let start = if is_excluded { at + 1 } else { at };
        let end = match text[start..].chars().next() {
            Some(quote) if is_quote(quote) => phrase(&text, start, is_excluded, &mut parsed),
            Some(_) => bare(&text, start, is_excluded, &mut parsed),
            None => text.len(),
        };
        at = end;
    }
    parsed.text = text;
    parsed
}

/// Does it open or close a phrase?
pub fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

/// Is there a word or a phrase right behind the minus at `at`, and white space before it?
fn starts_word(text: &str, at: usize) -> bool {
    let is_first = text[..at].chars().next_back().is_none_or(char::is_whitespace);
    is_first && text[at + 1..].chars().next().is_some_and(|c| c.is_alphanumeric() || is_quote(c))
}

/// Reads a phrase that opens at `start`; answers where to go on. A quote that is never closed is ignored.
fn phrase(text: &str, start: usize, is_excluded: bool, parsed: &mut Parsed) -> usize {
    let inside = start + text[start..].chars().next().map_or(1, char::len_utf8);
    let Some(length) = text[inside..].find(is_quote) else { return inside };
    let chunks = chunks_of(text, inside..inside + length);
    if !chunks.is_empty() {
        add(Clause { chunks, is_phrase: true }, is_excluded, parsed);
    }
    inside + length + text[inside + length..].chars().next().map_or(1, char::len_utf8)
}

/// Reads up to white space or a quote; each chunk is a clause. Answers where to go on.
fn bare(text: &str, start: usize, is_excluded: bool, parsed: &mut Parsed) -> usize {
    let first = text[start..].chars().next().map_or(0, char::len_utf8);
    let rest = &text[start + first..];
    let end =
        rest.find(|c: char| c.is_whitespace() || is_quote(c)).map_or(text.len(), |at| start + first + at);
    for chunk in chunks_of(text, start..end) {
        add(Clause { chunks: vec![chunk], is_phrase: false }, is_excluded, parsed);
    }
    end
}

fn chunks_of(text: &str, range: Range<usize>) -> Vec<Chunk> {
    let offset = range.start;
    let mut chunks: Vec<Chunk> = words::chunks(&text[range]).collect();
    for word in chunks.iter_mut().flatten() {
        word.range = word.range.start + offset..word.range.end + offset;
    }
    chunks
}

fn add(clause: Clause, is_excluded: bool, parsed: &mut Parsed) {
    if parsed.wanted.len() + parsed.excluded.len() < CLAUSES_MAX {
        if is_excluded { &mut parsed.excluded } else { &mut parsed.wanted }.push(clause);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raws(clauses: &[Clause]) -> Vec<String> {
        let words = |clause: &Clause| {
            let chunks = clause.chunks.iter();
            let chunk = |chunk: &Chunk| chunk.iter().map(|w| w.raw.as_str()).collect::<Vec<_>>().join("-");
            let text = chunks.map(chunk).collect::<Vec<_>>().join(" ");
            if clause.is_phrase { format!("\"{text}\"") } else { text }
        };
        clauses.iter().map(words).collect()
    }

    #[test]
    fn words_phrases_and_exclusions_are_told_apart() {
        let parsed = parse("data-gedreven “van innovatie naar” -pilot - x -\"de dag\" en/of");
        assert_eq!(raws(&parsed.wanted), ["data-gedreven", "\"van innovatie naar\"", "x", "en-of"]);
        assert_eq!(raws(&parsed.excluded), ["pilot", "\"de dag\""]);
    }

    #[test]
    fn a_quote_that_is_never_closed_is_ignored() {
        assert_eq!(raws(&parse("\"datapakhuis zaans").wanted), ["datapakhuis", "zaans"]);
        assert_eq!(raws(&parse("a\"").wanted), ["a"]);
    }

    #[test]
    fn ranges_lead_into_the_text() {
        let parsed = parse("  één \"twee drie\" -vier");
        let words =
            parsed.wanted.iter().chain(&parsed.excluded).flat_map(|clause| clause.chunks.iter().flatten());
        let texts: Vec<_> = words.map(|word| &parsed.text[word.range.clone()]).collect();
        assert_eq!(texts, ["één", "twee", "drie", "vier"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_parsed(text in "[\\PC\\x00\" -]*") {
            let parsed = parse(&text);
            proptest::prop_assert!(parsed.text.chars().count() <= TEXT_MAX);
            for word in parsed.wanted.iter().flat_map(|clause| clause.chunks.iter().flatten()) {
                proptest::prop_assert!(parsed.text.get(word.range.clone()).is_some());
            }
        }
    }
}
