//! What somebody decides about their profile: consents, who sees which field, and where they work.

use bigdatagemeenten::access::Role;
use bigdatagemeenten::clock::Clock;
use chrono::{Duration, TimeZone, Utc};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::app::Place;
use crate::support::{Client, DELFT, Database, TestApp, ZAANSTAD};

on_both_databases!(
    consent_is_kept_with_its_words_and_withdrawn_with_effect_at_once,
    a_consent_that_was_kept_is_not_changed_by_any_statement,
    each_field_shows_to_its_circle_and_to_nobody_else_in_the_api_and_in_search,
    a_hidden_field_makes_no_match,
    what_somebody_wrote_keeps_the_function_they_had_then,
    who_moves_to_another_municipality_has_an_address_there_first,
    who_is_no_longer_public_is_no_longer_found_by_name_in_what_they_wrote,
    showing_to_everybody_is_a_consent_that_ends_as_easily_as_it_began,
);

const CONSENTS: &str = "{ viewer { consents { purpose isGiven text textVersion changedAt } } }";

async fn set_consent(client: &Client, is_given: bool, version: Option<&Value>) -> Value {
    let input = json!({ "purpose": "MATCHING", "isGiven": is_given, "textVersion": version });
    client.mutate("setConsent", input, "consents { isGiven textVersion }").await
}

/// A challenge that anna faces and bram of another municipality solved, both in their profiles.
async fn faced_and_solved(anna: &Client, bram: &Client) -> Value {
    let challenge = anna.make("Challenge", json!({ "question": "Hoe dan?", "visibility": "NETWORK" })).await;
    for (client, stance) in [(anna, "FACING_NOW"), (bram, "SOLVED")] {
        let input = json!({ "challengeId": challenge["id"], "stance": stance, "note": "Kwikstaart" });
        client.mutate("recognise", input, "challenge { id }").await;
    }
    challenge
}

/// Whom the viewer is proposed, and who solved the challenge.
async fn proposed(client: &Client, challenge: &Value) -> (u64, u64) {
    let query = "query($slug: String!) { contactMatches(first: 10) { totalCount } challenge(slug: $slug) { solvers { totalCount } } }";
    let found = client.ask(query, json!({ "slug": challenge["slug"] })).await;
    let count = |value: &Value| value["totalCount"].as_u64().unwrap();
    (count(&found["contactMatches"]), count(&found["challenge"]["solvers"]))
}

async fn consent_is_kept_with_its_words_and_withdrawn_with_effect_at_once(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let bram = app.person("bram").of(ZAANSTAD).create().await;
    let challenge = faced_and_solved(&anna, &bram).await;
    let before = bram.ask(CONSENTS, json!({})).await["viewer"]["consents"][0].clone();
    assert_eq!((&before["isGiven"], &before["changedAt"]), (&json!(false), &Value::Null));
    assert!(before["text"].as_str().unwrap().contains("gevonden worden"));
    assert_eq!(proposed(&anna, &challenge).await, (0, 0));

    let wrong = set_consent(&bram, true, Some(&json!("1999-01"))).await;
    assert_eq!((&wrong["consents"], &wrong["userErrors"][0]["code"]), (&Value::Null, &json!("OUTDATED")));
    assert_eq!(set_consent(&bram, true, None).await["userErrors"][0]["code"], "REQUIRED");
    assert_eq!(proposed(&anna, &challenge).await, (0, 0));

    let given = set_consent(&bram, true, Some(&before["textVersion"])).await;
    assert_eq!(given["consents"][0], json!({ "isGiven": true, "textVersion": before["textVersion"] }));
    assert_eq!(proposed(&anna, &challenge).await, (1, 1));

    let withdrawn = set_consent(&bram, false, None).await;
    assert_eq!(withdrawn["consents"][0]["isGiven"], false);
    assert_eq!(proposed(&anna, &challenge).await, (0, 0));
    let query = "query($id: ID!) { node(id: $id) { ... on Person { isMatchable } } }";
    assert_eq!(anna.ask(query, json!({ "id": bram.id })).await["node"]["isMatchable"], false);

    // The form of the profile is another way to the same consent.
    bram.mutate("updateProfile", json!({ "matchable": true }), "person { isMatchable }").await;
    assert_eq!(bram.ask(CONSENTS, json!({})).await["viewer"]["consents"][0]["isGiven"], true);
    let kept = "SELECT COUNT(*) AS count FROM consents WHERE is_given = true";
    let statement = sea_orm::Statement::from_string(app.services.db.reader().get_database_backend(), kept);
    let row = app.services.db.reader().query_one_raw(statement).await.unwrap().unwrap();
    assert_eq!(row.try_get::<i64>("", "count").unwrap(), 2, "each time is kept");
    assert_eq!(
        app.anonymous()
            .mutation_refused("setConsent", json!({ "purpose": "MATCHING", "isGiven": false }), "")
            .await,
        "UNAUTHENTICATED"
    );

    let admin = app.person("beheer").role(Role::Admin).create().await;
    let log =
        "{ auditLog(filter: { kinds: [CONSENT_GIVEN, CONSENT_WITHDRAWN] }) { nodes { kind actorId } } }";
    let log = admin.ask(log, json!({})).await["auditLog"]["nodes"].clone();
    let kinds: Vec<_> = log.as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["CONSENT_GIVEN", "CONSENT_WITHDRAWN", "CONSENT_GIVEN"]);
}

