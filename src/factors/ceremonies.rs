//! What the server remembers between two steps of one person in one session, each of a kind once and not for long.
//!
//! Beside the session and not in it: requests of one session that run at once write it over each other, and a count of
//! tries must not be lost.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::entity::ceremony::{ActiveModel, Column, Entity};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{AccountId, SessionId};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The password was right; the second factor is asked for.
    Challenge,
    TotpSetup,
    PasskeyRegistration,
    PasskeyLogIn,
    Sso,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Challenge => "challenge",
            Self::TotpSetup => "totp_setup",
            Self::PasskeyRegistration => "passkey_registration",
            Self::PasskeyLogIn => "passkey_log_in",
            Self::Sso => "sso",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Ceremony {
    pub account: Option<AccountId>,
    pub state: String,
}

/// One that is under way, or was.
#[derive(Clone, Debug)]
pub struct Found {
    pub state: String,
    pub expires_at: DateTime<Utc>,
    account: Option<AccountId>,
}

/// Takes the place of one of the same kind.
pub async fn begin(
    tx: &Tx,
    session: SessionId,
    kind: Kind,
    ceremony: Ceremony,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    let row = ActiveModel {
        session_id: Set(session.0),
        kind: Set(kind.name().to_owned()),
        account_id: Set(ceremony.account.map(|account| account.0)),
        state: Set(ceremony.state),
        tries: Set(0),
        expires_at: Set(expires_at),
    };
    let mut on_conflict = OnConflict::columns([Column::SessionId, Column::Kind]);
    on_conflict.update_columns([Column::AccountId, Column::State, Column::Tries, Column::ExpiresAt]);
    Entity::insert(row).on_conflict(on_conflict).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Counts a try and answers what is remembered; `None` when it is over, or there were `tries` already.
pub async fn attempt(
    tx: &Tx,
    session: SessionId,
    kind: Kind,
    tries: i32,
    now: DateTime<Utc>,
) -> Result<Option<Ceremony>> {
    let counted = Entity::update_many()
        .col_expr(Column::Tries, Expr::col(Column::Tries).add(1))
        .filter(Column::SessionId.eq(session.0))
        .filter(Column::Kind.eq(kind.name()))
        .filter(Column::Tries.lt(tries))
        .filter(Column::ExpiresAt.gt(now))
        .exec(&**tx)
        .await?;
    if counted.rows_affected == 0 {
        return Ok(None);
    }
    let found = find(&**tx, session, kind).await?;
    Ok(found.map(|found| Ceremony { account: found.account, state: found.state }))
}

/// Answers what is remembered and forgets it; `None` when it is over.
pub async fn take(tx: &Tx, session: SessionId, kind: Kind, now: DateTime<Utc>) -> Result<Option<Ceremony>> {
    let found = attempt(tx, session, kind, i32::MAX, now).await?;
    end(tx, session, kind).await?;
    Ok(found)
}

pub async fn end(tx: &Tx, session: SessionId, kind: Kind) -> Result<()> {
    Entity::delete_by_id((session.0, kind.name().to_owned())).exec(&**tx).await?;
    Ok(())
}

/// Looks only, also at one that is over.
pub async fn find(db: &impl ConnectionTrait, session: SessionId, kind: Kind) -> Result<Option<Found>> {
    let row = Entity::find_by_id((session.0, kind.name().to_owned())).one(db).await?;
    Ok(row.map(|row| Found {
        account: row.account_id.map(AccountId),
        state: row.state,
        expires_at: row.expires_at,
    }))
}

/// Removes those that are over; answers how many.
pub async fn remove_expired(tx: &Tx, now: DateTime<Utc>) -> Result<u64> {
    Ok(Entity::delete_many().filter(Column::ExpiresAt.lt(now)).exec(&**tx).await?.rows_affected)
}
