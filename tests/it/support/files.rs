//! What the files of a place hold, looked up while a server writes to them.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::app::Place;

impl Place {
    /// Each file below the place's directory, by its path in it, with its bytes; those that were removed meanwhile are absent.
    ///
    /// They are copied by another process. Who opens and closes a file loses the locks that their process has on it (POSIX,
    /// `fcntl`): SQLite's on `network.sqlite-shm` would be gone, and the next process that opens the database, taking
    /// itself for the first, cuts that file to nothing, though the server has it in its memory (SIGBUS).
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let copy = tempfile::tempdir().expect("a directory");
        // It fails when a file went away.
        let _ = Command::new("cp").arg("-r").arg(self.path()).arg(copy.path()).output().expect("cp");
        let copied = copy.path().join(self.path().file_name().expect("a name"));
        let mut paths = Vec::new();
        below(&copied, &mut paths);
        assert!(!paths.is_empty(), "nothing was copied");
        let read = |path: PathBuf| {
            let bytes = std::fs::read(&path).expect("a copy");
            (path.strip_prefix(&copied).expect("below the place").to_owned(), bytes)
        };
        paths.into_iter().map(read).collect()
    }
}

fn below(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in
        std::fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path())
    {
        match entry.is_dir() {
            true => below(&entry, found),
            false => found.push(entry),
        }
    }
}
