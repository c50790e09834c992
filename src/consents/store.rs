//! All SQL about consents.

use chrono::{DateTime, Duration, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Statement};
use uuid::Uuid;

use super::entity::{self, Column, Entity};
use super::model::{Consent, Purpose, Text};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::PersonId;

/// Keeps that consent was given or withdrawn; nothing when that is how it stood already.
///
/// Answers whether something changed.
pub async fn record(
    tx: &Tx,
    person: PersonId,
    purpose: Purpose,
    (is_given, text): (bool, Text),
    at: DateTime<Utc>,
) -> Result<bool> {
    let before = latest(&**tx, person, purpose).await?;
    if before.as_ref().is_some_and(|before| before.is_given) == is_given {
        return Ok(false);
    }
    // The latest row counts, also when an import names a moment before that of another.
    let before = before.and_then(|before| before.changed_at);
    let at = before.map_or(at, |before| at.max(before + Duration::milliseconds(1)));
    let row = entity::ActiveModel {
        id: Set(Uuid::now_v7()),
        person_id: Set(person.0),
        purpose: Set(purpose.name().to_owned()),
        is_given: Set(is_given),
        text: Set(text.text.to_owned()),
        text_version: Set(text.version.to_owned()),
        at: Set(at),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(true)
}

/// How `person` stands towards `purpose`; `None` when they never said.
pub async fn latest(
    db: &impl ConnectionTrait,
    person: PersonId,
    purpose: Purpose,
) -> Result<Option<Consent>> {
    let row = Entity::find()
        .filter(Column::PersonId.eq(person.0))
        .filter(Column::Purpose.eq(purpose.name()))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .one(db)
        .await?;
    Ok(row.and_then(from_row))
}

/// All that `person` ever gave and withdrew, latest first.
pub async fn history(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<Consent>> {
    let rows = Entity::find()
        .filter(Column::PersonId.eq(person.0))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(from_row).collect())
}

/// Removes what a later row of the same purpose has replaced, of before `until`; answers how many.
pub async fn remove_replaced(tx: &Tx, until: DateTime<Utc>) -> Result<u64> {
    let backend = tx.get_database_backend();
    let forward = "UPDATE consent_horizon SET deleted_before = $1 WHERE deleted_before < $1";
    tx.execute_raw(Statement::from_sql_and_values(backend, forward, [until.into()])).await?;
    let delete = "DELETE FROM consents WHERE at < $1 AND EXISTS (SELECT 1 FROM consents later
        WHERE later.person_id = consents.person_id AND later.purpose = consents.purpose
        AND (later.at, later.id) > (consents.at, consents.id))";
    Ok(tx.execute_raw(Statement::from_sql_and_values(backend, delete, [until.into()])).await?.rows_affected())
}

/// `None` for a purpose that this program does not know any more.
fn from_row(row: entity::Model) -> Option<Consent> {
    Some(Consent {
        purpose: Purpose::from_name(&row.purpose)?,
        is_given: row.is_given,
        text: row.text,
        text_version: row.text_version,
        changed_at: Some(row.at),
    })
}
