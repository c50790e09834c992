//! Second factors and passkeys of the viewer, and signing in with them.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::accounts::LogInPayload;
use super::context::ContextExt;
use super::errors::{UserError, outcome};
use super::security::Security;
use crate::error::Error;
use crate::factors::model::{OwnPasskey, TotpSetup};
use crate::factors::{Challenge, Entry, Method, Proof};
use crate::ids::PasskeyId;

/// A way to answer when a second factor is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Method")]
pub enum SecondFactorMethod {
    /// The present code of an authenticator app.
    Totp,
    /// One of the codes that were given out for when the telephone is lost.
    RecoveryCode,
    /// A passkey, on this device or on a security key.
    Passkey,
}

/// The password was right and the session knows it: answer with `verifySecondFactor`, in at most five tries.
#[derive(SimpleObject)]
pub struct SecondFactorChallenge {
    /// What the person has.
    methods: Vec<SecondFactorMethod>,
    /// Five minutes later the sign-in begins again.
    expires_at: DateTime<Utc>,
    /// For `PublicKeyCredential.parseRequestOptionsFromJSON`, when `methods` has `PASSKEY`.
    passkey_options: Option<Value>,
}

impl From<Challenge> for SecondFactorChallenge {
    fn from(challenge: Challenge) -> Self {
        Self {
            methods: challenge.methods.into_iter().map(SecondFactorMethod::from).collect(),
            expires_at: challenge.expires_at,
            passkey_options: challenge.passkey_options,
        }
    }
}

/// A key that a device keeps for the viewer.
#[derive(SimpleObject)]
pub struct Passkey {
    /// To remove it with.
    id: ID,
    /// In the viewer's words.
    name: String,
    /// When it was added.
    created_at: DateTime<Utc>,
    /// Null when it was never used to sign in.
    last_used_at: Option<DateTime<Utc>>,
}

impl From<OwnPasskey> for Passkey {
    fn from(own: OwnPasskey) -> Self {
        Self {
            id: own.id.to_public().into(),
            name: own.name,
            created_at: own.created_at,
            last_used_at: own.last_used_at,
        }
    }
}

/// Exactly one of the three.
#[derive(InputObject)]
pub struct VerifySecondFactorInput {
    /// Six digits of the authenticator app.
    totp: Option<String>,
    /// With or without its hyphens.
    recovery_code: Option<String>,
    /// What `navigator.credentials.get` gave, as its `toJSON` writes it.
    passkey: Option<Value>,
}

impl VerifySecondFactorInput {
    fn proof(self) -> Result<Proof, Error> {
        match (self.totp, self.recovery_code, self.passkey) {
            (Some(code), None, None) => Ok(Proof::Totp(code)),
            (None, Some(code), None) => Ok(Proof::RecoveryCode(code)),
            (None, None, Some(credential)) => Ok(Proof::Passkey(credential)),
            _ => Err(Error::BadInput("give exactly one of totp, recoveryCode and passkey".into())),
        }
    }
}

/// What to add to an authenticator app. It counts after `confirmTotp`, within ten minutes.
#[derive(SimpleObject)]
pub struct StartTotpPayload {
    /// Base32, for who types it.
    secret: Option<String>,
    /// `otpauth://totp/…`, for a device that opens it.
    uri: Option<String>,
    /// The same as a QR code: an `svg` element without scripts.
    qr_svg: Option<String>,
    /// What the form can mend.
    user_errors: Vec<UserError>,
}

