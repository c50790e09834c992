//! Who could read a contribution at each of its revisions. Revisions from before say nothing about it. Taken back, the
//! columns stay.

use sea_orm_migration::prelude::*;

use crate::columns::*;

migration!([]);

async fn up(manager: &SchemaManager<'_>) -> Outcome {
    for column in ["status", "visibility"] {
        let add = Table::alter().table(name("revisions")).add_column(text_null(column)).to_owned();
        manager.alter_table(add).await?;
    }
    Ok(())
}
