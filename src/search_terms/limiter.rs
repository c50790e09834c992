//! How many reports count: a flood of them changes no list, and costs no searches.

use std::net::IpAddr;
use std::num::NonZeroU32;

use crate::accounts::limiter::network;
use crate::clock::Clock;
use crate::ids::AccountId;
use crate::quota::{Quota, Quotas};

/// Nobody searches and opens more than once in three seconds for long.
const PER_ACCOUNT: NonZeroU32 = NonZeroU32::new(20).expect("twenty is not zero");
/// A town hall has one address.
const PER_ADDRESS: NonZeroU32 = NonZeroU32::new(120).expect("a hundred and twenty is not zero");

/// Counts in this process only.
#[derive(Clone, Debug)]
pub struct Limiter {
    accounts: Quotas<AccountId>,
    addresses: Quotas<IpAddr>,
}

impl Limiter {
    pub fn new(clock: &Clock) -> Self {
        Self {
            accounts: Quotas::new(Quota::per_minute(PER_ACCOUNT), clock),
            addresses: Quotas::new(Quota::per_minute(PER_ADDRESS), clock),
        }
    }

    /// Counts a report; false when it is one too many.
    pub fn admits(&self, account: Option<AccountId>, address: Option<IpAddr>) -> bool {
        account.is_none_or(|account| self.accounts.take(&account, 1).is_ok())
            && address.is_none_or(|address| self.addresses.take(&network(address), 1).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn one_account_is_heard_twenty_times_a_minute_and_another_is_not_hurt() {
        let limiter = Limiter::new(&Clock::fixed(DateTime::UNIX_EPOCH));
        let [anna, bram] = [1, 2].map(|number| Some(AccountId(Uuid::from_u128(number))));
        assert_eq!((0..30).filter(|_| limiter.admits(anna, None)).count(), 20);
        assert!(limiter.admits(bram, None));
    }
}
