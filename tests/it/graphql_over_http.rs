//! GraphQL over HTTP as clients see it, on a schema of its own and a real socket.
//!
//! The audits of npm `graphql-http` are the measure; what is security rather than protocol is here as well.

use async_graphql::{EmptySubscription, ErrorExtensions, Object, Schema};
use axum::Router;
use axum::extract::Request;
use axum::routing::any;
use bigdatagemeenten::graphql::completion::Completing;
use bigdatagemeenten::http::connections::{ConnectionLimits, serve};
use bigdatagemeenten::http::headers::{HeaderPolicy, layer};
use bigdatagemeenten::http::negotiation::Origins;
use bigdatagemeenten::http::protocol::{Rules, execute};
use reqwest::header::{ACCEPT, ALLOW, CONTENT_TYPE, HeaderMap};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::app::PATIENCE;

const GRAPHQL: &str = "application/graphql-response+json";
const SECRET: &str = "SELECT secret FROM person";

struct Query;

#[Object]
impl Query {
    async fn echo(&self, text: String) -> String {
        text
    }
    async fn slow(&self) -> bool {
        tokio::time::sleep(Duration::from_secs(60)).await;
        true
    }
    async fn broken(&self) -> async_graphql::Result<Option<bool>> {
        Err(SECRET.into())
    }
    async fn hidden(&self) -> async_graphql::Result<Option<bool>> {
        Err(async_graphql::Error::new("pilot not found")
            .extend_with(|_, extensions| extensions.set("code", "NOT_FOUND")))
    }
}

struct Mutation(Arc<AtomicUsize>);

#[Object]
impl Mutation {
    async fn create(&self, title: String) -> String {
        self.0.fetch_add(1, Ordering::SeqCst);
        title
    }
}

struct Server {
    address: SocketAddr,
    created: Arc<AtomicUsize>,
    client: Client,
}

fn router(created: Arc<AtomicUsize>, rules: Rules) -> Router {
    let schema = Schema::build(Query, Mutation(created), EmptySubscription).finish();
    let sdl = schema.sdl();
    let schema = Completing::new(schema, &sdl).expect("an exported schema is one");
    let endpoint = any(async move |request: Request| {
        execute(&schema, &rules, request, |_, request: async_graphql::Request, _| Ok(request)).await
    });
    layer(Router::new().route("/graphql", endpoint), &HeaderPolicy { https: true })
}

fn rules() -> Rules {
    Rules::new(Origins::new(["https://bdg.nl"]))
}

/// For what is not waited for any longer: in other tests a busy machine would be cut short.
const SHORT: Duration = Duration::from_millis(300);

impl Server {
    async fn start() -> Self {
        Self::with(rules()).await
    }

    async fn with(rules: Rules) -> Self {
        let created = Arc::new(AtomicUsize::new(0));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = router(created.clone(), rules);
        tokio::spawn(serve(listener, router, ConnectionLimits::default(), std::future::pending()));
        bigdatagemeenten::sso::http::choose_tls();
        Self { address, created, client: Client::new() }
    }

    fn url(&self) -> String {
        format!("http://{}/graphql", self.address)
    }

    fn post(&self) -> RequestBuilder {
        self.client.post(self.url()).header(ACCEPT, GRAPHQL)
    }

    async fn ask(&self, body: Value) -> Answer {
        answer(self.post().json(&body)).await
    }

    async fn get(&self, pairs: &[(&str, &str)]) -> Answer {
        let mut url = reqwest::Url::parse(&self.url()).unwrap();
        url.query_pairs_mut().extend_pairs(pairs);
        answer(self.client.get(url).header(ACCEPT, GRAPHQL)).await
    }

    /// Sends `bytes` and gives the first line of the answer.
    async fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut buffer = vec![0; 4_096];
        let length = tokio::time::timeout(PATIENCE, stream.read(&mut buffer)).await.unwrap().unwrap();
        String::from_utf8_lossy(&buffer[..length]).lines().next().unwrap_or_default().to_owned()
    }
}

#[derive(Debug)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Value,
}

impl Answer {
    #[track_caller]
    fn is_refused(&self, status: u16, code: &str) {
        assert_eq!(self.status.as_u16(), status, "{self:?}");
        assert!(self.body.get("data").is_none(), "{self:?}");
        assert_eq!(self.body["errors"][0]["extensions"]["code"], code, "{self:?}");
        assert!(self.body["errors"][0]["message"].is_string(), "{self:?}");
    }
}

async fn answer(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let body = response.text().await.unwrap();
    let body = serde_json::from_str(&body).unwrap_or(Value::String(body));
    Answer { status, headers, body }
}

