//! What else is like a thing, and why: contributions like one another, what fits a person, and municipalities that work on
//! the same.

use serde_json::{Value, json};

use crate::support::people::pilot;
use crate::support::{Client, DELFT, Database, TestApp, ZAANSTAD};

mod profiles;

on_both_databases!(
    what_is_alike_is_shown_with_its_reasons_and_nothing_hidden_is,
    only_words_that_name_a_subject_are_reasons,
    themes_in_common_tell_more_than_a_few_words_and_the_name_of_no_municipality_does,
    municipalities_that_work_on_the_same_come_with_their_themes_and_rare_themes_and_not_size_decide,
    themes_that_are_parts_of_the_same_are_not_in_common,
    what_is_hidden_changes_nothing_of_which_municipalities_work_on_the_same,
    municipalities_that_ended_are_not_among_those_that_work_on_the_same,
);

const UTRECHT: &str = "GM0344";
const BREDA: &str = "GM0758";
const TILBURG: &str = "GM0855";
/// Became a part of Breda's neighbours in 2021.
const HAAREN: &str = "GM0788";

/// Title or name, themes and words.
type Alike = (String, Vec<String>, Vec<String>);

async fn alike(client: &Client, id: &Value) -> Vec<Alike> {
    let query = "query($id: ID!) { moreLikeThis(id: $id, first: 5) { themes { slug } words node {
        ... on Pilot { title } ... on Challenge { title: question } ... on MeetingReport { title }
        ... on WorkshopOutcome { title: question } ... on Meeting { title }
        ... on Person { title: displayName } ... on Municipality { title: name } } } }";
    let data = client.ask(query, json!({ "id": id })).await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let texts = |list: &Value, of: fn(&Value) -> &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|one| text(of(one))).collect()
    };
    let row = |one: &Value| {
        let themes = texts(&one["themes"], |theme| &theme["slug"]);
        (text(&one["node"]["title"]), themes, texts(&one["words"], |word| word))
    };
    data["moreLikeThis"].as_array().unwrap().iter().map(row).collect()
}

fn titles(found: &[Alike]) -> Vec<&str> {
    found.iter().map(|(title, ..)| title.as_str()).collect()
}

fn has(words: &[String], word: &str) -> bool {
    words.iter().any(|other| other == word)
}

/// A pilot that says the same everywhere.
fn about(title: &str, text: &str, themes: &[&str], visibility: &str) -> Value {
    let mut input = pilot(title, visibility);
    for field in ["summary", "problem", "approach"] {
        input[field] = json!(text);
    }
    input["themes"] = json!(themes);
    input
}

async fn publish(client: &Client, pilot: Value) -> Value {
    let made = client.make("Pilot", pilot).await;
    client.publish("Pilot", &made).await
}

/// A published pilot with these themes.
async fn works_on(client: &Client, themes: &[&str], visibility: &str) -> Value {
    let title = format!("{} over {}", client.name, themes.join(" en "));
    publish(client, about(&title, "Een korte samenvatting.", themes, visibility)).await
}

async fn municipality(client: &Client, code: &str) -> Value {
    let query = "query($code: String!) { municipality(code: $code) { id } }";
    client.ask(query, json!({ "code": code })).await["municipality"]["id"].clone()
}

async fn what_is_alike_is_shown_with_its_reasons_and_nothing_hidden_is(database: Database) {
    let app = TestApp::start(database).await;
    let (anna, anybody) = (app.person("anna").create().await, app.anonymous());
    let make = async |title: &str, summary: &str, themes: &[&str], visibility: &str| {
        publish(&anna, about(title, summary, themes, visibility)).await
    };
    let own = make(
        "Eikenprocessierups tellen met sensoren",
        "Delft telt rupsen in eikenbomen.",
        &["groen"],
        "PUBLIC",
    )
    .await;
    make("Rupsen vangen in Delft", "De eikenprocessierups in de bomen.", &["groen"], "PUBLIC").await;
    make("Sensoren in de sloot", "Waterpeil meten met sensoren.", &["wonen"], "PUBLIC").await;
    make("Eikenprocessierups bestrijden", "Met sensoren tegen rupsen.", &["groen"], "MUNICIPALITY").await;
    make("Leegstand op de kaart", "Kantoren en winkels in Delft.", &["groen"], "PUBLIC").await;
    app.until_found(&anna, "eikenprocessierups", 4).await;
    app.until_found(&anna, "leegstand", 1).await;
    let found = alike(&anybody, &own["id"]).await;
    assert_eq!(
        titles(&found),
        ["Rupsen vangen in Delft"],
        "neither what is hidden nor what has one word in common"
    );
    let (_, themes, words) = &found[0];
    assert_eq!(themes, &["groen"]);
    assert!(has(words, "eikenprocessierups") && has(words, "rupsen"), "{words:?}");
    assert!(
        !words.iter().any(|word| word.eq_ignore_ascii_case("delft")),
        "whose it is tells nothing: {words:?}"
    );
    let mine = alike(&anna, &own["id"]).await;
    assert_eq!(mine[0].0, "Eikenprocessierups bestrijden", "{mine:?}");

    let hidden = make("Rupsen van Delft", "De eikenprocessierups.", &["groen"], "MUNICIPALITY").await;
    let query = "query($id: ID!) { moreLikeThis(id: $id) { words } }";
    assert_eq!(anybody.refused(query, json!({ "id": hidden["id"] })).await, "NOT_FOUND");
    assert_eq!(anybody.refused(query, json!({ "id": "x" })).await, "BAD_USER_INPUT");
    let too_many = "query($id: ID!) { moreLikeThis(id: $id, first: 11) { words } }";
    assert_eq!(anybody.refused(too_many, json!({ "id": own["id"] })).await, "BAD_USER_INPUT");
    // Two loads of texts (the thing, its candidates) and one of what is shown, however much there is.
    app.until_indexed().await;
    let (_, sent) = app.statements(alike(&anybody, &own["id"])).await;
    assert!(sent.len() <= 24, "{}: {sent:#?}", sent.len());
}

