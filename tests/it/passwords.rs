//! Forgotten passwords, new ones, and another address.

use argon2::password_hash::PasswordHasher;
use bigdatagemeenten::accounts::{password, store};
use bigdatagemeenten::clock::Clock;
use chrono::{Duration, TimeZone, Utc};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::support::app::Place;
use crate::support::client::Answer;
use crate::support::people::PASSWORD;
use crate::support::{Client, Database, TestApp};

on_both_databases!(
    a_forgotten_password_is_set_anew_by_mail_and_all_sessions_end,
    asking_for_a_new_password_tells_nothing_about_accounts,
    a_reset_link_ends_after_ten_minutes_and_another_request_does_not_end_it,
    a_new_password_ends_the_other_sessions_and_the_owner_is_told,
    a_new_address_is_proved_and_the_old_one_told,
    wrong_passwords_make_one_wait_longer_each_time,
    a_hash_of_before_is_renewed_at_sign_in,
    a_reset_by_mail_ends_the_tokens_and_a_change_only_when_it_is_asked_to,
);

const NEW: &str = "een gloednieuw paard van hout";
const VIEWER: &str = "{ viewer { email } }";

fn clock() -> Clock {
    Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 25, 12, 0, 0).unwrap())
}

async fn is_signed_in(client: &Client) -> bool {
    client.ask(VIEWER, json!({})).await["viewer"].is_object()
}

async fn request(app: &TestApp, email: &str) -> Answer {
    let query = "mutation($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { mailSent userErrors { code } } }";
    app.anonymous().gql(query, json!({ "input": { "email": email } })).await
}

async fn sign_in(app: &TestApp, email: &str, password: &str) -> Answer {
    let query = "mutation($input: LogInInput!) { logIn(input: $input) { viewer { email } userErrors { path code message } } }";
    app.anonymous().gql(query, json!({ "input": { "email": email, "password": password } })).await
}

/// What the database keeps instead of the ids.
async fn sessions(app: &TestApp) -> Vec<String> {
    let db = app.services.db.reader();
    let all = Statement::from_string(db.get_database_backend(), "SELECT id_hash FROM sessions");
    let rows = db.query_all_raw(all).await.unwrap();
    rows.iter().map(|row| row.try_get("", "id_hash").unwrap()).collect()
}

async fn a_forgotten_password_is_set_anew_by_mail_and_all_sessions_end(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    assert!(request(&app, "Anna@test.example ").await.is_without_errors());
    let token = app.mail_to(&anna.email).await.token();
    let visitor = app.anonymous();
    // A weak password does not use the link up.
    let weak = json!({ "token": token, "password": "Welkom2026!!!!" });
    assert_eq!(visitor.form_errors("resetPassword", weak).await, ["password: TOO_COMMON"]);
    assert!(is_signed_in(&anna).await);
    let input = json!({ "token": token, "password": NEW });
    let done = visitor.mutate("resetPassword", input.clone(), "viewer { email }").await;
    assert_eq!(done["viewer"]["email"], anna.email.as_str());
    assert!(is_signed_in(&visitor).await && !is_signed_in(&anna).await);
    assert_eq!(app.anonymous().form_errors("resetPassword", input).await, ["token: INVALID_LINK"]);
    assert!(app.nth_mail_to(&anna.email, 2).await.subject.contains("wachtwoord is veranderd"));
    anna.sign_in(NEW).await;
    let old = sign_in(&app, &anna.email, PASSWORD).await;
    assert_eq!(old.body["data"]["logIn"]["userErrors"][0]["code"], "INVALID_CREDENTIALS");
}

async fn asking_for_a_new_password_tells_nothing_about_accounts(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").account().await;
    let (known, unknown) = (request(&app, &anna.email).await, request(&app, "nobody@test.example").await);
    assert_eq!(known.told(), unknown.told());
    assert_eq!(known.body["data"]["requestPasswordReset"]["mailSent"], true);
    let mail = app.mail_to("nobody@test.example").await;
    assert!(mail.subject.contains("geen account") && !mail.text.contains("token"));
    assert_eq!(
        app.anonymous().form_errors("requestPasswordReset", json!({ "email": "anna" })).await,
        ["email: MALFORMED"]
    );
    // Time can't be told apart where the same work is done.
    app.person("bram").account().await;
    let (_, known) = app.statements(request(&app, "bram@test.example")).await;
    let (_, unknown) = app.statements(request(&app, "somebody@test.example")).await;
    assert_eq!(known.len(), unknown.len(), "known:\n{}\nunknown:\n{}", known.join("\n"), unknown.join("\n"));
}

