//! How somebody shows who they are beside or instead of a password: codes of an authenticator app (TOTP), recovery
//! codes, and passkeys.
//!
//! Who has a factor is signed in only after showing it: until then the session holds a challenge, for five minutes and
//! five tries. No code counts twice. A passkey asks for the person's finger, face or PIN, so it is both factors at once
//! and may take the place of the password. Whom the installation asks for a factor and who has none may do nothing but
//! set one up. Every change of factors ends the person's other sessions.

pub mod model;
pub mod totp;
pub mod recovery;
pub mod passkey;
pub mod key;
pub mod entity;
pub mod store;
pub mod ceremonies;
pub mod service;

pub use model::{Challenge, Entry, Method, Proof, Required};
pub use service::Factors;
