//! Who sends one bad request after the other is answered later and later, and costs nothing while waiting.
//!
//! A refusal is cheap, but not free, and who ignores it can ask again at once, on many connections. So each network
//! address has a number of refusals a second that are answered at once; every further one is held back for a second. Good
//! requests never wait, whoever else comes from the same address. Only so many answers are held back at a time; beyond that
//! connections are closed instead.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use tokio::sync::Semaphore;

use crate::accounts::limiter::network;
use crate::accounts::session::PeerAddress;
use crate::clock::Clock;
use crate::quota::{Quota, Quotas};

/// Seconds' worth of refusals that are answered at once after a pause: somebody tries a query out.
const SECONDS: u32 = 3;
const WAIT: Duration = Duration::from_secs(1);
/// Answers held back at one time, of all addresses. Each keeps a connection and some kilobytes.
const HELD_BACK: usize = 2_000;

/// Marks an answer as a refusal whose status does not tell: GraphQL's own are sent with 200 to older clients.
#[derive(Clone, Copy, Debug)]
pub struct Refused;

#[derive(Clone, Debug)]
pub struct Hesitation {
    refusals: Quotas<IpAddr>,
    places: Arc<Semaphore>,
}

impl Hesitation {
    /// From the refusal on that is one too many in a second.
    pub fn new(per_second: NonZeroU32, clock: &Clock) -> Self {
        let burst = per_second.saturating_mul(NonZeroU32::MIN.saturating_add(SECONDS - 1));
        let refusals = Quotas::new(Quota::per_second(per_second).allow_burst(burst), clock);
        Self { refusals, places: Arc::new(Semaphore::new(HELD_BACK)) }
    }
}

/// Answers, and holds the answer back when it is one refusal too many.
pub async fn hesitate(State(hesitation): State<Hesitation>, request: Request, next: Next) -> Response {
    let address = request.extensions().get::<PeerAddress>().map(|peer| network(peer.0));
    let mut answer = next.run(request).await;
    let Some(address) = address.filter(|_| is_refusal(&answer)) else { return answer };
    if hesitation.refusals.take(&address, 1).is_err() {
        match hesitation.places.try_acquire() {
            Ok(_place) => tokio::time::sleep(WAIT).await,
            Err(_) => {
                answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
        }
    }
    answer
}

/// A thing that is not there is none: pages ask for them by mistake, and so do people.
fn is_refusal(answer: &Response) -> bool {
    const BAD: [StatusCode; 7] = [
        StatusCode::BAD_REQUEST,
        StatusCode::METHOD_NOT_ALLOWED,
        StatusCode::NOT_ACCEPTABLE,
        StatusCode::REQUEST_TIMEOUT,
        StatusCode::PAYLOAD_TOO_LARGE,
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        StatusCode::TOO_MANY_REQUESTS,
    ];
    BAD.contains(&answer.status()) || answer.extensions().get::<Refused>().is_some()
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use chrono::DateTime;
    use futures::FutureExt;
    use tower::ServiceExt;

    use super::*;

    /// Is a request from `address` answered without any waiting?
    fn is_answered(router: &Router, path: &str, address: &str) -> bool {
        let mut request = Request::builder().uri(path).body(Body::empty()).unwrap();
        request.extensions_mut().insert(PeerAddress(address.parse().unwrap()));
        router.clone().oneshot(request).now_or_never().is_some()
    }

    fn router() -> Router {
        let hesitation = Hesitation::new(NonZeroU32::MIN, &Clock::fixed(DateTime::UNIX_EPOCH));
        let refused = || async {
            let mut answer = Response::new(Body::empty());
            answer.extensions_mut().insert(Refused);
            answer
        };
        Router::new()
            .route("/good", get(|| async {}))
            .route("/bad", get(|| async { StatusCode::BAD_REQUEST }))
            .route("/refused", get(refused))
            .layer(from_fn_with_state(hesitation, hesitate))
    }

    #[tokio::test]
    async fn one_refusal_too_many_is_held_back_and_nothing_else_is() {
        let router = router();
        for path in ["/bad", "/refused", "/bad"] {
            assert!(is_answered(&router, path, "192.0.2.1"));
        }
        assert!(!is_answered(&router, "/refused", "192.0.2.1"));
        assert!(!is_answered(&router, "/bad", "192.0.2.1"));
        assert!(is_answered(&router, "/good", "192.0.2.1"));
        assert!(is_answered(&router, "/nothing", "192.0.2.1"));
        assert!(is_answered(&router, "/bad", "192.0.2.2"));
    }
}
