//! Who may do what with a report. Reading and changing: `access::Governed`, as for every contribution.

use crate::access::{Actor, Decision};

/// Whoever has an account may write one.
pub fn create(actor: &Actor) -> Decision {
    if actor.is_anonymous() { Decision::SignIn } else { Decision::Allow }
}
