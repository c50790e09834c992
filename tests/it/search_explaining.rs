//! Why something was found where it was, and what else is like it.

use bigdatagemeenten::ids::NodeKind;
use bigdatagemeenten::search::{Document, Explanation, SearchRequest, Theme};
use serde_json::{Value, json};

use crate::search_support::{SECRET, World, request, seed};
use crate::support::people::pilot;
use crate::support::{Client, Database, TestApp, ZAANSTAD};

on_both_databases!(
    only_who_edits_is_told_how_a_score_came_about,
    what_is_alike_is_shown_with_its_reasons_and_nothing_hidden_is,
);

fn sum(explanation: &Explanation) -> f32 {
    let concepts: f32 = explanation.concepts.iter().map(|concept| concept.contribution).sum();
    let text = concepts * explanation.factor_of_share + explanation.title_likeness + explanation.nearness;
    let merit =
        explanation.factor_of_freshness * explanation.factor_of_stage * explanation.factor_of_completeness;
    text * merit + explanation.exact_title
}

#[tokio::test]
async fn the_parts_of_an_explanation_add_up_to_the_score() {
    let mut world = World::new().await;
    let seed = seed();
    let (title, body) = seed.split_once('\n').unwrap();
    let report = Document { body: body.into(), ..world.document(NodeKind::Report, title) };
    world.put(report).await;
    for (i, title) in
        ["Het Zaanse datapakhuis", "Huisvuil ophalen", "Privacy bij data gedreven werken", "Datapakhuizen"]
            .into_iter()
            .enumerate()
    {
        let body = "Kop\n\nHuis en vuil bij elkaar, met data. Privacy telt. ".repeat(i + 1);
        let mut document = Document { body, ..world.document(NodeKind::Pilot, title) };
        document.people = vec!["Anna de Vries".into()];
        document.themes = vec![Theme {
            slug: "data".into(),
            label: "Datapakhuizen".into(),
            alt_labels: vec!["Data".into()],
        }];
        if i == 1 {
            document.scope_terms = vec![SECRET.into()];
        }
        world.put(document).await;
    }
    world.catch_up().await;
    let mut seen = 0;
    for text in [
        "datapakhuis",
        "zaanse datapakhuis",
        "Het Zaanse datapakhuis",
        "huisvuil",
        "privacy data gedreven werken",
        "\"data gedreven\" privacy",
        "datpakhuis",
        "pakhuis kwikstaart",
        "privac",
        "anna data",
    ] {
        for scope_terms in [SearchRequest::first(1).scope_terms, None] {
            let asked = SearchRequest { want_explanations: true, scope_terms, ..request(text) };
            for (_, hit) in world.ask(asked).await.hits.rows {
                let explanation = hit.explanation.unwrap_or_else(|| panic!("{text}: no explanation"));
                assert_eq!(explanation.score, hit.score);
                let difference = (sum(&explanation) - hit.score).abs() / hit.score;
                assert!(
                    difference < 1e-4,
                    "{text}: {} is not {}: {explanation:?}",
                    sum(&explanation),
                    hit.score
                );
                for concept in explanation.concepts.iter().filter(|concept| concept.contribution > 0.0) {
                    assert!(!concept.occurrences.is_empty() && text.contains(&concept.typed), "{concept:?}");
                }
                seen += 1;
            }
        }
    }
    assert!(seen > 30, "{seen}");
    let asked = SearchRequest { want_explanations: true, ..request("") };
    assert!(world.ask(asked).await.hits.rows.iter().all(|(_, hit)| hit.explanation.is_none()));
    assert!(world.ask(request("privacy")).await.hits.rows.iter().all(|(_, hit)| hit.explanation.is_none()));
}

