//! Drafting, publishing and changing, by several people at once; what a form hears back.

use bigdatagemeenten::access::Role;
use serde_json::{Value, json};

use crate::support::client::form_errors;
use crate::support::people::{outcome, pilot, report};
use crate::support::{Database, TestApp};

on_both_databases!(
    a_draft_needs_only_a_title_and_publishing_says_what_is_missing,
    a_published_pilot_stays_complete,
    a_report_without_a_summary_is_described_by_how_it_begins,
    a_change_on_a_stale_revision_is_a_conflict_and_changes_nothing,
    of_many_changes_at_once_one_wins,
    an_old_slug_leads_to_the_thing_for_ever,
    two_things_with_one_title_have_addresses_of_their_own,
    every_wrong_field_is_told_at_once_with_its_path,
    nul_and_control_characters_are_refused_everywhere,
    whatever_else_is_typed_comes_back_unchanged,
    recognising_is_counted_and_can_be_taken_back,
    ids_of_another_kind_are_refused,
);

async fn a_draft_needs_only_a_title_and_publishing_says_what_is_missing(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    assert_eq!(anna.form_errors("createPilot", json!({ "title": "  " })).await, ["title: REQUIRED"]);
    for (kind, input, missing) in [
        (
            "Pilot",
            json!({ "title": "Een begin" }),
            vec!["approach: REQUIRED", "problem: REQUIRED", "summary: REQUIRED"],
        ),
        ("Report", json!({ "title": "Een begin" }), vec!["body: REQUIRED"]),
        ("Outcome", json!({ "question": "Een begin?" }), vec!["conclusion: REQUIRED"]),
    ] {
        let draft = anna.make(kind, input).await;
        assert_eq!((&draft["status"], &draft["revision"]), (&json!("DRAFT"), &json!(1)));
        let publish = json!({ "id": draft["id"], "revision": 1 });
        assert_eq!(anna.form_errors(&format!("publish{kind}"), publish).await, missing, "{kind}");
        let name = kind.to_lowercase();
        let query = format!(
            "query($slug: String!) {{ {name}(slug: $slug) {{ missingForPublication status revision }} }}"
        );
        let seen = anna.ask(&query, json!({ "slug": draft["slug"] })).await[&name].clone();
        let mut told: Vec<_> = seen["missingForPublication"]
            .as_array()
            .unwrap()
            .iter()
            .map(|path| format!("{}: REQUIRED", path.as_str().unwrap()))
            .collect();
        told.sort();
        assert_eq!(told, missing);
        assert_eq!((&seen["status"], &seen["revision"]), (&json!("DRAFT"), &json!(1)), "nothing changed");
    }
    let draft = anna.make("Pilot", pilot("Compleet", "NETWORK")).await;
    let input = json!({ "id": draft["id"], "revision": 1, "visibility": "PUBLIC" });
    let published = anna
        .mutate("publishPilot", input, "pilot { status visibility revision publishedAt updatedAt }")
        .await;
    let published = &published["pilot"];
    assert_eq!(
        (&published["status"], &published["visibility"], &published["revision"]),
        (&json!("PUBLISHED"), &json!("PUBLIC"), &json!(2))
    );
    assert_eq!(published["publishedAt"], published["updatedAt"]);
}

async fn a_report_without_a_summary_is_described_by_how_it_begins(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let input =
        json!({ "title": "Van de gang", "body": "Vier proeven **besproken**.", "visibility": "PUBLIC" });
    let report = anna.make("Report", input).await;
    let publish = json!({ "id": report["id"], "revision": 1 });
    let published = anna.mutate("publishReport", publish, "report { status summary }").await;
    assert_eq!(published["report"], json!({ "status": "PUBLISHED", "summary": "" }));
    let page = app.anonymous().http.get(format!("{}/verslagen/van-de-gang", app.base));
    let page = page.send().await.unwrap().text().await.unwrap();
    assert!(page.contains("<meta name=\"description\" content=\"Vier proeven besproken."), "{page}");
    assert!(!page.contains("<p></p>"), "{page}");
    app.until_indexed().await;
    let feed = app.anonymous().http.get(format!("{}/feeds/search.atom?q=proeven", app.base));
    let feed = feed.send().await.unwrap().text().await.unwrap();
    assert!(feed.contains("<summary>Vier proeven besproken."), "{feed}");
}

