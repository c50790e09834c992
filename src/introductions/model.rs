//! An introduction, how it stands, and what either party lets the other see. No I/O.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::error::Problems;
use crate::ids::{IntroductionId, PersonId};

/// Characters.
pub const MESSAGE_MAX: usize = 1_000;
/// Requests of one person that wait for an answer at the same time.
pub const OPEN_MAX: u64 = 20;
/// Days that a no holds: so long the same person can't ask again. A no would be worth little if it had to be repeated.
pub const NO_HOLDS_DAYS: i64 = 90;
/// Days until a request that nobody answered ends.
const DAYS_OPEN: i64 = 30;

/// What somebody lets the other see after a yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ContactField {
    Email,
    Phone,
}

crate::named!(ContactField { Email = "email", Phone = "phone" });

/// What somebody chose, without repetitions; who chose nothing shares the mail address.
pub fn shares(chosen: Option<&[ContactField]>) -> Vec<ContactField> {
    let chosen = chosen.unwrap_or(&[ContactField::Email]);
    ContactField::ALL.iter().copied().filter(|field| chosen.contains(field)).collect()
}

/// What the recipient said; final.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Yes { at: DateTime<Utc>, shares: Vec<ContactField> },
    No { at: DateTime<Utc> },
}

impl Answer {
    pub fn at(&self) -> DateTime<Utc> {
        match self {
            Self::Yes { at, .. } | Self::No { at } => *at,
        }
    }
}

/// How an introduction stands at some moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    Pending,
    Accepted,
    Declined,
    /// Nobody answered in time.
    Expired,
}

/// Who asked, seen from one of the parties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    Incoming,
    Outgoing,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Introduction {
    pub id: IntroductionId,
    pub requester: PersonId,
    pub recipient: PersonId,
    pub message: String,
    /// What the requester lets the recipient see after a yes.
    pub shares: Vec<ContactField>,
    pub answer: Option<Answer>,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

impl Introduction {
    /// A request made now; `message` is checked already.
    pub fn request(
        requester: PersonId,
        recipient: PersonId,
        message: String,
        shares: Vec<ContactField>,
        now: DateTime<Utc>,
    ) -> Self {
        let expires_at = now + Duration::days(DAYS_OPEN);
        let id = IntroductionId::generate();
        Self { id, requester, recipient, message, shares, answer: None, created_at: now, expires_at }
    }

    pub fn status(&self, now: DateTime<Utc>) -> Status {
        match &self.answer {
            Some(Answer::Yes { .. }) => Status::Accepted,
            Some(Answer::No { .. }) => Status::Declined,
            None if now >= self.expires_at => Status::Expired,
            None => Status::Pending,
        }
    }

    pub fn is_party(&self, person: PersonId) -> bool {
        self.requester == person || self.recipient == person
    }

    pub fn direction(&self, party: PersonId) -> Direction {
        if self.requester == party { Direction::Outgoing } else { Direction::Incoming }
    }

    /// The other party.
    pub fn counterpart(&self, party: PersonId) -> PersonId {
        if self.requester == party { self.recipient } else { self.requester }
    }

    /// What the counterpart lets `party` see; `None` before a yes.
    pub fn shown_to(&self, party: PersonId) -> Option<&[ContactField]> {
        match &self.answer {
            Some(Answer::Yes { shares, .. }) if self.requester == party => Some(shares),
            Some(Answer::Yes { .. }) => Some(&self.shares),
            Some(Answer::No { .. }) | None => None,
        }
    }

    /// With the answer given. Fails with `ALREADY_ANSWERED` or `EXPIRED`.
    pub fn answered(&self, answer: Answer) -> Result<Self, Problems> {
        match self.status(answer.at()) {
            Status::Pending => Ok(Self { answer: Some(answer), ..self.clone() }),
            Status::Accepted | Status::Declined => Err(already_answered()),
            Status::Expired => {
                let message = "Deze vraag is verlopen. Je kunt nu zelf een kennismaking vragen.";
                Err(Problems::one("id", "EXPIRED", message))
            }
        }
    }
}

pub fn already_answered() -> Problems {
    Problems::one("id", "ALREADY_ANSWERED", "Je hebt deze vraag al beantwoord.")
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn at(day: i64) -> DateTime<Utc> {
        Utc.timestamp_opt(day * 86_400, 0).unwrap()
    }

    fn request() -> (Introduction, PersonId, PersonId) {
        let (anna, bram) = (PersonId::generate(), PersonId::generate());
        let both = shares(Some(&[ContactField::Phone, ContactField::Email, ContactField::Phone]));
        (Introduction::request(anna, bram, "Zullen we bellen?".into(), both, at(0)), anna, bram)
    }

    #[test]
    fn a_request_ends_after_thirty_days_to_the_second() {
        let (request, ..) = request();
        assert_eq!(request.status(at(30) - Duration::seconds(1)), Status::Pending);
        assert_eq!(request.status(at(30)), Status::Expired);
    }

    #[test]
    fn an_answer_given_in_time_outlives_the_end() {
        let (request, ..) = request();
        let declined = request.answered(Answer::No { at: at(29) }).unwrap();
        assert_eq!(declined.status(at(99)), Status::Declined);
    }

    #[test]
    fn an_answer_is_final_and_none_comes_too_late() {
        let (request, ..) = request();
        let declined = request.answered(Answer::No { at: at(1) }).unwrap();
        let yes = Answer::Yes { at: at(2), shares: shares(None) };
        assert_eq!(declined.answered(yes).unwrap_err().0[0].code, "ALREADY_ANSWERED");
        assert_eq!(request.answered(Answer::No { at: at(30) }).unwrap_err().0[0].code, "EXPIRED");
    }

    #[test]
    fn each_sees_what_the_other_chose_and_only_after_a_yes() {
        let (request, anna, bram) = request();
        assert_eq!((request.shown_to(anna), request.shown_to(bram)), (None, None));
        let accepted = request.answered(Answer::Yes { at: at(1), shares: shares(None) }).unwrap();
        assert_eq!(accepted.shown_to(anna), Some(&[ContactField::Email][..]));
        assert_eq!(accepted.shown_to(bram), Some(&[ContactField::Email, ContactField::Phone][..]));
        let declined = request.answered(Answer::No { at: at(1) }).unwrap();
        assert_eq!((declined.shown_to(anna), declined.shown_to(bram)), (None, None));
    }
}
