//! Whether the secret key is that of this database: a known text is kept that only this key opens.

use sea_orm::{ConnectionTrait, Statement};

use super::model::owner_of;
use crate::db::{Db, settings};
use crate::error::{Error, Result};
use crate::ids::AccountId;
use crate::vault::Vault;

/// The name of the setting.
const CHECK: &str = "factors.key_check";
/// What the text is bound to, and the text.
const OWNER: &str = "key-check";
const TEXT: &[u8] = b"this is the key";

/// How a key and a database stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    Fits,
    /// Another key encrypted what is in this database.
    Wrong,
    /// Nothing was ever encrypted or kept here.
    Unknown,
}

/// Looks, and changes nothing.
pub async fn fit(db: &impl ConnectionTrait, vault: &Vault) -> Result<Fit> {
    let opens = |owner: &str, sealed: &str| match vault.open_secret(owner, sealed) {
        Ok(_) => Fit::Fits,
        Err(_) => Fit::Wrong,
    };
    if let Some(sealed) = settings::get(db, CHECK).await? {
        return Ok(opens(OWNER, &sealed));
    }
    // A database from before the text was kept.
    Ok(match any_secret(db).await? {
        Some((account, sealed)) => opens(&owner_of(account), &sealed),
        None => Fit::Unknown,
    })
}

/// The same at a start, where the text is kept if it is not there, or belongs to a key that encrypted nothing else.
pub async fn keep(db: &Db, vault: &Vault) -> Result<Fit> {
    let found = fit(db.reader(), vault).await?;
    let is_kept = settings::get(db.reader(), CHECK).await?.is_some();
    let is_lost = found == Fit::Wrong && any_secret(db.reader()).await?.is_none();
    if is_lost || (!is_kept && found != Fit::Wrong) {
        let tx = db.begin().await?;
        settings::set(&*tx, CHECK, &vault.seal(OWNER, TEXT)?).await?;
        tx.commit().await?;
        return Ok(Fit::Fits);
    }
    Ok(found)
}

async fn any_secret(db: &impl ConnectionTrait) -> Result<Option<(AccountId, String)>> {
    let sql = "SELECT account_id, secret FROM totp_secrets ORDER BY account_id LIMIT 1";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    let read = |row: sea_orm::QueryResult| {
        Ok::<_, Error>((AccountId(row.try_get("", "account_id")?), row.try_get("", "secret")?))
    };
    row.map(read).transpose()
}
