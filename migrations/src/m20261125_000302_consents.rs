//! Consents: each given or withdrawn once, in a row that is never changed (AVG, article 7).
//!
//! Triggers keep the rows of whoever is here, but for those that a later one of the same purpose has replaced and that
//! are from before `consent_horizon.deleted_before`.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::columns::*;

migration!(["consents", "consent_horizon"]);

/// Whoever wanted to be found before consents were kept said so without this text.
const BEFORE: &str =
    "'matching', true, 'Overgenomen uit het profiel van voor deze registratie.', 'overgenomen'";

const SQLITE: &str = "
    INSERT INTO consent_horizon VALUES (1, '1970-01-01T00:00:00+00:00');
    CREATE TRIGGER consents_are_not_changed BEFORE UPDATE ON consents
    BEGIN SELECT RAISE(ABORT, 'consents are append-only'); END;
    CREATE TRIGGER consents_are_kept BEFORE DELETE ON consents
    WHEN EXISTS (SELECT 1 FROM persons WHERE id = OLD.person_id)
      AND NOT (OLD.at < (SELECT deleted_before FROM consent_horizon) AND EXISTS (SELECT 1 FROM consents later
        WHERE later.person_id = OLD.person_id AND later.purpose = OLD.purpose
        AND (later.at, later.id) > (OLD.at, OLD.id)))
    BEGIN SELECT RAISE(ABORT, 'consents are append-only'); END;";

const POSTGRES: &str = "
    INSERT INTO consent_horizon VALUES (1, 'epoch');
    CREATE OR REPLACE FUNCTION consents_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' AND (NOT EXISTS (SELECT 1 FROM persons WHERE id = OLD.person_id)
        OR (OLD.at < (SELECT deleted_before FROM consent_horizon) AND EXISTS (SELECT 1 FROM consents later
          WHERE later.person_id = OLD.person_id AND later.purpose = OLD.purpose
          AND (later.at, later.id) > (OLD.at, OLD.id))))
      THEN RETURN OLD; END IF;
      RAISE EXCEPTION 'consents are append-only';
    END $$;
    CREATE TRIGGER consents_are_kept BEFORE UPDATE OR DELETE ON consents
    FOR EACH ROW EXECUTE FUNCTION consents_guard();
    CREATE TRIGGER consents_stay BEFORE TRUNCATE ON consents
    FOR EACH STATEMENT EXECUTE FUNCTION consents_guard();";

async fn up(manager: &SchemaManager<'_>) -> Outcome {
    let columns = vec![
        id(),
        uuid("person_id"),
        text("purpose"),
        flag("is_given"),
        text("text"),
        text("text_version"),
        time("at"),
    ];
    let references = &[("person_id", "persons", ForeignKeyAction::Cascade)];
    create(manager, NewTable { table: "consents", columns, references, key: &[] }).await?;
    index(manager, "consents", &["person_id", "purpose", "at", "id"]).await?;
    let columns = vec![number("id"), time("deleted_before")];
    create(manager, NewTable { table: "consent_horizon", columns, references: &[], key: &["id"] }).await?;
    let (guard, new_id) = match manager.get_database_backend() {
        DbBackend::Postgres => (POSTGRES, "gen_random_uuid()"),
        _ => (SQLITE, "randomblob(16)"),
    };
    let db = manager.get_connection();
    db.execute_unprepared(&format!(
        "INSERT INTO consents (id, person_id, purpose, is_given, text, text_version, at)
         SELECT {new_id}, id, {BEFORE}, updated_at FROM persons WHERE is_matchable = true"
    ))
    .await?;
    db.execute_unprepared(guard).await?;
    Ok(())
}
