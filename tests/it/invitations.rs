//! Inviting people, one by one and by list.

use bigdatagemeenten::access::{Actor, Role};
use bigdatagemeenten::accounts::invitations::Status;
use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::page::PageArgs;
use chrono::{Duration, TimeZone, Utc};
use serde_json::{Value, json};

use crate::support::app::Place;
use crate::support::people::PASSWORD;
use crate::support::{Client, DELFT, Database, TestApp, ZAANSTAD};

on_both_databases!(
    an_invitation_leads_to_an_account_with_the_roles_that_were_offered,
    nobody_invites_who_may_not,
    an_invitation_is_taken_back_or_ends,
    a_list_is_tried_first_and_then_sent,
    inviting_tells_nothing_about_accounts_elsewhere,
);

const INVITATION: &str = "invitation { id email name status role municipalityRole expiresAt municipality { code } invitedBy { displayName } }";
const PREVIEW: &str = "query($token: String!) { invitationByToken(token: $token) { email name role municipalityRole expiresAt municipality { code } } }";
const LIST: &str = "query($code: String!) { municipality(code: $code) { administration { invitations { totalCount nodes { email status } } } } }";

fn acceptance(token: &str) -> Value {
    json!({ "token": token, "name": "Noor Bakker", "jobTitle": "Adviseur", "password": PASSWORD, "language": "EN" })
}

async fn listed(who: &Client, code: &str) -> Value {
    who.ask(LIST, json!({ "code": code })).await["municipality"]["administration"]["invitations"].clone()
}

async fn an_invitation_leads_to_an_account_with_the_roles_that_were_offered(database: Database) {
    let app = TestApp::start(database).await;
    let head = app.person("head").administrator().create().await;
    let input = json!({ "email": "Noor@elders.example", "name": "Noor", "municipalityRole": "EDITOR" });
    let sent = head.mutate("invite", input.clone(), INVITATION).await;
    let invitation = &sent["invitation"];
    assert_eq!(invitation["email"], "noor@elders.example", "{sent}");
    assert_eq!(
        (&invitation["status"], &invitation["municipality"]["code"]),
        (&json!("PENDING"), &json!(DELFT))
    );
    assert_eq!(invitation["invitedBy"]["displayName"], "head");
    assert_eq!(head.form_errors("invite", input).await, ["email: ALREADY_INVITED"]);
    let mail = app.mail_to("noor@elders.example").await;
    assert!(mail.subject.starts_with("head nodigt je uit"), "{}", mail.subject);
    let token = mail.token();
    let visitor = app.anonymous();
    let preview = visitor.ask(PREVIEW, json!({ "token": token })).await["invitationByToken"].clone();
    assert_eq!(
        (&preview["email"], &preview["municipalityRole"]),
        (&json!("noor@elders.example"), &json!("EDITOR"))
    );
    let mut weak = acceptance(&token);
    (weak["password"], weak["name"]) = (json!("kort"), json!(""));
    assert_eq!(
        visitor.form_errors("acceptInvitation", weak).await,
        ["name: REQUIRED", "password: TOO_SHORT"]
    );
    let fields =
        "viewer { email role municipalityRole person { displayName jobTitle municipality { code } } }";
    let done = visitor.mutate("acceptInvitation", acceptance(&token), fields).await;
    let expected = json!({
        "email": "noor@elders.example", "role": "MEMBER", "municipalityRole": "EDITOR",
        "person": { "displayName": "Noor Bakker", "jobTitle": "Adviseur", "municipality": { "code": DELFT } },
    });
    assert_eq!(done["viewer"], expected);
    assert!(visitor.ask("{ viewer { email } }", json!({})).await["viewer"].is_object());
    assert_eq!(
        app.anonymous().form_errors("acceptInvitation", acceptance(&token)).await,
        ["token: INVALID_LINK"]
    );
    assert_eq!(app.anonymous().refused(PREVIEW, json!({ "token": token })).await, "NOT_FOUND");
    assert_eq!(listed(&head, DELFT).await["nodes"][0]["status"], "ACCEPTED");
    let late = json!({ "id": invitation["id"] });
    assert_eq!(head.form_errors("withdrawInvitation", late).await, ["id: ALREADY_ACCEPTED"]);
    // Mails are in the language that was chosen.
    let reset = json!({ "email": "noor@elders.example" });
    app.anonymous().mutate("requestPasswordReset", reset, "mailSent").await;
    assert_eq!(app.nth_mail_to("noor@elders.example", 2).await.subject, "Choose a new password");
}

