//! Who sees which field of a profile, and persons that stand for those who left.

use sea_orm_migration::prelude::*;

use crate::columns::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Each with who saw it before one could choose.
const FIELDS: [(&str, &str); 6] = [
    ("see_job_title", "everyone"),
    ("see_about", "network"),
    ("see_seeking", "network"),
    ("see_offering", "network"),
    ("see_themes", "everyone"),
    ("see_recognitions", "network"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Outcome {
        for (column, default) in FIELDS {
            let mut column = ColumnDef::new(name(column)).text().not_null().default(default).to_owned();
            manager
                .alter_table(Table::alter().table(name("persons")).add_column(&mut column).to_owned())
                .await?;
        }
        // Authors of what deleted accounts leave behind: one for each municipality, nobody in particular.
        let mut former = flag("is_former");
        manager.alter_table(Table::alter().table(name("persons")).add_column(&mut former).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Outcome {
        for column in FIELDS.map(|(column, _)| column).into_iter().chain(["is_former"]) {
            manager
                .alter_table(Table::alter().table(name("persons")).drop_column(name(column)).to_owned())
                .await?;
        }
        Ok(())
    }
}
