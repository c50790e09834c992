//! Sessions: kept in the database by `tower-sessions`, under the hash of their id, holding nothing but the account.
//!
//! A session ends when nobody used it for a while (idle), a fixed time after it began whatever happened (absolute),
//! or when its row is removed: by signing out, by its owner from elsewhere, by a new password. A row that was removed
//! does not come back: a request that still runs only writes to rows that are there. Each change of privilege begins
//! a new session under a new id.

use std::net::IpAddr;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Duration, TimeZone, Utc};
use data_encoding::HEXLOWER;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};
use tower_sessions::cookie::time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::{Session, SessionStore, session_store};
use uuid::Uuid;

use super::entity::session::{self, Column, Entity};
use crate::access::Actor;
use crate::audit::{self, Act, AuditKind, Target};
use crate::clock::Clock;
use crate::db::{Answers, Db, Tx};
use crate::error::{Error, Result};
use crate::ids::{AccountId, SessionId};

/// How many rows are known at most.
const ROWS_MAX: usize = 4_096;
/// One account has at most so many sessions: the one that was used longest ago makes room.
const PER_ACCOUNT: u64 = 50;
/// How long a session without an account lasts: it holds a sign-in that is under way.
const UNDER_WAY: Duration = Duration::minutes(10);
/// How long somebody counts as having just shown who they are.
const RECENT: Duration = Duration::minutes(10);

const ID: &str = "id";
const ACCOUNT: &str = "account";
const DEVICE: &str = "device";
const BEGAN: &str = "began";
const USED: &str = "used";
const SIGNED_IN: &str = "signedIn";

/// Where a request comes from, as far as we believe it.
#[derive(Clone, Copy, Debug)]
pub struct PeerAddress(pub IpAddr);

/// How long sessions last.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// After the last use.
    pub idle: Duration,
    /// After the beginning.
    pub absolute: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { idle: Duration::hours(12), absolute: Duration::days(7) }
    }
}

impl Limits {
    /// A use is noted when the last one that was noted is so long ago: once a minute, oftener only when a session
    /// would end in between.
    fn note_after(&self) -> Duration {
        Duration::minutes(1).min(self.idle / 4)
    }
}

/// A session as its owner sees it.
#[derive(Clone, Debug)]
pub struct OwnSession {
    pub id: SessionId,
    /// `Firefox, Windows`; empty when the client did not say.
    pub device: String,
    pub created_at: DateTime<Utc>,
    /// To the minute.
    pub last_used_at: DateTime<Utc>,
}

/// The session of one request.
#[derive(Clone, Debug)]
pub struct SessionHandle {
    session: Session,
    sessions: Sessions,
    device: Arc<str>,
}

impl SessionHandle {
    pub fn new(session: Session, sessions: Sessions, device: String) -> Self {
        Self { session, sessions, device: device.into() }
    }

    /// The account that signed in, if any.
    pub async fn account(&self) -> Result<Option<AccountId>> {
        let id: Option<Uuid> = self.session.get(ACCOUNT).await.map_err(Error::internal)?;
        Ok(id.map(AccountId))
    }

    /// `None` when there is no session.
    pub async fn id(&self) -> Result<Option<SessionId>> {
        let id: Option<Uuid> = self.session.get(ID).await.map_err(Error::internal)?;
        Ok(id.map(SessionId))
    }

    /// Begins a session for `account`, under an id that nobody has seen before; the one before ends. To be called at
    /// every change of privilege.
    pub async fn begin(&self, account: AccountId) -> Result<()> {
        let now = self.sessions.clock.now().timestamp_millis();
        self.session.insert(SIGNED_IN, now).await.map_err(Error::internal)?;
        self.renew(account).await
    }

    /// The same for who goes on after a change of how they sign in: when they signed in stays as it was.
    pub async fn renew(&self, account: AccountId) -> Result<()> {
        self.session.cycle_id().await.map_err(Error::internal)?;
        self.session.insert(ACCOUNT, account.0).await.map_err(Error::internal)?;
        self.write_new().await?;
        self.sessions.make_room(account).await
    }

    /// A new session without an account, for a sign-in of which one step is done; the one before ends.
    pub async fn restart(&self) -> Result<SessionId> {
        self.session.cycle_id().await.map_err(Error::internal)?;
        self.session.remove_value(ACCOUNT).await.map_err(Error::internal)?;
        self.session.remove_value(SIGNED_IN).await.map_err(Error::internal)?;
        self.write_new().await
    }

    /// The session of a sign-in that is under way; begins one without an account when there is none.
    pub async fn under_way(&self) -> Result<SessionId> {
        if let Some(id) = self.id().await? {
            return Ok(id);
        }
        self.write_new().await
    }

    async fn write_new(&self) -> Result<SessionId> {
        let id = SessionId::generate();
        let now = self.sessions.clock.now();
        self.session.insert(ID, id.0).await.map_err(Error::internal)?;
        self.session.insert(DEVICE, &*self.device).await.map_err(Error::internal)?;
        self.session.insert(BEGAN, now.timestamp_millis()).await.map_err(Error::internal)?;
        self.session.insert(USED, now.timestamp_millis()).await.map_err(Error::internal)?;
        self.session.save().await.map_err(Error::internal)?;
        Ok(id)
    }

