//! Whom the network asks for a second factor, and what they may do without.

use bigdatagemeenten::access::Role;
use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::factors::Required;
use serde_json::{Value, json};

use super::{SECURITY, asking, is_signed_in, on_a_clock};
use crate::support::app::Place;
use crate::support::people::{PASSWORD, pilot};
use crate::support::{Client, Database};

on_both_databases!(
    an_administrator_without_a_second_factor_may_only_set_one_up,
    an_administrator_of_a_municipality_needs_one_from_the_moment_that_they_are_it,
    everybody_or_nobody_can_be_asked_for_a_second_factor,
);

async fn an_administrator_without_a_second_factor_may_only_set_one_up(database: Database) {
    let app = on_a_clock(database).await;
    let bea = app.person("bea").create().await;
    let draft = bea.make("Pilot", pilot("Van Bea", "NETWORK")).await;
    let admin = app.person("admin").role(Role::Admin).account().await;
    admin.sign_in(PASSWORD).await;
    let state = admin.ask(SECURITY, json!({})).await["viewer"]["security"].clone();
    assert_eq!((&state["hasTotp"], &state["isSecondFactorRequired"]), (&json!(false), &json!(true)));

    let query = "mutation($input: CreatePilotInput!) { createPilot(input: $input) { pilot { id } } }";
    let refused = admin.gql(query, json!({ "input": pilot("Niet", "NETWORK") })).await;
    let extensions = &refused.body["errors"][0]["extensions"];
    assert_eq!(
        (&extensions["code"], &extensions["reason"]),
        (&json!("FORBIDDEN"), &json!("SECOND_FACTOR_REQUIRED")),
    );
    assert!(refused.body["errors"][0]["message"].as_str().unwrap().contains("tweede stap"));
    let matches = admin.gql("{ contactMatches(first: 1) { edges { node { id } } } }", json!({})).await;
    assert_eq!(matches.body["errors"][0]["extensions"]["reason"], "SECOND_FACTOR_REQUIRED");
    let introductions =
        admin.gql("{ viewer { introductions(first: 1) { edges { node { id } } } } }", json!({})).await;
    assert_eq!(introductions.code(), Some("FORBIDDEN"));
    // What is not for everybody is not there, as for a visitor.
    let node = "query($id: ID!) { node(id: $id) { id } }";
    let (seen, by_nobody) = (
        admin.gql(node, json!({ "id": draft["id"] })).await,
        app.anonymous().gql(node, json!({ "id": draft["id"] })).await,
    );
    assert_eq!(seen.told(), by_nobody.told());

    admin.set_up_totp(app.clock.now()).await;
    assert_eq!(admin.ask(node, json!({ "id": draft["id"] })).await["node"]["id"], draft["id"]);
    admin.make("Pilot", pilot("Nu wel", "NETWORK")).await;
    // Without it they are where they were.
    let none = admin.mutate("disableTotp", json!({}), "security { hasTotp recoveryCodesLeft }").await;
    assert_eq!(none["security"], json!({ "hasTotp": false, "recoveryCodesLeft": 0 }));
    assert_eq!(admin.refused(query, json!({ "input": pilot("Niet", "NETWORK") })).await, "FORBIDDEN");
    admin.ask("mutation { logOut { loggedOut } }", json!({})).await;
    assert!(!is_signed_in(&admin).await);
}

async fn an_administrator_of_a_municipality_needs_one_from_the_moment_that_they_are_it(database: Database) {
    let app = on_a_clock(database).await;
    let admin = app.person("admin").role(Role::Admin).create().await;
    let anna = app.person("anna").create().await;
    let editor = app.person("ed").editor().create().await;
    let needs = async |client: &Client| {
        client.ask("{ viewer { needsSecondFactor } }", json!({})).await["viewer"]["needsSecondFactor"].clone()
    };
    assert_eq!((needs(&anna).await, needs(&editor).await), (json!(false), json!(false)));
    anna.make("Pilot", pilot("Als lid", "NETWORK")).await;
    let people =
        "query { municipality(code: \"GM0503\") { administration { members(first: 5) { totalCount } } } }";

    let give = json!({ "personId": anna.id, "municipalityRole": "ADMINISTRATOR" });
    admin.mutate("setRole", give, "person { id }").await;
    assert_eq!(needs(&anna).await, true);
    let refused = anna.mutation_refused("createPilot", pilot("Niet", "NETWORK"), "pilot { id }").await;
    assert_eq!(refused, "FORBIDDEN");
    let hidden = anna.ask(people, json!({})).await["municipality"]["administration"].clone();
    assert_eq!(hidden, Value::Null, "nor do they see whom they administer");
    let entered = anna
        .mutate("logIn", json!({ "email": anna.email, "password": PASSWORD }), "viewer { needsSecondFactor }")
        .await;
    assert_eq!(entered["viewer"]["needsSecondFactor"], true, "signing in tells the page where to go on");

    anna.set_up_totp(app.clock.now()).await;
    assert_eq!(needs(&anna).await, false);
    let seen = anna.ask(people, json!({})).await["municipality"]["administration"].clone();
    assert_eq!(seen["members"]["totalCount"], 3);
}

async fn everybody_or_nobody_can_be_asked_for_a_second_factor(database: Database) {
    for (second_factor, member_may, admin_may) in
        [(Required::Everybody, false, false), (Required::Nobody, true, true)]
    {
        let place = Place::new(database).await;
        assert_eq!(place.config().second_factor, Required::Admins, "unless the installation says otherwise");
        let app = asking(second_factor, place, Clock::system()).await;
        for (name, role, may) in [("anna", Role::Member, member_may), ("admin", Role::Admin, admin_may)] {
            let person = app.person(name).role(role).account().await;
            person.sign_in(PASSWORD).await;
            let query = "mutation($input: CreatePilotInput!) { createPilot(input: $input) { pilot { id } } }";
            let answer = person.gql(query, json!({ "input": pilot("Titel", "NETWORK") })).await;
            assert_eq!(answer.is_without_errors(), may, "{second_factor:?} {name}: {answer:?}");
        }
        app.stop().await;
    }
}
