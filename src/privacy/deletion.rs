//! Who may delete an account, and what stands in a person's place afterwards. No I/O.

use uuid::Uuid;

use crate::error::Problems;
use crate::ids::{MunicipalityId, PersonId};

/// What shows that it is the person who asks, and not somebody at their screen.
#[derive(Clone, Default)]
pub struct Proof {
    /// Of an account that has one.
    pub password: Option<String>,
    /// The mail address, of an account without a password.
    pub confirmation: Option<String>,
}

impl Proof {
    /// Does the text confirm the address?
    pub fn confirms(&self, email: &str) -> bool {
        self.confirmation.as_deref().and_then(crate::text::email).is_some_and(|text| text == email)
    }
}

pub fn wrong_password() -> Problems {
    Problems::one("password", "INVALID_CREDENTIALS", "Dit wachtwoord klopt niet. Probeer het opnieuw.")
}

pub fn wrong_confirmation() -> Problems {
    let message = "Typ je mailadres precies zoals het in je profiel staat.";
    Problems::one("confirmation", "INVALID_CREDENTIALS", message)
}

/// The person who stands for all who left `municipality`: the same one for each of them, so that what they left behind
/// can't be told to be of one person.
pub fn former(municipality: MunicipalityId) -> PersonId {
    PersonId(Uuid::new_v5(&municipality.0, b"oud-medewerker"))
}

/// What they are called.
pub fn former_name(municipality: &str) -> String {
    format!("Oud-medewerker gemeente {municipality}")
}
