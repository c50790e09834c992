//! Things that are found by what others call them: themes, people and municipalities.

use bigdatagemeenten::access::Role;
use bigdatagemeenten::ids::NodeKind;
use bigdatagemeenten::search::{Document, Place, Theme};
use serde_json::json;

use crate::search_support::{SECRET, World, nodes, request};
use crate::support::{Client, Database, TestApp};

on_both_databases!(
    the_name_of_a_person_or_a_municipality_gives_that_one_first,
    a_meeting_is_found_by_its_number_however_it_is_written,
);

fn privacy() -> Theme {
    let alt_labels = vec!["Privacywetgeving".into(), "Gegevensbescherming".into()];
    Theme { slug: "privacy".into(), label: "Privacy & ethiek".into(), alt_labels, ..Theme::default() }
}

#[tokio::test]
async fn what_only_carries_a_theme_comes_after_what_says_it_and_shows_the_theme() {
    let mut world = World::new().await;
    let carries = Document { themes: vec![privacy()], ..world.document(NodeKind::Person, "Anna de Vries") };
    let carries = world.put(carries).await;
    let words = "Over van alles en nog wat, op een lange dag in de raadszaal. ".repeat(200);
    let body = format!("{words} En over privacywetgeving. {words}");
    let says = Document { body, ..world.document(NodeKind::Report, "Een lange dag") };
    let says = world.put(says).await;
    let hidden = Document { themes: vec![privacy()], ..world.document(NodeKind::Pilot, "Geheim") };
    world.put(Document { scope_terms: vec![SECRET.into()], ..hidden }).await;
    world.catch_up().await;

    let (results, highlights) = world.marked(request("privacywetgeving")).await;
    assert_eq!(nodes(&results.hits), [says, carries]);
    assert_eq!(highlights[0][0].field, "body");
    assert_eq!(highlights[1].len(), 1, "{highlights:?}");
    assert_eq!(highlights[1][0].field, "themes");
    assert_eq!(highlights[1][0].html, "Privacy &amp; ethiek (<mark>Privacywetgeving</mark>)");

    let (_, highlights) = world.marked(request("wetgeving")).await;
    let html = &highlights.last().unwrap()[0].html;
    assert_eq!(html, "Privacy &amp; ethiek (Privacy<mark>wetgeving</mark>)", "a part of a label, too");
    assert_eq!(world.find("\"privacy ethiek\"").await, [carries], "as a phrase");
    assert_eq!(world.find("lange -privacywetgeving").await, [], "what is excluded may stand nowhere");
    assert_eq!(world.find("vries -gegevensbescherming").await, []);
    let mended = world.ask(request("gegevensbeschermign")).await;
    assert_eq!(
        (nodes(&mended.hits), mended.did_you_mean.as_deref()),
        (vec![carries], Some("gegevensbescherming"))
    );
}

#[tokio::test]
async fn a_thing_is_found_by_its_people_and_its_municipality_and_shows_them() {
    let mut world = World::new().await;
    let place = Place {
        code: "GM0503".into(),
        name: "Delft".into(),
        alt_names: vec!["Prinsenstad".into()],
        ..Place::default()
    };
    let people = vec!["Lotte Waterdrinker".into(), "Joost Haverkort".into()];
    let pilot =
        Document { people, municipality: Some(place.clone()), ..world.document(NodeKind::Pilot, "Sensoren") };
    let pilot = world.put(pilot).await;
    let own = Document { municipality: Some(place), ..world.document(NodeKind::Municipality, "Delft") };
    let own = world.put(own).await;
    world.catch_up().await;
    for (text, field, html) in [
        ("haverkort", "people", "Joost <mark>Haverkort</mark>"),
        ("\"lotte waterdrinker\"", "people", "<mark>Lotte Waterdrinker</mark>"),
        ("waterdrinker", "people", "Lotte <mark>Waterdrinker</mark>"),
    ] {
        let (results, highlights) = world.marked(request(text)).await;
        assert_eq!(nodes(&results.hits), [pilot], "{text}");
        let highlights = &highlights[0];
        assert_eq!((highlights.len(), highlights[0].field, highlights[0].html.as_str()), (1, field, html));
    }
    for (text, html) in [("Delft", "<mark>Delft</mark>"), ("prinsenstad", "Delft (<mark>Prinsenstad</mark>)")]
    {
        let (results, highlights) = world.marked(request(text)).await;
        assert_eq!(nodes(&results.hits), [own, pilot], "{text}");
        let highlight = &highlights[1][0];
        assert_eq!((highlight.field, highlight.html.as_str()), ("municipality", html));
    }
    assert_eq!(world.find("gemeente delft").await[0], own);
    let place = Place { code: "GM0590".into(), name: "Papendrecht".into(), ..Place::default() };
    let other =
        Document { municipality: Some(place), ..world.document(NodeKind::Municipality, "Papendrecht") };
    world.put(other).await;
    let person = world.document(NodeKind::Person, "Lotte Waterdrinker");
    world.put(person).await;
    world.catch_up().await;
    for text in ["recht", "privacyrecht", "drinker"] {
        assert_eq!(world.find(text).await, [], "{text}: a name is not made of words");
    }
    assert_eq!(world.find("sensoren delft").await[0], pilot, "words of both count together");
}

