//! Which things have themes in common with another, whatever they say. A theme tells more the fewer of the things have it
//! that can have themes and that the reader may see: what is hidden is not counted.
//!
//! Documents are sets, with a bit for each: which of them carry a theme is kept with their segment.

use std::collections::HashMap;

use tantivy::{DocAddress, DocId};

use super::bits::Bits;
use super::browse::visible;
use super::hits::slot;
use super::statistics::{Statistics, rarity};
use super::visible::Circles;
use crate::ids::{NodeId, NodeKind};

/// Contributions that carry themes; outcomes and meetings have none. Nor have reports, and they would not tell what a
/// municipality works on: theirs is the one that hosted their meeting.
pub const THEMED: [NodeKind; 2] = [NodeKind::Pilot, NodeKind::Challenge];

/// What carries themes and the reader sees.
pub struct Among<'a> {
    statistics: &'a Statistics<'a>,
    /// Of each segment: a set for each of its sides.
    things: Vec<[Bits; 2]>,
}

impl<'a> Among<'a> {
    pub fn new(statistics: &'a Statistics<'_>, circles: &Circles) -> tantivy::Result<Self> {
        let things = statistics.segments().enumerate().map(|(number, (reader, segment))| {
            let themed = segment.documents_of(statistics.fields, reader, &THEMED)?;
            let mut sides = visible(statistics, number, circles)?;
            sides.iter_mut().for_each(|side| side.retain(&themed));
            Ok(sides)
        });
        Ok(Self { things: things.collect::<tantivy::Result<_>>()?, statistics })
    }

    /// How much each of `themes` tells, by slug: as much as a word that is as rare. One that nothing has is absent.
    pub fn worth(&self, themes: &[&str]) -> HashMap<String, f32> {
        let count: u64 = self.things.iter().flatten().map(Bits::count).sum();
        let times = |slug: &str| -> usize {
            let of_segment = |(number, sides): (usize, &[Bits; 2])| {
                sides.iter().map(|things| self.with_theme(number, things, slug).count()).sum::<usize>()
            };
            self.things.iter().enumerate().map(of_segment).sum()
        };
        let known = themes.iter().map(|slug| (*slug, times(slug))).filter(|(_, times)| *times > 0);
        known.map(|(slug, times)| (slug.to_owned(), rarity(times as f32, count as f32))).collect()
    }

    /// The things that have at least two of the themes that are worth something, those whose themes are worth most first,
    /// then what changed last; at most `limit`. Addresses are those of [`slot`]s.
    pub fn best(
        &self,
        worth: &HashMap<String, f32>,
        is_apart: &dyn Fn(NodeId) -> bool,
        limit: usize,
    ) -> Vec<DocAddress> {
        let mut best: Vec<(Rank, DocAddress)> = Vec::new();
        for (number, (reader, segment)) in self.statistics.segments().enumerate() {
            let columns = &segment.columns;
            for (side, things) in self.things[number].iter().enumerate() {
                let with = |(slug, worth): (&String, &f32)| {
                    let mut with = Bits::none(reader.max_doc());
                    self.with_theme(number, things, slug).for_each(|doc| with.insert(doc));
                    (with, thousandths(*worth))
                };
                let themes: Vec<(Bits, u64)> = worth.iter().map(with).collect();
                for doc in several(&themes, reader.max_doc()).iter() {
                    let shared = themes.iter().filter(|(with, _)| with.contains(doc));
                    let worth = shared.map(|(_, worth)| worth).sum();
                    // Most share less than the best do, and of those nothing else needs to be read.
                    if best.len() == limit && best.last().is_some_and(|((least, ..), _)| *least > worth) {
                        continue;
                    }
                    let rank = (worth, columns.sorted_at(doc), columns.id(doc));
                    let at = best.partition_point(|(other, _)| *other > rank);
                    if at < limit && columns.node(doc).is_some_and(|node| !is_apart(node)) {
                        best.insert(at, (rank, DocAddress::new(slot(number, side), doc)));
                        best.truncate(limit);
                    }
                }
            }
        }
        best.into_iter().map(|(_, address)| address).collect()
    }

    /// Those of `things` that carry the theme with this slug.
    fn with_theme(&self, segment: usize, things: &Bits, slug: &str) -> impl Iterator<Item = DocId> {
        let carry = self.statistics.segment(segment).columns.of_theme(slug);
        carry.iter().copied().filter(|doc| things.contains(*doc))
    }
}

/// What the themes in common are worth, in thousandths, when the thing changed last
/// ([`super::columns::Columns::sorted_at`]; that of meetings, which have no themes, would be when they begin), and its id:
/// the highest comes first.
type Rank = (u64, i64, u128);

/// Whole numbers have the same sum in whatever order a thing has its themes.
fn thousandths(worth: f32) -> u64 {
    (worth * 1_000.0).round() as u64
}

/// What is in at least two of the sets.
fn several(sets: &[(Bits, u64)], max_doc: u32) -> Bits {
    let (mut once, mut twice) = (Bits::none(max_doc), Bits::none(max_doc));
    for (set, _) in sets {
        let mut again = once.clone();
        again.retain(set);
        twice.extend(&again);
        once.extend(set);
    }
    twice
}

#[cfg(test)]
#[path = "common_themes_tests.rs"]
mod tests;
