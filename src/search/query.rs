//! Answering one search from one consistent state of the index: page, total and facets.

use tantivy::{DocAddress, Searcher};
use uuid::Uuid;

use super::analysis::stem;
use super::collect::{Between, Rank, key_of_score, score_of_key};
use super::concept::{Concept, Plan};
use super::facets;
use super::hits::{Found, Hits, Order, Wanted};
use super::parse::parse;
use super::plan::Planner;
use super::rank::{Ranking, browse};
use super::refine::{Scored, refine};
use super::request::{FacetField, SearchRequest, SearchResults};
use super::schema::{Fields, Side};
use super::statistics::{Cache, Statistics};
use super::visible::{Circles, Seen};
use super::vocabulary::Vocabulary;
use super::weights::{REFINED, Weights};
use crate::ids::{NodeId, NodeKind};
use crate::page::Slice;

/// One state of the index.
pub struct View<'a> {
    pub searcher: &'a Searcher,
    pub fields: &'a Fields,
    pub cache: &'a Cache,
}

/// What was found, and what highlights mark.
pub struct Answer {
    pub results: SearchResults,
    /// Empty when nothing was typed that could be marked.
    pub concepts: Vec<Concept>,
}

/// Answers `request` without highlights.
pub fn search(view: &View<'_>, request: &SearchRequest, weights: &Weights) -> tantivy::Result<Answer> {
    let parsed = parse(&request.text);
    let statistics = Statistics::new(view.searcher, view.fields, view.cache)?;
    let circles = Circles::of(view.fields, request.scope_terms.as_deref());
    let mut plan = Plan::default();
    if !parsed.is_blank() {
        let vocabulary = Vocabulary { statistics: &statistics, circles: &circles };
        let planned = stem::with(|stemmer| Planner::new(&vocabulary, weights, stemmer).plan(&parsed))?;
        let Some(planned) = planned else { return Ok(nothing(request)) };
        plan = planned;
    }
    let order = if plan.concepts.is_empty() { Order::Freshness } else { Order::Relevance };
    let facets = if request.want_facets { FacetField::ALL.to_vec() } else { Vec::new() };
    let wanted = Wanted { order, page: &request.page, filter: &request.filter, facets };
    let search = Walk { statistics: &statistics, circles: &circles, weights };
    let mut found = search.walk(&plan, &wanted)?;
    // Too few that meet all: they are followed by those that meet some.
    let can_widen = plan.required > 1 || plan.concepts.iter().any(|concept| !concept.pieces.is_empty());
    if (found.unfiltered as f32) < weights.enough && can_widen {
        plan.required = 1;
        plan.is_widened = true;
        found = search.walk(&plan, &wanted)?;
    }
    let ranked = search.page(&plan, &wanted, found.best.found(), found.page.found())?;

    let slice = Slice::from_fetched(&request.page, ranked, |(rank, _)| rank.cursor());
    let mut rows = Vec::with_capacity(slice.rows.len());
    for (cursor, (rank, address)) in slice.rows {
        let Some(node) = node(view.searcher, address)? else { continue };
        let score = if order == Order::Relevance { score_of_key(rank.key) } else { 1.0 };
        rows.push((cursor, super::request::Hit { node, score, highlights: Vec::new() }));
    }
    let counted = wanted.facets.iter().copied().zip(found.facets.into_iter().map(facets::buckets));
    let results = SearchResults {
        hits: Slice { rows, has_previous: slice.has_previous, has_next: slice.has_next },
        total: request.want_total.then_some(found.total),
        facets: counted.collect(),
        did_you_mean: plan.did_you_mean,
    };
    Ok(Answer { results, concepts: plan.concepts })
}

/// Something was typed, but nothing that can be found.
fn nothing(request: &SearchRequest) -> Answer {
    let facets = FacetField::ALL.into_iter().filter(|_| request.want_facets).map(|facet| (facet, Vec::new()));
    let results = SearchResults {
        hits: Slice::empty(),
        total: request.want_total.then_some(0),
        facets: facets.collect(),
        did_you_mean: None,
    };
    Answer { results, concepts: Vec::new() }
}

