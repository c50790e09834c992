//! Persons with their affiliations, accounts and sessions.

use sea_orm_migration::prelude::*;

use crate::columns::*;

migration!(["persons", "affiliations", "person_themes", "accounts", "sessions"]);

async fn up(manager: &SchemaManager<'_>) -> Outcome {
    use ForeignKeyAction::{Cascade, Restrict};
    let columns = vec![
        id(),
        text_null("external_id"),
        text("display_name"),
        sort_text(manager, "sort_name"),
        text_empty("about"),
        text_empty("seeking"),
        text_empty("offering"),
        text_null("phone"),
        flag("is_matchable"),
        text("visibility"),
        time("created_at"),
        time("updated_at"),
    ];
    create(manager, NewTable { table: "persons", columns, references: &[], key: &[] }).await?;
    unique(manager, "persons", &["external_id"]).await?;
    index(manager, "persons", &["sort_name", "id"]).await?;

    // People change jobs: at most one affiliation without an end.
    let columns = vec![
        id(),
        uuid("person_id"),
        uuid("municipality_id"),
        text_null("job_title"),
        text("role"),
        time("valid_from"),
        time_null("valid_until"),
    ];
    let references = &[("person_id", "persons", Cascade), ("municipality_id", "municipalities", Restrict)];
    create(manager, NewTable { table: "affiliations", columns, references, key: &[] }).await?;
    index(manager, "affiliations", &["person_id", "valid_from"]).await?;
    index(manager, "affiliations", &["municipality_id"]).await?;

    join(manager, "person_themes", ("person_id", "persons"), ("theme_id", "themes")).await?;

    let columns = vec![
        id(),
        uuid("person_id"),
        text("email"),
        text_null("password_hash"),
        text("role"),
        time("created_at"),
        time_null("last_sign_in_at"),
    ];
    let references = &[("person_id", "persons", Cascade)];
    create(manager, NewTable { table: "accounts", columns, references, key: &[] }).await?;
    unique(manager, "accounts", &["email"]).await?;
    unique(manager, "accounts", &["person_id"]).await?;

    // `id_hash`: whoever reads the database can't sign in with what stands here.
    let columns =
        vec![text("id_hash"), uuid_null("account_id"), text("data"), time("created_at"), time("expires_at")];
    let references = &[("account_id", "accounts", Cascade)];
    create(manager, NewTable { table: "sessions", columns, references, key: &["id_hash"] }).await?;
    index(manager, "sessions", &["account_id"]).await?;
    index(manager, "sessions", &["expires_at"]).await
}
