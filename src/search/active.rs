//! A generation that is being written: it follows the outbox, or is filled for the first time.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::document::Document;
use super::generation::{Generation, Writer};
use super::layout::{self, Payload};
use super::load::{BATCH, Sources, chain};
use super::schema;
use crate::db::{Db, settings};
use crate::error::{Error, Result};
use crate::ids::NodeId;
use crate::outbox::{self, Event, Position};

/// Rows of the outbox that are handled in one commit.
const ROWS: u64 = 1_000;
/// Segments that are left alone while there is more to read.
const SEGMENTS_MAX: usize = 16;
/// After a merge that failed: at first, and at the most when it fails again and again.
const MERGE_PAUSE: Duration = Duration::from_secs(1);
const MERGE_PAUSE_MAX: Duration = Duration::from_secs(600);
/// How often what could not be loaded is tried again.
const RETRY: Duration = Duration::from_secs(10);
/// Things that wait to be loaded; with more of them the whole index is to be built anew.
const POSTPONED_MAX: usize = 1_000;

pub struct Active {
    pub generation: Arc<Generation>,
    pub payload: Payload,
    /// `None` after a commit failed: nothing more can be written.
    writer: Option<Writer>,
    /// Was anything written since the last commit?
    is_written_to: bool,
    /// The position that the index on disk says: before the payload's when nothing showed of what came in between.
    committed: Position,
    /// Merges segments that were too many.
    merging: Option<JoinHandle<tantivy::Result<()>>>,
    /// Are segments known to be few?
    is_settled: bool,
    /// Not before, after one that failed, and how long after the next that does.
    merge_at: Instant,
    merge_pause: Duration,
    retry_at: Instant,
}

/// Why a step was not made.
#[derive(Debug)]
pub enum Failure {
    /// The database: wait and try again.
    Database(Error),
    /// The index: build another one.
    Index(Error),
}

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// There may be more to do.
    More,
    UpToDate,
}

impl Active {
    /// On a generation that another run left. Fails when it can't be written to.
    pub fn resume(generation: Generation, payload: Payload) -> tantivy::Result<Self> {
        let writer = Some(generation.writer()?);
        let (generation, committed) = (Arc::new(generation), payload.position);
        let now = Instant::now();
        Ok(Self {
            generation,
            payload,
            writer,
            is_written_to: false,
            committed,
            merging: None,
            is_settled: false,
            merge_at: now,
            merge_pause: MERGE_PAUSE,
            retry_at: now,
        })
    }

    /// Fills a new generation in `root` from all that the sources have. Changes that are made meanwhile come
    /// after its position in the outbox, which is taken first.
    pub async fn build(root: &Path, db: &Db, sources: &Sources) -> Result<Self> {
        let incarnation = settings::incarnation(db.reader()).await?;
        let position = outbox::head(db.reader()).await?;
        let path = layout::create(root).map_err(Error::internal)?;
        let payload = Payload {
            format: schema::FORMAT,
            incarnation,
            position,
            postponed: Vec::new(),
            is_rebuild_due: false,
        };
        let built = Self::fill(&path, payload, db, sources).await;
        if built.is_err() {
            let _ = std::fs::remove_dir_all(&path);
        }
        built
    }

    async fn fill(path: &Path, payload: Payload, db: &Db, sources: &Sources) -> Result<Self> {
        let path = path.to_owned();
        let created = blocking(move || Active::resume(Generation::create(&path)?, payload));
        let mut active = created.await.map_err(Error::internal)?;
        sources.refresh().await?;
        for source in sources.all() {
            let mut after = None;
            loop {
                let ids = source.ids_after(after, BATCH).await?;
                let Some(last) = ids.last() else { break };
                after = Some(*last);
                let nodes: Vec<NodeId> = ids.iter().map(|id| NodeId::new(source.kind(), *id)).collect();
                let loaded = sources.load(db, &nodes).await?;
                active.postpone(&loaded.failed);
                active.write(Vec::new(), loaded.documents).await?;
            }
        }
        active.commit().await?;
        Ok(active)
    }

    /// Lets segments that are too many be merged while everything goes on: at rest, or when they are very many.
    async fn keep_segments_few(&mut self, step: Step) -> Result<()> {
        if self.merging.as_ref().is_some_and(JoinHandle::is_finished) {
            self.end_merging().await?;
        }
        if self.is_settled || self.merging.is_some() || Instant::now() < self.merge_at {
            return Ok(());
        }
        let merging = self.with_writer(move |writer| {
            let is_time = step == Step::UpToDate || writer.count_segments() > SEGMENTS_MAX;
            Ok(if is_time { writer.merge() } else { None })
        });
        self.merging = merging.await?.map(|merging| tokio::spawn(async move { merging.await.map(drop) }));
        self.is_settled = self.merging.is_none() && step == Step::UpToDate;
        Ok(())
    }

    /// Waits for the merge that runs, if any does, and shows what it made.
    async fn end_merging(&mut self) -> Result<()> {
        let Some(merging) = self.merging.take() else { return Ok(()) };
        if let Err(error) = merging.await.map_err(Error::internal)? {
            // All that one of them had was removed meanwhile; or there is no room, but may be some later.
            if self.merge_pause == MERGE_PAUSE {
                tracing::debug!(error = chain(&error), "segments of the search index were not merged");
            } else {
                tracing::warn!(error = chain(&error), "segments of the search index can't be merged");
            }
            self.merge_at = Instant::now() + self.merge_pause;
            self.merge_pause = (self.merge_pause * 2).min(MERGE_PAUSE_MAX);
            return Ok(());
        }
        self.merge_pause = MERGE_PAUSE;
        self.with_writer(Writer::show).await
    }

