//! Challenges and recognitions in the API.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::connection::{args, connection, int, total};
use super::context::ContextExt;
use super::enums::{PilotOrder, PublicationStatus, Stance, Visibility};
use super::errors::{UserError, outcome};
use super::in_place::{InPlace, at_hand};
use super::loaders::{CountsOf, RecognitionsOf, linked};
use super::outcomes::{WorkshopOutcomeConnection, list_outcomes};
use super::people::{PersonConnection, solvers};
use super::pilots::{PilotConnection, list_pilots};
use super::revisions::{RevisionConnection, revisions};
use super::themes::{Theme, themes};
use crate::access::Status;
use crate::challenges::model::{self, ChallengeChange};
use crate::challenges::service::ChallengeInput;
use crate::challenges::store::{self, Filter};
use crate::challenges::{self};
use crate::contribution::Shared;
use crate::error::Result as ServiceResult;
use crate::ids::{ChallengeId, ThemeId};
use crate::markdown;
use crate::page::PageArgs;
use crate::text::narrowing;
use crate::{outcomes, pilots};

pub struct Challenge(pub Shared<challenges::Challenge>);
connection!(ChallengeConnection, ChallengeEdge, Challenge, Shared<challenges::Challenge>);

/// How many people take a stance on a challenge.
#[derive(SimpleObject)]
pub struct RecognitionCount {
    /// The stance that is counted.
    stance: Stance,
    /// How many people take it, whoever may see them.
    count: i32,
}

/// How one person stands towards one challenge.
#[derive(SimpleObject)]
pub struct Recognition {
    /// The challenge; only those that the viewer may see.
    challenge: Challenge,
    /// How the person stands towards it.
    stance: Stance,
    /// What the person said about it; null when nothing.
    note: Option<String>,
}

impl Recognition {
    pub fn new((recognition, challenge): (model::Recognition, Shared<challenges::Challenge>)) -> Self {
        Self { challenge: Challenge(challenge), stance: recognition.stance.into(), note: recognition.note }
    }
}

/// A page of the challenges that the viewer may see.
async fn list_challenges(ctx: &Context<'_>, filter: Filter, page: PageArgs) -> Result<ChallengeConnection> {
    let (services, actor) = (ctx.services().clone(), *ctx.actor());
    let slice = Box::pin(services.challenges.list(&actor, &filter, &page)).await?;
    let count = total(move || {
        let (services, filter) = (services.clone(), filter.clone());
        async move { services.challenges.count(&actor, &filter).await }
    });
    Ok(ChallengeConnection::new(slice, count))
}

/// Those of `ids` that the viewer may see, in that order.
pub async fn challenges(ctx: &Context<'_>, ids: Vec<ChallengeId>) -> Result<Vec<Challenge>> {
    let mut found = ctx.loader().load_many(ids.iter().copied()).await?;
    Ok(ids.iter().filter_map(|id| found.remove(id).map(Challenge)).collect())
}

/// A question that more than one municipality struggles with.
#[Object]
impl Challenge {
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

    /// Markdown: why it is hard, and for whom; may be empty.
    async fn context(&self) -> &str {
        &self.0.content.context
    }

    /// The same as HTML: sanitised, safe to show.
    async fn context_html(&self) -> String {
        markdown::to_html(&self.0.content.context)
    }

