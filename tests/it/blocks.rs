//! Blocking an account, and opening it again.

use bigdatagemeenten::access::Role;
use bigdatagemeenten::clock::Clock;
use chrono::{Duration, TimeZone, Utc};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::support::app::Place;
use crate::support::people::PASSWORD;
use crate::support::{Client, DELFT, Database, TestApp, ZAANSTAD, program};

on_both_databases!(
    a_blocked_account_is_out_at_once_and_in_no_way_in_again,
    administrators_block_whom_they_administer_and_nobody_else_does,
    nobody_blocks_themself_and_the_network_keeps_an_administrator,
    blocking_asks_for_a_recent_sign_in,
    only_administrators_see_addresses_and_blocks,
    the_command_line_blocks_and_opens,
);

const FIELDS: &str = "person { id isBlocked }";
const VIEWER: &str = "{ viewer { email } }";

fn of(person: &Client) -> Value {
    json!({ "personId": person.id })
}

async fn is_signed_in(client: &Client) -> bool {
    client.ask(VIEWER, json!({})).await["viewer"].is_object()
}

async fn sign_in(app: &TestApp, email: &str, password: &str) -> Value {
    let query = "mutation($input: LogInInput!) { logIn(input: $input) { viewer { email } userErrors { path code message } } }";
    let input = json!({ "email": email, "password": password });
    app.anonymous().gql(query, json!({ "input": input })).await.told()
}

async fn a_blocked_account_is_out_at_once_and_in_no_way_in_again(database: Database) {
    let app = TestApp::start(database).await;
    let head = app.person("head").administrator().create().await;
    let anna = app.person("anna").create().await;
    let expires = (app.clock.now() + Duration::days(30)).to_rfc3339();
    let input = json!({ "name": "Programma", "scopes": ["READ"], "expiresAt": expires });
    let token = anna.mutate("createApiToken", input, "token").await["token"].as_str().unwrap().to_owned();
    let works = async || {
        let sent = app.anonymous().http.post(app.anonymous().url("/graphql")).bearer_auth(&token);
        sent.json(&json!({ "query": VIEWER })).send().await.unwrap().status().as_u16() == 200
    };
    let reset = |email: &str| {
        let (client, input) = (app.anonymous(), json!({ "email": email }));
        async move { client.mutate("requestPasswordReset", input, "mailSent").await }
    };
    reset(&anna.email).await;
    let link = app.mail_to(&anna.email).await.token();
    assert!(works().await && is_signed_in(&anna).await);

    let done = head.mutate("blockAccount", of(&anna), FIELDS).await;
    assert_eq!((&done["person"]["isBlocked"], &done["userErrors"]), (&json!(true), &json!([])));
    assert!(!works().await && !is_signed_in(&anna).await);
    let mail = app.nth_mail_to(&anna.email, 2).await;
    assert!(
        mail.subject.contains("geblokkeerd") && mail.text.contains("beheerder van Delft"),
        "{}",
        mail.text
    );
    let by_link = json!({ "token": link, "password": "een gloednieuw paard van hout" });
    assert_eq!(app.anonymous().form_errors("resetPassword", by_link).await, ["token: INVALID_LINK"]);
    // The right password is answered as that of nobody, and so is a wish for a new one.
    let nobody = sign_in(&app, "nobody@test.example", PASSWORD).await;
    assert_eq!(sign_in(&app, &anna.email, PASSWORD).await, nobody);
    assert_eq!(nobody["body"]["data"]["logIn"]["userErrors"][0]["code"], "INVALID_CREDENTIALS");
    assert_eq!(reset(&anna.email).await, reset("nobody@test.example").await);
    assert!(!app.nth_mail_to(&anna.email, 3).await.text.contains("token"));
    // Once more is no news.
    head.mutate("blockAccount", of(&anna), FIELDS).await;

    let done = head.mutate("unblockAccount", of(&anna), FIELDS).await;
    assert_eq!(done["person"]["isBlocked"], false);
    assert!(app.nth_mail_to(&anna.email, 4).await.subject.contains("weer open"));
    assert!(!is_signed_in(&anna).await && !works().await, "what ended stays ended");
    anna.sign_in(PASSWORD).await;
    let db = app.services.db.reader();
    let log = "SELECT kind FROM audit_log WHERE kind LIKE 'account_%blocked' ORDER BY at, id";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), log)).await.unwrap();
    let kinds: Vec<String> = rows.iter().map(|row| row.try_get("", "kind").unwrap()).collect();
    assert_eq!(kinds, ["account_blocked", "account_unblocked"]);
}

