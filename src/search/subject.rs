//! Which words name what a text is about, by the dictionary alone: whatever else the network says, and whoever asks.
//!
//! In a small network it is chance which words are rare, `keurt` or `dertig`. Nouns and adjectives tell, and words that
//! the dictionary does not have; no forms of verbs, no adverbs, no numerals, no days, no names of people and municipalities, and nothing that everybody
//! writes.

use super::analysis::compound;
use super::analysis::derivation;
use super::analysis::dictionary::{DUTCH, Known};
use super::analysis::fold::fold;
use super::analysis::particles;
use super::analysis::stopwords::{is_of_question, is_stopword};

/// Where a word names a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Anywhere,
    /// Many texts have it in passing (`telefoon`, `station`): only in a title (`Meer bomen`), or in a few words of somebody
    /// about what they do, it is what they are about.
    WhereItCounts,
}

/// Nouns above this share of all words are common, and above the other one they tell nothing anywhere (`gemeente`, `kaart`).
/// The dictionary has shares in steps of half a power of ten; these lie between two of them.
const COMMON: f32 = 6e-5;
const MOST_COMMON: f32 = 2e-4;

/// Letters of an abbreviation; longer words in capitals are cried out.
const ABBREVIATION_MAX: usize = 5;

/// Forms or lemmas of nouns and adjectives that name no subject: when something is, how much, what any meeting and any
/// text has, and what the dictionary takes for a noun.
const NO_SUBJECTS: &[&str] = &[
    "januari februari maart april mei juni juli augustus september oktober november december",
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag weekend weekdag werkdag dagdeel",
    "ochtend middag middags avond avonds nacht gisteren kwartier kwartaal voorjaar najaar",
    "half helft kwart anderhalf dozijn nul",
    "welkom inloop ontvangst opening afsluiting pauze lunch borrel koffie thee agenda programma bijeenkomst",
    "workshop sessie zaal spreker",
    "aanleiding begrip betekenis beurt combinatie conclusie getal graad nadeel opmerking poging reeks uitkomst",
    "verrassing verwachting volgorde voorkant voorwaarde",
    "achteraf vooraf extra retour parallel wezen regent belt hing ving misging",
];

/// What numerals are made of (`drieentwintig`), the longest of those that begin alike first.
const NUMERALS: &[&str] = &[
    "eerste", "een", "tweede", "twee", "derde", "drie", "veertig", "veertien", "vier", "vijf", "zes",
    "zeven", "tachtig", "acht", "negen", "tien", "elf", "twaalf", "dertig", "dertien", "twintig", "tig",
    "honderd", "duizend", "miljoen", "miljard", "en",
];

/// `folded`: the word `written` as [`super::analysis::fold::fold`] gives it.
pub fn of(written: &str, folded: &str) -> Option<Subject> {
    if is_abbreviation(written, folded) {
        return Some(Subject::Anywhere);
    }
    // `4e`, `2017`
    if folded.starts_with(char::is_numeric) || is_listed(folded) || is_numeral(folded) {
        return None;
    }
    let known = DUTCH.get(folded);
    // `Tilburg`, `Haag`; the network's own things are of municipalities and by people, and that is told elsewhere.
    if DUTCH.name(folded).is_some()
        && (known.is_none_or(|known| !known.is_word()) || written.starts_with(char::is_uppercase))
    {
        return None;
    }
    let Some(known) = known else {
        let mut behind = particles::SEPARABLE.iter().filter_map(|particle| folded.strip_prefix(particle));
        let is_verb = particles::verb(folded).is_some()
            || derivation::loan_verb(folded).is_some()
            || behind.any(is_form_of_verb);
        return (!is_verb).then_some(Subject::Anywhere);
    };
    let mut lemma = String::new();
    DUTCH.lemma(folded, known, &mut lemma);
    // `Participatiewet`; but `zaanse` is of a place.
    let is_proper = is_proper(folded, known, &lemma);
    let is_of_name = !is_proper && DUTCH.get(&lemma).is_some_and(|lemma| !lemma.is_word());
    if is_of_name
        || !(known.is_nominal() || is_proper || is_uninflected(folded, known))
        || known.is_verb() && is_of_verb(folded, &lemma)
        || is_listed(&lemma)
        || is_numeral(&lemma)
    {
        return None;
    }
    let commonness = DUTCH.commonness(&lemma);
    // `eerlijk`, `intern`: adjectives that are used say little without their noun.
    let is_usual = commonness > if known.is_adjective() { 0.0 } else { MOST_COMMON };
    let subject = if commonness > COMMON { Subject::WhereItCounts } else { Subject::Anywhere };
    (!is_usual).then_some(subject)
}

