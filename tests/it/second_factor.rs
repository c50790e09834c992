//! Signing in with an authenticator app and recovery codes, and whom the network asks for it.

use bigdatagemeenten::access::Role;
use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::config::Config;
use bigdatagemeenten::factors::Required;
use chrono::{Duration, TimeZone, Utc};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::app::Place;
use crate::support::people::{PASSWORD, pilot, totp_code};
use crate::support::{Client, Database, TestApp};

mod required;
mod keys;

on_both_databases!(
    after_the_password_a_code_is_asked_for_and_only_then_is_there_a_session,
    a_code_counts_once_and_an_old_one_not_at_all,
    a_recovery_code_counts_once,
    the_second_step_takes_five_minutes_and_five_tries_at_most,
    wrong_codes_of_an_account_are_limited_whatever_sign_in_they_belong_to,
    setting_up_and_taking_away_asks_for_a_recent_sign_in_and_ends_other_sessions,
    a_new_password_by_mail_does_not_get_around_the_second_factor,
    a_new_password_in_a_session_goes_on_with_it_and_ends_the_others,
    signing_in_with_a_second_factor_counts_as_the_last_sign_in,
);

const VIEWER: &str = "{ viewer { email } }";
const SECURITY: &str = "{ viewer { security { hasPassword hasTotp recoveryCodesLeft isSecondFactorRequired passkeys { id } sessions { id } } } }";
const LOG_IN: &str = "viewer { email } secondFactor { methods expiresAt passkeyOptions }";

/// Administrators must have a second factor.
async fn on_a_clock(database: Database) -> TestApp {
    let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 25, 12, 0, 0).unwrap());
    asking(Required::Admins, Place::new(database).await, clock).await
}

async fn asking(second_factor: Required, place: Place, clock: Clock) -> TestApp {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let public_url = format!("http://{}", listener.local_addr().unwrap());
    let config = Config { second_factor, public_url, ..place.config() };
    TestApp::with(place, clock, config, listener).await
}

async fn is_signed_in(client: &Client) -> bool {
    client.ask(VIEWER, json!({})).await["viewer"].is_object()
}

/// The password only.
async fn password(client: &Client) -> Value {
    client.mutate("logIn", json!({ "email": client.email, "password": PASSWORD }), LOG_IN).await
}

async fn code(client: &Client, input: Value) -> Value {
    client.mutate("verifySecondFactor", input, LOG_IN).await
}

/// A second browser of the same person.
fn browser(app: &TestApp, person: &Client) -> Client {
    let (email, recovery_codes) = (person.email.clone(), person.recovery_codes.clone());
    Client { email, recovery_codes, name: format!("{} elsewhere", person.name), ..app.anonymous() }
}

async fn after_the_password_a_code_is_asked_for_and_only_then_is_there_a_session(database: Database) {
    let app = on_a_clock(database).await;
    let anna = app.person("anna").create().await;
    let secret = anna.set_up_totp(app.clock.now()).await;
    let state = anna.ask(SECURITY, json!({})).await["viewer"]["security"].clone();
    assert_eq!((&state["hasTotp"], &state["recoveryCodesLeft"]), (&json!(true), &json!(10)));
    app.clock.advance(Duration::seconds(30));

    let elsewhere = browser(&app, &anna);
    let asked = password(&elsewhere).await;
    assert_eq!(asked["viewer"], Value::Null);
    assert_eq!(asked["secondFactor"]["methods"], json!(["TOTP", "RECOVERY_CODE"]));
    assert_eq!(asked["secondFactor"]["expiresAt"], "2026-11-25T12:05:30+00:00");
    assert!(!is_signed_in(&elsewhere).await, "half signed in is not signed in");
    let refused = elsewhere.mutation_refused("createPilot", pilot("Niet", "NETWORK"), "pilot { id }").await;
    assert_eq!(refused, "UNAUTHENTICATED");

    let right = totp_code(&secret, app.clock.now());
    let wrong = if right == "000000" { "111111" } else { "000000" };
    for text in [wrong, "", "12345", "١٢٣٤٥٦"] {
        let errors = elsewhere.form_errors("verifySecondFactor", json!({ "totp": text })).await;
        assert_eq!(errors, ["totp: INVALID_CODE"], "{text}");
    }
    assert!(!is_signed_in(&elsewhere).await);
    let spaced = format!("{} {}", &right[..3], &right[3..]);
    assert_eq!(code(&elsewhere, json!({ "totp": spaced })).await["viewer"]["email"], anna.email.as_str());
    assert!(is_signed_in(&elsewhere).await && is_signed_in(&anna).await);

    for input in [json!({}), json!({ "totp": "1", "recoveryCode": "2" })] {
        let refused = elsewhere.mutation_refused("verifySecondFactor", input, "viewer { email }").await;
        assert_eq!(refused, "BAD_USER_INPUT");
    }
    // A wrong password tells nothing of a second factor.
    let wrong = json!({ "email": anna.email, "password": "een verkeerd wachtwoord" });
    let stranger = app.anonymous().mutate("logIn", wrong, LOG_IN).await;
    assert_eq!(stranger["secondFactor"], Value::Null);
    assert_eq!(stranger["userErrors"][0]["code"], "INVALID_CREDENTIALS");
}

