//! One's own data: all of it to take along, and nothing of it left behind.

use bigdatagemeenten::access::{Actor, Role};
use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::retention::{Retention, Terms};
use chrono::{Duration, TimeZone, Utc};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::support::app::Place;
use crate::support::people::{PASSWORD, outcome, pilot};
use crate::support::{Client, Database, TestApp, ZAANSTAD};

mod leaving;

on_both_databases!(
    an_export_holds_everything_and_is_for_the_session_that_asked,
    every_table_that_refers_to_people_has_its_place_in_export_and_deletion,
    the_terms_are_kept_thirteen_months_later,
    fetching_and_leaving_ask_for_a_recent_sign_in_with_the_second_factor,
    who_was_long_away_is_told_once_and_stays_by_signing_in,
);

const NAME: &str = "Zwaluwstaart";
/// Words that stand in the person's data and nowhere else.
const TRACES: [&str; 9] = [
    "zwaluwstaart",
    "kruisbekje",
    "boomklever",
    "0612345678",
    "heggenmus",
    "goudvinkje",
    "roodborst",
    "pestvogel",
    "wielewaal",
];

/// Somebody with something in every place where data of people is kept, and what they contributed.
struct Life {
    who: Client,
    admin: Client,
    organiser: Client,
    pilot: Value,
    draft: Value,
    shared_draft: Value,
    meeting: Value,
    table: Value,
}

impl Life {
    /// The same at another server.
    fn at(self, app: &TestApp) -> Self {
        let [who, admin, organiser] =
            [&self.who, &self.admin, &self.organiser].map(|client| client.at(&app.base));
        Self { who, admin, organiser, ..self }
    }
}

async fn life(app: &TestApp) -> Life {
    let who = app.person(NAME).create().await;
    let other = app.person("bram").of(ZAANSTAD).create().await;
    let admin = app.person("beheer").of(ZAANSTAD).role(Role::Admin).create().await;
    let organiser = app.person("organisator").of(ZAANSTAD).role(Role::Organiser).create().await;
    let profile = json!({ "about": "Kruisbekje <script>alert(1)</script>", "seeking": "Boomklever",
        "jobTitle": "Goudvinkje", "phone": "0612345678", "matchable": true, "visibility": "PUBLIC" });
    who.mutate("updateProfile", profile, "person { id }").await;
    let expires = (app.clock.now() + Duration::days(30)).to_rfc3339();
    let token = json!({ "name": "Pestvogel", "scopes": ["READ"], "expiresAt": expires });
    who.mutate("createApiToken", token, "token").await;
    let saved = json!({ "name": "Wielewaal", "query": "wielewaal in het bos", "mail": "DAILY" });
    who.mutate("saveSearch", saved, "savedSearch { id }").await;
    let pilot_made = who.published_pilot("Een pilot die blijft", "PUBLIC").await;
    let draft = who.make("Pilot", pilot("Een kladje", "PUBLIC")).await;
    let shared_draft = who.make("Report", json!({ "title": "Samen", "authorIds": [who.id, other.id] })).await;
    let asked = who.make("Challenge", json!({ "question": "Hoe dan?", "visibility": "PUBLIC" })).await;
    let recognise = json!({ "challengeId": asked["id"], "stance": "SOLVED", "note": "Heggenmus" });
    who.mutate("recognise", recognise, "challenge { id }").await;
    let introduction = json!({ "personId": other.id, "message": "Roodborst zegt hallo" });
    who.mutate("requestIntroduction", introduction, "introduction { id }").await;
    let agenda = json!([{ "kind": "TALK", "title": "Praatje",
        "speakers": [{ "name": NAME, "role": "Goudvinkje", "personId": who.id }] }]);
    let meeting = json!({ "title": "Bijeenkomst", "startsAt": "2030-01-01T09:00:00Z", "visibility": "PUBLIC", "agenda": agenda });
    let meeting = organiser.make("Meeting", meeting).await;
    let mut table = outcome("Aan tafel", "PUBLIC");
    table["tableHostId"] = json!(who.id);
    let table = organiser.make("Outcome", table).await;
    let table = organiser.publish("Outcome", &table).await;
    app.until_indexed().await;
    Life { who, admin, organiser, pilot: pilot_made, draft, shared_draft, meeting, table }
}

/// The address of the viewer's data, without its ending.
async fn request(client: &Client) -> String {
    let asked = client.ask("mutation { requestDataExport { downloadUrl expiresAt } }", json!({})).await;
    asked["requestDataExport"]["downloadUrl"].as_str().unwrap().to_owned()
}

