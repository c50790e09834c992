//! Hashes of passwords: argon2id, by default with the parameters that OWASP's password storage cheat sheet names (19 MiB,
//! 2 passes, 1 lane). Which passwords are taken at all is for `rules.rs`.
//!
//! A hash takes about 20 ms of CPU and 19 MiB: hashing runs off the async threads, and no more of them at once
//! than there are cores.

use std::sync::{Arc, LazyLock, OnceLock};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

/// Bytes; nothing longer is ever a password.
const MAX: usize = super::rules::MAX;

/// What a hash costs. More than OWASP's least is better; less is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
}

impl Default for Cost {
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2, lanes: 1 }
    }
}

impl Cost {
    /// From `m=19456,t=2,p=1`. Fails with `BadInput` for anything else, and for less than OWASP's least: so much memory
    /// for so many passes (47,104 for one, 19,456 for two, 12,288 for three, 9,216 for four, 7,168 for five and more).
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = || {
            let message =
                format!("“{text}” is no cost of argon2id; at least m=19456,t=2,p=1 (docs/operations.md)");
            Error::BadInput(message)
        };
        let mut parts = text.split(',');
        let mut part = |name: &str| -> Option<u32> {
            parts.next()?.trim().strip_prefix(name)?.strip_prefix('=')?.parse().ok()
        };
        let (memory_kib, passes, lanes) = (part("m"), part("t"), part("p"));
        let (Some(memory_kib), Some(passes), Some(lanes), None) = (memory_kib, passes, lanes, parts.next())
        else {
            return Err(wrong());
        };
        let least = match passes {
            0 => return Err(wrong()),
            1 => 47_104,
            2 => 19_456,
            3 => 12_288,
            4 => 9_216,
            _ => 7_168,
        };
        let is_bounded = memory_kib <= 1_048_576 && passes <= 20 && (1..=16).contains(&lanes);
        if memory_kib < least || !is_bounded {
            return Err(wrong());
        }
        Ok(Self { memory_kib, passes, lanes })
    }
}

static COST: OnceLock<Cost> = OnceLock::new();

/// Says what hashes cost in this process. Counts once, before anything is hashed.
pub fn configure(cost: Cost) {
    // Said before, by another server in this process: that counts.
    let _ = COST.set(cost);
}

static PERMITS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(2, |cores| cores.get());
    Arc::new(Semaphore::new(cores))
});

fn params() -> Params {
    let cost = COST.get().copied().unwrap_or_default();
    Params::new(cost.memory_kib, cost.passes, cost.lanes, None).unwrap_or_default()
}

fn argon2() -> Argon2<'static> {
    let params = params();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// What is verified when there is no such account, so that the answer takes as long.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash_now("not the password of anybody").unwrap_or_default());

fn hash_now(password: &str) -> Option<String> {
    argon2().hash_password(password.as_bytes()).ok().map(|hash| hash.to_string())
}

/// In PHC format, with a salt of its own.
pub async fn hash(password: String) -> Result<String> {
    blocking(move || hash_now(&password)).await?.ok_or_else(|| Error::internal("argon2 refused to hash"))
}

/// Is `password` the one of `stored`? Takes as long without a stored hash, and then is never true.
pub async fn verify(password: String, stored: Option<String>) -> Result<bool> {
    if password.len() > MAX {
        return Ok(false);
    }
    blocking(move || {
        let hash = stored.as_deref().unwrap_or(&NOBODY);
        let matches = PasswordHash::new(hash)
            .is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok());
        matches && stored.is_some()
    })
    .await
}

/// Was `stored` made with another cost than passwords are hashed with now?
pub fn is_outdated(stored: &str) -> bool {
    let now = params();
    let Ok(hash) = PasswordHash::new(stored) else { return true };
    Params::try_from(&hash).map_or(true, |then| {
        (then.m_cost(), then.t_cost(), then.p_cost()) != (now.m_cost(), now.t_cost(), now.p_cost())
    })
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let permit = PERMITS.clone().acquire_owned().await.map_err(Error::internal)?;
    let run = move || {
        let result = work();
        drop(permit);
        result
    };
    tokio::task::spawn_blocking(run).await.map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_an_account_is_right() {
        let stored = hash("correct horse battery".into()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify("correct horse battery".into(), Some(stored.clone())).await.unwrap());
        assert!(!verify("correct horse batterz".into(), Some(stored)).await.unwrap());
        assert!(!verify("not the password of anybody".into(), None).await.unwrap());
    }

    #[test]
    fn a_cost_below_the_least_is_refused() {
        assert_eq!(Cost::parse("m=19456,t=2,p=1").unwrap(), Cost::default());
        assert!(Cost::parse("m=65536, t=3, p=4").is_ok() && Cost::parse("m=47104,t=1,p=1").is_ok());
        for wrong in
            ["", "m=19455,t=2,p=1", "m=19456,t=1,p=1", "m=19456,t=2,p=0", "m=19456,t=2", "m=1,t=2,p=1,x=1"]
        {
            assert_eq!(Cost::parse(wrong).unwrap_err().code(), "BAD_USER_INPUT", "{wrong}");
        }
    }

    #[test]
    fn a_hash_of_another_cost_is_outdated() {
        let of = |params: &str| {
            format!("$argon2id$v=19${params}$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaA")
        };
        assert!(!is_outdated(&of("m=19456,t=2,p=1")));
        assert!(is_outdated(&of("m=4096,t=3,p=1")) && is_outdated("nonsense"));
    }
}
