//! The app itself: services, router and worker on a port and in a directory of their own.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bigdatagemeenten::app::{self, App};
use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::config::{Config, Source};
use bigdatagemeenten::services::Services;
use serde_json::json;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::{self, JoinHandle};

use super::client::Client;
use super::postgres::TestDatabase;

/// Nothing that a test waits for takes longer, on whatever machine: what comes later never comes.
pub const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

/// What outlives a server: its directory and its database.
pub struct Place {
    pub directory: TempDir,
    database: Option<Arc<TestDatabase>>,
}

impl Place {
    pub async fn new(database: Database) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let database = match database {
            Database::Sqlite => None,
            Database::Postgres => Some(Arc::new(TestDatabase::create().await)),
        };
        Self { directory, database }
    }

    /// Another node: a directory of its own, on the same PostgreSQL database.
    pub fn second_node(&self) -> Self {
        let database = self.database.clone().expect("two nodes share a PostgreSQL database");
        Self { directory: tempfile::tempdir().unwrap(), database: Some(database) }
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    pub fn database_url(&self) -> Option<String> {
        self.database.as_ref().map(|database| database.url.clone())
    }

    pub fn config(&self) -> Config {
        let source = Source {
            data_dir: Some(self.path().to_owned()),
            database_url: self.database_url(),
            database_connections: Some(6),
            listen: Some("127.0.0.1:0".into()),
            // A test asks for more that is refused than a person ever would.
            refusals_per_second: Some(0),
            ..Source::default()
        };
        Config::new(source, None).unwrap()
    }
}

/// What each task that goes on by itself asks again and again, and no request does: the cleaner, the worker that
/// follows the outbox, the sender of mails, what counts searches, and who looks for news of saved searches.
const MARKS_OF_BACKGROUND: [&str; 6] = [
    "FROM municipality_mergers",
    "FROM outbox",
    "pg_snapshot_xmin",
    "FROM mails",
    "LEFT JOIN search_term_weeks",
    "FROM saved_searches AS due",
];

/// What was sent to the database, and by which task.
#[derive(Default)]
struct Statements {
    sent: Vec<(Option<task::Id>, String)>,
    background: HashSet<task::Id>,
}

impl Statements {
    fn add(&mut self, sql: &str) {
        if MARKS_OF_BACKGROUND.iter().any(|mark| sql.contains(mark)) {
            self.background.extend(task::try_id());
        }
        self.sent.push((task::try_id(), sql.to_owned()));
    }

    fn of_requests(&self) -> Vec<String> {
        let sent =
            self.sent.iter().filter(|(task, _)| task.is_none_or(|task| !self.background.contains(&task)));
        sent.map(|(_, sql)| sql.clone()).collect()
    }
}

/// A running server.
pub struct TestApp {
    pub place: Place,
    pub services: Services,
    pub base: String,
    pub clock: Clock,
    statements: Arc<Mutex<Statements>>,
    /// Dropping it ends the server as well.
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
}

impl TestApp {
    pub async fn start(database: Database) -> Self {
        Self::at(Place::new(database).await, Clock::system()).await
    }