async fn an_export_holds_everything_and_is_for_the_session_that_asked(database: Database) {
    let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 1, 9, 0, 0).unwrap());
    let app = TestApp::at(Place::new(database).await, clock.clone()).await;
    let life = life(&app).await;
    let address = request(&life.who).await;
    let answer = life.who.get(&format!("{address}.json")).await;
    assert_eq!(answer.headers()["content-disposition"], "attachment; filename=\"mijn-gegevens.json\"");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let text = answer.text().await.unwrap();
    let lower = text.to_lowercase();
    for trace in TRACES {
        assert!(lower.contains(trace), "{trace} is missing in {text}");
    }
    let data: Value = serde_json::from_str(&text).unwrap();
    for section in [
        "profile",
        "account",
        "affiliations",
        "consents",
        "contributions",
        "recognitions",
        "introductions",
        "auditLog",
        "sessions",
        "revisions",
        "dataExports",
        "apiTokens",
        "savedSearches",
    ] {
        assert!(!data[section].as_array().unwrap().is_empty(), "{section} is empty in {text}");
    }
    let titles: Vec<_> =
        data["contributions"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap()).collect();
    for title in ["Een pilot die blijft", "Een kladje", "Samen", "Hoe dan?", "Bijeenkomst", "Aan tafel"] {
        assert!(titles.contains(&title), "{title} is missing in {titles:?}");
    }
    assert!(!text.contains("argon2") && !text.contains("bdg_"), "no secrets");
    let admins = life.admin.get(&format!("{}.json", request(&life.admin).await)).await.text().await.unwrap();
    let admins: Value = serde_json::from_str(&admins).unwrap();
    assert_eq!(admins["authenticatorApps"].as_array().unwrap().len(), 1);
    assert_eq!(admins["recoveryCodes"], json!(vec![json!({ "usedAt": null }); 10]), "no codes");
    assert!(!lower.contains("bram@test.example"), "nobody else's address");

    let page = life.who.get(&format!("{address}.html")).await;
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    let page = page.text().await.unwrap();
    assert!(page.contains("Kruisbekje &lt;script&gt;") && !page.contains("<script"), "{page}");

    // For anybody else it is as if it never was.
    let second = Client { email: life.who.email.clone(), ..app.anonymous() };
    second.sign_in(PASSWORD).await;
    let never = format!("/mijn-gegevens/{}", uuid::Uuid::new_v4().simple());
    for (client, address) in
        [(&second, &address), (&life.admin, &address), (&app.anonymous(), &address), (&life.who, &never)]
    {
        let refused = client.get(&format!("{address}.json")).await;
        assert_eq!(refused.status().as_u16(), 404);
        assert_eq!(refused.text().await.unwrap(), "Dit bestaat niet, of je mag het niet zien.\n");
    }
    clock.advance(Duration::minutes(61));
    assert_eq!(life.who.get(&format!("{address}.json")).await.status().as_u16(), 404);
    let anonymous =
        app.anonymous().refused("mutation { requestDataExport { downloadUrl } }", json!({})).await;
    assert_eq!(anonymous, "UNAUTHENTICATED");
}

