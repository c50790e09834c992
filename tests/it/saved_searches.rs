//! Saved searches: whose they are, what is new of them, and the mails about them.

use bigdatagemeenten::clock::Clock;
use chrono::{Duration, TimeZone, Utc};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::support::app::{Place, until};
use crate::support::mail::Received;
use crate::support::people::PASSWORD;
use crate::support::{Client, Database, TestApp, ZAANSTAD};

on_both_databases!(
    a_search_is_saved_changed_and_deleted_by_its_owner_alone,
    what_is_saved_has_bounds,
    what_is_new_is_counted_with_the_rights_of_the_owner,
    a_mail_tells_each_thing_once_and_nothing_that_its_reader_may_not_see,
    what_becomes_visible_later_is_told_of_then,
    one_mail_tells_of_all_searches_of_an_account,
    of_many_that_look_at_once_one_writes_the_mail,
    a_mail_that_could_not_be_written_is_written_whole_the_next_time,
    a_mail_that_was_written_outlives_the_process,
    one_click_stops_the_mails_without_signing_in,
    who_has_no_rights_of_their_own_gets_no_mail,
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

async fn a_mail_tells_each_thing_once_and_nothing_that_its_reader_may_not_see(database: Database) {
    let app = on_a_wednesday(database).await;
    let reader = app.person("reader").of(ZAANSTAD).create().await;
    let author = app.person("author").create().await;
    author.published_pilot("Oude kwikstaart", "PUBLIC").await;
    app.clock.advance(Duration::minutes(1));
    save(&reader, "kwikstaart", "DAILY").await;
    app.clock.advance(Duration::minutes(1));
    let told = author.published_pilot("Kwikstaart <b>& nest</b>", "NETWORK").await;
    author.published_pilot("Kwikstaart Geheimvogel", "MUNICIPALITY").await;
    author.make("Pilot", crate::support::people::pilot("Kwikstaart Kladvogel", "PUBLIC")).await;
    assert!(app.news_of(&reader).await.is_empty(), "not before the morning");
    app.pass_days(1, &[&author]).await;
    let mails = app.news_of(&reader).await;
    assert_eq!(mails.len(), 1, "{mails:?}");
    let mail = &mails[0];
    assert_eq!(mail.subject, "Nieuw bij je zoekvragen");
    let address = format!("{}/pilots/{}", app.base, told["slug"].as_str().unwrap());
    for said in ["Over kwikstaart", "Kwikstaart <b>& nest</b>", "Pilot, Delft", &address] {
        assert!(mail.text.contains(said), "{said} is missing in {}", mail.text);
    }
    assert!(mail.html.contains("Kwikstaart &lt;b&gt;&amp; nest&lt;/b&gt;"), "{}", mail.html);
    assert!(
        mail.text.contains(&format!("{}/zoeken?q=kwikstaart&volgorde=nieuwste", app.base)),
        "{}",
        mail.text
    );
    for hidden in ["Geheimvogel", "Kladvogel", "Oude kwikstaart"] {
        assert!(!mail.text.contains(hidden) && !mail.html.contains(hidden), "{hidden} in {}", mail.text);
    }
    app.pass_days(1, &[&author]).await;
    assert_eq!(app.news_of(&reader).await.len(), 1, "nothing new, no mail");
    // Archived and published again is not new again.
    let archived = author
        .mutate(
            "archivePilot",
            json!({ "id": told["id"], "revision": told["revision"] }),
            "pilot { id revision }",
        )
        .await;
    author.publish("Pilot", &archived["pilot"]).await;
    author.published_pilot("Kwikstaart drie", "PUBLIC").await;
    app.pass_days(1, &[&author]).await;
    let mails = app.news_of(&reader).await;
    assert_eq!(mails.len(), 2);
    assert!(
        mails[1].text.contains("Kwikstaart drie") && !mails[1].text.contains("nest"),
        "{}",
        mails[1].text
    );
    // What was told long ago is forgotten, and still not told again.
    app.pass_days(40, &[]).await;
    assert_eq!(app.news_of(&reader).await.len(), 2);
    assert_eq!(app.count("SELECT count(*) AS n FROM saved_search_tellings").await, 0);
}

async fn what_becomes_visible_later_is_told_of_then(database: Database) {
    let app = on_a_wednesday(database).await;
    let reader = app.person("reader").of(ZAANSTAD).create().await;
    let author = app.person("author").create().await;
    save(&reader, "kwikstaart", "DAILY").await;
    app.clock.advance(Duration::minutes(1));
    let hidden = author.published_pilot("Kwikstaart in huis", "MUNICIPALITY").await;
    let late = author.published_pilot("Kwikstaart te laat", "MUNICIPALITY").await;
    app.pass_days(1, &[&author]).await;
    assert!(app.news_of(&reader).await.is_empty());
    author.change("Pilot", &hidden, json!({ "visibility": "NETWORK" })).await;
    app.pass_days(1, &[&author]).await;
    let mails = app.news_of(&reader).await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text.contains("Kwikstaart in huis") && !mails[0].text.contains("te laat"));
    app.pass_days(31, &[&author]).await;
    author.change("Pilot", &late, json!({ "visibility": "NETWORK" })).await;
    app.pass_days(1, &[&author]).await;
    assert_eq!(app.news_of(&reader).await.len(), 1, "a month after its publication it is no news");
}

