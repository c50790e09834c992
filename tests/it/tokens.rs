//! Tokens: how a program acts for a person.

use bigdatagemeenten::access::Role;
use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::graphql::gate::FOR_TOKENS;
use chrono::{Duration, TimeZone, Utc};
use reqwest::header::{AUTHORIZATION, COOKIE, HeaderMap, ORIGIN, WWW_AUTHENTICATE};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::support::app::Place;
use crate::support::people::{PASSWORD, pilot};
use crate::support::{Client, Database, TestApp};

on_both_databases!(
    a_token_acts_for_its_person_within_its_scopes,
    a_token_is_shown_once_and_kept_as_its_hash,
    a_wrong_revoked_or_expired_token_is_nobodys,
    a_token_does_not_change_how_its_person_signs_in,
    with_a_token_cookies_do_not_count_and_no_origin_is_asked_for,
    the_fields_of_a_token_are_checked,
    making_a_token_asks_for_a_recent_sign_in,
    nobody_sees_or_revokes_the_token_of_somebody_else,
    wrong_tokens_from_one_address_are_limited,
    pages_show_a_program_what_its_person_sees_when_it_may_read,
);

const VIEWER: &str = "{ viewer { email } }";
const TOKENS: &str =
    "{ viewer { security { apiTokens { id name scopes createdAt expiresAt lastUsedAt revokedAt } } } }";

async fn on_a_clock(database: Database) -> TestApp {
    let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 25, 12, 0, 0).unwrap());
    TestApp::at(Place::new(database).await, clock).await
}

fn input(app: &TestApp, scopes: &[&str]) -> Value {
    let expires = app.clock.now() + Duration::days(30);
    json!({ "name": "Dashboard", "scopes": scopes, "expiresAt": expires.to_rfc3339() })
}

