//! Meetings with their agenda, the reports about them and the outcomes of their workshops.

use sea_orm_migration::prelude::*;

use crate::columns::*;

migration!([
    "meetings",
    "agenda_items",
    "agenda_speakers",
    "meeting_pilots",
    "reports",
    "report_authors",
    "outcomes"
]);

async fn up(manager: &SchemaManager<'_>) -> Outcome {
    use ForeignKeyAction::{Cascade, Restrict, SetNull};
    let mut columns = vec![
        id(),
        text("title"),
        number_null("sequence_number"),
        time("starts_at"),
        time_null("ends_at"),
        text_empty("description"),
        text_null("venue_name"),
        text_null("venue_address"),
        text_null("venue_description"),
    ];
    columns.extend(contribution("host_id"));
    let references = &[("host_id", "municipalities", Restrict), ("created_by", "persons", SetNull)];
    create(manager, NewTable { table: "meetings", columns, references, key: &[] }).await?;
    unique(manager, "meetings", &["slug"]).await?;
    unique(manager, "meetings", &["external_id"]).await?;
    index(manager, "meetings", &["status", "starts_at", "id"]).await?;
    index(manager, "meetings", &["host_id"]).await?;

    let columns = vec![
        id(),
        uuid("meeting_id"),
        number("position"),
        text("kind"),
        text("title"),
        time_null("starts_at"),
        time_null("ends_at"),
    ];
    let references = &[("meeting_id", "meetings", Cascade)];
    create(manager, NewTable { table: "agenda_items", columns, references, key: &[] }).await?;
    index(manager, "agenda_items", &["meeting_id", "position"]).await?;

    let columns = vec![
        uuid("agenda_item_id"),
        number("position"),
        text("name"),
        text_null("role"),
        text_null("organisation"),
        uuid_null("person_id"),
    ];
    let references = &[("agenda_item_id", "agenda_items", Cascade), ("person_id", "persons", SetNull)];
    create(
        manager,
        NewTable { table: "agenda_speakers", columns, references, key: &["agenda_item_id", "position"] },
    )
    .await?;

    join(manager, "meeting_pilots", ("meeting_id", "meetings"), ("pilot_id", "pilots")).await?;

    let mut columns = vec![
        id(),
        text("title"),
        text_empty("summary"),
        text_empty("body"),
        text_null("take_home_message"),
        uuid_null("meeting_id"),
    ];
    columns.extend(contribution("municipality_id"));
    let references = &[
        ("meeting_id", "meetings", SetNull),
        ("municipality_id", "municipalities", Restrict),
        ("created_by", "persons", SetNull),
    ];
    create(manager, NewTable { table: "reports", columns, references, key: &[] }).await?;
    unique(manager, "reports", &["slug"]).await?;
    unique(manager, "reports", &["external_id"]).await?;
    index(manager, "reports", &["status", "updated_at", "id"]).await?;
    index(manager, "reports", &["meeting_id"]).await?;
    join(manager, "report_authors", ("report_id", "reports"), ("person_id", "persons")).await?;

    let mut columns = vec![
        id(),
        text("question"),
        text_empty("conclusion"),
        json_list("insights"),
        uuid_null("meeting_id"),
        uuid_null("challenge_id"),
        uuid_null("table_host_id"),
    ];
    columns.extend(contribution("municipality_id"));
    let references = &[
        ("meeting_id", "meetings", SetNull),
        ("challenge_id", "challenges", SetNull),
        ("table_host_id", "persons", SetNull),
        ("municipality_id", "municipalities", Restrict),
        ("created_by", "persons", SetNull),
    ];
    create(manager, NewTable { table: "outcomes", columns, references, key: &[] }).await?;
    unique(manager, "outcomes", &["slug"]).await?;
    unique(manager, "outcomes", &["external_id"]).await?;
    index(manager, "outcomes", &["status", "updated_at", "id"]).await?;
    index(manager, "outcomes", &["meeting_id"]).await?;
    index(manager, "outcomes", &["challenge_id"]).await
}