async fn a_published_pilot_stays_complete(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let pilot = anna.published_pilot("Compleet", "PUBLIC").await;
    let input =
        json!({ "id": pilot["id"], "revision": pilot["revision"], "problem": " ", "results": "Nieuw." });
    assert_eq!(anna.form_errors("updatePilot", input).await, ["problem: REQUIRED"]);
    let seen =
        anna.ask("{ pilot(slug: \"compleet\") { problem results revision publishedAt } }", json!({})).await;
    assert_eq!(
        (&seen["pilot"]["problem"], &seen["pilot"]["results"]),
        (&json!("Er was een probleem."), &json!(""))
    );
    let first = seen["pilot"]["publishedAt"].clone();
    let archived = json!({ "id": pilot["id"], "revision": pilot["revision"] });
    let archived = anna.mutate("archivePilot", archived, "pilot { id revision }").await["pilot"].clone();
    anna.publish("Pilot", &archived).await;
    let seen = anna.ask("{ pilot(slug: \"compleet\") { publishedAt } }", json!({})).await;
    assert_eq!(seen["pilot"]["publishedAt"], first, "when it was first published stays");
}

async fn a_change_on_a_stale_revision_is_a_conflict_and_changes_nothing(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").role(Role::Organiser).editor().create().await;
    let bea = app.person("bea").role(Role::Organiser).editor().create().await;
    let meeting = json!({ "title": "Overleg", "startsAt": "2030-01-01T09:00:00Z" });
    for (kind, input, field) in [
        ("Pilot", pilot("Van ons", "PUBLIC"), "title"),
        ("Report", report("Van ons", "PUBLIC"), "title"),
        ("Outcome", outcome("Van ons?", "PUBLIC"), "question"),
        ("Challenge", json!({ "question": "Van ons?" }), "question"),
        ("Meeting", meeting, "title"),
    ] {
        let seen = anna.make(kind, input).await;
        bea.change(kind, &seen, json!({ field: "Van Bea" })).await;
        let mut stale = json!({ "id": seen["id"], "revision": seen["revision"], field: "Van Anna" });
        assert_eq!(
            anna.mutation_refused(&format!("update{kind}"), stale.clone(), "").await,
            "CONFLICT",
            "{kind}"
        );
        stale.as_object_mut().unwrap().remove(field);
        if matches!(kind, "Pilot" | "Report" | "Outcome") {
            for mutation in [format!("publish{kind}"), format!("delete{kind}")] {
                assert_eq!(
                    anna.mutation_refused(&mutation, stale.clone(), "").await,
                    "CONFLICT",
                    "{mutation}"
                );
            }
        }
        let query = format!(
            "query($id: ID!) {{ node(id: $id) {{ ... on {} {{ {field} revision }} }} }}",
            node_type(kind)
        );
        let now = anna.ask(&query, json!({ "id": seen["id"] })).await["node"].clone();
        assert_eq!((&now[field], &now["revision"]), (&json!("Van Bea"), &json!(2)));
    }
}

fn node_type(kind: &str) -> &str {
    match kind {
        "Report" => "MeetingReport",
        "Outcome" => "WorkshopOutcome",
        kind => kind,
    }
}

