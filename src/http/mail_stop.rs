//! `POST /mail/stop?token=…`: mail programs stop mails about saved searches with one click (RFC 8058). No session, no
//! cookie and no page in between; the token is the whole right. Who follows the address by hand comes to a page that asks.

use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

use super::feeds::too_much;
use crate::access::Actor;
use crate::accounts::mails::Place;
use crate::accounts::session::PeerAddress;
use crate::error::{Error, chain};
use crate::graphql::budget::{Budget, Purse};
use crate::saved_searches::mails::STOP_PATH;
use crate::services::Services;

#[derive(Clone)]
struct Stops {
    services: Services,
    budget: Option<Budget>,
}

#[derive(Deserialize)]
struct Parameters {
    #[serde(default)]
    token: String,
}

pub fn routes(services: &Services, budget: Option<Budget>) -> Router {
    let stops = Stops { services: services.clone(), budget };
    Router::new().route(STOP_PATH, get(page).post(stop)).with_state(stops)
}

/// Following a link changes nothing: mail programs open links to look at them.
async fn page(Query(parameters): Query<Parameters>) -> Redirect {
    // What a token is made of, and nothing else, may stand in the address.
    let is_token = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let token: String = parameters.token.chars().filter(is_token).take(100).collect();
    Redirect::to(&format!("{}#token={token}", Place::StopMails.path()))
}

async fn stop(
    State(stops): State<Stops>,
    Query(parameters): Query<Parameters>,
    request: Request,
) -> Response {
    let address = request.extensions().get::<PeerAddress>().map(|peer| peer.0);
    let purse = stops.budget.as_ref().map(|budget| budget.purse(&Actor::Anonymous, address));
    if let Some(Err(seconds)) = purse.as_ref().map(Purse::pay_request) {
        return too_much(seconds);
    }
    match stops.services.saved_searches.stop_mails(&parameters.token).await {
        Ok(()) => "Je krijgt deze mails niet meer.\n".into_response(),
        Err(Error::Invalid(_)) => (StatusCode::GONE, "Deze link werkt niet meer.\n").into_response(),
        Err(error) => {
            tracing::error!(error = %chain(&error), "could not stop mails");
            (StatusCode::INTERNAL_SERVER_ERROR, "Er ging iets mis bij ons.\n").into_response()
        }
    }
}
