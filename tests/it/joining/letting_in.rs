//! Who lets somebody in: by hand, by the mail domain of a municipality, and with which role.

use bigdatagemeenten::access::Role;
use serde_json::{Value, json};

use super::{rows, verified};
use crate::support::people::PASSWORD;
use crate::support::{DELFT, Database, TestApp, ZAANSTAD};

on_both_databases!(
    who_waits_can_do_nothing_and_is_seen_by_nobody_but_who_lets_them_in,
    who_is_not_let_in_leaves_nothing_behind,
    only_an_administrator_of_the_network_verifies_a_mail_domain,
    roles_are_given_by_who_may_give_them,
);

const PENDING: &str = "query($code: String!) { municipality(code: $code) { administration {
  pendingRegistrations(first: 10) { totalCount nodes { email registeredAt person { id displayName jobTitle municipality { code } themes { slug } recognitions { note } pilots(first: 1) { totalCount } } } } } } }";

async fn who_waits_can_do_nothing_and_is_seen_by_nobody_but_who_lets_them_in(database: Database) {
    let app = TestApp::start(database).await;
    let admin = app.person("admin").role(Role::Admin).create().await;
    let head = app.person("head").administrator().create().await;
    let other = app.person("other").of(ZAANSTAD).administrator().create().await;
    let editor = app.person("editor").editor().create().await;
    let (noor, payload) = verified(&app, "noor@elders.example").await;
    assert_eq!((&payload["needsApproval"], &payload["viewer"]), (&json!(true), &Value::Null));
    // The municipality's administrator is told, and nobody else.
    let told = app.mail_to(&head.email).await;
    assert!(told.subject.contains("Noor Bakker") && told.text.contains("/beheer/mensen"), "{}", told.text);
    assert_eq!(app.mails().len(), 2);
    // No session, and signing in says why: only to who knows the password.
    assert_eq!(noor.ask("{ viewer { email } }", json!({})).await["viewer"], Value::Null);
    let sign_in = |password: &str| {
        let input = json!({ "email": "noor@elders.example", "password": password });
        let client = app.anonymous();
        async move { client.form_errors("logIn", input).await }
    };
    assert_eq!(sign_in(PASSWORD).await, ["email: AWAITING_APPROVAL"]);
    assert_eq!(sign_in("een ander lang wachtwoord").await, ["password: INVALID_CREDENTIALS"]);
    // Seen by who lets them in.
    let pending = head.ask(PENDING, json!({ "code": DELFT })).await;
    let list = &pending["municipality"]["administration"]["pendingRegistrations"];
    assert_eq!((&list["totalCount"], &list["nodes"][0]["email"]), (&json!(1), &json!("noor@elders.example")));
    let id = list["nodes"][0]["person"]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        admin.ask("{ pendingRegistrations { totalCount } }", json!({})).await["pendingRegistrations"]["totalCount"],
        1
    );
    assert_eq!(
        head.ask("{ pendingRegistrations { totalCount } }", json!({})).await["pendingRegistrations"]["totalCount"],
        1
    );
    for who in [&other, &editor, &app.anonymous()] {
        let mine = who.ask(PENDING, json!({ "code": DELFT })).await;
        assert_eq!(mine["municipality"]["administration"], Value::Null, "{}", who.name);
        assert_eq!(
            who.ask("{ pendingRegistrations { totalCount } }", json!({})).await["pendingRegistrations"]["totalCount"],
            0
        );
        let refused =
            who.mutation_refused("approveRegistration", json!({ "personId": id, "accept": true }), "").await;
        let is_anonymous = who.email.is_empty();
        assert_eq!(refused, if is_anonymous { "UNAUTHENTICATED" } else { "NOT_FOUND" }, "{}", who.name);
        let missing =
            json!({ "personId": bigdatagemeenten::ids::PersonId::generate().to_public(), "accept": true });
        let missing = who.gql("mutation($input: ApproveRegistrationInput!) { approveRegistration(input: $input) { person { id } } }", json!({ "input": missing })).await;
        let hidden = who.gql("mutation($input: ApproveRegistrationInput!) { approveRegistration(input: $input) { person { id } } }", json!({ "input": { "personId": id, "accept": true } })).await;
        assert_eq!(missing.told(), hidden.told());
    }
    // And nowhere else, by nobody.
    for who in [&admin, &head, &app.anonymous()] {
        assert_eq!(
            who.refused("query($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await,
            "NOT_FOUND"
        );
        let people = who.ask("{ people(query: \"Noor\") { totalCount } }", json!({})).await;
        assert_eq!(people["people"]["totalCount"], 0);
    }
    // Let in: there at once.
    let input = json!({ "personId": id, "accept": true });
    let done = head.mutate("approveRegistration", input.clone(), "person { id displayName }").await;
    assert_eq!((&done["person"]["id"], &done["userErrors"]), (&json!(id), &json!([])));
    assert_eq!(head.mutation_refused("approveRegistration", input, "").await, "NOT_FOUND");
    assert!(app.nth_mail_to("noor@elders.example", 2).await.text.contains("goedgekeurd"));
    noor.sign_in(PASSWORD).await;
    app.until_found(&head, "Noor", 1).await;
}

