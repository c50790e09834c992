//! Files that are made for whoever asks: GET only, by the session's cookie, never kept by a cache.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures::stream;
use uuid::Uuid;

use crate::access::Actor;
use crate::accounts::session::{PeerAddress, SessionHandle};
use crate::audit::{Entry, csv, store::Filter};
use crate::error::{Error, Result, chain};
use crate::graphql::gate::Means;
use crate::services::Services;
use crate::thesaurus::Format;

pub fn routes(services: &Services) -> Router {
    Router::new()
        .route("/beheer/auditlog.csv", get(audit_log))
        .route("/beheer/begrippen.ttl", get(thesaurus_as_turtle))
        .route("/beheer/begrippen.csv", get(thesaurus_as_csv))
        .route("/mijn-gegevens/{file}", get(own_data))
        .with_state(services.clone())
}

fn actor(request: &Request) -> Actor {
    let means: Means = request.extensions().get().copied().unwrap_or_default();
    match means {
        Means::Session => request.extensions().get().copied().unwrap_or(Actor::Anonymous),
        Means::Token(_) => Actor::Anonymous,
    }
}

/// As a file with this name.
fn attachment(content_type: &'static str, name: &str, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, body).into_response()
}

fn refusal(error: &Error) -> Response {
    let status = match error {
        Error::NotFound { .. } => StatusCode::NOT_FOUND,
        Error::Unauthenticated => StatusCode::UNAUTHORIZED,
        Error::Forbidden(_) | Error::Limited { .. } => StatusCode::FORBIDDEN,
        Error::Invalid(_) | Error::BadInput(_) | Error::Conflict { .. } => StatusCode::BAD_REQUEST,
        Error::RateLimited { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal(_) => {
            tracing::error!(error = %chain(error), "a download failed");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    };
    let text = match status {
        StatusCode::NOT_FOUND => "Dit bestaat niet, of je mag het niet zien.\n",
        StatusCode::UNAUTHORIZED => "Log eerst in.\n",
        StatusCode::FORBIDDEN => "Dit mag jij niet ophalen.\n",
        _ => "Er ging iets mis bij ons. Probeer het straks opnieuw.\n",
    };
    (status, [(header::CACHE_CONTROL, "no-store")], text).into_response()
}

/// What is kept about whoever asks, as JSON or readable.
async fn own_data(State(services): State<Services>, Path(file): Path<String>, request: Request) -> Response {
    let session = request.extensions().get::<SessionHandle>().and_then(SessionHandle::fingerprint);
    let found = own_data_as(&services, &file, actor(&request), session).await;
    found.unwrap_or_else(|error| refusal(&error))
}

async fn own_data_as(
    services: &Services,
    file: &str,
    actor: Actor,
    session: Option<String>,
) -> Result<Response> {
    let missing = || Error::NotFound { what: "data export" };
    let (id, ending) = file.split_once('.').ok_or_else(missing)?;
    let id = Uuid::parse_str(id).map_err(|_| missing())?;
    let gathered = services.privacy.export(&actor, session.as_deref(), id).await?;
    match ending {
        "json" => {
            let body = gathered.to_json()?.into();
            Ok(attachment("application/json; charset=utf-8", "mijn-gegevens.json", body))
        }
        "html" => {
            let body = gathered.to_html().into();
            Ok(attachment("text/html; charset=utf-8", "mijn-gegevens.html", body))
        }
        _ => Err(missing()),
    }
}

async fn thesaurus_as_turtle(State(services): State<Services>, request: Request) -> Response {
    match services.thesaurus.export(&actor(&request), Format::Turtle).await {
        Ok(text) => attachment("text/turtle; charset=utf-8", "begrippen.ttl", text.into()),
        Err(error) => refusal(&error),
    }
}

async fn thesaurus_as_csv(State(services): State<Services>, request: Request) -> Response {
    match services.thesaurus.export(&actor(&request), Format::Csv).await {
        Ok(text) => attachment("text/csv; charset=utf-8", "begrippen.csv", text.into()),
        Err(error) => refusal(&error),
    }
}

/// The audit log as CSV, newest first, read piece by piece while it is sent.
async fn audit_log(State(services): State<Services>, request: Request) -> Response {
    let actor = actor(&request);
    let address = request.extensions().get::<PeerAddress>().map(|peer| peer.0);
    if let Err(error) = services.audit.begin_export(&actor, address).await {
        return refusal(&error);
    }
    let rows = stream::try_unfold(Some(None), move |state: Option<Option<Entry>>| {
        let services = services.clone();
        async move {
            let Some(last) = state else { return Ok::<_, Error>(None) };
            let rows = services.audit.export(&actor, &Filter::default(), last.as_ref()).await?;
            let next = rows.last().cloned().map(Some);
            let mut text = String::new();
            if last.is_none() {
                text.push_str(csv::HEADER);
            }
            for row in &rows {
                let municipality = row.municipality.and_then(|id| services.municipalities.get(id));
                text.push_str(&csv::line(row, municipality.map(|found| found.code.as_str())));
            }
            Ok(Some((Bytes::from(text), next)))
        }
    });
    attachment("text/csv; charset=utf-8", "auditlog.csv", Body::from_stream(rows))
}
