//! `field:value` in a query.

use bigdatagemeenten::ids::{NodeId, NodeKind};
use bigdatagemeenten::search::{
    Document, FacetBucket, FacetField, Filter, Place, SearchRequest, SuggestRequest, Theme,
};
use serde_json::json;

use crate::search_support::{PUBLIC, SECRET, World, nodes, request};
use crate::support::people::pilot;
use crate::support::{Database, TestApp};

on_both_databases!(fields_narrow_a_search_of_the_api);

struct Town {
    world: World,
    delft: NodeId,
    hague: NodeId,
    report: NodeId,
}

fn place(code: &str, name: &str, alt_names: &[&str]) -> Option<Place> {
    let alt_names = alt_names.iter().map(|name| (*name).to_owned()).collect();
    Some(Place { code: code.into(), name: name.into(), alt_names, ..Place::default() })
}

fn theme(slug: &str, label: &str, alt_labels: &[&str]) -> Theme {
    let alt_labels = alt_labels.iter().map(|label| (*label).to_owned()).collect();
    Theme { slug: slug.into(), label: label.into(), alt_labels, ..Theme::default() }
}

/// A pilot of Delft of 2016, one of Den Haag of 2018, and a report of Delft of 2020.
async fn town() -> Town {
    let mut world = World::new().await;
    let delft = || place("GM0503", "Delft", &["Prinsenstad"]);
    let hague = || place("GM0518", "'s-Gravenhage", &["Den Haag"]);
    let (living, waste) =
        (theme("wonen", "Wonen & leegstand", &["Huisvesting"]), theme("afval", "Afval", &[]));
    for (name, place) in [("Delft", delft()), ("'s-Gravenhage", hague())] {
        let own = Document { municipality: place, ..world.document(NodeKind::Municipality, name) };
        world.put(own).await;
    }
    for (label, themes) in
        [("Wonen & leegstand", vec![living.clone()]), ("Afval", vec![waste.clone(), living.clone()])]
    {
        let own = Document { themes, ..world.document(NodeKind::Theme, label) };
        world.put(own).await;
    }
    let pilot = Document {
        municipality: delft(),
        themes: vec![waste],
        stage: Some("idea".into()),
        year: Some(2016),
        body: "sensoren in de stad".into(),
        ..world.document(NodeKind::Pilot, "Containers met een datapakhuis")
    };
    let delft_pilot = world.put(pilot).await;
    let pilot = Document {
        municipality: hague(),
        themes: vec![living],
        stage: Some("production".into()),
        year: Some(2018),
        body: "sensoren, en containers".into(),
        ..world.document(NodeKind::Pilot, "Leegstand aan zee")
    };
    let hague_pilot = world.put(pilot).await;
    let report = Document {
        municipality: delft(),
        year: Some(2020),
        body: "sensoren bij de bijeenkomst".into(),
        ..world.document(NodeKind::Report, "Een dag in Delft")
    };
    let report = world.put(report).await;
    world.catch_up().await;
    Town { world, delft: delft_pilot, hague: hague_pilot, report }
}

#[tokio::test]
async fn a_field_narrows_as_its_filter_does() {
    let Town { world, delft, hague, report } = town().await;
    for (text, expected) in [
        ("sensoren gemeente:Delft", vec![delft, report]),
        ("sensoren municipality:delft", vec![delft, report]),
        ("gemeente:prinsenstad sensoren", vec![delft, report]),
        ("sensoren gemeente:GM0518", vec![hague]),
        ("sensoren gemeente:\"den haag\"", vec![hague]),
        ("sensoren gemeente:\"’s-Gravenhage\"", vec![hague]),
        ("sensoren gemeente:haag", vec![hague]),
        ("sensoren gemeente:Atlantis", vec![]),
        ("sensoren thema:wonen", vec![hague]),
        ("sensoren theme:huisvesting", vec![hague]),
        ("sensoren thema:\"wonen & leegstand\"", vec![hague]),
        ("sensoren thema:afval", vec![delft, hague]),
        ("sensoren soort:verslag", vec![report]),
        ("sensoren kind:pilot", vec![delft, hague]),
        ("sensoren soort:pilots soort:verslagen", vec![delft, hague, report]),
        ("sensoren soort:onzin", vec![]),
        ("sensoren fase:productie", vec![hague]),
        ("sensoren stage:idea", vec![delft]),
        ("sensoren jaar:2018", vec![hague]),
        ("sensoren year:2016-2018", vec![delft, hague]),
        ("sensoren jaar:2018..2020", vec![hague, report]),
        ("sensoren jaar:ooit", vec![]),
        ("sensoren -soort:verslag", vec![delft, hague]),
        ("sensoren -gemeente:Delft", vec![hague]),
        ("gemeente:Delft jaar:2016", vec![delft]),
        ("soort:pilot", vec![delft, hague]),
        ("titel:containers", vec![delft]),
        ("title:contain", vec![delft]),
        ("titel:pakhuis", vec![delft]),
        ("titel:\"dag delft\"", vec![report]),
        ("sensoren -titel:leegstand", vec![delft, report]),
        ("titel:sensoren", vec![]),
    ] {
        let mut found = world.find(text).await;
        found.sort_unstable();
        let mut expected = expected;
        expected.sort_unstable();
        assert_eq!(found, expected, "{text}");
    }
}