#[tokio::test]
async fn a_text_that_names_a_place_or_one_of_its_people_says_none_of_the_words_in_the_name() {
    let mut world = World::new().await;
    let body = "Samen met Rijswijk en Waalwijk: Waterdrinker's plan, met dank aan Jansen-Waterdrinker. Het \
                TeamWaterdrinker heeft de Waterdrinker-methode."
        .to_owned();
    let people = vec!["Lotte Waterdrinker".into()];
    let named = Document { body, people, ..world.document(NodeKind::Report, "Waterdrinker, een dag") };
    let named = world.put(named).await;
    let body = "De waterdrinker zit in de wijkraad.".to_owned();
    let told = Document { body, ..world.document(NodeKind::Report, "Een avond") };
    let told = world.put(told).await;
    world.catch_up().await;
    for text in ["wijk", "drinker"] {
        assert_eq!(world.find(text).await, [told], "{text}");
    }
    for text in ["rijswijk", "rijswijkse", "waalwijk"] {
        assert_eq!(world.find(text).await, [named], "{text}");
    }
}

#[tokio::test]
async fn who_asks_for_a_name_of_somebody_they_can_see_does_not_ask_for_the_words_in_it() {
    let mut world = World::new().await;
    let body = "Een water drinker zoekt wat.".to_owned();
    let apart = Document { body, ..world.document(NodeKind::Report, "Een avond") };
    let apart = world.put(apart).await;
    let hidden = world.document(NodeKind::Person, "Joost Waterdrinker");
    world.put(Document { scope_terms: vec![SECRET.into()], ..hidden }).await;
    world.catch_up().await;
    assert_eq!(world.find("waterdrinker").await, [apart], "who is hidden changes nothing");
    let person = world.document(NodeKind::Person, "Lotte Waterdrinker");
    let person = world.put(person).await;
    world.catch_up().await;
    assert_eq!(world.find("waterdrinker").await, [person]);
}

#[tokio::test]
async fn a_team_that_is_called_after_its_work_takes_no_word_from_others() {
    let mut world = World::new().await;
    for number in 0..11 {
        let body = format!("Verslag {number} over de jeugdzorg.");
        let report = Document { body, ..world.document(NodeKind::Report, "Een dag") };
        world.put(report).await;
    }
    let body = "Wat jeugd en zorg bindt.".to_owned();
    let apart = Document { body, ..world.document(NodeKind::Report, "Een avond") };
    let apart = world.put(apart).await;
    let team = world.document(NodeKind::Person, "Team Jeugdzorg");
    let team = world.put(team).await;
    world.catch_up().await;
    let found = world.find("jeugdzorg").await;
    assert!(found.contains(&apart) && found.contains(&team), "{found:?}");
}

