//! Queries, cursors and ids through the endpoint.

use std::time::{Duration, Instant};

use data_encoding::BASE64URL_NOPAD;
use serde_json::json;

use super::dice::{Dice, enough};
use crate::support::{Client, Database, TestApp, shared};

on_both_databases!(no_cursor_or_id_breaks_anything);

const QUERIES: [&str; 8] = [
    "{ pilots(first: 5) { totalCount nodes { id slug title themes { slug broader { label } } } pageInfo { endCursor } } }",
    "query Q($q: String = \"data\") { search(query: $q, first: 3) { edges { node { __typename ... on Pilot { title } } highlights { html } } facets { field } } }",
    "mutation { logIn(input: { email: \"a@b.nl\", password: \"x\" }) { userErrors { code } } }",
    "fragment A on Pilot { title ...B } fragment B on Pilot { slug } { pilot(slug: \"x\") { ...A } }",
    "{ __schema { types { name fields { name args { name type { name } } } } } }",
    "{ node(id: \"AQ\") { id } suggest(prefix: \"da\") { text } themes { slug } networkStats { pilots } }",
    "subscription { x }",
    "{ meetings(filter: { year: 2016, upcoming: false }) { nodes { startsAt agenda { speakers { person { id } } } } } }",
];

const QUERY_PIECES: [&str; 40] = [
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "!",
    "$",
    "@",
    "...",
    ":",
    "=",
    "|",
    "&",
    "\"",
    "\"\"\"",
    "#",
    ",",
    "\\u0000",
    "\u{0}",
    "on",
    "fragment A on Query { ...A }",
    "query",
    "mutation",
    "@skip(if: true)",
    "@include(if: $x)",
    "@deprecated",
    "__typename",
    "a: title",
    "first: 2147483648",
    "first: -1",
    "null",
    "-0",
    "1e400",
    "true",
    "after: \"W10\"",
    "themes: [\"a\"]",
    "... on Query",
    "query A { __typename }",
    "\u{feff}",
];

/// Whatever was asked: an answer in GraphQL's words, soon, and never a fault of ours.
async fn ask(client: &Client, request: serde_json::Value) {
    let begun = Instant::now();
    let answer = client.operation(request.clone()).await;
    let status = answer.status.as_u16();
    assert!(matches!(status, 200 | 400 | 405 | 413), "{request}: {answer:?}");
    assert!(answer.body["data"].is_object() || answer.body["errors"].is_array(), "{request}: {answer:?}");
    for error in answer.body["errors"].as_array().into_iter().flatten() {
        let code = error["extensions"]["code"].as_str();
        assert!(code.is_some_and(|code| code != "INTERNAL"), "{request}: {error}");
    }
    assert!(begun.elapsed() < Duration::from_secs(10), "{request}: {:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_query_breaks_the_endpoint() {
    let app = TestApp::start(Database::Sqlite).await;
    let anna = app.person("anna").create().await;
    anna.published_pilot("Slimme afvalbakken", "PUBLIC").await;
    // A search before the first index is there is told that something went wrong: not what is looked for here.
    app.until_indexed().await;
    let contract = std::fs::read_to_string(shared("contract/operations.graphql")).unwrap();
    let mut seeds: Vec<&str> = QUERIES.to_vec();
    seeds.extend(contract.split("\n\n").filter(|piece| piece.contains('{')));
    let (mut dice, begun, mut times) = (Dice::new("query"), Instant::now(), 0);
    while times < 100 || begun.elapsed() < enough() {
        let query = dice.mutate(&seeds, &QUERY_PIECES);
        let variables = [
            json!({}),
            json!({ "q": "\0" }),
            json!({ "input": {} }),
            json!({ "x": [[[]]] }),
            json!({ "id": null }),
        ];
        let variables = &variables[dice.throw(variables.len())];
        ask(&anna, json!({ "query": query, "variables": variables })).await;
        times += 1;
    }
    eprintln!("query: {times} inputs");
}

async fn no_cursor_or_id_breaks_anything(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let pilot = anna.published_pilot("Slimme afvalbakken", "PUBLIC").await;
    app.until_indexed().await;
    let id = pilot["id"].as_str().unwrap().to_owned();
    let own: Vec<String> =
        ["pilots.updated", "pilots.title", "people.name", "search", "challenges.updated", "revisions"]
            .iter()
            .flat_map(|list| {
                [r#"{"t":0}"#, r#"{"s":"a"}"#, r#"{"n":1}"#]
                    .map(|key| format!(r#"["{list}",{key},"01890000-0000-7000-8000-000000000000"]"#))
            })
            .collect();
    let seeds: Vec<&str> = own.iter().map(String::as_str).collect();
    let pieces = [
        "[",
        "]",
        "{",
        "}",
        "\"",
        ",",
        "0",
        "-9223372036854775808",
        "\\u0000",
        "t",
        "s",
        "n",
        "é",
        "null",
        "1e9",
        "%",
        "_",
        "'",
        "--",
    ];
    let lists = [
        "pilots(first: 2, after: $a) { nodes { id } }",
        "pilots(orderBy: TITLE, last: 2, before: $a) { nodes { id } }",
        "people(first: 2, after: $a) { nodes { id } }",
        "search(query: \"afval\", first: 2, after: $a) { edges { cursor } }",
        "challenges(first: 2, after: $a) { nodes { id } }",
        "municipalities(first: 2, after: $a) { nodes { id } }",
        "contactMatches(first: 2, after: $a) { edges { cursor } }",
        "pilot(slug: $a) { id }",
        "people(query: $a, first: 2) { nodes { id } }",
        "search(query: $a, first: 2) { edges { cursor } facets { field } didYouMean }",
        "suggest(prefix: $a) { text }",
    ];
    let (mut dice, begun, mut times) = (Dice::new("cursor"), Instant::now(), 0);
    while times < 60 || begun.elapsed() < enough() {
        let text = dice.mutate(&seeds, &pieces);
        let text = match dice.throw(3) {
            0 => text,
            _ => BASE64URL_NOPAD.encode(text.as_bytes()),
        };
        let list = dice.pick(&lists);
        ask(
            &anna,
            json!({ "query": format!("query($a: String!) {{ {list} }}"), "variables": { "a": text } }),
        )
        .await;
        let broken = dice.mutate(&[id.as_str(), "AQ", ""], &["A", "_", "-", "é", "\0", "=", "BQ"]);
        ask(
            &anna,
            json!({ "query": "query($a: ID!) { node(id: $a) { id } }", "variables": { "a": broken } }),
        )
        .await;
        times += 1;
    }
    eprintln!("cursor: {times} inputs");
}
