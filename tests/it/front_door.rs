//! What the web server takes from whom: other sites, proxies, and those who ask too much.

use std::num::NonZeroU32;

use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::config::Config;
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::app::Place;
use crate::support::{Client, Database, TestApp};

async fn app(change: impl FnOnce(Config) -> Config) -> TestApp {
    let place = Place::new(Database::Sqlite).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let public_url = format!("http://{}", listener.local_addr().unwrap());
    let config = change(Config { public_url, ..place.config() });
    // What was used up does not come back while the test goes on.
    TestApp::with(place, Clock::fixed(Clock::system().now()), config, listener).await
}

/// `{ __typename }` from a page of `origin`.
async fn from_origin(client: &Client, method: Method, origin: &str) -> (u16, HeaderMap) {
    let mut request = client.http.request(method.clone(), client.url("/graphql")).header("origin", origin);
    if method == Method::OPTIONS {
        request = request
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type");
    } else {
        request = request.json(&json!({ "query": "{ __typename }" }));
    }
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.headers().clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_named_site_may_read_the_api_and_no_other() {
    let named = "https://app.bdg.example";
    let app = app(|config| Config { allowed_origins: vec![format!("{named}/")], ..config }).await;
    let client = app.anonymous();
    let (status, headers) = from_origin(&client, Method::OPTIONS, named).await;
    assert_eq!(status, 200);
    assert_eq!(headers["access-control-allow-origin"], named);
    assert_eq!(headers["access-control-allow-credentials"], "true");
    assert!(headers["access-control-allow-methods"].to_str().unwrap().contains("POST"));
    assert!(headers["access-control-allow-headers"].to_str().unwrap().contains("content-type"));
    let (status, headers) = from_origin(&client, Method::POST, named).await;
    assert_eq!((status, &headers["access-control-allow-origin"]), (200, &named.parse().unwrap()));
    assert!(headers["access-control-expose-headers"].to_str().unwrap().contains("retry-after"));
    assert!(headers.get_all("vary").iter().any(|vary| vary.to_str().unwrap().contains("origin")));
    for other in
        ["https://evil.example", "null", "https://app.bdg.example.evil.example", "http://app.bdg.example"]
    {
        for method in [Method::OPTIONS, Method::POST] {
            let (status, headers) = from_origin(&client, method.clone(), other).await;
            assert!(!headers.contains_key("access-control-allow-origin"), "{method} {other}");
            assert!(headers.get_all("vary").iter().any(|vary| vary.to_str().unwrap().contains("origin")));
            assert!(method == Method::OPTIONS || status == 403, "{other} got {status}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_other_site_reads_the_api_unless_it_is_named() {
    let app = app(|config| config).await;
    let client = app.anonymous();
    for origin in ["https://app.bdg.example", "null", app.base.as_str()] {
        let (status, headers) = from_origin(&client, Method::OPTIONS, origin).await;
        assert_eq!(status, 405, "{origin}");
        assert!(!headers.keys().any(|name| name.as_str().starts_with("access-control")), "{headers:?}");
    }
}

const LOG_IN: &str = "mutation($input: LogInInput!) { logIn(input: $input) { userErrors { code } } }";

/// Tries to sign in as somebody new each time, from behind a proxy that names `address`.
async fn try_from(client: &Client, address: &str, i: usize) -> (HeaderMap, Value) {
    let input = json!({ "email": format!("{i}@test.example"), "password": "geraden wachtwoord" });
    let request = client.http.post(client.url("/graphql")).header("x-forwarded-for", address);
    let answer =
        request.json(&json!({ "query": LOG_IN, "variables": { "input": input } })).send().await.unwrap();
    (answer.headers().clone(), answer.json().await.unwrap())
}

fn code(answer: &Value) -> &Value {
    &answer["errors"][0]["extensions"]["code"]
}

/// Tries as often as an address may in a minute, and once more.
async fn until_refused(client: &Client, address: impl Fn(usize) -> String) -> (HeaderMap, Value) {
    for i in 0..30 {
        let (_, answer) = try_from(client, &address(i), i).await;
        assert!(code(&answer).is_null(), "refused after {i} tries: {answer}");
    }
    try_from(client, &address(30), 30).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tries_to_sign_in_count_for_the_address_that_a_trusted_proxy_names() {
    let trusted = vec!["127.0.0.0/8".parse().unwrap()];
    let app = app(|config| Config { trusted_proxies: trusted, ..config }).await;
    let client = app.anonymous();
    // What stands before the proxy's own entry, the client wrote itself.
    let (headers, answer) = until_refused(&client, |i| format!("203.0.113.{}, 198.51.100.7", i % 200)).await;
    assert_eq!(code(&answer), "RATE_LIMITED");
    let seconds = answer["errors"][0]["extensions"]["retryAfterSeconds"].as_u64().unwrap();
    assert_eq!(headers["retry-after"], seconds.to_string().as_str());
    let (_, answer) = try_from(&client, "198.51.100.8", 31).await;
    assert_eq!(code(&answer), &Value::Null, "another address is not hurt");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forwarded_address_from_anybody_else_counts_for_nothing() {
    let app = app(|config| config).await;
    let (_, answer) = until_refused(&app.anonymous(), |i| format!("198.51.100.{}", i % 200)).await;
    assert_eq!(code(&answer), "RATE_LIMITED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_feed_is_paid_for_by_the_address_that_fetches_it() {
    let trusted = vec!["127.0.0.1".parse().unwrap()];
    let cost_per_second = NonZeroU32::new(50);
    let app = app(|config| Config { trusted_proxies: trusted, cost_per_second, ..config }).await;
    let anybody = app.anonymous();
    let fetch = async |address: &str| {
        let request = anybody.http.get(anybody.url("/feeds/search.atom?q=afval"));
        request.header("x-forwarded-for", address).send().await.unwrap()
    };
    let mut fetched = 0;
    let refused = loop {
        let answer = fetch("192.0.2.1").await;
        if answer.status().as_u16() == 429 {
            break answer;
        }
        assert_eq!(answer.status().as_u16(), 200);
        fetched += 1;
        assert!(fetched < 50, "the bucket of an address is not bottomless");
    };
    assert!(fetched >= 4, "{fetched} feeds for two thousand points");
    assert!(refused.headers().contains_key("retry-after"));
    assert_eq!(fetch("192.0.2.2").await.status().as_u16(), 200, "somebody else");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_too_much_waits_and_nobody_else_does() {
    let trusted = vec!["127.0.0.1".parse().unwrap()];
    let cost_per_second = NonZeroU32::new(50);
    let app = app(|config| Config { trusted_proxies: trusted, cost_per_second, ..config }).await;
    let anna = app.person("anna").create().await;
    let bram = app.person("bram").create().await;
    let dear = json!({ "query": "{ pilots(first: 10) { nodes { title municipality { name people(first: 5) { nodes { displayName } } } } } }" });
    let ask = async |client: &Client, address: &str| {
        let request = client.http.post(client.url("/graphql")).header("x-forwarded-for", address);
        let answer = request.json(&dear).send().await.unwrap();
        (answer.status().as_u16(), answer.headers().clone(), answer.json::<Value>().await.unwrap())
    };
    let mut refused = None;
    for i in 0..60 {
        let (status, headers, body) = ask(&anna, &format!("198.51.100.{i}")).await;
        if status == 429 {
            refused = Some((headers, body));
            break;
        }
        assert_eq!(body["errors"], Value::Null);
    }
    let (headers, body) = refused.expect("the bucket of a person is not bottomless");
    let error = &body["errors"][0]["extensions"];
    assert_eq!((&error["code"], body.get("data")), (&json!("RATE_LIMITED"), None));
    assert_eq!(headers["retry-after"], error["retryAfterSeconds"].to_string().as_str());
    assert_eq!(ask(&bram, "198.51.100.200").await.0, 200, "somebody else");
    // The same for an address without a session, which has four times as much.
    let anybody = app.anonymous();
    let mut asked = 0;
    while ask(&anybody, "192.0.2.1").await.0 == 200 {
        asked += 1;
        assert!(asked < 200, "the bucket of an address is not bottomless");
    }
    assert!(asked > 0);
    assert_eq!(ask(&anybody, "192.0.2.2").await.0, 200, "another address");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_error_names_its_request() {
    let app = app(|config| config).await;
    let client = app.anonymous();
    let multiplied =
        "{ municipalities(first: 100) { nodes { people(first: 100) { nodes { pilots { totalCount } } } } } }";
    let tree = "{ themes { narrower { broader { narrower { broader { narrower { broader { narrower { slug } } } } } } } } }";
    let previews: String = (0..3).map(|i| format!("a{i}: markdownPreview(markdown: \"*x*\") ")).collect();
    let long: Vec<String> = (0..1_001).map(|i| format!("t{i}")).collect();
    let requests = [
        (json!({ "query": "{ nope" }), "GRAPHQL_PARSE_FAILED"),
        (json!({ "query": "{ nope }" }), "BAD_USER_INPUT"),
        (json!({ "query": 1 }), "BAD_USER_INPUT"),
        (json!({ "query": "{ pilot(slug: \"nergens\") { id } }" }), "NOT_FOUND"),
        (json!({ "query": "{ viewer { id } contactMatches(first: 1) { totalCount } }" }), "BAD_USER_INPUT"),
        (json!({ "query": "{ contactMatches(first: 1) { totalCount } }" }), "UNAUTHENTICATED"),
        (
            json!({ "query": format!("{{ pilots(filter: {{ themes: {long:?} }}) {{ totalCount }} }}") }),
            "QUERY_TOO_COMPLEX",
        ),
        (json!({ "query": multiplied }), "QUERY_TOO_COMPLEX"),
        (json!({ "query": tree }), "QUERY_TOO_COMPLEX"),
        (json!({ "query": format!("{{ {previews} }}") }), "QUERY_TOO_COMPLEX"),
        (
            json!({ "query": "query($t: [String!]) { pilots(filter: { themes: $t }) { totalCount } }",
                 "variables": { "t": long } }),
            "QUERY_TOO_COMPLEX",
        ),
    ];
    for (request, code) in requests {
        let answer = client.operation(request.clone()).await;
        assert_eq!(answer.code(), Some(code), "{request}");
        let id = answer.headers["x-request-id"].to_str().unwrap();
        for error in answer.body["errors"].as_array().unwrap() {
            assert_eq!(error["extensions"]["requestId"], id, "{request}");
        }
    }
    let wrong = client.http.post(client.url("/graphql")).body("{}").send().await.unwrap();
    let id = wrong.headers()["x-request-id"].to_str().unwrap().to_owned();
    let body: Value = wrong.json().await.unwrap();
    assert_eq!(body["errors"][0]["extensions"]["requestId"], id.as_str());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn security_txt_says_whom_to_tell() {
    let contact = "mailto:beveiliging@bdg.example".to_owned();
    let app = app(|config| Config { security_contact: contact.clone(), ..config }).await;
    let answer = app.anonymous().get("/.well-known/security.txt").await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/plain; charset=utf-8");
    let text = answer.text().await.unwrap();
    assert!(text.contains(&format!("Contact: {contact}\n")), "{text}");
    let expires = text.lines().find_map(|line| line.strip_prefix("Expires: ")).unwrap();
    let expires = chrono::DateTime::parse_from_rfc3339(expires).unwrap();
    let days = (expires.with_timezone(&chrono::Utc) - Clock::system().now()).num_days();
    assert!((30..365).contains(&days), "{text}");
}

#[tokio::test]
async fn a_request_names_one_host() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let app = app(|config| config).await;
    let address = app.base.trim_start_matches("http://").to_owned();
    for (hosts, status) in [("", "400"), ("Host: a\r\nHost: b\r\n", "400"), ("Host: a\r\n", "200")] {
        let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
        let request = format!("GET /schema.graphql HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = vec![0; 12];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(String::from_utf8_lossy(&answer), format!("HTTP/1.1 {status}"), "{hosts:?}");
    }
}
