//! The GraphQL API: one file per feature with its types, queries and mutations. A resolver parses, calls one
//! service function and wraps. The types are a graph, so these files may name each other's types.

#![allow(clippy::too_many_arguments, reason = "Relay's four come on top of the context and the filter")]

pub mod refusal;
pub mod limits;
pub mod price;
pub mod repeats;
pub mod document;
pub mod documents;
pub mod budget;
pub mod completion;
pub mod errors;
pub mod gate;
pub mod context;
pub mod json;
pub mod selection_cache;
pub mod in_place;
pub mod connection;
pub mod batching;
pub mod loaders;
pub mod enums;
pub mod municipalities;
pub mod themes;
pub mod people;
pub mod tokens;
pub mod factors;
pub mod blocks;
pub mod sso;
pub mod security;
pub mod accounts;
pub mod joining;
pub mod passwords;
pub mod invitations;
pub mod administration;
pub mod revisions;
pub mod challenges;
pub mod publishing;
pub mod pilots;
pub mod pilot_changes;
pub mod meetings;
pub mod meeting_changes;
pub mod reports;
pub mod outcomes;
pub mod thesaurus;
pub mod search_labels;
pub mod search_expansions;
pub mod search_explanations;
pub mod search_facets;
pub mod search_hits;
pub mod search;
pub mod suggestions;
pub mod search_terms;
pub mod saved_searches;
pub mod matching;
pub mod introductions;
pub mod audit;
pub mod privacy;
pub mod moving;
pub mod mail_choices;
pub mod node;
pub mod similar;
pub mod stats;
pub mod schema;

#[cfg(test)]
mod sizes_tests;
#[cfg(test)]
mod at_hand_tests;
