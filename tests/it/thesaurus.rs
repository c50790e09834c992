//! The thesaurus: who looks after it, what it may say, and what search makes of it.

use std::time::Duration;

use bigdatagemeenten::access::Role;
use bigdatagemeenten::clock::Clock;
use serde_json::{Value, json};

use crate::support::app::{Place, comes_within, until};
use crate::support::program::run;
use crate::support::{Client, Database, TestApp};

mod imports;

on_both_databases!(
    a_synonym_is_searched_for_within_a_second_of_being_made,
    expansions_tell_nothing_of_what_the_viewer_may_not_see,
    a_label_is_searched_however_many_stand_before_it,
    another_word_for_a_piece_of_a_compound_does_not_stand_for_all_of_it,
    a_thesaurus_stays_sound,
    a_file_comes_in_whole_or_not_at_all,
    what_is_written_out_comes_back_as_it_was,
    two_changes_at_once_make_no_circle,
    what_is_done_to_the_thesaurus_is_logged,
);

const FOUND: &str = "query($text: String!, $literal: Boolean) { search(query: $text, literal: $literal) {
    totalCount didYouMean expansions { typed terms { text relation } }
    edges { score highlights { field html } node { ... on Pilot { title } } } } }";

async fn search(client: &Client, text: &str, literal: bool) -> Value {
    client.ask(FOUND, json!({ "text": text, "literal": literal })).await["search"].clone()
}

fn titles(found: &Value) -> Vec<&str> {
    found["edges"].as_array().unwrap().iter().map(|edge| edge["node"]["title"].as_str().unwrap()).collect()
}

async fn concept(client: &Client, input: Value) -> Value {
    let payload = client.mutate("createConcept", input, "concept { id revision prefLabel }").await;
    assert!(payload["concept"].is_object(), "{payload}");
    payload["concept"].clone()
}

async fn organiser(app: &TestApp) -> Client {
    app.person("olga").role(Role::Organiser).create().await
}

async fn labels(client: &Client) -> Vec<String> {
    let data = client.ask("{ concepts(first: 100) { nodes { prefLabel } } }", json!({})).await;
    let nodes = data["concepts"]["nodes"].as_array().unwrap();
    nodes.iter().map(|node| node["prefLabel"].as_str().unwrap().to_owned()).collect()
}

async fn import(client: &Client, format: &str, text: &str, dry: bool) -> Value {
    let input = json!({ "format": format, "text": text, "dryRun": dry });
    client.mutate("importThesaurus", input, "created updated unchanged isKept mistakes { line reason }").await
}

