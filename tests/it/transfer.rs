//! Records in and out, and whole databases, by the real program.

use serde_json::{Value, json};

use crate::support::app::Place;
use crate::support::people::PASSWORD;
use crate::support::program::{Server, contents, run, run_with_input};
use crate::support::{Client, Database, TestApp, shared};
use bigdatagemeenten::clock::Clock;

on_both_databases!(
    an_export_that_is_imported_and_exported_again_is_the_same,
    the_notes_of_a_meeting_go_in_and_are_found_once_they_are_published,
    a_wrong_line_is_told_and_nothing_is_kept_unless_told_to_keep_going,
    the_demo_network_goes_into_an_empty_database_only,
    what_a_running_server_is_given_is_found_when_the_import_returns,
    an_account_can_be_made_in_every_role,
);

async fn account(place: &Place, email: &str, role: &str) {
    let arguments = [
        "account",
        "create",
        "--email",
        email,
        "--name",
        email,
        "--municipality",
        "GM0479",
        "--role",
        role,
        "--password-stdin",
    ];
    run_with_input(place, &arguments, &format!("{PASSWORD}\n")).await.fine();
}

async fn signed_in(base: &str, email: &str) -> Client {
    let client = Client { email: email.to_owned(), name: email.to_owned(), ..Client::new(base) };
    client.sign_in(PASSWORD).await;
    client
}

/// The files of a directory as arguments of `import`.
fn import_of(directory: &std::path::Path) -> Vec<String> {
    let mut arguments = vec!["import".to_owned()];
    arguments.extend(
        contents(directory).into_iter().map(|(name, _)| directory.join(name).to_string_lossy().into_owned()),
    );
    arguments
}

fn strs(arguments: &[String]) -> Vec<&str> {
    arguments.iter().map(String::as_str).collect()
}

async fn an_export_that_is_imported_and_exported_again_is_the_same(database: Database) {
    let (first, second) = (Place::new(database).await, Place::new(database).await);
    let (one, two) = (first.path().join("one"), first.path().join("two"));
    run(&first, &["demo"]).await.fine();
    run(&first, &["export", one.to_str().unwrap()]).await.fine();
    let files = contents(&one);
    assert_eq!(files.len(), 6);
    assert!(files.iter().all(|(_, text)| text.lines().count() >= 4));
    assert!(files.iter().all(|(_, text)| !text.contains("argon2")), "no password leaves the house");
    let imported = import_of(&one);
    let said = run(&second, &strs(&imported)).await.fine();
    assert!(said.out.contains(" 0 changed, 0 as they were, 0 wrong"), "{}", said.out);
    run(&second, &["export", two.to_str().unwrap()]).await.fine();
    for ((name, before), (_, after)) in files.iter().zip(contents(&two)) {
        for (i, (before, after)) in before.lines().zip(after.lines()).enumerate() {
            assert_eq!(before, after, "{name}:{}", i + 1);
        }
        assert_eq!(*before, after, "{name}");
    }
    let again = run(&second, &strs(&imported)).await.fine();
    assert!(again.out.starts_with("0 new, 0 changed, "), "a second import changes nothing: {}", again.out);
    let dry = Place::new(database).await;
    let mut arguments = strs(&imported);
    arguments.push("--dry-run");
    let said = run(&dry, &arguments).await.fine();
    assert!(said.out.contains("Nothing was kept: a dry run"), "{}", said.out);
    run(&dry, &["demo"]).await.fine();
}

