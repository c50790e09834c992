//! BigDataGemeenten: the knowledge-sharing network of Dutch municipalities.
//!
//! The list below is the architecture: a module uses only what is listed above it (`tests/it/architecture.rs`).

// Kernel: knows no feature.
pub mod error;
pub mod ids;
pub mod clock;
pub mod page;
pub mod db;
pub mod access;
pub mod outbox;
