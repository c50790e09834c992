//! Lists in pages, and what they cost.

use bigdatagemeenten::access::Role;
use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::db::Db;
use chrono::{Duration, TimeZone, Utc};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::app::{Place, until};
use crate::support::people::pilot;
use crate::support::{Client, DELFT, Database, TestApp, ZAANSTAD};

on_both_databases!(
    every_list_pages_forwards_and_backwards_with_every_row_once,
    a_cursor_stays_valid_when_its_row_is_gone,
    a_page_that_cannot_be_is_refused,
    a_page_of_pilots_costs_a_fixed_number_of_statements,
    a_page_of_search_results_costs_a_fixed_number_of_statements,
    what_is_there_is_asked_again_as_soon_as_anybody_has_committed,
    a_total_is_counted_only_when_it_is_asked_for,
    totals_and_lists_of_themes_follow_every_change,
    a_change_shows_at_once_to_who_has_read_it_before,
);

/// A network with `count` of everything; titles repeat and times are equal in pairs.
async fn network(database: Database, count: usize) -> (TestApp, Client) {
    let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 24, 12, 0, 0).unwrap());
    let app = TestApp::at(Place::new(database).await, clock.clone()).await;
    let olga = app.person("olga").role(Role::Organiser).create().await;
    for i in 0..count {
        if i % 2 == 0 {
            clock.advance(Duration::seconds(1));
        }
        let title = format!("Proef {}", i / 3);
        olga.published_pilot(&title, "PUBLIC").await;
        let question = olga.make("Challenge", json!({ "question": title, "visibility": "PUBLIC" })).await;
        assert!(question["id"].is_string());
        let starts = Utc.with_ymd_and_hms(2030, 1, 1, 9, 0, 0).unwrap() + Duration::days((i / 2) as i64);
        olga.make("Meeting", json!({ "title": title, "startsAt": starts })).await;
        for kind in ["Report", "Outcome"] {
            let input = if kind == "Report" {
                json!({ "title": title, "summary": "Kort.", "body": "Lang.", "visibility": "PUBLIC" })
            } else {
                json!({ "question": title, "conclusion": "Ja.", "visibility": "PUBLIC" })
            };
            let draft = olga.make(kind, input).await;
            olga.publish(kind, &draft).await;
        }
    }
    app.until_indexed().await;
    (app, olga)
}

/// All cursors of a list, read in pages of `size`, in the list's order.
async fn walk(client: &Client, list: &str, arguments: &str, size: usize, backwards: bool) -> Vec<String> {
    let (count, from, end, more) = if backwards {
        ("last", "before", "startCursor", "hasPreviousPage")
    } else {
        ("first", "after", "endCursor", "hasNextPage")
    };
    let mut cursors: Vec<String> = Vec::new();
    let mut cursor = Value::Null;
    loop {
        let query = format!(
            "query($cursor: String) {{ {list}({count}: {size}, {from}: $cursor{arguments}) {{ edges {{ cursor }}
               pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
        );
        let page = client.ask(&query, json!({ "cursor": cursor })).await[list].clone();
        let found: Vec<String> = page["edges"]
            .as_array()
            .unwrap()
            .iter()
            .map(|edge| edge["cursor"].as_str().unwrap().to_owned())
            .collect();
        assert!(found.len() <= size && (!found.is_empty() || cursors.is_empty()), "{list}: {page}");
        assert_eq!(page["pageInfo"]["startCursor"].as_str(), found.first().map(String::as_str));
        assert_eq!(page["pageInfo"]["endCursor"].as_str(), found.last().map(String::as_str));
        let other = if backwards { "hasNextPage" } else { "hasPreviousPage" };
        assert_eq!(page["pageInfo"][other], !cursor.is_null(), "{list}: {page}");
        if backwards {
            cursors.splice(0..0, found);
        } else {
            cursors.extend(found);
        }
        assert!(cursors.len() <= 500, "{list} does not end");
        if page["pageInfo"][more] == false {
            return cursors;
        }
        cursor = page["pageInfo"][end].clone();
    }
}

