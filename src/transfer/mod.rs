//! Bringing contributions in and out: JSON Lines, Markdown with front matter, and plain notes (`docs/import.md`).

pub mod record;
pub mod read;
pub mod import;
pub mod export;
