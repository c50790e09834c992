//! Files of concepts: what they may say, what comes of it, and who waits for it.

use bigdatagemeenten::access::Actor;
use bigdatagemeenten::thesaurus::{Format, store};
use serde_json::{Value, json};

use super::{concept, import, labels, organiser};
use crate::support::app::PATIENCE;
use crate::support::{Client, Database, TestApp};

on_both_databases!(
    labels_can_change_places_in_one_import,
    what_a_file_calls_narrower_gets_something_broader,
    what_a_file_calls_narrower_keeps_the_thesaurus_sound,
    a_concept_of_a_file_has_no_more_relations_than_a_form_takes,
    a_table_that_would_lose_something_is_refused,
    a_label_has_nothing_that_nobody_sees,
    nobody_waits_for_a_dry_run_or_for_mistakes,
);

fn turtle(text: &str) -> String {
    format!("@prefix s: <http://www.w3.org/2004/02/skos/core#> .\n{text}")
}

fn counts(payload: &Value) -> [u64; 3] {
    assert_eq!(payload["mistakes"], json!([]), "{payload}");
    ["created", "updated", "unchanged"].map(|name| payload[name].as_u64().unwrap())
}

/// The label, revision and broader labels of each concept.
async fn links(client: &Client) -> Vec<(String, u64, Vec<String>)> {
    let whole = "{ concepts { nodes { prefLabel revision broader { prefLabel } } } }";
    let data = client.ask(whole, json!({})).await;
    let label = |concept: &Value| concept["prefLabel"].as_str().unwrap().to_owned();
    let link = |concept: &Value| {
        let mut broader: Vec<String> = concept["broader"].as_array().unwrap().iter().map(label).collect();
        broader.sort();
        (label(concept), concept["revision"].as_u64().unwrap(), broader)
    };
    data["concepts"]["nodes"].as_array().unwrap().iter().map(link).collect()
}

async fn labels_can_change_places_in_one_import(database: Database) {
    let app = TestApp::start(database).await;
    let olga = organiser(&app).await;
    import(&olga, "CSV", "prefLabel,uri,scopeNote\nHond,urn:x:1,blaft\nKat,urn:x:2,miauwt\n", false).await;
    let swapped = "prefLabel,uri,scopeNote\nKat,urn:x:1,blaft\nHond,urn:x:2,miauwt\n";
    let payload = import(&olga, "CSV", swapped, false).await;
    assert_eq!((payload["updated"].as_u64(), &payload["isKept"]), (Some(2), &json!(true)), "{payload}");
    let data = olga.ask("{ concepts { nodes { prefLabel scopeNote } } }", json!({})).await;
    let told =
        json!([{ "prefLabel": "Hond", "scopeNote": "miauwt" }, { "prefLabel": "Kat", "scopeNote": "blaft" }]);
    assert_eq!(data["concepts"]["nodes"], told);
}

async fn what_a_file_calls_narrower_gets_something_broader(database: Database) {
    let app = TestApp::start(database).await;
    let olga = organiser(&app).await;
    let linked = |label: &str, revision: u64, broader: &[&str]| {
        (label.to_owned(), revision, broader.iter().map(|label| (*label).to_owned()).collect::<Vec<_>>())
    };
    let both = turtle(
        "<urn:x:een> a s:Concept ; s:prefLabel \"Een\" .\n<urn:x:twee> a s:Concept ; s:prefLabel \"Twee\" .\n",
    );
    assert_eq!(counts(&import(&olga, "TURTLE", &both, false).await), [2, 0, 0]);

    let one = turtle("<urn:x:een> a s:Concept ; s:prefLabel \"Een\" ; s:narrower <urn:x:twee> .\n");
    assert_eq!(counts(&import(&olga, "TURTLE", &one, true).await), [0, 1, 1], "a dry run says the same");
    assert_eq!(links(&olga).await, [linked("Een", 1, &[]), linked("Twee", 1, &[])]);
    assert_eq!(counts(&import(&olga, "TURTLE", &one, false).await), [0, 1, 1]);
    assert_eq!(links(&olga).await, [linked("Een", 1, &[]), linked("Twee", 2, &["Een"])]);
    assert_eq!(counts(&import(&olga, "TURTLE", &one, false).await), [0, 0, 1], "it is there already");

    let new = turtle("<urn:x:drie> a s:Concept ; s:prefLabel \"Drie\" ; s:narrower <urn:x:twee> .\n");
    assert_eq!(counts(&import(&olga, "TURTLE", &new, false).await), [1, 1, 0]);
    let renamed = turtle("<urn:x:een> a s:Concept ; s:prefLabel \"Eerste\" ; s:narrower <urn:x:drie> .\n");
    assert_eq!(counts(&import(&olga, "TURTLE", &renamed, false).await), [0, 2, 0]);
    let all =
        [linked("Drie", 2, &["Eerste"]), linked("Eerste", 2, &[]), linked("Twee", 3, &["Drie", "Eerste"])];
    assert_eq!(links(&olga).await, all);
}

