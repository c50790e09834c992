//! A database, an index in a temporary directory, and a source that is a map in memory.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::db::Db;
use bigdatagemeenten::error::{Error, Result};
use bigdatagemeenten::ids::{NodeId, NodeKind};
use bigdatagemeenten::outbox::{self, Event};
use bigdatagemeenten::page::{Page, Slice};
use bigdatagemeenten::search::{
    Document, Highlight, Hit, Projector, Search, SearchRequest, SearchResults, Source,
};
use chrono::{DateTime, Duration, TimeZone, Utc};
use uuid::Uuid;

pub const PUBLIC: &str = "public";
pub const SECRET: &str = "m:secret";

/// The things of one kind.
pub struct Things {
    kind: NodeKind,
    pub documents: Mutex<BTreeMap<Uuid, Document>>,
    /// Ids that can't be loaded.
    pub poison: Mutex<Vec<Uuid>>,
}

#[async_trait]
impl Source for Things {
    fn kind(&self) -> NodeKind {
        self.kind
    }

    async fn load(&self, ids: &[Uuid]) -> Result<Vec<Document>> {
        if ids.iter().any(|id| self.poison.lock().unwrap().contains(id)) {
            return Err(Error::internal("poison"));
        }
        let documents = self.documents.lock().unwrap();
        Ok(ids.iter().filter_map(|id| documents.get(id).cloned()).collect())
    }

    async fn ids_after(&self, after: Option<Uuid>, limit: u64) -> Result<Vec<Uuid>> {
        let documents = self.documents.lock().unwrap();
        let behind = documents.keys().filter(|id| after.is_none_or(|after| **id > after));
        Ok(behind.take(limit as usize).copied().collect())
    }
}

pub struct World {
    pub db: Db,
    pub search: Search,
    pub directory: tempfile::TempDir,
    sources: BTreeMap<NodeKind, Arc<Things>>,
    made: u64,
}

pub fn at(days: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 1, 1, 9, 0, 0).unwrap() + Duration::days(days)
}

impl World {
    pub async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let db = database(directory.path()).await;
        let search = Search::new(directory.path().join("index"));
        let things =
            |kind| (kind, Arc::new(Things { kind, documents: Mutex::default(), poison: Mutex::default() }));
        Self { db, search, directory, sources: NodeKind::ALL.into_iter().map(things).collect(), made: 0 }
    }

    pub fn things(&self, kind: NodeKind) -> &Things {
        &self.sources[&kind]
    }

    pub fn index(&self) -> std::path::PathBuf {
        self.directory.path().join("index")
    }

    pub fn clock(&self) -> Clock {
        Clock::fixed(at(300))
    }

    pub fn projector(&self) -> Projector {
        self.projector_of(&self.search)
    }

    pub fn projector_of(&self, search: &Search) -> Projector {
        self.projector_on(search, self.clock())
    }

    pub fn projector_on(&self, search: &Search, clock: Clock) -> Projector {
        let sources = self.sources.values().map(|source| source.clone() as Arc<dyn Source>).collect();
        Projector::new(search, self.db.clone(), clock, sources).unwrap()
    }

    /// A public document with a title; later ones are newer.
    pub fn document(&mut self, kind: NodeKind, title: &str) -> Document {
        self.made += 1;
        let node = NodeId::new(kind, Uuid::from_u128(u128::from(self.made) << 64 | 7));
        let mut document = Document::new(node, title, at(self.made as i64));
        document.scope_terms = vec![PUBLIC.into()];
        document
    }

    /// Stores the document and tells of it.
    pub async fn put(&self, document: Document) -> NodeId {
        let node = document.node;
        self.things(node.kind).documents.lock().unwrap().insert(node.uuid, document);
        self.tell(Event::Changed(node)).await;
        node
    }

    /// A public report that says this, and is found.
    pub async fn report(&mut self, body: &str) -> NodeId {
        let report = Document { body: body.into(), ..self.document(NodeKind::Report, "Een dag") };
        let report = self.put(report).await;
        self.catch_up().await;
        report
    }

    pub async fn remove(&self, node: NodeId) {
        self.things(node.kind).documents.lock().unwrap().remove(&node.uuid);
        self.tell(Event::Changed(node)).await;
    }

    pub async fn tell(&self, event: Event) {
        let tx = self.db.begin().await.unwrap();
        outbox::record(&tx, event, at(300)).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Brings the index up to date as a command line does.
    pub async fn catch_up(&self) {
        let mut projector = self.projector();
        projector.catch_up().await.unwrap();
        projector.close().await;
    }

    pub async fn ask(&self, request: SearchRequest) -> SearchResults {
        self.search.search(request).await.unwrap()
    }

    /// Segments of the index, as it says on disk.
    pub fn segments(&self) -> usize {
        let generations = std::fs::read_dir(self.index()).unwrap().map(|entry| entry.unwrap().path());
        let metas = generations.filter(|path| path.is_dir()).map(|path| path.join("meta.json"));
        let count = |path| {
            let meta: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
            meta["segments"].as_array().unwrap().len()
        };
        metas.map(count).sum()
    }

    /// The same with the highlights of each hit.
    pub async fn marked(&self, request: SearchRequest) -> (SearchResults, Vec<Vec<Highlight>>) {
        let scope_terms = request.scope_terms.clone();
        let (results, marks) = self.search.search_to_mark(request).await.unwrap();
        let things: Vec<_> = nodes(&results.hits).into_iter().map(|node| (node, None)).collect();
        let mut found = self.search.highlights(&marks, &things, scope_terms.as_deref()).await.unwrap();
        let of_hit = |(node, _): &(NodeId, _)| found.remove(node).unwrap_or_default();
        let highlights = things.iter().map(of_hit).collect();
        (results, highlights)
    }

    /// The nodes that an anonymous reader finds, best first.
    pub async fn find(&self, text: &str) -> Vec<NodeId> {
        nodes(&self.ask(request(text)).await.hits)
    }
}

pub async fn database(directory: &Path) -> Db {
    let url = format!("sqlite://{}", directory.join("network.sqlite").display());
    let db = Db::connect(&url, 4).await.unwrap();
    db.migrate().await.unwrap();
    db
}

/// Everything there is to ask, for an anonymous reader.
pub fn request(text: &str) -> SearchRequest {
    SearchRequest {
        text: text.into(),
        page: Page::first(100),
        want_total: true,
        want_facets: true,
        ..SearchRequest::first(20)
    }
}

pub fn nodes(hits: &Slice<Hit>) -> Vec<NodeId> {
    hits.rows.iter().map(|(_, hit)| hit.node).collect()
}

/// The report of 11 October 2016, from beside the repository; it is read and never copied into it.
pub fn seed() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places =
        ["../shared", "../../shared"].map(|place| root.join(place).join("seed/zaanstad-2016-10-11.txt"));
    let text = places.iter().find_map(|path| std::fs::read_to_string(path).ok());
    text.expect("the seed text lies beside the repository")
}
