//! Cross-origin reading of the API, for the sites that the configuration names; none by default.
//!
//! Answers to preflights, and the headers that let such a site's pages read answers. `Vary: Origin` stands on every
//! answer once a site is named. Credentials are allowed: the session's cookie is `SameSite=Lax`, so browsers send it
//! from sites of the same domain only; others use a token. Whether a request is run at all is decided elsewhere
//! (`negotiation::Origins`): a browser is not the only thing that sends `Origin`.

use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, Method, header};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::headers::REQUEST_ID;
use super::negotiation::Origins;

/// How long a browser remembers what it was allowed.
const REMEMBER: Duration = Duration::from_secs(600);

/// `None` when no site is named: then the API says nothing about other origins.
pub fn layer(origins: &Origins) -> Option<CorsLayer> {
    let named: Vec<HeaderValue> =
        origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()).collect();
    if named.is_empty() {
        return None;
    }
    let sent: [HeaderName; 4] = [header::ACCEPT, header::AUTHORIZATION, header::CONTENT_TYPE, REQUEST_ID];
    let layer = CorsLayer::new()
        .allow_origin(AllowOrigin::list(named))
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers(sent)
        .expose_headers([header::RETRY_AFTER, REQUEST_ID])
        .max_age(REMEMBER);
    Some(layer)
}
