//! Passkeys, by an authenticator of our own that signs as a real one does.

use bigdatagemeenten::access::Role;
use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::config::Config;
use bigdatagemeenten::factors::Required;
use chrono::{Duration, TimeZone, Utc};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::app::Place;
use crate::support::authenticator::Authenticator;
use crate::support::people::{PASSWORD, pilot, totp_code};
use crate::support::{Client, Database, TestApp};

on_both_databases!(
    a_passkey_takes_the_place_of_the_password,
    a_passkey_is_asked_for_after_the_password,
    a_wrong_removed_or_foreign_passkey_is_refused_alike,
    a_counter_that_goes_back_is_refused,
    an_answer_counts_once_and_not_for_long,
    an_administrator_with_a_passkey_may_do_everything,
    passkeys_are_named_listed_and_removed,
    without_a_host_name_there_are_no_passkeys,
);

const START: &str = "mutation { startPasskeyRegistration { options userErrors { path code } } }";
const START_LOG_IN: &str = "mutation { startPasskeyLogIn { options userErrors { path code } } }";
const LOG_IN: &str = "viewer { email } secondFactor { methods passkeyOptions }";
const PASSKEYS: &str = "{ viewer { security { passkeys { id name createdAt lastUsedAt } } } }";

/// As people open it: with a host name.
async fn on_localhost(database: Database) -> TestApp {
    asking(Required::Nobody, database).await
}

async fn asking(second_factor: Required, database: Database) -> TestApp {
    let place = Place::new(database).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let public_url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    let config = Config { second_factor, public_url, ..place.config() };
    let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 25, 12, 0, 0).unwrap());
    TestApp::with(place, clock, config, listener).await
}

fn device(app: &TestApp) -> Authenticator {
    Authenticator::new(&app.base.replace("127.0.0.1", "localhost"))
}

async fn add(person: &Client, device: &mut Authenticator, name: &str) -> Value {
    let options = person.ask(START, json!({})).await["startPasskeyRegistration"]["options"].clone();
    let credential = device.create(&options);
    let input = json!({ "name": name, "credential": credential });
    let added = person.mutate("finishPasskeyRegistration", input, "passkey { id name lastUsedAt }").await;
    assert!(added["passkey"].is_object(), "{added}");
    added["passkey"].clone()
}

async fn options(client: &Client) -> Value {
    client.ask(START_LOG_IN, json!({})).await["startPasskeyLogIn"]["options"].clone()
}

async fn log_in(client: &Client, device: &mut Authenticator) -> Value {
    let credential = device.get(&options(client).await);
    client.mutate("finishPasskeyLogIn", json!({ "credential": credential }), LOG_IN).await
}

async fn is_signed_in(client: &Client) -> bool {
    client.ask("{ viewer { email } }", json!({})).await["viewer"].is_object()
}

async fn a_passkey_takes_the_place_of_the_password(database: Database) {
    let app = on_localhost(database).await;
    let anna = app.person("anna").create().await;
    let secret = anna.set_up_totp(app.clock.now()).await;
    let mut phone = device(&app);
    let added = add(&anna, &mut phone, " Telefoon ").await;
    assert_eq!((&added["name"], &added["lastUsedAt"]), (&json!("Telefoon"), &Value::Null));

    let elsewhere = app.anonymous();
    let offered = options(&elsewhere).await;
    assert_eq!(offered["rpId"], "localhost");
    assert_eq!(offered["userVerification"], "required");
    assert!(!offered.to_string().contains("anna"), "{offered}");
    assert!(!is_signed_in(&elsewhere).await);
    let entered = log_in(&elsewhere, &mut phone).await;
    assert_eq!(entered["viewer"]["email"], "anna@test.example", "no code is asked for on top: {entered}");
    assert!(is_signed_in(&elsewhere).await);
    let listed = elsewhere.ask(PASSKEYS, json!({})).await["viewer"]["security"]["passkeys"].clone();
    assert_eq!(listed[0]["lastUsedAt"], "2026-11-25T12:00:00+00:00");
    assert!(!totp_code(&secret, app.clock.now()).is_empty());
}

