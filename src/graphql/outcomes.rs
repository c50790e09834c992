//! Workshop outcomes in the API.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::challenges::Challenge;
use super::connection::{args, connection, total};
use super::context::ContextExt;
use super::enums::{InsightKind, PublicationStatus, Visibility};
use super::errors::{UserError, outcome};
use super::in_place::at_hand;
use super::meetings::{Meeting, meeting};
use super::people::Person;
use super::publishing::{DeleteInput, DeletePayload, PublishInput};
use super::revisions::{RevisionConnection, revisions};
use crate::contribution::Shared;
use crate::error::Result as ServiceResult;
use crate::ids::{ChallengeId, MeetingId, OutcomeId, PersonId};
use crate::markdown;
use crate::outcomes::model::{self, OutcomeChange};
use crate::outcomes::service::OutcomeInput;
use crate::outcomes::store::Filter;
use crate::outcomes::{self};
use crate::page::PageArgs;

pub struct WorkshopOutcome(pub Shared<outcomes::Outcome>);
connection!(WorkshopOutcomeConnection, WorkshopOutcomeEdge, WorkshopOutcome, Shared<outcomes::Outcome>);

/// One thing that was said at the table.
#[derive(SimpleObject)]
pub struct Insight {
    /// What kind of thing was said.
    kind: InsightKind,
    /// At most 1,000 characters.
    text: String,
}

/// A page of the outcomes that the viewer may see.
pub async fn list_outcomes(
    ctx: &Context<'_>,
    filter: Filter,
    page: PageArgs,
) -> Result<WorkshopOutcomeConnection> {
    let (services, actor) = (ctx.services().clone(), *ctx.actor());
    let slice = Box::pin(services.outcomes.list(&actor, &filter, &page)).await?;
    let count = total(move || {
        let (services, filter) = (services.clone(), filter.clone());
        async move { services.outcomes.count(&actor, &filter).await }
    });
    Ok(WorkshopOutcomeConnection::new(slice, count))
}

/// What a table of people concluded about a question.
#[Object]
impl WorkshopOutcome {
    /// The same for ever, for every viewer.
    pub async fn id(&self) -> ID {
        self.0.id.to_public().into()
    }

    /// The readable part of its address; an old one keeps leading here.
    async fn slug(&self) -> &str {
        &self.0.meta.slug
    }

    /// At most 200 characters.
    async fn question(&self) -> &str {
        &self.0.content.question
    }

    /// Markdown; may be empty in a draft.
    async fn conclusion(&self) -> &str {
        &self.0.content.conclusion
    }

    /// The same as HTML: sanitised, safe to show.
    async fn conclusion_html(&self) -> String {
        markdown::to_html(&self.0.content.conclusion)
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

    /// Who led the table and told the others; null when not named, or hidden from the viewer.
    async fn table_host(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        let Some(id) = self.0.content.table_host else { return Ok(None) };
        Ok(ctx.loader().load_one(id).await?.map(Person))
    }

    /// What was said at the table, in its order; at most 50.
    async fn insights(&self) -> Vec<Insight> {
        let insight =
            |insight: &model::Insight| Insight { kind: insight.kind.into(), text: insight.text.clone() };
        self.0.content.insights.iter().map(insight).collect()
    }

    /// The challenge that it answers; null when it names none, or one hidden from the viewer.
    async fn challenge(&self, ctx: &Context<'_>) -> Result<Option<Challenge>> {
        let Some(id) = self.0.content.challenge else { return Ok(None) };
        Ok(ctx.loader().load_one(id).await?.map(Challenge))
    }

    /// The meeting where the table sat; null when it names none, or one hidden from the viewer.
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
        let shelf = &ctx.services().outcomes.shelf;
        revisions(ctx, shelf, &self.0, args(first, after, last, before)).await
    }

    /// May the viewer change it?
    async fn viewer_can_edit(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(Box::pin(ctx.services().outcomes.shelf.is_editable(ctx.actor(), &self.0)).await?)
    }

    /// The paths of what must still be written before it can be published.
    async fn missing_for_publication(&self) -> Vec<&'static str> {
        self.0.content.missing()
    }
}
at_hand!(
    WorkshopOutcome: "id" | "slug" | "question" | "conclusion" | "conclusionHtml" | "status" | "visibility" | "revision"
        | "createdAt" | "updatedAt" | "publishedAt" | "missingForPublication";
        kept
);

/// Narrows a list of outcomes.
#[derive(Default, InputObject)]
pub struct OutcomeFilter {
    /// Only those of this meeting.
    meeting_id: Option<ID>,
    /// Only those that answer this challenge.
    challenge_id: Option<ID>,
    /// Default `PUBLISHED`; drafts and archived outcomes show only to who may edit them.
    status: Option<PublicationStatus>,
    /// Only what the viewer made.
    mine: Option<bool>,
}

#[derive(Default)]
pub struct OutcomeQuery;

#[Object]
impl OutcomeQuery {
    /// Outcomes, last changed first; published ones unless the filter says otherwise.
    async fn outcomes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Narrows the list.")] filter: Option<OutcomeFilter>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<WorkshopOutcomeConnection> {
        let filter = filter.unwrap_or_default();
        let author = match filter.mine {
            Some(true) => Some(ctx.actor().require()?.person),
            Some(false) | None => None,
        };
        let filter = Filter {
            meeting: filter.meeting_id.map(|id| MeetingId::from_public(&id)).transpose()?,
            challenge: filter.challenge_id.map(|id| ChallengeId::from_public(&id)).transpose()?,
            author,
            status: filter.status.unwrap_or(PublicationStatus::Published).into(),
        };
        list_outcomes(ctx, filter, args(first, after, last, before)).await
    }

    /// By its slug, or one that it once had.
    async fn outcome(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its slug, or one that it once had.")] slug: String,
    ) -> Result<Option<WorkshopOutcome>> {
        Ok(Some(WorkshopOutcome(ctx.services().outcomes.shelf.by_slug(ctx.actor(), &slug).await?)))
    }
}