async fn of_many_changes_at_once_one_wins(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let seen = anna.make("Pilot", pilot("Gewild", "PUBLIC")).await;
    let change = |i: usize| {
        let (anna, seen) = (anna.clone(), seen.clone());
        async move {
            let input = json!({ "id": seen["id"], "revision": 1, "summary": format!("Van {i}") });
            let query = "mutation($input: UpdatePilotInput!) { updatePilot(input: $input) { pilot { revision } userErrors { code } } }";
            let answer = anna.gql(query, json!({ "input": input })).await;
            answer.code().map(str::to_owned)
        }
    };
    let answers: Vec<_> = (0..12).map(|i| tokio::spawn(change(i))).collect();
    let mut won = 0;
    for answer in answers {
        match answer.await.unwrap() {
            None => won += 1,
            Some(code) => assert_eq!(code, "CONFLICT"),
        }
    }
    assert_eq!(won, 1);
    let now = anna.ask("{ pilot(slug: \"gewild\") { revision } }", json!({})).await;
    assert_eq!(now["pilot"]["revision"], 2);
}

async fn an_old_slug_leads_to_the_thing_for_ever(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let first = anna.published_pilot("Eerste naam", "PUBLIC").await;
    let second = anna.change("Pilot", &first, json!({ "title": "Tweede naam" })).await;
    assert_eq!((&first["slug"], &second["slug"]), (&json!("eerste-naam"), &json!("tweede-naam")));
    for slug in ["eerste-naam", "tweede-naam"] {
        let seen = app
            .anonymous()
            .ask("query($slug: String!) { pilot(slug: $slug) { id slug } }", json!({ "slug": slug }))
            .await;
        assert_eq!(seen["pilot"], json!({ "id": first["id"], "slug": "tweede-naam" }));
    }
    let page = app.anonymous().get("/pilots/eerste-naam").await;
    assert_eq!(
        (page.status().as_u16(), page.headers()["location"].to_str().unwrap()),
        (308, "/pilots/tweede-naam")
    );
    // The old name is nobody else's, and the thing itself may take it back.
    let other = anna.published_pilot("Eerste naam", "PUBLIC").await;
    assert_eq!(other["slug"], "eerste-naam-2");
    let back = anna.change("Pilot", &second, json!({ "title": "Eerste naam" })).await;
    assert_eq!(back["slug"], "eerste-naam");
    // A slug of another kind leads nowhere here.
    assert_eq!(anna.refused("{ report(slug: \"eerste-naam\") { id } }", json!({})).await, "NOT_FOUND");
    anna.mutate("deletePilot", json!({ "id": back["id"], "revision": back["revision"] }), "deletedId").await;
    for slug in ["eerste-naam", "tweede-naam"] {
        assert_eq!(
            anna.refused("query($slug: String!) { pilot(slug: $slug) { id } }", json!({ "slug": slug }))
                .await,
            "NOT_FOUND"
        );
    }
}

async fn two_things_with_one_title_have_addresses_of_their_own(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let make = |_| {
        let anna = anna.clone();
        tokio::spawn(
            async move { anna.make("Pilot", json!({ "title": "Wachttijden" })).await["slug"].clone() },
        )
    };
    let mut slugs = Vec::new();
    for made in (0..6).map(make).collect::<Vec<_>>() {
        slugs.push(made.await.unwrap().as_str().unwrap().to_owned());
    }
    slugs.sort();
    assert_eq!(
        slugs,
        ["wachttijden", "wachttijden-2", "wachttijden-3", "wachttijden-4", "wachttijden-5", "wachttijden-6"]
    );
    let signs = anna.make("Pilot", json!({ "title": "!!! ???" })).await;
    assert_eq!(signs["slug"], "pilot");
}

