//! How often words are used.

use std::collections::{BTreeMap, HashMap};

use crate::affixes;
use crate::lexicon::Lexicon;
use crate::spelling::fold;

/// The Zipf values of folded words.
pub fn zipf(frequencies: &str) -> HashMap<String, f64> {
    let mut zipf: HashMap<String, f64> = HashMap::new();
    for line in frequencies.lines() {
        if let Some((word, value)) = line.split_once('\t')
            && let Ok(value) = value.parse::<f64>()
        {
            let known = zipf.entry(fold(word)).or_default();
            *known = known.max(value);
        }
    }
    zipf
}

/// How common lemmas are: twice the Zipf value of their forms together, from 4 on (once in a hundred thousand words). What
/// is rarer than that no share of texts shows.
pub fn commonness(zipf: &HashMap<String, f64>, lemmas: &BTreeMap<String, String>) -> BTreeMap<String, u64> {
    let mut sums: BTreeMap<String, f64> = BTreeMap::new();
    for (form, lemma) in lemmas {
        if let Some(value) = zipf.get(form) {
            *sums.entry(lemma.clone()).or_default() += 10_f64.powf(*value);
        }
    }
    let value = |(lemma, sum): (String, f64)| (lemma, (2.0 * sum.log10()).round() as u64);
    sums.into_iter().filter(|(_, sum)| *sum >= 1e4).map(value).collect()
}

/// Twice the Zipf value of a word in daily use.
const DAILY: u64 = 7;

/// How familiar the words are that could be compounds: twice their Zipf value (3: once in a million words, 6: once in
/// a thousand), for the word or its lemma, above 1.5.
pub fn familiarity(lexicon: &Lexicon, lemmas: &BTreeMap<String, String>) -> BTreeMap<String, u64> {
    let is_listed = |word: &str| lexicon.entries.get(word).is_some_and(|entry| entry.is_listed);
    let is_known = |word: &str| lexicon.entries.contains_key(word) || affixes::COMBINING.contains(&word);
    let could_be_two = |word: &str, may_end: &dyn Fn(&str) -> bool| {
        (2..word.len().saturating_sub(2)).any(|at| {
            let left = &word[..at];
            // With a linking s that the dictionary does not have, as well.
            let is_left = is_known(left) || left.strip_suffix('s').is_some_and(is_known);
            is_left && may_end(&word[at..])
        })
    };
    let could_be_three = |word: &str| could_be_two(word, &|end| could_be_two(end, &is_listed));
    let value = |form: &str, lemma: &str| (2.0 * lexicon.zipf(form).max(lexicon.zipf(lemma))).round() as u64;
    lemmas
        .iter()
        .filter(|(form, _)| {
            let is_strong = lexicon.irregular.contains_key(form.as_str());
            form.len() >= 6 && (is_listed(form) || is_strong)
        })
        .map(|(form, lemma)| (form.clone(), value(form, lemma)))
        // Of three parts only what is in daily use: `uitzondering` is a unit, `uithuisplaatsing` is none.
        .filter(|(form, value)| {
            *value > 3 && could_be_two(form, &is_listed) || *value >= DAILY && could_be_three(form)
        })
        .collect()
}
