//! The web server: connections, headers, sessions, the GraphQL endpoint, pages, the embedded frontend, health.

pub mod socket;
pub mod connections;
pub mod headers;
pub mod negotiation;
pub mod cors;
pub mod client_address;
pub mod hesitation;
pub mod protocol;
pub mod assets;
pub mod health;
pub mod security_txt;
pub mod session;
pub mod sso;
pub mod plain;
pub mod feeds;
pub mod pages;
pub mod downloads;
pub mod mail_stop;
pub mod router;
