//! Bringing contributions in and out: JSON Lines, Markdown with front matter, and plain notes (`docs/import.md`).

pub mod mistake;
pub mod record;
mod parse;
pub mod read;
pub mod import;
pub mod export;