async fn nobody_invites_who_may_not(database: Database) {
    let app = TestApp::start(database).await;
    let admin = app.person("admin").role(Role::Admin).create().await;
    let organiser = app.person("organiser").role(Role::Organiser).create().await;
    let head = app.person("head").administrator().create().await;
    let editor = app.person("editor").editor().create().await;
    let member = app.person("member").create().await;
    let to = |email: &str, code: &str, role: &str, municipality_role: &str| json!({ "email": email, "municipalityCode": code, "role": role, "municipalityRole": municipality_role });
    let plain = to("a@elders.example", ZAANSTAD, "MEMBER", "MEMBER");
    for who in [&head, &editor, &member] {
        assert_eq!(who.mutation_refused("invite", plain.clone(), "").await, "FORBIDDEN", "{}", who.name);
        let list = json!({ "csv": "a@elders.example", "municipalityCode": ZAANSTAD, "isDryRun": true });
        assert_eq!(who.mutation_refused("inviteMany", list, "").await, "FORBIDDEN", "{}", who.name);
    }
    assert_eq!(app.anonymous().mutation_refused("invite", plain.clone(), "").await, "UNAUTHENTICATED");
    for more in [
        to("b@elders.example", DELFT, "ORGANISER", "MEMBER"),
        to("b@elders.example", DELFT, "MEMBER", "EDITOR"),
    ] {
        assert_eq!(organiser.mutation_refused("invite", more, "").await, "FORBIDDEN");
    }
    assert_eq!(
        head.mutation_refused("invite", to("b@elders.example", DELFT, "ADMIN", "MEMBER"), "").await,
        "FORBIDDEN"
    );
    assert_eq!(organiser.form_errors("invite", plain).await, [""; 0]);
    assert_eq!(
        head.form_errors("invite", to("c@elders.example", DELFT, "MEMBER", "ADMINISTRATOR")).await,
        [""; 0]
    );
    assert_eq!(
        admin.form_errors("invite", to("d@elders.example", ZAANSTAD, "ADMIN", "ADMINISTRATOR")).await,
        [""; 0]
    );
    assert_eq!(
        admin.form_errors("invite", to("geen adres", "GM0479", "MEMBER", "MEMBER")).await,
        ["email: MALFORMED"]
    );
    assert_eq!(
        admin.form_errors("invite", to("e@elders.example", "GM9999", "MEMBER", "MEMBER")).await,
        ["municipalityCode: UNKNOWN"]
    );
    assert_eq!(listed(&admin, ZAANSTAD).await["totalCount"], 2);
    assert_eq!(
        organiser.ask(LIST, json!({ "code": ZAANSTAD })).await["municipality"]["administration"],
        Value::Null
    );
}

async fn an_invitation_is_taken_back_or_ends(database: Database) {
    let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 25, 12, 0, 0).unwrap());
    let app = TestApp::at(Place::new(database).await, clock).await;
    let head = app.person("head").administrator().create().await;
    let other = app.person("other").of(ZAANSTAD).administrator().create().await;
    let sent = head.mutate("invite", json!({ "email": "noor@elders.example" }), INVITATION).await;
    let id = json!({ "id": sent["invitation"]["id"] });
    let token = app.mail_to("noor@elders.example").await.token();
    assert_eq!(other.mutation_refused("withdrawInvitation", id.clone(), "").await, "NOT_FOUND");
    assert_eq!(
        app.anonymous().mutation_refused("withdrawInvitation", id.clone(), "").await,
        "UNAUTHENTICATED"
    );
    let done = head.mutate("withdrawInvitation", id.clone(), "withdrawnId").await;
    assert_eq!(done["withdrawnId"], id["id"]);
    assert_eq!(
        app.anonymous().form_errors("acceptInvitation", acceptance(&token)).await,
        ["token: INVALID_LINK"]
    );
    // And it can be sent anew; that one ends after two weeks.
    app.clock.advance(Duration::seconds(1));
    assert_eq!(head.form_errors("invite", json!({ "email": "noor@elders.example" })).await, [""; 0]);
    let token = app.nth_mail_to("noor@elders.example", 2).await.token();
    app.clock.advance(Duration::days(14));
    assert_eq!(app.anonymous().refused(PREVIEW, json!({ "token": token })).await, "NOT_FOUND");
    assert_eq!(
        app.anonymous().form_errors("acceptInvitation", acceptance(&token)).await,
        ["token: INVALID_LINK"]
    );
    assert_eq!(statuses(&app).await, [Status::Expired, Status::Withdrawn]);
    app.clock.advance(Duration::days(91));
    app.services.accounts.tidy().await.unwrap();
    assert_eq!(statuses(&app).await, []);
}

