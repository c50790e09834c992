//! Accounts: joining, who signs in as whom, with which password, and the sessions that follow.
//!
//! Nobody is here before they may be: who registers or is invited becomes a person with an account when their address
//! is proved, and their municipality's mail domain, its administrator or the inviter lets them in. No answer tells
//! whether an address has an account, not by its text, its shape or its time; the mail to that address does.

pub mod rules;
pub mod password;
pub mod entity;
pub mod store;
pub mod links;
pub mod registrations;
pub mod moves;
pub mod invitations;
pub mod domains;
pub mod policy;
pub mod mails;
pub mod attempts;
pub mod limiter;
pub mod device;
pub mod session;
pub mod service;

pub use service::{Accounts, NewAccount};
