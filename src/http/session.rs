//! Who a request is by: from the session's cookie to the actor.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::Duration;
use tower_sessions::{Expiry, Session, SessionManagerLayer};

use crate::access::Actor;
use crate::accounts::session::{IDLE_HOURS, SessionHandle, Sessions};
use crate::error::{Result, chain};
use crate::services::Services;

/// A session is written again at most once in this many hours, so that it lasts while it is used.
const TOUCH_HOURS: i64 = 1;
const TOUCHED: &str = "touched";

/// `__Host-` binds the cookie to this very host over HTTPS; browsers refuse it on plain HTTP.
fn cookie_name(is_https: bool) -> &'static str {
    if is_https { "__Host-bdg" } else { "bdg" }
}

/// No cookie is set before somebody signs in.
pub fn layer(sessions: Sessions, is_https: bool) -> SessionManagerLayer<Sessions> {
    SessionManagerLayer::new(sessions)
        .with_name(cookie_name(is_https))
        .with_http_only(true)
        .with_secure(is_https)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(Duration::hours(IDLE_HOURS)))
}

/// Looks the actor up, once a request, and leaves it with the session in the request's extensions.
pub async fn resolve(State(services): State<Services>, mut request: Request, next: Next) -> Response {
    let Some(session) = request.extensions().get::<Session>().cloned() else {
        tracing::error!("the session layer is missing");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let handle = SessionHandle(session);
    match actor(&services, &handle).await {
        Ok(actor) => request.extensions_mut().insert(actor),
        Err(error) => {
            tracing::error!(error = %chain(&error), "could not look up who a request is by");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    request.extensions_mut().insert(handle);
    next.run(request).await
}

/// Who a request is by, where [`resolve`] does not stand before the handler.
pub async fn actor_of(services: &Services, session: Option<Session>) -> Result<Actor> {
    match session {
        Some(session) => actor(services, &SessionHandle(session)).await,
        None => Ok(Actor::Anonymous),
    }
}

async fn actor(services: &Services, handle: &SessionHandle) -> Result<Actor> {
    let Some(account) = handle.account().await? else { return Ok(Actor::Anonymous) };
    let actor = services.accounts.actor(account).await?;
    if !actor.is_anonymous() {
        touch(handle, services.clock.now().timestamp() / 3600 / TOUCH_HOURS).await;
    }
    Ok(actor)
}

/// A session that can't be prolonged now will be by a later request.
async fn touch(handle: &SessionHandle, hour: i64) {
    let last: Option<i64> = handle.0.get(TOUCHED).await.ok().flatten();
    if last != Some(hour)
        && let Err(error) = handle.0.insert(TOUCHED, hour).await
    {
        tracing::warn!(%error, "could not prolong a session");
    }
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
