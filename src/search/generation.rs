//! One tantivy index on disk: opened only when it is whole.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use tantivy::merge_policy::NoMergePolicy;
use tantivy::{FutureResult, Index, IndexReader, IndexWriter, ReloadPolicy, Searcher, SegmentMeta};

use super::analysis::chain;
use super::document::Document;
use super::fill;
use super::filled::Filled;
use super::layout::{self, Payload};
use super::query::View;
use super::schema::{self, Fields};
use super::statistics::Cache;
use super::synonyms::Synonyms;
use crate::ids::NodeId;
use crate::outbox::Position;

/// Bytes of documents that are kept in memory before they are written to a segment.
const WRITER_BYTES: usize = 32_000_000;
/// Each segment has more documents than so many times those of all smaller ones; see [`to_merge`].
const STEP: u64 = 4;
/// A segment counts as no smaller than that: to merge so few costs less than the commit that made them.
const SMALL: u64 = 250;

/// A generation that can be searched.
pub struct Generation {
    pub path: PathBuf,
    pub fields: Fields,
    index: Index,
    reader: IndexReader,
    cache: Arc<Cache>,
    /// How far in the outbox what is searched now has come; nothing before the first commit.
    reached: Arc<Mutex<Option<Position>>>,
}

impl Generation {
    /// A new one in an empty directory.
    pub fn create(path: &Path) -> tantivy::Result<Self> {
        let (schema, fields) = schema::build();
        let mut index = Index::create_in_dir(path, schema)?;
        index.set_tokenizers(chain::manager());
        Self::with(path, index, fields)
    }

    /// What another run left. Fails when anything of it is missing, damaged or of another format; reading
    /// damaged files may panic inside tantivy, which is a failure as any other.
    pub fn open(path: &Path) -> Result<(Self, Payload), String> {
        let opened = catch_unwind(AssertUnwindSafe(|| Self::try_open(path)));
        opened.unwrap_or_else(|_| Err("reading it panicked".into()))
    }

    fn try_open(path: &Path) -> Result<(Self, Payload), String> {
        let payload = layout::payload_of(path).ok_or("it says nothing about itself")?;
        if payload.format != schema::FORMAT {
            return Err("it is of another format".into());
        }
        let (schema, fields) = schema::build();
        let text = |error: tantivy::TantivyError| error.to_string();
        let mut index = Index::open_in_dir(path).map_err(text)?;
        if index.schema() != schema {
            return Err("it is of another format".into());
        }
        // Reads every byte once: about a second per gigabyte, and nothing is answered from a damaged file.
        for file in index.load_metas().map_err(text)?.list_segment_files() {
            if !path.join(&file).exists() && !is_optional(&file) {
                return Err(format!("{} is missing", file.display()));
            }
        }
        let damaged = index.validate_checksum().map_err(text)?;
        if let Some(file) = damaged.into_iter().next() {
            return Err(format!("{} is damaged", file.display()));
        }
        index.set_tokenizers(chain::manager());
        let generation = Self::with(path, index, fields).map_err(text)?;
        set(&generation.reached, payload.position);
        Ok((generation, payload))
    }

    fn with(path: &Path, index: Index, fields: Fields) -> tantivy::Result<Self> {
        // Reloaded by the writer after each commit: seen at once, and no file watcher.
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let (cache, reached) = (Arc::default(), Arc::default());
        Ok(Self { path: path.to_owned(), fields, index, reader, cache, reached })
    }

