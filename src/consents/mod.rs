//! Consents (AVG, article 7): what somebody agreed to, in which words, and when.
//!
//! A row says once that consent was given or withdrawn, and is never changed; the latest one of a purpose counts. What
//! depends on a consent reads it, or what is written in the same transaction: `persons.is_matchable`, `persons.visibility`.

pub mod model;
pub mod entity;
pub mod store;
pub mod service;

pub use model::{Consent, Purpose};
pub use service::Consents;
