//! Searches that accounts saved, what their mails told already, and where a mail says that it can be stopped.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// News is looked for by when it was published; pilots have such an index.
const CONTRIBUTIONS: [&str; 4] = ["challenges", "meetings", "reports", "outcomes"];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Outcome {
        let columns = vec![
            id(),
            uuid("account_id"),
            text("name"),
            ColumnDef::new(name("query")).json_binary().not_null().to_owned(),
            text("mail"),
            time_null("mail_due_at"),
            time("told_from"),
            time("created_at"),
            time("looked_at"),
        ];
        let references = &[("account_id", "accounts", ForeignKeyAction::Cascade)];
        create(manager, NewTable { table: "saved_searches", columns, references, key: &[] }).await?;
        index(manager, "saved_searches", &["account_id", "created_at"]).await?;
        index(manager, "saved_searches", &["mail_due_at"]).await?;

        let columns = vec![uuid("saved_search_id"), uuid("node_id"), time("told_at")];
        let references = &[("saved_search_id", "saved_searches", ForeignKeyAction::Cascade)];
        let key = &["saved_search_id", "node_id"];
        create(manager, NewTable { table: "saved_search_tellings", columns, references, key }).await?;

        let mut stop = text_null("stop_url");
        let add = Table::alter().table(name("mails")).add_column(&mut stop).to_owned();
        manager.alter_table(add).await?;
        for table in CONTRIBUTIONS {
            index(manager, table, &["status", "published_at"]).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Outcome {
        for table in CONTRIBUTIONS {
            let drop =
                Index::drop().name(format!("ix_{table}_status_published_at")).table(name(table)).to_owned();
            manager.drop_index(drop).await?;
        }
        let drop = Table::alter().table(name("mails")).drop_column(name("stop_url")).to_owned();
        manager.alter_table(drop).await?;
        crate::columns::drop(manager, &["saved_searches", "saved_search_tellings"]).await
    }
}
