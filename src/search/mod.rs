//! Search: a full-text index of its own on each node, derived from the database and never the truth.
//!
//! The index knows no feature. A feature describes its things as [`Document`]s through a [`Source`]; the
//! [`Projector`] follows the outbox, loads what changed and keeps the index up to date; [`Search`] answers.
//! What a reader may see is part of every query, never a filter afterwards: totals, facets, suggestions and
//! better spellings come from visible documents only, and scores from the words of public ones, so that what is
//! hidden changes nothing at all in any answer.
//!
//! The directory may be deleted at any time. A missing, damaged or foreign index is rebuilt while serving.
//!
//! ```no_run
//! # use bigdatagemeenten::{access::Scope, clock::Clock, db::Db, page::Page, search::*};
//! # use std::sync::Arc;
//! # async fn example(db: Db, pilots: Arc<dyn Source>, scope: Scope) -> bigdatagemeenten::error::Result<()> {
//! let search = Search::new("data/index");
//! let projector = Projector::new(&search, db, Clock::system(), vec![pilots])?;
//! tokio::spawn(bigdatagemeenten::worker::run(projector, std::future::pending()));
//!
//! let request = SearchRequest {
//!     text: "data-gedreven werken".into(),
//!     scope_terms: scope.terms(),
//!     ..SearchRequest::first(20)
//! };
//! let (results, marks) = search.search_to_mark(request).await?;
//! let things: Vec<_> = results.hits.rows.iter().map(|(_, hit)| (hit.node, None)).collect();
//! let highlights = search.highlights(&marks, &things, scope.terms().as_deref()).await?;
//! for (cursor, hit) in results.hits.rows {
//!     println!("{} {:?} {}", hit.node, highlights.get(&hit.node), cursor.encode());
//! }
//! # Ok(())
//! # }
//! ```

pub mod document;
pub mod source;
pub mod request;
pub mod analysis;
pub mod kinds;
pub mod outline;
pub mod schema;
pub mod filled;
pub mod fill;
pub mod layout;
pub mod columns;
pub mod bits;
pub mod statistics;
pub mod visible;
pub mod facets;
pub mod collect;
pub mod parse;
pub mod narrow;
pub mod likeness;
pub mod concept;
pub mod concordance;
pub mod synonyms;
pub mod weights;
pub mod merit;
pub mod places;
pub mod cursor;
pub mod occurrences;
pub mod vocabulary;
pub mod mend;
pub mod expand;
pub mod abbreviate;
pub mod pieces;
pub mod homograph;
pub mod named_places;
pub mod separable;
pub mod weighing;
pub mod plan_words;
pub mod plan;
pub mod score;
pub mod rank;
pub mod browse;
pub mod hits;
pub mod passage;
pub mod refine;
pub mod explain;
pub mod query;
pub mod common_themes;
pub mod subject;
pub mod similar;
pub mod peers;
pub mod generation;
pub mod suggest;
pub mod phrasing;
pub mod words_beginning;
pub mod completions;
pub mod load;
pub mod texts;
pub mod excerpt;
pub mod highlight;
pub mod index;
pub mod active;
pub mod projector;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod bounded;

pub use document::{Document, Merit, Place, Said, Theme};
pub use index::{Marks, Search};
pub use layout::wait_until_indexed;
pub use peers::Peer;
pub use projector::Projector;
pub use request::{
    CompletionRequest, Expansion, Explained, Explanation, FacetBucket, FacetField, Facets, FieldName, Filter,
    Highlight, Hit, Occurrence, Relation, SearchOrder, SearchRequest, SearchResults, SuggestRequest,
    Suggestion,
};
pub use similar::Similar;
pub use source::{Source, Version};
pub use synonyms::{Entry, KnownSynonyms, Synonyms};

/// The name of the list in cursors of the usual order; see [`SearchOrder::list`].
pub const LIST: &str = "search";
/// Characters of a query that are looked at; the rest is cut off.
pub const TEXT_MAX: usize = 200;
