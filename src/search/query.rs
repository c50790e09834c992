//! Answering one search from one consistent state of the index: page, total and facets.

use tantivy::{DocAddress, Searcher};

use super::analysis::stem;
use super::browse::browse;
use super::collect::{Between, Rank, key_of_score, score_of_key};
use super::concept::{Concept, Plan};
use super::explain::{Ranked, explain};
use super::facets;
use super::hits::{Found, Hits, Order, Wanted, place, slot};
use super::narrow::Narrowing;
use super::parse::parse;
use super::plan::Planner;
use super::rank::{Ranking, Room};
use super::refine::{Looked, Scored, refine};
use super::request::{FacetField, SearchOrder, SearchRequest, SearchResults};
use super::schema::Fields;
use super::statistics::{Cache, Statistics};
use super::synonyms::Synonyms;
use super::visible::{Circles, Seen};
use super::vocabulary::Vocabulary;
use super::weights::{REFINED, Weights};
use crate::page::Slice;

/// One state of the index.
pub struct View<'a> {
    pub searcher: &'a Searcher,
    pub fields: &'a Fields,
    pub cache: &'a Cache,
    pub synonyms: &'a Synonyms,
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
    if !parsed.is_blank() && !parsed.is_only_conditions() {
        let vocabulary = Vocabulary { statistics: &statistics, circles: &circles };
        let planned = stem::with(|stemmer| {
            let planner = Planner::new(&vocabulary, weights, stemmer).strict(request.is_complete);
            match request.is_literal {
                true => planner.plan(&parsed),
                false => planner.expanded_by(view.synonyms).plan(&parsed),
            }
        })?;
        let Some(planned) = planned else { return Ok(nothing(request)) };
        plan = planned;
    }
    let by_relevance = request.order == SearchOrder::Relevance && !plan.concepts.is_empty();
    let order = if by_relevance { Order::Relevance } else { Order::Freshness };
    let facets = if request.want_facets { FacetField::ALL.to_vec() } else { Vec::new() };
    let narrowing = stem::with(|stemmer| Narrowing::of(&parsed, &statistics, stemmer))?;
    let wanted = Wanted {
        order,
        page: &request.page,
        filter: &request.filter,
        among: request.among.as_deref(),
        facets,
        narrowing: &narrowing,
        // Who wants all of the words is told of nothing else.
        asks_for_pieces: !request.is_complete,
    };
    let search = Walk { statistics: &statistics, circles: &circles, weights };
    let mut found = search.walk(&plan, &wanted)?;
    // Too few that meet all: those that meet some come as well.
    let met_all = if plan.is_loosened { 0 } else { found.unfiltered };
    let is_by_pieces = found.is_by_pieces;
    // Of one word only a compound has parts. Who asks for `wijkteam` does not mean every `team`, unless nothing has it.
    let is_one_word = plan.is_of_one_word();
    let has_compound = plan.concepts.iter().any(|concept| concept.pieces.len() > 1);
    let can_widen = (has_compound || !is_one_word) && !request.is_complete;
    let enough = match request.order {
        _ if is_one_word => 1.0,
        SearchOrder::Relevance => weights.enough,
        // What meets only some of it would stand above what meets all.
        SearchOrder::Newest => 1.0,
    };
    if (found.unfiltered as f32) < enough && can_widen {
        plan.is_widened = true;
        found = search.walk(&plan, &wanted)?;
        if found.unfiltered == 0 && has_compound {
            plan.is_any_piece_enough = true;
            found = search.walk(&plan, &wanted)?;
        }
    }
    let best = found.best.found();
    let refined: Vec<DocAddress> = best.iter().map(|(_, address)| *address).collect();
    let (ranked, looked) = search.page(&plan, &wanted, best, found.page.found())?;

    let slice = Slice::from_fetched(&request.page, ranked, |(rank, _)| rank.cursor(request.order.list()));
    let mut rows = Vec::with_capacity(slice.rows.len());
    for (cursor, (rank, address)) in slice.rows {
        let Some(node) = statistics.segment(place(address.segment_ord).0).columns.node(address.doc_id) else {
            continue;
        };
        let score = if order == Order::Relevance { score_of_key(rank.key) } else { 1.0 };
        let mut explanation = None;
        if request.want_explanations && order == Order::Relevance {
            let (plan, statistics, looked, text) = (&plan, &statistics, &looked, &parsed.text);
            let ranked = Ranked { plan, statistics, weights, looked, text };
            explanation = Some(explain(address, refined.contains(&address), score, &ranked)?);
        }
        rows.push((cursor, super::request::Hit { node, score, explanation }));
    }
    let counted = wanted.facets.iter().copied().zip(found.facets.into_iter().map(facets::buckets));
    let results = SearchResults {
        hits: Slice { rows, has_previous: slice.has_previous, has_next: slice.has_next },
        total: request.want_total.then_some(found.total),
        facets: counted.collect(),
        did_you_mean: plan.did_you_mean,
        has_partial: found.unfiltered > met_all || is_by_pieces,
        met_all,
        expansions: plan.expansions,
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
        has_partial: false,
        met_all: 0,
        expansions: Vec::new(),
    };
    Answer { results, concepts: Vec::new() }
}

