//! Moving to a municipality that one's address is not of: its administrator says yes or no.

use bigdatagemeenten::access::Role;
use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::ids::PersonId;
use bigdatagemeenten::retention::{Retention, Terms};
use chrono::{DateTime, Duration, TimeZone, Utc};
use serde_json::{Value, json};

use crate::support::app::Place;
use crate::support::people::PASSWORD;
use crate::support::{Client, DELFT, Database, TestApp, ZAANSTAD};

on_both_databases!(
    a_move_without_an_address_there_waits_and_an_administrator_lets_it_happen,
    who_is_refused_stays_where_they_were,
    a_move_is_seen_and_answered_by_who_administers_the_municipality_and_by_nobody_else,
    who_asks_again_changes_what_waits_and_who_takes_it_back_ends_it,
    what_nobody_answers_ends_after_its_term_and_who_waited_is_told,
    an_account_that_goes_takes_its_move_along,
);

const OWN: &str = "{ viewer { municipalityRole person { municipality { code } jobTitle }
    pendingMove { municipality { code } jobTitle from askedAt } } }";
const WAITING: &str = "query($code: String!) { municipality(code: $code) { administration {
    pendingMoves { email jobTitle person { id displayName municipality { code } } } } } }";

fn clock() -> Clock {
    Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 25, 12, 0, 0).unwrap())
}

async fn ask(client: &Client, code: &str, title: &str) -> Value {
    let input = json!({ "municipalityCode": code, "jobTitle": title });
    let moved = client.mutate("changeAffiliation", input, "person { municipality { code } }").await;
    assert_eq!(moved["userErrors"], json!([]));
    moved["person"].clone()
}

async fn own(client: &Client) -> Value {
    client.ask(OWN, json!({})).await["viewer"].clone()
}

async fn waiting(client: &Client, code: &str) -> Value {
    client.ask(WAITING, json!({ "code": code })).await["municipality"]["administration"]["pendingMoves"]
        .clone()
}

async fn answer(client: &Client, person: &Client, accept: bool) -> Value {
    let input = json!({ "personId": person.id, "accept": accept });
    client.mutate("answerMove", input, "person { municipality { code } jobTitle }").await["person"].clone()
}

async fn a_move_without_an_address_there_waits_and_an_administrator_lets_it_happen(database: Database) {
    let app = TestApp::at(Place::new(database).await, clock()).await;
    let head = app.person("head").of(ZAANSTAD).administrator().create().await;
    let anna = app.person("anna").editor().create().await;
    anna.published_pilot("Van Delft", "MUNICIPALITY").await;
    app.clock.advance(Duration::hours(1));
    let asked_at = app.clock.now();
    assert_eq!(ask(&anna, ZAANSTAD, "Adviseur").await["municipality"]["code"], DELFT, "nothing changed yet");
    let waits = own(&anna).await["pendingMove"].clone();
    assert_eq!((&waits["municipality"]["code"], &waits["jobTitle"]), (&json!(ZAANSTAD), &json!("Adviseur")));
    let told: DateTime<Utc> = waits["askedAt"].as_str().unwrap().parse().unwrap();
    assert_eq!(told, asked_at);
    let mail = app.mail_to(&head.email).await;
    assert!(mail.subject.contains("overstappen naar Zaanstad") && mail.text.contains("/beheer/mensen"));
    assert!(!mail.text.contains("anna") && !mail.text.contains(&anna.email), "{}", mail.text);
    let listed = json!([{ "email": anna.email, "jobTitle": "Adviseur",
        "person": { "id": anna.id, "displayName": "anna", "municipality": { "code": DELFT } } }]);
    assert_eq!(waiting(&head, ZAANSTAD).await, listed);

    app.clock.advance(Duration::hours(1));
    let moved = answer(&head, &anna, true).await;
    assert_eq!(moved, json!({ "municipality": { "code": ZAANSTAD }, "jobTitle": "Adviseur" }));
    let now = own(&anna).await;
    // The role of before does not go along, and nothing waits any more.
    assert_eq!((&now["municipalityRole"], &now["pendingMove"]), (&json!("MEMBER"), &Value::Null));
    assert_eq!(waiting(&head, ZAANSTAD).await, json!([]));
    let mail = app.mail_to(&anna.email).await;
    assert!(mail.subject.contains("goedgekeurd") && mail.text.contains("Zaanstad"), "{}", mail.text);
    let work = "{ viewer { person { affiliations { municipality { code } from until } } }
        pilot(slug: \"van-delft\") { authorships { municipality { code } } } }";
    let seen = anna.ask(work, json!({})).await;
    let work = &seen["viewer"]["person"]["affiliations"];
    let from: DateTime<Utc> = work[0]["from"].as_str().unwrap().parse().unwrap();
    assert_eq!((from, &work[1]["until"]), (asked_at, &work[0]["from"]), "since they said so");
    assert_eq!(seen["pilot"]["authorships"], json!([{ "municipality": { "code": DELFT } }]));
    let again = json!({ "personId": anna.id, "accept": true });
    assert_eq!(head.mutation_refused("answerMove", again, "").await, "NOT_FOUND");
}

async fn who_is_refused_stays_where_they_were(database: Database) {
    let app = TestApp::start(database).await;
    let head = app.person("head").of(ZAANSTAD).administrator().create().await;
    let anna = app.person("anna").editor().create().await;
    ask(&anna, ZAANSTAD, "Adviseur").await;
    answer(&head, &anna, false).await;
    let now = own(&anna).await;
    assert_eq!(
        now,
        json!({ "municipalityRole": "EDITOR", "pendingMove": null,
            "person": { "municipality": { "code": DELFT }, "jobTitle": null } })
    );
    assert!(app.mail_to(&anna.email).await.subject.contains("niet goedgekeurd"));
    let admin = app.person("admin").role(Role::Admin).create().await;
    let log = "{ auditLog(filter: { kinds: [AFFILIATION_REQUESTED, AFFILIATION_DECLINED] }) {
        nodes { kind actorId target { id } municipality { code } } } }";
    let log = admin.ask(log, json!({})).await["auditLog"]["nodes"].clone();
    let entry = |kind: &str, by: &Client| json!({ "kind": kind, "actorId": by.id, "target": { "id": anna.id }, "municipality": { "code": ZAANSTAD } });
    assert_eq!(log, json!([entry("AFFILIATION_DECLINED", &head), entry("AFFILIATION_REQUESTED", &anna)]));
}

