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
    async fn refresh(&self) -> Result<()> {
        self.0.refresh().await
    }

    async fn load(&self, _ids: &[Uuid]) -> Result<Vec<Document>> {
        Ok(Vec::new())
    }

    async fn ids_after(&self, _after: Option<Uuid>, _limit: u64) -> Result<Vec<Uuid>> {
        Ok(Vec::new())
    }
}
