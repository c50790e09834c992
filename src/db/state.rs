//! Which state the database is in, and what it answered in that state (docs/decisions/0014).
//!
//! SQLite tells by `PRAGMA data_version` whether anybody, this process or another, has committed since: without a
//! thread, in a few microseconds, where a statement costs forty and more. So what a statement answered may be used again
//! for as long as nothing was committed. PostgreSQL has no such number: there every statement is asked.

use std::collections::HashMap;
use std::hash::Hash;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

/// A state of the database: where two are the same, nothing was committed in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State(i64);

/// A connection that never writes and is asked for nothing but the state. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Watch(Arc<Mutex<Option<Connection>>>);

impl Watch {
    /// Fails when there is no database at `path`.
    pub fn open(path: &Path) -> rusqlite::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        // Nobody waits for a state.
        connection.busy_timeout(Duration::ZERO)?;
        Ok(Self(Arc::new(Mutex::new(Some(connection)))))
    }

    /// `None` when it can't be known now: the database is locked or closed.
    pub fn state(&self) -> Option<State> {
        let connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut version = connection.as_ref()?.prepare_cached("PRAGMA data_version").ok()?;
        version.query_row([], |row| row.get(0)).ok().map(State)
    }

    /// Lets go of the file: SQLite folds its log into it when the last connection does.
    pub fn close(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// What the database answered in its present state; at most `most` answers, and none where the state can't be known.
///
/// A state is asked for before the database is: what is kept under it was true in it or in a later one, and is dropped as
/// soon as there is a later one.
#[derive(Debug)]
pub struct Answers<K, V> {
    known: Mutex<(Option<State>, HashMap<K, V>)>,
    most: usize,
}

impl<K: Eq + Hash, V: Clone> Answers<K, V> {
    pub fn new(most: usize) -> Self {
        Self { known: Mutex::new((None, HashMap::new())), most }
    }

    /// What is known in `state` of `key`, or else what `ask` answers, which is kept. `state` is that of before.
    pub async fn or_ask<E>(
        &self,
        state: Option<State>,
        key: K,
        ask: impl Future<Output = Result<V, E>>,
    ) -> Result<V, E> {
        if let Some(known) = self.recall(state, std::iter::once(&key)).pop().flatten() {
            return Ok(known);
        }
        let answer = ask.await?;
        self.keep(state, [(key, answer.clone())]);
        Ok(answer)
    }

    /// What is known in `state` of each of `keys`.
    pub fn recall<'a>(&self, state: Option<State>, keys: impl Iterator<Item = &'a K>) -> Vec<Option<V>>
    where
        K: 'a,
    {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.0 != state {
            *known = (state, HashMap::new());
        }
        keys.map(|key| known.1.get(key).cloned()).collect()
    }

    /// Keeps what was asked for when `state` was the present one.
    pub fn keep(&self, state: Option<State>, answers: impl IntoIterator<Item = (K, V)>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if state.is_none() || known.0 != state {
            return;
        }
        if known.1.len() >= self.most {
            known.1.clear();
        }
        known.1.extend(answers);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> (tempfile::TempDir, Connection, Watch) {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("test.sqlite");
        let writer = Connection::open(&path).unwrap();
        writer.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER)").unwrap();
        let watch = Watch::open(&path).unwrap();
        (place, writer, watch)
    }

    #[test]
    fn a_state_ends_when_somebody_commits_and_by_nothing_else() {
        let (_place, writer, watch) = file();
        let before = watch.state();
        assert!(before.is_some() && watch.state() == before);
        writer.query_row("SELECT COUNT(*) FROM t", [], |row| row.get::<_, i64>(0)).unwrap();
        writer.execute_batch("BEGIN IMMEDIATE; INSERT INTO t VALUES (1); ROLLBACK").unwrap();
        writer.execute_batch("PRAGMA wal_checkpoint(PASSIVE)").unwrap();
        assert_eq!(watch.state(), before, "nothing was committed");
        writer.execute_batch("BEGIN IMMEDIATE; INSERT INTO t VALUES (1)").unwrap();
        assert_eq!(watch.state(), before, "not committed yet");
        writer.execute_batch("COMMIT").unwrap();
        let after = watch.state();
        assert!(after.is_some() && after != before);
        writer.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        let emptied = watch.state();
        writer.execute_batch("INSERT INTO t VALUES (2)").unwrap();
        assert!(![before, after, emptied].contains(&watch.state()), "also in a log that begins anew");
    }

    #[test]
    fn a_closed_watch_knows_no_state_and_has_no_hold_on_the_file() {
        let (place, writer, watch) = file();
        let other = watch.clone();
        watch.close();
        assert_eq!(other.state(), None);
        writer.close().unwrap();
        assert!(!place.path().join("test.sqlite-wal").exists(), "the last to leave folds the log");
    }

    #[test]
    fn answers_hold_in_their_state_only() {
        let answers = Answers::new(10);
        let known = |state| answers.recall(state, [1, 2].iter());
        let (first, second) = (Some(State(1)), Some(State(2)));
        assert_eq!(known(first), [None, None]);
        answers.keep(first, [(1, "one")]);
        assert_eq!(known(first), [Some("one"), None]);
        assert_eq!(known(second), [None, None]);
        // Who asked before the change and is answered after it keeps nothing.
        answers.keep(first, [(1, "one")]);
        assert_eq!(known(second), [None, None]);
        assert_eq!(known(None), [None, None]);
        answers.keep(None, [(1, "one")]);
        assert_eq!(known(None), [None, None], "where the state is not known nothing is");
    }

    #[test]
    fn no_more_answers_are_kept_than_may_be() {
        let answers = Answers::new(10);
        answers.recall(Some(State(1)), [].iter());
        for key in 0..100 {
            answers.keep(Some(State(1)), [(key, key)]);
            assert_eq!(answers.recall(Some(State(1)), [key].iter()), [Some(key)]);
        }
        assert!(answers.known.lock().unwrap().1.len() <= 10);
    }
}
