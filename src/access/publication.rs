//! What all contributions share: they are drafted, published to some circle of readers, and archived.

use serde::{Deserialize, Serialize};

use super::actor::Actor;
use super::decision::Decision;
use crate::ids::{MunicipalityId, PersonId};

/// A closed set of values with a name each, as databases and the index keep them.
#[macro_export]
macro_rules! named {
    ($name:ident { $($variant:ident = $text:literal),+ }) => {
        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in the database and the index.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Seen by its authors and editors only.
    #[default]
    Draft,
    /// Seen by the circle that its [`Visibility`] names.
    Published,
    /// Kept, but out of lists and search; seen by who may edit it.
    Archived,
}

crate::named!(Status { Draft = "draft", Published = "published", Archived = "archived" });

/// Who may read a published thing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Visibility {
    Public,
    /// Everybody with an account.
    #[default]
    Network,
    /// Colleagues of the owning municipality.
    Municipality,
}

crate::named!(Visibility { Public = "public", Network = "network", Municipality = "municipality" });

/// What the rules look at. Every contribution has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Governed {
    pub status: Status,
    pub visibility: Visibility,
    /// The municipality it belongs to: a pilot's own, a meeting's host, else that of who made it.
    pub owner: Option<MunicipalityId>,
    pub authors: Vec<PersonId>,
    /// Part of a meeting: organisers look after it.
    pub is_of_meetings: bool,
}

impl Governed {
    fn is_author(&self, actor: &Actor) -> bool {
        actor.person().is_some_and(|person| self.authors.contains(&person))
    }

    /// Is the actor one of those who may change it?
    pub fn is_editable_by(&self, actor: &Actor) -> bool {
        self.is_author(actor) || actor.edits_for(self.owner) || (self.is_of_meetings && actor.is_organiser())
    }

    /// May the actor read it?
    pub fn read(&self, actor: &Actor) -> Decision {
        if self.is_editable_by(actor) {
            return Decision::Allow;
        }
        let in_circle = match self.visibility {
            Visibility::Public => true,
            Visibility::Network => !actor.is_anonymous(),
            Visibility::Municipality => self.owner.is_some() && actor.municipality() == self.owner,
        };
        match self.status {
            Status::Published if in_circle => Decision::Allow,
            Status::Published | Status::Draft | Status::Archived => Decision::Hide,
        }
    }

    /// May the actor change, publish, archive or delete it?
    pub fn write(&self, actor: &Actor) -> Decision {
        if self.is_editable_by(actor) {
            return Decision::Allow;
        }
        match self.read(actor) {
            Decision::Allow if actor.is_anonymous() => Decision::SignIn,
            Decision::Allow => {
                Decision::Deny("only its authors and the editors of its municipality may do this")
            }
            hidden => hidden,
        }
    }
}
