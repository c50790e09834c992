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
/// Where to look among what carries themes, and for whom.
pub struct Among<'a> {
    pub statistics: &'a Statistics<'a>,
    pub circles: &'a Circles,
}

impl Among<'_> {
    /// How much each of `themes` tells, by slug: as much as a word that is as rare. One that nothing has is absent.
    pub fn worth(&self, themes: &[&str]) -> tantivy::Result<HashMap<String, f32>> {
        let (mut counts, mut count) = (vec![0; themes.len()], 0);
        for number in 0..self.statistics.searcher.segment_readers().len() {
            for things in self.things(number)? {
                count += things.count() as usize;
                for (times, theme) in counts.iter_mut().zip(themes) {
                    *times += self.with_theme(number, &things, theme).count();
                }
            }
        }
        let known = themes.iter().zip(counts).filter(|(_, times)| *times > 0);
        Ok(known.map(|(slug, times)| ((*slug).to_owned(), rarity(times as f32, count as f32))).collect())
    }

    /// The things that have at least two of the themes that are worth something, those whose themes are worth most first,
    /// then what changed last; at most `limit`. Addresses are those of [`slot`]s.
    pub fn best(
        &self,
        worth: &HashMap<String, f32>,
        is_apart: &dyn Fn(NodeId) -> bool,
        limit: usize,
    ) -> tantivy::Result<Vec<DocAddress>> {
        let mut best: Vec<(Rank, DocAddress)> = Vec::new();
        for (number, (reader, segment)) in self.statistics.segments().enumerate() {
            let columns = &segment.columns;
            for (side, things) in self.things(number)?.into_iter().enumerate() {
                let with = |(slug, worth): (&String, &f32)| {
                    let mut with = Bits::none(reader.max_doc());
                    self.with_theme(number, &things, slug).for_each(|doc| with.insert(doc));
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
        Ok(best.into_iter().map(|(_, address)| address).collect())
    }

    /// What carries themes and the reader sees of a segment: a set for each of its sides.
    fn things(&self, number: usize) -> tantivy::Result<[Bits; 2]> {
        let reader = &self.statistics.searcher.segment_readers()[number];
        let themed = self.statistics.segment(number).documents_of(self.statistics.fields, reader, &THEMED)?;
        let mut sides = visible(self.statistics, number, self.circles)?;
        sides.iter_mut().for_each(|side| side.retain(&themed));
        Ok(sides)
    }

    /// Those of `things` that carry the theme with this slug.
    fn with_theme(&self, number: usize, things: &Bits, slug: &str) -> impl Iterator<Item = DocId> {
        let carry = self.statistics.segment(number).columns.of_theme(slug);
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
