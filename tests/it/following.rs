//! Search follows the database: at once, on every node, and whatever happens to the index.

use std::time::Duration;

use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::ids::{NodeId, NodeKind};
use bigdatagemeenten::outbox::{self, Event, Position};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::app::{Place, comes_within, until};
use crate::support::people::pilot;
use crate::support::{Client, Database, TestApp};

on_both_databases!(
    what_is_published_is_found_within_a_second,
    what_is_no_longer_published_leaves_search,
    the_index_heals_after_its_directory_was_removed,
    searches_are_answered_while_the_index_is_built_anew,
    a_row_that_was_rolled_back_is_never_read,
);

async fn found(client: &Client, text: &str) -> Vec<Value> {
    let query =
        "query($text: String!) { search(query: $text) { edges { node { ... on Pilot { title } } } } }";
    let data = client.ask(query, json!({ "text": text })).await;
    data["search"]["edges"].as_array().unwrap().iter().map(|edge| edge["node"]["title"].clone()).collect()
}

async fn what_is_published_is_found_within_a_second(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    app.until_indexed().await;
    comes_within(Duration::from_secs(1), async |number| {
        let word = format!("zonnewijzer{number}");
        anna.published_pilot(&format!("Proef met {word}"), "PUBLIC").await;
        app.until_found(&app.anonymous(), &word, 1).await
    })
    .await;
}

async fn what_is_no_longer_published_leaves_search(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let anybody = app.anonymous();
    let mut pilots = Vec::new();
    for title in ["Zonnewijzer een", "Zonnewijzer twee", "Zonnewijzer drie", "Zonnewijzer vier"] {
        pilots.push(anna.published_pilot(title, "PUBLIC").await);
    }
    app.until_found(&anybody, "zonnewijzer", 4).await;
    let state = |pilot: &Value| json!({ "id": pilot["id"], "revision": pilot["revision"] });
    anna.mutate("deletePilot", state(&pilots[0]), "deletedId").await;
    app.until_found(&anybody, "zonnewijzer", 3).await;
    anna.mutate("archivePilot", state(&pilots[1]), "pilot { id }").await;
    app.until_found(&anybody, "zonnewijzer", 2).await;
    anna.change("Pilot", &pilots[2], json!({ "visibility": "MUNICIPALITY" })).await;
    app.until_found(&anybody, "zonnewijzer", 1).await;
    anna.change("Pilot", &pilots[3], json!({ "title": "Windvaan" })).await;
    app.until_found(&anybody, "zonnewijzer", 0).await;
    assert_eq!(found(&anybody, "windvaan").await, [json!("Windvaan")]);
    assert_eq!(found(&anna, "zonnewijzer").await, [json!("Zonnewijzer drie")]);
}

async fn the_index_heals_after_its_directory_was_removed(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    for i in 0..5 {
        anna.published_pilot(&format!("Zonnewijzer {i}"), "PUBLIC").await;
    }
    app.until_found(&app.anonymous(), "zonnewijzer", 5).await;
    let place = app.stop().await;
    std::fs::remove_dir_all(place.path().join("index")).unwrap();
    let app = TestApp::at(place, Clock::system()).await;
    app.until_found(&app.anonymous(), "zonnewijzer", 5).await;
}

async fn searches_are_answered_while_the_index_is_built_anew(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    for i in 0..10 {
        anna.published_pilot(&format!("Zonnewijzer {i}"), "PUBLIC").await;
    }
    app.until_found(&app.anonymous(), "zonnewijzer", 10).await;
    let generations = || {
        let entries = std::fs::read_dir(app.index()).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.is_dir()).collect::<Vec<_>>()
    };
    let before = generations();
    let tx = app.services.db.begin().await.unwrap();
    outbox::record(&tx, Event::ReindexRequested, app.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    let anybody = app.anonymous();
    until("the index was built anew", async || {
        assert_eq!(found(&anybody, "zonnewijzer").await.len(), 10, "answered all the time");
        generations().iter().all(|path| !before.contains(path))
    })
    .await;
    anna.published_pilot("Zonnewijzer erbij", "PUBLIC").await;
    app.until_found(&anybody, "zonnewijzer", 11).await;
}

async fn a_row_that_was_rolled_back_is_never_read(database: Database) {
    let app = TestApp::start(database).await;
    let db = &app.services.db;
    let from = outbox::head(db.reader()).await.unwrap();
    let nodes: Vec<_> = (0..3).map(|_| NodeId::new(NodeKind::Pilot, Uuid::now_v7())).collect();
    for (i, node) in nodes.iter().enumerate() {
        let tx = db.begin().await.unwrap();
        outbox::record(&tx, Event::Changed(*node), app.clock.now()).await.unwrap();
        if i != 1 {
            tx.commit().await.unwrap();
        }
    }
    let kept = vec![Event::Changed(nodes[0]), Event::Changed(nodes[2])];
    until("both are read", async || {
        let rows = outbox::read(db.reader(), from, 100).await.unwrap();
        let events: Vec<_> = rows.iter().map(|row| row.event).collect();
        assert!(kept.starts_with(&events), "{events:?}");
        events == kept
    })
    .await;
}