/// The end of setting up an authenticator app.
#[derive(InputObject)]
pub struct ConfirmTotpInput {
    /// The first code that the app shows; six digits.
    code: String,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct ConfirmTotpPayload {
    /// Ten codes for when the telephone is lost, each for one time; shown now and never again.
    recovery_codes: Option<Vec<String>>,
    /// What the form can mend.
    user_errors: Vec<UserError>,
}

/// Giving the authenticator app up.
#[derive(InputObject)]
pub struct DisableTotpInput {
    /// Needed when the viewer signed in, or gave it, longer than ten minutes ago.
    password: Option<String>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct DisableTotpPayload {
    /// As it is now.
    security: Option<Security>,
    /// What the form can mend.
    user_errors: Vec<UserError>,
}

/// Asking for new recovery codes.
#[derive(InputObject)]
pub struct RegenerateRecoveryCodesInput {
    /// Needed when the viewer signed in, or gave it, longer than ten minutes ago.
    password: Option<String>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct RegenerateRecoveryCodesPayload {
    /// Take the place of those before; shown now and never again.
    recovery_codes: Option<Vec<String>>,
    /// What the form can mend.
    user_errors: Vec<UserError>,
}

/// What the browser needs to make a passkey.
#[derive(SimpleObject)]
pub struct StartPasskeyRegistrationPayload {
    /// For `PublicKeyCredential.parseCreationOptionsFromJSON`.
    options: Option<Value>,
    /// What the form can mend.
    user_errors: Vec<UserError>,
}

/// A new passkey.
#[derive(InputObject)]
pub struct FinishPasskeyRegistrationInput {
    /// To know it by; 1 to 100 characters.
    name: String,
    /// What `navigator.credentials.create` gave, as its `toJSON` writes it.
    credential: Value,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct FinishPasskeyRegistrationPayload {
    /// The passkey as it is kept; null when something must be mended.
    passkey: Option<Passkey>,
    /// What the form can mend.
    user_errors: Vec<UserError>,
}

/// Giving a passkey up.
#[derive(InputObject)]
pub struct RemovePasskeyInput {
    /// Of `security.passkeys`.
    id: ID,
    /// Needed when the viewer signed in, or gave it, longer than ten minutes ago.
    password: Option<String>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct RemovePasskeyPayload {
    /// As it is now.
    security: Option<Security>,
    /// What the form can mend.
    user_errors: Vec<UserError>,
}

/// What the browser needs to sign in with a passkey.
#[derive(SimpleObject)]
pub struct StartPasskeyLogInPayload {
    /// For `PublicKeyCredential.parseRequestOptionsFromJSON`; names no account.
    options: Option<Value>,
    /// What the form can mend.
    user_errors: Vec<UserError>,
}

/// The answer of a passkey.
#[derive(InputObject)]
pub struct FinishPasskeyLogInInput {
    /// What `navigator.credentials.get` gave, as its `toJSON` writes it.
    credential: Value,
}

#[derive(Default)]
pub struct FactorQuery;

#[Object]
impl FactorQuery {
    /// What this session is asked for before it is signed in: for a page that is loaded anew, and after signing in by
    /// another site. Null when that is nothing.
    async fn second_factor_challenge(&self, ctx: &Context<'_>) -> Result<Option<SecondFactorChallenge>> {
        let pending = ctx.services().factors.pending(ctx.session()).await?;
        Ok(pending.map(SecondFactorChallenge::from))
    }
}

#[derive(Default)]
pub struct FactorMutation;

#[Object]
impl FactorMutation {
    /// The second step of signing in. `RATE_LIMITED` after ten wrong codes within an hour.
    async fn verify_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer, in one of the ways that were named.")] input: VerifySecondFactorInput,
    ) -> Result<LogInPayload> {
        let proof = input.proof()?;
        let (person, user_errors) =
            outcome(ctx.services().factors.verify(ctx.session(), proof, ctx.address()).await)?;
        Ok(LogInPayload::of(person.map(Entry::In), user_errors))
    }

    /// A new secret for an authenticator app. Asks for `confirmPassword` when the viewer signed in longer than ten
    /// minutes ago.
    async fn start_totp(&self, ctx: &Context<'_>) -> Result<StartTotpPayload> {
        let factors = &ctx.services().factors;
        let setup = factors.start_totp(ctx.actor(), ctx.session(), ctx.address()).await;
        let (setup, user_errors) = outcome(setup)?;
        let payload = match setup {
            Some(TotpSetup { secret, uri, qr_svg }) => {
                StartTotpPayload { secret: Some(secret), uri: Some(uri), qr_svg: Some(qr_svg), user_errors }
            }
            None => StartTotpPayload { secret: None, uri: None, qr_svg: None, user_errors },
        };
        Ok(payload)
    }

