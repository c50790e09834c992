//! BigDataGemeenten: the knowledge-sharing network of Dutch municipalities.
//!
//! The list below is the architecture: a module uses only what is listed above it (`tests/it/architecture.rs`).

// Kernel: knows no feature.
pub mod error;
pub mod ids;
pub mod clock;
pub mod vault;
pub mod text;
pub mod network;
pub mod quota;
pub mod markdown;
pub mod page;
pub mod db;
pub mod access;
pub mod outbox;
pub mod mail;
pub mod audit;
pub mod contribution;
pub mod search;

// Features: each uses the kernel and the features above it.
pub mod municipalities;
pub mod themes;
pub mod thesaurus;
pub mod consents;
pub mod people;
pub mod accounts;
pub mod factors;
pub mod blocks;
pub mod sso;
pub mod tokens;
pub mod search_terms;
pub mod challenges;
pub mod pilots;
pub mod meetings;
pub mod reports;
pub mod outcomes;
pub mod matching;
pub mod introductions;
pub mod saved_searches;
pub mod mergers;
pub mod privacy;
pub mod retention;
pub mod services;
pub mod config;
pub mod transfer;
pub mod graphql;
pub mod http;
pub mod worker;
pub mod app;
pub mod cli;
