//! Meeting reports in the API.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};

use super::connection::{args, connection, total};
use super::context::ContextExt;
use super::enums::{PublicationStatus, Visibility};
use super::errors::{UserError, outcome};
use super::in_place::at_hand;
use super::loaders::linked;
use super::meetings::{Meeting, meeting};
use super::people::{Authorship, Person, authorships, persons};
use super::publishing::{DeleteInput, DeletePayload, PublishInput, RestoreInput};
use super::revisions::{RevisionConnection, revisions};
use crate::contribution::Shared;
use crate::error::Result as ServiceResult;
use crate::ids::{MeetingId, PersonId, ReportId};
use crate::markdown;
use crate::page::PageArgs;
use crate::reports::from_text;
use crate::reports::model::ReportChange;
use crate::reports::service::ReportInput;
use crate::reports::store::{self, Filter};
use crate::reports::{self};

pub struct MeetingReport(pub Shared<reports::Report>);
connection!(MeetingReportConnection, MeetingReportEdge, MeetingReport, Shared<reports::Report>);

/// A page of the reports that the viewer may see.
pub async fn list_reports(
    ctx: &Context<'_>,
    filter: Filter,
    page: PageArgs,
) -> Result<MeetingReportConnection> {
    let (services, actor) = (ctx.services().clone(), *ctx.actor());
    let slice = Box::pin(services.reports.list(&actor, &filter, &page)).await?;
    let count = total(move || {
        let (services, filter) = (services.clone(), filter.clone());
        async move { services.reports.count(&actor, &filter).await }
    });
    Ok(MeetingReportConnection::new(slice, count))
}

/// What somebody wrote down of a meeting.
#[Object]
impl MeetingReport {
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

    /// Markdown; may be empty in a draft.
    async fn body(&self) -> &str {
        &self.0.content.body
    }

    /// The same as HTML: sanitised, safe to show.
    async fn body_html(&self) -> String {
        markdown::to_html(&self.0.content.body)
    }

    /// What to remember of the meeting, in one sentence; null when not written.
    async fn take_home_message(&self) -> Option<&str> {
        self.0.content.take_home_message.as_deref()
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

    /// Who wrote it, of those that the viewer may see.
    async fn authors(&self, ctx: &Context<'_>) -> Result<Vec<Person>> {
        let ids = linked(ctx, &self.0, store::AUTHORS).await?;
        persons(ctx, ids.into_iter().map(PersonId).collect()).await
    }

    /// The same with the function and the municipality that each had when it was published.
    async fn authorships(&self, ctx: &Context<'_>) -> Result<Vec<Authorship>> {
        let ids = linked(ctx, &self.0, store::AUTHORS).await?;
        authorships(ctx, ids.into_iter().map(PersonId).collect(), self.0.meta.published_at).await
    }

    /// The meeting that it is about; null when it names none, or one hidden from the viewer.
    async fn meeting(&self, ctx: &Context<'_>) -> Result<Option<Meeting>> {
        meeting(ctx, self.0.content.meeting).await
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
        let shelf = &ctx.services().reports.shelf;
        revisions(ctx, shelf, &self.0, args(first, after, last, before)).await
    }

    /// May the viewer change it?
    async fn viewer_can_edit(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(Box::pin(ctx.services().reports.shelf.is_editable(ctx.actor(), &self.0)).await?)
    }

    /// The paths of what must still be written before it can be published.
    async fn missing_for_publication(&self) -> Vec<&'static str> {
        self.0.content.missing()
    }
}
at_hand!(
    MeetingReport: "id" | "slug" | "title" | "summary" | "body" | "bodyHtml" | "takeHomeMessage" | "status"
        | "visibility" | "revision" | "createdAt" | "updatedAt" | "publishedAt" | "missingForPublication";
        kept
);

/// Narrows a list of reports.
#[derive(Default, InputObject)]
pub struct ReportFilter {
    /// Only what is about this meeting.
    meeting_id: Option<ID>,
    /// Default `PUBLISHED`; drafts and archived reports show only to who may edit them.
    status: Option<PublicationStatus>,
    /// Only what the viewer wrote.
    mine: Option<bool>,
}

