//! Mail that waits to be sent. A row goes when its mail was sent, and with the account that it is about.

use sea_orm_migration::prelude::*;

use crate::columns::*;

migration!(["mails"]);

async fn up(manager: &SchemaManager<'_>) -> Outcome {
    let columns = vec![
        id(),
        text("kind"),
        uuid_null("account_id"),
        text("recipient"),
        text("language"),
        text("subject"),
        text("body_text"),
        text("body_html"),
        number("attempts"),
        time("due_at"),
        time("until"),
        time("created_at"),
    ];
    let references = &[("account_id", "accounts", ForeignKeyAction::Cascade)];
    create(manager, NewTable { table: "mails", columns, references, key: &[] }).await?;
    index(manager, "mails", &["due_at"]).await?;
    index(manager, "mails", &["account_id"]).await?;
    index(manager, "mails", &["recipient"]).await
}
