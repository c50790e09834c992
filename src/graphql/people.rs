//! People in the API.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use super::challenges::Recognition;
use super::connection::{args, connection, cost, total};
use super::context::ContextExt;
use super::enums::{MunicipalityRole, PilotOrder, Role, Visibility};
use super::errors::{UserError, outcome};
use super::loaders::{LinksOf, RecognitionsOf, RolesOf};
use super::municipalities::{Municipality, municipality};
use super::pilots::{PilotConnection, list_pilots};
use super::themes::{Theme, themes};
use crate::access::Status;
use crate::ids::{ChallengeId, MunicipalityId, PersonId, ThemeId};
use crate::page::PageArgs;
use crate::people::{self, ProfileChange, policy};
use crate::pilots::store::Filter;

pub struct Person(pub people::Person);
connection!(PersonConnection, PersonEdge, Person, people::Person);

/// A page of the people whom the viewer may see, by name.
pub async fn list_people(
    ctx: &Context<'_>,
    query: Option<String>,
    municipality: Option<MunicipalityId>,
    page: PageArgs,
) -> Result<PersonConnection> {
    let (services, actor) = (ctx.services().clone(), *ctx.actor());
    let slice = services.people.list(&actor, query.clone(), municipality, &page).await?;
    let count = total(move || {
        let (services, query) = (services.clone(), query.clone());
        async move { services.people.count(&actor, query, municipality).await }
    });
    Ok(PersonConnection::new(slice, count))
}

/// A page of the people who solved a challenge and want to be found, by name; nobody without an account.
pub async fn solvers(ctx: &Context<'_>, challenge: ChallengeId, page: PageArgs) -> Result<PersonConnection> {
    let (services, actor) = (ctx.services().clone(), *ctx.actor());
    let slice = services.people.solvers(&actor, challenge, &page).await?;
    let count = total(move || {
        let services = services.clone();
        async move { services.people.count_solvers(&actor, challenge).await }
    });
    Ok(PersonConnection::new(slice, count))
}

/// Those of `ids` whom the viewer may see, in that order.
pub async fn persons(ctx: &Context<'_>, ids: Vec<PersonId>) -> Result<Vec<Person>> {
    let mut found = ctx.loader().load_many(ids.iter().copied()).await?;
    Ok(ids.iter().filter_map(|id| found.remove(id).map(Person)).collect())
}

impl Person {
    fn is_profile_shown(&self, ctx: &Context<'_>) -> bool {
        policy::read_profile(ctx.actor()).is_allowed()
    }

    fn is_viewer(&self, ctx: &Context<'_>) -> bool {
        ctx.actor().person() == Some(self.0.id)
    }
}

/// Somebody of the network.
#[Object]
impl Person {
    /// The same for ever, for every viewer.
    pub async fn id(&self) -> ID {
        self.0.id.to_public().into()
    }

    /// As the person wants to be called; at most 200 characters.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// The function, in words of their own; null when not told.
    async fn job_title(&self) -> Option<&str> {
        self.0.job_title.as_deref()
    }

    /// Where the person works; else where they last worked.
    async fn municipality(&self, ctx: &Context<'_>) -> Result<Municipality> {
        municipality(ctx, self.0.municipality)
    }

    /// Markdown; null for viewers without an account.
    async fn about(&self, ctx: &Context<'_>) -> Option<&str> {
        self.is_profile_shown(ctx).then_some(&self.0.about)
    }

    /// What the person hopes to find; null for viewers without an account.
    async fn seeking(&self, ctx: &Context<'_>) -> Option<&str> {
        self.is_profile_shown(ctx).then_some(&self.0.seeking)
    }

    /// What the person can help with; null for viewers without an account.
    async fn offering(&self, ctx: &Context<'_>) -> Option<&str> {
        self.is_profile_shown(ctx).then_some(&self.0.offering)
    }

    /// What the person works on.
    async fn themes(&self, ctx: &Context<'_>) -> Result<Vec<Theme>> {
        let key = LinksOf { links: people::store::THEMES, left: self.0.id.0 };
        let ids = ctx.loader().load_one(key).await?.unwrap_or_default();
        Ok(themes(ctx, ids.into_iter().map(ThemeId)))
    }

