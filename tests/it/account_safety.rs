//! What somebody can't do to the account of another, and what its owner hears of: from a review of 2026-11-25.

use bigdatagemeenten::access::Actor;
use bigdatagemeenten::accounts::attempts::{self, WRONG_PASSWORD_OF};
use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::config::Config;
use chrono::{Duration, TimeZone, Utc};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::app::Place;
use crate::support::client::Answer;
use crate::support::people::PASSWORD;
use crate::support::{Client, DELFT, Database, TestApp};

on_both_databases!(
    every_change_of_security_is_told_to_the_owner_and_what_failed_is_not,
    who_tries_passwords_from_one_address_does_not_keep_the_owner_out,
    who_asks_for_links_from_one_address_leaves_mails_and_links_for_the_owner,
    with_an_address_of_elsewhere_somebody_is_a_plain_member,
    a_name_is_no_password_when_it_is_changed,
);

const NEW: &str = "een gloednieuw paard van hout";

/// On a clock, behind a proxy that is believed.
async fn app(database: Database) -> TestApp {
    let place = Place::new(database).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = Config { trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()], ..place.config() };
    let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 25, 12, 0, 0).unwrap());
    TestApp::with(place, clock, config, listener).await
}

/// A browser at that address.
async fn post(client: &Client, address: &str, query: &str, input: Value) -> Answer {
    let request = client.http.post(client.url("/graphql")).header("x-forwarded-for", address);
    let body = json!({ "query": query, "variables": { "input": input } });
    let response = request.json(&body).send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    Answer { status, headers, body: response.json().await.unwrap() }
}

async fn log_in(app: &TestApp, address: &str, email: &str, password: &str) -> Answer {
    let query =
        "mutation($input: LogInInput!) { logIn(input: $input) { viewer { email } userErrors { code } } }";
    post(&app.anonymous(), address, query, json!({ "email": email, "password": password })).await
}

async fn request_reset(app: &TestApp, address: &str, email: &str) -> Answer {
    let query = "mutation($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { mailSent userErrors { code } } }";
    post(&app.anonymous(), address, query, json!({ "email": email })).await
}

async fn every_change_of_security_is_told_to_the_owner_and_what_failed_is_not(database: Database) {
    let app = app(database).await;
    let anna = app.person("anna").create().await;
    let told = async |count: usize| app.security_mails_to(&anna.email, count).await.pop().unwrap();
    anna.ask("mutation { startTotp { secret } }", json!({})).await;
    assert_eq!(anna.form_errors("confirmTotp", json!({ "code": "12" })).await, ["code: INVALID_CODE"]);
    anna.set_up_totp(app.clock.now()).await;
    let mail = told(1).await;
    assert!(mail.text.contains("app met codes ingesteld") && mail.html.contains("app met codes ingesteld"));
    assert!(mail.text.contains("25-11-2026 om 13:00 uur") && mail.text.contains("/wachtwoord-vergeten"));
    assert!(mail.text.contains("Was jij het niet? Kies dan meteen een nieuw wachtwoord."), "{}", mail.text);
    let mut seen = 1;
    let mut next = async |words: &str| {
        seen += 1;
        let mail = told(seen).await;
        assert!(mail.text.contains(words), "{}", mail.text);
    };
    anna.mutate("regenerateRecoveryCodes", json!({}), "recoveryCodes").await;
    next("nieuwe herstelcodes").await;
    let expires = (app.clock.now() + Duration::days(1)).to_rfc3339();
    let input = json!({ "name": "Programma", "scopes": ["READ"], "expiresAt": expires });
    let made = anna.mutate("createApiToken", input.clone(), "apiToken { id }").await;
    next("API-sleutel gemaakt").await;
    let token = json!({ "id": made["apiToken"]["id"] });
    // The second time nothing ends.
    for _ in 0..2 {
        anna.mutate("revokeApiToken", token.clone(), "apiToken { id }").await;
    }
    next("API-sleutel ingetrokken").await;
    for _ in 0..2 {
        anna.mutate("disableTotp", json!({}), "security { hasTotp }").await;
    }
    next("app met codes is weggehaald").await;
    app.clock.advance(Duration::minutes(11));
    assert_eq!(anna.form_errors("createApiToken", input).await, ["password: REQUIRED"]);
    app.services.factors.reset(&anna.email).await.unwrap();
    next("beheerder van het netwerk heeft je tweede stap weggehaald").await;
}

