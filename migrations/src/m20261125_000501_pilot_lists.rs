//! What makes lists of pilots and their totals cost the same however many pilots there are.
//!
//! - Indexes that say which revision stands where, so that lists read no rows.
//! - `pilot_theme_order`: the pilots of each theme, and of the themes that are narrower, last changed first.
//! - `pilot_counts`: how many pilots there are of each kind that totals tell apart.
//!
//! Triggers keep the two tables, whoever writes to the others. On PostgreSQL a count is the sum of rows: each change
//! adds one of its own, so that two transactions never wait for each other, and once in a while they are summed up.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::columns::*;

migration!(["pilot_theme_order", "pilot_counts"], |backend| {
    match backend {
    DbBackend::Postgres =>
        "DROP TRIGGER pilots_count_one ON pilots; DROP TRIGGER pilots_count_elsewhere ON pilots;
        DROP TRIGGER pilot_themes_order ON pilot_themes; DROP TRIGGER pilots_move ON pilots;",
    _ =>
        "DROP TRIGGER pilots_count_one_more; DROP TRIGGER pilots_count_one_less; DROP TRIGGER pilots_count_elsewhere;
        DROP TRIGGER pilot_themes_come; DROP TRIGGER pilot_themes_go; DROP TRIGGER pilots_move;",
}
});

const SQLITE: &str = "
    CREATE TABLE pilot_counts (
      status text NOT NULL, visibility text NOT NULL, municipality_id blob NOT NULL, n integer NOT NULL,
      PRIMARY KEY (status, visibility, municipality_id)) WITHOUT ROWID;
    CREATE TRIGGER pilots_count_one_more AFTER INSERT ON pilots BEGIN
      INSERT INTO pilot_counts VALUES (NEW.status, NEW.visibility, NEW.municipality_id, 1)
      ON CONFLICT (status, visibility, municipality_id) DO UPDATE SET n = n + 1;
    END;
    CREATE TRIGGER pilots_count_one_less AFTER DELETE ON pilots BEGIN
      UPDATE pilot_counts SET n = n - 1 WHERE status = OLD.status AND visibility = OLD.visibility
      AND municipality_id = OLD.municipality_id;
    END;
    CREATE TRIGGER pilots_count_elsewhere AFTER UPDATE OF status, visibility, municipality_id ON pilots
    WHEN (NEW.status, NEW.visibility, NEW.municipality_id) IS NOT (OLD.status, OLD.visibility, OLD.municipality_id)
    BEGIN
      UPDATE pilot_counts SET n = n - 1 WHERE status = OLD.status AND visibility = OLD.visibility
      AND municipality_id = OLD.municipality_id;
      INSERT INTO pilot_counts VALUES (NEW.status, NEW.visibility, NEW.municipality_id, 1)
      ON CONFLICT (status, visibility, municipality_id) DO UPDATE SET n = n + 1;
    END;
    CREATE TRIGGER pilot_themes_come AFTER INSERT ON pilot_themes BEGIN
      INSERT OR IGNORE INTO pilot_theme_order (theme_id, pilot_status, changed_at, pilot_id)
      SELECT themes.id, pilots.status, pilots.updated_at, pilots.id FROM pilots, themes
      WHERE pilots.id = NEW.pilot_id
      AND themes.id IN (NEW.theme_id, (SELECT broader_id FROM themes AS narrow WHERE narrow.id = NEW.theme_id));
    END;
    CREATE TRIGGER pilot_themes_go AFTER DELETE ON pilot_themes BEGIN
      DELETE FROM pilot_theme_order WHERE pilot_id = OLD.pilot_id AND theme_id NOT IN (
        SELECT theme_id FROM pilot_themes WHERE pilot_id = OLD.pilot_id
        UNION SELECT broader_id FROM pilot_themes JOIN themes ON themes.id = theme_id
        WHERE pilot_id = OLD.pilot_id AND broader_id IS NOT NULL);
    END;
    CREATE TRIGGER pilots_move AFTER UPDATE OF status, updated_at ON pilots BEGIN
      UPDATE pilot_theme_order SET pilot_status = NEW.status, changed_at = NEW.updated_at WHERE pilot_id = NEW.id;
    END;";

