//! Municipalities: those of today and the former ones with their successors.
//!
//! A register of about 600 rows that changes when municipalities merge, so each process keeps it in memory and reads it
//! again when it hears of a change.

pub mod model;
pub mod entity;
pub mod register;
pub mod projection;

pub use model::Municipality;
pub use register::Register;
