//! Municipalities: those of today and the former ones with their successors.
//!
//! A fixed register of about 600 rows that only a migration changes, so each process reads it once and keeps it.

pub mod model;
pub mod entity;
pub mod register;
pub mod projection;

pub use model::Municipality;
pub use register::Register;
