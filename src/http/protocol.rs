//! GraphQL over HTTP: from a request to an answer, whatever the schema is.
//!
//! Follows https://graphql.github.io/graphql-over-http/draft/ with the older statuses that its audits still ask for:
//! a request that was not executed is answered with 400 as `application/graphql-response+json` and 200 as
//! `application/json`. Bodies, documents and execution are bounded; unexpected errors are told by a number only.

use super::headers::RequestId;
use super::hesitation::Refused;
use super::negotiation::{MediaType, Origins, bearer, has_json_body};
use crate::graphql::budget;
use crate::graphql::document::Admitted;
use crate::graphql::documents::Documents;
use crate::graphql::json;
use crate::graphql::limits::Limits;
use crate::graphql::refusal::{BAD_INPUT, RATE_LIMITED, TOO_COMPLEX, refuse};
use async_graphql::parser::types::OperationType;
use async_graphql::{ErrorExtensionValues, Executor, ServerError, Value, Variables};
use axum::body::Body;
use axum::extract::{Query, Request};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::{Map, Value as Json, json};
use std::time::Duration;
use tokio::time::timeout;
use tracing::error;

const INTERNAL: &str = "INTERNAL";
const SORRY: &str = "Er ging iets mis";
/// An answer does not grow with the number of mistakes in a document.
const MOST_ERRORS: usize = 20;
/// Nor with the length of a name in it.
const LONGEST_MESSAGE: usize = 500;

/// Bounds of the endpoint.
#[derive(Clone, Debug)]
pub struct Rules {
    pub documents: Documents,
    pub body_bytes: usize,
    pub body_time: Duration,
    pub execution_time: Duration,
    /// Whose pages may send requests.
    pub origins: Origins,
}

impl Rules {
    pub fn new(origins: Origins) -> Self {
        Self {
            documents: Documents::new(Limits::default()),
            body_bytes: 256 * 1024,
            body_time: Duration::from_secs(10),
            execution_time: Duration::from_secs(10),
            origins,
        }
    }
}

/// Answers `request`. `attach` gives what resolvers need of it (actor, loaders) as data of the GraphQL request, or
/// refuses to run it.
pub async fn execute<E: Executor>(
    executor: &E,
    rules: &Rules,
    request: Request,
    attach: impl FnOnce(&Parts, async_graphql::Request, &Admitted) -> Result<async_graphql::Request, ServerError>,
) -> Response {
    let (parts, body) = request.into_parts();
    let id = parts.extensions.get::<RequestId>().map_or("", RequestId::as_str);
    let Some(media_type) = MediaType::accepted(&parts.headers) else {
        let refusal = Refusal::new(
            StatusCode::NOT_ACCEPTABLE,
            "Accept application/graphql-response+json or application/json.",
        );
        return refusal.answer(MediaType::Json, id);
    };
    let read = match parts.method {
        Method::GET => from_address(&parts.uri),
        Method::POST => from_body(&parts.headers, body, rules).await,
        _ => Err(Refusal::method("GET, POST")),
    };
    let (request, admitted) = match read.map(|mut request| {
        let admitted = rules.documents.admit(&mut request);
        (request, admitted)
    }) {
        Ok((request, Ok(admitted))) => (request, admitted),
        Ok((_, Err(mut error))) => {
            shorten(&mut error.message);
            return request_error(media_type, vec![error], id);
        }
        Err(refusal) => return refusal.answer(media_type, id),
    };
    match admitted.operation {
        OperationType::Query => {}
        OperationType::Mutation if parts.method == Method::POST => {}
        OperationType::Subscription if parts.method == Method::POST => {
            let message = "Subscriptions run over WebSocket only.";
            return request_error(media_type, vec![refuse(BAD_INPUT, message, None)], id);
        }
        OperationType::Mutation | OperationType::Subscription => {
            return Refusal::method("POST").answer(media_type, id);
        }
    }
    let request = match attach(&parts, request, &admitted) {
        Ok(request) => request,
        Err(error) => return request_error(media_type, vec![error], id),
    };
    match timeout(rules.execution_time, executor.execute(request)).await {
        Ok(response) => executed(media_type, response, admitted, id),
        Err(_) => {
            error!(seconds = rules.execution_time.as_secs(), "execution took too long");
            let refusal = Refusal::new(StatusCode::SERVICE_UNAVAILABLE, SORRY);
            Refusal { code: INTERNAL, ..refusal }.answer(media_type, id)
        }
    }
}

/// The answer to a client that has spent what its queries may cost: 429, and nothing of the request was read.
pub fn too_much(request: &Request, seconds: u64) -> Response {
    let media_type = MediaType::accepted(request.headers()).unwrap_or(MediaType::Json);
    let id = request.extensions().get::<RequestId>().map_or("", RequestId::as_str);
    limited(media_type, vec![budget::refusal(seconds)], id)
}

