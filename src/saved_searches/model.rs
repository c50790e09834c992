//! What a saved search is, and when its mail is due. No I/O.

use chrono::{DateTime, Datelike, Duration, NaiveTime, Utc, Weekday};

use super::query::Query;
use crate::error::{Problems, Result};
use crate::ids::{AccountId, SavedSearchId};
use crate::text;

/// Saved searches of one account.
pub const MOST: u64 = 50;
const NAME_MAX: usize = 100;
/// Mails are written at five o'clock UTC: six or seven in the morning on Dutch clocks.
const MORNING: NaiveTime = NaiveTime::from_hms_opt(5, 0, 0).expect("five is an hour");
/// How long after its publication a thing is still told of when it becomes visible to the owner only then.
pub const TOLD_WITHIN: Duration = Duration::days(30);

/// How often a mail tells what is new.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MailRhythm {
    #[default]
    Never,
    /// Each morning on which there is something.
    Daily,
    /// On Monday mornings.
    Weekly,
}

crate::named!(MailRhythm { Never = "never", Daily = "daily", Weekly = "weekly" });

impl MailRhythm {
    /// The first morning after `now` on which a mail is due; `None` for never.
    pub fn next(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let first = |is_due: fn(DateTime<Utc>) -> bool| {
            let mornings =
                (0..=7).map(|days| (now.date_naive() + Duration::days(days)).and_time(MORNING).and_utc());
            mornings.into_iter().find(|morning| *morning > now && is_due(*morning))
        };
        match self {
            Self::Never => None,
            Self::Daily => first(|_| true),
            Self::Weekly => first(|morning| morning.weekday() == Weekday::Mon),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedSearch {
    pub id: SavedSearchId,
    pub account: AccountId,
    /// 1 to 100 characters, in the owner's words.
    pub name: String,
    pub query: Query,
    pub rhythm: MailRhythm,
    /// When the next mail is due; `None` exactly when the rhythm is never.
    pub due_at: Option<DateTime<Utc>>,
    /// What was published before counts as told.
    pub told_from: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    /// What was published before is not new to the owner.
    pub looked_at: DateTime<Utc>,
}

impl SavedSearch {
    /// Fails with `Invalid` for a wrong name, and as [`Query::bounded`].
    pub fn new(
        account: AccountId,
        (name, query, rhythm): (&str, Query, MailRhythm),
        now: DateTime<Utc>,
    ) -> Result<Self> {
        Ok(Self {
            id: SavedSearchId::generate(),
            account,
            name: named(name)?,
            query: query.bounded()?,
            rhythm,
            due_at: rhythm.next(now),
            told_from: now,
            created_at: now,
            looked_at: now,
        })
    }

    /// With what `changes` says. Fails with `Invalid` for a wrong name.
    pub fn changed(self, changes: &Changes, now: DateTime<Utc>) -> Result<Self> {
        let name = match &changes.name {
            Some(name) => named(name)?,
            None => self.name.clone(),
        };
        let looked_at = if changes.is_looked_at { now } else { self.looked_at };
        let changed = Self { name, looked_at, ..self };
        Ok(match changes.rhythm {
            Some(rhythm) if rhythm != changed.rhythm => {
                // Who had no mail wants to hear of what comes, and not of a month at once.
                let is_begun = changed.rhythm == MailRhythm::Never;
                let told_from = if is_begun { now } else { changed.told_from };
                Self { rhythm, due_at: rhythm.next(now), told_from, ..changed }
            }
            Some(_) | None => changed,
        })
    }

    /// A mail at `now` tells of what was published since.
    pub fn tells_from(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.told_from.max(now - TOLD_WITHIN)
    }
}

/// What is `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    pub name: Option<String>,
    pub rhythm: Option<MailRhythm>,
    /// The owner looks at what it finds.
    pub is_looked_at: bool,
}

fn named(name: &str) -> Result<String, Problems> {
    text::required("name", name, NAME_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn mail_is_due_on_the_next_morning_or_the_next_monday_morning() {
        // A Wednesday.
        let (before, after) = (at("2026-11-25T04:59:59Z"), at("2026-11-25T05:00:00Z"));
        assert_eq!(MailRhythm::Daily.next(before), Some(after));
        assert_eq!(MailRhythm::Daily.next(after), Some(at("2026-11-26T05:00:00Z")));
        assert_eq!(MailRhythm::Weekly.next(after), Some(at("2026-11-30T05:00:00Z")));
        assert_eq!(MailRhythm::Weekly.next(at("2026-11-30T05:00:00Z")), Some(at("2026-12-07T05:00:00Z")));
        assert_eq!(MailRhythm::Never.next(after), None);
    }

    #[test]
    fn who_turns_mail_on_hears_of_what_comes_from_then_on() {
        let (then, now) = (at("2026-11-01T12:00:00Z"), at("2026-11-25T12:00:00Z"));
        let account = AccountId(uuid::Uuid::nil());
        let saved = SavedSearch::new(account, ("Afval", Query::default(), MailRhythm::Never), then).unwrap();
        assert_eq!(saved.due_at, None);
        let change = |rhythm| Changes { rhythm: Some(rhythm), ..Changes::default() };
        let daily = saved.clone().changed(&change(MailRhythm::Daily), now).unwrap();
        assert_eq!((daily.tells_from(now), daily.due_at), (now, Some(at("2026-11-26T05:00:00Z"))));
        let weekly = daily.changed(&change(MailRhythm::Weekly), now + Duration::days(1)).unwrap();
        assert_eq!(weekly.told_from, now, "another rhythm forgets nothing that was not told yet");
        assert_eq!(weekly.looked_at, then);
        assert_eq!(weekly.tells_from(now + Duration::days(99)), now + Duration::days(69));
        assert!(saved.changed(&Changes { name: Some(" ".into()), ..Changes::default() }, now).is_err());
    }
}
