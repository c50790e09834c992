//! How much each of many may do in a time, counted in this process: several nodes let through several times as much.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use governor::RateLimiter;
use governor::clock::{self, Clock as _};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;

pub use governor::Quota;

use crate::clock::Clock;
use crate::error::Error;

/// Above this many keys, those that may do everything again are forgotten.
const MANY: usize = 10_000;
/// More than a quota ever holds: when to come back is not known.
const LONG: u64 = 10;

/// A quota for each key. Clones count together.
#[derive(Clone, Debug)]
pub struct Quotas<K: Hash + Eq + Clone> {
    limiter: Arc<RateLimiter<K, DashMapStateStore<K>, Steady, NoOpMiddleware<Nanos>>>,
    clock: Steady,
    /// The second in which it was last tidied.
    tidied: Arc<AtomicU64>,
}

/// Our clock, as the limiter reads it.
#[derive(Clone, Debug)]
struct Steady(Clock);

impl clock::Clock for Steady {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        self.0.steady().into()
    }
}

impl<K: Hash + Eq + Clone> Quotas<K> {
    pub fn new(quota: Quota, clock: &Clock) -> Self {
        let clock = Steady(clock.clone());
        let limiter = Arc::new(RateLimiter::dashmap_with_clock(quota, clock.clone()));
        Self { limiter, clock, tidied: Arc::default() }
    }

    /// Takes `n` from what `key` may do. Fails with the seconds to wait, at least 1, and has taken nothing then.
    pub fn take(&self, key: &K, n: u32) -> Result<(), u64> {
        self.tidy();
        let Some(n) = NonZeroU32::new(n) else { return Ok(()) };
        match self.limiter.check_key_n(key, n) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(until)) => Err(until.wait_time_from(self.clock.now()).as_secs() + 1),
            Err(_) => Err(LONG),
        }
    }

    /// Takes one. Fails with `RateLimited`, and has taken nothing then.
    pub fn admit(&self, key: &K) -> Result<(), Error> {
        self.take(key, 1).map_err(|retry_after_seconds| Error::RateLimited { retry_after_seconds })
    }

    /// Once a second at the most: it looks at all keys, and many keys are what an attacker has.
    fn tidy(&self) {
        if self.limiter.len() <= MANY {
            return;
        }
        let (second, last) = (self.clock.0.steady().as_secs() + 1, self.tidied.load(Ordering::Relaxed));
        let is_due = second > last
            && self.tidied.compare_exchange(last, second, Ordering::Relaxed, Ordering::Relaxed).is_ok();
        if is_due {
            self.limiter.retain_recent();
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration};

    use super::*;

    const TEN: NonZeroU32 = NonZeroU32::new(10).unwrap();

    fn clock() -> Clock {
        Clock::fixed(DateTime::UNIX_EPOCH)
    }

    #[test]
    fn who_has_taken_all_waits_and_others_do_not() {
        let clock = clock();
        let quotas = Quotas::new(Quota::per_minute(TEN), &clock);
        assert_eq!(quotas.take(&"a", 9), Ok(()));
        assert_eq!(quotas.take(&"a", 2), Err(7), "the tenth is there, one comes back every six seconds");
        assert_eq!(quotas.take(&"a", 1), Ok(()), "what was refused was not taken");
        assert_eq!(quotas.take(&"a", 0), Ok(()));
        assert_eq!(quotas.take(&"b", 10), Ok(()));
        assert_eq!(quotas.take(&"c", 11), Err(LONG), "more than a quota holds is never given");
        clock.advance(Duration::seconds(5));
        assert_eq!(quotas.take(&"a", 1), Err(2));
        clock.advance(Duration::seconds(1));
        assert_eq!(quotas.take(&"a", 1), Ok(()));
    }

    #[test]
    fn keys_that_may_do_everything_again_are_forgotten() {
        let clock = clock();
        let quotas = Quotas::new(Quota::per_second(TEN), &clock);
        for key in 0..2 * MANY {
            assert_eq!(quotas.take(&key, 1), Ok(()));
        }
        assert_eq!(quotas.limiter.len(), 2 * MANY, "nobody may do everything again yet");
        clock.advance(Duration::seconds(1));
        assert_eq!(quotas.take(&0, 1), Ok(()));
        assert_eq!(quotas.limiter.len(), 1);
    }
}
