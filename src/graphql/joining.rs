//! Joining by oneself: registering, and proving the address.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};

use super::accounts::{Viewer, enter};
use super::context::ContextExt;
use super::enums::Language;
use super::errors::{UserError, outcome};
use super::in_place::InPlace;
use super::municipalities::{Municipality, municipality};
use super::sso::SsoProvider;
use crate::accounts::service::register::NewRegistration;

/// What an address will lead to.
#[derive(SimpleObject)]
pub struct RegistrationOptions {
    /// The municipality that the address belongs to by its mail domain; null when there is none, or more than one.
    municipality: Option<InPlace<Municipality>>,
    /// All municipalities that it belongs to: some share an organisation.
    municipalities: Vec<InPlace<Municipality>>,
    /// The other site that people of this municipality sign in by, if there is one: who does needs no password here.
    sso_provider: Option<SsoProvider>,
    /// Must an administrator let in who registers with it? True when it belongs to no municipality.
    needs_approval: bool,
}

#[derive(Default)]
pub struct JoiningQuery;

#[Object]
impl JoiningQuery {
    /// What an address will lead to, before registering. Tells nothing about accounts.
    async fn registration_options(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The address to register with.")] email: String,
    ) -> Result<RegistrationOptions> {
        let ids = ctx.services().accounts.registration_options(&email, ctx.address()).await?;
        let municipalities = ids.iter().map(|id| municipality(ctx, *id)).collect::<Result<Vec<_>>>()?;
        let only = match ids.as_slice() {
            [only] => Some(municipality(ctx, *only)?),
            _ => None,
        };
        Ok(RegistrationOptions {
            municipality: only,
            municipalities,
            sso_provider: ctx.services().sso.provider_of(&ids).cloned().map(SsoProvider),
            needs_approval: ids.is_empty(),
        })
    }
}

/// Somebody who wants to join.
#[derive(InputObject)]
pub struct RegisterInput {
    /// The work address. A link that proves it is sent there.
    email: String,
    /// As others will see it, 1 to 200 characters.
    name: String,
    /// The function, at most 200 characters.
    job_title: Option<String>,
    /// CBS code; without one the municipality that the address's mail domain belongs to.
    municipality_code: Option<String>,
    /// Checked as `verifyEmail` does, and not kept: the password is chosen there, by who has the mailbox.
    password: Option<String>,
    /// Of the mails to this person; Dutch without one.
    language: Option<Language>,
}

/// What became of registering: the same whether or not the address has an account.
#[derive(SimpleObject)]
pub struct RegisterPayload {
    /// A mail is on its way; false when the form must be mended.
    mail_sent: bool,
    /// What the form can mend.
    user_errors: Vec<UserError>,
}

/// The link of a registration.
#[derive(InputObject)]
pub struct VerifyEmailInput {
    /// What stands behind `#token=` in the mail.
    token: String,
    /// To sign in with from now on: 12 characters to 1,024 bytes, and hard to guess (`TOO_COMMON`). `REQUIRED` without one.
    password: Option<String>,
}

/// What became of proving an address.
#[derive(SimpleObject)]
pub struct VerifyEmailPayload {
    /// Who is signed in now; null while an administrator must let them in, and when the link can't be used.
    viewer: Option<Viewer>,
    /// Must an administrator let them in? They get a mail then.
    needs_approval: bool,
    /// `INVALID_LINK` for a link that was used, has ended or never was; what is wrong with the password uses no link up.
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct JoiningMutation;

#[Object]
impl JoiningMutation {
    /// Asks for an account. Answers the same whether or not the address has one; the mail to it tells.
    async fn register(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who wants to join.")] input: RegisterInput,
    ) -> Result<RegisterPayload> {
        let new = NewRegistration {
            email: input.email,
            name: input.name,
            job_title: input.job_title,
            municipality_code: input.municipality_code,
            password: input.password,
            language: input.language.map(Into::into).unwrap_or_default(),
        };
        let (done, user_errors) = outcome(ctx.services().accounts.register(new, ctx.address()).await)?;
        Ok(RegisterPayload { mail_sent: done.is_some(), user_errors })
    }

    /// Proves the address of a registration, and chooses the password. With a mail domain of the municipality the
    /// account is there at once, and a session begins; else an administrator of the municipality must let the person in.
    async fn verify_email(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link.")] input: VerifyEmailInput,
    ) -> Result<VerifyEmailPayload> {
        let VerifyEmailInput { token, password } = input;
        let verified = ctx.services().accounts.verify_registration(&token, password, ctx.address()).await;
        let (verified, user_errors) = outcome(verified)?;
        let needs_approval = verified.is_some_and(|verified| verified.signed_in.is_none());
        // An account of this moment has no second factor that could be asked for.
        let (viewer, _) = enter(ctx, verified.and_then(|verified| verified.signed_in)).await?;
        Ok(VerifyEmailPayload { viewer, needs_approval, user_errors })
    }
}