#[tokio::test]
async fn a_query_is_answered_in_the_accepted_type() {
    let server = Server::start().await;
    let query = json!({ "query": "query($t: String!) { echo(text: $t) }", "variables": { "t": "é" } });
    for (accept, content_type) in [
        (GRAPHQL, "application/graphql-response+json; charset=utf-8"),
        ("application/json", "application/json; charset=utf-8"),
        ("*/*", "application/json; charset=utf-8"),
        (
            "application/json;q=0.5, application/graphql-response+json",
            "application/graphql-response+json; charset=utf-8",
        ),
    ] {
        let answer = answer(server.client.post(server.url()).header(ACCEPT, accept).json(&query)).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.headers[CONTENT_TYPE], content_type, "{accept}");
        assert_eq!(answer.body, json!({ "data": { "echo": "é" } }));
        assert_eq!(answer.headers["cache-control"], "no-store");
    }
    let html = answer(server.client.post(server.url()).header(ACCEPT, "text/html").json(&query)).await;
    html.is_refused(406, "BAD_USER_INPUT");
}

#[tokio::test]
async fn a_request_that_is_not_run_has_no_data_and_the_status_of_its_type() {
    let server = Server::start().await;
    for (query, code) in [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "BAD_USER_INPUT"),
        ("{ echo }", "BAD_USER_INPUT"),
        ("query($t: String!) { echo(text: $t) }", "BAD_USER_INPUT"),
        ("query($t: String!) { echo(text: 1) }", "BAD_USER_INPUT"),
        ("{ __typename @nope }", "BAD_USER_INPUT"),
        ("{ __typename @include(if: 1) }", "BAD_USER_INPUT"),
        ("{ ...A } fragment A on Query { ...A }", "BAD_USER_INPUT"),
        ("query A { __typename } query B { __typename }", "BAD_USER_INPUT"),
        ("subscription { a }", "BAD_USER_INPUT"),
        (
            "{ ...{...{...{...{...{...{...{...{...{...{...{...{...{...{...{...{...{...{...{...{...{...{...{...{...{...{...{...{...{...{...{a}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}",
            "QUERY_TOO_COMPLEX",
        ),
    ] {
        server.ask(json!({ "query": query })).await.is_refused(400, code);
        let plain = answer(server.client.post(server.url()).json(&json!({ "query": query }))).await;
        plain.is_refused(200, code);
    }
}

#[tokio::test]
async fn a_body_that_is_no_request_is_refused_without_debug_text() {
    let server = Server::start().await;
    for body in [
        "",
        "{",
        "null",
        "\"{ __typename }\"",
        "[{\"query\":\"{ __typename }\"}]",
        "{}",
        r#"{"query":1}"#,
        r#"{"query":{"a":1}}"#,
        r#"{"query":"{ __typename }","operationName":1}"#,
        r#"{"query":"{ __typename }","variables":"{}"}"#,
        r#"{"query":"{ __typename }","variables":[1]}"#,
        r#"{"query":"{ __typename }","extensions":0}"#,
    ] {
        let answer = answer(server.post().header(CONTENT_TYPE, "application/json").body(body)).await;
        answer.is_refused(400, "BAD_USER_INPUT");
        let text = answer.body.to_string();
        assert!(!text.contains("Error(") && !text.contains("expected"), "{text}");
    }
    let nulls =
        json!({ "query": "{ __typename }", "operationName": null, "variables": null, "extensions": null });
    assert_eq!(server.ask(nulls).await.body, json!({ "data": { "__typename": "Query" } }));
}

