//! Blocking accounts, and ending that.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use super::context::ContextExt;
use super::errors::{UserError, outcome};
use super::people::Person;
use crate::blocks::Wanted;
use crate::ids::PersonId;

/// Whose account is blocked.
#[derive(InputObject)]
pub struct BlockAccountInput {
    /// The person whose account it is.
    person_id: ID,
    /// Of the viewer: needed of who has no second factor and signed in longer than ten minutes ago.
    password: Option<String>,
}

/// Whose account is opened again.
#[derive(InputObject)]
pub struct UnblockAccountInput {
    /// The person whose account it is.
    person_id: ID,
    /// Of the viewer: needed of who has no second factor and signed in longer than ten minutes ago.
    password: Option<String>,
}

/// What became of blocking an account, or of opening it again.
#[derive(SimpleObject)]
pub struct AccountBlockPayload {
    /// The person, as they are now; null when something must be mended.
    person: Option<Person>,
    /// `OWN_ACCOUNT`, `LAST_ADMIN`, `NO_ACCOUNT` and `BLOCKED_BY_NETWORK` at `personId`; `REQUIRED` and `SIGN_IN_AGAIN` at
    /// `password`.
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct BlockMutation;

#[Object]
impl BlockMutation {
    /// Blocks an account: nobody can sign in with it, and its sessions, tokens and links end at once. Its owner gets a
    /// mail. For administrators of the network, and for those of the municipality where the person works, unless the
    /// person has a role in the network. Asks for a sign-in of the last ten minutes.
    async fn block_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose account.")] input: BlockAccountInput,
    ) -> Result<AccountBlockPayload> {
        change(ctx, &input.person_id, true, input.password).await
    }

    /// Ends a block, as `blockAccount` begins it; that of an administrator of the network only one of them. What ended then
    /// stays ended.
    async fn unblock_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose account.")] input: UnblockAccountInput,
    ) -> Result<AccountBlockPayload> {
        change(ctx, &input.person_id, false, input.password).await
    }
}

async fn change(
    ctx: &Context<'_>,
    person: &ID,
    is_blocked: bool,
    password: Option<String>,
) -> Result<AccountBlockPayload> {
    let wanted = Wanted { person: PersonId::from_public(person)?, is_blocked, password };
    let done = ctx.services().blocks.change(ctx.actor(), ctx.session(), wanted, ctx.address()).await;
    let (person, user_errors) = outcome(done)?;
    Ok(AccountBlockPayload { person: person.map(Person), user_errors })
}
