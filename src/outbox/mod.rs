//! The outbox: what happened, written in the transaction in which it happened.
//!
//! Search, and later mail and subscriptions, follow from these rows, never from "and then also call". Rows carry
//! ids, not copies: who handles one reads the present state, so handling it twice is harmless.
//!
//! **No row is skipped.** On PostgreSQL rows become visible in the order of commits, not of their numbers, so a
//! reader that remembers the highest number it saw would lose a row that was numbered early and committed late.
//! Each row therefore carries the id of the transaction that wrote it, readers go by (transaction, number), and
//! read only transactions older than the oldest one that still runs: nothing can appear below that line any more.
//! On SQLite there is one writer at a time, and the transaction is always 0.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::db::Tx;
use crate::error::Result;
use crate::ids::{NodeId, NodeKind};

/// Days that handled rows are kept, so that a node that was away can catch up without a rebuild.
pub const RETENTION_DAYS: i64 = 7;

/// Something that happened, in the past tense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The thing was made, changed or removed: look at how it is now.
    Changed(NodeId),
    /// Somebody asked that every node build its index anew.
    ReindexRequested,
}

/// How far a reader has come: everything up to and including this was handled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    pub transaction: i64,
    pub number: i64,
}

/// A row as it is read.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    pub position: Position,
    pub event: Event,
}

/// Writes the event into the transaction; readers see it when that commits.
pub async fn record(tx: &Tx, event: Event, at: DateTime<Utc>) -> Result<()> {
    record_all(tx, &[event], at).await
}

/// The same for many events, in one statement per 500.
pub async fn record_all(tx: &Tx, events: &[Event], at: DateTime<Utc>) -> Result<()> {
    use sea_orm::sea_query::{Alias, Query};
    for events in events.chunks(500) {
        let mut insert = Query::insert();
        insert.into_table(Alias::new("outbox"));
        insert.columns(["topic", "node_id", "created_at"].map(Alias::new));
        for event in events {
            let (topic, node) = match event {
                Event::Changed(node) => (node.kind.name(), node.uuid),
                Event::ReindexRequested => ("reindex", Uuid::nil()),
            };
            insert.values_panic([topic.into(), node.into(), at.into()]);
        }
        tx.later(tx.get_database_backend().build(&insert));
    }
    tx.mark_events();
    Ok(())
}

#[derive(FromQueryResult)]
struct Row {
    txid: i64,
    id: i64,
    topic: String,
    node_id: Uuid,
}

/// The next `limit` rows after `after`, oldest first.
pub async fn read(db: &impl ConnectionTrait, after: Position, limit: u64) -> Result<Vec<Entry>> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => {
            "SELECT txid, id, topic, node_id FROM outbox WHERE (txid, id) > ($1, $2)
             AND txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint ORDER BY txid, id LIMIT $3"
        }
        _ => {
            "SELECT txid, id, topic, node_id FROM outbox WHERE (txid, id) > ($1, $2) ORDER BY txid, id LIMIT $3"
        }
    };
    let values = [after.transaction.into(), after.number.into(), (limit as i64).into()];
    let rows = Row::find_by_statement(Statement::from_sql_and_values(backend, sql, values)).all(db).await?;
    let entry = |row: Row| {
        let event = match NodeKind::from_name(&row.topic) {
            Some(kind) => Event::Changed(NodeId::new(kind, row.node_id)),
            None => Event::ReindexRequested,
        };
        Entry { position: Position { transaction: row.txid, number: row.id }, event }
    };
    Ok(rows.into_iter().map(entry).collect())
}

/// A position such that all that is not yet readable comes after it: where a reader that now looks at the whole
/// database may begin to follow.
pub async fn head(db: &impl ConnectionTrait) -> Result<Position> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => {
            "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1 AS txid, 9223372036854775807 AS id"
        }
        _ => "SELECT 0 AS txid, COALESCE(MAX(seq), 0) AS id FROM sqlite_sequence WHERE name = 'outbox'",
    };
    let row = db.query_one_raw(Statement::from_string(backend, sql)).await?;
    match row {
        Some(row) => Ok(Position { transaction: row.try_get("", "txid")?, number: row.try_get("", "id")? }),
        None => Ok(Position::default()),
    }
}

/// The position of the newest row of all that is committed now: a reader that has come there has handled it.
pub async fn last(db: &impl ConnectionTrait) -> Result<Position> {
    let backend = db.get_database_backend();
    let newest = "SELECT txid, id, topic, node_id FROM outbox ORDER BY txid DESC, id DESC LIMIT 1";
    let row = Row::find_by_statement(Statement::from_string(backend, newest)).one(db).await?;
    Ok(row.map_or_else(Position::default, |row| Position { transaction: row.txid, number: row.id }))
}

/// Removes rows from before `until`; answers the position up to which rows may be gone. A reader that stands
/// before that has missed something and must look at everything.
pub async fn prune(tx: &Tx, until: DateTime<Utc>) -> Result<Position> {
    let backend = tx.get_database_backend();
    let last = Row::find_by_statement(Statement::from_sql_and_values(
        backend,
        "SELECT txid, id, topic, node_id FROM outbox WHERE created_at < $1 ORDER BY txid DESC, id DESC LIMIT 1",
        [until.into()],
    ))
    .one(&**tx)
    .await?;
    let Some(last) = last else { return pruned(&**tx).await };
    let through = Position { transaction: last.txid, number: last.id };
    tx.execute_raw(Statement::from_sql_and_values(
        backend,
        "DELETE FROM outbox WHERE (txid, id) <= ($1, $2)",
        [through.transaction.into(), through.number.into()],
    ))
    .await?;
    let value = serde_json::to_string(&through).map_err(crate::error::Error::internal)?;
    crate::db::settings::set(&**tx, PRUNED, &value).await?;
    Ok(through)
}

const PRUNED: &str = "outbox.pruned_through";

/// The position up to which rows may be gone.
pub async fn pruned(db: &impl ConnectionTrait) -> Result<Position> {
    let value = crate::db::settings::get(db, PRUNED).await?;
    Ok(value.and_then(|value| serde_json::from_str(&value).ok()).unwrap_or_default())
}