    pub fn reached(&self) -> Option<Position> {
        *self.reached.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nothing was changed until then that shows otherwise here.
    pub fn reach(&self, position: Position) {
        set(&self.reached, position);
    }

    /// Is any of `nodes` there, be it deleted since?
    pub fn has_any(&self, nodes: &[NodeId]) -> tantivy::Result<bool> {
        for reader in self.searcher().segment_readers() {
            let index = reader.inverted_index(self.fields.node)?;
            for node in nodes {
                if index.get_term_info(&schema::node_term(&self.fields, *node))?.is_some() {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    pub fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// What a search of `searcher` needs, without a thesaurus; it must be of this generation.
    pub fn view<'a>(&'a self, searcher: &'a Searcher) -> View<'a> {
        static NONE: LazyLock<Synonyms> = LazyLock::new(Synonyms::default);
        View { searcher, fields: &self.fields, cache: &self.cache, synonyms: &NONE }
    }

    pub fn writer(&self) -> tantivy::Result<Writer> {
        // One thread: a rebuild must leave the other cores to the searches.
        let inner = self.index.writer_with_num_threads(1, WRITER_BYTES)?;
        // Who writes says when segments are merged.
        inner.set_merge_policy(Box::new(NoMergePolicy));
        let reached = self.reached.clone();
        let (reader, cache) = (self.reader.clone(), self.cache.clone());
        Ok(Writer { inner, reader, cache, fields: self.fields, reached })
    }
}

fn set(reached: &Mutex<Option<Position>>, position: Position) {
    *reached.lock().unwrap_or_else(PoisonError::into_inner) = Some(position);
}

/// Only these may be listed without being there.
fn is_optional(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "del" || extension == "temp")
}

/// Writes to a generation. One at a time.
pub struct Writer {
    inner: IndexWriter<Filled>,
    reader: IndexReader,
    cache: Arc<Cache>,
    fields: Fields,
    reached: Arc<Mutex<Option<Position>>>,
}

impl Writer {
    pub fn delete(&self, node: NodeId) {
        self.inner.delete_term(schema::node_term(&self.fields, node));
    }

    /// Adds a document that is not there; one that nobody may see is left out.
    pub fn add(&self, document: &Document) -> tantivy::Result<()> {
        if let Some(document) = fill::filled(&self.fields, document) {
            self.inner.add_document(document)?;
        }
        Ok(())
    }

    /// Everything since the last commit, together with `payload`, becomes durable and visible.
    pub fn commit(&mut self, payload: &Payload) -> tantivy::Result<()> {
        let position = payload.position;
        let payload = serde_json::to_string(payload)
            .map_err(|error| tantivy::TantivyError::InternalError(error.to_string()))?;
        let mut commit = self.inner.prepare_commit()?;
        commit.set_payload(&payload);
        commit.commit()?;
        self.show()?;
        set(&self.reached, position);
        Ok(())
    }

    pub fn count_segments(&self) -> usize {
        self.reader.searcher().segment_readers().len()
    }

    /// Begins to merge segments that are too many for what they hold ([`to_merge`]). When what it answers is done,
    /// [`Writer::show`] is to be called; what is committed meanwhile waits for nothing. `None`: there is nothing to merge.
    pub fn merge(&mut self) -> Option<FutureResult<Option<SegmentMeta>>> {
        let searcher = self.reader.searcher();
        let mut segments: Vec<_> = searcher.segment_readers().iter().collect();
        segments.sort_by_key(|segment| segment.num_docs());
        let sizes: Vec<u64> = segments.iter().map(|segment| segment.num_docs().into()).collect();
        let ids: Vec<_> = segments[..to_merge(&sizes)].iter().map(|segment| segment.segment_id()).collect();
        (!ids.is_empty()).then(|| self.inner.merge(&ids))
    }

    /// From now on searches see the index as it is on disk.
    pub fn show(&mut self) -> tantivy::Result<()> {
        self.reader.reload()?;
        self.cache.keep(&self.reader.searcher());
        Ok(())
    }

    /// Waits for the merges that run, so that the directory can be left.
    pub fn close(self) -> tantivy::Result<()> {
        self.inner.wait_merging_threads()
    }
}

/// How many of the segments, of these sizes from the smallest on, are to become one: as many as are small beside those
/// below them. Each segment costs every search (a word takes a quarter less of one segment than of eight); merging costs
/// 24 µs a document, so that a commit of one thing is followed by 24 ms at the most before it reaches the larger ones.
fn to_merge(sizes: &[u64]) -> usize {
    let (mut below, mut count) = (0, 0);
    for (i, size) in sizes.iter().map(|size| size.max(&SMALL)).enumerate() {
        if STEP * below >= *size {
            count = i + 1;
        }
        below += size;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_that_are_small_beside_those_below_them_become_one() {
        for (sizes, count) in [
            (&[][..], 0),
            (&[7], 0),
            (&[1, 1], 2),
            (&[1, 1_000], 2),
            (&[1, 1_001], 0),
            (&[100_000], 0),
            (&[1, 2, 100_000], 2),
            (&[900, 4_000, 100_000], 0),
            (&[900, 1_000, 4_000, 100_000], 3),
            (&[1_759, 7_000, 7_011, 7_030, 7_033, 7_035, 7_051, 56_081], 8),
            (&[900, 4_000, 25_000, 100_000], 4),
        ] {
            assert_eq!(to_merge(sizes), count, "{sizes:?}");
        }
    }

    #[test]
    fn segments_stay_few_at_the_price_of_some_hundred_documents_a_commit() {
        let (mut sizes, mut merged, mut most) = (Vec::new(), 0, 0);
        let added = 20_000;
        for _ in 0..added {
            sizes.insert(0, 1);
            let count = to_merge(&sizes);
            if count > 1 {
                let sum: u64 = sizes.drain(..count).sum();
                merged += sum;
                sizes.insert(sizes.partition_point(|size| *size < sum), sum);
            }
            most = most.max(sizes.len());
        }
        assert!(most <= 5, "{most} segments");
        assert!(merged / added < 600, "{} documents a commit", merged / added);
    }
}
