//! The audit log: who reads it, what is in it, and that nobody changes it.

use std::net::IpAddr;

use bigdatagemeenten::access::Role;
use bigdatagemeenten::audit::{self, Act, AuditKind, Target, store};
use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::ids::PersonId;
use bigdatagemeenten::page::Page;
use chrono::{Duration, TimeZone, Utc};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::app::Place;
use crate::support::program::run;
use crate::support::{DELFT, Database, TestApp};

on_both_databases!(
    no_statement_changes_or_removes_a_row_of_the_log,
    retention_shortens_addresses_first_and_removes_rows_later,
    only_administrators_read_the_log,
    signing_in_and_out_is_logged_with_who_and_from_where_and_without_addresses_of_mail,
    the_log_is_exported_whole_and_that_is_logged,
    who_is_refused_something_stands_in_the_log,
    the_command_line_prints_the_log,
);

const ENTRIES: &str = "query($filter: AuditFilter, $first: Int, $after: String) {
    auditLog(filter: $filter, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes {
      id at kind actor { displayName } actorId target { kind id } address municipality { code } } } }";

async fn record(app: &TestApp, act: Act) {
    let tx = app.services.db.begin().await.unwrap();
    audit::record(&tx, act, app.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn no_statement_changes_or_removes_a_row_of_the_log(database: Database) {
    let app = TestApp::start(database).await;
    record(&app, Act::new(AuditKind::RoleChanged).on(PersonId::generate())).await;
    let forbidden = [
        "DELETE FROM audit_log",
        "UPDATE audit_log SET kind = 'signed_out'",
        "UPDATE audit_log SET address = NULL",
        "UPDATE audit_log SET actor_id = target_id",
        "DELETE FROM audit_horizon",
        "UPDATE audit_horizon SET deleted_before = '1960-01-01T00:00:00+00:00'",
    ];
    let mut forbidden: Vec<&str> = forbidden.to_vec();
    match database {
        Database::Sqlite => forbidden.push(
            "REPLACE INTO audit_log SELECT id, at, 'signed_out', NULL, NULL, NULL, NULL, NULL FROM audit_log",
        ),
        Database::Postgres => forbidden.extend(["TRUNCATE audit_log", "TRUNCATE audit_horizon"]),
    }
    for sql in forbidden {
        let tx = app.services.db.begin().await.unwrap();
        let error = tx.execute_unprepared(sql).await.expect_err(sql).to_string();
        assert!(error.contains("append-only"), "{sql}: {error}");
    }
    let page = Page::first(9);
    let kept = store::list(app.services.db.reader(), &store::Filter::default(), &page).await.unwrap();
    let kept = kept.into_items();
    assert_eq!(kept.iter().map(|entry| entry.kind).collect::<Vec<_>>(), [AuditKind::RoleChanged]);
}

async fn retention_shortens_addresses_first_and_removes_rows_later(database: Database) {
    let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 1, 1, 12, 0, 0).unwrap());
    let app = TestApp::at(Place::new(database).await, clock.clone()).await;
    let from = |address: &str| Some(address.parse::<IpAddr>().unwrap());
    record(&app, Act::new(AuditKind::SignedIn).from(from("192.0.2.77"))).await;
    record(&app, Act::new(AuditKind::SignedIn).from(from("2001:db8:1:2::3"))).await;
    record(&app, Act::new(AuditKind::SignedOut)).await;
    clock.advance(Duration::days(100));
    record(&app, Act::new(AuditKind::SignedIn).from(from("192.0.2.77"))).await;
    let addresses = async || {
        let page = Page::first(9);
        let kept = store::list(app.services.db.reader(), &store::Filter::default(), &page).await.unwrap();
        kept.into_items().into_iter().map(|entry| entry.address.unwrap_or_default()).rev().collect::<Vec<_>>()
    };
    let apply = async |delete_days: i64, shorten_days: i64| {
        let tx = app.services.db.begin().await.unwrap();
        let (delete, shorten) = (Duration::days(delete_days), Duration::days(shorten_days));
        let done = store::apply_retention(&tx, clock.now() - delete, clock.now() - shorten).await.unwrap();
        tx.commit().await.unwrap();
        (done.deleted, done.shortened)
    };
    assert_eq!(apply(365, 90).await, (0, 2));
    assert_eq!(addresses().await, ["192.0.2.0/24", "2001:db8:1::/48", "", "192.0.2.77"]);
    assert_eq!(apply(365, 90).await, (0, 0), "what is short stays as it is");
    clock.advance(Duration::days(300));
    assert_eq!(apply(365, 90).await, (3, 1));
    assert_eq!(addresses().await, ["192.0.2.0/24"]);
}

async fn only_administrators_read_the_log(database: Database) {
    let app = TestApp::start(database).await;
    let admin = app.person("beheer").role(Role::Admin).create().await;
    let organiser = app.person("organisator").role(Role::Organiser).create().await;
    let editor = app.person("redacteur").editor().create().await;
    admin.ask(ENTRIES, json!({})).await;
    for (client, code, status) in [
        (&app.anonymous(), "UNAUTHENTICATED", 401),
        (&organiser, "FORBIDDEN", 403),
        (&editor, "FORBIDDEN", 403),
    ] {
        assert_eq!(client.refused(ENTRIES, json!({})).await, code);
        let csv = client.get("/beheer/auditlog.csv").await;
        assert_eq!(csv.status().as_u16(), status);
        assert!(!csv.text().await.unwrap().contains("signed_in"));
    }
}

