//! How long what is kept (AVG, article 5(1)(e)): terms from the configuration, and the job that enforces them.
//!
//! The job runs every hour in the worker of every node and does only what is due, so running it twice is harmless. What
//! it removed stands in the log and, as one entry, in the audit log.

pub mod terms;
pub mod service;

pub use service::{Removed, Retention};
pub use terms::Terms;
