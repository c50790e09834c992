//! Bringing in and out, by the program itself.

use serde_json::json;

use crate::support::app::{Database, Place, TestApp, until};
use crate::support::people::PASSWORD;
use crate::support::program::{contents, run, run_with_input};
use crate::support::shared;
use bigdatagemeenten::access::Role;
use bigdatagemeenten::clock::Clock;

on_both_databases! {
    what_is_exported_and_imported_elsewhere_is_exported_the_same,
    the_real_report_goes_in_is_published_and_found_by_its_words,
}

async fn what_is_exported_and_imported_elsewhere_is_exported_the_same(database: Database) {
    let (first, second) = (Place::new(database).await, Place::new(database).await);
    let (out, again) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (out, again) = (out.path(), again.path());
    run(&first, &["demo"]).await.fine();
    run(&first, &["export", out.to_str().unwrap()]).await.fine();
    let files: Vec<String> =
        contents(out).iter().map(|(name, _)| out.join(name).to_str().unwrap().to_owned()).collect();
    let arguments: Vec<&str> = ["import"].into_iter().chain(files.iter().map(String::as_str)).collect();
    run(&second, &arguments).await.fine();
    run(&second, &["export", again.to_str().unwrap()]).await.fine();
    assert_eq!(contents(out), contents(again));

    let twice = run(&second, &arguments).await.fine();
    assert!(twice.out.starts_with("0 new, 0 changed"), "{}", twice.out);
}

async fn the_real_report_goes_in_is_published_and_found_by_its_words(database: Database) {
    let place = Place::new(database).await;
    let account = [
        "account",
        "create",
        "--email",
        "olga@test.example",
        "--name",
        "Olga",
        "--municipality",
        "GM0479",
        "--role",
        "organiser",
        "--password-stdin",
    ];
    run_with_input(&place, &account, PASSWORD).await.fine();
    let seed = shared("seed/zaanstad-2016-10-11.txt");
    let seed = seed.to_str().unwrap();
    run(&place, &["import", seed, "--kind", "report", "--author", "olga@test.example"]).await.fine();

    let app = TestApp::at(place, Clock::system()).await;
    let olga = crate::support::Client { email: "olga@test.example".into(), ..app.anonymous() };
    olga.sign_in(PASSWORD).await;
    let drafts =
        "{ reports(filter: { mine: true, status: DRAFT }) { nodes { id revision title createdAt body } } }";
    let draft = olga.ask(drafts, json!({})).await["reports"]["nodes"][0].clone();
    assert_eq!(draft["title"], "De waarde van een datagedreven gemeente");
    assert!(draft["createdAt"].as_str().unwrap().starts_with("2016-10-11"), "{}", draft["createdAt"]);
    assert!(draft["body"].as_str().unwrap().contains("## Opening door"));
    let publish = json!({ "id": draft["id"], "revision": draft["revision"], "visibility": "PUBLIC" });
    let published = olga.mutate("publishReport", publish, "report { status }").await;
    assert_eq!(published["report"]["status"], "PUBLISHED", "{published}");

    let anybody = app.anonymous();
    for words in ["datapakhuis", "data-gedreven", "datagedreven", "tafelheren", "Ekker privacy"] {
        let query =
            "query($words: String!) { search(query: $words) { edges { node { ... on MeetingReport { title } }
                     highlights { field html } } } }";
        until(words, async || {
            let found = anybody.ask(query, json!({ "words": words })).await;
            found["search"]["edges"].as_array().unwrap().iter().any(|edge| {
                let is_marked = edge["highlights"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|it| it["html"].as_str().unwrap().contains("<mark>"));
                edge["node"]["title"] == "De waarde van een datagedreven gemeente" && is_marked
            })
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_line_is_named_with_its_field_and_nothing_is_kept_unless_told_to_keep_going() {
    let place = Place::new(Database::Sqlite).await;
    let file = place.path().join("pilots.jsonl");
    let right = r#"{"kind":"pilot","externalId":"a","title":"Goed","municipality":"GM0479"}"#;
    let wrong = r#"{"kind":"pilot","externalId":"b","title":"Fout","municipality":"GM0000"}"#;
    std::fs::write(&file, format!("{right}\n{wrong}\n{{nonsense\n")).unwrap();
    let file = file.to_str().unwrap();

    let refused = run(&place, &["import", file]).await;
    assert!(!refused.is_success);
    assert!(refused.err.contains("pilots.jsonl:2: municipality: "), "{}", refused.err);
    assert!(refused.err.contains("pilots.jsonl:3: not JSON"), "{}", refused.err);
    let dry = run(&place, &["import", file, "--dry-run", "--keep-going"]).await;
    assert!(dry.out.contains("a dry run"), "{}", dry.out);
    let kept = run(&place, &["import", file, "--keep-going"]).await;
    assert!(!kept.is_success && kept.out.starts_with("1 new, 0 changed"), "{}", kept.out);
    let again = run(&place, &["import", file, "--keep-going"]).await;
    assert!(again.out.starts_with("0 new, 0 changed, 1 as they were"), "{}", again.out);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_a_running_server_holds_what_was_there_and_can_be_restored() {
    let app = TestApp::start(Database::Sqlite).await;
    let anna = app.person("anna").role(Role::Organiser).create().await;
    anna.published_pilot("Slimme afvalbakken", "PUBLIC").await;
    let backups = tempfile::tempdir().unwrap();
    let file = backups.path().join("backup.sqlite");
    let file = file.to_str().unwrap();
    run(&app.place, &["backup", file]).await.fine();
    anna.published_pilot("Van na de kopie", "PUBLIC").await;
    let running = run(&app.place, &["restore", file]).await;
    assert!(!running.is_success && running.err.contains("stop it first"), "{}", running.err);

    let place = app.stop().await;
    run(&place, &["restore", file]).await.fine();
    let app = TestApp::at(place, Clock::system()).await;
    app.until_found(&app.anonymous(), "afvalbakken", 1).await;
    let titles = app.anonymous().ask("{ pilots { nodes { title } } }", json!({})).await;
    assert_eq!(titles["pilots"]["nodes"], json!([{ "title": "Slimme afvalbakken" }]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_refuses_a_network_that_holds_something() {
    let place = Place::new(Database::Sqlite).await;
    run(&place, &["demo"]).await.fine();
    let refused = run(&place, &["demo"]).await;
    assert!(!refused.is_success && refused.err.contains("holds something already"), "{}", refused.err);
    run(&place, &["demo", "--if-empty"]).await.fine();
}
