//! What every resolver reaches through its context.

use std::net::IpAddr;
use std::sync::Arc;

use async_graphql::Context;
use async_graphql::dataloader::DataLoader;

use super::gate::{Means, WantsPrivacy};
use super::loaders::Loaders;
use crate::access::Actor;
use crate::accounts::session::{PeerAddress, SessionHandle};
use crate::error::{Error, Result};
use crate::services::Services;

/// Short names for what the request carries.
pub trait ContextExt {
    fn services(&self) -> &Services;
    fn actor(&self) -> &Actor;
    fn loader(&self) -> &Arc<DataLoader<Loaders>>;
    /// The session's cookie, whether or not somebody is signed in by it.
    fn session(&self) -> &SessionHandle;
    /// Fails with `Forbidden` for a request with a token: what follows is for the person alone.
    fn require_session(&self) -> Result<()>;
    /// Where the request comes from.
    fn address(&self) -> Option<IpAddr>;
    /// Does the browser ask to be left alone?
    fn wants_privacy(&self) -> bool;
}

impl ContextExt for Context<'_> {
    fn services(&self) -> &Services {
        self.data_unchecked::<Services>()
    }

    fn actor(&self) -> &Actor {
        self.data_unchecked::<Actor>()
    }

    fn loader(&self) -> &Arc<DataLoader<Loaders>> {
        self.data_unchecked::<Arc<DataLoader<Loaders>>>()
    }

    fn session(&self) -> &SessionHandle {
        self.data_unchecked::<SessionHandle>()
    }

    fn require_session(&self) -> Result<()> {
        match self.data_opt::<Means>().copied().unwrap_or_default() {
            Means::Session => Ok(()),
            Means::Token(_) => Err(Error::Forbidden("a token may not do this: sign in")),
        }
    }

    fn address(&self) -> Option<IpAddr> {
        self.data_opt::<PeerAddress>().map(|peer| peer.0)
    }

    fn wants_privacy(&self) -> bool {
        self.data_opt::<WantsPrivacy>().is_some_and(|wants| wants.0)
    }
}
