//! A client's socket that gives up on a client that takes too long.
//!
//! A connection is waiting for a request, in the middle of a request's head, or busy with a request; the first two
//! have a deadline for reading, all have one for a write that makes no progress. axum and hyper leave a socket that
//! sends nothing open for ever, or hold idle connections to the time limit of a request's head.

use axum::body::{Body, Bytes};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, Sleep, sleep_until};

/// How long a client may take for each step.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// From opening the connection to the first byte.
    pub first_byte: Duration,
    /// From the first byte of a request's head to its last one.
    pub head: Duration,
    /// Between two requests on one connection.
    pub keep_alive: Duration,
    /// For taking some more of an answer.
    pub write: Duration,
}

#[derive(Clone, Copy, Debug)]
enum Phase {
    /// Between requests, until the instant.
    Waiting { until: Instant },
    /// Part of a head has come; the rest has to come until the instant.
    Head { until: Instant },
    /// A request is being answered: its handler keeps the time.
    Busy,
    /// Another protocol has taken over, and keeps the time itself.
    Upgraded,
}

/// Tells the socket what its requests are doing. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Progress {
    phase: Arc<Mutex<Phase>>,
    patience: Patience,
}

impl Progress {
    fn phase(&self) -> Phase {
        *self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, phase: Phase) {
        *self.phase.lock().unwrap_or_else(PoisonError::into_inner) = phase;
    }

    /// A request's head has been read.
    pub fn begin(&self) {
        self.set(Phase::Busy);
    }

    /// The answer that ends the request when it has been sent, or dropped.
    pub fn end_with(&self, response: axum::response::Response) -> axum::response::Response {
        if response.status() == axum::http::StatusCode::SWITCHING_PROTOCOLS {
            self.set(Phase::Upgraded);
            return response;
        }
        let progress = self.clone();
        response.map(|inner| Body::new(Answer { inner, progress }))
    }

    fn received(&self) {
        if let Phase::Waiting { .. } = self.phase() {
            self.set(Phase::Head { until: Instant::now() + self.patience.head });
        }
    }
}

/// A response body that says when it is over.
struct Answer {
    inner: Body,
    progress: Progress,
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.inner).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.progress.set(Phase::Waiting { until: Instant::now() + self.progress.patience.keep_alive });
    }
}

/// The socket; gives its place among the connections back when it is closed.
pub struct Socket {
    stream: TcpStream,
    progress: Progress,
    read_alarm: Option<Pin<Box<Sleep>>>,
    write_alarm: Option<Pin<Box<Sleep>>>,
    _place: OwnedSemaphorePermit,
}

impl Socket {
    pub fn new(stream: TcpStream, patience: Patience, place: OwnedSemaphorePermit) -> Self {
        let waiting = Phase::Waiting { until: Instant::now() + patience.first_byte };
        let progress = Progress { phase: Arc::new(Mutex::new(waiting)), patience };
        Self { stream, progress, read_alarm: None, write_alarm: None, _place: place }
    }

    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// What to answer when a write could not be done at once.
    fn stalled<T>(&mut self, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        let patience = self.progress.patience.write;
        let alarm = self.write_alarm.get_or_insert_with(|| Box::pin(sleep_until(Instant::now() + patience)));
        ready!(alarm.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    fn settle<T>(&mut self, done: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        match done {
            Poll::Ready(result) => {
                self.write_alarm = None;
                Poll::Ready(result)
            }
            Poll::Pending => self.stalled(context),
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        if let Poll::Ready(result) = Pin::new(&mut self.stream).poll_read(context, buffer) {
            if buffer.filled().len() > before {
                self.progress.received();
            }
            return Poll::Ready(result);
        }
        let (Phase::Waiting { until } | Phase::Head { until }) = self.progress.phase() else {
            return Poll::Pending;
        };
        let alarm = self.read_alarm.get_or_insert_with(|| Box::pin(sleep_until(until)));
        if alarm.deadline() != until {
            alarm.as_mut().reset(until);
        }
        ready!(alarm.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.settle(done, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.settle(done, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
