//! The words of a text with what is known of them, as all analysers need them.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::VecDeque;
use std::ops::{Deref, Range};
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::fold;
use super::pairs;
use super::stem::{self, Analysed};
use super::words;

/// A word of a text, or several of one chunk joined, at the place of the first of them.
pub struct Known {
    pub analysed: Arc<Analysed>,
    pub range: Range<usize>,
    pub position: usize,
    /// Words that it is made of.
    pub length: usize,
    /// As it is written, where that is not what stands in the range.
    pub written: Option<Box<str>>,
}

impl Known {
    /// As it is to be read.
    pub fn read<'a>(&'a self, text: &'a str) -> &'a str {
        self.written.as_deref().unwrap_or(&text[self.range.clone()])
    }

    pub fn is_municipality(&self, text: &str) -> bool {
        self.analysed.is_municipality && self.read(text).starts_with(char::is_uppercase)
    }

    /// Those of its tokens that can be the first of a pair.
    pub fn firsts<'a>(&'a self, text: &'a str, has_parts: bool) -> impl Iterator<Item = Cow<'a, str>> {
        self.tokens_of_pairs(text, has_parts, self.analysed.begins_pairs, pairs::can_begin)
    }

    /// Those that can be the second.
    pub fn seconds<'a>(&'a self, text: &'a str, has_parts: bool) -> impl Iterator<Item = Cow<'a, str>> {
        self.tokens_of_pairs(text, has_parts, self.analysed.ends_pairs, pairs::can_end)
    }

    fn tokens_of_pairs<'a>(
        &'a self,
        text: &'a str,
        has_parts: bool,
        is_stem: bool,
        is_one: fn(&str) -> bool,
    ) -> impl Iterator<Item = Cow<'a, str>> {
        let stem = is_stem.then(|| Cow::Borrowed(self.analysed.stem.as_str()));
        let name = self.is_municipality(text).then(|| fold::fold(self.read(text)));
        let parts = if has_parts { &self.analysed.parts[..] } else { &[] };
        let parts = parts.iter().filter(move |part| is_one(part)).map(|part| Cow::Borrowed(part.as_str()));
        stem.into_iter().chain(name.filter(|name| is_one(name)).map(Cow::Owned)).chain(parts)
    }
}

/// The words of a text.
pub struct Text {
    words: Vec<Known>,
    /// Without parts, and with them.
    pairs: [OnceCell<Vec<Pair>>; 2],
}

/// A term of [`pairs`], and where the first of its words stands.
pub struct Pair {
    pub position: usize,
    pub term: String,
}

impl Deref for Text {
    type Target = [Known];

    fn deref(&self) -> &[Known] {
        &self.words
    }
}

impl Text {
    /// The pairs of words that stand next to each other, each once at a place. `text`: the one that it was read from.
    pub fn pairs(&self, text: &str, has_parts: bool) -> &[Pair] {
        self.pairs[usize::from(has_parts)].get_or_init(|| self.find_pairs(text, has_parts))
    }

    fn find_pairs(&self, text: &str, has_parts: bool) -> Vec<Pair> {
        let words = &self.words;
        let mut found: Vec<Pair> = Vec::new();
        for (i, first) in words.iter().enumerate() {
            let behind = || {
                let others = words[i + 1..].iter().skip_while(|word| word.position == first.position);
                others.take_while(|word| word.position == first.position + 1)
            };
            for one in first.firsts(text, has_parts) {
                for other in behind().flat_map(|second| second.seconds(text, has_parts)) {
                    let term = pairs::term(&one, &other);
                    let mut here = found.iter().rev().take_while(|pair| pair.position == first.position);
                    if !here.any(|pair| pair.term == term) {
                        found.push(Pair { position: first.position, term });
                    }
                }
            }
        }
        found
    }
}

/// Bytes of texts that are kept once they were read; longer ones are rare.
const KEPT_MAX: usize = 100_000;
/// Long texts that are kept: summary, lead and body of a document, whose fields are filled one after the other.
const LONG_KEPT: usize = 4;
/// Bytes of a short text: a title, which stands in six fields, or the name of a theme, a person or a municipality, which
/// stands in three, of many documents.
const SHORT_MAX: usize = 100;
/// Short texts that are kept, twice so many; about 600 bytes each.
const SHORT_KEPT: usize = 1_000;

pub type Words = Rc<Text>;

/// What this thread read last.
#[derive(Default)]
struct Last {
    long: VecDeque<(String, Words)>,
    /// Short texts of late, and those of before that.
    young: FxHashMap<Box<str>, Words>,
    old: FxHashMap<Box<str>, Words>,
}

impl Last {
    fn short(&mut self, text: &str) -> Words {
        if let Some(words) = self.young.get(text) {
            return words.clone();
        }
        let words = self.old.remove(text).unwrap_or_else(|| read(text));
        if self.young.len() >= SHORT_KEPT {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(text.into(), words.clone());
        words
    }

    fn long(&mut self, text: &str) -> Words {
        if let Some((_, words)) = self.long.iter().find(|(kept, _)| kept == text) {
            return words.clone();
        }
        let words = read(text);
        self.long.truncate(LONG_KEPT - 1);
        self.long.push_front((text.to_owned(), words.clone()));
        words
    }
}

/// The words of a text: those that this thread read last are kept.
pub fn words_of(text: &str) -> Words {
    thread_local! {
        static LAST: RefCell<Last> = RefCell::default();
    }
    if text.len() <= SHORT_MAX {
        LAST.with_borrow_mut(|last| last.short(text))
    } else if text.len() <= KEPT_MAX {
        LAST.with_borrow_mut(|last| last.long(text))
    } else {
        read(text)
    }
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
    Rc::new(Text { words, pairs: Default::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_the_same_however_many_were_read_since() {
        let said = |text: &str| {
            let words = words_of(text);
            let pairs: Vec<_> = [false, true]
                .into_iter()
                .flat_map(|has_parts| words.pairs(text, has_parts))
                .map(|pair| (pair.position, pair.term.clone()))
                .collect();
            let stems: Vec<_> = words.iter().map(|word| word.analysed.stem.clone()).collect();
            (stems, pairs)
        };
        let names = ["Sociaal domein", "Zaakgegevens in Leiden", ""];
        let first = names.map(said);
        assert_eq!(first[0].1, [(0, "sociaal domein".to_owned()), (0, "sociaal domein".to_owned())]);
        for number in 0..2 * SHORT_KEPT + 10 {
            assert_eq!(said(&format!("Pilot {number}")).0[1], number.to_string());
            if number % 900 == 0 {
                assert_eq!(said(names[0]), first[0]);
            }
        }
        assert_eq!(names.map(said), first);
    }
}
