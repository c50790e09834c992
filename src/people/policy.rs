//! Who may see whom, and what of them.

use super::model::Person;
use super::visibility::{FieldVisibility, ProfileField};
use crate::access::{Actor, Decision, Visibility};

/// May the actor know of this person?
pub fn read(actor: &Actor, person: &Person) -> Decision {
    match person.visibility {
        Visibility::Public => Decision::Allow,
        Visibility::Network | Visibility::Municipality if !actor.is_anonymous() => Decision::Allow,
        Visibility::Network | Visibility::Municipality => Decision::Hide,
    }
}

/// May the actor, who may know of the person, see this field of the profile? Equal to `store::shows`.
pub fn read_field(actor: &Actor, person: &Person, field: ProfileField) -> Decision {
    let is_seen = match (actor, person.fields.of(field)) {
        (Actor::System, _) | (_, FieldVisibility::Everyone) => true,
        (Actor::SignedIn(signed_in), _) if signed_in.person == person.id => true,
        (Actor::SignedIn(_), FieldVisibility::Network) => true,
        (Actor::SignedIn(signed_in), FieldVisibility::Municipality) => {
            signed_in.municipality == Some(person.municipality)
        }
        (Actor::SignedIn(_), FieldVisibility::Nobody)
        | (
            Actor::Anonymous | Actor::Limited(..),
            FieldVisibility::Network | FieldVisibility::Municipality | FieldVisibility::Nobody,
        ) => false,
    };
    if is_seen { Decision::Allow } else { Decision::Hide }
}

/// May the actor see who recognised a challenge, who wants to be found, and where people worked before?
pub fn read_profile(actor: &Actor) -> Decision {
    if actor.is_anonymous() { Decision::SignIn } else { Decision::Allow }
}

/// May the actor ask for an introduction to the person, whom they may see? Nobody answers for those who left.
pub fn introduce(person: &Person) -> Decision {
    if person.is_former { Decision::Deny("this stands for people who left") } else { Decision::Allow }
}

/// The visibilities that lists may show to the actor.
pub fn listed(actor: &Actor) -> &'static [Visibility] {
    if actor.is_anonymous() { &[Visibility::Public] } else { Visibility::ALL }
}
