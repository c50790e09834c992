//! How often somebody may try: the first, cheapest line of defence, in this process. A try costs no more than this
//! look while there are too many; what is let through is counted for all nodes in `attempts.rs`.

use std::net::IpAddr;
use std::num::NonZeroU32;

use crate::clock::Clock;
use crate::error::Result;
use crate::quota::{Quota, Quotas};

const PER_ACCOUNT: NonZeroU32 = NonZeroU32::new(10).expect("ten is not zero");
/// From wherever; so much more that one who tries does not keep the owner out.
const PER_ACCOUNT_IN_ALL: NonZeroU32 = NonZeroU32::new(100).expect("a hundred is not zero");
const PER_ADDRESS: NonZeroU32 = NonZeroU32::new(30).expect("thirty is not zero");
/// Guessing a token is hopeless; this bounds the work.
const LINKS_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(60).expect("sixty is not zero");

/// Counts in this process only: several nodes let through several times as many.
#[derive(Clone, Debug)]
pub struct Limiter {
    /// Of an account, from an address.
    accounts: Quotas<(String, Option<IpAddr>)>,
    accounts_in_all: Quotas<String>,
    addresses: Quotas<IpAddr>,
    links: Quotas<IpAddr>,
}

impl Limiter {
    pub fn new(clock: &Clock) -> Self {
        Self {
            accounts: Quotas::new(Quota::per_minute(PER_ACCOUNT), clock),
            accounts_in_all: Quotas::new(Quota::per_minute(PER_ACCOUNT_IN_ALL), clock),
            addresses: Quotas::new(Quota::per_minute(PER_ADDRESS), clock),
            links: Quotas::new(Quota::per_minute(LINKS_PER_ADDRESS), clock),
        }
    }

    /// Counts a try: ten a minute for an account from an address on the network, thirty from that address, a hundred for
    /// the account. Fails with `RateLimited` when it is one too many, whether or not the account exists.
    pub fn check(&self, email: &str, address: Option<IpAddr>) -> Result<()> {
        self.check_address(address)?;
        self.accounts.admit(&(email.to_owned(), address.map(network)))?;
        self.accounts_in_all.admit(&email.to_owned())
    }

    /// The same for a try that names no account.
    pub fn check_address(&self, address: Option<IpAddr>) -> Result<()> {
        address.map_or(Ok(()), |address| self.addresses.admit(&network(address)))
    }

    /// Counts a look at a link's token: sixty a minute for an address on the network.
    pub fn check_link(&self, address: Option<IpAddr>) -> Result<()> {
        address.map_or(Ok(()), |address| self.links.admit(&network(address)))
    }
}

/// What one subscriber can change at will counts as one: the last 64 bits of a new address.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            std::net::Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        address => address,
    }
}

/// Somebody or something, as far as it comes from there: what one address uses up is left for others.
pub fn from(who: &str, address: Option<IpAddr>) -> String {
    format!("{who} {}", address.map_or_else(String::new, |address| network(address).to_string()))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn limiter() -> Limiter {
        Limiter::new(&Clock::fixed(DateTime::UNIX_EPOCH))
    }

    #[test]
    fn the_eleventh_try_on_an_account_is_refused_and_another_account_is_not_hurt() {
        let limiter = limiter();
        for _ in 0..10 {
            assert!(limiter.check("anna@delft.example", None).is_ok());
        }
        assert_eq!(limiter.check("anna@delft.example", None).unwrap_err().code(), "RATE_LIMITED");
        assert!(limiter.check("bram@delft.example", None).is_ok());
    }

    #[test]
    fn who_tries_from_one_address_does_not_keep_the_owner_out_and_many_addresses_get_no_further() {
        let limiter = limiter();
        let from = |last: u8| Some(IpAddr::from([192, 0, 2, last]));
        for _ in 0..10 {
            assert!(limiter.check("anna@delft.example", from(1)).is_ok());
        }
        assert_eq!(limiter.check("anna@delft.example", from(1)).unwrap_err().code(), "RATE_LIMITED");
        for last in 2..11 {
            for _ in 0..10 {
                assert!(limiter.check("anna@delft.example", from(last)).is_ok());
            }
        }
        assert_eq!(limiter.check("anna@delft.example", from(99)).unwrap_err().code(), "RATE_LIMITED");
        assert!(limiter.check("bram@delft.example", from(99)).is_ok());
    }

    #[test]
    fn the_addresses_of_one_subscriber_count_as_one() {
        let network = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
