//! The language that an account's mails are written in.

use sea_orm_migration::prelude::*;

use crate::columns::{Outcome, name};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Outcome {
        let column = ColumnDef::new(name("language")).text().not_null().default("nl").to_owned();
        manager.alter_table(Table::alter().table(name("accounts")).add_column(column).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Outcome {
        manager
            .alter_table(Table::alter().table(name("accounts")).drop_column(name("language")).to_owned())
            .await
    }
}
