//! How many things each filter would find.

use bigdatagemeenten::ids::NodeKind;
use bigdatagemeenten::search::{Document, FacetField, Filter, Place, SearchRequest};
use serde_json::{Value, json};

use crate::search_support::{World, request};
use crate::support::people::pilot;
use crate::support::{Database, TestApp};

on_both_databases!(a_theme_counts_as_many_as_choosing_it_finds);

#[tokio::test]
async fn a_facet_is_counted_under_the_filters_of_the_others() {
    let mut world = World::new().await;
    let place = |code: &str| Place {
        code: code.into(),
        name: code.into(),
        province: "Zuid-Holland".into(),
        ..Place::default()
    };
    for (kind, code, year) in [
        (NodeKind::Pilot, "GM0503", 2016),
        (NodeKind::Pilot, "GM0503", 2017),
        (NodeKind::Report, "GM0503", 2016),
        (NodeKind::Pilot, "GM0518", 2016),
    ] {
        let document =
            Document { municipality: Some(place(code)), year: Some(year), ..world.document(kind, "Proef") };
        world.put(document).await;
    }
    let theme = world.document(NodeKind::Theme, "Proef");
    world.put(theme).await;
    world.catch_up().await;

    let filter = Filter { kinds: vec![NodeKind::Pilot], years: vec![2016], ..Filter::default() };
    for text in ["proef", ""] {
        let results = world.ask(SearchRequest { filter: filter.clone(), ..request(text) }).await;
        assert_eq!(results.total, Some(2));
        let counts = |wanted: FacetField| -> Vec<(String, u64)> {
            let (_, buckets) = results.facets.iter().find(|(field, _)| *field == wanted).unwrap();
            buckets.iter().map(|bucket| (bucket.value.clone(), bucket.count)).collect()
        };
        assert_eq!(counts(FacetField::Kind), [("pilot".into(), 2), ("report".into(), 1)]);
        assert_eq!(counts(FacetField::Year), [("2016".into(), 2), ("2017".into(), 1)]);
        assert_eq!(counts(FacetField::Municipality), [("GM0503".into(), 1), ("GM0518".into(), 1)]);
        assert_eq!(counts(FacetField::Province), [("Zuid-Holland".into(), 2)]);
        assert_eq!(counts(FacetField::Theme), []);
        assert!(results.facets.is_sorted_by_key(|(field, _)| *field));
    }
}

async fn a_theme_counts_as_many_as_choosing_it_finds(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    for (title, themes) in [
        ("Kwikstaart tellen", &["jeugd", "wmo-en-zorg"][..]),
        ("Kwikstaart zien", &["sociaal-domein", "jeugd"]),
        ("Kwikstaart horen", &["vroegsignalering", "afval"]),
        ("Kwikstaart ruiken", &["sociaal-domein"]),
        ("Kwikstaart proeven", &["groen"]),
        ("Kwikstaart missen", &[]),
    ] {
        let mut input = pilot(title, "PUBLIC");
        input["themes"] = json!(themes);
        let made = anna.make("Pilot", input).await;
        anna.publish("Pilot", &made).await;
    }
    app.until_found(&anna, "kwikstaart", 6).await;
    let search = async |text: &str, themes: &[&str]| -> Value {
        let query = "query($text: String!, $filter: SearchFilter) { search(query: $text, filter: $filter) {
            totalCount facets { field buckets { value count } } edges { node { ... on Pilot { themes { slug } } } } } }";
        let variables = json!({ "text": text, "filter": { "themes": themes } });
        app.anonymous().ask(query, variables).await["search"].clone()
    };
    for (text, chosen) in [
        ("kwikstaart", &[][..]),
        ("", &[]),
        ("kwikstaart", &["jeugd"]),
        ("kwikstaart", &["sociaal-domein", "groen"]),
    ] {
        let facets = search(text, chosen).await["facets"].clone();
        let is_theme = |facet: &&Value| facet["field"] == "THEME";
        let buckets = facets.as_array().unwrap().iter().find(is_theme).unwrap()["buckets"].clone();
        let buckets = buckets.as_array().unwrap();
        assert_eq!((&buckets[0]["value"], &buckets[0]["count"]), (&json!("sociaal-domein"), &json!(4)));
        assert_eq!(buckets.len(), 7, "{buckets:?}");
        for bucket in buckets {
            let found = search(text, &[bucket["value"].as_str().unwrap()]).await;
            assert_eq!(found["totalCount"], bucket["count"], "{text} {bucket}");
        }
    }
    // A theme that a pilot does not have itself is not shown as one of it.
    let found = search("kwikstaart horen", &["sociaal-domein"]).await;
    let themes = json!([{ "slug": "vroegsignalering" }, { "slug": "afval" }]);
    assert_eq!(found["edges"][0]["node"]["themes"], themes);
}
