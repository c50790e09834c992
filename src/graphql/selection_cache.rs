//! What was selected of a contribution, kept as the JSON that it was answered with.
//!
//! Of a list of twenty pilots four hundred values are looked up by their names, made, written and let go, and nearly always
//! they are those of a moment ago. A revision never changes (docs/decisions/0011), so what was selected of one is kept for
//! whoever selects the same of it, as long as it is the present one; docs/decisions/0013 says what may be kept. Who may see
//! the thing was asked before: only what is there for its reader is resolved.

use std::any::TypeId;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::Value;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};

use super::json;
use crate::contribution::Version;
use crate::ids::NodeId;

/// Bytes that all of them may take, about.
const BYTES_MAX: u64 = 8 << 20;
/// What one takes besides its JSON, about.
const OVERHEAD: usize = 200;
/// Longer ones are texts to read: few ask for the same, and writing them is most of their cost.
const LENGTH_MAX: usize = 4 << 10;

/// Cheap to clone.
#[derive(Clone)]
pub struct SelectionCache(Arc<Cache<Key, Value, ByLength>>);

impl Default for SelectionCache {
    fn default() -> Self {
        Self(Arc::new(Cache::with_weighter(BYTES_MAX as usize / 1_000, BYTES_MAX, ByLength)))
    }
}

/// Stands for what is selected: half of a SHA-256 of its description, so that nobody finds another selection that would be
/// taken for one of an app.
type Selection = [u8; 16];

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    node: NodeId,
    version: Version,
    /// Of the register whose municipalities it names.
    generation: usize,
    selection: Selection,
}

impl SelectionCache {
    /// For one request. Its answer is to be written by [`json::write`], and nothing in it may have to be merged
    /// ([`super::document::Admitted::is_plain`]). `generation`: of the register of municipalities.
    pub fn for_request(&self, generation: usize) -> Selections {
        Selections { cache: self.clone(), generation, described: Mutex::default() }
    }

    /// How many answers are kept.
    #[cfg(test)]
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

/// Data of a request whose answer may have [`Value::Binary`] in it: JSON that was written before.
pub struct Selections {
    cache: SelectionCache,
    generation: usize,
    /// What was found out about selection sets of the request, which are known by where they are in memory, and the types
    /// that they were applied to. `None`: not all of it may be kept.
    described: Mutex<Vec<(usize, TypeId, Option<Selection>)>>,
}

impl Selections {
    /// Where that is kept which the selection set at the address `set` selects of a `T` in this version. `None` when it
    /// may not be; `describe` says what is selected, the same for all who select the same.
    pub fn place<T: 'static>(
        &self,
        set: usize,
        (node, version): (NodeId, Version),
        describe: impl FnOnce() -> Option<String>,
    ) -> Option<Place<'_>> {
        let mut described = self.described.lock().unwrap_or_else(PoisonError::into_inner);
        let known = described.iter().find(|(at, of, _)| *at == set && *of == TypeId::of::<T>());
        let selection = match known {
            Some((_, _, selection)) => *selection,
            None => {
                let selection = describe().map(|text| {
                    let hash = Sha256::digest(text.as_bytes());
                    std::array::from_fn(|i| hash[i])
                });
                described.push((set, TypeId::of::<T>(), selection));
                selection
            }
        };
        let key = Key { node, version, generation: self.generation, selection: selection? };
        Some(Place { cache: &self.cache, key })
    }
}

/// Where one answer is kept.
pub struct Place<'a> {
    cache: &'a SelectionCache,
    key: Key,
}

impl Place<'_> {
    pub fn get(&self) -> Option<Value> {
        self.cache.0.get(&self.key)
    }

    /// Keeps what was answered unless it is long; gives it back, as it is to be answered.
    pub fn keep(self, value: Value) -> Value {
        let mut room = LENGTH_MAX;
        if !fits(&value, &mut room) {
            return value;
        }
        let mut text = Vec::with_capacity(LENGTH_MAX - room);
        json::write(&value, &mut text);
        let is_short = text.len() <= LENGTH_MAX;
        text.shrink_to_fit();
        let written = Value::Binary(text.into());
        // What had to be escaped is longer than it seemed.
        if is_short {
            self.cache.0.insert(self.key, written.clone());
        }
        written
    }
}

