//! What a file says of concepts, whatever its format.

use std::fmt;

/// How a thesaurus is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// SKOS in Turtle.
    Turtle,
    Csv,
}

impl Format {
    /// By the ending of a file's name.
    pub fn of(name: &str) -> Option<Self> {
        match name.rsplit_once('.')?.1.to_lowercase().as_str() {
            "ttl" => Some(Self::Turtle),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// Counted from 1.
    pub line: usize,
    /// Dutch; for who wrote the file.
    pub reason: String,
}

impl Mistake {
    pub fn new(line: usize, reason: impl Into<String>) -> Self {
        Self { line, reason: reason.into() }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "regel {}: {}", self.line, self.reason)
    }
}

/// How a file names another concept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    Uri(String),
    /// A preferred label.
    Label(String),
}

/// A concept as a file has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Where it begins.
    pub line: usize,
    pub uri: Option<String>,
    pub pref_label: String,
    pub pref_label_en: Option<String>,
    pub alt_labels: Vec<String>,
    pub hidden_labels: Vec<String>,
    pub scope_note: String,
    /// A slug.
    pub theme: Option<String>,
    pub broader: Vec<Name>,
    pub narrower: Vec<Name>,
    pub related: Vec<Name>,
}

/// What one file holds.
#[derive(Debug, Default)]
pub struct Read {
    pub records: Vec<Record>,
    pub mistakes: Vec<Mistake>,
}
