//! What is split, and what is not.

use super::super::new_words;
use super::*;

fn lemmas(word: &str) -> Vec<String> {
    parts(word).into_iter().map(|part| part.lemma).collect()
}

#[test]
fn linking_letters_and_spellings_lead_to_the_parts() {
    for (word, expected) in [
        ("arbeidskracht", ["arbeid", "kracht"]),
        ("pannenkoekenhuis", ["pannenkoek", "huis"]),
        ("schapenvlees", ["schaap", "vlees"]),
        ("duivenplaag", ["duif", "plaag"]),
        ("scheepskrediet", ["schip", "krediet"]),
        ("eierproductie", ["ei", "productie"]),
        ("multimediatheek", ["multi", "mediatheek"]),
        ("afvalbeleid", ["afval", "beleid"]),
        ("energiebesparend", ["energie", "bespaar"]),
        ("energiebesparende", ["energie", "bespaar"]),
        ("geldzaken", ["geld", "zaak"]),
        // Participles make new adjectives.
        ("datagedreven", ["data", "drijf"]),
        ("algoritmegedreven", ["algoritme", "drijf"]),
        ("regelgebaseerd", ["regel", "baseer"]),
        ("regelgebaseerde", ["regel", "baseer"]),
        // There is a `ring`, but no `formule|ring`.
        ("opdrachtformulering", ["opdracht", "formulering"]),
        ("opdrachtformuleringen", ["opdracht", "formulering"]),
        ("verzorgingsring", ["verzorging", "ring"]),
        ("datagestandaardiseerd", ["data", "standaardiseer"]),
        ("bewonerszienswijzen", ["bewoner", "zienswijs"]),
        ("brandstichting", ["brand", "stichting"]),
        ("gemeentenieuws", ["gemeente", "nieuws"]),
        ("kernwaarden", ["kern", "waarde"]),
        ("zonnepanelen", ["zon", "paneel"]),
        ("nevenfuncties", ["neven", "functie"]),
        ("rechtszaak", ["recht", "zaak"]),
        // As splits.txt says.
        ("rijstroken", ["rij", "strook"]),
        ("levenslange", ["leven", "lang"]),
        ("ministerraden", ["minister", "raad"]),
        ("rechterhanden", ["rechts", "hand"]),
        ("meerwaardes", ["meer", "waarde"]),
    ] {
        assert_eq!(lemmas(word), expected, "{word}");
    }
}

#[test]
fn units_derivations_and_unknown_words_stay_whole() {
    for word in [
        "gemeente",
        "vergunning",
        "eenzaamheid",
        "ondernemer",
        "werkelijk",
        "aanleiding",
        "portefeuille",
        "amsterdam",
        "overheid",
        "toestemming",
        "uitzondering",
        // Of a word that ends otherwise: `planeet`.
        "planeten",
        // Verbs.
        "handhaven",
        "stampen",
        "verstoren",
        "overleden",
        "signaleren",
        "aangekomen",
        "pseudonimiseren",
        // What an adjective is that is none.
        "nieuwsgierigheid",
        "doelmatigheid",
        // As splits.txt says.
        "automaten",
        "rechtvaardige",
        "xqzwvkpt",
    ] {
        assert_eq!(lemmas(word), [] as [&str; 0], "{word}");
    }
}

#[test]
fn every_word_that_is_cut_by_the_list_is_one_that_the_weights_cut_otherwise() {
    let mut needless = Vec::new();
    for (word, pieces) in &*splits::SPLITS {
        let by_list = parts(word);
        if unlisted_parts(word) == by_list {
            needless.push(word);
        }
        let starts = |parts: &[Part]| parts.iter().map(|part| part.start).collect::<Vec<_>>();
        let expected: Vec<usize> = pieces.iter().map(|piece| piece.start).collect();
        assert_eq!(starts(&by_list), expected, "{word}");
    }
    assert_eq!(needless, [] as [&str; 0], "need not be listed");
}

proptest::proptest! {
    #[test]
    fn parts_cover_any_word_without_gaps(word in "[a-z]{0,70}|(arbeids|huis|zorg|e|s){0,20}") {
        let found = parts(&word);
        if let (Some(first), Some(last)) = (found.first(), found.last()) {
            proptest::prop_assert!(found.len() >= 2);
            proptest::prop_assert_eq!((first.start, last.end), (0, word.len()));
            proptest::prop_assert!(found.windows(2).all(|two| two[0].end == two[1].start));
        }
    }
}

#[test]
fn a_name_stays_whole_within_a_compound() {
    let lemmas = |word: &str| parts(word).into_iter().map(|part| part.lemma).collect::<Vec<_>>();
    for (word, expected) in [
        ("rijswijkplein", ["rijswijk", "plein"]),
        ("rijswijksplein", ["rijswijk", "plein"]),
        ("zeelandbreed", ["zeeland", "breed"]),
        ("gemeenterijswijk", ["gemeente", "rijswijk"]),
        ("brandaanslag", ["brand", "aanslag"]),
        ("bisschopsstaf", ["bisschop", "staf"]),
    ] {
        assert_eq!(lemmas(word), expected, "{word}");
    }
}

#[test]
fn a_verb_of_a_loan_word_is_no_compound_within_a_longer_word_either() {
    for word in ["programmeer", "kalmeer", "animeer"] {
        assert_eq!(inner_parts(word), [], "{word}");
    }
    assert_eq!(inner_parts("hardloop").len(), 2);
}

#[test]
fn english_words_and_what_ends_like_a_noun_by_chance_stay_whole() {
    for word in [
        // Behind what nobody knows stand endings of other languages.
        "developer",
        "developers",
        "filesystem",
        "bootloader",
        "recruiting",
        "rainforest",
        "composite",
        // Two short halves of which the first begins hardly anything.
        "ribbon",
        "temples",
        "patrol",
        // The past ends no compound, nor does what -ware is in English.
        "married",
        "fishing",
        "middleware",
        // What ends with -ering is what a verb does.
        "prioritering",
        "zonering",
        "licentiering",
        "protocollering",
        // As splits.txt says.
        "bootstrap",
        "transformering",
    ] {
        assert_eq!(lemmas(word), [] as [&str; 0], "{word}");
        assert_eq!(new_words::tail(word), None, "{word}");
    }
    for (word, expected) in [
        ("testset", ["test", "set"]),
        ("parkmanager", ["park", "manager"]),
        ("geluidszonering", ["geluid", "zonering"]),
        ("stadssanering", ["stad", "sanering"]),
        ("tijdrovend", ["tijd", "roof"]),
    ] {
        assert_eq!(lemmas(word), expected, "{word}");
    }
    assert!(!lemmas("stacaravan").contains(&"sta".to_owned()));
}
