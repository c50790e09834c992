//! Slugs: the readable part of an address. One that ever led to a thing leads there for ever.

use sea_orm::{ConnectionTrait, Statement, Value};
use uuid::Uuid;

use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::NodeId;
use crate::text;

/// The first of eleven slugs that no other thing has; it may be this thing's already.
///
/// PostgreSQL waits for another transaction that takes the same one, and answers no row when that commits. It keeps the
/// plan that it made when an import began and the table was empty: with NOT EXISTS that is to read the whole table, each
/// time (12 ms with 90,000 slugs); a subquery for each candidate is looked up by its key in any plan.
const CLAIM: &str = "
    WITH candidates (place, slug) AS (VALUES
        (1, $3), (2, $4), (3, $5), (4, $6), (5, $7), (6, $8), (7, $9), (8, $10), (9, $11), (10, $12), (11, $13))
    INSERT INTO slugs (node_kind, slug, node_id)
    SELECT $1, candidates.slug, $2 FROM candidates
    WHERE COALESCE((SELECT taken.node_id FROM slugs AS taken
        WHERE taken.node_kind = $1 AND taken.slug = candidates.slug), $2) = $2
    ORDER BY candidates.place LIMIT 1
    ON CONFLICT (node_kind, slug) DO UPDATE SET node_id = excluded.node_id WHERE slugs.node_id = excluded.node_id
    RETURNING slug";
/// How often another transaction may come first, before a slug is taken that no other thing can want.
const ATTEMPTS: usize = 5;
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
    let of = |candidates: Vec<String>| -> Vec<Value> {
        let thing = [node.kind.name().into(), node.uuid.into()];
        thing.into_iter().chain(candidates.into_iter().map(Value::from)).collect()
    };
    let wanted = of(candidates.collect());
    let own = of(vec![format!("{base}-{id}"); 11]);
    // Each that comes first takes one of the slugs: with many at once, somebody loses every time.
    for values in std::iter::repeat_n(wanted, ATTEMPTS).chain([own]) {
        let claim = Statement::from_sql_and_values(tx.get_database_backend(), CLAIM, values);
        if let Some(row) = tx.query_one_raw(claim).await? {
            return Ok(row.try_get("", "slug")?);
        }
    }
    Err(Error::internal(format!("others take every slug like {base}")))
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