async fn make(app: &TestApp, person: &Client, scopes: &[&str]) -> (String, Value) {
    let fields = "token apiToken { id name scopes lastUsedAt revokedAt }";
    let made = person.mutate("createApiToken", input(app, scopes), fields).await;
    let token = made["token"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
    (token, made["apiToken"].clone())
}

/// A program that has the token and no cookies.
fn program(app: &TestApp, token: &str) -> Client {
    with_headers(app, &[(AUTHORIZATION.as_str(), &format!("Bearer {token}"))])
}

fn with_headers(app: &TestApp, headers: &[(&str, &str)]) -> Client {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.insert(reqwest::header::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
    }
    let http = reqwest::Client::builder().default_headers(map).build().unwrap();
    Client { http, name: "program".into(), ..app.anonymous() }
}

async fn tokens(client: &Client) -> Vec<Value> {
    client.ask(TOKENS, json!({})).await["viewer"]["security"]["apiTokens"].as_array().unwrap().clone()
}

async fn a_token_acts_for_its_person_within_its_scopes(database: Database) {
    let app = on_a_clock(database).await;
    let anna = app.person("anna").create().await;
    let draft = anna.make("Pilot", pilot("Van Anna zelf", "NETWORK")).await;
    let node = "query($id: ID!) { node(id: $id) { id } }";
    let (reading, _) = make(&app, &anna, &["READ"]).await;
    let (both, _) = make(&app, &anna, &["READ", "WRITE"]).await;
    let (writing, _) = make(&app, &anna, &["WRITE"]).await;

    let reader = program(&app, &reading);
    assert_eq!(reader.ask(VIEWER, json!({})).await["viewer"]["email"], "anna@test.example");
    let seen = reader.ask(node, json!({ "id": draft["id"] })).await;
    assert_eq!(seen["node"]["id"], draft["id"], "it sees what its person sees");
    let refused = reader.mutation_refused("createPilot", pilot("Niet", "NETWORK"), "pilot { id }").await;
    assert_eq!(refused, "FORBIDDEN");

    let program_of_both = program(&app, &both);
    let made = program_of_both.make("Pilot", pilot("Van een programma", "NETWORK")).await;
    assert_eq!(anna.ask(node, json!({ "id": made["id"] })).await["node"]["id"], made["id"]);

    let writer = program(&app, &writing);
    writer.make("Pilot", pilot("Van een ander programma", "NETWORK")).await;
    assert_eq!(writer.refused(VIEWER, json!({})).await, "FORBIDDEN");
    let read_back = "person { municipality { people { nodes { displayName } } } }";
    let refused = writer.mutation_refused("updateProfile", json!({ "about": "Ik" }), read_back).await;
    assert_eq!(refused, "FORBIDDEN", "what was written is no way to read");
    // Consent is given by people.
    for consent in [json!({ "matchable": true }), json!({ "visibility": "PUBLIC" })] {
        let refused = program_of_both.mutation_refused("updateProfile", consent, "person { id }").await;
        assert_eq!(refused, "FORBIDDEN");
    }
    program_of_both.mutate("updateProfile", json!({ "matchable": false }), "person { id }").await;
    let all = anna.ask("{ pilots { totalCount } }", json!({})).await;
    assert_eq!(all["pilots"]["totalCount"], 0, "only drafts were made, and nothing by the one that reads");
}

async fn a_token_is_shown_once_and_kept_as_its_hash(database: Database) {
    let app = on_a_clock(database).await;
    let anna = app.person("anna").create().await;
    let (token, made) = make(&app, &anna, &["READ"]).await;
    assert!(token.starts_with("bdg_") && token.len() == 47, "{token}");
    assert_eq!((&made["scopes"], &made["lastUsedAt"]), (&json!(["READ"]), &Value::Null));
    let db = app.services.db.reader();
    let all = Statement::from_string(db.get_database_backend(), "SELECT token_hash FROM api_tokens");
    let hash: String = db.query_one_raw(all).await.unwrap().unwrap().try_get("", "token_hash").unwrap();
    assert!(hash.len() == 64 && !hash.contains(&token[4..20]), "{hash}");
    for stolen in [hash.clone(), format!("bdg_{hash}")] {
        let answer = program(&app, &stolen).gql(VIEWER, json!({})).await;
        assert_eq!(answer.status, 401, "{answer:?}");
    }

    // Its last use is written at most once a minute.
    let reader = program(&app, &token);
    reader.ask(VIEWER, json!({})).await;
    assert_eq!(tokens(&anna).await[0]["lastUsedAt"], "2026-11-25T12:00:00+00:00");
    app.clock.advance(Duration::seconds(59));
    let (_, sent) = app.statements(reader.ask(VIEWER, json!({}))).await;
    assert!(!sent.iter().any(|sql| sql.starts_with("UPDATE")), "{sent:?}");
    app.clock.advance(Duration::seconds(1));
    reader.ask(VIEWER, json!({})).await;
    let listed = tokens(&anna).await;
    assert_eq!(listed[0]["lastUsedAt"], "2026-11-25T12:01:00+00:00");
    assert!(!json!(listed).to_string().contains(&token[4..]), "{listed:?}");
}

async fn a_wrong_revoked_or_expired_token_is_nobodys(database: Database) {
    let app = on_a_clock(database).await;
    let anna = app.person("anna").create().await;
    let (first, made) = make(&app, &anna, &["READ"]).await;
    let (second, _) = make(&app, &anna, &["READ"]).await;
    program(&app, &first).ask(VIEWER, json!({})).await;
    let fields = "apiToken { revokedAt }";
    let revoked = anna.mutate("revokeApiToken", json!({ "id": made["id"] }), fields).await;
    assert_eq!(revoked["apiToken"]["revokedAt"], "2026-11-25T12:00:00+00:00");
    let wrong = program(&app, "bdg_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").gql(VIEWER, json!({})).await;
    let ended = program(&app, &first).gql(VIEWER, json!({})).await;
    assert_eq!((ended.told(), ended.status.as_u16()), (wrong.told(), 401));
    assert_eq!(wrong.code(), Some("UNAUTHENTICATED"));
    assert_eq!(wrong.headers[WWW_AUTHENTICATE], "Bearer");
    // Public things as well: a program must see that its token is worth nothing.
    let public = program(&app, &first).gql("{ networkStats { pilots } }", json!({})).await;
    assert_eq!(public.status, 401);
    for other in ["", "x", "bdg_", "eyJhbGciOiJub25lIn0.e30.", &second[..46]] {
        assert_eq!(program(&app, other).gql(VIEWER, json!({})).await.status, 401, "{other}");
    }
    // Revoking again changes nothing.
    app.clock.advance(Duration::hours(1));
    let again = anna.mutate("revokeApiToken", json!({ "id": made["id"] }), fields).await;
    assert_eq!(again, revoked);

    app.clock.advance(Duration::days(30));
    assert_eq!(program(&app, &second).gql(VIEWER, json!({})).await.told(), wrong.told());
}

async fn a_token_does_not_change_how_its_person_signs_in(database: Database) {
    let app = on_a_clock(database).await;
    let anna = app.person("anna").role(Role::Organiser).create().await;
    let (token, made) = make(&app, &anna, &["READ", "WRITE"]).await;
    let theirs = program(&app, &token);
    assert_eq!(theirs.refused(TOKENS, json!({})).await, "FORBIDDEN");

    let sdl = bigdatagemeenten::graphql::schema::sdl();
    let schema = sdl.split("type Mutation {").nth(1).unwrap().split("\n}").next().unwrap();
    let is_name = |line: &&str| line.starts_with('\t') && !line.trim_start().starts_with(['"', '#']);
    let names = schema.lines().filter(is_name).filter_map(|line| line.trim().split(['(', ':']).next());
    let mutations: Vec<&str> = names.filter(|name| name.chars().all(char::is_alphanumeric)).collect();
    for allowed in FOR_TOKENS {
        assert!(mutations.contains(allowed), "{allowed} is no mutation");
    }
    let closed: Vec<_> = mutations.iter().filter(|name| !FOR_TOKENS.contains(name)).collect();
    assert!(closed.len() >= 5, "{mutations:?}");
    for name in closed {
        // Whatever its input: it is refused before anything is looked at but the document.
        for document in [
            format!("mutation {{ {name} {{ __typename }} }}"),
            format!("mutation {{ other: {name} {{ __typename }} }}"),
            format!(
                "mutation {{ ... on Mutation {{ ...F }} }} fragment F on Mutation {{ {name} {{ __typename }} }}"
            ),
            format!("mutation {{ __typename ... @include(if: true) {{ {name} {{ __typename }} }} }}"),
        ] {
            let answer = theirs.gql(&document, json!({})).await;
            assert_eq!(answer.code(), Some("FORBIDDEN"), "{document}: {answer:?}");
        }
    }
    // The names above are those of the schema: one that is allowed gets further.
    let answer = theirs.gql("mutation { createPilot { __typename } }", json!({})).await;
    assert_eq!(answer.code(), Some("BAD_USER_INPUT"), "{answer:?}");
    assert_eq!(tokens(&anna).await[0]["revokedAt"], Value::Null, "{made}");
}

async fn with_a_token_cookies_do_not_count_and_no_origin_is_asked_for(database: Database) {
    let app = on_a_clock(database).await;
    let (anna, bea) = (app.person("anna").create().await, app.person("bea").create().await);
    let (token, _) = make(&app, &anna, &["READ"]).await;
    let bearer = format!("bearer  {token}");
    let login = json!({ "input": { "email": bea.email, "password": PASSWORD } });
    let query = "mutation($input: LogInInput!) { logIn(input: $input) { viewer { email } } }";
    let answer = app.anonymous().gql(query, login).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let both = with_headers(&app, &[("authorization", &bearer), (COOKIE.as_str(), &cookie)]);
    let answer = both.gql(VIEWER, json!({})).await;
    assert_eq!(answer.body["data"]["viewer"]["email"], "anna@test.example");
    assert!(!answer.headers.contains_key("set-cookie"), "{answer:?}");
    let invalid = with_headers(&app, &[("authorization", "Bearer bdg_x"), (COOKIE.as_str(), &cookie)]);
    assert_eq!(invalid.gql(VIEWER, json!({})).await.status, 401);

    let foreign = (ORIGIN.as_str(), "https://elders.example");
    let from_elsewhere = with_headers(&app, &[foreign, ("authorization", &bearer)]);
    assert_eq!(from_elsewhere.ask(VIEWER, json!({})).await["viewer"]["email"], "anna@test.example");
    let by_cookie = with_headers(&app, &[foreign, (COOKIE.as_str(), &cookie)]);
    assert_eq!(by_cookie.refused(VIEWER, json!({})).await, "FORBIDDEN");
    // Another scheme is no token: a proxy may ask for it.
    let basic = with_headers(&app, &[("authorization", "Basic eDp5"), (COOKIE.as_str(), &cookie)]);
    assert_eq!(basic.ask(VIEWER, json!({})).await["viewer"]["email"], "bea@test.example");
}

async fn the_fields_of_a_token_are_checked(database: Database) {
    let app = on_a_clock(database).await;
    let anna = app.person("anna").create().await;
    let at = |by: Duration| (app.clock.now() + by).to_rfc3339();
    for (field, value, expected) in [
        ("name", json!("  "), "name: REQUIRED"),
        ("name", json!("x".repeat(101)), "name: TOO_LONG"),
        ("name", json!("a\u{0}b"), "name: CONTROL_CHARACTER"),
        ("scopes", json!([]), "scopes: REQUIRED"),
        ("expiresAt", json!(at(Duration::zero())), "expiresAt: IN_THE_PAST"),
        ("expiresAt", json!(at(Duration::days(367))), "expiresAt: TOO_LATE"),
    ] {
        let mut wrong = input(&app, &["READ"]);
        wrong[field] = value;
        assert_eq!(anna.form_errors("createApiToken", wrong).await, [expected]);
    }
    assert_eq!(tokens(&anna).await.len(), 0);
    for _ in 0..50 {
        make(&app, &anna, &["READ"]).await;
    }
    assert_eq!(anna.form_errors("createApiToken", input(&app, &["READ"])).await, ["name: TOO_MANY"]);
}

async fn making_a_token_asks_for_a_recent_sign_in(database: Database) {
    let app = on_a_clock(database).await;
    let anna = app.person("anna").create().await;
    app.clock.advance(Duration::minutes(10));
    assert_eq!(anna.form_errors("createApiToken", input(&app, &["READ"])).await, ["password: REQUIRED"]);
    let mut guess = input(&app, &["READ"]);
    guess["password"] = "een verkeerd wachtwoord".into();
    assert_eq!(anna.form_errors("createApiToken", guess.clone()).await, ["password: WRONG_PASSWORD"]);
    guess["password"] = PASSWORD.into();
    assert_eq!(anna.form_errors("createApiToken", guess).await, [""; 0]);
    // The password counts for the next ten minutes.
    app.clock.advance(Duration::minutes(9));
    make(&app, &anna, &["READ"]).await;
    app.clock.advance(Duration::minutes(1));
    anna.mutate("confirmPassword", json!({ "password": PASSWORD }), "isConfirmed").await;
    make(&app, &anna, &["READ"]).await;
    let nobody = app.anonymous();
    let refused = nobody.mutation_refused("createApiToken", input(&app, &["READ"]), "token").await;
    assert_eq!(refused, "UNAUTHENTICATED");
}

async fn nobody_sees_or_revokes_the_token_of_somebody_else(database: Database) {
    let app = on_a_clock(database).await;
    let (anna, bea) = (app.person("anna").create().await, app.person("bea").create().await);
    let (token, made) = make(&app, &anna, &["READ"]).await;
    assert_eq!(tokens(&bea).await.len(), 0);
    let missing = bigdatagemeenten::ids::TokenId::generate().to_public();
    let theirs = bea.mutation_refused("revokeApiToken", json!({ "id": made["id"] }), "apiToken { id }").await;
    let nothing = bea.mutation_refused("revokeApiToken", json!({ "id": missing }), "apiToken { id }").await;
    assert_eq!((theirs.as_str(), nothing.as_str()), ("NOT_FOUND", "NOT_FOUND"));
    program(&app, &token).ask(VIEWER, json!({})).await;
}

async fn pages_show_a_program_what_its_person_sees_when_it_may_read(database: Database) {
    let app = on_a_clock(database).await;
    let anna = app.person("anna").create().await;
    let draft = anna.make("Pilot", pilot("Van Anna zelf", "NETWORK")).await;
    let page = format!("/pilots/{}", draft["slug"].as_str().unwrap());
    let (reading, _) = make(&app, &anna, &["READ"]).await;
    let (writing, _) = make(&app, &anna, &["WRITE"]).await;
    for (client, status) in [
        (&program(&app, &reading), 200),
        (&program(&app, &writing), 404),
        (&app.anonymous(), 404),
        (&program(&app, "bdg_x"), 401),
        (&anna, 200),
    ] {
        let answer = client.get(&page).await;
        assert_eq!(answer.status().as_u16(), status, "{}", client.name);
    }
    // Downloads are for the person alone.
    let asked = anna.ask("mutation { requestDataExport { downloadUrl } }", json!({})).await;
    let own = format!("{}.json", asked["requestDataExport"]["downloadUrl"].as_str().unwrap());
    assert_eq!(anna.get(&own).await.status().as_u16(), 200);
    assert_eq!(program(&app, &reading).get(&own).await.status().as_u16(), 404);
}

async fn wrong_tokens_from_one_address_are_limited(database: Database) {
    let app = on_a_clock(database).await;
    let anna = app.person("anna").create().await;
    let (token, _) = make(&app, &anna, &["READ"]).await;
    let guessing = program(&app, "bdg_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    let mut limited = None;
    for _ in 0..70 {
        let answer = guessing.gql(VIEWER, json!({})).await;
        if answer.status == 429 {
            limited = Some(answer);
        }
    }
    let limited = limited.expect("seventy wrong tokens in a moment are too many");
    assert_eq!(limited.code(), Some("RATE_LIMITED"));
    assert!(limited.headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap() > 0);
    program(&app, &token).ask(VIEWER, json!({})).await;
}
