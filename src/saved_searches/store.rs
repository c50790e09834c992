//! All SQL about saved searches and what was told of them.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};
use uuid::Uuid;

use super::entity::{ActiveModel, Column, Entity, Model, telling};
use super::model::{MOST, MailRhythm, SavedSearch};
use super::publications::KINDS;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{AccountId, NodeId, NodeKind, SavedSearchId};

pub async fn find(db: &impl ConnectionTrait, id: SavedSearchId) -> Result<Option<SavedSearch>> {
    Entity::find_by_id(id.0).one(db).await?.map(SavedSearch::try_from).transpose()
}

/// Newest first; at most [`MOST`].
pub async fn of_account(db: &impl ConnectionTrait, account: AccountId) -> Result<Vec<SavedSearch>> {
    let of_account = Entity::find().filter(Column::AccountId.eq(account.0)).limit(MOST);
    let rows = of_account.order_by_desc(Column::CreatedAt).order_by_desc(Column::Id).all(db).await?;
    rows.into_iter().map(SavedSearch::try_from).collect()
}

pub async fn count(db: &impl ConnectionTrait, account: AccountId) -> Result<u64> {
    Ok(Entity::find().filter(Column::AccountId.eq(account.0)).count(db).await?)
}

/// Until `tx` ends nobody else changes the searches of the account by a use case that locks as well.
pub async fn lock(tx: &Tx, account: AccountId) -> Result<()> {
    if tx.get_database_backend() == DbBackend::Postgres {
        let sql = "SELECT id FROM accounts WHERE id = $1 FOR UPDATE";
        tx.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [account.0.into()]))
            .await?;
    }
    Ok(())
}

pub async fn insert(tx: &Tx, saved: &SavedSearch) -> Result<()> {
    Entity::insert(to_row(saved)?).exec_without_returning(&**tx).await?;
    Ok(())
}

pub async fn update(tx: &Tx, saved: &SavedSearch) -> Result<()> {
    Entity::update_many().set(to_row(saved)?).filter(Column::Id.eq(saved.id.0)).exec(&**tx).await?;
    Ok(())
}

pub async fn delete(tx: &Tx, id: SavedSearchId) -> Result<()> {
    Entity::delete_by_id(id.0).exec(&**tx).await?;
    Ok(())
}

/// No search of the account sends mail any more; answers how many did.
pub async fn silence(tx: &Tx, account: AccountId) -> Result<u64> {
    let silenced = Entity::update_many()
        .col_expr(Column::Mail, Expr::value(MailRhythm::Never.name()))
        .col_expr(Column::MailDueAt, Expr::value(None::<DateTime<Utc>>))
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::MailDueAt.is_not_null());
    Ok(silenced.exec(&**tx).await?.rows_affected)
}

/// At most `limit` accounts with a search of which the mail is due, behind `after`.
pub async fn accounts_due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    (after, limit): (AccountId, u64),
) -> Result<Vec<AccountId>> {
    let sql =
        "SELECT DISTINCT account_id FROM saved_searches AS due WHERE mail_due_at <= $1 AND account_id > $2
        ORDER BY account_id LIMIT $3";
    let values = [now.into(), after.0.into(), (limit as i64).into()];
    let rows =
        db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.into_iter().map(|row| Ok(AccountId(row.try_get("", "account_id")?))).collect()
}

