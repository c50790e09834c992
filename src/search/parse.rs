//! From what somebody typed to what they ask for. Every text asks for something; none is an error.

use std::ops::Range;

use super::TEXT_MAX;
use super::analysis::words::{self, Chunk, Word};
use super::request::FacetField;

/// Words of a query at the most, in quotes or not, and conditions; the rest is not looked at.
pub const WORDS_MAX: usize = 32;

/// A part of the query: a word, words bound by a hyphen, or a phrase in quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    pub chunks: Vec<Chunk>,
    pub is_phrase: bool,
}

impl Clause {
    /// Its only word, when it is one.
    pub fn single(&self) -> Option<&Word> {
        match (&self.chunks[..], self.is_phrase) {
            ([chunk], false) if chunk.len() == 1 => chunk.first(),
            _ => None,
        }
    }
}

/// What can be asked for by name, as in `gemeente:Delft`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Title,
    Facet(FacetField),
}

/// In Dutch and in English.
const NAMES: &[(&str, Asked)] = &[
    ("titel", Asked::Title),
    ("title", Asked::Title),
    ("gemeente", Asked::Facet(FacetField::Municipality)),
    ("municipality", Asked::Facet(FacetField::Municipality)),
    ("thema", Asked::Facet(FacetField::Theme)),
    ("theme", Asked::Facet(FacetField::Theme)),
    ("soort", Asked::Facet(FacetField::Kind)),
    ("kind", Asked::Facet(FacetField::Kind)),
    ("fase", Asked::Facet(FacetField::Stage)),
    ("stage", Asked::Facet(FacetField::Stage)),
    ("jaar", Asked::Facet(FacetField::Year)),
    ("year", Asked::Facet(FacetField::Year)),
];

/// A field with what it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub asked: Asked,
    /// At least one letter or digit.
    pub value: String,
    pub is_excluded: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// What was looked at; the words' ranges lead into it.
    pub text: String,
    pub wanted: Vec<Clause>,
    pub excluded: Vec<Clause>,
    /// A title's words are among the wanted as well.
    pub conditions: Vec<Condition>,
    /// The text without conditions, but with the words of titles: what may be a title as a whole.
    pub plain: String,
}

impl Parsed {
    /// Nothing was typed at all: browse.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// For so many words more.
    fn room(&self) -> usize {
        let words = |clause: &Clause| clause.chunks.iter().map(Vec::len).sum::<usize>();
        WORDS_MAX.saturating_sub(self.wanted.iter().chain(&self.excluded).map(words).sum())
    }

    /// Nothing but conditions was typed: browse what meets them.
    pub fn is_only_conditions(&self) -> bool {
        !self.conditions.is_empty() && self.wanted.is_empty() && self.excluded.is_empty()
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
        if let Some(end) = condition(&text, start, is_excluded, &mut parsed) {
            at = end;
            continue;
        }
        let end = match text[start..].chars().next() {
            Some(quote) if is_quote(quote) => phrase(&text, start, is_excluded, &mut parsed),
            Some(_) => bare(&text, start, is_excluded, &mut parsed),
            None => text.len(),
        };
        parsed.plain.push_str(&text[at..end]);
        parsed.plain.push(' ');
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

/// Reads a name that is known, a colon and right behind it a value, in quotes or up to white space; answers where to go on.
/// Anything else (`https://…`, `AVG: wat nu`) is no condition.
fn condition(text: &str, start: usize, is_excluded: bool, parsed: &mut Parsed) -> Option<usize> {
    let (name, rest) = text[start..].split_once(':')?;
    let (_, asked) = NAMES.iter().find(|(known, _)| name.eq_ignore_ascii_case(known))?;
    let from = start + name.len() + 1;
    let first = rest.chars().next().filter(|c| !c.is_whitespace())?;
    let (value, end) = if is_quote(first) {
        let inside = from + first.len_utf8();
        let length = text[inside..].find(is_quote)?;
        let close = text[inside + length..].chars().next().map_or(1, char::len_utf8);
        (inside..inside + length, inside + length + close)
    } else {
        let end = rest.find(|c: char| c.is_whitespace() || is_quote(c)).map_or(text.len(), |at| from + at);
        (from..end, end)
    };
    let chunks = chunks_of(text, value.clone());
    if chunks.is_empty() || parsed.room() <= parsed.conditions.len() {
        return None;
    }
    if *asked == Asked::Title && !is_excluded {
        parsed.plain.push_str(&text[value.clone()]);
        parsed.plain.push(' ');
        for chunk in chunks {
            add(Clause { chunks: vec![chunk], is_phrase: false }, false, parsed);
        }
    }
    parsed.conditions.push(Condition { asked: *asked, value: text[value].to_owned(), is_excluded });
    Some(end)
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

/// Adds as much of a clause as there is room for; of one that excludes all or nothing, as less of it would exclude more.
fn add(mut clause: Clause, is_excluded: bool, parsed: &mut Parsed) {
    let mut room = parsed.room();
    if is_excluded && clause.chunks.iter().map(Vec::len).sum::<usize>() > room {
        return;
    }
    for chunk in &mut clause.chunks {
        chunk.truncate(room);
        room -= chunk.len();
    }
    clause.chunks.retain(|chunk| !chunk.is_empty());
    if !clause.chunks.is_empty() {
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

    fn conditions(text: &str) -> Vec<(Asked, String, bool)> {
        let conditions = parse(text).conditions.into_iter();
        conditions.map(|one| (one.asked, one.value, one.is_excluded)).collect()
    }

    #[test]
    fn a_known_name_with_a_value_is_a_condition() {
        let facet = |facet, value: &str| (Asked::Facet(facet), value.to_owned(), false);
        assert_eq!(
            conditions("afval gemeente:Delft Thema:\"wonen en leegstand\" jaar:2016-2018"),
            [
                facet(FacetField::Municipality, "Delft"),
                facet(FacetField::Theme, "wonen en leegstand"),
                facet(FacetField::Year, "2016-2018"),
            ]
        );
        assert_eq!(conditions("-kind:person"), [(Asked::Facet(FacetField::Kind), "person".to_owned(), true)]);
        let parsed = parse("titel:\"het datapakhuis\" soort:pilot zaans");
        assert_eq!(raws(&parsed.wanted), ["het", "datapakhuis", "zaans"]);
        assert_eq!(parsed.plain.trim(), "het datapakhuis zaans");
        assert!(parse("soort:pilot").is_only_conditions() && !parse("titel:a").is_only_conditions());
    }

    #[test]
    fn anything_else_with_a_colon_is_plain_words() {
        for text in [
            "https://voorbeeld.nl/gemeente:Delft",
            "AVG: wat nu",
            "gemeente: Delft",
            "gemeente:",
            "thema:\"",
            "soort:--",
            "kleur:rood",
            "12:30",
            ":",
            "jaar :2020",
        ] {
            assert_eq!(conditions(text), [], "{text}");
        }
        assert_eq!(raws(&parse("kleur:rood").wanted), ["kleur", "rood"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_parsed(text in "([\\PC\\x00\" -]|titel:|gemeente:|-jaar:)*") {
            let parsed = parse(&text);
            proptest::prop_assert!(parsed.text.chars().count() <= TEXT_MAX);
            for word in parsed.wanted.iter().flat_map(|clause| clause.chunks.iter().flatten()) {
                proptest::prop_assert!(parsed.text.get(word.range.clone()).is_some());
            }
        }
    }
}
