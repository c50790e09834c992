//! How the index follows the database, and how it heals.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::db::settings;
use bigdatagemeenten::ids::{NodeId, NodeKind};
use bigdatagemeenten::outbox::{self, Event};
use bigdatagemeenten::search::{Search, wait_until_indexed};
use bigdatagemeenten::worker;
use tokio::sync::oneshot;

use crate::search_support::{World, at, nodes, request};
use crate::support::app::{PATIENCE, Waited, comes_within, until};

/// Waits until the text finds so many.
async fn until_found(search: &Search, text: &str, count: usize) -> Waited {
    until(&format!("{text:?} finds {count}"), async || {
        let found = search.search(request(text)).await.map(|results| nodes(&results.hits).len());
        found.is_ok_and(|found| found == count)
    })
    .await
}

fn generations(index: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(index).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.is_dir()).collect()
}

/// Three documents out of five commits, with a deletion.
async fn indexed_world() -> (World, Vec<NodeId>) {
    let mut world = World::new().await;
    let mut all = Vec::new();
    let mut projector = world.projector();
    for title in ["Proef een", "Proef twee", "Proef drie", "Proef vier"] {
        let pilot = world.document(NodeKind::Pilot, title);
        all.push(world.put(pilot).await);
        projector.catch_up().await.unwrap();
    }
    world.remove(all.pop().unwrap()).await;
    projector.catch_up().await.unwrap();
    // Until nothing is merged in the background any more.
    until("there is one segment", async || {
        projector.catch_up().await.unwrap();
        world.segments() <= 1
    })
    .await;
    projector.close().await;
    (world, all)
}

#[tokio::test]
async fn a_change_is_visible_within_a_second_and_a_removal_too() {
    let mut world = World::new().await;
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(worker::run(world.projector(), async { drop(stopped.await) }));
    until_found(&world.search, "", 0).await;
    comes_within(Duration::from_secs(1), async |_| {
        let mut pilot = world.document(NodeKind::Pilot, "Zonnepanelen");
        let node = world.put(pilot.clone()).await;
        let made = until_found(&world.search, "zonnepanelen", 1).await;
        pilot.title = "Windmolens".into();
        world.put(pilot).await;
        let changed = until_found(&world.search, "windmolens", 1).await;
        until_found(&world.search, "zonnepanelen", 0).await;
        world.remove(node).await;
        made.or(changed).or(until_found(&world.search, "", 0).await)
    })
    .await;
    stop.send(()).unwrap();
    tokio::time::timeout(PATIENCE, running).await.unwrap().unwrap();
    world.projector().close().await;
}

#[tokio::test]
async fn segments_become_one_and_their_files_go() {
    let (mut world, all) = indexed_world().await;
    let search = Search::new(world.index());
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(worker::run(world.projector_of(&search), async { drop(stopped.await) }));
    for count in 1..=4 {
        let pilot = world.document(NodeKind::Pilot, "Proef erbij");
        world.put(pilot).await;
        until_found(&search, "proef", all.len() + count).await;
    }
    world.remove(all[0]).await;
    until_found(&search, "proef", all.len() + 3).await;
    let segments = || {
        let files = generations(&world.index()).into_iter().flat_map(|path| fs::read_dir(path).unwrap());
        files.filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|it| it == "term")).count()
    };
    until("there are the files of one segment", async || segments() <= 1).await;
    until_found(&search, "proef", all.len() + 3).await;
    stop.send(()).unwrap();
    running.await.unwrap();
}

#[tokio::test]
async fn a_restart_goes_on_where_the_index_ends() {
    let (mut world, all) = indexed_world().await;
    let before = generations(&world.index());
    let pilot = world.document(NodeKind::Pilot, "Proef vijf");
    world.put(pilot).await;
    let search = Search::new(world.index());
    let mut projector = world.projector_of(&search);
    projector.catch_up().await.unwrap();
    assert_eq!(nodes(&search.search(request("proef")).await.unwrap().hits).len(), all.len() + 1);
    assert_eq!(generations(&world.index()), before, "nothing was built anew");
}

