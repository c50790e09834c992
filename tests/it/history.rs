//! What contributions said before, what a pilot costs, and which pilot repeats which.

use std::path::Path;

use bigdatagemeenten::access::Role;
use bigdatagemeenten::transfer::{import, read};
use serde_json::{Value, json};

use crate::support::people::{outcome, pilot, report};
use crate::support::{Database, TestApp, ZAANSTAD};

on_both_databases!(
    who_may_change_a_thing_sees_what_it_said_before,
    revisions_page_and_hide_no_link,
    an_earlier_text_comes_back_as_a_new_revision,
    who_may_not_change_a_thing_does_not_bring_its_texts_back,
    a_pilot_tells_its_cost_and_what_it_repeats,
    pilots_that_repeat_each_other_go_in_whatever_their_order,
);

const REVISIONS: &str = "revisions { totalCount nodes { revision status visibility changedBy { id } changedAt changes { field before after } } }";

fn query(ty: &str) -> String {
    format!("query($id: ID!) {{ node(id: $id) {{ ... on {ty} {{ {REVISIONS} }} }} }}")
}

async fn who_may_change_a_thing_sees_what_it_said_before(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").role(Role::Organiser).create().await;
    let zoe = app.person("zoe").of(ZAANSTAD).create().await;
    let meeting = json!({ "title": "Overleg", "startsAt": "2030-01-01T09:00:00Z" });
    for (kind, ty, input, field) in [
        ("Pilot", "Pilot", pilot("Eerst", "PUBLIC"), "title"),
        ("Report", "MeetingReport", report("Eerst", "PUBLIC"), "title"),
        ("Outcome", "WorkshopOutcome", outcome("Eerst", "PUBLIC"), "question"),
        ("Challenge", "Challenge", json!({ "question": "Eerst", "visibility": "PUBLIC" }), "question"),
        ("Meeting", "Meeting", meeting, "title"),
    ] {
        let before = input[field].clone();
        let mut made = anna.make(kind, input).await;
        if made["status"] == "DRAFT" {
            made = anna.publish(kind, &made).await;
        }
        anna.change(kind, &made, json!({ field: "Daarna" })).await;
        let of = json!({ "id": made["id"] });
        let seen = anna.ask(&query(ty), of.clone()).await["node"]["revisions"].clone();
        let latest = &seen["nodes"][0];
        assert_eq!(
            latest["changes"],
            json!([{ "field": field, "before": before, "after": "Daarna" }]),
            "{kind}"
        );
        assert_eq!((&latest["status"], &latest["visibility"]), (&json!("PUBLISHED"), &json!("PUBLIC")));
        assert_eq!(latest["changedBy"]["id"], anna.id.as_str());
        assert_eq!(seen["totalCount"], latest["revision"]);
        for client in [&zoe, &app.anonymous()] {
            assert_eq!(client.ask(&query(ty), of.clone()).await["node"]["revisions"], Value::Null, "{kind}");
        }
    }
}

async fn revisions_page_and_hide_no_link(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let zita = app.person("zita").of(ZAANSTAD).role(Role::Organiser).create().await;
    let admin = app.person("admin").role(Role::Admin).create().await;
    let closed =
        json!({ "title": "Besloten", "startsAt": "2030-01-01T09:00:00Z", "visibility": "MUNICIPALITY" });
    let closed = zita.make("Meeting", closed).await;
    let mut made = anna.make("Report", report("Eerst", "PUBLIC")).await;
    made = admin.change("Report", &made, json!({ "meetingId": closed["id"] })).await;
    for i in 0..3 {
        made = anna.change("Report", &made, json!({ "title": format!("Titel {i}") })).await;
    }
    let query = "query($id: ID!, $first: Int, $after: String) { node(id: $id) { ... on MeetingReport {
        revisions(first: $first, after: $after) { nodes { revision changes { field } }
            pageInfo { hasNextPage endCursor } } } } }";
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    loop {
        let variables = json!({ "id": made["id"], "first": 2, "after": after });
        let page = anna.ask(query, variables).await["node"]["revisions"].clone();
        for node in page["nodes"].as_array().unwrap() {
            let fields: Vec<_> =
                node["changes"].as_array().unwrap().iter().map(|c| c["field"].clone()).collect();
            assert!(!fields.contains(&json!("meeting")), "{node}");
            seen.push(node["revision"].as_i64().unwrap());
        }
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    assert_eq!(seen, [5, 4, 3, 2, 1]);
    let variables = json!({ "id": made["id"], "first": 21 });
    assert_eq!(anna.refused(query, variables).await, "BAD_USER_INPUT");
}