/// `RATE_LIMITED` by its status as well, with `Retry-After`, for whatever stands between us and the client.
fn limited(media_type: MediaType, mut errors: Vec<ServerError>, id: &str) -> Response {
    name_request(&mut errors, id);
    let seconds = errors.iter().find_map(retry_after);
    let mut answer = json_answer(StatusCode::TOO_MANY_REQUESTS, media_type, &json!({ "errors": errors }));
    set_retry_after(&mut answer, seconds);
    answer
}

fn retry_after(error: &ServerError) -> Option<u64> {
    match error.extensions.as_ref()?.get("retryAfterSeconds")? {
        Value::Number(seconds) => seconds.as_u64(),
        _ => None,
    }
}

fn set_retry_after(answer: &mut Response, seconds: Option<u64>) {
    if let Some(seconds) = seconds {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
}

/// Every error says which request it belongs to: people report that number, and it is in the log.
fn name_request(errors: &mut [ServerError], id: &str) {
    if id.is_empty() {
        return;
    }
    for error in errors {
        error.extensions.get_or_insert_default().set("requestId", id);
    }
}

/// An answer without execution, from before the GraphQL request was understood.
struct Refusal {
    status: StatusCode,
    message: String,
    code: &'static str,
    allow: Option<&'static str>,
}

impl Refusal {
    fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), code: BAD_INPUT, allow: None }
    }

    fn malformed(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    fn method(allow: &'static str) -> Self {
        let refusal = Self::new(StatusCode::METHOD_NOT_ALLOWED, format!("Use {allow} for this."));
        Self { allow: Some(allow), ..refusal }
    }

    fn answer(self, media_type: MediaType, id: &str) -> Response {
        let mut extensions = Map::new();
        extensions.insert("code".to_owned(), self.code.into());
        if !id.is_empty() {
            extensions.insert("requestId".to_owned(), id.into());
        }
        let body = json!({ "errors": [{ "message": self.message, "extensions": extensions }] });
        let mut response = json_answer(self.status, media_type, &body);
        if let Some(allow) = self.allow {
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allow));
        }
        // The rest of the body was not read.
        if matches!(self.status, StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT) {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

fn json_answer(status: StatusCode, media_type: MediaType, body: &impl serde::Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(body) => (status, [(header::CONTENT_TYPE, media_type.content_type())], body).into_response(),
        Err(error) => {
            error!(%error, "cannot write an answer as JSON");
            (StatusCode::INTERNAL_SERVER_ERROR, SORRY).into_response()
        }
    }
}

fn request_error(media_type: MediaType, mut errors: Vec<ServerError>, id: &str) -> Response {
    if errors.iter().any(|error| code_of(error) == Some(RATE_LIMITED)) {
        return limited(media_type, errors, id);
    }
    name_request(&mut errors, id);
    let status = match media_type {
        MediaType::GraphQlResponse => StatusCode::BAD_REQUEST,
        MediaType::Json => StatusCode::OK,
    };
    let mut answer = json_answer(status, media_type, &json!({ "errors": errors }));
    answer.extensions_mut().insert(Refused);
    answer
}

/// The request in the address of a GET.
fn from_address(uri: &Uri) -> Result<async_graphql::Request, Refusal> {
    let Ok(Query(pairs)) = Query::<Vec<(String, String)>>::try_from_uri(uri) else {
        return Err(Refusal::malformed("The address is malformed."));
    };
    let mut fields = Map::new();
    for (name, value) in pairs {
        let value = match name.as_str() {
            "query" | "operationName" => Json::String(value),
            "variables" | "extensions" if value.is_empty() => Json::Null,
            "variables" | "extensions" => serde_json::from_str(&value)
                .map_err(|_| Refusal::malformed(format!("The parameter {name} is not JSON.")))?,
            _ => continue,
        };
        if fields.contains_key(&name) {
            return Err(Refusal::malformed(format!("The parameter {name} is given twice.")));
        }
        fields.insert(name, value);
    }
    from_fields(fields)
}

/// The request in the body of a POST.
async fn from_body(
    headers: &HeaderMap,
    body: Body,
    rules: &Rules,
) -> Result<async_graphql::Request, Refusal> {
    // A page can't send a token of somebody else's: only what a browser adds by itself needs to be guarded.
    if bearer(headers).is_none() && !rules.origins.allow(headers) {
        let refusal = Refusal::new(
            StatusCode::FORBIDDEN,
            "Pages of other sites may not send requests; this one is that of public_url.",
        );
        return Err(Refusal { code: "FORBIDDEN", ..refusal });
    }
    if !has_json_body(headers) {
        let message = "Send application/json, in UTF-8 and not compressed.";
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
    }
    let too_large = || {
        Refusal::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("The body is larger than {} bytes.", rules.body_bytes),
        )
    };
    let announced =
        headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > rules.body_bytes as u64) {
        return Err(too_large());
    }
    let bytes = match timeout(rules.body_time, Limited::new(body, rules.body_bytes).collect()).await {
        Ok(Ok(collected)) => collected.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => return Err(too_large()),
        Ok(Err(_)) => return Err(Refusal::malformed("The body broke off.")),
        Err(_) => return Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, "The body took too long.")),
    };
    match serde_json::from_slice(&bytes) {
        Ok(Json::Object(fields)) => from_fields(fields),
        Ok(_) => Err(Refusal::malformed("The body is not a JSON object; batches are not supported.")),
        Err(_) => Err(Refusal::malformed("The body is not JSON.")),
    }
}

