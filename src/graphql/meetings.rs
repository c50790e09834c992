//! Meetings in the API.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::connection::{args, connection, total};
use super::context::ContextExt;
use super::enums::{AgendaItemKind, PilotOrder, PublicationStatus, Visibility};
use super::in_place::{InPlace, at_hand};
use super::loaders::AgendaOf;
use super::municipalities::{Municipality, municipality};
use super::outcomes::{WorkshopOutcomeConnection, list_outcomes};
use super::people::Person;
use super::pilots::{PilotConnection, list_pilots};
use super::reports::{MeetingReportConnection, list_reports};
use super::revisions::{RevisionConnection, revisions};
use crate::access::Status;
use crate::contribution::Shared;
use crate::ids::MeetingId;
use crate::markdown;
use crate::meetings::model;
use crate::meetings::store::Filter;
use crate::meetings::{self};
use crate::page::PageArgs;
use crate::{outcomes, pilots, reports};

pub struct Meeting(pub Shared<meetings::Meeting>);
connection!(MeetingConnection, MeetingEdge, Meeting, Shared<meetings::Meeting>);

/// Where a meeting takes place.
#[derive(SimpleObject)]
pub struct Venue {
    /// The building or room; at most 200 characters.
    name: String,
    /// Street and place; null when not told.
    address: Option<String>,
    /// How to get there; null when not told.
    description: Option<String>,
}

pub struct Speaker(model::Speaker);

/// Who speaks: a person of the network, or somebody from outside with only a name.
#[Object]
impl Speaker {
    /// The name as the programme has it; "Een spreker" for somebody of the network who is hidden from the viewer.
    async fn name(&self, ctx: &Context<'_>) -> Result<&str> {
        Ok(if self.is_shown(ctx).await? { &self.0.name } else { "Een spreker" })
    }

    /// The function; null when not told, or with the name hidden.
    async fn role(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(if self.is_shown(ctx).await? { self.0.role.as_deref() } else { None })
    }

    /// Where the speaker works; null when not told.
    async fn organisation(&self) -> Option<&str> {
        self.0.organisation.as_deref()
    }

    /// Null when the speaker is not of the network, or hidden from the viewer.
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        let Some(id) = self.0.person else { return Ok(None) };
        Ok(ctx.loader().load_one(id).await?.map(Person))
    }
}

impl Speaker {
    /// Somebody from outside of the network has no profile that could be hidden.
    async fn is_shown(&self, ctx: &Context<'_>) -> Result<bool> {
        match self.0.person {
            Some(id) => Ok(ctx.loader().load_one(id).await?.is_some()),
            None => Ok(true),
        }
    }
}

pub struct AgendaItem(model::AgendaItem);

/// One part of a meeting.
#[Object]
impl AgendaItem {
    /// The same as long as the part keeps its place and title.
    async fn id(&self) -> ID {
        self.0.id.to_public().into()
    }

    /// What kind of part it is.
    async fn kind(&self) -> AgendaItemKind {
        self.0.kind.into()
    }

    /// At most 200 characters.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// When it begins; null when not told.
    async fn starts_at(&self) -> Option<DateTime<Utc>> {
        self.0.starts_at
    }

    /// When it ends, never before it begins; null when not told.
    async fn ends_at(&self) -> Option<DateTime<Utc>> {
        self.0.ends_at
    }

    /// Who speaks, in their order; at most 50.
    async fn speakers(&self) -> Vec<Speaker> {
        self.0.speakers.iter().cloned().map(Speaker).collect()
    }
}

/// A page of the meetings that the viewer may see.
pub async fn list_meetings(ctx: &Context<'_>, filter: Filter, page: PageArgs) -> Result<MeetingConnection> {
    let (services, actor) = (ctx.services().clone(), *ctx.actor());
    let slice = Box::pin(services.meetings.list(&actor, &filter, &page)).await?;
    let count = total(move || {
        let (services, filter) = (services.clone(), filter.clone());
        async move { services.meetings.count(&actor, &filter).await }
    });
    Ok(MeetingConnection::new(slice, count))
}

/// The meeting of `id`, if the viewer may see it.
pub async fn meeting(ctx: &Context<'_>, id: Option<MeetingId>) -> Result<Option<Meeting>> {
    let Some(id) = id else { return Ok(None) };
    Ok(ctx.loader().load_one(id).await?.map(Meeting))
}

/// Where the network comes together.
#[Object]
impl Meeting {
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

    /// The how-manieth meeting of the network; null when it is not counted.
    async fn sequence_number(&self) -> Option<i32> {
        self.0.content.sequence_number
    }