    /// From now on a code of the app is asked for. Other sessions of the viewer end.
    async fn confirm_totp(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the app shows.")] input: ConfirmTotpInput,
    ) -> Result<ConfirmTotpPayload> {
        let factors = &ctx.services().factors;
        let confirmed = factors.confirm_totp(ctx.actor(), ctx.session(), &input.code, ctx.address()).await;
        let (recovery_codes, user_errors) = outcome(confirmed)?;
        Ok(ConfirmTotpPayload { recovery_codes, user_errors })
    }

    /// The app is no longer asked for. Other sessions of the viewer end.
    async fn disable_totp(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The password, when it is needed.")] input: DisableTotpInput,
    ) -> Result<DisableTotpPayload> {
        let factors = &ctx.services().factors;
        let done = factors.disable_totp(ctx.actor(), ctx.session(), input.password, ctx.address()).await;
        let (done, user_errors) = outcome(done)?;
        Ok(DisableTotpPayload { security: done.and_then(|()| security(ctx)), user_errors })
    }

    /// Ten new recovery codes; those before are worth nothing.
    async fn regenerate_recovery_codes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The password, when it is needed.")] input: RegenerateRecoveryCodesInput,
    ) -> Result<RegenerateRecoveryCodesPayload> {
        let factors = &ctx.services().factors;
        let codes = factors.regenerate_codes(ctx.actor(), ctx.session(), input.password, ctx.address()).await;
        let (recovery_codes, user_errors) = outcome(codes)?;
        Ok(RegenerateRecoveryCodesPayload { recovery_codes, user_errors })
    }

    /// Asks for `confirmPassword` when the viewer signed in longer than ten minutes ago.
    async fn start_passkey_registration(&self, ctx: &Context<'_>) -> Result<StartPasskeyRegistrationPayload> {
        let factors = &ctx.services().factors;
        let options = factors.start_passkey(ctx.actor(), ctx.session(), ctx.address()).await;
        let (options, user_errors) = outcome(options)?;
        Ok(StartPasskeyRegistrationPayload { options, user_errors })
    }

    /// Keeps the passkey. Other sessions of the viewer end.
    async fn finish_passkey_registration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the browser gave, and a name for it.")] input: FinishPasskeyRegistrationInput,
    ) -> Result<FinishPasskeyRegistrationPayload> {
        let FinishPasskeyRegistrationInput { name, credential } = input;
        let factors = &ctx.services().factors;
        let kept =
            factors.finish_passkey(ctx.actor(), ctx.session(), (&name, credential), ctx.address()).await;
        let (passkey, user_errors) = outcome(kept)?;
        Ok(FinishPasskeyRegistrationPayload { passkey: passkey.map(Passkey::from), user_errors })
    }

    /// Other sessions of the viewer end. `NOT_FOUND` for what is no passkey of theirs.
    async fn remove_passkey(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which passkey goes.")] input: RemovePasskeyInput,
    ) -> Result<RemovePasskeyPayload> {
        let id = PasskeyId::from_public(&input.id)?;
        let factors = &ctx.services().factors;
        let done =
            factors.remove_passkey(ctx.actor(), ctx.session(), id, input.password, ctx.address()).await;
        let (done, user_errors) = outcome(done)?;
        Ok(RemovePasskeyPayload { security: done.and_then(|()| security(ctx)), user_errors })
    }

    /// Signing in with a passkey instead of a password, first step.
    async fn start_passkey_log_in(&self, ctx: &Context<'_>) -> Result<StartPasskeyLogInPayload> {
        let factors = &ctx.services().factors;
        let options = factors.start_passkey_log_in(ctx.session(), ctx.address()).await;
        let (options, user_errors) = outcome(options)?;
        Ok(StartPasskeyLogInPayload { options, user_errors })
    }

    /// Second step, within ten minutes. A passkey is both factors at once: no other is asked for.
    async fn finish_passkey_log_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the browser gave.")] input: FinishPasskeyLogInInput,
    ) -> Result<LogInPayload> {
        let factors = &ctx.services().factors;
        let person = factors.finish_passkey_log_in(ctx.session(), input.credential, ctx.address()).await;
        let (person, user_errors) = outcome(person)?;
        Ok(LogInPayload::of(person.map(Entry::In), user_errors))
    }
}

fn security(ctx: &Context<'_>) -> Option<Security> {
    ctx.actor().identity().copied().map(Security)
}
