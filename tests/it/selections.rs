//! What was selected of a thing before, and is answered as it was written then.

use serde_json::{Value, json};

use crate::support::people::pilot;
use crate::support::{Client, DELFT, Database, TestApp, ZAANSTAD};

on_both_databases!(
    whatever_was_selected_before_an_answer_is_that_of_its_own_selection,
    a_kept_answer_tells_nobody_what_they_may_not_see,
    a_kept_answer_follows_its_thing,
);

/// With what is selected twice nothing is kept: its answers have to be merged.
fn made_anew(query: &str) -> String {
    let (once, twice) = ("pageInfo { endCursor }", "pageInfo { endCursor } pageInfo { endCursor }");
    assert!(query.contains(once), "{query}");
    query.replace(once, twice)
}

/// An answer as it was sent, byte for byte.
async fn sent(client: &Client, query: &str) -> String {
    let request = client.http.post(client.url("/graphql")).json(&json!({ "query": query }));
    let answer = request.send().await.unwrap().text().await.unwrap();
    assert!(answer.starts_with("{\"data\":{") && !answer.contains("\"errors\""), "{query}: {answer}");
    answer
}

async fn whatever_was_selected_before_an_answer_is_that_of_its_own_selection(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").of(DELFT).create().await;
    for title in ["Zonnewijzer", "\"Windvaan\" \\ <b>", "Regenton"] {
        let mut input = pilot(title, "PUBLIC");
        input["themes"] = json!(["jeugd", "onderwijs"]);
        anna.publish("Pilot", &anna.make("Pilot", input).await).await;
        let question = json!({ "question": title, "visibility": "PUBLIC", "themes": ["jeugd"] });
        anna.make("Challenge", question).await;
    }
    app.until_indexed().await;
    let selections = [
        "id title",
        "title id",
        "id: title title: id",
        "id title themes { label } municipality { name }",
        "id title municipality { name } themes { label }",
        "id title themes { label slug } municipality { name }",
        "id title themes { label: slug slug: label } municipality { name }",
        "id title themes { ... on Theme { label } id: label } municipality { ... on Node { id } name }",
        "themes { id } municipality { id }",
        "title themes { id pilotCount } municipality { id pilots(first: 0) { totalCount } }",
        "title problem problemHtml results missingForPublication domains partners stage cost publishedAt",
        "title contacts { id } authors { displayName } viewerCanEdit",
        "... on Pilot { title ...Themes } ... on Node { id } __typename kind: __typename",
        "title @skip(if: true) id @include(if: true)",
        "title @skip(if: false) id @include(if: false)",
    ];
    let mut queries = Vec::new();
    for selection in selections {
        let fragment = "fragment Themes on Pilot { themes { label } }";
        let fragment = if selection.contains("...Themes") { fragment } else { "" };
        let list = format!(
            "{{ pilots {{ edges {{ cursor node {{ {selection} }} }} pageInfo {{ endCursor }} }} }} {fragment}"
        );
        let search = format!(
            "{{ search(query: \"zonnewijzer\") {{ edges {{ node {{ __typename ... on Pilot {{ {selection} }}
                ... on Challenge {{ question themes {{ label }} }} ... on Node {{ id }} }} }} pageInfo {{ endCursor }} }} }} {fragment}"
        );
        queries.extend([list, search]);
    }
    for buckets in [
        "value label count",
        "label value: count __typename label",
        "...{ count } ...on FacetBucket { value }",
        "count value @skip(if: true) value @skip(if: true) label @include(if: true)",
        "value @skip(if: true)",
    ] {
        queries.push(format!(
            "{{ search(query: \"\") {{ facets {{ field buckets {{ {buckets} }} }} edges {{ node {{ __typename }} }} pageInfo {{ endCursor }} }} }}"
        ));
    }
    queries.push("{ challenges { nodes { question themes { label } } pageInfo { endCursor } } }".to_owned());
    queries.push(
        "{ challenges { nodes { question recognitionCounts { count } } pageInfo { endCursor } } }".to_owned(),
    );
    let anew: Vec<String> = {
        let mut answers = Vec::new();
        for query in &queries {
            answers.push(sent(&app.anonymous(), &made_anew(query)).await);
        }
        answers
    };
    assert!(anew.iter().all(|answer| answer.contains("node") && answer.len() > 150), "{anew:?}");
    for round in 0..3 {
        for (query, expected) in queries.iter().zip(&anew) {
            assert_eq!(sent(&app.anonymous(), query).await, *expected, "{round}: {query}");
        }
    }
}

