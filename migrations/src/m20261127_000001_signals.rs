//! `Signalen`, a program for reports about public space, is an ordinary word: as another name of the theme it brought whoever
//! looks for such reports to signals of debts.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

use crate::columns::Outcome;

#[derive(DeriveMigrationName)]
pub struct Migration;

const THEME: &str = "meldingen-openbare-ruimte";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Outcome {
        call(manager, serde_json::json!(["MOR", "Fixi", "BuitenBeter"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Outcome {
        call(manager, serde_json::json!(["MOR", "Fixi", "Signalen", "BuitenBeter"])).await
    }
}

async fn call(manager: &SchemaManager<'_>, labels: serde_json::Value) -> Outcome {
    let update = Query::update()
        .table(Alias::new("themes"))
        .value(Alias::new("alt_labels"), labels)
        .and_where(Expr::col(Alias::new("slug")).eq(THEME))
        .to_owned();
    manager.get_connection().execute(&update).await?;
    Ok(())
}
