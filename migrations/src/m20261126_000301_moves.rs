//! Moves to another municipality that wait for its administrator.

use sea_orm_migration::prelude::*;

use crate::columns::*;

migration!(["affiliation_requests"]);

async fn up(manager: &SchemaManager<'_>) -> Outcome {
    use ForeignKeyAction::Cascade;
    // One for each person: who asks again has changed their mind.
    let columns = vec![
        uuid("person_id"),
        uuid("municipality_id"),
        text_null("job_title"),
        time("valid_from"),
        time("created_at"),
    ];
    let references = &[("person_id", "persons", Cascade), ("municipality_id", "municipalities", Cascade)];
    let new = NewTable { table: "affiliation_requests", columns, references, key: &["person_id"] };
    create(manager, new).await?;
    index(manager, "affiliation_requests", &["municipality_id", "created_at"]).await?;
    index(manager, "affiliation_requests", &["created_at"]).await
}
