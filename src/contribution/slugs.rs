//! Slugs: the readable part of an address. One that ever led to a thing leads there for ever.

use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use crate::db::Tx;
use crate::error::Result;
use crate::ids::NodeId;
use crate::text;

/// Stands in addresses where a new thing is made: `/pilots/nieuw`.
const RESERVED: &str = "nieuw";

/// The slug for `title`: taken for this thing, or this thing's already.
///
/// Another thing's slug is never taken over: `wachttijden`, then `wachttijden-2`, …, then with a piece of the id.
pub async fn claim(tx: &Tx, node: NodeId, title: &str) -> Result<String> {
    let base = match text::slug(title) {
        unfit if unfit.is_empty() || unfit == RESERVED => node.kind.name().replace('_', "-"),
        slug => slug,
    };
    let id = node.uuid.simple().to_string();
    let candidates = std::iter::once(base.clone())
        .chain((2..=9).map(|number| format!("{base}-{number}")))
        // The end of a version 7 UUID is random, its beginning is the time.
        .chain([format!("{base}-{}", &id[24..]), format!("{base}-{id}")]);
    for candidate in candidates {
        if take(tx, node, &candidate).await? {
            return Ok(candidate);
        }
    }
    Ok(format!("{base}-{id}"))
}

async fn take(tx: &Tx, node: NodeId, slug: &str) -> Result<bool> {
    let insert = Statement::from_sql_and_values(
        tx.get_database_backend(),
        "INSERT INTO slugs (node_kind, slug, node_id) VALUES ($1, $2, $3) ON CONFLICT (node_kind, slug) DO NOTHING",
        [node.kind.name().into(), slug.into(), node.uuid.into()],
    );
    if tx.execute_raw(insert).await?.rows_affected() == 1 {
        return Ok(true);
    }
    Ok(find(&**tx, node, slug).await? == Some(node.uuid))
}

/// What `slug` leads or once led to; only the kind of `of` counts.
async fn find(db: &impl ConnectionTrait, of: NodeId, slug: &str) -> Result<Option<Uuid>> {
    lookup(db, of.kind.name(), slug).await
}

/// The id of the thing of `kind` that `slug` leads or once led to.
pub async fn lookup(db: &impl ConnectionTrait, kind: &str, slug: &str) -> Result<Option<Uuid>> {
    let select = Statement::from_sql_and_values(
        db.get_database_backend(),
        "SELECT node_id FROM slugs WHERE node_kind = $1 AND slug = $2",
        [kind.into(), slug.into()],
    );
    Ok(db.query_one_raw(select).await?.map(|row| row.try_get("", "node_id")).transpose()?)
}

/// Frees the slugs of a deleted thing.
pub async fn release(tx: &Tx, node: NodeId) -> Result<()> {
    let delete = Statement::from_sql_and_values(
        tx.get_database_backend(),
        "DELETE FROM slugs WHERE node_kind = $1 AND node_id = $2",
        [node.kind.name().into(), node.uuid.into()],
    );
    tx.execute_raw(delete).await?;
    Ok(())
}
