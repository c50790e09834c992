//! Municipalities merge on a day: the successor takes over, and the former ones are still found.

use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::mergers::Merger;
use serde_json::{Value, json};

use crate::support::app::Place;
use crate::support::people::PASSWORD;
use crate::support::program::run;
use crate::support::{Database, TestApp};

on_both_databases!(
    on_the_day_the_successor_takes_over_and_the_former_ones_are_still_found,
    the_command_line_plans_a_merger_and_refuses_one_that_makes_no_sense,
);

const HILVERSUM: &str = "GM0402";
const WIJDEMEREN: &str = "GM1696";
const SUCCESSOR: &str = "GM9001";

async fn on_the_day_the_successor_takes_over_and_the_former_ones_are_still_found(database: Database) {
    // Sessions end by the time of the system, so its clock is behind this one; at noon no minute changes the day.
    let noon = Clock::system().now().date_naive().succ_opt().unwrap().and_hms_opt(12, 0, 0).unwrap();
    let clock = Clock::fixed(noon.and_utc());
    let today = clock.now().date_naive();
    let (yesterday, tomorrow) = (today.pred_opt().unwrap(), today.succ_opt().unwrap());
    let app = TestApp::at(Place::new(database).await, clock.clone()).await;
    let anna = app.person("anna").of(HILVERSUM).create().await;
    let editor = app.person("redacteur").of(WIJDEMEREN).editor().create().await;
    let pilot = anna.published_pilot("Van het Gooi", "MUNICIPALITY").await;
    let on = |day| {
        let formers = [HILVERSUM.to_owned(), WIJDEMEREN.to_owned()];
        let successor = (SUCCESSOR, Some("Gooi en Plassen"), None);
        Merger::new(&app.services.municipalities, successor, &formers, day).unwrap()
    };
    let mergers = &app.services.mergers;
    assert_eq!(mergers.plan(&on(tomorrow)).await.unwrap(), [], "nothing to replace");
    assert_eq!(mergers.apply_due().await.unwrap(), 0, "not before its day");
    let query = "{ municipality(code: \"GM0402\") { isFormer validUntil successors { name code province isFormer validFrom } } }";
    assert_eq!(app.anonymous().ask(query, json!({})).await["municipality"]["isFormer"], false);
    let revised = json!({ "id": pilot["id"], "revision": pilot["revision"] });
    assert_eq!(editor.mutation_refused("updatePilot", revised, "").await, "NOT_FOUND");

    // A minute later than what was written before.
    clock.advance(chrono::Duration::minutes(1));
    assert_eq!(mergers.plan(&on(today)).await.unwrap(), [tomorrow], "the day was put right");
    assert_eq!(mergers.apply_due().await.unwrap(), 1);
    assert_eq!(mergers.apply_due().await.unwrap(), 0, "once");
    clock.advance(chrono::Duration::days(1));
    assert_eq!(mergers.apply_due().await.unwrap(), 0, "the day that was replaced brings nothing");
    app.until_indexed().await;
    let seen = app.anonymous().ask(query, json!({})).await["municipality"].clone();
    let successor = json!({ "name": "Gooi en Plassen", "code": SUCCESSOR, "province": "Noord-Holland", "isFormer": false, "validFrom": today.to_string() });
    assert_eq!(
        seen,
        json!({ "isFormer": true, "validUntil": yesterday.to_string(), "successors": [successor] })
    );

    editor.sign_in(PASSWORD).await;
    let query = "{ viewer { municipalityRole person { municipality { code } affiliations { municipality { code } until } } }
        pilot(slug: \"van-het-gooi\") { revision municipality { code } authorships { municipality { code } } }
        municipality(code: \"GM9001\") { predecessors { code } people { totalCount } pilots { totalCount } }
        municipalities(query: \"hilversum\") { nodes { code } }
        search(query: \"gooi\", filter: { municipalities: [\"GM9001\"], kinds: [PILOT] }) { totalCount } }";
    let seen = editor.ask(query, json!({})).await;
    assert_eq!(seen["viewer"]["municipalityRole"], "EDITOR");
    let work: Vec<&Value> = seen["viewer"]["person"]["affiliations"].as_array().unwrap().iter().collect();
    assert_eq!(
        (&work[0]["municipality"]["code"], &work[1]["municipality"]["code"]),
        (&json!(SUCCESSOR), &json!(WIJDEMEREN))
    );
    assert_eq!(seen["pilot"]["municipality"]["code"], SUCCESSOR);
    assert_eq!(
        seen["pilot"]["authorships"][0]["municipality"]["code"], HILVERSUM,
        "where it was written stays"
    );
    let mut predecessors: Vec<_> = seen["municipality"]["predecessors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    predecessors.sort_unstable();
    assert_eq!(predecessors, [HILVERSUM, WIJDEMEREN]);
    assert_eq!(
        (&seen["municipality"]["people"]["totalCount"], &seen["municipality"]["pilots"]["totalCount"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(seen["municipalities"]["nodes"], json!([{ "code": HILVERSUM }]));
    assert_eq!(seen["search"]["totalCount"], 1);
    // Who edited for a former one edits for the successor.
    let revised =
        json!({ "id": pilot["id"], "revision": seen["pilot"]["revision"], "summary": "Van ons samen." });
    let changed = editor.mutate("updatePilot", revised, "pilot { summary }").await;
    assert_eq!(changed["pilot"]["summary"], "Van ons samen.");
}

async fn the_command_line_plans_a_merger_and_refuses_one_that_makes_no_sense(database: Database) {
    let place = Place::new(database).await;
    let merge = ["municipality", "merge", "--from", HILVERSUM, "--from", WIJDEMEREN, "--into", SUCCESSOR];
    let with = |more: &[&'static str]| [&merge[..], more].concat();
    for wrong in [
        with(&["--on", "2100-01-01"]),
        with(&["--on", "2100-01-01", "--name", "X", "--from", "GM0001"]),
        with(&["--on", "2100-01-01", "--name", "X", "--from", SUCCESSOR]),
        with(&["--on", "ooit", "--name", "X"]),
    ] {
        assert!(!run(&place, &wrong).await.is_success, "{wrong:?}");
    }
    let planned = with(&["--on", "2099-01-01", "--name", "X"]);
    assert!(run(&place, &planned).await.is_success);
    // Wijdemeren would go on without anybody having said so.
    let fewer = [
        "municipality",
        "merge",
        "--from",
        HILVERSUM,
        "--into",
        "GM9002",
        "--on",
        "2098-01-01",
        "--name",
        "Y",
    ];
    let refused = run(&place, &fewer).await;
    assert!(!refused.is_success && refused.err.contains(WIJDEMEREN), "{}", refused.err);
    let twice = with(&["--on", "2097-01-01", "--name", "X", "--from", HILVERSUM]);
    let twice = run(&place, &twice).await.fine().out;
    assert!(twice.starts_with("The plan for 2099-01-01 is replaced."), "{twice}");
    assert!(twice.contains("takes over from GM0402, GM1696 on"), "{twice}");
    let later = run(&place, &with(&["--on", "2100-01-01", "--name", "Gooi en Plassen"])).await.fine().out;
    assert!(
        later.starts_with("The plan for 2097-01-01 is replaced.\nPlanned: Gooi en Plassen takes over"),
        "{later}"
    );
    let now = run(&place, &with(&["--on", "2026-01-01", "--name", "Gooi en Plassen"])).await.fine().out;
    assert!(now.starts_with("The plan for 2100-01-01 is replaced.\nGooi en Plassen has taken over"), "{now}");
    assert!(
        !run(&place, &with(&["--on", "2026-01-01", "--name", "Weer"])).await.is_success,
        "they have ended"
    );
}
