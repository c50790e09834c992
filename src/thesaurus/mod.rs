//! The thesaurus: which words of municipal work mean the same, and what is a part of what.
//!
//! Concepts in the terms of SKOS (W3C, "SKOS Simple Knowledge Organization System Reference", 2009): a preferred label
//! that no other concept has, alternative labels, hidden ones that are searched and never shown, broader and related
//! concepts, a note. Narrower is the inverse of broader. No concept is broader than itself, and none is related to one
//! that is broader than it. A concept may stand for a theme of the network, whose labels it then has as well.
//!
//! Search follows: each process keeps the labels in memory and hears of changes by the outbox ([`projection`]), within a
//! second and without touching the index.

pub mod model;
pub mod ancestry;
pub mod scheme;
pub mod policy;
pub mod entity;
pub mod store;
pub mod file;
pub mod turtle;
pub mod table;
pub mod merge;
pub mod service;
pub mod projection;

pub use file::{Format, Mistake};
pub use model::{Concept, ConceptChange};
pub use scheme::{Entry, Scheme};
pub use service::{Summary, Thesaurus};
