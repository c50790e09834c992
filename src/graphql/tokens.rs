//! The viewer's tokens for programs.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::context::ContextExt;
use super::errors::{UserError, outcome};
use crate::ids::TokenId;
use crate::tokens::{NewToken, Scopes, Token};

/// What a token may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum TokenScope {
    /// Ask: queries.
    Read,
    /// Change: mutations about contributions, introductions, the profile and the thesaurus; never about signing in.
    Write,
}

/// A way for a program to act for the viewer: `Authorization: Bearer bdg_…`. The token itself is shown once, when it is
/// made.
#[derive(SimpleObject)]
pub struct ApiToken {
    /// To revoke it with; not the token.
    id: ID,
    /// What it is for, in the viewer's words.
    name: String,
    /// What requests with it may do.
    scopes: Vec<TokenScope>,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// From then on it is worth nothing.
    expires_at: DateTime<Utc>,
    /// To the minute; null when it was never used.
    last_used_at: Option<DateTime<Utc>>,
    /// When it was ended before its time.
    revoked_at: Option<DateTime<Utc>>,
}

impl From<Token> for ApiToken {
    fn from(token: Token) -> Self {
        let scopes = [(token.scopes.reads, TokenScope::Read), (token.scopes.writes, TokenScope::Write)];
        Self {
            id: token.id.to_public().into(),
            name: token.name,
            scopes: scopes.into_iter().filter(|(is_so, _)| *is_so).map(|(_, scope)| scope).collect(),
            created_at: token.created_at,
            expires_at: token.expires_at,
            last_used_at: token.last_used_at,
            revoked_at: token.revoked_at,
        }
    }
}

/// A token to be made.
#[derive(InputObject)]
pub struct CreateApiTokenInput {
    /// What it is for; 1 to 100 characters.
    name: String,
    /// At least one.
    scopes: Vec<TokenScope>,
    /// At most 366 days from now.
    expires_at: DateTime<Utc>,
    /// Needed when the viewer signed in, or gave their password, longer than ten minutes ago.
    password: Option<String>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct CreateApiTokenPayload {
    /// Shown now and never again; `bdg_` and 43 more characters.
    token: Option<String>,
    /// What is kept of it; null when something must be mended.
    api_token: Option<ApiToken>,
    /// What the form can mend.
    user_errors: Vec<UserError>,
}

/// A token to be ended.
#[derive(InputObject)]
pub struct RevokeApiTokenInput {
    /// Of `security.apiTokens`.
    id: ID,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct RevokeApiTokenPayload {
    /// As it is now.
    api_token: ApiToken,
    /// Empty: there is nothing to mend.
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct TokenMutation;

#[Object]
impl TokenMutation {
    /// Makes a token for a program; at most 50 at once.
    async fn create_api_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the token is for and may do.")] input: CreateApiTokenInput,
    ) -> Result<CreateApiTokenPayload> {
        let has = |scope| input.scopes.contains(&scope);
        let new = NewToken {
            name: input.name,
            scopes: Scopes { reads: has(TokenScope::Read), writes: has(TokenScope::Write) },
            expires_at: input.expires_at,
            password: input.password,
        };
        let made = ctx.services().tokens.create(ctx.actor(), ctx.session(), new, ctx.address()).await;
        let (made, user_errors) = outcome(made)?;
        let (token, api_token) = made.map(|(secret, token)| (secret, ApiToken::from(token))).unzip();
        Ok(CreateApiTokenPayload { token, api_token, user_errors })
    }

    /// Ends a token of the viewer at once. `NOT_FOUND` for what is none of theirs.
    async fn revoke_api_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which token ends.")] input: RevokeApiTokenInput,
    ) -> Result<RevokeApiTokenPayload> {
        let id = TokenId::from_public(&input.id)?;
        let token = ctx.services().tokens.revoke(ctx.actor(), id, ctx.address()).await?;
        Ok(RevokeApiTokenPayload { api_token: token.into(), user_errors: Vec::new() })
    }
}
