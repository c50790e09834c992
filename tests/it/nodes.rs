//! Several nodes on one PostgreSQL, each with an index of its own.

use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::db::Db;
use bigdatagemeenten::ids::PilotId;
use bigdatagemeenten::mergers::Merger;
use bigdatagemeenten::outbox::{self, Event, Position};
use serde_json::json;

use crate::support::app::{Database, Place, TestApp, until};

const HILVERSUM: &str = "GM0402";

async fn two_nodes() -> (TestApp, TestApp) {
    let place = Place::new(Database::Postgres).await;
    let second = place.second_node();
    (TestApp::at(place, Clock::system()).await, TestApp::at(second, Clock::system()).await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_is_numbered_early_and_committed_late_is_not_skipped() {
    let place = Place::new(Database::Postgres).await;
    let db = Db::connect(&place.database_url().unwrap(), 4).await.unwrap();
    db.migrate().await.unwrap();
    let now = Clock::system().now();
    let (early, late) =
        (Event::Changed(PilotId::generate().node()), Event::Changed(PilotId::generate().node()));

    let slow = db.begin().await.unwrap();
    outbox::record(&slow, early, now).await.unwrap();
    slow.flush().await.unwrap();
    let quick = db.begin().await.unwrap();
    outbox::record(&quick, late, now).await.unwrap();
    quick.commit().await.unwrap();

    // The row of the quick one has the higher number and is committed; it must wait for the slow one.
    let mut told = outbox::read(db.reader(), Position::default(), 10).await.unwrap();
    slow.commit().await.unwrap();
    // Transactions of other databases on the same server delay the reader as well, so it may have to ask again.
    until("both rows are read", async || {
        let read_on_from = told.last().map_or_else(Position::default, |entry| entry.position);
        told.extend(outbox::read(db.reader(), read_on_from, 10).await.unwrap());
        told.len() >= 2
    })
    .await;
    let told: Vec<Event> = told.iter().map(|entry| entry.event).collect();
    assert_eq!(told, [early, late]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_of_two_nodes_finds_what_the_other_wrote() {
    let (first, second) = two_nodes().await;
    let anna = first.person("anna").create().await;
    anna.published_pilot("Slimme afvalbakken", "PUBLIC").await;
    second.until_found(&second.anonymous(), "afvalbakken", 1).await;
    // The session counts at the other node as well.
    anna.at(&second.base).published_pilot("Drukke fietspaden", "PUBLIC").await;
    first.until_found(&first.anonymous(), "fietspaden", 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_hears_of_a_merger_that_another_one_made() {
    let (first, second) = two_nodes().await;
    let anna = first.person("anna").of(HILVERSUM).create().await;
    anna.published_pilot("Van het Gooi", "PUBLIC").await;
    let query = "{ pilots { nodes { municipality { code name } } } }";
    let seen =
        async || second.anonymous().ask(query, json!({})).await["pilots"]["nodes"][0]["municipality"].clone();
    assert_eq!(seen().await["code"], HILVERSUM);
    let register = &first.services.municipalities;
    let today = first.clock.now().date_naive();
    let merger =
        Merger::new(register, ("GM9001", Some("Gooi en Plassen"), None), &[HILVERSUM.to_owned()], today);
    assert_eq!(first.services.mergers.plan(&merger.unwrap()).await.unwrap(), []);
    assert_eq!(first.services.mergers.apply_due().await.unwrap(), 1);
    let successor = json!({ "code": "GM9001", "name": "Gooi en Plassen" });
    until("the other node knows the successor", async || {
        // Until it has read the register anew, a pilot of a municipality that it does not know is an error.
        let answer = second.anonymous().gql(query, json!({})).await;
        answer.body["data"]["pilots"]["nodes"][0]["municipality"] == successor
    })
    .await;
}
