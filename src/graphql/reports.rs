//! Meeting reports in the API.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};

use super::connection::{args, connection, cost, total};
use super::context::ContextExt;
use super::enums::{PublicationStatus, Visibility};
use super::errors::{UserError, outcome};
use super::loaders::LinksOf;
use super::meetings::{Meeting, meeting};
use super::people::{Authorship, Person, authorships, persons};
use super::pilots::{DeleteInput, DeletePayload, PublishInput};
use crate::error::Result as ServiceResult;
use crate::ids::{MeetingId, PersonId, ReportId};
use crate::markdown;
use crate::page::PageArgs;
use crate::reports::from_text;
use crate::reports::model::ReportChange;
use crate::reports::service::ReportInput;
use crate::reports::store::{self, Filter};
use crate::reports::{self};

pub struct MeetingReport(pub reports::Report);
connection!(MeetingReportConnection, MeetingReportEdge, MeetingReport, reports::Report);

/// A page of the reports that the viewer may see.
pub async fn list_reports(
    ctx: &Context<'_>,
    filter: Filter,
    page: PageArgs,
) -> Result<MeetingReportConnection> {
    let (services, actor) = (ctx.services().clone(), *ctx.actor());
    let slice = services.reports.list(&actor, &filter, &page).await?;
    let count = total(move || {
        let (services, filter) = (services.clone(), filter.clone());
        async move { services.reports.count(&actor, &filter).await }
    });
    Ok(MeetingReportConnection::new(slice, count))
}

/// What somebody wrote down of a meeting.
#[Object]
impl MeetingReport {
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

    /// Markdown.
    async fn body(&self) -> &str {
        &self.0.content.body
    }

    async fn body_html(&self) -> String {
        markdown::to_html(&self.0.content.body)
    }

    /// What to remember of the meeting, in one sentence.
    async fn take_home_message(&self) -> Option<&str> {
        self.0.content.take_home_message.as_deref()
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

    /// Who wrote it, of those that the viewer may see.
    async fn authors(&self, ctx: &Context<'_>) -> Result<Vec<Person>> {
        let key = LinksOf { links: store::AUTHORS, left: self.0.id.0 };
        let ids = ctx.loader().load_one(key).await?.unwrap_or_default();
        persons(ctx, ids.into_iter().map(PersonId).collect()).await
    }

    /// The same with the function and the municipality that each had when it was published.
    async fn authorships(&self, ctx: &Context<'_>) -> Result<Vec<Authorship>> {
        let key = LinksOf { links: store::AUTHORS, left: self.0.id.0 };
        let ids = ctx.loader().load_one(key).await?.unwrap_or_default();
        authorships(ctx, ids.into_iter().map(PersonId).collect(), self.0.meta.published_at).await
    }

    /// The meeting that it is about, if the viewer may see it.
    async fn meeting(&self, ctx: &Context<'_>) -> Result<Option<Meeting>> {
        meeting(ctx, self.0.content.meeting).await
    }

    /// May the viewer change it?
    async fn viewer_can_edit(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(ctx.services().reports.shelf.is_editable(ctx.actor(), &self.0).await?)
    }

    /// The paths of what must still be written before it can be published.
    async fn missing_for_publication(&self) -> Vec<&'static str> {
        self.0.content.missing()
    }
}

/// Narrows a list of reports.
#[derive(Default, InputObject)]
pub struct ReportFilter {
    meeting_id: Option<ID>,
    /// Default `PUBLISHED`; drafts and archived reports show only to who may edit them.
    status: Option<PublicationStatus>,
    /// Only what the viewer wrote.
    mine: Option<bool>,
}

/// Notes, read as a report: nothing is kept yet.
#[derive(SimpleObject)]
pub struct ReportDraft {
    title: String,
    /// The day that the notes name.
    date: Option<NaiveDate>,
    summary: String,
    /// Markdown, with a heading for each section.
    body: String,
    take_home_message: Option<String>,
}

#[derive(Default)]
pub struct ReportQuery;

#[Object]
impl ReportQuery {
    /// Reports, last changed first; published ones unless the filter says otherwise.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn reports(
        &self,
        ctx: &Context<'_>,
        filter: Option<ReportFilter>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<MeetingReportConnection> {
        let filter = filter.unwrap_or_default();
        let author = match filter.mine {
            Some(true) => Some(ctx.actor().require()?.person),
            Some(false) | None => None,
        };
        let filter = Filter {
            meeting: filter.meeting_id.map(|id| MeetingId::from_public(&id)).transpose()?,
            author,
            status: filter.status.unwrap_or(PublicationStatus::Published).into(),
        };
        list_reports(ctx, filter, args(first, after, last, before)).await
    }

