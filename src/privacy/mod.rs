//! Somebody's own data: all of it to take along, and all of it gone (AVG, articles 15, 17 and 20).
//!
//! An export is gathered when it is fetched and kept nowhere. A deletion leaves of a person what they contributed, as of
//! *somebody who left the municipality*, and ids in the audit log that lead to nobody.

pub mod requests;
pub mod gathering;
pub mod readable;
pub mod deletion;
pub mod erasing;
pub mod service;

pub use service::Privacy;