async fn administrators_block_whom_they_administer_and_nobody_else_does(database: Database) {
    let app = TestApp::start(database).await;
    let admin = app.person("admin").of(ZAANSTAD).role(Role::Admin).create().await;
    let head = app.person("head").administrator().create().await;
    let elsewhere = app.person("elsewhere").of(ZAANSTAD).administrator().create().await;
    let editor = app.person("editor").editor().create().await;
    let planner = app.person("planner").role(Role::Organiser).create().await;
    let anna = app.person("anna").create().await;
    for field in ["blockAccount", "unblockAccount"] {
        for who in [&elsewhere, &editor, &planner, &anna] {
            assert_eq!(who.mutation_refused(field, of(&anna), "").await, "FORBIDDEN", "{}", who.name);
        }
        assert_eq!(app.anonymous().mutation_refused(field, of(&anna), "").await, "UNAUTHENTICATED");
        // A role in the network is the network's.
        assert_eq!(head.mutation_refused(field, of(&planner), "").await, "FORBIDDEN");
        assert_eq!(head.mutation_refused(field, of(&admin), "").await, "FORBIDDEN");
    }
    assert!(is_signed_in(&anna).await && is_signed_in(&planner).await);
    // What the network closed only the network opens.
    admin.mutate("blockAccount", of(&anna), FIELDS).await;
    assert_eq!(head.form_errors("unblockAccount", of(&anna)).await, ["personId: BLOCKED_BY_NETWORK"]);
    assert_eq!(admin.mutate("unblockAccount", of(&anna), FIELDS).await["person"]["isBlocked"], false);
    head.mutate("blockAccount", of(&anna), FIELDS).await;
    assert_eq!(head.mutate("unblockAccount", of(&anna), FIELDS).await["person"]["isBlocked"], false);
    // Also what the municipality had closed before.
    head.mutate("blockAccount", of(&anna), FIELDS).await;
    admin.mutate("blockAccount", of(&anna), FIELDS).await;
    assert_eq!(head.form_errors("unblockAccount", of(&anna)).await, ["personId: BLOCKED_BY_NETWORK"]);
    head.mutate("blockAccount", of(&anna), FIELDS).await;
    assert_eq!(head.form_errors("unblockAccount", of(&anna)).await, ["personId: BLOCKED_BY_NETWORK"]);
    admin.mutate("unblockAccount", of(&anna), FIELDS).await;
    anna.sign_in(PASSWORD).await;
    for (who, whom) in [(&head, &anna), (&head, &editor), (&admin, &planner), (&admin, &head)] {
        assert_eq!(who.mutate("blockAccount", of(whom), FIELDS).await["person"]["isBlocked"], true);
        assert!(!is_signed_in(whom).await, "{}", whom.name);
    }
}

async fn nobody_blocks_themself_and_the_network_keeps_an_administrator(database: Database) {
    let app = TestApp::start(database).await;
    let admin = app.person("admin").role(Role::Admin).create().await;
    let second = app.person("second").role(Role::Admin).create().await;
    assert_eq!(admin.form_errors("blockAccount", of(&admin)).await, ["personId: OWN_ACCOUNT"]);
    assert_eq!(admin.form_errors("blockAccount", of(&second)).await, [""; 0]);
    // Who is blocked counts for nothing: the other one is the last.
    let down = json!({ "personId": admin.id, "role": "MEMBER" });
    assert_eq!(admin.form_errors("setRole", down).await, ["role: LAST_ADMIN"]);
    let place = app.stop().await;
    let said = program::run(&place, &["account", "block", "--email", &admin.email]).await;
    assert!(!said.is_success && said.err.contains("laatste beheerder"), "{}{}", said.out, said.err);
}

