//! Saved searches: whose they are, what is new of them, and the mails about them.

use bigdatagemeenten::clock::Clock;
use chrono::{Duration, TimeZone, Utc};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::support::app::{Place, until};
use crate::support::mail::Received;
use crate::support::people::PASSWORD;
use crate::support::{Client, Database, TestApp, ZAANSTAD};

mod mails;

on_both_databases!(
    a_search_is_saved_changed_and_deleted_by_its_owner_alone,
    what_is_saved_has_bounds,
    what_is_new_is_counted_with_the_rights_of_the_owner,
    the_newest_come_first_and_a_cursor_holds_in_its_own_order,
);

/// A Wednesday; mails go out at five o'clock.
async fn on_a_wednesday(database: Database) -> TestApp {
    let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 25, 12, 0, 0).unwrap());
    TestApp::at(Place::new(database).await, clock).await
}

async fn save(client: &Client, query: &str, mail: &str) -> String {
    let input = json!({ "name": format!("Over {query}"), "query": query, "mail": mail });
    let payload = client.mutate("saveSearch", input, "savedSearch { id }").await;
    payload["savedSearch"]["id"].as_str().unwrap_or_else(|| panic!("{payload}")).to_owned()
}

/// As their owner sees them.
async fn own(client: &Client) -> Vec<Value> {
    let fields = "id name query literal path mail newCount createdAt lastLookedAt
        filter { kinds municipalities provinces themes stages domains years }";
    let answer = client.ask(&format!("{{ viewer {{ savedSearches {{ {fields} }} }} }}"), json!({})).await;
    answer["viewer"]["savedSearches"].as_array().unwrap().clone()
}

impl TestApp {
    /// The mails about saved searches that `client` has after everything that is due went out.
    async fn news_of(&self, client: &Client) -> Vec<Received> {
        self.until_indexed().await;
        self.services.saved_searches.mail_due().await.unwrap();
        until("all mail is sent", async || self.count("SELECT count(*) AS n FROM mails").await == 0).await;
        let is_news = |mail: &Received| mail.to == client.email && mail.subject.contains("zoekvragen");
        self.mails().into_iter().filter(is_news).collect()
    }

    async fn count(&self, sql: &str) -> i64 {
        let db = self.services.db.reader();
        let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
        row.unwrap().try_get("", "n").unwrap()
    }

