//! Search and suggestions in the API.

use std::borrow::Cow;
use std::collections::HashMap;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{
    Context, ContextSelectionSet, Enum, InputObject, Object, OutputType, Positioned, Result, ServerResult,
    SimpleObject, Union, Value,
};

use super::challenges::Challenge;
use super::connection::{args, int, page_info};
use super::context::ContextExt;
use super::enums::{Domain, PilotStage};
use super::in_place::{self, InPlace, at_hand};
use super::meetings::Meeting;
use super::municipalities::{Municipality, municipality};
use super::outcomes::WorkshopOutcome;
use super::people::Person;
use super::pilots::Pilot;
use super::reports::MeetingReport;
use super::search_expansions::SearchExpansion;
use super::search_explanations::{SearchExplanation, may_explain};
use super::search_labels::{domain_label, kind_label, stage_label};
use crate::access::Scope;
use crate::error::Result as ServiceResult;
use crate::ids::{
    ChallengeId, MeetingId, MunicipalityId, NodeId, NodeKind, OutcomeId, PersonId, PilotId, ReportId,
};
use crate::page::Page;
use crate::pilots::model;
use crate::saved_searches::Query;
use crate::search::{self, SearchRequest, SearchResults};
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

/// By what a search can be narrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "search::FacetField")]
pub enum FacetField {
    /// The kind of thing.
    Kind,
    /// The municipality that it is of; values are CBS codes.
    Municipality,
    /// The province of that municipality; values are names.
    Province,
    /// What it is about; values are slugs.
    Theme,
    /// How far a pilot has come; other kinds have none.
    Stage,
    /// What a pilot strengthens; other kinds have none.
    Domain,
    /// The year of publication, or of the meeting.
    Year,
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

/// Something that was found.
#[derive(Union)]
pub enum SearchHit {
    Pilot(Box<Pilot>),
    MeetingReport(Box<MeetingReport>),
    WorkshopOutcome(Box<WorkshopOutcome>),
    Challenge(Box<Challenge>),
    Meeting(Box<Meeting>),
    Person(Box<Person>),
    Municipality(Box<Municipality>),
}

impl OutputType for InPlace<SearchHit> {
    fn type_name() -> Cow<'static, str> {
        SearchHit::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        SearchHit::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        let union = SearchHit::type_name();
        let union = Some(&*union);
        match &self.0 {
            SearchHit::Pilot(it) => in_place::resolve(ctx, &**it, union).await,
            SearchHit::MeetingReport(it) => in_place::resolve(ctx, &**it, union).await,
            SearchHit::WorkshopOutcome(it) => in_place::resolve(ctx, &**it, union).await,
            SearchHit::Challenge(it) => in_place::resolve(ctx, &**it, union).await,
            SearchHit::Meeting(it) => in_place::resolve(ctx, &**it, union).await,
            SearchHit::Person(it) => in_place::resolve(ctx, &**it, union).await,
            SearchHit::Municipality(it) => in_place::resolve(ctx, &**it, union).await,
        }
    }
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

/// A value of a facet, with how many hits have it.
#[derive(SimpleObject)]
pub struct FacetBucket {
    /// As the filter takes it: an enum's value, a CBS code, a slug, a name or a year.
    value: String,
    /// Dutch, for people.
    label: String,
    /// Hits with this value, of those that the viewer may see.
    count: i32,
}
at_hand!(FacetBucket: "value" | "label" | "count");

/// A facet's values, most frequent first, counted under the filters of the other facets.
#[derive(SimpleObject)]
pub struct Facet {
    /// By what these values narrow.
    field: FacetField,
    /// The values that occur.
    buckets: Vec<InPlace<FacetBucket>>,
}

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
    /// Fewer than ten things (of the newest: none) have all that was asked for: those that have some of it follow.
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
            want_highlights: asked.field("edges").field("highlights").exists(),
            is_literal: query.is_literal,
            want_explanations: asked.field("edges").field("explanation").exists() && may_explain(ctx.actor()),
            is_complete: false,
            among: None,
        };
        let results = ctx.services().search.search(request).await?;
        connection(ctx, results).await
    }
}

