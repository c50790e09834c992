//! Where made-up values, two databases, or two people at once meet: nothing is lost, nothing fails by surprise.

use std::path::Path;

use bigdatagemeenten::access::Role;
use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::ids::NodeKind;
use bigdatagemeenten::outbox::{self, Event};
use bigdatagemeenten::transfer::{import, mistake::Mistake, read};
use chrono::{Duration, TimeZone, Utc};
use data_encoding::BASE64URL_NOPAD;
use futures::future::join_all;
use serde_json::{Value, json};

use crate::support::app::{Place, until};
use crate::support::people::{PASSWORD, outcome, pilot, report};
use crate::support::{Database, TestApp, ZAANSTAD};

on_both_databases!(
    a_cursor_that_somebody_made_up_is_refused,
    drafts_page_by_date_of_publication_too,
    a_meeting_in_another_age_is_refused,
    who_cannot_see_a_link_does_not_take_it_away,
    an_import_tells_what_stands_twice_and_keeps_no_halves,
    imported_times_leave_no_row_between_two_pages,
    what_is_imported_with_old_times_is_told_to_every_node,
    a_no_holds_for_a_while,
    many_who_do_the_same_at_once_all_succeed,
    of_a_change_and_a_removal_at_once_one_comes_first,
);

async fn a_cursor_that_somebody_made_up_is_refused(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    anna.published_pilot("Slimme afvalbakken", "PUBLIC").await;
    let (time, text) = (json!({ "t": 0 }), json!({ "s": "slimme" }));
    let number = json!({ "n": 1 });
    let lists = [
        ("pilots.updated", "pilots(first: 1, after: $after)", &text),
        ("pilots.published", "pilots(orderBy: RECENTLY_PUBLISHED, first: 1, after: $after)", &number),
        ("pilots.title", "pilots(orderBy: TITLE, first: 1, after: $after)", &time),
        ("challenges.updated", "challenges(first: 1, after: $after)", &text),
        ("meetings.latest", "meetings(first: 1, after: $after)", &text),
        ("meetings.upcoming", "meetings(filter: { upcoming: true }, first: 1, after: $after)", &text),
        ("reports.updated", "reports(first: 1, after: $after)", &text),
        ("outcomes.updated", "outcomes(first: 1, after: $after)", &text),
        ("people.name", "people(first: 1, after: $after)", &time),
    ];
    let cursor = |list: &str, key: &Value| {
        let cursor = json!([list, key, "01890000-0000-7000-8000-000000000000"]);
        BASE64URL_NOPAD.encode(cursor.to_string().as_bytes())
    };
    for (list, field, foreign) in lists {
        let query = format!("query($after: String!) {{ {field} {{ pageInfo {{ hasNextPage }} }} }}");
        let keys = [
            foreign.clone(),
            json!({ "s": "\0" }),
            json!({ "t": i64::MIN }),
            json!({ "t": i64::MAX }),
            json!({ "t": -300_000_000_000_000_i64 }),
        ];
        for key in keys {
            let variables = json!({ "after": cursor(list, &key) });
            assert_eq!(anna.refused(&query, variables).await, "BAD_USER_INPUT", "{list} {key}");
        }
    }
    let query = "query($after: String!) { pilots(first: 1, after: $after) { nodes { title } } }";
    let fair = json!({ "after": cursor("pilots.updated", &json!({ "t": 4_102_444_800_000_i64 })) });
    assert_eq!(anna.ask(query, fair).await["pilots"]["nodes"][0]["title"], "Slimme afvalbakken");
}

async fn drafts_page_by_date_of_publication_too(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    for title in ["Een", "Twee", "Drie"] {
        anna.make("Pilot", json!({ "title": title })).await;
    }
    let query = "query($after: String) {
        pilots(filter: { status: DRAFT }, orderBy: RECENTLY_PUBLISHED, first: 1, after: $after) {
            nodes { title } pageInfo { hasNextPage endCursor } } }";
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = anna.ask(query, json!({ "after": after })).await["pilots"].clone();
        seen.push(page["nodes"][0]["title"].as_str().unwrap_or("nothing").to_owned());
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    seen.sort();
    assert_eq!(seen, ["Drie", "Een", "Twee"]);
}

