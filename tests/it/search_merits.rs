//! Of things that say the same: the newer, the one that was done, the one that tells everything.

use bigdatagemeenten::ids::{NodeId, NodeKind};
use bigdatagemeenten::search::{Document, Merit, SearchRequest};
use serde_json::json;

use crate::search_support::{SECRET, World, at, request};
use crate::support::people::pilot;
use crate::support::{Database, TestApp};

on_both_databases!(a_pilot_that_ran_and_tells_its_results_comes_before_an_idea);

const YEARS: i64 = 365;

async fn put(world: &mut World, merit: Merit, days: i64, body: &str) -> NodeId {
    let document = world.document(NodeKind::Pilot, "Sensoren in containers");
    world.put(Document { merit, sorted_at: at(days), body: body.into(), ..document }).await
}

#[tokio::test]
async fn of_what_says_the_same_the_newer_the_done_and_the_complete_come_first() {
    for (worse, better, days) in [
        (Merit::AGEING, Merit::AGEING, 6 * YEARS),
        (Merit { stage: 0.0, ..Merit::AGEING }, Merit { stage: 1.0, ..Merit::AGEING }, 0),
        (Merit { completeness: 0.2, ..Merit::AGEING }, Merit { completeness: 0.9, ..Merit::AGEING }, 0),
    ] {
        let mut world = World::new().await;
        // The better one has the smaller id: of two with the same score it would come last.
        let first = put(&mut world, better, 0, "Een proef met afval.").await;
        let second = put(&mut world, worse, -days, "Een proef met afval.").await;
        world.catch_up().await;
        for text in ["afval", "sensoren afval"] {
            assert_eq!(world.find(text).await, [first, second], "{text}: {worse:?} {better:?} {days}");
        }
    }
}

#[tokio::test]
async fn merits_overturn_neither_an_exact_title_nor_a_better_text() {
    let mut world = World::new().await;
    let poor = Merit { stage: 0.0, completeness: 0.0, ages: true };
    let rich = Merit { stage: 1.0, completeness: 1.0, ages: true };
    let old = put(&mut world, poor, -20 * YEARS, "Afval, en nog eens afval: alles over afval.").await;
    let new =
        put(&mut world, rich, 0, "Een lange dag met veel woorden en aan het eind iets over afval.").await;
    let exact =
        Document { merit: poor, sorted_at: at(-20 * YEARS), ..world.document(NodeKind::Pilot, "Sensoren") };
    let exact = world.put(exact).await;
    world.catch_up().await;
    assert_eq!(world.find("afval").await, [old, new]);
    assert_eq!(world.find("sensoren").await[0], exact);
    let asked = SearchRequest { want_explanations: true, ..request("afval") };
    for (node, hit) in world.ask(asked).await.hits.rows.into_iter().map(|(_, hit)| (hit.node, hit)) {
        let explanation = hit.explanation.unwrap();
        let factors = [
            explanation.factor_of_freshness,
            explanation.factor_of_stage,
            explanation.factor_of_completeness,
        ];
        let is_rich = factors == [1.04, 1.03, 1.03];
        assert!(is_rich == (node == new) && factors.iter().all(|factor| *factor >= 1.0), "{factors:?}");
    }
}

#[tokio::test]
async fn what_is_hidden_makes_nothing_older() {
    let mut world = World::new().await;
    put(&mut world, Merit::AGEING, 0, "Afval.").await;
    world.catch_up().await;
    let before = freshness(&world).await;
    let hidden = world.document(NodeKind::Pilot, "Geheim");
    let scope_terms = vec![SECRET.into()];
    world.put(Document { merit: Merit::AGEING, sorted_at: at(9 * YEARS), scope_terms, ..hidden }).await;
    world.catch_up().await;
    assert_eq!(freshness(&world).await, before);
    // A public one does, so the test can fail.
    let newer = world.document(NodeKind::Pilot, "Nieuw");
    world.put(Document { merit: Merit::AGEING, sorted_at: at(9 * YEARS), ..newer }).await;
    world.catch_up().await;
    assert!(freshness(&world).await < before);
}

async fn freshness(world: &World) -> f32 {
    let asked = SearchRequest { want_explanations: true, ..request("afval") };
    let results = world.ask(asked).await;
    results.hits.rows[0].1.explanation.as_ref().unwrap().factor_of_freshness
}

async fn a_pilot_that_ran_and_tells_its_results_comes_before_an_idea(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let mut made = Vec::new();
    for (stage, results) in [("PRODUCTION", "Minder volle bakken."), ("IDEA", "")] {
        let mut input = pilot("Kwikstaart tellen", "PUBLIC");
        input["stage"] = json!(stage);
        input["results"] = json!(results);
        let pilot = anna.make("Pilot", input).await;
        made.push(anna.publish("Pilot", &pilot).await["id"].clone());
    }
    app.until_found(&anna, "kwikstaart", 2).await;
    let query = "{ search(query: \"kwikstaart\") { edges { score node { ... on Pilot { id } } } } }";
    let data = app.anonymous().ask(query, json!({})).await;
    let edges = data["search"]["edges"].as_array().unwrap();
    let found: Vec<_> = edges.iter().map(|edge| edge["node"]["id"].clone()).collect();
    assert_eq!(found, made);
}
