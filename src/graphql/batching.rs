//! When loaders load: as soon as every resolver that can run has asked for what it needs.
//!
//! async-graphql's loaders wait a millisecond for more keys, on a thread with a timer, for each level of a query.
//! Nothing needs to be waited for: resolvers of one request run in one task, so once polling it leads no further, all
//! keys are there. The batches then run in that same task.

use std::future::{Future, poll_fn};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;

type Batches = Arc<Mutex<Vec<BoxFuture<'static, ()>>>>;

tokio::task_local! {
    /// Those that were asked for and not yet begun.
    static WAITING: Batches;
}

/// Has `batch` run once the execution that it belongs to leads no further; outside of [`run`], at once.
pub fn wait(batch: BoxFuture<'static, ()>) {
    let waiting = WAITING.try_with(Arc::clone);
    match waiting {
        Ok(waiting) => waiting.lock().unwrap_or_else(PoisonError::into_inner).push(batch),
        Err(_) => drop(tokio::spawn(batch)),
    }
}

/// How often an execution that wakes itself is polled again before other tasks have their turn.
const TURNS: usize = 32;

/// Runs `execution` and the batches that its loaders ask for.
pub async fn run<F: Future>(execution: F) -> F::Output {
    let waiting = Batches::default();
    let mut execution = std::pin::pin!(WAITING.scope(waiting.clone(), execution));
    let mut running = FuturesUnordered::new();
    poll_fn(|context| {
        let noticing = Noticing::new(context);
        let waker = Waker::from(noticing.clone());
        let mut turns = 0;
        loop {
            noticing.begin();
            let polled = execution.as_mut().poll(&mut Context::from_waker(&waker));
            if polled.is_ready() {
                return polled;
            }
            // `FuturesUnordered`, by which lists are resolved, wakes its task whenever all its futures wait. Not all
            // resolvers have run then; and to come back by way of the scheduler costs more than to go on.
            let mut is_woken = noticing.end();
            if !is_woken {
                running.extend(waiting.lock().unwrap_or_else(PoisonError::into_inner).drain(..));
                let mut has_ended = false;
                noticing.begin();
                while let Poll::Ready(Some(())) = running.poll_next_unpin(&mut Context::from_waker(&waker)) {
                    has_ended = true;
                }
                is_woken = noticing.end();
                if has_ended {
                    continue;
                }
            }
            if !is_woken {
                return Poll::Pending;
            }
            turns += 1;
            if turns == TURNS {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
        }
    })
    .await
}

/// A waker that remembers whether it was used during a poll, and wakes the task when it is used afterwards.
struct Noticing {
    outer: Waker,
    state: AtomicU8,
}

/// The execution is being polled.
const POLLING: u8 = 1;
/// The waker was used since the poll began.
const WOKEN: u8 = 2;

impl Noticing {
    fn new(context: &Context<'_>) -> Arc<Self> {
        Arc::new(Self { outer: context.waker().clone(), state: AtomicU8::new(0) })
    }

    fn begin(&self) {
        self.state.store(POLLING, Ordering::Release);
    }

    /// Was the waker used during the poll? Whoever uses it from now on wakes the task.
    fn end(&self) -> bool {
        self.state.swap(0, Ordering::AcqRel) & WOKEN != 0
    }
}

impl Wake for Noticing {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.state.fetch_or(WOKEN, Ordering::AcqRel) & POLLING == 0 {
            self.outer.wake_by_ref();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::convert::Infallible;
    use std::sync::atomic::AtomicUsize;

    use async_graphql::dataloader::{DataLoader, Loader};
    use futures::future::join_all;

    use super::*;

    struct Doubles(Arc<AtomicUsize>);

    impl Loader<u32> for Doubles {
        type Value = u32;
        type Error = Infallible;

        async fn load(&self, keys: &[u32]) -> Result<HashMap<u32, u32>, Infallible> {
            self.0.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            Ok(keys.iter().map(|key| (*key, 2 * key)).collect())
        }
    }

    /// As lists of lists are resolved: each in a stream of futures of its own, which yields when it went round.
    async fn ask(loader: &DataLoader<Doubles>, row: u32) -> u32 {
        let columns: FuturesUnordered<_> = (0..3).map(|column| loader.load_one(10 * row + column)).collect();
        columns.map(|double| double.ok().flatten().unwrap_or_default()).fold(0, async |a, b| a + b).await
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn each_level_is_one_batch_however_long_the_lists_are() {
        for rows in [1, 2, 7, 50, 200] {
            let loads = Arc::new(AtomicUsize::new(0));
            let loader = DataLoader::new(Doubles(loads.clone()), wait).delay(std::time::Duration::ZERO);
            let sums = run(async {
                let first = join_all((0..rows).map(|row| ask(&loader, row))).await;
                let second = join_all((0..rows).map(|row| ask(&loader, 1000 + row))).await;
                (first, second)
            })
            .await;
            let expected = |row: u32| (0..3).map(|column| 2 * (10 * row + column)).sum::<u32>();
            assert_eq!(sums.0, (0..rows).map(expected).collect::<Vec<_>>());
            assert_eq!(sums.1, (1000..1000 + rows).map(expected).collect::<Vec<_>>());
            assert_eq!(loads.load(Ordering::Relaxed), 2, "{rows} rows");
        }
    }

    #[tokio::test]
    async fn a_loader_works_outside_of_an_execution() {
        let loader = DataLoader::new(Doubles(Arc::default()), wait).delay(std::time::Duration::ZERO);
        assert_eq!(loader.load_one(21).await, Ok(Some(42)));
    }
}
