//! Mails about introductions: that there is something to read, and nothing of what.

use serde_json::json;

use crate::support::{Client, Database, TestApp, ZAANSTAD};

on_both_databases!(
    who_is_asked_and_who_is_answered_get_a_mail_without_names_and_contact_details,
    who_wants_no_mail_about_introductions_gets_none,
);

const SECRET: &str = "Bel me op 0612345678";

async fn ask(from: &Client, to: &Client) -> String {
    let input = json!({ "personId": to.id, "message": SECRET });
    let asked = from.mutate("requestIntroduction", input, "introduction { id }").await;
    asked["introduction"]["id"].as_str().unwrap_or_else(|| panic!("{asked}")).to_owned()
}

async fn respond(client: &Client, id: &str, accept: bool) {
    client
        .mutate("respondToIntroduction", json!({ "id": id, "accept": accept }), "introduction { status }")
        .await;
}

async fn who_is_asked_and_who_is_answered_get_a_mail_without_names_and_contact_details(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let bram = app.person("bram").of(ZAANSTAD).create().await;
    let id = ask(&anna, &bram).await;
    let asked = app.mail_to(&bram.email).await;
    assert_eq!(asked.subject, "Iemand van gemeente Delft wil met je kennismaken");
    assert!(asked.text.contains(&format!("{}/contacten", app.base)), "{}", asked.text);
    respond(&bram, &id, true).await;
    let answered = app.mail_to(&anna.email).await;
    assert_eq!(answered.subject, "Je vraag om een kennismaking is beantwoord");
    for mail in [&asked, &answered] {
        for told in [&mail.text, &mail.html, &mail.subject] {
            for secret in [SECRET, "anna", "bram", "test.example", "0612345678"] {
                assert!(!told.contains(secret), "{secret} in {told}");
            }
        }
    }
    // A no is told as a yes is: which it is stands on the page.
    let id = ask(&bram, &anna).await;
    app.nth_mail_to(&anna.email, 2).await;
    respond(&anna, &id, false).await;
    assert_eq!(app.nth_mail_to(&bram.email, 2).await.subject, answered.subject);
    // Nobody is told of what was refused.
    let input = json!({ "personId": anna.id, "message": "Nog eens" });
    assert_eq!(bram.form_errors("requestIntroduction", input).await, ["personId: DECLINED"]);
    assert_eq!(app.mails().len(), 4);
}

async fn who_wants_no_mail_about_introductions_gets_none(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let bram = app.person("bram").of(ZAANSTAD).create().await;
    let own = "{ viewer { mailsIntroductions } }";
    assert_eq!(bram.ask(own, json!({})).await["viewer"]["mailsIntroductions"], true, "unless they say so");
    let chosen = bram.mutate("setMailChoices", json!({ "introductions": false }), "introductions").await;
    assert_eq!(chosen["introductions"], false);
    let left = bram.mutate("setMailChoices", json!({}), "introductions").await;
    assert_eq!(left["introductions"], false, "what is not named stays");
    let id = ask(&anna, &bram).await;
    respond(&bram, &id, true).await;
    // The answer comes after the question: when it is there, the question would be too.
    app.mail_to(&anna.email).await;
    assert_eq!(app.mails().len(), 1);
    let input = json!({ "introductions": true });
    assert_eq!(app.anonymous().mutation_refused("setMailChoices", input, "").await, "UNAUTHENTICATED");
}
