//! What every resolver reaches through its context.

use std::sync::Arc;

use async_graphql::Context;
use async_graphql::dataloader::DataLoader;

use super::loaders::Loaders;
use crate::access::Actor;
use crate::services::Services;

/// Short names for what the request carries.
pub trait ContextExt {
    fn services(&self) -> &Services;
    fn actor(&self) -> &Actor;
    fn loader(&self) -> &Arc<DataLoader<Loaders>>;
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
}
