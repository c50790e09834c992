//! All SQL about mergers.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};
use uuid::Uuid;

use super::model::Merger;
use crate::contribution::revisions;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{MunicipalityId, NodeId, NodeKind};
use crate::text;

/// Tables with the column of the municipality that owns a row.
const OWNED: [(NodeKind, &str, &str); 5] = [
    (NodeKind::Pilot, "pilots", "municipality_id"),
    (NodeKind::Challenge, "challenges", "municipality_id"),
    (NodeKind::Meeting, "meetings", "host_id"),
    (NodeKind::Report, "reports", "municipality_id"),
    (NodeKind::Outcome, "outcomes", "municipality_id"),
];

async fn run(tx: &Tx, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<u64> {
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(tx.execute_raw(statement).await?.rows_affected())
}

async fn all(
    db: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<QueryResult>> {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(db.query_all_raw(statement).await?)
}

pub async fn plan(tx: &Tx, merger: &Merger, now: DateTime<Utc>) -> Result<()> {
    let insert =
        "INSERT INTO municipality_mergers (id, code, name, province, formers, takes_effect, planned_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values: [Value; 7] = [
        merger.id.into(),
        merger.code.clone().into(),
        merger.name.clone().into(),
        merger.province.clone().into(),
        serde_json::json!(merger.formers).into(),
        merger.takes_effect.to_string().into(),
        now.into(),
    ];
    run(tx, insert, values).await?;
    Ok(())
}

const WAITING: &str = "SELECT id, code, name, province, formers, takes_effect FROM municipality_mergers
    WHERE applied_at IS NULL";

/// Those of which the day has come and that were not made yet, in the order of their days.
pub async fn due(db: &impl ConnectionTrait, today: NaiveDate) -> Result<Vec<Merger>> {
    let sql = format!("{WAITING} AND takes_effect <= $1 ORDER BY takes_effect, planned_at");
    all(db, &sql, [today.to_string().into()]).await?.into_iter().map(merger_of).collect()
}

/// Those that were not made yet.
pub async fn waiting(tx: &Tx) -> Result<Vec<Merger>> {
    let sql = format!("{WAITING} ORDER BY takes_effect, planned_at");
    all(&**tx, &sql, []).await?.into_iter().map(merger_of).collect()
}

fn merger_of(row: QueryResult) -> Result<Merger> {
    let formers: serde_json::Value = row.try_get("", "formers")?;
    let day: String = row.try_get("", "takes_effect")?;
    Ok(Merger {
        id: row.try_get("", "id")?,
        code: row.try_get("", "code")?,
        name: row.try_get("", "name")?,
        province: row.try_get("", "province")?,
        formers: serde_json::from_value(formers).map_err(Error::internal)?,
        takes_effect: day.parse().map_err(Error::internal)?,
    })
}

/// Takes a plan back that was not made yet.
pub async fn cancel(tx: &Tx, merger: Uuid) -> Result<()> {
    run(tx, "DELETE FROM municipality_mergers WHERE id = $1 AND applied_at IS NULL", [merger.into()]).await?;
    Ok(())
}

/// Says that the merger is made by this transaction; false when another one did it.
pub async fn take(tx: &Tx, merger: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let sql = "UPDATE municipality_mergers SET applied_at = $2 WHERE id = $1 AND applied_at IS NULL";
    Ok(run(tx, sql, [merger.into(), now.into()]).await? == 1)
}

/// The municipality with the code of the merger; it is made when it is not there.
pub async fn ensure_successor(tx: &Tx, merger: &Merger) -> Result<MunicipalityId> {
    let found =
        all(&**tx, "SELECT id FROM municipalities WHERE code = $1", [merger.code.clone().into()]).await?;
    if let Some(row) = found.first() {
        return Ok(MunicipalityId(row.try_get("", "id")?));
    }
    let uri = format!("https://identifier.overheid.nl/tooi/id/gemeente/{}", merger.code.to_lowercase());
    // As the register's own: the same on every installation.
    let id = Uuid::new_v5(&Uuid::NAMESPACE_URL, uri.as_bytes());
    let slug = text::slug(&merger.name);
    let taken =
        all(&**tx, "SELECT 1 AS taken FROM municipalities WHERE slug = $1", [slug.clone().into()]).await?;
    let slug = if taken.is_empty() { slug } else { format!("{slug}-{}", merger.code.to_lowercase()) };
    let insert = "INSERT INTO municipalities
        (id, code, name, sort_name, slug, province, tooi_uri, also_known_as, valid_from)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values: [Value; 9] = [
        id.into(),
        merger.code.clone().into(),
        merger.name.clone().into(),
        text::sort_key(&merger.name).into(),
        slug.into(),
        merger.province.clone().into(),
        uri.into(),
        serde_json::json!([]).into(),
        merger.takes_effect.to_string().into(),
    ];
    run(tx, insert, values).await?;
    Ok(MunicipalityId(id))
}

/// Ends a municipality on `last_day`, for its successor. `None` when none with this code is left to end.
pub async fn end(
    tx: &Tx,
    code: &str,
    last_day: NaiveDate,
    successor: MunicipalityId,
) -> Result<Option<MunicipalityId>> {
    let there = "SELECT id FROM municipalities WHERE code = $1 AND valid_until IS NULL";
    let found = all(&**tx, there, [code.into()]).await?;
    let Some(row) = found.first() else { return Ok(None) };
    let former: Uuid = row.try_get("", "id")?;
    let ended = "UPDATE municipalities SET valid_until = $2 WHERE id = $1";
    run(tx, ended, [former.into(), last_day.to_string().into()]).await?;
    let leads = "INSERT INTO municipality_successions (former_id, successor_id) VALUES ($1, $2)
        ON CONFLICT (former_id, successor_id) DO NOTHING";
    run(tx, leads, [former.into(), successor.0.into()]).await?;
    Ok(Some(MunicipalityId(former)))
}

/// Who works there goes along, with function and role; answers who.
pub async fn move_people(
    tx: &Tx,
    (former, successor): (MunicipalityId, MunicipalityId),
    now: DateTime<Utc>,
) -> Result<Vec<NodeId>> {
    let sql = "SELECT a.id, a.person_id, a.job_title, a.role FROM affiliations a JOIN persons p ON p.id = a.person_id
        WHERE a.municipality_id = $1 AND a.valid_until IS NULL AND p.is_former = false";
    let mut moved = Vec::new();
    for row in all(&**tx, sql, [former.0.into()]).await? {
        let (id, person): (Uuid, Uuid) = (row.try_get("", "id")?, row.try_get("", "person_id")?);
        let job_title: Option<String> = row.try_get("", "job_title")?;
        let role: String = row.try_get("", "role")?;
        run(tx, "UPDATE affiliations SET valid_until = $2 WHERE id = $1", [id.into(), now.into()]).await?;
        let insert = "INSERT INTO affiliations (id, person_id, municipality_id, job_title, role, valid_from)
            VALUES ($1, $2, $3, $4, $5, $6)";
        let values: [Value; 6] = [
            Uuid::now_v7().into(),
            person.into(),
            successor.0.into(),
            job_title.into(),
            role.into(),
            now.into(),
        ];
        run(tx, insert, values).await?;
        moved.push(NodeId::new(NodeKind::Person, person));
    }
    Ok(moved)
}

/// Mail domains lead to the successor, and so do who waits and who was invited.
pub async fn move_joining(tx: &Tx, (former, successor): (MunicipalityId, MunicipalityId)) -> Result<()> {
    let both = || [Value::from(former.0), Value::from(successor.0)];
    let twice = "DELETE FROM mail_domains WHERE municipality_id = $1
        AND domain IN (SELECT domain FROM mail_domains WHERE municipality_id = $2)";
    run(tx, twice, both()).await?;
    for table in ["mail_domains", "registrations", "invitations", "affiliation_requests"] {
        let moved = format!("UPDATE {table} SET municipality_id = $2 WHERE municipality_id = $1");
        run(tx, &moved, both()).await?;
    }
    Ok(())
}

/// What the former one owned is the successor's, in a revision of its own; answers what.
pub async fn move_contributions(
    tx: &Tx,
    (former, successor): (MunicipalityId, MunicipalityId),
    now: DateTime<Utc>,
) -> Result<Vec<NodeId>> {
    let mut moved = Vec::new();
    for (kind, table, owner) in OWNED {
        let ids =
            all(&**tx, &format!("SELECT id FROM {table} WHERE {owner} = $1"), [former.0.into()]).await?;
        for row in ids {
            let node = NodeId::new(kind, row.try_get("", "id")?);
            revisions::advance(tx, node, now).await?;
            moved.push(node);
        }
        let owned = format!("UPDATE {table} SET {owner} = $2 WHERE {owner} = $1");
        run(tx, &owned, [former.0.into(), successor.0.into()]).await?;
    }
    Ok(moved)
}
