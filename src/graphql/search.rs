//! Search and suggestions in the API.

use std::collections::HashMap;

use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject};

use super::connection::{args, int, page_info};
use super::context::ContextExt;
use super::enums::{Domain, PilotStage};
use super::in_place::{InPlace, at_hand};
use super::search_expansions::SearchExpansion;
use super::search_explanations::{SearchExplanation, may_explain};
use super::search_facets::{Facet, facet};
use super::search_hits::{SearchHit, load};
use crate::access::Scope;
use crate::error::Result as ServiceResult;
use crate::ids::{NodeId, NodeKind};
use crate::page::Page;
use crate::pilots::model;
use crate::saved_searches::Query;
use crate::search::{self, Marks, SearchRequest, SearchResults};
use crate::text::narrowing;

/// What can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SearchKind {
    /// What a municipality tried.
    Pilot,
    /// A report of a meeting.
    Report,
    /// What a workshop concluded.
    Outcome,
    /// A question that many struggle with.
    Challenge,
    /// A meeting of the network.
    Meeting,
    /// Somebody of the network.
    Person,
    /// A municipality of today or a former one.
    Municipality,
}

impl SearchKind {
    /// `None` for what search does not find.
    pub fn of(kind: NodeKind) -> Option<Self> {
        Some(match kind {
            NodeKind::Pilot => Self::Pilot,
            NodeKind::Report => Self::Report,
            NodeKind::Outcome => Self::Outcome,
            NodeKind::Challenge => Self::Challenge,
            NodeKind::Meeting => Self::Meeting,
            NodeKind::Person => Self::Person,
            NodeKind::Municipality => Self::Municipality,
            NodeKind::Theme
            | NodeKind::AgendaItem
            | NodeKind::Introduction
            | NodeKind::Invitation
            | NodeKind::MailDomain
            | NodeKind::Concept => return None,
        })
    }
}

impl From<SearchKind> for NodeKind {
    fn from(kind: SearchKind) -> Self {
        match kind {
            SearchKind::Pilot => Self::Pilot,
            SearchKind::Report => Self::Report,
            SearchKind::Outcome => Self::Outcome,
            SearchKind::Challenge => Self::Challenge,
            SearchKind::Meeting => Self::Meeting,
            SearchKind::Person => Self::Person,
            SearchKind::Municipality => Self::Municipality,
        }
    }
}

/// What comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "search::SearchOrder")]
pub enum SearchOrder {
    /// The best; without words the newest.
    Relevance,
    /// The newest: what changed last, and meetings by when they begin. Of what meets all of the query, as soon as
    /// anything does.
    Newest,
}

/// A piece of a field with what matched in `<mark>`; safe HTML.
#[derive(SimpleObject)]
pub struct Highlight {
    /// `title`, `summary` or `body`; of what matched in none of them `themes`, `people` or `municipality`.
    field: &'static str,
    /// Escaped text with nothing but `<mark>` around what matched.
    html: String,
}
at_hand!(Highlight: "field" | "html");

/// A hit with its place.
#[derive(SimpleObject)]
pub struct SearchEdge {
    /// Stands on this hit; for `after`.
    cursor: String,
    /// Higher is better; comparable within one answer only.
    score: f32,
    /// How the score came about; null where the newest come first, and for who edits nothing.
    explanation: Option<SearchExplanation>,
    /// Where it matched; none for a search without words.
    highlights: Vec<InPlace<Highlight>>,
    /// What was found.
    node: InPlace<SearchHit>,
}
at_hand!(SearchEdge: "cursor" | "score");

/// One page of hits, in the order that was asked for.
#[derive(SimpleObject)]
pub struct SearchConnection {
    /// Exact; counted only when asked for.
    total_count: i32,
    /// A better spelling, when there is one that finds something; else null.
    did_you_mean: Option<String>,
    /// Fewer than forty things (of the newest: none) have all that was asked for: those that have some of it come as well. Or
    /// some have a compound only by the words that it is made of (`datapakhuis` by data and a pakhuis, apart). Or
    /// something was not looked for as it stands, since nobody says it: words in quotes one by one, a last word of one or two
    /// letters not at all.
    has_partial_matches: bool,
    /// What was looked for beside what was typed; it counts less. None for a `literal` search.
    expansions: Vec<SearchExpansion>,
    /// The hits with their places.
    edges: Vec<InPlace<SearchEdge>>,
    /// By what the search can be narrowed further; counted only when asked for.
    facets: Vec<Facet>,
    /// Where the page stands in the list.
    page_info: async_graphql::connection::PageInfo,
}

/// Narrows a search: any value within a field, all fields together.
#[derive(Default, InputObject)]
pub struct SearchFilter {
    /// Kinds of things.
    kinds: Option<Vec<SearchKind>>,
    /// CBS codes.
    municipalities: Option<Vec<String>>,
    /// Names of provinces.
    provinces: Option<Vec<String>>,
    /// Slugs; a broader theme includes the narrower ones.
    themes: Option<Vec<String>>,
    /// Stages of pilots; other kinds have none.
    stages: Option<Vec<PilotStage>>,
    /// Domains of pilots; other kinds have none.
    domains: Option<Vec<Domain>>,
    /// Years of publication, or of the meeting.
    years: Option<Vec<i32>>,
}

