//! Signing in and out.

use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::config::Config;
use bigdatagemeenten::db::Db;
use chrono::{Duration, TimeZone, Utc};
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
    a_session_that_nobody_uses_ends_and_one_in_use_goes_on_until_its_absolute_end,
    a_use_is_written_at_most_once_a_minute,
    people_see_where_they_are_signed_in_and_end_it_there,
    nobody_sees_or_ends_the_session_of_somebody_else,
    a_session_that_was_ended_does_not_come_back,
    who_is_blocked_or_signed_out_by_another_program_is_out_at_once,
    an_account_has_at_most_fifty_sessions,
    the_password_is_asked_again_and_guessing_is_limited,
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
    let app = on_a_clock(database, 43_200, 604_800).await;
    let anna = app.person("anna").create().await;
    let bea = app.person("bea").account().await;
    let mut codes = Vec::new();
    // The address in other clothes is the same address; the first try was her own.
    for email in ["anna@test.example", "ANNA@test.example", " anna@TEST.example"].iter().cycle().take(10) {
        let answer = try_sign_in(&app.anonymous(), email, "een verkeerd wachtwoord").await;
        if let Some(code) = answer.code() {
            assert!(
                answer.body["errors"][0]["extensions"]["retryAfterSeconds"].as_u64() > Some(0),
                "{answer:?}"
            );
            codes.push(code.to_owned());
        }
    }
    assert_eq!(codes, ["RATE_LIMITED"]);
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

const SESSIONS: &str = "{ viewer { security { sessions { id device createdAt lastUsedAt isCurrent } } } }";

async fn sessions(client: &Client) -> Vec<serde_json::Value> {
    let data = client.ask(SESSIONS, json!({})).await;
    data["viewer"]["security"]["sessions"].as_array().unwrap().clone()
}

/// The same person in another browser.
async fn elsewhere(app: &TestApp, person: &Client, user_agent: &str) -> Client {
    let http = reqwest::Client::builder().cookie_store(true).user_agent(user_agent).build().unwrap();
    let client = Client { http, email: person.email.clone(), name: person.name.clone(), ..app.anonymous() };
    client.sign_in(PASSWORD).await;
    client
}

async fn on_a_clock(database: Database, idle_seconds: u32, absolute_seconds: u32) -> TestApp {
    let place = Place::new(database).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let public_url = format!("http://{}", listener.local_addr().unwrap());
    let config = Config {
        public_url,
        session_idle_seconds: idle_seconds,
        session_absolute_seconds: absolute_seconds,
        ..place.config()
    };
    let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 25, 12, 0, 0).unwrap());
    TestApp::with(place, clock, config, listener).await
}

async fn a_session_that_nobody_uses_ends_and_one_in_use_goes_on_until_its_absolute_end(database: Database) {
    let app = on_a_clock(database, 3_600, 3 * 3_600).await;
    let (anna, bea) = (app.person("anna").create().await, app.person("bea").create().await);
    for _ in 0..4 {
        app.clock.advance(Duration::minutes(40));
        assert!(is_signed_in(&anna).await, "used every forty minutes");
    }
    assert!(!is_signed_in(&bea).await, "not used for more than an hour");
    // Three hours after it began, though it was used a moment ago.
    app.clock.advance(Duration::minutes(21));
    assert!(!is_signed_in(&anna).await);
    anna.sign_in(PASSWORD).await;
    assert!(is_signed_in(&anna).await);
}

async fn a_use_is_written_at_most_once_a_minute(database: Database) {
    let app = on_a_clock(database, 43_200, 604_800).await;
    let anna = app.person("anna").create().await;
    let begun = sessions(&anna).await[0]["lastUsedAt"].clone();
    app.clock.advance(Duration::seconds(59));
    let (answer, sent) = app.statements(anna.gql(VIEWER, json!({}))).await;
    assert!(cookies(&answer).is_empty());
    assert!(!sent.iter().any(|sql| sql.starts_with("UPDATE")), "{sent:?}");
    app.clock.advance(Duration::seconds(1));
    let answer = anna.gql(VIEWER, json!({})).await;
    assert!(cookies(&answer)[0].contains("Max-Age=43200"), "the browser keeps it as long: {answer:?}");
    let (answer, sent) = app.statements(anna.gql(SESSIONS, json!({}))).await;
    assert!(!sent.iter().any(|sql| sql.starts_with("UPDATE")), "{sent:?}");
    let used = &answer.body["data"]["viewer"]["security"]["sessions"][0]["lastUsedAt"];
    assert_ne!(*used, begun);
}

