//! Identity: a type for each kind of id, and the opaque form that travels over the API.
//!
//! A public id is one byte for the kind and the 16 bytes of the UUID, in URL-safe Base64 (23 characters).

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{Error, Result};

/// Everything that has a public id; `node(id:)` answers most of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    Municipality,
    Theme,
    Person,
    Challenge,
    Pilot,
    Meeting,
    AgendaItem,
    Report,
    Outcome,
    Introduction,
    Invitation,
    MailDomain,
    Concept,
}

impl NodeKind {
    pub const ALL: [Self; 13] = [
        Self::Municipality,
        Self::Theme,
        Self::Person,
        Self::Challenge,
        Self::Pilot,
        Self::Meeting,
        Self::AgendaItem,
        Self::Report,
        Self::Outcome,
        Self::Introduction,
        Self::Invitation,
        Self::MailDomain,
        Self::Concept,
    ];

    /// The name in tables, logs and error texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Municipality => "municipality",
            Self::Theme => "theme",
            Self::Person => "person",
            Self::Challenge => "challenge",
            Self::Pilot => "pilot",
            Self::Meeting => "meeting",
            Self::AgendaItem => "agenda_item",
            Self::Report => "report",
            Self::Outcome => "outcome",
            Self::Introduction => "introduction",
            Self::Invitation => "invitation",
            Self::MailDomain => "mail_domain",
            Self::Concept => "concept",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The byte in public ids. Never reuse or renumber one: clients keep ids.
    fn tag(self) -> u8 {
        match self {
            Self::Municipality => 1,
            Self::Theme => 2,
            Self::Person => 3,
            Self::Challenge => 4,
            Self::Pilot => 5,
            Self::Meeting => 6,
            Self::AgendaItem => 7,
            Self::Report => 8,
            Self::Outcome => 9,
            Self::Introduction => 10,
            Self::Invitation => 20,
            Self::MailDomain => 21,
            Self::Concept => 40,
        }
    }
}

/// One thing of the network, of any kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId {
    pub kind: NodeKind,
    pub uuid: Uuid,
}

impl NodeId {
    pub fn new(kind: NodeKind, uuid: Uuid) -> Self {
        Self { kind, uuid }
    }

    /// Fails with `BadInput` when the text was never one of our ids.
    pub fn from_public(text: &str) -> Result<Self> {
        let malformed = || Error::BadInput("this is not an id of this network".into());
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| malformed())?;
        let (tag, uuid) = bytes.split_first().ok_or_else(malformed)?;
        let kind = NodeKind::ALL.into_iter().find(|kind| kind.tag() == *tag).ok_or_else(malformed)?;
        let uuid = Uuid::from_slice(uuid).map_err(|_| malformed())?;
        Ok(Self { kind, uuid })
    }

    pub fn to_public(self) -> String {
        let mut bytes = [0; 17];
        bytes[0] = self.kind.tag();
        bytes[1..].copy_from_slice(self.uuid.as_bytes());
        BASE64URL_NOPAD.encode(&bytes)
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_public())
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident => $kind:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $name(pub Uuid);

        impl $name {
            pub const KIND: NodeKind = NodeKind::$kind;

            /// Version 7: later ids sort behind earlier ones.
            pub fn generate() -> Self {
                Self(Uuid::now_v7())
            }

            pub fn node(self) -> NodeId {
                NodeId::new(Self::KIND, self.0)
            }

            pub fn to_public(self) -> String {
                self.node().to_public()
            }

            /// Fails with `BadInput` for a malformed id, with `NotFound` for the id of another kind.
            pub fn from_public(text: &str) -> Result<Self> {
                let node = NodeId::from_public(text)?;
                if node.kind != Self::KIND {
                    return Err(Error::NotFound { what: Self::KIND.name() });
                }
                Ok(Self(node.uuid))
            }
        }
    )+};
}

ids! {
    MunicipalityId => Municipality;
    ThemeId => Theme;
    PersonId => Person;
    ChallengeId => Challenge;
    PilotId => Pilot;
    MeetingId => Meeting;
    AgendaItemId => AgendaItem;
    ReportId => Report;
    OutcomeId => Outcome;
    IntroductionId => Introduction;
    InvitationId => Invitation;
    MailDomainId => MailDomain;
    ConceptId => Concept;
}

/// A sign-in; never public.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AccountId(pub Uuid);

macro_rules! own_ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub struct $name(pub Uuid);

        impl $name {
            /// Version 4: says nothing about when.
            pub fn generate() -> Self {
                Self(Uuid::new_v4())
            }

            pub fn to_public(self) -> String {
                BASE64URL_NOPAD.encode(self.0.as_bytes())
            }

            /// Fails with `BadInput` for a malformed id.
            pub fn from_public(text: &str) -> Result<Self> {
                let malformed = || Error::BadInput("this is not an id of this network".into());
                let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| malformed())?;
                Uuid::from_slice(&bytes).map(Self).map_err(|_| malformed())
            }
        }
    )+};
}

// What only its owner sees: `node(id:)` does not find these, and their ids (22 characters) are no node's.
own_ids! {
    /// A session, beside its secret id in the cookie.
    SessionId;
    /// An API token, beside the token itself.
    TokenId;
    /// A passkey, beside the id that its authenticator knows.
    PasskeyId;
    /// What people search for.
    SearchTermId;
    /// A search that somebody saved.
    SavedSearchId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_id_comes_back_as_the_same_id() {
        for kind in NodeKind::ALL {
            let id = NodeId::new(kind, Uuid::now_v7());
            assert_eq!(NodeId::from_public(&id.to_public()).unwrap(), id);
        }
    }

    #[test]
    fn an_id_of_another_kind_is_not_found_and_nonsense_is_bad_input() {
        let pilot = PilotId::generate().to_public();
        assert_eq!(ReportId::from_public(&pilot).unwrap_err().code(), "NOT_FOUND");
        for nonsense in ["", "1", "ééé", "AAAA", "____________________________________"] {
            assert_eq!(NodeId::from_public(nonsense).unwrap_err().code(), "BAD_USER_INPUT", "{nonsense}");
        }
    }
}