async fn the_notes_of_a_meeting_go_in_and_are_found_once_they_are_published(database: Database) {
    let place = Place::new(database).await;
    account(&place, "lid@test.example", "member").await;
    account(&place, "olga@test.example", "organiser").await;
    let seed = shared("seed/zaanstad-2016-10-11.txt");
    let arguments = ["import", seed.to_str().unwrap(), "--kind", "report", "--author", "lid@test.example"];
    let said = run(&place, &arguments).await.fine();
    assert!(said.out.starts_with("1 new, 0 changed"), "{}", said.out);
    let again = run(&place, &arguments).await.fine();
    assert!(again.out.starts_with("0 new, 0 changed, 1 as they were"), "{}", again.out);

    let app = TestApp::at(place, Clock::system()).await;
    let (olga, anybody) = (signed_in(&app.base, "olga@test.example").await, app.anonymous());
    let drafts = "{ reports(filter: { status: DRAFT }) { edges { node { id slug title summary body takeHomeMessage createdAt revision authors { displayName } } } } }";
    let drafts = olga.ask(drafts, json!({})).await;
    let draft = drafts["reports"]["edges"][0]["node"].clone();
    assert_eq!(draft["title"], "De waarde van een datagedreven gemeente");
    assert!(draft["createdAt"].as_str().unwrap().starts_with("2016-10-11"), "{draft}");
    assert!(draft["body"].as_str().unwrap().matches("\n## ").count() >= 3, "sections: {draft}");
    assert_eq!(draft["authors"][0]["displayName"], "lid@test.example");
    assert_eq!(
        anybody.refused("query($id: ID!) { node(id: $id) { id } }", json!({ "id": draft["id"] })).await,
        "NOT_FOUND"
    );
    let input = json!({ "id": draft["id"], "revision": draft["revision"], "visibility": "PUBLIC" });
    let published = olga.mutate("publishReport", input, "report { status }").await;
    assert_eq!(published["report"]["status"], "PUBLISHED");

    app.until_found(&anybody, "datapakhuis", 1).await;
    for text in [
        "datapakhuis",
        "data-gedreven",
        "datagedreven",
        "tafelheren",
        "Ekker privacy",
        "data gedreven",
        "DATAPAKHUIZEN",
        "tafelheer",
    ] {
        let query = "query($text: String!) { search(query: $text) { totalCount edges { highlights { field html } node { ... on MeetingReport { id } } } } }";
        let data = anybody.ask(query, json!({ "text": text })).await;
        let edges = data["search"]["edges"].as_array().unwrap();
        let hit = edges.iter().find(|edge| edge["node"]["id"] == draft["id"]);
        let hit = hit.unwrap_or_else(|| panic!("{text} finds the report: {data}"));
        let highlights: Vec<&str> =
            hit["highlights"].as_array().unwrap().iter().map(|it| it["html"].as_str().unwrap()).collect();
        assert!(highlights.iter().any(|html| html.contains("<mark>")), "{text}: {highlights:?}");
    }
}

async fn a_wrong_line_is_told_and_nothing_is_kept_unless_told_to_keep_going(database: Database) {
    let place = Place::new(database).await;
    let file = place.path().join("pilots.jsonl");
    let pilot = |id: &str, more: Value| {
        let mut record = json!({ "kind": "pilot", "externalId": id, "title": format!("Proef {id}"), "municipality": "GM0479" });
        record.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        record.to_string()
    };
    let lines = [
        pilot("a", json!({})),
        "{ geen JSON".to_owned(),
        pilot("b", json!({ "municipality": "GM0000" })),
        pilot("c", json!({ "stage": "NERGENS" })),
        pilot("d", json!({ "tittle": "Tikfout" })),
        pilot("e", json!({ "status": "PUBLISHED" })),
        pilot("f", json!({ "contacts": ["niemand"] })),
        pilot("g", json!({ "title": "x".repeat(201), "summary": "een\u{0}twee" })),
        String::new(),
        json!({ "kind": "pilot", "title": "Zonder naam", "municipality": "GM0479" }).to_string(),
        json!({ "kind": "plan", "externalId": "h" }).to_string(),
        pilot("i", json!({})),
    ];
    std::fs::write(&file, lines.join("\n")).unwrap();
    let name = file.to_str().unwrap();
    let said = run(&place, &["import", name]).await;
    assert!(!said.is_success);
    for told in [
        "2: not JSON",
        "3: municipality: ",
        "4: stage: ",
        "5: tittle: ",
        "6: summary: ",
        "6: problem: ",
        "6: approach: ",
        "7: contacts.0: ",
        "8: title: ",
        "8: summary: ",
        "10: externalId: ",
        "11: kind: ",
    ] {
        let told = format!("{name}:{told}");
        let line = said
            .err
            .lines()
            .find(|line| line.starts_with(&told))
            .unwrap_or_else(|| panic!("{told} in {}", said.err));
        assert!(line.len() > told.len() + 3, "{line}: a reason");
    }
    assert!(said.out.contains("Nothing was kept"), "{}", said.out);
    let out = place.path().join("out");
    run(&place, &["export", out.to_str().unwrap()]).await.fine();
    assert!(contents(&out).iter().all(|(_, text)| text.is_empty()));

    let kept = run(&place, &["import", name, "--keep-going"]).await;
    assert!(!kept.is_success && kept.out.starts_with("2 new, "), "{}", kept.out);
    run(&place, &["export", out.to_str().unwrap()]).await.fine();
    let pilots = contents(&out).into_iter().find(|(name, _)| name == "pilots.jsonl").unwrap().1;
    let ids: Vec<Value> = pilots
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["externalId"].clone())
        .collect();
    assert_eq!(ids, [json!("a"), json!("i")]);

    let nobody = run(&place, &["import", name, "--author", "niemand@test.example"]).await;
    assert!(!nobody.is_success && nobody.err.contains("niemand@test.example"), "{}", nobody.err);
    let missing = run(&place, &["import", "/nergens.jsonl"]).await;
    assert!(!missing.is_success && missing.err.contains("/nergens.jsonl"), "{}", missing.err);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_program_writes_is_imported_as_a_file_is() {
    let place = Place::new(Database::Sqlite).await;
    let notes = "Verslag van een overleg\n11 oktober 2016\n\n- Alles komt uit een pijp.\n";
    let said = run_with_input(&place, &["import", "/dev/stdin", "--kind", "report"], notes).await.fine();
    assert!(said.out.starts_with("1 new, 0 changed"), "{}", said.out);
}

