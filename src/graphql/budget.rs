//! What a client's queries may cost: a bucket of points for each person and for each network address, refilled at a
//! steady rate.
//!
//! A query costs its [price](super::price) (fields, those of a list once for each four rows) and a little for the
//! request itself. The buckets are large: a page costs some hundreds of points, and a
//! bucket holds ten seconds' worth. Who empties one hears `RATE_LIMITED` with when to come back, before anything of
//! the query has run.

use std::net::IpAddr;
use std::num::NonZeroU32;

use async_graphql::ServerError;

use super::refusal::{RATE_LIMITED, refuse};
use crate::access::Actor;
use crate::accounts::limiter::network;
use crate::clock::Clock;
use crate::ids::PersonId;
use crate::quota::{Quota, Quotas};

/// Points for a request besides its query: reading, parsing and refusing it costs as much as this many fields.
const REQUEST: u32 = 20;
/// Seconds' worth of points that a bucket holds.
const SECONDS: u32 = 10;
/// Several people share an address: an office has one.
const PEOPLE_PER_ADDRESS: u32 = 4;

/// The buckets of this process: several nodes let through several times as many.
#[derive(Clone, Debug)]
pub struct Budget {
    people: Quotas<PersonId>,
    addresses: Quotas<IpAddr>,
}

impl Budget {
    /// `per_second` points for each person, and for each address four times as many.
    pub fn new(per_second: NonZeroU32, clock: &Clock) -> Self {
        let quota = |rate: NonZeroU32| {
            let burst = rate.saturating_mul(NonZeroU32::MIN.saturating_add(SECONDS - 1));
            Quota::per_second(rate).allow_burst(burst)
        };
        let address_rate = per_second.saturating_mul(NonZeroU32::MIN.saturating_add(PEOPLE_PER_ADDRESS - 1));
        Self {
            people: Quotas::new(quota(per_second), clock),
            addresses: Quotas::new(quota(address_rate), clock),
        }
    }

    /// Of a request by `actor` from `address`.
    ///
    /// Loopback has no bucket: it is a proxy that the configuration does not name, with everybody behind it, or a
    /// program on the same machine.
    pub fn purse(&self, actor: &Actor, address: Option<IpAddr>) -> Purse {
        let address = address.map(network).filter(|address| !address.is_loopback());
        Purse { budget: self.clone(), person: actor.person(), address }
    }
}

/// What one request is paid from.
#[derive(Clone, Debug)]
pub struct Purse {
    budget: Budget,
    person: Option<PersonId>,
    address: Option<IpAddr>,
}

impl Purse {
    /// Pays for the request itself. Fails with the seconds to wait.
    pub fn pay_request(&self) -> Result<(), u64> {
        self.pay(REQUEST)
    }

    /// Pays for a query. Fails with the seconds to wait.
    pub fn pay(&self, points: u32) -> Result<(), u64> {
        if let Some(person) = &self.person {
            self.budget.people.take(person, points)?;
        }
        match &self.address {
            Some(address) => self.budget.addresses.take(address, points),
            None => Ok(()),
        }
    }
}

/// `RATE_LIMITED`, with when to come back.
pub fn refusal(seconds: u64) -> ServerError {
    let mut error = refuse(RATE_LIMITED, format!("Too much at once; try again in {seconds} seconds."), None);
    error.extensions.get_or_insert_default().set("retryAfterSeconds", seconds);
    error
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    #[test]
    fn an_empty_bucket_hurts_its_owner_only() {
        let budget = Budget::new(NonZeroU32::new(10).unwrap(), &Clock::fixed(DateTime::UNIX_EPOCH));
        let purse = |address: &str| budget.purse(&Actor::Anonymous, Some(address.parse().unwrap()));
        let spender = purse("192.0.2.1");
        // Ten seconds' worth for four people.
        assert_eq!(spender.pay(400), Ok(()));
        assert_eq!(spender.pay(100), Err(3), "forty a second come back");
        assert_eq!(spender.pay(0), Ok(()));
        assert_eq!(purse("192.0.2.2").pay_request(), Ok(()));
        assert_eq!(purse("192.0.2.3").pay(401), Err(10), "more than a bucket holds is never paid");
        assert_eq!(purse("127.0.0.1").pay(u32::MAX), Ok(()));
    }
}