async fn a_meeting_in_another_age_is_refused(database: Database) {
    let app = TestApp::start(database).await;
    let olga = app.person("olga").role(Role::Organiser).create().await;
    for day in ["0001-01-01T00:00:00Z", "-4800-01-01T00:00:00Z", "+200000-01-01T00:00:00Z"] {
        let input = json!({ "title": "Ooit", "startsAt": day });
        assert_eq!(olga.form_errors("createMeeting", input).await, ["startsAt: OUT_OF_RANGE"], "{day}");
        let agenda = json!([{ "kind": "TALK", "title": "Ooit", "endsAt": day }]);
        let input = json!({ "title": "Nu", "startsAt": "2030-01-01T09:00:00Z", "agenda": agenda });
        assert_eq!(olga.form_errors("createMeeting", input).await, ["agenda.0.endsAt: OUT_OF_RANGE"]);
    }
}

async fn who_cannot_see_a_link_does_not_take_it_away(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let bea = app.person("bea").role(Role::Organiser).create().await;
    let zoe = app.person("zoe").of(ZAANSTAD).create().await;
    let zita = app.person("zita").of(ZAANSTAD).role(Role::Organiser).create().await;
    let admin = app.person("admin").role(Role::Admin).create().await;
    let hidden = json!({ "question": "Alleen voor Zaanstad?", "visibility": "MUNICIPALITY" });
    let hidden = zoe.make("Challenge", hidden).await;
    let open = anna.make("Challenge", json!({ "question": "Voor iedereen?" })).await;

    let made = anna.make("Pilot", pilot("Van Anna", "PUBLIC")).await;
    let linked = admin.change("Pilot", &made, json!({ "challengeIds": [hidden["id"], open["id"]] })).await;
    let changed = anna.change("Pilot", &linked, json!({ "challengeIds": [] })).await;
    let query = "query($id: ID!) { node(id: $id) { ... on Pilot { challenges { id } } } }";
    let of = json!({ "id": made["id"] });
    assert_eq!(admin.ask(query, of.clone()).await["node"]["challenges"], json!([{ "id": hidden["id"] }]));
    assert_eq!(anna.ask(query, of.clone()).await["node"]["challenges"], json!([]));
    admin.change("Pilot", &changed, json!({ "challengeIds": [] })).await;
    assert_eq!(admin.ask(query, of).await["node"]["challenges"], json!([]), "who sees it takes it away");

    let secret = zoe.published_pilot("Alleen in Zaanstad", "MUNICIPALITY").await;
    let meeting =
        bea.make("Meeting", json!({ "title": "Overleg", "startsAt": "2030-01-01T09:00:00Z" })).await;
    let linked = admin.change("Meeting", &meeting, json!({ "pilotIds": [secret["id"]] })).await;
    bea.change("Meeting", &linked, json!({ "pilotIds": [] })).await;
    let query = "query($id: ID!) { node(id: $id) { ... on Meeting { pilots { totalCount } } } }";
    let of = json!({ "id": meeting["id"] });
    assert_eq!(admin.ask(query, of.clone()).await["node"]["pilots"]["totalCount"], 1);
    assert_eq!(bea.ask(query, of).await["node"]["pilots"]["totalCount"], 0);

    let closed =
        json!({ "title": "Besloten", "startsAt": "2030-01-01T09:00:00Z", "visibility": "MUNICIPALITY" });
    let closed = zita.make("Meeting", closed).await;
    for (kind, input) in
        [("Report", report("Van Anna", "PUBLIC")), ("Outcome", outcome("Van Anna?", "PUBLIC"))]
    {
        let made = anna.make(kind, input).await;
        let linked = admin.change(kind, &made, json!({ "meetingId": closed["id"] })).await;
        let changed = anna.change(kind, &linked, json!({ "meetingId": null })).await;
        let ty = if kind == "Report" { "MeetingReport" } else { "WorkshopOutcome" };
        let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on {ty} {{ meeting {{ id }} }} }} }}");
        let of = json!({ "id": made["id"] });
        assert_eq!(admin.ask(&query, of.clone()).await["node"]["meeting"]["id"], closed["id"], "{kind}");
        assert_eq!(anna.ask(&query, of.clone()).await["node"]["meeting"], Value::Null);
        admin.change(kind, &changed, json!({ "meetingId": null })).await;
        assert_eq!(admin.ask(&query, of).await["node"]["meeting"], Value::Null);
    }
}

