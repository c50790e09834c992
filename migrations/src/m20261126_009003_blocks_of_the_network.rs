//! Whether an administrator of the network blocked an account: then no other ends it.

use sea_orm_migration::prelude::*;

use crate::columns::{Outcome, flag, name};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Outcome {
        let mut column = flag("blocked_by_network");
        let add = Table::alter().table(name("accounts")).add_column(&mut column).to_owned();
        manager.alter_table(add).await?;
        // Who made the blocks that are there is not known: the network decides on them.
        let these = "UPDATE accounts SET blocked_by_network = true WHERE blocked_at IS NOT NULL";
        manager.get_connection().execute_unprepared(these).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Outcome {
        let drop = Table::alter().table(name("accounts")).drop_column(name("blocked_by_network")).to_owned();
        manager.alter_table(drop).await
    }
}
