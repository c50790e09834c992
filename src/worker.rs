//! The worker: keeps the index of this node up to date for as long as the process serves.

use std::future::Future;

use crate::search::Projector;

/// Follows the outbox until `shutdown` resolves; then finishes what it is at and lets go of the index.
pub async fn run(projector: Projector, shutdown: impl Future<Output = ()> + Send) {
    projector.run(shutdown).await;
}
