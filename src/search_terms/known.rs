//! The terms that are written down, in the memory of this process.

use std::collections::{BTreeMap, HashSet};

/// Different askers of one day from which on others are told what they asked for.
pub const LIKED_FROM: i64 = 5;

/// What is known of a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownTerm {
    pub text: String,
    /// Over the last thirteen weeks.
    pub asked: i64,
    /// The most different ones on a single day.
    pub askers: i64,
    /// How often it found something that met all of it.
    pub found: i64,
    pub opened: i64,
}

impl KnownTerm {
    /// May others be told? Enough asked for it, it finds something, and that was worth opening.
    fn is_liked(&self) -> bool {
        self.askers >= LIKED_FROM && self.found > 0 && self.opened > 0
    }
}

#[derive(Debug, Default)]
pub struct Known {
    texts: HashSet<String>,
    /// Those that others may be told, with how often they were asked for.
    liked: BTreeMap<String, i64>,
}

impl Known {
    pub fn of(terms: Vec<KnownTerm>) -> Self {
        let mut known = Self::default();
        known.put(terms);
        known
    }

    /// What is known of these now; the others stay.
    pub fn put(&mut self, terms: Vec<KnownTerm>) {
        for term in terms {
            match term.is_liked() {
                true => self.liked.insert(term.text.clone(), term.asked),
                false => self.liked.remove(&term.text),
            };
            self.texts.insert(term.text);
        }
    }

    pub fn len(&self) -> usize {
        self.texts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    pub fn has(&self, text: &str) -> bool {
        self.texts.contains(text)
    }

    /// Those that others may be told and that begin so, the most asked for first.
    pub fn beginning_with(&self, begin: &str, limit: usize) -> Vec<String> {
        let range = self.liked.range(begin.to_owned()..);
        let mut found: Vec<(&String, &i64)> = range.take_while(|(text, _)| text.starts_with(begin)).collect();
        found.sort_by(|(a, a_times), (b, b_times)| b_times.cmp(a_times).then_with(|| a.cmp(b)));
        found.into_iter().take(limit).map(|(text, _)| text.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(text: &str, asked: i64) -> KnownTerm {
        KnownTerm { text: text.to_owned(), asked, askers: 5, found: 1, opened: 1 }
    }

    #[test]
    fn only_what_enough_people_asked_for_found_and_opened_is_told() {
        let known = Known::of(vec![
            term("wijkteam", 9),
            term("wijkagent", 12),
            term("wijk in beeld", 5),
            KnownTerm { askers: 4, ..term("wijkcentrum", 99) },
            KnownTerm { opened: 0, ..term("wijkwinkel", 99) },
            KnownTerm { found: 0, ..term("wijkraad", 99) },
            term("zon", 99),
        ]);
        assert_eq!(known.beginning_with("wijk", 8), ["wijkagent", "wijkteam", "wijk in beeld"]);
        assert_eq!(known.beginning_with("wijk ", 8), ["wijk in beeld"]);
        assert_eq!(known.beginning_with("wijk", 1), ["wijkagent"]);
        assert!(known.has("wijkwinkel"));
    }

    #[test]
    fn what_is_liked_no_longer_is_told_no_longer() {
        let mut known = Known::of(vec![term("wijkteam", 9)]);
        known.put(vec![KnownTerm { opened: 0, ..term("wijkteam", 9) }]);
        assert!(known.beginning_with("wijk", 8).is_empty() && known.has("wijkteam"));
    }
}
