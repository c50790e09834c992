//! Time, injected: nothing else in the program asks the system for it, so tests can hold it still.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use chrono::{DateTime, Datelike, SubsecRound, TimeZone, Utc};

/// A time that somebody wrote, in whole milliseconds; `None` outside the years 1900 to 2200.
///
/// Finer times would stand between two cursors, and years of more than four digits sort differently on SQLite.
pub fn moment(at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    (1900..=2200).contains(&at.year()).then(|| at.trunc_subsecs(3))
}

/// UTC, in whole milliseconds: what both databases keep without loss.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    pub fn system() -> Self {
        Self(None)
    }

    /// Stands still until [`Clock::advance`] moves it.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self(Some(Arc::new(AtomicI64::new(at.timestamp_millis()))))
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system")]
    pub fn now(&self) -> DateTime<Utc> {
        let millis = match &self.0 {
            Some(fixed) => fixed.load(Ordering::SeqCst),
            None => Utc::now().timestamp_millis(),
        };
        Utc.timestamp_millis_opt(millis).single().unwrap_or_default()
    }

    /// How long it is since a moment that stays the same while the program runs. Never goes back, and does not jump when
    /// somebody sets the system's clock.
    pub fn steady(&self) -> Duration {
        static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
        match &self.0 {
            Some(fixed) => Duration::from_millis(u64::try_from(fixed.load(Ordering::SeqCst)).unwrap_or(0)),
            None => BEGUN.elapsed(),
        }
    }

    /// Moves a fixed clock; the system's clock is not ours to move.
    pub fn advance(&self, by: chrono::Duration) {
        if let Some(fixed) = &self.0 {
            fixed.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
        }
    }
}