impl SearchFilter {
    /// With what was typed.
    pub fn query(self, text: String, is_literal: bool) -> ServiceResult<Query> {
        Ok(Query {
            text,
            is_literal,
            kinds: narrowing("kinds", self.kinds)?.into_iter().map(Into::into).collect(),
            municipalities: narrowing("municipalities", self.municipalities)?,
            provinces: narrowing("provinces", self.provinces)?,
            themes: narrowing("themes", self.themes)?,
            stages: narrowing("stages", self.stages)?.into_iter().map(model::Stage::from).collect(),
            domains: narrowing("domains", self.domains)?.into_iter().map(model::Domain::from).collect(),
            years: narrowing("years", self.years)?,
        })
    }
}

#[derive(Default)]
pub struct SearchQuery;

#[Object]
impl SearchQuery {
    /// Everything that the viewer may see, by words: best first, or newest first; without words newest first. Quotes
    /// make a phrase, a leading minus excludes. `titel:`, `gemeente:`, `thema:`, `soort:`, `fase:` and `jaar:`, or
    /// `title:`, `municipality:`, `theme:`, `kind:`, `stage:` and `year:`, with a word or a phrase in quotes right behind
    /// the colon ask for that field: `gemeente:"Den Haag"`, `jaar:2016-2018`, `-soort:verslag`. A municipality or theme is
    /// meant by any of its names or how one begins. Any text is a query; the first 200 characters count.
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Any text; the first 200 characters count. Words, phrases in quotes, `-excluded`, `gemeente:Delft`."
        )]
        query: String,
        #[graphql(desc = "Narrows the search.")] filter: Option<SearchFilter>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
        #[graphql(default = false, desc = "Only what was typed: no other words of the thesaurus.")]
        literal: bool,
        #[graphql(
            default_with = "SearchOrder::Relevance",
            desc = "What comes first. A cursor holds in the order that it came from."
        )]
        order_by: SearchOrder,
    ) -> Result<SearchConnection> {
        let asked = ctx.look_ahead();
        let order = search::SearchOrder::from(order_by);
        let query = filter.unwrap_or_default().query(query, literal)?;
        let request = SearchRequest {
            filter: query.filter(&ctx.services().themes),
            text: query.text,
            order,
            scope_terms: Scope::of(ctx.actor()).terms(),
            page: Page::parse(&args(first, after, last, before), order.list())?,
            want_total: asked.field("totalCount").exists(),
            want_facets: asked.field("facets").exists(),
            is_literal: query.is_literal,
            want_explanations: asked.field("edges").field("explanation").exists() && may_explain(ctx.actor()),
            is_complete: false,
            among: None,
        };
        let (results, marks) = ctx.services().search.search_to_mark(request).await?;
        let wants_highlights = asked.field("edges").field("highlights").exists();
        connection(ctx, results, wants_highlights.then_some(&marks)).await
    }
}

/// Highlights what `marks` says.
async fn connection(
    ctx: &Context<'_>,
    results: SearchResults,
    marks: Option<&Marks>,
) -> Result<SearchConnection> {
    let nodes: Vec<NodeId> = results.hits.rows.iter().map(|(_, hit)| hit.node).collect();
    let mut found = load(ctx, &nodes).await?;
    let mut highlights = match marks {
        Some(marks) => {
            let things: Vec<_> = found.iter().map(|(node, hit)| (*node, hit.version())).collect();
            let scope_terms = Scope::of(ctx.actor()).terms();
            ctx.services().search.highlights(marks, &things, scope_terms.as_deref()).await?
        }
        None => HashMap::new(),
    };
    let page_info = page_info(&results.hits);
    let mut edges = Vec::with_capacity(nodes.len());
    for (cursor, hit) in results.hits.rows {
        // Gone since the index was last written, less than a second ago.
        let Some(node) = found.remove(&hit.node) else { continue };
        let highlights = highlights.remove(&hit.node).unwrap_or_default().into_iter();
        let highlights = highlights.map(|one| InPlace(Highlight { field: one.field, html: one.html }));
        edges.push(InPlace(SearchEdge {
            cursor: cursor.encode(),
            score: hit.score,
            explanation: hit.explanation.map(SearchExplanation::from),
            highlights: highlights.collect(),
            node: InPlace(node),
        }));
    }
    let facets = results.facets.into_iter().map(|(field, buckets)| facet(ctx, field, buckets)).collect();
    Ok(SearchConnection {
        total_count: int(results.total.unwrap_or_default()),
        did_you_mean: results.did_you_mean,
        has_partial_matches: results.has_partial,
        expansions: results.expansions.into_iter().map(SearchExpansion::from).collect(),
        edges,
        facets,
        page_info,
    })
}
