use super::*;
use axum::http::HeaderValue;

fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.append(name, HeaderValue::from_str(value).unwrap());
    }
    headers
}

#[test]
fn the_answer_has_the_type_that_is_liked_best() {
    use MediaType::{GraphQlResponse, Json};
    for (accept, expected) in [
        ("application/graphql-response+json", Some(GraphQlResponse)),
        ("application/graphql-response+json; charset=utf-8", Some(GraphQlResponse)),
        ("APPLICATION/GraphQL-Response+JSON", Some(GraphQlResponse)),
        ("application/json", Some(Json)),
        ("application/json; charset=\"UTF-8\"", Some(Json)),
        ("*/*", Some(Json)),
        ("application/*", Some(Json)),
        ("application/json, application/graphql-response+json", Some(GraphQlResponse)),
        ("application/graphql-response+json, application/json;q=0.9", Some(GraphQlResponse)),
        ("application/graphql-response+json;q=0.8, application/json", Some(Json)),
        ("application/graphql-response+json, */*", Some(GraphQlResponse)),
        ("application/graphql-response+json;q=0.5, */*;q=0.1", Some(GraphQlResponse)),
        ("application/graphql-response+json;q=0.1, */*;q=0.5", Some(Json)),
        ("application/json;q=0, */*", Some(GraphQlResponse)),
        ("text/html, application/xhtml+xml, */*;q=0.8", Some(Json)),
        ("text/html", None),
        ("application/json;q=0", None),
        ("application/json; charset=iso-8859-1", None),
        ("*/*;q=0", None),
        ("image/*, text/*;q=0.1", None),
        ("nonsense", None),
        ("application/json;q=1.5", None),
    ] {
        assert_eq!(MediaType::accepted(&headers(&[(header::ACCEPT, accept)])), expected, "{accept}");
    }
    assert_eq!(MediaType::accepted(&HeaderMap::new()), Some(Json));
    let lines = [(header::ACCEPT, "text/html"), (header::ACCEPT, "application/graphql-response+json")];
    assert_eq!(MediaType::accepted(&headers(&lines)), Some(GraphQlResponse));
}

#[test]
fn only_json_in_utf8_is_taken() {
    for accepted in [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
    ] {
        assert!(has_json_body(&headers(&[(header::CONTENT_TYPE, accepted)])), "{accepted}");
    }
    for refused in [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=application/json",
        "application/graphql",
        "application/graphql-response+json",
        "application/json; charset=utf-16",
        "text/plain; application/json",
        "application/jsonp",
    ] {
        assert!(!has_json_body(&headers(&[(header::CONTENT_TYPE, refused)])), "{refused}");
    }
    assert!(!has_json_body(&HeaderMap::new()));
    let twice = [(header::CONTENT_TYPE, "application/json"), (header::CONTENT_TYPE, "text/plain")];
    assert!(!has_json_body(&headers(&twice)));
    let compressed = [(header::CONTENT_TYPE, "application/json"), (header::CONTENT_ENCODING, "gzip")];
    assert!(!has_json_body(&headers(&compressed)));
}

#[test]
fn pages_of_other_sites_are_refused() {
    let origins = Origins::new(["https://bdg.nl/", "http://localhost:5173"]);
    let allowed = |pairs: &[(HeaderName, &str)]| origins.allow(&headers(pairs));
    let host = (header::HOST, "192.0.2.7:8080");
    assert!(allowed(&[]));
    for own in ["https://bdg.nl", "HTTPS://BDG.NL:443", "http://localhost:5173", "http://192.0.2.7:8080"] {
        assert!(allowed(&[host.clone(), (header::ORIGIN, own)]), "{own}");
    }
    for foreign in [
        "https://evil.nl",
        "null",
        "http://bdg.nl",
        "https://bdg.nl.evil.nl",
        "https://evil.nl/https://bdg.nl",
        "https://bdg.nl:8443",
        "http://localhost:5174",
        "http://192.0.2.7",
    ] {
        assert!(!allowed(&[host.clone(), (header::ORIGIN, foreign)]), "{foreign}");
    }
    assert!(!allowed(&[(SEC_FETCH_SITE, "cross-site")]));
    assert!(allowed(&[(SEC_FETCH_SITE, "same-origin")]));
    assert!(allowed(&[(SEC_FETCH_SITE, "none")]));
    assert!(allowed(&[(header::ORIGIN, "http://localhost:5173"), (SEC_FETCH_SITE, "cross-site")]));
    for (name, is_own) in
        [("[::1]:8080", true), ("bdg.localhost", true), ("bdg.nl.evil.nl", false), ("evil.nl", false)]
    {
        // A name that somebody else can let lead to this machine (DNS rebinding).
        let pairs = [(header::HOST, name), (header::ORIGIN, &*format!("http://{name}"))];
        assert_eq!(allowed(&pairs), is_own, "{name}");
    }
    let own_host = (header::ORIGIN, "http://192.0.2.7:8080");
    assert!(!allowed(&[host, own_host, (SEC_FETCH_SITE, "cross-site")]));
}
