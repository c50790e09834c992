//! All SQL about accounts and who they stand for.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};
use uuid::Uuid;

use super::entity;
use crate::access::{MunicipalityRole, Role, SignedIn};
use crate::db::Tx;
use crate::db::constraint::is_unique_violation;
use crate::error::{Error, Problems, Result};
use crate::ids::{AccountId, MunicipalityId, PersonId};
use crate::mail::Language;

#[derive(Clone, Debug)]
pub struct Account {
    pub id: AccountId,
    pub person: PersonId,
    /// Normalised: trimmed and lower-case.
    pub email: String,
    pub password_hash: Option<String>,
    pub role: Role,
    /// Of the mails to this account.
    pub language: Language,
    /// Nobody can sign in with it.
    pub is_blocked: bool,
    /// An administrator of the network blocked it: nobody else ends that.
    pub is_blocked_by_network: bool,
}

pub async fn by_email(db: &impl ConnectionTrait, email: &str) -> Result<Option<Account>> {
    let row = entity::Entity::find().filter(entity::Column::Email.eq(email)).one(db).await?;
    Ok(row.map(Account::from))
}

pub async fn by_id(db: &impl ConnectionTrait, id: AccountId) -> Result<Option<Account>> {
    Ok(entity::Entity::find_by_id(id.0).one(db).await?.map(Account::from))
}

/// What an address is already.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    pub account: AccountId,
    /// Where its person works now.
    pub municipality: Option<MunicipalityId>,
    pub language: Language,
}

/// Those of `emails` that have an account.
pub async fn known(db: &impl ConnectionTrait, emails: &[String]) -> Result<HashMap<String, Known>> {
    let rows = entity::Entity::find().filter(entity::Column::Email.is_in(emails)).all(db).await?;
    let accounts: Vec<Account> = rows.into_iter().map(Account::from).collect();
    let persons: Vec<PersonId> = accounts.iter().map(|account| account.person).collect();
    let roles = roles(db, &persons).await?;
    let known = |account: Account| {
        let municipality = roles.get(&account.person).and_then(|roles| roles.municipality);
        (account.email, Known { account: account.id, municipality, language: account.language })
    };
    Ok(accounts.into_iter().map(known).collect())
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
        language: Set(account.language.name().to_owned()),
        created_at: Set(now),
        last_sign_in_at: Set(None),
        mails_introductions: Set(true),
        inactive_warned_at: Set(None),
        blocked_at: Set(None),
        blocked_by_network: Set(false),
    };
    match entity::Entity::insert(row).exec_without_returning(&**tx).await {
        Ok(_) => Ok(()),
        Err(error) if is_unique_violation(&error, "accounts", &["email"]) => Err(taken()),
        Err(error) => Err(error.into()),
    }
}

fn taken() -> Error {
    Problems::one("email", "TAKEN", "Met dit adres is er al een account.").into()
}