struct Walk<'a> {
    statistics: &'a Statistics<'a>,
    circles: &'a Circles,
    weights: &'a Weights,
}

impl Walk<'_> {
    fn walk(&self, plan: &Plan, wanted: &Wanted<'_>) -> tantivy::Result<Found> {
        let fields = self.statistics.fields;
        let mut found = Found::new(wanted);
        for (number, (reader, segment)) in (0..).zip(self.statistics.segments()) {
            let mut hits = Hits::new(number, reader, fields, wanted, &mut found)?;
            for side in fields.sides() {
                let seen = self.circles.seen(fields, side, reader, segment)?;
                if matches!(seen, Seen::Nothing) {
                    continue;
                }
                if plan.concepts.is_empty() {
                    browse(reader, side, plan, &seen, fields, &mut hits)?;
                } else {
                    let mut ranking = Ranking::new(reader, side, plan, self.statistics, self.weights)?;
                    ranking.walk(reader, &seen, &mut hits);
                }
            }
            hits.finish()?;
        }
        Ok(found)
    }

    /// The page, in the order that [`Slice::from_fetched`] expects.
    fn page(
        &self,
        plan: &Plan,
        wanted: &Wanted<'_>,
        best: Vec<(Rank, DocAddress)>,
        page: Vec<(Rank, DocAddress)>,
    ) -> tantivy::Result<Vec<(Rank, DocAddress)>> {
        let between = Between::of(wanted.page);
        let mut ranked: Vec<(Rank, DocAddress)> = page;
        if wanted.order == Order::Relevance {
            ranked.retain(|(_, address)| !best.iter().any(|(_, other)| other == address));
            let mut scored = Vec::with_capacity(best.len());
            for (rank, address) in &best {
                let (score, is_public) = (score_of_key(rank.key), self.is_public(*address)?);
                scored.push(Scored { address: *address, is_public, score });
            }
            refine(&mut scored, plan, self.statistics, self.weights)?;
            for hit in scored {
                let Some((rank, _)) = best.iter().find(|(_, address)| *address == hit.address) else {
                    continue;
                };
                let rank = Rank { key: key_of_score(hit.score), id: rank.id };
                if between.contains(rank) {
                    ranked.push((rank, hit.address));
                }
            }
        }
        between.sort(&mut ranked);
        ranked.truncate(wanted.page.fetch() as usize);
        Ok(ranked)
    }

    /// Is the document on the public side? All that is there has a text.
    fn is_public(&self, address: DocAddress) -> tantivy::Result<bool> {
        let reader = self.statistics.searcher.segment_reader(address.segment_ord);
        let side: &Side = &self.statistics.fields.public;
        Ok(reader.get_fieldnorms_reader(side.text)?.fieldnorm_id(address.doc_id) > 0)
    }
}

/// Which thing a document of the index is.
pub fn node(searcher: &Searcher, address: DocAddress) -> tantivy::Result<Option<NodeId>> {
    let columns = searcher.segment_reader(address.segment_ord).fast_fields();
    let (high, low) =
        (columns.u64("uuid_high")?.first(address.doc_id), columns.u64("uuid_low")?.first(address.doc_id));
    let Some(kinds) = columns.str("kind")? else { return Ok(None) };
    let mut name = String::new();
    if let Some(ord) = kinds.term_ords(address.doc_id).next() {
        kinds.ord_to_str(ord, &mut name)?;
    }
    let (Some(kind), Some(high), Some(low)) = (NodeKind::from_name(&name), high, low) else {
        return Ok(None);
    };
    Ok(Some(NodeId::new(kind, Uuid::from_u64_pair(high, low))))
}

const _: () = assert!(REFINED > crate::page::MAX_SIZE as usize, "the first page is among the best");