/// Brings in JSON Lines; what is wrong as `LINE FIELD`.
async fn bring_in(app: &TestApp, lines: &[Value], keep_going: bool) -> (import::Summary, Vec<String>) {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let options = import::Options { keep_going, ..import::Options::default() };
    let reads = vec![read::text(Path::new("all.jsonl"), &text, None)];
    let summary = import::run(&app.services, reads, &options, |_| ()).await.unwrap();
    let wrong = |mistake: &Mistake| format!("{} {}", mistake.place.line, mistake.field);
    let mistakes = summary.mistakes.iter().map(wrong).collect();
    (summary, mistakes)
}

async fn an_import_tells_what_stands_twice_and_keeps_no_halves(database: Database) {
    let app = TestApp::start(database).await;
    let taken = app.person("taken").create().await;
    let person = |id: &str, email: &str| {
        json!({ "kind": "person", "externalId": id, "displayName": id, "municipality": "GM0503",
                "visibility": "PUBLIC", "account": { "email": email } })
    };
    let pilot = |id: &str, title: &str| json!({ "kind": "pilot", "externalId": id, "title": title, "municipality": "GM0503" });
    let with = |mut record: Value, field: &str, value: Value| {
        record[field] = value;
        record
    };
    let lines = [
        pilot("een", "Eerste"),
        pilot("een", "Nog eens"),
        pilot("twee\0", "Met NUL"),
        with(pilot("drie", "Verwijst"), "challenges", json!(["\0"])),
        with(pilot("vier", "Later"), "createdAt", json!("+99999-01-01T00:00:00Z")),
        with(pilot("vijf", "Eerder"), "publishedAt", json!("-9999-01-01T00:00:00Z")),
        person("halve", &taken.email),
        pilot("zes", "Goed"),
    ];
    let expected =
        ["2 externalId", "3 externalId", "4 challenges.0", "5 createdAt", "6 publishedAt", "7 account.email"];
    let (summary, mistakes) = bring_in(&app, &lines, false).await;
    assert_eq!((mistakes, summary.is_kept), (expected.map(str::to_owned).to_vec(), false));
    let (summary, mistakes) = bring_in(&app, &lines, true).await;
    assert_eq!((mistakes, summary.created), (expected.map(str::to_owned).to_vec(), 2));
    let people = taken.ask("{ people(query: \"halve\") { totalCount } }", json!({})).await;
    assert_eq!(people["people"]["totalCount"], 0, "nothing of a wrong record is kept");
    let (summary, _) = bring_in(&app, &lines, true).await;
    assert_eq!((summary.created, summary.updated, summary.unchanged), (0, 0, 2), "twice is the same as once");
}

async fn imported_times_leave_no_row_between_two_pages(database: Database) {
    let app = TestApp::start(database).await;
    let lines: Vec<_> = (0..6)
        .map(|i| {
            json!({ "kind": "challenge", "externalId": format!("c{i}"), "question": format!("Vraag {i}?"),
                    "visibility": "PUBLIC", "updatedAt": format!("2020-01-01T00:00:00.123{i}00Z") })
        })
        .collect();
    bring_in(&app, &lines, false).await;
    let query = "query($after: String) { challenges(first: 1, after: $after) {
        nodes { question } pageInfo { hasNextPage endCursor } } }";
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = app.anonymous().ask(query, json!({ "after": after })).await["challenges"].clone();
        seen.push(page["nodes"][0]["question"].clone());
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    assert_eq!(seen.len(), 6, "{seen:?}");
    seen.sort_by_key(Value::to_string);
    seen.dedup();
    assert_eq!(seen.len(), 6);
}

async fn what_is_imported_with_old_times_is_told_to_every_node(database: Database) {
    let app = TestApp::start(database).await;
    let db = &app.services.db;
    let from = outbox::head(db.reader()).await.unwrap();
    let challenge = json!({ "kind": "challenge", "externalId": "c", "question": "Hoe lang is oud?",
        "visibility": "PUBLIC", "updatedAt": "2020-01-01T00:00:00Z" });
    bring_in(&app, &[challenge], false).await;
    // As each node does from time to time, whatever the others have read.
    let tx = db.begin().await.unwrap();
    outbox::prune(&tx, app.clock.now() - Duration::days(outbox::RETENTION_DAYS)).await.unwrap();
    tx.commit().await.unwrap();
    until("it is committed for all", async || {
        let rows = outbox::read(db.reader(), from, 10).await.unwrap();
        rows.iter().any(|row| matches!(row.event, Event::Changed(node) if node.kind == NodeKind::Challenge))
    })
    .await;
}

