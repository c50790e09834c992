//! How a pilot looks to search.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::Datelike;
use uuid::Uuid;

use super::model::{Content, Pilot, Stage};
use super::store;
use crate::access::Visibility;
use crate::contribution::{Contribution, Shelf, rows};
use crate::error::Result;
use crate::ids::{NodeKind, PersonId, ThemeId};
use crate::markdown;
use crate::municipalities::Register;
use crate::people;
use crate::search::{Document, Merit, Source, Version};
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

#[async_trait]
impl Source for PilotSource {
    fn kind(&self) -> NodeKind {
        NodeKind::Pilot
    }

    async fn load(&self, ids: &[Uuid]) -> Result<Vec<Document>> {
        let db = self.shelf.db.reader();
        let pilots = rows::published::<Pilot>(db, ids).await?;
        let ids: &[Uuid] = &pilots.keys().copied().collect::<Vec<_>>();
        let themes = store::THEMES.of(db, ids).await?;
        let authors = store::AUTHORS.of(db, ids).await?;
        let contacts = store::CONTACTS.of(db, ids).await?;
        let mut everybody: Vec<_> =
            authors.values().chain(contacts.values()).flatten().copied().map(PersonId).collect();
        everybody.sort_unstable();
        everybody.dedup();
        let persons = people::store::by_ids(db, &everybody).await?;
        let document = |pilot: Pilot| {
            let id = pilot.id.0;
            let of = |links: &HashMap<Uuid, Vec<Uuid>>| {
                links.get(&id).into_iter().flatten().copied().map(PersonId).collect::<Vec<_>>()
            };
            let (authors, contacts) = (of(&authors), of(&contacts));
            // Who may see the pilot may not see everybody of it: only names that are public are indexed.
            let names = authors.iter().chain(&contacts).filter_map(|person| persons.get(person));
            let names = names.filter(|person| person.visibility == Visibility::Public);
            let mut people: Vec<String> = names.map(|person| person.display_name.clone()).collect();
            people.sort_unstable();
            people.dedup();
            let scope_terms = pilot.governed(authors).terms();
            let contacts = contacts.iter().filter_map(|person| persons.get(person));
            let has_contact = contacts.into_iter().any(|person| person.visibility == Visibility::Public);
            let merit = merit(&pilot.content, has_contact);
            let content = pilot.content;
            let texts = [
                content.problem,
                content.approach,
                content.results,
                content.lessons_learned,
                content.failures,
            ];
            let mut body: Vec<String> = texts.iter().map(|text| markdown::to_plain(text).text).collect();
            body.push(content.cost);
            body.extend(content.partners);
            body.extend(content.data_sources.into_iter().map(|source| source.name));
            body.extend(
                content
                    .buyers
                    .into_iter()
                    .map(|buyer| [buyer.unit, buyer.need.unwrap_or_default()].join(" ")),
            );
            Document {
                summary: content.summary,
                body: body.join("\n"),
                people,
                themes: self.themes.words(themes.get(&id).into_iter().flatten().copied().map(ThemeId)),
                municipality: self.municipalities.words(pilot.municipality),
                stage: Some(content.stage.name().to_owned()),
                domains: content.domains.iter().map(|domain| domain.name().to_owned()).collect(),
                merit,
                year: Some(pilot.meta.published_at.unwrap_or(pilot.meta.created_at).year()),
                scope_terms,
                ..Document::new(pilot.id.node(), content.title, pilot.meta.updated_at)
            }
        };
        Ok(pilots.into_values().map(document).collect())
    }

    async fn versions(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Version>> {
        self.shelf.published_versions(ids).await
    }

    async fn ids_after(&self, after: Option<Uuid>, limit: u64) -> Result<Vec<Uuid>> {
        rows::ids_after(self.shelf.db.reader(), "pilots", after, limit).await
    }
}