async fn connection(ctx: &Context<'_>, results: SearchResults) -> Result<SearchConnection> {
    let nodes: Vec<NodeId> = results.hits.rows.iter().map(|(_, hit)| hit.node).collect();
    let mut found = load(ctx, &nodes).await?;
    let page_info = page_info(&results.hits);
    let mut edges = Vec::with_capacity(nodes.len());
    for (cursor, hit) in results.hits.rows {
        // Gone since the index was last written, less than a second ago.
        let Some(node) = found.remove(&hit.node) else { continue };
        let highlights =
            hit.highlights.into_iter().map(|one| InPlace(Highlight { field: one.field, html: one.html }));
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

/// The things of `nodes` as the database has them now, of those that the viewer may see: one statement a kind.
pub async fn load(ctx: &Context<'_>, nodes: &[NodeId]) -> Result<HashMap<NodeId, SearchHit>> {
    let of = |kind: NodeKind| nodes.iter().filter(move |node| node.kind == kind).map(|node| node.uuid);
    let loader = ctx.loader();
    let (pilots, reports, outcomes, challenges, meetings, persons) = futures::try_join!(
        loader.load_many(of(NodeKind::Pilot).map(PilotId)),
        loader.load_many(of(NodeKind::Report).map(ReportId)),
        loader.load_many(of(NodeKind::Outcome).map(OutcomeId)),
        loader.load_many(of(NodeKind::Challenge).map(ChallengeId)),
        loader.load_many(of(NodeKind::Meeting).map(MeetingId)),
        loader.load_many(of(NodeKind::Person).map(PersonId)),
    )?;
    let mut found = HashMap::with_capacity(nodes.len());
    found.extend(pilots.into_iter().map(|(id, it)| (id.node(), SearchHit::Pilot(Box::new(Pilot(it))))));
    found.extend(
        reports
            .into_iter()
            .map(|(id, it)| (id.node(), SearchHit::MeetingReport(Box::new(MeetingReport(it))))),
    );
    found.extend(
        outcomes
            .into_iter()
            .map(|(id, it)| (id.node(), SearchHit::WorkshopOutcome(Box::new(WorkshopOutcome(it))))),
    );
    found.extend(
        challenges.into_iter().map(|(id, it)| (id.node(), SearchHit::Challenge(Box::new(Challenge(it))))),
    );
    found.extend(meetings.into_iter().map(|(id, it)| (id.node(), SearchHit::Meeting(Box::new(Meeting(it))))));
    found.extend(persons.into_iter().map(|(id, it)| (id.node(), SearchHit::Person(Box::new(Person(it))))));
    for uuid in of(NodeKind::Municipality) {
        let id = MunicipalityId(uuid);
        found.insert(id.node(), SearchHit::Municipality(Box::new(municipality(ctx, id)?.0)));
    }
    Ok(found)
}

fn facet(ctx: &Context<'_>, field: search::FacetField, buckets: Vec<search::FacetBucket>) -> Facet {
    let services = ctx.services();
    let bucket = |bucket: search::FacetBucket| {
        let (value, label) = match field {
            search::FacetField::Kind => (bucket.value.to_uppercase(), kind_label(&bucket.value).to_owned()),
            search::FacetField::Municipality => {
                let name = services.municipalities.by_code(&bucket.value).map(|found| found.name.clone());
                (bucket.value.clone(), name.unwrap_or(bucket.value))
            }
            search::FacetField::Theme => {
                let label = services.themes.by_slug(&bucket.value).map(|theme| theme.label.clone());
                (bucket.value.clone(), label.unwrap_or(bucket.value))
            }
            search::FacetField::Stage => (bucket.value.to_uppercase(), stage_label(&bucket.value).to_owned()),
            search::FacetField::Domain => {
                (bucket.value.to_uppercase(), domain_label(&bucket.value).to_owned())
            }
            search::FacetField::Province | search::FacetField::Year => (bucket.value.clone(), bucket.value),
        };
        InPlace(FacetBucket { value, label, count: int(bucket.count) })
    };
    Facet { field: field.into(), buckets: buckets.into_iter().map(bucket).collect() }
}
