//! Search terms: what people search for, counted by week, so that editors see what is not found. Nothing is kept of who
//! asked: no account, session, address or time of day.
//!
//! - A term is written down only once so many different askers had it within one day (`search_askers`, at least 2). Until
//!   then neither it nor they are anywhere but as hashes in the memory of this process, under a key that is made anew each
//!   day and kept nowhere else ([`book`]).
//! - What may be about a person is never written down ([`personal`]): addresses, long numbers, names of people.
//! - Nothing is done in the way of a search. A report is put in a queue and answered; what it comes to is decided behind
//!   it, by a search of the server's own with the rights of who asked ([`recorder`]).
//! - A crash loses the counts of the last second, and, as the end of a day does, the terms that too few have asked for.
//!
//! Why so: docs/decisions/0080.

pub mod model;
pub mod policy;
pub mod personal;
pub mod limiter;
pub mod book;
pub mod known;
pub mod entity;
pub mod store;
pub mod recorder;
pub mod service;

pub use model::{Gap, GapKind, Period, Week};
pub use service::{Report, SearchTerms};
