//! Duplicates are found by the database, not by looking first: two requests at once would both see nothing.

use sea_orm::{DbErr, SqlErr};

/// Did the statement fail on the unique index over `columns` of `table`?
///
/// PostgreSQL names the index (`uq_TABLE_COLUMN…`, which is how the migrations name them), SQLite the columns.
pub fn is_unique_violation(error: &DbErr, table: &str, columns: &[&str]) -> bool {
    let Some(SqlErr::UniqueConstraintViolation(message)) = error.sql_err() else { return false };
    let index = format!("uq_{table}_{}", columns.join("_"));
    let listed: Vec<String> = columns.iter().map(|column| format!("{table}.{column}")).collect();
    message.contains(&index) || message.contains(&listed.join(", "))
}
