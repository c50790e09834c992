//! Signing in and out, and who the viewer is.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};

use super::connection::args;
use super::context::ContextExt;
use super::enums::{MunicipalityRole, Role};
use super::errors::{UserError, outcome};
use super::factors::SecondFactorChallenge;
use super::introductions::{IntroductionConnection, list_introductions};
use super::moving::{PendingMove, own_move};
use super::people::Person;
use super::privacy::{Consent, FieldVisibilitySetting, field_visibilities};
use super::saved_searches::SavedSearch;
use super::security::Security;
use crate::access::{Actor, SignedIn};
use crate::factors::Entry;

pub struct Viewer(pub SignedIn);

/// The person who asks.
#[Object]
impl Viewer {
    /// The viewer's own profile.
    async fn person(&self, ctx: &Context<'_>) -> Result<Person> {
        let actor = Actor::SignedIn(self.0);
        Ok(Person(ctx.services().people.get(&actor, self.0.person).await?))
    }

    /// The address to sign in with; shown to nobody else.
    async fn email(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(ctx.services().accounts.own(&Actor::SignedIn(self.0)).await?.email)
    }

    /// Shown to others only through an introduction that was accepted.
    async fn phone(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(ctx.services().people.get(&Actor::SignedIn(self.0), self.0.person).await?.phone)
    }

    /// How the viewer signs in, and where they are signed in. `FORBIDDEN` with a token.
    async fn security(&self, ctx: &Context<'_>) -> Result<Security> {
        ctx.require_session()?;
        Ok(Security(self.0))
    }

    /// A second factor is asked of the viewer and they have none: until `security` has one, they see what everybody sees
    /// and may only set one up.
    async fn needs_second_factor(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(ctx.services().factors.must_set_up(&self.0).await?)
    }

    /// In the network as a whole.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// In the municipality where the viewer works; null between two jobs.
    async fn municipality_role(&self) -> Option<MunicipalityRole> {
        self.0.municipality.map(|_| self.0.municipality_role.into())
    }

    /// A move of the viewer to another municipality that waits for its administrator.
    async fn pending_move(&self, ctx: &Context<'_>) -> Result<Option<PendingMove>> {
        let actor = Actor::SignedIn(self.0);
        let person = ctx.services().people.get(&actor, self.0.person).await?;
        own_move(ctx, person, ctx.services().accounts.own(&actor).await?.email).await
    }

    /// Does the viewer want a mail when somebody asks for or answers an introduction?
    async fn mails_introductions(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(ctx.services().accounts.mails_introductions(self.0.account).await?)
    }

    /// What the viewer saved to search for again, newest first; at most 50.
    async fn saved_searches(&self, ctx: &Context<'_>) -> Result<Vec<SavedSearch>> {
        let actor = ctx.services().factors.bounded(Actor::SignedIn(self.0)).await?;
        let saved = ctx.services().saved_searches.own(&actor).await?;
        Ok(saved.into_iter().map(SavedSearch).collect())
    }

    /// What the viewer agreed to, one for each purpose.
    async fn consents(&self, ctx: &Context<'_>) -> Result<Vec<Consent>> {
        let consents = ctx.services().consents.own(&Actor::SignedIn(self.0)).await?;
        Ok(consents.into_iter().map(Consent::from).collect())
    }

    /// Who sees which field of the viewer's profile; all fields that one may hide.
    async fn field_visibilities(&self, ctx: &Context<'_>) -> Result<Vec<FieldVisibilitySetting>> {
        let person = ctx.services().people.get(&Actor::SignedIn(self.0), self.0.person).await?;
        Ok(field_visibilities(&person))
    }

    /// What the viewer asked and was asked, newest first.
    async fn introductions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<IntroductionConnection> {
        let actor = ctx.services().factors.bounded(Actor::SignedIn(self.0)).await?;
        list_introductions(ctx, actor, args(first, after, last, before)).await
    }
}

/// Who came in, or what is asked of them first.
pub type Entrance = (Option<Viewer>, Option<SecondFactorChallenge>);

/// Begins a session under a new id for who has just proved in one way who they are, or asks for the second factor:
/// every way in by a link ends here.
pub async fn enter(ctx: &Context<'_>, person: Option<SignedIn>) -> Result<Entrance> {
    let Some(person) = person else { return Ok((None, None)) };
    let entry = ctx.services().factors.enter(ctx.session(), person, ctx.address()).await?;
    Ok(match entry {
        Entry::In(person) => (Some(Viewer(person)), None),
        Entry::Asked(challenge) => (None, Some(challenge.into())),
    })
}

#[derive(Default)]
pub struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// Null without a session.
    async fn viewer(&self, ctx: &Context<'_>) -> Option<Viewer> {
        ctx.actor().identity().copied().map(Viewer)
    }
}

/// A mail address and a password.
#[derive(InputObject)]
pub struct LogInInput {
    /// In upper or lower case.
    email: String,
    /// At most 1,024 bytes.
    password: String,
}

/// What became of signing in.
#[derive(Default, SimpleObject)]
pub struct LogInPayload {
    /// Who signed in; null when the form must be mended, and while a second factor is asked for.
    viewer: Option<Viewer>,
    /// The password was right; now show a second factor with `verifySecondFactor`.
    second_factor: Option<SecondFactorChallenge>,
    /// What the form can mend; the same for a wrong address and a wrong password.
    user_errors: Vec<UserError>,
}

impl LogInPayload {
    pub fn of(entry: Option<Entry>, user_errors: Vec<UserError>) -> Self {
        match entry {
            Some(Entry::In(person)) => Self { viewer: Some(Viewer(person)), user_errors, ..Self::default() },
            Some(Entry::Asked(challenge)) => {
                Self { second_factor: Some(challenge.into()), user_errors, ..Self::default() }
            }
            None => Self { user_errors, ..Self::default() },
        }
    }
}

/// What became of signing out.
#[derive(SimpleObject)]
pub struct LogOutPayload {
    /// Always true.
    logged_out: bool,
}

#[derive(Default)]
pub struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Begins a session, kept in a cookie, or asks for a second factor first. A wrong address and a wrong password are
    /// answered alike.
    async fn log_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs in.")] input: LogInInput,
    ) -> Result<LogInPayload> {
        let factors = &ctx.services().factors;
        let entry = factors.log_in(ctx.session(), &input.email, input.password, ctx.address()).await;
        let (entry, user_errors) = outcome(entry)?;
        Ok(LogInPayload::of(entry, user_errors))
    }

    /// Ends the session, on the server too. True as well when there was none.
    async fn log_out(&self, ctx: &Context<'_>) -> Result<LogOutPayload> {
        ctx.services().accounts.sign_out(ctx.actor(), ctx.address()).await?;
        ctx.session().end().await?;
        Ok(LogOutPayload { logged_out: true })
    }
}