async fn who_tries_passwords_from_one_address_does_not_keep_the_owner_out(database: Database) {
    let app = app(database).await;
    app.person("anna").account().await;
    let people = ["anna@test.example", "nobody@test.example"];
    for email in people {
        for _ in 0..10 {
            let answer = log_in(&app, "198.51.100.7", email, "een verkeerd wachtwoord").await;
            assert_eq!(answer.body["data"]["logIn"]["userErrors"][0]["code"], "INVALID_CREDENTIALS");
        }
        assert_eq!(log_in(&app, "198.51.100.7", email, PASSWORD).await.code(), Some("RATE_LIMITED"));
    }
    // Another process: what it knows is in the database.
    let app = behind_proxy_again(app).await;
    for email in people {
        assert_eq!(log_in(&app, "198.51.100.7", email, PASSWORD).await.code(), Some("RATE_LIMITED"));
    }
    let owner = log_in(&app, "203.0.113.9", "anna@test.example", PASSWORD).await;
    assert_eq!(owner.body["data"]["logIn"]["viewer"]["email"], "anna@test.example", "{owner:?}");
    // Her success forgives nobody else.
    let again = log_in(&app, "198.51.100.7", "anna@test.example", PASSWORD).await;
    assert_eq!(again.code(), Some("RATE_LIMITED"));
    // Many addresses together get no further than a hundred, whether or not there is such an account.
    for email in people {
        let tx = app.services.db.begin().await.unwrap();
        attempts::count(&tx, WRONG_PASSWORD_OF, (email, 89), app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let last = log_in(&app, "192.0.2.1", email, "een verkeerd wachtwoord").await;
        assert_eq!(last.body["data"]["logIn"]["userErrors"][0]["code"], "INVALID_CREDENTIALS", "{last:?}");
        assert_eq!(log_in(&app, "192.0.2.2", email, PASSWORD).await.code(), Some("RATE_LIMITED"), "{email}");
    }
}

/// The same, served by another process.
async fn behind_proxy_again(app: TestApp) -> TestApp {
    let clock = app.clock.clone();
    let place = app.stop().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = Config { trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()], ..place.config() };
    TestApp::with(place, clock, config, listener).await
}

async fn who_asks_for_links_from_one_address_leaves_mails_and_links_for_the_owner(database: Database) {
    let app = app(database).await;
    let anna = app.person("anna").account().await;
    assert!(request_reset(&app, "203.0.113.9", &anna.email).await.is_without_errors());
    let first = app.mail_to(&anna.email).await.token();
    for email in [anna.email.as_str(), "nobody@test.example"] {
        let mut codes = Vec::new();
        for _ in 0..6 {
            app.clock.advance(Duration::seconds(1));
            codes.push(request_reset(&app, "198.51.100.7", email).await.code().is_some());
        }
        assert_eq!(codes, [false, false, false, false, false, true], "{email}");
        // For who asks from elsewhere there is a reserve, but no end of mails.
        let (mut sent, mut refused) = (0, 0);
        for network in 1..20 {
            match request_reset(&app, &format!("192.0.2.{network}"), email).await.code() {
                None => sent += 1,
                Some(code) => {
                    assert_eq!(code, "RATE_LIMITED");
                    refused += 1;
                }
            }
        }
        assert!((9..=10).contains(&sent) && refused > 8, "{email}: {sent} sent, {refused} refused");
    }
    // At most three links live: the first one has ended by now, the last three work, and one ends the others.
    let reset = |token: String, password: &str| {
        let (client, input) = (app.anonymous(), json!({ "token": token, "password": password }));
        async move { client.form_errors("resetPassword", input).await }
    };
    app.nth_mail_to(&anna.email, 15).await;
    let all: Vec<_> = app.mails().into_iter().filter(|mail| mail.to == anna.email).collect();
    let mut alive = Vec::new();
    for token in all.iter().map(|mail| mail.token()) {
        match reset(token.clone(), "kort").await.as_slice() {
            [one] if one == "password: TOO_SHORT" => alive.push(token),
            other => assert_eq!(other, ["token: INVALID_LINK"]),
        }
    }
    assert_eq!(alive.len(), 3);
    assert!(!alive.contains(&first));
    assert_eq!(reset(alive[0].clone(), NEW).await, [""; 0]);
    for token in &alive {
        assert_eq!(reset(token.clone(), PASSWORD).await, ["token: INVALID_LINK"]);
    }
}

