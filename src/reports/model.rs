//! A meeting report and the changes that can be made to it. No I/O.

use serde::{Deserialize, Deserializer, Serialize};

use crate::contribution::Meta;
use crate::error::Problems;
use crate::ids::{MeetingId, ReportId};
use crate::text;

pub const TAKE_HOME_MAX: usize = 300;

/// What a report says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Content {
    pub title: String,
    pub summary: String,
    /// Markdown.
    pub body: String,
    pub take_home_message: Option<String>,
    pub meeting: Option<MeetingId>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub id: ReportId,
    pub meta: Meta,
    pub content: Content,
}

/// What somebody fills in; the outer `None` leaves it as it is, the inner one clears it.
///
/// It reads the content of an earlier revision, too: what that did not have yet stays, and so does the meeting.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReportChange {
    pub title: Option<String>,
    pub summary: Option<String>,
    pub body: Option<String>,
    #[serde(deserialize_with = "present")]
    pub take_home_message: Option<Option<String>>,
    #[serde(skip)]
    pub meeting: Option<Option<MeetingId>>,
}

/// A field that is there, be it empty.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl Content {
    /// With `change` made; every field that is out of bounds is reported.
    pub fn with(&self, change: &ReportChange) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut next = self.clone();
        if let Some(title) = &change.title {
            next.title = problems.take(text::required("title", title, text::TITLE_MAX)).unwrap_or_default();
        }
        if let Some(summary) = &change.summary {
            next.summary =
                problems.take(text::clean("summary", summary, text::SUMMARY_MAX)).unwrap_or_default();
        }
        if let Some(body) = &change.body {
            next.body = problems.take(text::clean("body", body, text::BODY_MAX)).unwrap_or_default();
        }
        if let Some(message) = &change.take_home_message {
            let message = text::optional("takeHomeMessage", message.as_deref(), TAKE_HOME_MAX);
            next.take_home_message = problems.take(message).flatten();
        }
        next.meeting = change.meeting.unwrap_or(next.meeting);
        if problems.is_empty() { Ok(next) } else { Err(problems) }
    }

    /// The paths of what must still be written before publication.
    pub fn missing(&self) -> Vec<&'static str> {
        let needed = [("title", &self.title), ("body", &self.body)];
        needed.into_iter().filter(|(_, text)| text.is_empty()).map(|(path, _)| path).collect()
    }

    /// Fails with `REQUIRED` for each path of [`Content::missing`].
    pub fn check_publishable(&self) -> Result<(), Problems> {
        let mut problems = Problems::default();
        for path in self.missing() {
            let name = match path {
                "title" => "een titel",
                _ => "het verslag zelf",
            };
            problems.add(
                path,
                "REQUIRED",
                format!("Schrijf eerst {name}; zonder dat kan het verslag niet op het netwerk."),
            );
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}
