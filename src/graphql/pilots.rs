//! Pilots in the API.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::challenges::{Challenge, challenges};
use super::connection::{args, connection, total};
use super::context::ContextExt;
use super::enums::{
    Commitment, DataOrigin, Domain, PersonalData, PilotOrder, PilotStage, PublicationStatus, Visibility,
};
use super::in_place::{InPlace, at_hand};
use super::loaders::linked;
use super::meetings::{MeetingConnection, list_meetings};
use super::municipalities::{Municipality, municipality};
use super::people::{Authorship, Person, authorships, persons};
use super::revisions::{RevisionConnection, revisions};
use super::themes::{Theme, themes};
use crate::access::Status;
use crate::contribution::Shared;
use crate::db::Links;
use crate::error::Result as ServiceResult;
use crate::ids::{ChallengeId, PersonId, ThemeId};
use crate::markdown;
use crate::meetings;
use crate::page::PageArgs;
use crate::pilots;
use crate::pilots::model;
use crate::pilots::store::{self, Filter};
use crate::text::narrowing;

pub struct Pilot(pub Shared<pilots::Pilot>);
connection!(PilotConnection, PilotEdge, Pilot, Shared<pilots::Pilot>);

/// Data that a pilot uses.
#[derive(SimpleObject)]
pub struct DataSource {
    /// What it is called; at most 200 characters.
    name: String,
    /// Where it comes from.
    origin: DataOrigin,
    /// How sensitive it is.
    personal_data: PersonalData,
}

/// A part of the organisation that wants the result: its internal buyer.
#[derive(SimpleObject)]
pub struct Buyer {
    /// The department or team; at most 200 characters.
    unit: String,
    /// The function of who speaks for the unit; null when not told.
    role: Option<String>,
    /// What the unit needs; null when not told.
    need: Option<String>,
    /// How far the unit has come along.
    commitment: Commitment,
}

/// A page of the pilots that the viewer may see.
pub async fn list_pilots(
    ctx: &Context<'_>,
    filter: Filter,
    order: PilotOrder,
    page: PageArgs,
) -> Result<PilotConnection> {
    let (services, actor) = (ctx.services().clone(), *ctx.actor());
    let slice = Box::pin(services.pilots.list(&actor, &filter, order.into(), &page)).await?;
    let count = total(move || {
        let (services, filter) = (services.clone(), filter.clone());
        async move { services.pilots.count(&actor, &filter).await }
    });
    Ok(PilotConnection::new(slice, count))
}

impl Pilot {
    async fn linked(&self, ctx: &Context<'_>, links: Links) -> Result<Vec<Uuid>> {
        linked(ctx, &self.0, links).await
    }
}

/// What a municipality tried, why, how, what came of it and what went wrong.
#[Object]
impl Pilot {
    /// The same for ever, for every viewer.
    pub async fn id(&self) -> ID {
        self.0.id.to_public().into()
    }

    /// The readable part of its address; an old one keeps leading here.
    async fn slug(&self) -> &str {
        &self.0.meta.slug
    }

    /// At most 200 characters.
    async fn title(&self) -> &str {
        &self.0.content.title
    }

    /// At most 500 characters; may be empty in a draft.
    async fn summary(&self) -> &str {
        &self.0.content.summary
    }

    /// How far it has come.
    async fn stage(&self) -> PilotStage {
        self.0.content.stage.into()
    }

    /// What it strengthens; each at most once.
    async fn domains(&self) -> Vec<Domain> {
        self.0.content.domains.iter().copied().map(Domain::from).collect()
    }

    /// What it is about, in the order that its authors chose; at most 50.
    async fn themes(&self, ctx: &Context<'_>) -> Result<Vec<InPlace<Theme>>> {
        let ids = self.linked(ctx, store::THEMES).await?;
        Ok(themes(ctx, ids.into_iter().map(ThemeId)))
    }

    /// Whose it is.
    async fn municipality(&self, ctx: &Context<'_>) -> Result<InPlace<Municipality>> {
        municipality(ctx, self.0.municipality)
    }

    /// Where it stands; a draft or archived one shows to its editors only.
    async fn status(&self) -> PublicationStatus {
        self.0.meta.status.into()
    }

    /// Who may read it once published.
    async fn visibility(&self) -> Visibility {
        self.0.meta.visibility.into()
    }

    /// 1 at first, one more with each change; an update names the one that it was made on.
    async fn revision(&self) -> i32 {
        self.0.meta.revision
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.meta.created_at
    }

