use super::*;

/// The real report that the product was asked for; it lies beside the checkout.
fn seed() -> String {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let places =
        ["../shared", "../../shared"].map(|shared| root.join(shared).join("seed/zaanstad-2016-10-11.txt"));
    let found = places.iter().find_map(|place| std::fs::read_to_string(place).ok());
    found.expect("the seed report lies in shared/ beside the checkout")
}

fn headings(body: &str) -> Vec<&str> {
    body.lines().filter_map(|line| line.strip_prefix("## ")).collect()
}

#[test]
fn the_report_of_the_fourth_meeting_gets_its_title_day_sections_and_message() {
    let draft = read(&seed());
    assert_eq!(draft.title, "De waarde van een datagedreven gemeente");
    assert_eq!(draft.date, NaiveDate::from_ymd_opt(2016, 10, 11));
    let headings = headings(&draft.body);
    assert_eq!(headings.len(), 5, "{headings:?}");
    for (heading, begin) in headings.iter().zip([
        "Opening door",
        "Het Zaans Datalab",
        "Interactieve lunch",
        "Privacyrecht",
        "Van innovatie",
    ]) {
        assert!(heading.starts_with(begin), "{headings:?}");
    }
    assert_eq!(draft.take_home_message.as_deref(), Some("DATA MOET JE DOEN!"));
    assert!(
        draft.summary.starts_with("Wat een inspirerende") && draft.summary.chars().count() <= SUMMARY_MAX
    );
}

#[test]
fn no_sentence_of_the_notes_is_lost() {
    let draft = read(&seed());
    let kept = format!("{} {} {}", draft.title, draft.body, draft.take_home_message.unwrap_or_default());
    let kept: String = kept.chars().filter(|c| c.is_alphanumeric()).collect();
    for line in seed()
        .lines()
        .map(str::trim)
        .filter(|line| line.ends_with(['.', '!', '?']) && !line.contains("take home"))
    {
        let letters: String = line.chars().filter(|c| c.is_alphanumeric()).collect();
        assert!(kept.contains(&letters), "lost: {line}");
    }
}

#[test]
fn notes_in_a_hurry_become_sections_with_lists() {
    let draft = read(
        "Bijeenkomst Delft\r\n11-10-2016\r\n\r\n1. Opening:\r\n• welkom door de wethouder\r\n• drie pilots\r\n\r\nVervolg\r\n- nieuwe datum prikken\r\n",
    );
    assert_eq!(draft.title, "Bijeenkomst Delft");
    assert_eq!(draft.date, NaiveDate::from_ymd_opt(2016, 10, 11));
    assert_eq!(
        draft.body,
        "## Opening\n\n- welkom door de wethouder\n- drie pilots\n\n## Vervolg\n\n- nieuwe datum prikken"
    );
}

#[test]
fn markdown_keeps_its_own_headings() {
    let draft =
        read("# Vijfde bijeenkomst\n\nOp 2017-02-09 kwamen we samen.\n\n## Pilots\n\nEr waren er drie.\n");
    assert_eq!((draft.title.as_str(), headings(&draft.body)), ("Vijfde bijeenkomst", vec!["Pilots"]));
    assert_eq!(draft.date, NaiveDate::from_ymd_opt(2017, 2, 9));
    assert!(draft.body.contains("kwamen we samen"));
}

#[test]
fn one_endless_line_gives_a_short_title_and_stays_whole_in_the_body() {
    let line = "woord ".repeat(100);
    let draft = read(&line);
    assert!(draft.title.chars().count() <= TITLE_MAX && draft.title.ends_with('…'));
    assert_eq!(draft.body, line.trim_end());
}

#[test]
fn a_number_that_is_no_day_is_none() {
    for line in ["99-99-2016", "3 pilots in 2016", "versie 1.2.3", "artikel 6 lid 1", ""] {
        assert_eq!(day(line), None, "{line}");
    }
    assert_eq!(day("dinsdag 7 mrt. 2017").map(|found| found.0), NaiveDate::from_ymd_opt(2017, 3, 7));
}

proptest::proptest! {
    #[test]
    fn any_text_can_be_read(text in "\\PC{0,400}|[a-zA-Z0-9#*\\-.:/\n ]{0,400}") {
        let draft = read(&text);
        proptest::prop_assert!(draft.title.chars().count() <= TITLE_MAX);
        proptest::prop_assert!(draft.summary.chars().count() <= SUMMARY_MAX);
    }
}