/// One thing that was said at the table.
#[derive(InputObject)]
pub struct InsightInput {
    /// What kind of thing was said.
    kind: InsightKind,
    /// 1 to 1,000 characters.
    text: String,
}

/// A draft needs only a question.
#[derive(InputObject)]
pub struct CreateOutcomeInput {
    /// 1 to 200 characters.
    question: String,
    /// Markdown, at most 50,000 characters.
    conclusion: Option<String>,
    /// What was said at the table; at most 50.
    insights: Option<Vec<InsightInput>>,
    /// The meeting where the table sat; one that the viewer may not see is `UNKNOWN`.
    meeting_id: Option<ID>,
    /// The challenge that it answers; one that the viewer may not see is `UNKNOWN`.
    challenge_id: Option<ID>,
    /// The person who led the table.
    table_host_id: Option<ID>,
    /// Who may read it once published; default `NETWORK`.
    visibility: Option<Visibility>,
}

/// Only the fields to change, and the revision that the change was made on.
#[derive(InputObject)]
pub struct UpdateOutcomeInput {
    /// Which outcome.
    id: ID,
    /// The one that the change was made on; `CONFLICT` when it is no longer the present one.
    revision: i32,
    /// 1 to 200 characters; a new question makes a new slug, and the old one keeps leading here.
    question: Option<String>,
    /// Markdown, at most 50,000 characters.
    conclusion: Option<String>,
    /// At most 50; they replace the present ones.
    insights: Option<Vec<InsightInput>>,
    /// The meeting where the table sat; null takes it away.
    meeting_id: MaybeUndefined<ID>,
    /// The challenge that it answers; null takes it away.
    challenge_id: MaybeUndefined<ID>,
    /// The person who led the table; null takes it away.
    table_host_id: MaybeUndefined<ID>,
    /// Who may read it once published.
    visibility: Option<Visibility>,
}

/// What became of an outcome.
#[derive(SimpleObject)]
pub struct OutcomePayload {
    /// As it is now; null when the form must be mended.
    outcome: Option<WorkshopOutcome>,
    /// What the form can mend; empty when it was done.
    user_errors: Vec<UserError>,
}

impl OutcomePayload {
    fn of(result: ServiceResult<outcomes::Outcome>) -> Result<Self> {
        let (outcome, user_errors) = outcome(result)?;
        Ok(Self { outcome: outcome.map(|it| WorkshopOutcome(it.into())), user_errors })
    }
}

fn insights(input: Vec<InsightInput>) -> Vec<model::Insight> {
    input.into_iter().map(|input| model::Insight { kind: input.kind.into(), text: input.text }).collect()
}

/// Absent leaves it as it is, null clears it.
fn reference<T>(
    id: MaybeUndefined<ID>,
    parse: fn(&str) -> ServiceResult<T>,
) -> ServiceResult<Option<Option<T>>> {
    let id: Option<Option<ID>> = id.into();
    id.map(|id| id.map(|id| parse(&id)).transpose()).transpose()
}

#[derive(Default)]
pub struct OutcomeMutation;

#[Object]
impl OutcomeMutation {
    /// Makes a draft.
    async fn create_outcome(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to make.")] input: CreateOutcomeInput,
    ) -> Result<OutcomePayload> {
        let content = OutcomeChange {
            question: Some(input.question),
            conclusion: input.conclusion,
            insights: input.insights.map(insights),
            meeting: Some(input.meeting_id.map(|id| MeetingId::from_public(&id)).transpose()?),
            challenge: Some(input.challenge_id.map(|id| ChallengeId::from_public(&id)).transpose()?),
            table_host: Some(input.table_host_id.map(|id| PersonId::from_public(&id)).transpose()?),
        };
        let new = OutcomeInput { content, visibility: input.visibility.map(Into::into) };
        OutcomePayload::of(ctx.services().outcomes.create(ctx.actor(), new).await)
    }

    /// Changes an outcome; `CONFLICT` when somebody else did so in the meantime.
    async fn update_outcome(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateOutcomeInput,
    ) -> Result<OutcomePayload> {
        let id = OutcomeId::from_public(&input.id)?;
        let content = OutcomeChange {
            question: input.question,
            conclusion: input.conclusion,
            insights: input.insights.map(insights),
            meeting: reference(input.meeting_id, MeetingId::from_public)?,
            challenge: reference(input.challenge_id, ChallengeId::from_public)?,
            table_host: reference(input.table_host_id, PersonId::from_public)?,
        };
        let change = OutcomeInput { content, visibility: input.visibility.map(Into::into) };
        OutcomePayload::of(ctx.services().outcomes.update(ctx.actor(), id, input.revision, change).await)
    }

    /// Shows it to the circle that its visibility names. Needs a question and a conclusion.
    async fn publish_outcome(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to publish.")] input: PublishInput,
    ) -> Result<OutcomePayload> {
        let (id, visibility) = (OutcomeId::from_public(&input.id)?, input.visibility.map(Into::into));
        OutcomePayload::of(ctx.services().outcomes.publish(ctx.actor(), id, input.revision, visibility).await)
    }

    /// Removes it for good.
    async fn delete_outcome(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, as the viewer saw it.")] input: DeleteInput,
    ) -> Result<DeletePayload> {
        let id = OutcomeId::from_public(&input.id)?;
        DeletePayload::of(
            input.id,
            ctx.services().outcomes.shelf.delete(ctx.actor(), id.0, input.revision).await,
        )
    }
}