async fn a_reset_link_ends_after_ten_minutes_and_another_request_does_not_end_it(database: Database) {
    let app = TestApp::at(Place::new(database).await, clock()).await;
    let anna = app.person("anna").account().await;
    request(&app, &anna.email).await;
    let first = app.mail_to(&anna.email).await.token();
    app.clock.advance(Duration::seconds(1));
    request(&app, &anna.email).await;
    let second = app.nth_mail_to(&anna.email, 2).await.token();
    let reset = |token: String| {
        let client = app.anonymous();
        async move { client.form_errors("resetPassword", json!({ "token": token, "password": NEW })).await }
    };
    app.clock.advance(Duration::seconds(599));
    assert_eq!(reset(first).await, ["token: INVALID_LINK"], "its ten minutes are over");
    request(&app, &anna.email).await;
    let third = app.nth_mail_to(&anna.email, 3).await.token();
    assert_eq!(reset(second).await, [""; 0], "a later request did not end it");
    assert_eq!(reset(third).await, ["token: INVALID_LINK"], "a new password ends the others");
    anna.sign_in(NEW).await;
}

async fn a_new_password_ends_the_other_sessions_and_the_owner_is_told(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let elsewhere = Client { http: app.anonymous().http, ..anna.clone() };
    elsewhere.sign_in(PASSWORD).await;
    let input = |current: &str, new: &str| json!({ "currentPassword": current, "newPassword": new });
    let wrong = anna.form_errors("changePassword", input("een verkeerd wachtwoord", NEW)).await;
    assert_eq!(wrong, ["currentPassword: WRONG_PASSWORD"]);
    let weak = anna.form_errors("changePassword", input(PASSWORD, "kort")).await;
    assert_eq!(weak, ["newPassword: TOO_SHORT"]);
    assert_eq!(
        app.anonymous().mutation_refused("changePassword", input(PASSWORD, NEW), "").await,
        "UNAUTHENTICATED"
    );
    assert!(is_signed_in(&elsewhere).await);
    let before = sessions(&app).await;
    assert_eq!(before.len(), 2);
    let query = "mutation($input: ChangePasswordInput!) { changePassword(input: $input) { viewer { email } userErrors { code } } }";
    let done = anna.gql(query, json!({ "input": input(PASSWORD, NEW) })).await;
    assert_eq!(done.body["data"]["changePassword"]["viewer"]["email"], anna.email.as_str(), "{done:?}");
    let after = sessions(&app).await;
    assert!(after.len() == 1 && !before.contains(&after[0]), "one session, under a new id");
    assert!(is_signed_in(&anna).await && !is_signed_in(&elsewhere).await);
    assert!(app.mail_to(&anna.email).await.text.contains("andere apparaten zijn uitgelogd"));
}

async fn a_new_address_is_proved_and_the_old_one_told(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let bram = app.person("bram").account().await;
    let ask = |email: &str, password: &str| {
        let (client, input) = (anna.clone(), json!({ "email": email, "password": password }));
        async move { client.mutate("requestEmailChange", input, "mailSent").await }
    };
    let code = |payload: Value| payload["userErrors"][0]["code"].as_str().map(str::to_owned);
    assert_eq!(
        code(ask("nieuw@test.example", "een verkeerd wachtwoord").await).as_deref(),
        Some("WRONG_PASSWORD")
    );
    assert_eq!(code(ask("geen adres", PASSWORD).await).as_deref(), Some("MALFORMED"));
    assert_eq!(code(ask("ANNA@test.example", PASSWORD).await).as_deref(), Some("UNCHANGED"));
    let taken = ask(&bram.email, PASSWORD).await;
    let free = ask("nieuw@test.example", PASSWORD).await;
    assert_eq!((&taken, &taken["mailSent"]), (&free, &json!(true)), "nothing tells that somebody has it");
    assert!(!app.mail_to(&bram.email).await.text.contains("token"));
    assert!(app.nth_mail_to(&anna.email, 2).await.subject.contains("wil je e-mailadres veranderen"));
    let token = app.mail_to("nieuw@test.example").await.token();
    // Until then nothing has changed.
    assert_eq!(anna.ask(VIEWER, json!({})).await["viewer"]["email"], "anna@test.example");
    let done = app.anonymous().mutate("confirmEmailChange", json!({ "token": token }), "email").await;
    assert_eq!(done["email"], "nieuw@test.example");
    let again = app.anonymous().form_errors("confirmEmailChange", json!({ "token": token })).await;
    assert_eq!(again, ["token: INVALID_LINK"]);
    assert!(app.nth_mail_to("anna@test.example", 3).await.subject.contains("e-mailadres is veranderd"));
    Client { email: "nieuw@test.example".into(), ..app.anonymous() }.sign_in(PASSWORD).await;
    let old = sign_in(&app, "anna@test.example", PASSWORD).await;
    assert_eq!(old.body["data"]["logIn"]["userErrors"][0]["code"], "INVALID_CREDENTIALS");
}

