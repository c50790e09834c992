//! Signing in and out.

use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::config::Config;
use chrono::{TimeZone, Utc};
use reqwest::header::SET_COOKIE;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use tokio::net::TcpListener;

use crate::support::app::Place;
use crate::support::client::Answer;
use crate::support::people::PASSWORD;
use crate::support::{Client, Database, TestApp};

on_both_databases!(
    a_session_begins_with_sign_in_and_ends_with_sign_out_on_the_server_too,
    a_wrong_password_and_an_unknown_address_are_answered_alike,
    the_eleventh_try_on_an_address_is_refused_and_a_running_session_is_not_hurt,
    a_session_survives_a_restart,
    who_reads_the_sessions_in_the_database_cannot_use_them,
    a_new_password_ends_the_sessions,
    over_https_the_cookie_is_bound_to_the_host,
);

const LOG_IN: &str = "mutation($input: LogInInput!) { logIn(input: $input) { viewer { email } userErrors { path code message } } }";
const VIEWER: &str = "{ viewer { email } }";

async fn try_sign_in(client: &Client, email: &str, password: &str) -> Answer {
    client.gql(LOG_IN, json!({ "input": { "email": email, "password": password } })).await
}

/// Every cookie that an answer sets.
fn cookies(answer: &Answer) -> Vec<String> {
    answer.headers.get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap().to_owned()).collect()
}

fn value(cookie: &str) -> String {
    cookie.split(';').next().unwrap().to_owned()
}

async fn is_signed_in(client: &Client) -> bool {
    client.ask(VIEWER, json!({})).await["viewer"].is_object()
}

/// The same request with a cookie of before.
async fn is_session(app: &TestApp, cookie: &str) -> bool {
    let request = app.anonymous().http.post(format!("{}/graphql", app.base)).header("cookie", cookie);
    let answer: serde_json::Value =
        request.json(&json!({ "query": VIEWER })).send().await.unwrap().json().await.unwrap();
    answer["data"]["viewer"].is_object()
}

