//! Loading documents so that one that can't be loaded does not stop the others.

use std::collections::{BTreeMap, HashMap};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt;
use uuid::Uuid;

use super::document::Document;
use super::source::{Source, Version};
use crate::db::Db;
use crate::db::state::State;
use crate::error::{Error, Result};
use crate::ids::{NodeId, NodeKind};

/// Documents loaded at once.
pub const BATCH: u64 = 200;

/// The features' sources, by kind.
#[derive(Clone)]
pub struct Sources {
    db: Db,
    kinds: Arc<BTreeMap<NodeKind, Arc<dyn Source>>>,
}

/// What came of loading some things.
#[derive(Debug, Default)]
pub struct Loaded {
    pub documents: Vec<Document>,
    /// The database answers, but not for these.
    pub failed: Vec<NodeId>,
}

impl Sources {
    /// `db`: what they read from.
    pub fn new(db: Db, sources: Vec<Arc<dyn Source>>) -> Self {
        Self { db, kinds: Arc::new(sources.into_iter().map(|source| (source.kind(), source)).collect()) }
    }

    /// The state that what they read is in; `None` where that is not known.
    pub fn state(&self) -> Option<State> {
        self.db.state()
    }

    pub fn all(&self) -> impl Iterator<Item = &Arc<dyn Source>> {
        self.kinds.values()
    }

    /// What sources keep in memory is read anew: before an index is built, or followed from where another run left it.
    pub async fn refresh(&self) -> Result<()> {
        for source in self.all() {
            guarded(source.refresh()).await?;
        }
        Ok(())
    }

    /// The present state of `nodes`, at most [`BATCH`] of them; those of kinds without a source are absent.
    /// Fails when the database does not answer at all.
    pub async fn load(&self, db: &Db, nodes: &[NodeId]) -> Result<Loaded> {
        let mut loaded = Loaded::default();
        for (kind, source) in self.kinds.iter() {
            let ids: Vec<Uuid> =
                nodes.iter().filter(|node| node.kind == *kind).map(|node| node.uuid).collect();
            if ids.is_empty() {
                continue;
            }
            match load_anew(&**source, &ids).await {
                Ok(documents) => loaded.documents.extend(documents),
                Err(error) => one_by_one(db, &**source, &ids, error, &mut loaded).await?,
            }
        }
        Ok(loaded)
    }

    /// The present documents of `nodes`; those that can't be loaded are absent.
    pub async fn documents(&self, nodes: &[NodeId]) -> HashMap<NodeId, Document> {
        let mut documents = HashMap::with_capacity(nodes.len());
        for (kind, source) in self.kinds.iter() {
            let ids: Vec<Uuid> =
                nodes.iter().filter(|node| node.kind == *kind).map(|node| node.uuid).collect();
            if !ids.is_empty() {
                documents.extend(or_none(*kind, source.load(&ids)).await);
            }
        }
        documents
    }

    /// What `things`, which were just seen in these versions, are called by others ([`Source::name`]); those that can't be
    /// loaded are absent.
    pub async fn names(&self, things: &[(NodeId, Version)]) -> HashMap<NodeId, Document> {
        let mut documents = HashMap::with_capacity(things.len());
        for (kind, source) in self.kinds.iter() {
            let of_kind = things.iter().filter(|(node, _)| node.kind == *kind);
            let of_kind: Vec<(Uuid, Version)> =
                of_kind.map(|(node, version)| (node.uuid, *version)).collect();
            if !of_kind.is_empty() {
                documents.extend(or_none(*kind, source.name(&of_kind)).await);
            }
        }
        documents
    }
}

async fn one_by_one(
    db: &Db,
    source: &dyn Source,
    ids: &[Uuid],
    error: Error,
    loaded: &mut Loaded,
) -> Result<()> {
    let node = |id: Uuid| NodeId::new(source.kind(), id);
    if db.ping().await.is_err() {
        return Err(error);
    }
    if let [id] = ids {
        report(node(*id), &error);
        loaded.failed.push(node(*id));
        return Ok(());
    }
    for id in ids {
        match load_anew(source, &[*id]).await {
            Ok(documents) => loaded.documents.extend(documents),
            Err(error) => {
                if db.ping().await.is_err() {
                    return Err(error);
                }
                report(node(*id), &error);
                loaded.failed.push(node(*id));
            }
        }
    }
    Ok(())
}

/// What was loaded by node; nothing when that failed, which the log tells.
async fn or_none(
    kind: NodeKind,
    loading: impl Future<Output = Result<Vec<Document>>>,
) -> impl Iterator<Item = (NodeId, Document)> {
    let loaded = guarded(loading).await.unwrap_or_else(|error| {
        tracing::warn!(kind = kind.name(), error = chain(&error), "not loaded");
        Vec::new()
    });
    loaded.into_iter().map(|document| (document.node, document))
}

/// For the index.
async fn load_anew(source: &dyn Source, ids: &[Uuid]) -> Result<Vec<Document>> {
    guarded(async {
        source.refresh().await?;
        source.load(ids).await
    })
    .await
}

/// A source that panics fails.
pub(super) async fn guarded<T>(reading: impl Future<Output = Result<T>>) -> Result<T> {
    let reading = AssertUnwindSafe(reading).catch_unwind().await;
    reading.unwrap_or_else(|_| Err(Error::internal("the source panicked")))
}

fn report(node: NodeId, error: &Error) {
    tracing::warn!(node = %node, kind = node.kind.name(), error = chain(error), "not loaded for search; tried again later");
}

/// An error with its causes, for the log.
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
