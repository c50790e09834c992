//! What a feed of a search shows: nothing but what everybody may see.

use super::publications::{KINDS, Publication};
use super::query::Query;
use super::service::SavedSearches;
use crate::access::{Actor, Scope};
use crate::error::Result;
use crate::ids::{NodeId, NodeKind};
use crate::search::{SearchOrder, SearchRequest};

/// Entries of a feed.
pub const ENTRIES: u64 = 50;

impl SavedSearches {
    /// The newest public contributions that meet all of the query, at most [`ENTRIES`].
    pub async fn feed(&self, query: &Query) -> Result<Vec<Publication>> {
        let published = KINDS.map(|(kind, _)| kind);
        let kinds: Vec<NodeKind> = match query.kinds.as_slice() {
            [] => published.to_vec(),
            asked => asked.iter().copied().filter(|kind| published.contains(kind)).collect(),
        };
        if kinds.is_empty() {
            return Ok(Vec::new());
        }
        let request = SearchRequest {
            text: query.text.clone(),
            order: SearchOrder::Newest,
            scope_terms: Scope::Public.terms(),
            filter: Query { kinds, ..query.clone() }.filter(&self.themes),
            is_literal: query.is_literal,
            is_complete: true,
            ..SearchRequest::first(ENTRIES)
        };
        let found = self.search.search(request).await?.hits;
        let nodes: Vec<NodeId> = found.rows.iter().map(|(_, hit)| hit.node).collect();
        self.shelves.published(&Actor::Anonymous, &nodes).await
    }
}
