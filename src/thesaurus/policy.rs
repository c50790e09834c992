//! Who looks after the thesaurus.

use crate::access::{Actor, Decision};

/// Organisers and administrators of the network, and the command line: to read it as a whole and to change it.
pub fn manage(actor: &Actor) -> Decision {
    match actor {
        Actor::Anonymous => Decision::SignIn,
        Actor::Limited(_, limit) => Decision::Limit(*limit),
        Actor::SignedIn(_) | Actor::System if actor.is_organiser() => Decision::Allow,
        Actor::SignedIn(_) | Actor::System => {
            Decision::Deny("only organisers and administrators look after the thesaurus")
        }
    }
}