async fn a_synonym_is_searched_for_within_a_second_of_being_made(database: Database) {
    let app = TestApp::start(database).await;
    let (anna, olga, anybody) = (app.person("anna").create().await, organiser(&app).await, app.anonymous());
    for title in
        ["Werken met de avg", "Cursus gegevensbescherming voor raadsleden", "Zonnewijzer op het plein"]
    {
        anna.published_pilot(title, "PUBLIC").await;
    }
    let written_out = "Werken met de algemene verordening gegevensbescherming";
    anna.published_pilot(written_out, "PUBLIC").await;
    app.until_found(&anybody, "gegevensbescherming", 2).await;
    assert_eq!(search(&anybody, "gdpr", false).await["totalCount"], 0);

    let second = match database {
        Database::Postgres => Some(TestApp::at(app.place.second_node(), Clock::system()).await),
        Database::Sqlite => None,
    };
    if let Some(second) = &second {
        second.until_found(&anybody, "gegevensbescherming", 2).await;
    }
    let law = json!({ "prefLabel": "AVG", "prefLabelEn": "GDPR",
        "altLabels": ["Algemene verordening gegevensbescherming"], "hiddenLabels": ["zonnewijzer"] });
    let law = concept(&olga, law).await;
    app.until_found(&anybody, "gdpr", 3).await;
    if let Some(second) = &second {
        second.until_found(&anybody, "gdpr", 3).await;
    }

    let found = search(&anybody, "gdpr", false).await;
    let told = json!([{ "typed": "gdpr", "terms": [
        { "text": "AVG", "relation": "SYNONYM" },
        { "text": "Algemene verordening gegevensbescherming", "relation": "SYNONYM" }] }]);
    assert_eq!(found["expansions"], told, "the hidden label is searched and not told");
    assert_eq!(found["didYouMean"], Value::Null);
    let html = found["edges"].to_string();
    assert!(html.contains("<mark>avg</mark>"), "{html}");
    assert!(html.contains("<mark>algemene verordening gegevensbescherming</mark>"), "{html}");
    let literally = search(&anybody, "gdpr", true).await;
    assert_eq!((literally["totalCount"].as_u64(), &literally["expansions"]), (Some(0), &json!([])));
    assert_eq!(search(&anybody, "\"gdpr\"", false).await["totalCount"], 0, "quotes are meant literally");
    // All words of a label are met by another word for all of it.
    let found = search(&anybody, "algemene verordeningen gegevensbescherming", false).await;
    assert_eq!(titles(&found)[0], written_out, "{found}");
    assert!(titles(&found).contains(&"Werken met de avg"), "{found}");

    // What is narrower counts less than a synonym, and that less than the word itself.
    let broader = json!({ "prefLabel": "privacyrecht", "altLabels": ["gegevensbescherming"] });
    let broader = concept(&olga, broader).await;
    let change = json!({ "id": law["id"], "revision": 1, "broader": [broader["id"]], "hiddenLabels": [] });
    olga.mutate("updateConcept", change, "concept { broader { prefLabel } }").await;
    anna.published_pilot("Cursus privacyrecht voor raadsleden", "PUBLIC").await;
    anna.published_pilot("Cursus avg voor raadsleden", "PUBLIC").await;
    app.until_found(&anybody, "privacyrecht", 5).await;
    let found = search(&anybody, "privacyrecht", false).await;
    let order = titles(&found);
    let place = |title: &str| order.iter().position(|one| *one == title).unwrap_or_else(|| panic!("{title}"));
    let (own, synonym) =
        ("Cursus privacyrecht voor raadsleden", "Cursus gegevensbescherming voor raadsleden");
    assert!(place(own) < place(synonym) && place(synonym) < place("Cursus avg voor raadsleden"), "{order:?}");
    let terms = found["expansions"][0]["terms"].as_array().unwrap();
    assert!(terms.contains(&json!({ "text": "AVG", "relation": "NARROWER" })), "{terms:?}");
    let found = search(&anybody, "avg", false).await;
    assert!(!titles(&found).contains(&own), "what is broader is not searched by itself");

    // Made, changed or removed: at once, here and elsewhere.
    let stale = json!({ "id": law["id"], "revision": 1 });
    assert_eq!(olga.mutation_refused("deleteConcept", stale, "").await, "CONFLICT");
    let present = json!({ "id": law["id"], "revision": 2 });
    olga.mutate("deleteConcept", present, "deletedId").await;
    app.until_found(&anybody, "gdpr", 0).await;
    comes_within(Duration::from_secs(1), async |number| {
        let word = format!("schaduwklok{number}");
        let made = concept(&olga, json!({ "prefLabel": word, "altLabels": ["zonnewijzer"] })).await;
        let mut waited = app.until_found(&anybody, &word, 1).await;
        if let Some(second) = &second {
            waited = waited.or(second.until_found(&anybody, &word, 1).await);
        }
        let present = json!({ "id": made["id"], "revision": 1 });
        olga.mutate("deleteConcept", present, "deletedId").await;
        waited.or(app.until_found(&anybody, &word, 0).await)
    })
    .await;
}

async fn expansions_tell_nothing_of_what_the_viewer_may_not_see(database: Database) {
    let app = TestApp::start(database).await;
    let (anna, olga, anybody) = (app.person("anna").create().await, organiser(&app).await, app.anonymous());
    anna.published_pilot("Kwikstaart in het veld", "PUBLIC").await;
    anna.published_pilot("Ekster op het dak", "MUNICIPALITY").await;
    concept(&olga, json!({ "prefLabel": "kwikstaart", "altLabels": ["ekster", "boomklever"] })).await;
    app.until_found(&anna, "kwikstaart", 2).await;
    let found = search(&anna, "kwikstaart", false).await;
    assert_eq!(found["expansions"][0]["terms"], json!([{ "text": "ekster", "relation": "SYNONYM" }]));
    let of_anybody = search(&anybody, "kwikstaart", false).await;
    assert_eq!(
        (titles(&of_anybody), &of_anybody["expansions"]),
        (vec!["Kwikstaart in het veld"], &json!([]))
    );
}

