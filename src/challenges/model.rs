//! A challenge, and how a person stands towards it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::contribution::Meta;
use crate::error::Problems;
use crate::ids::{ChallengeId, PersonId};
use crate::text;

/// How somebody recognises a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Stance {
    FacingNow,
    Expecting,
    Solved,
}

crate::named!(Stance { FacingNow = "facing_now", Expecting = "expecting", Solved = "solved" });

/// What a challenge says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Content {
    pub question: String,
    /// Markdown.
    pub context: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    pub id: ChallengeId,
    pub meta: Meta,
    pub content: Content,
}

/// What somebody fills in; `None` leaves it as it is.
#[derive(Clone, Debug, Default)]
pub struct ChallengeChange {
    pub question: Option<String>,
    pub context: Option<String>,
}

/// One person's stance on one challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognition {
    pub challenge: ChallengeId,
    pub person: PersonId,
    pub stance: Stance,
    pub note: Option<String>,
    pub updated_at: DateTime<Utc>,
}

/// How many people take each stance, in the order of [`Stance::ALL`].
pub type Counts = [u64; 3];

impl Content {
    /// With `change` made; every field that is out of bounds is reported.
    pub fn with(&self, change: &ChallengeChange) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut next = self.clone();
        if let Some(question) = &change.question {
            next.question =
                problems.take(text::required("question", question, text::TITLE_MAX)).unwrap_or_default();
        }
        if let Some(context) = &change.context {
            next.context = problems.take(text::clean("context", context, text::BODY_MAX)).unwrap_or_default();
        }
        if problems.is_empty() { Ok(next) } else { Err(problems) }
    }
}
