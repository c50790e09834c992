//! Themes: what contributions and people are about, on two levels.
//!
//! A vocabulary of some dozens of terms that only a migration changes, so each process reads it once and keeps it.

pub mod entity;
pub mod vocabulary;
pub mod projection;

pub use vocabulary::{Theme, Vocabulary};
