//! Accounts: who signs in as whom, with which password, and the sessions that follow.

pub mod password;
pub mod entity;
pub mod store;
pub mod links;
pub mod limiter;
pub mod session;
pub mod service;

pub use service::{Accounts, NewAccount};