/// The index keeps twelve letters of a beginning.
#[tokio::test]
async fn a_long_word_is_no_other_word_that_begins_alike() {
    let mut world = World::new().await;
    let plan = world.document(NodeKind::Pilot, "Het duurzaamheidsplan van de stad");
    let monitor = world.document(NodeKind::Pilot, "Een duurzaamheidsmonitor voor de stad");
    for document in [&plan, &monitor] {
        world.put(document.clone()).await;
    }
    world.catch_up().await;
    assert_eq!(world.find("titel:duurzaamheidsmonitor").await, [monitor.node]);
    assert_eq!(world.find("stad -titel:duurzaamheidsmonitor").await, [plan.node]);
    let suggest = async |prefix: &str| -> Vec<NodeId> {
        let request =
            SuggestRequest { prefix: prefix.into(), scope_terms: Some(vec![PUBLIC.into()]), limit: 8 };
        world.search.suggest(request).await.unwrap().into_iter().map(|suggestion| suggestion.node).collect()
    };
    assert_eq!(suggest("duurzaamheidsm").await, [monitor.node]);
    assert_eq!(suggest("duurzaamheidspl").await, [plan.node]);
    assert_eq!(suggest("duurzaamheid").await.len(), 2);
}

#[tokio::test]
async fn a_field_and_a_filter_both_hold_and_what_was_typed_stays_whatever_is_chosen() {
    let Town { world, delft, .. } = town().await;
    let filter = Filter { kinds: vec![NodeKind::Pilot], ..Filter::default() };
    let results = world.ask(SearchRequest { filter, ..request("sensoren gemeente:delft") }).await;
    assert_eq!(nodes(&results.hits), [delft]);
    let kinds = Filter { kinds: vec![NodeKind::Pilot], ..Filter::default() };
    assert_eq!(world.ask(SearchRequest { filter: kinds, ..request("soort:verslag") }).await.total, Some(0));

    let by_field = world.ask(request("sensoren gemeente:delft")).await;
    let filter = Filter { municipalities: vec!["GM0503".into()], ..Filter::default() };
    let by_filter = world.ask(SearchRequest { filter, ..request("sensoren") }).await;
    assert_eq!(by_field.total, by_filter.total);
    for (of_field, of_filter) in by_field.facets.iter().zip(&by_filter.facets) {
        if of_field.0 != FacetField::Municipality {
            assert_eq!(of_field, of_filter);
            continue;
        }
        assert_eq!(values(&of_field.1), ["GM0503"], "another one would find nothing");
        assert_eq!(values(&of_filter.1), ["GM0503", "GM0518"], "another one can be chosen instead");
    }
    assert_eq!(
        by_field.hits.rows[0].1.score, by_filter.hits.rows[0].1.score,
        "a field adds nothing to a score"
    );
}

fn values(buckets: &[FacetBucket]) -> Vec<&str> {
    buckets.iter().map(|bucket| bucket.value.as_str()).collect()
}

/// `filter` with this as the only value of a facet.
fn chosen(filter: &Filter, facet: FacetField, value: &str) -> Filter {
    let (mut filter, value) = (filter.clone(), value.to_owned());
    match facet {
        FacetField::Kind => filter.kinds = NodeKind::from_name(&value).into_iter().collect(),
        FacetField::Municipality => filter.municipalities = vec![value],
        FacetField::Province => filter.provinces = vec![value],
        FacetField::Theme => filter.themes = vec![value],
        FacetField::Stage => filter.stages = vec![value],
        FacetField::Domain => filter.domains = vec![value],
        FacetField::Year => filter.years = vec![value.parse().unwrap()],
    }
    filter
}

