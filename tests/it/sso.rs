//! Signing in by another site: a real OpenID provider (npm oidc-provider), started by the test.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use bigdatagemeenten::access::{Actor, MunicipalityRole, Role};
use bigdatagemeenten::accounts::NewAccount;
use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::config::Config;
use bigdatagemeenten::ids::PersonId;
use bigdatagemeenten::sso::ProviderSettings;
use chrono::Duration;
use reqwest::header::LOCATION;
use reqwest::{StatusCode, Url};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::app::Place;
use crate::support::people::{PASSWORD, totp_code};
use crate::support::{Client, DELFT, Database, TestApp, ZAANSTAD};

on_both_databases!(
    a_new_person_becomes_a_member_of_the_bound_municipality,
    an_account_is_linked_by_its_verified_address_and_stays_linked,
    a_blocked_account_gets_in_by_no_other_site,
    a_provider_speaks_for_its_own_municipalities_only,
    an_address_that_is_not_verified_links_nothing,
    who_has_a_second_factor_is_asked_for_it,
    an_answer_counts_once_in_the_browser_that_asked,
    a_provider_of_several_municipalities_makes_no_new_people,
    a_provider_that_does_not_answer_is_told_so,
    people_are_sent_to_pages_of_this_site_only,
    joining_says_by_which_site_colleagues_sign_in,
);

const VIEWER: &str = "{ viewer { email role person { displayName municipality { code } } security { hasPassword ssoIdentities { provider { id name } } } } }";

/// The provider's process; ends with the test.
struct Idp {
    process: Child,
    issuer: String,
}

impl Idp {
    fn start(redirect: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sso-provider");
        assert!(
            folder.join("node_modules/oidc-provider").exists(),
            "the provider is not installed: npm ci --prefix tests/sso-provider"
        );
        let person = |email: &str, verified: bool, name: &str| json!({ "email": email, "email_verified": verified, "name": name });
        let config = json!({
            "clients": [{ "client_id": "bdg", "client_secret": "een geheim van de twee", "redirect_uris": [redirect] }],
            "people": {
                "anna": person("Anna@Test.example", true, "Anna van Elders"),
                "nieuw": person("nieuw@zaanstad.example", true, "Nieuwe Collega"),
                "ongezien": person("anna@test.example", false, "Iemand Anders"),
                "dubbel": person("anna@test.example", true, "Nog een Anna"),
            },
        });
        let mut process = Command::new("node")
            .arg("provider.mjs")
            .arg(config.to_string())
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node is installed");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let issuer = lines.next().expect("the provider says where it listens").unwrap();
        Self { process, issuer }
    }
}

impl Drop for Idp {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn settings(id: &str, issuer: &str, municipalities: &[&str]) -> ProviderSettings {
    ProviderSettings {
        id: id.into(),
        name: "Gemeente Zaanstad".into(),
        issuer: issuer.into(),
        client_id: "bdg".into(),
        client_secret: Some("een geheim van de twee".into()),
        client_secret_file: None,
        municipalities: municipalities.iter().map(|&code| code.to_owned()).collect(),
        hosts: Vec::new(),
        emails_are_verified: false,
    }
}

async fn start(database: Database, municipalities: &[&str]) -> (TestApp, Idp) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let redirect = format!("{base}/sso/zaanstad/callback");
    let idp = tokio::task::spawn_blocking(move || Idp::start(&redirect)).await.unwrap();
    let place = Place::new(database).await;
    let sso = vec![settings("zaanstad", &idp.issuer, municipalities)];
    let config = Config { public_url: base, sso, ..place.config() };
    (TestApp::with(place, Clock::system(), config, listener).await, idp)
}

/// Follows where `url` leads until it comes back to the app; answers that address.
async fn follow(browser: &Client, mut url: String) -> String {
    for _ in 0..8 {
        if url.starts_with(&browser.base) {
            return url;
        }
        let answer = browser.http.get(&url).send().await.unwrap();
        assert!(answer.status().is_redirection(), "{url}: {}", answer.status());
        url = location(&answer);
    }
    panic!("{url} leads nowhere");
}

fn location(answer: &reqwest::Response) -> String {
    let to = answer.headers()[LOCATION].to_str().unwrap();
    answer.url().join(to).unwrap().to_string()
}

