use super::*;
use axum::body::Body;
use axum::extract::Extension;
use axum::routing::get;
use http_body_util::BodyExt;
use tower::ServiceExt;

fn router(https: bool) -> Router {
    let router = Router::new()
        .route("/text", get(async || "x".repeat(5_000)))
        .route("/json", get(async || ([(header::CONTENT_TYPE, "application/json")], "{}")))
        .route("/bytes", get(async || vec![1_u8]))
        .route("/none", get(async || StatusCode::NO_CONTENT))
        .route("/kept", get(async || ([(header::CACHE_CONTROL, "public")], "x")))
        .route("/own", get(async || (Extension(Csp(HeaderValue::from_static("default-src 'none'"))), "x")))
        .route("/id", get(async |Extension(id): Extension<RequestId>| id.as_str().to_owned()))
        .route("/panic", get(async || -> &'static str { panic!("of the test") }));
    layer(router, &HeaderPolicy { https })
}

async fn answer(path: &str, headers: &[(HeaderName, &str)]) -> Response {
    let mut request = Request::get(path).body(Body::empty()).unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
    }
    router(true).oneshot(request).await.unwrap()
}

async fn text(response: Response) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

#[tokio::test]
async fn every_answer_has_the_headers_errors_included() {
    for (path, status) in [("/text", 200), ("/none", 204), ("/nowhere", 404), ("/panic", 500)] {
        let response = answer(path, &[]).await;
        assert_eq!(response.status().as_u16(), status);
        for (name, value) in [
            ("strict-transport-security", STRICT_TRANSPORT_SECURITY),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("content-security-policy", CONTENT_SECURITY_POLICY),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("permissions-policy", PERMISSIONS_POLICY),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(response.headers().get(name).unwrap(), value, "{name} of {path}");
        }
        assert!(response.headers().contains_key(REQUEST_ID));
    }
}

#[tokio::test]
async fn a_wrong_method_has_the_headers_too() {
    let request = Request::post("/text").body(Body::empty()).unwrap();
    let response = router(true).oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert!(response.headers().contains_key(header::CONTENT_SECURITY_POLICY));
}

#[tokio::test]
async fn only_a_site_with_https_asks_for_https() {
    let request = Request::get("/text").body(Body::empty()).unwrap();
    let response = router(false).oneshot(request).await.unwrap();
    assert!(!response.headers().contains_key(header::STRICT_TRANSPORT_SECURITY));
    assert!(HeaderPolicy::of("HTTPS://voorbeeld.nl").https);
    assert!(!HeaderPolicy::of("http://localhost:8080").https);
}

#[test]
fn the_policy_allows_nothing_unsafe() {
    assert!(!CONTENT_SECURITY_POLICY.contains("unsafe"));
    assert!(!CONTENT_SECURITY_POLICY.contains('\n'));
}

#[tokio::test]
async fn text_names_its_charset_and_bytes_do_not() {
    for (path, content_type) in [
        ("/text", "text/plain; charset=utf-8"),
        ("/json", "application/json; charset=utf-8"),
        ("/bytes", "application/octet-stream"),
    ] {
        assert_eq!(answer(path, &[]).await.headers()[header::CONTENT_TYPE], content_type);
    }
}

#[tokio::test]
async fn a_page_may_bring_its_own_policies() {
    assert_eq!(answer("/own", &[]).await.headers()[header::CONTENT_SECURITY_POLICY], "default-src 'none'");
    assert_eq!(answer("/kept", &[]).await.headers()[header::CACHE_CONTROL], "public");
}

#[tokio::test]
async fn a_panic_tells_nothing() {
    assert_eq!(text(answer("/panic", &[]).await).await, "Er ging iets mis");
}

#[tokio::test]
async fn the_request_id_is_the_proxys_if_it_is_harmless() {
    let given = answer("/id", &[(REQUEST_ID, "0af7651916cd43dd-1")]).await;
    assert_eq!(given.headers()[REQUEST_ID], "0af7651916cd43dd-1");
    assert_eq!(text(given).await, "0af7651916cd43dd-1");
    for harmful in ["short", "with space in it", "a=b,c=d;e=f", &"x".repeat(65)] {
        let response = answer("/id", &[(REQUEST_ID, harmful)]).await;
        let id = response.headers()[REQUEST_ID].to_str().unwrap().to_owned();
        assert!(Uuid::parse_str(&id).is_ok(), "{id}");
        assert_eq!(text(response).await, id);
    }
}

#[tokio::test]
async fn long_answers_are_compressed_for_those_who_accept_it() {
    let response = answer("/text", &[(header::ACCEPT_ENCODING, "br, gzip")]).await;
    assert_eq!(response.headers()[header::CONTENT_ENCODING], "br");
    let response = answer("/json", &[(header::ACCEPT_ENCODING, "br, gzip")]).await;
    assert!(!response.headers().contains_key(header::CONTENT_ENCODING));
}