    /// On what another server left, or in a new place.
    pub async fn at(place: Place, clock: Clock) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let config = Config { public_url: base.clone(), ..place.config() };
        Self::with(place, clock, config, listener).await
    }

    pub async fn with(place: Place, clock: Clock, config: Config, listener: TcpListener) -> Self {
        let base = format!("http://{}", listener.local_addr().unwrap());
        let mut db = app::connect(&config).await.unwrap();
        db.migrate().await.unwrap();
        let statements = Arc::new(Mutex::new(Statements::default()));
        let told = statements.clone();
        db.on_statement(move |sql| told.lock().unwrap().add(sql));
        let app = App::on(config, db, clock.clone()).await.unwrap();
        let services = app.services.clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let served = tokio::spawn(async move {
            app.serve(listener, async { drop(stopped.await) }).await.unwrap();
        });
        Self { place, services, base, clock, statements, stop, served }
    }

    /// Ends as at SIGTERM; what it leaves can be served again.
    pub async fn stop(self) -> Place {
        drop(self.stop);
        tokio::time::timeout(PATIENCE, self.served).await.unwrap().unwrap();
        self.place
    }

    pub async fn restart(self) -> Self {
        let clock = self.clock.clone();
        Self::at(self.stop().await, clock).await
    }

    /// Somebody without an account.
    pub fn anonymous(&self) -> Client {
        Client::new(&self.base)
    }

    pub fn index(&self) -> PathBuf {
        self.place.path().join("index")
    }

    /// The statements that `work` sends, without those of the tasks that go on by themselves, and without its words to
    /// them (outbox, queue of mails).
    pub async fn statements<T>(&self, work: impl Future<Output = T>) -> (T, Vec<String>) {
        // The first index is built by a task of its own.
        self.until_indexed().await;
        self.statements.lock().unwrap().sent.clear();
        let done = work.await;
        let mut sent = self.statements.lock().unwrap().of_requests();
        let others = ["outbox", "FROM settings", "FROM \"mails\"", "UPDATE \"mails\"", "pg_snapshot"];
        sent.retain(|sql| !others.iter().any(|other| sql.contains(other)));
        (done, sent)
    }

    /// Waits until `client` finds `count` things by `text`.
    pub async fn until_found(&self, client: &Client, text: &str, count: u64) -> Waited {
        until(&format!("{text:?} finds {count}"), async || {
            let query = "query($text: String!) { search(query: $text) { totalCount } }";
            client.at(&self.base).gql(query, json!({ "text": text })).await.body["data"]["search"]["totalCount"] == count
        })
        .await
    }

    /// Waits until all that is committed now can be found here.
    pub async fn until_indexed(&self) {
        let position = bigdatagemeenten::outbox::last(self.services.db.reader()).await.unwrap();
        let search = &self.services.search;
        until("the index has caught up", async || search.reached().is_some_and(|it| it >= position)).await;
    }
}

/// Waits until `is_so`; fails when that takes too long.
pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) -> Waited {
    let (begun, mut looks) = (Instant::now(), 0);
    while !is_so().await {
        assert!(begun.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}");
        looks += 1;
        tokio::time::sleep(Duration::from_millis(15)).await;
    }
    Waited { time: begun.elapsed(), looks }
}

/// How long something took to come, by the clock and by what was done meanwhile.
#[derive(Clone, Copy, Debug)]
pub struct Waited {
    time: Duration,
    /// How often it was looked for in vain.
    looks: u32,
}

impl Waited {
    /// What a look takes with the pause behind it, where nothing else is done: a search over HTTP, unoptimised.
    const LOOK: Duration = Duration::from_millis(40);

    /// The slower of two.
    pub fn or(self, other: Self) -> Self {
        Self { time: self.time.max(other.time), looks: self.looks.max(other.looks) }
    }

    /// A machine that is busy with something else looks less often in the same time, as it also works less; but not for long.
    fn is_within(self, limit: Duration) -> bool {
        self.time < limit || self.time < 5 * limit && Self::LOOK * self.looks < limit
    }
}

/// Fails unless `attempt` is within `limit` three times of ten. Attempts follow each other at once, so that what is looked for
/// periodically has just been looked for.
///
/// A pause that the program makes by itself makes all of them late. Other tests make some of them late: a transaction
/// that is open in any database of a PostgreSQL server holds the outboxes of all others back (decisions/0001).
pub async fn comes_within(limit: Duration, mut attempt: impl AsyncFnMut(usize) -> Waited) {
    let (mut in_time, mut late) = (0, Vec::new());
    for number in 0..10 {
        let waited = attempt(number).await;
        if !waited.is_within(limit) {
            late.push(waited);
            continue;
        }
        in_time += 1;
        if in_time == 3 {
            return;
        }
    }
    panic!("only {in_time} times within {limit:?}: {late:?}");
}
