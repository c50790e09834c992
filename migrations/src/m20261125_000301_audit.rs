//! The audit log. Triggers keep it append-only, whoever writes to the table.
//!
//! Two moments in `audit_horizon`, which only move forward, are the one way past the triggers: rows from before
//! `deleted_before` may go, and of rows from before `shortened_before` the address may be shortened. So the database
//! itself says how far the log was cut.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::columns::*;

migration!(["audit_log", "audit_horizon"]);

const SQLITE: &str = "
    INSERT INTO audit_horizon VALUES (1, '1970-01-01T00:00:00+00:00', '1970-01-01T00:00:00+00:00');
    CREATE TRIGGER audit_log_keeps_rows BEFORE DELETE ON audit_log
    WHEN COALESCE(OLD.at < (SELECT deleted_before FROM audit_horizon), 0) = 0
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
    CREATE TRIGGER audit_log_keeps_values BEFORE UPDATE ON audit_log
    WHEN COALESCE(OLD.at < (SELECT shortened_before FROM audit_horizon)
      AND NEW.id IS OLD.id AND NEW.at IS OLD.at AND NEW.kind IS OLD.kind AND NEW.actor_id IS OLD.actor_id
      AND NEW.target_kind IS OLD.target_kind AND NEW.target_id IS OLD.target_id
      AND NEW.municipality_id IS OLD.municipality_id, 0) = 0
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
    CREATE TRIGGER audit_log_is_not_replaced BEFORE INSERT ON audit_log
    WHEN EXISTS (SELECT 1 FROM audit_log WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
    CREATE TRIGGER audit_horizon_moves_forward BEFORE UPDATE ON audit_horizon
    WHEN NEW.deleted_before < OLD.deleted_before OR NEW.shortened_before < OLD.shortened_before
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
    CREATE TRIGGER audit_horizon_stays BEFORE DELETE ON audit_horizon
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;";

const POSTGRES: &str = "
    INSERT INTO audit_horizon VALUES (1, 'epoch', 'epoch');
    CREATE OR REPLACE FUNCTION audit_log_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' AND OLD.at < (SELECT deleted_before FROM audit_horizon) THEN RETURN OLD; END IF;
      IF TG_OP = 'UPDATE' AND OLD.at < (SELECT shortened_before FROM audit_horizon)
        AND (NEW.id, NEW.at, NEW.kind, NEW.actor_id, NEW.target_kind, NEW.target_id, NEW.municipality_id)
        IS NOT DISTINCT FROM
        (OLD.id, OLD.at, OLD.kind, OLD.actor_id, OLD.target_kind, OLD.target_id, OLD.municipality_id)
      THEN RETURN NEW; END IF;
      RAISE EXCEPTION 'the audit log is append-only';
    END $$;
    CREATE TRIGGER audit_log_keeps BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION audit_log_guard();
    CREATE TRIGGER audit_log_stays BEFORE TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_guard();
    CREATE OR REPLACE FUNCTION audit_horizon_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND NEW.deleted_before >= OLD.deleted_before
        AND NEW.shortened_before >= OLD.shortened_before THEN RETURN NEW; END IF;
      RAISE EXCEPTION 'the audit log is append-only';
    END $$;
    CREATE TRIGGER audit_horizon_moves_forward BEFORE UPDATE OR DELETE ON audit_horizon
    FOR EACH ROW EXECUTE FUNCTION audit_horizon_guard();
    CREATE TRIGGER audit_horizon_stays BEFORE TRUNCATE ON audit_horizon
    FOR EACH STATEMENT EXECUTE FUNCTION audit_horizon_guard();";

async fn up(manager: &SchemaManager<'_>) -> Outcome {
    // Without references: a row outlives whom and what it tells of.
    let columns = vec![
        id(),
        time("at"),
        text("kind"),
        uuid_null("actor_id"),
        text_null("target_kind"),
        uuid_null("target_id"),
        text_null("address"),
        uuid_null("municipality_id"),
    ];
    create(manager, NewTable { table: "audit_log", columns, references: &[], key: &[] }).await?;
    index(manager, "audit_log", &["at", "id"]).await?;
    index(manager, "audit_log", &["actor_id", "at"]).await?;
    index(manager, "audit_log", &["target_id"]).await?;

    let columns = vec![number("id"), time("deleted_before"), time("shortened_before")];
    create(manager, NewTable { table: "audit_horizon", columns, references: &[], key: &["id"] }).await?;
    let guard = match manager.get_database_backend() {
        DbBackend::Postgres => POSTGRES,
        _ => SQLITE,
    };
    manager.get_connection().execute_unprepared(guard).await?;
    Ok(())
}