    async fn execute(&self, sql: &str) {
        let tx = self.services.db.begin().await.unwrap();
        tx.execute_unprepared(sql).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Overnight sessions end: those who go on to do something sign in again.
    async fn pass_days(&self, days: i64, awake: &[&Client]) {
        self.clock.advance(Duration::days(days));
        for client in awake {
            client.sign_in(PASSWORD).await;
        }
    }
}

async fn a_search_is_saved_changed_and_deleted_by_its_owner_alone(database: Database) {
    let app = on_a_wednesday(database).await;
    let (anna, bram) = (app.person("anna").create().await, app.person("bram").create().await);
    let filter = json!({ "kinds": ["PILOT", "REPORT"], "stages": ["STOPPED"], "themes": ["schulden"], "years": [2016] });
    let input = json!({ "name": " Wijken ", "query": "vroege signalen", "filter": filter, "literal": true });
    let saved = anna.mutate("saveSearch", input, "savedSearch { id name mail newCount }").await;
    let saved = saved["savedSearch"].clone();
    assert_eq!(
        (&saved["name"], &saved["mail"]),
        (&json!("Wijken"), &json!("NEVER")),
        "no mail unless chosen"
    );
    let id = saved["id"].as_str().unwrap().to_owned();
    let mine = own(&anna).await;
    assert_eq!(mine.len(), 1);
    let path = "/zoeken?q=vroege+signalen&soort=pilot&soort=verslag&thema=schulden&fase=gestopt&jaar=2016&letterlijk=ja";
    assert_eq!(mine[0]["path"], path);
    assert_eq!(mine[0]["filter"]["kinds"], json!(["PILOT", "REPORT"]));
    assert_eq!(mine[0]["filter"]["municipalities"], json!([]));

    // For anybody else it is as if it never was.
    assert!(own(&bram).await.is_empty());
    let never = "AAAAAAAAAAAAAAAAAAAAAA";
    for input in [json!({ "id": id, "name": "Van mij" }), json!({ "id": never })] {
        assert_eq!(bram.mutation_refused("updateSavedSearch", input.clone(), "").await, "NOT_FOUND");
        assert_eq!(app.anonymous().mutation_refused("updateSavedSearch", input, "").await, "UNAUTHENTICATED");
    }
    let delete = "mutation($id: ID!) { deleteSavedSearch(input: { id: $id }) { deletedId } }";
    assert_eq!(bram.refused(delete, json!({ "id": id })).await, "NOT_FOUND");

    app.clock.advance(Duration::minutes(5));
    let input = json!({ "id": id, "name": "Schulden", "mail": "WEEKLY", "looked": true });
    let changed = anna.mutate("updateSavedSearch", input, "savedSearch { name mail lastLookedAt }").await;
    let changed = &changed["savedSearch"];
    assert_eq!((&changed["name"], &changed["mail"]), (&json!("Schulden"), &json!("WEEKLY")));
    assert!(changed["lastLookedAt"].as_str() > mine[0]["lastLookedAt"].as_str());
    let wrong = json!({ "id": id, "name": "" });
    assert_eq!(anna.form_errors("updateSavedSearch", wrong).await, ["name: REQUIRED"]);
    assert_eq!(anna.ask(delete, json!({ "id": id })).await["deleteSavedSearch"]["deletedId"], id.as_str());
    assert!(own(&anna).await.is_empty());
    assert_eq!(anna.refused(delete, json!({ "id": id })).await, "NOT_FOUND");
}

async fn what_is_saved_has_bounds(database: Database) {
    let app = on_a_wednesday(database).await;
    let anna = app.person("anna").create().await;
    for (input, expected) in [
        (json!({ "name": "", "query": "a" }), "name: REQUIRED"),
        (json!({ "name": "x".repeat(101), "query": "a" }), "name: TOO_LONG"),
        (json!({ "name": "x", "query": "a".repeat(201) }), "query: TOO_LONG"),
        (json!({ "name": "x", "query": "a\u{7}b" }), "query: CONTROL_CHARACTER"),
    ] {
        assert_eq!(anna.form_errors("saveSearch", input).await, [expected]);
    }
    for filter in [json!({ "years": vec![2016; 51] }), json!({ "themes": ["x".repeat(101)] })] {
        let input = json!({ "name": "x", "query": "", "filter": filter });
        assert_eq!(anna.mutation_refused("saveSearch", input, "").await, "BAD_USER_INPUT");
    }
    for _ in 0..50 {
        save(&anna, "afval", "NEVER").await;
    }
    let more = json!({ "name": "x", "query": "" });
    assert_eq!(anna.form_errors("saveSearch", more).await, ["name: TOO_MANY"]);
    assert_eq!(own(&anna).await.len(), 50);
}

async fn what_is_new_is_counted_with_the_rights_of_the_owner(database: Database) {
    let app = on_a_wednesday(database).await;
    let colleague = app.person("colleague").create().await;
    let elsewhere = app.person("elsewhere").of(ZAANSTAD).create().await;
    let author = app.person("author").create().await;
    author.published_pilot("Kwikstaart van vroeger", "PUBLIC").await;
    app.clock.advance(Duration::minutes(1));
    let mut ids = Vec::new();
    for client in [&colleague, &elsewhere] {
        ids.push(save(client, "kwikstaart nest", "NEVER").await);
    }
    app.clock.advance(Duration::minutes(1));
    let counts = async || {
        app.until_indexed().await;
        (own(&colleague).await[0]["newCount"].clone(), own(&elsewhere).await[0]["newCount"].clone())
    };
    assert_eq!(counts().await, (json!(0), json!(0)), "what was there before is not new");
    author.published_pilot("Kwikstaart met nest", "PUBLIC").await;
    author.published_pilot("Nest van de kwikstaart", "MUNICIPALITY").await;
    author.published_pilot("Kwikstaart zonder huis", "PUBLIC").await;
    assert_eq!(counts().await, (json!(2), json!(1)), "what has only some of the words is not new either");
    let draft = author.make("Pilot", crate::support::people::pilot("Nest kwikstaart", "PUBLIC")).await;
    assert_eq!(
        counts().await,
        (json!(2), json!(1)),
        "a draft is no news, not even to its author's colleagues"
    );
    app.clock.advance(Duration::minutes(1));
    colleague
        .mutate("updateSavedSearch", json!({ "id": ids[0], "looked": true }), "savedSearch { id }")
        .await;
    assert_eq!(counts().await, (json!(0), json!(1)));
    app.clock.advance(Duration::minutes(1));
    author.publish("Pilot", &draft).await;
    assert_eq!(counts().await, (json!(1), json!(2)));
    // A search for all of somebody's searches, in one statement whatever their number.
    save(&colleague, "kwikstaart", "NEVER").await;
    let (_, sent) = app.statements(own(&colleague)).await;
    let asked = sent.iter().filter(|sql| sql.contains("UNION ALL")).count();
    assert_eq!(asked, 1, "{sent:#?}");
}

async fn the_newest_come_first_and_a_cursor_holds_in_its_own_order(database: Database) {
    let app = on_a_wednesday(database).await;
    let anna = app.person("anna").create().await;
    let mut ids = Vec::new();
    for title in ["Kwikstaart", "De kwikstaart en zijn nest", "Verslag van een kwikstaart"] {
        ids.push(anna.published_pilot(title, "PUBLIC").await["id"].clone());
        app.clock.advance(Duration::minutes(1));
    }
    app.until_indexed().await;
    let query = "query($order: SearchOrder, $after: String) {
        search(query: \"kwikstaart\", orderBy: $order, first: 2, after: $after) {
            totalCount edges { cursor node { ... on Pilot { id } } } pageInfo { hasNextPage } } }";
    let ask = async |order: &str, after: Value| {
        anna.ask(query, json!({ "order": order, "after": after })).await["search"].clone()
    };
    let found = |page: &Value| -> Vec<Value> {
        page["edges"].as_array().unwrap().iter().map(|edge| edge["node"]["id"].clone()).collect()
    };
    let first = ask("NEWEST", Value::Null).await;
    assert_eq!(found(&first), [ids[2].clone(), ids[1].clone()]);
    assert_eq!(first["totalCount"], 3);
    let cursor = first["edges"][1]["cursor"].clone();
    let rest = ask("NEWEST", cursor.clone()).await;
    assert_eq!(found(&rest), [ids[0].clone()]);
    let best = ask("RELEVANCE", Value::Null).await;
    assert_eq!(found(&best)[0], ids[0], "its title is what was typed");
    let other = best["edges"][0]["cursor"].clone();
    for (order, after) in [("RELEVANCE", cursor), ("NEWEST", other)] {
        let code = anna.refused(query, json!({ "order": order, "after": after })).await;
        assert_eq!(code, "BAD_USER_INPUT", "{order}");
    }
}
