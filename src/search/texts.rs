//! The texts that highlights are taken from: in the version that was just seen, and kept for as long as it is that one, with
//! their words. To read the texts of a page anew for each search costs more than the search.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use uuid::Uuid;

use super::analysis::keys::Reader;
use super::concordance::Concordance;
use super::document::{Document, Said};
use super::load::{Sources, chain, guarded};
use super::source::{Source, Version};
use crate::error::{Error, Result};
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

    /// Analyses the text when nobody has before, which takes 20 µs for 300 words that are known.
    pub fn words(&self, reader: &mut Reader) -> &Concordance {
        self.words.get_or_init(|| Concordance::of(&self.text, reader))
    }

    /// Bytes, with its words: of usual texts they take a little more than the text, of short words twice that, and where every
    /// word is a block four times.
    fn weight(&self) -> usize {
        self.text.len() * 3
    }
}

impl From<Said> for Text {
    fn from(said: Said) -> Self {
        let Said { title, summary, body, scope_terms, .. } = said;
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
    /// The texts of `things`, each in the version that it was just seen to be there in if it has any, and the documents of
    /// those without; those that can't be loaded are absent.
    pub async fn of(
        &self,
        sources: &Sources,
        things: &[(NodeId, Option<Version>)],
    ) -> (HashMap<NodeId, Arc<Text>>, HashMap<NodeId, Document>) {
        let (mut texts, mut documents) = (HashMap::with_capacity(things.len()), HashMap::new());
        for source in sources.all() {
            let (mut unread, mut unversioned) = (Vec::new(), Vec::new());
            for (node, version) in things.iter().filter(|(node, _)| node.kind == source.kind()) {
                let Some(version) = version else {
                    unversioned.push(node.uuid);
                    continue;
                };
                match self.known(*node, *version) {
                    Some(text) => drop(texts.insert(*node, text)),
                    None => unread.push((node.uuid, *version)),
                }
            }
            let read = async {
                if !unread.is_empty() {
                    self.read(&**source, &unread, &mut texts).await?;
                }
                if !unversioned.is_empty() {
                    for document in guarded(source.load(&unversioned)).await? {
                        texts.insert(document.node, Arc::new(Text::from(Said::from(document.clone()))));
                        documents.insert(document.node, document);
                    }
                }
                Ok::<(), Error>(())
            };
            if let Err(error) = read.await {
                tracing::warn!(kind = source.kind().name(), error = chain(&error), "no texts for highlights");
            }
        }
        (texts, documents)
    }

    fn known(&self, node: NodeId, version: Version) -> Option<Arc<Text>> {
        self.0.get(&node).filter(|(known, _)| *known == version).map(|(_, text)| text)
    }

    /// What is read may be newer than its version here, and is then read again.
    async fn read(
        &self,
        source: &dyn Source,
        unread: &[(Uuid, Version)],
        texts: &mut HashMap<NodeId, Arc<Text>>,
    ) -> Result<()> {
        for said in guarded(source.say(unread)).await? {
            let node = NodeId::new(source.kind(), said.id);
            let version = unread.iter().find(|(id, _)| *id == said.id).map(|(_, version)| *version);
            let text = Arc::new(Text::from(said));
            if let Some(version) = version {
                self.0.insert(node, (version, text.clone()));
            }
            texts.insert(node, text);
        }
        Ok(())
    }
}