async fn a_label_is_searched_however_many_stand_before_it(database: Database) {
    let app = TestApp::start(database).await;
    let (anna, olga, anybody) = (app.person("anna").create().await, organiser(&app).await, app.anonymous());
    anna.published_pilot("Ekster op het dak", "PUBLIC").await;
    anna.published_pilot("Boomklever in de tuin", "PUBLIC").await;
    let unused = |count: usize| (0..count).map(|number| format!("ongezien{number}")).collect::<Vec<_>>();
    let (mut others, mut hidden) = (unused(49), unused(49));
    others.push("ekster".to_owned());
    hidden.iter_mut().for_each(|label| label.push_str("verborgen"));
    hidden.push("boomklever".to_owned());
    let input = json!({ "prefLabel": "kwikstaart", "altLabels": others, "hiddenLabels": hidden });
    concept(&olga, input).await;
    app.until_found(&anybody, "kwikstaart", 2).await;
    let found = search(&anybody, "kwikstaart", false).await;
    assert_eq!(found["expansions"][0]["terms"], json!([{ "text": "ekster", "relation": "SYNONYM" }]));
}

async fn another_word_for_a_piece_of_a_compound_does_not_stand_for_all_of_it(database: Database) {
    let app = TestApp::start(database).await;
    let (anna, olga, anybody) = (app.person("anna").create().await, organiser(&app).await, app.anonymous());
    let both = "Raadsleden van kleine gemeenten lezen samen de verordening over een taalmodel";
    let whole = "Alle gemeenten maken zich samen klaar voor de AI-verordening";
    for title in [whole, both, "Taalmodel"] {
        anna.published_pilot(title, "PUBLIC").await;
    }
    concept(&olga, json!({ "prefLabel": "AI", "altLabels": ["taalmodel"] })).await;
    app.until_found(&anybody, "AI", 3).await;
    let found = search(&anybody, "AI-verordening", false).await;
    assert_eq!(titles(&found)[..2], [whole, both], "who says a piece only comes last: {found}");
    assert_eq!(found["expansions"][0]["typed"], "AI");
}

async fn a_thesaurus_stays_sound(database: Database) {
    let app = TestApp::start(database).await;
    let (anna, olga) = (app.person("anna").create().await, organiser(&app).await);
    assert_eq!(anna.mutation_refused("createConcept", json!({ "prefLabel": "x" }), "").await, "FORBIDDEN");
    assert_eq!(app.anonymous().refused("{ concepts { totalCount } }", json!({})).await, "UNAUTHENTICATED");
    let top = concept(&olga, json!({ "prefLabel": "Sociaal domein", "theme": "sociaal-domein" })).await;
    let middle = concept(&olga, json!({ "prefLabel": "Wmo", "broader": [top["id"]] })).await;
    let low = concept(&olga, json!({ "prefLabel": "Huishoudelijke hulp", "broader": [middle["id"]] })).await;
    for (input, wrong) in [
        (json!({ "prefLabel": "sociaal  DOMEIN" }), vec!["prefLabel: TAKEN"]),
        (json!({ "prefLabel": " " }), vec!["prefLabel: REQUIRED"]),
        (json!({ "prefLabel": "Woo", "theme": "bestaat-niet" }), vec!["theme: UNKNOWN"]),
        (
            json!({ "prefLabel": "=A1", "altLabels": ["goed", "a|b", "…"] }),
            vec!["altLabels.1: MALFORMED", "altLabels.2: MALFORMED", "prefLabel: MALFORMED"],
        ),
        (json!({ "prefLabel": "x".repeat(101) }), vec!["prefLabel: TOO_LONG"]),
        (json!({ "prefLabel": "Woo", "altLabels": vec!["x"; 51] }), vec!["altLabels: TOO_MANY"]),
    ] {
        assert_eq!(olga.form_errors("createConcept", input.clone()).await, wrong, "{input}");
    }
    for (input, wrong) in [
        (json!({ "id": top["id"], "revision": 1, "broader": [low["id"]] }), "broader: CIRCLE"),
        (json!({ "id": top["id"], "revision": 1, "broader": [top["id"]] }), "broader: ITSELF"),
        (json!({ "id": top["id"], "revision": 1, "related": [low["id"]] }), "related: ABOVE_OR_BELOW"),
        (json!({ "id": low["id"], "revision": 1, "related": [top["id"]] }), "related: ABOVE_OR_BELOW"),
        (json!({ "id": low["id"], "revision": 1, "prefLabel": "wmo" }), "prefLabel: TAKEN"),
    ] {
        assert_eq!(olga.form_errors("updateConcept", input.clone()).await, [wrong], "{input}");
    }
    let change = json!({ "id": low["id"], "revision": 1, "altLabels": ["HH", "hh", "huishoudelijke hulp", "schoonmaak"],
        "hiddenLabels": ["Schoonmaak", "poetshulp"] });
    let fields = "concept { altLabels hiddenLabels broader { prefLabel } }";
    let payload = olga.mutate("updateConcept", change, fields).await;
    let kept = json!({ "altLabels": ["HH", "schoonmaak"], "hiddenLabels": ["poetshulp"],
        "broader": [{ "prefLabel": "Wmo" }] });
    assert_eq!(payload["concept"], kept, "a label counts once, and what is not named stays");
    let whole = "query($id: ID!) { concept(id: $id) { theme { slug } broader { id } narrower { prefLabel narrower { prefLabel } } } }";
    let found = olga.ask(whole, json!({ "id": top["id"] })).await;
    let told = json!({ "theme": { "slug": "sociaal-domein" }, "broader": [],
        "narrower": [{ "prefLabel": "Wmo", "narrower": [{ "prefLabel": "Huishoudelijke hulp" }] }] });
    assert_eq!(found["concept"], told);
    let page = "{ concepts(first: 2) { totalCount nodes { prefLabel } pageInfo { hasNextPage endCursor } } }";
    let first = olga.ask(page, json!({})).await["concepts"].clone();
    assert_eq!((first["totalCount"].as_u64(), &first["pageInfo"]["hasNextPage"]), (Some(3), &json!(true)));
    let rest = "query($after: String) { concepts(after: $after) { nodes { prefLabel } } }";
    let rest = olga.ask(rest, json!({ "after": first["pageInfo"]["endCursor"] })).await;
    assert_eq!(rest["concepts"]["nodes"], json!([{ "prefLabel": "Wmo" }]));
    let by_hidden = "{ concepts(query: \"POETS\") { nodes { prefLabel } } }";
    let by_hidden = olga.ask(by_hidden, json!({})).await;
    assert_eq!(by_hidden["concepts"]["nodes"], json!([{ "prefLabel": "Huishoudelijke hulp" }]));
}

