//! How much each of many may do in a time, counted in this process: several nodes let through several times as much.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, RateLimiter};

pub use governor::Quota;

/// Above this many keys, those that may do everything again are forgotten.
const MANY: usize = 10_000;
/// More than a quota ever holds: when to come back is not known.
const LONG: u64 = 10;

/// A quota for each key. Clones count together.
#[derive(Clone, Debug)]
pub struct Quotas<K: Hash + Eq + Clone> {
    limiter: Arc<DefaultKeyedRateLimiter<K>>,
    begun: Instant,
    /// The second, since it began, in which it was last tidied.
    tidied: Arc<AtomicU64>,
}

impl<K: Hash + Eq + Clone> Quotas<K> {
    pub fn new(quota: Quota) -> Self {
        Self { limiter: Arc::new(RateLimiter::keyed(quota)), begun: Instant::now(), tidied: Arc::default() }
    }

    /// Takes `n` from what `key` may do. Fails with the seconds to wait, at least 1, and has taken nothing then.
    pub fn take(&self, key: &K, n: u32) -> Result<(), u64> {
        self.tidy();
        let Some(n) = NonZeroU32::new(n) else { return Ok(()) };
        match self.limiter.check_key_n(key, n) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(until)) => Err(until.wait_time_from(DefaultClock::default().now()).as_secs() + 1),
            Err(_) => Err(LONG),
        }
    }

    /// Once a second at the most: it looks at all keys, and many keys are what an attacker has.
    fn tidy(&self) {
        if self.limiter.len() <= MANY {
            return;
        }
        let (second, last) = (self.begun.elapsed().as_secs() + 1, self.tidied.load(Ordering::Relaxed));
        let is_due = second > last
            && self.tidied.compare_exchange(last, second, Ordering::Relaxed, Ordering::Relaxed).is_ok();
        if is_due {
            self.limiter.retain_recent();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEN: NonZeroU32 = NonZeroU32::new(10).unwrap();

    #[test]
    fn who_has_taken_all_waits_and_others_do_not() {
        let quotas = Quotas::new(Quota::per_minute(TEN));
        assert_eq!(quotas.take(&"a", 9), Ok(()));
        assert!((1..=60).contains(&quotas.take(&"a", 2).unwrap_err()));
        assert_eq!(quotas.take(&"a", 1), Ok(()), "what was refused was not taken");
        assert_eq!(quotas.take(&"a", 0), Ok(()));
        assert_eq!(quotas.take(&"b", 10), Ok(()));
        assert_eq!(quotas.take(&"c", 11), Err(LONG), "more than a quota holds is never given");
    }

    #[test]
    fn keys_that_may_do_everything_again_are_forgotten() {
        let quotas = Quotas::new(Quota::per_second(NonZeroU32::new(1_000_000).unwrap()));
        for key in 0..2 * MANY {
            assert_eq!(quotas.take(&key, 1), Ok(()));
        }
        assert!(quotas.limiter.len() < 2 * MANY, "{} keys are kept", quotas.limiter.len());
    }
}
