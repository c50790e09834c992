//! Two words next to each other as one term: where both pieces of `zaakgegevens` stand in half of all texts, only
//! positions would tell where they stand together, and to read those takes longer than all the rest of a search (Manning,
//! Raghavan and Schütze, "Introduction to Information Retrieval", 2.4.3, combination schemes).
//!
//! Only nouns and adjectives have pairs, where the first begins and the second ends compounds, and either many of them or
//! the word is common in ordinary Dutch: some ten pairs in a text of 300 words. Of all others positions are read, also of
//! those that are frequent only here (`algoritme`).
//!
//! Index and queries must agree: who changes what ordinary Dutch or the list of stopwords says raises [`super::VERSION`].

use super::dictionary::{DUTCH, Known};
use super::stopwords::is_stopword;

/// How many compounds a word begins or ends that is not common, as [`Known::begins`] counts: seven or more.
const MANY: i32 = 6;

/// Can a stem be the first of a pair?
pub fn can_begin(stem: &str) -> bool {
    is_of_many(stem, Known::begins)
}

/// Can a stem be the second of a pair?
pub fn can_end(stem: &str) -> bool {
    is_of_many(stem, Known::ends)
}

fn is_of_many(stem: &str, compounds: fn(Known) -> i32) -> bool {
    let known = DUTCH.get(stem).filter(|known| known.is_nominal() && !is_stopword(stem));
    known
        .map(compounds)
        .is_some_and(|compounds| compounds >= MANY || (compounds > 0 && DUTCH.commonness(stem) > 0.0))
}

/// The term of two stems, of which the first [`can_begin`] and the second [`can_end`] a pair.
pub fn term(first: &str, second: &str) -> String {
    // No stem of the dictionary has a space.
    format!("{first} {second}")
}

/// The term that tells where one stem stands right before the other; `None` where only positions tell.
pub fn of(first: &str, second: &str) -> Option<String> {
    (can_begin(first) && can_end(second)).then(|| term(first, second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_begin_and_end_compounds_have_pairs_when_they_are_common_or_do_so_often() {
        for (first, second) in [("zaak", "gegeven"), ("sociaal", "domein"), ("inkoop", "indicator")] {
            assert_eq!(of(first, second), Some(format!("{first} {second}")));
        }
        // No noun, begins none, neither common nor in many, not Dutch.
        for (first, second) in
            [("van", "gemeente"), ("gegeven", "zaak"), ("zaak", "periscoop"), ("zaak", "xyzzy")]
        {
            assert_eq!(of(first, second), None, "{first} {second}");
        }
    }
}
