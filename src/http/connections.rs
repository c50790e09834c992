//! Accepts connections and serves them: what `axum::serve` does, with limits.
//!
//! A client that says nothing, or says it slowly, is cut off; there are never more connections than allowed; an error
//! of `accept` never makes a busy loop. On shutdown running requests are finished and idle connections closed, within
//! a deadline (docs/decisions/0004).

use super::socket::{Patience, Socket};
use axum::Router;
use axum::body::Body;
use axum::http::{StatusCode, Version, header};
use axum::response::{IntoResponse, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tower::ServiceExt;
use tracing::{debug, info, warn};

/// Longest head of a request: a GET with a whole GraphQL document in its address fits.
const HEAD_BYTES: usize = 128 * 1024;
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_ACCEPT_PAUSE: Duration = Duration::from_secs(1);

#[derive(Clone, Copy, Debug)]
pub struct ConnectionLimits {
    /// Connections at one time, WebSockets included. Further ones wait in the system's queue.
    pub connections: usize,
    pub patience: Patience,
    /// From the signal to stop until connections that are still open are dropped.
    pub shutdown: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            connections: 20_000,
            patience: Patience {
                first_byte: Duration::from_secs(10),
                head: Duration::from_secs(5),
                keep_alive: Duration::from_secs(65),
                write: Duration::from_secs(30),
            },
            shutdown: Duration::from_secs(8),
        }
    }
}

/// The address at the other end of the connection; with a reverse proxy, the proxy's. An extension of each request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerAddr(pub SocketAddr);

/// Says when the server begins to shut down. An extension of each request, for connections that were upgraded:
/// nobody else tells them, and the server waits for them.
#[derive(Clone, Debug)]
pub struct Closing(watch::Receiver<bool>);

impl Closing {
    /// Returns as soon as the server begins to shut down.
    pub async fn begun(&mut self) {
        // An error means that the server is gone already.
        let _ = self.0.wait_for(|closing| *closing).await;
    }
}

/// Serves `router` on `listener` until `shutdown` completes, and then until what is running is done, but not longer
/// than `limits.shutdown`.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: ConnectionLimits,
    shutdown: impl Future<Output = ()>,
) {
    let places = Arc::new(Semaphore::new(limits.connections));
    let (close, closing) = watch::channel(false);
    let accepting = accept_all(&listener, &places, |stream, peer, place| {
        let socket = Socket::new(stream, limits.patience, place);
        tokio::spawn(connection(socket, peer, router.clone(), limits.patience, Closing(closing.clone())));
    });
    tokio::select! {
        () = accepting => {}
        () = shutdown => {}
    }
    drop(listener);
    info!(connections = limits.connections - places.available_permits(), "no longer accepting connections");
    close.send_replace(true);
    let all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
    if tokio::time::timeout(limits.shutdown, places.acquire_many(all)).await.is_err() {
        let open = limits.connections - places.available_permits();
        warn!(connections = open, "gave up waiting for connections to end");
    }
}

/// Never returns, unless the semaphore is closed, which nobody does.
async fn accept_all(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
    serve: impl Fn(TcpStream, SocketAddr, OwnedSemaphorePermit),
) {
    let mut pause = ACCEPT_PAUSE;
    while let Ok(place) = place(places).await {
        match listener.accept().await {
            Ok((stream, peer)) => {
                pause = ACCEPT_PAUSE;
                if let Err(error) = stream.set_nodelay(true) {
                    debug!(%error, "could not switch Nagle's algorithm off");
                }
                serve(stream, peer, place);
            }
            // The client was gone before its turn came.
            Err(error) if is_of_one_connection(&error) => {}
            // Out of descriptors or memory: `accept` would fail again at once.
            Err(error) => {
                warn!(%error, pause_ms = pause.as_millis(), "cannot accept connections");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_ACCEPT_PAUSE);
            }
        }
    }
}

async fn place(places: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, tokio::sync::AcquireError> {
    if let Ok(place) = places.clone().try_acquire_owned() {
        return Ok(place);
    }
    warn!("all connections are in use; new ones wait");
    places.clone().acquire_owned().await
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}

async fn connection(
    socket: Socket,
    peer: SocketAddr,
    router: Router,
    patience: Patience,
    mut closing: Closing,
) {
    let progress = socket.progress();
    let seen_by_requests = closing.clone();
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        progress.begin();
        request.extensions_mut().insert(PeerAddr(peer));
        request.extensions_mut().insert(seen_by_requests.clone());
        let answer = names_one_host(&request).then(|| router.clone().oneshot(request.map(Body::new)));
        let progress = progress.clone();
        async move {
            let response = match answer {
                Some(answer) => {
                    let Ok(response): Result<Response, Infallible> = answer.await;
                    response
                }
                None => (StatusCode::BAD_REQUEST, "Name one host.\n").into_response(),
            };
            Ok::<_, Infallible>(progress.end_with(response))
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        // The socket keeps the time. hyper looks at an idle socket again only when it has a time limit itself.
        .header_read_timeout(patience.keep_alive + patience.head + patience.first_byte)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(socket), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let result = tokio::select! {
        result = connection.as_mut() => result,
        () = closing.begun() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = result {
        debug!(%error, "connection ended");
    }
}

/// Whom a request without a host is for, or with two, whoever stands before us may see otherwise (RFC 9112, 3.2).
fn names_one_host(request: &hyper::Request<Incoming>) -> bool {
    let hosts = request.headers().get_all(header::HOST).iter().count();
    hosts == 1 || (hosts == 0 && request.version() == Version::HTTP_10)
}

#[cfg(test)]
#[path = "connections_tests.rs"]
mod tests;