async fn the_demo_network_goes_into_an_empty_database_only(database: Database) {
    let place = Place::new(database).await;
    let said = run(&place, &["demo", "--if-empty"]).await.fine();
    assert!(
        said.out.contains("lid@bdg.example") && said.out.contains("organisator@bdg.example"),
        "{}",
        said.out
    );
    let refused = run(&place, &["demo"]).await;
    assert!(!refused.is_success && refused.err.contains("holds something already"), "{}", refused.err);
    run(&place, &["demo", "--if-empty"]).await.fine();
    let app = TestApp::at(place, Clock::system()).await;
    let found = app.anonymous().ask("{ search(query: \"datapakhuis\") { totalCount } }", json!({})).await;
    assert!(found["search"]["totalCount"].as_u64() > Some(0));
}

async fn what_a_running_server_is_given_is_found_when_the_import_returns(database: Database) {
    let place = Place::new(database).await;
    let server = Server::start(&place).await;
    let lines: Vec<_> = (0..200)
        .map(|i| json!({ "kind": "challenge", "externalId": format!("c{i}"), "question": format!("Zonnewijzer {i}?"), "visibility": "PUBLIC" }).to_string())
        .collect();
    let file = place.path().join("challenges.jsonl");
    std::fs::write(&file, lines.join("\n")).unwrap();
    run(&place, &["import", file.to_str().unwrap()]).await.fine();
    let found =
        Client::new(&server.base).ask("{ search(query: \"zonnewijzer\") { totalCount } }", json!({})).await;
    assert_eq!(found["search"]["totalCount"], 200);
    let said = run(&place, &["reindex"]).await.fine();
    assert!(said.out.contains("The running server built its index anew"), "{}", said.out);
    let found =
        Client::new(&server.base).ask("{ search(query: \"zonnewijzer\") { totalCount } }", json!({})).await;
    assert_eq!(found["search"]["totalCount"], 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_a_running_server_holds_all_that_was_acknowledged_and_can_be_restored() {
    let place = Place::new(Database::Sqlite).await;
    account(&place, "anna@test.example", "member").await;
    let server = Server::start(&place).await;
    let anna = signed_in(&server.base, "anna@test.example").await;
    for i in 0..10 {
        anna.published_pilot(&format!("Zonnewijzer {i}"), "PUBLIC").await;
    }
    let busy = anna.clone();
    let writing = tokio::spawn(async move {
        for i in 0..30 {
            busy.published_pilot(&format!("Windvaan {i}"), "PUBLIC").await;
        }
    });
    let file = place.path().join("backup.sqlite");
    let name = file.to_str().unwrap();
    run(&place, &["backup", name]).await.fine();
    writing.await.expect("writing goes on during a backup");
    assert!(!run(&place, &["backup", name]).await.is_success, "a backup is not written over");
    let refused = run(&place, &["restore", name]).await;
    assert!(!refused.is_success && refused.err.contains("stop it first"), "{}", refused.err);
    anna.published_pilot("Na de reservekopie", "PUBLIC").await;
    server.kill();

    let elsewhere = Place::new(Database::Sqlite).await;
    for place in [&place, &elsewhere] {
        run(place, &["restore", name]).await.fine();
        let server = Server::start(place).await;
        let client = signed_in(&server.base, "anna@test.example").await;
        let query = "{ search(query: \"zonnewijzer\") { totalCount } later: search(query: \"reservekopie\") { totalCount } }";
        let seen = client.ask(query, json!({})).await;
        assert_eq!(seen, json!({ "search": { "totalCount": 10 }, "later": { "totalCount": 0 } }));
        client.published_pilot("Zonnewijzer erbij", "PUBLIC").await;
    }
    let damaged = place.path().join("damaged.sqlite");
    std::fs::write(&damaged, "geen reservekopie").unwrap();
    let refused = run(&elsewhere, &["restore", damaged.to_str().unwrap()]).await;
    assert!(!refused.is_success && refused.err.contains("can't be restored"), "{}", refused.err);
    let server = Server::start(&elsewhere).await;
    let seen = Client::new(&server.base).ask("{ pilots { totalCount } }", json!({})).await;
    assert!(seen["pilots"]["totalCount"].as_u64().unwrap() >= 11, "what was there stays");
}

#[tokio::test]
async fn doctor_says_what_is_wrong_and_how_to_mend_it() {
    let place = Place::new(Database::Sqlite).await;
    let doctor = ["doctor", "--listen", "127.0.0.1:0"];
    let said = run(&place, &doctor).await;
    assert!(
        !said.is_success && said.out.contains("WRONG  database") && said.out.contains("`migrate`"),
        "{}",
        said.out
    );
    run(&place, &["migrate"]).await.fine();
    let said = run(&place, &doctor).await;
    for what in ["data", "database", "schema", "soundness", "index", "address"] {
        assert!(
            said.out.lines().any(|line| line.starts_with(&format!("ok     {what} "))),
            "{what} in {}",
            said.out
        );
    }
    let server = Server::start(&place).await;
    let listen = server.base.strip_prefix("http://").unwrap();
    let said = run(&place, &["doctor", "--listen", listen]).await;
    assert!(said.out.contains("is in use: by the running server"), "{}", said.out);
}

async fn an_account_can_be_made_in_every_role(database: Database) {
    let place = Place::new(database).await;
    let roles = [
        ("member", "MEMBER", "MEMBER"),
        ("editor", "MEMBER", "EDITOR"),
        ("organiser", "ORGANISER", "MEMBER"),
        ("admin", "ADMIN", "MEMBER"),
    ];
    for (role, ..) in roles {
        account(&place, &format!("{role}@test.example"), role).await;
    }
    let app = TestApp::at(place, Clock::system()).await;
    for (role, in_network, for_municipality) in roles {
        let client = signed_in(&app.base, &format!("{role}@test.example")).await;
        let viewer = client.ask("{ viewer { role municipalityRole } }", json!({})).await;
        let expected = json!({ "role": in_network, "municipalityRole": for_municipality });
        assert_eq!(viewer["viewer"], expected, "{role}");
    }
}

#[tokio::test]
async fn every_command_explains_itself_and_takes_its_settings_behind_it() {
    let place = Place::new(Database::Sqlite).await;
    let said = run(&place, &["--help"]).await.fine();
    for command in [
        "serve", "migrate", "reindex", "schema", "doctor", "demo", "account", "import", "export", "backup",
        "restore",
    ] {
        assert!(said.out.contains(&format!("\n  {command} ")), "{command} in {}", said.out);
        let help = run(&place, &[command, "--help"]).await.fine();
        assert!(help.out.contains("--data-dir") && help.out.contains("--database-url"), "{command}");
    }
    let other = place.path().join("elders");
    run(&place, &["migrate", "--data-dir", other.to_str().unwrap()]).await.fine();
    assert!(other.join("network.sqlite").exists());
    let wrong = run(&place, &["migrate", "--database-url", "mysql://x"]).await;
    assert!(!wrong.is_success && wrong.err.contains("sqlite:// or postgres://"), "{}", wrong.err);
}
