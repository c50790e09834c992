//! Sessions: kept in the database by `tower-sessions`, under the hash of their id, holding nothing but the account.

use std::net::IpAddr;

use async_trait::async_trait;
use chrono::{DateTime, TimeZone, Utc};
use data_encoding::HEXLOWER;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};
use tower_sessions::session::{Id, Record};
use tower_sessions::{Session, SessionStore, session_store};
use uuid::Uuid;

use super::entity::session::{self, Column, Entity};
use crate::clock::Clock;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::ids::AccountId;

/// A session that nobody uses ends after this.
pub const IDLE_HOURS: i64 = 12;
const ACCOUNT: &str = "account";

/// Where a request comes from, as far as we believe it.
#[derive(Clone, Copy, Debug)]
pub struct PeerAddress(pub IpAddr);

/// The session of one request.
#[derive(Clone, Debug)]
pub struct SessionHandle(pub Session);

impl SessionHandle {
    /// The account that signed in, if any.
    pub async fn account(&self) -> Result<Option<AccountId>> {
        let id: Option<Uuid> = self.0.get(ACCOUNT).await.map_err(Error::internal)?;
        Ok(id.map(AccountId))
    }

    /// Begins a session for `account`, under an id that nobody has seen before.
    pub async fn begin(&self, account: AccountId) -> Result<()> {
        self.0.cycle_id().await.map_err(Error::internal)?;
        self.0.insert(ACCOUNT, account.0).await.map_err(Error::internal)?;
        self.0.save().await.map_err(Error::internal)
    }

    /// The session as the database knows it; `None` when none has begun.
    pub fn fingerprint(&self) -> Option<String> {
        self.0.id().map(hash)
    }

    /// Ends it, in the database too.
    pub async fn end(&self) -> Result<()> {
        self.0.flush().await.map_err(Error::internal)
    }
}

/// `tower-sessions` on our own pool, for both databases.
#[derive(Clone, Debug)]
pub struct Sessions {
    db: Db,
    clock: Clock,
}

impl Sessions {
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock }
    }

    /// Removes sessions that have ended; answers how many.
    pub async fn remove_expired(&self) -> Result<u64> {
        let tx = self.db.begin().await?;
        let removed = Entity::delete_many().filter(Column::ExpiresAt.lt(self.clock.now())).exec(&*tx).await?;
        tx.commit().await?;
        Ok(removed.rows_affected)
    }

    async fn write(&self, record: &Record) -> Result<()> {
        let tx = self.db.begin().await?;
        let account = record.data.get(ACCOUNT).and_then(|id| id.as_str()).and_then(|id| id.parse().ok());
        let row = session::ActiveModel {
            id_hash: Set(hash(record.id)),
            account_id: Set(account),
            data: Set(serde_json::to_string(&record.data).map_err(Error::internal)?),
            created_at: Set(self.clock.now()),
            expires_at: Set(expiry(record)),
        };
        let mut on_conflict = OnConflict::column(Column::IdHash);
        on_conflict.update_columns([Column::AccountId, Column::Data, Column::ExpiresAt]);
        Entity::insert(row).on_conflict(on_conflict).exec_without_returning(&*tx).await?;
        tx.commit().await
    }

    async fn read(&self, id: &Id) -> Result<Option<Record>> {
        let row = Entity::find_by_id(hash(*id)).one(self.db.reader()).await?;
        let Some(row) = row.filter(|row| row.expires_at > self.clock.now()) else { return Ok(None) };
        let data = serde_json::from_str(&row.data).map_err(Error::internal)?;
        let expiry_date = time(row.expires_at)?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn remove(&self, id: &Id) -> Result<()> {
        let tx: Tx = self.db.begin().await?;
        Entity::delete_by_id(hash(*id)).exec(&*tx).await?;
        tx.commit().await
    }
}

/// What stands in the database: who reads it there can't use it.
fn hash(id: Id) -> String {
    HEXLOWER.encode(&Sha256::digest(id.0.to_le_bytes()))
}

fn expiry(record: &Record) -> DateTime<Utc> {
    Utc.timestamp_opt(record.expiry_date.unix_timestamp(), 0).single().unwrap_or_default()
}

fn time(at: DateTime<Utc>) -> Result<tower_sessions::cookie::time::OffsetDateTime> {
    tower_sessions::cookie::time::OffsetDateTime::from_unix_timestamp(at.timestamp()).map_err(Error::internal)
}

fn backend(error: Error) -> session_store::Error {
    session_store::Error::Backend(crate::error::chain(&error))
}

#[async_trait]
impl SessionStore for Sessions {
    /// Ids are 128 random bits: one that is taken already does not happen in the life of the sun.
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        self.write(record).await.map_err(backend)
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        self.write(record).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        self.read(id).await.map_err(backend)
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.remove(id).await.map_err(backend)
    }
}
