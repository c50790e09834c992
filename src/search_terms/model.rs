//! What is counted, and over which weeks.

use chrono::{DateTime, Datelike, Duration, Utc};

use crate::ids::SearchTermId;
use crate::search::schema::exact_title;

/// A week of ISO 8601 (Monday to Sunday): its year times a hundred, and its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Week(pub i32);

impl Week {
    pub fn of(at: DateTime<Utc>) -> Self {
        let week = at.iso_week();
        Self(week.year() * 100 + week.week() as i32)
    }

    /// As ISO 8601 writes it: `2026-W48`.
    pub fn name(self) -> String {
        format!("{}-W{:02}", self.0 / 100, self.0 % 100)
    }
}

/// The last weeks, the present one among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    Month,
    Quarter,
    Year,
}

impl Period {
    pub fn first_week(self, now: DateTime<Utc>) -> Week {
        let weeks = match self {
            Self::Month => 5,
            Self::Quarter => 13,
            Self::Year => 53,
        };
        Week::of(now - Duration::weeks(weeks - 1))
    }
}

/// In what a search fell short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GapKind {
    WithoutResult,
    WithoutClick,
}

/// What an asker's searches of one term on one day came to counts once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub asked: i32,
    /// Nothing met any of it.
    pub without_result: i32,
    /// Something met some of it, nothing all of it.
    pub partial_only: i32,
    /// Something of what was found was opened.
    pub opened: i32,
}

impl Counts {
    pub fn add(&mut self, other: Self) {
        self.asked = self.asked.saturating_add(other.asked);
        self.without_result = self.without_result.saturating_add(other.without_result);
        self.partial_only = self.partial_only.saturating_add(other.partial_only);
        self.opened = self.opened.saturating_add(other.opened);
    }
}

/// What a search found for its asker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    Nothing,
    SomeOfIt,
    AllOfIt,
}

/// A term that fell short, with its counts over a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    pub id: SearchTermId,
    pub text: String,
    pub counts: Counts,
    /// The last one in which it was asked for.
    pub week: Week,
    pub handled_at: Option<DateTime<Utc>>,
}

/// A query as terms are compared and kept: its folded words in their order, one space between.
pub fn normal(text: &str) -> String {
    exact_title(text)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn a_week_belongs_to_the_year_that_has_its_thursday() {
        let of =
            |year, month, day| Week::of(Utc.with_ymd_and_hms(year, month, day, 12, 0, 0).unwrap()).name();
        assert_eq!(of(2026, 11, 25), "2026-W48");
        assert_eq!(of(2027, 1, 1), "2026-W53");
        assert_eq!(of(2025, 12, 29), "2026-W01");
    }

    #[test]
    fn writing_it_otherwise_makes_no_other_term() {
        assert_eq!(normal("  Data-gedreven, “WERKEN” "), normal("data gedreven werken"));
        assert_ne!(normal("werken data gedreven"), normal("data gedreven werken"));
    }
}
