//! The handle that answers searches: whatever generation is current, waiting for the first one.
//!
//! Searches run on tokio's blocking threads, as many at once as there are cores: one takes about a millisecond of
//! CPU, and may wait for the disk, which would hold up every other request of an async thread. Handing it over
//! costs some microseconds.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use arc_swap::{ArcSwap, ArcSwapOption};
use tantivy::TantivyError;
use tokio::sync::{Notify, Semaphore, watch};

use super::analysis::keys::READERS;
use super::analysis::stem;
use super::completions;
use super::concept::Concept;
use super::document::Document;
use super::generation::Generation;
use super::highlight::Marker;
use super::load::Sources;
use super::peers::{self, Peer};
use super::query::{self, View};
use super::request::{
    CompletionRequest, Highlight, SearchRequest, SearchResults, SuggestRequest, Suggestion,
};
use super::similar::{self, Asked, Similar};
use super::source::Version;
use super::suggest;
use super::synonyms::KnownSynonyms;
use super::texts::Texts;
use super::weights::Weights;
use crate::db::Answers;
use crate::error::{Error, Result};
use crate::ids::NodeId;
use crate::outbox::Position;

/// Documents that are kept to write suggested queries by, and bytes of the text of each: longer ones are read again.
const TOLD_MAX: usize = 500;
const TOLD_BYTES: usize = 16_384;
/// How long a search waits for the first index.
const FIRST_BUILD: Duration = Duration::from_secs(5);

/// What a search looked for: what [`Search::highlights`] marks. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Marks(Arc<Vec<Concept>>);

/// Cheap to clone.
#[derive(Clone)]
pub struct Search(Arc<Shared>);

struct Shared {
    root: PathBuf,
    current: ArcSwapOption<Generation>,
    /// Whether there is a current generation.
    is_ready: watch::Sender<bool>,
    /// A search failed on reading: the index has to be built anew.
    damaged: Notify,
    running: Arc<Semaphore>,
    /// What else to look for.
    synonyms: KnownSynonyms,
    /// Where highlights take their texts from: the index keeps none.
    sources: ArcSwapOption<Sources>,
    texts: Texts,
    /// How suggested queries are written.
    told: Answers<NodeId, Arc<Document>>,
    weights: ArcSwap<Weights>,
}

