//! Small facts about this database itself, by name.

use sea_orm::{ConnectionTrait, Statement};

use crate::error::{Error, Result};

/// Made anew when a database is created or restored: an index that was built from another one is useless.
pub const INCARNATION: &str = "incarnation";

/// Written by `demo`: the persons and the texts of this database are invented.
pub const DEMO: &str = "demo";

pub async fn get(db: &impl ConnectionTrait, name: &str) -> Result<Option<String>> {
    let statement = Statement::from_sql_and_values(
        db.get_database_backend(),
        "SELECT value FROM settings WHERE name = $1",
        [name.into()],
    );
    Ok(db.query_one_raw(statement).await?.map(|row| row.try_get("", "value")).transpose()?)
}

pub async fn set(db: &impl ConnectionTrait, name: &str, value: &str) -> Result<()> {
    let statement = Statement::from_sql_and_values(
        db.get_database_backend(),
        "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [name.into(), value.into()],
    );
    db.execute_raw(statement).await?;
    Ok(())
}

/// Is this the demo network, with invented persons and texts?
pub async fn is_demo(db: &impl ConnectionTrait) -> Result<bool> {
    Ok(get(db, DEMO).await?.is_some())
}

/// Which database this is. Fails when it was never migrated.
pub async fn incarnation(db: &impl ConnectionTrait) -> Result<String> {
    get(db, INCARNATION)
        .await?
        .ok_or_else(|| Error::internal("the database has no incarnation: run `migrate`"))
}
