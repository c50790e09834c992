//! The audit log in the API.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::connection::{args, connection, total};
use super::context::ContextExt;
use super::in_place::{InPlace, at_hand};
use super::municipalities::{Municipality, municipality};
use super::people::{Person, persons};
use crate::audit::{self, store::Filter};
use crate::error::Error;
use crate::ids::{NodeId, PersonId};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "audit::AuditKind")]
pub enum AuditKind {
    /// A session began.
    SignedIn,
    /// The password or what stood in its place was wrong; `target` is the person whose account it was, if there is one.
    SignInFailed,
    /// Somebody ended their own session.
    SignedOut,
    /// The password was right, the second factor was not.
    SecondFactorFailed,
    /// Somebody who was signed in, or the command line, chose a new password.
    PasswordChanged,
    /// A link for a new password was asked for.
    PasswordResetRequested,
    /// A new password was chosen through such a link.
    PasswordReset,
    /// Somebody asked to sign in with another mail address.
    AddressChangeRequested,
    /// Somebody signs in with another mail address from now on.
    AddressChanged,
    /// The command line or an import made an account.
    AccountCreated,
    /// Somebody registered by themself.
    Registered,
    /// Somebody showed that a mail address is theirs.
    AddressVerified,
    /// An administrator let somebody in who had registered.
    RegistrationApproved,
    /// An administrator refused somebody who had registered.
    RegistrationDeclined,
    /// Somebody was invited.
    Invited,
    /// An invitation was taken up.
    InvitationAccepted,
    /// An invitation was taken back.
    InvitationWithdrawn,
    /// Somebody may do other things from now on.
    RoleChanged,
    /// An administrator or the command line blocked an account.
    AccountBlocked,
    /// A block was ended.
    AccountUnblocked,
    /// A mail domain was named for a municipality.
    MailDomainAdded,
    /// Addresses of a mail domain lead to membership from now on.
    MailDomainVerified,
    /// Addresses of a mail domain no longer lead to membership.
    MailDomainRemoved,
    /// A second factor was set up.
    FactorAdded,
    /// A second factor was given up.
    FactorRemoved,
    /// The recovery codes were made anew.
    RecoveryCodesRenewed,
    /// Somebody signed in with a recovery code.
    RecoveryCodeUsed,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// An API token was made.
    TokenCreated,
    /// An API token ended.
    TokenRevoked,
    /// A session was ended from elsewhere.
    SessionRevoked,
    /// An account was bound to a single sign-on provider.
    SsoLinked,
    /// Somebody fetched everything that is kept about them.
    DataExported,
    /// Somebody deleted their account.
    AccountDeleted,
    /// Somebody agreed to a use of their data.
    ConsentGiven,
    /// Somebody no longer agrees to a use of their data.
    ConsentWithdrawn,
    /// A field of a profile shows to others than before.
    FieldVisibilityChanged,
    /// Somebody works elsewhere or has another function.
    AffiliationChanged,
    /// Somebody asked to work for a municipality that their address is not of.
    AffiliationRequested,
    /// An administrator refused that.
    AffiliationDeclined,
    /// An introduction was asked for.
    IntroductionRequested,
    /// An introduction was answered: contact details may be shared from now on.
    IntroductionAnswered,
    /// A municipality was taken over by its successor.
    MunicipalityMerged,
    /// A concept came into the thesaurus.
    ConceptCreated,
    /// A concept of the thesaurus was changed.
    ConceptChanged,
    /// A concept left the thesaurus.
    ConceptDeleted,
    /// Concepts were brought in from a file.
    ThesaurusImported,
    /// Somebody with an account tried what they may not do; at most ten a minute are kept for each person.
    AccessRefused,
    /// This log was exported.
    AuditExported,
    /// Data was removed because its term was over.
    RetentionApplied,
}

/// What an act was done to.
#[derive(SimpleObject)]
pub struct AuditTarget {
    /// `person`, `pilot`, `api_token`, …
    kind: String,
    /// The public id of a thing of the network; of anything else the id that the log knows it by.
    id: ID,
}

pub struct AuditEntry(pub audit::Entry);
connection!(AuditEntryConnection, AuditEntryEdge, AuditEntry, audit::Entry);

