//! All SQL of a deletion. What refers to the person refers to who stands for them, or goes with them.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, Statement, Value};
use uuid::Uuid;

use super::deletion;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{MunicipalityId, NodeId, NodeKind, PersonId};
use crate::text;

/// Tables of contributions: their kind, their authors, and columns beside `created_by` that name a person.
struct Contributions {
    kind: NodeKind,
    table: &'static str,
    authors: Option<(&'static str, &'static str)>,
    columns: &'static [&'static str],
}

const CONTRIBUTIONS: [Contributions; 5] = [
    Contributions {
        kind: NodeKind::Pilot,
        table: "pilots",
        authors: Some(("pilot_authors", "pilot_id")),
        columns: &["created_by"],
    },
    Contributions { kind: NodeKind::Challenge, table: "challenges", authors: None, columns: &["created_by"] },
    Contributions { kind: NodeKind::Meeting, table: "meetings", authors: None, columns: &["created_by"] },
    Contributions {
        kind: NodeKind::Report,
        table: "reports",
        authors: Some(("report_authors", "report_id")),
        columns: &["created_by"],
    },
    Contributions {
        kind: NodeKind::Outcome,
        table: "outcomes",
        authors: None,
        columns: &["created_by", "table_host_id"],
    },
];

async fn run(tx: &Tx, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<u64> {
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(tx.execute_raw(statement).await?.rows_affected())
}

/// Makes who stands for those who left `municipality`, if they are not there yet.
pub async fn ensure_former(
    tx: &Tx,
    (municipality, name): (MunicipalityId, &str),
    now: DateTime<Utc>,
) -> Result<PersonId> {
    let former = deletion::former(municipality);
    let name = deletion::former_name(name);
    let sort_name = text::sort_key(&name);
    let person = "INSERT INTO persons
          (id, display_name, sort_name, is_matchable, visibility, created_at, updated_at, is_former)
        VALUES ($1, $2, $3, false, 'public', $4, $4, true) ON CONFLICT (id) DO NOTHING";
    let values = [former.0.into(), name.into(), sort_name.into(), now.into()];
    if run(tx, person, values).await? == 1 {
        let work = "INSERT INTO affiliations (id, person_id, municipality_id, role, valid_from)
            VALUES ($1, $2, $3, 'member', $4)";
        let values = [Uuid::now_v7().into(), former.0.into(), municipality.0.into(), now.into()];
        run(tx, work, values).await?;
    }
    Ok(former)
}

/// Removes drafts that were never published and that nobody else wrote at; answers which.
pub async fn remove_lone_drafts(tx: &Tx, person: PersonId) -> Result<Vec<NodeId>> {
    let mut removed = Vec::new();
    for contributions in &CONTRIBUTIONS {
        let table = contributions.table;
        let others = match contributions.authors {
            Some((links, left)) => format!(
                "AND NOT EXISTS (SELECT 1 FROM {links} l WHERE l.{left} = {table}.id AND l.person_id <> $1)"
            ),
            None => String::new(),
        };
        let select = format!(
            "SELECT id FROM {table} WHERE created_by = $1 AND status = 'draft' AND published_at IS NULL {others}"
        );
        let statement = Statement::from_sql_and_values(tx.get_database_backend(), select, [person.0.into()]);
        for row in tx.query_all_raw(statement).await? {
            let id: Uuid = row.try_get("", "id")?;
            run(tx, &format!("DELETE FROM {table} WHERE id = $1"), [id.into()]).await?;
            run(tx, "DELETE FROM revisions WHERE node_id = $1", [id.into()]).await?;
            run(tx, "DELETE FROM slugs WHERE node_id = $1", [id.into()]).await?;
            removed.push(NodeId::new(contributions.kind, id));
        }
    }
    Ok(removed)
}

/// Removes what is kept under the person's address, without a reference to their account.
pub async fn remove_by_address(tx: &Tx, email: &str) -> Result<()> {
    for (table, column) in
        [("mails", "recipient"), ("invitations", "email"), ("registrations", "email"), ("links", "email")]
    {
        run(tx, &format!("DELETE FROM {table} WHERE {column} = $1"), [email.into()]).await?;
    }
    Ok(())
}

/// Puts `former` in the place of `person` wherever something was contributed, in the present and in every revision.
pub async fn replace(tx: &Tx, person: PersonId, former: PersonId, name: &str) -> Result<()> {
    let both = || [Value::from(person.0), Value::from(former.0)];
    for contributions in &CONTRIBUTIONS {
        let table = contributions.table;
        for column in contributions.columns {
            run(tx, &format!("UPDATE {table} SET {column} = $2 WHERE {column} = $1"), both()).await?;
        }
        if let Some((links, left)) = contributions.authors {
            // Two who left may have written the same thing: one row stands for both.
            let twice = format!(
                "DELETE FROM {links} WHERE person_id = $1 AND EXISTS
                 (SELECT 1 FROM {links} l WHERE l.{left} = {links}.{left} AND l.person_id = $2)"
            );
            run(tx, &twice, both()).await?;
            run(tx, &format!("UPDATE {links} SET person_id = $2 WHERE person_id = $1"), both()).await?;
        }
    }
    run(tx, "UPDATE revisions SET changed_by = $2 WHERE changed_by = $1", both()).await?;
    let spoke = "UPDATE agenda_speakers SET person_id = $2, name = $3, role = NULL WHERE person_id = $1";
    run(tx, spoke, both().into_iter().chain([name.into()])).await?;
    rewrite_revisions(tx, person, former).await
}

/// Revisions name people by their ids, inside of their content.
async fn rewrite_revisions(tx: &Tx, person: PersonId, former: PersonId) -> Result<()> {
    let (from, to) = (person.0.to_string(), former.0.to_string());
    let backend = tx.get_database_backend();
    let sql = match backend {
        sea_orm::DbBackend::Postgres => {
            "UPDATE revisions SET content = replace(content::text, $1, $2)::jsonb
             WHERE node_kind = 'outcome' AND content::text LIKE '%' || $1 || '%'"
        }
        _ => {
            "UPDATE revisions SET content = replace(content, $1, $2)
             WHERE node_kind = 'outcome' AND content LIKE '%' || $1 || '%'"
        }
    };
    tx.execute_raw(Statement::from_sql_and_values(backend, sql, [from.into(), to.into()])).await?;
    Ok(())
}

/// The challenges whose counts of recognitions change.
pub async fn recognised(tx: &Tx, person: PersonId) -> Result<Vec<NodeId>> {
    let sql = "SELECT challenge_id AS id FROM recognitions WHERE person_id = $1";
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, [person.0.into()]);
    let rows = tx.query_all_raw(statement).await?;
    rows.into_iter().map(|row| Ok(NodeId::new(NodeKind::Challenge, row.try_get("", "id")?))).collect()
}

/// The person, and all that hangs on them: account, sessions, work, themes, recognitions, introductions, consents.
pub async fn remove(tx: &Tx, person: PersonId) -> Result<()> {
    run(tx, "DELETE FROM persons WHERE id = $1", [person.0.into()]).await?;
    Ok(())
}
