//! Pilots in the API.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::challenges::{Challenge, challenges};
use super::connection::{args, connection, cost, total};
use super::context::ContextExt;
use super::enums::{
    Commitment, DataOrigin, Domain, PersonalData, PilotOrder, PilotStage, PublicationStatus, Visibility,
};
use super::errors::{UserError, outcome};
use super::loaders::LinksOf;
use super::meetings::{MeetingConnection, list_meetings};
use super::municipalities::{Municipality, municipality};
use super::people::{Authorship, Person, authorships, persons};
use super::themes::{Theme, themes};
use crate::db::Links;
use crate::error::Result as ServiceResult;
use crate::ids::{ChallengeId, PersonId, PilotId, ThemeId};
use crate::markdown;
use crate::meetings;
use crate::page::PageArgs;
use crate::pilots::model;
use crate::pilots::service::PilotInput;
use crate::pilots::store::{self, Filter};
use crate::pilots::{self, PilotChange};
use crate::text::narrowing;

pub struct Pilot(pub pilots::Pilot);
connection!(PilotConnection, PilotEdge, Pilot, pilots::Pilot);

/// Data that a pilot uses.
#[derive(SimpleObject)]
pub struct DataSource {
    name: String,
    origin: DataOrigin,
    personal_data: PersonalData,
}

/// A part of the organisation that wants the result: its internal buyer.
#[derive(SimpleObject)]
pub struct Buyer {
    unit: String,
    /// The function of who speaks for the unit.
    role: Option<String>,
    need: Option<String>,
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
    let slice = services.pilots.list(&actor, &filter, order.into(), &page).await?;
    let count = total(move || {
        let (services, filter) = (services.clone(), filter.clone());
        async move { services.pilots.count(&actor, &filter).await }
    });
    Ok(PilotConnection::new(slice, count))
}

impl Pilot {
    async fn linked(&self, ctx: &Context<'_>, links: Links) -> Result<Vec<Uuid>> {
        Ok(ctx.loader().load_one(LinksOf { links, left: self.0.id.0 }).await?.unwrap_or_default())
    }
}

/// What a municipality tried, why, how, what came of it and what went wrong.
#[Object]
impl Pilot {
    pub async fn id(&self) -> ID {
        self.0.id.to_public().into()
    }

    /// The readable part of its address; an old one keeps leading here.
    async fn slug(&self) -> &str {
        &self.0.meta.slug
    }

    async fn title(&self) -> &str {
        &self.0.content.title
    }

    /// At most 500 characters.
    async fn summary(&self) -> &str {
        &self.0.content.summary
    }

    async fn stage(&self) -> PilotStage {
        self.0.content.stage.into()
    }

    /// What it strengthens.
    async fn domains(&self) -> Vec<Domain> {
        self.0.content.domains.iter().copied().map(Domain::from).collect()
    }

    async fn themes(&self, ctx: &Context<'_>) -> Result<Vec<Theme>> {
        let ids = self.linked(ctx, store::THEMES).await?;
        Ok(themes(ctx, ids.into_iter().map(ThemeId)))
    }

    async fn municipality(&self, ctx: &Context<'_>) -> Result<Municipality> {
        municipality(ctx, self.0.municipality)
    }

    async fn status(&self) -> PublicationStatus {
        self.0.meta.status.into()
    }

    async fn visibility(&self) -> Visibility {
        self.0.meta.visibility.into()
    }

    /// 1 at first, one more with each change; an update names the one that it was made on.
    async fn revision(&self) -> i32 {
        self.0.meta.revision
    }

