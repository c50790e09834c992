//! A second look at the best hits: how alike the title and the query are, the merit of a document that says the same as
//! others, and of the best of them how near to each other the words of the query stand. Adds to a score, so that what was
//! not looked at stays behind.

use tantivy::DocAddress;

use super::concept::Plan;
use super::hits::{place, slot};
use super::merit::Factors;
use super::outline::{Asked, Outline};
use super::passage::Passages;
use super::schema::Side;
use super::statistics::Statistics;
use super::weights::{EXACT_TITLE, Weights};

/// As alike as the title in this place is, titles are usually: that says nothing of one of them.
const USUAL: usize = 10;
/// Hits of which it is read where words stand: the best by everything else.
const NEAR: usize = 48;

/// What depends on all of the hits that were looked at.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    /// How alike titles are usually.
    usual: f32,
    /// The hits of which places were read.
    near: Vec<DocAddress>,
}

/// A hit with its score.
pub struct Scored {
    /// With a slot for its segment.
    pub address: DocAddress,
    pub id: u128,
    pub score: f32,
}

/// `looked`: what it answered before, when these are only some of the hits.
pub fn refine(
    hits: &mut [Scored],
    looked: Option<&Looked>,
    plan: &Plan,
    statistics: &Statistics<'_>,
    weights: &Weights,
) -> tantivy::Result<Looked> {
    let total: f32 = plan.concepts.iter().map(|concept| concept.whole.rarity).sum();
    if total == 0.0 {
        return Ok(Looked::default());
    }
    hits.sort_by_key(|hit| hit.address);
    let usual = looked.map(|looked| looked.usual);
    let usual = titles(hits, usual, weights.title_likeness * total, plan, statistics);
    let near = match looked {
        Some(looked) => looked.near.clone(),
        None => best(hits, NEAR),
    };
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
            together((statistics, number), side, plan, weights, &near, here)?;
            merits((statistics, number), weights, here);
        }
    }
    Ok(Looked { usual, near })
}

/// So many with the best scores, and those that score as the last of them; in the order of the hits.
fn best(hits: &[Scored], most: usize) -> Vec<DocAddress> {
    let mut scores: Vec<f32> = hits.iter().map(|hit| hit.score).collect();
    scores.sort_unstable_by(|a, b| b.total_cmp(a));
    let least = scores.get(most - 1).copied().unwrap_or_default();
    hits.iter().filter(|hit| hit.score >= least).map(|hit| hit.address).collect()
}

/// Titles that are written like the query, as far as they are more like it than usual: than the titles of the public ones
/// among the hits.
fn titles(
    hits: &mut [Scored],
    usual: Option<f32>,
    worth: f32,
    plan: &Plan,
    statistics: &Statistics<'_>,
) -> f32 {
    let asked = Asked::new(Outline::of(&plan.exact_title), &statistics.groups);
    let mut likenesses = Vec::with_capacity(hits.len());
    let mut of_public = Vec::with_capacity(hits.len());
    for hit in hits.iter() {
        let (segment, which) = place(hit.address.segment_ord);
        let columns = &statistics.segment(segment).columns;
        let likeness = asked.likeness(columns.outline(hit.address.doc_id));
        likenesses.push(likeness);
        if which == 0 {
            of_public.push(likeness);
        }
    }
    let usual = usual.unwrap_or_else(|| {
        of_public.sort_unstable_by(|a, b| b.total_cmp(a));
        of_public.get(USUAL - 1).copied().unwrap_or_default()
    });
    for (hit, likeness) in hits.iter_mut().zip(likenesses) {
        hit.score += worth * (likeness - usual).max(0.0);
    }
    usual
}

/// Words of the query that stand together, in those that are among `near`.
fn together(
    (statistics, segment): (&Statistics<'_>, usize),
    side: &Side,
    plan: &Plan,
    weights: &Weights,
    near: &[DocAddress],
    hits: &mut [Scored],
) -> tantivy::Result<()> {
    if plan.concepts.len() < 2 || (weights.proximity == 0.0 && weights.passage == 0.0) {
        return Ok(());
    }
    let mut passages = Passages::open(statistics, segment, side.text, &plan.concepts, weights)?;
    for hit in hits.iter_mut().filter(|hit| near.binary_search(&hit.address).is_ok()) {
        let together = passages.of(hit.address.doc_id);
        hit.score += weights.proximity * together.neighbours + weights.passage * together.passage;
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