async fn a_passkey_is_asked_for_after_the_password(database: Database) {
    let app = on_localhost(database).await;
    let anna = app.person("anna").create().await;
    let mut phone = device(&app);
    add(&anna, &mut phone, "Telefoon").await;
    let elsewhere = app.anonymous();
    let input = json!({ "email": anna.email, "password": PASSWORD });
    let asked = elsewhere.mutate("logIn", input, LOG_IN).await;
    assert_eq!((&asked["viewer"], &asked["secondFactor"]["methods"]), (&Value::Null, &json!(["PASSKEY"])));
    assert!(!is_signed_in(&elsewhere).await);
    let options = &asked["secondFactor"]["passkeyOptions"];
    assert_eq!(options["allowCredentials"].as_array().unwrap().len(), 1);
    // One of another person, who answers the same challenge.
    let bea = app.person("bea").create().await;
    let mut of_bea = device(&app);
    add(&bea, &mut of_bea, "Telefoon").await;
    let foreign = json!({ "passkey": of_bea.get(options) });
    assert_eq!(elsewhere.form_errors("verifySecondFactor", foreign).await, ["passkey: INVALID_PASSKEY"]);
    let entered =
        elsewhere.mutate("verifySecondFactor", json!({ "passkey": phone.get(options) }), LOG_IN).await;
    assert_eq!(entered["viewer"]["email"], "anna@test.example");
    assert!(is_signed_in(&elsewhere).await);
}

async fn a_wrong_removed_or_foreign_passkey_is_refused_alike(database: Database) {
    let app = on_localhost(database).await;
    let anna = app.person("anna").create().await;
    let mut phone = device(&app);
    let added = add(&anna, &mut phone, "Telefoon").await;
    let elsewhere = app.anonymous();
    let refused = async |credential: Value| {
        let errors = elsewhere.form_errors("finishPasskeyLogIn", json!({ "credential": credential })).await;
        assert_eq!(errors, ["credential: INVALID_PASSKEY"]);
        assert!(!is_signed_in(&elsewhere).await);
    };
    for nonsense in [json!("x"), json!({}), json!({ "id": "AAAA", "rawId": "AAAA" })] {
        options(&elsewhere).await;
        refused(nonsense).await;
    }
    // A changed signature.
    let mut forged = phone.get(&options(&elsewhere).await);
    forged["response"]["signature"] = "MEUCIQ".into();
    refused(forged).await;
    // From a page of another site, and for another site.
    let mut elsewhere_device = phone.clone();
    elsewhere_device.origin = "https://evil.example".into();
    refused(elsewhere_device.get(&options(&elsewhere).await)).await;
    let mut other_party = options(&elsewhere).await;
    other_party["rpId"] = "evil.example".into();
    refused(phone.get(&other_party)).await;
    // Without finger, face or PIN.
    let mut careless = phone.clone();
    careless.verifies = false;
    refused(careless.get(&options(&elsewhere).await)).await;
    // The challenge of another browser.
    let of_another = options(&app.anonymous()).await;
    options(&elsewhere).await;
    refused(phone.get(&of_another)).await;
    // Unknown, and removed.
    let mut unknown = phone.clone();
    unknown.user = vec![7; 16];
    refused(unknown.get(&options(&elsewhere).await)).await;
    assert!(log_in(&elsewhere, &mut phone).await["viewer"].is_object(), "the right one is accepted");
    elsewhere.ask("mutation { logOut { loggedOut } }", json!({})).await;
    anna.mutate("removePasskey", json!({ "id": added["id"] }), "security { passkeys { id } }").await;
    let told = app.security_mails_to(&anna.email, 2).await;
    assert!(told[0].text.contains("passkey toegevoegd") && told[1].text.contains("passkey weggehaald"));
    refused(phone.get(&options(&elsewhere).await)).await;
}

async fn a_counter_that_goes_back_is_refused(database: Database) {
    let app = on_localhost(database).await;
    let anna = app.person("anna").create().await;
    let mut phone = device(&app);
    phone.counter = 5;
    add(&anna, &mut phone, "Telefoon").await;
    let mut copy = phone.clone();
    let elsewhere = app.anonymous();
    for _ in 0..2 {
        assert!(log_in(&elsewhere, &mut phone).await["viewer"].is_object());
    }
    elsewhere.ask("mutation { logOut { loggedOut } }", json!({})).await;
    let cloned = log_in(&elsewhere, &mut copy).await;
    assert_eq!(
        (&cloned["viewer"], &cloned["userErrors"][0]["code"]),
        (&Value::Null, &json!("INVALID_PASSKEY"))
    );
}