/// Goes to the provider and signs in there as `login`; answers the address that the provider sends the browser to.
async fn at_provider(browser: &Client, start: &str, login: &str) -> String {
    let begun = browser.get(start).await;
    assert_eq!(begun.status(), StatusCode::SEE_OTHER);
    let asked = location(&begun);
    let form = browser.http.get(&asked).send().await.unwrap();
    assert!(form.status().is_redirection(), "{asked}: {}", form.status());
    let mut page = location(&form);
    // Signing in, and agreeing to what the network is told.
    for fields in ["prompt=login&login=LOGIN&password=x", "prompt=consent"] {
        let body = fields.replace("LOGIN", login);
        let kind = "application/x-www-form-urlencoded";
        let sent = browser.http.post(&page).header("content-type", kind).body(body).send().await.unwrap();
        assert!(sent.status().is_redirection(), "{page}: {}", sent.status());
        let resumed = browser.http.get(location(&sent)).send().await.unwrap();
        page = location(&resumed);
    }
    follow(browser, page).await
}

/// All the way; answers the page of the app that the browser ends on.
async fn sign_in(browser: &Client, login: &str) -> String {
    let back = at_provider(browser, "/sso/zaanstad/start?next=/contacten", login).await;
    let answer = browser.http.get(&back).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{back}");
    location(&answer).strip_prefix(&browser.base).unwrap().to_owned()
}

async fn viewer(browser: &Client) -> Value {
    browser.ask(VIEWER, json!({})).await["viewer"].clone()
}

async fn a_new_person_becomes_a_member_of_the_bound_municipality(database: Database) {
    let (app, _idp) = start(database, &[ZAANSTAD]).await;
    let offered =
        app.anonymous().ask("{ ssoProviders { id name startUrl municipalities { code } } }", json!({})).await;
    let expected = json!([{ "id": "zaanstad", "name": "Gemeente Zaanstad", "startUrl": "/sso/zaanstad/start",
        "municipalities": [{ "code": ZAANSTAD }] }]);
    assert_eq!(offered["ssoProviders"], expected);

    let browser = app.anonymous();
    assert_eq!(sign_in(&browser, "nieuw").await, "/contacten");
    let me = viewer(&browser).await;
    assert_eq!((&me["email"], &me["role"]), (&json!("nieuw@zaanstad.example"), &json!("MEMBER")));
    assert_eq!(
        me["person"],
        json!({ "displayName": "Nieuwe Collega", "municipality": { "code": ZAANSTAD } })
    );
    assert_eq!(me["security"]["hasPassword"], false);
    assert_eq!(me["security"]["ssoIdentities"][0]["provider"]["id"], "zaanstad");
    // The same person the next time, and no other way in.
    let again = app.anonymous();
    sign_in(&again, "nieuw").await;
    assert_eq!(viewer(&again).await["person"], me["person"]);
    let people = again.ask("{ people(first: 10) { totalCount } }", json!({})).await;
    assert_eq!(people["people"]["totalCount"], 1);
    let input = json!({ "email": "nieuw@zaanstad.example", "password": "" });
    assert_eq!(app.anonymous().form_errors("logIn", input).await, ["password: INVALID_CREDENTIALS"]);
}

async fn an_account_is_linked_by_its_verified_address_and_stays_linked(database: Database) {
    let (app, _idp) = start(database, &[ZAANSTAD]).await;
    let anna = app.person("anna").of(ZAANSTAD).create().await;
    let browser = app.anonymous();
    assert_eq!(sign_in(&browser, "anna").await, "/contacten");
    let me = viewer(&browser).await;
    assert_eq!((&me["email"], &me["person"]["displayName"]), (&json!("anna@test.example"), &json!("anna")));
    assert_eq!(me["security"]["hasPassword"], true);
    anna.sign_in(PASSWORD).await;
    // Another person of the provider who claims the same address does not get in.
    let other = app.anonymous();
    assert_eq!(sign_in(&other, "dubbel").await, "/inloggen?sso=already-linked");
    assert_eq!(viewer(&other).await, Value::Null);
}

