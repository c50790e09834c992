//! Since when nobody can sign in with an account.

use sea_orm_migration::prelude::*;

use crate::columns::{Outcome, name, time_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Outcome {
        let mut column = time_null("blocked_at");
        let add = Table::alter().table(name("accounts")).add_column(&mut column).to_owned();
        manager.alter_table(add).await
    }

    async fn down(&self, manager: &SchemaManager) -> Outcome {
        let drop = Table::alter().table(name("accounts")).drop_column(name("blocked_at")).to_owned();
        manager.alter_table(drop).await
    }
}
