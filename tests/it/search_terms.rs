//! What people search for: what is kept of it and what is not, who sees it, and what others are suggested.

use bigdatagemeenten::access::{Actor, MunicipalityRole, Role};
use bigdatagemeenten::accounts::NewAccount;
use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::config::Config;
use bigdatagemeenten::retention::{Retention, Terms};
use bigdatagemeenten::search_terms::Report;
use chrono::Duration;
use reqwest::header::{HeaderMap, HeaderName};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::app::{Place, until};
use crate::support::people::PASSWORD;
use crate::support::{Client, DELFT, Database, TestApp};

on_both_databases!(
    nothing_is_kept_before_the_third_asker_and_then_nothing_of_them,
    what_may_be_about_a_person_is_never_kept,
    a_term_goes_when_it_names_somebody_who_joined,
    a_term_goes_thirteen_months_after_it_was_last_asked_for,
    editors_see_what_falls_short_and_what_is_found_now,
    what_is_handled_stays_away_until_somebody_asks_again,
    a_browser_that_wants_to_be_left_alone_and_a_flood_are_not_counted,
    a_query_is_suggested_once_five_people_opened_what_it_found,
    suggestions_of_queries_tell_nothing_of_what_is_hidden,
    words_of_public_texts_complete_what_is_typed,
);