    /// Does the person want to be found by others who face similar challenges? False for viewers without an account.
    async fn is_matchable(&self, ctx: &Context<'_>) -> bool {
        self.0.is_matchable && self.is_profile_shown(ctx)
    }

    /// Who may know that this person is here; null for everybody but the person.
    async fn visibility(&self, ctx: &Context<'_>) -> Option<Visibility> {
        self.is_viewer(ctx).then(|| self.0.visibility.into())
    }

    /// Challenges that the person recognised; none for viewers without an account.
    async fn recognitions(&self, ctx: &Context<'_>) -> Result<Vec<Recognition>> {
        let all = ctx.loader().load_one(RecognitionsOf(self.0.id)).await?.unwrap_or_default();
        Ok(all.into_iter().map(Recognition::new).collect())
    }

    /// In the network as a whole; null for everybody but the person and who administers their municipality.
    async fn role(&self, ctx: &Context<'_>) -> Result<Option<Role>> {
        let roles = ctx.loader().load_one(RolesOf(self.0.id)).await?;
        Ok(roles.and_then(|roles| roles.role).map(Role::from))
    }

    /// For their municipality; null as `role` is, and for who works nowhere now.
    async fn municipality_role(&self, ctx: &Context<'_>) -> Result<Option<MunicipalityRole>> {
        let roles = ctx.loader().load_one(RolesOf(self.0.id)).await?;
        let has_one = roles.filter(|roles| roles.municipality.is_some());
        Ok(has_one.map(|roles| roles.municipality_role.into()))
    }

    /// Published pilots that the person wrote or is a contact of.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn pilots(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<PilotConnection> {
        let filter = Filter { person: Some(self.0.id), status: Status::Published, ..Filter::default() };
        list_pilots(ctx, filter, PilotOrder::RecentlyUpdated, args(first, after, last, before)).await
    }
}

#[derive(Default)]
pub struct PersonQuery;

#[Object]
impl PersonQuery {
    /// People by name; viewers without an account see those who chose to be public.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A name, or the beginning of one of its words.")] query: Option<String>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<PersonConnection> {
        list_people(ctx, query, None, args(first, after, last, before)).await
    }
}

/// Only the fields to change.
#[derive(InputObject)]
pub struct UpdateProfileInput {
    /// 1 to 200 characters.
    display_name: Option<String>,
    /// At most 200 characters; empty takes it away.
    job_title: Option<String>,
    /// Markdown, at most 2,000 characters.
    about: Option<String>,
    /// What the viewer hopes to find; at most 2,000 characters.
    seeking: Option<String>,
    /// What the viewer can help with; at most 2,000 characters.
    offering: Option<String>,
    /// At most 40 characters; shown to nobody but through an introduction that was accepted. Empty takes it away.
    phone: Option<String>,
    /// Slugs, at most 50; they replace the present ones.
    themes: Option<Vec<String>>,
    /// Wants to be found by others who face similar challenges.
    matchable: Option<bool>,
    /// Who may know that the viewer is here: `PUBLIC` or `NETWORK`.
    visibility: Option<Visibility>,
}

/// What became of a profile.
#[derive(SimpleObject)]
pub struct PersonPayload {
    /// As it is now; null when the form must be mended.
    person: Option<Person>,
    /// What the form can mend; empty when it was done.
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct PersonMutation;

#[Object]
impl PersonMutation {
    /// Changes the viewer's own profile.
    async fn update_profile(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateProfileInput,
    ) -> Result<PersonPayload> {
        let change = ProfileChange {
            display_name: input.display_name,
            job_title: input.job_title,
            about: input.about,
            seeking: input.seeking,
            offering: input.offering,
            phone: input.phone,
            themes: input.themes,
            matchable: input.matchable,
            visibility: input.visibility.map(Into::into),
        };
        let (person, user_errors) = outcome(ctx.services().people.update_profile(ctx.actor(), change).await)?;
        Ok(PersonPayload { person: person.map(Person), user_errors })
    }
}