async fn a_file_comes_in_whole_or_not_at_all(database: Database) {
    let app = TestApp::start(database).await;
    let (anna, olga) = (app.person("anna").create().await, organiser(&app).await);
    let text = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\
        <urn:x:een> a skos:Concept ; skos:prefLabel \"Een\"@nl , \"One\"@en , \"Un\"@fr ;\n  skos:narrower <urn:x:twee> .\n\
        <urn:x:twee> a skos:Concept ;\n  skos:prefLabel \"Twee\" ; skos:definition \"Na een.\"@nl ; skos:altLabel \"II\"@en .\n";
    let asked = json!({ "format": "TURTLE", "text": text });
    assert_eq!(anna.mutation_refused("importThesaurus", asked, "isKept").await, "FORBIDDEN");
    let dry = import(&olga, "TURTLE", text, true).await;
    assert_eq!((dry["created"].as_u64(), &dry["isKept"]), (Some(2), &json!(false)), "{dry}");
    assert!(labels(&olga).await.is_empty());
    let kept = import(&olga, "TURTLE", text, false).await;
    assert_eq!((kept["created"].as_u64(), &kept["isKept"]), (Some(2), &json!(true)), "{kept}");
    let again = import(&olga, "TURTLE", text, false).await;
    assert_eq!((again["unchanged"].as_u64(), again["updated"].as_u64()), (Some(2), Some(0)), "{again}");
    let whole = "{ concepts { nodes { prefLabel prefLabelEn altLabels scopeNote broader { prefLabel } } } }";
    let told = json!([
        { "prefLabel": "Een", "prefLabelEn": "One", "altLabels": [], "scopeNote": "", "broader": [] },
        { "prefLabel": "Twee", "prefLabelEn": null, "altLabels": ["II"], "scopeNote": "Na een.", "broader": [{ "prefLabel": "Een" }] },
    ]);
    assert_eq!(olga.ask(whole, json!({})).await["concepts"]["nodes"], told);

    for (format, text, line, says) in [
        ("TURTLE", "@prefix skos: <x> .\n\n<y> skos: <z\n", 3, "Turtle"),
        ("TURTLE", "", 1, "geen begrippen"),
        (
            "TURTLE",
            "@prefix s: <http://www.w3.org/2004/02/skos/core#> .\n<urn:a> a s:Concept .\n",
            2,
            "voorkeursterm",
        ),
        (
            "TURTLE",
            "@prefix s: <http://www.w3.org/2004/02/skos/core#> .\n<urn:a> a s:Concept ; s:prefLabel \"A\" .\n<urn:b> a s:Concept ;\n s:prefLabel \"B\" ; s:broader <urn:c> .\n",
            3,
            "urn:c",
        ),
        ("CSV", "prefLabel,broader\nDrie,Een\nVier,Onbekend\n", 3, "Onbekend"),
        ("CSV", "prefLabel;altLabels\nDrie;a|b\ndrie;c\n", 3, "eerder"),
        ("CSV", "naam\nDrie\n", 1, "naam"),
        ("CSV", "prefLabel,related\nDrie,\n\"Vier\nvijf\",\n,x\n", 5, "prefLabel"),
        ("CSV", "prefLabel,broader\nDrie,Vier\nVier,Drie\n", 2, "boven zichzelf"),
        ("CSV", "prefLabel,theme\nDrie,nergens\n", 2, "nergens"),
    ] {
        let payload = import(&olga, format, text, false).await;
        assert_eq!(payload["isKept"], false, "{text}: {payload}");
        let mistakes = payload["mistakes"].as_array().unwrap();
        let is_told =
            |mistake: &Value| mistake["line"] == line && mistake["reason"].as_str().unwrap().contains(says);
        assert!(mistakes.iter().any(is_told), "{text}: {payload}");
    }
    assert_eq!(labels(&olga).await, ["Een", "Twee"], "nothing of those came in");

    // A spreadsheet of a Dutch office.
    let sheet = "\u{feff}prefLabel;altLabels;broader;related\r\nDrie;III | tres;Een;Twee\r\n;;;\r\n";
    let payload = import(&olga, "CSV", sheet, false).await;
    assert_eq!((payload["created"].as_u64(), &payload["mistakes"]), (Some(1), &json!([])), "{payload}");
    let renamed = text.replace("\"Twee\"", "\"Tweede\"");
    let payload = import(&olga, "TURTLE", &renamed, false).await;
    assert_eq!((payload["updated"].as_u64(), payload["unchanged"].as_u64()), (Some(1), Some(1)), "{payload}");
    assert_eq!(labels(&olga).await, ["Drie", "Een", "Tweede"], "the address says which concept it is");
}

