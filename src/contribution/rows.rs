//! Rows of contributions, whoever may see them: for those who decide that themselves.

use std::collections::HashMap;

use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::Shared;
use super::shelf::{Contribution, col, is_one_of};
use crate::access::Status;
use crate::db::Links;
use crate::error::Result;

/// Whatever its status; the caller decides who may see it.
pub async fn find<T: Contribution>(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<T>> {
    one(db, col("id").eq(id)).await
}

pub async fn by_external_id<T: Contribution>(
    db: &impl ConnectionTrait,
    external_id: &str,
) -> Result<Option<T>> {
    one(db, col("external_id").eq(external_id)).await
}

async fn one<T: Contribution>(db: &impl ConnectionTrait, condition: Expr) -> Result<Option<T>> {
    T::Entity::find().filter(condition).one(db).await?.map(T::from_row).transpose()
}

/// Whatever their status; the caller decides who may see them.
pub async fn by_ids<T: Contribution>(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, T>> {
    by_condition(db, col("id").is_in(ids.iter().copied())).await
}

/// Those that are published with what they link to, whoever may see them: what search looks at.
pub async fn published<T: Contribution>(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Shared<T>>> {
    let condition = col("id").is_in(ids.iter().copied()).and(is_one_of(Status::Published));
    let things = by_condition::<T>(db, condition).await?;
    let ids: Vec<Uuid> = things.keys().copied().collect();
    let mut links = Links::of_all(db, T::LINKS, &ids).await?;
    let shared = |(id, thing)| Shared::new(thing, links.remove(&id).unwrap_or_default());
    Ok(things.into_iter().map(shared).collect())
}

async fn by_condition<T: Contribution>(
    db: &impl ConnectionTrait,
    condition: Expr,
) -> Result<HashMap<Uuid, T>> {
    let rows = T::Entity::find().filter(condition).all(db).await?;
    rows.into_iter().map(|row| T::from_row(row).map(|thing| (thing.uuid(), thing))).collect()
}

/// Ids after `after`, in their order: for whoever must look at all of them.
pub async fn ids_after(
    db: &impl ConnectionTrait,
    table: &str,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Uuid>> {
    let mut select = Query::select();
    select
        .column(Alias::new("id"))
        .from(Alias::new(table))
        .order_by(Alias::new("id"), sea_orm::Order::Asc)
        .limit(limit);
    if let Some(after) = after {
        select.and_where(col("id").gt(after));
    }
    let rows = db.query_all(&select).await?;
    rows.into_iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}