    /// Notes that it is used, at most once a minute. Without effect when that fails: a later request will.
    pub async fn touch(&self) {
        let now = self.sessions.clock.now();
        let last: Option<i64> = self.session.get(USED).await.ok().flatten();
        let due = last.and_then(|last| Utc.timestamp_millis_opt(last).single());
        if due.is_none_or(|last| now - last >= self.sessions.limits.note_after())
            && let Err(error) = self.session.insert(USED, now.timestamp_millis()).await
        {
            tracing::warn!(%error, "could not prolong a session");
        }
    }

    /// Did its owner show who they are within the last ten minutes?
    pub async fn is_recent(&self) -> Result<bool> {
        let Some(id) = self.id().await? else { return Ok(false) };
        let row = Entity::find().filter(Column::Id.eq(id.0)).one(self.sessions.db.reader()).await?;
        let now = self.sessions.clock.now();
        Ok(row.is_some_and(|row| row.account_id.is_some() && now - row.authenticated_at < RECENT))
    }

    /// Did its owner sign in with all factors within the last ten minutes? Typing the password again is less than that.
    pub async fn began_recently(&self) -> Result<bool> {
        let at: Option<i64> = self.session.get(SIGNED_IN).await.map_err(Error::internal)?;
        let now = self.sessions.clock.now().timestamp_millis();
        Ok(at.is_some_and(|at| now - at < RECENT.num_milliseconds()))
    }

    /// Notes that its owner just showed who they are.
    pub async fn authenticated(&self) -> Result<()> {
        let Some(id) = self.id().await? else { return Ok(()) };
        let tx = self.sessions.db.begin().await?;
        Entity::update_many()
            .col_expr(Column::AuthenticatedAt, Expr::value(self.sessions.clock.now()))
            .filter(Column::Id.eq(id.0))
            .exec(&*tx)
            .await?;
        tx.commit().await
    }

    /// The session as the database knows it; `None` when none has begun.
    pub fn fingerprint(&self) -> Option<String> {
        self.session.id().map(hash)
    }

    /// Ends it, in the database too.
    pub async fn end(&self) -> Result<()> {
        self.session.flush().await.map_err(Error::internal)
    }
}

/// `tower-sessions` on our own pool, for both databases.
#[derive(Clone, Debug)]
pub struct Sessions {
    db: Db,
    clock: Clock,
    limits: Limits,
    /// Rows by hash, until anything is committed (docs/decisions/0014).
    rows: Arc<Answers<String, Option<session::Model>>>,
}

impl Sessions {
    pub fn new(db: Db, clock: Clock, limits: Limits) -> Self {
        Self { db, clock, limits, rows: Arc::new(Answers::new(ROWS_MAX)) }
    }

    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Removes sessions that have ended; answers how many.
    pub async fn remove_expired(&self) -> Result<u64> {
        let tx = self.db.begin().await?;
        let removed = Entity::delete_many().filter(Column::ExpiresAt.lt(self.clock.now())).exec(&*tx).await?;
        tx.commit().await?;
        Ok(removed.rows_affected)
    }

    /// The running sessions of an account, last used first; at most [`PER_ACCOUNT`].
    pub async fn own(&self, account: AccountId) -> Result<Vec<OwnSession>> {
        let rows = Entity::find()
            .filter(Column::AccountId.eq(account.0))
            .filter(Column::ExpiresAt.gt(self.clock.now()))
            .order_by_desc(Column::LastUsedAt)
            .order_by_desc(Column::Id)
            .limit(PER_ACCOUNT)
            .all(self.db.reader())
            .await?;
        let own = |row: session::Model| OwnSession {
            id: SessionId(row.id),
            device: row.device,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
        };
        Ok(rows.into_iter().map(own).collect())
    }

    /// Ends the actor's session `id`, or all of theirs but the one that asks; answers how many.
    ///
    /// Fails with `NotFound` when it is none of theirs, with `BadInput` unless one of the two is asked for.
    pub async fn end(
        &self,
        actor: &Actor,
        asking: &SessionHandle,
        (id, all_others): (Option<SessionId>, bool),
        address: Option<IpAddr>,
    ) -> Result<u64> {
        let person = actor.identity().ok_or(Error::Unauthenticated)?;
        let account = person.account;
        let asking = asking.id().await?.ok_or(Error::Unauthenticated)?;
        let tx = self.db.begin().await?;
        let ended = match (id, all_others) {
            (Some(id), false) => {
                let one = Entity::delete_many().filter(Column::AccountId.eq(account.0));
                let ended = one.filter(Column::Id.eq(id.0)).exec(&*tx).await?.rows_affected;
                if ended == 0 {
                    return Err(Error::NotFound { what: "session" });
                }
                ended
            }
            (None, true) => end_others(&tx, account, asking).await?,
            (None, false) | (Some(_), true) => {
                return Err(Error::BadInput("name a session, or ask for all others".into()));
            }
        };
        let act = Act::new(AuditKind::SessionRevoked).by_person(person.person).from(address);
        let act = match id {
            Some(id) => act.on(Target::new("session", id.0)),
            None => act.on(person.person),
        };
        audit::record(&tx, act, self.clock.now()).await?;
        tx.commit().await?;
        Ok(ended)
    }