async fn what_is_written_out_comes_back_as_it_was(database: Database) {
    let app = TestApp::start(database).await;
    let (anna, olga) = (app.person("anna").create().await, organiser(&app).await);
    let starter =
        olga.ask("{ starterThesaurus }", json!({})).await["starterThesaurus"].as_str().unwrap().to_owned();
    let payload = import(&olga, "TURTLE", &starter, false).await;
    assert_eq!(payload["mistakes"], json!([]));
    let count = payload["created"].as_u64().unwrap();
    assert!(count >= 40, "{payload}");
    let note = "= met \"aanhalingstekens\",\nkomma's; en | een ëxtra regel\\";
    concept(&olga, json!({ "prefLabel": "'s-Hertogenbosch", "scopeNote": note })).await;
    for (format, ending, kind) in [("TURTLE", "ttl", "text/turtle"), ("CSV", "csv", "text/csv")] {
        let response = olga.get(&format!("/beheer/begrippen.{ending}")).await;
        assert!(response.headers()["content-type"].to_str().unwrap().starts_with(kind));
        let text = response.text().await.unwrap();
        let payload = import(&olga, format, &text, false).await;
        assert_eq!(
            (payload["unchanged"].as_u64(), &payload["mistakes"]),
            (Some(count + 1), &json!([])),
            "{payload}"
        );
        // In another network the same comes out again.
        let other = TestApp::start(Database::Sqlite).await;
        let theirs = organiser(&other).await;
        assert_eq!(import(&theirs, format, &text, false).await["created"], count + 1);
        let back = theirs.get(&format!("/beheer/begrippen.{ending}")).await.text().await.unwrap();
        if format == "CSV" {
            assert_eq!(sorted(&back), sorted(&text));
        } else {
            let back = back.replace(&other.base, &app.base);
            assert_eq!(import(&olga, format, &back, true).await["unchanged"], count + 1);
        }
    }
    for (client, status) in [(&anna, 403), (&app.anonymous(), 401)] {
        assert_eq!(client.get("/beheer/begrippen.ttl").await.status(), status);
        assert_eq!(client.get("/beheer/begrippen.csv").await.status(), status);
    }
}

