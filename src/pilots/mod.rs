//! Pilots: what a municipality tried, why, how, what came of it, and what went wrong.
//!
//! A draft needs only a title; a published pilot always has a title, a summary, a problem and an approach.

pub mod model;
pub mod policy;
pub mod entity;
pub mod store;
pub mod service;
pub mod projection;

pub use model::{Pilot, PilotChange, Stage};
pub use service::Pilots;