async fn every_wrong_field_is_told_at_once_with_its_path(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").role(Role::Organiser).create().await;
    let long = |length: usize| "x".repeat(length);
    let source = |name: &str| json!({ "name": name, "origin": "OPEN", "personalData": "NONE" });
    let input = json!({
        "title": long(201), "summary": long(501), "problem": long(50_001), "themes": ["bestaat-niet"],
        "partners": ["GGD", " "], "dataSources": [source("KNMI"), source(&long(201))],
        "buyers": [{ "unit": "", "need": long(501), "commitment": "USING" }],
    });
    assert_eq!(
        anna.form_errors("createPilot", input).await,
        [
            "buyers.0.need: TOO_LONG",
            "buyers.0.unit: REQUIRED",
            "dataSources.1.name: TOO_LONG",
            "partners.1: REQUIRED",
            "problem: TOO_LONG",
            "summary: TOO_LONG",
            "themes.0: UNKNOWN",
            "title: TOO_LONG"
        ]
    );
    let many = json!({ "title": "Veel", "partners": vec!["GGD"; 51] });
    assert_eq!(anna.form_errors("createPilot", many).await, ["partners: TOO_MANY"]);
    let nowhere = json!({ "title": "Elders", "municipality": "GM0000" });
    assert_eq!(anna.form_errors("createPilot", nowhere).await, ["municipality: UNKNOWN"]);
    let input = json!({ "question": long(201), "insights": [{ "kind": "ADVICE", "text": "" }, { "kind": "ADVICE", "text": long(1_001) }] });
    assert_eq!(
        anna.form_errors("createOutcome", input).await,
        ["insights.0.text: REQUIRED", "insights.1.text: TOO_LONG", "question: TOO_LONG"]
    );
    let input = json!({ "title": long(201), "summary": long(501), "body": long(50_001), "takeHomeMessage": long(301) });
    assert_eq!(
        anna.form_errors("createReport", input).await,
        ["body: TOO_LONG", "summary: TOO_LONG", "takeHomeMessage: TOO_LONG", "title: TOO_LONG"]
    );
    let input = json!({ "question": "", "context": long(50_001) });
    assert_eq!(anna.form_errors("createChallenge", input).await, ["context: TOO_LONG", "question: REQUIRED"]);
    let input = json!({ "title": "", "startsAt": "2030-01-01T09:00:00Z", "endsAt": "2029-01-01T09:00:00Z" });
    assert_eq!(anna.form_errors("createMeeting", input).await.len(), 2);
    let input = json!({ "displayName": " ", "about": long(50_001), "themes": ["bestaat-niet"] });
    let errors = anna.form_errors("updateProfile", input).await;
    assert!(
        errors.contains(&"displayName: REQUIRED".to_owned())
            && errors.contains(&"themes.0: UNKNOWN".to_owned()),
        "{errors:?}"
    );
    // At the limit is within it, counted in characters.
    let input =
        json!({ "title": "é".repeat(200), "summary": "é".repeat(500), "problem": "é".repeat(50_000) });
    anna.make("Pilot", input).await;
}

async fn nul_and_control_characters_are_refused_everywhere(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").role(Role::Organiser).create().await;
    for bad in ["een\0twee", "een\u{1b}[31mtwee", "een\u{7}"] {
        for (mutation, input, path) in [
            ("createPilot", json!({ "title": bad }), "title"),
            ("createPilot", json!({ "title": "x", "problem": bad }), "problem"),
            ("createReport", json!({ "title": "x", "body": bad }), "body"),
            ("createOutcome", json!({ "question": bad }), "question"),
            ("createChallenge", json!({ "question": bad }), "question"),
            ("createMeeting", json!({ "title": bad, "startsAt": "2030-01-01T09:00:00Z" }), "title"),
            ("updateProfile", json!({ "displayName": bad }), "displayName"),
        ] {
            assert_eq!(
                anna.form_errors(mutation, input).await,
                [format!("{path}: CONTROL_CHARACTER")],
                "{mutation}"
            );
        }
        // What is only read with is no cause for an error either.
        let found =
            "query($text: String!) { search(query: $text) { totalCount } people(query: $text) { totalCount }
            municipalities(query: $text) { totalCount } suggest(prefix: $text) { text } }";
        anna.ask(found, json!({ "text": bad })).await;
        for query in [
            "query($text: String!) { pilot(slug: $text) { id } }",
            "query($text: String!) { municipality(code: $text) { id } }",
        ] {
            assert_eq!(anna.refused(query, json!({ "text": bad })).await, "NOT_FOUND");
        }
        let sign_in = json!({ "email": format!("{bad}@test.example"), "password": bad });
        assert_eq!(
            form_errors(&app.anonymous().mutate("logIn", sign_in, "").await),
            ["password: INVALID_CREDENTIALS"]
        );
    }
}

