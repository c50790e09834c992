//! Signing in and out, and who the viewer is.

use std::net::IpAddr;

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};

use super::connection::{args, cost};
use super::context::ContextExt;
use super::enums::{MunicipalityRole, Role};
use super::errors::{UserError, outcome};
use super::introductions::{IntroductionConnection, list_introductions};
use super::people::Person;
use super::privacy::{Consent, FieldVisibilitySetting, field_visibilities};
use crate::access::{Actor, SignedIn};
use crate::accounts::session::{PeerAddress, SessionHandle};

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

    /// In the network as a whole.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// In the municipality where the viewer works; null between two jobs.
    async fn municipality_role(&self) -> Option<MunicipalityRole> {
        self.0.municipality.map(|_| self.0.municipality_role.into())
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
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn introductions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<IntroductionConnection> {
        list_introductions(ctx, Actor::SignedIn(self.0), args(first, after, last, before)).await
    }
}

/// Where the request comes from, as far as we believe it.
pub fn peer(ctx: &Context<'_>) -> Option<IpAddr> {
    ctx.data_opt::<PeerAddress>().map(|peer| peer.0)
}

/// Begins a session under a new id for who has just proved who they are: every way in ends here.
pub async fn enter(ctx: &Context<'_>, signed_in: Option<SignedIn>) -> Result<Option<Viewer>> {
    let Some(signed_in) = signed_in else { return Ok(None) };
    ctx.data_unchecked::<SessionHandle>().begin(signed_in.account).await?;
    Ok(Some(Viewer(signed_in)))
}

#[derive(Default)]
pub struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// Null without a session.
    async fn viewer(&self, ctx: &Context<'_>) -> Option<Viewer> {
        ctx.actor().signed_in().copied().map(Viewer)
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
#[derive(SimpleObject)]
pub struct LogInPayload {
    /// Who signed in; null when the form must be mended.
    viewer: Option<Viewer>,
    /// What the form can mend; the same for a wrong address and a wrong password.
    user_errors: Vec<UserError>,
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
    /// Begins a session, kept in a cookie. A wrong address and a wrong password are answered alike.
    async fn log_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs in.")] input: LogInInput,
    ) -> Result<LogInPayload> {
        let address = peer(ctx);
        let signed_in = ctx.services().accounts.sign_in(&input.email, input.password, address).await;
        let (signed_in, user_errors) = outcome(signed_in)?;
        Ok(LogInPayload { viewer: enter(ctx, signed_in).await?, user_errors })
    }

    /// Ends the session, on the server too. True as well when there was none.
    async fn log_out(&self, ctx: &Context<'_>) -> Result<LogOutPayload> {
        ctx.services().accounts.sign_out(ctx.actor(), peer(ctx)).await?;
        ctx.data_unchecked::<SessionHandle>().end().await?;
        Ok(LogOutPayload { logged_out: true })
    }
}
