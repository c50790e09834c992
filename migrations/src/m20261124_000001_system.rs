//! What the program needs for itself: settings, the outbox, revisions, slugs.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::columns::*;

migration!(["settings", "outbox", "revisions", "slugs"]);

async fn up(manager: &SchemaManager<'_>) -> Outcome {
    let db = manager.get_connection();
    create(
        manager,
        NewTable {
            table: "settings",
            columns: vec![text("name"), text("value")],
            references: &[],
            key: &["name"],
        },
    )
    .await?;
    // The number must never be used twice, and on PostgreSQL the row names its transaction: see the outbox.
    let outbox = match manager.get_database_backend() {
        DbBackend::Postgres => {
            "CREATE TABLE outbox (
               id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
               txid bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
               topic text NOT NULL, node_id uuid NOT NULL, created_at timestamptz NOT NULL)"
        }
        _ => {
            "CREATE TABLE outbox (
               id integer PRIMARY KEY AUTOINCREMENT,
               txid bigint NOT NULL DEFAULT 0,
               topic text NOT NULL, node_id blob NOT NULL, created_at text NOT NULL)"
        }
    };
    db.execute_unprepared(outbox).await?;
    index(manager, "outbox", &["txid", "id"]).await?;

    // Every state that a contribution ever had.
    let columns = vec![
        text("node_kind"),
        uuid("node_id"),
        number("revision"),
        uuid_null("changed_by"),
        time("changed_at"),
        ColumnDef::new(name("content")).json_binary().not_null().to_owned(),
    ];
    create(manager, NewTable { table: "revisions", columns, references: &[], key: &["node_id", "revision"] })
        .await?;

    // Every slug that ever led to a thing; the present one stands in its own table.
    let columns = vec![text("node_kind"), text("slug"), uuid("node_id")];
    create(manager, NewTable { table: "slugs", columns, references: &[], key: &["node_kind", "slug"] })
        .await?;
    index(manager, "slugs", &["node_id"]).await?;

    let incarnation = uuid::Uuid::now_v7();
    db.execute_unprepared(&format!(
        "INSERT INTO settings (name, value) VALUES ('incarnation', '{incarnation}')"
    ))
    .await?;
    Ok(())
}