async fn who_is_not_let_in_leaves_nothing_behind(database: Database) {
    let app = TestApp::start(database).await;
    let admin = app.person("admin").role(Role::Admin).create().await;
    verified(&app, "noor@elders.example").await;
    // A municipality without an administrator: the network's are told.
    assert!(app.mail_to(&admin.email).await.text.contains("Noor Bakker"));
    let pending = admin.ask("{ pendingRegistrations { nodes { person { id } } } }", json!({})).await;
    let id = &pending["pendingRegistrations"]["nodes"][0]["person"]["id"];
    let done = admin
        .mutate("approveRegistration", json!({ "personId": id, "accept": false }), "person { id }")
        .await;
    assert_eq!((&done["person"], &done["userErrors"]), (&Value::Null, &json!([])));
    assert!(app.nth_mail_to("noor@elders.example", 2).await.text.contains("niet goedgekeurd"));
    assert_eq!((rows(&app, "registrations").await, rows(&app, "accounts").await), (0, 1));
    let input = json!({ "email": "noor@elders.example", "password": PASSWORD });
    assert_eq!(app.anonymous().form_errors("logIn", input).await, ["password: INVALID_CREDENTIALS"]);
}

async fn only_an_administrator_of_the_network_verifies_a_mail_domain(database: Database) {
    let app = TestApp::start(database).await;
    let admin = app.person("admin").role(Role::Admin).create().await;
    let head = app.person("head").administrator().create().await;
    let other = app.person("other").of(ZAANSTAD).administrator().create().await;
    let input = json!({ "municipalityCode": DELFT, "domain": "@Delft.Example" });
    let fields = "mailDomain { id domain status municipality { code } }";
    let added = head.mutate("addMailDomain", input.clone(), fields).await;
    assert_eq!(
        (&added["mailDomain"]["domain"], &added["mailDomain"]["status"]),
        (&json!("delft.example"), &json!("PENDING"))
    );
    let id = json!({ "id": added["mailDomain"]["id"] });
    assert_eq!(head.form_errors("addMailDomain", input.clone()).await, ["domain: TAKEN"]);
    let public = json!({ "municipalityCode": DELFT, "domain": "gmail.com" });
    assert_eq!(head.form_errors("addMailDomain", public).await, ["domain: PUBLIC_DOMAIN"]);
    assert_eq!(other.mutation_refused("addMailDomain", input.clone(), "").await, "FORBIDDEN");
    assert_eq!(app.anonymous().mutation_refused("addMailDomain", input, "").await, "UNAUTHENTICATED");
    // Not verified: nobody comes in by it.
    let (_, payload) = verified(&app, "noor@delft.example").await;
    assert_eq!(payload["needsApproval"], true);
    assert_eq!(head.mutation_refused("verifyMailDomain", id.clone(), "").await, "FORBIDDEN");
    assert_eq!(other.mutation_refused("verifyMailDomain", id.clone(), "").await, "NOT_FOUND");
    assert_eq!(other.mutation_refused("removeMailDomain", id.clone(), "").await, "NOT_FOUND");
    let done = admin.mutate("verifyMailDomain", id.clone(), fields).await;
    assert_eq!(done["mailDomain"]["status"], "VERIFIED");
    let (_, payload) = verified(&app, "bo@delft.example").await;
    assert_eq!(payload["needsApproval"], false);
    let list = "query($code: String!) { municipality(code: $code) { administration { mailDomains { domain status addedAt } members { nodes { displayName role municipalityRole } } } } }";
    let seen = head.ask(list, json!({ "code": DELFT })).await;
    assert_eq!(seen["municipality"]["administration"]["mailDomains"][0]["domain"], "delft.example");
    head.mutate("removeMailDomain", id.clone(), fields).await;
    assert_eq!(head.mutation_refused("removeMailDomain", id, "").await, "NOT_FOUND");
    let (_, payload) = verified(&app, "cas@delft.example").await;
    assert_eq!(payload["needsApproval"], true);
}