/// One act that matters to security. Entries are never changed; they hold no content.
#[Object]
impl AuditEntry {
    /// The same for ever.
    async fn id(&self) -> ID {
        self.0.id.simple().to_string().into()
    }

    /// When it was done.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// What was done.
    async fn kind(&self) -> AuditKind {
        self.0.kind.into()
    }

    /// Who did it; null for somebody unknown, for the command line, and for who is no longer here.
    async fn actor(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        Ok(persons(ctx, self.0.actor.into_iter().collect()).await?.pop())
    }

    /// The public id of who did it, also when they are no longer here.
    async fn actor_id(&self) -> Option<ID> {
        self.0.actor.map(|person| person.to_public().into())
    }

    /// What it was done to, if anything.
    async fn target(&self) -> Option<AuditTarget> {
        let target = self.0.target.as_ref()?;
        Some(AuditTarget { kind: target.kind.clone(), id: target.public_id().into() })
    }

    /// The network address it came from; shortened to its network (`192.0.2.0/24`) after a term.
    async fn address(&self) -> Option<&str> {
        self.0.address.as_deref()
    }

    /// The municipality that it concerns.
    async fn municipality(&self, ctx: &Context<'_>) -> Result<Option<InPlace<Municipality>>> {
        self.0.municipality.map(|id| municipality(ctx, id)).transpose()
    }
}
at_hand!(AuditEntry: "id" | "at" | "kind" | "actorId" | "target" | "address");

/// What the audit log is narrowed to; all that is given must hold.
#[derive(Default, InputObject)]
pub struct AuditFilter {
    /// One of these was done.
    kinds: Option<Vec<AuditKind>>,
    /// Done by this person, who may be gone.
    actor_id: Option<ID>,
    /// Done to the thing with this id, as `target` shows it.
    target_id: Option<ID>,
    /// CBS code of the municipality that it concerns.
    municipality: Option<String>,
    /// From this moment.
    since: Option<DateTime<Utc>>,
    /// Before this moment.
    until: Option<DateTime<Utc>>,
}

impl AuditFilter {
    fn parse(self, ctx: &Context<'_>) -> Result<Filter> {
        let municipality = self.municipality.map(|code| {
            let found = ctx.services().municipalities.by_code(&code);
            found.map(|found| found.id).ok_or_else(|| Error::BadInput("no municipality has this code".into()))
        });
        let target = self.target_id.map(|id| match uuid::Uuid::parse_str(&id) {
            Ok(uuid) => Ok(uuid),
            Err(_) => NodeId::from_public(&id).map(|node| node.uuid),
        });
        Ok(Filter {
            kinds: crate::text::narrowing("kinds", self.kinds)?.into_iter().map(Into::into).collect(),
            actor: self.actor_id.map(|id| PersonId::from_public(&id)).transpose()?,
            target: target.transpose()?,
            municipality: municipality.transpose()?,
            since: self.since,
            until: self.until,
        })
    }
}

#[derive(Default)]
pub struct AuditQuery;

#[Object]
impl AuditQuery {
    /// What was done that matters to security, newest first. For administrators; also as `/beheer/auditlog.csv`.
    async fn audit_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Leave out for all of it.")] filter: Option<AuditFilter>,
        #[graphql(desc = "Rows of the page, 0 to 100, from the newest on; 20 when neither is given.")]
        first: Option<i32>,
        #[graphql(desc = "The page begins behind this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows of the page, 0 to 100, from the oldest back.")] last: Option<i32>,
        #[graphql(desc = "The page ends before this cursor.")] before: Option<String>,
    ) -> Result<AuditEntryConnection> {
        let filter = filter.unwrap_or_default().parse(ctx)?;
        let (services, actor) = (ctx.services().clone(), *ctx.actor());
        let slice = services.audit.list(&actor, &filter, &args(first, after, last, before)).await?;
        let count = total(move || {
            let (services, filter) = (services.clone(), filter.clone());
            async move { services.audit.count(&actor, &filter).await }
        });
        Ok(AuditEntryConnection::new(slice, count))
    }
}
