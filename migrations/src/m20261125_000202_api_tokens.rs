//! Tokens for programs. Only their hash is kept.

use sea_orm_migration::prelude::*;

use crate::columns::*;

migration!(["api_tokens"]);

async fn up(manager: &SchemaManager<'_>) -> Outcome {
    let columns = vec![
        id(),
        uuid("account_id"),
        text("name"),
        text("scopes"),
        text("token_hash"),
        time("created_at"),
        time("expires_at"),
        time_null("last_used_at"),
        time_null("revoked_at"),
    ];
    let references = &[("account_id", "accounts", ForeignKeyAction::Cascade)];
    create(manager, NewTable { table: "api_tokens", columns, references, key: &[] }).await?;
    unique(manager, "api_tokens", &["token_hash"]).await?;
    index(manager, "api_tokens", &["account_id", "created_at"]).await
}