async fn people_see_where_they_are_signed_in_and_end_it_there(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let (home, work) = (elsewhere(&app, &anna, firefox).await, elsewhere(&app, &anna, "curl/8.5.0").await);
    let all = sessions(&home).await;
    let mut devices: Vec<_> = all.iter().map(|session| session["device"].as_str().unwrap()).collect();
    devices.sort_unstable();
    assert_eq!(devices, ["", "Firefox, Linux", "curl/8.5.0"]);
    let current: Vec<_> = all.iter().filter(|session| session["isCurrent"] == true).collect();
    assert_eq!(current.len(), 1);
    assert_eq!(current[0]["device"], "Firefox, Linux");

    let other = all.iter().find(|session| session["device"] == "curl/8.5.0").unwrap();
    let ended = home.mutate("revokeSession", json!({ "id": other["id"] }), "revokedCount").await;
    assert_eq!(ended["revokedCount"], 1);
    assert!(!is_signed_in(&work).await && is_signed_in(&home).await && is_signed_in(&anna).await);
    let again = json!({ "id": other["id"] });
    assert_eq!(home.mutation_refused("revokeSession", again, "revokedCount").await, "NOT_FOUND");

    let ended = home.mutate("revokeSession", json!({ "allOthers": true }), "revokedCount").await;
    assert_eq!(ended["revokedCount"], 1);
    assert!(!is_signed_in(&anna).await && is_signed_in(&home).await);
    for wrong in [json!({}), json!({ "id": current[0]["id"], "allOthers": true }), json!({ "id": "1" })] {
        assert_eq!(home.mutation_refused("revokeSession", wrong, "revokedCount").await, "BAD_USER_INPUT");
    }
    // One's own, as the last.
    home.mutate("revokeSession", json!({ "id": current[0]["id"] }), "revokedCount").await;
    assert!(!is_signed_in(&home).await);
}

async fn nobody_sees_or_ends_the_session_of_somebody_else(database: Database) {
    let app = TestApp::start(database).await;
    let (anna, bea) = (app.person("anna").create().await, app.person("bea").create().await);
    let of_anna = sessions(&anna).await[0]["id"].clone();
    let seen = sessions(&bea).await;
    assert!(seen.len() == 1 && seen[0]["id"] != of_anna);
    let theirs = json!({ "id": of_anna });
    let missing = json!({ "id": bigdatagemeenten::ids::SessionId::generate().to_public() });
    for input in [theirs.clone(), missing] {
        assert_eq!(bea.mutation_refused("revokeSession", input, "revokedCount").await, "NOT_FOUND");
    }
    let nobody = app.anonymous();
    assert_eq!(nobody.mutation_refused("revokeSession", theirs, "revokedCount").await, "UNAUTHENTICATED");
    bea.mutate("revokeSession", json!({ "allOthers": true }), "revokedCount").await;
    assert!(is_signed_in(&anna).await);
}

/// A request that runs while its session is ended elsewhere writes the session's last use afterwards.
async fn a_session_that_was_ended_does_not_come_back(database: Database) {
    let app = on_a_clock(database, 43_200, 604_800).await;
    let anna = app.person("anna").create().await;
    let id = sessions(&anna).await[0]["id"].clone();
    app.clock.advance(Duration::minutes(2));
    // Ends itself in a request that also notes the use.
    anna.mutate("revokeSession", json!({ "id": id }), "revokedCount").await;
    assert!(!is_signed_in(&anna).await);
    let db = app.services.db.reader();
    let rows = Statement::from_string(db.get_database_backend(), "SELECT id_hash FROM sessions");
    assert_eq!(db.query_all_raw(rows).await.unwrap().len(), 0);
}

