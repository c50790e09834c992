//! Challenges with who recognises them, and pilots.

use sea_orm_migration::prelude::*;

use crate::columns::*;

migration!([
    "challenges",
    "challenge_themes",
    "recognitions",
    "pilots",
    "pilot_themes",
    "pilot_authors",
    "pilot_contacts",
    "pilot_challenges"
]);

async fn up(manager: &SchemaManager<'_>) -> Outcome {
    use ForeignKeyAction::{Cascade, Restrict, SetNull};
    let mut columns = vec![id(), text("question"), text_empty("context")];
    columns.extend(contribution("municipality_id"));
    let references = &[("municipality_id", "municipalities", Restrict), ("created_by", "persons", SetNull)];
    create(manager, NewTable { table: "challenges", columns, references, key: &[] }).await?;
    unique(manager, "challenges", &["slug"]).await?;
    unique(manager, "challenges", &["external_id"]).await?;
    index(manager, "challenges", &["status", "updated_at", "id"]).await?;
    join(manager, "challenge_themes", ("challenge_id", "challenges"), ("theme_id", "themes")).await?;

    let columns =
        vec![uuid("challenge_id"), uuid("person_id"), text("stance"), text_null("note"), time("updated_at")];
    let references = &[("challenge_id", "challenges", Cascade), ("person_id", "persons", Cascade)];
    create(
        manager,
        NewTable { table: "recognitions", columns, references, key: &["challenge_id", "person_id"] },
    )
    .await?;
    index(manager, "recognitions", &["person_id", "challenge_id"]).await?;

    let mut columns = vec![
        id(),
        text("title"),
        sort_text(manager, "sort_title"),
        text_empty("summary"),
        text("stage"),
        flag("strengthens_policy"),
        flag("strengthens_collaboration"),
        flag("strengthens_society"),
        text_empty("problem"),
        text_empty("approach"),
        text_empty("results"),
        text_empty("lessons_learned"),
        text_empty("failures"),
        json_list("partners"),
        json_list("data_sources"),
        json_list("buyers"),
    ];
    columns.extend(contribution("municipality_id"));
    let references = &[("municipality_id", "municipalities", Restrict), ("created_by", "persons", SetNull)];
    create(manager, NewTable { table: "pilots", columns, references, key: &[] }).await?;
    unique(manager, "pilots", &["slug"]).await?;
    unique(manager, "pilots", &["external_id"]).await?;
    index(manager, "pilots", &["status", "updated_at", "id", "visibility"]).await?;
    index(manager, "pilots", &["status", "published_at", "id"]).await?;
    index(manager, "pilots", &["status", "sort_title", "id"]).await?;
    index(manager, "pilots", &["municipality_id", "status", "updated_at", "id"]).await?;
    join(manager, "pilot_themes", ("pilot_id", "pilots"), ("theme_id", "themes")).await?;
    join(manager, "pilot_authors", ("pilot_id", "pilots"), ("person_id", "persons")).await?;
    join(manager, "pilot_contacts", ("pilot_id", "pilots"), ("person_id", "persons")).await?;
    join(manager, "pilot_challenges", ("pilot_id", "pilots"), ("challenge_id", "challenges")).await
}
