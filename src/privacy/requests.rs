//! Requests for one's own data: which session may fetch it, and until when.

use chrono::{DateTime, Duration, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::db::Tx;
use crate::error::Result;
use crate::ids::AccountId;

/// How long the address of an export leads to it.
const VALID: Duration = Duration::hours(1);

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "data_exports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    /// The hash of the session's id.
    pub session: String,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Keeps a request, under an id that cannot be guessed.
pub async fn insert(tx: &Tx, account: AccountId, session: String, now: DateTime<Utc>) -> Result<Model> {
    let (id, expires_at) = (Uuid::new_v4(), now + VALID);
    let request = Model { id, account_id: account.0, session, created_at: now, expires_at };
    let row = ActiveModel {
        id: Set(request.id),
        account_id: Set(request.account_id),
        session: Set(request.session.clone()),
        created_at: Set(request.created_at),
        expires_at: Set(request.expires_at),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(request)
}

pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// Removes those that have ended; answers how many.
pub async fn remove_expired(tx: &Tx, now: DateTime<Utc>) -> Result<u64> {
    Ok(Entity::delete_many().filter(Column::ExpiresAt.lt(now)).exec(&**tx).await?.rows_affected)
}
