//! Challenges: questions that more than one municipality struggles with, and who recognises them.
//!
//! A challenge is published as soon as it is asked. A person has at most one stance on it.

pub mod model;
pub mod policy;
pub mod entity;
pub mod store;
pub mod service;
pub mod projection;

pub use model::{Challenge, Recognition, Stance};
pub use service::Challenges;