/// The clock stands still, so that no day ends within a test.
async fn start(database: Database) -> TestApp {
    let (place, clock) = (Place::new(database).await, Clock::fixed(Clock::system().now()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let public_url = format!("http://{}", listener.local_addr().unwrap());
    let trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    let config = Config { public_url, trusted_proxies, ..place.config() };
    let app = TestApp::with(place, clock, config, listener).await;
    // What is searched for before there is an index is not counted.
    app.until_indexed().await;
    app
}

fn with_headers(app: &TestApp, headers: &[(&str, String)]) -> Client {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.insert(HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
    }
    Client { http: reqwest::Client::builder().default_headers(map).build().unwrap(), ..app.anonymous() }
}

/// Somebody without an account, at an address of their own.
fn visitor(app: &TestApp, number: usize) -> Client {
    with_headers(app, &[("x-forwarded-for", format!("198.51.100.{number}"))])
}

async fn report(client: &Client, query: &str, opened: Option<&Value>) {
    let input = json!({ "query": query, "openedNodeId": opened });
    let payload = client.mutate("reportSearch", input, "").await;
    assert_eq!(payload, json!({ "userErrors": [] }), "a report is always answered alike");
}

/// So many visitors search for it; they are the same ones each time.
async fn ask(app: &TestApp, query: &str, visitors: usize) {
    for number in 1..=visitors {
        report(&visitor(app, number), query, None).await;
    }
}

/// Every text that is written down, in the order in which it came.
async fn kept(app: &TestApp) -> Vec<String> {
    let db = app.services.db.reader();
    let sql = "SELECT text FROM search_terms AS kept ORDER BY id";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.into_iter().map(|row| row.try_get("", "text").unwrap()).collect()
}

/// Waits until everything that was reported before is counted: reports are, in their order.
async fn until_counted(app: &TestApp, mark: &str) {
    for number in 201..=203 {
        report(&visitor(app, number), mark, None).await;
    }
    until("the mark is kept", async || kept(app).await.iter().any(|text| text == mark)).await;
}

const GAPS: &str = "query($kind: SearchGapKind!, $handled: Boolean = false, $first: Int, $after: String) {
    searchGaps(kind: $kind, isHandled: $handled, first: $first, after: $after) { totalCount
        nodes { id query asked withoutResult partialOnly opened lastWeek isHandled foundNow { count hasAll } }
        pageInfo { hasNextPage endCursor } } }";

async fn gaps(client: &Client, kind: &str) -> Vec<Value> {
    let data = client.ask(GAPS, json!({ "kind": kind })).await;
    data["searchGaps"]["nodes"].as_array().unwrap().clone()
}

fn queries(gaps: &[Value]) -> Vec<&str> {
    gaps.iter().map(|gap| gap["query"].as_str().unwrap()).collect()
}

async fn suggested(client: &Client, prefix: &str) -> Vec<String> {
    let query = "query($prefix: String!) { suggest(prefix: $prefix, queries: true) { text kind nodeId } }";
    let data = client.ask(query, json!({ "prefix": prefix })).await;
    let all = data["suggest"].as_array().unwrap();
    let queries: Vec<&Value> = all.iter().take_while(|one| one["kind"] == "QUERY").collect();
    assert!(queries.len() <= 3 && all.len() <= 8, "{all:?}");
    assert!(all[queries.len()..].iter().all(|one| one["kind"] != "QUERY"), "queries come first: {all:?}");
    assert!(queries.iter().all(|one| one["nodeId"] == ""), "{all:?}");
    queries.iter().map(|one| one["text"].as_str().unwrap().to_owned()).collect()
}

/// Does any file of the server have these bytes?
fn stands_in_a_file(place: &Place, text: &str) -> bool {
    place.files().iter().any(|(_, bytes)| bytes.windows(text.len()).any(|bytes| bytes == text.as_bytes()))
}

async fn nothing_is_kept_before_the_third_asker_and_then_nothing_of_them(database: Database) {
    let app = start(database).await;
    let olga = app.person("olga").role(Role::Organiser).create().await;
    ask(&app, "Boomklever-nesten", 2).await;
    // Again, otherwise written.
    ask(&app, "boomklever  NESTEN", 2).await;
    until_counted(&app, "roodborst").await;
    assert_eq!(kept(&app).await, ["roodborst"]);
    assert!(!stands_in_a_file(&app.place, "boomklever"));

    report(&visitor(&app, 3), "Boomklever, nesten", None).await;
    until("it is kept", async || kept(&app).await.len() == 2).await;
    let found = gaps(&olga, "WITHOUT_RESULT").await;
    let gap = found.iter().find(|gap| gap["query"] == "boomklever nesten").unwrap();
    let told = json!([gap["asked"], gap["withoutResult"], gap["partialOnly"], gap["opened"]]);
    assert_eq!(told, json!([3, 3, 0, 0]), "once for each of them");
    let week = app.clock.now().format("%G-W%V").to_string();
    assert_eq!((&gap["lastWeek"], &gap["isHandled"]), (&json!(week), &json!(false)));
    // Of who asked there is nothing: the tables have no column for it, and the files do not have the address.
    assert!(!stands_in_a_file(&app.place, "198.51.100"));
    // A known term is counted from the first asker on.
    report(&visitor(&app, 4), "boomklever nesten", None).await;
    until("the fourth counts", async || {
        gaps(&olga, "WITHOUT_RESULT").await.iter().any(|gap| gap["asked"] == 4)
    })
    .await;
    // A restart forgets who waits, and nothing that is kept.
    ask(&app, "pimpelmees", 2).await;
    let app = app.restart().await;
    report(&visitor(&app, 3), "pimpelmees", None).await;
    let app = app.restart().await;
    assert_eq!(kept(&app).await, ["roodborst", "boomklever nesten"]);
}

async fn what_may_be_about_a_person_is_never_kept(database: Database) {
    let app = start(database).await;
    app.person("Wiersma").account().await;
    let long = "woord ".repeat(11);
    for query in [
        "j.jansen@delft.example",
        "bel 06-12345678",
        "123456782",
        "2611 AB 12",
        "verslag van wiersma",
        "wijk -centrum",
        &long,
    ] {
        ask(&app, query, 4).await;
    }
    until_counted(&app, "wmo 2015").await;
    assert_eq!(kept(&app).await, ["wmo 2015"]);
    assert!(!stands_in_a_file(&app.place, "jansen"));
}

fn retention(app: &TestApp) -> Retention {
    let services = &app.services;
    let who = (services.privacy.clone(), services.accounts.clone(), services.sessions.clone());
    let (db, clock) = (services.db.clone(), services.clock.clone());
    Retention::new(db, clock, Terms::default(), who, services.search_terms.clone())
}

async fn a_term_goes_when_it_names_somebody_who_joined(database: Database) {
    let app = start(database).await;
    until_counted(&app, "plan van zandstra").await;
    until_counted(&app, "wijkplan").await;
    assert_eq!(retention(&app).apply().await.unwrap().search_terms, 0);
    let municipality = app.services.municipalities.by_code(DELFT).unwrap().id;
    let joins = NewAccount {
        email: "anna@test.example".into(),
        name: "Anna Zandstra".into(),
        municipality,
        role: Role::Member,
        municipality_role: MunicipalityRole::Member,
        password: PASSWORD.into(),
    };
    app.services.accounts.create(joins).await.unwrap();
    assert_eq!(retention(&app).apply().await.unwrap().search_terms, 1);
    assert_eq!(kept(&app).await, ["wijkplan"]);
}

async fn a_term_goes_thirteen_months_after_it_was_last_asked_for(database: Database) {
    let app = start(database).await;
    until_counted(&app, "roodborst").await;
    app.clock.advance(Duration::days(60));
    until_counted(&app, "pimpelmees").await;
    app.clock.advance(Duration::days(335));
    assert_eq!(retention(&app).apply().await.unwrap().search_terms, 0);
    app.clock.advance(Duration::days(9));
    assert_eq!(retention(&app).apply().await.unwrap().search_terms, 1);
    assert_eq!(kept(&app).await, ["pimpelmees"]);
}

async fn editors_see_what_falls_short_and_what_is_found_now(database: Database) {
    let app = start(database).await;
    let anna = app.person("anna").create().await;
    let eva = app.person("eva").editor().create().await;
    let query = "{ searchGaps(kind: WITHOUT_CLICK) { totalCount } }";
    assert_eq!(anna.refused(query, json!({})).await, "FORBIDDEN");
    assert_eq!(app.anonymous().refused(query, json!({})).await, "UNAUTHENTICATED");

    let pilot = anna.published_pilot("Kwikstaart in het veld", "PUBLIC").await;
    anna.published_pilot("Ekster op het dak", "MUNICIPALITY").await;
    app.until_found(&anna, "ekster", 1).await;
    ask(&app, "ekster", 4).await;
    ask(&app, "kwikstaart", 3).await;
    ask(&app, "kwikstaart boomklever", 3).await;
    ask(&app, "veld", 3).await;
    report(&visitor(&app, 1), "veld", Some(&pilot["id"])).await;
    // What its search does not find was not opened from it.
    report(&visitor(&app, 1), "kwikstaart", Some(&json!(anna.id))).await;
    until_counted(&app, "pimpelmees").await;

    let without_result = gaps(&eva, "WITHOUT_RESULT").await;
    assert_eq!(queries(&without_result), ["ekster", "pimpelmees"], "most often first");
    assert_eq!(without_result[0]["foundNow"], json!({ "count": 1, "hasAll": true }), "of her municipality");
    assert_eq!(without_result[1]["foundNow"], json!({ "count": 0, "hasAll": false }));
    let without_click = gaps(&eva, "WITHOUT_CLICK").await;
    let mut found = queries(&without_click);
    found.sort_unstable();
    assert_eq!(found, ["kwikstaart", "kwikstaart boomklever"], "what was opened is no gap");
    let partial = without_click.iter().find(|gap| gap["query"] == "kwikstaart boomklever").unwrap();
    assert_eq!(json!([partial["withoutResult"], partial["partialOnly"]]), json!([0, 3]));
    assert_eq!(partial["foundNow"], json!({ "count": 1, "hasAll": false }));

    // Page by page, from both ends.
    let first = eva.ask(GAPS, json!({ "kind": "WITHOUT_RESULT", "first": 1 })).await["searchGaps"].clone();
    assert_eq!(queries(first["nodes"].as_array().unwrap()), ["ekster"]);
    assert_eq!((&first["pageInfo"]["hasNextPage"], &first["totalCount"]), (&json!(true), &json!(2)));
    let next = json!({ "kind": "WITHOUT_RESULT", "first": 1, "after": first["pageInfo"]["endCursor"] });
    let next = eva.ask(GAPS, next).await["searchGaps"].clone();
    assert_eq!(queries(next["nodes"].as_array().unwrap()), ["pimpelmees"]);
    assert_eq!(next["pageInfo"]["hasNextPage"], false);
    let last = eva.ask("{ searchGaps(kind: WITHOUT_RESULT, last: 1) { nodes { query } } }", json!({})).await;
    assert_eq!(last["searchGaps"]["nodes"], json!([{ "query": "pimpelmees" }]));

    // Only the weeks of the period count.
    app.clock.advance(Duration::weeks(6));
    eva.sign_in(PASSWORD).await;
    let of = async |period: &str| {
        let query = format!("{{ searchGaps(kind: WITHOUT_RESULT, period: {period}) {{ totalCount }} }}");
        eva.ask(&query, json!({})).await["searchGaps"]["totalCount"].as_u64().unwrap()
    };
    assert_eq!((of("MONTH").await, of("QUARTER").await, of("YEAR").await), (0, 2, 2));
}

async fn what_is_handled_stays_away_until_somebody_asks_again(database: Database) {
    let app = start(database).await;
    let anna = app.person("anna").create().await;
    let olga = app.person("olga").role(Role::Organiser).create().await;
    until_counted(&app, "roodborst").await;
    until("it is listed", async || !gaps(&olga, "WITHOUT_RESULT").await.is_empty()).await;
    let gap = gaps(&olga, "WITHOUT_RESULT").await[0].clone();
    let input = json!({ "id": gap["id"] });
    assert_eq!(anna.mutation_refused("handleSearchGap", input.clone(), "").await, "FORBIDDEN");
    let done = olga.mutate("handleSearchGap", input.clone(), "searchGap { id isHandled asked }").await;
    assert_eq!(done["searchGap"], json!({ "id": gap["id"], "isHandled": true, "asked": 3 }));
    assert!(gaps(&olga, "WITHOUT_RESULT").await.is_empty());
    let handled = olga.ask(GAPS, json!({ "kind": "WITHOUT_RESULT", "handled": true })).await;
    assert_eq!(queries(handled["searchGaps"]["nodes"].as_array().unwrap()), ["roodborst"]);

    let back = json!({ "id": gap["id"], "isHandled": false });
    olga.mutate("handleSearchGap", back, "searchGap { isHandled }").await;
    assert_eq!(queries(&gaps(&olga, "WITHOUT_RESULT").await), ["roodborst"]);
    olga.mutate("handleSearchGap", input, "searchGap { isHandled }").await;
    app.clock.advance(Duration::seconds(5));
    report(&visitor(&app, 7), "roodborst", None).await;
    until("it is back", async || !gaps(&olga, "WITHOUT_RESULT").await.is_empty()).await;

    let missing = json!({ "id": "AAAAAAAAAAAAAAAAAAAAAA" });
    assert_eq!(olga.mutation_refused("handleSearchGap", missing, "").await, "NOT_FOUND");
}

async fn a_browser_that_wants_to_be_left_alone_and_a_flood_are_not_counted(database: Database) {
    let app = start(database).await;
    let olga = app.person("olga").role(Role::Organiser).create().await;
    until_counted(&app, "roodborst").await;
    for (number, header) in [(1, "dnt"), (2, "sec-gpc")] {
        let address = format!("198.51.100.{number}");
        let headers = [("x-forwarded-for", address), (header, "1".to_owned())];
        report(&with_headers(&app, &headers), "roodborst", None).await;
    }
    // A hundred and twenty a minute from one address are heard.
    let flood = (0..1_000).map(|number| format!("onzin {number}")).chain(["roodborst".to_owned()]);
    for query in flood {
        let report = Report { query, opened: None };
        app.services.search_terms.report(&Actor::Anonymous, &report, "198.51.100.50".parse().ok());
    }
    until_counted(&app, "pimpelmees").await;
    let found = gaps(&olga, "WITHOUT_RESULT").await;
    let asked: Vec<_> = found.iter().map(|gap| json!([gap["query"], gap["asked"]])).collect();
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(asked.contains(&json!(["roodborst", 3])), "{asked:?}");
}

/// So many people search for it and open what it finds.
async fn open(app: &TestApp, query: &str, opened: &Value, people: &[Client]) {
    for (number, client) in people.iter().enumerate() {
        report(client, query, Some(&opened["id"])).await;
        assert!(number < 6, "no more than the limits admit");
    }
    app.until_indexed().await;
}

async fn a_query_is_suggested_once_five_people_opened_what_it_found(database: Database) {
    let app = start(database).await;
    let (anna, anybody) = (app.person("anna").create().await, app.anonymous());
    let pilot = anna.published_pilot("Kwikstaart in het veld", "PUBLIC").await;
    app.until_found(&anybody, "kwikstaart", 1).await;
    let people: Vec<Client> = (1..=5).map(|number| visitor(&app, number)).collect();
    open(&app, "veld kwikstaart", &pilot, &people[..4]).await;
    until_counted(&app, "pimpelmees").await;
    assert_eq!(suggested(&anybody, "veld k").await, ["veld kwikstaart"; 0], "four are too few");
    open(&app, "veld kwikstaart", &pilot, &people[4..]).await;
    until("it is suggested", async || suggested(&anybody, "Veld k").await == ["veld kwikstaart"]).await;
    assert!(suggested(&anybody, "veld kwikstaart").await.is_empty(), "not what was typed already");

    // Who does not ask for queries gets none: a client of before does not know the kind.
    let before = "{ suggest(prefix: \"veld k\") { kind } }";
    let told = anybody.ask(before, json!({})).await.to_string();
    assert!(!told.contains("QUERY"), "{told}");
    // Another process knows it from the database.
    let app = app.restart().await;
    let anybody = app.anonymous();
    app.until_found(&anybody, "kwikstaart", 1).await;
    until("it is suggested", async || suggested(&anybody, "veld k").await == ["veld kwikstaart"]).await;
}

async fn suggestions_of_queries_tell_nothing_of_what_is_hidden(database: Database) {
    let app = start(database).await;
    let (anna, anybody) = (app.person("anna").create().await, app.anonymous());
    let bram = app.person("bram").of(crate::support::ZAANSTAD).create().await;
    anna.published_pilot("Veldproef met de kwikstaart", "PUBLIC").await;
    anna.published_pilot("Veldproef op het dak", "PUBLIC").await;
    // Alike, so that a search would mend the one into the other.
    anna.published_pilot("Overzicht van de eksters", "PUBLIC").await;
    let hidden = anna.published_pilot("Veldproef met de boomklever en de ekstert", "MUNICIPALITY").await;
    app.until_found(&anna, "boomklever", 1).await;
    let mut people = vec![anna.clone()];
    for name in ["carla", "daan", "emma", "femke"] {
        people.push(app.person(name).create().await);
    }
    let asked = ["veldproef boomklever", "veldproef ekstert", "veldproefboomklever"];
    for query in asked {
        open(&app, query, &hidden, &people).await;
    }
    until("those who may see it are told", async || {
        let told = suggested(&anna, "veldproef").await;
        told.iter().any(|text| text == asked[0]) && told.iter().any(|text| text == asked[1])
    })
    .await;
    for prefix in ["v", "veld", "veldproef", "veldproef b", "veldproef e", "veldproefb"] {
        for client in [&anybody, &bram] {
            let told = suggested(client, prefix).await;
            let is_hidden = |text: &String| text.contains("boomklever") || text.contains("ekstert");
            assert!(!told.iter().any(is_hidden), "{prefix}: {told:?}");
        }
    }
    assert!(!suggested(&anna, "boomkl").await.iter().any(|text| text.contains("boomklever")));

    // What becomes public is told to everybody, and what is taken away to nobody.
    let public = anna.published_pilot("Veldproef met de boomklever", "PUBLIC").await;
    app.until_found(&anybody, "boomklever", 1).await;
    assert!(suggested(&anybody, "veldproef b").await.contains(&asked[0].to_owned()));
    let archive = json!({ "id": public["id"], "revision": public["revision"] });
    anna.mutate("archivePilot", archive, "").await;
    app.until_found(&anybody, "boomklever", 0).await;
    assert!(!suggested(&anybody, "veldproef b").await.contains(&asked[0].to_owned()));
}

async fn words_of_public_texts_complete_what_is_typed(database: Database) {
    let app = start(database).await;
    let (anna, anybody) = (app.person("anna").create().await, app.anonymous());
    anna.published_pilot("Vergunningen voor zonnepanelen", "PUBLIC").await;
    anna.published_pilot("Vergunningen voor evenementen", "PUBLIC").await;
    anna.published_pilot("Vergunstiging op het dak", "MUNICIPALITY").await;
    app.until_found(&anna, "vergunstiging", 1).await;
    let told = suggested(&anybody, "vergu").await;
    assert!(told.iter().any(|text| text.starts_with("vergunning")), "{told:?}");
    for client in [&anybody, &anna] {
        let told = suggested(client, "vergun").await;
        assert!(!told.iter().any(|text| text.contains("stiging")), "not of what is hidden: {told:?}");
        assert_eq!(told.len(), 1, "one of the forms of a word: {told:?}");
    }
    let told = suggested(&anybody, "vergunningen zonnep").await;
    assert!(told[0].starts_with("vergunningen zonnepane"), "{told:?}");
    assert!(suggested(&anybody, "evenementen zonnep").await.is_empty(), "no text has both");
    assert!(suggested(&anybody, "ve").await.is_empty(), "two letters are too few");
    assert!(suggested(&anybody, "\"vergun").await.is_empty());
    assert!(suggested(&anybody, "dak -vergun").await.is_empty());
}