async fn whatever_else_is_typed_comes_back_unchanged(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    for text in [
        "'; DROP TABLE pilots; --",
        "%_\\ \" ` $1 {{x}} ${y}",
        "<script>alert(1)</script>",
        "regel\n\ttwee\r\nvier",
        "e\u{301} \u{202e}om\u{202c} 👩‍👩‍👧 \u{fffd} 𝕏",
        "]]> --> */ NULL undefined",
        "{\"a\": [1]}",
    ] {
        let mut input = pilot(text, "PUBLIC");
        input["results"] = json!(text);
        input["partners"] = json!([text]);
        input["buyers"] = json!([{ "unit": text, "need": text, "commitment": "INTERESTED" }]);
        let made = anna.make("Pilot", input).await;
        let query = "query($slug: String!) { pilot(slug: $slug) { title results resultsHtml partners buyers { unit need role } } }";
        let seen = anna.ask(query, json!({ "slug": made["slug"] })).await["pilot"].clone();
        assert_eq!(
            (&seen["title"], &seen["results"], &seen["partners"]),
            (&json!(text), &json!(text), &json!([text]))
        );
        assert_eq!(seen["buyers"], json!([{ "unit": text, "need": text, "role": null }]));
        assert!(!seen["resultsHtml"].as_str().unwrap().contains("<script"));
    }
}

async fn recognising_is_counted_and_can_be_taken_back(database: Database) {
    let app = TestApp::start(database).await;
    let (anna, bea) = (app.person("anna").create().await, app.person("bea").create().await);
    let challenge =
        anna.make("Challenge", json!({ "question": "Wie heeft dit ook?", "visibility": "PUBLIC" })).await;
    let counts = |expected: [u64; 3]| {
        let stances = ["FACING_NOW", "EXPECTING", "SOLVED"];
        let of = |(stance, count)| json!({ "stance": stance, "count": count });
        Value::Array(stances.into_iter().zip(expected).map(of).collect())
    };
    for (who, stance, expected) in [
        (&anna, json!("FACING_NOW"), [1, 0, 0]),
        (&bea, json!("SOLVED"), [1, 0, 1]),
        (&anna, json!("SOLVED"), [0, 0, 2]),
        (&anna, json!("SOLVED"), [0, 0, 2]),
        (&anna, Value::Null, [0, 0, 1]),
        (&anna, Value::Null, [0, 0, 1]),
    ] {
        let input = json!({ "challengeId": challenge["id"], "stance": stance, "note": "Zo is het." });
        let seen = who
            .mutate(
                "recognise",
                input,
                "challenge { recognitionCounts { stance count } viewerRecognition { stance } }",
            )
            .await;
        assert_eq!(seen["challenge"]["recognitionCounts"], counts(expected));
        assert_eq!(seen["challenge"]["viewerRecognition"]["stance"], stance);
    }
    let long = json!({ "challengeId": challenge["id"], "stance": "SOLVED", "note": "x".repeat(501) });
    assert_eq!(anna.form_errors("recognise", long).await, ["note: TOO_LONG"]);
}

async fn ids_of_another_kind_are_refused(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let challenge = anna.make("Challenge", json!({ "question": "Hoe?" })).await;
    let other = json!({ "id": challenge["id"], "revision": 1 });
    assert_eq!(anna.mutation_refused("deletePilot", other, "").await, "NOT_FOUND");
    for id in ["", "x", "AAAA", "'--", &"A".repeat(5_000)] {
        let input = json!({ "id": id, "revision": 1 });
        assert_eq!(anna.mutation_refused("deletePilot", input, "").await, "BAD_USER_INPUT", "{id}");
    }
}