/// `WOZ`, `BAG`, which the dictionary takes for other words if it has them; not `NIET`.
pub fn is_abbreviation(written: &str, folded: &str) -> bool {
    let is_short = (2..=ABBREVIATION_MAX).contains(&written.chars().count());
    is_short && written.chars().all(char::is_uppercase) && DUTCH.commonness(folded) == 0.0
}

/// Is it a word that people look for: a noun, an adjective, a name, an infinitive, or one that Dutch does not have? Not
/// `voordat`, `daalde`, `gemaakt`, `vier` or `tweed`.
pub fn is_looked_for(word: &str) -> bool {
    let folded = fold(word);
    if is_stopword(&folded) || is_numeral(&folded) {
        return false;
    }
    let Some(known) = DUTCH.get(&folded) else { return true };
    if known.is_verb() && is_of_question(&folded) {
        return false;
    }
    let mut lemma = String::new();
    DUTCH.lemma(&folded, known, &mut lemma);
    let is_past = matches!(folded.strip_prefix(&*lemma), Some("den" | "ten"));
    let is_infinitive = known.is_verb() && folded.ends_with("en") && !folded.starts_with("ge") && !is_past;
    let is_of_verb = known.is_verb() && is_of_verb(&folded, &lemma);
    is_infinitive || is_nominal(&folded, known, &lemma) && !is_of_verb
}

/// Is it a noun or an adjective in any form, or what a thing is called?
pub fn is_nominal(folded: &str, known: Known, lemma: &str) -> bool {
    known.is_word() && known.is_nominal() || is_uninflected(folded, known) || is_proper(folded, known, lemma)
}

fn is_proper(folded: &str, known: Known, lemma: &str) -> bool {
    !known.is_word() && lemma == folded
}

/// Is it a noun of which the dictionary has no other form? `privacy` begins compounds, `vroegsignalering` is one; not `vooraf`.
fn is_uninflected(folded: &str, known: Known) -> bool {
    let ends_in_noun = || {
        let last = compound::parts(folded).pop();
        last.and_then(|last| DUTCH.get(&last.lemma)).is_some_and(|last| last.is_nominal() && last.is_end())
    };
    known.is_lemma() && !known.is_verb() && (known.is_beginning() || ends_in_noun())
}

/// Is a form one of the verb, where its lemma is a noun as well? `keurt`, `haakten`, `gekeurd` and `schoof`; not `kaarten`,
/// `ritten` and `sluizen`.
fn is_of_verb(folded: &str, lemma: &str) -> bool {
    match folded.strip_prefix(lemma) {
        Some("t" | "d" | "te" | "de") => true,
        Some("ten") => !lemma.ends_with('t'),
        Some("den") => !lemma.ends_with('d'),
        Some(_) => false,
        None => {
            let stem = lemma.len().checked_sub(2).and_then(|end| lemma.get(..end));
            stem.is_some_and(|stem| !folded.starts_with(stem))
        }
    }
}