async fn only_words_that_name_a_subject_are_reasons(database: Database) {
    let app = TestApp::start(database).await;
    let (anna, anybody) = (app.person("anna").create().await, app.anonymous());
    let make = async |title: &str, text: &str| publish(&anna, about(title, text, &[], "PUBLIC")).await;
    let passing =
        "Dertig klaagden rond januari: wie keurt, hing en ving vooruit boven het station? Welkom, pauze.";
    let own = make("Bruggen bedienen", &format!("{passing} Het convenant met de brugwachters.")).await;
    make("Fietsen stallen", &format!("{passing} Een fietsenkelder.")).await;
    make("Sluizen", "Brugwachters en hun convenant.").await;
    app.until_indexed().await;
    let found = alike(&anybody, &own["id"]).await;
    assert_eq!(titles(&found), ["Sluizen"], "{found:?}");
    let mut words = found[0].2.clone();
    words.sort();
    assert_eq!(words, ["brugwachters", "convenant"]);
}

async fn themes_in_common_tell_more_than_a_few_words_and_the_name_of_no_municipality_does(
    database: Database,
) {
    let app = TestApp::start(database).await;
    let (anna, anybody) = (app.person("anna").create().await, app.anonymous());
    let make = async |title: &str, text: &str, themes: &[&str]| {
        publish(&anna, about(title, text, themes, "PUBLIC")).await
    };
    let text = "Met Tilburg en Haarlemmermeer, brugwachters en een convenant.";
    let own = make("Eerst bellen", text, &["woonfraude", "handhaving"]).await;
    let mut in_passing = about("Later bellen", "Iets anders.", &["groen"], "PUBLIC");
    in_passing["problem"] = json!("Iets anders. ".repeat(30));
    in_passing["approach"] = json!("Brugwachters met een convenant.");
    publish(&anna, in_passing).await;
    make("Namen noemen", "Ook in Tilburg en Haarlemmermeer.", &["groen"]).await;
    make("Anders gezegd", "Niets daarvan.", &["handhaving", "woonfraude"]).await;
    // Among few things no theme is rare.
    for title in ["Groen", "Groener", "Groenst"] {
        make(title, "Iets anders.", &["groen"]).await;
    }
    app.until_indexed().await;
    let found = alike(&anybody, &own["id"]).await;
    assert_eq!(titles(&found), ["Anders gezegd", "Later bellen"], "{found:?}");
    assert_eq!((found[0].1.len(), &found[0].2), (2, &Vec::new()), "{found:?}");
}

async fn municipalities_that_work_on_the_same_come_with_their_themes_and_rare_themes_and_not_size_decide(
    database: Database,
) {
    let app = TestApp::start(database).await;
    let delft = app.person("delft").create().await;
    let zaanstad = app.person("zaanstad").of(ZAANSTAD).create().await;
    let utrecht = app.person("utrecht").of(UTRECHT).create().await;
    let breda = app.person("breda").of(BREDA).create().await;
    let tilburg = app.person("tilburg").of(TILBURG).create().await;
    let (rare, middle, common) = ("woonfraude", "handhaving", "privacy-en-ethiek");
    works_on(&delft, &[rare, middle, common], "PUBLIC").await;
    works_on(&tilburg, &[rare, middle], "PUBLIC").await;
    works_on(&breda, &[common, middle], "PUBLIC").await;
    // Many contributions to everything; and two municipalities with one theme in common, which many have.
    let everything = [rare, middle, common, "jeugd", "parkeren", "groen", "afval", "fiets", "wonen"];
    for _ in 0..4 {
        works_on(&utrecht, &everything, "PUBLIC").await;
    }
    works_on(&zaanstad, &[common, "datapakhuis"], "PUBLIC").await;
    let question = json!({ "question": "Hoe dan?", "visibility": "PUBLIC", "themes": [common] });
    let asked = app.person("deventer").of("GM0150").create().await.make("Challenge", question).await;
    assert_eq!(asked["status"], "PUBLISHED");
    app.until_indexed().await;
    let (anybody, own) = (app.anonymous(), municipality(&delft, DELFT).await);
    let found = alike(&anybody, &own).await;
    assert_eq!(titles(&found), ["Tilburg", "Breda", "Utrecht"], "{found:?}");
    assert_eq!(found[0].1, [rare, middle], "the most telling first");
    assert_eq!(found[1].1, [middle, common]);
    assert_eq!(found[2].1, [rare, middle, common]);
    assert!(found.iter().all(|(.., words)| words.is_empty()));
    let of_breda = alike(&anybody, &municipality(&breda, BREDA).await).await;
    assert!(titles(&of_breda).contains(&"Delft"), "{of_breda:?}");
    let nothing_yet = municipality(&delft, "GM0014").await;
    assert_eq!(
        alike(&anybody, &nothing_yet).await,
        [],
        "who contributed nothing works on nothing that is known"
    );

    let (_, sent) = app.statements(alike(&anybody, &own)).await;
    assert!(sent.len() <= 2, "the index knows it all: {sent:#?}");
}