/// Takes from `room` what `value` needs as JSON, about, as long as there is any.
fn fits(value: &Value, room: &mut usize) -> bool {
    let needs = match value {
        Value::Null | Value::Boolean(_) | Value::Number(_) => 8,
        Value::String(text) => 3 + text.len(),
        Value::Enum(name) => 3 + name.len(),
        Value::Binary(json) => json.len(),
        Value::List(items) => {
            if !items.iter().all(|item| fits(item, room)) {
                return false;
            }
            2
        }
        Value::Object(fields) => {
            if !fields.values().all(|value| fits(value, room)) {
                return false;
            }
            2 + fields.keys().map(|name| 4 + name.len()).sum::<usize>()
        }
    };
    *room = room.saturating_sub(needs);
    *room > 0
}

#[derive(Clone)]
struct ByLength;

impl Weighter<Key, Value> for ByLength {
    fn weight(&self, _: &Key, answer: &Value) -> u64 {
        let Value::Binary(json) = answer else { return 0 };
        (OVERHEAD + json.len()) as u64
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};
    use uuid::Uuid;

    use super::*;
    use crate::ids::NodeKind;

    fn thing(number: u128, revision: i32) -> (NodeId, Version) {
        let updated_at = Utc.timestamp_opt(1_700_000_000, 0).unwrap();
        (NodeId::new(NodeKind::Pilot, Uuid::from_u128(number)), Version { revision, updated_at })
    }

    /// What a request keeps of a thing, and what another one then finds.
    fn keep(
        cache: &SelectionCache,
        thing: (NodeId, Version),
        selection: &str,
        value: &Value,
    ) -> Option<Value> {
        let (one, other) = (cache.for_request(1), cache.for_request(1));
        let kept = one.place::<()>(0, thing, || Some(selection.to_owned()));
        kept.expect("a place").keep(value.clone());
        other.place::<()>(0, thing, || Some(selection.to_owned())).and_then(|place| place.get())
    }

    #[test]
    fn an_answer_is_found_by_thing_revision_register_and_selection_and_by_nothing_else() {
        let cache = SelectionCache::default();
        assert_eq!(
            keep(&cache, thing(1, 1), "title", &"Een".into()),
            Some(Value::Binary(b"\"Een\""[..].into()))
        );
        let found = |generation: usize, thing: (NodeId, Version), selection: &str| {
            let selections = cache.for_request(generation);
            selections.place::<()>(0, thing, || Some(selection.to_owned())).and_then(|place| place.get())
        };
        assert!(found(1, thing(1, 1), "title").is_some());
        assert!(found(2, thing(1, 1), "title").is_none(), "municipalities may be called otherwise since");
        assert!(found(1, thing(1, 2), "title").is_none());
        assert!(found(1, thing(2, 1), "title").is_none());
        assert!(found(1, thing(1, 1), "summary").is_none());
    }

    #[test]
    fn a_selection_is_described_once_for_each_type_and_what_may_not_be_kept_has_no_place() {
        let (cache, mut described) = (SelectionCache::default(), 0);
        let selections = cache.for_request(1);
        for _ in 0..3 {
            let place = selections.place::<u8>(7, thing(1, 1), || {
                described += 1;
                None
            });
            assert!(place.is_none());
        }
        assert_eq!(described, 1);
        assert!(selections.place::<u16>(7, thing(1, 1), || Some("title".to_owned())).is_some());
    }

    #[test]
    fn what_is_long_is_not_kept_and_what_is_kept_is_bounded() {
        let cache = SelectionCache::default();
        let of_a_thing =
            |text: &str| Value::from_json(serde_json::json!({ "it": [{ "body": text }, 1] })).unwrap();
        assert_eq!(keep(&cache, thing(1, 1), "body", &of_a_thing(&"x".repeat(LENGTH_MAX))), None);
        assert_eq!(keep(&cache, thing(1, 1), "body", &of_a_thing(&"\n".repeat(LENGTH_MAX * 2 / 3))), None);
        assert!(keep(&cache, thing(1, 1), "body", &of_a_thing("kort")).is_some());
        for number in 0..20_000 {
            keep(&cache, thing(number, 1), "body", &"x".repeat(1_000).into());
        }
        assert!(cache.0.weight() <= BYTES_MAX);
        assert!(cache.0.len() > 5_000, "{}", cache.0.len());
    }
}
