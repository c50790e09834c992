//! A provider as the configuration names it: `[[sso]]` in the TOML file.

use std::fmt;
use std::path::PathBuf;

use serde::Deserialize;
use url::Url;

use crate::error::{Error, Result};

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSettings {
    /// In addresses: lower-case letters, digits and hyphens. Never changed once people have signed in by it.
    pub id: String,
    /// On the button.
    pub name: String,
    /// The address below which `.well-known/openid-configuration` stands.
    pub issuer: String,
    pub client_id: String,
    pub client_secret: Option<String>,
    /// Read instead of `client_secret`, without the white space around it.
    pub client_secret_file: Option<PathBuf>,
    /// CBS codes of the municipalities that it speaks for.
    pub municipalities: Vec<String>,
    /// Hosts beside the issuer's own that it may send us to for keys and tokens.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// Every address that it gives is verified, although it does not say so (`email_verified`).
    #[serde(default)]
    pub emails_are_verified: bool,
}

impl fmt::Debug for ProviderSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProviderSettings").field("id", &self.id).finish_non_exhaustive()
    }
}

impl ProviderSettings {
    /// Fails with `BadInput` for what can never work, or not safely.
    pub fn check(&self) -> Result<Url> {
        let wrong = |what: &str| Err(Error::BadInput(format!("sso provider “{}”: {what}", self.id)));
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.id.is_empty() || !self.id.chars().all(is_plain) {
            return wrong("id has lower-case letters, digits and hyphens");
        }
        if self.municipalities.is_empty() {
            return wrong("name at least one municipality (municipalities = [\"GM0479\"])");
        }
        let Ok(issuer) = Url::parse(&self.issuer) else { return wrong("issuer is no address") };
        if !is_safe(&issuer) {
            return wrong("issuer begins with https://");
        }
        Ok(issuer)
    }

    /// The client's secret, if it has one.
    pub fn secret(&self) -> Result<Option<String>> {
        let Some(file) = &self.client_secret_file else { return Ok(self.client_secret.clone()) };
        let text = std::fs::read_to_string(file)
            .map_err(|error| Error::BadInput(format!("cannot read {}: {error}", file.display())))?;
        Ok(Some(text.trim().to_owned()))
    }
}

/// Encrypted, or on this very machine.
pub fn is_safe(url: &Url) -> bool {
    let is_loopback = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(id: &str, issuer: &str) -> ProviderSettings {
        ProviderSettings {
            id: id.into(),
            name: "Zaanstad".into(),
            issuer: issuer.into(),
            client_id: "bdg".into(),
            client_secret: Some("geheim".into()),
            client_secret_file: None,
            municipalities: vec!["GM0479".into()],
            hosts: Vec::new(),
            emails_are_verified: false,
        }
    }

    #[test]
    fn a_provider_without_encryption_is_refused_but_on_this_machine() {
        assert!(provider("zaanstad", "https://login.example/x").check().is_ok());
        assert!(provider("zaanstad", "http://127.0.0.1:9000").check().is_ok());
        for issuer in ["http://login.example", "http://10.0.0.1", "file:///etc/passwd", "login.example"] {
            assert_eq!(
                provider("zaanstad", issuer).check().unwrap_err().code(),
                "BAD_USER_INPUT",
                "{issuer}"
            );
        }
        assert!(provider("Zaan stad", "https://login.example").check().is_err());
    }

    #[test]
    fn the_secret_is_not_printed() {
        assert!(!format!("{:?}", provider("zaanstad", "https://login.example")).contains("geheim"));
    }
}
