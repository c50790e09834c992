//! Blocks: an account that nobody can sign in with, until somebody who may ends the block.
//!
//! At once its sessions, tokens and links end. To whoever tries to sign in or asks for a new password it is as if there
//! were no account; its owner is told by mail. Profile and contributions stay. The network always keeps an administrator
//! who can sign in, and nobody blocks themself. What an administrator of the network blocked only one of them opens again.

pub mod service;

pub use service::{Blocks, Wanted};
