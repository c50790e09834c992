//! Connections. SQLite: one writer and several readers on one file, WAL, every commit synced. PostgreSQL: one pool.
//!
//! A connection that comes back inside a transaction (its COMMIT failed: disk full, I/O error) is thrown away;
//! the pool would hand out the poisoned one for ever.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use migrations::MigratorTrait;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{self, Connection};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, RuntimeErr, Statement,
};
use tokio::sync::Notify;

use super::state::{State, Watch};
use super::turns::Turns;
use crate::error::{Error, Result};

/// How long a use case waits for a connection before it gives up.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// How often the first connection is waited for.
const CONNECT_TRIES: u32 = 3;
/// PostgreSQL ends a statement that runs longer.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(10);
/// How often and in what pauses the log is tried to be emptied.
const SCRUB_TRIES: u32 = 20;
const SCRUB_PAUSE: Duration = Duration::from_millis(100);

/// Where the connection that writes keeps what savepoints go back to. Each use case has one (docs/decisions/0010); a new pilot
/// changes forty pages, and above 64 kB SQLite would write what they were to a file, two writes for each.
const SAVEPOINTS: &str = "MEMORY";

/// The database, cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    pub(super) reader: DatabaseConnection,
    pub(super) writer: DatabaseConnection,
    /// Who may write on SQLite; on PostgreSQL everybody may at any time.
    pub(super) turns: Option<Turns>,
    /// On SQLite.
    watch: Option<Watch>,
    /// Rung after each commit that recorded something in the outbox.
    pub(super) committed: Arc<Notify>,
    /// Rung after each commit that queued a mail.
    pub(super) queued: Arc<Notify>,
}

impl Db {
    /// `url`: `sqlite://PATH` (made when missing) or `postgres://…`; `connections`: how many at most.
    pub async fn connect(url: &str, connections: u32) -> Result<Self> {
        let (committed, queued) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        if url.starts_with("sqlite:") {
            let mut options = sqlite_options(url, 1, SAVEPOINTS);
            discard_poisoned(&mut options);
            let writer = connected(options).await?;
            let reader = connected(sqlite_options(url, readers(connections), "FILE")).await?;
            let turns = Some(Turns::new(ACQUIRE_TIMEOUT));
            let file = SqliteConnectOptions::from_str(url).map_err(Error::internal)?;
            let watch = Some(Watch::open(file.get_filename()).map_err(Error::internal)?);
            return Ok(Self { reader, writer, turns, watch, committed, queued });
        }
        let pool = connected(postgres_options(url, connections)).await?;
        Ok(Self { reader: pool.clone(), writer: pool, turns: None, watch: None, committed, queued })
    }

    /// For reading outside of a transaction.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// The state that the database is in; `None` where that is not known, always on PostgreSQL.
    pub fn state(&self) -> Option<State> {
        self.watch.as_ref()?.state()
    }

    /// Tells of every statement that is sent from now on, through this value and the clones made of it.
    pub fn on_statement(&mut self, tell: impl Fn(&str) + Send + Sync + 'static) {
        let tell = Arc::new(tell);
        for connection in [&mut self.reader, &mut self.writer] {
            let tell = tell.clone();
            connection.set_metric_callback(move |info| tell(&info.statement.sql));
        }
    }

    pub fn is_postgres(&self) -> bool {
        self.writer.get_database_backend() == DbBackend::Postgres
    }

    /// How many use cases stand in line for their turn to write; on PostgreSQL nobody does.
    pub fn waiting_to_write(&self) -> usize {
        self.turns.as_ref().map_or(0, Turns::waiting)
    }

    /// Resolves when this process has committed something that the outbox tells of.
    pub fn committed(&self) -> Arc<Notify> {
        self.committed.clone()
    }

    /// Resolves when this process has committed a mail.
    pub fn queued(&self) -> Arc<Notify> {
        self.queued.clone()
    }

    /// Brings the schema up to this program's. Fails when the database is of a newer program.
    pub async fn migrate(&self) -> Result<()> {
        let known: Vec<String> =
            migrations::Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
        // A new database has no table of migrations yet.
        let applied = migrations::Migrator::get_migration_models(&self.writer).await.unwrap_or_default();
        if let Some(newer) = applied.iter().find(|migration| !known.contains(&migration.version)) {
            let message =
                format!("the database is of a newer program (migration {}): upgrade this one", newer.version);
            return Err(Error::internal(message));
        }
        migrations::Migrator::up(&self.writer, None).await?;
        Ok(())
    }

    /// Is the schema this program's?
    pub async fn is_migrated(&self) -> Result<bool> {
        Ok(migrations::Migrator::get_pending_migrations(&self.writer).await?.is_empty())
    }

