//! The texts that highlights are taken from: as they are at this moment, and kept for as long as their version is the
//! present one, with their words. To make plain text of Markdown anew for each search costs more than the search, and so does
//! it to analyse the texts of a page.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use uuid::Uuid;

use super::analysis::stem::DutchStemmer;
use super::concordance::Concordance;
use super::document::Document;
use super::load::{Sources, chain, load};
use super::source::{Source, Version};
use crate::error::Result;
use crate::ids::NodeId;

/// Bytes of texts that are kept, with their words.
const BYTES_MAX: u64 = 32 << 20;

/// What a highlight is taken from, and who may see it.
#[derive(Debug)]
pub struct Text {
    pub title: Read,
    pub summary: Read,
    pub body: Read,
    pub scope_terms: Vec<String>,
}

/// A text and, once somebody has asked for them, its words.
#[derive(Debug)]
pub struct Read {
    text: String,
    words: OnceLock<Concordance>,
}

impl From<String> for Read {
    fn from(text: String) -> Self {
        Self { text, words: OnceLock::new() }
    }
}

impl Read {
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Analyses the text when nobody has before, which takes 0.2 ms for 300 words.
    pub fn words(&self, stemmer: &mut DutchStemmer) -> &Concordance {
        self.words.get_or_init(|| Concordance::of(&self.text, stemmer))
    }

    /// Bytes, with its words: they take about two and a half times as many.
    fn weight(&self) -> usize {
        self.text.len() * 7 / 2
    }
}

impl From<Document> for Text {
    fn from(document: Document) -> Self {
        let Document { title, summary, body, scope_terms, .. } = document;
        Self { title: title.into(), summary: summary.into(), body: body.into(), scope_terms }
    }
}

/// Texts that were asked for lately. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Texts(Arc<Cache<NodeId, (Version, Arc<Text>), ByLength>>);

#[derive(Clone, Debug)]
struct ByLength;

impl Weighter<NodeId, (Version, Arc<Text>)> for ByLength {
    fn weight(&self, _: &NodeId, (_, text): &(Version, Arc<Text>)) -> u64 {
        (text.title.weight() + text.summary.weight() + text.body.weight() + 500) as u64
    }
}

impl Default for Texts {
    fn default() -> Self {
        Self(Arc::new(Cache::with_weighter(8_000, BYTES_MAX, ByLength)))
    }
}

impl Texts {
    /// The present texts of `nodes`; those that can't be loaded are absent.
    pub async fn of(&self, sources: &Sources, nodes: &[NodeId]) -> HashMap<NodeId, Arc<Text>> {
        let mut texts = HashMap::with_capacity(nodes.len());
        for source in sources.all() {
            let of_kind = nodes.iter().filter(|node| node.kind == source.kind());
            let ids: Vec<Uuid> = of_kind.map(|node| node.uuid).collect();
            if ids.is_empty() {
                continue;
            }
            if let Err(error) = self.of_kind(&**source, &ids, &mut texts).await {
                tracing::warn!(kind = source.kind().name(), error = chain(&error), "no texts for highlights");
            }
        }
        texts
    }

    async fn of_kind(
        &self,
        source: &dyn Source,
        ids: &[Uuid],
        texts: &mut HashMap<NodeId, Arc<Text>>,
    ) -> Result<()> {
        // Before the texts: what is loaded may be newer than its version here, and is then loaded again.
        let versions = source.versions(ids).await?;
        let mut missing = Vec::new();
        for id in ids {
            let node = NodeId::new(source.kind(), *id);
            let known = versions.get(id).and_then(|version| {
                self.0.get(&node).filter(|(known, _)| known == version).map(|(_, text)| text)
            });
            match known {
                Some(text) => drop(texts.insert(node, text)),
                None => missing.push(*id),
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        for document in load(source, &missing).await? {
            let node = document.node;
            let text = Arc::new(Text::from(document));
            if let Some(version) = versions.get(&node.uuid) {
                self.0.insert(node, (*version, text.clone()));
            }
            texts.insert(node, text);
        }
        Ok(())
    }
}
