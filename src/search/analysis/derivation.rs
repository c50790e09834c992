//! What a word is derived from: `toegankelijkheid` from `toegankelijk`, `validatie` from `valideer`. Only where the
//! dictionary has what is left, so that endings which only look like one (`ketting`) lead nowhere; verbs of new loan words
//! (`pseudonimisering`) are told by their endings alone. Before all of it comes `bases.txt`: what looks derived and misleads,
//! mostly since the stem of a verb is spelt like another word (`scholing` and `school`).

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::dictionary::{DUTCH, Known};

/// Letters of a base at least.
const BASE_MIN: usize = 4;

#[derive(Clone, Copy)]
enum Base {
    Verb,
    Adjective,
    Word,
    /// A word but `over`, of which `overheid` is not.
    Quality,
}

impl Base {
    fn is(self, word: &str) -> bool {
        DUTCH.get(word).is_some_and(|known: Known| match self {
            Self::Verb => known.is_verb_stem(),
            Self::Adjective => known.is_word() && known.is_lemma() && known.is_adjective(),
            Self::Word => known.is_word() && known.is_lemma(),
            Self::Quality => word != "over" && known.is_word() && known.is_lemma(),
        })
    }
}

/// Endings, what stands there in the base, and what the base is.
const ENDINGS: &[(&str, &[&str], Base)] = &[
    ("heid", &[""], Base::Quality),
    ("atie", &["eer"], Base::Verb),
    ("catie", &["ceer"], Base::Verb),
    ("itie", &["ieer"], Base::Verb),
    ("ctie", &["ceer", "geer", "cteer"], Base::Verb),
    ("ering", &["eer"], Base::Verb),
    ("antie", &["ant"], Base::Word),
    ("entie", &["ent", "eer"], Base::Word),
    // `kwaliteit` has neither `kwaal` nor `kwal`.
    ("aliteit", &["aal", "eel"], Base::Adjective),
    ("iliteit", &["iel"], Base::Adjective),
    ("biliteit", &["bel"], Base::Adjective),
    ("iteit", &["", "isch"], Base::Adjective),
    ("isch", &["iek", "ie"], Base::Word),
    // `eigenaarschap`, `burgerschap`, `mentorschap`.
    ("aarschap", &["aar"], Base::Word),
    ("erschap", &["er"], Base::Word),
    ("orschap", &["or"], Base::Word),
    ("e", &["eer"], Base::Verb),
];

/// Words with their bases, or without one, that the endings tell otherwise.
static BASES: LazyLock<FxHashMap<&str, Option<&str>>> = LazyLock::new(|| {
    let lines = include_str!("bases.txt").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split_once(' ').map_or((line, None), |(word, base)| (word, Some(base)))).collect()
});

/// The base of a lemma that is derived from another word.
pub fn base(lemma: &str) -> Option<String> {
    match BASES.get(lemma) {
        Some(base) => base.map(str::to_owned),
        None => base_by_ending(lemma),
    }
}

/// The same whatever `bases.txt` says.
fn base_by_ending(lemma: &str) -> Option<String> {
    if !lemma.is_ascii() || lemma.len() < BASE_MIN + 1 {
        return None;
    }
    for (ending, replacements, kind) in ENDINGS {
        // `analyse`, but not English words: `active`, `grade`.
        let is_unknown = *ending == "e" && !DUTCH.get(lemma).is_some_and(Known::is_word);
        let Some(rest) = lemma.strip_suffix(ending).filter(|_| !is_unknown) else { continue };
        let mut found = replacements.iter().map(|replacement| format!("{rest}{replacement}"));
        let found = found.find(|word| word.len() >= BASE_MIN && kind.is(word));
        if found.is_some() {
            return found;
        }
    }
    verb_of_ing(lemma).or_else(|| quality_of_people(lemma)).or_else(|| loan_verb_of_ing(lemma))
}

/// Stems of verbs that loan words make, as they end: `pseudonimiseer`, `contractueer`.
const LOAN_VERBS: &[&str] = &["iseer", "ificeer", "ueer"];

