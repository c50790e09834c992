//! Leaving: who may, what stays of it, and that nothing else does.

use std::path::Path;

use bigdatagemeenten::access::Role;
use bigdatagemeenten::clock::Clock;
use serde_json::{Value, json};
use tantivy::{Document, Index, IndexReader, ReloadPolicy, TantivyDocument};

use super::{NAME, TRACES, life};
use crate::support::app::{Place, until};
use crate::support::people::PASSWORD;
use crate::support::program::run;
use crate::support::{Database, TestApp, ZAANSTAD, postgres};

on_both_databases!(
    an_account_is_deleted_only_by_who_proves_to_be_its_owner,
    a_deleted_account_leaves_contributions_and_no_trace_of_the_person,
    what_two_who_left_wrote_is_of_one_who_left,
    the_last_administrator_of_the_network_does_not_leave,
);

async fn an_account_is_deleted_only_by_who_proves_to_be_its_owner(database: Database) {
    // All tries are of one minute.
    let clock = Clock::fixed(Clock::system().now());
    let app = TestApp::at(Place::new(database).await, clock).await;
    let anna = app.person("anna").create().await;
    for wrong in
        [json!({}), json!({ "password": "iets anders" }), json!({ "confirmation": "anna@test.example" })]
    {
        let payload = anna.mutate("deleteAccount", wrong, "isDeleted").await;
        assert_eq!(
            (&payload["isDeleted"], &payload["userErrors"][0]["code"]),
            (&json!(false), &json!("INVALID_CREDENTIALS"))
        );
    }
    for _ in 0..2 {
        anna.mutate("deleteAccount", json!({ "password": "iets anders" }), "isDeleted").await;
    }
    let right = json!({ "password": PASSWORD });
    assert_eq!(anna.mutation_refused("deleteAccount", right.clone(), "isDeleted").await, "RATE_LIMITED");
    assert_eq!(
        app.anonymous().mutation_refused("deleteAccount", right, "isDeleted").await,
        "UNAUTHENTICATED"
    );
    assert_eq!(anna.ask("{ viewer { email } }", json!({})).await["viewer"]["email"], "anna@test.example");
}

/// Where in the files of a place, and in its PostgreSQL database, any of the traces stands.
async fn traces(place: &Place) -> Vec<String> {
    let mut found = Vec::new();
    let mut look = |name: &str, bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        found.extend(
            TRACES.iter().filter(|trace| text.contains(**trace)).map(|trace| format!("{trace} in {name}")),
        );
    };
    // Mail that was delivered lies in the mailbox of who got it, which here is a folder (docs/decisions/0031).
    for (path, bytes) in place.files().into_iter().filter(|(path, _)| !path.starts_with("mail")) {
        look(&path.to_string_lossy(), &bytes);
    }
    if let Some(url) = place.database_url() {
        look("the dump", &postgres::dump(&url).await);
    }
    look("the terms of the index", &terms(&place.path().join("index")));
    found
}

/// All that the index keeps of texts, unpacked: the terms of all fields, one a line, and what is stored; of what was deleted as
/// well, as long as it is there.
fn terms(root: &Path) -> Vec<u8> {
    let mut terms = Vec::new();
    for directory in std::fs::read_dir(root).unwrap().map(|directory| directory.unwrap().path()) {
        // What is being built, or removed, has no index yet or any more.
        let Ok(index) = Index::open_in_dir(&directory) else { continue };
        let Ok(reader) = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into() else {
            continue;
        };
        for segment in IndexReader::searcher(&reader).segment_readers() {
            for (field, entry) in index.schema().fields().filter(|(_, entry)| entry.is_indexed()) {
                let inverted = segment.inverted_index(field).unwrap();
                let mut stream = inverted.terms().stream().unwrap();
                while stream.advance() {
                    terms.extend([entry.name().as_bytes(), b" ", stream.key(), b"\n"].concat());
                }
            }
            let store = segment.get_store_reader(0).unwrap();
            for document in store.iter::<TantivyDocument>(None) {
                terms.extend(document.unwrap().to_json(&index.schema()).into_bytes());
            }
        }
    }
    terms
}

