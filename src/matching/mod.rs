//! Contact matching: whom somebody should get to know, and why.
//!
//! Only people who chose to be found are proposed; never the viewer, never somebody of the viewer's municipality.
//! Every match rests on reasons, and every reason on something that the viewer can open: what the viewer may not see
//! neither counts nor shows. The weights are those of docs/decisions/0006-matching.md.

pub mod model;
pub mod wording;
pub mod store;
pub mod service;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;

pub use service::Matching;