    /// When it was last changed, published or archived.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.meta.updated_at
    }

    /// When it was first published; null before.
    async fn published_at(&self) -> Option<DateTime<Utc>> {
        self.0.meta.published_at
    }

    /// Markdown: what was wrong; at most 50,000 characters, as are the texts below. Empty when not written.
    async fn problem(&self) -> &str {
        &self.0.content.problem
    }

    /// The same as HTML: sanitised, safe to show.
    async fn problem_html(&self) -> String {
        markdown::to_section_html(&self.0.content.problem)
    }

    /// Markdown: what was done about it.
    async fn approach(&self) -> &str {
        &self.0.content.approach
    }

    /// The same as HTML: sanitised, safe to show.
    async fn approach_html(&self) -> String {
        markdown::to_section_html(&self.0.content.approach)
    }

    /// Markdown: what came of it.
    async fn results(&self) -> &str {
        &self.0.content.results
    }

    /// The same as HTML: sanitised, safe to show.
    async fn results_html(&self) -> String {
        markdown::to_section_html(&self.0.content.results)
    }

    /// Markdown: what to do again, and what not.
    async fn lessons_learned(&self) -> &str {
        &self.0.content.lessons_learned
    }

    /// The same as HTML: sanitised, safe to show.
    async fn lessons_learned_html(&self) -> String {
        markdown::to_section_html(&self.0.content.lessons_learned)
    }

    /// Markdown: what went wrong, and why.
    async fn failures(&self) -> &str {
        &self.0.content.failures
    }

    /// The same as HTML: sanitised, safe to show.
    async fn failures_html(&self) -> String {
        markdown::to_section_html(&self.0.content.failures)
    }

    /// Organisations that take part; at most 50.
    async fn partners(&self) -> &[String] {
        &self.0.content.partners
    }

    /// Data that it uses; at most 50.
    async fn data_sources(&self) -> Vec<DataSource> {
        self.0.content.data_sources.iter().cloned().map(DataSource::from).collect()
    }

    /// Parts of the organisation that want the result; at most 50.
    async fn buyers(&self) -> Vec<Buyer> {
        self.0.content.buyers.iter().cloned().map(Buyer::from).collect()
    }

    /// What it costs, in words; at most 500 characters, empty when not told.
    async fn cost(&self) -> &str {
        &self.0.content.cost
    }

    /// The pilot that it repeats in another place; null when it is none, or one hidden from the viewer.
    async fn replicates(&self, ctx: &Context<'_>) -> Result<Option<InPlace<Pilot>>> {
        let Some(id) = self.0.content.replicates else { return Ok(None) };
        Ok(ctx.loader().load_one(id).await?.map(Pilot).map(InPlace))
    }

    /// Published pilots that repeat it in other places.
    async fn replications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<PilotConnection> {
        let (replicates, status) = (Some(self.0.id), Status::Published);
        let filter = Filter { replicates, status, ..Filter::default() };
        list_pilots(ctx, filter, PilotOrder::RecentlyUpdated, args(first, after, last, before)).await
    }

    /// Whom to call, of those that the viewer may see; at most 50.
    async fn contacts(&self, ctx: &Context<'_>) -> Result<Vec<Person>> {
        let ids = self.linked(ctx, store::CONTACTS).await?;
        persons(ctx, ids.into_iter().map(PersonId).collect()).await
    }

    /// Who wrote it, of those that the viewer may see.
    async fn authors(&self, ctx: &Context<'_>) -> Result<Vec<Person>> {
        let ids = self.linked(ctx, store::AUTHORS).await?;
        persons(ctx, ids.into_iter().map(PersonId).collect()).await
    }

    /// The same with the function and the municipality that each had when it was published.
    async fn authorships(&self, ctx: &Context<'_>) -> Result<Vec<Authorship>> {
        let ids = self.linked(ctx, store::AUTHORS).await?;
        authorships(ctx, ids.into_iter().map(PersonId).collect(), self.0.meta.published_at).await
    }

    /// Challenges that it answers, of those that the viewer may see.
    async fn challenges(&self, ctx: &Context<'_>) -> Result<Vec<Challenge>> {
        let ids = self.linked(ctx, store::CHALLENGES).await?;
        challenges(ctx, ids.into_iter().map(ChallengeId).collect()).await
    }

    /// Meetings where it was shown, latest first.
    async fn presented_at(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<MeetingConnection> {
        let filter = meetings::store::Filter { pilot: Some(self.0.id), ..meetings::store::Filter::default() };
        list_meetings(ctx, filter, args(first, after, last, before)).await
    }

    /// What it said before, latest first, at most 20 a page; null for who may not change it.
    async fn revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the beginning, 0 to 20; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 20; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<Option<RevisionConnection>> {
        let shelf = &ctx.services().pilots.shelf;
        revisions(ctx, shelf, &self.0, args(first, after, last, before)).await
    }

    /// May the viewer change it?
    async fn viewer_can_edit(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(Box::pin(ctx.services().pilots.shelf.is_editable(ctx.actor(), &self.0)).await?)
    }

    /// The paths of what must still be written before it can be published.
    async fn missing_for_publication(&self) -> Vec<&'static str> {
        self.0.content.missing()
    }
}
at_hand!(
    Pilot: "id" | "slug" | "title" | "summary" | "stage" | "domains" | "status" | "visibility" | "revision"
        | "createdAt" | "updatedAt" | "publishedAt" | "problem" | "problemHtml" | "approach"
        | "approachHtml" | "results" | "resultsHtml" | "lessonsLearned" | "lessonsLearnedHtml" | "failures"
        | "failuresHtml" | "partners" | "cost" | "missingForPublication";
        kept with "themes": Theme, "municipality": Municipality
);