    /// By its slug, or one that it once had.
    async fn report(&self, ctx: &Context<'_>, slug: String) -> Result<Option<MeetingReport>> {
        Ok(Some(MeetingReport(ctx.services().reports.shelf.by_slug(ctx.actor(), &slug).await?)))
    }

    /// Reads pasted notes as a report: title, date, sections, take-home message. For people with an account; at
    /// most 50,000 characters.
    async fn read_notes(&self, ctx: &Context<'_>, text: String) -> Result<ReportDraft> {
        ctx.actor().require()?;
        let text = crate::text::clean("text", &text, crate::text::BODY_MAX);
        let text = text.map_err(|problems| crate::error::Error::BadInput(problems.to_string()))?;
        let draft = from_text::read(&text);
        Ok(ReportDraft {
            title: draft.title,
            date: draft.date,
            summary: draft.summary,
            body: draft.body,
            take_home_message: draft.take_home_message,
        })
    }
}

/// A draft needs only a title.
#[derive(InputObject)]
pub struct CreateReportInput {
    /// At most 200 characters.
    title: String,
    /// At most 500 characters.
    summary: Option<String>,
    /// Markdown, at most 50,000 characters.
    body: Option<String>,
    /// At most 300 characters.
    take_home_message: Option<String>,
    meeting_id: Option<ID>,
    /// Default: the viewer.
    author_ids: Option<Vec<ID>>,
    /// Who may read it once published; default `NETWORK`.
    visibility: Option<Visibility>,
}

/// Only the fields to change, and the revision that the change was made on.
#[derive(InputObject)]
pub struct UpdateReportInput {
    id: ID,
    revision: i32,
    title: Option<String>,
    summary: Option<String>,
    body: Option<String>,
    take_home_message: MaybeUndefined<String>,
    meeting_id: MaybeUndefined<ID>,
    author_ids: Option<Vec<ID>>,
    visibility: Option<Visibility>,
}

#[derive(SimpleObject)]
pub struct ReportPayload {
    report: Option<MeetingReport>,
    user_errors: Vec<UserError>,
}

impl ReportPayload {
    fn of(result: ServiceResult<reports::Report>) -> Result<Self> {
        let (report, user_errors) = outcome(result)?;
        Ok(Self { report: report.map(MeetingReport), user_errors })
    }
}

fn authors(ids: Option<Vec<ID>>) -> ServiceResult<Option<Vec<PersonId>>> {
    ids.map(|ids| ids.iter().map(|id| PersonId::from_public(id)).collect()).transpose()
}

#[derive(Default)]
pub struct ReportMutation;

#[Object]
impl ReportMutation {
    /// Makes a draft.
    async fn create_report(&self, ctx: &Context<'_>, input: CreateReportInput) -> Result<ReportPayload> {
        let new = ReportInput {
            content: ReportChange {
                title: Some(input.title),
                summary: input.summary,
                body: input.body,
                take_home_message: Some(input.take_home_message),
                meeting: Some(input.meeting_id.map(|id| MeetingId::from_public(&id)).transpose()?),
            },
            authors: authors(input.author_ids)?,
            visibility: input.visibility.map(Into::into),
        };
        ReportPayload::of(ctx.services().reports.create(ctx.actor(), new).await)
    }

    /// Changes a report; `CONFLICT` when somebody else did so in the meantime.
    async fn update_report(&self, ctx: &Context<'_>, input: UpdateReportInput) -> Result<ReportPayload> {
        let id = ReportId::from_public(&input.id)?;
        let meeting: Option<Option<ID>> = input.meeting_id.into();
        let change = ReportInput {
            content: ReportChange {
                title: input.title,
                summary: input.summary,
                body: input.body,
                take_home_message: input.take_home_message.into(),
                meeting: meeting
                    .map(|id| id.map(|id| MeetingId::from_public(&id)).transpose())
                    .transpose()?,
            },
            authors: authors(input.author_ids)?,
            visibility: input.visibility.map(Into::into),
        };
        ReportPayload::of(ctx.services().reports.update(ctx.actor(), id, input.revision, change).await)
    }

    /// Shows it to the circle that its visibility names. Needs a title, a summary and a body.
    async fn publish_report(&self, ctx: &Context<'_>, input: PublishInput) -> Result<ReportPayload> {
        let (id, visibility) = (ReportId::from_public(&input.id)?, input.visibility.map(Into::into));
        ReportPayload::of(ctx.services().reports.publish(ctx.actor(), id, input.revision, visibility).await)
    }

    /// Removes it for good.
    async fn delete_report(&self, ctx: &Context<'_>, input: DeleteInput) -> Result<DeletePayload> {
        let id = ReportId::from_public(&input.id)?;
        DeletePayload::of(
            input.id,
            ctx.services().reports.shelf.delete(ctx.actor(), id.0, input.revision).await,
        )
    }
}