#[tokio::test]
async fn whatever_is_wrong_with_the_index_it_heals() {
    let truncate = |path: &Path, keep: u64| {
        let file = fs::File::options().write(true).open(path).unwrap();
        file.set_len(keep).unwrap();
    };
    type Damage<'a> = &'a dyn Fn(&Path, &[PathBuf]);
    let damages: [(&str, Damage); 9] = [
        ("the directory is gone", &|index, _| fs::remove_dir_all(index).unwrap()),
        ("CURRENT is garbage", &|index, _| fs::write(index.join("CURRENT"), "../../etc").unwrap()),
        ("CURRENT leads nowhere", &|index, _| fs::write(index.join("CURRENT"), "gen-0").unwrap()),
        ("meta.json is cut off", &|index, _| truncate(&generations(index)[0].join("meta.json"), 20)),
        ("meta.json is garbage", &|index, _| {
            fs::write(generations(index)[0].join("meta.json"), b"\xff\0{").unwrap();
        }),
        ("a file is empty", &|_, files| truncate(&files[0], 0)),
        ("a file is cut off", &|_, files| truncate(&files[0], fs::metadata(&files[0]).unwrap().len() / 2)),
        ("a byte has flipped", &|_, files| {
            let mut bytes = fs::read(&files[0]).unwrap();
            bytes[0] ^= 0x55;
            fs::write(&files[0], bytes).unwrap();
        }),
        ("a file is gone", &|_, files| fs::remove_file(&files[0]).unwrap()),
    ];
    for (what, damage) in damages {
        let (world, mut all) = indexed_world().await;
        let root = world.index();
        // The largest files of the segments: what searches read.
        let mut files: Vec<PathBuf> = Vec::new();
        for generation in generations(&root) {
            let meta = fs::read_to_string(generation.join("meta.json")).unwrap();
            let meta: serde_json::Value = serde_json::from_str(&meta).unwrap();
            for segment in meta["segments"].as_array().unwrap() {
                let name = segment["segment_id"].as_str().unwrap().replace('-', "");
                files.extend(["idx", "term"].map(|extension| generation.join(format!("{name}.{extension}"))));
            }
        }
        files.sort();
        let before = generations(&root);
        damage(&root, &files);

        let search = Search::new(&root);
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(worker::run(world.projector_of(&search), async { drop(stopped.await) }));
        let mut found = nodes(&search.search(request("proef")).await.unwrap().hits);
        found.sort();
        all.sort();
        assert_eq!(found, all, "{what}");
        stop.send(()).unwrap();
        running.await.unwrap();
        let after = generations(&root);
        assert!(after.len() == 1 && after != before, "{what}: {after:?}");
    }
}

