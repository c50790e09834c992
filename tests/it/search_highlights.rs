//! What highlights are taken from: the version on the page, and nothing that its reader may not see.

use bigdatagemeenten::access::{Actor, NETWORK_TERM, PUBLIC_TERM};
use bigdatagemeenten::contribution::Version;
use bigdatagemeenten::ids::NodeId;
use bigdatagemeenten::search::SearchRequest;
use serde_json::{Value, json};

use crate::support::people::pilot;
use crate::support::{Database, TestApp};

on_both_databases!(
    a_highlight_is_of_the_version_that_was_seen_and_of_nothing_that_became_hidden,
    a_highlight_follows_a_change_at_once,
);

/// The state of a pilot that `value` shows, whoever may see it.
async fn version(app: &TestApp, value: &Value) -> (NodeId, Version) {
    let node = NodeId::from_public(value["id"].as_str().unwrap()).unwrap();
    let pilot = app.services.pilots.shelf.get(&Actor::System, node.uuid).await.unwrap();
    assert_eq!(pilot.meta.revision, value["revision"], "{value}");
    (node, pilot.meta.version())
}

/// Between loading a page and marking it anything may happen.
async fn a_highlight_is_of_the_version_that_was_seen_and_of_nothing_that_became_hidden(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let search = &app.services.search;
    let mut input = pilot("Vogels tellen", "PUBLIC");
    input["problem"] = json!("Wie ziet de kwikstaart nog?");
    let made = anna.publish("Pilot", &anna.make("Pilot", input).await).await;
    app.until_indexed().await;
    let asked = SearchRequest { text: "kwikstaart".into(), ..SearchRequest::first(5) };
    let (results, marks) = search.search_to_mark(asked).await.unwrap();
    let (node, first) = version(&app, &made).await;
    assert_eq!(results.hits.rows[0].1.node, node);
    let marked = async |version, circle: &str| {
        let scope_terms = [circle.to_owned()];
        let mut found =
            search.highlights(&marks, &[(node, Some(version))], Some(&scope_terms)).await.unwrap();
        found.remove(&node).map(|of_hit| of_hit.into_iter().map(|it| it.html).collect::<String>())
    };
    let before = marked(first, PUBLIC_TERM).await;
    let html = before.as_deref().unwrap();
    assert!(html.contains("Wie ziet de <mark>kwikstaart</mark> nog?"), "{html}");

    let change = json!({ "problem": "De kwikstaart zit in het geheim.", "visibility": "NETWORK" });
    let changed = anna.change("Pilot", &made, change).await;
    let (_, second) = version(&app, &changed).await;
    assert_eq!(marked(first, PUBLIC_TERM).await, before, "as it was seen");
    assert_eq!(marked(second, PUBLIC_TERM).await, None, "it is for people with an account now");
    let inside = marked(second, NETWORK_TERM).await.unwrap();
    assert!(inside.contains("De <mark>kwikstaart</mark> zit in het geheim."), "{inside}");

    let archive = json!({ "id": changed["id"], "revision": changed["revision"] });
    let archived = anna.mutate("archivePilot", archive, "pilot { id revision }").await["pilot"].clone();
    let (_, third) = version(&app, &archived).await;
    for circle in [PUBLIC_TERM, NETWORK_TERM] {
        assert_eq!(marked(third, circle).await, None, "what is archived shows nowhere");
    }
}

async fn a_highlight_follows_a_change_at_once(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let mut input = pilot("Vogels tellen", "PUBLIC");
    input["problem"] = json!("Wie ziet de kwikstaart nog?");
    let mut made = anna.publish("Pilot", &anna.make("Pilot", input).await).await;
    app.until_indexed().await;
    let query = "{ search(query: \"kwikstaart\") { edges { highlights { field html } } } }";
    for problem in ["Geen kwikstaart meer.", "Weer een kwikstaart gezien.", "Drie kwikstaarten!"] {
        made = anna.change("Pilot", &made, json!({ "problem": problem })).await;
        let found = app.anonymous().ask(query, json!({})).await;
        let html =
            found["search"]["edges"][0]["highlights"][0]["html"].as_str().unwrap_or_default().to_owned();
        let plain = html.replace("<mark>", "").replace("</mark>", "");
        assert!(html.contains("<mark>kwikstaart") && plain.contains(problem), "{html}");
    }
}
