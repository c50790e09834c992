//! A second look at the best hits: how near to each other the words of the query stand, how alike the title and the
//! query are, and the merit of a document that says the same as others. Adds to a score, so that what was not looked
//! at stays behind.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet};

use super::concept::Plan;
use super::hits::slot;
use super::merit::Factors;
use super::outline::Outline;
use super::schema::Side;
use super::statistics::Statistics;
use super::weights::{EXACT_TITLE, Weights};

/// Words between two words that still belong together.
const REACH: u32 = 8;

/// A hit with its score.
pub struct Scored {
    /// With a slot for its segment.
    pub address: DocAddress,
    pub id: u128,
    pub score: f32,
}

pub fn refine(
    hits: &mut [Scored],
    plan: &Plan,
    statistics: &Statistics<'_>,
    weights: &Weights,
) -> tantivy::Result<()> {
    let total: f32 = plan.concepts.iter().map(|concept| concept.whole.rarity).sum();
    if total == 0.0 {
        return Ok(());
    }
    hits.sort_by_key(|hit| hit.address);
    let fields = statistics.fields;
    for number in 0..statistics.searcher.segment_readers().len() {
        for (which, side) in fields.sides().into_iter().enumerate() {
            let slot = slot(number, which);
            let from = hits.partition_point(|hit| hit.address.segment_ord < slot);
            let to = hits.partition_point(|hit| hit.address.segment_ord <= slot);
            let here = &mut hits[from..to];
            if here.is_empty() {
                continue;
            }
            titles((statistics, number), plan, weights.title_likeness * total, here);
            neighbours((statistics, number), side, plan, weights, here)?;
            merits((statistics, number), weights, here);
        }
    }
    Ok(())
}

/// Titles that are written like the query.
fn titles((statistics, segment): (&Statistics<'_>, usize), plan: &Plan, worth: f32, hits: &mut [Scored]) {
    let asked = Outline::of(&plan.exact_title);
    let columns = &statistics.segment(segment).columns;
    for hit in hits {
        hit.score += worth * asked.likeness(columns.outline(hit.address.doc_id));
    }
}

fn neighbours(
    (statistics, segment): (&Statistics<'_>, usize),
    side: &Side,
    plan: &Plan,
    weights: &Weights,
    hits: &mut [Scored],
) -> tantivy::Result<()> {
    if plan.concepts.len() < 2 || weights.proximity == 0.0 {
        return Ok(());
    }
    let mut places: Vec<Option<SegmentPostings>> = Vec::with_capacity(plan.concepts.len());
    for concept in &plan.concepts {
        let stem = concept.whole.forms.first().and_then(|(form, _)| match &form.stems[..] {
            [(_, stem)] => Some(stem),
            _ => None,
        });
        let open = |stem: &String| {
            statistics.postings(segment, side.text, stem, IndexRecordOption::WithFreqsAndPositions)
        };
        places.push(stem.map(open).transpose()?.flatten());
    }
    let (mut before, mut here) = (Vec::new(), Vec::new());
    for hit in hits {
        before.clear();
        for (i, postings) in places.iter_mut().enumerate() {
            here.clear();
            if let Some(postings) = postings
                && seek(postings, hit.address.doc_id)
            {
                postings.append_positions_with_offset(0, &mut here);
            }
            if let (Some(near), true) = (nearness(&before, &here), i > 0) {
                let rarity = plan.concepts[i - 1].whole.rarity.min(plan.concepts[i].whole.rarity);
                hit.score += weights.proximity * rarity * near;
            }
            std::mem::swap(&mut before, &mut here);
        }
    }
    Ok(())
}

/// What was scored for the text is worth more by the merit; an exact title is what it is.
fn merits((statistics, segment): (&Statistics<'_>, usize), weights: &Weights, hits: &mut [Scored]) {
    let columns = &statistics.segment(segment).columns;
    for hit in hits {
        let doc = hit.address.doc_id;
        let age = statistics.newest - columns.sorted_at(doc);
        let exact = if hit.score >= EXACT_TITLE { EXACT_TITLE } else { 0.0 };
        hit.score = exact + (hit.score - exact) * Factors::of(columns.merit(doc), age, weights).product();
    }
}

fn seek(postings: &mut SegmentPostings, doc: u32) -> bool {
    let at = if postings.doc() < doc { postings.seek(doc) } else { postings.doc() };
    at == doc
}

/// 1 where the second word follows the first at once, less with words between them or the other way round.
fn nearness(first: &[u32], second: &[u32]) -> Option<f32> {
    let mut nearest = u32::MAX;
    for place in first {
        let at = second.partition_point(|other| other <= place);
        if let Some(behind) = second.get(at) {
            nearest = nearest.min(behind - place);
        }
        if let Some(before) = at.checked_sub(1).and_then(|at| second.get(at)) {
            nearest = nearest.min((place - before).saturating_add(1));
        }
    }
    (nearest <= REACH).then(|| 1.0 / nearest.max(1) as f32)
}
