//! The real program under SIGKILL and SIGTERM, and on a damaged database.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::app::{Place, until};
use crate::support::people::{PASSWORD, pilot};
use crate::support::program::{Server, free_port, run, run_with_input};
use crate::support::{Client, Database};

on_both_databases!(
    no_acknowledged_write_is_lost_when_the_program_is_killed,
    after_sigterm_a_running_request_is_finished_and_the_program_ends_well,
);

const ROUNDS: usize = 10;
const WRITERS: usize = 4;
const EMAIL: &str = "anna@test.example";

async fn account(place: &Place) {
    let arguments = [
        "account",
        "create",
        "--email",
        EMAIL,
        "--name",
        "Anna",
        "--municipality",
        "GM0503",
        "--password-stdin",
    ];
    run_with_input(place, &arguments, &format!("{PASSWORD}\n")).await.fine();
}

async fn anna(server: &Server) -> Client {
    let client = Client { email: EMAIL.to_owned(), name: "anna".to_owned(), ..Client::new(&server.base) };
    client.sign_in(PASSWORD).await;
    client
}

/// Makes and publishes pilots until the server is gone; answers the ids whose publication was acknowledged.
async fn write(client: Client, count: Arc<AtomicU64>) -> Vec<String> {
    let create = "mutation($input: CreatePilotInput!) { createPilot(input: $input) { pilot { id } } }";
    let publish = "mutation($input: PublishInput!) { publishPilot(input: $input) { pilot { id status } } }";
    let mut acknowledged = Vec::new();
    loop {
        let number = count.fetch_add(1, Ordering::SeqCst);
        let input = pilot(&format!("Zonnewijzer {number}"), "PUBLIC");
        let made = client.try_operation(json!({ "query": create, "variables": { "input": input } })).await;
        let Ok(made) = made else { return acknowledged };
        let Some(id) = made.body["data"]["createPilot"]["pilot"]["id"].as_str() else { return acknowledged };
        let input = json!({ "id": id, "revision": 1 });
        let done = client.try_operation(json!({ "query": publish, "variables": { "input": input } })).await;
        match done {
            Ok(done) if done.body["data"]["publishPilot"]["pilot"]["status"] == "PUBLISHED" => {
                acknowledged.push(id.to_owned());
            }
            _ => return acknowledged,
        }
    }
}

/// Every id by itself, and in search exactly what is in the database.
async fn all_is_there(client: &Client, acknowledged: &[String]) {
    for ids in acknowledged.chunks(25) {
        let fields: String = ids
            .iter()
            .enumerate()
            .map(|(i, id)| format!("a{i}: node(id: \"{id}\") {{ ... on Pilot {{ status }} }} "))
            .collect();
        let seen = client.ask(&format!("{{ {fields} }}"), json!({})).await;
        let lost: Vec<_> =
            seen.as_object().unwrap().values().filter(|node| node["status"] != "PUBLISHED").collect();
        assert!(lost.is_empty(), "{seen}");
    }
    let query = "{ pilots(first: 0) { totalCount } search(query: \"zonnewijzer\", first: 0) { totalCount } }";
    until("search finds what the database has", async || {
        let seen = client.ask(query, json!({})).await;
        assert!(seen["pilots"]["totalCount"].as_u64().unwrap() >= acknowledged.len() as u64);
        seen["pilots"]["totalCount"] == seen["search"]["totalCount"]
    })
    .await;
}

async fn no_acknowledged_write_is_lost_when_the_program_is_killed(database: Database) {
    let place = Place::new(database).await;
    account(&place).await;
    let (mut acknowledged, count) = (Vec::new(), Arc::new(AtomicU64::new(0)));
    for round in 0..ROUNDS {
        let server = Server::start(&place).await;
        let client = anna(&server).await;
        let fresh: usize = acknowledged.len().saturating_sub(200);
        all_is_there(&client, &acknowledged[fresh..]).await;
        let writers: Vec<_> =
            (0..WRITERS).map(|_| tokio::spawn(write(client.clone(), count.clone()))).collect();
        // At least a few writes, then in the middle of others, elsewhere each round.
        let from = count.load(Ordering::SeqCst);
        until("something was written", async || count.load(Ordering::SeqCst) >= from + 6).await;
        tokio::time::sleep(Duration::from_millis(23 * round as u64)).await;
        server.kill();
        for writer in writers {
            acknowledged.extend(writer.await.unwrap());
        }
    }
    assert!(acknowledged.len() >= ROUNDS, "{}", acknowledged.len());
    let server = Server::start(&place).await;
    all_is_there(&anna(&server).await, &acknowledged).await;
    if database == Database::Sqlite {
        drop(server);
        let said = run(&place, &["doctor", "--listen", "127.0.0.1:0"]).await;
        assert!(said.out.contains("the file is sound"), "{}", said.out);
    }
}

