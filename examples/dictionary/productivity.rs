//! What begins and ends compounds.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::affixes;
use crate::lexicon::Lexicon;

/// How often each form begins compounds and each lemma ends them: expected counts, from all listed words at once.
///
/// Every word is cut at each place where two known words meet, each cut as likely as its halves are frequent on their
/// sides, or not at all; a dozen rounds of that (expectation maximisation) leave `con` without a word that it begins,
/// and `kwaliteits` with all of its own.
pub fn productivity(
    lexicon: &Lexicon,
    lemmas: &BTreeMap<String, String>,
    listed: &BTreeSet<String>,
) -> (HashMap<String, f64>, HashMap<String, f64>) {
    let begins = |form: &str| {
        let is_known = lexicon.entries.get(form).is_some_and(|entry| {
            (entry.is_beginning || entry.is_listed || entry.is_verb_stem)
                && (form.len() >= 3 || entry.is_nominal && entry.is_listed)
        });
        is_known && !affixes::PARTICLES.contains(&form) || affixes::COMBINING.contains(&form)
    };
    let ends = |form: &str| {
        form.len() >= 3
            && lexicon.entries.get(form).is_some_and(|entry| entry.is_listed)
            && !affixes::ENDINGS.contains(&form)
            && !affixes::ENDINGS.contains(&lemmas[form].as_str())
    };
    // Forms of one word count once.
    let mut words: BTreeMap<Vec<(&str, &str)>, usize> = BTreeMap::new();
    for word in listed.iter().filter(|word| word.len() >= 6) {
        let cuts: BTreeSet<(&str, &str)> = (2..=word.len() - 3)
            .map(|at| word.split_at(at))
            .filter(|(left, right)| begins(left) && ends(right))
            .map(|(left, right)| (left, lemmas[right].as_str()))
            .collect();
        if !cuts.is_empty() {
            words.entry(cuts.into_iter().collect()).or_insert(word.len());
        }
    }
    let (mut lefts, mut rights): (HashMap<&str, f64>, HashMap<&str, f64>) = Default::default();
    for cuts in words.keys() {
        for (left, right) in cuts {
            *lefts.entry(left).or_default() += 0.5 / cuts.len() as f64;
            *rights.entry(right).or_default() += 0.5 / cuts.len() as f64;
        }
    }
    let total = words.len() as f64;
    for _ in 0..12 {
        let (mut new_lefts, mut new_rights): (HashMap<&str, f64>, HashMap<&str, f64>) = Default::default();
        for (cuts, length) in &words {
            let likely: Vec<f64> =
                cuts.iter().map(|(left, right)| lefts[left] / total * (rights[right] / total)).collect();
            // A word of its own, by its length.
            let whole = (-1.3 * *length as f64).exp() * 0.05;
            let sum = likely.iter().sum::<f64>() + whole;
            for ((left, right), likely) in cuts.iter().zip(likely) {
                *new_lefts.entry(left).or_default() += likely / sum;
                *new_rights.entry(right).or_default() += likely / sum;
            }
        }
        (lefts, rights) = (new_lefts, new_rights);
    }
    let owned = |counts: HashMap<&str, f64>| {
        counts.into_iter().map(|(word, count)| (word.to_owned(), count)).collect()
    };
    (owned(lefts), owned(rights))
}
