//! The lemma of each form.

use std::collections::BTreeMap;

use crate::diminutives;
use crate::lexicon::{Entry, Lexicon, NOUN, VERB};

type Lemmas = BTreeMap<String, String>;

/// Letters before a plural at the end of a word that is listed without its singular.
const HEAD_MIN: usize = 4;

/// The lemma of each form, followed to its end.
pub fn lemmas(lexicon: &Lexicon) -> Lemmas {
    let mut lemmas = Lemmas::new();
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
    let by_end: Vec<(String, String)> = lemmas
        .iter()
        .filter(|(form, lemma)| form == lemma && !lexicon.own.contains(*form))
        .filter_map(|(form, _)| {
            let of_quality = of_quality(lexicon, form).or_else(|| of_people(lexicon, &lemmas, form));
            Some((form.clone(), of_quality.or_else(|| of_end(lexicon, &lemmas, form))?))
        })
        .collect();
    lemmas.extend(by_end);
    let diminutive = |(form, lemma): (&String, &String)| {
        let is_one = lemma.ends_with("je") || lemma.ends_with("jes");
        Some((form.clone(), diminutives::lemma(lexicon, &lemmas, form).filter(|_| is_one)?))
    };
    let diminutives: Vec<(String, String)> = lemmas.iter().filter_map(diminutive).collect();
    lemmas.extend(diminutives);
    let english: Vec<(String, String)> = lemmas
        .iter()
        .filter(|(form, lemma)| form == lemma && !lexicon.own.contains(*form))
        .filter_map(|(form, _)| Some((form.clone(), of_english_plural(lexicon, &lemmas, form)?)))
        .collect();
    lemmas.extend(english);
    let like_adjective: Vec<(String, String)> =
        lemmas.iter().filter_map(|(form, lemma)| of_noun_like_adjective(lexicon, form, lemma)).collect();
    lemmas.extend(like_adjective);
    for (form, stem) in &lexicon.irregular {
        lemmas.entry(form.clone()).or_insert_with(|| stem.clone());
    }
    // `werkwijze` is of `werkwijs`, as `wijze` is of `wijs`: what looks like its plural is a verb; `vijfjarige` of `vijfjarig`.
    for lemma in lemmas.values_mut() {
        for (end, base) in [("wijze", "wijs"), ("jarige", "jarig")] {
            if let Some(head) = lemma.strip_suffix(end).filter(|head| head.len() >= 3) {
                *lemma = format!("{head}{base}");
            }
        }
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

fn is_listed(lexicon: &Lexicon, word: &str) -> bool {
    lexicon.entries.get(word).is_some_and(|entry| entry.is_listed)
}

/// The quality that a plural is of: `hoeveelheden`.
fn of_quality(lexicon: &Lexicon, form: &str) -> Option<String> {
    let head = form.strip_suffix("heden")?;
    let quality = format!("{head}heid");
    (is_listed(lexicon, head) || is_listed(lexicon, &quality)).then_some(quality)
}

/// `coaches`, `matches`: listed apart from their singulars.
fn of_english_plural(lexicon: &Lexicon, lemmas: &Lemmas, form: &str) -> Option<String> {
    let is_one = |base: &&str| ["ch", "sh", "ss", "x"].iter().any(|end| base.ends_with(end));
    let base = form.strip_suffix("es").filter(is_one)?;
    lemmas.get(base).filter(|_| is_listed(lexicon, base)).cloned()
}

/// `anderstaligen`, `individuelen`: who is called by an adjective.
fn of_people(lexicon: &Lexicon, lemmas: &Lemmas, form: &str) -> Option<String> {
    let lemma = lemmas.get(form.strip_suffix('n').filter(|inflected| inflected.ends_with('e'))?)?;
    lexicon.entries.get(lemma).is_some_and(|entry| entry.is_adjective).then(|| lemma.clone())
}

/// `raadsleden` is of `raadslid`, `brandstapels` of `brandstapel`: listed alone, but what they end with is known.
fn of_end(lexicon: &Lexicon, lemmas: &Lemmas, form: &str) -> Option<String> {
    let entry = lexicon.entries.get(form)?;
    if !entry.is_listed || entry.is_verb_stem || entry.is_nominal || !entry.lemmas.is_empty() {
        return None;
    }
    let has =
        |end: &str, rank| lexicon.entries.get(end).is_some_and(|entry| entry.lemmas.contains_key(&rank));
    let is_inflected = |end: &str| lexicon.irregular.contains_key(end) || has(end, NOUN) || has(end, VERB);
    let is_plural = |end: &str, lemma: &str| {
        let is_nominal = lexicon.entries.get(lemma).is_some_and(|entry| entry.is_nominal);
        has(end, NOUN) || is_nominal && (end.ends_with("en") || end.ends_with('s'))
    };
    // `olifantspoten` ends with `poten` rather than with `spoten`.
    let is_past = |end: &str| lexicon.irregular.contains_key(end) && !lexicon.plurals.contains(end);
    [false, true].into_iter().find_map(|may_be_past| {
        (3..form.len().saturating_sub(2)).find_map(|at| {
            let (head, end) = form.split_at(at);
            let lemma = lemmas.get(end).filter(|lemma| *lemma != end && (may_be_past || !is_past(end)))?;
            let whole = format!("{head}{lemma}");
            // `zandstranden` is of a word that is not listed.
            let is_one = is_inflected(end) && is_listed(lexicon, &whole)
                || is_head(lexicon, head) && is_plural(end, lemma);
            is_one.then_some(whole)
        })
    })
}

/// Can it begin a word whose end is another?
fn is_head(lexicon: &Lexicon, head: &str) -> bool {
    let begins = |entry: &Entry| entry.is_beginning || entry.is_listed && entry.is_nominal;
    head.len() >= HEAD_MIN && lexicon.entries.get(head).is_some_and(begins)
}

/// `marktwaarden` is of `marktwaarde`, as `waarden` is of `waarde`, though that looks like a form of `waard`.
fn of_noun_like_adjective(lexicon: &Lexicon, form: &str, lemma: &str) -> Option<(String, String)> {
    let found = (HEAD_MIN..form.len()).find_map(|at| {
        let (head, end) = form.split_at(at);
        let own = lexicon.own.get(end).filter(|_| lexicon.plurals.contains(&format!("{end}s")));
        let of_plural = lexicon.irregular.get(end).filter(|_| lexicon.plurals.contains(end));
        let noun = of_plural.or(own)?;
        let is_adjective = lemma.strip_prefix(head)? == noun.strip_suffix('e')?;
        // `kogelronde` is of `kogelrond`.
        let is_other = lexicon.entries.get(lemma).is_some_and(|it| it.is_listed && it.is_adjective);
        (is_adjective && !is_other && is_head(lexicon, head)).then(|| format!("{head}{noun}"))
    })?;
    Some((form.to_owned(), found))
}
