//! Where the viewer is signed in, and showing again who one is.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::context::ContextExt;
use super::errors::{UserError, outcome};
use super::factors::Passkey;
use super::sso::SsoIdentity;
use super::tokens::ApiToken;
use crate::access::SignedIn;
use crate::accounts::session::OwnSession;
use crate::ids::SessionId;

pub struct Security(pub SignedIn);

/// How the viewer signs in, and where they are signed in; shown to nobody else.
#[Object]
impl Security {
    /// False for who signs in by passkey or by another site only.
    async fn has_password(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(ctx.services().accounts.has_password(self.0.account).await?)
    }

    /// An authenticator app is set up.
    async fn has_totp(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(ctx.services().factors.overview(self.0.account).await?.has_totp)
    }

    /// Recovery codes that were not used, 0 to 10.
    async fn recovery_codes_left(&self, ctx: &Context<'_>) -> Result<u64> {
        Ok(ctx.services().factors.overview(self.0.account).await?.recovery_codes_left)
    }

    /// The viewer's passkeys, oldest first; at most 20.
    async fn passkeys(&self, ctx: &Context<'_>) -> Result<Vec<Passkey>> {
        let overview = ctx.services().factors.overview(self.0.account).await?;
        Ok(overview.passkeys.into_iter().map(Passkey::from).collect())
    }

    /// Other sites that the viewer has signed in by.
    async fn sso_identities(&self, ctx: &Context<'_>) -> Result<Vec<SsoIdentity>> {
        let identities = ctx.services().sso.identities(self.0.account).await?;
        Ok(identities.into_iter().map(SsoIdentity::from).collect())
    }

    /// This installation asks the viewer for a second factor: without one nothing else is allowed.
    async fn is_second_factor_required(&self, ctx: &Context<'_>) -> bool {
        ctx.services().factors.is_required_of(&self.0)
    }

    /// Where the viewer is signed in, last used first; at most 50.
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<SessionInfo>> {
        let current = ctx.session().id().await?;
        let sessions = ctx.services().sessions.own(self.0.account).await?;
        Ok(sessions.into_iter().map(|session| SessionInfo::new(session, current)).collect())
    }

    /// The viewer's tokens for programs, newest first, at most 100; ended ones stay for 90 days.
    async fn api_tokens(&self, ctx: &Context<'_>) -> Result<Vec<ApiToken>> {
        let tokens = ctx.services().tokens.own(self.0.account).await?;
        Ok(tokens.into_iter().map(ApiToken::from).collect())
    }
}

/// A browser or program in which the viewer is signed in.
#[derive(SimpleObject)]
pub struct SessionInfo {
    /// To end it with; not the secret in the cookie.
    id: ID,
    /// Browser and system as the client named them, `Firefox, Windows`; empty when it named none.
    device: String,
    /// When the viewer signed in.
    created_at: DateTime<Utc>,
    /// To the minute.
    last_used_at: DateTime<Utc>,
    /// It is the session that asks.
    is_current: bool,
}

impl SessionInfo {
    fn new(session: OwnSession, current: Option<SessionId>) -> Self {
        Self {
            id: session.id.to_public().into(),
            device: session.device,
            created_at: session.created_at,
            last_used_at: session.last_used_at,
            is_current: current == Some(session.id),
        }
    }
}

/// Which sessions end: the one of `id`, or all but the one that asks.
#[derive(InputObject)]
pub struct RevokeSessionInput {
    /// Of `security.sessions`.
    id: Option<ID>,
    /// End all sessions but the one that asks; `id` is left out then.
    #[graphql(default)]
    all_others: bool,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct RevokeSessionPayload {
    /// How many sessions ended.
    revoked_count: u64,
    /// Empty: there is nothing to mend.
    user_errors: Vec<UserError>,
}

/// Showing again who one is.
#[derive(InputObject)]
pub struct ConfirmPasswordInput {
    /// At most 1,024 bytes.
    password: String,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct ConfirmPasswordPayload {
    /// The password was right: for ten minutes this session may change how the viewer signs in.
    is_confirmed: bool,
    /// What the form can mend.
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct SecurityMutation;

#[Object]
impl SecurityMutation {
    /// Ends sessions of the viewer, here or elsewhere. `NOT_FOUND` for what is no session of theirs.
    async fn revoke_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which sessions end.")] input: RevokeSessionInput,
    ) -> Result<RevokeSessionPayload> {
        let id = input.id.map(|id| SessionId::from_public(&id)).transpose()?;
        let revoked = ctx
            .services()
            .sessions
            .end(ctx.actor(), ctx.session(), (id, input.all_others), ctx.address())
            .await?;
        Ok(RevokeSessionPayload { revoked_count: revoked, user_errors: Vec::new() })
    }

    /// Shows again who the viewer is: what changes how they sign in asks for this when they signed in longer than ten
    /// minutes ago.
    async fn confirm_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The viewer's password.")] input: ConfirmPasswordInput,
    ) -> Result<ConfirmPasswordPayload> {
        let accounts = &ctx.services().accounts;
        let confirmed = accounts.confirm_in(ctx.actor(), ctx.session(), input.password, ctx.address()).await;
        let (confirmed, user_errors) = outcome(confirmed)?;
        Ok(ConfirmPasswordPayload { is_confirmed: confirmed.is_some(), user_errors })
    }
}
