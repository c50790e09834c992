//! What is searched for, counted by week; nothing of who asked.

use sea_orm_migration::prelude::*;

use crate::columns::*;

migration!(["search_terms", "search_term_weeks"]);

async fn up(manager: &SchemaManager<'_>) -> Outcome {
    let columns = vec![id(), text("text"), time_null("handled_at")];
    create(manager, NewTable { table: "search_terms", columns, references: &[], key: &[] }).await?;
    unique(manager, "search_terms", &["text"]).await?;

    // `week`: the year and the number of an ISO week, 202648.
    let columns = vec![
        uuid("term_id"),
        number("week"),
        number("asked"),
        number("without_result"),
        number("partial_only"),
        number("opened"),
        number("askers"),
    ];
    let references = &[("term_id", "search_terms", ForeignKeyAction::Cascade)];
    let key = &["term_id", "week"];
    create(manager, NewTable { table: "search_term_weeks", columns, references, key }).await?;
    index(manager, "search_term_weeks", &["week"]).await
}
