//! Other sites to sign in by.

use async_graphql::{Context, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::context::ContextExt;
use super::in_place::InPlace;
use super::municipalities::Municipality;
use crate::sso::protocol::Provider;

pub struct SsoProvider(pub Provider);

/// Another site that people of some municipalities sign in by, with OpenID Connect.
#[Object]
impl SsoProvider {
    /// Stays the same as long as the provider is configured.
    async fn id(&self) -> ID {
        ID(self.0.settings.id.clone())
    }

    /// For the button.
    async fn name(&self) -> &str {
        &self.0.settings.name
    }

    /// Whose people it signs in.
    async fn municipalities(&self, ctx: &Context<'_>) -> Vec<InPlace<Municipality>> {
        let register = &ctx.services().municipalities;
        self.0
            .municipalities
            .iter()
            .filter_map(|id| register.get(*id))
            .map(Municipality)
            .map(InPlace)
            .collect()
    }

    /// Open this in the browser: it leads to the provider and back. `?next=/page` says which page to end on; when that
    /// fails it ends on `/inloggen?sso=…`, and where a second factor is asked for on `/inloggen?stap=2`.
    async fn start_url(&self) -> String {
        format!("/sso/{}/start", self.0.settings.id)
    }
}

/// The viewer at another site.
#[derive(SimpleObject)]
pub struct SsoIdentity {
    /// The site.
    provider: SsoProvider,
    /// When the viewer first signed in by it.
    since: DateTime<Utc>,
}

impl From<(Provider, DateTime<Utc>)> for SsoIdentity {
    fn from((provider, since): (Provider, DateTime<Utc>)) -> Self {
        Self { provider: SsoProvider(provider), since }
    }
}

#[derive(Default)]
pub struct SsoQuery;

#[Object]
impl SsoQuery {
    /// Other sites to sign in by, as this installation is configured.
    async fn sso_providers(&self, ctx: &Context<'_>) -> Vec<SsoProvider> {
        ctx.services().sso.providers().iter().cloned().map(SsoProvider).collect()
    }
}
