//! Who may do what with a challenge. Reading and changing: `access::Governed`, as for every contribution.

use crate::access::{Actor, Decision};

/// Whoever has an account may ask.
pub fn create(actor: &Actor) -> Decision {
    if actor.is_anonymous() { Decision::SignIn } else { Decision::Allow }
}

/// Who solved what is for people with an account.
pub fn read_recognitions(actor: &Actor) -> Decision {
    if actor.is_anonymous() { Decision::SignIn } else { Decision::Allow }
}
