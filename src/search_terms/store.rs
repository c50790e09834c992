//! All SQL about search terms.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect, Statement,
    Value,
};
use uuid::Uuid;

use super::book::{AllDue, Due};
use super::entity::{ActiveModel, Column, Entity};
use super::known::KnownTerm;
use super::model::{Counts, Gap, GapKind, Week};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::SearchTermId;
use crate::page::{Cursor, Key, Page, Slice};

/// Terms that are kept at most.
pub const TERMS_MAX: usize = 20_000;
const LIST: &str = "search_terms.gaps";
/// Terms in one statement.
const CHUNK: usize = 500;

/// Everything that is known, or what is known of `texts`; counts from the week `since` on.
pub async fn known(
    db: &impl ConnectionTrait,
    texts: Option<&[String]>,
    since: Week,
) -> Result<Vec<KnownTerm>> {
    let mut values: Vec<Value> = vec![since.0.into()];
    let mut narrowed = String::new();
    if let Some(texts) = texts {
        let marks: Vec<String> = (0..texts.len()).map(|at| format!("${}", at + 2)).collect();
        narrowed = format!("WHERE t.text IN ({})", marks.join(", "));
        values.extend(texts.iter().map(|text| Value::from(text.as_str())));
    }
    let sum = |what: &str| format!("CAST(COALESCE(SUM({what}), 0) AS BIGINT)");
    let sql = format!(
        "SELECT t.text, {} AS asked, {} AS opened, {} AS found, CAST(COALESCE(MAX(w.askers), 0) AS BIGINT) AS askers
         FROM search_terms AS t LEFT JOIN search_term_weeks AS w ON w.term_id = t.id AND w.week >= $1
         {narrowed} GROUP BY t.id, t.text ORDER BY t.id DESC LIMIT {TERMS_MAX}",
        sum("w.asked"),
        sum("w.opened"),
        sum("w.asked - w.without_result - w.partial_only"),
    );
    let rows = db.query_all_raw(statement(db, &sql, values)).await?;
    let term = |row: QueryResult| {
        Ok(KnownTerm {
            text: row.try_get("", "text")?,
            asked: row.try_get("", "asked")?,
            askers: row.try_get("", "askers")?,
            found: row.try_get("", "found")?,
            opened: row.try_get("", "opened")?,
        })
    };
    rows.into_iter().map(term).collect()
}

/// Adds what is due; what is not new and no longer there stays away. A term that was handled before it was asked for
/// again is open again.
pub async fn add(tx: &Tx, due: &AllDue) -> Result<()> {
    let new = due.iter().filter(|(_, due)| due.is_new).map(|((text, _), _)| ActiveModel {
        id: Set(Uuid::now_v7()),
        text: Set(text.clone()),
        handled_at: Set(None),
    });
    let new: Vec<ActiveModel> = new.collect();
    for rows in new.chunks(CHUNK) {
        let other_node = OnConflict::column(Column::Text).do_nothing().to_owned();
        Entity::insert_many(rows.to_vec()).on_conflict(other_node).exec_without_returning(&**tx).await?;
    }
    // Everybody who adds goes by the same order, so that no two wait for each other.
    let mut sorted: Vec<(&(String, Week), &Due)> = due.iter().collect();
    sorted.sort_by_key(|(which, _)| *which);
    for chunk in sorted.chunks(CHUNK) {
        let texts = chunk.iter().map(|((text, _), _)| text.as_str());
        let rows = Entity::find().filter(Column::Text.is_in(texts)).all(&**tx).await?;
        for ((text, week), due) in chunk {
            if let Some(row) = rows.iter().find(|row| row.text == *text) {
                count(tx, row.id, *week, due).await?;
            }
        }
    }
    Ok(())
}

