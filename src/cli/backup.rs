//! `backup` and `restore` of the embedded database.

use std::fs;
use std::path::{Path, PathBuf};

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::terminal;
use crate::app::connect;
use crate::config::Config;
use crate::db::{Db, settings};
use crate::error::{Error, Result};

const POSTGRES: &str = "this is for the embedded database; use pg_dump and pg_restore with PostgreSQL";

/// Consistent while a server writes: SQLite copies the state of one moment. A half-written copy is never left under
/// the name of `file`.
pub async fn backup(config: Config, file: &Path) -> Result<()> {
    if config.sqlite_file().is_none() {
        return Err(Error::BadInput(POSTGRES.into()));
    }
    if file.exists() {
        return Err(Error::BadInput(format!("{} is there already; choose another name", file.display())));
    }
    let db = connect(&config).await?;
    let partial = with_suffix(file, ".partial");
    if partial.exists() {
        fs::remove_file(&partial).map_err(Error::internal)?;
    }
    let name = partial.to_str().ok_or_else(|| Error::BadInput("the file's name is not UTF-8".into()))?;
    let copy = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO $1", [name.into()]);
    db.reader().execute_raw(copy).await?;
    fs::File::open(&partial).and_then(|copy| copy.sync_all()).map_err(Error::internal)?;
    fs::rename(&partial, file).map_err(Error::internal)?;
    sync_directory(file)?;
    db.close().await?;
    let bytes = fs::metadata(file).map_err(Error::internal)?.len();
    terminal::say(&format!("{} holds the database of this moment ({} kB).", file.display(), bytes / 1024));
    Ok(())
}

/// The database before is kept beside the restored one, under a name that ends in `.before-restore`. Killed at any
/// moment, it leaves the database before, the restored one, or (between two renames) the former under its new name.
pub async fn restore(config: Config, file: &Path) -> Result<()> {
    let target = config.sqlite_file().ok_or_else(|| Error::BadInput(POSTGRES.into()))?;
    fs::create_dir_all(&config.data_dir).map_err(Error::internal)?;
    check(file).await?;
    // Whoever serves from this data directory holds its lock.
    let lock = crate::search::layout::lock(&config.index_dir())
        .map_err(|_| Error::BadInput("a server runs on this data directory: stop it first".into()))?;
    let partial = with_suffix(&target, ".partial");
    remove_database(&partial);
    fs::copy(file, &partial).map_err(Error::internal)?;
    renew(&partial).await?;
    if target.exists() {
        // Folds the write-ahead log into the file, so that the file alone is the whole database.
        connect(&config).await?.close().await?;
        let before = free_name(&target, ".before-restore");
        fs::rename(&target, &before).map_err(Error::internal)?;
        for suffix in ["-wal", "-shm"] {
            let _ = fs::remove_file(with_suffix(&target, suffix));
        }
        terminal::say(&format!("The database before is kept as {}.", before.display()));
    }
    fs::rename(&partial, &target).map_err(Error::internal)?;
    remove_database(&partial);
    sync_directory(&target)?;
    drop(lock);
    terminal::say(&format!("Restored {}; the next start builds the search index anew.", file.display()));
    Ok(())
}

/// Migrates the copy and gives it a new incarnation: an index of another database must not be taken for one of this.
async fn renew(copy: &Path) -> Result<()> {
    let db = Db::connect(&format!("sqlite://{}", copy.display()), 2).await?;
    db.migrate().await?;
    let tx = db.begin().await?;
    settings::set(&*tx, settings::INCARNATION, &uuid::Uuid::now_v7().to_string()).await?;
    tx.commit().await?;
    db.close().await?;
    fs::File::open(copy).and_then(|copy| copy.sync_all()).map_err(Error::internal)
}

fn remove_database(path: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(with_suffix(path, suffix));
    }
}

/// `path` with `suffix`, and a number when that is taken.
fn free_name(path: &Path, suffix: &str) -> PathBuf {
    let numbered = (2..).map(|number| with_suffix(path, &format!("{suffix}-{number}")));
    let mut names = std::iter::once(with_suffix(path, suffix)).chain(numbered);
    names.find(|name| !name.exists()).unwrap_or_else(|| with_suffix(path, suffix))
}

/// Fails when `file` is no sound database of this program.
async fn check(file: &Path) -> Result<()> {
    let unfit = |reason: String| Error::BadInput(format!("{} can't be restored: {reason}", file.display()));
    let url = format!("sqlite://{}?mode=ro", file.display());
    let db = sea_orm::Database::connect(url).await.map_err(|error| unfit(error.to_string()))?;
    let statement = Statement::from_string(DbBackend::Sqlite, "PRAGMA integrity_check");
    let row = db.query_one_raw(statement).await.map_err(|error| unfit(error.to_string()))?;
    let verdict: String = row.map(|row| row.try_get("", "integrity_check")).transpose()?.unwrap_or_default();
    if verdict != "ok" {
        return Err(unfit("it is damaged".into()));
    }
    settings::incarnation(&db).await.map_err(|_| unfit("it is no database of this program".into()))?;
    db.close().await?;
    Ok(())
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Makes a rename last through a power cut.
fn sync_directory(of: &Path) -> Result<()> {
    let directory = of.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::File::open(directory).and_then(|directory| directory.sync_all()).map_err(Error::internal)
}