impl Search {
    /// Over the index in the directory `root`. It answers once a [`super::Projector`] has opened or built it.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self(Arc::new(Shared {
            root: root.into(),
            current: ArcSwapOption::empty(),
            is_ready: watch::Sender::new(false),
            damaged: Notify::new(),
            running: Arc::new(Semaphore::new(cores.max(2))),
            synonyms: KnownSynonyms::default(),
            sources: ArcSwapOption::empty(),
            texts: Texts::default(),
            told: Answers::new(TOLD_MAX),
            weights: ArcSwap::from_pointee(Weights::DEFAULT),
        }))
    }

    pub fn root(&self) -> &Path {
        &self.0.root
    }

    /// Is there an index to answer from?
    pub fn is_ready(&self) -> bool {
        *self.0.is_ready.borrow()
    }

    /// How far in the outbox what is answered from has come: all that was committed before can be found here.
    pub fn reached(&self) -> Option<Position> {
        self.0.current.load().as_ref().and_then(|generation| generation.reached())
    }

    /// Never fails because of what was typed. Fails with `Unavailable` when there is still no index after
    /// five seconds, and with `Internal` when the index can't be read; it is then rebuilt.
    pub async fn search(&self, request: SearchRequest) -> Result<SearchResults> {
        Ok(self.search_to_mark(request).await?.0)
    }

    /// The same, and what to mark in what was found: for [`Search::highlights`].
    pub async fn search_to_mark(&self, request: SearchRequest) -> Result<(SearchResults, Marks)> {
        let weights = **self.0.weights.load();
        let answer = self.run(move |view| query::search(view, &request, &weights)).await?;
        Ok((answer.results, Marks(Arc::new(answer.concepts))))
    }

    /// The best first, at most `limit`; none for a blank prefix. Fails like [`Search::search`].
    pub async fn suggest(&self, request: SuggestRequest) -> Result<Vec<Suggestion>> {
        let typed = suggest::typed(&request.prefix);
        let mut found = self.run(move |view| suggest::suggest(view, &request)).await?;
        // The index keeps no names but titles. Everybody sees what themes and municipalities are called.
        let unexplained = suggest::found_otherwise(&found, &typed);
        if let Some(sources) = self.0.sources.load_full().filter(|_| !unexplained.is_empty()) {
            let documents = sources.documents(&unexplained).await;
            for suggestion in &mut found {
                let document = documents.get(&suggestion.node);
                suggestion.also_called = document.and_then(|document| suggest::name_for(document, &typed));
            }
        }
        Ok(found)
    }

    /// Queries that begin with the prefix, best first ([`completions::drafts`]), as texts write them. Fails like
    /// [`Search::search`].
    pub async fn completions(&self, request: CompletionRequest) -> Result<Vec<String>> {
        let drafts =
            self.run(move |view| stem::with(|stemmer| completions::drafts(view, &request, stemmer))).await?;
        let documents = self.telling(drafts.texts()).await;
        self.run(move |_| stem::with(|stemmer| Ok(drafts.written(&documents, stemmer)))).await
    }

    /// The documents of `nodes` as they are now. Who types asks for the same ones letter by letter: where it is known that
    /// nothing was committed, they are not read again.
    async fn telling(&self, nodes: Vec<NodeId>) -> HashMap<NodeId, Arc<Document>> {
        let Some(sources) = self.0.sources.load_full().filter(|_| !nodes.is_empty()) else {
            return HashMap::new();
        };
        let state = sources.state();
        let known = self.0.told.recall(state, nodes.iter());
        let (mut told, mut unknown) = (HashMap::with_capacity(nodes.len()), Vec::new());
        for (node, known) in nodes.into_iter().zip(known) {
            match known {
                Some(document) => drop(told.insert(node, document)),
                None => unknown.push(node),
            }
        }
        if !unknown.is_empty() {
            let read = sources.documents(&unknown).await;
            let read: Vec<_> = read.into_iter().map(|(node, it)| (node, Arc::new(it))).collect();
            let short =
                read.iter().filter(|(_, it)| it.title.len() + it.summary.len() + it.body.len() <= TOLD_BYTES);
            self.0.told.keep(state, short.cloned());
            told.extend(read);
        }
        told
    }

    /// What is like the thing, best first and at most `limit`, of what carries one of `scope_terms` and is none of `apart`;
    /// nothing when the thing carries none of them or can't be found. Fails like [`Search::search`].
    pub async fn similar(
        &self,
        node: NodeId,
        apart: Vec<NodeId>,
        scope_terms: Option<Vec<String>>,
        limit: usize,
    ) -> Result<Vec<Similar>> {
        let Some(sources) = self.0.sources.load_full() else { return Ok(Vec::new()) };
        let found = sources.documents(&[node]).await.remove(&node).filter(|_| limit > 0);
        let Some(document) = found else { return Ok(Vec::new()) };
        let asked = Asked { document, apart, scope_terms };
        if !asked.may_see_it() {
            return Ok(Vec::new());
        }
        self.run(move |view| stem::with(|stemmer| similar::closest(view, &asked, limit, stemmer))).await
    }

    /// Municipalities that work on the same as the one with this CBS code, closest first, by what carries one of
    /// `scope_terms`; former ones too, which only the register knows. Fails like [`Search::search`].
    pub async fn peers(&self, municipality: String, scope_terms: Option<Vec<String>>) -> Result<Vec<Peer>> {
        self.run(move |view| peers::peers(view, &municipality, scope_terms.as_deref())).await
    }

    /// Marks what matched in `things`, each in the version that it was just seen in if its kind has any, as far as who
    /// carries `scope_terms` may see what is marked; of what matched in none of their texts, in the themes and names by which
    /// it was found. What nothing can be marked in is absent.
    pub async fn highlights(
        &self,
        marks: &Marks,
        things: &[(NodeId, Option<Version>)],
        scope_terms: Option<&[String]>,
    ) -> Result<HashMap<NodeId, Vec<Highlight>>> {
        let Some(sources) = self.0.sources.load_full() else { return Ok(HashMap::new()) };
        if marks.0.is_empty() || things.is_empty() {
            return Ok(HashMap::new());
        }
        let may_see =
            |terms: &[String]| scope_terms.is_none_or(|own| terms.iter().any(|term| own.contains(term)));
        let (mut texts, mut documents) = self.0.texts.of(&sources, things).await;
        texts.retain(|_, text| may_see(&text.scope_terms));
        let mut found = self.mark(marks, texts, |marker, text| marker.highlights(text)).await?;
        // Names of people are never kept: somebody may have hidden themselves a moment ago.
        documents.retain(|node, _| !found.contains_key(node));
        let rest = things.iter().filter(|(node, _)| !found.contains_key(node));
        let rest: Vec<(NodeId, Version)> =
            rest.filter_map(|(node, version)| Some((*node, (*version)?))).collect();
        documents.extend(sources.names(&rest).await);
        documents.retain(|_, document| may_see(&document.scope_terms));
        if !documents.is_empty() {
            found.extend(self.mark(marks, documents, |marker, document| marker.names(document)).await?);
        }
        Ok(found)
    }

    /// The highlights of those of `texts` that have any.
    async fn mark<T: Send + 'static>(
        &self,
        marks: &Marks,
        texts: HashMap<NodeId, T>,
        mark: impl Fn(&mut Marker<'_>, &T) -> Vec<Highlight> + Send + 'static,
    ) -> Result<HashMap<NodeId, Vec<Highlight>>> {
        let permit = self.0.running.clone().acquire_owned().await.map_err(Error::internal)?;
        let concepts = marks.0.clone();
        let marked = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let mut reader = READERS.lend();
            let mut marker = Marker::new(&concepts, reader.get());
            let marked = texts.iter().map(|(node, text)| (*node, mark(&mut marker, text)));
            marked.filter(|(_, highlights)| !highlights.is_empty()).collect()
        });
        marked.await.map_err(Error::internal)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&View<'_>) -> tantivy::Result<T> + Send + 'static,
    ) -> Result<T> {
        let generation = self.generation().await?;
        let synonyms = self.0.synonyms.load();
        let permit = self.0.running.clone().acquire_owned().await.map_err(Error::internal)?;
        let done = tokio::task::spawn_blocking(move || {
            // Kept while the work runs, also when nobody waits for it any more.
            let _permit = permit;
            let searcher = generation.searcher();
            work(&View { synonyms: &synonyms, ..generation.view(&searcher) })
        })
        .await;
        match done {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => {
                if is_damage(&error) {
                    self.0.damaged.notify_one();
                }
                Err(Error::internal(error))
            }
            // Reading damaged files may panic inside tantivy.
            Err(error) => {
                self.0.damaged.notify_one();
                Err(Error::internal(error))
            }
        }
    }

    async fn generation(&self) -> Result<Arc<Generation>> {
        if let Some(generation) = self.0.current.load_full() {
            return Ok(generation);
        }
        let mut is_ready = self.0.is_ready.subscribe();
        let _ = tokio::time::timeout(FIRST_BUILD, is_ready.wait_for(|is_ready| *is_ready)).await;
        self.0.current.load_full().ok_or(Error::Unavailable { what: "search", retry_after_seconds: 5 })
    }

    /// What else searches look for; who fills it does not hold on to the search, whose sources it may be part of.
    pub fn known_synonyms(&self) -> KnownSynonyms {
        self.0.synonyms.clone()
    }

    /// From now on scores are made with other numbers: to measure what a step is worth, never for who searches.
    pub fn weigh(&self, weights: Weights) {
        self.0.weights.store(Arc::new(weights));
    }

    /// From now on `generation` answers; searches that run finish on the one before.
    pub(super) fn swap(&self, generation: Arc<Generation>) {
        self.0.current.store(Some(generation));
        self.0.is_ready.send_replace(true);
    }

    /// From now on highlights take their texts from `sources`.
    pub(super) fn read_from(&self, sources: Sources) {
        self.0.sources.store(Some(Arc::new(sources)));
    }

    /// Resolves when a search found the index damaged.
    pub(super) async fn damaged(&self) {
        self.0.damaged.notified().await;
    }
}

/// Everything but what the request itself could be to blame for.
fn is_damage(error: &TantivyError) -> bool {
    !matches!(error, TantivyError::InvalidArgument(_) | TantivyError::FieldNotFound(_))
}