/// As the command line would see them: sessions do not live for weeks.
async fn statuses(app: &TestApp) -> Vec<Status> {
    let delft = app.services.municipalities.by_code(DELFT).unwrap().id;
    let page = PageArgs::default();
    let slice = app.services.accounts.invitations(&Actor::System, delft, &page).await.unwrap();
    slice.into_items().into_iter().map(|(_, status)| status).collect()
}

async fn a_list_is_tried_first_and_then_sent(database: Database) {
    let app = TestApp::start(database).await;
    let admin = app.person("admin").role(Role::Admin).create().await;
    let anna = app.person("anna").account().await;
    admin.mutate("invite", json!({ "email": "al@elders.example", "municipalityCode": DELFT }), "").await;
    let csv = format!(
        "Naam;E-mail;Gemeente\r\nNoor;Noor@elders.example;Delft\r\nBo;bo@elders.example;\r\nAnna;{};\r\nAl;al@elders.example;GM0503\r\n\
         Noor;noor@elders.example;\r\nX;geen adres;\r\nY;y@elders.example;Nergenshuizen\r\n",
        anna.email
    );
    let fields = "invited rows { line email name municipality { code } outcome message }";
    let list = |dry: bool| json!({ "csv": csv, "municipalityCode": DELFT, "isDryRun": dry });
    let tried = admin.mutate("inviteMany", list(true), fields).await;
    let rows = tried["rows"].as_array().unwrap();
    let outcomes: Vec<_> =
        rows.iter().map(|row| (row["line"].as_u64().unwrap(), row["outcome"].as_str().unwrap())).collect();
    let expected = [
        (2, "INVITED"),
        (3, "INVITED"),
        (4, "ALREADY_MEMBER"),
        (5, "ALREADY_INVITED"),
        (6, "DUPLICATE"),
        (7, "INVALID"),
        (8, "INVALID"),
    ];
    assert_eq!(outcomes, expected, "{tried}");
    assert_eq!(
        (&rows[0]["email"], &rows[0]["municipality"]["code"]),
        (&json!("noor@elders.example"), &json!(DELFT))
    );
    assert!(rows.iter().all(|row| row["message"].is_null() == (row["outcome"] == "INVITED")));
    assert_eq!(listed(&admin, DELFT).await["totalCount"], 1, "a dry run sends nothing");
    let sent = admin.mutate("inviteMany", list(false), fields).await;
    assert_eq!((&sent["rows"], &sent["invited"]), (&tried["rows"], &json!(2)));
    let token = app.mail_to("noor@elders.example").await.token();
    app.mail_to("bo@elders.example").await;
    let done = app
        .anonymous()
        .mutate("acceptInvitation", acceptance(&token), "viewer { role municipalityRole }")
        .await;
    assert_eq!(done["viewer"], json!({ "role": "MEMBER", "municipalityRole": "MEMBER" }));
    assert_eq!(listed(&admin, DELFT).await["totalCount"], 3);
    // What is no list at all.
    for (csv, code) in [("", "REQUIRED"), ("naam,gemeente\nNoor,Delft", "MALFORMED")] {
        let input = json!({ "csv": csv, "municipalityCode": DELFT, "isDryRun": true });
        assert_eq!(admin.form_errors("inviteMany", input).await, [format!("csv: {code}")]);
    }
}

async fn inviting_tells_nothing_about_accounts_elsewhere(database: Database) {
    let app = TestApp::start(database).await;
    let organiser = app.person("organiser").role(Role::Organiser).create().await;
    let head = app.person("head").administrator().create().await;
    let bram = app.person("bram").of(ZAANSTAD).account().await;
    let anna = app.person("anna").account().await;
    let to = |email: &str| json!({ "email": email, "municipalityCode": DELFT });
    let shape = "invitation { status role municipalityRole municipality { code } invitedBy { displayName } }";
    let known = organiser.mutate("invite", to(&bram.email), shape).await;
    let unknown = organiser.mutate("invite", to("nobody@elders.example"), shape).await;
    assert_eq!(known, unknown);
    let mail = app.mail_to(&bram.email).await;
    assert!(mail.text.contains("al een account") && !mail.text.contains("token"), "{}", mail.text);
    // Who administers the place where somebody works may know.
    assert_eq!(head.form_errors("invite", to(&anna.email)).await, ["email: ALREADY_MEMBER"]);
    let rows = json!({ "csv": format!("{}\nelse@elders.example", anna.email), "municipalityCode": DELFT, "isDryRun": true });
    let row = "rows { outcome message }";
    let of_head = head.mutate("inviteMany", rows.clone(), row).await;
    assert_eq!(of_head["rows"][0]["outcome"], "ALREADY_MEMBER");
    let of_organiser = organiser.mutate("inviteMany", rows, row).await;
    assert_eq!(of_organiser["rows"][0], of_organiser["rows"][1]);
}