pub async fn set_password(tx: &Tx, account: AccountId, hash: String) -> Result<()> {
    entity::Entity::update_many()
        .col_expr(entity::Column::PasswordHash, Expr::value(hash))
        .filter(entity::Column::Id.eq(account.0))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Fails with `Invalid` (`TAKEN`) when the address has an account already.
pub async fn set_email(tx: &Tx, account: AccountId, email: &str) -> Result<()> {
    let update = entity::Entity::update_many()
        .col_expr(entity::Column::Email, Expr::value(email))
        .filter(entity::Column::Id.eq(account.0));
    match update.exec(&**tx).await {
        Ok(_) => Ok(()),
        Err(error) if is_unique_violation(&error, "accounts", &["email"]) => Err(taken()),
        Err(error) => Err(error.into()),
    }
}

/// Since when it is blocked, and whether the network did it; `None` ends the block.
pub async fn set_block(tx: &Tx, account: AccountId, block: Option<(DateTime<Utc>, bool)>) -> Result<()> {
    entity::Entity::update_many()
        .col_expr(entity::Column::BlockedAt, Expr::value(block.map(|(at, _)| at)))
        .col_expr(
            entity::Column::BlockedByNetwork,
            Expr::value(block.is_some_and(|(_, by_network)| by_network)),
        )
        .filter(entity::Column::Id.eq(account.0))
        .exec(&**tx)
        .await?;
    Ok(())
}

pub async fn set_role(tx: &Tx, person: PersonId, role: Role) -> Result<()> {
    entity::Entity::update_many()
        .col_expr(entity::Column::Role, Expr::value(role_name(role)))
        .filter(entity::Column::PersonId.eq(person.0))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// How many administrators of the network can sign in. On PostgreSQL nobody else changes them before `tx` ends.
pub async fn count_admins(tx: &Tx) -> Result<usize> {
    let mut select = entity::Entity::find().filter(entity::Column::Role.eq(role_name(Role::Admin)));
    select = select.filter(entity::Column::BlockedAt.is_null());
    if tx.get_database_backend() == sea_orm::DbBackend::Postgres {
        select = select.lock_exclusive();
    }
    Ok(select.all(&**tx).await?.len())
}

#[derive(FromQueryResult)]
struct AdministratorRow {
    email: String,
    language: String,
}

/// Address and language of those who let people in for `municipality`; of the network's administrators when it has none.
pub async fn administrators(tx: &Tx, municipality: MunicipalityId) -> Result<Vec<(String, Language)>> {
    let backend = tx.get_database_backend();
    let own = Statement::from_sql_and_values(
        backend,
        "SELECT a.email, a.language FROM accounts a
         JOIN affiliations f ON f.person_id = a.person_id AND f.valid_until IS NULL
         WHERE f.municipality_id = $1 AND f.role = 'administrator' AND a.blocked_at IS NULL ORDER BY a.email LIMIT 20",
        [municipality.0.into()],
    );
    let of_network = "SELECT email, language FROM accounts WHERE role = 'admin' AND blocked_at IS NULL
                      ORDER BY email LIMIT 20";
    let mut rows = AdministratorRow::find_by_statement(own).all(&**tx).await?;
    if rows.is_empty() {
        let of_network = Statement::from_string(backend, of_network);
        rows = AdministratorRow::find_by_statement(of_network).all(&**tx).await?;
    }
    let with_language =
        |row: AdministratorRow| (row.email, Language::from_name(&row.language).unwrap_or_default());
    Ok(rows.into_iter().map(with_language).collect())
}

/// Where somebody works now, what they may do, and how they sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roles {
    pub municipality: Option<MunicipalityId>,
    pub municipality_role: MunicipalityRole,
    /// `None` without an account.
    pub role: Option<Role>,
    /// What they sign in with; `None` without an account.
    pub email: Option<String>,
    pub is_blocked: bool,
}

#[derive(FromQueryResult)]
struct RolesRow {
    id: Uuid,
    municipality_id: Option<Uuid>,
    municipality_role: Option<String>,
    role: Option<String>,
    email: Option<String>,
    blocked_at: Option<DateTime<Utc>>,
}

/// The roles of each of `persons`.
pub async fn roles(db: &impl ConnectionTrait, persons: &[PersonId]) -> Result<HashMap<PersonId, Roles>> {
    use sea_orm::sea_query::{Alias, ExprTrait, JoinType, Query};
    let column = |table: &str, name: &str| Expr::col((Alias::new(table), Alias::new(name)));
    let is_present = column("f", "person_id")
        .equals((Alias::new("p"), Alias::new("id")))
        .and(column("f", "valid_until").is_null());
    let select = Query::select()
        .expr_as(column("p", "id"), Alias::new("id"))
        .expr_as(column("f", "municipality_id"), Alias::new("municipality_id"))
        .expr_as(column("f", "role"), Alias::new("municipality_role"))
        .expr_as(column("a", "role"), Alias::new("role"))
        .expr_as(column("a", "email"), Alias::new("email"))
        .expr_as(column("a", "blocked_at"), Alias::new("blocked_at"))
        .from_as(Alias::new("persons"), Alias::new("p"))
        .join_as(JoinType::LeftJoin, Alias::new("affiliations"), Alias::new("f"), is_present)
        .join_as(
            JoinType::LeftJoin,
            Alias::new("accounts"),
            Alias::new("a"),
            column("a", "person_id").equals((Alias::new("p"), Alias::new("id"))),
        )
        .and_where(column("p", "id").is_in(persons.iter().map(|person| person.0)))
        .to_owned();
    let rows = RolesRow::find_by_statement(db.get_database_backend().build(&select)).all(db).await?;
    let roles = |row: RolesRow| {
        let roles = Roles {
            municipality: row.municipality_id.map(MunicipalityId),
            municipality_role: municipality_role(row.municipality_role.as_deref()),
            role: row.role.as_deref().map(role),
            email: row.email,
            is_blocked: row.blocked_at.is_some(),
        };
        (PersonId(row.id), roles)
    };
    Ok(rows.into_iter().map(roles).collect())
}

pub async fn end_sessions(tx: &Tx, account: AccountId) -> Result<()> {
    entity::session::Entity::delete_many()
        .filter(entity::session::Column::AccountId.eq(account.0))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// The addresses that those of `persons` who have an account sign in with.
pub async fn emails(db: &impl ConnectionTrait, persons: &[PersonId]) -> Result<HashMap<PersonId, String>> {
    if persons.is_empty() {
        return Ok(HashMap::new());
    }
    let ids = persons.iter().map(|id| id.0);
    let rows = entity::Entity::find().filter(entity::Column::PersonId.is_in(ids)).all(db).await?;
    Ok(rows.into_iter().map(|row| (PersonId(row.person_id), row.email)).collect())
}

/// Accounts that nobody signed in with since before `until` and whose owners were not told yet; at most `limit`.
pub async fn inactive(tx: &Tx, until: DateTime<Utc>, limit: u64) -> Result<Vec<Account>> {
    use entity::Column;
    let last = Expr::col(Column::LastSignInAt).if_null(Expr::col(Column::CreatedAt));
    let rows = entity::Entity::find()
        .filter(last.lt(until))
        .filter(Column::CreatedAt.lt(until))
        .filter(Column::InactiveWarnedAt.is_null())
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(&**tx)
        .await?;
    Ok(rows.into_iter().map(Account::from).collect())
}

/// Notes that the owner was told that the account will be deleted.
pub async fn warned_at(tx: &Tx, account: AccountId, now: DateTime<Utc>) -> Result<()> {
    entity::Entity::update_many()
        .col_expr(entity::Column::InactiveWarnedAt, Expr::value(now))
        .filter(entity::Column::Id.eq(account.0))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Where to tell `person` of an introduction; `None` for who wants no mail about that, or has no
/// account to sign in with.
pub async fn introduction_mail(db: &impl ConnectionTrait, person: PersonId) -> Result<Option<Account>> {
    let of_person = entity::Entity::find().filter(entity::Column::PersonId.eq(person.0));
    let wanted = of_person.filter(entity::Column::MailsIntroductions.eq(true));
    let row = wanted.filter(entity::Column::BlockedAt.is_null()).one(db).await?;
    Ok(row.map(Account::from))
}

/// Does the owner want mail about introductions?
pub async fn mails_introductions(db: &impl ConnectionTrait, account: AccountId) -> Result<bool> {
    let row = entity::Entity::find_by_id(account.0).one(db).await?;
    Ok(row.is_some_and(|row| row.mails_introductions))
}

pub async fn set_mails_introductions(tx: &Tx, account: AccountId, wants: bool) -> Result<()> {
    entity::Entity::update_many()
        .col_expr(entity::Column::MailsIntroductions, Expr::value(wants))
        .filter(entity::Column::Id.eq(account.0))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Ends the tokens of `account` that still work, as who lost their password may have lost them; answers which.
pub async fn revoke_tokens(tx: &Tx, account: AccountId, now: DateTime<Utc>) -> Result<Vec<Uuid>> {
    let backend = tx.get_database_backend();
    let values = || [account.0.into(), now.into()];
    let valid = "account_id = $1 AND revoked_at IS NULL AND expires_at > $2";
    let select = format!("SELECT id FROM api_tokens WHERE {valid} ORDER BY id");
    let rows = tx.query_all_raw(Statement::from_sql_and_values(backend, select, values())).await?;
    let revoke = format!("UPDATE api_tokens SET revoked_at = $2 WHERE {valid}");
    tx.execute_raw(Statement::from_sql_and_values(backend, revoke, values())).await?;
    rows.into_iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}

pub async fn signed_in_at(tx: &Tx, account: AccountId, now: DateTime<Utc>) -> Result<()> {
    entity::Entity::update_many()
        .col_expr(entity::Column::LastSignInAt, Expr::value(now))
        .col_expr(entity::Column::InactiveWarnedAt, Expr::value(Option::<DateTime<Utc>>::None))
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

/// Who an account stands for at this moment; `None` when it is gone or blocked.
pub async fn signed_in(db: &impl ConnectionTrait, account: AccountId) -> Result<Option<SignedIn>> {
    let statement = Statement::from_sql_and_values(
        db.get_database_backend(),
        "SELECT a.id, a.person_id, a.role, f.municipality_id, f.role AS municipality_role
         FROM accounts a
         LEFT JOIN affiliations f ON f.person_id = a.person_id AND f.valid_until IS NULL
         WHERE a.id = $1 AND a.blocked_at IS NULL",
        [account.0.into()],
    );
    let row = ActorRow::find_by_statement(statement).one(db).await?;
    Ok(row.map(|row| SignedIn {
        account: AccountId(row.id),
        person: PersonId(row.person_id),
        municipality: row.municipality_id.map(MunicipalityId),
        role: role(&row.role),
        municipality_role: municipality_role(row.municipality_role.as_deref()),
    }))
}

/// An unknown name gives the least, and so does none.
fn municipality_role(name: Option<&str>) -> MunicipalityRole {
    name.and_then(MunicipalityRole::from_name).unwrap_or(MunicipalityRole::Member)
}

pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::Member => "member",
        Role::Organiser => "organiser",
        Role::Admin => "admin",
    }
}

/// An unknown name gives the least: a member.
pub fn role(name: &str) -> Role {
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
            language: Language::from_name(&row.language).unwrap_or_default(),
            is_blocked: row.blocked_at.is_some(),
            is_blocked_by_network: row.blocked_at.is_some() && row.blocked_by_network,
        }
    }
}