async fn every_list_pages_forwards_and_backwards_with_every_row_once(database: Database) {
    let (app, olga) = network(database, 7).await;
    for i in 0..3 {
        app.person(&format!("p{i}")).account().await;
    }
    app.until_indexed().await;
    for (list, arguments, count) in [
        ("pilots", "", 7),
        ("pilots", ", orderBy: TITLE", 7),
        ("pilots", ", orderBy: RECENTLY_PUBLISHED", 7),
        ("challenges", "", 7),
        ("meetings", "", 7),
        ("meetings", ", filter: { upcoming: true }", 7),
        ("reports", "", 7),
        ("outcomes", "", 7),
        ("people", "", 4),
        ("municipalities", ", query: \"de\"", 0),
        ("search", ", query: \"proef\"", 35),
        ("search", ", query: \"\", filter: { kinds: [PILOT, MEETING] }", 14),
    ] {
        let whole = walk(&olga, list, arguments, 100, false).await;
        assert!(count == 0 || whole.len() == count, "{list}{arguments}: {}", whole.len());
        let mut once = whole.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), whole.len(), "{list}{arguments}: every row once");
        for size in if count == 0 { [40, 50] } else { [1, 3] } {
            assert_eq!(walk(&olga, list, arguments, size, false).await, whole, "{list}{arguments} forwards");
            assert_eq!(walk(&olga, list, arguments, size, true).await, whole, "{list}{arguments} backwards");
        }
        let total = olga
            .ask(&format!("{{ {list}(first: 0{arguments}) {{ totalCount edges {{ cursor }} }} }}"), json!({}))
            .await;
        assert_eq!(total[list], json!({ "totalCount": whole.len(), "edges": [] }), "{list}{arguments}");
    }
}

async fn a_cursor_stays_valid_when_its_row_is_gone(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let mut pilots = Vec::new();
    for title in ["A", "B", "C", "D"] {
        pilots.push(anna.published_pilot(title, "PUBLIC").await);
    }
    let page = "query($after: String) { pilots(first: 2, after: $after, orderBy: TITLE) { edges { node { title } } pageInfo { endCursor } } }";
    let first = anna.ask(page, json!({})).await;
    let cursor = first["pilots"]["pageInfo"]["endCursor"].clone();
    anna.mutate("deletePilot", json!({ "id": pilots[1]["id"], "revision": 2 }), "deletedId").await;
    anna.published_pilot("A nieuw", "PUBLIC").await;
    let next = anna.ask(page, json!({ "after": cursor })).await;
    assert_eq!(next["pilots"]["edges"], json!([{ "node": { "title": "C" } }, { "node": { "title": "D" } }]));
}

async fn a_page_that_cannot_be_is_refused(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    for title in ["A", "B"] {
        anna.published_pilot(title, "PUBLIC").await;
    }
    app.until_indexed().await;
    let by_title = walk(&anna, "pilots", ", orderBy: TITLE", 1, false).await.remove(0);
    let hit = walk(&anna, "search", ", query: \"\", filter: { kinds: [PILOT] }", 1, false).await.remove(0);
    for list in
        ["pilots", "challenges", "meetings", "reports", "outcomes", "people", "municipalities", "search"]
    {
        let base = if list == "search" { "query: \"\", " } else { "" };
        for arguments in [
            "first: 101".to_owned(),
            "last: 101".into(),
            "first: -1".into(),
            "last: -2147483648".into(),
            "first: 1, last: 1".into(),
            "after: \"x\"".into(),
            "before: \"\"".into(),
            "after: \"e30\"".into(),
            format!("after: \"{}\"", "A".repeat(3_000)),
            format!("after: \"{}\"", if list == "search" { &by_title } else { &hit }),
        ] {
            let query = format!("{{ {list}({base}{arguments}) {{ edges {{ cursor }} }} }}");
            assert_eq!(anna.refused(&query, json!({})).await, "BAD_USER_INPUT", "{list}({arguments})");
        }
        anna.ask(&format!("{{ {list}({base}first: 100) {{ edges {{ cursor }} }} }}"), json!({})).await;
    }
    // One of the same list in another order.
    let query = "query($after: String) { pilots(after: $after) { edges { cursor } } }";
    assert_eq!(anna.refused(query, json!({ "after": by_title })).await, "BAD_USER_INPUT");
}

