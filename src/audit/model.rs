//! What can be logged, and how it reads afterwards. No I/O.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::access::Actor;
use crate::ids::{MunicipalityId, NodeId, NodeKind, PersonId};

/// What was done. A name in the database never gets another meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AuditKind {
    SignedIn,
    SignInFailed,
    SignedOut,
    SecondFactorFailed,
    PasswordChanged,
    PasswordResetRequested,
    PasswordReset,
    AddressChangeRequested,
    AddressChanged,
    AccountCreated,
    Registered,
    AddressVerified,
    RegistrationApproved,
    RegistrationDeclined,
    Invited,
    InvitationAccepted,
    InvitationWithdrawn,
    RoleChanged,
    AccountBlocked,
    AccountUnblocked,
    MailDomainAdded,
    MailDomainVerified,
    MailDomainRemoved,
    FactorAdded,
    FactorRemoved,
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
    PasskeyAdded,
    PasskeyRemoved,
    TokenCreated,
    TokenRevoked,
    SessionRevoked,
    SsoLinked,
    DataExported,
    AccountDeleted,
    ConsentGiven,
    ConsentWithdrawn,
    FieldVisibilityChanged,
    AffiliationChanged,
    AffiliationRequested,
    AffiliationDeclined,
    IntroductionRequested,
    IntroductionAnswered,
    MunicipalityMerged,
    ConceptCreated,
    ConceptChanged,
    ConceptDeleted,
    ThesaurusImported,
    AccessRefused,
    AuditExported,
    RetentionApplied,
}

crate::named!(AuditKind {
    SignedIn = "signed_in",
    SignInFailed = "sign_in_failed",
    SignedOut = "signed_out",
    SecondFactorFailed = "second_factor_failed",
    PasswordChanged = "password_changed",
    PasswordResetRequested = "password_reset_requested",
    PasswordReset = "password_reset",
    AddressChangeRequested = "address_change_requested",
    AddressChanged = "address_changed",
    AccountCreated = "account_created",
    Registered = "registered",
    AddressVerified = "address_verified",
    RegistrationApproved = "registration_approved",
    RegistrationDeclined = "registration_declined",
    Invited = "invited",
    InvitationAccepted = "invitation_accepted",
    InvitationWithdrawn = "invitation_withdrawn",
    RoleChanged = "role_changed",
    AccountBlocked = "account_blocked",
    AccountUnblocked = "account_unblocked",
    MailDomainAdded = "mail_domain_added",
    MailDomainVerified = "mail_domain_verified",
    MailDomainRemoved = "mail_domain_removed",
    FactorAdded = "factor_added",
    FactorRemoved = "factor_removed",
    RecoveryCodesRenewed = "recovery_codes_renewed",
    RecoveryCodeUsed = "recovery_code_used",
    PasskeyAdded = "passkey_added",
    PasskeyRemoved = "passkey_removed",
    TokenCreated = "token_created",
    TokenRevoked = "token_revoked",
    SessionRevoked = "session_revoked",
    SsoLinked = "sso_linked",
    DataExported = "data_exported",
    AccountDeleted = "account_deleted",
    ConsentGiven = "consent_given",
    ConsentWithdrawn = "consent_withdrawn",
    FieldVisibilityChanged = "field_visibility_changed",
    AffiliationChanged = "affiliation_changed",
    AffiliationRequested = "affiliation_requested",
    AffiliationDeclined = "affiliation_declined",
    IntroductionRequested = "introduction_requested",
    IntroductionAnswered = "introduction_answered",
    MunicipalityMerged = "municipality_merged",
    ConceptCreated = "concept_created",
    ConceptChanged = "concept_changed",
    ConceptDeleted = "concept_deleted",
    ThesaurusImported = "thesaurus_imported",
    AccessRefused = "access_refused",
    AuditExported = "audit_exported",
    RetentionApplied = "retention_applied"
});

/// What an act was done to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// `person`, `pilot`, `api_token`, …
    pub kind: String,
    pub id: Uuid,
}

impl Target {
    /// Something that has no public id of its own: `Target::new("api_token", id)`.
    pub fn new(kind: &str, id: Uuid) -> Self {
        Self { kind: kind.to_owned(), id }
    }

    /// The public id of a thing of the network; of anything else its UUID.
    pub fn public_id(&self) -> String {
        match NodeKind::from_name(&self.kind) {
            Some(kind) => NodeId::new(kind, self.id).to_public(),
            None => self.id.simple().to_string(),
        }
    }
}

impl From<NodeId> for Target {
    fn from(node: NodeId) -> Self {
        Self::new(node.kind.name(), node.uuid)
    }
}

impl From<PersonId> for Target {
    fn from(person: PersonId) -> Self {
        person.node().into()
    }
}

/// Something that is done now.
///
/// ```ignore
/// let act = Act::new(AuditKind::TokenCreated).by(actor).on(Target::new("api_token", id)).from(address);
/// audit::record(&tx, act, now).await?;
/// ```
#[derive(Clone, Debug)]
pub struct Act {
    pub kind: AuditKind,
    /// Who did it; `None` for somebody unknown and for the command line and the worker.
    pub actor: Option<PersonId>,
    pub target: Option<Target>,
    pub address: Option<IpAddr>,
    /// The municipality that it concerns; of the actor, unless said otherwise.
    pub municipality: Option<MunicipalityId>,
}

impl Act {
    pub fn new(kind: AuditKind) -> Self {
        Self { kind, actor: None, target: None, address: None, municipality: None }
    }

    /// By the actor, for the municipality where they work.
    pub fn by(self, actor: &Actor) -> Self {
        let municipality = self.municipality.or(actor.municipality());
        Self { actor: actor.person(), municipality, ..self }
    }

    /// By a person who is not signed in: at signing in, or through a link in a mail.
    pub fn by_person(self, person: PersonId) -> Self {
        Self { actor: Some(person), ..self }
    }

    pub fn on(self, target: impl Into<Target>) -> Self {
        Self { target: Some(target.into()), ..self }
    }

    pub fn from(self, address: Option<IpAddr>) -> Self {
        Self { address, ..self }
    }

    pub fn for_municipality(self, municipality: Option<MunicipalityId>) -> Self {
        Self { municipality, ..self }
    }
}

/// A row of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub kind: AuditKind,
    pub actor: Option<PersonId>,
    pub target: Option<Target>,
    /// An address, or after its term the network that it lay in: `192.0.2.0/24`, `2001:db8:1::/48`.
    pub address: Option<String>,
    pub municipality: Option<MunicipalityId>,
}

/// The network that an address lies in: of the old kind 24 bits, of the new kind 48.
pub fn shortened(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => shortened(mapped.into()),
            None => {
                let [a, b, c, ..] = address.segments();
                format!("{}/48", std::net::Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shortened_to_its_network() {
        let short = |text: &str| shortened(text.parse().unwrap());
        assert_eq!(short("192.0.2.77"), "192.0.2.0/24");
        assert_eq!(short("::ffff:192.0.2.77"), "192.0.2.0/24");
        assert_eq!(short("2001:db8:1:2:3:4:5:6"), "2001:db8:1::/48");
    }

    #[test]
    fn every_kind_is_known_by_its_name() {
        for &kind in AuditKind::ALL {
            assert_eq!(AuditKind::from_name(kind.name()), Some(kind));
        }
    }
}
