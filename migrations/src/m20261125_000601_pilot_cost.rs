//! What a pilot costs, and which pilot it repeats elsewhere. Taken back, the columns stay: SQLite can't drop one that
//! references.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::columns::*;

migration!([]);

async fn up(manager: &SchemaManager<'_>) -> Outcome {
    let add = |column: ColumnDef| Table::alter().table(name("pilots")).add_column(column).to_owned();
    manager.alter_table(add(text_empty("cost"))).await?;
    // The builder can't name a reference of a new column in the words of both databases.
    let kind = match manager.get_database_backend() {
        DbBackend::Postgres => "uuid",
        _ => "uuid_text",
    };
    let column = format!(
        "ALTER TABLE pilots ADD COLUMN replicates_id {kind} NULL REFERENCES pilots (id) ON DELETE SET NULL"
    );
    manager.get_connection().execute_unprepared(&column).await?;
    index(manager, "pilots", &["replicates_id"]).await
}
