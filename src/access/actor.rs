//! Who acts.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::ids::{AccountId, MunicipalityId, PersonId};

/// What somebody may do in the network as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    Member,
    /// Plans meetings and looks after what comes out of them.
    Organiser,
    Admin,
}

/// What somebody may do for their own municipality.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MunicipalityRole {
    Member,
    /// May change and publish whatever belongs to the municipality.
    Editor,
    /// May do what an editor may, and administers the municipality's people.
    Administrator,
}

crate::named!(MunicipalityRole { Member = "member", Editor = "editor", Administrator = "administrator" });

/// A person with a running session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedIn {
    pub account: AccountId,
    pub person: PersonId,
    /// Of the present affiliation; `None` between two jobs.
    pub municipality: Option<MunicipalityId>,
    pub role: Role,
    pub municipality_role: MunicipalityRole,
}

impl SignedIn {
    /// Of the network, or of the municipality where they work now.
    pub fn is_administrator(&self) -> bool {
        let is_local = match self.municipality_role {
            MunicipalityRole::Administrator => self.municipality.is_some(),
            MunicipalityRole::Editor | MunicipalityRole::Member => false,
        };
        self.role == Role::Admin || is_local
    }
}

/// What keeps somebody with a session from using their rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// They are asked for a second factor and have none.
    NeedsSecondFactor,
}

impl Limit {
    /// What is answered instead of what was asked.
    pub fn error(self) -> Error {
        let (reason, message) = match self {
            Self::NeedsSecondFactor => (
                "SECOND_FACTOR_REQUIRED",
                "Stel eerst een tweede stap in bij Mijn beveiliging: voor jouw rol is die verplicht.",
            ),
        };
        Error::Limited { reason, message }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    Anonymous,
    /// A person with a session who may only do what lifts the limit; for everything else the same as anonymous.
    Limited(SignedIn, Limit),
    SignedIn(SignedIn),
    /// The command line and the worker.
    System,
}

impl Actor {
    pub fn signed_in(&self) -> Option<&SignedIn> {
        match self {
            Self::SignedIn(signed_in) => Some(signed_in),
            Self::Anonymous | Self::Limited(..) | Self::System => None,
        }
    }

    /// The person, or `Unauthenticated`; `Limited` for who has to do something else first.
    pub fn require(&self) -> Result<&SignedIn> {
        match self {
            Self::SignedIn(signed_in) => Ok(signed_in),
            Self::Limited(_, limit) => Err(limit.error()),
            Self::Anonymous | Self::System => Err(Error::Unauthenticated),
        }
    }

    /// Whose session it is, whatever they may do in it.
    pub fn identity(&self) -> Option<&SignedIn> {
        match self {
            Self::SignedIn(signed_in) | Self::Limited(signed_in, _) => Some(signed_in),
            Self::Anonymous | Self::System => None,
        }
    }

    pub fn person(&self) -> Option<PersonId> {
        self.signed_in().map(|signed_in| signed_in.person)
    }

    pub fn municipality(&self) -> Option<MunicipalityId> {
        self.signed_in().and_then(|signed_in| signed_in.municipality)
    }

    /// Has no rights but those of everybody.
    pub fn is_anonymous(&self) -> bool {
        matches!(self, Self::Anonymous | Self::Limited(..))
    }

    pub fn is_admin(&self) -> bool {
        match self {
            Self::System => true,
            Self::SignedIn(signed_in) => signed_in.role == Role::Admin,
            Self::Anonymous | Self::Limited(..) => false,
        }
    }

    pub fn is_organiser(&self) -> bool {
        match self {
            Self::System => true,
            Self::SignedIn(signed_in) => matches!(signed_in.role, Role::Organiser | Role::Admin),
            Self::Anonymous | Self::Limited(..) => false,
        }
    }

    /// May change whatever belongs to `municipality`.
    pub fn edits_for(&self, municipality: Option<MunicipalityId>) -> bool {
        let Some(signed_in) = self.signed_in() else { return self.is_admin() };
        let is_theirs = municipality.is_some() && signed_in.municipality == municipality;
        signed_in.role == Role::Admin
            || match signed_in.municipality_role {
                MunicipalityRole::Editor | MunicipalityRole::Administrator => is_theirs,
                MunicipalityRole::Member => false,
            }
    }

    /// May let people in for `municipality`, and give them its roles.
    pub fn administers(&self, municipality: Option<MunicipalityId>) -> bool {
        let Some(signed_in) = self.signed_in() else { return self.is_admin() };
        let is_theirs = municipality.is_some() && signed_in.municipality == municipality;
        signed_in.role == Role::Admin
            || (is_theirs && signed_in.municipality_role == MunicipalityRole::Administrator)
    }
}