async fn a_consent_that_was_kept_is_not_changed_by_any_statement(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    anna.mutate("updateProfile", json!({ "matchable": true }), "").await;
    for sql in ["DELETE FROM consents", "UPDATE consents SET is_given = false"] {
        let tx = app.services.db.begin().await.unwrap();
        let error = tx.execute_unprepared(sql).await.expect_err(sql).to_string();
        assert!(error.contains("append-only"), "{sql}: {error}");
    }
}

const FIELDS: [&str; 6] = ["JOB_TITLE", "ABOUT", "SEEKING", "OFFERING", "THEMES", "RECOGNITIONS"];

/// Which of the fields show.
async fn shown(client: &Client, id: &str) -> Vec<&'static str> {
    let query =
        "query($id: ID!) { node(id: $id) { ... on Person { jobTitle about seeking offering themes { slug }
        recognitions { note } affiliations { jobTitle } } } }";
    let person = client.ask(query, json!({ "id": id })).await["node"].clone();
    assert_eq!(person["affiliations"][0]["jobTitle"], person["jobTitle"]);
    let is_shown = |field: &Value| match field {
        Value::Array(list) => !list.is_empty(),
        other => !other.is_null(),
    };
    let fields = ["jobTitle", "about", "seeking", "offering", "themes", "recognitions"];
    FIELDS
        .into_iter()
        .zip(fields)
        .filter(|(_, field)| is_shown(&person[*field]))
        .map(|(name, _)| name)
        .collect()
}

/// By which of the words in the profile the person is found, suggested or counted.
async fn found(client: &Client) -> Vec<&'static str> {
    let query = "query($text: String!) { search(query: $text, filter: { kinds: [PERSON] }) { totalCount } }";
    let mut found = Vec::new();
    for word in ["aalscholver", "kwikstaart", "grutto", "wielewaal"] {
        let count =
            client.ask(query, json!({ "text": word })).await["search"]["totalCount"].as_u64().unwrap();
        if count > 0 {
            found.push(word);
        }
    }
    let facets =
        "{ search(query: \"\", filter: { kinds: [PERSON] }) { facets { field buckets { value count } } } }";
    let facets = client.ask(facets, json!({})).await["search"]["facets"].clone();
    if facets.to_string().contains("afval") {
        found.push("theme");
    }
    found
}