#[tokio::test]
async fn a_municipality_that_is_called_like_a_word_is_not_taken_for_it() {
    let mut world = World::new().await;
    let body = "Goede cijfers leiden hier tot rust, en rust tot cijfers.".to_owned();
    let verb = Document { body, ..world.document(NodeKind::Report, "Een dag") };
    let verb = world.put(verb).await;
    let body = "Wij keken in Leiden naar sensoren, en kregen cijfers.".to_owned();
    let place = Document { body, ..world.document(NodeKind::Report, "Een avond") };
    let place = world.put(place).await;
    world.catch_up().await;
    assert_eq!(world.find("leiden").await, [place, verb], "who names the place has both");
    assert_eq!(world.find("Leiden").await, [place, verb], "a telephone makes the first letter a capital");
    assert!(world.find("leidt").await.contains(&verb));
    assert_eq!(world.find("cijfers Leiden").await[0], place);
    for text in ["\"Leiden\"", "\"in Leiden\""] {
        let (results, highlights) = world.marked(request(text)).await;
        assert_eq!(nodes(&results.hits), [place], "{text}: quotes say which of the two");
        assert!(highlights[0][0].html.contains("Leiden</mark> naar"), "{text}: {highlights:?}");
    }
    assert_eq!(world.find("cijfers -Leiden").await, [verb], "and so does who excludes it");
    assert_eq!(world.find("cijfers -leidt").await, [], "a place that is called like the word has it");
}

#[tokio::test]
async fn a_word_that_a_municipality_is_called_like_is_still_asked_for_by_itself() {
    let mut world = World::new().await;
    let houses = world.report("In de straat staan drie duurzame huizen naast elkaar.").await;
    let longer = world.report("In de straat staan drie duurzame buurthuizen naast elkaar.").await;
    let place = world.report("Wij gingen naar Huizen, met duurzame auto's, en keken rond.").await;
    let verb = world.report("Wie een plan heeft, kan het inleiden en nog eens inleiden.").await;
    let town = world.report("Met het plan gingen wij op bezoek bij Leiden.").await;
    for text in ["huizen", "HUIZEN", "Huizen", "duurzame huizen", "DUURZAME HUIZEN", "Duurzame Huizen"] {
        let found = world.find(text).await;
        let at = |report| found.iter().position(|found| *found == report);
        assert!(at(houses) < at(longer), "{text}: a part of a longer word is less: {found:?}");
        assert!(at(houses).is_some() && at(place).is_some(), "{text}: both are meant");
    }
    let found = world.find("naar duurzame Huizen").await;
    assert_eq!(found[..2], [place, houses], "a capital where others have none says which is meant");
    let found = world.find("plan in Leiden").await;
    assert_eq!(found[..2], [town, verb], "nor is meant what it makes with its neighbour");
}

/// What stands first: its kind and its name.
async fn first(client: &Client, query: &str) -> (String, String) {
    let document = "query($query: String!) { search(query: $query, first: 1) { edges { node { __typename
        ... on Person { name: displayName } ... on Municipality { name }
        ... on Pilot { name: title } ... on MeetingReport { name: title } ... on Meeting { name: title } } } } }";
    let data = client.ask(document, json!({ "query": query })).await;
    let node = &data["search"]["edges"][0]["node"];
    let text = |field: &str| node[field].as_str().unwrap_or_default().to_owned();
    (text("__typename"), text("name"))
}

async fn the_name_of_a_person_or_a_municipality_gives_that_one_first(database: Database) {
    let app = TestApp::start(database).await;
    app.load_demo().await;
    let anybody = app.anonymous();
    for (query, name) in [
        ("Anna de Vries", "Anna de Vries"),
        ("anna vries", "Anna de Vries"),
        ("Hoekzema", "Bram Hoekzema"),
        ("yildiz", "Fatma Yıldız"),
        ("Pieter Jan Vogelaar", "Pieter-Jan Vogelaar"),
        ("van der Meulen", "Sjoerd van der Meulen"),
        ("Terpstra", "Hidde Terpstra"),
        ("marleen koojman", "Marleen Kooijman"),
    ] {
        assert_eq!(first(&anybody, query).await, ("Person".to_owned(), name.to_owned()), "{query}");
    }
    for (query, name) in [
        ("Zaanstad", "Zaanstad"),
        ("gemeente Zaanstad", "Zaanstad"),
        ("GM0479", "Zaanstad"),
        ("tilburg", "Tilburg"),
        ("Deventer", "Deventer"),
        ("den bosch", "'s-Hertogenbosch"),
        ("Zwolle", "Zwolle"),
    ] {
        assert_eq!(first(&anybody, query).await, ("Municipality".to_owned(), name.to_owned()), "{query}");
    }
    // Who is seen by the network only stands nowhere for others.
    assert_ne!(first(&anybody, "Samira Benali").await.1, "Samira Benali");
    let member = app.person("anna").create().await;
    assert_eq!(first(&member, "benali").await.1, "Samira Benali");
}

