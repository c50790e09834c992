//! The mails about saved searches: what they tell, to whom, and when.

use chrono::Duration;
use serde_json::{Value, json};

use super::{on_a_wednesday, own, save};
use crate::support::app::until;
use crate::support::people::PASSWORD;
use crate::support::{Database, TestApp, ZAANSTAD};

on_both_databases!(
    a_mail_tells_each_thing_once_and_nothing_that_its_reader_may_not_see,
    what_becomes_visible_later_is_told_of_then,
    one_mail_tells_of_all_searches_of_an_account,
    of_many_that_look_at_once_one_writes_the_mail,
    a_mail_that_could_not_be_written_is_written_whole_the_next_time,
    a_mail_that_was_written_outlives_the_process,
    one_click_stops_the_mails_without_signing_in,
    who_has_no_rights_of_their_own_gets_no_mail,
);

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
