//! The lemma of each form.

use std::collections::BTreeMap;

use crate::lexicon::{Entry, Lexicon, NOUN, VERB};

/// Letters before a plural at the end of a word that is listed without its singular.
const HEAD_MIN: usize = 4;

/// The lemma of each form, followed to its end.
pub fn lemmas(lexicon: &Lexicon) -> BTreeMap<String, String> {
    let mut lemmas = BTreeMap::new();
    for form in lexicon.entries.keys() {
        let mut lemma = form.clone();
        for _ in 0..4 {
            if lexicon.own.contains(&lemma) {
                break;
            }
            let is_listed = lexicon.entries.get(&lemma).is_some_and(|entry| entry.is_listed);
            let next =
                lexicon.verb_of(&lemma).filter(|_| is_listed).or_else(|| lexicon.base_of_linked(&lemma));
            let next = next.or_else(|| lexicon.lemma(&lemma).map(str::to_owned));
            let next = next.filter(|next| *next != lemma);
            if next.is_none() && lexicon.entries.get(&lemma).is_some_and(|entry| entry.is_verb_stem) {
                break;
            }
            let next = next.or_else(|| lexicon.stem_of_unmarked(&lemma));
            let next = next.or_else(|| lexicon.base_of_inflected(&lemma));
            let next = next.or_else(|| lexicon.particle_verb(&lemma));
            let next = next.or_else(|| lexicon.guess(&lemma).filter(|_| is_listed));
            match next {
                Some(next) if next != lemma => lemma = next,
                _ => break,
            }
        }
        let Entry { is_listed, is_verb_stem, .. } = lexicon.entries[form];
        if lemma == *form && is_listed && !is_verb_stem && !lexicon.own.contains(form) {
            lemma = lexicon.particle_verb(form).unwrap_or(lemma);
        }
        // `belastings-`: a beginning with a linking s.
        if lemma == *form
            && !is_listed
            && !lexicon.own.contains(form)
            && let Some(base) = form.strip_suffix('s')
            && lexicon.entries.contains_key(base)
        {
            lemma = base.to_owned();
        }
        // `studenten` is of `student` rather than of `studente`.
        if let Some(base) = lemma.strip_suffix('e').filter(|_| form.strip_suffix('n') == Some(&lemma))
            && lexicon.entries.get(base).is_some_and(|entry| entry.is_nominal && !entry.is_adjective)
            && !lexicon.irregular.contains_key(form)
        {
            lemma = base.to_owned();
        }
        lemmas.insert(form.clone(), lexicon.rare.get(&lemma).cloned().unwrap_or(lemma));
    }
    // `raadsleden` is of `raadslid`: listed without its singular, but so is `leden`.
    let is_listed = |word: &str| lexicon.entries.get(word).is_some_and(|entry| entry.is_listed);
    let by_end = |(form, lemma): (&String, &String)| {
        let entry = &lexicon.entries[form];
        let is_known = entry.is_verb_stem || entry.is_nominal || !entry.lemmas.is_empty();
        if form != lemma || !entry.is_listed || is_known || lexicon.own.contains(form) {
            return None;
        }
        let is_inflected = |end: &str| {
            let of = |rank| lexicon.entries.get(end).is_some_and(|entry| entry.lemmas.contains_key(&rank));
            lexicon.irregular.contains_key(end) || of(NOUN) || of(VERB)
        };
        let is_head = |head: &str| {
            let begins = |entry: &Entry| entry.is_beginning || entry.is_listed && entry.is_nominal;
            head.len() >= HEAD_MIN && lexicon.entries.get(head).is_some_and(begins)
        };
        let is_plural =
            |end: &str| lexicon.entries.get(end).is_some_and(|entry| entry.lemmas.contains_key(&NOUN));
        let whole = (3..form.len().saturating_sub(2)).find_map(|at| {
            let (head, end) = form.split_at(at);
            if !is_inflected(end) {
                return None;
            }
            let whole = format!("{head}{}", lemmas.get(end).filter(|lemma| *lemma != end)?);
            // `zandstranden` is of a word that is not listed.
            (is_listed(&whole) || is_head(head) && is_plural(end)).then_some(whole)
        })?;
        Some((form.clone(), whole))
    };
    let by_end: Vec<(String, String)> = lemmas.iter().filter_map(by_end).collect();
    lemmas.extend(by_end);
    for (form, stem) in &lexicon.irregular {
        lemmas.entry(form.clone()).or_insert_with(|| stem.clone());
    }
    // A lemma is its own: `romeinse` goes where `romeins` goes.
    let further: Vec<(String, String)> = lemmas
        .iter()
        .filter_map(|(form, lemma)| {
            let next = lemmas.get(lemma).filter(|next| *next != lemma && *next != form)?;
            Some((form.clone(), next.clone()))
        })
        .collect();
    lemmas.extend(further);
    lemmas
}