async fn wrong_passwords_make_one_wait_longer_each_time(database: Database) {
    let app = TestApp::at(Place::new(database).await, clock()).await;
    app.person("anna").account().await;
    let retry_after = |answer: &Answer| answer.body["errors"][0]["extensions"]["retryAfterSeconds"].as_u64();
    for email in ["anna@test.example", "nobody@test.example"] {
        for _ in 0..10 {
            let answer = sign_in(&app, email, "een verkeerd wachtwoord").await;
            assert_eq!(answer.body["data"]["logIn"]["userErrors"][0]["code"], "INVALID_CREDENTIALS");
        }
    }
    // Another process, which has counted nothing itself: the limit is the database's.
    let app = app.restart().await;
    for email in ["anna@test.example", "nobody@test.example"] {
        let answer = sign_in(&app, email, PASSWORD).await;
        assert_eq!((answer.code(), retry_after(&answer)), (Some("RATE_LIMITED"), Some(61)), "{email}");
    }
    app.clock.advance(Duration::seconds(61));
    for email in ["anna@test.example", "nobody@test.example"] {
        sign_in(&app, email, "een verkeerd wachtwoord").await;
        assert_eq!(retry_after(&sign_in(&app, email, PASSWORD).await), Some(121), "{email}: twice as long");
    }
    // The right one, in time, forgives.
    app.clock.advance(Duration::seconds(121));
    assert!(sign_in(&app, "anna@test.example", PASSWORD).await.body["data"]["logIn"]["viewer"].is_object());
    sign_in(&app, "anna@test.example", "een verkeerd wachtwoord").await;
    assert!(sign_in(&app, "anna@test.example", PASSWORD).await.body["data"]["logIn"]["viewer"].is_object());
}

async fn a_hash_of_before_is_renewed_at_sign_in(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").account().await;
    let params = argon2::Params::new(8_192, 1, 1, None).unwrap();
    let cheap = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let hash = cheap.hash_password(PASSWORD.as_bytes()).unwrap().to_string();
    let db = &app.services.db;
    let stored =
        async || store::by_email(db.reader(), &anna.email).await.unwrap().unwrap().password_hash.unwrap();
    let tx = db.begin().await.unwrap();
    tx.execute_unprepared(&format!("UPDATE accounts SET password_hash = '{hash}'")).await.unwrap();
    tx.commit().await.unwrap();
    assert!(password::is_outdated(&stored().await));
    sign_in(&app, &anna.email, "een verkeerd wachtwoord").await;
    assert_eq!(stored().await, hash, "only who knows the password renews it");
    anna.sign_in(PASSWORD).await;
    assert!(stored().await.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", stored().await);
    anna.sign_in(PASSWORD).await;
}

async fn a_reset_by_mail_ends_the_tokens_and_a_change_only_when_it_is_asked_to(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let bram = app.person("bram").create().await;
    let token = async |client: &Client| {
        let expires = (app.clock.now() + Duration::days(30)).to_rfc3339();
        let input = json!({ "name": "Dashboard", "scopes": ["READ"], "expiresAt": expires });
        let made = client.mutate("createApiToken", input, "token").await;
        made["token"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned()
    };
    let works = async |token: &str| {
        let sent = app.anonymous().http.post(app.anonymous().url("/graphql")).bearer_auth(token);
        sent.json(&json!({ "query": VIEWER })).send().await.unwrap().status().as_u16() == 200
    };
    let (first, second, others) = (token(&anna).await, token(&anna).await, token(&bram).await);
    let change = |from: &str, to: &str, revoke: bool| json!({ "currentPassword": from, "newPassword": to, "revokeTokens": revoke });
    let wrong = change("een verkeerd wachtwoord", NEW, true);
    assert_eq!(anna.form_errors("changePassword", wrong).await, ["currentPassword: WRONG_PASSWORD"]);
    let kept = anna.mutate("changePassword", change(PASSWORD, NEW, false), "revokedTokens").await;
    assert_eq!(kept["revokedTokens"], 0);
    assert!(works(&first).await && works(&second).await, "they stay unless one says so");
    assert!(!app.mail_to(&anna.email).await.text.contains("API-sleutels"));
    let ended = anna.mutate("changePassword", change(NEW, PASSWORD, true), "revokedTokens").await;
    assert_eq!(ended["revokedTokens"], 2);
    assert!(!works(&first).await && !works(&second).await && works(&others).await);
    assert!(app.nth_mail_to(&anna.email, 2).await.text.contains("Al je API-sleutels zijn ingetrokken."));

    let third = token(&anna).await;
    request(&app, &anna.email).await;
    let link = app.nth_mail_to(&anna.email, 3).await.token();
    let input = json!({ "token": link, "password": NEW });
    let reset = app.anonymous().mutate("resetPassword", input, "viewer { email } revokedTokens").await;
    assert_eq!(reset["revokedTokens"], 1);
    assert!(!works(&third).await && works(&others).await);
    assert!(app.nth_mail_to(&anna.email, 4).await.text.contains("Al je API-sleutels zijn ingetrokken."));
    let db = app.services.db.reader();
    let log = "SELECT COUNT(*) AS n FROM audit_log WHERE kind = 'token_revoked'";
    let row =
        db.query_one_raw(Statement::from_string(db.get_database_backend(), log)).await.unwrap().unwrap();
    assert_eq!(row.try_get::<i64>("", "n").unwrap(), 3, "each is in the audit log");
}
