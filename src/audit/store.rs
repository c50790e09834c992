//! All SQL about the audit log.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Cond, Condition, Expr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};
use uuid::Uuid;

use super::entity::{self, Column, Entity};
use super::model::{Act, AuditKind, Entry, Target, shortened};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{MunicipalityId, PersonId};
use crate::page::{Cursor, Key, Keyset, Page, Slice};

pub const LIST: &str = "audit.at";
const KEYSET: Keyset<Column> = Keyset { list: LIST, key: Column::At, id: Column::Id, descending: true };

/// What the log is narrowed to; an empty field does not narrow.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub kinds: Vec<AuditKind>,
    pub actor: Option<PersonId>,
    /// The id of what it was done to.
    pub target: Option<Uuid>,
    pub municipality: Option<MunicipalityId>,
    /// From this moment.
    pub since: Option<DateTime<Utc>>,
    /// Before this moment.
    pub until: Option<DateTime<Utc>>,
}

/// Writes the act into the transaction in which it is done.
pub async fn record(tx: &Tx, act: Act, at: DateTime<Utc>) -> Result<()> {
    let (target_kind, target_id) = act.target.map(|target| (target.kind, target.id)).unzip();
    let row = entity::ActiveModel {
        id: Set(Uuid::now_v7()),
        at: Set(at),
        kind: Set(act.kind.name().to_owned()),
        actor_id: Set(act.actor.map(|person| person.0)),
        target_kind: Set(target_kind),
        target_id: Set(target_id),
        address: Set(act.address.map(|address| address.to_canonical().to_string())),
        municipality_id: Set(act.municipality.map(|id| id.0)),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

fn condition(filter: &Filter) -> Condition {
    Cond::all()
        .add_option(
            (!filter.kinds.is_empty())
                .then(|| Column::Kind.is_in(filter.kinds.iter().map(|kind| kind.name()))),
        )
        .add_option(filter.actor.map(|person| Column::ActorId.eq(person.0)))
        .add_option(filter.target.map(|id| Column::TargetId.eq(id)))
        .add_option(filter.municipality.map(|id| Column::MunicipalityId.eq(id.0)))
        .add_option(filter.since.map(|at| Column::At.gte(at)))
        .add_option(filter.until.map(|at| Column::At.lt(at)))
}

/// One page, newest first.
pub async fn list(db: &impl ConnectionTrait, filter: &Filter, page: &Page) -> Result<Slice<Entry>> {
    if page.limit == 0 {
        return Ok(Slice::empty());
    }
    let mut select = Entity::find().filter(condition(filter));
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
    let fetched = rows.into_iter().map(Entry::try_from).collect::<Result<Vec<_>>>()?;
    Ok(Slice::from_fetched(page, fetched, cursor))
}

pub fn cursor(entry: &Entry) -> Cursor {
    Cursor::new(LIST, Key::time(entry.at), entry.id)
}

pub async fn count(db: &impl ConnectionTrait, filter: &Filter) -> Result<u64> {
    Ok(Entity::find().filter(condition(filter)).count(db).await?)
}

/// What retention did to the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retained {
    pub deleted: u64,
    pub shortened: u64,
}

/// Removes rows from before `delete_before` and shortens the addresses of those from before `shorten_before`.
pub async fn apply_retention(
    tx: &Tx,
    delete_before: DateTime<Utc>,
    shorten_before: DateTime<Utc>,
) -> Result<Retained> {
    // Only forward: a term that was made longer does not bring anything back.
    let forward = "UPDATE audit_horizon SET
        deleted_before = CASE WHEN deleted_before < $1 THEN $1 ELSE deleted_before END,
        shortened_before = CASE WHEN shortened_before < $2 THEN $2 ELSE shortened_before END";
    let values = [delete_before.into(), shorten_before.into()];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), forward, values)).await?;
    let deleted = Entity::delete_many().filter(Column::At.lt(delete_before)).exec(&**tx).await?.rows_affected;
    let whole = Cond::all().add(Column::At.lt(shorten_before)).add(Column::Address.not_like("%/%"));
    let addresses: Vec<String> = Entity::find()
        .filter(whole)
        .select_only()
        .column(Column::Address)
        .distinct()
        .into_tuple()
        .all(&**tx)
        .await?;
    let mut count = 0;
    for address in addresses {
        let short = address.parse::<IpAddr>().ok().map(shortened);
        let updated = Entity::update_many()
            .col_expr(Column::Address, Expr::value(short))
            .filter(Column::At.lt(shorten_before))
            .filter(Column::Address.eq(address))
            .exec(&**tx)
            .await?;
        count += updated.rows_affected;
    }
    Ok(Retained { deleted, shortened: count })
}

impl TryFrom<entity::Model> for Entry {
    type Error = Error;

    /// Fails when the row holds what this program never writes.
    fn try_from(row: entity::Model) -> Result<Self> {
        let unknown = || Error::internal(format!("audit entry {} is of an unknown kind", row.id));
        let kind = AuditKind::from_name(&row.kind).ok_or_else(unknown)?;
        let target = row.target_kind.zip(row.target_id).map(|(kind, id)| Target { kind, id });
        Ok(Self {
            id: row.id,
            at: row.at,
            kind,
            actor: row.actor_id.map(PersonId),
            target,
            address: row.address,
            municipality: row.municipality_id.map(MunicipalityId),
        })
    }
}
