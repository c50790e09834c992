//! Why something was found where it was.

use bigdatagemeenten::ids::NodeKind;
use bigdatagemeenten::search::{Document, Explanation, SearchRequest, Theme};
use serde_json::json;

use crate::search_support::{SECRET, World, request, seed};
use crate::support::{Database, TestApp, ZAANSTAD};

on_both_databases!(only_who_edits_is_told_how_a_score_came_about,);

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
            ..Theme::default()
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
