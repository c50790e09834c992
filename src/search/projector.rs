//! Keeps the index of this node up to date: opens it or builds it, follows the outbox, and heals it.

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::active::{Active, Failure, Step, blocking};
use super::generation::Generation;
use super::index::Search;
use super::layout::{self, Payload, WriteLock};
use super::load::{Sources, chain};
use super::schema;
use super::source::Source;
use crate::clock::Clock;
use crate::db::{Db, settings};
use crate::error::{Error, Result};
use crate::outbox::{self, Position};

/// How often the outbox is looked at without being told: what other processes write rings no bell here.
const POLL: Duration = Duration::from_millis(300);
/// Between two commits of the index at least: one costs 20 ms of CPU, whatever it holds.
const GATHER: Duration = Duration::from_millis(250);
const PRUNE_EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// Between two rebuilds, growing: a broken disk must not make a node rebuild without end.
const BUILD_PAUSE: Duration = Duration::from_secs(1);
const PAUSE_MAX: Duration = Duration::from_secs(60);

/// The only writer of an index. Holds its lock until it is dropped.
pub struct Projector {
    search: Search,
    db: Db,
    clock: Clock,
    sources: Sources,
    active: Option<Active>,
    building: Option<JoinHandle<Result<Active>>>,
    /// What other processes were told last.
    announced: Option<Position>,
    has_started: bool,
    prune_at: Instant,
    build_at: Instant,
    build_pause: Duration,
    _lock: WriteLock,
}

impl Projector {
    /// One source per kind. Fails when another process writes to the index of `search`.
    pub fn new(search: &Search, db: Db, clock: Clock, sources: Vec<Arc<dyn Source>>) -> Result<Self> {
        let lock = layout::lock(search.root())?;
        layout::forget_answers(search.root());
        let sources = Sources::new(db.clone(), sources);
        search.read_from(sources.clone());
        let now = Instant::now();
        Ok(Self {
            search: search.clone(),
            db,
            clock,
            sources,
            announced: None,
            active: None,
            building: None,
            has_started: false,
            prune_at: now,
            build_at: now,
            build_pause: BUILD_PAUSE,
            _lock: lock,
        })
    }

    /// Follows the outbox until `shutdown` resolves; then finishes the batch it is at and lets go of the index.
    pub async fn run(mut self, shutdown: impl Future<Output = ()> + Send) {
        let mut shutdown = std::pin::pin!(shutdown);
        let committed = self.db.committed();
        let mut reported = None;
        let mut pause = POLL;
        loop {
            match self.step().await {
                Ok(()) => {
                    if reported.take().is_some() {
                        tracing::info!("search follows the database again");
                    }
                    pause = POLL;
                }
                Err(error) => {
                    let text = chain(&error);
                    if reported.as_ref() != Some(&text) {
                        tracing::error!(error = text, "search does not follow the database; trying again");
                        reported = Some(text);
                    }
                    pause = (pause * 2).min(PAUSE_MAX / 4);
                }
            }
            let is_failing = reported.is_some();
            let gathered_at = Instant::now() + GATHER;
            tokio::select! {
                () = &mut shutdown => break,
                () = committed.notified(), if !is_failing => tokio::time::sleep_until(gathered_at).await,
                () = self.search.damaged() => self.require_rebuild("a search could not read it").await,
                () = tokio::time::sleep(pause) => {}
            }
        }
        self.close().await;
    }

    /// Opens or builds the index and handles the outbox until it is empty. For command lines and tests.
    pub async fn catch_up(&mut self) -> Result<()> {
        loop {
            if self.active.is_none() || self.is_rebuild_due() {
                self.build_at = Instant::now();
            }
            self.step().await?;
            match &mut self.building {
                Some(building) => {
                    let built = building.await;
                    self.building = None;
                    self.install(built.map_err(Error::internal)?).await?;
                }
                None if self.active.is_some() => return Ok(()),
                None => {}
            }
        }
    }

    /// Builds the index anew from the database, whatever state it is in, and swaps it in.
    pub async fn rebuild(&mut self) -> Result<()> {
        self.start().await?;
        let built = Active::build(self.search.root(), &self.db, &self.sources).await;
        self.install(built).await
    }

    /// Lets go of the index. Dropping does the same without waiting for merges.
    pub async fn close(mut self) {
        if let Some(building) = self.building.take() {
            building.abort();
            let _ = building.await;
        }
        if let Some(active) = self.active.take() {
            active.close().await;
        }
    }

    /// Everything that is to be done now.
    async fn step(&mut self) -> Result<()> {
        self.start().await?;
        if self.building.as_ref().is_some_and(JoinHandle::is_finished)
            && let Some(building) = self.building.take()
        {
            let built = building.await.map_err(Error::internal)?;
            self.install(built).await?;
        }
        self.follow().await?;
        self.prune().await?;
        let is_due = self.active.is_none() || self.is_rebuild_due();
        if is_due && self.building.is_none() && Instant::now() >= self.build_at {
            let (root, db, sources) = (self.search.root().to_owned(), self.db.clone(), self.sources.clone());
            let build = async move { Active::build(&root, &db, &sources).await };
            self.building = Some(tokio::spawn(build));
        }
        Ok(())
    }

    fn is_rebuild_due(&self) -> bool {
        self.active.as_ref().is_some_and(|active| active.payload.is_rebuild_due)
    }