async fn roles_are_given_by_who_may_give_them(database: Database) {
    let app = TestApp::start(database).await;
    let admin = app.person("admin").role(Role::Admin).create().await;
    let head = app.person("head").administrator().create().await;
    let anna = app.person("anna").create().await;
    let bram = app.person("bram").of(ZAANSTAD).create().await;
    let fields = "person { role municipalityRole }";
    let editor = json!({ "personId": anna.id, "municipalityRole": "EDITOR" });
    let done = head.mutate("setRole", editor.clone(), fields).await;
    assert_eq!(done["person"], json!({ "role": "MEMBER", "municipalityRole": "EDITOR" }));
    // It counts with the next request of the running session.
    assert_eq!(
        anna.ask("{ viewer { municipalityRole } }", json!({})).await["viewer"]["municipalityRole"],
        "EDITOR"
    );
    assert_eq!(anna.mutation_refused("setRole", editor.clone(), "").await, "FORBIDDEN");
    assert_eq!(app.anonymous().mutation_refused("setRole", editor, "").await, "UNAUTHENTICATED");
    let of_bram = json!({ "personId": bram.id, "municipalityRole": "EDITOR" });
    assert_eq!(head.mutation_refused("setRole", of_bram.clone(), "").await, "FORBIDDEN");
    assert_eq!(
        head.mutation_refused("setRole", json!({ "personId": anna.id, "role": "ADMIN" }), "").await,
        "FORBIDDEN"
    );
    assert_eq!(admin.mutate("setRole", of_bram, fields).await["person"]["municipalityRole"], "EDITOR");
    // Roles are for who gives them, and the person.
    let roles = "query($id: ID!) { node(id: $id) { ... on Person { role municipalityRole } } }";
    let nothing = json!({ "role": null, "municipalityRole": null });
    assert_eq!(head.ask(roles, json!({ "id": bram.id })).await["node"], nothing);
    assert_eq!(anna.ask(roles, json!({ "id": head.id })).await["node"], nothing);
    assert_eq!(bram.ask(roles, json!({ "id": bram.id })).await["node"]["municipalityRole"], "EDITOR");
    // The network keeps an administrator.
    let down = json!({ "personId": admin.id, "role": "MEMBER" });
    assert_eq!(admin.form_errors("setRole", down.clone()).await, ["role: LAST_ADMIN"]);
    admin.mutate("setRole", json!({ "personId": bram.id, "role": "ADMIN" }), fields).await;
    assert_eq!(admin.form_errors("setRole", down).await, [""; 0]);
}