async fn an_account_has_at_most_fifty_sessions(database: Database) {
    let app = on_a_clock(database, 43_200, 604_800).await;
    let anna = app.person("anna").create().await;
    for _ in 0..50 {
        app.clock.advance(Duration::seconds(1));
        let before = is_signed_in(&anna).await;
        assert!(before, "the first session makes room only for the fifty-first");
        elsewhere_without_limit(&app, &anna).await;
    }
    assert!(!is_signed_in(&anna).await, "it was used longest ago");
    let latest = elsewhere_without_limit(&app, &anna).await;
    assert_eq!(sessions(&latest).await.len(), 50);
}

/// Signs in by the service, as the limit of ten tries a minute does not let a test do it.
async fn elsewhere_without_limit(app: &TestApp, person: &Client) -> Client {
    use bigdatagemeenten::accounts::session::SessionHandle;
    use bigdatagemeenten::ids::PersonId;
    use std::sync::Arc;

    let db = app.services.db.reader();
    let id = PersonId::from_public(&person.id).unwrap();
    let account = bigdatagemeenten::accounts::store::by_person(db, id).await.unwrap().unwrap().id;
    let store = app.services.sessions.clone();
    let session = tower_sessions::Session::new(None, Arc::new(store.clone()), None);
    SessionHandle::new(session.clone(), store, String::new()).begin(account).await.unwrap();
    let cookie = format!("bdg={}", session.id().unwrap());
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert(reqwest::header::COOKIE, cookie.parse().unwrap());
    let http = reqwest::Client::builder().default_headers(headers).build().unwrap();
    Client { http, ..app.anonymous() }
}

async fn the_password_is_asked_again_and_guessing_is_limited(database: Database) {
    let app = on_a_clock(database, 43_200, 604_800).await;
    let anna = app.person("anna").create().await;
    let right = anna.mutate("confirmPassword", json!({ "password": PASSWORD }), "isConfirmed").await;
    assert_eq!(right["isConfirmed"], true);
    let wrong = json!({ "password": "een verkeerd wachtwoord" });
    assert_eq!(anna.form_errors("confirmPassword", wrong.clone()).await, ["password: WRONG_PASSWORD"]);
    let nobody = app.anonymous();
    assert_eq!(
        nobody.mutation_refused("confirmPassword", wrong.clone(), "isConfirmed").await,
        "UNAUTHENTICATED"
    );
    let mut codes = Vec::new();
    for _ in 0..10 {
        let query =
            "mutation($input: ConfirmPasswordInput!) { confirmPassword(input: $input) { isConfirmed } }";
        codes.extend(anna.gql(query, json!({ "input": wrong })).await.code().map(str::to_owned));
    }
    assert!(!codes.is_empty() && codes.iter().all(|code| code == "RATE_LIMITED"), "{codes:?}");
}

/// Of which this server is not told: what it knows of sessions and accounts holds until anybody commits (docs/decisions/0014).
async fn who_is_blocked_or_signed_out_by_another_program_is_out_at_once(database: Database) {
    let app = TestApp::start(database).await;
    let (anna, bea) = (app.person("anna").create().await, app.person("bea").create().await);
    let other = Db::connect(&app.place.config().database_url, 2).await.unwrap();
    let change = async |sql: &str| {
        let tx = other.begin().await.unwrap();
        tx.execute_unprepared(sql).await.unwrap();
        tx.commit().await.unwrap();
    };
    for _ in 0..2 {
        assert!(is_signed_in(&anna).await && is_signed_in(&bea).await);
        change(
            "UPDATE accounts SET blocked_at = '2026-11-01 12:00:00+00:00' WHERE email = 'anna@test.example'",
        )
        .await;
        assert!(!is_signed_in(&anna).await && is_signed_in(&bea).await);
        change("UPDATE accounts SET blocked_at = NULL").await;
    }
    change("DELETE FROM sessions").await;
    assert!(!is_signed_in(&anna).await && !is_signed_in(&bea).await);
}