fn from_fields(mut fields: Map<String, Json>) -> Result<async_graphql::Request, Refusal> {
    let Some(Json::String(query)) = fields.remove("query") else {
        return Err(Refusal::malformed("query is missing or not a string."));
    };
    let mut request = async_graphql::Request::new(query);
    request.operation_name = match fields.remove("operationName") {
        None | Some(Json::Null) => None,
        Some(Json::String(name)) => Some(name),
        Some(_) => return Err(Refusal::malformed("operationName is not a string.")),
    };
    match fields.remove("variables") {
        None | Some(Json::Null) => {}
        Some(variables @ Json::Object(_)) => request.variables = Variables::from_json(variables),
        Some(_) => return Err(Refusal::malformed("variables is not an object.")),
    }
    match fields.remove("extensions") {
        None | Some(Json::Null | Json::Object(_)) => Ok(request),
        Some(_) => Err(Refusal::malformed("extensions is not an object.")),
    }
}

fn executed(
    media_type: MediaType,
    mut response: async_graphql::Response,
    admitted: Admitted,
    id: &str,
) -> Response {
    response.errors.truncate(MOST_ERRORS);
    let nothing = response.data == Value::Null;
    if nothing && response.errors.is_empty() {
        if !admitted.may_be_empty {
            let message = "The document asks for nothing that can be answered.";
            return request_error(media_type, vec![refuse(BAD_INPUT, message, None)], id);
        }
        // async-graphql answers null where all fields were skipped.
        response.data = Value::Object(Default::default());
    }
    // An error of execution has the path of its field.
    if nothing && !response.errors.is_empty() && response.errors.iter().all(|error| error.path.is_empty()) {
        for error in &mut response.errors {
            name_code(error);
            shorten(&mut error.message);
        }
        return request_error(media_type, response.errors, id);
    }
    for error in &mut response.errors {
        mask(error);
    }
    name_request(&mut response.errors, id);
    let content_type = [(header::CONTENT_TYPE, media_type.content_type())];
    let mut answer = (StatusCode::OK, content_type, json::answer(&response)).into_response();
    let seconds = response.errors.iter().find_map(retry_after);
    if response.errors.iter().any(|error| code_of(error) == Some(RATE_LIMITED)) {
        answer.extensions_mut().insert(Refused);
    }
    set_retry_after(&mut answer, seconds);
    for (name, value) in &response.http_headers {
        answer.headers_mut().append(name, value.clone());
    }
    answer
}

fn code_of(error: &ServerError) -> Option<&str> {
    match error.extensions.as_ref()?.get("code")? {
        Value::String(code) => Some(code),
        _ => None,
    }
}

fn shorten(message: &mut String) {
    if let Some((end, _)) = message.char_indices().nth(LONGEST_MESSAGE) {
        message.truncate(end);
        message.push('…');
    }
}

/// Validation gives no codes.
fn name_code(error: &mut ServerError) {
    if code_of(error).is_some() {
        return;
    }
    let of_cost = [
        "Query is too complex",
        "Query is nested too deep",
        "The recursion depth",
        "The number of directives",
    ];
    let is_of_cost = of_cost.iter().any(|text| error.message.starts_with(text));
    let code = if is_of_cost { TOO_COMPLEX } else { BAD_INPUT };
    error.extensions.get_or_insert_default().set("code", code);
}

/// What nobody expected is logged, and told by its number only.
fn mask(error: &mut ServerError) {
    match code_of(error) {
        Some(code) if code != INTERNAL => return,
        Some(_) => {}
        // Custom scalars and input objects are parsed when their field runs.
        None if ["Failed to parse \"", "Expected input type \"", "Invalid value for argument"]
            .iter()
            .any(|text| error.message.starts_with(text)) =>
        {
            error.extensions.get_or_insert_default().set("code", BAD_INPUT);
            return;
        }
        None => error!(message = error.message, path = ?error.path, "a field failed without a code"),
    }
    SORRY.clone_into(&mut error.message);
    error.source = None;
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", INTERNAL);
    error.extensions = Some(extensions);
}