/// Notes, read as a report: nothing is kept yet.
#[derive(SimpleObject)]
pub struct ReportDraft {
    /// At most 200 characters; empty for empty notes.
    title: String,
    /// The first day that the notes name; null when they name none.
    date: Option<NaiveDate>,
    /// Whole sentences of the first paragraph, at most 500 characters.
    summary: String,
    /// Markdown, with a heading for each section.
    body: String,
    /// At most 300 characters; null when the notes have none.
    take_home_message: Option<String>,
}

#[derive(Default)]
pub struct ReportQuery;

#[Object]
impl ReportQuery {
    /// Reports, last changed first; published ones unless the filter says otherwise.
    async fn reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Narrows the list.")] filter: Option<ReportFilter>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
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
    async fn report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its slug, or one that it once had.")] slug: String,
    ) -> Result<Option<MeetingReport>> {
        Ok(Some(MeetingReport(ctx.services().reports.shelf.by_slug(ctx.actor(), &slug).await?)))
    }

    /// Reads pasted notes as a report: title, date, sections, take-home message. For people with an account; at
    /// most 50,000 characters.
    async fn read_notes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The notes, as plain text or Markdown.")] text: String,
    ) -> Result<ReportDraft> {
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
    /// 1 to 200 characters.
    title: String,
    /// At most 500 characters.
    summary: Option<String>,
    /// Markdown, at most 50,000 characters.
    body: Option<String>,
    /// At most 300 characters.
    take_home_message: Option<String>,
    /// The meeting that it is about; one that the viewer may not see is `UNKNOWN`.
    meeting_id: Option<ID>,
    /// Persons, at most 50; default: the viewer.
    author_ids: Option<Vec<ID>>,
    /// Who may read it once published; default `NETWORK`.
    visibility: Option<Visibility>,
}

/// Only the fields to change, and the revision that the change was made on.
#[derive(InputObject)]
pub struct UpdateReportInput {
    /// Which report.
    id: ID,
    /// The one that the change was made on; `CONFLICT` when it is no longer the present one.
    revision: i32,
    /// 1 to 200 characters; a new title makes a new slug, and the old one keeps leading here.
    title: Option<String>,
    /// At most 500 characters.
    summary: Option<String>,
    /// Markdown, at most 50,000 characters.
    body: Option<String>,
    /// At most 300 characters; null takes it away.
    take_home_message: MaybeUndefined<String>,
    /// The meeting that it is about; null takes it away.
    meeting_id: MaybeUndefined<ID>,
    /// Persons, at most 50; they replace the present ones.
    author_ids: Option<Vec<ID>>,
    /// Who may read it once published.
    visibility: Option<Visibility>,
}

/// What became of a report.
#[derive(SimpleObject)]
pub struct ReportPayload {
    /// As it is now; null when the form must be mended.
    report: Option<MeetingReport>,
    /// What the form can mend; empty when it was done.
    user_errors: Vec<UserError>,
}

impl ReportPayload {
    fn of(result: ServiceResult<reports::Report>) -> Result<Self> {
        let (report, user_errors) = outcome(result)?;
        Ok(Self { report: report.map(|it| MeetingReport(it.into())), user_errors })
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
    async fn create_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to make.")] input: CreateReportInput,
    ) -> Result<ReportPayload> {
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
    async fn update_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateReportInput,
    ) -> Result<ReportPayload> {
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

    /// Lets it say again what it said in an earlier revision. That is a new revision; the meeting, visibility and status
    /// stay. `UNKNOWN` at `to` for a revision that is not there.
    async fn restore_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and to what.")] input: RestoreInput,
    ) -> Result<ReportPayload> {
        let (id, revisions) = (ReportId::from_public(&input.id)?, (input.revision, input.to));
        ReportPayload::of(ctx.services().reports.restore(ctx.actor(), id, revisions).await)
    }

    /// Shows it to the circle that its visibility names. Needs a title and a body.
    async fn publish_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to publish.")] input: PublishInput,
    ) -> Result<ReportPayload> {
        let (id, visibility) = (ReportId::from_public(&input.id)?, input.visibility.map(Into::into));
        ReportPayload::of(ctx.services().reports.publish(ctx.actor(), id, input.revision, visibility).await)
    }

    /// Removes it for good.
    async fn delete_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, as the viewer saw it.")] input: DeleteInput,
    ) -> Result<DeletePayload> {
        let id = ReportId::from_public(&input.id)?;
        DeletePayload::of(
            input.id,
            ctx.services().reports.shelf.delete(ctx.actor(), id.0, input.revision).await,
        )
    }
}
