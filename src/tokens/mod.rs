//! API tokens: how a program acts for a person without their password or a browser's cookie.
//!
//! A token is shown once and kept as its SHA-256 only. It has a name, an end, and scopes; within them it may what its
//! person may at that moment, but never change how the person signs in. A revoked or expired token is nobody's.

pub mod model;
pub mod entity;
pub mod store;
pub mod service;

pub use model::{Scopes, Token};
pub use service::{NewToken, Tokens};
