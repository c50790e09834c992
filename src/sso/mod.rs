//! Signing in by another site: OpenID Connect, code flow with PKCE, state and nonce (docs/decisions/0024).
//!
//! A provider is configured and bound to municipalities: it speaks for the people of those, and for nobody else. An
//! account is linked by the address that the provider has verified; after that by the provider's own number for the
//! person. Nothing but the hosts of configured providers is ever called.

pub mod settings;
pub mod http;
pub mod protocol;
pub mod entity;
pub mod store;
pub mod service;

pub use service::{Failure, Sso};
pub use settings::ProviderSettings;
