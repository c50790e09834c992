//! Common words next to each other, as one term: where both pieces of `zaakgegevens` stand in half of all texts, only
//! positions would tell where they stand together, and to read those takes longer than all the rest of a search (Manning,
//! Raghavan and Schütze, "Introduction to Information Retrieval", 2.4.3, combination schemes).
//!
//! Only nouns and adjectives that compounds are made of have pairs, and only those that ordinary Dutch uses often: some
//! fifteen pairs in a text of 300 words. Of all others positions are read, which are few.

use super::dictionary::DUTCH;
use super::stopwords::is_stopword;

/// Does a stem have pairs with others that do?
pub fn is_common(stem: &str) -> bool {
    let is_of_compounds = || {
        DUTCH.get(stem).is_some_and(|known| known.is_nominal() && (known.begins() > 0 || known.ends() > 0))
    };
    DUTCH.commonness(stem) > 0.0 && !is_stopword(stem) && is_of_compounds()
}

/// The term of two stems that [`is_common`] holds for.
pub fn term(first: &str, second: &str) -> String {
    // No stem has a space.
    format!("{first} {second}")
}

/// The term that tells where one stem stands right before the other; `None` where only positions tell.
pub fn of(first: &str, second: &str) -> Option<String> {
    (is_common(first) && is_common(second)).then(|| term(first, second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_compounds_are_made_of_have_pairs_when_they_are_common() {
        assert_eq!(of("zaak", "gegeven").as_deref(), Some("zaak gegeven"));
        assert_eq!(of("sociaal", "domein").as_deref(), Some("sociaal domein"));
        // No noun, not common, not Dutch.
        for (first, second) in [("van", "gemeente"), ("zaak", "periscoop"), ("zaak", "xyzzy")] {
            assert_eq!(of(first, second), None, "{first} {second}");
        }
    }
}
