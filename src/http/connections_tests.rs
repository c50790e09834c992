//! Only the limit that a test is about is short there: a busy machine is late for it, and for nothing else.

use super::*;
use axum::body::Bytes;
use axum::extract::Extension;
use axum::extract::Request;
use axum::routing::{get, post};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

const SHORT: Duration = Duration::from_millis(200);
/// Nothing that has to come takes longer.
const PATIENCE: Duration = Duration::from_secs(20);
/// A limit that no test lives to see.
const NEVER: Duration = Duration::from_secs(600);

const PATIENT: Patience = Patience { first_byte: NEVER, head: NEVER, keep_alive: NEVER, write: NEVER };

struct Server {
    address: SocketAddr,
    /// Requests of `/held` that are being answered.
    held: Arc<Semaphore>,
    /// Lets them go on, one for each permit.
    released: Arc<Semaphore>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Server {
    async fn start(patience: Patience) -> Self {
        Self::with(ConnectionLimits { connections: 10, patience, shutdown: NEVER }).await
    }

    async fn with(limits: ConnectionLimits) -> Self {
        let (held, released) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
        let (begun, go_on) = (held.clone(), released.clone());
        let hold = async move || {
            begun.add_permits(1);
            go_on.acquire().await.expect("it is not closed").forget();
        };
        let router = Router::new()
            .route("/", get(async || "home"))
            .route("/peer", get(async |Extension(PeerAddr(peer)): Extension<PeerAddr>| peer.to_string()))
            .route("/slow", get(async || sleep(SHORT * 3).await))
            .route("/held", get(hold))
            .route("/large", get(async || Bytes::from(vec![b'x'; 64 << 20])))
            .route("/upgrade", get(upgrade))
            .route("/length", post(async |body: Bytes| body.len().to_string()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            serve(listener, router, limits, async { stopped.await.unwrap_or_default() }).await;
        });
        Self { address, held, released, stop, task }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// A connection whose request is being answered until it is let go on.
    async fn hold(&self) -> TcpStream {
        let mut stream = self.connect().await;
        send(&mut stream, "/held").await;
        timeout(PATIENCE, self.held.acquire()).await.expect("it is answered").unwrap().forget();
        stream
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        timeout(PATIENCE, self.task).await.expect("the server stops").unwrap();
    }
}

/// Answers in another protocol: a greeting, then silence until the server closes.
async fn upgrade(Extension(mut closing): Extension<Closing>, mut request: Request) -> Response {
    let upgraded = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        let mut io = TokioIo::new(upgraded.await.unwrap());
        io.write_all(b"hello").await.unwrap();
        closing.begun().await;
        io.write_all(b"bye").await.unwrap();
    });
    let mut response = Response::new(Body::empty());
    *response.status_mut() = axum::http::StatusCode::SWITCHING_PROTOCOLS;
    response.headers_mut().insert("connection", "upgrade".parse().unwrap());
    response.headers_mut().insert("upgrade", "test".parse().unwrap());
    response
}

async fn send(stream: &mut TcpStream, path: &str) {
    stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes()).await.unwrap();
}

async fn some(stream: &mut TcpStream) -> String {
    let mut buffer = [0; 4_096];
    let length = timeout(PATIENCE, stream.read(&mut buffer)).await.expect("an answer").unwrap();
    String::from_utf8_lossy(&buffer[..length]).into_owned()
}

/// Waits until the server closes; answers what it says until then.
async fn until_closed(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    // A reset is a close too.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut text)).await.expect("the server closes the connection");
    String::from_utf8_lossy(&text).into_owned()
}

#[tokio::test]
async fn requests_are_answered_one_after_the_other_and_know_their_peer() {
    let server = Server::start(Patience { first_byte: SHORT, head: SHORT, ..PATIENT }).await;
    let mut stream = server.connect().await;
    send(&mut stream, "/").await;
    assert!(some(&mut stream).await.ends_with("home"));
    sleep(SHORT * 2).await;
    send(&mut stream, "/peer").await;
    assert!(some(&mut stream).await.ends_with(&stream.local_addr().unwrap().to_string()));
}

#[tokio::test]
async fn a_silent_connection_is_closed() {
    let server = Server::start(Patience { first_byte: SHORT, ..PATIENT }).await;
    let started = Instant::now();
    let text = until_closed(&mut server.connect().await).await;
    assert!(started.elapsed() >= SHORT, "{:?}", started.elapsed());
    assert_eq!(text, "");
}

