//! Use cases that run at the same time: on SQLite they share commits, and each is still all or nothing.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::db::{Db, Tx, settings};
use bigdatagemeenten::error::Error;
use bigdatagemeenten::ids::{PersonId, PilotId};
use bigdatagemeenten::outbox::{self, Event};
use futures::future::join_all;
use sea_orm::ConnectionTrait;
use serde_json::json;
use tokio::sync::Barrier;

use crate::support::app::Place;
use crate::support::people::pilot;
use crate::support::{Database, TestApp};

on_both_databases!(
    use_cases_at_once_fail_and_succeed_each_for_itself,
    who_fails_leaves_nothing_and_takes_nobody_along,
    who_is_no_longer_waited_for_takes_nobody_along,
    a_use_case_changes_more_than_a_savepoint_keeps_in_memory,
);

async fn open(place: &Place) -> Db {
    let url = place.config().database_url;
    let db = Db::connect(&url, 12).await.unwrap();
    db.migrate().await.unwrap();
    db
}

/// Those of `name0`, `name1`, … that the database has.
async fn kept(db: &Db, name: &str, count: usize) -> BTreeSet<usize> {
    let mut kept = BTreeSet::new();
    for i in 0..count {
        if settings::get(db.reader(), &format!("{name}{i}")).await.unwrap().is_some() {
            kept.insert(i);
        }
    }
    kept
}

