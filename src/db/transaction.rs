//! Changing the database: one use case, one transaction.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sea_orm::{DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use tokio::sync::Notify;

use super::connect::Db;
use crate::error::Result;

/// An open transaction; rolled back when it is dropped. What its use case answers is true only after
/// [`Tx::commit`] returned `Ok`.
pub struct Tx {
    inner: DatabaseTransaction,
    committed: Arc<Notify>,
    queued: Arc<Notify>,
    has_events: AtomicBool,
    has_mail: AtomicBool,
}

impl Db {
    /// Opens a transaction. On SQLite it takes the write lock at once (IMMEDIATE): one that begins by reading
    /// and then writes fails under load with "database is locked", whatever the busy timeout.
    pub async fn begin(&self) -> Result<Tx> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let inner = self.writer.begin_with_options(options).await?;
        Ok(Tx {
            inner,
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

    pub async fn commit(self) -> Result<()> {
        self.inner.commit().await?;
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
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.inner
    }
}