/// Who adds a table about people decides here what becomes of it.
async fn every_table_that_refers_to_people_has_its_place_in_export_and_deletion(database: Database) {
    let app = TestApp::start(database).await;
    let db = app.services.db.reader();
    let sql = match database {
        Database::Sqlite => {
            "SELECT DISTINCT m.name || '.' || f.\"from\" AS place FROM sqlite_master m, pragma_foreign_key_list(m.name) f
             WHERE m.type = 'table' AND f.\"table\" IN ('persons', 'accounts') ORDER BY 1"
        }
        Database::Postgres => {
            "SELECT DISTINCT r.relname || '.' || a.attname AS place FROM pg_constraint c
             JOIN pg_class r ON r.oid = c.conrelid JOIN pg_class t ON t.oid = c.confrelid
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
             WHERE c.contype = 'f' AND t.relname IN ('persons', 'accounts') ORDER BY 1"
        }
    };
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    let mut places: Vec<String> = rows.iter().map(|row| row.try_get("", "place").unwrap()).collect();
    places.sort();
    // In the export by name of its section; gone with the person, or of who stands for those who left.
    let known = [
        ("accounts.person_id", "account"),
        ("affiliations.person_id", "affiliations"),
        ("affiliation_requests.person_id", "pendingMove"),
        ("api_tokens.account_id", "apiTokens"),
        ("ceremonies.account_id", "ceremonies"),
        ("factor_failures.account_id", "wrongCodes"),
        ("passkeys.account_id", "passkeys"),
        ("recovery_codes.account_id", "recoveryCodes"),
        ("sso_identities.account_id", "ssoIdentities"),
        ("totp_secrets.account_id", "authenticatorApps"),
        ("agenda_speakers.person_id", "contributions"),
        ("challenges.created_by", "contributions"),
        ("consents.person_id", "consents"),
        ("data_exports.account_id", "dataExports"),
        ("introductions.recipient_id", "introductions"),
        ("introductions.requester_id", "introductions"),
        ("invitations.invited_by", "invitations"),
        ("links.account_id", "links"),
        ("mail_domains.added_by", "nothing: a fact about the municipality"),
        ("mails.account_id", "mails"),
        ("meetings.created_by", "contributions"),
        ("outcomes.created_by", "contributions"),
        ("outcomes.table_host_id", "contributions"),
        ("person_themes.person_id", "profile"),
        ("pilot_authors.person_id", "contributions"),
        ("pilot_contacts.person_id", "contributions"),
        ("pilots.created_by", "contributions"),
        ("recognitions.person_id", "recognitions"),
        ("report_authors.person_id", "contributions"),
        ("reports.created_by", "contributions"),
        ("saved_searches.account_id", "savedSearches"),
        ("sessions.account_id", "sessions"),
    ];
    let mut known: Vec<_> = known.iter().map(|(place, _)| (*place).to_owned()).collect();
    known.sort();
    assert_eq!(places, known, "a new table about people: see privacy/gathering.rs and privacy/erasing.rs");
}

async fn the_terms_are_kept_thirteen_months_later(database: Database) {
    // Sessions end by the time of the system.
    let clock = Clock::fixed(Clock::system().now());
    let app = TestApp::at(Place::new(database).await, clock.clone()).await;
    let life = life(&app).await;
    request(&life.who).await;
    life.who.mutate("updateProfile", json!({ "matchable": false }), "").await;
    let retention = |terms: Terms| {
        let services = &app.services;
        let who = (services.privacy.clone(), services.accounts.clone(), services.sessions.clone());
        Retention::new(services.db.clone(), clock.clone(), terms, who, services.search_terms.clone())
    };
    let terms = Terms {
        audit_days: 365,
        audit_address_days: 30,
        consent_days: 180,
        introduction_days: 180,
        inactive_account_days: Some(380),
        ..Terms::default()
    };
    assert!(retention(terms).apply().await.unwrap().is_nothing(), "nothing is old yet");
    clock.advance(Duration::days(40));
    let removed = retention(terms).apply().await.unwrap();
    assert!(removed.audit_addresses >= 4 && removed.audit_entries == 0, "{removed:?}");
    assert_eq!((removed.data_exports, removed.consents, removed.accounts), (1, 0, 0));
    assert!(removed.sessions >= 4, "{removed:?}");
    // One who was here lately stays.
    clock.advance(Duration::days(300));
    life.admin.sign_in(PASSWORD).await;
    clock.advance(Duration::days(55));
    let removed = retention(terms).apply().await.unwrap();
    assert!(removed.audit_entries >= 4, "{removed:?}");
    assert_eq!((removed.accounts, removed.warned_accounts), (0, 3), "told first: {removed:?}");
    clock.advance(Duration::days(30));
    let removed = retention(terms).apply().await.unwrap();
    assert_eq!((removed.accounts, removed.warned_accounts), (3, 0), "{removed:?}");
    let everybody = app.services.people.count(&Actor::System, None, None).await.unwrap();
    assert_eq!(everybody, 1, "of the people only who was here lately");
    let query = "{ pilot(slug: \"een-pilot-die-blijft\") { authors { displayName } } }";
    let seen = app.anonymous().ask(query, json!({})).await;
    assert_eq!(seen["pilot"]["authors"], json!([{ "displayName": "Oud-medewerker gemeente Delft" }]));
    assert_eq!(retention(terms).apply().await.unwrap().accounts, 0);
}