async fn a_pilot_tells_its_cost_and_what_it_repeats(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let zoe = app.person("zoe").of(ZAANSTAD).create().await;
    let first = anna.published_pilot("De eerste", "PUBLIC").await;
    let hidden = anna.published_pilot("Alleen voor Delft", "MUNICIPALITY").await;
    let with = |mut input: Value, field: &str, value: &Value| {
        input[field] = value.clone();
        input
    };
    let unknown = with(pilot("Herhaling", "PUBLIC"), "replicatesId", &hidden["id"]);
    assert_eq!(zoe.form_errors("createPilot", unknown).await, ["replicatesId: UNKNOWN"]);
    let long = with(pilot("Duur", "PUBLIC"), "cost", &json!("x".repeat(501)));
    assert_eq!(zoe.form_errors("createPilot", long).await, ["cost: TOO_LONG"]);
    let input = with(pilot("Herhaling", "PUBLIC"), "replicatesId", &first["id"]);
    let made = zoe.make("Pilot", with(input, "cost", &json!("€ 12.000 per jaar"))).await;
    let query = "query($id: ID!) { node(id: $id) { ... on Pilot { cost replicates { id }
        replications { totalCount nodes { id } } } } }";
    let of = |thing: &Value| json!({ "id": thing["id"] });
    let replications = anna.ask(query, of(&first)).await["node"]["replications"].clone();
    assert_eq!(replications["totalCount"], 0, "a draft is not told");
    let made = zoe.publish("Pilot", &made).await;
    let seen = app.anonymous().ask(query, of(&made)).await["node"].clone();
    assert_eq!((&seen["cost"], &seen["replicates"]["id"]), (&json!("€ 12.000 per jaar"), &first["id"]));
    let seen = app.anonymous().ask(query, of(&first)).await["node"].clone();
    assert_eq!(seen["replications"]["nodes"], json!([{ "id": made["id"] }]));

    let circle = json!({ "id": first["id"], "revision": first["revision"], "replicatesId": made["id"] });
    assert_eq!(anna.form_errors("updatePilot", circle).await, ["replicatesId: CIRCULAR"]);
    let itself = json!({ "id": first["id"], "revision": first["revision"], "replicatesId": first["id"] });
    assert_eq!(anna.form_errors("updatePilot", itself).await, ["replicatesId: CIRCULAR"]);
    let kept = zoe.change("Pilot", &made, json!({ "summary": "Anders." })).await;
    assert_eq!(zoe.ask(query, of(&made)).await["node"]["replicates"]["id"], first["id"]);
    zoe.change("Pilot", &kept, json!({ "replicatesId": null })).await;
    assert_eq!(zoe.ask(query, of(&made)).await["node"]["replicates"], Value::Null);
}

