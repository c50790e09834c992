//! All SQL about factors.

use chrono::{DateTime, Utc};
use data_encoding::BASE64URL_NOPAD;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder,
    Statement,
};
use webauthn_rs::prelude::Passkey;

use super::entity::{failure, passkey, recovery_code, totp_secret};
use super::model::{FAILURES, FAILURES_WITHIN, OwnPasskey};
use super::passkey::rejected;
use crate::db::Tx;
use crate::db::constraint::is_unique_violation;
use crate::error::{Error, Result};
use crate::ids::{AccountId, PasskeyId};

#[derive(FromQueryResult)]
struct Found {
    found: i32,
}

/// Does the account have a factor? Recovery codes alone are none.
pub async fn has_any(db: &impl ConnectionTrait, account: AccountId) -> Result<bool> {
    let statement = Statement::from_sql_and_values(
        db.get_database_backend(),
        "SELECT 1 AS found FROM totp_secrets WHERE account_id = $1
         UNION ALL SELECT 1 AS found FROM passkeys WHERE account_id = $1 LIMIT 1",
        [account.0.into()],
    );
    Ok(Found::find_by_statement(statement).one(db).await?.is_some_and(|row| row.found == 1))
}

/// The secret as it is kept, encrypted.
pub async fn totp_secret(db: &impl ConnectionTrait, account: AccountId) -> Result<Option<String>> {
    Ok(totp_secret::Entity::find_by_id(account.0).one(db).await?.map(|row| row.secret))
}

/// Takes the place of the one before. `step` was used to confirm it.
pub async fn keep_totp(
    tx: &Tx,
    account: AccountId,
    secret: String,
    step: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = totp_secret::ActiveModel {
        account_id: Set(account.0),
        secret: Set(secret),
        last_step: Set(step),
        created_at: Set(now),
    };
    let mut on_conflict = OnConflict::column(totp_secret::Column::AccountId);
    on_conflict.update_columns([
        totp_secret::Column::Secret,
        totp_secret::Column::LastStep,
        totp_secret::Column::CreatedAt,
    ]);
    totp_secret::Entity::insert(row).on_conflict(on_conflict).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Is this the first time that the step, or a later one, is used?
pub async fn use_step(tx: &Tx, account: AccountId, step: i64) -> Result<bool> {
    let used = totp_secret::Entity::update_many()
        .col_expr(totp_secret::Column::LastStep, Expr::value(step))
        .filter(totp_secret::Column::AccountId.eq(account.0))
        .filter(totp_secret::Column::LastStep.lt(step))
        .exec(&**tx)
        .await?;
    Ok(used.rows_affected == 1)
}

pub async fn remove_totp(tx: &Tx, account: AccountId) -> Result<()> {
    totp_secret::Entity::delete_by_id(account.0).exec(&**tx).await?;
    Ok(())
}

/// Take the place of those before.
pub async fn keep_codes(tx: &Tx, account: AccountId, hashes: Vec<String>) -> Result<()> {
    remove_codes(tx, account).await?;
    let rows = hashes.into_iter().map(|hash| recovery_code::ActiveModel {
        account_id: Set(account.0),
        code_hash: Set(hash),
        used_at: Set(None),
    });
    recovery_code::Entity::insert_many(rows).exec_without_returning(&**tx).await?;
    Ok(())
}

pub async fn codes_left(db: &impl ConnectionTrait, account: AccountId) -> Result<u64> {
    let left = recovery_code::Entity::find()
        .filter(recovery_code::Column::AccountId.eq(account.0))
        .filter(recovery_code::Column::UsedAt.is_null());
    Ok(left.count(db).await?)
}

/// Was there such a code, not used before?
pub async fn use_code(tx: &Tx, account: AccountId, hash: String, now: DateTime<Utc>) -> Result<bool> {
    let used = recovery_code::Entity::update_many()
        .col_expr(recovery_code::Column::UsedAt, Expr::value(now))
        .filter(recovery_code::Column::AccountId.eq(account.0))
        .filter(recovery_code::Column::CodeHash.eq(hash))
        .filter(recovery_code::Column::UsedAt.is_null())
        .exec(&**tx)
        .await?;
    Ok(used.rows_affected == 1)
}

pub async fn remove_codes(tx: &Tx, account: AccountId) -> Result<()> {
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::AccountId.eq(account.0))
        .exec(&**tx)
        .await?;
    Ok(())
}

