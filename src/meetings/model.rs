//! A meeting and the changes that can be made to it. No I/O.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::clock::moment;
use crate::contribution::Meta;
use crate::error::Problems;
use crate::ids::{AgendaItemId, MeetingId, PersonId};
use crate::text;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AgendaItemKind {
    Opening,
    Talk,
    Workshop,
    Lunch,
    Break,
    Closing,
    Other,
}

crate::named!(AgendaItemKind {
    Opening = "opening",
    Talk = "talk",
    Workshop = "workshop",
    Lunch = "lunch",
    Break = "break",
    Closing = "closing",
    Other = "other"
});

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Venue {
    pub name: String,
    pub address: Option<String>,
    pub description: Option<String>,
}

/// Who speaks; a person of the network, or somebody from outside with only a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Speaker {
    pub name: String,
    pub role: Option<String>,
    pub organisation: Option<String>,
    pub person: Option<PersonId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgendaItem {
    pub id: AgendaItemId,
    pub kind: AgendaItemKind,
    pub title: String,
    pub starts_at: Option<DateTime<Utc>>,
    pub ends_at: Option<DateTime<Utc>>,
    pub speakers: Vec<Speaker>,
}

/// What a meeting says, without its agenda and pilots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Content {
    pub title: String,
    /// The how-manieth meeting of the network.
    pub sequence_number: Option<i32>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: Option<DateTime<Utc>>,
    /// Markdown.
    pub description: String,
    pub venue: Option<Venue>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    pub id: MeetingId,
    /// The owner is the host.
    pub meta: Meta,
    pub content: Content,
}

/// What somebody fills in; the outer `None` leaves it as it is, the inner one clears it.
#[derive(Clone, Debug, Default)]
pub struct MeetingChange {
    pub title: Option<String>,
    pub sequence_number: Option<Option<i32>>,
    pub starts_at: Option<DateTime<Utc>>,
    pub ends_at: Option<Option<DateTime<Utc>>>,
    pub description: Option<String>,
    pub venue: Option<Option<Venue>>,
}

impl Content {
    pub fn new(starts_at: DateTime<Utc>) -> Self {
        Self {
            title: String::new(),
            sequence_number: None,
            starts_at,
            ends_at: None,
            description: String::new(),
            venue: None,
        }
    }

    /// With `change` made; every field that is out of bounds is reported.
    pub fn with(&self, change: &MeetingChange) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut next = self.clone();
        if let Some(title) = &change.title {
            next.title = problems.take(text::required("title", title, text::TITLE_MAX)).unwrap_or_default();
        }
        if let Some(number) = change.sequence_number {
            if number.is_some_and(|number| !(1..=10_000).contains(&number)) {
                problems.add("sequenceNumber", "OUT_OF_RANGE", "Geef een volgnummer van 1 tot 10.000.");
            }
            next.sequence_number = number;
        }
        if let Some(starts_at) = change.starts_at {
            next.starts_at = problems.take(checked("startsAt", starts_at)).unwrap_or(next.starts_at);
        }
        if let Some(ends_at) = change.ends_at {
            next.ends_at = ends_at.and_then(|ends_at| problems.take(checked("endsAt", ends_at)));
        }
        if next.ends_at.is_some_and(|end| end < next.starts_at) {
            problems.add("endsAt", "BEFORE_START", "Het einde ligt vóór het begin. Pas een van de twee aan.");
        }
        if let Some(description) = &change.description {
            next.description =
                problems.take(text::clean("description", description, text::BODY_MAX)).unwrap_or_default();
        }
        if let Some(venue) = &change.venue {
            next.venue = venue.as_ref().and_then(|venue| problems.take(venue.checked()));
        }
        if problems.is_empty() { Ok(next) } else { Err(problems) }
    }
}

/// A time as it is kept, or `OUT_OF_RANGE`.
fn checked(path: &str, at: DateTime<Utc>) -> Result<DateTime<Utc>, Problems> {
    moment(at).ok_or_else(|| Problems::one(path, "OUT_OF_RANGE", "Geef een dag tussen 1900 en 2200."))
}

impl Venue {
    fn checked(&self) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let name = problems.take(text::required("venue.name", &self.name, text::TITLE_MAX));
        let address = problems.take(text::optional("venue.address", self.address.as_deref(), text::NOTE_MAX));
        let description =
            problems.take(text::optional("venue.description", self.description.as_deref(), text::NOTE_MAX));
        match (name, address, description) {
            (Some(name), Some(address), Some(description)) => Ok(Self { name, address, description }),
            _ => Err(problems),
        }
    }
}

/// The agenda with its texts cleaned; every field that is out of bounds is reported.
pub fn check_agenda(agenda: Vec<AgendaItem>) -> Result<Vec<AgendaItem>, Problems> {
    text::bounded("agenda", &agenda)?;
    let mut problems = Problems::default();
    let mut items = Vec::with_capacity(agenda.len());
    for (i, item) in agenda.into_iter().enumerate() {
        let path = format!("agenda.{i}");
        let title = problems.take(text::required(&format!("{path}.title"), &item.title, text::TITLE_MAX));
        let starts_at = item.starts_at.and_then(|at| problems.take(checked(&format!("{path}.startsAt"), at)));
        let ends_at = item.ends_at.and_then(|at| problems.take(checked(&format!("{path}.endsAt"), at)));
        if matches!((item.starts_at, item.ends_at), (Some(start), Some(end)) if end < start) {
            problems.add(&format!("{path}.endsAt"), "BEFORE_START", "Het einde ligt vóór het begin.");
        }
        problems.take(text::bounded(&format!("{path}.speakers"), &item.speakers));
        let mut speakers = Vec::with_capacity(item.speakers.len());
        for (j, speaker) in item.speakers.iter().enumerate() {
            let path = format!("{path}.speakers.{j}");
            let name = text::required(&format!("{path}.name"), &speaker.name, text::TITLE_MAX);
            let role = text::optional(&format!("{path}.role"), speaker.role.as_deref(), text::TITLE_MAX);
            let organisation = text::optional(
                &format!("{path}.organisation"),
                speaker.organisation.as_deref(),
                text::TITLE_MAX,
            );
            let (name, role, organisation) =
                (problems.take(name), problems.take(role), problems.take(organisation));
            if let (Some(name), Some(role), Some(organisation)) = (name, role, organisation) {
                speakers.push(Speaker { name, role, organisation, person: speaker.person });
            }
        }
        items.push(AgendaItem { title: title.unwrap_or_default(), starts_at, ends_at, speakers, ..item });
    }
    problems.is_empty().then_some(items).ok_or(problems)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn a_meeting_never_ends_before_it_begins() {
        let start = Utc.with_ymd_and_hms(2016, 10, 11, 8, 0, 0).unwrap();
        let change = MeetingChange {
            title: Some("Vierde bijeenkomst".into()),
            ends_at: Some(Some(start - chrono::Duration::hours(1))),
            ..MeetingChange::default()
        };
        assert_eq!(Content::new(start).with(&change).unwrap_err().0[0].code, "BEFORE_START");
    }
}
