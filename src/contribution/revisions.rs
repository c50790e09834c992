//! Every state that a contribution ever had, with who made it and when.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Alias, Query};
use sea_orm::{ConnectionTrait, Statement};
use serde::Serialize;

use crate::access::Actor;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::NodeId;

/// Keeps `content` as `revision` of `node`. A revision is written once.
pub async fn record(
    tx: &Tx,
    node: NodeId,
    revision: i32,
    (actor, at): (&Actor, DateTime<Utc>),
    content: &impl Serialize,
) -> Result<()> {
    let content = serde_json::to_value(content).map_err(Error::internal)?;
    let columns = ["node_kind", "node_id", "revision", "changed_by", "changed_at", "content"];
    let insert = Query::insert()
        .into_table(Alias::new("revisions"))
        .columns(columns.map(Alias::new))
        .values_panic([
            node.kind.name().into(),
            node.uuid.into(),
            revision.into(),
            actor.person().map(|person| person.0).into(),
            at.into(),
            content.into(),
        ])
        .to_owned();
    tx.later(tx.get_database_backend().build(&insert));
    Ok(())
}

/// Gives the thing another revision with the content of its present one: what belongs to it changes beside its content,
/// and whoever remembers a revision must not take the one of before for the present one.
pub async fn advance(tx: &Tx, node: NodeId, at: DateTime<Utc>) -> Result<()> {
    let (backend, table) = (tx.get_database_backend(), format!("{}s", node.kind.name()));
    let kept = format!(
        "INSERT INTO revisions (node_kind, node_id, revision, changed_at, content)
         SELECT r.node_kind, r.node_id, r.revision + 1, $2, r.content FROM revisions r
         JOIN {table} t ON t.id = r.node_id AND t.revision = r.revision WHERE t.id = $1"
    );
    let values = [node.uuid.into(), at.into()];
    tx.execute_raw(Statement::from_sql_and_values(backend, kept, values)).await?;
    let advanced = format!("UPDATE {table} SET revision = revision + 1 WHERE id = $1");
    tx.execute_raw(Statement::from_sql_and_values(backend, advanced, [node.uuid.into()])).await?;
    Ok(())
}

/// Forgets all states of a deleted thing.
pub async fn forget(tx: &Tx, node: NodeId) -> Result<()> {
    let delete = Statement::from_sql_and_values(
        tx.get_database_backend(),
        "DELETE FROM revisions WHERE node_id = $1",
        [node.uuid.into()],
    );
    tx.execute_raw(delete).await?;
    Ok(())
}