/// The letters of a text: relations are written in the order of ids, which differ between networks.
fn sorted(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters
}

async fn two_changes_at_once_make_no_circle(database: Database) {
    let app = TestApp::start(database).await;
    let olga = organiser(&app).await;
    for round in 0..5 {
        let one = concept(&olga, json!({ "prefLabel": format!("Een {round}") })).await;
        let other = concept(&olga, json!({ "prefLabel": format!("Ander {round}") })).await;
        let under = |lower: &Value, upper: &Value| {
            let input = json!({ "id": lower["id"], "revision": 1, "broader": [upper["id"]] });
            olga.mutate("updateConcept", input, "concept { id }")
        };
        let (first, second) = tokio::join!(under(&one, &other), under(&other, &one));
        let done = [first, second].iter().filter(|payload| payload["concept"].is_object()).count();
        assert_eq!(done, 1, "one of the two is told that it would be a circle");
    }
}

async fn what_is_done_to_the_thesaurus_is_logged(database: Database) {
    let app = TestApp::start(database).await;
    let olga = organiser(&app).await;
    let admin = app.person("ad").role(Role::Admin).create().await;
    let made = concept(&olga, json!({ "prefLabel": "Woo" })).await;
    let change = json!({ "id": made["id"], "revision": 1, "altLabels": ["Wet open overheid"] });
    olga.mutate("updateConcept", change, "concept { revision }").await;
    olga.mutate("deleteConcept", json!({ "id": made["id"], "revision": 2 }), "deletedId").await;
    import(&olga, "CSV", "prefLabel\nWob\n", false).await;
    import(&olga, "CSV", "prefLabel\nWob\n", false).await;
    let log = "{ auditLog(filter: { kinds: [CONCEPT_CREATED, CONCEPT_CHANGED, CONCEPT_DELETED, THESAURUS_IMPORTED] }) {
        nodes { kind target { id } actor { displayName } } } }";
    let mut rows = Vec::new();
    until("four acts are logged", async || {
        let data = admin.ask(log, json!({})).await;
        rows = data["auditLog"]["nodes"].as_array().unwrap().clone();
        rows.len() == 4
    })
    .await;
    let kinds: Vec<_> = rows.iter().map(|row| row["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["THESAURUS_IMPORTED", "CONCEPT_DELETED", "CONCEPT_CHANGED", "CONCEPT_CREATED"]);
    assert!(rows.iter().all(|row| row["actor"]["displayName"] == "olga"));
    assert!(rows[1..].iter().all(|row| row["target"]["id"] == made["id"]));
}

#[tokio::test]
async fn the_command_line_brings_concepts_in_and_writes_them_out() {
    let place = Place::new(Database::Sqlite).await;
    let run = async |arguments: &[&str]| {
        let said = run(&place, arguments).await;
        (said.is_success, format!("{}{}", said.out, said.err))
    };
    let (ok, said) = run(&["thesaurus", "import", "--starter", "--dry-run"]).await;
    assert!(ok && said.contains("a dry run"), "{said}");
    let (ok, said) = run(&["thesaurus", "import", "--starter"]).await;
    assert!(ok && said.contains("Search knows them"), "{said}");
    let file = place.path().join("begrippen.csv");
    let (ok, _) = run(&["thesaurus", "export", file.to_str().unwrap()]).await;
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(ok && written.starts_with("prefLabel,") && written.contains("Algemene verordening"), "{written}");
    let (ok, said) = run(&["thesaurus", "import", file.to_str().unwrap()]).await;
    assert!(ok && said.starts_with("0 new, 0 changed"), "{said}");
    std::fs::write(&file, "prefLabel,broader\nNieuw,Nergens\n").unwrap();
    let (ok, said) = run(&["thesaurus", "import", file.to_str().unwrap()]).await;
    assert!(!ok && said.contains("begrippen.csv:2:") && said.contains("Nergens"), "{said}");
    let (ok, said) = run(&["thesaurus", "export"]).await;
    assert!(ok && said.contains("skos:Concept") && !said.contains("Nieuw"), "{said}");
}
