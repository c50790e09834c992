//! Changing the database: one use case, one transaction.

use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement, Value,
};
use tokio::sync::Notify;

use super::connect::Db;
use super::turns::{self, Turn};
use crate::error::Result;

/// An open transaction; rolled back when it is dropped. What its use case answers is true only after
/// [`Tx::commit`] returned `Ok`.
pub struct Tx {
    open: Open,
    committed: Arc<Notify>,
    queued: Arc<Notify>,
    has_events: AtomicBool,
    has_mail: AtomicBool,
}

/// What statements are sent to while a transaction is open.
///
/// Statements that answer nothing may be sent later ([`Open::later`]): together, before the next one that does answer.
pub struct Open {
    way: Way,
    later: Mutex<Vec<Statement>>,
}

/// How the transaction is held open.
enum Way {
    /// PostgreSQL: on a connection of its own.
    Own(Box<DatabaseTransaction>),
    /// SQLite: a turn on the one connection that writes.
    Turn(Turn),
}

impl Db {
    /// Opens a transaction. On SQLite it waits for its turn and then has the write lock (IMMEDIATE): one that begins by
    /// reading and then writes fails under load with "database is locked", whatever the busy timeout.
    pub async fn begin(&self) -> Result<Tx> {
        let way = match &self.turns {
            Some(turns) => Way::Turn(turns.take(&self.writer).await?),
            None => Way::Own(Box::new(turns::begin(&self.writer).await?)),
        };
        let open = Open { way, later: Mutex::default() };
        Ok(Tx {
            open,
            committed: self.committed.clone(),
            queued: self.queued.clone(),
            has_events: AtomicBool::new(false),
            has_mail: AtomicBool::new(false),
        })
    }
}

impl Tx {
    /// Notes that the outbox was written, so that the worker is woken after the commit.
    pub fn mark_events(&self) {
        self.has_events.store(true, Ordering::Relaxed);
    }

    /// Notes that a mail was queued, so that it is sent after the commit.
    pub fn mark_mail(&self) {
        self.has_mail.store(true, Ordering::Relaxed);
    }

    /// Returns `Ok` only after the database has the transaction for good.
    pub async fn commit(self) -> Result<()> {
        let rest = self.open.take_later();
        match self.open.way {
            Way::Own(inner) => {
                send_each(&inner, rest).await?;
                inner.commit().await?;
            }
            Way::Turn(turn) => turn.commit(together(rest)).await?,
        }
        if self.has_events.load(Ordering::Relaxed) {
            self.committed.notify_one();
        }
        if self.has_mail.load(Ordering::Relaxed) {
            self.queued.notify_one();
        }
        Ok(())
    }
}

impl Deref for Tx {
    type Target = Open;

    fn deref(&self) -> &Open {
        &self.open
    }
}

impl Open {
    fn inner(&self) -> &DatabaseTransaction {
        match &self.way {
            Way::Own(inner) => inner,
            Way::Turn(turn) => turn,
        }
    }

    /// Has a statement sent that answers nothing, in its order, but not yet: each statement that is waited for costs two
    /// changes of thread on SQLite. It is built by sea-query; when it fails, the next statement or the commit does.
    pub fn later(&self, statement: Statement) {
        self.later.lock().unwrap_or_else(PoisonError::into_inner).push(statement);
    }

    /// Sends what waits: on SQLite all of it at once, for PostgreSQL takes one statement at a time.
    pub async fn flush(&self) -> Result<(), DbErr> {
        let waiting = self.take_later();
        if self.get_database_backend() != DbBackend::Sqlite {
            return send_each(self.inner(), waiting).await;
        }
        if let Some(together) = together(waiting) {
            self.inner().execute_raw(together).await?;
        }
        Ok(())
    }

    fn take_later(&self) -> Vec<Statement> {
        std::mem::take(&mut *self.later.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn send_each(transaction: &DatabaseTransaction, statements: Vec<Statement>) -> Result<(), DbErr> {
    for statement in statements {
        transaction.execute_raw(statement).await?;
    }
    Ok(())
}

/// Statements as one that SQLite takes, each ended by a semicolon; `None` when there are none.
fn together(statements: Vec<Statement>) -> Option<Statement> {
    if statements.is_empty() {
        return None;
    }
    // Values are numbered by their order, through all statements.
    let mut sql = String::new();
    let mut values: Vec<Value> = Vec::new();
    for statement in statements {
        sql.push_str(&statement.sql);
        sql.push(';');
        values.extend(statement.values.into_iter().flatten());
    }
    Some(Statement::from_sql_and_values(DbBackend::Sqlite, sql, values))
}

#[async_trait]
impl ConnectionTrait for Open {
    fn get_database_backend(&self) -> DbBackend {
        self.inner().get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.flush().await?;
        self.inner().execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.flush().await?;
        self.inner().execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.flush().await?;
        self.inner().query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.flush().await?;
        self.inner().query_all_raw(statement).await
    }

    fn support_returning(&self) -> bool {
        self.inner().support_returning()
    }
}
