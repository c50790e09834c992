//! What was read of contributions, kept for the next reader (docs/decisions/0011).
//!
//! A revision never changes: whoever changes a thing, or one of the links that its kind names, raises its revision. So
//! what was read of a revision may be used for as long as the database says that it is the present one, by this node and
//! by any other, and nothing has to be told when it no longer is. Who may see it is always asked anew.

use std::collections::HashMap;
use std::io;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::db::Links;

/// Bytes that one kind of contribution may take, about.
const BYTES_MAX: usize = 24 << 20;
/// What an entry takes besides its texts, about.
const OVERHEAD: usize = 700;

/// A thing with what it links to, shared by all who read it.
#[derive(Debug)]
pub struct Shared<T>(Arc<Inner<T>>);

#[derive(Debug)]
struct Inner<T> {
    thing: T,
    /// `None` when they were not read.
    links: Option<HashMap<Links, Vec<Uuid>>>,
}

impl<T> Shared<T> {
    pub fn new(thing: T, links: HashMap<Links, Vec<Uuid>>) -> Self {
        Self(Arc::new(Inner { thing, links: Some(links) }))
    }

    /// What it links to, in order; `None` when that was not read with it.
    pub fn linked(&self, links: Links) -> Option<&[Uuid]> {
        let all = self.0.links.as_ref()?;
        Some(all.get(&links).map(Vec::as_slice).unwrap_or_default())
    }
}

/// Without its links.
impl<T> From<T> for Shared<T> {
    fn from(thing: T) -> Self {
        Self(Arc::new(Inner { thing, links: None }))
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.thing
    }
}

/// Which state of a thing. The moment is part of it for databases that were put back to an earlier state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Version {
    pub revision: i32,
    pub updated_at: DateTime<Utc>,
}

/// The states that were read last, of one kind of contribution; at most [`BYTES_MAX`] of them. Cheap to clone.
#[derive(Debug)]
pub struct Memory<T>(Arc<Mutex<Generations<T>>>);

/// When the young take half of the bytes they become the old, and the old of before are forgotten; who is asked for
/// becomes young again.
#[derive(Debug)]
struct Generations<T> {
    young: HashMap<Uuid, Entry<T>>,
    old: HashMap<Uuid, Entry<T>>,
    young_bytes: usize,
    bytes_max: usize,
}

#[derive(Debug)]
struct Entry<T> {
    version: Version,
    thing: Shared<T>,
    bytes: usize,
}

impl<T> Default for Memory<T> {
    fn default() -> Self {
        Self::bounded(BYTES_MAX)
    }
}

impl<T> Clone for Memory<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Memory<T> {
    fn bounded(bytes_max: usize) -> Self {
        let (young, old) = (HashMap::new(), HashMap::new());
        Self(Arc::new(Mutex::new(Generations { young, old, young_bytes: 0, bytes_max })))
    }

    /// Those of `wanted` that are known, by id.
    pub fn recall(&self, wanted: &[(Uuid, Version)]) -> HashMap<Uuid, Shared<T>> {
        let mut generations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = |(id, version): &(Uuid, Version)| Some((*id, generations.recall(*id, *version)?));
        wanted.iter().filter_map(known).collect()
    }

    /// Keeps what was read; `content` says how large it is.
    pub fn keep(&self, id: Uuid, version: Version, thing: &Shared<T>, content: &impl Serialize) {
        let entry = Entry { version, thing: thing.clone(), bytes: OVERHEAD + size(content) };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).keep(id, entry);
    }
}

impl<T> Generations<T> {
    fn recall(&mut self, id: Uuid, version: Version) -> Option<Shared<T>> {
        if let Some(entry) = self.young.get(&id) {
            return (entry.version == version).then(|| entry.thing.clone());
        }
        let entry = self.old.remove(&id).filter(|entry| entry.version == version)?;
        let thing = entry.thing.clone();
        self.keep(id, entry);
        Some(thing)
    }

    fn keep(&mut self, id: Uuid, entry: Entry<T>) {
        if entry.bytes > self.bytes_max / 8 {
            return;
        }
        self.young_bytes += entry.bytes;
        if let Some(before) = self.young.insert(id, entry) {
            self.young_bytes -= before.bytes;
        }
        if self.young_bytes > self.bytes_max / 2 {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
    }
}

/// Bytes of `content` as JSON.
fn size(content: &impl Serialize) -> usize {
    struct Count(usize);
    impl io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut count = Count(0);
    // What can't be written as JSON has no revision either.
    let _ = serde_json::to_writer(&mut count, content);
    count.0
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn version(revision: i32) -> Version {
        Version { revision, updated_at: Utc.timestamp_opt(1_700_000_000, 0).unwrap() }
    }

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn keep(memory: &Memory<String>, number: u128, revision: i32, text: &str) {
        memory.keep(id(number), version(revision), &Shared::from(text.to_owned()), &text);
    }

    #[test]
    fn only_the_present_revision_is_recalled() {
        let memory = Memory::default();
        keep(&memory, 1, 1, "before");
        assert_eq!(*memory.recall(&[(id(1), version(1))])[&id(1)], "before");
        assert!(memory.recall(&[(id(1), version(2)), (id(2), version(1))]).is_empty());
        let later = Version { updated_at: Utc.timestamp_opt(1_700_000_001, 0).unwrap(), ..version(1) };
        assert!(memory.recall(&[(id(1), later)]).is_empty(), "a database that was put back");
        keep(&memory, 1, 2, "after");
        assert!(memory.recall(&[(id(1), version(1))]).is_empty());
        assert_eq!(*memory.recall(&[(id(1), version(2))])[&id(1)], "after");
    }

    #[test]
    fn it_forgets_what_was_not_asked_for_and_never_holds_more_than_it_may() {
        let memory = Memory::bounded(100_000);
        for number in 0..10_000 {
            keep(&memory, number, 1, &"x".repeat(300));
            assert!(!memory.recall(&[(id(0), version(1))]).is_empty(), "asked for all the time: {number}");
        }
        let generations = memory.0.lock().unwrap();
        let bytes =
            |entries: &HashMap<Uuid, Entry<String>>| entries.values().map(|it| it.bytes).sum::<usize>();
        assert_eq!(bytes(&generations.young), generations.young_bytes);
        assert!(bytes(&generations.young) + bytes(&generations.old) <= 100_000 + 2_000);
        assert!(!generations.young.contains_key(&id(1)) && !generations.old.contains_key(&id(1)));
    }

    #[test]
    fn what_is_very_large_is_not_kept() {
        let memory = Memory::bounded(100_000);
        keep(&memory, 1, 1, &"x".repeat(20_000));
        assert!(memory.recall(&[(id(1), version(1))]).is_empty());
    }
}
