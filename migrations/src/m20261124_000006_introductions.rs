//! Introductions: somebody asks to get to know somebody, who answers.

use sea_orm_migration::prelude::*;

use crate::columns::*;

migration!(["introductions"]);

async fn up(manager: &SchemaManager<'_>) -> Outcome {
    use ForeignKeyAction::Cascade;
    let columns = vec![
        id(),
        uuid("requester_id"),
        uuid("recipient_id"),
        text("message"),
        text("status"),
        json_list("requester_shares"),
        json_list("recipient_shares"),
        time("created_at"),
        time_null("responded_at"),
        time("expires_at"),
    ];
    let references = &[("requester_id", "persons", Cascade), ("recipient_id", "persons", Cascade)];
    create(manager, NewTable { table: "introductions", columns, references, key: &[] }).await?;
    index(manager, "introductions", &["requester_id", "created_at", "id"]).await?;
    index(manager, "introductions", &["recipient_id", "created_at", "id"]).await
}