    async fn make_room(&self, account: AccountId) -> Result<()> {
        let of_account = || Entity::find().filter(Column::AccountId.eq(account.0));
        if of_account().count(self.db.reader()).await? <= PER_ACCOUNT {
            return Ok(());
        }
        let tx = self.db.begin().await?;
        let oldest = of_account().order_by_desc(Column::LastUsedAt).order_by_desc(Column::Id);
        let oldest = oldest.offset(PER_ACCOUNT).limit(PER_ACCOUNT).all(&*tx).await?;
        let hashes = oldest.into_iter().map(|row| row.id_hash);
        Entity::delete_many().filter(Column::IdHash.is_in(hashes)).exec(&*tx).await?;
        tx.commit().await
    }

    fn expiry(&self, account: Option<Uuid>, began: DateTime<Utc>, used: DateTime<Utc>) -> DateTime<Utc> {
        match account {
            Some(_) => (used + self.limits.idle).min(began + self.limits.absolute),
            None => began + UNDER_WAY,
        }
    }

    async fn insert(&self, record: &Record) -> Result<()> {
        let now = self.clock.now();
        let (account, began) = (uuid_of(record, ACCOUNT), time_of(record, BEGAN).unwrap_or(now));
        let row = session::ActiveModel {
            id_hash: Set(hash(record.id)),
            id: Set(uuid_of(record, ID).unwrap_or_else(Uuid::new_v4)),
            account_id: Set(account),
            data: Set(serde_json::to_string(&record.data).map_err(Error::internal)?),
            device: Set(record
                .data
                .get(DEVICE)
                .and_then(|text| text.as_str())
                .unwrap_or_default()
                .to_owned()),
            created_at: Set(now),
            authenticated_at: Set(now),
            last_used_at: Set(now),
            expires_at: Set(self.expiry(account, began, now)),
        };
        let tx = self.db.begin().await?;
        Entity::insert(row).exec_without_returning(&*tx).await?;
        tx.commit().await
    }

    /// Only a row that is there: a session that was ended in the meantime stays ended.
    async fn update(&self, record: &Record) -> Result<()> {
        let now = self.clock.now();
        let (account, began) = (uuid_of(record, ACCOUNT), time_of(record, BEGAN).unwrap_or(now));
        let data = serde_json::to_string(&record.data).map_err(Error::internal)?;
        let tx = self.db.begin().await?;
        Entity::update_many()
            .col_expr(Column::Data, Expr::value(data))
            .col_expr(Column::LastUsedAt, Expr::value(now))
            .col_expr(Column::ExpiresAt, Expr::value(self.expiry(account, began, now)))
            .filter(Column::IdHash.eq(hash(record.id)))
            .exec(&*tx)
            .await?;
        tx.commit().await
    }

    async fn read(&self, id: &Id) -> Result<Option<Record>> {
        let hash = hash(*id);
        let ask = Entity::find_by_id(hash.clone()).one(self.db.reader());
        let row = self.rows.or_ask(self.db.state(), hash, ask).await?;
        let Some(row) = row.filter(|row| row.expires_at > self.clock.now()) else { return Ok(None) };
        let data = serde_json::from_str(&row.data).map_err(Error::internal)?;
        let expiry_date =
            OffsetDateTime::from_unix_timestamp(row.expires_at.timestamp()).map_err(Error::internal)?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn remove(&self, id: &Id) -> Result<()> {
        let tx: Tx = self.db.begin().await?;
        Entity::delete_by_id(hash(*id)).exec(&*tx).await?;
        tx.commit().await
    }
}

/// Ends the sessions of `account` in the transaction of what asks for it, but for `kept`; answers how many.
pub async fn end_others(tx: &Tx, account: AccountId, kept: SessionId) -> Result<u64> {
    let others = Entity::delete_many().filter(Column::AccountId.eq(account.0)).filter(Column::Id.ne(kept.0));
    Ok(others.exec(&**tx).await?.rows_affected)
}

/// What stands in the database: who reads it there can't use it.
fn hash(id: Id) -> String {
    HEXLOWER.encode(&Sha256::digest(id.0.to_le_bytes()))
}

fn uuid_of(record: &Record, name: &str) -> Option<Uuid> {
    record.data.get(name)?.as_str()?.parse().ok()
}

fn time_of(record: &Record, name: &str) -> Option<DateTime<Utc>> {
    Utc.timestamp_millis_opt(record.data.get(name)?.as_i64()?).single()
}

fn backend(error: Error) -> session_store::Error {
    session_store::Error::Backend(crate::error::chain(&error))
}

#[async_trait]
impl SessionStore for Sessions {
    /// Ids are 128 random bits: one that is taken already does not happen in the life of the sun.
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        self.insert(record).await.map_err(backend)
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        self.update(record).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        self.read(id).await.map_err(backend)
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.remove(id).await.map_err(backend)
    }
}