const POSTGRES: &str = "
    CREATE TABLE pilot_counts (
      status text NOT NULL, visibility text NOT NULL, municipality_id uuid NOT NULL, n integer NOT NULL);
    CREATE OR REPLACE FUNCTION pilots_count() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP <> 'INSERT' THEN
        INSERT INTO pilot_counts VALUES (OLD.status, OLD.visibility, OLD.municipality_id, -1);
      END IF;
      IF TG_OP <> 'DELETE' THEN
        INSERT INTO pilot_counts VALUES (NEW.status, NEW.visibility, NEW.municipality_id, 1);
      END IF;
      IF random() < 0.001 THEN
        WITH gone AS (
          DELETE FROM pilot_counts WHERE ctid = ANY (ARRAY(SELECT ctid FROM pilot_counts FOR UPDATE SKIP LOCKED))
          RETURNING *)
        INSERT INTO pilot_counts SELECT status, visibility, municipality_id, sum(n) FROM gone
        GROUP BY status, visibility, municipality_id HAVING sum(n) <> 0;
      END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER pilots_count_one AFTER INSERT OR DELETE ON pilots
    FOR EACH ROW EXECUTE FUNCTION pilots_count();
    CREATE TRIGGER pilots_count_elsewhere AFTER UPDATE OF status, visibility, municipality_id ON pilots FOR EACH ROW
    WHEN ((NEW.status, NEW.visibility, NEW.municipality_id)
      IS DISTINCT FROM (OLD.status, OLD.visibility, OLD.municipality_id))
    EXECUTE FUNCTION pilots_count();
    CREATE OR REPLACE FUNCTION pilot_themes_order() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'INSERT' THEN
        INSERT INTO pilot_theme_order (theme_id, pilot_status, changed_at, pilot_id)
        SELECT themes.id, pilots.status, pilots.updated_at, pilots.id FROM pilots, themes
        WHERE pilots.id = NEW.pilot_id
        AND themes.id IN (NEW.theme_id, (SELECT broader_id FROM themes AS narrow WHERE narrow.id = NEW.theme_id))
        ON CONFLICT DO NOTHING;
      ELSE
        DELETE FROM pilot_theme_order WHERE pilot_id = OLD.pilot_id AND theme_id NOT IN (
          SELECT theme_id FROM pilot_themes WHERE pilot_id = OLD.pilot_id
          UNION SELECT broader_id FROM pilot_themes JOIN themes ON themes.id = theme_id
          WHERE pilot_id = OLD.pilot_id AND broader_id IS NOT NULL);
      END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER pilot_themes_order AFTER INSERT OR DELETE ON pilot_themes
    FOR EACH ROW EXECUTE FUNCTION pilot_themes_order();
    CREATE OR REPLACE FUNCTION pilots_move() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE pilot_theme_order SET pilot_status = NEW.status, changed_at = NEW.updated_at WHERE pilot_id = NEW.id;
      RETURN NULL;
    END $$;
    CREATE TRIGGER pilots_move AFTER UPDATE OF status, updated_at ON pilots
    FOR EACH ROW EXECUTE FUNCTION pilots_move();";

/// What is there already.
const FILL: &str = "
    INSERT INTO pilot_counts SELECT status, visibility, municipality_id, COUNT(*) FROM pilots
    GROUP BY status, visibility, municipality_id;
    INSERT INTO pilot_theme_order (theme_id, pilot_status, changed_at, pilot_id)
    SELECT DISTINCT themes.id, pilots.status, pilots.updated_at, pilots.id
    FROM pilot_themes JOIN pilots ON pilots.id = pilot_themes.pilot_id
    JOIN themes AS own ON own.id = pilot_themes.theme_id JOIN themes ON themes.id IN (own.id, own.broader_id);";

async fn up(manager: &SchemaManager<'_>) -> Outcome {
    use ForeignKeyAction::Cascade;
    let db = manager.get_connection();
    // The indexes of before, without the revision.
    for columns in ["status_updated_at_id_visibility", "municipality_id_status_updated_at_id"] {
        db.execute_unprepared(&format!("DROP INDEX IF EXISTS ix_pilots_{columns}")).await?;
    }
    index(manager, "pilots", &["status", "updated_at", "id", "visibility", "revision"]).await?;
    let of_municipality = ["municipality_id", "status", "updated_at", "id", "visibility", "revision"];
    index(manager, "pilots", &of_municipality).await?;
    index(manager, "pilots", &["created_by"]).await?;

    // Named otherwise than the columns of the pilots, with which they are joined.
    let columns = vec![uuid("theme_id"), text("pilot_status"), time("changed_at"), uuid("pilot_id")];
    let references = &[("theme_id", "themes", Cascade), ("pilot_id", "pilots", Cascade)];
    let key = &["theme_id", "pilot_status", "changed_at", "pilot_id"];
    create(manager, NewTable { table: "pilot_theme_order", columns, references, key }).await?;
    index(manager, "pilot_theme_order", &["pilot_id"]).await?;
    let rules = if manager.get_database_backend() == DbBackend::Postgres { POSTGRES } else { SQLITE };
    db.execute_unprepared(rules).await?;
    db.execute_unprepared(FILL).await?;
    Ok(())
}
