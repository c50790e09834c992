//! Saved searches: what somebody wants to search for again, and hear of when something new matches.
//!
//! **Only their owner knows them.** An account has at most [`model::MOST`]; they go with it.
//! **New** is what was published after the owner last looked, and matches all of the words. People and municipalities
//! are never new.
//! **Mail** is sent to who chose it, at most one a morning for all searches of an account, about what the owner may see
//! at that moment, and of no search about the same thing twice ([`digests`] says what a crash does).
//! **A feed** shows what everybody may see, and nothing else: it has no account.

pub mod query;
pub mod address;
pub mod model;
pub mod policy;
pub mod entity;
pub mod publications;
pub mod store;
pub mod mails;
pub mod service;
pub mod stopping;
pub mod digests;
pub mod feed;

pub use model::{MailRhythm, SavedSearch};
pub use publications::{Publication, Shelves};
pub use query::Query;
pub use service::SavedSearches;
