//! Notes that somebody pasted, read as a report. Pure; whatever is not understood stays in the body.

use chrono::NaiveDate;

/// What was understood of the notes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportDraft {
    pub title: String,
    pub date: Option<NaiveDate>,
    /// At most 500 characters.
    pub summary: String,
    /// Markdown, with a heading for each section.
    pub body: String,
    pub take_home_message: Option<String>,
}

pub fn read(_text: &str) -> ReportDraft {
    ReportDraft::default()
}
