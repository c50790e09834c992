//! How a pilot looks to search.

use async_trait::async_trait;
use chrono::Datelike;
use uuid::Uuid;

use super::model::{Buyer, Content, Pilot, Stage};
use super::store;
use crate::access::Visibility;
use crate::contribution::shelf::governed;
use crate::contribution::{Shared, Shelf, rows};
use crate::db::Links;
use crate::error::Result;
use crate::ids::{NodeKind, PersonId, ThemeId};
use crate::markdown;
use crate::municipalities::Register;
use crate::people;
use crate::search::{Document, Merit, Said, Source, Version};
use crate::themes::Vocabulary;

pub struct PilotSource {
    pub shelf: Shelf<Pilot>,
    pub municipalities: Register,
    pub themes: Vocabulary,
}

/// An idea has still to be tried; an exploration is under way to that. Who stopped tried as well.
fn merit(content: &Content, has_contact: bool) -> Merit {
    let stage = match content.stage {
        Stage::Idea => 0.0,
        Stage::Exploration => 0.5,
        Stage::Experiment | Stage::Evaluation | Stage::Scaling | Stage::Production | Stage::Stopped => 1.0,
    };
    let tells = [
        !content.results.trim().is_empty(),
        !content.lessons_learned.trim().is_empty(),
        !content.cost.trim().is_empty(),
        !content.partners.is_empty(),
        !content.data_sources.is_empty(),
        has_contact,
    ];
    let told = tells.iter().filter(|tells| **tells).count();
    Merit { stage, completeness: told as f32 / tells.len() as f32, ..Merit::AGEING }
}

/// What a pilot links to; it was read with its links.
fn of(pilot: &Shared<Pilot>, links: Links) -> impl Iterator<Item = Uuid> {
    pilot.linked(links).unwrap_or_default().iter().copied()
}

fn everybody(pilot: &Shared<Pilot>) -> impl Iterator<Item = PersonId> {
    of(pilot, store::AUTHORS).chain(of(pilot, store::CONTACTS)).map(PersonId)
}

fn said(pilot: &Shared<Pilot>) -> Said {
    let content = &pilot.content;
    let texts =
        [&content.problem, &content.approach, &content.results, &content.lessons_learned, &content.failures];
    let mut body: Vec<String> = texts.into_iter().map(|text| markdown::to_plain(text).text).collect();
    body.push(content.cost.clone());
    body.extend(content.partners.iter().cloned());
    body.extend(content.data_sources.iter().map(|source| source.name.clone()));
    let need = |buyer: &Buyer| [buyer.unit.as_str(), buyer.need.as_deref().unwrap_or_default()].join(" ");
    body.extend(content.buyers.iter().map(need));
    Said {
        id: pilot.id.0,
        title: content.title.clone(),
        summary: content.summary.clone(),
        body: body.join("\n\n"),
        scope_terms: governed(pilot).terms(),
    }
}

impl PilotSource {
    async fn documents(
        &self,
        pilots: Vec<Shared<Pilot>>,
        said: impl Fn(&Shared<Pilot>) -> Said + Send,
    ) -> Result<Vec<Document>> {
        let mut asked: Vec<PersonId> = pilots.iter().flat_map(everybody).collect();
        asked.sort_unstable();
        asked.dedup();
        // Who may see the pilot may not see everybody of it: only names that are public are indexed.
        let mut persons = people::store::by_ids(self.shelf.db.reader(), &asked).await?;
        persons.retain(|_, person| person.visibility == Visibility::Public);
        let document = |pilot: Shared<Pilot>| {
            let names = everybody(&pilot).filter_map(|person| persons.get(&person));
            let mut people: Vec<String> = names.map(|person| person.display_name.clone()).collect();
            people.sort_unstable();
            people.dedup();
            let has_contact = of(&pilot, store::CONTACTS).any(|id| persons.contains_key(&PersonId(id)));
            let content = &pilot.content;
            Document {
                people,
                themes: self.themes.words(of(&pilot, store::THEMES).map(ThemeId)),
                municipality: self.municipalities.words(pilot.municipality),
                stage: Some(content.stage.name().to_owned()),
                domains: content.domains.iter().map(|domain| domain.name().to_owned()).collect(),
                merit: merit(content, has_contact),
                year: Some(pilot.meta.published_at.unwrap_or(pilot.meta.created_at).year()),
                ..Document::saying(NodeKind::Pilot, said(&pilot), pilot.meta.updated_at)
            }
        };
        Ok(pilots.into_iter().map(document).collect())
    }
}

#[async_trait]
impl Source for PilotSource {
    fn kind(&self) -> NodeKind {
        NodeKind::Pilot
    }

    async fn load(&self, ids: &[Uuid]) -> Result<Vec<Document>> {
        let pilots = rows::published::<Pilot>(self.shelf.db.reader(), ids).await?;
        self.documents(pilots, said).await
    }

    async fn name(&self, things: &[(Uuid, Version)]) -> Result<Vec<Document>> {
        self.documents(self.shelf.just_seen(things).await?, Said::nothing).await
    }

    async fn say(&self, things: &[(Uuid, Version)]) -> Result<Vec<Said>> {
        Ok(self.shelf.just_seen(things).await?.iter().map(said).collect())
    }

    async fn ids_after(&self, after: Option<Uuid>, limit: u64) -> Result<Vec<Uuid>> {
        rows::ids_after(self.shelf.db.reader(), "pilots", after, limit).await
    }
}
