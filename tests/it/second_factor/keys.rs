//! The key under which secrets are kept, and who lost their own.

use bigdatagemeenten::clock::Clock;
use chrono::Duration;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;

use super::{browser, is_signed_in, on_a_clock, password};
use crate::support::people::{PASSWORD, totp_code};
use crate::support::program;
use crate::support::{Database, TestApp};

on_both_databases!(
    the_secret_is_not_readable_in_the_database_and_another_key_does_not_open_it,
    who_lost_all_factors_is_let_in_again_by_the_operator,
    doctor_notices_another_key_and_a_missing_one,
);

async fn the_secret_is_not_readable_in_the_database_and_another_key_does_not_open_it(database: Database) {
    let app = on_a_clock(database).await;
    let anna = app.person("anna").create().await;
    let secret = anna.set_up_totp(app.clock.now()).await;
    let kept = {
        let db = app.services.db.reader();
        let all = Statement::from_string(db.get_database_backend(), "SELECT secret FROM totp_secrets");
        let row = db.query_one_raw(all).await.unwrap().unwrap();
        let kept: String = row.try_get("", "secret").unwrap();
        kept
    };
    let encoded = data_encoding::BASE32_NOPAD.encode(&secret);
    assert!(kept.starts_with("v1.") && !kept.contains(&encoded), "{kept}");
    let key = app.place.path().join("secret.key");
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // Another key: codes of the app are not accepted, and recovery codes still are.
    let clock = app.clock.clone();
    let place = app.stop().await;
    std::fs::remove_file(key).unwrap();
    let app = TestApp::at(place, clock).await;
    app.clock.advance(Duration::minutes(1));
    let elsewhere = browser(&app, &anna);
    password(&elsewhere).await;
    let right = json!({ "totp": totp_code(&secret, app.clock.now()) });
    assert_eq!(elsewhere.mutation_refused("verifySecondFactor", right, "viewer { email }").await, "INTERNAL");
    elsewhere.sign_in(PASSWORD).await;
}

async fn who_lost_all_factors_is_let_in_again_by_the_operator(database: Database) {
    let app = on_a_clock(database).await;
    let anna = app.person("anna").create().await;
    anna.set_up_totp(app.clock.now()).await;
    let clock = app.clock.clone();
    let place = app.stop().await;
    let unknown =
        program::run(&place, &["account", "reset-second-factor", "--email", "niemand@test.example"]);
    assert!(!unknown.await.is_success);
    program::run(&place, &["account", "reset-second-factor", "--email", &anna.email]).await.fine();
    let app = TestApp::at(place, clock).await;
    assert!(!is_signed_in(&anna.at(&app.base)).await, "its sessions ended");
    let elsewhere = browser(&app, &anna);
    assert!(password(&elsewhere).await["viewer"].is_object());
}

async fn doctor_notices_another_key_and_a_missing_one(database: Database) {
    let app = on_a_clock(database).await;
    let place = app.stop().await;
    let key = place.path().join("secret.key");
    let right = std::fs::read(&key).unwrap();
    let doctor = async || program::run(&place, &["doctor", "--listen", "127.0.0.1:0"]).await;
    let line = |said: &program::Said| {
        said.out.lines().find(|line| line.contains(" key ")).unwrap_or_default().to_owned()
    };
    let fine = doctor().await;
    assert!(line(&fine).starts_with("ok") && line(&fine).contains("that of this database"), "{}", fine.out);
    std::fs::remove_file(&key).unwrap();
    let missing = doctor().await;
    assert!(!missing.is_success && line(&missing).starts_with("WRONG"), "{}", missing.out);
    assert!(!key.exists(), "doctor makes none");
    std::fs::write(&key, "0".repeat(64)).unwrap();
    let other = doctor().await;
    assert!(!other.is_success && line(&other).contains("another key"), "{}", other.out);
    // Nothing was encrypted with the lost one: a start takes the new one for that of this database.
    let app = TestApp::at(place, Clock::system()).await;
    let anna = app.person("anna").create().await;
    anna.set_up_totp(app.clock.now()).await;
    let place = app.stop().await;
    let doctor = async || program::run(&place, &["doctor", "--listen", "127.0.0.1:0"]).await;
    assert!(line(&doctor().await).starts_with("ok"));
    // Now something is: the key of before is another one, whatever starts.
    std::fs::write(&key, &right).unwrap();
    let place = TestApp::at(place, Clock::system()).await.stop().await;
    let wrong = program::run(&place, &["doctor", "--listen", "127.0.0.1:0"]).await;
    assert!(!wrong.is_success && line(&wrong).starts_with("WRONG"), "{}", wrong.out);
}
