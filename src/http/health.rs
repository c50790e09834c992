//! Whether the process lives, and whether it can do its work. Neither answer says more than that.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use std::time::Duration;

/// A check that takes longer counts as failed: whoever asks has a time limit too.
const READY_WITHIN: Duration = Duration::from_secs(2);

/// `/healthz`, which looks at nothing, and `/readyz`, which asks `is_ready` (database, index) each time.
pub fn routes<C, F>(is_ready: C) -> Router
where
    C: Fn() -> F + Clone + Send + Sync + 'static,
    F: Future<Output = bool> + Send + 'static,
{
    routes_within(READY_WITHIN, is_ready)
}

fn routes_within<C, F>(time: Duration, is_ready: C) -> Router
where
    C: Fn() -> F + Clone + Send + Sync + 'static,
    F: Future<Output = bool> + Send + 'static,
{
    Router::new().route("/healthz", get(async || "ok\n")).route(
        "/readyz",
        get(async move || match tokio::time::timeout(time, is_ready()).await {
            Ok(true) => (StatusCode::OK, "ready\n"),
            Ok(false) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "not ready\n"),
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt;

    async fn status(router: Router, path: &str) -> StatusCode {
        let request = Request::get(path).body(Body::empty()).unwrap();
        router.oneshot(request).await.unwrap().status()
    }

    #[tokio::test]
    async fn readiness_follows_the_check_and_liveness_does_not() {
        assert_eq!(status(routes(async || true), "/readyz").await, StatusCode::OK);
        assert_eq!(status(routes(async || false), "/readyz").await, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(status(routes(async || false), "/healthz").await, StatusCode::OK);
    }

    #[tokio::test]
    async fn a_check_that_hangs_counts_as_failed() {
        let stuck = routes_within(Duration::from_millis(10), std::future::pending);
        assert_eq!(status(stuck, "/readyz").await, StatusCode::SERVICE_UNAVAILABLE);
    }
}
