//! People in the API.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::challenges::Recognition;
use super::connection::{args, connection, total};
use super::context::ContextExt;
use super::enums::{MunicipalityRole, PilotOrder, Role, Visibility};
use super::errors::{UserError, outcome};
use super::in_place::{InPlace, at_hand};
use super::loaders::{AffiliationsOf, LinksOf, RecognitionsOf, RolesOf};
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
    let slice = Box::pin(services.people.list(&actor, query.clone(), municipality, &page)).await?;
    let count = total(move || {
        let (services, query) = (services.clone(), query.clone());
        async move { services.people.count(&actor, query, municipality).await }
    });
    Ok(PersonConnection::new(slice, count))
}

/// A page of the people who solved a challenge and want to be found, by name; nobody without an account.
pub async fn solvers(ctx: &Context<'_>, challenge: ChallengeId, page: PageArgs) -> Result<PersonConnection> {
    let (services, actor) = (ctx.services().clone(), *ctx.actor());
    let slice = Box::pin(services.people.solvers(&actor, challenge, &page)).await?;
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
    fn shows(&self, ctx: &Context<'_>, field: people::ProfileField) -> bool {
        policy::read_field(ctx.actor(), &self.0, field).is_allowed()
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

    /// The function, in words of their own; null when not told, or when the person hides it from the viewer.
    async fn job_title(&self, ctx: &Context<'_>) -> Option<&str> {
        self.0.job_title.as_deref().filter(|_| self.shows(ctx, people::ProfileField::JobTitle))
    }

    /// Where the person works; else where they last worked.
    async fn municipality(&self, ctx: &Context<'_>) -> Result<InPlace<Municipality>> {
        municipality(ctx, self.0.municipality)
    }

    /// Markdown; null when the person hides it from the viewer.
    async fn about(&self, ctx: &Context<'_>) -> Option<&str> {
        self.shows(ctx, people::ProfileField::About).then_some(&self.0.about)
    }

    /// What the person hopes to find; null when the person hides it from the viewer.
    async fn seeking(&self, ctx: &Context<'_>) -> Option<&str> {
        self.shows(ctx, people::ProfileField::Seeking).then_some(&self.0.seeking)
    }

    /// What the person can help with; null when the person hides it from the viewer.
    async fn offering(&self, ctx: &Context<'_>) -> Option<&str> {
        self.shows(ctx, people::ProfileField::Offering).then_some(&self.0.offering)
    }

    /// What the person works on; none when the person hides it from the viewer.
    async fn themes(&self, ctx: &Context<'_>) -> Result<Vec<InPlace<Theme>>> {
        if !self.shows(ctx, people::ProfileField::Themes) {
            return Ok(Vec::new());
        }
        let key = LinksOf { links: people::store::THEMES, left: self.0.id.0 };
        let ids = ctx.loader().load_one(key).await?.unwrap_or_default();
        Ok(themes(ctx, ids.into_iter().map(ThemeId)))
    }

    /// Does the person want to be found by others who face similar challenges? False for viewers without an account.
    async fn is_matchable(&self, ctx: &Context<'_>) -> bool {
        self.0.is_matchable && policy::read_profile(ctx.actor()).is_allowed()
    }

    /// Who may know that this person is here; null for everybody but the person.
    async fn visibility(&self, ctx: &Context<'_>) -> Option<Visibility> {
        self.is_viewer(ctx).then(|| self.0.visibility.into())
    }

    /// Challenges that the person recognised; none for viewers without an account, and when the person hides it from the
    /// viewer.
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

    /// The address that the person signs in with; null as `role` is.
    async fn email(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let roles = ctx.loader().load_one(RolesOf(self.0.id)).await?;
        Ok(roles.and_then(|roles| roles.email))
    }

    /// Has an administrator blocked the account? Null as `role` is.
    async fn is_blocked(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        let roles = ctx.loader().load_one(RolesOf(self.0.id)).await?;
        Ok(roles.filter(|roles| roles.role.is_some()).map(|roles| roles.is_blocked))
    }

    /// Where the person works and worked, latest first; for viewers without an account only the latest.
    async fn affiliations(&self, ctx: &Context<'_>) -> Result<Vec<Affiliation>> {
        let all = ctx.loader().load_one(AffiliationsOf(self.0.id)).await?.unwrap_or_default();
        let count = if policy::read_profile(ctx.actor()).is_allowed() { all.len() } else { 1 };
        let is_title_shown = self.shows(ctx, people::ProfileField::JobTitle);
        Ok(all
            .into_iter()
            .take(count)
            .map(|affiliation| Affiliation { affiliation, is_title_shown })
            .collect())
    }

    /// Does this stand for people who left the municipality and deleted their account, nobody in particular?
    async fn is_former(&self) -> bool {
        self.0.is_former
    }

    /// Published pilots that the person wrote or is a contact of.
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
at_hand!(
    Person: "id" | "displayName" | "jobTitle" | "about" | "seeking" | "offering" | "isMatchable" | "visibility"
        | "isFormer"
);

pub struct Affiliation {
    affiliation: people::model::Affiliation,
    is_title_shown: bool,
}

/// Work for a municipality, from a moment until another; without one it lasts.
#[Object]
impl Affiliation {
    /// Where.
    async fn municipality(&self, ctx: &Context<'_>) -> Result<InPlace<Municipality>> {
        municipality(ctx, self.affiliation.municipality)
    }

    /// The function there, in the person's own words; null when the person hides it from the viewer.
    async fn job_title(&self) -> Option<&str> {
        self.affiliation.job_title.as_deref().filter(|_| self.is_title_shown)
    }

    /// Since when.
    async fn from(&self) -> DateTime<Utc> {
        self.affiliation.from
    }

    /// Until when; null while it lasts.
    async fn until(&self) -> Option<DateTime<Utc>> {
        self.affiliation.until
    }
}

pub struct Authorship {
    person: people::Person,
    /// Publication; of a draft, later than anything.
    at: DateTime<Utc>,
}

impl Authorship {
    async fn work(&self, ctx: &Context<'_>) -> Result<Option<people::model::Affiliation>> {
        let all = ctx.loader().load_one(AffiliationsOf(self.person.id)).await?.unwrap_or_default();
        Ok(people::model::affiliation_at(&all, self.at).cloned())
    }
}

/// Who wrote a contribution, as they were when it was published.
#[Object]
impl Authorship {
    /// Who wrote it.
    async fn person(&self) -> Person {
        Person(self.person.clone())
    }

    /// The function they had then; null when the person hides functions from the viewer.
    async fn job_title(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let field = people::ProfileField::JobTitle;
        if !policy::read_field(ctx.actor(), &self.person, field).is_allowed() {
            return Ok(None);
        }
        Ok(self.work(ctx).await?.and_then(|work| work.job_title))
    }

    /// The municipality where they worked then.
    async fn municipality(&self, ctx: &Context<'_>) -> Result<InPlace<Municipality>> {
        let work = self.work(ctx).await?;
        municipality(ctx, work.map_or(self.person.municipality, |work| work.municipality))
    }
}

/// Those of `ids` whom the viewer may see, as they were when what they wrote was published.
pub async fn authorships(
    ctx: &Context<'_>,
    ids: Vec<PersonId>,
    published_at: Option<DateTime<Utc>>,
) -> Result<Vec<Authorship>> {
    let persons = persons(ctx, ids).await?;
    let at = published_at.unwrap_or(DateTime::<Utc>::MAX_UTC);
    Ok(persons.into_iter().map(|person| Authorship { person: person.0, at }).collect())
}

#[derive(Default)]
pub struct PersonQuery;

#[Object]
impl PersonQuery {
    /// People by name; viewers without an account see those who chose to be public.
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
    pub person: Option<Person>,
    /// What the form can mend; empty when it was done.
    pub user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct PersonMutation;

#[Object]
impl PersonMutation {
    /// Changes the viewer's own profile. To let it be public or matched is a consent, which a token may take back and not
    /// give (`FORBIDDEN`).
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
        let by = (ctx.require_session().is_ok(), ctx.address());
        let (person, user_errors) =
            outcome(ctx.services().people.update_profile(ctx.actor(), change, by).await)?;
        Ok(PersonPayload { person: person.map(Person), user_errors })
    }
}