async fn a_code_counts_once_and_an_old_one_not_at_all(database: Database) {
    let app = on_a_clock(database).await;
    let anna = app.person("anna").create().await;
    let secret = anna.set_up_totp(app.clock.now()).await;
    let elsewhere = browser(&app, &anna);
    password(&elsewhere).await;
    let confirmed = totp_code(&secret, app.clock.now());
    let errors = elsewhere.form_errors("verifySecondFactor", json!({ "totp": confirmed })).await;
    assert_eq!(errors, ["totp: INVALID_CODE"], "it was used to set up");
    app.clock.advance(Duration::seconds(30));
    let next = totp_code(&secret, app.clock.now());
    assert!(code(&elsewhere, json!({ "totp": next })).await["viewer"].is_object());
    for (other, later) in [(next, 0), (confirmed, 0)] {
        let third = browser(&app, &anna);
        password(&third).await;
        app.clock.advance(Duration::seconds(later));
        let errors = third.form_errors("verifySecondFactor", json!({ "totp": other })).await;
        assert_eq!(errors, ["totp: INVALID_CODE"]);
    }
    app.clock.advance(Duration::seconds(90));
    let late = totp_code(&secret, app.clock.now() - Duration::seconds(60));
    let fourth = browser(&app, &anna);
    password(&fourth).await;
    let errors = fourth.form_errors("verifySecondFactor", json!({ "totp": late })).await;
    assert_eq!(errors, ["totp: INVALID_CODE"]);
    let slow_clock = totp_code(&secret, app.clock.now() - Duration::seconds(30));
    assert!(code(&fourth, json!({ "totp": slow_clock })).await["viewer"].is_object());
}

async fn a_recovery_code_counts_once(database: Database) {
    let app = on_a_clock(database).await;
    let anna = app.person("anna").create().await;
    anna.set_up_totp(app.clock.now()).await;
    let codes = anna.recovery_codes.lock().unwrap().clone();
    assert_eq!(codes.len(), 10);
    let elsewhere = browser(&app, &anna);
    password(&elsewhere).await;
    let typed = codes[0].to_lowercase().replace('-', " ");
    assert!(code(&elsewhere, json!({ "recoveryCode": typed })).await["viewer"].is_object());
    let left = elsewhere.ask(SECURITY, json!({})).await["viewer"]["security"]["recoveryCodesLeft"].clone();
    assert_eq!(left, 9);
    password(&elsewhere).await;
    for wrong in [codes[0].as_str(), "", "ABCDEF-ABCDEF-ABCDEF-ABCDEF"] {
        let errors = elsewhere.form_errors("verifySecondFactor", json!({ "recoveryCode": wrong })).await;
        assert_eq!(errors, ["recoveryCode: INVALID_CODE"]);
    }
    // New ones take the place of the old ones; they are kept as hashes.
    let new = anna.mutate("regenerateRecoveryCodes", json!({}), "recoveryCodes").await;
    assert_eq!(new["recoveryCodes"].as_array().unwrap().len(), 10);
    let errors = elsewhere.form_errors("verifySecondFactor", json!({ "recoveryCode": codes[1] })).await;
    assert_eq!(errors, ["recoveryCode: INVALID_CODE"]);
    assert!(code(&elsewhere, json!({ "recoveryCode": new["recoveryCodes"][0] })).await["viewer"].is_object());
    let db = app.services.db.reader();
    let all = Statement::from_string(db.get_database_backend(), "SELECT code_hash FROM recovery_codes");
    for row in db.query_all_raw(all).await.unwrap() {
        let hash: String = row.try_get("", "code_hash").unwrap();
        assert_eq!(hash.len(), 64);
    }
}