async fn one_mail_tells_of_all_searches_of_an_account(database: Database) {
    let app = on_a_wednesday(database).await;
    let anna = app.person("anna").create().await;
    save(&anna, "kwikstaart", "DAILY").await;
    save(&anna, "roodborst", "DAILY").await;
    save(&anna, "merel", "WEEKLY").await;
    save(&anna, "spreeuw", "NEVER").await;
    app.clock.advance(Duration::minutes(1));
    for bird in ["kwikstaart", "roodborst", "merel", "spreeuw"] {
        anna.published_pilot(&format!("De {bird} telt"), "PUBLIC").await;
    }
    app.pass_days(1, &[]).await;
    let mails = app.news_of(&anna).await;
    assert_eq!(mails.len(), 1);
    for (bird, is_told) in [("kwikstaart", true), ("roodborst", true), ("merel", false), ("spreeuw", false)] {
        assert_eq!(mails[0].text.contains(&format!("De {bird} telt")), is_told, "{bird}");
    }
    // Until Monday.
    app.pass_days(4, &[]).await;
    let mails = app.news_of(&anna).await;
    assert_eq!(mails.len(), 2);
    assert!(
        mails[1].text.contains("De merel telt") && !mails[1].text.contains("spreeuw"),
        "{}",
        mails[1].text
    );
}

async fn of_many_that_look_at_once_one_writes_the_mail(database: Database) {
    let app = on_a_wednesday(database).await;
    let (anna, bram) = (app.person("anna").create().await, app.person("bram").create().await);
    let other = match database {
        Database::Sqlite => None,
        Database::Postgres => Some(TestApp::at(app.place.second_node(), app.clock.clone()).await),
    };
    for client in [&anna, &bram] {
        save(client, "kwikstaart", "DAILY").await;
    }
    app.clock.advance(Duration::minutes(1));
    anna.published_pilot("Een kwikstaart", "PUBLIC").await;
    for node in std::iter::once(&app).chain(&other) {
        node.until_indexed().await;
    }
    app.pass_days(1, &[]).await;
    let nodes = [&app, other.as_ref().unwrap_or(&app)];
    let looks = (0..8).map(|i| nodes[i % 2].services.saved_searches.mail_due());
    let written: u64 = futures::future::join_all(looks).await.into_iter().map(|look| look.unwrap()).sum();
    assert!(written <= 2, "{written} mails to two people");
    until("all mail is sent", async || app.count("SELECT count(*) AS n FROM mails").await == 0).await;
    let mut mails = app.mails();
    mails.extend(other.iter().flat_map(|node| node.mails()));
    for client in [&anna, &bram] {
        assert_eq!(mails.iter().filter(|mail| mail.to == client.email).count(), 1, "{}", client.name);
    }
}

async fn a_mail_that_could_not_be_written_is_written_whole_the_next_time(database: Database) {
    let app = on_a_wednesday(database).await;
    let anna = app.person("anna").create().await;
    save(&anna, "kwikstaart", "DAILY").await;
    app.clock.advance(Duration::minutes(1));
    anna.published_pilot("Een kwikstaart", "PUBLIC").await;
    app.until_indexed().await;
    // As if the process died at the last step before the commit.
    let (make, drop) = match database {
        Database::Sqlite => (
            "CREATE TRIGGER broken BEFORE INSERT ON mails BEGIN SELECT RAISE(ABORT, 'broken'); END",
            "DROP TRIGGER broken",
        ),
        Database::Postgres => (
            "CREATE FUNCTION broken() RETURNS trigger AS $$ BEGIN RAISE 'broken'; END $$ LANGUAGE plpgsql;
             CREATE TRIGGER broken BEFORE INSERT ON mails EXECUTE FUNCTION broken()",
            "DROP TRIGGER broken ON mails",
        ),
    };
    app.execute(make).await;
    app.pass_days(1, &[]).await;
    assert_eq!(app.services.saved_searches.mail_due().await.unwrap(), 0);
    assert_eq!(app.count("SELECT count(*) AS n FROM saved_search_tellings").await, 0);
    assert_eq!(app.count("SELECT count(*) AS n FROM links").await, 0);
    app.execute(drop).await;
    let mails = app.news_of(&anna).await;
    assert_eq!(mails.len(), 1, "it stayed due");
    assert!(mails[0].text.contains("Een kwikstaart"));
}