const CARD: &str = "id slug title summary stage domains themes { slug label } municipality { id code name province slug } status visibility updatedAt";

/// Pilots with a contact, themes and challenges of their own.
async fn rich_pilots(app: &TestApp, count: usize) {
    let anna = app.person("anna").create().await;
    let bea = app.person("bea").create().await;
    for i in 0..count {
        let question = json!({ "question": format!("Vraag {i}"), "visibility": "PUBLIC", "themes": ["privacy-en-ethiek"] });
        let challenge = anna.make("Challenge", question).await;
        let mut input = pilot(&format!("Proef {i}"), "PUBLIC");
        input["themes"] = json!(["datagedreven-werken", "privacy-en-ethiek"]);
        input["contactIds"] = json!([anna.id, bea.id]);
        input["challengeIds"] = json!([challenge["id"]]);
        let draft = anna.make("Pilot", input).await;
        anna.publish("Pilot", &draft).await;
    }
    for person in [&anna, &bea] {
        person.mutate("updateProfile", json!({ "visibility": "PUBLIC" }), "person { id }").await;
    }
    app.until_indexed().await;
}

async fn a_page_of_pilots_costs_a_fixed_number_of_statements(database: Database) {
    let app = TestApp::start(database).await;
    rich_pilots(&app, 50).await;
    let full = format!(
        "query($first: Int!) {{ pilots(first: $first) {{ totalCount edges {{ cursor node {{ {CARD}
           contacts {{ id displayName municipality {{ name }} themes {{ slug }} }} authors {{ id displayName }}
           challenges {{ id slug question themes {{ slug }} recognitionCounts {{ stance count }} }} }} }} }} }}"
    );
    let cards = format!(
        "query($first: Int!) {{ pilots(first: $first) {{ edges {{ node {{ {CARD} }} }} pageInfo {{ hasNextPage }} }} }}"
    );
    // From a server that has read nothing yet, and then from one that knows them; never the same page twice, which asks
    // nothing on SQLite.
    let app = app.restart().await;
    app.until_indexed().await;
    let anybody = app.anonymous();
    for (query, firsts, most) in
        [(&cards, [50].as_slice(), 3), (&cards, &[5, 20, 49], 1), (&full, &[48], 9), (&full, &[4, 21, 47], 6)]
    {
        let mut counts = Vec::new();
        for &first in firsts {
            let (data, sent) = app.statements(anybody.ask(query, json!({ "first": first }))).await;
            assert_eq!(data["pilots"]["edges"].as_array().unwrap().len(), first);
            assert!(sent.len() <= most, "{} statements for {first} pilots:\n{}", sent.len(), sent.join("\n"));
            counts.push(sent.len());
        }
        assert!(counts.windows(2).all(|pair| pair[0] == pair[1]) && counts[0] > 0, "{counts:?}");
    }
    let (data, _) = app.statements(anybody.ask(&full, json!({ "first": 1 }))).await;
    let node = &data["pilots"]["edges"][0]["node"];
    assert_eq!(node["contacts"].as_array().unwrap().len(), 2);
    assert_eq!(node["challenges"][0]["themes"][0]["slug"], "privacy-en-ethiek");
}