async fn each_field_shows_to_its_circle_and_to_nobody_else_in_the_api_and_in_search(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let colleague = app.person("colleague").create().await;
    let elsewhere = app.person("elsewhere").of(ZAANSTAD).create().await;
    let admin = app.person("admin").of(ZAANSTAD).role(Role::Admin).create().await;
    let theme = anna.ask("{ themes { slug } }", json!({})).await["themes"].clone();
    let theme =
        theme.as_array().unwrap().iter().find(|theme| theme["slug"].as_str().unwrap().contains("afval"));
    let theme = theme.expect("there is a theme about waste")["slug"].clone();
    let profile = json!({ "visibility": "PUBLIC", "jobTitle": "Aalscholver", "about": "Kwikstaart",
        "seeking": "Grutto", "offering": "Wielewaal", "themes": [theme] });
    anna.mutate("updateProfile", profile, "person { id }").await;
    let challenge = anna.make("Challenge", json!({ "question": "Hoe dan?", "visibility": "PUBLIC" })).await;
    let recognise = json!({ "challengeId": challenge["id"], "stance": "SOLVED" });
    anna.mutate("recognise", recognise, "challenge { id }").await;

    let everybody = [&app.anonymous(), &elsewhere, &admin, &colleague, &anna];
    for (visibility, readers) in [("EVERYONE", 5), ("NETWORK", 4), ("MUNICIPALITY", 2), ("NOBODY", 1)] {
        for field in FIELDS {
            let input = json!({ "field": field, "visibility": visibility });
            let set = anna.mutate("setFieldVisibility", input, "person { id }").await;
            assert_eq!(set["person"]["id"], anna.id.as_str());
        }
        app.until_indexed().await;
        let own = anna.ask("{ viewer { fieldVisibilities { field visibility } } }", json!({})).await;
        let chosen = own["viewer"]["fieldVisibilities"].as_array().unwrap();
        assert!(chosen.len() == 6 && chosen.iter().all(|one| one["visibility"] == visibility), "{chosen:?}");
        for (i, client) in everybody.iter().enumerate() {
            let sees = everybody.len() - i <= readers;
            let fields = shown(client, &anna.id).await;
            let mut expected = if sees { FIELDS.to_vec() } else { Vec::new() };
            // Who recognised what is for people with an account, whatever one chooses.
            expected.retain(|field| *field != "RECOGNITIONS" || i > 0);
            assert_eq!(fields, expected, "{visibility} as {}", client.name);
            // A document is found by all who see the person, so only what all of them see is in it.
            let words = if visibility == "EVERYONE" { 5 } else { 0 };
            assert_eq!(found(client).await.len(), words, "{visibility} as {}", client.name);
        }
        let page = app.anonymous().get(&format!("/mensen/{}", anna.id)).await.text().await.unwrap();
        assert_eq!(page.contains("Aalscholver"), visibility == "EVERYONE");
    }
    // Whoever shows to people with an account only is found by what shows to those.
    anna.mutate("updateProfile", json!({ "visibility": "NETWORK" }), "").await;
    anna.mutate("setFieldVisibility", json!({ "field": "ABOUT", "visibility": "NETWORK" }), "").await;
    app.until_indexed().await;
    assert_eq!(found(&elsewhere).await, ["kwikstaart"]);
    assert_eq!(found(&app.anonymous()).await, [""; 0]);
    let input = json!({ "field": "ABOUT", "visibility": "NOBODY" });
    assert_eq!(app.anonymous().mutation_refused("setFieldVisibility", input, "").await, "UNAUTHENTICATED");
}

async fn a_hidden_field_makes_no_match(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let bram = app.person("bram").of(ZAANSTAD).create().await;
    let challenge = faced_and_solved(&anna, &bram).await;
    let theme = anna.ask("{ themes { slug } }", json!({})).await["themes"][0]["slug"].clone();
    for client in [&anna, &bram] {
        client.mutate("updateProfile", json!({ "matchable": true, "themes": [theme] }), "").await;
    }
    assert_eq!(proposed(&anna, &challenge).await, (1, 1));
    bram.mutate("setFieldVisibility", json!({ "field": "RECOGNITIONS", "visibility": "NOBODY" }), "").await;
    assert_eq!(proposed(&anna, &challenge).await, (1, 0), "the theme still makes one");
    let reasons = anna.ask("{ contactMatches(first: 10) { edges { reasons { kind } } } }", json!({})).await;
    assert_eq!(reasons["contactMatches"]["edges"][0]["reasons"], json!([{ "kind": "SHARED_THEME" }]));
    bram.mutate("setFieldVisibility", json!({ "field": "THEMES", "visibility": "MUNICIPALITY" }), "").await;
    assert_eq!(proposed(&anna, &challenge).await, (0, 0));
}

