//! Which mails an account wants, and whether it was told that it will be deleted.

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
        let mails = ColumnDef::new(name("mails_introductions")).boolean().not_null().default(true).to_owned();
        for mut column in [mails, time_null("inactive_warned_at")] {
            let add = Table::alter().table(name("accounts")).add_column(&mut column).to_owned();
            manager.alter_table(add).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Outcome {
        for column in ["mails_introductions", "inactive_warned_at"] {
            let drop = Table::alter().table(name("accounts")).drop_column(name(column)).to_owned();
            manager.alter_table(drop).await?;
        }
        Ok(())
    }
}
