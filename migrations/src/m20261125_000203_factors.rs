//! Second factors and passkeys, and sign-ins that are under way.

use sea_orm_migration::prelude::*;

use crate::columns::*;

migration!(["totp_secrets", "recovery_codes", "passkeys", "ceremonies", "factor_failures"]);

async fn up(manager: &SchemaManager<'_>) -> Outcome {
    use ForeignKeyAction::Cascade;
    let account = &[("account_id", "accounts", Cascade)];

    // `secret` is encrypted; `last_step` is the last one that was used, so that no code counts twice.
    let last_step = ColumnDef::new(name("last_step")).big_integer().not_null().to_owned();
    let columns = vec![uuid("account_id"), text("secret"), last_step, time("created_at")];
    create(manager, NewTable { table: "totp_secrets", columns, references: account, key: &["account_id"] })
        .await?;

    let columns = vec![uuid("account_id"), text("code_hash"), time_null("used_at")];
    let key = &["account_id", "code_hash"];
    create(manager, NewTable { table: "recovery_codes", columns, references: account, key }).await?;

    // `credential` holds the public key and the counter: nothing that is secret.
    let columns = vec![
        id(),
        uuid("account_id"),
        text("name"),
        text("credential_id"),
        text("credential"),
        time("created_at"),
        time_null("last_used_at"),
    ];
    create(manager, NewTable { table: "passkeys", columns, references: account, key: &[] }).await?;
    unique(manager, "passkeys", &["credential_id"]).await?;
    index(manager, "passkeys", &["account_id"]).await?;

    // What the server must remember between two steps, at most one of a kind for a session.
    let columns = vec![
        uuid("session_id"),
        text("kind"),
        uuid_null("account_id"),
        text("state"),
        number("tries"),
        time("expires_at"),
    ];
    let references = &[("session_id", "sessions", Cascade), ("account_id", "accounts", Cascade)];
    let key = &["session_id", "kind"];
    create(manager, NewTable { table: "ceremonies", columns, references, key }).await?;
    index(manager, "ceremonies", &["expires_at"]).await?;

    let columns = vec![uuid("account_id"), number("failures"), time("since")];
    create(manager, NewTable { table: "factor_failures", columns, references: account, key: &["account_id"] })
        .await
}
