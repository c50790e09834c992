//! All SQL about introductions.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Alias, Cond, Condition, Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::{self, Column};
use super::model::{Answer, ContactField, Introduction};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{IntroductionId, PersonId};
use crate::page::{Cursor, Key, Keyset, Page, Slice};

pub const LIST: &str = "introductions.created";
const KEYSET: Keyset<Column> =
    Keyset { list: LIST, key: Column::CreatedAt, id: Column::Id, descending: true };

const PENDING: &str = "pending";
const ACCEPTED: &str = "accepted";
const DECLINED: &str = "declined";

fn of_party(person: PersonId) -> Condition {
    Cond::any().add(Column::RequesterId.eq(person.0)).add(Column::RecipientId.eq(person.0))
}

fn is_open(now: DateTime<Utc>) -> Condition {
    Cond::all().add(Column::Status.eq(PENDING)).add(Column::ExpiresAt.gt(now))
}

pub async fn find(db: &impl ConnectionTrait, id: IntroductionId) -> Result<Option<Introduction>> {
    entity::Entity::find_by_id(id.0).one(db).await?.map(Introduction::try_from).transpose()
}

/// The request between two people that waits for an answer, whoever asked.
pub async fn open_between(
    db: &impl ConnectionTrait,
    (one, other): (PersonId, PersonId),
    now: DateTime<Utc>,
) -> Result<Option<Introduction>> {
    let asked = |requester: PersonId, recipient: PersonId| {
        Cond::all().add(Column::RequesterId.eq(requester.0)).add(Column::RecipientId.eq(recipient.0))
    };
    let row = entity::Entity::find()
        .filter(Cond::any().add(asked(one, other)).add(asked(other, one)))
        .filter(is_open(now))
        .one(db)
        .await?;
    row.map(Introduction::try_from).transpose()
}

/// Did `recipient` say no to `requester` since `since`?
pub async fn was_declined(
    db: &impl ConnectionTrait,
    (requester, recipient): (PersonId, PersonId),
    since: DateTime<Utc>,
) -> Result<bool> {
    let declined = entity::Entity::find()
        .filter(Column::RequesterId.eq(requester.0))
        .filter(Column::RecipientId.eq(recipient.0))
        .filter(Column::Status.eq(DECLINED))
        .filter(Column::RespondedAt.gt(since));
    Ok(declined.count(db).await? > 0)
}

/// How many requests of `requester` wait for an answer.
pub async fn count_open(db: &impl ConnectionTrait, requester: PersonId, now: DateTime<Utc>) -> Result<u64> {
    let of_requester = entity::Entity::find().filter(Column::RequesterId.eq(requester.0));
    Ok(of_requester.filter(is_open(now)).count(db).await?)
}

/// One page of what `person` asked and was asked, newest first.
pub async fn list(db: &impl ConnectionTrait, person: PersonId, page: &Page) -> Result<Slice<Introduction>> {
    if page.limit == 0 {
        return Ok(Slice::empty());
    }
    let mut select = entity::Entity::find().filter(of_party(person));
    for bound in KEYSET.bounds(page)? {
        select = select.filter(bound);
    }
    let order = KEYSET.order(page);
    let rows = select
        .order_by(KEYSET.key, order.clone())
        .order_by(KEYSET.id, order)
        .limit(page.fetch())
        .all(db)
        .await?;
    let fetched = rows.into_iter().map(Introduction::try_from).collect::<Result<Vec<_>>>()?;
    Ok(Slice::from_fetched(page, fetched, |i| Cursor::new(LIST, Key::time(i.created_at), i.id.0)))
}

pub async fn count(db: &impl ConnectionTrait, person: PersonId) -> Result<u64> {
    Ok(entity::Entity::find().filter(of_party(person)).count(db).await?)
}

/// The addresses that those of `persons` who have an account sign in with.
pub async fn emails(db: &impl ConnectionTrait, persons: &[PersonId]) -> Result<HashMap<PersonId, String>> {
    if persons.is_empty() {
        return Ok(HashMap::new());
    }
    let select = Query::select()
        .columns(["person_id", "email"].map(Alias::new))
        .from(Alias::new("accounts"))
        .and_where(Expr::col(Alias::new("person_id")).is_in(persons.iter().map(|id| id.0)))
        .to_owned();
    let rows = db.query_all(&select).await?;
    rows.into_iter()
        .map(|row| Ok((PersonId(row.try_get("", "person_id")?), row.try_get("", "email")?)))
        .collect()
}

pub async fn insert(tx: &Tx, introduction: &Introduction) -> Result<()> {
    entity::Entity::insert(to_row(introduction)?).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Keeps the answer. False when another one came first: then nothing changed.
pub async fn answer(tx: &Tx, introduction: &Introduction) -> Result<bool> {
    let updated = entity::Entity::update_many()
        .set(to_row(introduction)?)
        .filter(Column::Id.eq(introduction.id.0))
        .filter(Column::Status.eq(PENDING))
        .exec(&**tx)
        .await?;
    Ok(updated.rows_affected == 1)
}

/// Removes those that were answered or had ended before `until`; answers how many.
pub async fn remove_ended(tx: &Tx, until: DateTime<Utc>) -> Result<u64> {
    let answered = Column::RespondedAt.lt(until);
    let ended = Cond::all().add(Column::RespondedAt.is_null()).add(Column::ExpiresAt.lt(until));
    let removed =
        entity::Entity::delete_many().filter(Cond::any().add(answered).add(ended)).exec(&**tx).await?;
    Ok(removed.rows_affected)
}

fn to_row(introduction: &Introduction) -> Result<entity::ActiveModel> {
    let json = |shares: &[ContactField]| serde_json::to_value(shares).map_err(Error::internal);
    let (status, shares): (_, &[ContactField]) = match &introduction.answer {
        None => (PENDING, &[]),
        Some(Answer::Yes { shares, .. }) => (ACCEPTED, shares),
        Some(Answer::No { .. }) => (DECLINED, &[]),
    };
    Ok(entity::ActiveModel {
        id: Set(introduction.id.0),
        requester_id: Set(introduction.requester.0),
        recipient_id: Set(introduction.recipient.0),
        message: Set(introduction.message.clone()),
        status: Set(status.to_owned()),
        requester_shares: Set(json(&introduction.shares)?),
        recipient_shares: Set(json(shares)?),
        created_at: Set(introduction.created_at),
        responded_at: Set(introduction.answer.as_ref().map(Answer::at)),
        expires_at: Set(introduction.expires_at),
    })
}

impl TryFrom<entity::Model> for Introduction {
    type Error = Error;

    /// Fails when the row holds what this program never writes.
    fn try_from(row: entity::Model) -> Result<Self> {
        let answer = match (row.status.as_str(), row.responded_at) {
            (PENDING, None) => None,
            (ACCEPTED, Some(at)) => {
                let shares = serde_json::from_value(row.recipient_shares).map_err(Error::internal)?;
                Some(Answer::Yes { at, shares })
            }
            (DECLINED, Some(at)) => Some(Answer::No { at }),
            (status, _) => {
                return Err(Error::internal(format!("introduction {} is {status}, wrongly", row.id)));
            }
        };
        Ok(Self {
            id: IntroductionId(row.id),
            requester: PersonId(row.requester_id),
            recipient: PersonId(row.recipient_id),
            message: row.message,
            shares: serde_json::from_value(row.requester_shares).map_err(Error::internal)?,
            answer,
            created_at: row.created_at,
            expires_at: row.expires_at,
        })
    }
}