async fn an_answer_counts_once_and_not_for_long(database: Database) {
    let app = on_localhost(database).await;
    let anna = app.person("anna").create().await;
    let mut phone = device(&app);
    let start = anna.ask(START, json!({})).await["startPasskeyRegistration"]["options"].clone();
    app.clock.advance(Duration::minutes(10));
    let late = json!({ "name": "Telefoon", "credential": phone.create(&start) });
    let errors = anna.form_errors("finishPasskeyRegistration", late).await;
    assert_eq!(errors, ["credential: INVALID_PASSKEY"]);
    anna.mutate("confirmPassword", json!({ "password": PASSWORD }), "isConfirmed").await;
    add(&anna, &mut phone, "Telefoon").await;

    let elsewhere = app.anonymous();
    let credential = json!({ "credential": phone.get(&options(&elsewhere).await) });
    let entered = elsewhere.mutate("finishPasskeyLogIn", credential.clone(), LOG_IN).await;
    assert!(entered["viewer"].is_object());
    assert_eq!(
        elsewhere.form_errors("finishPasskeyLogIn", credential).await,
        ["credential: INVALID_PASSKEY"]
    );
    let third = app.anonymous();
    let credential = json!({ "credential": phone.get(&options(&third).await) });
    app.clock.advance(Duration::minutes(10));
    assert_eq!(third.form_errors("finishPasskeyLogIn", credential).await, ["credential: INVALID_PASSKEY"]);
}

async fn an_administrator_with_a_passkey_may_do_everything(database: Database) {
    let app = asking(Required::Admins, database).await;
    let admin = app.person("admin").role(Role::Admin).account().await;
    admin.sign_in(PASSWORD).await;
    let input = pilot("Van de beheerder", "NETWORK");
    assert_eq!(admin.mutation_refused("createPilot", input.clone(), "pilot { id }").await, "FORBIDDEN");
    add(&admin, &mut device(&app), "Telefoon").await;
    admin.make("Pilot", input).await;
}

async fn passkeys_are_named_listed_and_removed(database: Database) {
    let app = on_localhost(database).await;
    let (anna, bea) = (app.person("anna").create().await, app.person("bea").create().await);
    let (mut phone, mut key) = (device(&app), device(&app));
    let first = add(&anna, &mut phone, "Telefoon").await;
    app.clock.advance(Duration::seconds(1));
    add(&anna, &mut key, "Sleutel").await;
    let names = async |client: &Client| -> Vec<String> {
        let listed = client.ask(PASSKEYS, json!({})).await["viewer"]["security"]["passkeys"].clone();
        listed.as_array().unwrap().iter().map(|key| key["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&anna).await, ["Telefoon", "Sleutel"]);
    let again = anna.ask(START, json!({})).await["startPasskeyRegistration"]["options"].clone();
    assert_eq!(again["excludeCredentials"].as_array().unwrap().len(), 2);
    assert_eq!(again["authenticatorSelection"]["residentKey"], "required");
    let unnamed = json!({ "name": " ", "credential": phone.create(&again) });
    assert_eq!(anna.form_errors("finishPasskeyRegistration", unnamed).await, ["name: REQUIRED"]);
    // The credential of somebody else, registered again.
    let start = bea.ask(START, json!({})).await["startPasskeyRegistration"]["options"].clone();
    let stolen = json!({ "name": "Van Anna", "credential": phone.create_again(&start) });
    assert_eq!(bea.form_errors("finishPasskeyRegistration", stolen).await, ["credential: INVALID_PASSKEY"]);

    let theirs = json!({ "id": first["id"] });
    assert_eq!(
        bea.mutation_refused("removePasskey", theirs.clone(), "security { hasTotp }").await,
        "NOT_FOUND"
    );
    app.clock.advance(Duration::minutes(10));
    assert_eq!(anna.form_errors("removePasskey", theirs).await, ["password: REQUIRED"]);
    let with_password = json!({ "id": first["id"], "password": PASSWORD });
    anna.mutate("removePasskey", with_password, "security { hasTotp }").await;
    assert_eq!(names(&anna).await, ["Sleutel"]);
    assert_eq!(app.anonymous().refused(START, json!({})).await, "UNAUTHENTICATED");
}

async fn without_a_host_name_there_are_no_passkeys(database: Database) {
    let place = Place::new(database).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = Config { public_url: "http://192.0.2.1".into(), ..place.config() };
    let app = TestApp::with(place, Clock::system(), config, listener).await;
    let anna = app.person("anna").create().await;
    assert_eq!(anna.refused(START, json!({})).await, "FORBIDDEN");
    assert_eq!(anna.refused(START_LOG_IN, json!({})).await, "FORBIDDEN");
}
