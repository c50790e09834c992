//! How search hears of the thesaurus. A concept is nothing that can be found, but words to find other things by.

use async_trait::async_trait;
use uuid::Uuid;

use super::service::Thesaurus;
use crate::error::Result;
use crate::ids::NodeKind;
use crate::search::{Document, Source};

pub struct ConceptSource(pub Thesaurus);

#[async_trait]
impl Source for ConceptSource {
    fn kind(&self) -> NodeKind {
        NodeKind::Concept
    }

    /// Reads the thesaurus anew: that it changed, perhaps by another process, is told here first.
    async fn load(&self, _ids: &[Uuid]) -> Result<Vec<Document>> {
        self.0.refresh().await?;
        Ok(Vec::new())
    }

    /// None; but what changed before an index began to follow the outbox is told by nothing else.
    async fn ids_after(&self, _after: Option<Uuid>, _limit: u64) -> Result<Vec<Uuid>> {
        self.0.refresh().await?;
        Ok(Vec::new())
    }
}
