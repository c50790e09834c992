//! The only way out of this program to another site: to the hosts of one configured provider, encrypted, without
//! following redirects, for ten seconds and a megabyte at most.

use std::time::Duration;

use openidconnect::{HttpRequest, HttpResponse};
use url::Url;

use super::settings::is_safe;

const PATIENCE: Duration = Duration::from_secs(10);
const MOST_BYTES: usize = 1024 * 1024;

/// Before anything of this process makes an HTTP client: the crates bring several implementations of TLS, and want one
/// chosen. May be called again.
pub fn choose_tls() {
    // Whoever was first has chosen the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    #[error("the provider names an address that is not one of its hosts")]
    Foreign,
    #[error("the answer is larger than a megabyte")]
    TooLarge,
    #[error("the provider does not answer")]
    Request(#[from] reqwest::Error),
    #[error("the answer is no answer")]
    Malformed(#[from] openidconnect::http::Error),
}

#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    hosts: Vec<String>,
}

impl Client {
    /// Calls `issuer`'s host with its port, and `hosts`.
    pub fn new(issuer: &Url, hosts: &[String]) -> reqwest::Result<Self> {
        choose_tls();
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .build()?;
        Ok(Self { http, hosts: std::iter::once(authority(issuer)).chain(hosts.iter().cloned()).collect() })
    }

    pub async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (parts, body) = request.into_parts();
        let url = Url::parse(&parts.uri.to_string()).map_err(|_| HttpError::Foreign)?;
        if !is_safe(&url) || !self.hosts.contains(&authority(&url)) {
            return Err(HttpError::Foreign);
        }
        let sent = self.http.request(parts.method, url).headers(parts.headers).body(body);
        let mut answer = sent.send().await?;
        let mut response = openidconnect::http::Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            response = response.header(name, value);
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if bytes.len() + chunk.len() > MOST_BYTES {
                return Err(HttpError::TooLarge);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(response.body(bytes)?)
    }
}

/// Host, with the port when it is not the scheme's own.
fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}