async fn what_a_file_calls_narrower_keeps_the_thesaurus_sound(database: Database) {
    let app = TestApp::start(database).await;
    let olga = organiser(&app).await;
    let high = concept(&olga, json!({ "prefLabel": "Hoog" })).await;
    concept(&olga, json!({ "prefLabel": "Laag", "related": [high["id"]] })).await;
    for (text, line, says) in [
        ("prefLabel,broader\nEen,Twee\nTwee,Een\n", 2, "boven zichzelf"),
        ("prefLabel,related,broader\nLaag,Hoog,Hoog\n", 2, "boven of onder"),
    ] {
        told(&olga, "CSV", text, line, says).await;
    }
    // Neither of the two has a record: what comes between them sets the one above the other.
    let by_label = "prefLabel,uri,related\nHoog,urn:x:hoog,Laag\nLaag,urn:x:laag,Hoog\n";
    assert_eq!(counts(&import(&olga, "CSV", by_label, false).await), [0, 2, 0]);
    let between = turtle(
        "<urn:x:midden> a s:Concept ; s:prefLabel \"Midden\" ;\n s:broader <urn:x:hoog> ; s:narrower <urn:x:laag> .\n",
    );
    told(&olga, "TURTLE", &between, 2, "“Hoog” boven “Laag”").await;
    let itself = turtle("<urn:x:hoog> a s:Concept ; s:prefLabel \"Hoog\" ; s:narrower <urn:x:hoog> .\n");
    told(&olga, "TURTLE", &itself, 2, "zichzelf").await;
    assert_eq!(labels(&olga).await, ["Hoog", "Laag"]);

    let middle = concept(&olga, json!({ "prefLabel": "Midden" })).await;
    let whole = "{ concepts(query: \"laag\") { nodes { id revision } } }";
    let low = olga.ask(whole, json!({})).await["concepts"]["nodes"][0].clone();
    let lower = json!({ "id": low["id"], "revision": low["revision"], "broader": [middle["id"]] });
    olga.mutate("updateConcept", lower, "concept { id }").await;
    let higher = json!({ "id": middle["id"], "revision": 1, "broader": [high["id"]] });
    assert_eq!(olga.form_errors("updateConcept", higher).await, ["broader: ABOVE_OR_BELOW"]);
}

/// Nothing is kept, and it is said why.
async fn told(client: &Client, format: &str, text: &str, line: u64, says: &str) {
    let payload = import(client, format, text, false).await;
    assert_eq!(payload["isKept"], false, "{text}: {payload}");
    let is_told =
        |mistake: &Value| mistake["line"] == line && mistake["reason"].as_str().unwrap().contains(says);
    assert!(payload["mistakes"].as_array().unwrap().iter().any(is_told), "{text}: {payload}");
}

async fn a_concept_of_a_file_has_no_more_relations_than_a_form_takes(database: Database) {
    let app = TestApp::start(database).await;
    let olga = organiser(&app).await;
    let others: Vec<String> = (0..51).map(|number| format!("Ander {number}")).collect();
    let named = others.join("|");
    let rows = |cell: &str| others.iter().map(|other| format!("{other},{cell}\n")).collect::<String>();
    let related = format!("prefLabel,related\n{}Midden,{named}\n", rows(""));
    told(&olga, "CSV", &related, 53, "“Midden” heeft 51 verwante begrippen").await;
    let broader = format!("prefLabel,broader\n{}Midden,{named}\n", rows(""));
    told(&olga, "CSV", &broader, 53, "“Midden” heeft 51 ruimere begrippen").await;
    assert!(labels(&olga).await.is_empty());
    // Many may name the same one, and what is written out then comes back.
    let by_others = format!("prefLabel,related\nMidden,\n{}", rows("Midden"));
    assert_eq!(counts(&import(&olga, "CSV", &by_others, false).await), [52, 0, 0]);
    let written = olga.get("/beheer/begrippen.csv").await.text().await.unwrap();
    assert_eq!(counts(&import(&olga, "CSV", &written, false).await), [0, 0, 52]);
}