async fn pilots_that_repeat_each_other_go_in_whatever_their_order(database: Database) {
    let app = TestApp::start(database).await;
    let pilot = |id: &str, origin: Option<&str>| {
        let mut record = json!({ "kind": "pilot", "externalId": id, "title": id, "municipality": "GM0503", "cost": "Niets." });
        if let Some(origin) = origin {
            record["replicates"] = json!(origin);
        }
        record
    };
    let bring_in = async |lines: &[Value]| {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let reads = vec![read::text(Path::new("pilots.jsonl"), &text, None)];
        import::run(&app.services, reads, &import::Options::default(), |_| ()).await.unwrap()
    };
    let lines = [pilot("c", Some("b")), pilot("b", Some("a")), pilot("d", Some("b")), pilot("a", None)];
    let summary = bring_in(&lines).await;
    assert_eq!((summary.created, summary.mistakes.as_slice()), (4, [].as_slice()));
    let summary = bring_in(&lines).await;
    assert_eq!((summary.unchanged, summary.updated), (4, 0));
    let summary = bring_in(&[pilot("x", Some("y")), pilot("y", Some("x"))]).await;
    assert!(!summary.is_kept && summary.mistakes[0].field == "replicates", "{summary:?}");
}

async fn an_earlier_text_comes_back_as_a_new_revision(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let origin = anna.published_pilot("Het voorbeeld", "PUBLIC").await;
    let made = anna.published_pilot("Eerst", "PUBLIC").await;
    let changed = json!({ "title": "Daarna", "results": "Veel.", "partners": ["GGD"], "stage": "PRODUCTION",
        "replicatesId": origin["id"] });
    let changed = anna.change("Pilot", &made, changed).await;
    let restore = json!({ "id": made["id"], "revision": changed["revision"], "to": made["revision"] });
    let fields = "pilot { id revision status title results partners stage replicates { id } }";
    let restored = anna.mutate("restorePilot", restore.clone(), fields).await["pilot"].clone();
    let revision = changed["revision"].as_i64().unwrap() + 1;
    assert_eq!(
        restored,
        json!({ "id": made["id"], "revision": revision, "status": "PUBLISHED", "title": "Eerst", "results": "",
            "partners": [], "stage": "IDEA", "replicates": { "id": origin["id"] } }),
        "texts come back, links stay"
    );
    let seen = anna.ask(&query("Pilot"), json!({ "id": made["id"] })).await["node"]["revisions"].clone();
    assert_eq!(seen["totalCount"], revision, "nothing of the history is lost");
    assert_eq!(seen["nodes"][0]["changedBy"]["id"], anna.id.as_str());
    // On a revision that is no longer the present one it is a conflict, as any change.
    assert_eq!(anna.mutation_refused("restorePilot", restore, "pilot { id }").await, "CONFLICT");
    let nowhere = json!({ "id": made["id"], "revision": revision, "to": 99 });
    assert_eq!(anna.form_errors("restorePilot", nowhere).await, ["to: UNKNOWN"]);

    let draft = anna.make("Report", report("Verslag", "PUBLIC")).await;
    let told = anna.change("Report", &draft, json!({ "takeHomeMessage": "Doen!", "body": "Korter." })).await;
    let input = json!({ "id": draft["id"], "revision": told["revision"], "to": draft["revision"] });
    let restored = anna.mutate("restoreReport", input, "report { body takeHomeMessage }").await;
    assert_eq!(restored["report"], json!({ "body": "Wat er gezegd is.", "takeHomeMessage": null }));
}

async fn who_may_not_change_a_thing_does_not_bring_its_texts_back(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let zoe = app.person("zoe").of(ZAANSTAD).create().await;
    let shown = anna.published_pilot("Zichtbaar", "PUBLIC").await;
    let hidden = anna.make("Pilot", pilot("Verborgen", "PUBLIC")).await;
    for (made, to, refusal) in [
        (&shown, json!(1), "FORBIDDEN"),
        (&shown, json!(99), "FORBIDDEN"),
        (&hidden, json!(1), "NOT_FOUND"),
        (&hidden, json!(99), "NOT_FOUND"),
    ] {
        let input = json!({ "id": made["id"], "revision": made["revision"], "to": to });
        assert_eq!(zoe.mutation_refused("restorePilot", input.clone(), "").await, refusal);
        assert_eq!(app.anonymous().mutation_refused("restorePilot", input, "").await, "UNAUTHENTICATED");
    }
}
