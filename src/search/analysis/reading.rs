//! The words of a text with what is known of them, as all analysers need them.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

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

/// Bytes of texts that are kept once they were read. Shorter ones are read again as fast, and longer ones are rare.
const KEPT: Range<usize> = 100..100_000;
/// Texts that are kept: title, summary, lead and body of a document, whose fields are filled one after the other.
const KEPT_MAX: usize = 4;

pub type Words = Rc<Vec<Known>>;

/// The words of a text: those that this thread read last are kept.
pub fn words_of(text: &str) -> Words {
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
