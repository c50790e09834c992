//! Mergers of municipalities that are planned or were made here.

use sea_orm_migration::prelude::*;

use crate::columns::*;

migration!(["municipality_mergers"]);

async fn up(manager: &SchemaManager<'_>) -> Outcome {
    let columns = vec![
        id(),
        text("code"),
        text("name"),
        text("province"),
        json_list("formers"),
        text("takes_effect"),
        time("planned_at"),
        time_null("applied_at"),
    ];
    create(manager, NewTable { table: "municipality_mergers", columns, references: &[], key: &[] }).await?;
    index(manager, "municipality_mergers", &["applied_at", "takes_effect"]).await
}
