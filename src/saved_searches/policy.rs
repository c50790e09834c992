//! Who may do what with a saved search. For everybody but its owner it does not exist.

use super::model::SavedSearch;
use crate::access::{Actor, Decision};

/// See, change and delete it.
pub fn own(actor: &Actor, saved: &SavedSearch) -> Decision {
    match actor.signed_in() {
        Some(signed_in) if signed_in.account == saved.account => Decision::Allow,
        Some(_) | None => Decision::Hide,
    }
}