async fn count(tx: &Tx, term: Uuid, week: Week, due: &Due) -> Result<()> {
    let Counts { asked, without_result, partial_only, opened } = due.counts;
    let sql =
        "INSERT INTO search_term_weeks (term_id, week, asked, without_result, partial_only, opened, askers)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (term_id, week) DO UPDATE SET
            asked = search_term_weeks.asked + excluded.asked,
            without_result = search_term_weeks.without_result + excluded.without_result,
            partial_only = search_term_weeks.partial_only + excluded.partial_only,
            opened = search_term_weeks.opened + excluded.opened,
            askers = CASE WHEN excluded.askers > search_term_weeks.askers THEN excluded.askers
                ELSE search_term_weeks.askers END";
    let values = [term.into(), week.0.into(), asked.into(), without_result.into(), partial_only.into()];
    let values = values.into_iter().chain([opened.into(), due.askers.into()]);
    tx.execute_raw(statement(&**tx, sql, values.collect())).await?;
    Entity::update_many()
        .col_expr(Column::HandledAt, Expr::value(None::<DateTime<Utc>>))
        .filter(Column::Id.eq(term).and(Column::HandledAt.lt(due.asked_at)))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// The counts of each term that fell short in a way, as a query; `$1` is the first week, `$2` whether it is handled.
fn gaps(kind: GapKind) -> String {
    let (weight, having) = match kind {
        GapKind::WithoutResult => ("SUM(w.without_result)", "SUM(w.without_result) > 0"),
        GapKind::WithoutClick => {
            ("SUM(w.asked - w.without_result)", "SUM(w.opened) = 0 AND SUM(w.asked - w.without_result) > 0")
        }
    };
    format!(
        "{} WHERE w.week >= $1 AND (t.handled_at IS NOT NULL) = $2 {GROUPED} HAVING {having}",
        summed(weight)
    )
}

fn summed(weight: &str) -> String {
    let sums = ["asked", "without_result", "partial_only", "opened"]
        .map(|column| format!("CAST(SUM(w.{column}) AS BIGINT) AS {column}"));
    format!(
        "SELECT t.id, t.text, t.handled_at, MAX(w.week) AS week, CAST({weight} AS BIGINT) AS weight, {}
         FROM search_terms AS t JOIN search_term_weeks AS w ON w.term_id = t.id",
        sums.join(", ")
    )
}

const GROUPED: &str = "GROUP BY t.id, t.text, t.handled_at";

/// One page, what fell short most often first.
pub async fn list(
    db: &impl ConnectionTrait,
    (kind, since, is_handled): (GapKind, Week, bool),
    page: &Page,
) -> Result<Slice<Gap>> {
    let mut values: Vec<Value> = vec![since.0.into(), is_handled.into()];
    let mut bounds = Vec::new();
    for (cursor, than) in [(&page.after, "<"), (&page.before, ">")] {
        let Some(cursor) = cursor else { continue };
        let Key::Number(weight) = cursor.key else {
            return Err(Error::BadInput("the cursor belongs to another list or order".into()));
        };
        bounds.push(format!("(weight, id) {than} (${}, ${})", values.len() + 1, values.len() + 2));
        values.extend([weight.into(), cursor.id.into()]);
    }
    let between = if bounds.is_empty() { String::new() } else { format!("WHERE {}", bounds.join(" AND ")) };
    let order = if page.backwards { "ASC" } else { "DESC" };
    let sql = format!(
        "SELECT * FROM ({}) AS gaps {between} ORDER BY weight {order}, id {order} LIMIT {}",
        gaps(kind),
        page.fetch()
    );
    let rows = db.query_all_raw(statement(db, &sql, values)).await?;
    let rows = rows.iter().map(weighed).collect::<Result<Vec<_>>>()?;
    let slice =
        Slice::from_fetched(page, rows, |(weight, gap)| Cursor::new(LIST, Key::Number(*weight), gap.id.0));
    Ok(slice.map(|(_, gap)| gap))
}

/// Fails as [`Page::parse`] does.
pub fn parse_page(args: &crate::page::PageArgs) -> Result<Page> {
    Page::parse(args, LIST)
}

pub async fn number(
    db: &impl ConnectionTrait,
    (kind, since, is_handled): (GapKind, Week, bool),
) -> Result<u64> {
    let sql = format!("SELECT COUNT(*) AS number FROM ({}) AS gaps", gaps(kind));
    let row = db.query_one_raw(statement(db, &sql, vec![since.0.into(), is_handled.into()])).await?;
    let number: i64 = row.map(|row| row.try_get("", "number")).transpose()?.unwrap_or_default();
    Ok(number.unsigned_abs())
}

/// With its counts over all weeks.
pub async fn find(db: &impl ConnectionTrait, id: SearchTermId) -> Result<Option<Gap>> {
    let sql = format!("{} WHERE t.id = $1 {GROUPED}", summed("SUM(w.asked)"));
    let row = db.query_one_raw(statement(db, &sql, vec![id.0.into()])).await?;
    Ok(row.as_ref().map(weighed).transpose()?.map(|(_, gap)| gap))
}

/// From now on it is handled, or no longer; nothing happens when it is gone.
pub async fn set_handled(tx: &Tx, id: SearchTermId, at: Option<DateTime<Utc>>) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::HandledAt, Expr::value(at))
        .filter(Column::Id.eq(id.0))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Removes what was asked for before the week, and terms of which nothing is left; answers how many terms went.
pub async fn remove_before(tx: &Tx, week: Week) -> Result<u64> {
    let sql = "DELETE FROM search_term_weeks WHERE week < $1";
    tx.execute_raw(statement(&**tx, sql, vec![week.0.into()])).await?;
    let sql = "DELETE FROM search_terms
        WHERE NOT EXISTS (SELECT 1 FROM search_term_weeks AS w WHERE w.term_id = search_terms.id)";
    Ok(tx.execute_raw(statement(&**tx, sql, Vec::new())).await?.rows_affected())
}

/// All that is written down.
pub async fn texts(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    Ok(Entity::find()
        .select_only()
        .column(Column::Text)
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(db)
        .await?)
}

/// Their weeks go with them; answers how many terms went.
pub async fn remove(tx: &Tx, texts: &[String]) -> Result<u64> {
    let mut removed = 0;
    for texts in texts.chunks(CHUNK) {
        let delete = Entity::delete_many().filter(Column::Text.is_in(texts.iter().map(String::as_str)));
        removed += delete.exec(&**tx).await?.rows_affected;
    }
    Ok(removed)
}

fn statement(db: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(db.get_database_backend(), sql, values)
}

fn weighed(row: &QueryResult) -> Result<(i64, Gap)> {
    let count = |column: &str| -> Result<i32> {
        let count: i64 = row.try_get("", column)?;
        Ok(i32::try_from(count).unwrap_or(i32::MAX))
    };
    let gap = Gap {
        id: SearchTermId(row.try_get("", "id")?),
        text: row.try_get("", "text")?,
        counts: Counts {
            asked: count("asked")?,
            without_result: count("without_result")?,
            partial_only: count("partial_only")?,
            opened: count("opened")?,
        },
        week: Week(row.try_get("", "week")?),
        handled_at: row.try_get("", "handled_at")?,
    };
    Ok((row.try_get("", "weight")?, gap))
}
