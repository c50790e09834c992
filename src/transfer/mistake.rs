//! What is wrong with a record, told with file, line, field and reason.

use std::fmt;
use std::path::PathBuf;

/// Where a record stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub file: PathBuf,
    /// Counted from 1.
    pub line: usize,
}

/// What is wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub place: Place,
    /// Dotted path into the record; empty when it is the whole record.
    pub field: String,
    pub reason: String,
}

impl Mistake {
    /// Of a record or a file as a whole.
    pub fn whole(place: Place, reason: impl Into<String>) -> Self {
        Self { place, field: String::new(), reason: reason.into() }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.place.file.display(), self.place.line)?;
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        f.write_str(&self.reason)
    }
}
