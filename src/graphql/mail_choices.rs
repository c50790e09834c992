//! Which mails the viewer wants.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};

use super::context::ContextExt;
use super::errors::UserError;

/// Only the choices to change. Mails about the account itself are always sent.
#[derive(InputObject)]
pub struct SetMailChoicesInput {
    /// A mail when somebody asks the viewer for an introduction, or answers one.
    introductions: Option<bool>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct SetMailChoicesPayload {
    /// As it is now: a mail about introductions?
    introductions: bool,
    /// Empty: there is nothing to mend.
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct MailChoiceMutation;

#[Object]
impl MailChoiceMutation {
    /// Chooses which mails the viewer gets.
    async fn set_mail_choices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: SetMailChoicesInput,
    ) -> Result<SetMailChoicesPayload> {
        let accounts = &ctx.services().accounts;
        let introductions = accounts.set_mails_introductions(ctx.actor(), input.introductions).await?;
        Ok(SetMailChoicesPayload { introductions, user_errors: Vec::new() })
    }
}