/// The stem of a verb of a loan word that the dictionary does not have, from any of its forms: `pseudonimiseren`,
/// `pseudonimiseert`, `gepseudonimiseerde`. No stemmer brings those together.
pub fn loan_verb(form: &str) -> Option<String> {
    let bare = ["den", "de", "d", "t", ""].into_iter().find_map(|ending| form.strip_suffix(ending));
    let participle =
        ["d", "de", "den"].into_iter().find_map(|ending| form.strip_suffix(ending)?.strip_prefix("ge"));
    let infinitive = form.strip_suffix("en").and_then(|stem| stem.strip_suffix("er"));
    let stem =
        infinitive.map(|stem| format!("{stem}eer")).or_else(|| Some(participle.or(bare)?.to_owned()))?;
    let is_one = |ending: &&str| stem.ends_with(*ending) && stem.len() >= ending.len() + BASE_MIN;
    let is_new = DUTCH.get(form).is_none() && LOAN_VERBS.iter().any(is_one);
    (is_new && !ends_with_participle(form)).then_some(stem)
}

/// `datagestandaardiseerd` is a compound, and of no verb `datagestandaardiseer`.
fn ends_with_participle(form: &str) -> bool {
    form.match_indices("ge").any(|(at, _)| at >= 3 && DUTCH.get(&form[at..]).is_some_and(Known::is_verb))
}

/// `pseudonimiseer`, of `pseudonimisering`.
fn loan_verb_of_ing(lemma: &str) -> Option<String> {
    loan_verb(&format!("{}en", lemma.strip_suffix("ing")?)).filter(|_| DUTCH.get(lemma).is_none())
}

/// `jongere` and `oudere` are people, not what is more so; but who looks for what is `jong` means them as well.
fn quality_of_people(lemma: &str) -> Option<String> {
    let rest = lemma.strip_suffix("ere").filter(|rest| rest.len() >= 3)?;
    Base::Adjective.is(rest).then(|| rest.to_owned())
}

/// Is a word what a verb does: `terugkoppeling`, `reservering`? Then it is no compound, though it may end like one (`ring`).
pub fn is_of_verb(lemma: &str) -> bool {
    lemma.is_ascii() && lemma.ends_with("ing") && base_by_ending(lemma).is_some()
}

/// The verb of a word that ends with `-ing`.
fn verb_of_ing(lemma: &str) -> Option<String> {
    let rest = lemma.strip_suffix("ing").filter(|rest| rest.len() >= 3)?;
    spellings(rest).into_iter().find(|word| word.len() >= BASE_MIN && Base::Verb.is(word))
}

/// What a verb does, of its stem: `betaling`, of `betaal`.
pub fn deed(stem: &str) -> Option<String> {
    let bytes = stem.as_bytes();
    if !stem.is_ascii() || bytes.len() < BASE_MIN || !Base::Verb.is(stem) {
        return None;
    }
    let (head, last) = stem.split_at(stem.len() - 1);
    let soft = match last {
        "f" => "v",
        "s" => "z",
        other => other,
    };
    let is_double = bytes[bytes.len() - 2] == bytes[bytes.len() - 3];
    let short = if is_double { &head[..head.len() - 1] } else { head };
    let spelt =
        [format!("{short}{soft}"), format!("{short}{last}"), format!("{stem}{last}"), stem.to_owned()];
    let found = spelt.into_iter().map(|spelt| format!("{spelt}ing"));
    let is_word = |word: &str| DUTCH.get(word).is_some_and(|known| known.is_word() && known.is_lemma());
    found.into_iter().find(|word| is_word(word) && base(word).as_deref() == Some(stem))
}