async fn a_move_is_seen_and_answered_by_who_administers_the_municipality_and_by_nobody_else(
    database: Database,
) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let here = app.person("here").administrator().create().await;
    let editor = app.person("editor").of(ZAANSTAD).editor().create().await;
    let organiser = app.person("organiser").of(ZAANSTAD).role(Role::Organiser).create().await;
    let admin = app.person("admin").role(Role::Admin).create().await;
    ask(&anna, ZAANSTAD, "Adviseur").await;
    // Without an administrator of their own the network's are told.
    assert!(app.mail_to(&admin.email).await.subject.contains("Zaanstad"));
    let query = "mutation($input: AnswerMoveInput!) { answerMove(input: $input) { person { id } } }";
    for client in [&here, &editor, &organiser, &anna] {
        assert_eq!(waiting(client, ZAANSTAD).await, Value::Null, "{}", client.name);
        let missing = PersonId::generate().to_public();
        let [hidden, missing] = [anna.id.clone(), missing].map(|id| {
            let input = json!({ "input": { "personId": id, "accept": true } });
            async move { client.gql(query, input).await.told() }
        });
        assert_eq!(hidden.await, missing.await, "{}", client.name);
    }
    let input = json!({ "personId": anna.id, "accept": true });
    assert_eq!(app.anonymous().mutation_refused("answerMove", input, "").await, "UNAUTHENTICATED");
    assert_eq!(own(&anna).await["person"]["municipality"]["code"], DELFT);
    assert_eq!(waiting(&admin, ZAANSTAD).await[0]["person"]["id"], anna.id.as_str());
    assert_eq!(answer(&admin, &anna, true).await["municipality"]["code"], ZAANSTAD);
}

async fn who_asks_again_changes_what_waits_and_who_takes_it_back_ends_it(database: Database) {
    let app = TestApp::start(database).await;
    let head = app.person("head").of(ZAANSTAD).administrator().create().await;
    let anna = app.person("anna").create().await;
    ask(&anna, ZAANSTAD, "Adviseur").await;
    ask(&anna, ZAANSTAD, "Hoofdadviseur").await;
    assert_eq!(waiting(&head, ZAANSTAD).await[0]["jobTitle"], "Hoofdadviseur");
    app.mail_to(&head.email).await;
    // To another municipality: what waited here is gone.
    ask(&anna, "GM0344", "Adviseur").await;
    assert_eq!(waiting(&head, ZAANSTAD).await, json!([]));
    let taken_back = anna.ask("mutation { withdrawMove { isWithdrawn } }", json!({})).await;
    assert_eq!(taken_back["withdrawMove"]["isWithdrawn"], true);
    assert_eq!(own(&anna).await["pendingMove"], Value::Null);
    let anonymous = app.anonymous().refused("mutation { withdrawMove { isWithdrawn } }", json!({})).await;
    assert_eq!(anonymous, "UNAUTHENTICATED");
    // A new function at one's own municipality needs nobody, and ends what waited.
    ask(&anna, ZAANSTAD, "Adviseur").await;
    ask(&anna, DELFT, "Directeur").await;
    let now = own(&anna).await;
    assert_eq!((&now["person"]["jobTitle"], &now["pendingMove"]), (&json!("Directeur"), &Value::Null));
    // Each of these asks sends mail to strangers: nobody sends many.
    let mut refused = None;
    for code in ["GM0363", "GM0599", "GM0518", "GM0772", "GM0014", "GM0034"] {
        let query = "mutation($input: ChangeAffiliationInput!) { changeAffiliation(input: $input) { userErrors { code } } }";
        let answer = anna.gql(query, json!({ "input": { "municipalityCode": code } })).await;
        refused = answer.code().map(str::to_owned);
    }
    assert_eq!(refused.as_deref(), Some("RATE_LIMITED"));
}