/// Over all segments.
pub struct Walk<'a> {
    pub statistics: &'a Statistics<'a>,
    pub circles: &'a Circles,
    pub weights: &'a Weights,
}

impl Walk<'_> {
    /// What meets the plan.
    pub fn walk(&self, plan: &Plan, wanted: &Wanted<'_>) -> tantivy::Result<Found> {
        let fields = self.statistics.fields;
        let mut found = Found::new(wanted);
        let mut room = Room::default();
        for (number, (reader, segment)) in self.statistics.segments().enumerate() {
            let mut hits = Hits::new(self.statistics, number, wanted, &mut found)?;
            for (which, side) in fields.sides().into_iter().enumerate() {
                hits.begin(slot(number, which));
                let seen = self.circles.seen(fields, side, reader, segment)?;
                if matches!(seen, Seen::Nothing) {
                    continue;
                }
                if plan.concepts.is_empty() {
                    browse(self.statistics, number, side, plan, &seen, &mut hits)?;
                } else {
                    let ranking = Ranking::new(self.statistics, number, side, plan, self.weights, &mut room)?;
                    ranking.walk(reader, &seen, &mut hits, &mut room);
                }
            }
            hits.finish();
        }
        Ok(found)
    }

    /// The page, in the order that [`Slice::from_fetched`] expects, and what the second look depends on.
    fn page(
        &self,
        plan: &Plan,
        wanted: &Wanted<'_>,
        best: Vec<(Rank, DocAddress)>,
        page: Vec<(Rank, DocAddress)>,
    ) -> tantivy::Result<(Vec<(Rank, DocAddress)>, Looked)> {
        let between = Between::of(wanted.page);
        let mut ranked: Vec<(Rank, DocAddress)> = page;
        let mut looked = Looked::default();
        if wanted.order == Order::Relevance {
            ranked.retain(|(_, address)| !best.iter().any(|(_, other)| other == address));
            let mut scored: Vec<Scored> = best
                .iter()
                .map(|(rank, address)| Scored {
                    address: *address,
                    id: rank.id,
                    score: score_of_key(rank.key),
                })
                .collect();
            looked = refine(&mut scored, None, plan, self.statistics, self.weights)?;
            for hit in scored {
                let rank = Rank { key: key_of_score(hit.score), id: hit.id };
                if between.contains(rank) {
                    ranked.push((rank, hit.address));
                }
            }
        }
        between.sort(&mut ranked);
        ranked.truncate(wanted.page.fetch() as usize);
        Ok((ranked, looked))
    }
}

const _: () = assert!(REFINED > crate::page::MAX_SIZE as usize, "the first page is among the best");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Page;
    use crate::search::testing::{bodies, index_of_segments};

    /// All hits by pages, forwards or backwards, in the order of the ranking.
    fn pages(view: &View<'_>, text: &str, backwards: bool) -> Vec<(u128, f32)> {
        let mut request = SearchRequest {
            text: text.to_owned(),
            want_explanations: true,
            page: Page { backwards, ..Page::first(90) },
            ..SearchRequest::first(0)
        };
        let mut all = Vec::new();
        loop {
            let hits = search(view, &request, &Weights::DEFAULT).expect("an answer").results.hits;
            let mut page: Vec<_> =
                hits.rows.iter().map(|(_, hit)| (hit.node.uuid.as_u128(), hit.score)).collect();
            for (_, hit) in &hits.rows {
                let it = hit.explanation.as_ref().expect("an explanation");
                let words: f32 = it.concepts.iter().map(|concept| concept.contribution).sum();
                let text = words * it.factor_of_share + it.title_likeness + it.nearness;
                let merit = it.factor_of_freshness * it.factor_of_stage * it.factor_of_completeness;
                let sum = text * merit + it.exact_title;
                assert!((sum - hit.score).abs() < 0.001 * hit.score, "{text}: {sum} {}", hit.score);
            }
            if backwards {
                page.extend(all);
                all = page;
            } else {
                all.extend(page);
            }
            let edge = if backwards { hits.rows.first() } else { hits.rows.last() };
            let (cursor, has_more) =
                (edge.map(|(cursor, _)| cursor.clone()), [hits.has_next, hits.has_previous]);
            if !has_more[usize::from(backwards)] {
                return all;
            }
            if backwards { request.page.before = cursor } else { request.page.after = cursor }
        }
    }

    #[test]
    fn pages_beyond_the_best_go_on_with_whole_scores_in_both_directions() {
        let (index, fields) = index_of_segments(bodies(700), 150);
        let searcher = index.reader().expect("a reader").searcher();
        assert_eq!(searcher.segment_readers().len(), 5);
        let (cache, synonyms) = (Cache::default(), Synonyms::default());
        let view = View { searcher: &searcher, fields: &fields, cache: &cache, synonyms: &synonyms };
        for text in ["sociaaldomein", "beleid sociaaldomein", "sociaal domein beleid"] {
            let forwards = pages(&view, text, false);
            assert!(forwards.len() > 300, "{text}: {}", forwards.len());
            let mut ids: Vec<u128> = forwards.iter().map(|(id, _)| *id).collect();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), forwards.len(), "each once");
            assert!(forwards.is_sorted_by(|one, next| one.1 >= next.1), "{text}");
            assert_eq!(pages(&view, text, true), forwards, "{text}");
        }
    }
}
