//! Registrations: people who want to join and are not here yet.
//!
//! Nobody is in `persons` or `accounts` before they may be: a registration becomes a person, under the id that it has,
//! when its address is proved and either has a mail domain of the municipality or was let in by an administrator. Its
//! password is chosen by who has the mailbox, with the link: whoever typed the address in may be somebody else.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use super::entity::registration::{self, Column, Entity};
use crate::access::Visibility;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{MunicipalityId, PersonId};
use crate::mail::Language;
use crate::page::{Cursor, Key, Keyset, Page, Slice};
use crate::people::{FieldVisibilities, Person};
use crate::text;

pub const LIST: &str = "registrations.created";
const KEYSET: Keyset<Column> =
    Keyset { list: LIST, key: Column::CreatedAt, id: Column::Id, descending: false };

#[derive(Clone, Debug)]
pub struct Registration {
    /// Of the person whom it becomes.
    pub id: PersonId,
    pub email: String,
    pub name: String,
    pub job_title: Option<String>,
    pub municipality: MunicipalityId,
    /// `None` until the address is proved.
    pub password_hash: Option<String>,
    pub language: Language,
    pub created_at: DateTime<Utc>,
    /// Since when it waits for an administrator.
    pub verified_at: Option<DateTime<Utc>>,
}

impl Registration {
    /// The person whom it becomes, as they would be seen.
    pub fn person(&self) -> Person {
        Person {
            id: self.id,
            external_id: None,
            sort_name: text::sort_key(&self.name),
            display_name: self.name.clone(),
            about: String::new(),
            seeking: String::new(),
            offering: String::new(),
            phone: None,
            is_matchable: false,
            visibility: Visibility::Network,
            municipality: self.municipality,
            job_title: self.job_title.clone(),
            fields: FieldVisibilities::default(),
            is_former: false,
            created_at: self.created_at,
            updated_at: self.created_at,
        }
    }
}

pub async fn insert(tx: &Tx, registration: &Registration) -> Result<()> {
    let row = registration::ActiveModel {
        id: Set(registration.id.0),
        email: Set(registration.email.clone()),
        name: Set(registration.name.clone()),
        job_title: Set(registration.job_title.clone()),
        municipality_id: Set(registration.municipality.0),
        password_hash: Set(registration.password_hash.clone().unwrap_or_default()),
        language: Set(registration.language.name().to_owned()),
        created_at: Set(registration.created_at),
        verified_at: Set(registration.verified_at),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

pub async fn find(db: &impl ConnectionTrait, id: PersonId) -> Result<Option<Registration>> {
    Ok(Entity::find_by_id(id.0).one(db).await?.map(Registration::from))
}

/// The one that waits for an administrator, if any.
pub async fn waiting_for(db: &impl ConnectionTrait, email: &str) -> Result<Option<Registration>> {
    let waiting = Entity::find().filter(Column::Email.eq(email)).filter(Column::VerifiedAt.is_not_null());
    Ok(waiting.order_by_desc(Column::VerifiedAt).one(db).await?.map(Registration::from))
}

/// Lets other transactions that admit the same address wait until this one ends: each would remove what the other one
/// holds. SQLite has one writer anyway.
pub async fn lock(tx: &Tx, email: &str) -> Result<()> {
    let mut select = Entity::find().filter(Column::Email.eq(email)).order_by_asc(Column::Id);
    if tx.get_database_backend() == DbBackend::Postgres {
        select = select.lock_exclusive();
    }
    select.all(&**tx).await?;
    Ok(())
}

/// The address is proved, and this password chosen with it: now it waits for an administrator.
pub async fn verify(tx: &Tx, id: PersonId, password_hash: String, now: DateTime<Utc>) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::PasswordHash, Expr::value(password_hash))
        .col_expr(Column::VerifiedAt, Expr::value(now))
        .filter(Column::Id.eq(id.0))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Takes it out, with its links; `false` when somebody else just did.
pub async fn remove(tx: &Tx, id: PersonId) -> Result<bool> {
    Ok(Entity::delete_by_id(id.0).exec(&**tx).await?.rows_affected > 0)
}

/// Removes all of an address but `kept`.
pub async fn remove_others(tx: &Tx, email: &str, kept: Option<PersonId>) -> Result<()> {
    let mut delete = Entity::delete_many().filter(Column::Email.eq(email));
    if let Some(kept) = kept {
        delete = delete.filter(Column::Id.ne(kept.0));
    }
    delete.exec(&**tx).await?;
    Ok(())
}

/// Those whose address was not proved in time.
pub async fn remove_unverified(tx: &Tx, before: DateTime<Utc>) -> Result<u64> {
    let delete =
        Entity::delete_many().filter(Column::VerifiedAt.is_null()).filter(Column::CreatedAt.lt(before));
    Ok(delete.exec(&**tx).await?.rows_affected)
}

/// Those that have waited for an administrator since before `until`, longest first; at most `limit`.
pub async fn waiting_since(
    db: &impl ConnectionTrait,
    until: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Registration>> {
    let old = Entity::find().filter(Column::VerifiedAt.lt(until)).order_by_asc(Column::VerifiedAt);
    Ok(old.limit(limit).all(db).await?.into_iter().map(Registration::from).collect())
}

/// Those that wait for an administrator of `municipality`; of any, when that is `None`.
fn waiting(municipality: Option<MunicipalityId>) -> Select<Entity> {
    let select = Entity::find().filter(Column::VerifiedAt.is_not_null());
    match municipality {
        Some(municipality) => select.filter(Column::MunicipalityId.eq(municipality.0)),
        None => select,
    }
}

/// One page, longest waiting first.
pub async fn list(
    db: &impl ConnectionTrait,
    municipality: Option<MunicipalityId>,
    page: &Page,
) -> Result<Slice<Registration>> {
    let mut select = waiting(municipality);
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
    let fetched = rows.into_iter().map(Registration::from).collect();
    Ok(Slice::from_fetched(page, fetched, |r: &Registration| {
        Cursor::new(LIST, Key::time(r.created_at), r.id.0)
    }))
}

pub async fn count(db: &impl ConnectionTrait, municipality: Option<MunicipalityId>) -> Result<u64> {
    Ok(waiting(municipality).count(db).await?)
}

impl From<registration::Model> for Registration {
    fn from(row: registration::Model) -> Self {
        Self {
            id: PersonId(row.id),
            email: row.email,
            name: row.name,
            job_title: row.job_title,
            municipality: MunicipalityId(row.municipality_id),
            password_hash: Some(row.password_hash).filter(|hash| !hash.is_empty()),
            language: Language::from_name(&row.language).unwrap_or_default(),
            created_at: row.created_at,
            verified_at: row.verified_at,
        }
    }
}
