//! From OpenTaal's dictionary and the list of irregular words to a lexicon.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::hunspell::{Rule, apply, flags};
use crate::lexicon::{ADJECTIVE, Lexicon, NOUN, SMALL, VERB};
use crate::spelling::{fold, stems_of_infinitive};

const IRREGULAR: &str = include_str!("../../src/search/analysis/irregular.txt");
const LETTERS_MIN: usize = 2;
/// Letters of the adjective of a name at least.
const NAME_MIN: usize = 4;

/// Words with their flags.
type Flagged = Vec<(String, Vec<String>)>;
type Rules = HashMap<String, Vec<Rule>>;

pub fn read(dic: &str, rules: &Rules, zipf: HashMap<String, f64>) -> Lexicon {
    let mut lexicon = Lexicon {
        entries: BTreeMap::new(),
        irregular: HashMap::new(),
        plurals: BTreeSet::new(),
        own: BTreeSet::new(),
        zipf,
        infinitives: HashMap::new(),
        rare: BTreeMap::new(),
    };
    let strong = add_irregular(&mut lexicon);
    let verbs = add_words(&mut lexicon, dic, rules);
    add_infinitives(&mut lexicon, &verbs, rules);
    lexicon.add_strong_verbs(strong);
    add_verbs(&mut lexicon, verbs, rules);
    lexicon
}

/// The irregular words; answers the forms of verbs that may stand behind particles, with their stems.
fn add_irregular(lexicon: &mut Lexicon) -> BTreeMap<String, String> {
    // From the nouns on: they are so whatever else the dictionary has.
    let mut is_always = false;
    let mut strong: BTreeMap<String, String> = BTreeMap::new();
    for line in IRREGULAR.lines() {
        is_always |= line == "# Nouns";
        if line.starts_with('#') {
            continue;
        }
        let mut words = line.split_whitespace();
        let Some(stem) = words.next() else { continue };
        lexicon.own.insert(stem.to_owned());
        lexicon.entries.entry(stem.to_owned()).or_default().is_verb_stem |= !is_always;
        for form in words {
            if is_always {
                // `leden` is of `lid` rather than of `lijd`.
                lexicon.irregular.insert(form.to_owned(), stem.to_owned());
                lexicon.plurals.insert(form.to_owned());
                continue;
            }
            let form = match form.strip_prefix('-') {
                Some(form) => form,
                None => {
                    lexicon.irregular.entry(form.to_owned()).or_insert_with(|| stem.to_owned());
                    form
                }
            };
            strong.entry(form.to_owned()).or_insert_with(|| stem.to_owned());
        }
    }
    lexicon.own.retain(|stem| !lexicon.irregular.contains_key(stem));
    strong
}

/// All words with the forms that affixes make of them; answers the verbs.
fn add_words(lexicon: &mut Lexicon, dic: &str, rules: &Rules) -> Flagged {
    let mut verbs = Flagged::new();
    let words: BTreeSet<&str> =
        dic.lines().map(|line| line.split_once('/').map_or(line, |(word, _)| word)).collect();
    for line in dic.lines().skip(1) {
        let (word, given) = line.split_once('/').unwrap_or((line, ""));
        let given = given.split_whitespace().next().unwrap_or_default();
        let is_name = word.chars().next().is_some_and(char::is_uppercase);
        let has_other = |c: char| !(c.is_alphabetic() || c == '-' || c == '\'');
        if word.chars().any(has_other) || word.contains(' ') {
            continue;
        }
        let base = fold(&word.replace(['-', '\''], ""));
        let letters = base.chars().count();
        if letters < LETTERS_MIN || base.chars().any(|c| !c.is_ascii_alphabetic()) {
            continue;
        }
        let flags = flags(given);
        let has = |wanted: &[&str]| flags.iter().any(|flag| wanted.contains(&flag.as_str()));
        if has(&["Fw"]) {
            continue;
        }
        if is_name
            && base.len() >= NAME_MIN
            && !base.ends_with('e')
            && flags.iter().any(|flag| flag.starts_with(['A', 'L']))
        {
            lexicon.add_people(&base);
        }
        let is_whole = !word.contains('-');
        let kind = |flag: &str| flag.as_bytes().first().copied().unwrap_or_default();
        let is_only_compound = has(&["Cx"]);
        {
            let entry = lexicon.entries.entry(base.clone()).or_default();
            entry.is_listed |= !is_name && !is_only_compound;
            entry.is_verb_stem |= has(&["V3", "Vp", "Vq", "Va", "Vb"]) && !has(&["Vi", "Ve"]);
            entry.is_infinitive |= has(&["Vi"]);
            entry.is_participle |= has(&["Ve"]);
            let is_adjective = has(&["Aa", "Al", "Ar", "At", "Ax", "Am"]) && !has(&["Ve"]);
            entry.is_adjective |= is_adjective;
            // Zm: `-heid`; Zi and Zj: what an adjective names (`gewonde`).
            entry.is_noun |= flags.iter().any(|flag| {
                kind(flag) == b'Z' && !matches!(flag.as_str(), "Zm" | "Zi" | "Zj") || flag == "Yb"
            });
            entry.is_like_past |= has(&["Zb", "Ze"])
                && !has(&["Ca", "Cb", "Cc"])
                && !flags.iter().any(|flag| matches!(kind(flag), b'A' | b'Y'));
            entry.is_nominal |= flags.iter().any(|flag| matches!(kind(flag), b'Z' | b'Y'))
                || has(&["Ch", "Cd"])
                || is_adjective
                || has(&["Cc"]) && !base.ends_with("en");
            if is_whole && !is_name {
                entry.is_beginning |= has(&["Ca", "CA", "Ce"]);
                entry.is_end |= has(&["Cc"]);
            }
        }
        let is_infinitive = has(&["Vi"]);
        let is_participle = has(&["Ve"]);
        if is_infinitive || is_participle || has(&["V3"]) {
            verbs.push((base.clone(), flags.clone()));
        }
        for flag in &flags {
            let Some(rules) = rules.get(flag) else { continue };
            // `-heid` makes another word.
            for rule in rules.iter().filter(|_| flag != "Zm") {
                let Some(form) = apply(rule, word) else { continue };
                if form.ends_with('-') {
                    continue;
                }
                // `pa's` is read as `pa`; `fotos` is of `foto`, but `pas` is another word.
                let is_other =
                    form.strip_suffix("'s").is_some_and(|base| words.contains(format!("{base}s").as_str()));
                if is_other {
                    continue;
                }
                let is_linking = rule.flags.iter().any(|flag| flag == "Cx");
                let form = fold(&form.replace(['-', '\''], ""));
                if form.chars().any(|c| !c.is_ascii_alphabetic()) {
                    continue;
                }
                let rank = match kind(flag) {
                    b'Z' => NOUN,
                    b'A' => ADJECTIVE,
                    b'V' if is_infinitive || is_participle || flag.starts_with("V") => VERB,
                    b'Y' => SMALL,
                    b'C' if flag == "Ch" || flag == "Cd" => NOUN,
                    _ => continue,
                };
                let begins = rule.flags.iter().any(|flag| flag == "Ca");
                let entry = lexicon.add(&form, rank, &base);
                entry.is_listed |= !is_name && !is_linking && form != base;
                if is_whole && !is_name {
                    entry.is_beginning |= begins;
                    entry.is_end |= has(&["Cc"]) && matches!(rank, NOUN | SMALL);
                }
            }
        }
    }
    verbs
}

