//! Meeting reports: what somebody wrote down of a meeting.
//!
//! A draft needs only a title; a published report always has a title and a body.

pub mod model;
pub mod policy;
pub mod entity;
pub mod store;
pub mod service;
pub mod from_text;
pub mod projection;

pub use model::Report;
pub use service::Reports;