async fn a_deleted_account_leaves_contributions_and_no_trace_of_the_person(database: Database) {
    let app = TestApp::start(database).await;
    let life = life(&app).await;
    let query = "query($name: String!) { search(query: $name) { totalCount } }";
    let found = app.anonymous().ask(query, json!({ "name": NAME })).await;
    assert!(found["search"]["totalCount"].as_u64() > Some(0), "{found}");
    // While nobody writes, no file comes or goes.
    let place = app.stop().await;
    let had = traces(&place).await;
    let of_database = had.iter().filter(|trace| !trace.contains("index")).count();
    assert!(of_database >= TRACES.len(), "{had:?}");
    assert!(had.iter().any(|trace| trace.ends_with("the terms of the index")), "{had:?}");
    let app = TestApp::at(place, Clock::system()).await;
    let life = life.at(&app);

    let payload = life.who.mutate("deleteAccount", json!({ "password": PASSWORD }), "isDeleted").await;
    assert_eq!(payload["isDeleted"], true, "{payload}");
    assert_eq!(life.who.ask("{ viewer { email } }", json!({})).await["viewer"], Value::Null);
    let input = json!({ "email": life.who.email, "password": PASSWORD });
    let again = life.who.mutate("logIn", input, "viewer { email }").await;
    assert_eq!(again["userErrors"][0]["code"], "INVALID_CREDENTIALS");

    app.until_found(&app.anonymous(), NAME, 0).await;
    let query = "query($pilot: String!, $meeting: String!, $table: String!) {
        pilot(slug: $pilot) { title authors { id displayName jobTitle isFormer } authorships { jobTitle municipality { name } } }
        meeting(slug: $meeting) { agenda { speakers { name role person { displayName } } } }
        outcome(slug: $table) { tableHost { displayName } }
        people { nodes { displayName } } search(query: \"oud-medewerker\", filter: { kinds: [PERSON] }) { totalCount }
        suggest(prefix: \"oud-med\") { nodeId }
        challenge(slug: \"hoe-dan\") { recognitionCounts { count } } }";
    let names =
        json!({ "pilot": life.pilot["slug"], "meeting": life.meeting["slug"], "table": life.table["slug"] });
    let seen = life.organiser.ask(query, names.clone()).await;
    let former = "Oud-medewerker gemeente Delft";
    let author = &seen["pilot"]["authors"][0];
    assert_eq!(seen["pilot"]["title"], "Een pilot die blijft");
    assert_eq!(
        (&author["displayName"], &author["jobTitle"], &author["isFormer"]),
        (&json!(former), &Value::Null, &json!(true))
    );
    assert_eq!(
        seen["pilot"]["authorships"],
        json!([{ "jobTitle": null, "municipality": { "name": "Delft" } }])
    );
    let speaker = json!({ "name": former, "role": null, "person": { "displayName": former } });
    assert_eq!(seen["meeting"]["agenda"][0]["speakers"], json!([speaker]));
    assert_eq!(seen["outcome"]["tableHost"]["displayName"], former);
    let people = seen["people"]["nodes"].to_string();
    assert!(people.contains("bram") && !people.contains("Oud-medewerker"), "{people}");
    assert_eq!((&seen["search"]["totalCount"], &seen["suggest"]), (&json!(0), &json!([])));
    assert_eq!(seen["challenge"]["recognitionCounts"][2]["count"], 0);
    // Whoever left answers nothing.
    let ask = json!({ "personId": author["id"], "message": "Hallo" });
    assert_eq!(life.organiser.mutation_refused("requestIntroduction", ask, "").await, "FORBIDDEN");
    let draft = json!({ "id": life.draft["id"] });
    let node = "query($id: ID!) { node(id: $id) { id } }";
    assert_eq!(life.admin.refused(node, draft).await, "NOT_FOUND", "a draft that nobody saw is gone");
    let shared = json!({ "id": life.shared_draft["id"] });
    assert_eq!(
        life.admin.ask(node, shared).await["node"]["id"],
        life.shared_draft["id"],
        "a shared one stays"
    );
    let log = "{ auditLog(filter: { kinds: [ACCOUNT_DELETED] }) { nodes { actor { id } actorId } } }";
    let log = life.admin.ask(log, json!({})).await["auditLog"]["nodes"].clone();
    assert_eq!(log, json!([{ "actor": null, "actorId": life.who.id }]));

    let export = app.place.path().join("export");
    let server = app.place.path().to_owned();
    run(&app.place, &["export", export.to_str().unwrap()]).await.fine();
    assert!(server.join("export").join("persons.jsonl").exists());
    until("no trace is left", async || traces(&app.place).await.is_empty()).await;
}

async fn what_two_who_left_wrote_is_of_one_who_left(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let bram = app.person("bram").create().await;
    let reader = app.person("lezer").of(ZAANSTAD).create().await;
    let report = json!({ "title": "Samen", "summary": "Kort.", "body": "Lang.", "visibility": "NETWORK", "authorIds": [anna.id, bram.id] });
    let report = anna.make("Report", report).await;
    anna.publish("Report", &report).await;
    let authors = "{ report(slug: \"samen\") { authors { displayName } } }";
    anna.mutate("deleteAccount", json!({ "password": PASSWORD }), "isDeleted").await;
    let former = json!({ "displayName": "Oud-medewerker gemeente Delft" });
    let seen = reader.ask(authors, json!({})).await["report"]["authors"].clone();
    assert_eq!(seen.as_array().unwrap().len(), 2);
    assert!(seen.as_array().unwrap().contains(&former));
    bram.mutate("deleteAccount", json!({ "password": PASSWORD }), "isDeleted").await;
    assert_eq!(reader.ask(authors, json!({})).await["report"]["authors"], json!([former]));
}

async fn the_last_administrator_of_the_network_does_not_leave(database: Database) {
    let app = TestApp::start(database).await;
    let admin = app.person("beheer").role(Role::Admin).create().await;
    let leave = json!({ "password": PASSWORD });
    let refused = admin.mutate("deleteAccount", leave.clone(), "isDeleted").await;
    assert_eq!(refused["isDeleted"], false);
    assert_eq!(refused["userErrors"][0]["code"], "LAST_ADMIN");
    let message = refused["userErrors"][0]["message"].as_str().unwrap();
    assert!(message.contains("Maak eerst iemand anders beheerder"), "{message}");
    let step_down = json!({ "personId": admin.id, "role": "MEMBER" });
    assert_eq!(admin.form_errors("setRole", step_down).await, ["role: LAST_ADMIN"]);
    assert!(admin.ask("{ viewer { email } }", json!({})).await["viewer"].is_object());
    let next = app.person("volgende").create().await;
    admin.mutate("setRole", json!({ "personId": next.id, "role": "ADMIN" }), "person { id }").await;
    let left = admin.mutate("deleteAccount", leave, "isDeleted").await;
    assert_eq!(left["isDeleted"], true, "{left}");
}