    /// What it is about; at most 50.
    async fn themes(&self, ctx: &Context<'_>) -> Result<Vec<InPlace<Theme>>> {
        let ids = linked(ctx, &self.0, store::THEMES).await?;
        Ok(themes(ctx, ids.into_iter().map(ThemeId)))
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

    /// Always three, in the order of the stances.
    async fn recognition_counts(&self, ctx: &Context<'_>) -> Result<Vec<RecognitionCount>> {
        let counts = ctx.loader().load_one(CountsOf(self.0.id)).await?.unwrap_or_default();
        let count = |(stance, count): (&model::Stance, u64)| RecognitionCount {
            stance: (*stance).into(),
            count: int(count),
        };
        Ok(model::Stance::ALL.iter().zip(counts).map(count).collect())
    }

    /// How the viewer stands towards it; null when they have not said so.
    async fn viewer_recognition(&self, ctx: &Context<'_>) -> Result<Option<Recognition>> {
        let Some(viewer) = ctx.actor().person() else { return Ok(None) };
        let all = ctx.loader().load_one(RecognitionsOf(viewer)).await?.unwrap_or_default();
        let own = all.into_iter().find(|(recognition, _)| recognition.challenge == self.0.id);
        Ok(own.map(Recognition::new))
    }

    /// Published pilots that answer it.
    async fn pilots(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<PilotConnection> {
        let filter = pilots::store::Filter {
            challenge: Some(self.0.id),
            status: Status::Published,
            ..pilots::store::Filter::default()
        };
        list_pilots(ctx, filter, PilotOrder::RecentlyUpdated, args(first, after, last, before)).await
    }

    /// What workshops concluded about it.
    async fn outcomes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<WorkshopOutcomeConnection> {
        let filter = outcomes::store::Filter {
            challenge: Some(self.0.id),
            status: Status::Published,
            ..outcomes::store::Filter::default()
        };
        list_outcomes(ctx, filter, args(first, after, last, before)).await
    }

    /// People who solved it and want to be found; nobody for viewers without an account.
    async fn solvers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<PersonConnection> {
        solvers(ctx, self.0.id, args(first, after, last, before)).await
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
        let shelf = &ctx.services().challenges.shelf;
        revisions(ctx, shelf, &self.0, args(first, after, last, before)).await
    }

    /// May the viewer change it?
    async fn viewer_can_edit(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(Box::pin(ctx.services().challenges.shelf.is_editable(ctx.actor(), &self.0)).await?)
    }
}
at_hand!(
    Challenge: "id" | "slug" | "question" | "context" | "contextHtml" | "status" | "visibility" | "revision"
        | "createdAt" | "updatedAt";
        kept with "themes": Theme
);

/// Narrows a list of challenges.
#[derive(Default, InputObject)]
pub struct ChallengeFilter {
    /// Slugs; a broader theme includes the narrower ones. Any of them.
    themes: Option<Vec<String>>,
    /// Only challenges that the viewer recognised.
    recognised_by_me: Option<bool>,
}

#[derive(Default)]
pub struct ChallengeQuery;

#[Object]
impl ChallengeQuery {
    /// Challenges, last changed first.
    async fn challenges(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Narrows the list.")] filter: Option<ChallengeFilter>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<ChallengeConnection> {
        let filter = filter.unwrap_or_default();
        let themes = filter.themes.filter(|slugs| !slugs.is_empty());
        let recognised_by = match filter.recognised_by_me {
            Some(true) => Some(ctx.actor().require()?.person),
            Some(false) | None => None,
        };
        let themes = themes.map(|slugs| narrowing("themes", Some(slugs))).transpose()?;
        let themes = themes.map(|slugs| ctx.services().themes.with_narrower(&slugs));
        list_challenges(ctx, Filter { themes, recognised_by }, args(first, after, last, before)).await
    }

    /// By its slug, or one that it once had.
    async fn challenge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its slug, or one that it once had.")] slug: String,
    ) -> Result<Option<Challenge>> {
        Ok(Some(Challenge(ctx.services().challenges.shelf.by_slug(ctx.actor(), &slug).await?)))
    }
}

/// A challenge shows to its readers as soon as it is made.
#[derive(InputObject)]
pub struct CreateChallengeInput {
    /// 1 to 200 characters.
    question: String,
    /// Markdown, at most 50,000 characters.
    context: Option<String>,
    /// Slugs, at most 50.
    themes: Option<Vec<String>>,
    /// Who may read it; default `NETWORK`.
    visibility: Option<Visibility>,
}

/// Only the fields to change, and the revision that the change was made on.
#[derive(InputObject)]
pub struct UpdateChallengeInput {
    /// Which challenge.
    id: ID,
    /// The one that the change was made on; `CONFLICT` when it is no longer the present one.
    revision: i32,
    /// 1 to 200 characters; a new question makes a new slug, and the old one keeps leading here.
    question: Option<String>,
    /// Markdown, at most 50,000 characters.
    context: Option<String>,
    /// Slugs, at most 50; they replace the present ones.
    themes: Option<Vec<String>>,
    /// Who may read it.
    visibility: Option<Visibility>,
}

/// The viewer's stance on a challenge; it replaces an earlier one.
#[derive(InputObject)]
pub struct RecogniseInput {
    /// Which challenge.
    challenge_id: ID,
    /// Null takes the recognition back.
    stance: Option<Stance>,
    /// At most 500 characters.
    note: Option<String>,
}

/// What became of a challenge.
#[derive(SimpleObject)]
pub struct ChallengePayload {
    /// As it is now; null when the form must be mended.
    challenge: Option<Challenge>,
    /// What the form can mend; empty when it was done.
    user_errors: Vec<UserError>,
}

impl ChallengePayload {
    fn of(result: ServiceResult<challenges::Challenge>) -> Result<Self> {
        let (challenge, user_errors) = outcome(result)?;
        Ok(Self { challenge: challenge.map(|it| Challenge(it.into())), user_errors })
    }
}

#[derive(Default)]
pub struct ChallengeMutation;

#[Object]
impl ChallengeMutation {
    /// Asks it: its readers see it at once.
    async fn create_challenge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to ask.")] input: CreateChallengeInput,
    ) -> Result<ChallengePayload> {
        let content = ChallengeChange { question: Some(input.question), context: input.context };
        let new =
            ChallengeInput { content, themes: input.themes, visibility: input.visibility.map(Into::into) };
        ChallengePayload::of(ctx.services().challenges.create(ctx.actor(), new).await)
    }

    /// Changes a challenge; `CONFLICT` when somebody else did so in the meantime.
    async fn update_challenge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateChallengeInput,
    ) -> Result<ChallengePayload> {
        let id = ChallengeId::from_public(&input.id)?;
        let content = ChallengeChange { question: input.question, context: input.context };
        let change =
            ChallengeInput { content, themes: input.themes, visibility: input.visibility.map(Into::into) };
        ChallengePayload::of(ctx.services().challenges.update(ctx.actor(), id, input.revision, change).await)
    }

    /// Says how the viewer stands towards a challenge.
    async fn recognise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How the viewer stands towards it.")] input: RecogniseInput,
    ) -> Result<ChallengePayload> {
        let id = ChallengeId::from_public(&input.challenge_id)?;
        let stance = input.stance.map(Into::into);
        ChallengePayload::of(ctx.services().challenges.recognise(ctx.actor(), id, stance, input.note).await)
    }
}
