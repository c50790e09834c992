//! Who may do what with a meeting. Reading and changing: `access::Governed`, as for every contribution.

use crate::access::{Actor, Decision};

/// Organisers plan meetings.
pub fn create(actor: &Actor) -> Decision {
    match actor {
        Actor::Anonymous => Decision::SignIn,
        Actor::Limited(_, limit) => Decision::Limit(*limit),
        _ if actor.is_organiser() => Decision::Allow,
        Actor::SignedIn(_) | Actor::System => Decision::Deny("only organisers plan meetings"),
    }
}
