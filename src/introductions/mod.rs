//! Introductions: somebody asks to get to know somebody, who answers.
//!
//! Between two people at most one request is open; an answer is final; a request that nobody answers ends by itself.
//! Contact details show after a yes, to the two parties, and only those that each of them chose.

pub mod model;
pub mod policy;
pub mod entity;
pub mod store;
pub mod mails;
pub mod service;
#[cfg(test)]
mod tests;

pub use model::{ContactField, Introduction, Status};
pub use service::{Introductions, View};
