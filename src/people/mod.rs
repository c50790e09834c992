//! People: who they are, where they work, what they seek and offer, and whether they want to be found.
//!
//! A person works for one municipality at a time; an affiliation has a begin and an end. Contact details are
//! never part of a profile: they show only through an introduction that was accepted.

pub mod model;
pub mod policy;
pub mod entity;
pub mod store;
pub mod service;
pub mod projection;

pub use model::{NewPerson, Person, ProfileChange};
pub use service::People;