async fn fetching_and_leaving_ask_for_a_recent_sign_in_with_the_second_factor(database: Database) {
    let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 1, 9, 0, 0).unwrap());
    let app = TestApp::at(Place::new(database).await, clock.clone()).await;
    let (anna, bram) = (app.person("anna").create().await, app.person("bram").create().await);
    let fetch = "mutation { requestDataExport { downloadUrl userErrors { path code } } }";
    let errors = async |client: &Client| {
        let asked = client.ask(fetch, json!({})).await["requestDataExport"].clone();
        assert_eq!(asked["downloadUrl"].is_null(), asked["userErrors"] != json!([]));
        asked["userErrors"].clone()
    };
    let asked_for = |code: &str| json!([{ "path": ["password"], "code": code }]);
    assert_eq!(errors(&anna).await, json!([]), "just signed in");
    bram.set_up_totp(clock.now()).await;
    clock.advance(Duration::minutes(10));
    // Without a second factor the password is enough, typed now or within ten minutes.
    assert_eq!(errors(&anna).await, asked_for("REQUIRED"));
    anna.mutate("confirmPassword", json!({ "password": PASSWORD }), "isConfirmed").await;
    assert_eq!(errors(&anna).await, json!([]));
    // With one it is not, wherever it is typed.
    assert_eq!(errors(&bram).await, asked_for("SIGN_IN_AGAIN"));
    bram.mutate("confirmPassword", json!({ "password": PASSWORD }), "isConfirmed").await;
    assert_eq!(errors(&bram).await, asked_for("SIGN_IN_AGAIN"));
    let leave = json!({ "password": PASSWORD });
    assert_eq!(bram.form_errors("deleteAccount", leave.clone()).await, ["password: SIGN_IN_AGAIN"]);
    // A new password in the session is no sign-in either.
    let new = "nog een lang wachtwoord";
    let changed = json!({ "currentPassword": PASSWORD, "newPassword": new });
    bram.mutate("changePassword", changed, "viewer { email }").await;
    assert_eq!(errors(&bram).await, asked_for("SIGN_IN_AGAIN"));
    // Half signed in is nobody.
    let input = json!({ "email": bram.email, "password": new });
    let half = bram.mutate("logIn", input, "viewer { email } secondFactor { methods }").await;
    assert!(half["secondFactor"].is_object(), "{half}");
    assert_eq!(bram.refused(fetch, json!({})).await, "UNAUTHENTICATED");
    bram.show_recovery_code().await;
    assert_eq!(errors(&bram).await, json!([]));
    let left = bram.mutate("deleteAccount", json!({ "password": new }), "isDeleted").await;
    assert_eq!(left["isDeleted"], true);
    clock.advance(Duration::minutes(20));
    let left = anna.mutate("deleteAccount", leave, "isDeleted").await;
    assert_eq!(left["isDeleted"], true, "its password is the whole of a sign-in: {left}");
}

async fn who_was_long_away_is_told_once_and_stays_by_signing_in(database: Database) {
    let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 1, 9, 0, 0).unwrap());
    let app = TestApp::at(Place::new(database).await, clock.clone()).await;
    let anna = app.person("anna").create().await;
    let bram = app.person("bram").create().await;
    app.person("beheer").role(Role::Admin).account().await;
    let services = &app.services;
    let who = (services.privacy.clone(), services.accounts.clone(), services.sessions.clone());
    let terms = Terms { inactive_account_days: Some(100), inactive_warning_days: 10, ..Terms::default() };
    let retention =
        Retention::new(services.db.clone(), clock.clone(), terms, who, services.search_terms.clone());
    let run = async || {
        let removed = retention.apply().await.unwrap();
        (removed.warned_accounts, removed.accounts)
    };
    clock.advance(Duration::days(90));
    assert_eq!(run().await, (0, 0), "on the last day of being active");
    clock.advance(Duration::hours(1));
    assert_eq!(run().await, (3, 0));
    let mail = app.mail_to(&anna.email).await;
    let day = (clock.now() + Duration::days(10)).format("%m-%Y").to_string();
    assert!(mail.text.contains(&day) && mail.text.contains("/inloggen"), "{}", mail.text);
    assert_eq!(run().await, (0, 0), "once");
    clock.advance(Duration::days(9));
    anna.sign_in(PASSWORD).await;
    assert_eq!(run().await, (0, 0), "not before the day that the mail names");
    clock.advance(Duration::days(2));
    // The last administrator of the network stays, however long they were away.
    assert_eq!(run().await, (0, 1));
    let gone =
        app.anonymous().form_errors("logIn", json!({ "email": bram.email, "password": PASSWORD })).await;
    assert_eq!(gone, ["password: INVALID_CREDENTIALS"]);
    anna.sign_in(PASSWORD).await;
    // Who came back and goes away again is told again.
    clock.advance(Duration::days(91));
    assert_eq!(run().await, (1, 0));
    app.nth_mail_to(&anna.email, 2).await;
}