async fn a_blocked_account_gets_in_by_no_other_site(database: Database) {
    let (app, _idp) = start(database, &[ZAANSTAD]).await;
    let anna = app.person("anna").of(ZAANSTAD).account().await;
    let person = PersonId::from_public(&anna.id).unwrap();
    let block = async |is_blocked: bool| {
        app.services.blocks.apply(&Actor::System, (person, is_blocked), None).await.unwrap();
    };
    block(true).await;
    let refused = async || {
        let browser = app.anonymous();
        assert_eq!(sign_in(&browser, "anna").await, "/inloggen?sso=refused");
        assert_eq!(viewer(&browser).await, Value::Null);
    };
    refused().await;
    // Also when it was linked before.
    block(false).await;
    assert_eq!(sign_in(&app.anonymous(), "anna").await, "/contacten");
    block(true).await;
    refused().await;
}

async fn a_provider_speaks_for_its_own_municipalities_only(database: Database) {
    let (app, _idp) = start(database, &[ZAANSTAD]).await;
    // Anna works in Delft: whatever the provider of Zaanstad says, it can't sign her in.
    app.person("anna").of(DELFT).account().await;
    let browser = app.anonymous();
    assert_eq!(sign_in(&browser, "anna").await, "/inloggen?sso=other-municipality");
    assert_eq!(viewer(&browser).await, Value::Null);
}

async fn an_address_that_is_not_verified_links_nothing(database: Database) {
    let (app, _idp) = start(database, &[ZAANSTAD]).await;
    app.person("anna").of(ZAANSTAD).account().await;
    let browser = app.anonymous();
    assert_eq!(sign_in(&browser, "ongezien").await, "/inloggen?sso=unverified-email");
    assert_eq!(viewer(&browser).await, Value::Null);
}

async fn who_has_a_second_factor_is_asked_for_it(database: Database) {
    let (app, _idp) = start(database, &[ZAANSTAD]).await;
    let anna = app.person("anna").of(ZAANSTAD).create().await;
    let secret = anna.set_up_totp(app.clock.now() - Duration::seconds(30)).await;
    let browser = app.anonymous();
    assert_eq!(sign_in(&browser, "anna").await, "/inloggen?stap=2");
    assert_eq!(viewer(&browser).await, Value::Null);
    let query = "{ secondFactorChallenge { methods } }";
    let asked = browser.ask(query, json!({})).await;
    assert_eq!(asked["secondFactorChallenge"]["methods"], json!(["TOTP", "RECOVERY_CODE"]));
    assert_eq!(app.anonymous().ask(query, json!({})).await["secondFactorChallenge"], Value::Null);
    let code = json!({ "totp": totp_code(&secret, app.clock.now()) });
    let entered = browser.mutate("verifySecondFactor", code, "viewer { email }").await;
    assert_eq!(entered["viewer"]["email"], "anna@test.example");
}

async fn an_answer_counts_once_in_the_browser_that_asked(database: Database) {
    let (app, _idp) = start(database, &[ZAANSTAD]).await;
    let browser = app.anonymous();
    let back = at_provider(&browser, "/sso/zaanstad/start", "nieuw").await;
    let expired = async |client: &Client, url: &str| {
        let answer = client.http.get(url).send().await.unwrap();
        assert_eq!(location(&answer), format!("{}/inloggen?sso=expired", app.base), "{url}");
        assert_eq!(viewer(client).await, Value::Null);
    };
    // A thief of the address, and somebody else who was sent it.
    expired(&app.anonymous(), &back).await;
    let other = app.anonymous();
    other.get("/sso/zaanstad/start").await;
    expired(&other, &back).await;
    // Another state than was asked with, after which this sign-in is over.
    let mut forged = Url::parse(&back).unwrap();
    let code = forged.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    forged.query_pairs_mut().clear().append_pair("code", &code).append_pair("state", "AAAA");
    expired(&browser, forged.as_str()).await;
    expired(&browser, &back).await;
    // Done well it counts, once, under a new id of the session.
    let back = at_provider_again(&browser).await;
    let answer = browser.http.get(&back).send().await.unwrap();
    assert_eq!(location(&answer), format!("{}/", app.base));
    assert_eq!(viewer(&browser).await["email"], "nieuw@zaanstad.example");
    let second = browser.http.get(&back).send().await.unwrap();
    assert!(location(&second).ends_with("?sso=expired"));
    // Who says no at the provider comes back without an account.
    let refusing = app.anonymous();
    let begun = refusing.get("/sso/zaanstad/start").await;
    let asked = Url::parse(&location(&begun)).unwrap();
    let state = asked.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let answer = refusing.get(&format!("/sso/zaanstad/callback?error=access_denied&state={state}")).await;
    assert!(location(&answer).ends_with("/inloggen?sso=refused"), "{}", location(&answer));
}

