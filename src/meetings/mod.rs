//! Meetings: where the network comes together, with their agenda, venue and the pilots shown there.
//!
//! Organisers plan them; a meeting is published as soon as it is planned. It never ends before it begins.

pub mod model;
pub mod ordinal;
pub mod policy;
pub mod entity;
pub mod store;
pub mod service;
pub mod projection;

pub use model::Meeting;
pub use service::Meetings;
