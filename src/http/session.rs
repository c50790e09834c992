//! Who a request is by: from the session's cookie to the actor.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::Duration;
use tower_sessions::{Expiry, Session, SessionManagerLayer};

use super::headers::RequestId;
use super::negotiation::bearer;
use crate::access::Actor;
use crate::accounts::device;
use crate::accounts::session::{PeerAddress, SessionHandle, Sessions};
use crate::error::{Error, Result, chain};
use crate::graphql::gate::Means;
use crate::services::Services;

/// `__Host-` binds the cookie to this very host over HTTPS; browsers refuse it on plain HTTP.
fn cookie_name(is_https: bool) -> &'static str {
    if is_https { "__Host-bdg" } else { "bdg" }
}

/// No cookie is set before somebody signs in.
pub fn layer(sessions: Sessions, is_https: bool) -> SessionManagerLayer<Sessions> {
    let idle = Duration::seconds(sessions.limits().idle.num_seconds());
    SessionManagerLayer::new(sessions)
        .with_name(cookie_name(is_https))
        .with_http_only(true)
        .with_secure(is_https)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(idle))
}

/// A request with a token is the token's: the browser's cookies do not count.
pub async fn prefer_token(mut request: Request, next: Next) -> Response {
    if bearer(request.headers()).is_some() {
        request.headers_mut().remove(header::COOKIE);
    }
    next.run(request).await
}

/// Looks the actor up, once a request, and leaves it with the session in the request's extensions.
pub async fn resolve(State(services): State<Services>, mut request: Request, next: Next) -> Response {
    let Some(handle) = handle(&services, &request) else {
        tracing::error!("the session layer is missing");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let sent = Sent::of(&request);
    match caller(&services, &handle, sent).await {
        Ok((actor, means)) => {
            request.extensions_mut().insert(actor);
            request.extensions_mut().insert(means);
        }
        Err(error) => return refused(&error, request.extensions().get()),
    }
    request.extensions_mut().insert(handle);
    next.run(request).await
}

/// Who a request is by, where [`resolve`] does not stand before the handler; anonymous by a token that may not read.
/// Fails as a request to the API does: see [`refused`].
pub fn reader<'a>(
    services: &'a Services,
    request: &Request,
) -> impl Future<Output = Result<Actor>> + use<'a> {
    // A request can't be looked at while something is waited for: its body is for one thread.
    let (handle, sent) = (handle(services, request), Sent::of(request));
    async move {
        let Some(handle) = handle else { return Ok(Actor::Anonymous) };
        match caller(services, &handle, sent).await? {
            (_, Means::Token(scopes)) if !scopes.reads => Ok(Actor::Anonymous),
            (actor, Means::Session | Means::Token(_)) => Ok(actor),
        }
    }
}

fn handle(services: &Services, request: &Request) -> Option<SessionHandle> {
    let session = request.extensions().get::<Session>()?.clone();
    let user_agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let device = device::describe(user_agent.unwrap_or_default());
    Some(SessionHandle::new(session, services.sessions.clone(), device))
}

/// What tells whose a request is, beside its session.
struct Sent {
    token: Option<String>,
    address: Option<IpAddr>,
}

impl Sent {
    fn of(request: &Request) -> Self {
        let address = request.extensions().get::<PeerAddress>().map(|peer| peer.0);
        Self { token: bearer(request.headers()).map(str::to_owned), address }
    }
}

async fn caller(services: &Services, handle: &SessionHandle, sent: Sent) -> Result<(Actor, Means)> {
    match sent.token {
        Some(token) => {
            let found = services.tokens.actor(&token, sent.address).await?;
            let (actor, scopes) = found.ok_or(Error::Unauthenticated)?;
            Ok((actor, Means::Token(scopes)))
        }
        None => Ok((actor(services, handle).await?, Means::Session)),
    }
}

/// Before anything of the request was read: a wrong token, or a database that does not answer. `id` is the request's, for the
/// error.
pub fn refused(error: &Error, id: Option<&RequestId>) -> Response {
    let message = match error {
        Error::Unauthenticated => "This token is not, or no longer, valid.".to_owned(),
        error => error.to_string(),
    };
    let id = id.map(RequestId::as_str);
    let extensions = json!({ "code": error.code(), "requestId": id });
    let errors = json!({ "errors": [{ "message": message, "extensions": extensions }] });
    let json = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];
    match error {
        Error::Unauthenticated => {
            let challenge = [(header::WWW_AUTHENTICATE, "Bearer")];
            (StatusCode::UNAUTHORIZED, json, challenge, errors.to_string()).into_response()
        }
        Error::RateLimited { retry_after_seconds } => {
            let wait = [(header::RETRY_AFTER, retry_after_seconds.to_string())];
            (StatusCode::TOO_MANY_REQUESTS, json, wait, errors.to_string()).into_response()
        }
        error => {
            tracing::error!(error = %chain(error), "could not look up who a request is by");
            (StatusCode::SERVICE_UNAVAILABLE, json, errors.to_string()).into_response()
        }
    }
}

async fn actor(services: &Services, handle: &SessionHandle) -> Result<Actor> {
    let Some(account) = handle.account().await? else { return Ok(Actor::Anonymous) };
    let actor = services.factors.bounded(services.accounts.actor(account).await?).await?;
    if actor.identity().is_some() {
        handle.touch().await;
    }
    Ok(actor)
}

/// A browser keeps a `__Host-` cookie whose removal does not carry the attributes that it was set with.
pub async fn complete_removal(State(is_https): State<bool>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let name = cookie_name(is_https);
    let is_removal =
        |value: &HeaderValue| value.to_str().is_ok_and(|text| text.starts_with(&format!("{name}=;")));
    if let header::Entry::Occupied(mut cookies) = response.headers_mut().entry(header::SET_COOKIE) {
        for value in cookies.iter_mut().filter(|value| is_removal(value)) {
            *value = HeaderValue::from_static(if is_https {
                "__Host-bdg=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure"
            } else {
                "bdg=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
            });
        }
    }
    response
}