/// What stands behind a particle: `geschermd` of `afgeschermd`, `spellend` of `voorspellend`.
fn is_form_of_verb(folded: &str) -> bool {
    let Some(known) = DUTCH.get(folded).filter(|known| known.is_verb()) else { return false };
    let mut lemma = String::new();
    DUTCH.lemma(folded, known, &mut lemma);
    is_of_verb(folded, &lemma) || folded.ends_with("end") || folded.ends_with("ende")
}

fn is_listed(word: &str) -> bool {
    NO_SUBJECTS.iter().any(|words| words.split(' ').any(|other| other == word))
}

fn is_numeral(folded: &str) -> bool {
    let mut rest = folded;
    while let Some(shorter) = NUMERALS.iter().find_map(|numeral| rest.strip_prefix(numeral)) {
        rest = shorter;
    }
    rest.is_empty() || rest.len() < folded.len() && matches!(rest, "de" | "ste")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(words: &[&str], expected: Option<Subject>) {
        for word in words {
            assert_eq!(of(word, word), expected, "{word}");
        }
    }

    #[test]
    fn nouns_and_new_words_name_a_subject() {
        let words = ["convenant", "koffietafel", "dashboards", "taalmodel", "dpia", "uitlegbaar", "meten"];
        all(&words, Some(Subject::Anywhere));
        let plurals = ["panden", "ritten", "havens", "signalen", "corporaties", "kentekens", "kopers"];
        all(&plurals, Some(Subject::Anywhere));
    }

    #[test]
    fn nouns_without_a_plural_and_names_of_other_things_do() {
        let words =
            ["privacy", "vroegsignalering", "kamerverhuur", "wateroverlast", "binnenstad", "jeugdhulp"];
        all(&words, Some(Subject::Anywhere));
        assert_eq!(of("Participatiewet", "participatiewet"), Some(Subject::Anywhere));
        all(&["hooguit", "bovenaan", "sindsdien", "tegelijk", "halverwege", "stopgezet"], None);
    }

    #[test]
    fn abbreviations_do_whatever_else_they_spell() {
        assert_eq!(of("WOZ", "woz"), Some(Subject::Anywhere));
        assert_eq!(of("BAG", "bag"), Some(Subject::Anywhere));
        assert_eq!(of("NIET", "niet"), None);
    }

    #[test]
    fn common_nouns_do_where_it_counts_and_the_most_common_nowhere() {
        all(&["bomen", "inwoners", "station", "telefoons", "cijfers"], Some(Subject::WhereItCounts));
        all(&["gemeente", "kaart", "project", "stap"], None);
    }

    #[test]
    fn names_of_people_and_of_any_municipality_do_not() {
        for (written, folded) in [("Tilburg", "tilburg"), ("tilburg", "tilburg"), ("Tilburgse", "tilburgse")]
        {
            assert_eq!(of(written, folded), None, "{written}");
        }
        assert_eq!(of("Huizen", "huizen"), None);
        for (written, folded) in
            [("Haag", "haag"), ("Hertogenbosch", "hertogenbosch"), ("Hanneke", "hanneke")]
        {
            assert_eq!(of(written, folded), None, "{written}");
        }
        assert_eq!(of("haag", "haag"), Some(Subject::WhereItCounts), "of beeches");
    }

    #[test]
    fn verbs_adverbs_adjectives_that_are_used_numerals_and_days_do_not() {
        let verbs = [
            "keurt",
            "vingen",
            "klaagden",
            "besproken",
            "ontvangen",
            "haakten",
            "gekeurd",
            "schoof",
            "bijstelt",
            "afgeschermd",
            "voorspellend",
        ];
        all(&verbs, None);
        all(&["rond", "boven", "vooruit", "meestal", "naast", "achteraf", "eerlijk", "goedkoop"], None);
        all(
            &["dertig", "zes", "veertien", "drieentwintig", "eenendertig", "vierde", "achtste", "4e", "2017"],
            None,
        );
        all(&["januari", "zaterdagen", "avonden", "welkom", "pauze", "bijeenkomst", "tilburg"], None);
    }
}
