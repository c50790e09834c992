//! A workshop outcome and the changes that can be made to it. No I/O.

use serde::{Deserialize, Serialize};

use crate::contribution::Meta;
use crate::error::Problems;
use crate::ids::{ChallengeId, MeetingId, OutcomeId, PersonId};
use crate::text;

pub const INSIGHT_MAX: usize = 1_000;

/// What kind of thing was said at the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum InsightKind {
    Answer,
    Condition,
    Obstacle,
    Advice,
    Example,
    Question,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Insight {
    pub kind: InsightKind,
    pub text: String,
}

/// What an outcome says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Content {
    pub question: String,
    /// Markdown.
    pub conclusion: String,
    pub insights: Vec<Insight>,
    pub meeting: Option<MeetingId>,
    pub challenge: Option<ChallengeId>,
    pub table_host: Option<PersonId>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub id: OutcomeId,
    pub meta: Meta,
    pub content: Content,
}

/// What somebody fills in; the outer `None` leaves it as it is, the inner one clears it.
#[derive(Clone, Debug, Default)]
pub struct OutcomeChange {
    pub question: Option<String>,
    pub conclusion: Option<String>,
    pub insights: Option<Vec<Insight>>,
    pub meeting: Option<Option<MeetingId>>,
    pub challenge: Option<Option<ChallengeId>>,
    pub table_host: Option<Option<PersonId>>,
}

impl Content {
    /// With `change` made; every field that is out of bounds is reported.
    pub fn with(&self, change: &OutcomeChange) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut next = self.clone();
        if let Some(question) = &change.question {
            next.question =
                problems.take(text::required("question", question, text::TITLE_MAX)).unwrap_or_default();
        }
        if let Some(conclusion) = &change.conclusion {
            next.conclusion =
                problems.take(text::clean("conclusion", conclusion, text::BODY_MAX)).unwrap_or_default();
        }
        if let Some(insights) = &change.insights {
            next.insights.clear();
            problems.take(text::bounded("insights", insights));
            for (i, insight) in insights.iter().take(text::LIST_MAX).enumerate() {
                let text = text::required(&format!("insights.{i}.text"), &insight.text, INSIGHT_MAX);
                next.insights.extend(problems.take(text).map(|text| Insight { kind: insight.kind, text }));
            }
        }
        next.meeting = change.meeting.unwrap_or(next.meeting);
        next.challenge = change.challenge.unwrap_or(next.challenge);
        next.table_host = change.table_host.unwrap_or(next.table_host);
        if problems.is_empty() { Ok(next) } else { Err(problems) }
    }

    /// The paths of what must still be written before publication.
    pub fn missing(&self) -> Vec<&'static str> {
        let needed = [("question", &self.question), ("conclusion", &self.conclusion)];
        needed.into_iter().filter(|(_, text)| text.is_empty()).map(|(path, _)| path).collect()
    }

    /// Fails with `REQUIRED` for each path of [`Content::missing`].
    pub fn check_publishable(&self) -> Result<(), Problems> {
        let mut problems = Problems::default();
        for path in self.missing() {
            let name = if path == "question" { "de vraag" } else { "de conclusie" };
            problems.add(
                path,
                "REQUIRED",
                format!("Schrijf eerst {name}; zonder dat kan de opbrengst niet op het netwerk."),
            );
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}
