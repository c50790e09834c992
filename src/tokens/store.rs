//! All SQL about tokens.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Cond, Expr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::{ActiveModel, Column, Entity, Model};
use super::model::{Scopes, Token};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{AccountId, TokenId};

pub async fn by_hash(db: &impl ConnectionTrait, hash: &str) -> Result<Option<Token>> {
    Ok(Entity::find().filter(Column::TokenHash.eq(hash)).one(db).await?.map(Token::from))
}

/// One token of an account.
pub async fn find(db: &impl ConnectionTrait, account: AccountId, id: TokenId) -> Result<Option<Token>> {
    let row = Entity::find_by_id(id.0).filter(Column::AccountId.eq(account.0)).one(db).await?;
    Ok(row.map(Token::from))
}

/// Newest first, the ended ones as well.
pub async fn of_account(db: &impl ConnectionTrait, account: AccountId, limit: u64) -> Result<Vec<Token>> {
    let rows = Entity::find()
        .filter(Column::AccountId.eq(account.0))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(Token::from).collect())
}

/// Those that are valid.
pub async fn count(db: &impl ConnectionTrait, account: AccountId, now: DateTime<Utc>) -> Result<u64> {
    let valid = Entity::find().filter(Column::AccountId.eq(account.0));
    let valid = valid.filter(Column::RevokedAt.is_null()).filter(Column::ExpiresAt.gt(now));
    Ok(valid.count(db).await?)
}

pub async fn insert(tx: &Tx, token: &Token, hash: String) -> Result<()> {
    let row = ActiveModel {
        id: Set(token.id.0),
        account_id: Set(token.account.0),
        name: Set(token.name.clone()),
        scopes: Set(token.scopes.text().to_owned()),
        token_hash: Set(hash),
        created_at: Set(token.created_at),
        expires_at: Set(token.expires_at),
        last_used_at: Set(None),
        revoked_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Without effect on one that was revoked before.
pub async fn revoke(tx: &Tx, id: TokenId, now: DateTime<Utc>) -> Result<()> {
    set(tx, id, Column::RevokedAt, now).await
}

pub async fn used(tx: &Tx, id: TokenId, now: DateTime<Utc>) -> Result<()> {
    set(tx, id, Column::LastUsedAt, now).await
}

async fn set(tx: &Tx, id: TokenId, column: Column, at: DateTime<Utc>) -> Result<()> {
    Entity::update_many()
        .col_expr(column, Expr::value(at))
        .filter(Column::Id.eq(id.0))
        .filter(Column::RevokedAt.is_null())
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Removes those that ended before `before`; answers how many.
pub async fn remove_ended(tx: &Tx, before: DateTime<Utc>) -> Result<u64> {
    let ended = Cond::any().add(Column::ExpiresAt.lt(before)).add(Column::RevokedAt.lt(before));
    Ok(Entity::delete_many().filter(ended).exec(&**tx).await?.rows_affected)
}

impl From<Model> for Token {
    fn from(row: Model) -> Self {
        Self {
            id: TokenId(row.id),
            account: AccountId(row.account_id),
            name: row.name,
            scopes: Scopes::parse(&row.scopes),
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
            revoked_at: row.revoked_at,
        }
    }
}
