//! New words: where the noun begins that a word ends with whose beginning no dictionary has (`lorawan|sensor`).

use super::affixes::ENDINGS;
use super::compound::{PREPOSITIONS, WORD_MAX, lemma, may_end};
use super::dictionary::{DUTCH, Known};

/// Letters of what is unknown and of what is known, and how many compounds end with it, as [`Known::ends`] counts.
const HEAD_MIN: usize = 4;
const TAIL_MIN: usize = 4;
const TAIL_ENDS: i32 = 4;

/// Nouns that words of other languages end like, mostly English ones: `deve|loper`, `filesy|stem`, `explo|ring`, `minnea|polis`.
/// Behind what nobody knows they are none.
const LOAN_ENDINGS: &[&str] = &[
    "ader", "akte", "arts", "as", "bon", "ceel", "haal", "hang", "last", "leer", "lende", "loper", "maat",
    "mand", "natie", "orde", "order", "oven", "pers", "polis", "raam", "race", "rally", "ras", "rente",
    "rest", "ring", "rite", "roof", "rook", "site", "stal", "stem", "tent", "toon", "uiting", "vest",
    "wering",
];

/// The place of the longest noun that several compounds end with. Forms of verbs (`afgelopen`, `namaakte`) and endings
/// (`fiscalisering`) look like one: most of them are told apart.
pub fn tail(folded: &str) -> Option<usize> {
    let is_new = folded.len() <= WORD_MAX
        && folded.bytes().all(|byte| byte.is_ascii_lowercase())
        && DUTCH.get(folded).is_none()
        && DUTCH.name(folded).is_none();
    let is_of_verb = |particle: &&str| {
        folded.strip_prefix(*particle).is_some_and(|rest| {
            rest.starts_with("ge")
                || DUTCH.get(rest).is_some_and(|known| known.is_verb() || known.is_verb_stem())
        })
    };
    let is_new = is_new && !PREPOSITIONS.iter().any(is_of_verb);
    let last = folded.len().checked_sub(TAIL_MIN).filter(|last| is_new && *last >= HEAD_MIN)?;
    (HEAD_MIN..=last).find(|at| {
        let (head, tail) = folded.split_at(*at);
        let is_noun = |known: Known| {
            let is_inflected_verb = known.is_verb() && !known.is_lemma();
            known.is_nominal()
                && !known.is_adjective()
                && !is_inflected_verb
                && may_end(tail, known)
                && !LOAN_ENDINGS.contains(&lemma(tail, true).as_str())
        };
        let is_ending = |ending: &&str| ending.len() > tail.len() && folded.ends_with(ending);
        DUTCH.get(tail).is_some_and(|known| known.ends() >= TAIL_ENDS && is_noun(known))
            && !DUTCH.get(head).is_some_and(Known::is_word)
            && !ENDINGS.iter().any(is_ending)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_word_is_cut_before_the_noun_that_it_ends_with_and_forms_of_verbs_are_not() {
        for (word, at) in
            [("lorawansensor", 7), ("lorawansensoren", 7), ("deepfakebeeld", 8), ("conformancetest", 11)]
        {
            assert_eq!(tail(word), Some(at), "{word}");
        }
        for whole in ["afgelopen", "overgebleven", "datafisering", "overkomt", "namaakte", "aantraden", ""] {
            assert_eq!(tail(whole), None, "{whole}");
        }
    }
}
