//! `/sso/{provider}/start` and `/sso/{provider}/callback`: to another site to sign in, and back.

use axum::Router;
use axum::extract::{Path, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

use crate::accounts::session::{PeerAddress, SessionHandle};
use crate::error::{Error, chain};
use crate::factors::Entry;
use crate::services::Services;
use crate::sso::Failure;

/// The page that signs people in, and explains why that failed (`?sso=…`).
const LOG_IN: &str = "/inloggen";
/// The page where people set a second factor up: who must have one first does nothing else.
const SECURITY: &str = "/mijn/beveiliging";

/// Without the layers of sessions, which these need.
pub fn routes(services: Services) -> Router {
    Router::new()
        .route("/sso/{provider}/start", get(start))
        .route("/sso/{provider}/callback", get(callback))
        .with_state(services)
}

#[derive(Deserialize)]
struct Start {
    next: Option<String>,
}

async fn start(
    State(services): State<Services>,
    Path(provider): Path<String>,
    Query(query): Query<Start>,
    request: Request,
) -> Response {
    let Some(session) = request.extensions().get::<SessionHandle>() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let address = request.extensions().get().map(|PeerAddress(address)| *address);
    let next = query.next.as_deref().unwrap_or("/");
    match services.sso.begin(session, &provider, next, address).await {
        Ok(Ok(url)) => to(&url),
        Ok(Err(failure)) => failed(failure),
        Err(error) => refused(&error),
    }
}

#[derive(Deserialize)]
struct Callback {
    code: Option<String>,
    #[serde(default)]
    state: String,
}

async fn callback(
    State(services): State<Services>,
    Path(provider): Path<String>,
    Query(query): Query<Callback>,
    request: Request,
) -> Response {
    let Some(session) = request.extensions().get::<SessionHandle>() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let address = request.extensions().get().map(|PeerAddress(address)| *address);
    match services.sso.finish(session, &provider, (query.code, &query.state), address).await {
        Ok(Ok((Entry::In(person), next))) => match services.factors.must_set_up(&person).await {
            Ok(true) => to(SECURITY),
            Ok(false) => to(&next),
            Err(error) => refused(&error),
        },
        Ok(Ok((Entry::Asked(_), _))) => to(&format!("{LOG_IN}?stap=2")),
        Ok(Err(failure)) => failed(failure),
        Err(error) => refused(&error),
    }
}

fn to(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response()
}

fn failed(failure: Failure) -> Response {
    to(&format!("{LOG_IN}?sso={}", failure.name()))
}

fn refused(error: &Error) -> Response {
    match error {
        Error::NotFound { .. } => StatusCode::NOT_FOUND.into_response(),
        Error::RateLimited { retry_after_seconds } => {
            let wait = [(header::RETRY_AFTER, retry_after_seconds.to_string())];
            (StatusCode::TOO_MANY_REQUESTS, wait).into_response()
        }
        error => {
            tracing::error!(error = %chain(error), "could not sign in by another site");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