async fn only_who_edits_is_told_how_a_score_came_about(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let editor = app.person("eva").of(ZAANSTAD).editor().create().await;
    anna.published_pilot("Kwikstaart in het veld", "PUBLIC").await;
    app.until_found(&anna, "kwikstaart", 1).await;
    let query = "{ search(query: \"kwikstaart\") { edges { score explanation { exactTitle titleShare nearness factorOfShare score
        concepts { typed rarity contribution isByPieces occurrences { words field count value } } } } } }";
    for client in [&app.anonymous(), &anna] {
        let data = client.ask(query, json!({})).await;
        let edge = &data["search"]["edges"][0];
        assert!(edge["score"].is_number() && edge["explanation"].is_null(), "{edge}");
    }
    let data = editor.ask(query, json!({})).await;
    let edge = &data["search"]["edges"][0];
    let explanation = &edge["explanation"];
    assert_eq!(explanation["score"], edge["score"]);
    let concept = &explanation["concepts"][0];
    assert_eq!((concept["typed"].as_str(), &concept["isByPieces"]), (Some("kwikstaart"), &json!(false)));
    let fields: Vec<_> =
        concept["occurrences"].as_array().unwrap().iter().map(|one| one["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["TEXT", "TITLE"]);
}

async fn alike(client: &Client, id: &Value) -> Vec<(String, Value, Value)> {
    let query = "query($id: ID!) { moreLikeThis(id: $id, first: 5) { themes { slug } words
        node { ... on Pilot { title } ... on Challenge { title: question } ... on MeetingReport { title } } } }";
    let data = client.ask(query, json!({ "id": id })).await;
    let found = data["moreLikeThis"].as_array().unwrap().iter();
    let row = |one: &Value| {
        (one["node"]["title"].as_str().unwrap().to_owned(), one["themes"].clone(), one["words"].clone())
    };
    found.map(row).collect()
}

async fn what_is_alike_is_shown_with_its_reasons_and_nothing_hidden_is(database: Database) {
    let app = TestApp::start(database).await;
    let (anna, anybody) = (app.person("anna").create().await, app.anonymous());
    let make = async |title: &str, summary: &str, themes: Value, visibility: &str| {
        let mut input = pilot(title, visibility);
        for field in ["summary", "problem", "approach"] {
            input[field] = json!(summary);
        }
        input["themes"] = themes;
        let made = anna.make("Pilot", input).await;
        anna.publish("Pilot", &made).await
    };
    let own = make(
        "Eikenprocessierups tellen met sensoren",
        "Delft telt rupsen in eikenbomen.",
        json!(["groen"]),
        "PUBLIC",
    )
    .await;
    make("Rupsen vangen in Delft", "De eikenprocessierups in de bomen.", json!(["groen"]), "PUBLIC").await;
    make("Sensoren in de sloot", "Waterpeil meten met sensoren.", json!(["wonen"]), "PUBLIC").await;
    make("Eikenprocessierups bestrijden", "Met sensoren tegen rupsen.", json!(["groen"]), "MUNICIPALITY")
        .await;
    make("Leegstand op de kaart", "Kantoren en winkels in Delft.", json!(["groen"]), "PUBLIC").await;
    app.until_found(&anna, "eikenprocessierups", 4).await;
    app.until_found(&anna, "leegstand", 1).await;
    let found = alike(&anybody, &own["id"]).await;
    let titles: Vec<_> = found.iter().map(|(title, ..)| title.as_str()).collect();
    assert_eq!(titles, ["Rupsen vangen in Delft"], "neither what is hidden nor what has one word in common");
    let (_, themes, words) = &found[0];
    assert_eq!(themes, &json!([{ "slug": "groen" }]));
    let words: Vec<_> = words.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
    assert!(words.contains(&"eikenprocessierups") && words.contains(&"rupsen"), "{words:?}");
    assert!(
        !words.iter().any(|word| word.eq_ignore_ascii_case("delft")),
        "whose it is tells nothing: {words:?}"
    );
    let mine = alike(&anna, &own["id"]).await;
    assert_eq!(mine[0].0, "Eikenprocessierups bestrijden", "{mine:?}");

    let hidden = make("Rupsen van Delft", "De eikenprocessierups.", json!(["groen"]), "MUNICIPALITY").await;
    let query = "query($id: ID!) { moreLikeThis(id: $id) { words } }";
    assert_eq!(anybody.refused(query, json!({ "id": hidden["id"] })).await, "NOT_FOUND");
    assert_eq!(anybody.refused(query, json!({ "id": "x" })).await, "BAD_USER_INPUT");
    let too_many = "query($id: ID!) { moreLikeThis(id: $id, first: 11) { words } }";
    assert_eq!(anybody.refused(too_many, json!({ "id": own["id"] })).await, "BAD_USER_INPUT");
    assert_eq!(alike(&anna, &json!(anna.id)).await, [], "a person is like nobody");
    // Two loads of texts (the thing, its candidates) and one of what is shown, however much there is.
    app.until_indexed().await;
    let (_, sent) = app.statements(alike(&anybody, &own["id"])).await;
    assert!(sent.len() <= 24, "{}: {sent:#?}", sent.len());
}
