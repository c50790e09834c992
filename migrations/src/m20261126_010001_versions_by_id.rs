//! Which state contributions are in, by their ids, without reading what they say.
//!
//! SQLite keeps a row in one piece: to learn the revision of twenty pilots it read twenty pages of text. PostgreSQL
//! keeps long texts elsewhere.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::{Outcome, index};

#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: [&str; 5] = ["pilots", "challenges", "meetings", "reports", "outcomes"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Outcome {
        if manager.get_database_backend() != DbBackend::Sqlite {
            return Ok(());
        }
        for table in TABLES {
            index(manager, table, &["id", "revision", "updated_at"]).await?;
            // Without figures SQLite would rather use the index of the primary key, also for several ids. Of an empty table it
            // learns nothing; of one that fills it learns when a connection is closed (`optimize_on_close`).
            let analyse = format!("PRAGMA analysis_limit = 400; ANALYZE {table}");
            manager.get_connection().execute_unprepared(&analyse).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Outcome {
        for table in TABLES {
            let drop = format!("DROP INDEX IF EXISTS ix_{table}_id_revision_updated_at");
            manager.get_connection().execute_unprepared(&drop).await?;
        }
        Ok(())
    }
}
