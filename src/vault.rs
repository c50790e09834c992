//! Secrets that the program must be able to read again, encrypted in the database.
//!
//! The key is 32 random bytes in a file of its own, made at the first start and readable by its owner only. Who has a
//! copy of the database without that file reads none of the secrets (docs/decisions/0021). AES-256-GCM; what a secret
//! belongs to is bound to it, so a row that is moved to another account does not open there.

use std::fmt;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::sync::Arc;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};

use crate::error::{Error, Result};

/// Before everything encrypted, so that another way of encrypting can be told apart later.
const VERSION: &str = "v1.";
const KEY_BYTES: usize = 32;

#[derive(Clone)]
pub struct Vault(Arc<LessSafeKey>);

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault(…)")
    }
}

/// `N` random bytes from the system.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Error::internal("the system gives no random bytes"))?;
    Ok(bytes)
}

impl Vault {
    /// With a key that is gone when the program ends: for tests.
    pub fn ephemeral() -> Result<Self> {
        Self::of(&random::<KEY_BYTES>()?)
    }

    /// With the key of `file`, 64 hexadecimal digits. Makes the file when it is missing and `may_create`.
    ///
    /// Fails with `BadInput` when it can't be read or holds something else.
    pub fn open(file: &Path, may_create: bool) -> Result<Self> {
        if may_create && !file.exists() {
            make(file).map_err(|error| unreadable(file, &error))?;
        }
        let text = fs::read_to_string(file).map_err(|error| unreadable(file, &error))?;
        let mode = fs::metadata(file).map_err(|error| unreadable(file, &error))?.permissions().mode();
        if mode & 0o077 != 0 {
            tracing::warn!(file = %file.display(), "others can read the secret key: chmod 600");
        }
        let key = HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes()).unwrap_or_default();
        Self::of(&key).map_err(|_| {
            Error::BadInput(format!("{} is no secret key: 64 hexadecimal digits", file.display()))
        })
    }

    fn of(key: &[u8]) -> Result<Self> {
        let key = UnboundKey::new(&AES_256_GCM, key).map_err(|_| Error::internal("a key has 32 bytes"))?;
        Ok(Self(Arc::new(LessSafeKey::new(key))))
    }

    /// Encrypts `secret`; only the same `owner` opens it.
    pub fn seal(&self, owner: &str, secret: &[u8]) -> Result<String> {
        let nonce: [u8; NONCE_LEN] = random()?;
        let mut sealed = secret.to_vec();
        self.0
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(owner.as_bytes()),
                &mut sealed,
            )
            .map_err(|_| Error::internal("could not encrypt a secret"))?;
        let bytes = [nonce.as_slice(), &sealed].concat();
        Ok(format!("{VERSION}{}", BASE64URL_NOPAD.encode(&bytes)))
    }

    /// Fails with `Internal` when the key is another one than that of [`Vault::seal`], or the text was changed.
    pub fn open_secret(&self, owner: &str, sealed: &str) -> Result<Vec<u8>> {
        let wrong = || Error::internal("a secret does not open: is the secret key that of this database?");
        let encoded = sealed.strip_prefix(VERSION).ok_or_else(wrong)?;
        let bytes = BASE64URL_NOPAD.decode(encoded.as_bytes()).map_err(|_| wrong())?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_LEN).ok_or_else(wrong)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| wrong())?;
        let mut sealed = sealed.to_vec();
        let secret = self.0.open_in_place(nonce, Aad::from(owner.as_bytes()), &mut sealed);
        Ok(secret.map_err(|_| wrong())?.to_vec())
    }
}

fn unreadable(file: &Path, error: &std::io::Error) -> Error {
    Error::BadInput(format!("cannot read the secret key {}: {error}", file.display()))
}

/// Whole or not at all, also when two processes start at once: the link fails for the second.
fn make(file: &Path) -> std::io::Result<()> {
    let key = random::<KEY_BYTES>().map_err(std::io::Error::other)?;
    let partial = file.with_extension(format!("{}.partial", std::process::id()));
    let _ = fs::remove_file(&partial);
    let mut written = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&partial)?;
    writeln!(written, "{}", HEXLOWER_PERMISSIVE.encode(&key))?;
    written.sync_all()?;
    let linked = fs::hard_link(&partial, file);
    fs::remove_file(&partial)?;
    match linked {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_for_its_owner_with_its_key_and_unchanged_only() {
        let (vault, other) = (Vault::ephemeral().unwrap(), Vault::ephemeral().unwrap());
        let sealed = vault.seal("anna", b"geheim").unwrap();
        assert_eq!(vault.open_secret("anna", &sealed).unwrap(), b"geheim");
        assert!(vault.open_secret("bea", &sealed).is_err() && other.open_secret("anna", &sealed).is_err());
        let cut = &sealed[..sealed.len() - 2];
        for changed in [cut, "", "v1.", "v2.AAAA", &sealed.replace("v1.", "v1.A")] {
            assert!(vault.open_secret("anna", changed).is_err(), "{changed}");
        }
        assert_ne!(vault.seal("anna", b"geheim").unwrap(), sealed, "equal secrets do not look equal");
    }

    #[test]
    fn the_key_is_made_once_for_its_owner_only() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("secret.key");
        assert!(Vault::open(&file, false).is_err());
        let sealed = Vault::open(&file, true).unwrap().seal("anna", b"geheim").unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(Vault::open(&file, true).unwrap().open_secret("anna", &sealed).unwrap(), b"geheim");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        fs::write(&file, "kort").unwrap();
        assert_eq!(Vault::open(&file, true).unwrap_err().code(), "BAD_USER_INPUT");
    }
}
