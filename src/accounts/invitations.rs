//! Invitations: an address, a municipality and roles, offered by somebody who may give them.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::invitation::{self, Column, Entity};
use super::store;
use crate::access::{MunicipalityRole, Role};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{InvitationId, MunicipalityId, PersonId};
use crate::mail::Language;
use crate::page::{Cursor, Key, Keyset, Page, Slice};

pub const LIST: &str = "invitations.created";
const KEYSET: Keyset<Column> =
    Keyset { list: LIST, key: Column::CreatedAt, id: Column::Id, descending: true };

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub id: InvitationId,
    pub email: String,
    /// As the inviter wrote it; may be empty.
    pub name: String,
    pub municipality: MunicipalityId,
    pub role: Role,
    pub municipality_role: MunicipalityRole,
    pub language: Language,
    /// `None` when that person is gone.
    pub invited_by: Option<PersonId>,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub accepted_at: Option<DateTime<Utc>>,
    pub withdrawn_at: Option<DateTime<Utc>>,
}

/// How an invitation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Pending,
    Accepted,
    Expired,
    Withdrawn,
}

impl Invitation {
    pub fn status(&self, now: DateTime<Utc>) -> Status {
        if self.accepted_at.is_some() {
            Status::Accepted
        } else if self.withdrawn_at.is_some() {
            Status::Withdrawn
        } else if self.expires_at <= now {
            Status::Expired
        } else {
            Status::Pending
        }
    }
}

pub async fn insert_all(tx: &Tx, invitations: &[Invitation]) -> Result<()> {
    let row = |invitation: &Invitation| invitation::ActiveModel {
        id: Set(invitation.id.0),
        email: Set(invitation.email.clone()),
        name: Set(invitation.name.clone()),
        municipality_id: Set(invitation.municipality.0),
        role: Set(store::role_name(invitation.role).to_owned()),
        municipality_role: Set(invitation.municipality_role.name().to_owned()),
        language: Set(invitation.language.name().to_owned()),
        invited_by: Set(invitation.invited_by.map(|person| person.0)),
        created_at: Set(invitation.created_at),
        expires_at: Set(invitation.expires_at),
        accepted_at: Set(invitation.accepted_at),
        withdrawn_at: Set(invitation.withdrawn_at),
    };
    for invitations in invitations.chunks(100) {
        Entity::insert_many(invitations.iter().map(row)).exec_without_returning(&**tx).await?;
    }
    Ok(())
}

pub async fn find(db: &impl ConnectionTrait, id: InvitationId) -> Result<Option<Invitation>> {
    Ok(Entity::find_by_id(id.0).one(db).await?.map(Invitation::from))
}

/// The addresses of `emails` that have an invitation to `municipality` that waits for an answer.
pub async fn pending(
    db: &impl ConnectionTrait,
    (municipality, emails): (MunicipalityId, &[String]),
    now: DateTime<Utc>,
) -> Result<Vec<String>> {
    let select = Entity::find()
        .select_only()
        .column(Column::Email)
        .filter(Column::MunicipalityId.eq(municipality.0))
        .filter(Column::Email.is_in(emails))
        .filter(Column::AcceptedAt.is_null())
        .filter(Column::WithdrawnAt.is_null())
        .filter(Column::ExpiresAt.gt(now));
    Ok(select.into_tuple().all(db).await?)
}

pub async fn accept(tx: &Tx, id: InvitationId, now: DateTime<Utc>) -> Result<()> {
    set(tx, id, Column::AcceptedAt, now).await
}

pub async fn withdraw(tx: &Tx, id: InvitationId, now: DateTime<Utc>) -> Result<()> {
    set(tx, id, Column::WithdrawnAt, now).await
}

async fn set(tx: &Tx, id: InvitationId, column: Column, now: DateTime<Utc>) -> Result<()> {
    Entity::update_many().col_expr(column, Expr::value(now)).filter(Column::Id.eq(id.0)).exec(&**tx).await?;
    Ok(())
}

/// Those made before `before` that lead nowhere any more.
pub async fn remove_ended(tx: &Tx, before: DateTime<Utc>) -> Result<u64> {
    let delete = Entity::delete_many().filter(Column::ExpiresAt.lt(before));
    Ok(delete.exec(&**tx).await?.rows_affected)
}

/// One page of those to `municipality`, newest first.
pub async fn list(
    db: &impl ConnectionTrait,
    municipality: MunicipalityId,
    page: &Page,
) -> Result<Slice<Invitation>> {
    let mut select = Entity::find().filter(Column::MunicipalityId.eq(municipality.0));
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
    let fetched = rows.into_iter().map(Invitation::from).collect();
    Ok(Slice::from_fetched(page, fetched, |i: &Invitation| {
        Cursor::new(LIST, Key::time(i.created_at), i.id.0)
    }))
}

pub async fn count(db: &impl ConnectionTrait, municipality: MunicipalityId) -> Result<u64> {
    Ok(Entity::find().filter(Column::MunicipalityId.eq(municipality.0)).count(db).await?)
}

impl From<invitation::Model> for Invitation {
    fn from(row: invitation::Model) -> Self {
        Self {
            id: InvitationId(row.id),
            email: row.email,
            name: row.name,
            municipality: MunicipalityId(row.municipality_id),
            role: store::role(&row.role),
            municipality_role: MunicipalityRole::from_name(&row.municipality_role)
                .unwrap_or(MunicipalityRole::Member),
            language: Language::from_name(&row.language).unwrap_or_default(),
            invited_by: row.invited_by.map(PersonId),
            created_at: row.created_at,
            expires_at: row.expires_at,
            accepted_at: row.accepted_at,
            withdrawn_at: row.withdrawn_at,
        }
    }
}