async fn a_table_that_would_lose_something_is_refused(database: Database) {
    let app = TestApp::start(database).await;
    let olga = organiser(&app).await;
    for (text, line, says) in [
        ("prefLabel,scopeNote\nDrie,goed\nVier,\"open\nVijf,goed\n", 3, "sluit nergens"),
        ("prefLabel,scopeNote\nDrie,\"open\nVier,\"dicht\"\n", 2, "aanhalingsteken"),
        ("prefLabel,scopeNote\nDrie, \"een, twee\"\n", 2, "aanhalingsteken"),
        ("prefLabel;scopeNote\r\nDrie;goed\r\n\r\nVier;een;twee\r\n", 4, "meer cellen"),
        ("prefLabel\nDrie, vier\n", 2, "meer cellen"),
        ("prefLabel,broader, Broader\nDrie,,\n", 1, "broader staat er twee keer"),
        ("prefLabel,uri\nDrie,javascript:alert(1)\n", 2, "geen adres"),
        ("prefLabel,uri\nDrie,/begrippen/drie\n", 2, "geen adres"),
        ("prefLabel,uri\nDrie,http:drie\n", 2, "geen adres"),
    ] {
        told(&olga, "CSV", text, line, says).await;
    }
    let script = turtle("<javascript:alert(1)> a s:Concept ; s:prefLabel \"Drie\" .\n");
    told(&olga, "TURTLE", &script, 2, "geen adres").await;
    assert!(labels(&olga).await.is_empty());

    let fine = "prefLabel,scopeNote,uri\r\nDrie\r\n\"Vier\",\"zegt \"\"ja,\r\nnee\"\"\",HTTPS://example.org/4\r\nVijf,,urn:x:5,,\r\n";
    assert_eq!(counts(&import(&olga, "CSV", fine, false).await), [3, 0, 0]);
    let notes = olga.ask("{ concepts(query: \"vier\") { nodes { scopeNote } } }", json!({})).await;
    assert_eq!(notes["concepts"]["nodes"][0]["scopeNote"], "zegt \"ja,\r\nnee\"");
}

async fn a_label_has_nothing_that_nobody_sees(database: Database) {
    let app = TestApp::start(database).await;
    let olga = organiser(&app).await;
    let input = json!({ "prefLabel": "Wo\u{200B}o", "prefLabelEn": "\u{202E}act", "altLabels": ["goed", "wo\u{AD}b"],
        "hiddenLabels": ["\u{FEFF}wob"] });
    let wrong = ["altLabels.1", "hiddenLabels.0", "prefLabel", "prefLabelEn"];
    let wrong = wrong.map(|path| format!("{path}: CONTROL_CHARACTER"));
    assert_eq!(olga.form_errors("createConcept", input).await, wrong);
    told(&olga, "CSV", "prefLabel,altLabels\nWoo,goed|wo\u{2060}b\n", 2, "onzichtbaar").await;
    assert!(labels(&olga).await.is_empty());
    concept(&olga, json!({ "prefLabel": "Één ’s-Gravenhage – ΑΒΓ עברית" })).await;
}

async fn nobody_waits_for_a_dry_run_or_for_mistakes(database: Database) {
    let app = TestApp::start(database).await;
    let writing = app.services.db.begin().await.unwrap();
    store::change_version(&writing).await.unwrap();
    for (text, is_dry) in [("prefLabel\nWoo\n", true), ("prefLabel,broader\nWoo,Wob\nWob,Woo\n", false)] {
        let import = app.services.thesaurus.import(&Actor::System, (Format::Csv, text), is_dry, None);
        let summary = tokio::time::timeout(PATIENCE, import).await.unwrap().unwrap();
        assert_eq!(
            (summary.created > 0, summary.mistakes.is_empty(), summary.is_kept),
            (true, is_dry, false)
        );
    }
    drop(writing);
    let text = "prefLabel\nWoo\n";
    let kept = app.services.thesaurus.import(&Actor::System, (Format::Csv, text), false, None).await.unwrap();
    assert!(kept.is_kept);
}