async fn a_page_of_search_results_costs_a_fixed_number_of_statements(database: Database) {
    let app = TestApp::start(database).await;
    rich_pilots(&app, 20).await;
    let query = format!(
        "query($text: String!, $first: Int!) {{ search(query: $text, first: $first) {{ totalCount edges {{ score highlights {{ field html }} node {{ __typename
           ... on Pilot {{ {CARD} }} ... on Challenge {{ id slug question }} ... on Person {{ id displayName }} ... on Municipality {{ code }} }} }}
           facets {{ field buckets {{ value label count }} }} }} }}"
    );
    let anybody = app.anonymous();
    // What is there of each kind; who was not read before, and their links; the people.
    for (first, most) in [(40, 7), (20, 3), (40, 3)] {
        let asked = anybody.ask(&query, json!({ "text": "", "first": first }));
        let (data, sent) = app.statements(asked).await;
        assert_eq!(data["search"]["edges"].as_array().unwrap().len(), first);
        assert!(sent.len() <= most, "{} statements for {first} hits:\n{}", sent.len(), sent.join("\n"));
    }
    // Highlights are taken from what the page has read.
    for first in [20, 10] {
        let asked = anybody.ask(&query, json!({ "text": "soort:pilot proef", "first": first }));
        let (data, sent) = app.statements(asked).await;
        let edges = data["search"]["edges"].as_array().unwrap();
        assert_eq!(edges.len(), first);
        let is_marked = |edge: &Value| edge["highlights"][0]["html"].as_str().unwrap().contains("<mark>");
        assert!(edges.iter().all(is_marked), "{data}");
        assert!(sent.len() <= 3, "{} statements for {first} hits:\n{}", sent.len(), sent.join("\n"));
    }
    // The names by which they were found as well, but for those of people: somebody may just have hidden themselves.
    let asked = anybody.ask(&query, json!({ "text": "soort:pilot delft", "first": 20 }));
    let (data, sent) = app.statements(asked).await;
    let found = data["search"]["edges"].as_array().unwrap();
    assert_eq!((found.len(), &found[0]["highlights"][0]["field"]), (20, &json!("municipality")));
    assert!(sent.len() <= 2, "{} statements:\n{}", sent.len(), sent.join("\n"));
    // People by what they are called beside their own texts: the page's statement, and those that say who may see what of
    // them now.
    let asked = anybody.ask(&query, json!({ "text": "soort:persoon delft", "first": 5 }));
    let (data, sent) = app.statements(asked).await;
    let found = &data["search"]["edges"][0];
    assert_eq!(found["highlights"][0]["field"], "municipality", "{data}");
    assert!(sent.len() <= 3, "{} statements:\n{}", sent.len(), sent.join("\n"));
    // Municipalities are in memory.
    let asked = anybody.ask(&query, json!({ "text": "soort:gemeente delft", "first": 5 }));
    let (data, sent) = app.statements(asked).await;
    let found = &data["search"]["edges"][0];
    assert_eq!((&found["node"]["code"], &found["highlights"][0]["field"]), (&json!(DELFT), &json!("title")));
    assert_eq!(sent, Vec::<String>::new());
}

