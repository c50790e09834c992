//! Which person of another site is which account.

use sea_orm_migration::prelude::*;

use crate::columns::*;

migration!(["sso_identities"]);

async fn up(manager: &SchemaManager<'_>) -> Outcome {
    let columns = vec![text("provider"), text("subject"), uuid("account_id"), time("created_at")];
    let references = &[("account_id", "accounts", ForeignKeyAction::Cascade)];
    let key = &["provider", "subject"];
    create(manager, NewTable { table: "sso_identities", columns, references, key }).await?;
    unique(manager, "sso_identities", &["account_id", "provider"]).await
}
