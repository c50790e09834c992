//! Looking after the people of a municipality.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::connection::{args, connection, total};
use super::context::ContextExt;
use super::enums::{MailDomainStatus, MunicipalityRole, Role};
use super::errors::{UserError, outcome};
use super::in_place::{InPlace, at_hand};
use super::invitations::InvitationConnection;
use super::moving::{PendingMove, pending_moves};
use super::municipalities::{Municipality, municipality};
use super::people::{Person, PersonConnection};
use crate::accounts::domains;
use crate::accounts::registrations::{self, Registration};
use crate::error::Result as ServiceResult;
use crate::ids::{MailDomainId, MunicipalityId, PersonId};
use crate::page::PageArgs;

pub struct PendingRegistration(pub Registration);
connection!(
    PendingRegistrationConnection,
    PendingRegistrationEdge,
    PendingRegistration,
    registrations::Registration
);

/// Somebody who proved their address and waits to be let in.
#[Object]
impl PendingRegistration {
    /// Whom they would become; nobody else sees them, and `node` does not answer the id yet.
    async fn person(&self) -> Person {
        Person(self.0.person())
    }

    /// The address that was proved.
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// When they registered.
    async fn registered_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }
}
at_hand!(PendingRegistration: "email" | "registeredAt");

/// A page of those who wait, of one municipality or of all that the viewer administers.
async fn list_pending(
    ctx: &Context<'_>,
    municipality: Option<MunicipalityId>,
    page: PageArgs,
) -> Result<PendingRegistrationConnection> {
    let (services, actor) = (ctx.services().clone(), *ctx.actor());
    let slice = services.accounts.pending(&actor, municipality, &page).await?;
    let count = total(move || {
        let services = services.clone();
        async move { services.accounts.count_pending(&actor, municipality).await }
    });
    Ok(PendingRegistrationConnection::new(slice, count))
}

pub struct MailDomain(domains::MailDomain);

/// A mail domain of a municipality. Once verified, who proves an address of it is a member.
#[Object]
impl MailDomain {
    /// The same for ever; `node` does not answer it.
    async fn id(&self) -> ID {
        self.0.id.to_public().into()
    }

    /// What stands behind the `@`, in lower case.
    async fn domain(&self) -> &str {
        &self.0.domain
    }

    /// Whose it is.
    async fn municipality(&self, ctx: &Context<'_>) -> Result<InPlace<Municipality>> {
        municipality(ctx, self.0.municipality)
    }

    /// Does it lead to membership?
    async fn status(&self) -> MailDomainStatus {
        match self.0.verified_at {
            Some(_) => MailDomainStatus::Verified,
            None => MailDomainStatus::Pending,
        }
    }

    /// When somebody asked for it.
    async fn added_at(&self) -> DateTime<Utc> {
        self.0.added_at
    }
}

pub struct MunicipalityAdministration(pub MunicipalityId);

/// What the administrators of a municipality look after.
#[Object]
impl MunicipalityAdministration {
    /// People who work there, by name.
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<PersonConnection> {
        super::people::list_people(ctx, None, Some(self.0), args(first, after, last, before)).await
    }

    /// Who proved an address and waits to be let in, longest first.
    async fn pending_registrations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<PendingRegistrationConnection> {
        list_pending(ctx, Some(self.0), args(first, after, last, before)).await
    }

    /// People of other municipalities who want to move here and wait for an answer, longest first; at most 100.
    async fn pending_moves(&self, ctx: &Context<'_>) -> Result<Vec<PendingMove>> {
        pending_moves(ctx, self.0).await
    }

    /// Invitations to this municipality, newest first; those that ended stay for 90 days.
    async fn invitations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<InvitationConnection> {
        let (services, actor, id) = (ctx.services().clone(), *ctx.actor(), self.0);
        let page = args(first, after, last, before);
        let slice = services.accounts.invitations(&actor, id, &page).await?;
        let count = total(move || {
            let services = services.clone();
            async move { services.accounts.count_invitations(&actor, id).await }
        });
        Ok(InvitationConnection::new(slice, count))
    }

    /// Its mail domains, by name.
    async fn mail_domains(&self, ctx: &Context<'_>) -> Result<Vec<MailDomain>> {
        let domains = ctx.services().accounts.mail_domains(ctx.actor(), self.0).await?;
        Ok(domains.into_iter().map(MailDomain).collect())
    }
}

#[derive(Default)]
pub struct AdministrationQuery;

#[Object]
impl AdministrationQuery {
    /// Who waits to be let in, longest first: everywhere for administrators of the network, in their own municipality for
    /// its administrators; nobody for anybody else.
    async fn pending_registrations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<PendingRegistrationConnection> {
        list_pending(ctx, None, args(first, after, last, before)).await
    }
}

