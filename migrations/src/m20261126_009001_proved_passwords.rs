//! A password counts that was chosen with the link in the mail: those that were kept before an address was proved go.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

use crate::columns::Outcome;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    /// Also of who waits for an administrator: the link did not tell who had chosen it. They ask for a new one.
    async fn up(&self, manager: &SchemaManager) -> Outcome {
        manager.get_connection().execute_unprepared("UPDATE registrations SET password_hash = ''").await?;
        Ok(())
    }

    /// An older program reads an empty hash as the password of nobody.
    async fn down(&self, _manager: &SchemaManager) -> Outcome {
        Ok(())
    }
}
