//! Answering one search: text, scope and filter in one query, then the page, total, facets and highlights.

use tantivy::query::{AllQuery, BooleanQuery, ConstScoreQuery, Occur, Query};
use tantivy::schema::Value;
use tantivy::{DocAddress, Searcher, TantivyDocument, Term};
use uuid::Uuid;

use super::collect::{Order, Walk, score_of_key};
use super::facets;
use super::highlight::Marker;
use super::parse::{Parsed, parse};
use super::plan::{Plan, Planner};
use super::request::{FacetField, Facets, Filter, Highlight, Hit, SearchRequest, SearchResults};
use super::schema::Fields;
use super::vocabulary::{Vocabulary, any_of, any_term};
use crate::ids::{NodeId, NodeKind};
use crate::page::Slice;

/// Answers `request` from one consistent state of the index.
pub fn search(
    searcher: &Searcher,
    fields: &Fields,
    request: &SearchRequest,
) -> tantivy::Result<SearchResults> {
    let parsed = parse(&request.text);
    let scope = request.scope_terms.as_deref().map(|terms| any_of(fields.scope, terms));
    let vocabulary = Vocabulary { searcher, fields, scope };
    let Some(plan) = plan(&vocabulary, &parsed)? else { return Ok(nothing(request)) };

    let order = if plan.concepts.is_empty() { Order::Freshness } else { Order::Relevance };
    let base = Base { fields, text: vocabulary.visible(plan.query), filter: &request.filter };
    let unfiltered: Vec<FacetField> =
        wanted_facets(request).filter(|facet| !is_filtered(&request.filter, *facet)).collect();
    let query = base.query(None);
    let found = searcher.search(&*query, &Walk::page(order, &request.page, unfiltered.clone()))?;

    let mut counted: Facets =
        unfiltered.into_iter().zip(found.facets.into_iter().map(facets::buckets)).collect();
    for facet in wanted_facets(request).filter(|facet| is_filtered(&request.filter, *facet)) {
        let others = searcher.search(&*base.query(Some(facet)), &Walk::count(vec![facet]))?;
        counted.extend(others.facets.into_iter().map(|counts| (facet, facets::buckets(counts))));
    }
    counted.sort_by_key(|(facet, _)| *facet);

    let page = Slice::from_fetched(&request.page, found.ranked, |(rank, _)| rank.cursor());
    let mut marker = Marker::new(&plan.concepts);
    let mut rows = Vec::with_capacity(page.rows.len());
    for (cursor, (rank, address)) in page.rows {
        let Some(node) = node(searcher, address)? else { continue };
        let wants_highlights = request.want_highlights && !plan.concepts.is_empty();
        let highlights =
            if wants_highlights { highlights(searcher, fields, address, &mut marker)? } else { Vec::new() };
        let score = if order == Order::Relevance { score_of_key(rank.key) } else { 1.0 };
        rows.push((cursor, Hit { node, score, highlights }));
    }
    Ok(SearchResults {
        hits: Slice { rows, has_previous: page.has_previous, has_next: page.has_next },
        total: request.want_total.then_some(found.total),
        facets: counted,
        did_you_mean: plan.did_you_mean,
    })
}

/// `None`: something was typed, but nothing that can be found.
fn plan(vocabulary: &Vocabulary<'_>, parsed: &Parsed) -> tantivy::Result<Option<Plan>> {
    if parsed.is_blank() {
        let query = Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0));
        return Ok(Some(Plan { query, concepts: Vec::new(), did_you_mean: None }));
    }
    Planner::new(vocabulary).plan(parsed)
}

fn nothing(request: &SearchRequest) -> SearchResults {
    SearchResults {
        hits: Slice::empty(),
        total: request.want_total.then_some(0),
        facets: wanted_facets(request).map(|facet| (facet, Vec::new())).collect(),
        did_you_mean: None,
    }
}

fn wanted_facets(request: &SearchRequest) -> impl Iterator<Item = FacetField> {
    FacetField::ALL.into_iter().filter(|_| request.want_facets)
}

/// What was asked for, ready to be filtered.
struct Base<'a> {
    fields: &'a Fields,
    text: Box<dyn Query>,
    filter: &'a Filter,
}

impl Base<'_> {
    /// With all filters but that of `left_out`.
    fn query(&self, left_out: Option<FacetField>) -> Box<dyn Query> {
        let mut clauses = vec![(Occur::Must, self.text.box_clone())];
        for facet in FacetField::ALL.into_iter().filter(|facet| Some(*facet) != left_out) {
            let terms = terms(self.fields, self.filter, facet);
            if !terms.is_empty() {
                clauses.push((Occur::Must, any_term(terms)));
            }
        }
        // Themes are there for suggestions only.
        let theme = Term::from_field_text(self.fields.kind, NodeKind::Theme.name());
        clauses.push((Occur::MustNot, any_term(vec![theme])));
        Box::new(BooleanQuery::new(clauses))
    }
}

fn is_filtered(filter: &Filter, facet: FacetField) -> bool {
    match facet {
        FacetField::Kind => !filter.kinds.is_empty(),
        FacetField::Municipality => !filter.municipalities.is_empty(),
        FacetField::Province => !filter.provinces.is_empty(),
        FacetField::Theme => !filter.themes.is_empty(),
        FacetField::Stage => !filter.stages.is_empty(),
        FacetField::Domain => !filter.domains.is_empty(),
        FacetField::Year => !filter.years.is_empty(),
    }
}

fn terms(fields: &Fields, filter: &Filter, facet: FacetField) -> Vec<Term> {
    let field = fields.of_facet(facet);
    let named = |names: &[String]| names.iter().map(|name| Term::from_field_text(field, name)).collect();
    match facet {
        FacetField::Kind => {
            filter.kinds.iter().map(|kind| Term::from_field_text(field, kind.name())).collect()
        }
        FacetField::Municipality => named(&filter.municipalities),
        FacetField::Province => named(&filter.provinces),
        FacetField::Theme => named(&filter.themes),
        FacetField::Stage => named(&filter.stages),
        FacetField::Domain => named(&filter.domains),
        FacetField::Year => {
            filter.years.iter().map(|year| Term::from_field_i64(field, (*year).into())).collect()
        }
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

fn highlights(
    searcher: &Searcher,
    fields: &Fields,
    address: DocAddress,
    marker: &mut Marker,
) -> tantivy::Result<Vec<Highlight>> {
    let document: TantivyDocument = searcher.doc(address)?;
    let text = |field| document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default();
    let (title, summary) = (text(fields.stored_title), text(fields.stored_summary));
    Ok(marker.highlights(title, summary, text(fields.stored_body)))
}