/// The heart of the outbox: rows become visible in the order of commits, not of their numbers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_that_took_its_number_early_and_commits_late_is_not_skipped() {
    let app = TestApp::start(Database::Postgres).await;
    let db = &app.services.db;
    let node = || NodeId::new(NodeKind::Pilot, Uuid::now_v7());
    let (early, late) = (node(), node());
    let from = outbox::head(db.reader()).await.unwrap();

    let slow = db.begin().await.unwrap();
    outbox::record(&slow, Event::Changed(early), app.clock.now()).await.unwrap();
    slow.flush().await.unwrap();
    let quick = db.begin().await.unwrap();
    outbox::record(&quick, Event::Changed(late), app.clock.now()).await.unwrap();
    quick.commit().await.unwrap();

    // The later number is committed, but the line below which nothing appears any more is still before it.
    let mut reader = from;
    for _ in 0..5 {
        let rows = outbox::read(db.reader(), reader, 100).await.unwrap();
        assert!(rows.is_empty(), "{rows:?}");
        let head = outbox::head(db.reader()).await.unwrap();
        assert!(
            head < outbox::last(db.reader()).await.unwrap(),
            "a reader that begins now begins before both"
        );
    }
    slow.commit().await.unwrap();
    let mut seen = Vec::new();
    until("both are read", async || {
        // One at a time, as a reader that stops in between.
        for row in outbox::read(db.reader(), reader, 1).await.unwrap() {
            assert!(row.position > reader);
            reader = row.position;
            seen.push(row.event);
        }
        seen.len() == 2
    })
    .await;
    assert_eq!(seen, [Event::Changed(early), Event::Changed(late)]);
    assert_eq!(reader, outbox::last(db.reader()).await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_transactions_at_once_are_each_read_once() {
    let app = TestApp::start(Database::Postgres).await;
    let db = app.services.db.clone();
    let from = outbox::head(db.reader()).await.unwrap();
    let write = |i: u64| {
        let (db, now) = (db.clone(), app.clock.now());
        async move {
            let node = NodeId::new(NodeKind::Pilot, Uuid::now_v7());
            let tx = db.begin().await.unwrap();
            outbox::record(&tx, Event::Changed(node), now).await.unwrap();
            tx.flush().await.unwrap();
            tokio::time::sleep(Duration::from_millis(i * 7 % 23)).await;
            tx.commit().await.unwrap();
            node
        }
    };
    let writers: Vec<_> = (0..40).map(|i| tokio::spawn(write(i))).collect();
    let (mut reader, mut read): (Position, Vec<Event>) = (from, Vec::new());
    until("all are read", async || {
        for row in outbox::read(db.reader(), reader, 7).await.unwrap() {
            reader = row.position;
            read.push(row.event);
        }
        read.len() >= 40
    })
    .await;
    let mut written = Vec::new();
    for writer in writers {
        written.push(writer.await.unwrap());
    }
    assert_eq!(read.len(), 40);
    assert!(written.into_iter().all(|node| read.contains(&Event::Changed(node))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_on_one_database_each_find_what_the_other_wrote() {
    let place = Place::new(Database::Postgres).await;
    let second = place.second_node();
    let (one, two) = (TestApp::at(place, Clock::system()).await, TestApp::at(second, Clock::system()).await);
    let anna = one.person("anna").create().await;
    let at_two = anna.at(&two.base);
    let pilot_of_one = anna.make("Pilot", pilot("Zonnewijzer van een", "PUBLIC")).await;
    let pilot_of_one = anna.publish("Pilot", &pilot_of_one).await;
    at_two.published_pilot("Zonnewijzer van twee", "PUBLIC").await;
    for app in [&one, &two] {
        app.until_found(&app.anonymous(), "zonnewijzer", 2).await;
    }
    comes_within(Duration::from_secs(1), async |number| {
        let word = format!("weerhaan{number}");
        at_two.published_pilot(&format!("Proef met {word}"), "PUBLIC").await;
        one.until_found(&one.anonymous(), &word, 1).await
    })
    .await;
    // A change here, a stale one there.
    let changed = at_two.change("Pilot", &pilot_of_one, json!({ "title": "Windvaan" })).await;
    assert_eq!(changed["revision"], 3);
    let stale = json!({ "id": pilot_of_one["id"], "revision": 2, "title": "Te laat" });
    assert_eq!(anna.mutation_refused("updatePilot", stale, "").await, "CONFLICT");
    for app in [&one, &two] {
        app.until_found(&app.anonymous(), "zonnewijzer", 1).await;
        app.until_found(&app.anonymous(), "windvaan", 1).await;
    }
}