    /// Handles the next rows of the outbox, and from time to time what could not be loaded before.
    pub async fn follow(&mut self, db: &Db, sources: &Sources) -> Result<Step, Failure> {
        let step = self.read_outbox(db, sources).await?;
        self.keep_segments_few(step).await.map_err(Failure::Index)?;
        Ok(step)
    }

    async fn read_outbox(&mut self, db: &Db, sources: &Sources) -> Result<Step, Failure> {
        let entries =
            outbox::read(db.reader(), self.payload.position, ROWS).await.map_err(Failure::Database)?;
        let mut nodes = BTreeSet::new();
        for entry in &entries {
            match entry.event {
                Event::Changed(node) => {
                    nodes.insert(node);
                }
                Event::ReindexRequested => self.payload.is_rebuild_due = true,
            }
        }
        let is_retry = !self.payload.postponed.is_empty() && Instant::now() >= self.retry_at;
        if is_retry {
            self.retry_at = Instant::now() + RETRY;
            nodes.extend(self.payload.postponed.iter().filter_map(|id| NodeId::from_public(id).ok()));
        }
        let Some(last) =
            entries.last().map(|entry| entry.position).or(is_retry.then_some(self.payload.position))
        else {
            return Ok(Step::UpToDate);
        };
        let nodes: Vec<NodeId> = nodes.into_iter().collect();
        // Writing a part and then failing is harmless: the next attempt deletes by id and adds again.
        let mut failed = Vec::new();
        for some in nodes.chunks(BATCH as usize) {
            let loaded = sources.load(db, some).await.map_err(Failure::Database)?;
            failed.extend(loaded.failed);
            if !loaded.documents.is_empty() || self.may_have(some).await.map_err(Failure::Index)? {
                self.write(some.to_vec(), loaded.documents).await.map_err(Failure::Index)?;
            }
        }
        let step = if (entries.len() as u64) < ROWS { Step::UpToDate } else { Step::More };
        self.payload.position = last;
        let must_commit = is_retry || !failed.is_empty() || self.payload.is_rebuild_due;
        if !self.is_written_to && !must_commit {
            // Drafts, mostly: a commit costs 20 ms whatever it holds. After a restart these rows are read again.
            self.generation.reach(last);
            return Ok(step);
        }
        self.payload.postponed.retain(|id| !nodes.iter().any(|node| node.to_public() == *id));
        self.postpone(&failed);
        self.commit().await.map_err(Failure::Index)?;
        Ok(step)
    }

    /// Is any of `nodes` in the index, or could it be after the next commit?
    async fn may_have(&self, nodes: &[NodeId]) -> Result<bool> {
        if self.is_written_to {
            return Ok(true);
        }
        let (generation, nodes) = (self.generation.clone(), nodes.to_vec());
        blocking(move || generation.has_any(&nodes)).await.map_err(Error::internal)
    }

    /// These left the index (what they were may not be shown any more) and are loaded again later.
    fn postpone(&mut self, failed: &[NodeId]) {
        let ids = failed.iter().map(|node| node.to_public());
        self.payload.postponed.extend(ids);
        if self.payload.postponed.len() > POSTPONED_MAX {
            self.payload.postponed.truncate(POSTPONED_MAX);
            self.payload.is_rebuild_due = true;
        }
    }

    /// Replaces `nodes` by `documents`. Not visible before [`Active::commit`].
    async fn write(&mut self, nodes: Vec<NodeId>, documents: Vec<Document>) -> Result<()> {
        self.is_written_to = true;
        self.with_writer(move |writer| {
            for node in nodes {
                writer.delete(node);
            }
            documents.iter().try_for_each(|document| writer.add(document))
        })
        .await
    }

    async fn commit(&mut self) -> Result<()> {
        let payload = self.payload.clone();
        self.with_writer(move |writer| writer.commit(&payload)).await?;
        self.is_written_to = false;
        self.is_settled = false;
        self.committed = self.payload.position;
        Ok(())
    }

    /// The index on disk says how far it has come: before rows of the outbox go that it would be missing after a restart.
    pub async fn keep_position(&mut self) -> Result<()> {
        if self.committed == self.payload.position { Ok(()) } else { self.commit().await }
    }

    async fn with_writer<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Writer) -> tantivy::Result<T> + Send + 'static,
    ) -> Result<T> {
        let mut writer =
            self.writer.take().ok_or_else(|| Error::internal("the index can't be written any more"))?;
        let worked = blocking(move || {
            let worked = work(&mut writer)?;
            Ok((writer, worked))
        });
        let (writer, worked) = worked.await.map_err(Error::internal)?;
        self.writer = Some(writer);
        Ok(worked)
    }

    /// Waits for what runs in the background and lets go of the directory.
    pub async fn close(mut self) {
        if let Err(error) = self.end_merging().await {
            tracing::warn!(error = chain(&error), "the search index was not read again");
        }
        if let Some(writer) = self.writer.take()
            && let Err(error) = blocking(move || writer.close()).await
        {
            tracing::warn!(error, "the search index was not closed cleanly");
        }
    }
}

/// Runs index work off the async threads; a panic inside tantivy (damaged files) is an error as any other.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> tantivy::Result<T> + Send + 'static,
) -> Result<T, String> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}