    /// One statement against each pool, for readiness checks.
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.reader.ping().await
    }

    /// Lets PostgreSQL count what was just filled, as it would by itself a minute later: until then it plans as if there were
    /// nothing, and a page of a theme took 50 ms among 10,000 pilots. SQLite counts when connections are closed.
    pub async fn analyse(&self) -> Result<()> {
        if self.is_postgres() {
            self.writer.execute_unprepared("ANALYZE").await?;
        }
        Ok(())
    }

    /// For a use case that changes more than memory should hold, an import: what its savepoint goes back to is to lie in a file
    /// instead, from the next transaction on. PostgreSQL needs nothing of that.
    pub async fn keep_savepoints_in_a_file(&self) -> Result<()> {
        if !self.is_postgres() {
            self.writer.execute_unprepared("PRAGMA temp_store = FILE").await?;
        }
        Ok(())
    }

    /// Makes what was deleted disappear from SQLite's log, where older states of pages stand, not only from its file.
    /// Tries for a while when somebody reads an older state; answers whether it is done. PostgreSQL's log is cut by
    /// its own terms.
    pub async fn scrub(&self) -> Result<bool> {
        if self.is_postgres() {
            return Ok(true);
        }
        for _ in 0..SCRUB_TRIES {
            let statement = Statement::from_string(DbBackend::Sqlite, "PRAGMA wal_checkpoint(TRUNCATE)");
            let row = self.reader.query_one_raw(statement).await?;
            let is_busy: i32 = row.map(|row| row.try_get("", "busy")).transpose()?.unwrap_or_default();
            if is_busy == 0 {
                return Ok(true);
            }
            tokio::time::sleep(SCRUB_PAUSE).await;
        }
        Ok(false)
    }

    /// Finishes what runs, folds SQLite's log into its file and lets go of it.
    pub async fn close(self) -> Result<()> {
        if let Some(watch) = &self.watch {
            watch.close();
        }
        self.reader.close().await?;
        self.writer.close().await?;
        Ok(())
    }
}

/// The first connection may take longer than a use case waits for one: a disk that others keep busy, a server that is
/// starting as well.
async fn connected(options: ConnectOptions) -> Result<DatabaseConnection, DbErr> {
    for _ in 1..CONNECT_TRIES {
        match Database::connect(options.clone()).await {
            Err(DbErr::Conn(RuntimeErr::SqlxError(error))) if matches!(*error, sqlx::Error::PoolTimedOut) => {
                tracing::warn!("the database does not answer yet");
            }
            connected => return connected,
        }
    }
    Database::connect(options).await
}

/// More readers than this on one file would wait for a processor instead of for a connection.
fn readers(connections: u32) -> u32 {
    let processors = std::thread::available_parallelism().map_or(2, usize::from);
    connections.min(u32::try_from(2 * processors).unwrap_or(u32::MAX)).max(2)
}

/// `temp_store`: where savepoints and sorting keep what they need, `MEMORY` or `FILE`.
fn sqlite_options(url: &str, connections: u32, temp_store: &'static str) -> ConnectOptions {
    let mut options = common_options(url, connections);
    options.map_sqlx_sqlite_opts(move |options: SqliteConnectOptions| {
        options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // NORMAL loses acknowledged writes when the power goes.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            // What is deleted is overwritten: who deletes their account leaves nothing in free pages (AVG, article 17).
            .pragma("secure_delete", "ON")
            // What is read again and again; the rest is in the kernel's cache, once for all connections. A mapped file
            // would be counted, and its pages mapped, for each of them.
            .pragma("cache_size", "-4000")
            .pragma("mmap_size", "0")
            .pragma("temp_store", temp_store)
            .optimize_on_close(true, 400)
    });
    // A file does not go away as a server does, and each test is two more changes of thread.
    options.test_before_acquire(false);
    options
}

/// Only the writer has transactions.
fn discard_poisoned(options: &mut ConnectOptions) {
    options.map_sqlx_sqlite_pool_opts(|pool| {
        pool.after_release(|connection, _| {
            Box::pin(async move {
                connection.ping().await?;
                Ok(!sqlx::Connection::is_in_transaction(connection))
            })
        })
    });
}

fn postgres_options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = common_options(url, connections);
    options.statement_timeout(STATEMENT_TIMEOUT);
    options.test_before_acquire_if_idle_for(Duration::from_secs(5));
    options
}

fn common_options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections).acquire_timeout(ACQUIRE_TIMEOUT).sqlx_logging(false);
    options
}