async fn use_cases_at_once_fail_and_succeed_each_for_itself(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let make = |i: usize| {
        let client = anna.clone();
        async move {
            let mut input = pilot("Zonnewijzer", "PUBLIC");
            // Found out within its transaction.
            if i.is_multiple_of(3) {
                input["contactIds"] = json!([PersonId::generate().to_public()]);
            }
            let payload = client.mutate("createPilot", input, "pilot { slug }").await;
            payload["pilot"]["slug"].as_str().map(str::to_owned)
        }
    };
    let made: Vec<Option<String>> = join_all((0..30).map(make)).await;
    for (i, slug) in made.iter().enumerate() {
        assert_eq!(slug.is_some(), !i.is_multiple_of(3), "{i}: {made:?}");
    }
    let slugs: BTreeSet<String> = made.into_iter().flatten().collect();
    assert_eq!(slugs.len(), 20, "{slugs:?}");
    let query = "{ pilots(filter: { status: DRAFT }, first: 100) { totalCount edges { node { slug } } } }";
    let listed = anna.ask(query, json!({})).await["pilots"].clone();
    let found: BTreeSet<String> = listed["edges"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edge| edge["node"]["slug"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!((found, &listed["totalCount"]), (slugs, &json!(20)));
}

async fn who_fails_leaves_nothing_and_takes_nobody_along(database: Database) {
    let place = Place::new(database).await;
    let db = open(&place).await;
    let from = outbox::head(db.reader()).await.unwrap();
    let (count, now) = (60, Clock::system().now());
    let together = Arc::new(Barrier::new(count));
    let write = |i: usize| {
        let (db, together) = (db.clone(), together.clone());
        async move {
            together.wait().await;
            let tx = db.begin().await?;
            settings::set(&*tx, &format!("one{i}"), "x").await?;
            outbox::record(&tx, Event::Changed(PilotId::generate().node()), now).await?;
            if i % 4 == 1 {
                // A statement that fails: the name is taken.
                tx.execute_unprepared(&format!("INSERT INTO settings VALUES ('one{i}', 'y')")).await?;
            }
            if i % 4 == 2 {
                // Only the commit sends it.
                tx.later(sea_orm::Statement::from_string(
                    tx.get_database_backend(),
                    "INSERT INTO settings (name, value) VALUES (NULL, NULL)",
                ));
            }
            if i % 4 == 3 {
                return Err(Error::BadInput("changed its mind".into()));
            }
            tx.commit().await
        }
    };
    let results = join_all((0..count).map(|i| tokio::spawn(write(i)))).await;
    for (i, result) in results.into_iter().enumerate() {
        let result = result.unwrap();
        assert_eq!(result.is_ok(), i % 4 == 0, "{i}: {result:?}");
    }
    assert_eq!(kept(&db, "one", count).await, (0..count).filter(|i| i % 4 == 0).collect());
    let rows = outbox::read(db.reader(), from, 1_000).await.unwrap();
    assert!(
        rows.len() <= count / 4,
        "PostgreSQL may show them a little later, but never more: {}",
        rows.len()
    );
    if database == Database::Sqlite {
        assert_eq!(rows.len(), count / 4);
    }
}

async fn who_is_no_longer_waited_for_takes_nobody_along(database: Database) {
    let place = Place::new(database).await;
    let db = open(&place).await;
    let write = |i: usize| {
        let db = db.clone();
        async move {
            let tx = db.begin().await?;
            settings::set(&*tx, &format!("two{i}"), "x").await?;
            tx.commit().await
        }
    };
    let count = 200;
    let tasks: Vec<_> = (0..count).map(|i| tokio::spawn(write(i))).collect();
    // Given up at every stage: in line, in the middle of a statement, before the answer.
    for (i, task) in tasks.iter().enumerate().filter(|(i, _)| i % 3 == 0) {
        if i % 2 == 0 {
            tokio::task::yield_now().await;
        }
        task.abort();
    }
    let mut answered = BTreeSet::new();
    for (i, task) in tasks.into_iter().enumerate() {
        match task.await {
            Ok(result) => {
                result.unwrap();
                answered.insert(i);
            }
            Err(error) => assert!(error.is_cancelled(), "{error}"),
        }
    }
    write(count).await.unwrap();
    let kept = kept(&db, "two", count).await;
    assert!(answered.is_subset(&kept), "{:?} were lost", answered.difference(&kept).collect::<Vec<_>>());
    assert!(answered.len() > count / 2);
}

/// A full disk or an I/O error makes SQLite give up the whole transaction, and with it what others did in it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_sqlite_gives_up_the_transaction_nobody_of_it_is_told_that_it_is_kept() {
    let place = Place::new(Database::Sqlite).await;
    let db = open(&place).await;
    for round in 0..5 {
        let first = db.begin().await.unwrap();
        settings::set(&*first, &format!("three{round}"), "x").await.unwrap();
        let second = tokio::spawn({
            let db = db.clone();
            async move {
                let tx = db.begin().await?;
                // As SQLite itself does.
                tx.execute_unprepared("ROLLBACK").await?;
                if round % 2 == 0 { tx.commit().await } else { Err(Error::BadInput("gave up".into())) }
            }
        });
        // It stands in line before the first one ends: they share a transaction.
        while db.waiting_to_write() == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert!(first.commit().await.is_err());
        assert!(second.await.unwrap().is_err());
        let tx = db.begin().await.unwrap();
        settings::set(&*tx, &format!("four{round}"), "x").await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(kept(&db, "three", 5).await, BTreeSet::new());
    assert_eq!(kept(&db, "four", 5).await, (0..5).collect());
}

/// Waits until somebody stands in line: they share a commit with whose turn it is.
async fn in_line(db: &Db) {
    while db.waiting_to_write() == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_answers_nothing_is_sent_with_what_ends_the_turn() {
    let place = Place::new(Database::Sqlite).await;
    let mut db = open(&place).await;
    let sent = Arc::new(Mutex::new(Vec::new()));
    db.on_statement({
        let sent = sent.clone();
        move |sql| sent.lock().unwrap().push(sql.to_owned())
    });
    let from = outbox::head(db.reader()).await.unwrap();
    let write = |db: Db| async move {
        let tx = db.begin().await?;
        outbox::record(&tx, Event::Changed(PilotId::generate().node()), Clock::system().now()).await?;
        Ok::<_, Error>(tx)
    };
    let first = write(db.clone()).await.unwrap();
    let second = tokio::spawn({
        let db = db.clone();
        async move { write(db).await?.commit().await }
    });
    in_line(&db).await;
    first.commit().await.unwrap();
    second.await.unwrap().unwrap();
    assert_eq!(outbox::read(db.reader(), from, 10).await.unwrap().len(), 2);
    let sent = sent.lock().unwrap();
    let together = sent.iter().filter(|sql| sql.contains("INSERT") && sql.contains("RELEASE"));
    assert_eq!(together.count(), 1, "{sent:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_fails_while_it_commits_takes_nobody_along() {
    let place = Place::new(Database::Sqlite).await;
    let db = open(&place).await;
    let fail = |tx: &Tx| {
        let sql = "INSERT INTO settings (name, value) VALUES (NULL, NULL)";
        tx.later(sea_orm::Statement::from_string(tx.get_database_backend(), sql));
    };
    // The first, the last and the only one of a group.
    for (round, fails) in [[true, false], [false, true], [true, true]].into_iter().enumerate() {
        let write = move |db: Db, i: usize| async move {
            let tx = db.begin().await?;
            settings::set(&*tx, &format!("five{}", 2 * round + i), "x").await?;
            if fails[i] {
                fail(&tx);
            }
            Ok::<_, Error>(tx)
        };
        let first = write(db.clone(), 0).await.unwrap();
        let second = tokio::spawn({
            let db = db.clone();
            async move { write(db, 1).await?.commit().await }
        });
        in_line(&db).await;
        assert_eq!(first.commit().await.is_err(), fails[0], "round {round}");
        assert_eq!(second.await.unwrap().is_err(), fails[1], "round {round}");
    }
    assert_eq!(kept(&db, "five", 6).await, BTreeSet::from([1, 2]));
}

/// Else it is written to a file, outside of the data.
#[tokio::test]
async fn what_a_savepoint_goes_back_to_stays_in_memory_but_for_an_import() {
    let place = Place::new(Database::Sqlite).await;
    let db = open(&place).await;
    let temp_store = async || {
        let tx = db.begin().await.unwrap();
        let asked = sea_orm::Statement::from_string(tx.get_database_backend(), "PRAGMA temp_store");
        tx.query_one_raw(asked).await.unwrap().unwrap().try_get::<i32>("", "temp_store").unwrap()
    };
    let (in_a_file, in_memory) = (1, 2);
    assert_eq!(temp_store().await, in_memory);
    db.keep_savepoints_in_a_file().await.unwrap();
    assert_eq!(temp_store().await, in_a_file);
}

async fn a_use_case_changes_more_than_a_savepoint_keeps_in_memory(database: Database) {
    let place = Place::new(database).await;
    let db = open(&place).await;
    let write = async |tx: &Tx, value: &str| {
        for i in 0..1_500 {
            settings::set(&**tx, &format!("{i:04}"), &value.repeat(1_000)).await.unwrap();
        }
    };
    let values = async || {
        let first = settings::get(db.reader(), "0000").await.unwrap().unwrap();
        let last = settings::get(db.reader(), "1499").await.unwrap().unwrap();
        [first, last].map(|value| value.chars().next().unwrap())
    };
    for round in ["ab", "cd"] {
        for value in round.split("").filter(|value| !value.is_empty()) {
            let tx = db.begin().await.unwrap();
            write(&tx, value).await;
            tx.commit().await.unwrap();
            assert_eq!(values().await.map(String::from), [value, value]);
        }
        let tx = db.begin().await.unwrap();
        write(&tx, "x").await;
        drop(tx);
        assert_eq!(
            values().await.map(String::from),
            [&round[1..], &round[1..]],
            "what is given up never was"
        );
        db.keep_savepoints_in_a_file().await.unwrap();
    }
}
