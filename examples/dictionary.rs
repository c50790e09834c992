//! Builds the dictionary of the Dutch analysis from OpenTaal's spelling dictionary: `make dictionary`.
//!
//! Reads hunspell's `nl.dic` and `nl.aff` and a list of words (Debian: hunspell-nl and wdutch; OpenTaal, BSD-3-Clause or
//! CC BY 3.0), and writes an automaton from each form of a word to a number: its lemma as a change of the form, how often
//! it begins and ends compounds, and what kind of word it is. From a list of frequencies (scripts/frequencies.sh) it
//! writes a second automaton, of how familiar the words are that could be compounds, and a third one, of how common
//! lemmas are; a fourth one has the names of people and places that the dictionary has, and those of all municipalities.
//! `src/search/analysis/dictionary.rs` reads all four.
//!
//! Deterministic: the same input gives the same file.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::error::Error;
use std::fs;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

#[path = "../src/search/analysis/affixes.rs"]
mod affixes;

const IRREGULAR: &str = include_str!("../src/search/analysis/irregular.txt");
const PARTICLES: &[&str] = &[
    "samen", "tegen", "terug", "achter", "binnen", "onder", "over", "door", "voor", "vast", "weer", "neer",
    "voort", "open", "vrij", "mede", "mis", "aan", "bij", "mee", "toe", "uit", "weg", "ont", "her", "ver",
    "af", "in", "na", "om", "op", "be", "ge", "er",
];
const LETTERS_MIN: usize = 2;
/// Flags of nl.aff that names of people and places have: of what is theirs, who lives there, what comes from there.
const NAMES: &[&str] = &["PN", "PI", "PK"];
/// Letters of a name at least: shorter words are neither compounds nor derived.
const NAME_MIN: usize = 4;
/// Letters of the name of a municipality at least.
const MUNICIPALITY_MIN: usize = 3;
/// Bit of a form that only stands before others.
const COMBINING: u64 = 1 << 16;

struct Rule {
    is_prefix: bool,
    strip: String,
    add: String,
    /// Flags that the result has.
    flags: Vec<String>,
    condition: String,
}

#[derive(Clone, Debug, Default)]
struct Entry {
    /// Possible lemmas, the likeliest first by their rank.
    lemmas: BTreeMap<u8, String>,
    is_beginning: bool,
    is_end: bool,
    is_verb_stem: bool,
    /// Listed with inflections of a noun or an adjective.
    is_nominal: bool,
    is_adjective: bool,
    /// Has a plural of its own.
    is_noun: bool,
    is_listed: bool,
}

fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).nfd().filter(|c| !is_combining_mark(*c)).collect()
}

fn flags(text: &str) -> Vec<String> {
    text.as_bytes().chunks(2).map(|flag| String::from_utf8_lossy(flag).into_owned()).collect()
}

fn rules(aff: &str) -> HashMap<String, Vec<Rule>> {
    let mut rules: HashMap<String, Vec<Rule>> = HashMap::new();
    for line in aff.lines() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [kind @ ("SFX" | "PFX"), flag, strip, add, rest @ ..] = &fields[..] else { continue };
        if matches!(*strip, "Y" | "N") && rest.is_empty() {
            continue;
        }
        let (add, continued) = add.split_once('/').unwrap_or((add, ""));
        let plain = |text: &str| if text == "0" { String::new() } else { text.to_owned() };
        rules.entry((*flag).to_owned()).or_default().push(Rule {
            is_prefix: *kind == "PFX",
            strip: plain(strip),
            add: plain(add),
            flags: flags(continued),
            condition: rest.first().map_or(".", |condition| *condition).to_owned(),
        });
    }
    rules
}

/// Does a word end (or begin) as a condition of hunspell says: letters, `.` and classes.
fn fits(word: &str, condition: &str, is_prefix: bool) -> bool {
    let mut classes: Vec<(bool, Vec<char>)> = Vec::new();
    let mut chars = condition.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '[' => {
                let negated = chars.next_if_eq(&'^').is_some();
                let class = chars.by_ref().take_while(|c| *c != ']').collect();
                classes.push((negated, class));
            }
            '.' => classes.push((true, Vec::new())),
            c => classes.push((false, vec![c])),
        }
    }
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < classes.len() {
        return condition == ".";
    }
    let from = if is_prefix { 0 } else { letters.len() - classes.len() };
    classes.iter().zip(&letters[from..]).all(|((negated, class), letter)| class.contains(letter) != *negated)
}