#[tokio::test]
async fn a_head_that_drips_is_cut_off() {
    let server = Server::start(Patience { head: SHORT, ..PATIENT }).await;
    let mut stream = server.connect().await;
    let started = Instant::now();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nx-drip: ").await.unwrap();
    let mut end = [0];
    loop {
        assert!(started.elapsed() < PATIENCE, "the head may drip for ever");
        let dripped = stream.write_all(b"a").await;
        match timeout(SHORT / 4, stream.read(&mut end)).await {
            Err(_) if dripped.is_ok() => {}
            Err(_) | Ok(Ok(0) | Err(_)) => break,
            Ok(Ok(_)) => panic!("an answer to half a request"),
        }
    }
    assert!(started.elapsed() >= SHORT, "{:?}", started.elapsed());
}

#[tokio::test]
async fn an_idle_connection_is_closed_after_a_longer_time() {
    let patience = Patience { first_byte: SHORT, head: SHORT, keep_alive: SHORT * 3, write: NEVER };
    let server = Server::start(patience).await;
    let mut stream = server.connect().await;
    let started = Instant::now();
    send(&mut stream, "/").await;
    some(&mut stream).await;
    until_closed(&mut stream).await;
    assert!(started.elapsed() >= SHORT * 3, "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_request_may_take_longer_than_the_patience_for_its_head() {
    let server = Server::start(Patience { first_byte: SHORT, head: SHORT, ..PATIENT }).await;
    let mut stream = server.connect().await;
    send(&mut stream, "/slow").await;
    assert!(some(&mut stream).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_client_that_does_not_read_is_dropped() {
    let patience = Patience { write: SHORT, ..PATIENT };
    let server = Server::with(ConnectionLimits { connections: 1, patience, shutdown: NEVER }).await;
    let mut stalled = server.connect().await;
    send(&mut stalled, "/large").await;
    // There is one place: it is free again when the stalled client has been dropped.
    let mut next = server.connect().await;
    send(&mut next, "/").await;
    assert!(some(&mut next).await.ends_with("home"));
    drop(stalled);
}

#[tokio::test]
async fn further_connections_wait_for_a_place() {
    let server = Server::with(ConnectionLimits { connections: 1, patience: PATIENT, shutdown: NEVER }).await;
    let mut first = server.connect().await;
    send(&mut first, "/").await;
    assert!(some(&mut first).await.ends_with("home"));
    let mut second = server.connect().await;
    send(&mut second, "/").await;
    let mut byte = [0];
    assert!(timeout(SHORT, second.read(&mut byte)).await.is_err(), "there was one place only");
    drop(first);
    assert!(some(&mut second).await.ends_with("home"));
}

#[tokio::test]
async fn shutdown_finishes_what_runs_and_closes_what_is_idle() {
    let server = Server::start(Patience { head: SHORT, ..PATIENT }).await;
    let mut idle = server.connect().await;
    send(&mut idle, "/").await;
    some(&mut idle).await;
    let mut half = server.connect().await;
    half.write_all(b"GET / HT").await.unwrap();
    let mut running = server.hold().await;
    let (address, released) = (server.address, server.released.clone());
    let stopping = tokio::spawn(server.stop());
    assert_eq!(until_closed(&mut idle).await, "");
    assert!(TcpStream::connect(address).await.is_err(), "the server still accepts");
    released.add_permits(1);
    assert!(until_closed(&mut running).await.starts_with("HTTP/1.1 200"));
    stopping.await.unwrap();
}

#[tokio::test]
async fn shutdown_gives_up_on_what_does_not_end() {
    let server = Server::with(ConnectionLimits { connections: 10, patience: PATIENT, shutdown: SHORT }).await;
    let _stuck = server.hold().await;
    let started = Instant::now();
    server.stop().await;
    assert!(started.elapsed() >= SHORT, "{:?}", started.elapsed());
}

#[tokio::test]
async fn an_upgraded_connection_keeps_its_own_time_and_is_told_of_the_shutdown() {
    let patience = Patience { first_byte: SHORT, head: SHORT, keep_alive: SHORT, write: SHORT };
    let server = Server::start(patience).await;
    let mut stream = server.connect().await;
    stream
        .write_all(b"GET /upgrade HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: test\r\n\r\n")
        .await
        .unwrap();
    let mut text = String::new();
    while !text.ends_with("hello") {
        text += &some(&mut stream).await;
    }
    assert!(text.starts_with("HTTP/1.1 101"), "{text}");
    let mut byte = [0];
    assert!(timeout(SHORT * 5, stream.read(&mut byte)).await.is_err(), "closed in the middle");
    let closed = tokio::spawn(async move { until_closed(&mut stream).await });
    server.stop().await;
    assert_eq!(closed.await.unwrap(), "bye");
}

#[test]
fn only_errors_of_one_connection_are_passed_over_at_once() {
    assert!(is_of_one_connection(&io::ErrorKind::ConnectionAborted.into()));
    let out_of_descriptors = io::Error::from_raw_os_error(24);
    assert!(!is_of_one_connection(&out_of_descriptors));
}
