//! What a token looks like, and what it may do.

use chrono::{DateTime, Duration, Utc};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use sha2::{Digest, Sha256};

use crate::error::{Problems, Result};
use crate::ids::{AccountId, TokenId};
use crate::text;
use crate::vault;

/// So that people, and programs that look for leaked secrets, know one when they see it.
pub const PREFIX: &str = "bdg_";
pub const NAME_MAX: usize = 100;
/// A token ends within a year: who still needs it makes another.
pub const LONGEST_LIFE: Duration = Duration::days(366);

/// What requests with a token may do; at least one of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scopes {
    /// Queries and subscriptions.
    pub reads: bool,
    /// Mutations.
    pub writes: bool,
}

impl Scopes {
    /// As the column keeps them.
    pub fn text(self) -> &'static str {
        match (self.reads, self.writes) {
            (true, true) => "read write",
            (false, true) => "write",
            (true | false, false) => "read",
        }
    }

    pub fn parse(text: &str) -> Self {
        let has = |name| text.split(' ').any(|word| word == name);
        Self { reads: has("read"), writes: has("write") }
    }
}

#[derive(Clone, Debug)]
pub struct Token {
    pub id: TokenId,
    pub account: AccountId,
    pub name: String,
    pub scopes: Scopes,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// To the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
}

impl Token {
    pub fn is_valid(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.expires_at > now
    }
}

/// What somebody fills in, checked.
#[derive(Clone, Debug)]
pub struct Content {
    pub name: String,
    pub scopes: Scopes,
    pub expires_at: DateTime<Utc>,
}

impl Content {
    /// Fails with `Invalid` for each field that is wrong.
    pub fn new(name: &str, scopes: Scopes, expires_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<Self> {
        let mut problems = Problems::default();
        let name = problems.take(text::required("name", name, NAME_MAX));
        if !scopes.reads && !scopes.writes {
            problems.add("scopes", "REQUIRED", "Kies wat het token mag: lezen, schrijven of allebei.");
        }
        if expires_at <= now {
            problems.add("expiresAt", "IN_THE_PAST", "Kies een dag die nog komt.");
        } else if expires_at > now + LONGEST_LIFE {
            problems.add("expiresAt", "TOO_LATE", "Een token geldt hooguit een jaar.");
        }
        problems.or(Self { name: name.unwrap_or_default(), scopes, expires_at })
    }
}

/// A new token: 256 random bits in Base64 behind the prefix, 47 characters.
pub fn generate() -> Result<String> {
    Ok(format!("{PREFIX}{}", BASE64URL_NOPAD.encode(&vault::random::<32>()?)))
}

/// What is kept of it. A plain hash is enough: nobody guesses 256 random bits.
pub fn hash(token: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_come_back_from_their_text() {
        for (reads, writes) in [(true, false), (false, true), (true, true)] {
            let scopes = Scopes { reads, writes };
            assert_eq!(Scopes::parse(scopes.text()), scopes);
        }
    }

    #[test]
    fn two_tokens_are_never_the_same() {
        let (one, other) = (generate().unwrap(), generate().unwrap());
        assert!(one.starts_with(PREFIX) && one.len() == 47 && one != other);
        assert_ne!(hash(&one), hash(&other));
    }
}