    async fn created_at(&self) -> DateTime<Utc> {
        self.0.meta.created_at
    }

    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.meta.updated_at
    }

    /// When it was first published.
    async fn published_at(&self) -> Option<DateTime<Utc>> {
        self.0.meta.published_at
    }

    /// Markdown.
    async fn problem(&self) -> &str {
        &self.0.content.problem
    }

    async fn problem_html(&self) -> String {
        markdown::to_html(&self.0.content.problem)
    }

    /// Markdown.
    async fn approach(&self) -> &str {
        &self.0.content.approach
    }

    async fn approach_html(&self) -> String {
        markdown::to_html(&self.0.content.approach)
    }

    /// Markdown.
    async fn results(&self) -> &str {
        &self.0.content.results
    }

    async fn results_html(&self) -> String {
        markdown::to_html(&self.0.content.results)
    }

    /// Markdown.
    async fn lessons_learned(&self) -> &str {
        &self.0.content.lessons_learned
    }

    async fn lessons_learned_html(&self) -> String {
        markdown::to_html(&self.0.content.lessons_learned)
    }

    /// Markdown: what went wrong, and why.
    async fn failures(&self) -> &str {
        &self.0.content.failures
    }

    async fn failures_html(&self) -> String {
        markdown::to_html(&self.0.content.failures)
    }

    /// Organisations that take part.
    async fn partners(&self) -> &[String] {
        &self.0.content.partners
    }

    async fn data_sources(&self) -> Vec<DataSource> {
        self.0.content.data_sources.iter().cloned().map(DataSource::from).collect()
    }

    /// Parts of the organisation that want the result.
    async fn buyers(&self) -> Vec<Buyer> {
        self.0.content.buyers.iter().cloned().map(Buyer::from).collect()
    }

    /// Whom to call, of those that the viewer may see.
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
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn presented_at(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<MeetingConnection> {
        let filter = meetings::store::Filter { pilot: Some(self.0.id), ..meetings::store::Filter::default() };
        list_meetings(ctx, filter, args(first, after, last, before)).await
    }

    /// May the viewer change it?
    async fn viewer_can_edit(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(ctx.services().pilots.shelf.is_editable(ctx.actor(), &self.0).await?)
    }

    /// The paths of what must still be written before it can be published.
    async fn missing_for_publication(&self) -> Vec<&'static str> {
        self.0.content.missing()
    }
}

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
        let author = match self.mine {
            Some(true) => Some(ctx.actor().require()?.person),
            Some(false) | None => None,
        };
        Ok(Filter {
            municipalities,
            themes: themes.map(|slugs| services.themes.with_narrower(&slugs)),
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
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn pilots(
        &self,
        ctx: &Context<'_>,
        filter: Option<PilotFilter>,
        order_by: Option<PilotOrder>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<PilotConnection> {
        let filter = filter.unwrap_or_default().parse(ctx)?;
        let order = order_by.unwrap_or(PilotOrder::RecentlyUpdated);
        list_pilots(ctx, filter, order, args(first, after, last, before)).await
    }

    /// By its slug, or one that it once had.
    async fn pilot(&self, ctx: &Context<'_>, slug: String) -> Result<Option<Pilot>> {
        Ok(Some(Pilot(ctx.services().pilots.shelf.by_slug(ctx.actor(), &slug).await?)))
    }
}

#[derive(InputObject)]
pub struct DataSourceInput {
    name: String,
    origin: DataOrigin,
    personal_data: PersonalData,
}

#[derive(InputObject)]
pub struct BuyerInput {
    unit: String,
    role: Option<String>,
    need: Option<String>,
    commitment: Commitment,
}

/// A draft needs only a title.
#[derive(InputObject)]
pub struct CreatePilotInput {
    /// At most 200 characters.
    title: String,
    /// CBS code; default: the viewer's municipality.
    municipality: Option<String>,
    #[graphql(flatten)]
    fields: PilotFields,
}

/// Only the fields to change, and the revision that the change was made on.
#[derive(InputObject)]
pub struct UpdatePilotInput {
    id: ID,
    revision: i32,
    title: Option<String>,
    /// CBS code.
    municipality: Option<String>,
    #[graphql(flatten)]
    fields: PilotFields,
}

#[derive(InputObject)]
pub struct PilotFields {
    /// At most 500 characters.
    summary: Option<String>,
    stage: Option<PilotStage>,
    domains: Option<Vec<Domain>>,
    /// Slugs.
    themes: Option<Vec<String>>,
    /// Markdown, at most 50,000 characters; so are the texts below.
    problem: Option<String>,
    approach: Option<String>,
    results: Option<String>,
    lessons_learned: Option<String>,
    failures: Option<String>,
    /// At most 50; so are the lists below.
    partners: Option<Vec<String>>,
    data_sources: Option<Vec<DataSourceInput>>,
    buyers: Option<Vec<BuyerInput>>,
    /// Persons; a new pilot without any has the viewer.
    contact_ids: Option<Vec<ID>>,
    challenge_ids: Option<Vec<ID>>,
    /// Who may read it once published; a new pilot without any has `NETWORK`.
    visibility: Option<Visibility>,
}

impl PilotFields {
    fn parse(self, title: Option<String>, municipality: Option<String>) -> ServiceResult<PilotInput> {
        let contacts = self.contact_ids.map(|ids| ids.iter().map(|id| PersonId::from_public(id)).collect());
        let challenges =
            self.challenge_ids.map(|ids| ids.iter().map(|id| ChallengeId::from_public(id)).collect());
        Ok(PilotInput {
            content: PilotChange {
                title,
                summary: self.summary,
                stage: self.stage.map(Into::into),
                domains: self.domains.map(|domains| domains.into_iter().map(Into::into).collect()),
                problem: self.problem,
                approach: self.approach,
                results: self.results,
                lessons_learned: self.lessons_learned,
                failures: self.failures,
                partners: self.partners,
                data_sources: self.data_sources.map(|sources| sources.into_iter().map(Into::into).collect()),
                buyers: self.buyers.map(|buyers| buyers.into_iter().map(Into::into).collect()),
            },
            municipality,
            themes: self.themes,
            contacts: contacts.transpose()?,
            challenges: challenges.transpose()?,
            visibility: self.visibility.map(Into::into),
        })
    }
}

#[derive(SimpleObject)]
pub struct PilotPayload {
    pilot: Option<Pilot>,
    user_errors: Vec<UserError>,
}

/// Publishes the revision that the viewer saw.
#[derive(InputObject)]
pub struct PublishInput {
    pub id: ID,
    pub revision: i32,
    /// Default: as it is.
    pub visibility: Option<Visibility>,
}

/// Names the revision that the viewer saw.
#[derive(InputObject)]
pub struct DeleteInput {
    pub id: ID,
    pub revision: i32,
}

#[derive(SimpleObject)]
pub struct DeletePayload {
    pub deleted_id: Option<ID>,
    pub user_errors: Vec<UserError>,
}

impl DeletePayload {
    pub fn of(id: ID, result: ServiceResult<()>) -> Result<Self> {
        let (deleted, user_errors) = outcome(result)?;
        Ok(Self { deleted_id: deleted.map(|()| id), user_errors })
    }
}

impl PilotPayload {
    fn of(result: ServiceResult<pilots::Pilot>) -> Result<Self> {
        let (pilot, user_errors) = outcome(result)?;
        Ok(Self { pilot: pilot.map(Pilot), user_errors })
    }
}

#[derive(Default)]
pub struct PilotMutation;

#[Object]
impl PilotMutation {
    /// Makes a draft.
    async fn create_pilot(&self, ctx: &Context<'_>, input: CreatePilotInput) -> Result<PilotPayload> {
        let input = input.fields.parse(Some(input.title), input.municipality)?;
        PilotPayload::of(ctx.services().pilots.create(ctx.actor(), input).await)
    }

    /// Changes a pilot; `CONFLICT` when somebody else did so in the meantime.
    async fn update_pilot(&self, ctx: &Context<'_>, input: UpdatePilotInput) -> Result<PilotPayload> {
        let id = PilotId::from_public(&input.id)?;
        let change = input.fields.parse(input.title, input.municipality)?;
        PilotPayload::of(ctx.services().pilots.update(ctx.actor(), id, input.revision, change).await)
    }

    /// Shows it to the circle that its visibility names. Needs a title, a summary, a problem and an approach.
    async fn publish_pilot(&self, ctx: &Context<'_>, input: PublishInput) -> Result<PilotPayload> {
        let (id, visibility) = (PilotId::from_public(&input.id)?, input.visibility.map(Into::into));
        PilotPayload::of(ctx.services().pilots.publish(ctx.actor(), id, input.revision, visibility).await)
    }

    /// Takes it out of lists and search, and keeps it.
    async fn archive_pilot(&self, ctx: &Context<'_>, input: DeleteInput) -> Result<PilotPayload> {
        let id = PilotId::from_public(&input.id)?;
        PilotPayload::of(ctx.services().pilots.archive(ctx.actor(), id, input.revision).await)
    }

    /// Removes it for good.
    async fn delete_pilot(&self, ctx: &Context<'_>, input: DeleteInput) -> Result<DeletePayload> {
        let id = PilotId::from_public(&input.id)?;
        DeletePayload::of(
            input.id,
            ctx.services().pilots.shelf.delete(ctx.actor(), id.0, input.revision).await,
        )
    }
}

impl From<model::DataSource> for DataSource {
    fn from(source: model::DataSource) -> Self {
        Self { name: source.name, origin: source.origin.into(), personal_data: source.personal_data.into() }
    }
}

impl From<DataSourceInput> for model::DataSource {
    fn from(input: DataSourceInput) -> Self {
        Self { name: input.name, origin: input.origin.into(), personal_data: input.personal_data.into() }
    }
}

impl From<model::Buyer> for Buyer {
    fn from(buyer: model::Buyer) -> Self {
        Self { unit: buyer.unit, role: buyer.role, need: buyer.need, commitment: buyer.commitment.into() }
    }
}

impl From<BuyerInput> for model::Buyer {
    fn from(input: BuyerInput) -> Self {
        Self { unit: input.unit, role: input.role, need: input.need, commitment: input.commitment.into() }
    }
}