#[tokio::test]
async fn an_index_of_another_database_or_another_time_is_not_used() {
    // Made from another database.
    let (world, all) = indexed_world().await;
    let tx = world.db.begin().await.unwrap();
    settings::set(&*tx, settings::INCARNATION, "restored").await.unwrap();
    tx.commit().await.unwrap();
    assert_rebuilt(&world, &all).await;

    // It has missed what was pruned.
    let (world, all) = indexed_world().await;
    world.tell(Event::Changed(all[0])).await;
    let tx = world.db.begin().await.unwrap();
    outbox::prune(&tx, at(400)).await.unwrap();
    tx.commit().await.unwrap();
    assert_rebuilt(&world, &all).await;

    // It has seen what the database no longer knows of.
    let (world, all) = indexed_world().await;
    let tx = world.db.begin().await.unwrap();
    for sql in ["DELETE FROM outbox", "UPDATE sqlite_sequence SET seq = 0 WHERE name = 'outbox'"] {
        sea_orm::ConnectionTrait::execute_unprepared(&*tx, sql).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_rebuilt(&world, &all).await;

    // Of another format.
    let (world, all) = indexed_world().await;
    let meta = generations(&world.index())[0].join("meta.json");
    let text = fs::read_to_string(&meta).unwrap();
    fs::write(&meta, text.replace("format\\\":", "format\\\":9")).unwrap();
    assert_rebuilt(&world, &all).await;
}

async fn assert_rebuilt(world: &World, all: &[NodeId]) {
    let before = generations(&world.index());
    let search = Search::new(world.index());
    let mut projector = world.projector_of(&search);
    projector.catch_up().await.unwrap();
    assert_eq!(nodes(&search.search(request("proef")).await.unwrap().hits).len(), all.len());
    let after = generations(&world.index());
    assert!(after.len() == 1 && after != before);
}

#[tokio::test]
async fn searches_are_answered_while_the_index_is_built_anew() {
    let mut world = World::new().await;
    for i in 0..300 {
        let pilot = world.document(NodeKind::Pilot, &format!("Proef {i}"));
        let node = pilot.node;
        world.things(NodeKind::Pilot).documents.lock().unwrap().insert(node.uuid, pilot);
    }
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(worker::run(world.projector(), async { drop(stopped.await) }));
    let search = world.search.clone();
    let asked = || async { search.search(request("proef")).await.unwrap().total.unwrap() };
    assert_eq!(asked().await, 300);
    let before = generations(&world.index());
    world.tell(Event::ReindexRequested).await;
    let extra = world.document(NodeKind::Pilot, "Proef extra");
    world.put(extra).await;
    until("the index was built anew", async || {
        assert!((300..=301).contains(&asked().await));
        generations(&world.index()).iter().all(|path| !before.contains(path))
    })
    .await;
    until_found(&world.search, "extra", 1).await;
    assert_eq!(asked().await, 301);
    stop.send(()).unwrap();
    running.await.unwrap();
    assert_eq!(generations(&world.index()).len(), 1);
}

#[tokio::test]
async fn one_thing_that_cannot_be_loaded_does_not_stop_the_others() {
    let (mut world, all) = indexed_world().await;
    world.things(NodeKind::Pilot).poison.lock().unwrap().push(all[0].uuid);
    world.tell(Event::Changed(all[0])).await;
    let pilot = world.document(NodeKind::Pilot, "Proef vijf");
    world.put(pilot).await;
    world.catch_up().await;
    let found = world.find("proef").await;
    assert_eq!(found.len(), all.len(), "what it was may not be shown any more");
    assert!(!found.contains(&all[0]));
    // It is not forgotten, not even by a restart.
    world.things(NodeKind::Pilot).poison.lock().unwrap().clear();
    world.catch_up().await;
    assert_eq!(world.find("proef").await.len(), all.len() + 1);
}

#[tokio::test]
async fn a_command_line_waits_for_the_index_of_a_server() {
    let (mut world, _) = indexed_world().await;
    let first = world.projector();
    let second =
        bigdatagemeenten::search::Projector::new(&world.search, world.db.clone(), world.clock(), vec![]);
    assert!(second.is_err(), "only one process writes");
    let pilot = world.document(NodeKind::Pilot, "Proef vijf");
    world.put(pilot).await;
    let head = outbox::head(world.db.reader()).await.unwrap();
    let brief = Duration::from_millis(100);
    assert!(wait_until_indexed(&world.index(), head, brief).await.is_err());
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(worker::run(first, async { drop(stopped.await) }));
    wait_until_indexed(&world.index(), head, PATIENCE).await.unwrap();
    // Of an index that is to be built anew, until it is.
    let before = generations(&world.index());
    world.tell(Event::ReindexRequested).await;
    let head = outbox::last(world.db.reader()).await.unwrap();
    wait_until_indexed(&world.index(), head, PATIENCE).await.unwrap();
    assert_ne!(generations(&world.index()), before);
    stop.send(()).unwrap();
    running.await.unwrap();
}

#[tokio::test]
async fn what_shows_nowhere_makes_no_new_state_of_the_index_and_is_waited_for_all_the_same() {
    let (mut world, all) = indexed_world().await;
    let mut projector = world.projector();
    // What is done once a day is done.
    projector.catch_up().await.unwrap();
    let meta = generations(&world.index())[0].join("meta.json");
    let before = fs::read(&meta).unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(worker::run(projector, async { drop(stopped.await) }));
    // A draft: search never hears what it says.
    let draft = world.document(NodeKind::Pilot, "Proef in de la");
    world.tell(Event::Changed(draft.node)).await;
    let head = outbox::last(world.db.reader()).await.unwrap();
    wait_until_indexed(&world.index(), head, PATIENCE).await.unwrap();
    assert_eq!(fs::read(&meta).unwrap(), before);
    // Published, and taken back.
    let node = world.put(draft).await;
    until_found(&world.search, "proef", all.len() + 1).await;
    world.remove(node).await;
    until_found(&world.search, "proef", all.len()).await;
    stop.send(()).unwrap();
    running.await.unwrap();
    // Another run goes on from the last state that was written.
    world.tell(Event::Changed(node)).await;
    world.catch_up().await;
    assert_eq!(world.find("proef").await.len(), all.len());
}

#[tokio::test]
async fn a_quiet_week_after_a_draft_leaves_the_index_as_it_is() {
    let (mut world, _) = indexed_world().await;
    let before = generations(&world.index());
    let draft = world.document(NodeKind::Pilot, "Proef in de la");
    world.tell(Event::Changed(draft.node)).await;
    world.catch_up().await;
    // Now the rows of the outbox go; the run after that would miss them.
    for _ in 0..2 {
        let mut projector = world.projector_on(&world.search, Clock::fixed(at(310)));
        projector.catch_up().await.unwrap();
        projector.close().await;
    }
    assert_eq!(outbox::read(world.db.reader(), outbox::Position::default(), 10).await.unwrap().len(), 0);
    assert_eq!(generations(&world.index()), before, "nothing was built anew");
}

#[tokio::test]
async fn without_any_index_a_search_waits_five_seconds_and_fails() {
    let directory = tempfile::tempdir().unwrap();
    let search = Search::new(directory.path());
    let begun = Instant::now();
    // Both alarms go off late on a busy machine, the later one never before the earlier one.
    let error = tokio::select! {
        biased;
        found = search.search(request("proef")) => found.unwrap_err(),
        () = tokio::time::sleep(Duration::from_secs(6)) => panic!("it still waits"),
    };
    assert_eq!(error.code(), "UNAVAILABLE");
    assert!(begun.elapsed() >= Duration::from_secs(5), "{:?}", begun.elapsed());
    assert!(!search.is_ready());
}
