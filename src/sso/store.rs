//! All SQL about who is who at another site.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::entity::{ActiveModel, Column, Entity};
use crate::db::Tx;
use crate::db::constraint::is_unique_violation;
use crate::error::Result;
use crate::ids::AccountId;

/// The account of a provider's person.
pub async fn find(db: &impl ConnectionTrait, provider: &str, subject: &str) -> Result<Option<AccountId>> {
    let row = Entity::find_by_id((provider.to_owned(), subject.to_owned())).one(db).await?;
    Ok(row.map(|row| AccountId(row.account_id)))
}

/// Provider and since when, of one account.
pub async fn of_account(
    db: &impl ConnectionTrait,
    account: AccountId,
) -> Result<Vec<(String, DateTime<Utc>)>> {
    let rows = Entity::find().filter(Column::AccountId.eq(account.0)).order_by_asc(Column::Provider);
    Ok(rows.all(db).await?.into_iter().map(|row| (row.provider, row.created_at)).collect())
}

/// `false` when the account is somebody else's at this provider already.
pub async fn link(
    tx: &Tx,
    provider: &str,
    subject: &str,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let row = ActiveModel {
        provider: Set(provider.to_owned()),
        subject: Set(subject.to_owned()),
        account_id: Set(account.0),
        created_at: Set(now),
    };
    match Entity::insert(row).exec_without_returning(&**tx).await {
        Ok(_) => Ok(true),
        Err(error) if is_unique_violation(&error, "sso_identities", &["account_id", "provider"]) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
