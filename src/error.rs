//! What can go wrong in a use case, in the words that a client may hear.
//!
//! Expected outcomes that the person filling in a form can mend are [`Problems`]; everything else is a variant
//! of [`Error`] with a stable code. The internal half of an error (SQL, files) is a `#[source]`: it is logged
//! once at the edge and never printed to a client.

use std::fmt;

/// What a form can say back about one field.
///
/// `path` leads into the input (`["dataSources", "0", "name"]`), `code` is stable (`REQUIRED`, `TOO_LONG`,
/// `TAKEN`, …), `message` is Dutch and says how to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub path: Vec<String>,
    pub code: &'static str,
    pub message: String,
}

/// One or more [`Problem`]s, collected so that a form shows all of them at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    pub fn one(path: &str, code: &'static str, message: impl Into<String>) -> Self {
        let mut problems = Self::default();
        problems.add(path, code, message);
        problems
    }

    /// `path` is dotted: `"dataSources.0.name"`.
    pub fn add(&mut self, path: &str, code: &'static str, message: impl Into<String>) {
        let path = path.split('.').map(str::to_owned).collect();
        self.0.push(Problem { path, code, message: message.into() });
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `value` when nothing was found wrong, else all that was.
    pub fn or<T>(self, value: T) -> Result<T> {
        if self.is_empty() { Ok(value) } else { Err(Error::Invalid(self)) }
    }

    /// The value of a check, or `None` with its problems kept here.
    pub fn take<T>(&mut self, checked: std::result::Result<T, Problems>) -> Option<T> {
        match checked {
            Ok(value) => Some(value),
            Err(problems) => {
                self.0.extend(problems.0);
                None
            }
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.0.iter().enumerate() {
            let separator = if i == 0 { "" } else { "; " };
            write!(f, "{separator}{}: {}", problem.path.join("."), problem.message)?;
        }
        Ok(())
    }
}

/// Why a use case did not do what was asked. `Display` is safe to show to anybody.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Missing, or hidden from this actor: the two are answered alike.
    #[error("{what} not found")]
    NotFound { what: &'static str },
    #[error("sign in to do this")]
    Unauthenticated,
    /// The actor may know of the thing, but may not do this with it.
    #[error("{0}")]
    Forbidden(&'static str),
    /// The actor has something else to do first; `reason` is stable (`extensions.reason`).
    #[error("{message}")]
    Limited { reason: &'static str, message: &'static str },
    /// The form can mend it.
    #[error("{0}")]
    Invalid(Problems),
    /// The request itself is wrong: a malformed id, cursor or page size.
    #[error("{0}")]
    BadInput(String),
    /// The thing has changed since the revision that the change was made on.
    #[error(
        "{what} was changed in the meantime: it is at revision {current}; load it again and repeat the change"
    )]
    Conflict { what: &'static str, current: i32 },
    #[error("too many attempts; try again in {retry_after_seconds} seconds")]
    RateLimited { retry_after_seconds: u64 },
    /// Not yet, or not for the moment; the same question is answered later.
    #[error("{what} is not ready yet; try again in {retry_after_seconds} seconds")]
    Unavailable { what: &'static str, retry_after_seconds: u64 },
    #[error("something went wrong on our side")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(source.into())
    }

    /// Stable, part of the public contract (`extensions.code`).
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "NOT_FOUND",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden(_) | Self::Limited { .. } => "FORBIDDEN",
            Self::Invalid(_) | Self::BadInput(_) => "BAD_USER_INPUT",
            Self::Conflict { .. } => "CONFLICT",
            Self::RateLimited { .. } => "RATE_LIMITED",
            Self::Unavailable { .. } => "UNAVAILABLE",
            Self::Internal(_) => "INTERNAL",
        }
    }
}

impl From<Problems> for Error {
    fn from(problems: Problems) -> Self {
        Self::Invalid(problems)
    }
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::internal(error)
    }
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The error with all that caused it, for the log.
pub fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
