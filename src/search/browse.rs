//! Which documents there are where no words are asked for.

use tantivy::{DocId, Term};

use super::concept::Plan;
use super::occurrences::WINDOW;
use super::rank::{Sink, excluded};
use super::schema::Side;
use super::statistics::Statistics;
use super::visible::{Circles, Seen};

/// The documents without words that a plan excludes, or all: what there is when no concept is asked for.
pub fn browse(
    statistics: &Statistics<'_>,
    segment: usize,
    side: &Side,
    plan: &Plan,
    seen: &Seen,
    sink: &mut impl Sink,
) -> tantivy::Result<()> {
    let fields = statistics.fields;
    let reader = &statistics.searcher.segment_readers()[segment];
    let is_public = side.text == fields.public.text;
    let kept = statistics.segment(segment);
    let public =
        kept.documents_with(reader, &Term::from_field_text(fields.scope, crate::access::PUBLIC_TERM))?;
    let themes = Term::from_field_text(fields.kind, crate::ids::NodeKind::Theme.name());
    // Themes are there for suggestions only.
    let themes = kept.documents_with(reader, &themes)?;
    let mut excluded = excluded(statistics, segment, side, plan)?;
    let mut docs = Vec::with_capacity(WINDOW as usize);
    for base in (0..reader.max_doc()).step_by(WINDOW as usize) {
        docs.clear();
        let end = reader.max_doc().min(base + WINDOW);
        let is_on_side = |doc: &DocId| public.contains(*doc) == is_public && !themes.contains(*doc);
        docs.extend((base..end).filter(is_on_side).filter(|doc| seen.has(reader, *doc)));
        for excluded in &mut excluded {
            docs.retain(|doc| excluded.seek(*doc) != *doc);
        }
        sink.count(&docs);
    }
    Ok(())
}

/// All that a reader sees of a segment, one of its sides after the other; `begin` is told which one comes.
pub fn browse_visible<S: Sink>(
    statistics: &Statistics<'_>,
    segment: usize,
    circles: &Circles,
    sink: &mut S,
    begin: impl Fn(&mut S, usize),
) -> tantivy::Result<()> {
    let (reader, kept) = (&statistics.searcher.segment_readers()[segment], statistics.segment(segment));
    for (which, side) in statistics.fields.sides().into_iter().enumerate() {
        let seen = circles.seen(statistics.fields, side, reader, kept)?;
        if !matches!(seen, Seen::Nothing) {
            begin(sink, which);
            browse(statistics, segment, side, &Plan::default(), &seen, sink)?;
        }
    }
    Ok(())
}