    async fn require_rebuild(&mut self, why: &str) {
        tracing::warn!(why, "the search index is built anew");
        // What answers now goes on answering as well as it can. Nothing may write to its directory when that is removed.
        if let Some(active) = self.active.take() {
            active.close().await;
        }
    }

    /// Opens what another run left, if it is whole and of this database.
    async fn start(&mut self) -> Result<()> {
        if self.has_started {
            return Ok(());
        }
        // Another process may have brought the index further than what was read at the start of this one.
        self.sources.refresh().await?;
        let root = self.search.root().to_owned();
        let current = layout::current(&root);
        if let Some(path) = current.clone() {
            match self.open(path).await? {
                Ok(active) => {
                    self.search.swap(active.generation.clone());
                    self.active = Some(active);
                }
                Err(why) => tracing::warn!(why, "the search index can't be used and is built anew"),
            }
        }
        layout::remove_others(&root, self.active.as_ref().map(|active| active.generation.path.as_path()));
        self.has_started = true;
        Ok(())
    }

    /// The index in `path`, or why it can't be used. Fails when the database does not answer.
    async fn open(&self, path: PathBuf) -> Result<Result<Active, String>> {
        let incarnation = settings::incarnation(self.db.reader()).await?;
        let pruned = outbox::pruned(self.db.reader()).await?;
        let head = outbox::head(self.db.reader()).await?;
        let check = move |payload: &Payload| match payload {
            payload if payload.format != schema::FORMAT => Err("it is of another format"),
            payload if payload.incarnation != incarnation => Err("it was made from another database"),
            payload if payload.position < pruned => Err("it has missed changes that are no longer known"),
            payload if payload.position > head => Err("it knows more than the database"),
            _ => Ok(()),
        };
        let opened = blocking(move || {
            let unusable = |why: String| tantivy::TantivyError::InternalError(why);
            let payload =
                layout::payload_of(&path).ok_or_else(|| unusable("it says nothing about itself".into()))?;
            check(&payload).map_err(|why| unusable(why.into()))?;
            let (generation, payload) = Generation::open(&path).map_err(unusable)?;
            Active::resume(generation, payload)
        });
        Ok(opened.await)
    }

    /// Lets the new generation catch up and answer from now on.
    async fn install(&mut self, built: Result<Active>) -> Result<()> {
        let now = Instant::now();
        let is_repeated = now < self.build_at + PAUSE_MAX;
        self.build_pause = if is_repeated { (self.build_pause * 2).min(PAUSE_MAX) } else { BUILD_PAUSE };
        self.build_at = now + self.build_pause;
        let mut active = built?;
        while follow(&mut active, &self.db, &self.sources).await? == Step::More {}
        let (root, path) = (self.search.root().to_owned(), active.generation.path.clone());
        let made_current = blocking(move || Ok(layout::make_current(&root, &path)?));
        made_current.await.map_err(Error::internal)?;
        self.search.swap(active.generation.clone());
        let path = active.generation.path.clone();
        if let Some(old) = self.active.replace(active) {
            old.close().await;
        }
        let root = self.search.root().to_owned();
        let removed = blocking(move || {
            layout::remove_others(&root, Some(&path));
            Ok(())
        });
        removed.await.map_err(Error::internal)?;
        self.announce().await?;
        tracing::info!("the search index was built");
        Ok(())
    }

    async fn follow(&mut self) -> Result<()> {
        while let Some(active) = &mut self.active {
            match active.follow(&self.db, &self.sources).await {
                Ok(Step::More) => {}
                Ok(Step::UpToDate) => {
                    self.announce().await?;
                    break;
                }
                Err(Failure::Database(error)) => return Err(error),
                Err(Failure::Index(error)) => {
                    self.require_rebuild("it could not be written").await;
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// Tells processes that wait how far what is answered from has come. An index that is to be built anew has not come
    /// as far as it says: that is what somebody waits for.
    async fn announce(&mut self) -> Result<()> {
        let reached = self.search.reached().filter(|_| !self.is_rebuild_due());
        if let Some(position) = reached.filter(|_| reached != self.announced) {
            let root = self.search.root().to_owned();
            let told = blocking(move || Ok(layout::announce(&root, position)?));
            told.await.map_err(Error::internal)?;
            self.announced = reached;
        }
        Ok(())
    }

    /// Once a day, removes rows of the outbox that every node has had time to handle.
    async fn prune(&mut self) -> Result<()> {
        if Instant::now() < self.prune_at {
            return Ok(());
        }
        if let Some(active) = &mut self.active
            && let Err(error) = active.keep_position().await
        {
            self.require_rebuild("it could not be written").await;
            return Err(error);
        }
        let tx = self.db.begin().await?;
        let until = self.clock.now() - chrono::Duration::days(outbox::RETENTION_DAYS);
        let pruned = outbox::prune(&tx, until).await?;
        tx.commit().await?;
        self.prune_at = Instant::now() + PRUNE_EVERY;
        if self.active.as_ref().is_some_and(|active| active.payload.position < pruned) {
            self.require_rebuild("it has missed changes that are no longer known").await;
        }
        Ok(())
    }
}

async fn follow(active: &mut Active, db: &Db, sources: &Sources) -> Result<Step> {
    active.follow(db, sources).await.map_err(|failure| match failure {
        Failure::Database(error) | Failure::Index(error) => error,
    })
}
