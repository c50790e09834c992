//! People: who they are, where they work, what they seek and offer, and whether they want to be found.
//!
//! A person works for one municipality at a time; an affiliation has a begin and an end. Contact details are
//! never part of a profile: they show only through an introduction that was accepted. Who sees which field of a
//! profile is the person's own choice. A *former* person stands for whoever left a municipality and deleted their
//! account: author of what they left behind, in no list, and nobody in particular.

pub mod visibility;
pub mod model;
pub mod policy;
pub mod entity;
pub mod store;
pub mod service;
pub mod profile;
pub mod moving;
pub mod projection;

pub use model::{NewPerson, Person, ProfileChange};
pub use service::People;
pub use visibility::{FieldVisibilities, FieldVisibility, ProfileField};
