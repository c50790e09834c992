//! What can be done with people.

use std::collections::HashMap;

use super::model::{Affiliation, Person};
use super::{policy, store};
use crate::access::Actor;
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::ids::{ChallengeId, MunicipalityId, NodeId, PersonId, ThemeId};
use crate::page::{Page, PageArgs, Slice};
use crate::themes::Vocabulary;

pub(super) const WHAT: &str = "person";

#[derive(Clone, Debug)]
pub struct People {
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) themes: Vocabulary,
}

impl People {
    pub fn new(db: Db, clock: Clock, themes: Vocabulary) -> Self {
        Self { db, clock, themes }
    }

    /// Fails with `NotFound` when missing or hidden from `actor`.
    pub async fn get(&self, actor: &Actor, id: PersonId) -> Result<Person> {
        let person = store::find(self.db.reader(), id).await?.ok_or(Error::NotFound { what: WHAT })?;
        policy::read(actor, &person).enforce(WHAT)?;
        Ok(person)
    }

    /// What shows the person to who may see both: what they wrote, are a contact of, hosted a table of or speak at. Not
    /// checked against anybody: only to leave out.
    pub async fn shown_in(&self, id: PersonId) -> Result<Vec<NodeId>> {
        store::shown_in(self.db.reader(), id).await
    }

    /// Those of `ids` that `actor` may see.
    pub async fn visible(&self, actor: &Actor, ids: &[PersonId]) -> Result<HashMap<PersonId, Person>> {
        let mut persons = store::by_ids(self.db.reader(), ids).await?;
        persons.retain(|_, person| policy::read(actor, person).is_allowed());
        Ok(persons)
    }

    fn filter(actor: &Actor, query: Option<String>, municipality: Option<MunicipalityId>) -> store::Filter {
        store::Filter { query, municipality, visibilities: policy::listed(actor).to_vec(), solved: None }
    }

    /// One page by name, of those whom `actor` may see.
    pub async fn list(
        &self,
        actor: &Actor,
        query: Option<String>,
        municipality: Option<MunicipalityId>,
        page: &PageArgs,
    ) -> Result<Slice<Person>> {
        let page = Page::parse(page, store::LIST)?;
        store::list(self.db.reader(), &Self::filter(actor, query, municipality), &page).await
    }

    pub async fn count(
        &self,
        actor: &Actor,
        query: Option<String>,
        municipality: Option<MunicipalityId>,
    ) -> Result<u64> {
        store::count(self.db.reader(), &Self::filter(actor, query, municipality)).await
    }

    /// Who solved a challenge and wants to be found, by name. Nobody without an account: who solved what is not public,
    /// and nobody who hides it from the actor.
    pub async fn solvers(
        &self,
        actor: &Actor,
        challenge: ChallengeId,
        page: &PageArgs,
    ) -> Result<Slice<Person>> {
        let page = Page::parse(page, store::LIST)?;
        match policy::read_profile(actor).is_allowed() {
            true => store::list(self.db.reader(), &Self::solved(actor, challenge), &page).await,
            false => Ok(Slice::empty()),
        }
    }

    pub async fn count_solvers(&self, actor: &Actor, challenge: ChallengeId) -> Result<u64> {
        match policy::read_profile(actor).is_allowed() {
            true => store::count(self.db.reader(), &Self::solved(actor, challenge)).await,
            false => Ok(0),
        }
    }

    fn solved(actor: &Actor, challenge: ChallengeId) -> store::Filter {
        store::Filter { solved: Some((*actor, challenge)), ..Self::filter(actor, None, None) }
    }

    /// The themes of each of `ids`.
    pub async fn themes(&self, ids: &[PersonId]) -> Result<HashMap<PersonId, Vec<ThemeId>>> {
        let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
        let links = store::THEMES.of(self.db.reader(), &ids).await?;
        Ok(links
            .into_iter()
            .map(|(id, themes)| (PersonId(id), themes.into_iter().map(ThemeId).collect()))
            .collect())
    }

    /// Where each of `ids` works and worked, latest first.
    pub async fn affiliations(&self, ids: &[PersonId]) -> Result<HashMap<PersonId, Vec<Affiliation>>> {
        store::affiliations(self.db.reader(), ids).await
    }
}