/// Whether somebody is let in.
#[derive(InputObject)]
pub struct ApproveRegistrationInput {
    /// The person of the pending registration.
    person_id: ID,
    /// Let them in? After a no their registration is removed.
    accept: bool,
}

/// What became of a registration.
#[derive(SimpleObject)]
pub struct ApproveRegistrationPayload {
    /// Who is in now; null after a no.
    person: Option<Person>,
    /// `TAKEN` when the address has got an account in another way.
    user_errors: Vec<UserError>,
}

/// A mail domain for a municipality.
#[derive(InputObject)]
pub struct AddMailDomainInput {
    /// CBS code of a municipality of today.
    municipality_code: String,
    /// What stands behind the `@`. Only itself, no part of it.
    domain: String,
}

/// The mail domain to verify.
#[derive(InputObject)]
pub struct VerifyMailDomainInput {
    /// Of the mail domain.
    id: ID,
}

/// The mail domain to remove.
#[derive(InputObject)]
pub struct RemoveMailDomainInput {
    /// Of the mail domain.
    id: ID,
}

/// What became of a mail domain.
#[derive(SimpleObject)]
pub struct MailDomainPayload {
    /// The domain as it is now; a removed one as it was.
    mail_domain: Option<MailDomain>,
    /// What the form can mend.
    user_errors: Vec<UserError>,
}

impl MailDomainPayload {
    fn of(result: ServiceResult<domains::MailDomain>) -> Result<Self> {
        let (domain, user_errors) = outcome(result)?;
        Ok(Self { mail_domain: domain.map(MailDomain), user_errors })
    }
}

/// Only the roles to change.
#[derive(InputObject)]
pub struct SetRoleInput {
    /// Whose roles.
    person_id: ID,
    /// In the network; for its administrators to change.
    role: Option<Role>,
    /// For the municipality where the person works; also for its administrators to change.
    municipality_role: Option<MunicipalityRole>,
}

/// What became of changing roles.
#[derive(SimpleObject)]
pub struct SetRolePayload {
    /// The person, with the new roles.
    person: Option<Person>,
    /// What the form can mend; `LAST_ADMIN` for the last administrator of the network.
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct AdministrationMutation;

#[Object]
impl AdministrationMutation {
    /// Lets somebody in who registered, or not; they get a mail. For administrators of the municipality and of the
    /// network; for everybody else there is no such registration.
    async fn approve_registration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and whether.")] input: ApproveRegistrationInput,
    ) -> Result<ApproveRegistrationPayload> {
        let wanted = (PersonId::from_public(&input.person_id)?, input.accept);
        let done = ctx.services().accounts.approve(ctx.actor(), wanted, ctx.address()).await;
        let (person, user_errors) = outcome(done)?;
        Ok(ApproveRegistrationPayload { person: person.flatten().map(Person), user_errors })
    }

    /// Adds a mail domain. An administrator's of the network is verified at once, a municipality administrator's waits.
    async fn add_mail_domain(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which domain, of which municipality.")] input: AddMailDomainInput,
    ) -> Result<MailDomainPayload> {
        let wanted = (input.municipality_code.as_str(), input.domain.as_str());
        MailDomainPayload::of(
            ctx.services().accounts.add_mail_domain(ctx.actor(), wanted, ctx.address()).await,
        )
    }

    /// Says that a domain is its municipality's. For administrators of the network.
    async fn verify_mail_domain(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: VerifyMailDomainInput,
    ) -> Result<MailDomainPayload> {
        let id = MailDomainId::from_public(&input.id)?;
        MailDomainPayload::of(
            ctx.services().accounts.verify_mail_domain(ctx.actor(), id, ctx.address()).await,
        )
    }

    /// Removes a mail domain; who is a member stays one. For administrators of the municipality and of the network.
    async fn remove_mail_domain(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: RemoveMailDomainInput,
    ) -> Result<MailDomainPayload> {
        let id = MailDomainId::from_public(&input.id)?;
        MailDomainPayload::of(
            ctx.services().accounts.remove_mail_domain(ctx.actor(), id, ctx.address()).await,
        )
    }

    /// Gives somebody other roles; they count with the next request.
    async fn set_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and which roles.")] input: SetRoleInput,
    ) -> Result<SetRolePayload> {
        let id = PersonId::from_public(&input.person_id)?;
        let roles = (input.role.map(Into::into), input.municipality_role.map(Into::into));
        let done = ctx.services().accounts.set_roles(ctx.actor(), id, roles, ctx.address()).await;
        let (person, user_errors) = outcome(done)?;
        Ok(SetRolePayload { person: person.map(Person), user_errors })
    }
}
