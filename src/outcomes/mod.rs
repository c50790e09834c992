//! Workshop outcomes: what a table of people concluded about a question.
//!
//! A draft needs only a question; a published outcome has a conclusion as well.

pub mod model;
pub mod policy;
pub mod entity;
pub mod store;
pub mod service;
pub mod projection;

pub use model::Outcome;
pub use service::Outcomes;
