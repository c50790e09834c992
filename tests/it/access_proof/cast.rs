//! Who tries the operations.

use bigdatagemeenten::access::Role;
use chrono::Duration;
use reqwest::header::{AUTHORIZATION, HeaderMap};
use serde_json::json;

use crate::support::people::PASSWORD;
use crate::support::{Client, DELFT, TestApp, ZAANSTAD};

pub const PERSONAS: [&str; 10] = [
    "anonymous",
    "elsewhere",
    "colleague",
    "author",
    "editor",
    "administrator",
    "organiser",
    "admin",
    "pending",
    "reader",
];
/// Have no session that they could sign out of.
pub const WITHOUT_SESSION: [&str; 3] = ["anonymous", "pending", "reader"];

/// Everybody who matters, in the order of [`PERSONAS`]; the author is of Delft, as are colleague and editor.
pub async fn cast(app: &TestApp) -> [Client; 10] {
    let author = app.person("author").create().await;
    let reader = reader(app, &author).await;
    [
        Client { name: "anonymous".into(), ..app.anonymous() },
        app.person("elsewhere").of(ZAANSTAD).create().await,
        app.person("colleague").create().await,
        author,
        app.person("editor").editor().create().await,
        app.person("administrator").administrator().create().await,
        app.person("organiser").of(ZAANSTAD).role(Role::Organiser).create().await,
        app.person("admin").of(ZAANSTAD).role(Role::Admin).create().await,
        pending(app).await,
        reader,
    ]
}

/// Registered for the author's municipality and proved their address; nobody has let them in.
pub async fn pending(app: &TestApp) -> Client {
    let email = "pending@elders.example".to_owned();
    let client = Client { name: "pending".into(), email: email.clone(), ..app.anonymous() };
    let input = json!({ "email": email, "name": "Pending", "municipalityCode": DELFT, "password": PASSWORD });
    client.mutate("register", input, "mailSent").await;
    let token = app.mail_to(&email).await.token();
    let verified =
        client.mutate("verifyEmail", json!({ "token": token, "password": PASSWORD }), "needsApproval").await;
    assert_eq!(verified["needsApproval"], true);
    let refused = client.form_errors("logIn", json!({ "email": email, "password": PASSWORD })).await;
    assert_eq!(refused, ["email: AWAITING_APPROVAL"]);
    client
}

/// A program with a token of the author's that may only read.
pub async fn reader(app: &TestApp, author: &Client) -> Client {
    let expires = (app.clock.now() + Duration::days(1)).to_rfc3339();
    let input = json!({ "name": "Lezer", "scopes": ["READ"], "expiresAt": expires });
    let made = author.mutate("createApiToken", input, "token").await;
    let mut headers = HeaderMap::new();
    let bearer = format!("Bearer {}", made["token"].as_str().unwrap());
    headers.insert(AUTHORIZATION, bearer.parse().unwrap());
    let http = reqwest::Client::builder().default_headers(headers).build().unwrap();
    Client { name: "reader".into(), http, ..app.anonymous() }
}

/// Signs in, as soon as the limit of the one address that everybody comes from lets it.
pub async fn sign_in_again(app: &TestApp, client: &Client) {
    let document = "mutation($input: LogInInput!) { logIn(input: $input) { secondFactor { methods } } }";
    let input = json!({ "input": { "email": client.email, "password": PASSWORD } });
    loop {
        let answer = client.gql(document, input.clone()).await;
        match answer.body["errors"][0]["extensions"]["retryAfterSeconds"].as_i64() {
            Some(seconds) => app.clock.advance(Duration::seconds(seconds)),
            None => {
                assert!(answer.is_without_errors(), "{answer:?}");
                if answer.body["data"]["logIn"]["secondFactor"].is_object() {
                    client.show_recovery_code().await;
                }
                return;
            }
        }
    }
}
