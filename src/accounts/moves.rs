//! Moves to another municipality that wait for its administrator; at most one for each person.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entity::affiliation_request::{self, Column, Entity};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{MunicipalityId, PersonId};

/// Of one municipality, shown at once.
pub const LISTED: u64 = 100;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingMove {
    pub person: PersonId,
    pub municipality: MunicipalityId,
    pub job_title: Option<String>,
    /// Since when they work there.
    pub from: DateTime<Utc>,
    pub asked_at: DateTime<Utc>,
}

/// Takes the place of what the person asked before.
pub async fn put(tx: &Tx, wanted: &PendingMove) -> Result<()> {
    remove(tx, wanted.person).await?;
    let row = affiliation_request::ActiveModel {
        person_id: Set(wanted.person.0),
        municipality_id: Set(wanted.municipality.0),
        job_title: Set(wanted.job_title.clone()),
        valid_from: Set(wanted.from),
        created_at: Set(wanted.asked_at),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

pub async fn find(db: &impl ConnectionTrait, person: PersonId) -> Result<Option<PendingMove>> {
    Ok(Entity::find_by_id(person.0).one(db).await?.map(PendingMove::from))
}

/// `false` when there was none, or somebody else just removed it.
pub async fn remove(tx: &Tx, person: PersonId) -> Result<bool> {
    Ok(Entity::delete_by_id(person.0).exec(&**tx).await?.rows_affected > 0)
}

/// Those that wait for an administrator of `municipality`, longest first; at most [`LISTED`].
pub async fn waiting_for(
    db: &impl ConnectionTrait,
    municipality: MunicipalityId,
) -> Result<Vec<PendingMove>> {
    let waiting = Entity::find().filter(Column::MunicipalityId.eq(municipality.0));
    let waiting = waiting.order_by_asc(Column::CreatedAt).order_by_asc(Column::PersonId).limit(LISTED);
    Ok(waiting.all(db).await?.into_iter().map(PendingMove::from).collect())
}

/// Those that were asked before `until`, longest ago first; at most `limit`.
pub async fn asked_before(
    db: &impl ConnectionTrait,
    until: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<PendingMove>> {
    let old = Entity::find().filter(Column::CreatedAt.lt(until)).order_by_asc(Column::CreatedAt).limit(limit);
    Ok(old.all(db).await?.into_iter().map(PendingMove::from).collect())
}

impl From<affiliation_request::Model> for PendingMove {
    fn from(row: affiliation_request::Model) -> Self {
        Self {
            person: PersonId(row.person_id),
            municipality: MunicipalityId(row.municipality_id),
            job_title: row.job_title,
            from: row.valid_from,
            asked_at: row.created_at,
        }
    }
}
