//! How features give their things to search.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::document::Document;
use crate::error::Result;
use crate::ids::NodeKind;

/// The state of a thing: its revision, and since when.
pub type Version = (i32, DateTime<Utc>);

/// One kind of things. One source per kind.
#[async_trait]
pub trait Source: Send + Sync {
    fn kind(&self) -> NodeKind;

    /// The present state of those of `ids` that still exist; the others leave the index.
    async fn load(&self, ids: &[Uuid]) -> Result<Vec<Document>>;

    /// The present versions of those of `ids` whose title, summary, body and scope never change within a version;
    /// of other kinds, none.
    async fn versions(&self, _ids: &[Uuid]) -> Result<HashMap<Uuid, Version>> {
        Ok(HashMap::new())
    }

    /// The next `limit` ids after `after`, ascending: a walk over all there is.
    async fn ids_after(&self, after: Option<Uuid>, limit: u64) -> Result<Vec<Uuid>>;
}