async fn what_nobody_answers_ends_after_its_term_and_who_waited_is_told(database: Database) {
    // Sessions end by the time of the system.
    let clock = Clock::fixed(Clock::system().now());
    let app = TestApp::at(Place::new(database).await, clock.clone()).await;
    let anna = app.person("anna").create().await;
    let register = json!({ "email": "noor@elders.example", "name": "Noor Bakker", "municipalityCode": DELFT,
        "password": PASSWORD, "language": "EN" });
    app.anonymous().mutate("register", register.clone(), "mailSent").await;
    let token = app.mail_to("noor@elders.example").await.token();
    let verified = app
        .anonymous()
        .mutate("verifyEmail", json!({ "token": token, "password": PASSWORD }), "needsApproval")
        .await;
    assert_eq!(verified["needsApproval"], true);
    ask(&anna, ZAANSTAD, "Adviseur").await;
    let services = &app.services;
    let who = (services.privacy.clone(), services.accounts.clone(), services.sessions.clone());
    let terms = Terms { registration_days: 20, ..Terms::default() };
    let retention =
        Retention::new(services.db.clone(), clock.clone(), terms, who, services.search_terms.clone());
    clock.advance(Duration::days(20));
    let removed = retention.apply().await.unwrap();
    assert_eq!((removed.unanswered_registrations, removed.unanswered_moves), (0, 0), "{removed:?}");
    clock.advance(Duration::minutes(1));
    let removed = retention.apply().await.unwrap();
    assert_eq!((removed.unanswered_registrations, removed.unanswered_moves), (1, 1), "{removed:?}");
    let mail = app.nth_mail_to("noor@elders.example", 2).await;
    assert!(
        mail.subject.contains("registration has ended") && mail.text.contains("/meedoen"),
        "{}",
        mail.text
    );
    let mail = app.mail_to(&anna.email).await;
    assert!(mail.subject.contains("niet beantwoord") && mail.text.contains("Zaanstad"), "{}", mail.text);
    let removed = retention.apply().await.unwrap();
    assert_eq!((removed.unanswered_registrations, removed.unanswered_moves), (0, 0), "once");
    // Nothing of it is left, and one may ask again.
    let sign_in = json!({ "email": "noor@elders.example", "password": PASSWORD });
    assert_eq!(app.anonymous().form_errors("logIn", sign_in).await, ["password: INVALID_CREDENTIALS"]);
    app.anonymous().mutate("register", register, "mailSent").await;
    assert!(app.nth_mail_to("noor@elders.example", 3).await.text.contains("#token="));
    anna.sign_in(PASSWORD).await;
    assert_eq!(own(&anna).await["pendingMove"], Value::Null);
}

async fn an_account_that_goes_takes_its_move_along(database: Database) {
    let app = TestApp::start(database).await;
    let head = app.person("head").of(ZAANSTAD).administrator().create().await;
    let anna = app.person("anna").create().await;
    ask(&anna, ZAANSTAD, "Adviseur").await;
    let asked = anna.ask("mutation { requestDataExport { downloadUrl } }", json!({})).await;
    let address = asked["requestDataExport"]["downloadUrl"].as_str().unwrap().to_owned();
    let data: Value = anna.get(&format!("{address}.json")).await.json().await.unwrap();
    assert_eq!(data["pendingMove"][0]["municipality"], "Zaanstad");
    assert_eq!(data["pendingMove"][0]["jobTitle"], "Adviseur");
    anna.mutate("deleteAccount", json!({ "password": PASSWORD }), "isDeleted").await;
    assert_eq!(waiting(&head, ZAANSTAD).await, json!([]));
    let input = json!({ "personId": anna.id, "accept": true });
    assert_eq!(head.mutation_refused("answerMove", input, "").await, "NOT_FOUND");
}
