//! Who may do what with a pilot. Reading and changing: `access::Governed`, as for every contribution.

use crate::access::{Actor, Decision};
use crate::ids::MunicipalityId;

/// May the actor make a pilot of `municipality`? Members for their own, organisers for any.
pub fn create(actor: &Actor, municipality: MunicipalityId) -> Decision {
    match actor {
        Actor::Anonymous => Decision::SignIn,
        Actor::Limited(_, limit) => Decision::Limit(*limit),
        _ if actor.is_organiser() || actor.municipality() == Some(municipality) => Decision::Allow,
        Actor::SignedIn(_) | Actor::System => {
            Decision::Deny("members make pilots of their own municipality only")
        }
    }
}
