//! Which things have themes in common with another, whatever they say. A theme tells more the fewer of the things have it
//! that can have themes and that the reader may see: what is hidden is not counted.
//!
//! Two walks over the visible documents, each of which reads one column.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use tantivy::{DocAddress, DocId};

use super::browse::browse_visible;
use super::columns::{Columns, Unpacked};
use super::facets::{Counter, Counts};
use super::hits::slot;
use super::rank::Sink;
use super::statistics::{Bits, Statistics, rarity};
use super::visible::Circles;
use crate::ids::{NodeId, NodeKind};

/// Contributions that carry themes; outcomes and meetings have none. Nor have reports, and they would not tell what a
/// municipality works on: theirs is the one that hosted their meeting.
pub const THEMED: [NodeKind; 2] = [NodeKind::Pilot, NodeKind::Challenge];
/// Themes that something has in common, at the least.
const THEMES_MIN: usize = 2;

/// Where to look among what carries themes, and for whom.
pub struct Among<'a> {
    pub statistics: &'a Statistics<'a>,
    pub circles: &'a Circles,
}

impl Among<'_> {
    /// How much each of `themes` tells, by slug: as much as a word that is as rare. One that nothing has is absent.
    pub fn worth(&self, themes: &[&str]) -> tantivy::Result<HashMap<String, f32>> {
        let (mut counts, mut count) = (Counts::new(), 0);
        for (number, (reader, segment)) in self.statistics.segments().enumerate() {
            let things = segment.documents_of(self.statistics.fields, reader, &THEMED)?;
            let counter = Counter::new(segment.columns.own_themes());
            let mut counting = Counting { things, counter, count: 0 };
            browse_visible(self.statistics, number, self.circles, &mut counting, |_, _| {})?;
            count += counting.count;
            counting.counter.finish(&mut counts);
        }
        let own = counts.iter().filter(|(slug, _)| themes.contains(&&**slug));
        Ok(own.map(|(slug, times)| (slug.to_string(), rarity(*times as f32, count as f32))).collect())
    }

    /// The things that have at least two of the themes that are worth something, those whose themes are worth most first,
    /// then what changed last; at most `limit`. Addresses are those of [`slot`]s.
    pub fn best(
        &self,
        worth: &HashMap<String, f32>,
        is_apart: &dyn Fn(NodeId) -> bool,
        limit: usize,
    ) -> tantivy::Result<Vec<DocAddress>> {
        let mut best = Vec::new();
        for (number, (reader, segment)) in self.statistics.segments().enumerate() {
            let columns = &segment.columns;
            let Some((slugs, themes)) = columns.own_themes().unpacked() else { continue };
            let worth = |slug: &Arc<str>| worth.get(&**slug).map(|worth| thousandths(*worth));
            let mut sharing = Sharing {
                things: segment.documents_of(self.statistics.fields, reader, &THEMED)?,
                themes,
                worth: slugs.iter().map(worth).collect(),
                columns,
                is_apart,
                side: 0,
                best: Vec::new(),
                limit,
            };
            browse_visible(self.statistics, number, self.circles, &mut sharing, |sharing, side| {
                sharing.side = side;
            })?;
            let address = |place: Place| (place.rank, DocAddress::new(slot(number, place.side), place.doc));
            best.extend(sharing.best.into_iter().map(address));
        }
        best.sort_by_key(|(rank, _)| Reverse(*rank));
        Ok(best.into_iter().map(|(_, address)| address).take(limit).collect())
    }
}

/// Counts the themes of things.
struct Counting<'a> {
    things: Bits,
    counter: Counter<'a>,
    count: u64,
}

impl Sink for Counting<'_> {
    fn count(&mut self, docs: &[DocId]) {
        let things: Vec<DocId> = docs.iter().copied().filter(|doc| self.things.contains(*doc)).collect();
        self.count += things.len() as u64;
        self.counter.add(&things);
    }
}

/// What the themes in common are worth, in thousandths, when the thing changed last ([`Columns::sorted_at`]; that of
/// meetings, which have no themes, would be when they begin), and its id: the highest comes first.
type Rank = (u64, i64, u128);

/// Whole numbers have the same sum in whatever order a thing has its themes.
fn thousandths(worth: f32) -> u64 {
    (worth * 1_000.0).round() as u64
}

struct Place {
    rank: Rank,
    side: usize,
    doc: DocId,
}

/// Keeps the best things of one segment.
struct Sharing<'a> {
    things: Bits,
    themes: &'a Unpacked,
    /// By number of the theme, in thousandths; `None`: not looked for.
    worth: Vec<Option<u64>>,
    columns: &'a Columns,
    is_apart: &'a dyn Fn(NodeId) -> bool,
    side: usize,
    /// The best first.
    best: Vec<Place>,
    limit: usize,
}

impl Sink for Sharing<'_> {
    fn count(&mut self, docs: &[DocId]) {
        for doc in docs.iter().copied().filter(|doc| self.things.contains(*doc)) {
            let worths = self.themes.values(doc).filter_map(|theme| self.worth[theme as usize]);
            let (count, worth) = worths.fold((0, 0), |(count, sum), worth| (count + 1, sum + worth));
            if count < THEMES_MIN {
                continue;
            }
            let rank = (worth, self.columns.sorted_at(doc), self.columns.id(doc));
            let at = self.best.partition_point(|place| place.rank > rank);
            if at < self.limit && self.columns.node(doc).is_some_and(|node| !(self.is_apart)(node)) {
                self.best.insert(at, Place { rank, side: self.side, doc });
                self.best.truncate(self.limit);
            }
        }
    }
}
