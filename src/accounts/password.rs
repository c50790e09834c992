//! Passwords: argon2id with the parameters that OWASP's password storage cheat sheet names (19 MiB, 2 passes, 1 lane).
//!
//! A hash takes about 20 ms of CPU and 19 MiB: hashing runs off the async threads, and no more of them at once
//! than there are cores.

use std::sync::{Arc, LazyLock};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;

use crate::error::{Error, Problems, Result};

pub const MIN: usize = 12;
/// Bytes; more is refused before any work is done.
pub const MAX: usize = 1_024;

static PERMITS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(2, |cores| cores.get());
    Arc::new(Semaphore::new(cores))
});

fn argon2() -> Argon2<'static> {
    let params = Params::new(19_456, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// What is verified when there is no such account, so that the answer takes as long.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash_now("not the password of anybody").unwrap_or_default());

fn hash_now(password: &str) -> Option<String> {
    argon2().hash_password(password.as_bytes()).ok().map(|hash| hash.to_string())
}

/// Fails with `Invalid` at `path` for fewer than [`MIN`] characters or more than [`MAX`] bytes.
pub fn check(path: &str, password: &str) -> Result<(), Problems> {
    let length = password.chars().count();
    if length < MIN {
        return Err(Problems::one(
            path,
            "TOO_SHORT",
            format!("Kies een wachtwoord van minstens {MIN} tekens."),
        ));
    }
    if password.len() > MAX {
        return Err(Problems::one(path, "TOO_LONG", format!("Een wachtwoord is hooguit {MAX} bytes lang.")));
    }
    Ok(())
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
}