async fn what_is_there_is_asked_again_as_soon_as_anybody_has_committed(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let pilot = anna.published_pilot("Slimme afvalbakken", "PUBLIC").await;
    app.until_indexed().await;
    let anybody = app.anonymous();
    let query = "query($slug: String!, $id: ID!) {
      pilot(slug: $slug) { title } node(id: $id) { id } pilots(first: 5) { nodes { id } }
      search(query: \"afvalbakken\", filter: { kinds: [PILOT] }) { edges { node { __typename } } } }";
    let ask = || anybody.gql(query, json!({ "slug": pilot["slug"], "id": pilot["id"] }));
    let shown = |data: &Value| {
        let count = |list: &Value| list.as_array().unwrap().len();
        let is_found = [&data["pilot"], &data["node"]].map(|it| usize::from(!it.is_null()));
        [is_found[0], is_found[1], count(&data["pilots"]["nodes"]), count(&data["search"]["edges"])]
    };
    match database {
        Database::Sqlite => {
            // The worker may just have committed something.
            let nothing = async || app.statements(ask()).await.1.is_empty();
            until("nothing is asked when nothing has changed", nothing).await;
        }
        Database::Postgres => {
            for _ in 0..2 {
                assert!(!app.statements(ask()).await.1.is_empty());
            }
        }
    }
    // As another program does it, of which nothing here is told.
    let other = Db::connect(&app.place.config().database_url, 2).await.unwrap();
    for (visibility, expected) in [("network", [0; 4]), ("public", [1; 4]), ("network", [0; 4])] {
        let tx = other.begin().await.unwrap();
        let change = format!("UPDATE pilots SET visibility = '{visibility}', revision = revision + 1");
        tx.execute_unprepared(&change).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(shown(&ask().await.body["data"]), expected, "{visibility}");
    }
}

async fn a_total_is_counted_only_when_it_is_asked_for(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    anna.published_pilot("Proef", "PUBLIC").await;
    let anybody = app.anonymous();
    for list in ["pilots", "challenges", "meetings", "reports", "outcomes", "people"] {
        let (_, without) =
            app.statements(anybody.ask(&format!("{{ {list} {{ edges {{ cursor }} }} }}"), json!({}))).await;
        let (_, with) =
            app.statements(anybody.ask(&format!("{{ {list} {{ totalCount }} }}"), json!({}))).await;
        let is_count = |sql: &&String| sql.to_uppercase().contains("COUNT(") || sql.contains("pilot_counts");
        let counts = |sent: &[String]| sent.iter().filter(is_count).count();
        assert_eq!((counts(&without), counts(&with)), (0, 1), "{list}: {without:?} {with:?}");
    }
}

const LISTED: &str = "query($filter: PilotFilter) { pilots(filter: $filter, first: 100) { totalCount edges { node { id } } } }";

/// The ids of a list, which its total counts.
async fn listed(client: &Client, filter: Value) -> Vec<Value> {
    let pilots = client.ask(LISTED, json!({ "filter": filter })).await["pilots"].clone();
    let ids: Vec<_> = pilots["edges"].as_array().unwrap().iter().map(|it| it["node"]["id"].clone()).collect();
    assert_eq!(pilots["totalCount"], ids.len(), "{} asked for {filter}", client.name);
    ids
}

/// The database keeps both by itself; whatever is done, they must say what the pilots say.
async fn totals_and_lists_of_themes_follow_every_change(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").of(DELFT).editor().create().await;
    let zoe = app.person("zoe").of(ZAANSTAD).create().await;
    let olga = app.person("olga").of(ZAANSTAD).role(Role::Organiser).create().await;
    let everybody = [&app.anonymous(), &anna, &zoe, &olga];
    let (broad, narrow, other) = ("sociaal-domein", "jeugd", "privacy-en-ethiek");
    let mut pilots = Vec::new();
    for (i, visibility) in ["PUBLIC", "NETWORK", "MUNICIPALITY", "PUBLIC"].into_iter().enumerate() {
        let mut input = pilot(&format!("Proef {i}"), visibility);
        input["themes"] = json!([narrow, other]);
        pilots.push(anna.publish("Pilot", &anna.make("Pilot", input).await).await);
    }
    // Of another municipality than her own: seen as its author only.
    let mut input = pilot("Proef van Olga", "MUNICIPALITY");
    input["municipality"] = json!(DELFT);
    input["themes"] = json!([broad]);
    let of_olga = olga.publish("Pilot", &olga.make("Pilot", input).await).await;

    let count = async |filter: &Value| {
        let mut counts = Vec::new();
        for client in everybody {
            counts.push(listed(client, filter.clone()).await.len());
        }
        counts
    };
    let of = |slug: &str| json!({ "themes": [slug] });
    let (all, delft) = (json!({}), json!({ "municipality": DELFT }));
    assert_eq!(count(&all).await, [2, 5, 3, 4], "nobody, Anna, Zoe, Olga");
    assert_eq!(count(&delft).await, [2, 5, 3, 4]);
    assert_eq!(count(&json!({ "municipality": ZAANSTAD })).await, [0; 4]);
    assert_eq!(count(&of(broad)).await, [2, 5, 3, 4], "with what is narrower");
    assert_eq!(count(&of(narrow)).await, [2, 4, 3, 3]);
    assert_eq!(count(&json!({ "themes": [narrow, other] })).await, [2, 4, 3, 3], "each once");

    // The one that was changed last comes first.
    pilots[0] = anna.change("Pilot", &pilots[0], json!({ "summary": "Anders." })).await;
    assert_eq!(listed(&anna, of(broad)).await[0], pilots[0]["id"]);
    anna.change("Pilot", &pilots[1], json!({ "themes": [other] })).await;
    assert_eq!(count(&of(broad)).await, [2, 4, 2, 3]);
    anna.change("Pilot", &pilots[2], json!({ "visibility": "NETWORK" })).await;
    assert_eq!(count(&all).await, [2, 5, 4, 5]);
    olga.change("Pilot", &of_olga, json!({ "municipality": ZAANSTAD })).await;
    assert_eq!(count(&delft).await, [2, 4, 4, 4]);
    assert_eq!(count(&json!({ "municipality": ZAANSTAD })).await, [0, 0, 1, 1]);
    let state = |pilot: &Value| json!({ "id": pilot["id"], "revision": pilot["revision"] });
    anna.mutate("archivePilot", state(&pilots[0]), "pilot { id }").await;
    anna.mutate("deletePilot", state(&pilots[3]), "deletedId").await;
    assert_eq!(count(&all).await, [0, 2, 3, 3]);
    assert_eq!(count(&of(broad)).await, [0, 1, 2, 2]);
    assert_eq!(count(&of(other)).await, [0, 2, 2, 2]);
}

/// What was read is kept in memory; who may see it, and what it says now, is not taken from there.
async fn a_change_shows_at_once_to_who_has_read_it_before(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let anybody = app.anonymous();
    let mut input = pilot("Zonnewijzer", "PUBLIC");
    input["themes"] = json!(["jeugd"]);
    let made = anna.publish("Pilot", &anna.make("Pilot", input).await).await;
    let list = "{ pilots { edges { node { id title themes { slug } } } } }";
    let one = "query($id: ID!) { node(id: $id) { ... on Pilot { title themes { slug } } } }";
    let seen = async || {
        let listed = anybody.ask(list, json!({})).await["pilots"]["edges"][0]["node"].clone();
        let node = anybody.ask(one, json!({ "id": made["id"] })).await["node"].clone();
        assert_eq!((&listed["title"], &listed["themes"]), (&node["title"], &node["themes"]));
        (node["title"].as_str().unwrap().to_owned(), node["themes"].clone())
    };
    assert_eq!(seen().await, ("Zonnewijzer".to_owned(), json!([{ "slug": "jeugd" }])));
    let made = anna.change("Pilot", &made, json!({ "title": "Windvaan", "themes": ["onderwijs"] })).await;
    assert_eq!(seen().await, ("Windvaan".to_owned(), json!([{ "slug": "onderwijs" }])));
    // Nobody else may read it any more, though everybody has.
    anna.change("Pilot", &made, json!({ "visibility": "MUNICIPALITY" })).await;
    assert_eq!(anybody.ask(list, json!({})).await["pilots"]["edges"], json!([]));
    assert_eq!(anybody.refused(one, json!({ "id": made["id"] })).await, "NOT_FOUND");
    let query = "query($slug: String!) { pilot(slug: $slug) { title } }";
    for slug in ["zonnewijzer", "windvaan"] {
        assert_eq!(anybody.refused(query, json!({ "slug": slug })).await, "NOT_FOUND");
        assert_eq!(anna.ask(query, json!({ "slug": slug })).await["pilot"]["title"], "Windvaan");
    }
}
