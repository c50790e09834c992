//! Sessions that their owner can look at and end: a public id, the device, the last use. Running sessions end.

use sea_orm_migration::prelude::*;

use crate::columns::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        up(manager).await
    }

    /// The table goes with the migration that made it first.
    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}

async fn up(manager: &SchemaManager<'_>) -> Outcome {
    drop(manager, &["sessions"]).await?;
    // `id_hash`: whoever reads the database can't sign in with what stands here. `id` is what its owner sees.
    let columns = vec![
        text("id_hash"),
        uuid("id"),
        uuid_null("account_id"),
        text("data"),
        text("device"),
        time("created_at"),
        time("authenticated_at"),
        time("last_used_at"),
        time("expires_at"),
    ];
    let references = &[("account_id", "accounts", ForeignKeyAction::Cascade)];
    create(manager, NewTable { table: "sessions", columns, references, key: &["id_hash"] }).await?;
    unique(manager, "sessions", &["id"]).await?;
    index(manager, "sessions", &["account_id"]).await?;
    index(manager, "sessions", &["expires_at"]).await
}