/// The provider knows the browser by now and asks nothing.
async fn at_provider_again(browser: &Client) -> String {
    let begun = browser.get("/sso/zaanstad/start").await;
    follow(browser, location(&begun)).await
}

async fn a_provider_of_several_municipalities_makes_no_new_people(database: Database) {
    let (app, _idp) = start(database, &[ZAANSTAD, DELFT]).await;
    let browser = app.anonymous();
    assert_eq!(sign_in(&browser, "nieuw").await, "/inloggen?sso=which-municipality");
    assert_eq!(viewer(&browser).await, Value::Null);
    app.person("anna").of(DELFT).account().await;
    assert_eq!(sign_in(&app.anonymous(), "anna").await, "/contacten");
}

async fn a_provider_that_does_not_answer_is_told_so(database: Database) {
    let (app, idp) = start(database, &[ZAANSTAD]).await;
    drop(idp);
    let browser = app.anonymous();
    let answer = browser.get("/sso/zaanstad/start").await;
    assert!(location(&answer).ends_with("/inloggen?sso=unavailable"));
    assert_eq!(browser.get("/sso/delft/start").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/sso/delft/callback?code=x&state=y").await.status(), StatusCode::NOT_FOUND);
    // An account of this network, with a password, is not hurt.
    let new = NewAccount {
        email: "bea@test.example".into(),
        name: "Bea".into(),
        municipality: app.services.municipalities.by_code(ZAANSTAD).unwrap().id,
        role: Role::Member,
        municipality_role: MunicipalityRole::Member,
        password: PASSWORD.into(),
    };
    app.services.accounts.create(new).await.unwrap();
    Client { email: "bea@test.example".into(), ..browser }.sign_in(PASSWORD).await;
}

async fn people_are_sent_to_pages_of_this_site_only(database: Database) {
    let (app, _idp) = start(database, &[ZAANSTAD]).await;
    for foreign in ["https://evil.example", "//evil.example", "/%5Cevil.example", "/%0d%0aSet-Cookie:x"] {
        let browser = app.anonymous();
        let back = at_provider(&browser, &format!("/sso/zaanstad/start?next={foreign}"), "nieuw").await;
        let answer = browser.http.get(&back).send().await.unwrap();
        assert_eq!(location(&answer), format!("{}/", app.base), "{foreign}");
    }
    // The address at the provider carries what it must, and no secret.
    let asked = Url::parse(&location(&app.anonymous().get("/sso/zaanstad/start").await)).unwrap();
    let given: std::collections::HashMap<_, _> = asked.query_pairs().into_owned().collect();
    assert_eq!((&*given["response_type"], &*given["code_challenge_method"]), ("code", "S256"));
    assert!(given["state"].len() >= 16 && given["nonce"].len() >= 16 && !asked.as_str().contains("geheim"));
}

async fn joining_says_by_which_site_colleagues_sign_in(database: Database) {
    let (app, _idp) = start(database, &[ZAANSTAD]).await;
    for (code, domain) in [(ZAANSTAD, "zaanstad.example"), (DELFT, "delft.example")] {
        app.services.accounts.add_mail_domain(&Actor::System, (code, domain), None).await.unwrap();
    }
    let query =
        "query($email: String!) { registrationOptions(email: $email) { ssoProvider { id name startUrl } } }";
    let of = async |email: &str| {
        app.anonymous().ask(query, json!({ "email": email })).await["registrationOptions"]["ssoProvider"]
            .clone()
    };
    let known = json!({ "id": "zaanstad", "name": "Gemeente Zaanstad", "startUrl": "/sso/zaanstad/start" });
    assert_eq!(of("nieuw@zaanstad.example").await, known);
    assert_eq!(of("nieuw@delft.example").await, Value::Null);
    assert_eq!(of("nieuw@elders.example").await, Value::Null);
}
