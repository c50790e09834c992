//! Municipalities merge: on a day, a successor takes over from others.
//!
//! People go along with their function and role, the successor owns what the others owned, and these stay in the register
//! as former ones that lead to it. A merger is planned ahead and made by the first node that sees its day begin (UTC), in
//! one transaction; every node reads the register again when its index follows.

pub mod model;
pub mod store;
pub mod service;

pub use model::Merger;
pub use service::Mergers;