async fn the_second_step_takes_five_minutes_and_five_tries_at_most(database: Database) {
    let app = on_a_clock(database).await;
    let anna = app.person("anna").create().await;
    let secret = anna.set_up_totp(app.clock.now()).await;
    let elsewhere = browser(&app, &anna);
    password(&elsewhere).await;
    app.clock.advance(Duration::minutes(5));
    let late = json!({ "totp": totp_code(&secret, app.clock.now()) });
    assert_eq!(elsewhere.form_errors("verifySecondFactor", late.clone()).await, ["totp: EXPIRED"]);
    password(&elsewhere).await;
    for _ in 0..5 {
        elsewhere.form_errors("verifySecondFactor", json!({ "totp": "" })).await;
    }
    assert_eq!(elsewhere.form_errors("verifySecondFactor", late.clone()).await, ["totp: EXPIRED"]);
    // Without a password before it there is nothing to answer.
    let stranger = app.anonymous();
    assert_eq!(stranger.form_errors("verifySecondFactor", late.clone()).await, ["totp: EXPIRED"]);
    // Another browser's session does not know of this password.
    password(&elsewhere).await;
    let other = browser(&app, &anna);
    assert_eq!(other.form_errors("verifySecondFactor", late.clone()).await, ["totp: EXPIRED"]);
    assert!(code(&elsewhere, late.clone()).await["viewer"].is_object());
    assert_eq!(elsewhere.form_errors("verifySecondFactor", late).await, ["totp: EXPIRED"], "it is over");
}

async fn wrong_codes_of_an_account_are_limited_whatever_sign_in_they_belong_to(database: Database) {
    let app = on_a_clock(database).await;
    let anna = app.person("anna").create().await;
    let secret = anna.set_up_totp(app.clock.now()).await;
    app.clock.advance(Duration::seconds(30));
    for _ in 0..2 {
        let elsewhere = browser(&app, &anna);
        password(&elsewhere).await;
        for _ in 0..5 {
            elsewhere.form_errors("verifySecondFactor", json!({ "totp": "" })).await;
        }
    }
    let elsewhere = browser(&app, &anna);
    password(&elsewhere).await;
    let right = json!({ "totp": totp_code(&secret, app.clock.now()) });
    let refused = elsewhere.mutation_refused("verifySecondFactor", right, "viewer { email }").await;
    assert_eq!(refused, "RATE_LIMITED");
    assert!(is_signed_in(&anna).await, "a running session is not hurt");
    app.clock.advance(Duration::hours(1));
    password(&elsewhere).await;
    let right = json!({ "totp": totp_code(&secret, app.clock.now()) });
    assert!(code(&elsewhere, right).await["viewer"].is_object());
}

const NEW: &str = "nog een lang wachtwoord";

async fn a_new_password_by_mail_does_not_get_around_the_second_factor(database: Database) {
    let app = on_a_clock(database).await;
    let anna = app.person("anna").create().await;
    let secret = anna.set_up_totp(app.clock.now()).await;
    let thief = browser(&app, &anna);
    thief.mutate("requestPasswordReset", json!({ "email": anna.email }), "mailSent").await;
    let input = json!({ "token": app.mail_to(&anna.email).await.token(), "password": NEW });
    let reset = thief.mutate("resetPassword", input, LOG_IN).await;
    assert_eq!(
        (&reset["viewer"], &reset["secondFactor"]["methods"]),
        (&Value::Null, &json!(["TOTP", "RECOVERY_CODE"]))
    );
    assert!(!is_signed_in(&thief).await && !is_signed_in(&anna).await);
    let pending = "{ secondFactorChallenge { methods } }";
    assert!(thief.ask(pending, json!({})).await["secondFactorChallenge"].is_object());
    assert_eq!(thief.form_errors("verifySecondFactor", json!({ "totp": "" })).await, ["totp: INVALID_CODE"]);
    assert!(!is_signed_in(&thief).await);
    // Its owner shows it.
    app.clock.advance(Duration::seconds(30));
    let right = json!({ "totp": totp_code(&secret, app.clock.now()) });
    assert!(code(&thief, right).await["viewer"].is_object());
    assert!(is_signed_in(&thief).await);
}

