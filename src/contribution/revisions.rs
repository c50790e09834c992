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