async fn a_session_begins_with_sign_in_and_ends_with_sign_out_on_the_server_too(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").account().await;
    let visit = anna.gql(VIEWER, json!({})).await;
    assert_eq!(cookies(&visit), [""; 0], "no cookie before somebody signs in");
    let signed_in = try_sign_in(&anna, " ANNA@test.example ", PASSWORD).await;
    assert_eq!(signed_in.body["data"]["logIn"]["viewer"]["email"], "anna@test.example");
    let set = cookies(&signed_in);
    let [cookie] = set.as_slice() else { panic!("one cookie: {set:?}") };
    for part in ["bdg=", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    assert!(!cookie.contains("Secure"), "the browser would not send it over plain HTTP: {cookie}");
    assert!(is_signed_in(&anna).await);
    // Signing in again gives an id that nobody has seen, and the one before is worth nothing.
    let again = cookies(&try_sign_in(&anna, "anna@test.example", PASSWORD).await).remove(0);
    assert_ne!(value(&again), value(cookie));
    assert!(is_session(&app, &value(&again)).await && !is_session(&app, &value(cookie)).await);
    let out = anna.gql("mutation { logOut { loggedOut } }", json!({})).await;
    let removal = cookies(&out).remove(0);
    assert!(
        removal.contains("Max-Age=0") && removal.contains("HttpOnly") && removal.contains("Path=/"),
        "{removal}"
    );
    assert!(!is_signed_in(&anna).await && !is_session(&app, &value(&again)).await);
    let twice = anna.ask("mutation { logOut { loggedOut } }", json!({})).await;
    assert_eq!(twice["logOut"]["loggedOut"], true);
}

async fn a_wrong_password_and_an_unknown_address_are_answered_alike(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").account().await;
    let wrong = try_sign_in(&anna, &anna.email, "een verkeerd wachtwoord").await;
    for (email, password) in [
        ("niemand@test.example", "een verkeerd wachtwoord"),
        ("geen adres", PASSWORD),
        ("", ""),
        (&*anna.email, ""),
        (&*anna.email, &*"x".repeat(1_025)),
        (&*anna.email, &*PASSWORD.to_uppercase()),
    ] {
        let other = try_sign_in(&app.anonymous(), email, password).await;
        assert_eq!(other.told(), wrong.told(), "{email}");
        assert_eq!(cookies(&other), [""; 0]);
    }
    let error = &wrong.body["data"]["logIn"]["userErrors"][0];
    assert_eq!((&error["path"], &error["code"]), (&json!(["password"]), &json!("INVALID_CREDENTIALS")));
}

async fn the_eleventh_try_on_an_address_is_refused_and_a_running_session_is_not_hurt(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let bea = app.person("bea").account().await;
    let mut codes = Vec::new();
    // The address in other clothes is the same address.
    for email in ["anna@test.example", "ANNA@test.example", " anna@TEST.example"].iter().cycle().take(12) {
        let answer = try_sign_in(&app.anonymous(), email, "een verkeerd wachtwoord").await;
        if let Some(code) = answer.code() {
            assert!(
                answer.body["errors"][0]["extensions"]["retryAfterSeconds"].as_u64() > Some(0),
                "{answer:?}"
            );
            codes.push(code.to_owned());
        }
    }
    assert!(codes.len() >= 2 && codes.iter().all(|code| code == "RATE_LIMITED"), "{codes:?}");
    assert_eq!(try_sign_in(&app.anonymous(), &anna.email, PASSWORD).await.code(), Some("RATE_LIMITED"));
    assert!(is_signed_in(&anna).await);
    bea.sign_in(PASSWORD).await;
}

async fn a_session_survives_a_restart(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let app = app.restart().await;
    // Cookies know no ports.
    assert!(is_signed_in(&anna.at(&app.base)).await);
}

async fn who_reads_the_sessions_in_the_database_cannot_use_them(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").account().await;
    let cookie = value(&cookies(&try_sign_in(&anna, &anna.email, PASSWORD).await)[0]);
    let id = cookie.strip_prefix("bdg=").unwrap();
    let db = app.services.db.reader();
    let rows = db
        .query_all_raw(Statement::from_string(
            db.get_database_backend(),
            "SELECT id_hash, data FROM sessions",
        ))
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    let (hash, data): (String, String) =
        (rows[0].try_get("", "id_hash").unwrap(), rows[0].try_get("", "data").unwrap());
    assert_eq!(hash.len(), 64);
    assert!(!hash.contains(id) && !data.contains(id) && !data.contains("anna"), "{hash} {data}");
    for stolen in [
        format!("bdg={hash}"),
        format!("bdg={}", &hash[..22]),
        "bdg=".into(),
        "bdg=%00".into(),
        format!("bdg={}", "A".repeat(9_000)),
    ] {
        let request = app.anonymous().http.post(format!("{}/graphql", app.base)).header("cookie", &stolen);
        let status = request.json(&json!({ "query": VIEWER })).send().await.unwrap();
        let body = status.text().await.unwrap();
        assert!(!body.contains("anna") && !body.contains("INTERNAL"), "{stolen}: {body}");
    }
    assert!(is_session(&app, &cookie).await);
}

async fn a_new_password_ends_the_sessions(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    app.services.accounts.set_password(&anna.email, "een heel ander wachtwoord".into()).await.unwrap();
    assert!(!is_signed_in(&anna).await);
    let old = try_sign_in(&anna, &anna.email, PASSWORD).await;
    assert_eq!(old.body["data"]["logIn"]["userErrors"][0]["code"], "INVALID_CREDENTIALS");
    anna.sign_in("een heel ander wachtwoord").await;
}

async fn over_https_the_cookie_is_bound_to_the_host(database: Database) {
    let place = Place::new(database).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = Config { public_url: "https://netwerk.example".into(), ..place.config() };
    let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 24, 12, 0, 0).unwrap());
    let app = TestApp::with(place, clock, config, listener).await;
    let anna = app.person("anna").account().await;
    let answer = try_sign_in(&anna, &anna.email, PASSWORD).await;
    let cookie = cookies(&answer).remove(0);
    for part in ["__Host-bdg=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    assert!(!cookie.contains("Domain"));
    assert!(answer.headers.contains_key("strict-transport-security"));
    assert!(is_session(&app, &value(&cookie)).await);
}