async fn a_meeting_is_found_by_its_number_however_it_is_written(database: Database) {
    let app = TestApp::start(database).await;
    let olga = app.person("olga").role(Role::Organiser).create().await;
    // The others say more of it: `bijeenkomst` more often, or the words of a number that is not theirs.
    for (title, number, description) in [
        (
            "4e bijeenkomst: vierde bijeenkomst",
            Some(4),
            "De bijeenkomst na de derde. Wat is een bijeenkomst?",
        ),
        ("5e bijeenkomst: Kwikstaarten in de polder", Some(5), "Over vogels."),
        ("Zesde lustrum van het netwerk", Some(6), "Het vijfde jaar telt niet, de 36 tafels wel."),
        ("36e bijeenkomst: Leegstand", Some(36), "Over panden."),
        ("Bijeenkomst zonder nummer", None, "Op 5 mei, vijfde editie, met 36 mensen aan 22 tafels."),
        ("Weer over leegstand", Some(22), "Over panden."),
    ] {
        let input = json!({ "title": title, "startsAt": "2027-01-01T09:00:00Z", "sequenceNumber": number, "description": description });
        olga.mutate("createMeeting", input, "meeting { id }").await;
    }
    app.until_indexed().await;
    let search = "query($query: String!) { search(query: $query) { didYouMean
        edges { node { ... on Meeting { sequenceNumber } } } } }";
    for (number, queries) in [
        (4, &["vierde bijeenkomst", "4e bijeenkomst"][..]),
        (
            5,
            &[
                "vijfde bijeenkomst",
                "Vijfde Bijeenkomst",
                "5de bijeenkomst",
                "5e bijeenkomst",
                "bijeenkomst 5",
                "5",
                "5de",
            ],
        ),
        (6, &["zesde bijeenkomst", "6", "6e"]),
        (22, &["tweeëntwintigste bijeenkomst", "tweeentwintigste bijeenkomst", "22ste bijeenkomst"]),
        (
            36,
            &[
                "36ste bijeenkomst",
                "36e bijeenkomst",
                "zesendertigste bijeenkomst",
                "bijeenkomst 36",
                "36",
                "zesendertigste",
            ],
        ),
    ] {
        for query in queries {
            let found = app.anonymous().ask(search, json!({ "query": query })).await["search"].clone();
            assert_eq!(found["edges"][0]["node"]["sequenceNumber"], number, "{query}: {found}");
            assert_eq!(found["didYouMean"], json!(null), "{query}");
        }
    }
}

#[tokio::test]
async fn a_word_of_a_municipalitys_name_is_meant_as_a_word_and_the_name_as_the_municipality() {
    let mut world = World::new().await;
    let mut places = Vec::new();
    for name in ["Wijk bij Duurstede", "Ouder-Amstel", "Leek", "Huizen"] {
        let place = world.document(NodeKind::Municipality, name);
        places.push(world.put(place).await);
    }
    let mut says = async |body: &str| {
        let words = "Over van alles en nog wat, op een lange dag in de raadszaal. ".repeat(20);
        world.report(&format!("{words} {body} {words}")).await
    };
    let (districts, parents) =
        (says("In twee wijken staan sensoren.").await, says("Wij vroegen ouders.").await);
    let (seems, house) = (says("Dat lijkt goed te gaan.").await, says("Wij gingen langs elk huis.").await);
    for (text, said) in [("wijken", districts), ("ouders", parents), ("lijkt", seems), ("huis", house)] {
        assert_eq!(world.find(text).await[0], said, "{text}");
        assert_eq!(world.find(&format!("{text} raadszaal")).await[0], said, "{text} raadszaal");
    }
    for (text, place) in [
        ("wijk bij duurstede", places[0]),
        ("duurstede", places[0]),
        ("\"wijk bij duurstede\"", places[0]),
        ("ouder-amstel", places[1]),
        ("ouder amstel", places[1]),
        ("leek", places[2]),
        ("huizen", places[3]),
        ("wijk bij duurstde", places[0]),
        ("hiuzen", places[3]),
    ] {
        assert_eq!(world.find(text).await[0], place, "{text}");
    }
    let mended = world.ask(request("ouder amstle")).await;
    assert_eq!(mended.did_you_mean.as_deref(), Some("ouder Amstel"));
}