fn of_account(account: AccountId) -> sea_orm::Select<passkey::Entity> {
    passkey::Entity::find()
        .filter(passkey::Column::AccountId.eq(account.0))
        .order_by_asc(passkey::Column::CreatedAt)
        .order_by_asc(passkey::Column::Id)
}

pub async fn own_passkeys(db: &impl ConnectionTrait, account: AccountId) -> Result<Vec<OwnPasskey>> {
    Ok(of_account(account).all(db).await?.into_iter().map(OwnPasskey::from).collect())
}

pub async fn passkeys(db: &impl ConnectionTrait, account: AccountId) -> Result<Vec<Passkey>> {
    let parse = |row: passkey::Model| serde_json::from_str(&row.credential).map_err(Error::internal);
    of_account(account).all(db).await?.into_iter().map(parse).collect()
}

fn credential_id(passkey: &Passkey) -> String {
    BASE64URL_NOPAD.encode(passkey.cred_id())
}

/// Fails with `Invalid` when somebody has this very credential already.
pub async fn insert_passkey(tx: &Tx, account: AccountId, own: &OwnPasskey, key: &Passkey) -> Result<()> {
    let row = passkey::ActiveModel {
        id: Set(own.id.0),
        account_id: Set(account.0),
        name: Set(own.name.clone()),
        credential_id: Set(credential_id(key)),
        credential: Set(serde_json::to_string(key).map_err(Error::internal)?),
        created_at: Set(own.created_at),
        last_used_at: Set(None),
    };
    match passkey::Entity::insert(row).exec_without_returning(&**tx).await {
        Ok(_) => Ok(()),
        Err(error) if is_unique_violation(&error, "passkeys", &["credential_id"]) => {
            Err(rejected("credential"))
        }
        Err(error) => Err(error.into()),
    }
}

/// Notes the use, with the new counter.
pub async fn passkey_used(tx: &Tx, account: AccountId, key: &Passkey, now: DateTime<Utc>) -> Result<()> {
    passkey::Entity::update_many()
        .col_expr(
            passkey::Column::Credential,
            Expr::value(serde_json::to_string(key).map_err(Error::internal)?),
        )
        .col_expr(passkey::Column::LastUsedAt, Expr::value(now))
        .filter(passkey::Column::AccountId.eq(account.0))
        .filter(passkey::Column::CredentialId.eq(credential_id(key)))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Fails with `NotFound` when the account has no such passkey.
pub async fn remove_passkey(tx: &Tx, account: AccountId, id: PasskeyId) -> Result<()> {
    let removed = passkey::Entity::delete_many()
        .filter(passkey::Column::AccountId.eq(account.0))
        .filter(passkey::Column::Id.eq(id.0))
        .exec(&**tx)
        .await?;
    if removed.rows_affected == 0 {
        return Err(Error::NotFound { what: "passkey" });
    }
    Ok(())
}

/// Counts a code as wrong before it is looked at, so that many at once are all counted.
///
/// Fails with `RateLimited` when there were too many already.
pub async fn count_failure(tx: &Tx, account: AccountId, now: DateTime<Utc>) -> Result<()> {
    // One statement: two at once would both read the same count.
    let statement = Statement::from_sql_and_values(
        tx.get_database_backend(),
        "INSERT INTO factor_failures (account_id, failures, since) VALUES ($1, 1, $2)
         ON CONFLICT (account_id) DO UPDATE SET
           failures = CASE WHEN factor_failures.since <= $3 THEN 1 ELSE factor_failures.failures + 1 END,
           since = CASE WHEN factor_failures.since <= $3 THEN excluded.since ELSE factor_failures.since END",
        [account.0.into(), now.into(), (now - FAILURES_WITHIN).into()],
    );
    tx.execute_raw(statement).await?;
    let row = failure::Entity::find_by_id(account.0).one(&**tx).await?;
    match row {
        Some(row) if row.failures > FAILURES => {
            let wait = (row.since + FAILURES_WITHIN - now).num_seconds();
            Err(Error::RateLimited { retry_after_seconds: u64::try_from(wait).unwrap_or_default() + 1 })
        }
        _ => Ok(()),
    }
}

pub async fn forget_failures(tx: &Tx, account: AccountId) -> Result<()> {
    failure::Entity::delete_by_id(account.0).exec(&**tx).await?;
    Ok(())
}

impl From<passkey::Model> for OwnPasskey {
    fn from(row: passkey::Model) -> Self {
        Self {
            id: PasskeyId(row.id),
            name: row.name,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
        }
    }
}
