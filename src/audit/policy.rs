//! Who may read the log.

use crate::access::{Actor, Decision};

/// Administrators of the network, and the command line.
pub fn read(actor: &Actor) -> Decision {
    match actor {
        Actor::Anonymous => Decision::SignIn,
        Actor::Limited(_, limit) => Decision::Limit(*limit),
        Actor::SignedIn(_) | Actor::System if actor.is_admin() => Decision::Allow,
        Actor::SignedIn(_) | Actor::System => Decision::Deny("only administrators read the audit log"),
    }
}