async fn a_kept_answer_tells_nobody_what_they_may_not_see(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").of(DELFT).create().await;
    let bert = app.person("bert").of(ZAANSTAD).create().await;
    anna.make("Pilot", pilot("Nog niet", "PUBLIC")).await;
    anna.published_pilot("Alleen hier", "MUNICIPALITY").await;
    anna.published_pilot("Voor wie meedoet", "NETWORK").await;
    anna.published_pilot("Voor iedereen", "PUBLIC").await;
    app.until_indexed().await;
    let list = "{ pilots { nodes { title municipality { name } } pageInfo { endCursor } } }";
    let slug = "query($slug: String!) { pilot(slug: $slug) { title municipality { name } } }";
    let search = "{ search(query: \"samenvatting\") { edges { node { ... on Pilot { title municipality { name } } } } pageInfo { endCursor } } }";
    let titles = async |client: &Client| -> Vec<String> {
        let listed = client.ask(list, json!({})).await["pilots"]["nodes"].clone();
        let found = client.ask(search, json!({})).await["search"]["edges"].clone();
        assert_eq!(found.as_array().unwrap().len(), listed.as_array().unwrap().len());
        let mut titles: Vec<_> = listed
            .as_array()
            .unwrap()
            .iter()
            .map(|node| node["title"].as_str().unwrap().to_owned())
            .collect();
        titles.sort();
        titles
    };
    // Whoever reads it first.
    for _ in 0..2 {
        assert_eq!(titles(&anna).await, ["Alleen hier", "Voor iedereen", "Voor wie meedoet"]);
        assert_eq!(anna.ask(slug, json!({ "slug": "nog-niet" })).await["pilot"]["title"], "Nog niet");
        assert_eq!(titles(&bert).await, ["Voor iedereen", "Voor wie meedoet"]);
        assert_eq!(titles(&app.anonymous()).await, ["Voor iedereen"]);
        for client in [&bert, &app.anonymous()] {
            assert_eq!(client.refused(slug, json!({ "slug": "nog-niet" })).await, "NOT_FOUND");
        }
    }
}

async fn a_kept_answer_follows_its_thing(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").of(DELFT).create().await;
    let mut made = anna.make("Pilot", pilot("Zonnewijzer", "PUBLIC")).await;
    let one = "query($id: ID!) { node(id: $id) { ... on Pilot { title status visibility revision themes { slug } } } }";
    let seen = async |made: &Value| {
        let slug = "query($slug: String!) { pilot(slug: $slug) { title status visibility revision themes { slug } } }";
        let by_slug = anna.ask(slug, json!({ "slug": made["slug"] })).await["pilot"].clone();
        assert_eq!(anna.ask(slug, json!({ "slug": made["slug"] })).await["pilot"], by_slug);
        assert_eq!(anna.ask(one, json!({ "id": made["id"] })).await["node"], by_slug);
        by_slug
    };
    assert_eq!(seen(&made).await["status"], "DRAFT");
    made = anna.publish("Pilot", &made).await;
    assert_eq!(seen(&made).await["status"], "PUBLISHED");
    made = anna.change("Pilot", &made, json!({ "themes": ["onderwijs"] })).await;
    assert_eq!(seen(&made).await["themes"], json!([{ "slug": "onderwijs" }]));
    made = anna.change("Pilot", &made, json!({ "visibility": "NETWORK", "title": "Windvaan" })).await;
    let last = seen(&made).await;
    assert_eq!((&last["visibility"], &last["title"]), (&json!("NETWORK"), &json!("Windvaan")));
    assert_eq!(last["revision"], made["revision"]);
}
