//! All SQL about accounts and who they stand for.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Statement};
use uuid::Uuid;

use super::entity;
use crate::access::{MunicipalityRole, Role, SignedIn};
use crate::db::Tx;
use crate::db::constraint::is_unique_violation;
use crate::error::{Problems, Result};
use crate::ids::{AccountId, MunicipalityId, PersonId};

#[derive(Clone, Debug)]
pub struct Account {
    pub id: AccountId,
    pub person: PersonId,
    /// Normalised: trimmed and lower-case.
    pub email: String,
    pub password_hash: Option<String>,
    pub role: Role,
}

pub async fn by_email(db: &impl ConnectionTrait, email: &str) -> Result<Option<Account>> {
    let row = entity::Entity::find().filter(entity::Column::Email.eq(email)).one(db).await?;
    Ok(row.map(Account::from))
}

pub async fn by_id(db: &impl ConnectionTrait, id: AccountId) -> Result<Option<Account>> {
    Ok(entity::Entity::find_by_id(id.0).one(db).await?.map(Account::from))
}

pub async fn by_person(db: &impl ConnectionTrait, person: PersonId) -> Result<Option<Account>> {
    let row = entity::Entity::find().filter(entity::Column::PersonId.eq(person.0)).one(db).await?;
    Ok(row.map(Account::from))
}

/// Fails with `Invalid` (`TAKEN`) when the address has an account already.
pub async fn insert(tx: &Tx, account: &Account, now: DateTime<Utc>) -> Result<()> {
    let row = entity::ActiveModel {
        id: Set(account.id.0),
        person_id: Set(account.person.0),
        email: Set(account.email.clone()),
        password_hash: Set(account.password_hash.clone()),
        role: Set(role_name(account.role).to_owned()),
        created_at: Set(now),
        last_sign_in_at: Set(None),
    };
    match entity::Entity::insert(row).exec_without_returning(&**tx).await {
        Ok(_) => Ok(()),
        Err(error) if is_unique_violation(&error, "accounts", &["email"]) => {
            Err(Problems::one("email", "TAKEN", "Met dit adres is er al een account.").into())
        }
        Err(error) => Err(error.into()),
    }
}

pub async fn set_password(tx: &Tx, account: AccountId, hash: String) -> Result<()> {
    entity::Entity::update_many()
        .col_expr(entity::Column::PasswordHash, Expr::value(hash))
        .filter(entity::Column::Id.eq(account.0))
        .exec(&**tx)
        .await?;
    Ok(())
}

pub async fn end_sessions(tx: &Tx, account: AccountId) -> Result<()> {
    entity::session::Entity::delete_many()
        .filter(entity::session::Column::AccountId.eq(account.0))
        .exec(&**tx)
        .await?;
    Ok(())
}

pub async fn signed_in_at(tx: &Tx, account: AccountId, now: DateTime<Utc>) -> Result<()> {
    entity::Entity::update_many()
        .col_expr(entity::Column::LastSignInAt, Expr::value(now))
        .filter(entity::Column::Id.eq(account.0))
        .exec(&**tx)
        .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct ActorRow {
    id: Uuid,
    person_id: Uuid,
    role: String,
    municipality_id: Option<Uuid>,
    municipality_role: Option<String>,
}

/// Who an account stands for at this moment; `None` when it is gone.
pub async fn signed_in(db: &impl ConnectionTrait, account: AccountId) -> Result<Option<SignedIn>> {
    let statement = Statement::from_sql_and_values(
        db.get_database_backend(),
        "SELECT a.id, a.person_id, a.role, f.municipality_id, f.role AS municipality_role
         FROM accounts a
         LEFT JOIN affiliations f ON f.person_id = a.person_id AND f.valid_until IS NULL
         WHERE a.id = $1",
        [account.0.into()],
    );
    let row = ActorRow::find_by_statement(statement).one(db).await?;
    Ok(row.map(|row| SignedIn {
        account: AccountId(row.id),
        person: PersonId(row.person_id),
        municipality: row.municipality_id.map(MunicipalityId),
        role: role(&row.role),
        municipality_role: match row.municipality_role.as_deref() {
            Some("editor") => MunicipalityRole::Editor,
            _ => MunicipalityRole::Member,
        },
    }))
}

pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::Member => "member",
        Role::Organiser => "organiser",
        Role::Admin => "admin",
    }
}

/// An unknown name gives the least: a member.
fn role(name: &str) -> Role {
    match name {
        "admin" => Role::Admin,
        "organiser" => Role::Organiser,
        _ => Role::Member,
    }
}

impl From<entity::Model> for Account {
    fn from(row: entity::Model) -> Self {
        Self {
            id: AccountId(row.id),
            person: PersonId(row.person_id),
            email: row.email,
            password_hash: row.password_hash,
            role: role(&row.role),
        }
    }
}
