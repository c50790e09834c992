//! What every answer carries, errors included: security headers, a request id, a type with a charset, and one log line.
//!
//! An answer that says nothing about caching must not be stored. Nothing of a query or a body is logged.

use axum::Router;
use axum::body::HttpBody;
use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use std::any::Any;
use std::sync::Arc;
use std::time::Instant;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::CompressionLevel;
use tower_http::compression::predicate::{DefaultPredicate, Predicate, SizeAbove};
use tracing::{Instrument, error, info, info_span};
use uuid::Uuid;

pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; \
    base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
const PERMISSIONS_POLICY: &str =
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";
/// Two years, as the HSTS preload list advises.
const STRICT_TRANSPORT_SECURITY: &str = "max-age=63072000; includeSubDomains";
/// Below this an answer fits one packet anyway.
const COMPRESS_ABOVE_BYTES: u64 = 1_024;

/// What of the headers depends on the installation.
#[derive(Clone, Copy, Debug)]
pub struct HeaderPolicy {
    /// People reach the site by https; browsers are told to keep it so.
    pub https: bool,
}

impl HeaderPolicy {
    /// `public_url` is the address in the browser, whatever a proxy makes of it.
    pub fn of(public_url: &str) -> Self {
        Self { https: public_url.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://")) }
    }
}

/// Names one request in logs and in the error a person reports. An extension of each request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id that a proxy gave, when it is one that can stand in a log line, else a new one.
    fn of(headers: &HeaderMap) -> Self {
        let given = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok()).filter(|value| {
            (8..=64).contains(&value.len())
                && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        });
        Self(given.map_or_else(|| Uuid::now_v7().to_string().into(), Into::into))
    }
}

/// A page's own Content-Security-Policy, as an extension of its response, instead of the common one.
#[derive(Clone, Debug)]
pub struct Csp(pub HeaderValue);

/// Puts the headers, the request id, compression, the log line and the answer to a panic around `router`.
///
/// To be called last: what is added to the router afterwards goes without.
pub fn layer(router: Router, policy: &HeaderPolicy) -> Router {
    let worth_it = DefaultPredicate::new().and(SizeAbove::new(COMPRESS_ABOVE_BYTES));
    router
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(worth_it))
        .layer(CatchPanicLayer::custom(answer_to_panic))
        .layer(middleware::from_fn_with_state(*policy, around))
}

async fn around(State(policy): State<HeaderPolicy>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = RequestId::of(request.headers());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("unmatched", MatchedPath::as_str);
    request.extensions_mut().insert(id.clone());
    let span = info_span!("request", request.id = id.as_str());
    let mut response = next.run(request).instrument(span).await;
    set_headers(&mut response, policy, &id);
    info!(
        request.id = id.as_str(),
        http.method = %method,
        http.route = route,
        http.status = response.status().as_u16(),
        ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        "request answered"
    );
    response
}

fn set_headers(response: &mut Response, policy: HeaderPolicy, id: &RequestId) {
    let csp = response.extensions_mut().remove::<Csp>();
    let has_body = !response.body().is_end_stream();
    let headers = response.headers_mut();
    let common = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS_POLICY),
    ];
    for (name, value) in common {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let csp = csp.map_or(HeaderValue::from_static(CONTENT_SECURITY_POLICY), |Csp(own)| own);
    headers.insert(header::CONTENT_SECURITY_POLICY, csp);
    if policy.https {
        let value = HeaderValue::from_static(STRICT_TRANSPORT_SECURITY);
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        headers.insert(REQUEST_ID, value);
    }
    if has_body {
        name_charset(headers);
    }
}

/// Text is UTF-8, and says so.
fn name_charset(headers: &mut HeaderMap) {
    let Some(given) = headers.get(header::CONTENT_TYPE) else {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        return;
    };
    let Ok(given) = given.to_str() else { return };
    let lower = given.to_ascii_lowercase();
    let is_text = lower.starts_with("text/")
        || ["application/json", "application/xml", "application/javascript", "application/manifest+json"]
            .iter()
            .any(|text| lower.starts_with(text));
    if is_text
        && !lower.contains("charset=")
        && let Ok(named) = HeaderValue::from_str(&format!("{given}; charset=utf-8"))
    {
        headers.insert(header::CONTENT_TYPE, named);
    }
}

fn answer_to_panic(cause: Box<dyn Any + Send + 'static>) -> Response {
    let text =
        cause.downcast_ref::<&str>().copied().or_else(|| cause.downcast_ref::<String>().map(String::as_str));
    error!(panic = text.unwrap_or("of an unknown kind"), "a handler panicked");
    (StatusCode::INTERNAL_SERVER_ERROR, "Er ging iets mis").into_response()
}

#[cfg(test)]
#[path = "headers_tests.rs"]
mod tests;