    /// When it begins.
    async fn starts_at(&self) -> DateTime<Utc> {
        self.0.content.starts_at
    }

    /// When it ends, never before it begins; null when not told.
    async fn ends_at(&self) -> Option<DateTime<Utc>> {
        self.0.content.ends_at
    }

    /// Markdown; may be empty.
    async fn description(&self) -> &str {
        &self.0.content.description
    }

    /// The same as HTML: sanitised, safe to show.
    async fn description_html(&self) -> String {
        markdown::to_html(&self.0.content.description)
    }

    /// The municipality that receives the others; null when not known yet.
    async fn host(&self, ctx: &Context<'_>) -> Result<Option<InPlace<Municipality>>> {
        self.0.meta.owner.map(|id| municipality(ctx, id)).transpose()
    }

    /// Where it takes place; null when not known yet.
    async fn venue(&self) -> Option<Venue> {
        let venue = self.0.content.venue.clone()?;
        Some(Venue { name: venue.name, address: venue.address, description: venue.description })
    }

    /// Its parts, in their order; at most 50.
    async fn agenda(&self, ctx: &Context<'_>) -> Result<Vec<AgendaItem>> {
        let agenda = ctx.loader().load_one(AgendaOf(self.0.id)).await?.unwrap_or_default();
        Ok(agenda.into_iter().map(AgendaItem).collect())
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

    /// What was written about it.
    async fn reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<MeetingReportConnection> {
        let (meeting, status) = (Some(self.0.id), Status::Published);
        let filter = reports::store::Filter { meeting, status, ..reports::store::Filter::default() };
        list_reports(ctx, filter, args(first, after, last, before)).await
    }

    /// What its workshops concluded.
    async fn outcomes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<WorkshopOutcomeConnection> {
        let (meeting, status) = (Some(self.0.id), Status::Published);
        let filter = outcomes::store::Filter { meeting, status, ..outcomes::store::Filter::default() };
        list_outcomes(ctx, filter, args(first, after, last, before)).await
    }

    /// Pilots that were shown there.
    async fn pilots(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<PilotConnection> {
        let (meeting, status) = (Some(self.0.id), Status::Published);
        let filter = pilots::store::Filter { meeting, status, ..pilots::store::Filter::default() };
        list_pilots(ctx, filter, PilotOrder::RecentlyUpdated, args(first, after, last, before)).await
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
        let shelf = &ctx.services().meetings.shelf;
        revisions(ctx, shelf, &self.0, args(first, after, last, before)).await
    }

    /// May the viewer change it?
    async fn viewer_can_edit(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(Box::pin(ctx.services().meetings.shelf.is_editable(ctx.actor(), &self.0)).await?)
    }
}
at_hand!(
    Meeting: "id" | "slug" | "title" | "sequenceNumber" | "startsAt" | "endsAt" | "description"
        | "descriptionHtml" | "status" | "visibility" | "revision" | "createdAt" | "updatedAt";
        kept with "host": Municipality
);

/// Narrows a list of meetings.
#[derive(Default, InputObject)]
pub struct MeetingFilter {
    /// CBS code.
    host: Option<String>,
    /// In which it begins, in UTC.
    year: Option<i32>,
    /// True: yet to come, soonest first; false: past, latest first.
    upcoming: Option<bool>,
}

#[derive(Default)]
pub struct MeetingQuery;

#[Object]
impl MeetingQuery {
    /// Meetings, latest first unless only those to come are asked for.
    async fn meetings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Narrows the list.")] filter: Option<MeetingFilter>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<MeetingConnection> {
        let filter = filter.unwrap_or_default();
        let services = ctx.services();
        let unknown = crate::ids::MunicipalityId(uuid::Uuid::nil());
        let host = filter.host.map(|code| services.municipalities.by_code(&code).map_or(unknown, |m| m.id));
        let upcoming = filter.upcoming.map(|upcoming| (upcoming, services.meetings.now()));
        let filter = Filter { host, year: filter.year, upcoming, pilot: None };
        list_meetings(ctx, filter, args(first, after, last, before)).await
    }

    /// By its slug, or one that it once had.
    async fn meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its slug, or one that it once had.")] slug: String,
    ) -> Result<Option<Meeting>> {
        Ok(Some(Meeting(ctx.services().meetings.shelf.by_slug(ctx.actor(), &slug).await?)))
    }

    /// The next one to come; null when none is planned.
    async fn next_meeting(&self, ctx: &Context<'_>) -> Result<Option<Meeting>> {
        Ok(ctx.services().meetings.next(ctx.actor()).await?.map(Meeting))
    }
}