async fn what_somebody_wrote_keeps_the_function_they_had_then(database: Database) {
    let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 1, 5, 9, 0, 0).unwrap());
    let app = TestApp::at(Place::new(database).await, clock.clone()).await;
    let anna = app.person("anna").create().await;
    anna.mutate("updateProfile", json!({ "jobTitle": "Analist" }), "").await;
    clock.advance(Duration::hours(1));
    anna.mutate("updateProfile", json!({ "jobTitle": "Data-analist" }), "").await;
    anna.published_pilot("Van toen", "NETWORK").await;
    clock.advance(Duration::days(40));
    anna.sign_in(crate::support::people::PASSWORD).await;
    anna.mutate("updateProfile", json!({ "jobTitle": "Directeur" }), "").await;
    clock.advance(Duration::minutes(1));
    anna.published_pilot("Van nu", "NETWORK").await;
    let query = "{ toen: pilot(slug: \"van-toen\") { authorships { jobTitle municipality { name } person { jobTitle } } }
        nu: pilot(slug: \"van-nu\") { authorships { jobTitle } }
        viewer { person { affiliations { jobTitle municipality { name } from until } } } }";
    let seen = anna.ask(query, json!({})).await;
    let then = json!([{ "jobTitle": "Data-analist", "municipality": { "name": "Delft" }, "person": { "jobTitle": "Directeur" } }]);
    assert_eq!(seen["toen"]["authorships"], then);
    assert_eq!(seen["nu"]["authorships"], json!([{ "jobTitle": "Directeur" }]));
    let work = seen["viewer"]["person"]["affiliations"].as_array().unwrap();
    let told: Vec<_> = work.iter().map(|one| one["jobTitle"].as_str().unwrap()).collect();
    assert_eq!(told, ["Directeur", "Data-analist"], "a correction within a day is no new function");
    assert_eq!((&work[0]["until"], &work[1]["until"]), (&Value::Null, &work[0]["from"]));
}

async fn who_moves_to_another_municipality_has_an_address_there_first(database: Database) {
    let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 1, 5, 9, 0, 0).unwrap());
    let app = TestApp::at(Place::new(database).await, clock.clone()).await;
    let anna = app.person("anna").editor().create().await;
    anna.published_pilot("Van Delft", "MUNICIPALITY").await;
    clock.advance(Duration::hours(2));
    let fields = "person { jobTitle municipality { code } affiliations { municipality { code } jobTitle from until } }";
    let moves = async |input: Value| anna.mutate("changeAffiliation", input, fields).await;
    let errors = async |input: Value| anna.form_errors("changeAffiliation", input).await;
    let away = json!({ "municipalityCode": ZAANSTAD, "jobTitle": "Adviseur" });
    assert_eq!(
        moves(away.clone()).await["person"]["municipality"]["code"],
        DELFT,
        "it waits for somebody there"
    );
    assert_eq!(errors(json!({ "municipalityCode": "GM9999" })).await, ["municipalityCode: UNKNOWN"]);
    let future = json!({ "municipalityCode": DELFT, "from": "2026-02-01T00:00:00Z" });
    assert_eq!(errors(future).await, ["from: IN_FUTURE"]);
    let early = json!({ "municipalityCode": DELFT, "from": "2020-02-01T00:00:00Z" });
    assert_eq!(errors(early).await, ["from: TOO_EARLY"]);
    assert_eq!(
        app.anonymous().mutation_refused("changeAffiliation", away.clone(), "").await,
        "UNAUTHENTICATED"
    );

    let zaanstad = app.services.municipalities.by_code(ZAANSTAD).unwrap().id;
    let tx = app.services.db.begin().await.unwrap();
    let domain = "INSERT INTO mail_domains (id, municipality_id, domain, added_at, verified_at) VALUES ($1, $2, $3, $4, $4)";
    let values = [uuid::Uuid::now_v7().into(), zaanstad.0.into(), "test.example".into(), clock.now().into()];
    let domain = sea_orm::Statement::from_sql_and_values(tx.get_database_backend(), domain, values);
    tx.execute_raw(domain).await.unwrap();
    tx.commit().await.unwrap();
    let moved = moves(away).await["person"].clone();
    assert_eq!((&moved["jobTitle"], &moved["municipality"]["code"]), (&json!("Adviseur"), &json!(ZAANSTAD)));
    let work = moved["affiliations"].as_array().unwrap();
    assert_eq!(
        (work.len(), &work[1]["municipality"]["code"], &work[1]["until"]),
        (2, &json!(DELFT), &work[0]["from"])
    );
    // No role goes along, and what is for colleagues of before is no longer theirs, but for what they wrote.
    let seen = anna.ask("{ viewer { municipalityRole } pilot(slug: \"van-delft\") { municipality { code } authorships { municipality { code } } } }", json!({})).await;
    assert_eq!(seen["viewer"]["municipalityRole"], "MEMBER");
    assert_eq!(seen["pilot"]["authorships"], json!([{ "municipality": { "code": DELFT } }]));
}

