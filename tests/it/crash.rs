//! What survives when the program dies: killed, or asked to stop.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::Client;
use crate::support::app::{Database, Place, until};
use crate::support::people::PASSWORD;
use crate::support::program::{Server, free_port, run_with_input};

on_both_databases! {
    what_was_acknowledged_survives_being_killed_again_and_again_and_is_found,
}

const ROUNDS: usize = 10;
const WRITERS: usize = 4;

async fn account(place: &Place) -> Client {
    let arguments = [
        "account",
        "create",
        "--email",
        "anna@test.example",
        "--name",
        "Anna",
        "--municipality",
        "GM0503",
        "--password-stdin",
    ];
    run_with_input(place, &arguments, PASSWORD).await.fine();
    Client { email: "anna@test.example".into(), name: "Anna".into(), ..Client::new("http://127.0.0.1:1") }
}

/// Makes and publishes pilots until the server is gone; answers the titles that were acknowledged.
async fn write(client: Client, round: usize, writer: usize, stop: Arc<AtomicBool>) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for number in 0.. {
        if stop.load(Ordering::SeqCst) {
            break;
        }
        let title = format!("Zeepaardje r{round}w{writer}n{number}");
        let input = json!({ "title": title, "summary": "s", "problem": "p", "approach": "a", "visibility": "PUBLIC" });
        let create =
            "mutation($input: CreatePilotInput!) { createPilot(input: $input) { pilot { id revision } } }";
        let Ok(answer) =
            client.try_operation(json!({ "query": create, "variables": { "input": input } })).await
        else {
            break;
        };
        let pilot = answer.body["data"]["createPilot"]["pilot"].clone();
        if pilot.is_null() {
            break;
        }
        let publish = "mutation($input: PublishInput!) { publishPilot(input: $input) { pilot { status } } }";
        let Ok(answer) =
            client.try_operation(json!({ "query": publish, "variables": { "input": pilot } })).await
        else {
            break;
        };
        if answer.body["data"]["publishPilot"]["pilot"]["status"] == "PUBLISHED" {
            acknowledged.push(title);
        }
    }
    acknowledged
}

async fn titles(client: &Client) -> BTreeSet<String> {
    let mut titles = BTreeSet::new();
    let mut after = Value::Null;
    loop {
        let query = "query($after: String) { pilots(first: 100, after: $after) { nodes { title } pageInfo { hasNextPage endCursor } } }";
        let data = client.ask(query, json!({ "after": after })).await;
        let pilots = &data["pilots"];
        titles.extend(
            pilots["nodes"]
                .as_array()
                .unwrap()
                .iter()
                .map(|pilot| pilot["title"].as_str().unwrap().to_owned()),
        );
        if pilots["pageInfo"]["hasNextPage"] == false {
            return titles;
        }
        after = pilots["pageInfo"]["endCursor"].clone();
    }
}

async fn what_was_acknowledged_survives_being_killed_again_and_again_and_is_found(database: Database) {
    let place = Place::new(database).await;
    let anna = account(&place).await;
    let mut acknowledged = BTreeSet::new();
    for round in 0..ROUNDS {
        let server = Server::start(&place).await;
        let anna = anna.at(&server.base);
        anna.sign_in(PASSWORD).await;
        let stop = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| tokio::spawn(write(anna.clone(), round, writer, stop.clone())))
            .collect();
        // Somewhere among the writes, each time at another place.
        tokio::time::sleep(Duration::from_millis(120 + 37 * round as u64)).await;
        server.kill();
        stop.store(true, Ordering::SeqCst);
        for writer in writers {
            acknowledged.extend(writer.await.unwrap());
        }
    }
    assert!(acknowledged.len() > ROUNDS, "the rounds wrote something: {}", acknowledged.len());
    let server = Server::start(&place).await;
    let anybody = Client::new(&server.base);
    let kept = titles(&anybody).await;
    let lost: Vec<_> = acknowledged.difference(&kept).collect();
    assert!(lost.is_empty(), "lost {lost:?}");
    until("everything that is there can be found", async || {
        let data = anybody.ask("{ search(query: \"zeepaardje\") { totalCount } }", json!({})).await;
        data["search"]["totalCount"] == kept.len()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asked_to_stop_the_program_ends_within_ten_seconds_and_without_complaint() {
    let place = Place::new(Database::Sqlite).await;
    let mut server = Server::start(&place).await;
    let anybody = Client::new(&server.base);
    anybody.ask("{ networkStats { pilots } }", json!({})).await;
    server.signal("-TERM");
    let (code, after) = server.ended().await;
    assert_eq!(code, Some(0));
    assert!(after < Duration::from_secs(10), "{after:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
    let place = Place::new(Database::Sqlite).await;
    let file = place.path().join("network.sqlite");
    std::fs::write(&file, "dit is geen database").unwrap();
    let mut server = Server::spawn(&place, free_port());
    assert_eq!(server.ended().await.0, Some(1));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "dit is geen database");
}
