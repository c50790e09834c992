//! Who may do what with an introduction. For everybody but the two parties it does not exist.

use super::model::Introduction;
use crate::access::{Actor, Decision};

pub fn read(actor: &Actor, introduction: &Introduction) -> Decision {
    match actor.person() {
        Some(person) if introduction.is_party(person) => Decision::Allow,
        Some(_) | None => Decision::Hide,
    }
}

/// Only who was asked answers.
pub fn respond(actor: &Actor, introduction: &Introduction) -> Decision {
    match actor.person() {
        Some(person) if introduction.recipient == person => Decision::Allow,
        Some(_) | None => Decision::Hide,
    }
}