async fn who_is_no_longer_public_is_no_longer_found_by_name_in_what_they_wrote(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("Kwikstaart").create().await;
    anna.mutate("updateProfile", json!({ "visibility": "PUBLIC" }), "").await;
    anna.published_pilot("Van iemand", "PUBLIC").await;
    let organiser = app.person("organiser").role(Role::Organiser).create().await;
    let agenda = json!([{ "kind": "TALK", "title": "Opening", "speakers": [
        { "name": "Mevrouw Kwikstaart", "role": "Vogelaar", "personId": anna.id }, { "name": "De wethouder" }] }]);
    let meeting = json!({ "title": "Bijeenkomst", "startsAt": "2026-10-08T09:00:00Z", "visibility": "PUBLIC", "agenda": agenda });
    let meeting = organiser.make("Meeting", meeting).await;
    let speakers =
        "query($id: ID!) { node(id: $id) { ... on Meeting { agenda { speakers { name role } } } } }";
    let named = async || {
        let seen = app.anonymous().ask(speakers, json!({ "id": meeting["id"] })).await;
        seen["node"]["agenda"][0]["speakers"].clone()
    };
    app.until_found(&app.anonymous(), "kwikstaart", 3).await;
    let minister = json!({ "name": "De wethouder", "role": null });
    assert_eq!(named().await, json!([{ "name": "Mevrouw Kwikstaart", "role": "Vogelaar" }, minister]));
    anna.mutate("updateProfile", json!({ "visibility": "NETWORK" }), "").await;
    app.until_found(&app.anonymous(), "kwikstaart", 0).await;
    assert_eq!(named().await, json!([{ "name": "Een spreker", "role": null }, minister]));
    let seen = organiser.ask(speakers, json!({ "id": meeting["id"] })).await;
    assert_eq!(seen["node"]["agenda"][0]["speakers"][0]["name"], "Mevrouw Kwikstaart");
}

async fn showing_to_everybody_is_a_consent_that_ends_as_easily_as_it_began(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("Kwikstaart").create().await;
    let consents =
        "{ viewer { consents { purpose isGiven text textVersion changedAt } person { visibility } } }";
    let state = async || {
        let viewer = anna.ask(consents, json!({})).await["viewer"].clone();
        let all = viewer["consents"].as_array().unwrap().clone();
        let own = all.into_iter().find(|one| one["purpose"] == "PUBLIC_PROFILE").unwrap();
        (own, viewer["person"]["visibility"].clone())
    };
    let seen = async || {
        let node = "query($id: ID!) { node(id: $id) { id } }";
        app.anonymous().gql(node, json!({ "id": anna.id })).await.is_without_errors()
    };
    let (unasked, visibility) = state().await;
    assert_eq!(
        (&unasked["isGiven"], &unasked["changedAt"], &visibility),
        (&json!(false), &Value::Null, &json!("NETWORK"))
    );
    assert!(unasked["text"].as_str().unwrap().contains("zoekmachines") && !seen().await);
    // By the profile, or by the list of consents: it comes to the same.
    anna.mutate("updateProfile", json!({ "visibility": "PUBLIC" }), "").await;
    let (given, _) = state().await;
    assert_eq!((&given["isGiven"], &given["text"]), (&json!(true), &unasked["text"]));
    assert!(seen().await);
    anna.published_pilot("Van iemand", "PUBLIC").await;
    app.until_found(&app.anonymous(), "kwikstaart", 2).await;
    anna.mutate("setConsent", json!({ "purpose": "PUBLIC_PROFILE", "isGiven": false }), "").await;
    let (withdrawn, visibility) = state().await;
    assert_eq!((&withdrawn["isGiven"], &visibility), (&json!(false), &json!("NETWORK")));
    assert!(!seen().await);
    app.until_found(&app.anonymous(), "kwikstaart", 0).await;
    let old = json!({ "purpose": "PUBLIC_PROFILE", "isGiven": true, "textVersion": "1999-01" });
    assert_eq!(anna.form_errors("setConsent", old).await, ["textVersion: OUTDATED"]);
    let now = json!({ "purpose": "PUBLIC_PROFILE", "isGiven": true, "textVersion": unasked["textVersion"] });
    anna.mutate("setConsent", now, "").await;
    assert_eq!(state().await.1, "PUBLIC");
    assert!(seen().await);
    anna.mutate("updateProfile", json!({ "visibility": "NETWORK" }), "").await;
    assert_eq!(state().await.0["isGiven"], false);
}
