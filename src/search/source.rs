//! How features give their things to search.

use async_trait::async_trait;
use uuid::Uuid;

use super::document::{Document, Said};
pub use crate::contribution::Version;
use crate::error::Result;
use crate::ids::NodeKind;

/// One kind of things. One source per kind.
#[async_trait]
pub trait Source: Send + Sync {
    fn kind(&self) -> NodeKind;

    /// What is kept in memory of things of this kind is read anew: they changed, or an index is built or opened. Comes before
    /// each [`Source::load`] for the index, not before those for what readers are shown.
    async fn refresh(&self) -> Result<()> {
        Ok(())
    }

    /// The present state of those of `ids` that still exist; the others leave the index.
    async fn load(&self, ids: &[Uuid]) -> Result<Vec<Document>>;

    /// What those of `things` say themselves that still exist, where they were just seen in these versions: it may be what
    /// was read of a version before, as texts and circles never change within one.
    async fn say(&self, things: &[(Uuid, Version)]) -> Result<Vec<Said>> {
        let ids: Vec<Uuid> = things.iter().map(|(id, _)| *id).collect();
        Ok(self.load(&ids).await?.into_iter().map(Said::from).collect())
    }

    /// What those of `things` are called by others that still exist, where they were just seen in these versions: their
    /// documents, which need no texts of their own. Names of people are those of now.
    async fn name(&self, things: &[(Uuid, Version)]) -> Result<Vec<Document>> {
        let ids: Vec<Uuid> = things.iter().map(|(id, _)| *id).collect();
        self.load(&ids).await
    }

    /// The next `limit` ids after `after`, ascending: a walk over all there is.
    async fn ids_after(&self, after: Option<Uuid>, limit: u64) -> Result<Vec<Uuid>>;
}