/// The searches of an account of which the mail is due.
pub async fn due(
    db: &impl ConnectionTrait,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<Vec<SavedSearch>> {
    let due = Entity::find().filter(Column::AccountId.eq(account.0)).filter(Column::MailDueAt.lte(now));
    let rows = due.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(db).await?;
    rows.into_iter().map(SavedSearch::try_from).collect()
}

/// The next mail of a search that is due at `now` is due at `next`. False when it is not due any more: another node was
/// faster, or its owner changed or deleted it. Until the commit nobody else gets a true.
pub async fn advance(
    tx: &Tx,
    saved: &SavedSearch,
    (now, next): (DateTime<Utc>, Option<DateTime<Utc>>),
) -> Result<bool> {
    let advanced = Entity::update_many()
        .col_expr(Column::MailDueAt, Expr::value(next))
        .filter(Column::Id.eq(saved.id.0))
        .filter(Column::Mail.eq(saved.rhythm.name()))
        .filter(Column::MailDueAt.lte(now));
    Ok(advanced.exec(&**tx).await?.rows_affected == 1)
}

/// All mails that are due some day are due at `now`; answers how many.
pub async fn hasten(tx: &Tx, now: DateTime<Utc>) -> Result<u64> {
    let hastened = Entity::update_many()
        .col_expr(Column::MailDueAt, Expr::value(now))
        .filter(Column::MailDueAt.is_not_null());
    Ok(hastened.exec(&**tx).await?.rows_affected)
}

/// The things that mails about these searches told of.
pub async fn told(
    db: &impl ConnectionTrait,
    ids: &[SavedSearchId],
) -> Result<HashSet<(SavedSearchId, Uuid)>> {
    let of_these =
        telling::Entity::find().filter(telling::Column::SavedSearchId.is_in(ids.iter().map(|id| id.0)));
    let rows = of_these.all(db).await?;
    Ok(rows.into_iter().map(|row| (SavedSearchId(row.saved_search_id), row.node_id)).collect())
}

/// Notes that a mail tells of these. Fails when one of them was told of already.
pub async fn tell(tx: &Tx, id: SavedSearchId, nodes: &[NodeId], now: DateTime<Utc>) -> Result<()> {
    for nodes in nodes.chunks(100) {
        let rows = nodes.iter().map(|node| telling::ActiveModel {
            saved_search_id: Set(id.0),
            node_id: Set(node.uuid),
            told_at: Set(now),
        });
        telling::Entity::insert_many(rows).exec_without_returning(&**tx).await?;
    }
    Ok(())
}

/// Forgets what was told before `before`.
pub async fn forget(tx: &Tx, id: SavedSearchId, before: DateTime<Utc>) -> Result<()> {
    telling::Entity::delete_many()
        .filter(telling::Column::SavedSearchId.eq(id.0))
        .filter(telling::Column::ToldAt.lt(before))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// What is published now and was first published after `since` and until `now`, whoever may see it; the latest first, at
/// most `limit`.
pub async fn published(
    db: &impl ConnectionTrait,
    (since, now): (DateTime<Utc>, DateTime<Utc>),
    limit: u64,
) -> Result<Vec<(NodeId, DateTime<Utc>)>> {
    let one = |(kind, table): &(NodeKind, &str)| {
        let kind = kind.name();
        format!(
            "SELECT '{kind}' AS kind, id, published_at FROM {table}
             WHERE status = 'published' AND published_at > $1 AND published_at <= $2"
        )
    };
    let all: Vec<String> = KINDS.iter().map(one).collect();
    let sql = format!("{} ORDER BY published_at DESC LIMIT $3", all.join(" UNION ALL "));
    let values = [since.into(), now.into(), (limit as i64).into()];
    let rows =
        db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.into_iter()
        .map(|row| {
            let kind: String = row.try_get("", "kind")?;
            let kind = NodeKind::from_name(&kind).ok_or_else(|| Error::internal("an unknown kind"))?;
            Ok((NodeId::new(kind, row.try_get("", "id")?), row.try_get("", "published_at")?))
        })
        .collect()
}

fn to_row(saved: &SavedSearch) -> Result<ActiveModel> {
    Ok(ActiveModel {
        id: Set(saved.id.0),
        account_id: Set(saved.account.0),
        name: Set(saved.name.clone()),
        query: Set(serde_json::to_value(&saved.query).map_err(Error::internal)?),
        mail: Set(saved.rhythm.name().to_owned()),
        mail_due_at: Set(saved.due_at),
        told_from: Set(saved.told_from),
        created_at: Set(saved.created_at),
        looked_at: Set(saved.looked_at),
    })
}

impl TryFrom<Model> for SavedSearch {
    type Error = Error;

    /// Fails when the row holds what this program never writes.
    fn try_from(row: Model) -> Result<Self> {
        Ok(Self {
            id: SavedSearchId(row.id),
            account: AccountId(row.account_id),
            name: row.name,
            query: serde_json::from_value(row.query).map_err(Error::internal)?,
            rhythm: MailRhythm::from_name(&row.mail).unwrap_or_default(),
            due_at: row.mail_due_at,
            told_from: row.told_from,
            created_at: row.created_at,
            looked_at: row.looked_at,
        })
    }
}
