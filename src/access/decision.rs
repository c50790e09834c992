//! What a policy answers.

use super::actor::Limit;
use crate::error::{Error, Result};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Allow,
    /// The actor may see it, but not do this; the reason is shown.
    Deny(&'static str),
    /// An account is needed first.
    SignIn,
    /// The actor has something else to do first.
    Limit(Limit),
    /// For this actor it does not exist.
    Hide,
}

impl Decision {
    /// `Ok` when allowed. A hidden thing is answered exactly as a missing one.
    pub fn enforce(self, what: &'static str) -> Result<()> {
        match self {
            Self::Allow => Ok(()),
            Self::Deny(reason) => Err(Error::Forbidden(reason)),
            Self::SignIn => Err(Error::Unauthenticated),
            Self::Limit(limit) => Err(limit.error()),
            Self::Hide => Err(Error::NotFound { what }),
        }
    }

    pub fn is_allowed(self) -> bool {
        self == Self::Allow
    }
}
