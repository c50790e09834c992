//! Related things, loaded for a whole page at once. New for each request, because what may be seen is its actor's.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use async_graphql::Context;
use async_graphql::dataloader::{DataLoader, Loader};
use uuid::Uuid;

use super::batching;
use super::context::ContextExt;
use crate::access::Actor;
use crate::accounts::store::Roles;
use crate::challenges::Challenge;
use crate::challenges::model::{Counts, Recognition};
use crate::contribution::{Contribution, Shared};
use crate::db::Links;
use crate::error::Error;
use crate::ids::{ChallengeId, MeetingId, MunicipalityId, OutcomeId, PersonId, PilotId, ReportId, ThemeId};
use crate::meetings::Meeting;
use crate::meetings::model::AgendaItem;
use crate::outcomes::Outcome;
use crate::people::Person;
use crate::people::model::Affiliation;
use crate::pilots::Pilot;
use crate::reports::Report;
use crate::saved_searches::SavedSearch;
use crate::services::Services;

pub struct Loaders {
    pub services: Services,
    pub actor: Actor,
}

impl Loaders {
    pub fn new(services: Services, actor: Actor) -> Arc<DataLoader<Self>> {
        Arc::new(DataLoader::new(Self { services, actor }, batching::wait).delay(Duration::ZERO))
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
    type Value = Shared<Pilot>;
    type Error = LoadError;

    /// Those that the actor may see.
    async fn load(&self, ids: &[PilotId]) -> Result<HashMap<PilotId, Shared<Pilot>>, LoadError> {
        let uuids: Vec<_> = ids.iter().map(|id| id.0).collect();
        let found = self.services.pilots.shelf.visible(&self.actor, &uuids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(id, pilot)| (PilotId(id), pilot)).collect())
    }
}

/// How much of a saved search is new to its owner.
#[derive(Clone, Debug)]
pub struct NewOf(pub SavedSearch);

impl PartialEq for NewOf {
    fn eq(&self, other: &Self) -> bool {
        (self.0.id, self.0.looked_at) == (other.0.id, other.0.looked_at)
    }
}

impl Eq for NewOf {}

impl Hash for NewOf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.0.id, self.0.looked_at).hash(state);
    }
}

impl Loader<NewOf> for Loaders {
    type Value = u64;
    type Error = LoadError;

    /// One statement for all, and a search for each.
    async fn load(&self, keys: &[NewOf]) -> Result<HashMap<NewOf, u64>, LoadError> {
        let saved: Vec<SavedSearch> = keys.iter().map(|key| key.0.clone()).collect();
        let counts = self.services.saved_searches.count_new(&self.actor, &saved).await.map_err(Arc::new)?;
        Ok(keys.iter().cloned().zip(counts).collect())
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

/// What `thing` links to: as it was read with it, or else loaded.
pub async fn linked<T: Contribution>(
    ctx: &Context<'_>,
    thing: &Shared<T>,
    links: Links,
) -> async_graphql::Result<Vec<Uuid>> {
    if let Some(rights) = thing.linked(links) {
        return Ok(rights.to_vec());
    }
    Ok(ctx.loader().load_one(LinksOf { links, left: thing.uuid() }).await?.unwrap_or_default())
}

/// The roles of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RolesOf(pub PersonId);

impl Loader<RolesOf> for Loaders {
    type Value = Roles;
    type Error = LoadError;

    /// Those that the actor may know.
    async fn load(&self, keys: &[RolesOf]) -> Result<HashMap<RolesOf, Roles>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let roles = self.services.accounts.roles(&self.actor, &ids).await.map_err(Arc::new)?;
        Ok(roles.into_iter().map(|(id, roles)| (RolesOf(id), roles)).collect())
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

impl Loader<ChallengeId> for Loaders {
    type Value = Shared<Challenge>;
    type Error = LoadError;

    /// Those that the actor may see.
    async fn load(&self, ids: &[ChallengeId]) -> Result<HashMap<ChallengeId, Shared<Challenge>>, LoadError> {
        let uuids: Vec<_> = ids.iter().map(|id| id.0).collect();
        let found = self.services.challenges.shelf.visible(&self.actor, &uuids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(id, challenge)| (ChallengeId(id), challenge)).collect())
    }
}

impl Loader<MeetingId> for Loaders {
    type Value = Shared<Meeting>;
    type Error = LoadError;

    /// Those that the actor may see.
    async fn load(&self, ids: &[MeetingId]) -> Result<HashMap<MeetingId, Shared<Meeting>>, LoadError> {
        let uuids: Vec<_> = ids.iter().map(|id| id.0).collect();
        let found = self.services.meetings.shelf.visible(&self.actor, &uuids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(id, meeting)| (MeetingId(id), meeting)).collect())
    }
}

/// How many people take each stance on a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CountsOf(pub ChallengeId);

impl Loader<CountsOf> for Loaders {
    type Value = Counts;
    type Error = LoadError;

