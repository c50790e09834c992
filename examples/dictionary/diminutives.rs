//! Diminutives that the list has as words: of the noun, or words of their own.

use std::collections::BTreeMap;

use crate::diminutive::bases;
use crate::lexicon::{Lexicon, RARER};
use crate::stopwords::is_stopword;

/// Letters of a noun, and of what stands before it in a compound, at least.
const NOUN_MIN: usize = 3;
/// How often words are used that could have a sense of their own (Zipf value).
const COMMON: f64 = 2.5;

/// The lemma of a diminutive that has none but itself. One that is used nearly as often as the noun has a sense of its own:
/// `beetje`, `hapje`, `uitje`; `straatje` is a `straat`, and so is what ends with it (`achterafstraatje`).
pub fn lemma(lexicon: &Lexicon, lemmas: &BTreeMap<String, String>, form: &str) -> Option<String> {
    let singular = form.strip_suffix('s').unwrap_or(form);
    let is_listed = lexicon.entries.get(form).is_some_and(|it| it.is_listed);
    if !is_listed
        || !singular.ends_with("je")
        || [form, singular].iter().any(|word| lexicon.own.contains(*word))
    {
        return None;
    }
    let is_noun = |word: &str| {
        word.len() >= NOUN_MIN
            && !is_stopword(word)
            && lexicon.entries.get(word).is_some_and(|it| it.is_listed && it.is_nominal && !it.is_adjective)
    };
    let used = lexicon.zipf(singular).max(lexicon.zipf(form));
    let found = bases(singular).into_iter().find(|base| is_noun(base));
    if let Some(base) = found {
        let is_own = lexicon.zipf(&base) < used + RARER;
        return (!is_own).then(|| lemmas.get(&base).cloned().unwrap_or(base));
    }
    (NOUN_MIN..singular.len()).find_map(|at| {
        let (head, end) = singular.split_at(at);
        let noun = lemmas.get(end).filter(|lemma| !lemma.ends_with("je") && *lemma != end)?;
        let is_head = |word: &str| {
            lexicon.entries.get(word).is_some_and(|it| it.is_beginning || it.is_listed && it.is_nominal)
        };
        let whole = format!("{head}{noun}");
        // `voorproefje`, `schouderklopje`
        let is_own = used >= COMMON && lexicon.zipf(&whole) + RARER < used;
        (!is_own
            && end.ends_with("je")
            && is_noun(noun)
            && (is_head(head) || head.strip_suffix('s').is_some_and(is_head)))
        .then_some(whole)
    })
}
