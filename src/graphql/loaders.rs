//! Related things, loaded for a whole page at once. New for each request, because what may be seen is its actor's.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::{DataLoader, Loader};
use uuid::Uuid;

use crate::access::Actor;
use crate::db::Links;
use crate::error::Error;
use crate::ids::{MunicipalityId, PersonId, PilotId, ThemeId};
use crate::people::Person;
use crate::pilots::Pilot;
use crate::services::Services;

pub struct Loaders {
    pub services: Services,
    pub actor: Actor,
}

impl Loaders {
    pub fn new(services: Services, actor: Actor) -> Arc<DataLoader<Self>> {
        Arc::new(DataLoader::new(Self { services, actor }, tokio::spawn))
    }
}

/// Clonable, as every waiting resolver gets it.
pub type LoadError = Arc<Error>;

impl Loader<PersonId> for Loaders {
    type Value = Person;
    type Error = LoadError;

    /// Those whom the actor may see.
    async fn load(&self, ids: &[PersonId]) -> Result<HashMap<PersonId, Person>, LoadError> {
        self.services.people.visible(&self.actor, ids).await.map_err(Arc::new)
    }
}

impl Loader<PilotId> for Loaders {
    type Value = Pilot;
    type Error = LoadError;

    /// Those that the actor may see.
    async fn load(&self, ids: &[PilotId]) -> Result<HashMap<PilotId, Pilot>, LoadError> {
        let uuids: Vec<_> = ids.iter().map(|id| id.0).collect();
        let found = self.services.pilots.shelf.visible(&self.actor, &uuids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(id, pilot)| (PilotId(id), pilot)).collect())
    }
}

/// What one thing links to, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LinksOf {
    pub links: Links,
    pub left: Uuid,
}

impl Loader<LinksOf> for Loaders {
    type Value = Vec<Uuid>;
    type Error = LoadError;

    /// One statement for each link table.
    async fn load(&self, keys: &[LinksOf]) -> Result<HashMap<LinksOf, Vec<Uuid>>, LoadError> {
        let mut by_table: HashMap<Links, Vec<Uuid>> = HashMap::new();
        for key in keys {
            by_table.entry(key.links).or_default().push(key.left);
        }
        let mut found = HashMap::new();
        for (links, lefts) in by_table {
            let rights = links.of(self.services.db.reader(), &lefts).await.map_err(Arc::new)?;
            found.extend(rights.into_iter().map(|(left, rights)| (LinksOf { links, left }, rights)));
        }
        Ok(found)
    }
}

/// How many published pilots of a municipality the actor may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PilotsOf(pub MunicipalityId);

impl Loader<PilotsOf> for Loaders {
    type Value = u64;
    type Error = LoadError;

    async fn load(&self, keys: &[PilotsOf]) -> Result<HashMap<PilotsOf, u64>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let counts = self.services.pilots.count_by_municipality(&self.actor, &ids).await.map_err(Arc::new)?;
        Ok(counts.into_iter().map(|(id, count)| (PilotsOf(id), count)).collect())
    }
}

/// How many published pilots carry each theme, of those that the actor may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ThemeCounts;

impl Loader<ThemeCounts> for Loaders {
    type Value = Arc<HashMap<ThemeId, u64>>;
    type Error = LoadError;

    async fn load(&self, _: &[ThemeCounts]) -> Result<HashMap<ThemeCounts, Self::Value>, LoadError> {
        let counts = self.services.pilots.count_by_theme(&self.actor).await.map_err(Arc::new)?;
        Ok(HashMap::from([(ThemeCounts, Arc::new(counts))]))
    }
}
