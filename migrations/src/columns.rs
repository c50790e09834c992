//! The few shapes of column and table that every migration uses.

use sea_orm_migration::prelude::*;

pub type Outcome = Result<(), DbErr>;

pub fn name(text: &str) -> Alias {
    Alias::new(text)
}

/// The primary key `id`, a UUID: 16 bytes on SQLite, `uuid` on PostgreSQL.
pub fn id() -> ColumnDef {
    ColumnDef::new(name("id")).uuid().not_null().primary_key().to_owned()
}

pub fn uuid(column: &str) -> ColumnDef {
    ColumnDef::new(name(column)).uuid().not_null().to_owned()
}

pub fn uuid_null(column: &str) -> ColumnDef {
    ColumnDef::new(name(column)).uuid().to_owned()
}

pub fn text(column: &str) -> ColumnDef {
    ColumnDef::new(name(column)).text().not_null().to_owned()
}

/// Text that is empty until somebody writes it.
pub fn text_empty(column: &str) -> ColumnDef {
    ColumnDef::new(name(column)).text().not_null().default("").to_owned()
}

pub fn text_null(column: &str) -> ColumnDef {
    ColumnDef::new(name(column)).text().to_owned()
}

pub fn time(column: &str) -> ColumnDef {
    ColumnDef::new(name(column)).timestamp_with_time_zone().not_null().to_owned()
}

pub fn time_null(column: &str) -> ColumnDef {
    ColumnDef::new(name(column)).timestamp_with_time_zone().to_owned()
}

pub fn number(column: &str) -> ColumnDef {
    ColumnDef::new(name(column)).integer().not_null().to_owned()
}

pub fn number_null(column: &str) -> ColumnDef {
    ColumnDef::new(name(column)).integer().to_owned()
}

pub fn flag(column: &str) -> ColumnDef {
    ColumnDef::new(name(column)).boolean().not_null().default(false).to_owned()
}

/// A list of small values without an identity of their own.
pub fn json_list(column: &str) -> ColumnDef {
    ColumnDef::new(name(column)).json_binary().not_null().default("[]").to_owned()
}

/// Text that lists are sorted by: folded to plain ASCII by the application, compared byte by byte.
pub fn sort_text(manager: &SchemaManager<'_>, column: &str) -> ColumnDef {
    let mut definition = text(column);
    if manager.get_database_backend() == sea_orm_migration::sea_orm::DbBackend::Postgres {
        definition.extra("COLLATE \"C\"");
    }
    definition
}

/// What every contribution has beside its content.
pub fn contribution(owner: &str) -> Vec<ColumnDef> {
    vec![
        text_null("external_id"),
        text("slug"),
        text("status"),
        text("visibility"),
        uuid_null(owner),
        uuid_null("created_by"),
        number("revision"),
        time("created_at"),
        time("updated_at"),
        time_null("published_at"),
    ]
}

/// `table.column` points at `target.id`.
pub fn reference(
    table: &str,
    column: &str,
    target: &str,
    on_delete: ForeignKeyAction,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{table}_{column}"))
        .from(name(table), name(column))
        .to(name(target), name("id"))
        .on_delete(on_delete)
        .to_owned()
}

pub struct NewTable<'a> {
    pub table: &'a str,
    pub columns: Vec<ColumnDef>,
    /// Column, target, what happens when the target goes.
    pub references: &'a [(&'a str, &'a str, ForeignKeyAction)],
    /// Columns of the primary key when there is no `id`.
    pub key: &'a [&'a str],
}

pub async fn create(manager: &SchemaManager<'_>, new: NewTable<'_>) -> Outcome {
    let mut create = Table::create();
    create.table(name(new.table));
    for mut column in new.columns {
        create.col(&mut column);
    }
    if !new.key.is_empty() {
        let mut key = Index::create();
        for column in new.key {
            key.col(name(column));
        }
        create.primary_key(&mut key);
    }
    for (column, target, on_delete) in new.references {
        create.foreign_key(&mut reference(new.table, column, target, *on_delete));
    }
    manager.create_table(create).await
}

/// A many-to-many table: `left` and `right` are columns `LEFT_id`, `RIGHT_id` of tables `LEFTs`, `RIGHTs`; rows go with either.
pub async fn join(
    manager: &SchemaManager<'_>,
    table: &str,
    left: (&str, &str),
    right: (&str, &str),
) -> Outcome {
    let columns = vec![uuid(left.0), uuid(right.0), number("position")];
    let references =
        &[(left.0, left.1, ForeignKeyAction::Cascade), (right.0, right.1, ForeignKeyAction::Cascade)];
    create(manager, NewTable { table, columns, references, key: &[left.0, right.0] }).await?;
    index(manager, table, &[right.0, left.0]).await
}

/// Named `uq_TABLE_COLUMN…`: the application finds out by that name what was taken.
pub async fn unique(manager: &SchemaManager<'_>, table: &str, columns: &[&str]) -> Outcome {
    make_index(manager, table, columns, true).await
}

pub async fn index(manager: &SchemaManager<'_>, table: &str, columns: &[&str]) -> Outcome {
    make_index(manager, table, columns, false).await
}

async fn make_index(manager: &SchemaManager<'_>, table: &str, columns: &[&str], unique: bool) -> Outcome {
    let prefix = if unique { "uq" } else { "ix" };
    let mut create = Index::create();
    create.name(format!("{prefix}_{table}_{}", columns.join("_"))).table(name(table));
    for column in columns {
        create.col(name(column));
    }
    if unique {
        create.unique();
    }
    manager.create_index(create).await
}

/// For `down`: drops the tables, last made first.
pub async fn drop(manager: &SchemaManager<'_>, tables: &[&str]) -> Outcome {
    for table in tables.iter().rev() {
        manager.drop_table(Table::drop().table(name(table)).to_owned()).await?;
    }
    Ok(())
}

/// `name`, `up`, `down` of a migration, with a transaction on SQLite too (sea-orm does that on PostgreSQL only).
/// `undo`: what `down` does besides dropping the tables, before it.
macro_rules! migration {
    ($tables:expr) => {
        migration!($tables, |_| "");
    };
    ($tables:expr, $undo:expr) => {
        #[derive(sea_orm_migration::prelude::DeriveMigrationName)]
        pub struct Migration;

        #[async_trait::async_trait]
        impl sea_orm_migration::prelude::MigrationTrait for Migration {
            fn use_transaction(&self) -> Option<bool> {
                Some(true)
            }

            async fn up(
                &self,
                manager: &sea_orm_migration::prelude::SchemaManager,
            ) -> Result<(), sea_orm_migration::prelude::DbErr> {
                up(manager).await
            }

            async fn down(
                &self,
                manager: &sea_orm_migration::prelude::SchemaManager,
            ) -> Result<(), sea_orm_migration::prelude::DbErr> {
                let undo: fn(sea_orm_migration::sea_orm::DbBackend) -> &'static str = $undo;
                let undo = undo(manager.get_database_backend());
                if !undo.is_empty() {
                    let db = manager.get_connection();
                    sea_orm_migration::sea_orm::ConnectionTrait::execute_unprepared(db, undo).await?;
                }
                $crate::columns::drop(manager, &$tables).await
            }
        }
    };
}
pub(crate) use migration;