async fn a_no_holds_for_a_while(database: Database) {
    let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 1, 1, 9, 0, 0).unwrap());
    let app = TestApp::at(Place::new(database).await, clock.clone()).await;
    let anna = app.person("anna").create().await;
    let zoe = app.person("zoe").of(ZAANSTAD).create().await;
    let ask = json!({ "personId": zoe.id, "message": "Zullen we bellen?" });
    let asked = anna.mutate("requestIntroduction", ask.clone(), "introduction { id }").await;
    let no = json!({ "id": asked["introduction"]["id"], "accept": false });
    zoe.mutate("respondToIntroduction", no, "introduction { status }").await;
    assert_eq!(anna.form_errors("requestIntroduction", ask.clone()).await, ["personId: DECLINED"]);
    let back = json!({ "personId": anna.id, "message": "Toch wel." });
    assert_eq!(zoe.form_errors("requestIntroduction", back).await, [""; 0], "who said no may ask");
    clock.advance(Duration::days(91));
    anna.sign_in(PASSWORD).await;
    assert_eq!(anna.form_errors("requestIntroduction", ask).await, [""; 0]);
}

async fn many_who_do_the_same_at_once_all_succeed(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    // On PostgreSQL each that commits first takes a slug that the others were waiting for. Who lost five times in a row
    // was told INTERNAL (2026-11-25).
    let made = join_all((0..16).map(|_| anna.make("Pilot", json!({ "title": "Zelfde titel" })))).await;
    let mut slugs: Vec<_> = made.iter().map(|made| made["slug"].to_string()).collect();
    slugs.sort();
    slugs.dedup();
    assert_eq!(slugs.len(), 16);

    let challenge = anna.make("Challenge", json!({ "question": "Herken je dit?" })).await;
    let stances = ["FACING_NOW", "EXPECTING", "SOLVED", "SOLVED"];
    let recognised = stances.map(|stance| {
        let input = json!({ "challengeId": challenge["id"], "stance": stance });
        anna.mutate("recognise", input, "challenge { id }")
    });
    join_all(recognised).await;
    let query = "query($slug: String!) { challenge(slug: $slug) { recognitionCounts { count } } }";
    let counts = anna.ask(query, json!({ "slug": challenge["slug"] })).await;
    let counts = counts["challenge"]["recognitionCounts"].as_array().unwrap();
    assert_eq!(counts.iter().map(|count| count["count"].as_u64().unwrap()).sum::<u64>(), 1);

    let themes = anna.ask("{ themes { slug } }", json!({})).await;
    let slugs: Vec<_> =
        themes["themes"].as_array().unwrap().iter().take(5).map(|t| t["slug"].clone()).collect();
    let changed = (0..8).map(|i| {
        let field = ["about", "seeking", "offering", "jobTitle"][i % 4];
        let input = json!({ field: "Gezegd.", "themes": slugs });
        anna.mutate("updateProfile", input, "person { id }")
    });
    for changed in join_all(changed).await {
        assert_eq!(changed["userErrors"], json!([]));
    }
    let seen = anna.ask("{ viewer { person { about seeking offering jobTitle } } }", json!({})).await;
    for field in ["about", "seeking", "offering", "jobTitle"] {
        assert_eq!(seen["viewer"]["person"][field], "Gezegd.", "no change is lost");
    }
}

async fn of_a_change_and_a_removal_at_once_one_comes_first(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    for round in 0..5 {
        let made = anna.make("Pilot", pilot(&format!("Ronde {round}"), "PUBLIC")).await;
        let at = json!({ "id": made["id"], "revision": made["revision"] });
        let mut change = at.clone();
        change["title"] = json!("Anders");
        let mutation = |name: &str, input: &str| {
            format!("mutation($input: {input}!) {{ {name}(input: $input) {{ userErrors {{ code }} }} }}")
        };
        let (update, publish, delete) = (
            mutation("updatePilot", "UpdatePilotInput"),
            mutation("publishPilot", "PublishInput"),
            mutation("deletePilot", "DeleteInput"),
        );
        let answers = futures::join!(
            anna.gql(&update, json!({ "input": change })),
            anna.gql(&publish, json!({ "input": at })),
            anna.gql(&delete, json!({ "input": at })),
        );
        let answers = [answers.0, answers.1, answers.2];
        let done = answers.iter().filter(|answer| answer.is_without_errors()).count();
        assert_eq!(done, 1, "{answers:?}");
        for refused in answers.iter().filter(|answer| !answer.is_without_errors()) {
            assert!(matches!(refused.code(), Some("CONFLICT" | "NOT_FOUND")), "{refused:?}");
        }
    }
}