async fn with_an_address_of_elsewhere_somebody_is_a_plain_member(database: Database) {
    let app = app(database).await;
    app.services.accounts.add_mail_domain(&Actor::System, (DELFT, "delft.example"), None).await.unwrap();
    let head = app.person("head").administrator().create().await;
    let anna = app.person("anna").editor().create().await;
    let role = async || {
        let asked = anna.ask("{ viewer { role municipalityRole } }", json!({})).await;
        asked["viewer"]["municipalityRole"].as_str().unwrap().to_owned()
    };
    let move_to = async |email: &str| {
        let input = json!({ "email": email, "password": PASSWORD });
        anna.mutate("requestEmailChange", input, "mailSent").await;
        let mail = app.mail_to(email).await;
        assert!(mail.text.contains("met de naam anna") && mail.text.contains("Ben jij het niet?"));
        let done =
            app.anonymous().mutate("confirmEmailChange", json!({ "token": mail.token() }), "email").await;
        assert_eq!(done["email"], email);
    };
    move_to("anna@delft.example").await;
    assert_eq!(role().await, "EDITOR", "an address of the municipality keeps the role");
    assert!(app.mails().iter().all(|mail| mail.to != head.email));
    move_to("anna@elders.example").await;
    assert_eq!(role().await, "MEMBER");
    let told = app.mail_to(&head.email).await;
    assert!(told.subject.contains("anna heeft een ander e-mailadres"), "{}", told.subject);
    assert!(told.text.contains("Delft") && told.text.contains("/beheer/mensen"), "{}", told.text);
    assert!(!told.text.contains("elders.example"), "the address itself is hers");
    // Who has no role loses none, and nobody is told.
    move_to("anna@anders.example").await;
    app.nth_mail_to("anna@elders.example", 3).await;
    app.mail_to(&head.email).await;
    assert_eq!(role().await, "MEMBER");
}

async fn a_name_is_no_password_when_it_is_changed(database: Database) {
    let app = app(database).await;
    let anna = app.person("anna").create().await;
    anna.mutate("updateProfile", json!({ "displayName": "Wilhelmina Zonneschijn" }), "person { id }").await;
    let guess = "WilhelminaZonneschijn1985";
    let input = json!({ "currentPassword": PASSWORD, "newPassword": guess });
    assert_eq!(anna.form_errors("changePassword", input).await, ["newPassword: TOO_COMMON"]);
    request_reset(&app, "198.51.100.7", &anna.email).await;
    let token = app.mail_to(&anna.email).await.token();
    let reset = |password: &str| json!({ "token": token, "password": password });
    assert_eq!(app.anonymous().form_errors("resetPassword", reset(guess)).await, ["password: TOO_COMMON"]);
    let by_operator = app.services.accounts.set_password(&anna.email, guess.to_owned()).await;
    assert_eq!(by_operator.unwrap_err().code(), "BAD_USER_INPUT");
    assert_eq!(app.anonymous().form_errors("resetPassword", reset(NEW)).await, [""; 0]);
}
