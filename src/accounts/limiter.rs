//! How often somebody may try to sign in: ten times a minute for an account, thirty for an address on the network.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::error::{Error, Result};
use crate::network;

const PER_ACCOUNT: NonZeroU32 = NonZeroU32::new(10).expect("ten is not zero");
const PER_ADDRESS: NonZeroU32 = NonZeroU32::new(30).expect("thirty is not zero");
/// Above this many keys, those that are free again are forgotten.
const MANY: usize = 10_000;

/// Counts in this process only: several nodes let through several times as many.
#[derive(Clone, Debug)]
pub struct SignInLimiter {
    accounts: Arc<DefaultKeyedRateLimiter<String>>,
    addresses: Arc<DefaultKeyedRateLimiter<IpAddr>>,
}

impl Default for SignInLimiter {
    fn default() -> Self {
        Self {
            accounts: Arc::new(RateLimiter::keyed(Quota::per_minute(PER_ACCOUNT))),
            addresses: Arc::new(RateLimiter::keyed(Quota::per_minute(PER_ADDRESS))),
        }
    }
}

impl SignInLimiter {
    /// Counts a try; fails with `RateLimited` when it is one too many, whether or not the account exists.
    pub fn check(&self, email: &str, address: Option<IpAddr>) -> Result<()> {
        if let Some(address) = address {
            check(&self.addresses, &network::client(address))?;
        }
        check(&self.accounts, &email.to_owned())
    }
}

fn check<K: Hash + Eq + Clone>(limiter: &DefaultKeyedRateLimiter<K>, key: &K) -> Result<()> {
    if limiter.len() > MANY {
        limiter.retain_recent();
    }
    limiter.check_key(key).map_err(|not_until| {
        let wait = not_until.wait_time_from(DefaultClock::default().now());
        Error::RateLimited { retry_after_seconds: wait.as_secs() + 1 }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_try_on_an_account_is_refused_and_another_account_is_not_hurt() {
        let limiter = SignInLimiter::default();
        for _ in 0..10 {
            assert!(limiter.check("anna@delft.example", None).is_ok());
        }
        assert_eq!(limiter.check("anna@delft.example", None).unwrap_err().code(), "RATE_LIMITED");
        assert!(limiter.check("bram@delft.example", None).is_ok());
    }
}
