//! What the files of a place hold, looked up while a server writes to them.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::app::Place;

impl Place {
    /// Each file below the place's directory, by its path in it, with its bytes.
    ///
    /// Another process reads them. Who opens and closes a file loses the locks that their process has on it (POSIX,
    /// `fcntl`): SQLite's on `network.sqlite-shm` would be gone, and the next process that opens the database, taking
    /// itself for the first, cuts that file to nothing, though the server has it in its memory (SIGBUS).
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut paths = Vec::new();
        below(self.path(), &mut paths);
        let read = |path: PathBuf| {
            // Of one that was removed meanwhile there are none.
            let bytes = Command::new("cat").arg(&path).output().expect("cat, as every Debian has it").stdout;
            (path.strip_prefix(self.path()).expect("below the place").to_owned(), bytes)
        };
        paths.into_iter().map(read).collect()
    }
}

fn below(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => below(&path, found),
            path => found.push(path),
        }
    }
}
