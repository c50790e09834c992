//! The thesaurus: concepts, and how they relate.

use sea_orm_migration::prelude::*;

use crate::columns::*;

migration!(["concepts", "concept_relations"]);

async fn up(manager: &SchemaManager<'_>) -> Outcome {
    let columns = vec![
        id(),
        text_null("uri"),
        text("pref_label"),
        text("label_key"),
        text_null("pref_label_en"),
        json_list("alt_labels"),
        json_list("hidden_labels"),
        text_empty("scope_note"),
        uuid_null("theme_id"),
        number("revision"),
        time("created_at"),
        time("updated_at"),
    ];
    let references = &[("theme_id", "themes", ForeignKeyAction::SetNull)];
    create(manager, NewTable { table: "concepts", columns, references, key: &[] }).await?;
    unique(manager, "concepts", &["label_key"]).await?;
    unique(manager, "concepts", &["uri"]).await?;

    // `broader`: the concept is narrower than the other. `related`: both ways, the smaller id first.
    let columns = vec![uuid("concept_id"), uuid("other_id"), text("kind")];
    let references = &[
        ("concept_id", "concepts", ForeignKeyAction::Cascade),
        ("other_id", "concepts", ForeignKeyAction::Cascade),
    ];
    let key = &["concept_id", "other_id", "kind"];
    create(manager, NewTable { table: "concept_relations", columns, references, key }).await?;
    index(manager, "concept_relations", &["other_id"]).await
}
