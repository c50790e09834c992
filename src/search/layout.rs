//! The index's directory.
//!
//! ```text
//! CURRENT            names the generation that answers
//! LOCK               held by the process that writes
//! ANSWERS            how far in the outbox the searches of that process have come
//! gen-018f…/         one tantivy index; a rebuild makes another one beside it
//! ```
//!
//! Each commit of a generation carries its [`Payload`]: documents and position are written in one step, so whatever
//! happens in between, a restart goes on where the documents end, or before rows that show nowhere.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::outbox::Position;

const CURRENT: &str = "CURRENT";
const LOCK: &str = "LOCK";
const ANSWERS: &str = "ANSWERS";
const PREFIX: &str = "gen-";

/// What a generation says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// [`super::schema::FORMAT`] of the program that wrote it.
    pub format: u32,
    /// Which database it was made from.
    pub incarnation: String,
    /// All of the outbox up to here is in it.
    pub position: Position,
    /// Public ids of what could not be loaded yet; tried again later.
    #[serde(default)]
    pub postponed: Vec<String>,
    /// Somebody asked for a rebuild, and it has not happened yet.
    #[serde(default)]
    pub is_rebuild_due: bool,
}

/// The generation that answers, if there is one.
pub fn current(root: &Path) -> Option<PathBuf> {
    let name = fs::read_to_string(root.join(CURRENT)).ok()?;
    let name = name.trim();
    let is_ours = name.starts_with(PREFIX) && !name.contains(['/', '\\', '\0']);
    let path = root.join(name);
    (is_ours && path.is_dir()).then_some(path)
}

/// An empty directory for a new generation.
pub fn create(root: &Path) -> io::Result<PathBuf> {
    let path = root.join(format!("{PREFIX}{}", uuid::Uuid::now_v7().simple()));
    fs::create_dir_all(&path)?;
    Ok(path)
}

/// Makes `generation` the one that answers; after a crash it is either the old one or this one.
pub fn make_current(root: &Path, generation: &Path) -> io::Result<()> {
    let name = generation.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let temporary = root.join("CURRENT.new");
    let mut file = File::create(&temporary)?;
    file.write_all(name.as_bytes())?;
    file.sync_all()?;
    fs::rename(&temporary, root.join(CURRENT))?;
    File::open(root)?.sync_all()
}

/// Removes every generation but `keep`; what can't be removed is tried again at the next occasion.
pub fn remove_others(root: &Path, keep: Option<&Path>) {
    let Ok(entries) = fs::read_dir(root) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let is_generation = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PREFIX));
        if is_generation && keep != Some(path.as_path()) {
            let _ = fs::remove_dir_all(&path);
        }
    }
}

/// Let go of when dropped, and by the system when the process dies.
#[derive(Debug)]
pub struct WriteLock(#[expect(dead_code, reason = "held, not read")] File);

/// Fails when another process writes to this index.
pub fn lock(root: &Path) -> Result<WriteLock> {
    fs::create_dir_all(root).map_err(Error::internal)?;
    let path = root.join(LOCK);
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(Error::internal)?;
    match file.try_lock() {
        Ok(()) => Ok(WriteLock(file)),
        Err(TryLockError::WouldBlock) => Err(Error::internal(format!(
            "another process writes the search index (it holds {}); stop it or use another data directory",
            path.display()
        ))),
        Err(TryLockError::Error(error)) => Err(Error::internal(error)),
    }
}

/// Tells other processes that all of the outbox up to `position` can be found.
pub fn announce(root: &Path, position: Position) -> io::Result<()> {
    let temporary = root.join("ANSWERS.new");
    fs::write(&temporary, serde_json::to_string(&position)?)?;
    fs::rename(&temporary, root.join(ANSWERS))
}

/// Takes back what another process has told.
pub fn forget_answers(root: &Path) {
    let _ = fs::remove_file(root.join(ANSWERS));
}

fn answers(root: &Path) -> Option<Position> {
    serde_json::from_str(&fs::read_to_string(root.join(ANSWERS)).ok()?).ok()
}

/// What the generation that answers says about itself; also while another process writes it.
pub fn read_payload(root: &Path) -> Option<Payload> {
    payload_of(&current(root)?)
}

/// The same of one generation.
pub fn payload_of(generation: &Path) -> Option<Payload> {
    let text = fs::read_to_string(generation.join("meta.json")).ok()?;
    let meta: serde_json::Value = serde_json::from_str(&text).ok()?;
    serde_json::from_str(meta.get("payload")?.as_str()?).ok()
}

/// Waits until the process that keeps the index in `root` answers with all of the outbox up to `position`.
/// Fails after `timeout`.
pub async fn wait_until_indexed(root: &Path, position: Position, timeout: Duration) -> Result<()> {
    let reached = async {
        loop {
            if answers(root).is_some_and(|reached| reached >= position) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let late = |_| Error::internal("the search index did not catch up in time: does the server run?");
    tokio::time::timeout(timeout, reached).await.map_err(late)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_holds_the_lock() {
        let root = tempfile::tempdir().unwrap();
        let held = lock(root.path()).unwrap();
        let refused = lock(root.path()).unwrap_err();
        let source = std::error::Error::source(&refused).unwrap().to_string();
        assert!(source.contains("another process writes the search index"), "{source}");
        drop(held);
        lock(root.path()).unwrap();
    }

    #[test]
    fn current_never_leads_out_of_the_directory() {
        let root = tempfile::tempdir().unwrap();
        for name in ["", "..", "gen-../..", "gen-missing", "/etc", "gen-\0"] {
            fs::write(root.path().join(CURRENT), name).unwrap();
            assert_eq!(current(root.path()), None, "{name:?}");
        }
        let generation = create(root.path()).unwrap();
        make_current(root.path(), &generation).unwrap();
        assert_eq!(current(root.path()), Some(generation));
    }
}