async fn a_new_password_in_a_session_goes_on_with_it_and_ends_the_others(database: Database) {
    let app = on_a_clock(database).await;
    let anna = app.person("anna").create().await;
    anna.set_up_totp(app.clock.now()).await;
    let elsewhere = browser(&app, &anna);
    elsewhere.sign_in(PASSWORD).await;
    let before = anna.ask(SECURITY, json!({})).await["viewer"]["security"]["sessions"].clone();
    assert_eq!(before.as_array().unwrap().len(), 2);
    // Half signed in is not in a session: it can't change the password.
    let half = browser(&app, &anna);
    password(&half).await;
    let input = json!({ "currentPassword": PASSWORD, "newPassword": NEW });
    let refused = half.mutation_refused("changePassword", input.clone(), "viewer { email }").await;
    assert_eq!(refused, "UNAUTHENTICATED");

    let changed = anna.mutate("changePassword", input, "viewer { email }").await;
    assert_eq!(changed["viewer"]["email"], anna.email.as_str());
    assert!(is_signed_in(&anna).await && !is_signed_in(&elsewhere).await);
    let after = anna.ask(SECURITY, json!({})).await["viewer"]["security"]["sessions"].clone();
    assert!(after.as_array().unwrap().len() == 1 && !before.as_array().unwrap().contains(&after[0]));
    // Somebody who must set one up first may change their password, too.
    let admin = app.person("admin").role(Role::Admin).account().await;
    admin.sign_in(PASSWORD).await;
    let input = json!({ "currentPassword": PASSWORD, "newPassword": NEW });
    assert!(admin.mutate("changePassword", input, "viewer { email }").await["viewer"].is_object());
}

/// Accounts that nobody signs in with are deleted one day.
async fn signing_in_with_a_second_factor_counts_as_the_last_sign_in(database: Database) {
    let app = on_a_clock(database).await;
    let anna = app.person("anna").create().await;
    anna.set_up_totp(app.clock.now()).await;
    let last = async || {
        let db = app.services.db.reader();
        let sql = Statement::from_string(db.get_database_backend(), "SELECT last_sign_in_at FROM accounts");
        let row = db.query_one_raw(sql).await.unwrap().unwrap();
        row.try_get::<chrono::DateTime<Utc>>("", "last_sign_in_at").unwrap()
    };
    let begun = app.clock.now();
    app.clock.advance(Duration::hours(1));
    let elsewhere = browser(&app, &anna);
    password(&elsewhere).await;
    assert_eq!(last().await, begun, "the password alone is no sign-in");
    let code_left = anna.recovery_codes.lock().unwrap()[0].clone();
    code(&elsewhere, json!({ "recoveryCode": code_left })).await;
    assert_eq!(last().await, app.clock.now());
}

async fn setting_up_and_taking_away_asks_for_a_recent_sign_in_and_ends_other_sessions(database: Database) {
    let app = on_a_clock(database).await;
    let anna = app.person("anna").create().await;
    let elsewhere = browser(&app, &anna);
    elsewhere.sign_in(PASSWORD).await;
    app.clock.advance(Duration::minutes(10));
    let start = "mutation { startTotp { secret userErrors { path code } } }";
    let asked = anna.ask(start, json!({})).await["startTotp"].clone();
    assert_eq!(
        asked,
        json!({ "secret": null, "userErrors": [{ "path": ["password"], "code": "REQUIRED" }] })
    );
    anna.mutate("confirmPassword", json!({ "password": PASSWORD }), "isConfirmed").await;
    anna.ask(start, json!({})).await;
    for _ in 0..5 {
        assert_eq!(anna.form_errors("confirmTotp", json!({ "code": "" })).await, ["code: INVALID_CODE"]);
    }
    assert_eq!(anna.form_errors("confirmTotp", json!({ "code": "" })).await, ["code: EXPIRED"]);
    assert!(is_signed_in(&elsewhere).await, "nothing was changed yet");
    anna.set_up_totp(app.clock.now()).await;
    assert!(is_signed_in(&anna).await && !is_signed_in(&elsewhere).await);

    elsewhere.sign_in(PASSWORD).await;
    app.clock.advance(Duration::minutes(10));
    for field in ["disableTotp", "regenerateRecoveryCodes"] {
        assert_eq!(anna.form_errors(field, json!({})).await, ["password: REQUIRED"]);
        let wrong = json!({ "password": "een verkeerd wachtwoord" });
        assert_eq!(anna.form_errors(field, wrong).await, ["password: WRONG_PASSWORD"]);
        let refused = app.anonymous().mutation_refused(field, json!({}), "userErrors { code }").await;
        assert_eq!(refused, "UNAUTHENTICATED");
    }
    anna.mutate("disableTotp", json!({ "password": PASSWORD }), "security { hasTotp }").await;
    assert!(is_signed_in(&anna).await && !is_signed_in(&elsewhere).await);
    assert!(password(&elsewhere).await["viewer"].is_object(), "no code is asked for any more");
    let none = elsewhere.form_errors("regenerateRecoveryCodes", json!({})).await;
    assert_eq!(none, ["password: NO_SECOND_FACTOR"]);
    assert_eq!(app.anonymous().refused(start, json!({})).await, "UNAUTHENTICATED");
}