/// Narrows a list of pilots; what is left out or empty narrows nothing.
#[derive(Default, InputObject)]
pub struct PilotFilter {
    /// CBS code.
    municipality: Option<String>,
    /// Name of a province.
    province: Option<String>,
    /// Slugs; a broader theme includes the narrower ones. Any of them.
    themes: Option<Vec<String>>,
    /// Any of them.
    stages: Option<Vec<PilotStage>>,
    /// Any of them.
    domains: Option<Vec<Domain>>,
    /// Only what answers this challenge; none when it is hidden from the viewer.
    challenge_id: Option<ID>,
    /// Default `PUBLISHED`; drafts and archived pilots show only to who may edit them.
    status: Option<PublicationStatus>,
    /// Only what the viewer wrote.
    mine: Option<bool>,
}

impl PilotFilter {
    /// Fails with `UNAUTHENTICATED` for `mine` without a session, with `BAD_USER_INPUT` for a malformed id.
    pub fn parse(self, ctx: &Context<'_>) -> ServiceResult<Filter> {
        let services = ctx.services();
        let mut municipalities = None;
        if let Some(code) = &self.municipality {
            municipalities = Some(services.municipalities.by_code(code).map(|m| m.id).into_iter().collect());
        }
        if let Some(province) = &self.province {
            let of_province =
                services.municipalities.all().filter(|m| m.province.eq_ignore_ascii_case(province));
            let ids: Vec<_> = of_province.map(|m| m.id).collect();
            municipalities = match municipalities {
                None => Some(ids),
                Some(chosen) => Some(chosen.into_iter().filter(|id| ids.contains(id)).collect()),
            };
        }
        let themes = self.themes.filter(|slugs| !slugs.is_empty());
        let themes = themes.map(|slugs| narrowing("themes", Some(slugs))).transpose()?;
        // Lists of one theme are kept in their order; of several they are sorted.
        let within_theme = match themes.as_deref() {
            Some([slug]) => services.themes.by_slug(slug).map(|theme| theme.id),
            Some(_) | None => None,
        };
        let themes = themes.filter(|_| within_theme.is_none());
        let author = match self.mine {
            Some(true) => Some(ctx.actor().require()?.person),
            Some(false) | None => None,
        };
        Ok(Filter {
            municipalities,
            themes: themes.map(|slugs| services.themes.with_narrower(&slugs)),
            within_theme,
            stages: narrowing("stages", self.stages)?.into_iter().map(Into::into).collect(),
            domains: narrowing("domains", self.domains)?.into_iter().map(Into::into).collect(),
            challenge: self.challenge_id.map(|id| ChallengeId::from_public(&id)).transpose()?,
            author,
            status: self.status.unwrap_or(PublicationStatus::Published).into(),
            ..Filter::default()
        })
    }
}

#[derive(Default)]
pub struct PilotQuery;

#[Object]
impl PilotQuery {
    /// Pilots; published ones unless the filter says otherwise.
    async fn pilots(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Narrows the list.")] filter: Option<PilotFilter>,
        #[graphql(desc = "How the list is sorted; default `RECENTLY_UPDATED`.")] order_by: Option<PilotOrder>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<PilotConnection> {
        let filter = filter.unwrap_or_default().parse(ctx)?;
        let order = order_by.unwrap_or(PilotOrder::RecentlyUpdated);
        list_pilots(ctx, filter, order, args(first, after, last, before)).await
    }

    /// By its slug, or one that it once had.
    async fn pilot(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its slug, or one that it once had.")] slug: String,
    ) -> Result<Option<InPlace<Pilot>>> {
        Ok(Some(InPlace(Pilot(ctx.services().pilots.shelf.by_slug(ctx.actor(), &slug).await?))))
    }
}

impl From<model::DataSource> for DataSource {
    fn from(source: model::DataSource) -> Self {
        Self { name: source.name, origin: source.origin.into(), personal_data: source.personal_data.into() }
    }
}

impl From<model::Buyer> for Buyer {
    fn from(buyer: model::Buyer) -> Self {
        Self { unit: buyer.unit, role: buyer.role, need: buyer.need, commitment: buyer.commitment.into() }
    }
}