#[tokio::test]
async fn whatever_was_typed_a_count_is_what_choosing_the_value_finds() {
    let Town { world, .. } = town().await;
    let none = Filter::default();
    let filters = [
        none.clone(),
        chosen(&none, FacetField::Kind, "pilot"),
        chosen(&none, FacetField::Year, "2016"),
        chosen(&none, FacetField::Municipality, "GM0518"),
    ];
    let mut counts = 0;
    for text in [
        "sensoren",
        "sensoren soort:pilot",
        "soort:pilot",
        "jaar:2016",
        "sensoren jaar:2016-2018 jaar:2020",
        "gemeente:delft",
        "gemeente:delft soort:verslag",
        "thema:wonen",
        "sensoren thema:afval fase:productie",
        "-soort:pilot",
        "titel:containers",
    ] {
        for filter in &filters {
            let results = world.ask(SearchRequest { filter: filter.clone(), ..request(text) }).await;
            for (facet, buckets) in results.facets {
                for FacetBucket { value, count } in buckets {
                    let filter = chosen(filter, facet, &value);
                    let found = world.ask(SearchRequest { filter, ..request(text) }).await;
                    assert_eq!(found.total, Some(count), "{text}, {facet:?} {value}");
                    counts += 1;
                }
            }
        }
    }
    assert!(counts > 100, "{counts}");
}

#[tokio::test]
async fn the_words_of_a_title_count_and_are_shown() {
    let Town { world, delft, .. } = town().await;
    let (results, highlights) = world.marked(request("titel:datapakhuis soort:pilot")).await;
    assert_eq!(nodes(&results.hits), [delft]);
    assert!(highlights[0][0].html.contains("<mark>datapakhuis</mark>"));
    let whole = world.ask(request("titel:\"containers met een datapakhuis\"")).await;
    assert!(whole.hits.rows[0].1.score > 4_000.0, "an exact title");
}

#[tokio::test]
async fn what_looks_like_a_field_and_is_none_is_plain_words() {
    let Town { world, delft, hague, report } = town().await;
    let mut all = vec![delft, hague, report];
    all.sort_unstable();
    for text in [
        "sensoren:",
        "sensoren: gemeente:",
        "kleur:sensoren",
        "thema:\"",
        "sensoren titel:\"",
        "sensoren jaar:",
    ] {
        let mut found = world.find(text).await;
        found.sort_unstable();
        let expected = if text == "thema:\"" { Vec::new() } else { all.clone() };
        assert_eq!(found, expected, "{text}");
    }
}

#[tokio::test]
async fn a_field_tells_nothing_of_what_is_hidden() {
    let Town { mut world, delft, report, .. } = town().await;
    let before = world.ask(request("gemeente:delft")).await;
    let hidden = Document {
        municipality: place("GM0503", "Delft", &[]),
        themes: vec![theme("geheim", "Geheim", &[])],
        scope_terms: vec![SECRET.into()],
        ..world.document(NodeKind::Pilot, "Verborgen containers")
    };
    world.put(hidden).await;
    world.catch_up().await;
    let after = world.ask(request("gemeente:delft")).await;
    assert_eq!((before.total, &before.facets), (after.total, &after.facets));
    assert_eq!(nodes(&after.hits), nodes(&before.hits));
    for text in ["titel:verborgen", "thema:geheim", "titel:verborgen soort:pilot"] {
        let results = world.ask(request(text)).await;
        assert_eq!((results.total, results.did_you_mean), (Some(0), None), "{text}");
    }
    let _ = (delft, report);
}

async fn fields_narrow_a_search_of_the_api(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let mut input = pilot("Kwikstaart tellen", "PUBLIC");
    input["themes"] = json!(["groen"]);
    let made = anna.make("Pilot", input).await;
    anna.publish("Pilot", &made).await;
    app.until_found(&anna, "kwikstaart", 1).await;
    for (text, count) in [
        ("kwikstaart gemeente:delft soort:pilot", 1),
        ("kwikstaart thema:groen titel:tellen", 1),
        ("kwikstaart gemeente:Zaanstad", 0),
        ("kwikstaart -thema:groen", 0),
        ("soort:persoon kwikstaart", 0),
    ] {
        let query = "query($query: String!) { search(query: $query) { totalCount } }";
        let data = app.anonymous().ask(query, json!({ "query": text })).await;
        assert_eq!(data["search"]["totalCount"], json!(count), "{text}");
    }
}
