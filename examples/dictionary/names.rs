//! Names of people, places and municipalities.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::hunspell::{Rule, apply, flags};
use crate::spelling::{fold, inflected};

/// Flags of nl.aff that names of people and places have: of what is theirs, who lives there, what comes from there.
const NAMES: &[&str] = &["PN", "PI", "PK"];
/// Letters of a name at least: shorter words are neither compounds nor derived.
const NAME_MIN: usize = 4;
/// Letters of the name of a municipality at least.
const MUNICIPALITY_MIN: usize = 3;

/// Names of people and places, with what is derived from them (`rotterdams`, `rotterdamse`), each with twice the number of
/// letters behind the name, and one more where a municipality is called so. A word that is also written in lower case is
/// none, unless it is a municipality's.
pub fn names(
    dic: &str,
    rules: &HashMap<String, Vec<Rule>>,
    municipalities: &str,
    listed: &BTreeSet<String>,
) -> Result<BTreeMap<String, u64>, csv::Error> {
    let is_plain = |word: &str| word.len() >= NAME_MIN && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let mut names: BTreeMap<String, u64> = BTreeMap::new();
    let mut add = |form: &str, name: &str| {
        if let Some(behind) = form.strip_prefix(name).filter(|_| is_plain(form)) {
            let letters = 2 * behind.len() as u64;
            names.entry(form.to_owned()).and_modify(|known| *known = letters.min(*known)).or_insert(letters);
        }
    };
    let (mut capitals, mut adjectives) = (BTreeSet::new(), Vec::new());
    for line in dic.lines() {
        let (word, flagged) = line.trim().split_once('/').unwrap_or((line.trim(), ""));
        let flagged = flags(flagged);
        let mut letters = word.chars();
        let is_capital = letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase);
        let name = fold(word);
        if !is_capital || listed.contains(&name) {
            continue;
        }
        capitals.insert(name.clone());
        if !flagged.iter().any(|flag| NAMES.contains(&flag.as_str())) {
            if flagged.iter().any(|flag| flag.starts_with(['A', 'L'])) {
                adjectives.push(name);
            }
            continue;
        }
        add(&name, &name);
        for rule in flagged.iter().filter_map(|flag| rules.get(flag)).flatten().filter(|rule| !rule.is_prefix)
        {
            if let Some(form) = apply(rule, word).map(|form| fold(&form.replace('\'', "")))
                && !listed.contains(&form)
            {
                add(&form, &name);
            }
        }
    }
    let mut register = csv::Reader::from_reader(municipalities.as_bytes());
    let mut called_so = BTreeSet::new();
    for row in register.records() {
        let row = row?;
        // Its own name and its other names, where that is one word: `Bergen (NH)` is.
        let own = row.get(1).into_iter().chain(row.get(7).into_iter().flat_map(|names| names.split(';')));
        let own = own.map(|name| name.split_once(" (").map_or(name, |(name, _)| name));
        let is_word = |name: &String| {
            name.len() >= MUNICIPALITY_MIN && name.bytes().all(|byte| byte.is_ascii_lowercase())
        };
        called_so.extend(own.map(|name| fold(name.trim())).filter(is_word));
        // What it is called, its province, and its other names.
        let called = [1, 2, 7].into_iter().filter_map(|field| row.get(field));
        let words = called.flat_map(|names| names.split([';', ' ', ',', '(', ')']));
        // With a hyphen each word, and both in one.
        for word in words.flat_map(|word| word.split('-').map(str::to_owned).chain([word.replace('-', "")])) {
            let name = fold(&word);
            add(&name, &name);
            for ending in ["s", "se"] {
                let form = format!("{name}{ending}");
                if !listed.contains(&form) {
                    add(&form, &name);
                }
            }
        }
    }
    // `Marokkaans` is said of a `Marokkaan`; `Engels` of nothing else, and is made of nothing: it is no `engel`.
    for adjective in adjectives.iter().filter(|adjective| is_plain(adjective)) {
        let is_name = |name: &&str| capitals.contains(*name) || names.contains_key(*name);
        let name = adjective.strip_suffix('s').filter(is_name).unwrap_or(adjective).to_owned();
        for form in [adjective.clone(), inflected(adjective)] {
            if let Some(behind) = form.strip_prefix(&name) {
                let letters = 2 * behind.len() as u64;
                names.entry(form).or_insert(letters);
            }
        }
    }
    names.extend(called_so.into_iter().map(|name| (name, 1)));
    Ok(names)
}