/// How a stem before a vowel may be spelt at the end of a word: `opslag`, `bel` for `bell`, `maak` for `mak`, `geef` for
/// `gev`.
fn spellings(stem: &str) -> Vec<String> {
    let bytes = stem.as_bytes();
    let n = bytes.len();
    let is_vowel = |i: usize| matches!(bytes[i], b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    let hard = |stem: String| match stem.as_bytes().last() {
        Some(b'v') => format!("{}f", &stem[..stem.len() - 1]),
        Some(b'z') => format!("{}s", &stem[..stem.len() - 1]),
        _ => stem,
    };
    let mut spelt = Vec::with_capacity(3);
    if is_vowel(n - 1) {
        return vec![stem.to_owned()];
    }
    if bytes[n - 1] == bytes[n - 2] {
        spelt.push(stem[..n - 1].to_owned());
    }
    if matches!(bytes[n - 2], b'a' | b'e' | b'o' | b'u') && !is_vowel(n - 3) {
        spelt.push(hard(format!("{}{}{}", &stem[..n - 1], &stem[n - 2..n - 1], &stem[n - 1..])));
    }
    spelt.push(hard(stem.to_owned()));
    spelt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_leads_to_what_it_does() {
        for (stem, expected) in [
            ("betaal", Some("betaling")),
            ("bewaar", Some("bewaring")),
            ("beheers", Some("beheersing")),
            ("bespreek", Some("bespreking")),
            ("leef", None),
            ("plan", Some("planning")),
            ("koop", None),
            ("boek", Some("boeking")),
            // `bases.txt`: the word for learning is no `school`.
            ("school", None),
            ("a", None),
        ] {
            assert_eq!(deed(stem).as_deref(), expected, "{stem}");
        }
    }

    #[test]
    fn a_derived_word_leads_to_its_base() {
        for (word, expected) in [
            ("toegankelijkheid", Some("toegankelijk")),
            ("validatie", Some("valideer")),
            ("beveiliging", Some("beveilig")),
            ("transparantie", Some("transparant")),
            ("analyse", Some("analyseer")),
            ("productie", Some("produceer")),
            ("aanpassing", Some("aanpas")),
            ("uitvoering", Some("uitvoer")),
            ("begeleiding", Some("begeleid")),
            ("uitkering", Some("uitkeer")),
            ("jongere", Some("jong")),
            ("oudere", Some("oud")),
            ("andere", None),
            // English.
            ("active", None),
            ("grade", None),
            ("bonbonnière", None),
            ("snelheid", Some("snel")),
            ("eigenaarschap", Some("eigenaar")),
            ("waterschap", None),
            ("kwaliteit", None),
            ("overheid", None),
            ("ketting", None),
            ("gemeente", None),
            // As bases.txt says.
            ("scholing", None),
            ("referentie", Some("refereer")),
        ] {
            assert_eq!(base(word).as_deref(), expected, "{word}");
        }
    }

    #[test]
    fn every_base_of_the_list_is_one_that_the_endings_tell_otherwise() {
        for (word, listed) in &*BASES {
            assert_ne!(base_by_ending(word).as_deref(), *listed, "{word} need not be listed");
            assert_eq!(base(word).as_deref(), *listed);
            assert!(listed.is_none_or(|base| DUTCH.get(base).is_some()), "{word}: {listed:?} is no word");
        }
    }

    #[test]
    fn the_forms_of_a_new_loan_verb_have_one_stem() {
        for (stem, forms) in [
            (
                "pseudonimiseer",
                "pseudonimiseer pseudonimiseren pseudonimiseert pseudonimiseerde pseudonimiseerden \
                 gepseudonimiseerd gepseudonimiseerde gepseudonimiseerden",
            ),
            ("contractueer", "contractueren contractueert gecontractueerd"),
        ] {
            for form in forms.split(' ') {
                assert_eq!(loan_verb(form).as_deref(), Some(stem), "{form}");
            }
        }
        assert_eq!(base("pseudonimisering").as_deref(), Some("pseudonimiseer"));
        // The dictionary has the first, the others are no verbs.
        for form in
            ["organiseert", "gemeentehuizen", "websites", "kleuren", "iseren", "datagestandaardiseerd"]
        {
            assert_eq!(loan_verb(form), None, "{form}");
        }
    }

    #[test]
    fn what_a_verb_does_is_told_from_what_ends_with_ring() {
        for (word, is_so) in [
            ("terugkoppeling", true),
            ("reservering", true),
            // There is `letteren`, but no `sleutelren`.
            ("lettering", true),
            ("sleutelring", false),
            ("verlovingsring", false),
        ] {
            assert_eq!(is_of_verb(word), is_so, "{word}");
        }
    }
}
