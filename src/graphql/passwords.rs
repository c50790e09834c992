//! Forgotten and new passwords, and another mail address.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};

use super::accounts::{Viewer, enter};
use super::context::ContextExt;
use super::errors::{UserError, outcome};
use super::factors::SecondFactorChallenge;
use crate::accounts::service::passwords::NewPassword;

/// Whose password was forgotten.
#[derive(InputObject)]
pub struct RequestPasswordResetInput {
    /// The address to sign in with.
    email: String,
}

/// What became of asking for a new password: the same whether or not the address has an account.
#[derive(SimpleObject)]
pub struct RequestPasswordResetPayload {
    /// A mail is on its way; false when the form must be mended.
    mail_sent: bool,
    /// What the form can mend.
    user_errors: Vec<UserError>,
}

/// A link and a new password.
#[derive(InputObject)]
pub struct ResetPasswordInput {
    /// What stands behind `#token=` in the mail; works once, for ten minutes.
    token: String,
    /// 12 characters to 1,024 bytes, and hard to guess (`TOO_COMMON`).
    password: String,
}

/// What became of setting a new password.
#[derive(SimpleObject)]
pub struct ResetPasswordPayload {
    /// Who is signed in now; null when the form must be mended, and while a second factor is asked for.
    viewer: Option<Viewer>,
    /// The password is set; now show a second factor with `verifySecondFactor`.
    second_factor: Option<SecondFactorChallenge>,
    /// How many API tokens were revoked: all of them, since who lost a password may have lost those as well.
    revoked_tokens: u64,
    /// What the form can mend; `INVALID_LINK` for a link that was used, has ended or never was.
    user_errors: Vec<UserError>,
}

/// The old password and a new one.
#[derive(InputObject)]
pub struct ChangePasswordInput {
    /// The password of now.
    current_password: String,
    /// 12 characters to 1,024 bytes, and hard to guess (`TOO_COMMON`).
    new_password: String,
    /// Revoke all API tokens of the viewer as well; they stay otherwise.
    #[graphql(default)]
    revoke_tokens: bool,
}

/// What became of changing the password.
#[derive(SimpleObject)]
pub struct ChangePasswordPayload {
    /// The viewer, in a session under a new id.
    viewer: Option<Viewer>,
    /// How many API tokens were revoked.
    revoked_tokens: u64,
    /// What the form can mend.
    user_errors: Vec<UserError>,
}

/// Another address to sign in with.
#[derive(InputObject)]
pub struct RequestEmailChangeInput {
    /// The new address.
    email: String,
    /// The password of now.
    password: String,
}

/// What became of asking for another address: the same whether or not it has an account.
#[derive(SimpleObject)]
pub struct RequestEmailChangePayload {
    /// A mail is on its way to the new address, and one to the old; false when the form must be mended.
    mail_sent: bool,
    /// What the form can mend.
    user_errors: Vec<UserError>,
}

/// The link of another address.
#[derive(InputObject)]
pub struct ConfirmEmailChangeInput {
    /// What stands behind `#token=` in the mail; works once, for an hour.
    token: String,
}

/// What became of proving another address.
#[derive(SimpleObject)]
pub struct ConfirmEmailChangePayload {
    /// The address to sign in with from now on.
    email: Option<String>,
    /// `INVALID_LINK` for a link that was used, has ended or never was.
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct PasswordMutation;

#[Object]
impl PasswordMutation {
    /// Asks for a link to a new password. Answers the same whether or not the address has an account; the mail to it tells.
    async fn request_password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The address.")] input: RequestPasswordResetInput,
    ) -> Result<RequestPasswordResetPayload> {
        let (done, user_errors) =
            outcome(ctx.services().accounts.request_reset(&input.email, ctx.address()).await)?;
        Ok(RequestPasswordResetPayload { mail_sent: done.is_some(), user_errors })
    }

    /// Sets a new password by the link of a mail. All sessions and API tokens end, and one session begins, or a second
    /// factor is asked for first.
    async fn reset_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link and the password.")] input: ResetPasswordInput,
    ) -> Result<ResetPasswordPayload> {
        let reset = ctx.services().accounts.reset(&input.token, input.password, ctx.address()).await;
        let (reset, user_errors) = outcome(reset)?;
        let (signed_in, revoked_tokens) = reset.unzip();
        let (viewer, second_factor) = enter(ctx, signed_in).await?;
        let revoked_tokens = revoked_tokens.unwrap_or_default();
        Ok(ResetPasswordPayload { viewer, second_factor, revoked_tokens, user_errors })
    }

    /// Changes the viewer's password. The viewer's other sessions end, and this one gets a new id.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Both passwords.")] input: ChangePasswordInput,
    ) -> Result<ChangePasswordPayload> {
        let wanted = NewPassword {
            current: input.current_password,
            new: input.new_password,
            revokes_tokens: input.revoke_tokens,
        };
        let accounts = &ctx.services().accounts;
        let changed = accounts.change_password(ctx.actor(), ctx.session(), wanted, ctx.address()).await;
        let (changed, user_errors) = outcome(changed)?;
        let (signed_in, revoked_tokens) = changed.unzip();
        let revoked_tokens = revoked_tokens.unwrap_or_default();
        Ok(ChangePasswordPayload { viewer: signed_in.map(Viewer), revoked_tokens, user_errors })
    }

    /// Asks to sign in with another address. The old address is told.
    async fn request_email_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The address and the password.")] input: RequestEmailChangeInput,
    ) -> Result<RequestEmailChangePayload> {
        let wanted = (input.email.as_str(), input.password);
        let (done, user_errors) =
            outcome(ctx.services().accounts.request_address(ctx.actor(), wanted, ctx.address()).await)?;
        Ok(RequestEmailChangePayload { mail_sent: done.is_some(), user_errors })
    }

    /// Proves the new address by the link of a mail; no session is needed.
    async fn confirm_email_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link.")] input: ConfirmEmailChangeInput,
    ) -> Result<ConfirmEmailChangePayload> {
        let (email, user_errors) =
            outcome(ctx.services().accounts.confirm_address(&input.token, ctx.address()).await)?;
        Ok(ConfirmEmailChangePayload { email, user_errors })
    }
}
