//! Joining: mail domains of municipalities, registrations that wait, invitations, and links that work once.

use sea_orm_migration::prelude::*;

use crate::columns::*;

migration!(["mail_domains", "registrations", "invitations", "links", "attempts"]);

async fn up(manager: &SchemaManager<'_>) -> Outcome {
    use ForeignKeyAction::{Cascade, SetNull};
    let columns = vec![
        id(),
        uuid("municipality_id"),
        text("domain"),
        uuid_null("added_by"),
        time("added_at"),
        time_null("verified_at"),
    ];
    let references = &[("municipality_id", "municipalities", Cascade), ("added_by", "persons", SetNull)];
    create(manager, NewTable { table: "mail_domains", columns, references, key: &[] }).await?;
    unique(manager, "mail_domains", &["domain", "municipality_id"]).await?;
    index(manager, "mail_domains", &["municipality_id", "domain"]).await?;

    // The id is that of the person whom it becomes. Nobody is in `persons` before they may be here.
    let columns = vec![
        id(),
        text("email"),
        text("name"),
        text_null("job_title"),
        uuid("municipality_id"),
        text("password_hash"),
        text("language"),
        time("created_at"),
        time_null("verified_at"),
    ];
    let references = &[("municipality_id", "municipalities", Cascade)];
    create(manager, NewTable { table: "registrations", columns, references, key: &[] }).await?;
    index(manager, "registrations", &["email"]).await?;
    index(manager, "registrations", &["municipality_id", "created_at", "id"]).await?;
    index(manager, "registrations", &["created_at"]).await?;

    let columns = vec![
        id(),
        text("email"),
        text("name"),
        uuid("municipality_id"),
        text("role"),
        text("municipality_role"),
        text("language"),
        uuid_null("invited_by"),
        time("created_at"),
        time("expires_at"),
        time_null("accepted_at"),
        time_null("withdrawn_at"),
    ];
    let references = &[("municipality_id", "municipalities", Cascade), ("invited_by", "persons", SetNull)];
    create(manager, NewTable { table: "invitations", columns, references, key: &[] }).await?;
    index(manager, "invitations", &["email"]).await?;
    index(manager, "invitations", &["municipality_id", "created_at", "id"]).await?;

    // `token_hash`: whoever reads the database can't use the link. Exactly one of the three says whose it is.
    let columns = vec![
        text("token_hash"),
        text("purpose"),
        uuid_null("account_id"),
        uuid_null("registration_id"),
        uuid_null("invitation_id"),
        text_null("email"),
        time("created_at"),
        time("expires_at"),
    ];
    let references = &[
        ("account_id", "accounts", Cascade),
        ("registration_id", "registrations", Cascade),
        ("invitation_id", "invitations", Cascade),
    ];
    create(manager, NewTable { table: "links", columns, references, key: &["token_hash"] }).await?;
    index(manager, "links", &["account_id", "purpose"]).await?;
    index(manager, "links", &["registration_id"]).await?;
    index(manager, "links", &["invitation_id"]).await?;
    index(manager, "links", &["expires_at"]).await?;

    // How often something was tried, for limits that all nodes share. `subject` is a hash.
    let columns =
        vec![text("kind"), text("subject"), number("count"), time("last_at"), time_null("blocked_until")];
    create(manager, NewTable { table: "attempts", columns, references: &[], key: &["kind", "subject"] })
        .await?;
    index(manager, "attempts", &["last_at"]).await
}