#[tokio::test]
async fn other_types_of_body_and_other_sites_change_nothing() {
    let server = Server::start().await;
    let body = json!({ "query": "mutation { create(title: \"x\") }" }).to_string();
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
    ] {
        let answer = answer(server.post().header(CONTENT_TYPE, content_type).body(body.clone())).await;
        answer.is_refused(415, "BAD_USER_INPUT");
    }
    answer(server.post().body(body.clone())).await.is_refused(415, "BAD_USER_INPUT");
    let json = || server.post().header(CONTENT_TYPE, "application/json").body(body.clone());
    for foreign in ["https://evil.nl", "null", "http://bdg.nl"] {
        answer(json().header("origin", foreign)).await.is_refused(403, "FORBIDDEN");
    }
    answer(json().header("sec-fetch-site", "cross-site")).await.is_refused(403, "FORBIDDEN");
    assert_eq!(server.created.load(Ordering::SeqCst), 0);
    assert_eq!(answer(json().header("origin", "https://bdg.nl")).await.body["data"]["create"], "x");
    assert_eq!(server.created.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn get_runs_queries_and_nothing_else() {
    let server = Server::start().await;
    let several = "query A($t: String!) { echo(text: $t) } mutation B { create(title: \"x\") }";
    let found =
        server.get(&[("query", several), ("operationName", "A"), ("variables", r#"{"t":"a b+c"}"#)]).await;
    assert_eq!(found.body, json!({ "data": { "echo": "a b+c" } }));
    for refused in [
        server.get(&[("query", several), ("operationName", "B")]).await,
        server.get(&[("query", "mutation { create(title: \"x\") }")]).await,
        server.get(&[("query", "subscription { a }")]).await,
    ] {
        refused.is_refused(405, "BAD_USER_INPUT");
        assert_eq!(refused.headers[ALLOW], "POST");
    }
    assert_eq!(server.created.load(Ordering::SeqCst), 0);
    server.get(&[]).await.is_refused(400, "BAD_USER_INPUT");
    server
        .get(&[("query", "{ __typename }"), ("query", "{ __typename }")])
        .await
        .is_refused(400, "BAD_USER_INPUT");
    for wrong in ["{", "[]", "1", "\"x\""] {
        server
            .get(&[("query", "{ __typename }"), ("variables", wrong)])
            .await
            .is_refused(400, "BAD_USER_INPUT");
    }
    let other = server.get(&[("query", "{ __typename }"), ("unknown", "1"), ("variables", "")]).await;
    assert_eq!(other.status, StatusCode::OK);
}

#[tokio::test]
async fn other_methods_are_not_allowed() {
    let server = Server::start().await;
    for method in
        [Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS, Method::from_bytes(b"FOO").unwrap()]
    {
        let answer =
            answer(server.client.request(method, server.url()).json(&json!({ "query": "{ __typename }" })))
                .await;
        answer.is_refused(405, "BAD_USER_INPUT");
        assert_eq!(answer.headers[ALLOW], "GET, POST");
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_or_too_slow_is_not_waited_for() {
    let server = Server::start().await;
    let head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
    let announced = format!("{head}content-length: 8589934592\r\n\r\n");
    assert!(server.raw(announced.as_bytes()).await.contains(" 413 "));
    let mut chunked = format!("{head}transfer-encoding: chunked\r\n\r\n").into_bytes();
    for _ in 0..5 {
        chunked.extend_from_slice(b"10000\r\n");
        chunked.extend(vec![b' '; 0x10000]);
        chunked.extend_from_slice(b"\r\n");
    }
    assert!(server.raw(&chunked).await.contains(" 413 "));
    let server = Server::with(Rules { body_time: SHORT, ..rules() }).await;
    let slow = format!("{head}content-length: 100\r\n\r\n{{");
    assert!(server.raw(slow.as_bytes()).await.contains(" 408 "));
}

#[tokio::test]
async fn no_field_runs_when_a_required_variable_of_a_later_one_is_missing() {
    let server = Server::start().await;
    let query = "mutation($t: String!) { a: create(title: \"x\") b: create(title: $t) }";
    server.ask(json!({ "query": query })).await.is_refused(400, "BAD_USER_INPUT");
    server.ask(json!({ "query": query, "variables": { "t": null } })).await.is_refused(400, "BAD_USER_INPUT");
    server.ask(json!({ "query": query, "variables": { "t": 1 } })).await.is_refused(400, "BAD_USER_INPUT");
    assert_eq!(server.created.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn execution_ends_in_time() {
    let server = Server::with(Rules { execution_time: SHORT, ..rules() }).await;
    server.ask(json!({ "query": "{ slow }" })).await.is_refused(503, "INTERNAL");
}

#[tokio::test]
async fn what_nobody_expected_is_told_by_number_only() {
    let server = Server::start().await;
    let answer = server.ask(json!({ "query": "{ broken echo(text: \"x\") hidden }" })).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.body["data"], json!({ "broken": null, "echo": "x", "hidden": null }));
    assert!(!answer.body.to_string().contains(SECRET));
    let errors = answer.body["errors"].as_array().unwrap();
    let broken = errors.iter().find(|error| error["path"] == json!(["broken"])).unwrap();
    assert_eq!(broken["message"], "Er ging iets mis");
    assert_eq!(broken["extensions"]["code"], "INTERNAL");
    assert_eq!(broken["extensions"]["requestId"], answer.headers["x-request-id"].to_str().unwrap());
    let hidden = errors.iter().find(|error| error["path"] == json!(["hidden"])).unwrap();
    assert_eq!(
        (&hidden["message"], &hidden["extensions"]["code"]),
        (&json!("pilot not found"), &json!("NOT_FOUND"))
    );
}

#[tokio::test]
async fn a_document_whose_fields_are_all_skipped_has_an_empty_answer() {
    let server = Server::start().await;
    let query = "query($no: Boolean!) { __typename @include(if: $no) hidden @include(if: $no) }";
    let answer = server.ask(json!({ "query": query, "variables": { "no": false } })).await;
    assert_eq!(answer.body, json!({ "data": {} }));
}

#[tokio::test]
async fn many_mistakes_make_a_short_answer() {
    let server = Server::start().await;
    let query = format!("{{ {} }}", (0..1_500).map(|number| format!("x{number} ")).collect::<String>());
    let answer = server.ask(json!({ "query": query })).await;
    answer.is_refused(400, "BAD_USER_INPUT");
    assert!(answer.body["errors"].as_array().unwrap().len() <= 20);
    let name = "x".repeat(19_000);
    for query in
        [format!("{{ {name} }}"), format!("{{ ...{name} }}"), format!("query(${name}: Int!) {{ slow }}")]
    {
        let long = server.ask(json!({ "query": query })).await;
        long.is_refused(400, "BAD_USER_INPUT");
        assert!(long.body.to_string().len() < 1_000);
    }
}