/// What an administrator reads, newest first.
async fn log(admin: &crate::support::Client, filter: Value) -> Vec<Value> {
    admin.ask(ENTRIES, json!({ "filter": filter })).await["auditLog"]["nodes"].as_array().unwrap().clone()
}

async fn signing_in_and_out_is_logged_with_who_and_from_where_and_without_addresses_of_mail(
    database: Database,
) {
    let app = TestApp::start(database).await;
    let admin = app.person("beheer").role(Role::Admin).create().await;
    let anna = app.person("anna").create().await;
    anna.mutate("logIn", json!({ "email": "anna@test.example", "password": "iets anders dat fout is" }), "")
        .await;
    anna.mutate(
        "logIn",
        json!({ "email": "niemand@test.example", "password": "iets anders dat fout is" }),
        "",
    )
    .await;
    anna.ask("mutation { logOut { loggedOut } }", json!({})).await;
    let told = |entry: &Value| {
        (entry["kind"].clone(), entry["actor"]["displayName"].clone(), entry["target"]["id"].clone())
    };
    let entries = log(&admin, json!({ "kinds": ["SIGNED_IN", "SIGN_IN_FAILED", "SIGNED_OUT"] })).await;
    let of_anna: Vec<_> = entries[..4].iter().map(told).collect();
    let (null, id) = (Value::Null, json!(anna.id));
    assert_eq!(
        of_anna,
        [
            (json!("SIGNED_OUT"), json!("anna"), id.clone()),
            (json!("SIGN_IN_FAILED"), null.clone(), null.clone()),
            (json!("SIGN_IN_FAILED"), null.clone(), id.clone()),
            (json!("SIGNED_IN"), json!("anna"), id.clone()),
        ]
    );
    assert!(entries.iter().all(|entry| entry["address"] == "127.0.0.1"), "{entries:?}");
    assert_eq!(entries[3]["municipality"]["code"], DELFT);
    assert!(!json!(entries).to_string().contains('@'));
    let narrowed = log(&admin, json!({ "actorId": anna.id, "kinds": ["SIGNED_IN"] })).await;
    assert_eq!(narrowed, [entries[3].clone()]);
    assert_eq!(log(&admin, json!({ "targetId": anna.id, "kinds": ["SIGN_IN_FAILED"] })).await.len(), 1);
    assert_eq!(log(&admin, json!({ "municipality": "GM0479" })).await, [] as [Value; 0]);
    let page = admin.ask(ENTRIES, json!({ "first": 1 })).await["auditLog"].clone();
    assert_eq!(page["pageInfo"]["hasNextPage"], true);
    let second = admin.ask(ENTRIES, json!({ "first": 1, "after": page["pageInfo"]["endCursor"] })).await;
    assert_ne!(second["auditLog"]["nodes"][0]["id"], page["nodes"][0]["id"]);
}

async fn the_log_is_exported_whole_and_that_is_logged(database: Database) {
    let app = TestApp::start(database).await;
    let admin = app.person("beheer").role(Role::Admin).create().await;
    let tx = app.services.db.begin().await.unwrap();
    for _ in 0..1_500 {
        let act = Act::new(AuditKind::TokenCreated).on(Target::new("api_token", Uuid::now_v7()));
        audit::record(&tx, act, app.clock.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    let csv = admin.get("/beheer/auditlog.csv").await;
    let header = |name| csv.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(header("content-disposition"), "attachment; filename=\"auditlog.csv\"");
    assert_eq!(header("cache-control"), "no-store");
    let text = csv.text().await.unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("at,kind,actor,target_kind,target,address,municipality"));
    assert_eq!(lines.clone().filter(|line| line.contains(",token_created,,api_token,")).count(), 1_500);
    let newest = lines.next().unwrap();
    assert!(newest.contains(&format!(",audit_exported,{},,,127.0.0.1,{DELFT}", admin.id)), "{newest}");
}

async fn who_is_refused_something_stands_in_the_log(database: Database) {
    // All refusals are of one minute.
    let app = TestApp::at(Place::new(database).await, Clock::fixed(Clock::system().now())).await;
    let admin = app.person("beheer").role(Role::Admin).create().await;
    let anna = app.person("anna").create().await;
    let meeting = json!({ "title": "Bijeenkomst", "startsAt": "2030-01-01T09:00:00Z" });
    assert_eq!(anna.mutation_refused("createMeeting", meeting, "").await, "FORBIDDEN");
    let refused = log(&admin, json!({ "kinds": ["ACCESS_REFUSED"] })).await;
    assert_eq!((refused.len(), &refused[0]["actorId"]), (1, &json!(anna.id)));
    // A flood does not fill the log.
    for _ in 0..30 {
        anna.refused("{ auditLog { totalCount } }", json!({})).await;
    }
    let kept = log(&admin, json!({ "kinds": ["ACCESS_REFUSED"] })).await.len();
    assert_eq!(kept, 10);
}

async fn the_command_line_prints_the_log(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let place = app.stop().await;
    let said = run(&place, &["audit", "--kind", "signed_in"]).await.fine().out;
    let lines: Vec<_> = said.lines().collect();
    assert_eq!(lines[0], "at,kind,actor,target_kind,target,address,municipality");
    assert_eq!(lines.len(), 2, "{said}");
    assert!(lines[1].contains(&anna.id), "{said}");
    assert_eq!(run(&place, &["audit", "--since", "2100-01-01"]).await.fine().out.lines().count(), 1);
    assert!(!run(&place, &["audit", "--since", "gisteren"]).await.is_success);
}
