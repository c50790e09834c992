//! `/.well-known/security.txt`: where to report a vulnerability (RFC 9116).

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use axum::routing::get;
use chrono::{DateTime, Duration, NaiveTime, Utc};

use crate::clock::Clock;

/// RFC 9116 advises less than a year; the text is written anew with each request.
const DAYS_VALID: i64 = 180;

pub fn routes(contact: String, public_url: String, clock: Clock) -> Router {
    let answer = async move || {
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
            (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600")),
        ];
        (headers, text(&contact, &public_url, clock.now())).into_response()
    };
    Router::new().route("/.well-known/security.txt", get(answer))
}

/// `contact` is one line, checked with the configuration.
fn text(contact: &str, public_url: &str, now: DateTime<Utc>) -> String {
    let expires = (now + Duration::days(DAYS_VALID)).date_naive().and_time(NaiveTime::MIN).and_utc();
    let mut text = format!("Contact: {contact}\nExpires: {}\n", expires.format("%Y-%m-%dT%H:%M:%SZ"));
    text.push_str("Preferred-Languages: nl, en\n");
    // Canonical must be https (2.5.2).
    if public_url.starts_with("https://") {
        text.push_str(&format!("Canonical: {public_url}/.well-known/security.txt\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn it_says_whom_to_tell_and_is_always_valid_for_a_while() {
        let now = Utc.with_ymd_and_hms(2026, 11, 25, 15, 0, 0).unwrap();
        assert_eq!(
            text("mailto:security@bdg.example", "https://bdg.example", now),
            "Contact: mailto:security@bdg.example\nExpires: 2027-05-24T00:00:00Z\nPreferred-Languages: nl, en\n\
             Canonical: https://bdg.example/.well-known/security.txt\n"
        );
        assert!(!text("mailto:a@b.example", "http://127.0.0.1:8080", now).contains("Canonical"));
    }
}