fn apply(rule: &Rule, word: &str) -> Option<String> {
    if !fits(word, &rule.condition, rule.is_prefix) {
        return None;
    }
    if rule.is_prefix {
        return Some(format!("{}{word}", rule.add));
    }
    Some(format!("{}{}", word.strip_suffix(rule.strip.as_str())?, rule.add))
}

/// The stem of an infinitive, as it would be spelt: `lopen` `loop`, `werken` `werk`, `schrijven` `schrijf`.
fn stems_of_infinitive(infinitive: &str) -> Vec<String> {
    let Some(stem) = infinitive.strip_suffix("en").filter(|stem| stem.len() >= 2) else {
        return infinitive.strip_suffix('n').map(str::to_owned).into_iter().collect();
    };
    let mut stems = spellings(stem);
    stems.extend(infinitive.strip_suffix('n').map(str::to_owned));
    stems
}

/// A stem before a vowel, as it is spelt at the end of a word.
fn spellings(stem: &str) -> Vec<String> {
    let bytes = stem.as_bytes();
    let n = bytes.len();
    let is_vowel = |i: usize| matches!(bytes[i], b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    let hardened = |stem: &str| match stem.as_bytes().last() {
        Some(b'v') => format!("{}f", &stem[..stem.len() - 1]),
        Some(b'z') => format!("{}s", &stem[..stem.len() - 1]),
        _ => stem.to_owned(),
    };
    let mut spelt = Vec::new();
    if !stem.is_ascii() || n < 2 {
        return vec![stem.to_owned()];
    }
    if n >= 3 && bytes[n - 1] == bytes[n - 2] && !is_vowel(n - 1) {
        spelt.push(stem[..n - 1].to_owned());
    }
    if n >= 2
        && !is_vowel(n - 1)
        && matches!(bytes[n - 2], b'a' | b'e' | b'o' | b'u')
        && (n < 3 || !is_vowel(n - 3))
    {
        let long = format!("{}{}{}", &stem[..n - 1], bytes[n - 2] as char, &stem[n - 1..]);
        spelt.push(hardened(&long));
    }
    spelt.push(hardened(stem));
    // `varieren`: two syllables when it is written with a diaeresis.
    if stem.ends_with("ier") {
        spelt.push(format!("{}eer", &stem[..n - 2]));
    }
    spelt
}

struct Lexicon {
    entries: BTreeMap<String, Entry>,
    irregular: HashMap<String, String>,
    /// Those of nouns.
    plurals: BTreeSet<String>,
}

impl Lexicon {
    fn add(&mut self, form: &str, rank: u8, lemma: &str) -> &mut Entry {
        let entry = self.entries.entry(form.to_owned()).or_default();
        let lemmas = &mut entry.lemmas;
        // `studenten` is of `student`, not of `studente`; `zaken` of `zaak`, because a vowel in an open syllable is long.
        let preference = |lemma: &str| (!lemma.ends_with('e'), lemma.len());
        match lemmas.get(&rank) {
            Some(known) if preference(known) >= preference(lemma) => {}
            _ => {
                lemmas.insert(rank, lemma.to_owned());
            }
        }
        entry
    }

    fn verb_stem(&self, candidates: &[String]) -> Option<String> {
        let is_stem = |word: &String| self.entries.get(word).is_some_and(|entry| entry.is_verb_stem);
        candidates.iter().find(|word| is_stem(word)).cloned()
    }

    /// The stem of which this is a participle: `gewerkt` `werk`, `beantwoord` `beantwoord`.
    fn stem_of_participle(&self, participle: &str) -> Option<String> {
        if let Some(stem) = self.irregular.get(participle) {
            return Some(stem.clone());
        }
        let bare = participle.strip_prefix("ge").unwrap_or(participle);
        let mut candidates = Vec::new();
        for word in [bare, participle] {
            if let Some(stem) = word.strip_suffix(['t', 'd']) {
                candidates.push(stem.to_owned());
            }
            candidates.push(word.to_owned());
            candidates.extend(stems_of_infinitive(word));
        }
        self.verb_stem(&candidates)
    }

    /// `bond` is the noun rather than the past of `bind`; but `steden` is always of `stad`.
    fn irregular(&self, form: &str) -> Option<&str> {
        let stem = self.irregular.get(form)?;
        let is_of_noun = self.plurals.contains(form);
        let is_noun = self.entries.get(form).is_some_and(|entry| {
            entry.is_noun && !(entry.is_adjective && form.len() > 6)
                || entry.is_nominal && !entry.is_adjective && form.len() < 6
                || entry.lemmas.contains_key(&NOUN)
        });
        (is_of_noun || !is_noun).then_some(stem)
    }

    /// What a form that nothing is known of is likely an inflection of.
    fn guess(&self, form: &str) -> Option<String> {
        if self.entries.get(form).is_some_and(|entry| entry.is_nominal) {
            return None;
        }
        let bare = form.strip_suffix('e').or(form.strip_suffix("en")).unwrap_or(form);
        if bare.len() >= 5 && bare.ends_with(['d', 't']) {
            let stem = &bare[..bare.len() - 1];
            let mut stems = Vec::new();
            for bare in [stem, bare] {
                stems.extend(bare.strip_prefix("ge").map(str::to_owned));
            }
            stems.push(stem.to_owned());
            if let Some(stem) = self.verb_stem(&stems) {
                return Some(stem);
            }
        }
        let find = |endings: &[&str], is_right: fn(&Entry) -> bool| {
            let base = |ending: &&str| {
                let base = form.strip_suffix(ending).filter(|base| base.len() >= 3)?;
                let mut bases = spellings(base);
                bases.push(base.to_owned());
                bases.into_iter().find(|word| self.entries.get(word).is_some_and(is_right))
            };
            endings.iter().find_map(base)
        };
        find(&["ere", "er", "ste", "st", "e"], |entry| entry.is_adjective)
            .or_else(|| find(&["en", "n", "s", "etje", "tje", "pje", "je"], |entry| entry.is_nominal))
    }

    /// The verb of which this is a participle, inflected or not: `overtuigde` `overtuig`, `volgend` `volg`.
    fn verb_of(&self, form: &str) -> Option<String> {
        let has_noun = |word: &str| {
            self.entries
                .get(word)
                .is_some_and(|entry| entry.is_noun || entry.lemmas.contains_key(&NOUN) || entry.is_verb_stem)
        };
        if has_noun(form) || self.plurals.contains(form) || self.irregular.contains_key(form) {
            return None;
        }
        for ending in ["", "e", "en", "ene", "enen"] {
            let Some(bare) = form.strip_suffix(ending).filter(|bare| bare.len() >= 5) else { continue };
            if has_noun(bare) {
                continue;
            }
            let doing = bare.strip_suffix("nd").filter(|bare| bare.ends_with('e') && ending.len() < 2);
            if let Some(stem) = doing.and_then(|bare| self.verb_stem(&spellings(&bare[..bare.len() - 1]))) {
                return Some(stem);
            }
            if ending == "ene" || ending == "enen" {
                let strong = &form[..bare.len() + 2];
                if let Some(stem) = self.irregular(strong).filter(|stem| *stem != strong) {
                    return Some(stem.to_owned());
                }
            }
            if !bare.ends_with(['d', 't']) {
                continue;
            }
            let weak = |rest: &str| self.verb_stem(&[rest[..rest.len() - 1].to_owned(), rest.to_owned()]);
            if let Some(stem) = bare.strip_prefix("ge").filter(|rest| rest.len() >= 3).and_then(weak) {
                return Some(stem);
            }
            for particle in PARTICLES {
                let Some(rest) = bare.strip_prefix(particle).filter(|rest| rest.len() >= 4) else { continue };
                let is_inner = rest.starts_with("ge") && rest.len() >= 6;
                if let Some(stem) = is_inner.then(|| weak(&rest[2..])).flatten() {
                    return Some(format!("{particle}{stem}"));
                }
                if matches!(
                    *particle,
                    "be" | "ver" | "ont" | "her" | "er" | "ge" | "over" | "onder" | "door" | "mis"
                ) && let Some(stem) = weak(bare).filter(|stem| stem != bare).or_else(|| {
                    weak(rest).filter(|stem| stem != rest).map(|stem| format!("{particle}{stem}"))
                }) {
                    return Some(stem);
                }
            }
        }
        None
    }

    /// `stads`, `winters`, `meisjes`: an s behind a noun, where the form is no noun of its own.
    fn base_of_linked(&self, form: &str) -> Option<String> {
        let base = form.strip_suffix('s').filter(|base| base.len() >= 3)?;
        let entry = self.entries.get(form)?;
        let is_base = self
            .entries
            .get(base)
            .is_some_and(|base| base.is_listed && base.is_nominal && !base.is_adjective || base.is_noun);
        (!entry.is_noun && !form.ends_with("ss") && is_base).then(|| base.to_owned())
    }

    /// `jarige`, `gerichte`: listed as they stand behind others.
    fn base_of_inflected(&self, form: &str) -> Option<String> {
        let base = form.strip_suffix('e').filter(|base| base.len() >= 5)?;
        let is_listed = |word: &str| self.entries.get(word).is_some_and(|entry| entry.is_listed);
        let entry = self.entries.get(form).filter(|entry| !entry.is_noun)?;
        (entry.is_listed && is_listed(base) && !base.ends_with("ss")).then(|| base.to_owned())
    }

    /// Forms of strong verbs behind particles: `verving`, `aangevallen`.
    fn add_strong_verbs(&mut self) {
        let irregular: Vec<(String, String)> =
            self.irregular.iter().map(|(form, stem)| (form.clone(), stem.clone())).collect();
        for (form, stem) in irregular {
            for particle in PARTICLES {
                let whole = format!("{particle}{stem}");
                if !self.entries.get(&whole).is_some_and(|entry| entry.is_verb_stem) {
                    continue;
                }
                let mut forms = vec![format!("{particle}{form}")];
                forms.extend(form.strip_prefix("ge").map(|rest| format!("{particle}{rest}")));
                for form in forms {
                    self.irregular.entry(form).or_insert_with(|| whole.clone());
                }
            }
        }
    }

    fn lemma(&self, form: &str) -> Option<&str> {
        if let Some(stem) = self.irregular(form) {
            return Some(stem);
        }
        let (form, entry) = self.entries.get_key_value(form)?;
        // `nederlands` is no plural of `nederlander`.
        if entry.is_adjective && form.ends_with('s') {
            return Some(form);
        }
        if entry.is_nominal && entry.lemmas.keys().next().is_none_or(|rank| *rank > ADJECTIVE) {
            return Some(form);
        }
        entry.lemmas.values().next().map(String::as_str)
    }
}

// Ranks of lemmas: what is likelier comes first.
const NOUN: u8 = 1;
const ADJECTIVE: u8 = 2;
const VERB: u8 = 3;
const SMALL: u8 = 4;

fn read(dic: &str, rules: &HashMap<String, Vec<Rule>>) -> Lexicon {
    let mut lexicon =
        Lexicon { entries: BTreeMap::new(), irregular: HashMap::new(), plurals: BTreeSet::new() };
    let mut is_noun = false;
    for line in IRREGULAR.lines() {
        is_noun |= line == "# Nouns";
        if line.starts_with('#') {
            continue;
        }
        let mut words = line.split_whitespace();
        let Some(stem) = words.next() else { continue };
        for form in words {
            if is_noun {
                // `leden` is of `lid` rather than of `lijd`.
                lexicon.irregular.insert(form.to_owned(), stem.to_owned());
                lexicon.plurals.insert(form.to_owned());
            } else {
                lexicon.irregular.entry(form.to_owned()).or_insert_with(|| stem.to_owned());
            }
        }
    }
    let mut verbs: Vec<(String, Vec<String>)> = Vec::new();
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
        let is_whole = !word.contains('-');
        let kind = |flag: &str| flag.as_bytes().first().copied().unwrap_or_default();
        let is_only_compound = has(&["Cx"]);
        {
            let entry = lexicon.entries.entry(base.clone()).or_default();
            entry.is_listed |= !is_name && !is_only_compound;
            entry.is_verb_stem |= has(&["V3", "Vp", "Vq", "Va", "Vb"]);
            let is_adjective = has(&["Aa", "Al", "Ar", "At", "Ax", "Am"]) && !has(&["Ve"]);
            entry.is_adjective |= is_adjective;
            // Zm: `-heid`; Zi and Zj: what an adjective names (`gewonde`).
            entry.is_noun |= flags.iter().any(|flag| {
                kind(flag) == b'Z' && !matches!(flag.as_str(), "Zm" | "Zi" | "Zj") || flag == "Yb"
            });
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
    lexicon.add_strong_verbs();
    // A verb is its stem: infinitive and participle lead there, with the particles that may stand before them.
    for (base, flags) in verbs {
        let stem = if flags.iter().any(|flag| flag == "Vi") {
            let candidates = stems_of_infinitive(&base);
            lexicon.verb_stem(&candidates).or_else(|| candidates.first().cloned())
        } else if flags.iter().any(|flag| flag == "Ve") {
            lexicon.stem_of_participle(&base)
        } else {
            Some(base.clone())
        };
        let Some(stem) = stem else { continue };
        if stem != base {
            lexicon.add(&base, VERB, &stem);
        }
        for flag in flags.iter().filter(|flag| flag.starts_with('P')) {
            for rule in rules.get(flag).into_iter().flatten().filter(|rule| rule.is_prefix) {
                let particle = fold(&rule.add);
                let entry = lexicon.add(&format!("{particle}{base}"), VERB, &format!("{particle}{stem}"));
                entry.is_listed = true;
            }
        }
    }
    lexicon
}

/// The lemma of each form, followed to its end.
fn lemmas(lexicon: &Lexicon) -> BTreeMap<String, String> {
    let mut lemmas = BTreeMap::new();
    for form in lexicon.entries.keys() {
        let mut lemma = form.clone();
        for _ in 0..4 {
            let is_listed = lexicon.entries.get(&lemma).is_some_and(|entry| entry.is_listed);
            let next =
                lexicon.verb_of(&lemma).filter(|_| is_listed).or_else(|| lexicon.base_of_linked(&lemma));
            let next = next.or_else(|| lexicon.lemma(&lemma).map(str::to_owned));
            let next = next.filter(|next| *next != lemma).or_else(|| lexicon.base_of_inflected(&lemma));
            let next = next.or_else(|| particle(lexicon, &lemma));
            let next = next.or_else(|| lexicon.guess(&lemma).filter(|_| is_listed));
            match next {
                Some(next) if next != lemma => lemma = next,
                _ => break,
            }
        }
        let is_listed = lexicon.entries[form].is_listed;
        if lemma == *form && is_listed {
            lemma = particle(lexicon, form).unwrap_or(lemma);
        }
        // `belastings-`: a beginning with a linking s.
        if lemma == *form
            && !is_listed
            && let Some(base) = form.strip_suffix('s')
            && lexicon.entries.contains_key(base)
        {
            lemma = base.to_owned();
        }
        // `studenten` is of `student` rather than of `studente`.
        if let Some(base) = lemma.strip_suffix('e').filter(|_| form.strip_suffix('n') == Some(&lemma))
            && lexicon.entries.get(base).is_some_and(|entry| entry.is_nominal && !entry.is_adjective)
        {
            lemma = base.to_owned();
        }
        lemmas.insert(form.clone(), lemma);
    }
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

/// `aangevallen`: a particle and a form of a verb that is known without it.
fn particle(lexicon: &Lexicon, form: &str) -> Option<String> {
    let entry = lexicon.entries.get(form)?;
    if entry.is_nominal || !entry.is_listed {
        return None;
    }
    for particle in PARTICLES {
        let Some(rest) = form.strip_prefix(particle).filter(|rest| rest.len() >= 3) else { continue };
        if let Some(stem) = lexicon.irregular.get(rest) {
            return Some(format!("{particle}{stem}"));
        }
        let ge = format!("ge{rest}");
        if matches!(*particle, "be" | "ver" | "ont" | "her")
            && let Some(stem) = lexicon.irregular.get(&ge)
        {
            return Some(format!("{particle}{stem}"));
        }
        let verb = lexicon.entries.get(rest).and_then(|entry| entry.lemmas.get(&VERB));
        if let Some(stem) = verb.filter(|stem| *stem != rest) {
            return Some(format!("{particle}{stem}"));
        }
    }
    None
}

/// How often each form begins compounds and each lemma ends them: expected counts, from all listed words at once.
///
/// Every word is cut at each place where two known words meet, each cut as likely as its halves are frequent on their
/// sides, or not at all; a dozen rounds of that (expectation maximisation) leave `con` without a word that it begins,
/// and `kwaliteits` with all of its own.
fn productivity(
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

/// Twice the binary logarithm of one more, up to 15.
fn bucket(count: f64) -> u64 {
    ((count + 1.0).log2() * 2.0).round().min(15.0) as u64
}

/// A lemma as a change of its form: letters cut out at the start or after a particle, cut off at the end, and added.
fn change(form: &str, lemma: &str) -> (usize, usize, String) {
    let common = form.bytes().zip(lemma.bytes()).take_while(|(a, b)| a == b).count();
    // `gewerkt` and `uitgewerkt`: the lemma goes on behind `ge`.
    let mut best = (0, form.len() - common, lemma[common..].to_owned());
    for at in 0..=common.min(form.len()) {
        if form[at..].starts_with("ge") && form.is_char_boundary(at + 2) {
            let rest = &form[at + 2..];
            let wanted = &lemma[at..];
            let same = rest.bytes().zip(wanted.bytes()).take_while(|(a, b)| a == b).count();
            if same >= 2 && rest.len() - same + wanted.len() - same < best.1 + best.2.len() {
                best = (at + 1, rest.len() - same, wanted[same..].to_owned());
            }
        }
    }
    best
}

/// Names of people and places, with what is derived from them (`rotterdams`, `rotterdamse`), each with twice the number of
/// letters behind the name, and one more where a municipality is called so. A word that is also written in lower case is
/// none, unless it is a municipality's.
fn names(
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
    for line in dic.lines() {
        let (word, flagged) = line.trim().split_once('/').unwrap_or((line.trim(), ""));
        let flagged = flags(flagged);
        let mut letters = word.chars();
        let is_capital = letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase);
        let name = fold(word);
        if !is_capital || listed.contains(&name) || !flagged.iter().any(|flag| NAMES.contains(&flag.as_str()))
        {
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
    names.extend(called_so.into_iter().map(|name| (name, 1)));
    Ok(names)
}

/// Lower-case words of a list, one a line, as this program folds them.
fn listed(text: &str) -> impl Iterator<Item = String> {
    let words =
        text.lines().map(str::trim).filter(|word| word.chars().next().is_some_and(char::is_lowercase));
    words
        .map(|word| fold(&word.replace(['-', '\''], "")))
        .filter(|word| word.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// The Zipf values of folded words.
fn zipf(frequencies: &str) -> HashMap<String, f64> {
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
fn commonness(zipf: &HashMap<String, f64>, lemmas: &BTreeMap<String, String>) -> BTreeMap<String, u64> {
    let mut sums: BTreeMap<String, f64> = BTreeMap::new();
    for (form, lemma) in lemmas {
        if let Some(value) = zipf.get(form) {
            *sums.entry(lemma.clone()).or_default() += 10_f64.powf(*value);
        }
    }
    let value = |(lemma, sum): (String, f64)| (lemma, (2.0 * sum.log10()).round() as u64);
    sums.into_iter().filter(|(_, sum)| *sum >= 1e4).map(value).collect()
}

/// How familiar the words are that could be compounds: twice their Zipf value (3: once in a million words, 6: once in
/// a thousand), for the word or its lemma, above 1.5.
fn familiarity(
    zipf: &HashMap<String, f64>,
    lexicon: &Lexicon,
    lemmas: &BTreeMap<String, String>,
) -> BTreeMap<String, u64> {
    let of = |word: &str| zipf.get(word).copied().unwrap_or_default();
    let is_listed = |word: &str| lexicon.entries.get(word).is_some_and(|entry| entry.is_listed);
    let could_be_two = |word: &str| {
        (2..=word.len() - 3).any(|at| {
            let (left, right) = word.split_at(at);
            (lexicon.entries.contains_key(left) || affixes::COMBINING.contains(&left)) && is_listed(right)
        })
    };
    lemmas
        .iter()
        .filter(|(form, _)| form.len() >= 6 && is_listed(form) && could_be_two(form))
        .map(|(form, lemma)| (form.clone(), (2.0 * of(form).max(of(lemma))).round() as u64))
        .filter(|(_, value)| *value > 3)
        .collect()
}

fn automaton<K: AsRef<[u8]>>(values: &BTreeMap<K, u64>) -> Result<Vec<u8>, tantivy_fst::Error> {
    let mut builder = tantivy_fst::MapBuilder::memory();
    for (key, value) in values {
        builder.insert(key, *value)?;
    }
    builder.into_inner()
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [hunspell, list, frequencies, municipalities, target] = &arguments[..] else {
        return Err(
            "say where nl.dic and nl.aff are, a list of words, one of frequencies, one of municipalities, \
                    and where to write"
                .into(),
        );
    };
    let rules = rules(&fs::read_to_string(format!("{hunspell}/nl.aff"))?);
    let dic = fs::read_to_string(format!("{hunspell}/nl.dic"))?;
    let lexicon = read(&dic, &rules);
    let lemmas = lemmas(&lexicon);
    let mut all: BTreeSet<String> = listed(&fs::read_to_string(list)?).collect();
    all.extend(lexicon.entries.iter().filter(|(_, entry)| entry.is_listed).map(|(form, _)| form.clone()));
    let (lefts, rights) = productivity(&lexicon, &lemmas, &all);
    let names = names(&dic, &rules, &fs::read_to_string(municipalities)?, &all)?;
    let zipf = zipf(&fs::read_to_string(frequencies)?);
    let (familiarity, commonness) = (familiarity(&zipf, &lexicon, &lemmas), commonness(&zipf, &lemmas));

    let mut changes: BTreeMap<(usize, usize, String), u64> = BTreeMap::new();
    for (form, lemma) in &lemmas {
        *changes.entry(change(form, lemma)).or_default() += 1;
    }
    // Frequent changes get small numbers: the automaton shares their outputs.
    let mut frequent: Vec<_> = changes.into_iter().collect();
    frequent.sort_by(|(a, a_count), (b, b_count)| b_count.cmp(a_count).then_with(|| a.cmp(b)));
    let numbers: HashMap<_, _> =
        frequent.iter().enumerate().map(|(number, (change, _))| (change, number as u64)).collect();

    let unlisted = Entry::default();
    let of = |form: &str| lexicon.entries.get(form).unwrap_or(&unlisted);
    let mut values: BTreeMap<&str, u64> = BTreeMap::new();
    for form in affixes::COMBINING {
        values.insert(form, COMBINING | bucket(lefts.get(*form).copied().unwrap_or_default()) << 8);
    }
    for (form, lemma) in &lemmas {
        let (entry, base) = (of(form), of(lemma));
        let left = bucket(lefts.get(form).copied().unwrap_or_default());
        let right = bucket(rights.get(lemma).copied().unwrap_or_default());
        let flags = [
            entry.is_beginning,
            entry.is_end || base.is_end,
            entry.is_listed || lexicon.irregular.contains_key(form),
            entry.is_nominal || base.is_nominal,
        ];
        let more = [
            entry.is_verb_stem,
            entry.is_adjective || base.is_adjective,
            base.is_verb_stem,
            base.is_beginning,
            affixes::COMBINING.contains(&form.as_str()),
        ];
        let bits = |flags: &[bool]| -> u64 {
            flags.iter().enumerate().map(|(place, flag)| u64::from(*flag) << place).sum()
        };
        let value =
            numbers[&change(form, lemma)] << 17 | bits(&more) << 12 | left << 8 | right << 4 | bits(&flags);
        values.insert(form, value);
    }
    let words = automaton(&values)?;
    let text: String = frequent.iter().map(|((ge, cut, add), _)| format!("{ge} {cut} {add}\n")).collect();
    let (familiar, common) = (automaton(&familiarity)?, automaton(&commonness)?);
    let named = automaton(&names)?;
    fs::write(format!("{target}/dutch.fst"), &words)?;
    fs::write(format!("{target}/dutch-changes.txt"), text)?;
    fs::write(format!("{target}/dutch-familiar.fst"), &familiar)?;
    fs::write(format!("{target}/dutch-common.fst"), &common)?;
    fs::write(format!("{target}/dutch-names.fst"), &named)?;
    eprintln!(
        "{} forms, {} changes, {} bytes; {} familiar words, {} bytes; {} common lemmas, {} bytes; {} names, {} bytes",
        values.len(),
        frequent.len(),
        words.len(),
        familiarity.len(),
        familiar.len(),
        commonness.len(),
        common.len(),
        names.len(),
        named.len()
    );
    Ok(())
}