async fn a_mail_that_was_written_outlives_the_process(database: Database) {
    let app = on_a_wednesday(database).await;
    let anna = app.person("anna").create().await;
    save(&anna, "kwikstaart", "DAILY").await;
    app.clock.advance(Duration::minutes(1));
    anna.published_pilot("Een kwikstaart", "PUBLIC").await;
    app.until_indexed().await;
    app.pass_days(1, &[]).await;
    // Its directory of mails is a file: nothing can be sent.
    let folder = app.place.path().join("mail");
    std::fs::write(&folder, "").unwrap();
    app.services.saved_searches.mail_due().await.unwrap();
    assert_eq!(app.count("SELECT count(*) AS n FROM mails").await, 1);
    let app = app.restart().await;
    std::fs::remove_file(&folder).unwrap();
    app.clock.advance(Duration::minutes(20));
    let anna = anna.at(&app.base);
    let mails = app.news_of(&anna).await;
    assert_eq!(mails.len(), 1);
    app.pass_days(1, &[]).await;
    assert_eq!(app.news_of(&anna).await.len(), 1);
}

async fn one_click_stops_the_mails_without_signing_in(database: Database) {
    let app = on_a_wednesday(database).await;
    let anna = app.person("anna").create().await;
    for bird in ["kwikstaart", "merel"] {
        save(&anna, bird, "DAILY").await;
    }
    app.clock.advance(Duration::minutes(1));
    anna.published_pilot("Een kwikstaart", "PUBLIC").await;
    app.pass_days(1, &[&anna]).await;
    let mail = app.news_of(&anna).await.remove(0);
    let raw = mail.raw.replace("\n ", " ");
    assert!(raw.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\n"), "{raw}");
    let url = raw.split("List-Unsubscribe: <").nth(1).and_then(|rest| rest.split('>').next()).unwrap();
    let url = url.replace(' ', "");
    assert!(url.starts_with(&format!("{}/mail/stop?token=", app.base)), "{url}");
    let rhythms = async || -> Vec<Value> { own(&anna).await.iter().map(|one| one["mail"].clone()).collect() };
    let nobody = app.anonymous();
    // A mail program that looks at the link, or a person who follows it.
    let looked = nobody.http.get(&url).send().await.unwrap();
    assert_eq!(looked.status().as_u16(), 303);
    let token = mail.token();
    assert_eq!(looked.headers()["location"], format!("/mail-stoppen#token={token}"));
    assert_eq!(rhythms().await, ["DAILY", "DAILY"]);
    let click = async |url: &str| {
        let form = [("List-Unsubscribe", "One-Click")];
        let body: String = form.map(|(name, value)| format!("{name}={value}")).concat();
        let typed = nobody.http.post(url).header("content-type", "application/x-www-form-urlencoded");
        typed.body(body).send().await.unwrap().status().as_u16()
    };
    assert_eq!(click(&format!("{}/mail/stop?token=nergens", app.base)).await, 410);
    assert_eq!(rhythms().await, ["DAILY", "DAILY"]);
    for _ in 0..2 {
        assert_eq!(click(&url).await, 200, "twice is as good as once");
        assert_eq!(rhythms().await, ["NEVER", "NEVER"]);
    }
    anna.published_pilot("Nog een kwikstaart", "PUBLIC").await;
    app.pass_days(1, &[&anna]).await;
    assert_eq!(app.news_of(&anna).await.len(), 1);

    // The same on the page behind the link in the text.
    let id = own(&anna).await[0]["id"].clone();
    anna.mutate("updateSavedSearch", json!({ "id": id, "mail": "DAILY" }), "savedSearch { id }").await;
    let wrong = nobody.form_errors("stopSearchMails", json!({ "token": "nergens" })).await;
    assert_eq!(wrong, ["token: EXPIRED"]);
    let stopped = nobody.mutate("stopSearchMails", json!({ "token": token }), "isStopped").await;
    assert_eq!(stopped["isStopped"], true);
    assert_eq!(rhythms().await, ["NEVER", "NEVER"]);
    app.pass_days(90, &[]).await;
    assert_eq!(click(&url).await, 410, "after three months");
}

async fn who_has_no_rights_of_their_own_gets_no_mail(database: Database) {
    let app = on_a_wednesday(database).await;
    let (gone, limited) = (app.person("gone").create().await, app.person("limited").create().await);
    let author = app.person("author").create().await;
    for client in [&gone, &limited] {
        save(client, "kwikstaart", "DAILY").await;
    }
    app.clock.advance(Duration::minutes(1));
    author.published_pilot("Een kwikstaart", "PUBLIC").await;
    let deleted = gone.mutate("deleteAccount", json!({ "password": PASSWORD }), "isDeleted").await;
    assert_eq!(deleted["isDeleted"], true);
    assert_eq!(app.count("SELECT count(*) AS n FROM saved_searches").await, 1, "they go with the account");
    // An administrator without a second factor.
    app.execute("UPDATE accounts SET role = 'admin' WHERE email = 'limited@test.example'").await;
    app.pass_days(1, &[]).await;
    for client in [&gone, &limited] {
        assert!(app.news_of(client).await.is_empty(), "{}", client.name);
    }
    app.execute("UPDATE accounts SET role = 'member' WHERE email = 'limited@test.example'").await;
    app.pass_days(1, &[]).await;
    assert_eq!(app.news_of(&limited).await.len(), 1, "nothing is lost by waiting");
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