async fn after_sigterm_a_running_request_is_finished_and_the_program_ends_well(database: Database) {
    let place = Place::new(database).await;
    account(&place).await;
    let mut server = Server::start(&place).await;
    let _idle = TcpStream::connect(server.base.strip_prefix("http://").unwrap()).await.unwrap();
    let input = json!({ "email": EMAIL, "password": PASSWORD });
    let query =
        "mutation($input: LogInInput!) { logIn(input: $input) { viewer { email } userErrors { code } } }";
    let body = json!({ "query": query, "variables": { "input": input } }).to_string();
    let mut running = TcpStream::connect(server.base.strip_prefix("http://").unwrap()).await.unwrap();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         expect: 100-continue\r\n\r\n",
        body.len()
    );
    running.write_all(head.as_bytes()).await.unwrap();
    // The server says when it has begun to read the body (RFC 9110, 10.1.1).
    const GO_ON: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";
    let mut told = [0; GO_ON.len()];
    running.read_exact(&mut told).await.unwrap();
    assert_eq!(told, GO_ON);
    let (begin, rest) = body.split_at(40);
    running.write_all(begin.as_bytes()).await.unwrap();
    server.signal("-TERM");
    let base = server.base.clone();
    until("nobody new is let in", async || {
        TcpStream::connect(base.strip_prefix("http://").unwrap()).await.is_err()
    })
    .await;
    running.write_all(rest.as_bytes()).await.unwrap();
    let mut answer = String::new();
    running.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains(EMAIL), "{answer}");
    let (code, took) = server.ended().await;
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(10), "{took:?}");
}

#[tokio::test]
async fn a_damaged_database_is_not_served_and_stays_as_it_is() {
    let good = Place::new(Database::Sqlite).await;
    run(&good, &["migrate"]).await.fine();
    let good = std::fs::read(good.path().join("network.sqlite")).unwrap();
    let mut broken = good.clone();
    broken[100..].fill(0x55);
    let mut short = good.clone();
    short.truncate(good.len() / 3);
    for (what, bytes) in [
        ("no database at all", vec![b'x'; 50_000]),
        ("a few bytes", b"hello".to_vec()),
        ("overwritten", broken),
        ("cut off", short),
    ] {
        let place = Place::new(Database::Sqlite).await;
        let file = place.path().join("network.sqlite");
        std::fs::write(&file, &bytes).unwrap();
        let mut server = Server::spawn(&place, free_port());
        let (code, _) = server.ended().await;
        assert!(code.is_some_and(|code| code != 0), "{what}: {code:?}");
        assert_eq!(std::fs::read(&file).unwrap(), bytes, "{what}: left as it was");
        let said = run(&place, &["doctor", "--listen", "127.0.0.1:0"]).await;
        assert!(!said.is_success && said.out.contains("WRONG"), "{what}: {}", said.out);
        assert_eq!(std::fs::read(&file).unwrap(), bytes, "{what}: left as it was by doctor");
    }
}

#[tokio::test]
async fn two_servers_on_one_data_directory_are_refused() {
    let place = Place::new(Database::Sqlite).await;
    let first = Server::start(&place).await;
    let mut second = Server::spawn(&place, free_port());
    let (code, _) = second.ended().await;
    assert_eq!(code, Some(1));
    let answer: Value = Client::new(&first.base).ask("{ __typename }", json!({})).await;
    assert_eq!(answer["__typename"], "Query");
}