async fn blocking_asks_for_a_recent_sign_in(database: Database) {
    let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 25, 12, 0, 0).unwrap());
    let app = TestApp::at(Place::new(database).await, clock).await;
    let head = app.person("head").administrator().create().await;
    let anna = app.person("anna").create().await;
    app.clock.advance(Duration::minutes(11));
    // The password alone is not enough for who has a second factor.
    for input in [of(&anna), json!({ "personId": anna.id, "password": PASSWORD })] {
        assert_eq!(head.form_errors("blockAccount", input).await, ["password: SIGN_IN_AGAIN"]);
    }
    // Who may not do it is told that, and is not asked for a password.
    assert_eq!(anna.mutation_refused("blockAccount", of(&head), "").await, "FORBIDDEN");
    assert!(is_signed_in(&anna).await);
    head.sign_in(PASSWORD).await;
    assert_eq!(head.form_errors("blockAccount", of(&anna)).await, [""; 0]);
    assert!(!is_signed_in(&anna).await);
}

async fn only_administrators_see_addresses_and_blocks(database: Database) {
    let app = TestApp::start(database).await;
    let admin = app.person("admin").of(ZAANSTAD).role(Role::Admin).create().await;
    let head = app.person("head").administrator().create().await;
    let elsewhere = app.person("elsewhere").of(ZAANSTAD).administrator().create().await;
    let anna = app.person("anna").create().await;
    let bram = app.person("bram").create().await;
    let node = "query($id: ID!) { node(id: $id) { ... on Person { email isBlocked } } }";
    let seen = json!({ "email": anna.email, "isBlocked": false });
    for who in [&admin, &head, &anna] {
        assert_eq!(who.ask(node, json!({ "id": anna.id })).await["node"], seen, "{}", who.name);
    }
    for who in [&elsewhere, &bram] {
        let hidden = json!({ "email": null, "isBlocked": null });
        assert_eq!(who.ask(node, json!({ "id": anna.id })).await["node"], hidden, "{}", who.name);
    }
    anna.mutate("updateProfile", json!({ "visibility": "PUBLIC" }), "person { id }").await;
    let hidden = json!({ "email": null, "isBlocked": null });
    assert_eq!(app.anonymous().ask(node, json!({ "id": anna.id })).await["node"], hidden);
    let list = "query($code: String!) { municipality(code: $code) { administration { members { nodes { displayName email isBlocked } } } } }";
    let members = head.ask(list, json!({ "code": DELFT })).await;
    let nodes = members["municipality"]["administration"]["members"]["nodes"].as_array().unwrap().clone();
    assert!(
        nodes.contains(&json!({ "displayName": "anna", "email": anna.email, "isBlocked": false })),
        "{nodes:?}"
    );
}

async fn the_command_line_blocks_and_opens(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let clock = app.clock.clone();
    let place = app.stop().await;
    let account =
        async |what: &str, email: &str| program::run(&place, &["account", what, "--email", email]).await;
    assert!(!account("block", "niemand@test.example").await.is_success);
    account("block", &anna.email).await.fine();
    let app = TestApp::at(place, clock.clone()).await;
    assert!(!is_signed_in(&anna.at(&app.base)).await);
    let refused = sign_in(&app, &anna.email, PASSWORD).await;
    assert_eq!(refused["body"]["data"]["logIn"]["userErrors"][0]["code"], "INVALID_CREDENTIALS");
    let place = app.stop().await;
    let account =
        async |what: &str, email: &str| program::run(&place, &["account", what, "--email", email]).await;
    account("unblock", &anna.email).await.fine();
    let app = TestApp::at(place, clock).await;
    let entered = sign_in(&app, &anna.email, PASSWORD).await;
    assert_eq!(entered["body"]["data"]["logIn"]["viewer"]["email"], anna.email.as_str());
}
