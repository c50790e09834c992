//! Who may see whom.

use super::model::Person;
use crate::access::{Actor, Decision, Visibility};

/// May the actor know of this person?
pub fn read(actor: &Actor, person: &Person) -> Decision {
    match person.visibility {
        Visibility::Public => Decision::Allow,
        Visibility::Network | Visibility::Municipality if !actor.is_anonymous() => Decision::Allow,
        Visibility::Network | Visibility::Municipality => Decision::Hide,
    }
}

/// May the actor read what the person seeks and offers, and which challenges they recognised?
pub fn read_profile(actor: &Actor) -> Decision {
    if actor.is_anonymous() { Decision::SignIn } else { Decision::Allow }
}

/// The visibilities that lists may show to the actor.
pub fn listed(actor: &Actor) -> &'static [Visibility] {
    if actor.is_anonymous() { &[Visibility::Public] } else { Visibility::ALL }
}