/// Which particles may stand before a verb, though not every such verb is used.
fn particles_of(flags: &[String], rules: &Rules) -> Vec<String> {
    let rules = flags.iter().filter(|flag| flag.starts_with('P')).filter_map(|flag| rules.get(flag));
    rules.flatten().filter(|rule| rule.is_prefix).map(|rule| fold(&rule.add)).collect()
}

/// The infinitive of each stem, also of those with particles.
fn add_infinitives(lexicon: &mut Lexicon, verbs: &Flagged, rules: &Rules) {
    let infinitives = verbs.iter().filter(|(_, flags)| flags.iter().any(|flag| flag == "Vi"));
    // All stems first: what is known of one more changes what the next would be.
    let stem_of = |base: &str| {
        let candidates = stems_of_infinitive(base);
        let third = |stem: &String| lexicon.zipf_of_third(stem);
        // The dictionary does not have all of them: `teister`.
        let unlisted =
            || candidates.iter().rev().max_by(|one, other| third(one).total_cmp(&third(other))).cloned();
        lexicon.verb_stem(&candidates).or_else(unlisted)
    };
    let stems: Vec<_> = infinitives.filter_map(|(base, flags)| Some((stem_of(base)?, base, flags))).collect();
    for (stem, base, flags) in stems {
        lexicon.entries.entry(stem.clone()).or_default().is_verb_stem = true;
        for particle in particles_of(flags, rules) {
            let (whole, infinitive) = (format!("{particle}{stem}"), format!("{particle}{base}"));
            // `naderen` is of `nader`, which is listed, not of `na` and `deren`.
            let other = lexicon.verb_stem(&stems_of_infinitive(&infinitive)).filter(|other| *other != whole);
            if let Some(other) = other {
                lexicon.infinitives.entry(other).or_insert(infinitive);
                continue;
            }
            if lexicon.zipf_of_third(&whole) > 0.0 && lexicon.zipf(&infinitive) > 0.0 {
                lexicon.entries.entry(whole.clone()).or_default().is_verb_stem = true;
            }
            lexicon.infinitives.entry(whole).or_insert(infinitive);
        }
        lexicon.infinitives.insert(stem, base.clone());
    }
}

/// A verb is its stem: infinitive and participle lead there, with the particles that may stand before them.
fn add_verbs(lexicon: &mut Lexicon, verbs: Flagged, rules: &Rules) {
    let stem_of_infinitive = |lexicon: &Lexicon, infinitive: &String| {
        let is_its = |stem: &String| lexicon.infinitives.get(stem) == Some(infinitive);
        stems_of_infinitive(infinitive).into_iter().find(is_its)
    };
    for (base, flags) in verbs {
        let is_infinitive = flags.iter().any(|flag| flag == "Vi");
        let stem = if is_infinitive {
            let first = || stems_of_infinitive(&base).into_iter().next();
            stem_of_infinitive(lexicon, &base).or_else(first)
        } else if flags.iter().any(|flag| flag == "Ve") {
            lexicon.stem_of_participle(&base)
        } else {
            Some(base.clone())
        };
        let Some(stem) = stem else { continue };
        if stem != base {
            lexicon.add(&base, VERB, &stem);
        }
        for particle in particles_of(&flags, rules) {
            let form = format!("{particle}{base}");
            let known = if is_infinitive { stem_of_infinitive(lexicon, &form) } else { None };
            let stem = known.unwrap_or_else(|| format!("{particle}{stem}"));
            let entry = lexicon.add(&form, VERB, &stem);
            entry.is_listed = true;
        }
    }
}
