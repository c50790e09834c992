//! Turns on the one SQLite connection that writes, and the commit that several of them share (docs/decisions/0010).
//!
//! A turn is a savepoint. When it ends and others wait, the transaction around it stays open for them, and one COMMIT,
//! with one sync, ends it for all who had their turn in it. **Nobody is answered before that COMMIT returned**, and
//! each use case is still all or nothing: one that fails goes back to its savepoint. When SQLite gives up the whole
//! transaction (disk full, I/O error), the savepoint is gone as well, so that nobody after it can believe in a commit.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait,
};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use crate::error::{Error, Result};

const OPEN: &str = "SAVEPOINT use_case";
/// Keeps what was done, and opens the next turn.
const KEEP: &str = "RELEASE use_case; SAVEPOINT use_case";
/// Forgets what was done; the savepoint stays, for the next turn.
const FORGET: &str = "ROLLBACK TO use_case";

/// How a turn ends.
enum End {
    /// What was done counts, and so does what this still does.
    Keep(Option<Statement>),
    Forget,
}

/// Opens a transaction that has the write lock at once.
pub async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    db.begin_with_options(options).await
}

/// The line of those who wait for their turn; first come, first served. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Turns {
    line: Arc<Mutex<Option<Group>>>,
    /// How many wait: a hint only, for who waits may give up.
    waiting: Arc<AtomicUsize>,
    patience: Duration,
}

/// A transaction of the database, with the savepoint of the present or next turn, and those who wait for its end.
#[derive(Debug)]
struct Group {
    transaction: Box<DatabaseTransaction>,
    done: Vec<Done>,
}

/// Somebody's turn; what was done in it is forgotten when it is dropped.
pub struct Turn(
    /// `None` when it has ended.
    Option<Held>,
);

struct Held {
    group: Group,
    line: OwnedMutexGuard<Option<Group>>,
    turns: Turns,
}

impl Turns {
    /// `patience`: how long somebody waits before they give up.
    pub fn new(patience: Duration) -> Self {
        Self { line: Arc::default(), waiting: Arc::default(), patience }
    }

    /// How many stand in line.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Acquire)
    }

    /// Waits for a turn. Fails when that takes too long, or when no transaction can be opened on `writer`.
    pub async fn take(&self, writer: &DatabaseConnection) -> Result<Turn, DbErr> {
        let waiting = Waiting::new(&self.waiting);
        let line = tokio::time::timeout(self.patience, self.line.clone().lock_owned()).await;
        drop(waiting);
        let mut line = line.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?;
        let group = match line.take() {
            Some(group) => group,
            None => {
                let transaction = begin(writer).await?;
                transaction.execute_unprepared(OPEN).await?;
                Group { transaction: Box::new(transaction), done: Vec::new() }
            }
        };
        Ok(Turn(Some(Held { group, line, turns: self.clone() })))
    }

    async fn commit(&self) {
        let mut line = self.line.clone().lock_owned().await;
        if let Some(group) = line.take() {
            group.commit().await;
        }
    }
}

impl Group {
    /// Keeps or forgets what the present turn did, and opens the next one unless nobody waits for it. Fails when SQLite
    /// has given up the whole transaction.
    async fn finish(&mut self, how: End, is_last: bool) -> Result<(), DbErr> {
        let kept = match how {
            End::Forget => return self.transaction.execute_unprepared(FORGET).await.map(drop),
            // A COMMIT keeps what the savepoint holds.
            End::Keep(None) if is_last => return Ok(()),
            End::Keep(None) => self.transaction.execute_unprepared(KEEP).await,
            End::Keep(Some(rest)) if is_last => self.transaction.execute_raw(rest).await,
            End::Keep(Some(mut rest)) => {
                rest.sql.push_str(KEEP);
                self.transaction.execute_raw(rest).await
            }
        };
        let Err(error) = kept else { return Ok(()) };
        // As long as the savepoint is there, only this turn has failed.
        self.transaction.execute_unprepared(FORGET).await?;
        tell(self.done.pop(), &Err(Arc::new(error)));
        Ok(())
    }

    async fn commit(self) {
        let result = self.transaction.commit().await.map_err(Arc::new);
        tell(self.done, &result);
    }
}

type Done = oneshot::Sender<Result<(), Arc<DbErr>>>;

fn tell(done: impl IntoIterator<Item = Done>, result: &Result<(), Arc<DbErr>>) {
    for done in done {
        // Who does not wait any more does not need to know.
        let _ = done.send(result.clone());
    }
}

impl Turn {
    /// Returns `Ok` only after the database has what was done in this turn for good, and what `rest` does: it is sent
    /// together with what ends the turn, since each message to SQLite costs two changes of thread.
    pub async fn commit(mut self, rest: Option<Statement>) -> Result<()> {
        let Some(mut held) = self.0.take() else { return Err(Error::internal("the turn has ended already")) };
        let (done, is_done) = oneshot::channel();
        held.group.done.push(done);
        // In a task of its own: it must go on when this one is not waited for any more.
        tokio::spawn(held.end(End::Keep(rest)));
        match is_done.await {
            Ok(result) => result.map_err(Error::internal),
            Err(_) => Err(Error::internal("the program ends before the commit")),
        }
    }
}

impl Deref for Turn {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        let held = self.0.as_ref().expect("only `commit` and `drop` take it, and both consume the turn");
        &held.group.transaction
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(held) = self.0.take() else { return };
        // Alone: dropping the transaction rolls it back.
        if held.group.done.is_empty() {
            return;
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(held.end(End::Forget));
        }
    }
}

impl Held {
    /// Ends the turn: commits for all when nobody waits, else leaves the transaction to the next.
    async fn end(self, how: End) {
        let Self { mut group, mut line, turns } = self;
        let is_last = turns.waiting() == 0;
        if let Err(error) = group.finish(how, is_last).await {
            drop(group.transaction);
            tell(group.done, &Err(Arc::new(error)));
            return;
        }
        // Dropping the transaction rolls it back: nothing is in it.
        if group.done.is_empty() {
            return;
        }
        if is_last {
            group.commit().await;
            return;
        }
        let is_first = group.done.len() == 1;
        *line = Some(group);
        drop(line);
        if is_first {
            // Stands behind all who wait now: they share this commit, who comes later has the next one.
            turns.commit().await;
        }
    }
}

/// Counts somebody for as long as they wait.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::AcqRel);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}
