//! What answers at which address.

use std::num::NonZeroU32;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};

use super::assets::Frontend;
use super::headers::HeaderPolicy;
use super::hesitation::{self, Hesitation};
use super::negotiation::{Origins, wants_privacy};
use super::protocol::{Rules, execute, too_much};
use super::{
    client_address, cors, downloads, feeds, headers, health, mail_stop, pages, security_txt, session, sso,
};
use crate::access::Actor;
use crate::accounts::session::{PeerAddress, SessionHandle};
use crate::error::{Error, Result};
use crate::graphql::budget::{self, Budget, Purse};
use crate::graphql::completion::Completing;
use crate::graphql::gate::{self, Means, WantsPrivacy};
use crate::graphql::schema::{Api, sdl};
use crate::network::Network;
use crate::services::Services;

/// What of the web server depends on the installation.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address in the browser, whatever a proxy makes of it.
    pub public_url: String,
    /// Other sites whose pages may send requests.
    pub allowed_origins: Vec<String>,
    /// Proxies whose word about the client's address is taken.
    pub trusted_proxies: Vec<Network>,
    /// For security.txt.
    pub security_contact: String,
    /// What a person's queries may cost a second; `None` for no bound.
    pub cost_per_second: Option<NonZeroU32>,
    /// Refusals a second that an address is answered at once; `None` for no bound.
    pub refusals_per_second: Option<NonZeroU32>,
    /// Whether `/graphql` shows GraphiQL to browsers.
    pub graphiql: bool,
}

#[derive(Clone)]
struct Endpoint {
    api: Api,
    executor: Completing<Api>,
    rules: Arc<Rules>,
    budget: Option<Budget>,
    frontend: Arc<Frontend>,
    graphiql: bool,
}

/// Fails only when the schema's own text can't be read back.
pub fn build(services: &Services, options: &Options) -> Result<Router> {
    let policy = HeaderPolicy::of(&options.public_url);
    let frontend = Arc::new(Frontend::embedded());
    let origins = std::iter::once(options.public_url.as_str())
        .chain(options.allowed_origins.iter().map(String::as_str));
    let api = Api::new(services.clone());
    let budget = options.cost_per_second.map(|rate| Budget::new(rate, &services.clock));
    let endpoint = Endpoint {
        executor: Completing::new(api.clone(), &sdl()).map_err(Error::internal)?,
        api,
        rules: Arc::new(Rules::new(Origins::new(origins))),
        budget: budget.clone(),
        frontend: frontend.clone(),
        graphiql: options.graphiql,
    };
    let mut graphql = Router::new().route("/graphql", any(graphql)).with_state(endpoint);
    // Inside of it, a preflight would be looked up in the sessions first.
    let cors = cors::layer(&Origins::new(options.allowed_origins.iter().map(String::as_str)));
    let resolve = from_fn_with_state(services.clone(), session::resolve);
    graphql = graphql.layer(resolve.clone());
    if let Some(cors) = cors {
        graphql = graphql.layer(cors);
    }
    // Downloads and signing in elsewhere are for our own pages only.
    let own = downloads::routes(services).merge(sso::routes(services.clone())).layer(resolve);
    graphql = graphql.merge(own);
    let (db, search) = (services.db.clone(), services.search.clone());
    let ready = move || {
        let (db, search) = (db.clone(), search.clone());
        async move { search.is_ready() && db.ping().await.is_ok() }
    };
    let site = pages::Site {
        services: services.clone(),
        frontend: frontend.clone(),
        public_url: options.public_url.clone(),
        budget: budget.clone(),
    };
    let trusted: Arc<[Network]> = options.trusted_proxies.clone().into();
    let (contact, clock) = (options.security_contact.clone(), services.clock.clone());
    let mut router = Router::new()
        .fallback(pages::answer)
        .with_state(Arc::new(site))
        .merge(graphql)
        .layer(session::layer(services.sessions.clone(), policy.https))
        .layer(from_fn_with_state(policy.https, session::complete_removal))
        .layer(from_fn(session::prefer_token))
        // Files of the frontend are the same for everybody: no session is looked up for them.
        .layer(from_fn_with_state(frontend, pages::files))
        .route("/schema.graphql", get(schema))
        // The same for everybody, and without a session: nothing of these depends on who asks.
        .merge(feeds::routes(services, &options.public_url, budget.clone()))
        .merge(mail_stop::routes(services, budget))
        .merge(security_txt::routes(contact, options.public_url.clone(), clock))
        .merge(health::routes(ready));
    if let Some(per_second) = options.refusals_per_second {
        let hesitation = Hesitation::new(per_second, &services.clock);
        router = router.layer(from_fn_with_state(hesitation, hesitation::hesitate));
    }
    let router = router.layer(from_fn_with_state(trusted, client_address::resolve));
    Ok(headers::layer(router, &policy))
}

async fn schema() -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
    ];
    (headers, sdl()).into_response()
}

async fn graphql(State(endpoint): State<Endpoint>, request: Request) -> Response {
    if endpoint.graphiql && wants_graphiql(&request) {
        return match endpoint.frontend.page("graphiql.html") {
            Some(page) => page,
            None => (StatusCode::SERVICE_UNAVAILABLE, "GraphiQL is not built: run `make frontend`\n")
                .into_response(),
        };
    }
    let actor = request.extensions().get::<Actor>().copied().unwrap_or(Actor::Anonymous);
    let address = request.extensions().get::<PeerAddress>().map(|peer| peer.0);
    let purse = endpoint.budget.as_ref().map(|budget| budget.purse(&actor, address));
    if let Some(Err(seconds)) = purse.as_ref().map(Purse::pay_request) {
        return too_much(&request, seconds);
    }
    let api = &endpoint.api;
    execute(&endpoint.executor, &endpoint.rules, request, |parts, mut request, admitted| {
        let means = parts.extensions.get::<Means>().copied().unwrap_or_default();
        gate::check(&mut request, admitted.operation, &actor, means)?;
        if let Some(purse) = purse {
            purse.pay(admitted.points).map_err(budget::refusal)?;
        }
        let mut request = api.reuse_selections(api.prepare(request, actor), admitted).data(means);
        if let Some(handle) = parts.extensions.get::<SessionHandle>() {
            request = request.data(handle.clone());
        }
        if let Some(peer) = parts.extensions.get::<PeerAddress>() {
            request = request.data(*peer);
        }
        Ok(request.data(WantsPrivacy(wants_privacy(&parts.headers))))
    })
    .await
}

/// A browser that opens the address, not a client that sends a query by it.
fn wants_graphiql(request: &Request) -> bool {
    let accepts_html = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    request.method() == Method::GET
        && request.uri().query().is_none()
        && accepts_html.is_some_and(|accept| accept.contains("text/html"))
}
