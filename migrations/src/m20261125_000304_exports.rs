//! Requests for one's own data. The data itself is never kept: it is gathered when it is fetched.

use sea_orm_migration::prelude::*;

use crate::columns::*;

migration!(["data_exports"]);

async fn up(manager: &SchemaManager<'_>) -> Outcome {
    let columns = vec![id(), uuid("account_id"), text("session"), time("created_at"), time("expires_at")];
    let references = &[("account_id", "accounts", ForeignKeyAction::Cascade)];
    create(manager, NewTable { table: "data_exports", columns, references, key: &[] }).await?;
    index(manager, "data_exports", &["account_id"]).await
}
