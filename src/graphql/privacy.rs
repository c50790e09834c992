//! What somebody decides about their own data: consents, who sees what, taking it along, leaving.

use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::context::ContextExt;
use super::errors::{UserError, outcome};
use super::people::{Person, PersonPayload};
use crate::privacy::deletion::Proof;
use crate::{consents, people};

/// What personal data may be used for, beyond what the network cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "consents::Purpose")]
pub enum ConsentPurpose {
    /// Being proposed to others as a contact.
    Matching,
    /// Showing the profile to everybody, visitors and search engines too.
    PublicProfile,
}

/// How the viewer stands towards one purpose.
#[derive(SimpleObject)]
pub struct Consent {
    /// What for.
    purpose: ConsentPurpose,
    /// Does the viewer agree at this moment?
    is_given: bool,
    /// The words that the viewer agreed to; without consent those that they would agree to now. Dutch.
    text: String,
    /// Which words these are.
    text_version: String,
    /// When it was last given or withdrawn; null when never.
    changed_at: Option<DateTime<Utc>>,
}

impl From<consents::Consent> for Consent {
    fn from(consent: consents::Consent) -> Self {
        let consents::Consent { purpose, is_given, text, text_version, changed_at } = consent;
        Self { purpose: purpose.into(), is_given, text, text_version, changed_at }
    }
}

/// A field of a profile that one may hide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "people::ProfileField")]
pub enum ProfileField {
    /// The function, of now and of before.
    JobTitle,
    /// What the person tells about themself.
    About,
    /// What the person hopes to find.
    Seeking,
    /// What the person can help with.
    Offering,
    /// What the person works on.
    Themes,
    /// Which challenges the person recognised.
    Recognitions,
}

/// Who sees a field of a profile, of those who may see the person at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "people::FieldVisibility")]
pub enum FieldVisibility {
    /// Visitors without an account too.
    Everyone,
    /// Everybody with an account.
    Network,
    /// Colleagues of the municipality where the person works.
    Municipality,
    /// The person alone.
    Nobody,
}

/// Who sees one field of the viewer's profile.
#[derive(SimpleObject)]
pub struct FieldVisibilitySetting {
    /// The field.
    field: ProfileField,
    /// Who sees it.
    visibility: FieldVisibility,
}

pub fn field_visibilities(person: &people::Person) -> Vec<FieldVisibilitySetting> {
    let setting = |(field, visibility): (people::ProfileField, people::FieldVisibility)| {
        FieldVisibilitySetting { field: field.into(), visibility: visibility.into() }
    };
    person.fields.all().map(setting).collect()
}

/// A consent to give or to withdraw.
#[derive(InputObject)]
pub struct SetConsentInput {
    /// What for.
    purpose: ConsentPurpose,
    /// True gives it, false withdraws it; either has its effect at once.
    is_given: bool,
    /// The version of the words that were shown (`Consent.textVersion`). Needed for giving, not for withdrawing.
    text_version: Option<String>,
}

/// What became of a consent.
#[derive(SimpleObject)]
pub struct SetConsentPayload {
    /// All consents of the viewer; null when nothing was done.
    consents: Option<Vec<Consent>>,
    /// `textVersion`: `OUTDATED` when the words have changed since, `REQUIRED` when it is missing.
    user_errors: Vec<UserError>,
}

/// Who is to see a field of the viewer's profile.
#[derive(InputObject)]
pub struct SetFieldVisibilityInput {
    /// Which field.
    field: ProfileField,
    /// Who sees it from now on, in the API and in search.
    visibility: FieldVisibility,
}

/// Where somebody's own data can be fetched.
#[derive(SimpleObject)]
pub struct RequestDataExportPayload {
    /// Where the data is, as JSON (`.json`) and readable (`.html`): this address with either ending. For this session
    /// only, for an hour; null when nothing was done.
    download_url: Option<String>,
    /// When the address ends.
    expires_at: Option<DateTime<Utc>>,
    /// `password`: `REQUIRED` (send it with `confirmPassword`), or `SIGN_IN_AGAIN` for who has a second factor or no
    /// password.
    user_errors: Vec<UserError>,
}

/// Shows that it is the viewer who asks, and not somebody at their screen.
#[derive(InputObject)]
pub struct DeleteAccountInput {
    /// The viewer's password; of an account that has one.
    password: Option<String>,
    /// The viewer's mail address; of an account without a password.
    confirmation: Option<String>,
}

/// Whether an account is gone.
#[derive(SimpleObject)]
pub struct DeleteAccountPayload {
    /// True when the account is gone; the session has ended then.
    is_deleted: bool,
    /// `password` or `confirmation`: `INVALID_CREDENTIALS`; `password`: `SIGN_IN_AGAIN` for who has a second factor, or
    /// no password, and signed in longer than ten minutes ago; `account`: `LAST_ADMIN` for the last administrator of the
    /// network.
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct PrivacyMutation;

#[Object]
impl PrivacyMutation {
    /// Gives or withdraws the viewer's consent to one use of their data. Kept with the words, their version and the time.
    async fn set_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to agree to, or no longer.")] input: SetConsentInput,
    ) -> Result<SetConsentPayload> {
        let consent = (input.purpose.into(), input.is_given);
        let people = &ctx.services().people;
        let set =
            people.set_consent(ctx.actor(), consent, input.text_version.as_deref(), ctx.address()).await;
        let (consents, user_errors) = outcome(set)?;
        let consents = consents.map(|all| all.into_iter().map(Consent::from).collect());
        Ok(SetConsentPayload { consents, user_errors })
    }

    /// Lets a field of the viewer's profile show to others than before: in the API, in search and in matches.
    async fn set_field_visibility(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which field, and who sees it.")] input: SetFieldVisibilityInput,
    ) -> Result<PersonPayload> {
        let setting = (input.field.into(), input.visibility.into());
        let set = ctx.services().people.set_field_visibility(ctx.actor(), setting, ctx.address()).await;
        let (person, user_errors) = outcome(set)?;
        Ok(PersonPayload { person: person.map(Person), user_errors })
    }

    /// Prepares everything that is kept about the viewer for fetching (AVG, articles 15 and 20). Ready at once. Asks for
    /// a sign-in of the last ten minutes, with the second factor of who has one.
    async fn request_data_export(&self, ctx: &Context<'_>) -> Result<RequestDataExportPayload> {
        let asked = ctx.services().privacy.request_export(ctx.actor(), ctx.session(), ctx.address()).await;
        let (request, user_errors) = outcome(asked)?;
        let download_url = request.as_ref().map(|it| format!("/mijn-gegevens/{}", it.id.simple()));
        let expires_at = request.map(|it| it.expires_at);
        Ok(RequestDataExportPayload { download_url, expires_at, user_errors })
    }

    /// Deletes the viewer's account and everything about them (AVG, article 17). What they contributed stays, as of
    /// somebody who left their municipality; drafts of theirs alone that nobody ever saw go as well.
    async fn delete_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Shows that it is the viewer who asks.")] input: DeleteAccountInput,
    ) -> Result<DeleteAccountPayload> {
        let proof = Proof { password: input.password, confirmation: input.confirmation };
        let deleted =
            ctx.services().privacy.delete_account(ctx.actor(), ctx.session(), proof, ctx.address()).await;
        let (deleted, user_errors) = outcome(deleted)?;
        let is_deleted = deleted.is_some();
        if is_deleted {
            ctx.session().end().await?;
        }
        Ok(DeleteAccountPayload { is_deleted, user_errors })
    }
}