    async fn load(&self, keys: &[CountsOf]) -> Result<HashMap<CountsOf, Counts>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let counts = self.services.challenges.counts(&ids).await.map_err(Arc::new)?;
        Ok(counts.into_iter().map(|(id, counts)| (CountsOf(id), counts)).collect())
    }
}

/// What a person recognises, of the challenges that the actor may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RecognitionsOf(pub PersonId);

impl Loader<RecognitionsOf> for Loaders {
    type Value = Vec<(Recognition, Shared<Challenge>)>;
    type Error = LoadError;

    async fn load(&self, keys: &[RecognitionsOf]) -> Result<HashMap<RecognitionsOf, Self::Value>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let found = self.services.challenges.recognitions(&self.actor, &ids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(id, recognitions)| (RecognitionsOf(id), recognitions)).collect())
    }
}

/// Where a person works and worked, latest first; the person's visibility is the caller's to check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AffiliationsOf(pub PersonId);

impl Loader<AffiliationsOf> for Loaders {
    type Value = Vec<Affiliation>;
    type Error = LoadError;

    async fn load(&self, keys: &[AffiliationsOf]) -> Result<HashMap<AffiliationsOf, Self::Value>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let found = self.services.people.affiliations(&ids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(id, affiliations)| (AffiliationsOf(id), affiliations)).collect())
    }
}

/// The agenda of a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AgendaOf(pub MeetingId);

impl Loader<AgendaOf> for Loaders {
    type Value = Vec<AgendaItem>;
    type Error = LoadError;

    async fn load(&self, keys: &[AgendaOf]) -> Result<HashMap<AgendaOf, Vec<AgendaItem>>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let agendas = self.services.meetings.agendas(&ids).await.map_err(Arc::new)?;
        Ok(agendas.into_iter().map(|(id, agenda)| (AgendaOf(id), agenda)).collect())
    }
}

impl Loader<ReportId> for Loaders {
    type Value = Shared<Report>;
    type Error = LoadError;

    /// Those that the actor may see.
    async fn load(&self, ids: &[ReportId]) -> Result<HashMap<ReportId, Shared<Report>>, LoadError> {
        let uuids: Vec<_> = ids.iter().map(|id| id.0).collect();
        let found = self.services.reports.shelf.visible(&self.actor, &uuids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(id, it)| (ReportId(id), it)).collect())
    }
}

impl Loader<OutcomeId> for Loaders {
    type Value = Shared<Outcome>;
    type Error = LoadError;

    /// Those that the actor may see.
    async fn load(&self, ids: &[OutcomeId]) -> Result<HashMap<OutcomeId, Shared<Outcome>>, LoadError> {
        let uuids: Vec<_> = ids.iter().map(|id| id.0).collect();
        let found = self.services.outcomes.shelf.visible(&self.actor, &uuids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(id, it)| (OutcomeId(id), it)).collect())
    }
}
