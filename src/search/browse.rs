//! Which documents there are where no words are asked for.

use tantivy::{SegmentReader, Term};

use super::bits::Bits;
use super::concept::Plan;
use super::occurrences::WINDOW;
use super::rank::{Sink, excluded};
use super::schema::Side;
use super::statistics::Statistics;
use super::visible::{Circles, Seen};
use crate::access::PUBLIC_TERM;
use crate::ids::NodeKind;

/// The documents without words that a plan excludes, or all: what there is when no concept is asked for.
pub fn browse(
    statistics: &Statistics<'_>,
    segment: usize,
    side: &Side,
    plan: &Plan,
    seen: &Seen,
    sink: &mut impl Sink,
) -> tantivy::Result<()> {
    let listed = listed(statistics, segment, side, seen)?;
    let mut excluded = excluded(statistics, segment, side, plan)?;
    let mut docs = Vec::with_capacity(WINDOW as usize);
    for base in (0..reader(statistics, segment).max_doc()).step_by(WINDOW as usize) {
        docs.clear();
        docs.extend(listed.within(base..base + WINDOW));
        for excluded in &mut excluded {
            docs.retain(|doc| excluded.seek(*doc) != *doc);
        }
        sink.count(&docs);
    }
    Ok(())
}

/// What a reader sees of a segment: a set for each of its sides.
pub fn visible(statistics: &Statistics<'_>, segment: usize, circles: &Circles) -> tantivy::Result<[Bits; 2]> {
    let (reader, kept) = (reader(statistics, segment), statistics.segment(segment));
    let [public, restricted] = statistics.fields.sides().map(|side| {
        let seen = circles.seen(statistics.fields, side, reader, kept)?;
        listed(statistics, segment, side, &seen)
    });
    Ok([public?, restricted?])
}

fn reader<'a>(statistics: &'a Statistics<'_>, segment: usize) -> &'a SegmentReader {
    &statistics.searcher.segment_readers()[segment]
}

/// What is seen of a side of a segment, but for themes, which are there for suggestions only.
fn listed(statistics: &Statistics<'_>, segment: usize, side: &Side, seen: &Seen) -> tantivy::Result<Bits> {
    let (fields, reader, kept) =
        (statistics.fields, reader(statistics, segment), statistics.segment(segment));
    if matches!(seen, Seen::Nothing) {
        return Ok(Bits::none(reader.max_doc()));
    }
    let public = kept.documents_with(reader, &Term::from_field_text(fields.scope, PUBLIC_TERM))?;
    let mut listed = if side.text == fields.public.text {
        public
    } else {
        let mut restricted = Bits::all(reader.max_doc());
        restricted.remove(&public);
        restricted
    };
    if let Seen::Some(bits) = seen {
        listed.retain(bits);
    }
    listed.remove(&kept.documents_of(fields, reader, &[NodeKind::Theme])?);
    Ok(kept.without_deleted(listed))
}
