//! What is marked, and which place of a text is shown.

use super::super::analysis::stem::DutchStemmer;
use super::super::concept::{self, Leaf};
use super::super::texts::Read;
use super::*;

fn highlights(words: &[&[&str]], title: &str, summary: &str, body: &str) -> Vec<Highlight> {
    let mut stemmer = DutchStemmer::default();
    let concept = |words: &&[&str]| {
        let stems: Vec<_> =
            words.iter().enumerate().map(|(i, word)| (i, stemmer.stem(word).to_owned())).collect();
        let part = (stems.len() == 1).then(|| stems[0].1.clone());
        let forms = vec![(concept::Form { stems }, 1.0)];
        let whole = Leaf { forms, part, rarity: 1.0, ..Leaf::default() };
        Concept { whole, ..Concept::default() }
    };
    let concepts: Vec<_> = words.iter().map(concept).collect();
    marked(&concepts, title, summary, body)
}

/// What is marked of these concepts.
fn marked(concepts: &[Concept], title: &str, summary: &str, body: &str) -> Vec<Highlight> {
    let read = |text: &str| Read::from(text.to_owned());
    let text = Text { title: read(title), summary: read(summary), body: read(body), scope_terms: Vec::new() };
    Marker::new(concepts, &mut Reader::default()).highlights(&text)
}

/// A word that is looked for by its pieces as well, together and apart, as a query does.
fn compound(word: &str, pieces: &[&str]) -> Concept {
    let mut stemmer = DutchStemmer::default();
    let mut leaf = |word: &str| {
        let stem = stemmer.stem(word).to_owned();
        Leaf { forms: vec![(concept::Form::word(&stem), 1.0)], part: Some(stem), ..Leaf::default() }
    };
    let (mut whole, pieces) = (leaf(word), pieces.iter().map(|piece| leaf(piece)).collect::<Vec<_>>());
    let stems = pieces.iter().map(|piece| piece.forms[0].0.stems[0].1.clone()).enumerate().collect();
    whole.add(concept::Form { stems }, 1.0);
    Concept { whole, pieces, ..Concept::default() }
}

#[test]
fn everything_but_the_marks_is_escaped() {
    let html = &highlights(&[&["pilot"]], "<b onload='x'>Pilots</b> & \"meer\"", "", "")[0].html;
    assert_eq!(html, "&lt;b onload=&#39;x&#39;&gt;<mark>Pilots</mark>&lt;/b&gt; &amp; &quot;meer&quot;");
}

#[test]
fn a_joined_form_marks_all_its_words() {
    let found = highlights(&[&["datagedreven"]], "Data-gedreven werken", "", "");
    assert_eq!(found[0].html, "<mark>Data-gedreven</mark> werken");
    let found = highlights(&[&["data", "gedreven"]], "data gedreven, niet gedreven data", "", "");
    assert_eq!(found[0].html, "<mark>data gedreven</mark>, niet gedreven data");
}

#[test]
fn of_a_compound_the_part_is_marked() {
    let found = highlights(&[&["zorg"]], "Jeugdzorg en één wijkzorgteam", "", "");
    assert!(found[0].html.starts_with("Jeugd<mark>zorg</mark>"), "{}", found[0].html);
    let found = highlights(&[&["sense"]], "Het QlikSense", "", "");
    assert_eq!(found[0].html, "Het Qlik<mark>Sense</mark>");
    let found = highlights(&[&["huis"]], "Een Kaarþuis", "", "");
    assert_eq!(found[0].html, "Een <mark>Kaarþuis</mark>");
    let found = highlights(&[&["sensor"]], "Lorawansensoren", "", "");
    assert_eq!(found[0].html, "Lorawan<mark>sensoren</mark>");
}

#[test]
fn where_a_thing_has_the_whole_word_no_pieces_of_it_are_marked() {
    let asked = [compound("datapakhuis", &["data", "pakhuis"])];
    let title = "4e bijeenkomst: data moet je doen";
    for (written, html) in [
        ("datapakhuis", "<mark>datapakhuis</mark>"),
        ("data-pakhuis", "<mark>data-pakhuis</mark>"),
        ("data pakhuis", "<mark>data pakhuis</mark>"),
    ] {
        let body = format!("Data is data. {} Het {written} van Zaanstad.", "woord ".repeat(100));
        let found = marked(&asked, title, "Data in een oud pakhuis.", &body);
        assert_eq!(found.len(), 1, "{written}: {found:?}");
        assert_eq!(found[0].field, "body");
        assert_eq!(found[0].html.matches("<mark>").count(), 1, "{written}: {found:?}");
        assert!(found[0].html.contains(&format!("Het {html} van Zaanstad.")), "{written}: {found:?}");
    }
    let found = marked(&asked, title, "", "Alle data ligt in een oud pakhuis.");
    assert_eq!(found[0].html, "4e bijeenkomst: <mark>data</mark> moet je doen");
    assert_eq!(found[1].html, "Alle <mark>data</mark> ligt in een oud <mark>pakhuis</mark>.");
}

#[test]
fn a_piece_that_is_asked_for_as_well_is_marked_beside_the_whole_word() {
    let asked = [compound("datapakhuis", &["data", "pakhuis"]), compound("data", &[])];
    let found = marked(&asked, "Open data", "", "Een dataportaal op het datapakhuis.");
    assert_eq!(found[0].html, "Open <mark>data</mark>");
    assert_eq!(found[1].html, "Een <mark>data</mark>portaal op het <mark>datapakhuis</mark>.");
}

#[test]
fn an_excerpt_begins_behind_a_space_whichever_character_it_is() {
    for space in [" ", "\u{a0}", "\u{2008}", "\u{3000}"] {
        let body = format!("{}pilot", format!("woord{space}").repeat(100));
        let html = &highlights(&[&["pilot"]], "", "", &body)[0].html;
        assert!(html.starts_with("…woord") && html.ends_with("<mark>pilot</mark>"), "{space:?}: {html}");
    }
}

#[test]
fn an_excerpt_shows_the_place_with_most_of_the_query() {
    let body = format!("privacy {} Anton Ekker over privacy {}", "woord ".repeat(100), "woord ".repeat(100));
    let html = &highlights(&[&["ekker"], &["privacy"]], "", "", &body)[0].html;
    assert!(html.contains("<mark>Ekker</mark> over <mark>privacy</mark>"), "{html}");
    assert!(html.starts_with('…') && html.ends_with('…') && html.chars().count() < EXCERPT + 60, "{html}");
}

proptest::proptest! {
    #[test]
    fn any_text_is_cut_at_characters(text in "(pilot|huis|þ|ß|Qx|é|\\PC|\n| ){0,400}") {
        for highlight in highlights(&[&["pilot"], &["huis"]], &text, &text, &text) {
            let plain = highlight.html.replace("<mark>", "").replace("</mark>", "");
            proptest::prop_assert!(!plain.contains(['<', '>']));
            proptest::prop_assert!(highlight.html.contains("<mark>"));
        }
    }
}