/// Who chooses the broader theme finds both; that they are alike it does not tell.
async fn themes_that_are_parts_of_the_same_are_not_in_common(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let bram = app.person("bram").of(ZAANSTAD).create().await;
    let coen = app.person("coen").of(BREDA).create().await;
    let profile =
        json!({ "visibility": "PUBLIC", "jobTitle": "Bomenadviseur", "themes": ["jeugd", "parkeren"] });
    anna.mutate("updateProfile", profile, "person { id }").await;
    works_on(&anna, &["jeugd", "parkeren"], "PUBLIC").await;
    works_on(&bram, &["onderwijs", "fiets"], "PUBLIC").await;
    works_on(&coen, &["groen", "woonfraude", "sociaal-domein", "mobiliteit"], "PUBLIC").await;
    app.until_indexed().await;
    let anybody = app.anonymous();
    assert_eq!(alike(&anybody, &municipality(&anna, DELFT).await).await, []);
    assert_eq!(alike(&anybody, &json!(anna.id)).await, []);
}

async fn what_is_hidden_changes_nothing_of_which_municipalities_work_on_the_same(database: Database) {
    let app = TestApp::start(database).await;
    let delft = app.person("delft").create().await;
    let zaanstad = app.person("zaanstad").of(ZAANSTAD).create().await;
    let utrecht = app.person("utrecht").of(UTRECHT).create().await;
    let breda = app.person("breda").of(BREDA).create().await;
    works_on(&delft, &["woonfraude", "handhaving", "jeugd"], "PUBLIC").await;
    works_on(&zaanstad, &["woonfraude", "handhaving"], "PUBLIC").await;
    works_on(&utrecht, &["jeugd", "handhaving"], "PUBLIC").await;
    app.until_indexed().await;
    let (anybody, own) = (app.anonymous(), municipality(&delft, DELFT).await);
    let before = alike(&anybody, &own).await;
    assert_eq!(titles(&before).len(), 2, "{before:?}");
    assert_eq!(alike(&breda, &own).await, before, "members see as much when all is public");

    // Another municipality, other themes, what is rare, and what Delft itself does: all of it for the network only.
    works_on(&breda, &["woonfraude", "handhaving", "jeugd"], "NETWORK").await;
    for _ in 0..3 {
        works_on(&utrecht, &["woonfraude", "parkeren", "jeugd"], "NETWORK").await;
    }
    works_on(&delft, &["parkeren", "jeugd"], "NETWORK").await;
    let inside = works_on(&zaanstad, &["jeugd", "parkeren"], "MUNICIPALITY").await;
    app.until_indexed().await;
    assert_eq!(alike(&anybody, &own).await, before);
    let hidden_only = municipality(&breda, BREDA).await;
    assert_eq!(alike(&anybody, &hidden_only).await, [], "nothing is known of it");

    let seen = alike(&breda, &own).await;
    assert_eq!(titles(&seen), ["Utrecht", "Breda", "Zaanstad"], "{seen:?}");
    let themes =
        |found: &[Alike], name: &str| found.iter().find(|(title, ..)| title == name).unwrap().1.clone();
    assert!(has(&themes(&seen, "Utrecht"), "parkeren"));
    assert_eq!(themes(&seen, "Zaanstad").len(), 2, "{inside} is for Zaanstad alone");
    assert_eq!(themes(&alike(&zaanstad, &own).await, "Zaanstad").len(), 4);
    assert!(!alike(&breda, &hidden_only).await.is_empty());
}

async fn municipalities_that_ended_are_not_among_those_that_work_on_the_same(database: Database) {
    let app = TestApp::start(database).await;
    let delft = app.person("delft").create().await;
    let breda = app.person("breda").of(BREDA).create().await;
    let haaren = app.person("haaren").of(HAAREN).create().await;
    for client in [&delft, &breda, &haaren] {
        works_on(client, &["woonfraude", "handhaving"], "PUBLIC").await;
    }
    app.until_indexed().await;
    let anybody = app.anonymous();
    let found = alike(&anybody, &municipality(&delft, DELFT).await).await;
    assert_eq!(titles(&found), ["Breda"]);
    let of_former = alike(&anybody, &municipality(&delft, HAAREN).await).await;
    assert_eq!(titles(&of_former), ["Delft", "Breda"], "what it did is still like what others do");
}
