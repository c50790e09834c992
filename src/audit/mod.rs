//! The audit log: who did what that matters to security, on what, when and from where.
//!
//! A row is written in the transaction of the act and is never changed: triggers of the database refuse it. It holds
//! ids, never content, names, mail addresses or passwords. After a term the address it came from is shortened, after
//! a longer one the row goes; only [`store::apply_retention`] can do either. Administrators read it.

pub mod model;
pub mod csv;
pub mod policy;
pub mod entity;
pub mod store;
pub mod service;

pub use model::{Act, AuditKind, Entry, Target};
pub use service::AuditLog;
pub use store::record;
