//! Showing to everybody is a consent: whoever shows to everybody already has agreed without its words.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::columns::Outcome;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// As migration 302 did for being found.
const BEFORE: &str =
    "'public_profile', true, 'Overgenomen uit het profiel van voor deze registratie.', 'overgenomen'";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Outcome {
        let new_id = match manager.get_database_backend() {
            DbBackend::Postgres => "gen_random_uuid()",
            _ => "randomblob(16)",
        };
        let insert = format!(
            "INSERT INTO consents (id, person_id, purpose, is_given, text, text_version, at)
             SELECT {new_id}, id, {BEFORE}, updated_at FROM persons
             WHERE visibility = 'public' AND is_former = false"
        );
        manager.get_connection().execute_unprepared(&insert).await?;
        Ok(())
    }

    /// Consents are append-only: they stay, and an older program does not read this purpose.
    async fn down(&self, _manager: &SchemaManager) -> Outcome {
        Ok(())
    }
}
