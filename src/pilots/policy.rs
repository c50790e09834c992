//! Who may do what with a pilot.

use super::model::Pilot;
use crate::access::{Actor, Decision, Governed};
use crate::ids::{MunicipalityId, PersonId};

/// What the common rules look at.
pub fn governed(pilot: &Pilot, authors: &[PersonId]) -> Governed {
    pilot.meta.governed(authors.to_vec(), false)
}

/// May the actor make a pilot of `municipality`? Members for their own, organisers for any.
pub fn create(actor: &Actor, municipality: MunicipalityId) -> Decision {
    match actor {
        Actor::Anonymous => Decision::SignIn,
        _ if actor.is_organiser() || actor.municipality() == Some(municipality) => Decision::Allow,
        Actor::SignedIn(_) | Actor::System => {
            Decision::Deny("members make pilots of their own municipality only")
        }
    }
}
