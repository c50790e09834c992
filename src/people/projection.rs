//! How a person looks to search. The text of a document is found by everybody who may see the document, so a field
//! that not all of them may see is not in it: neither as text nor as a facet.

use async_trait::async_trait;
use uuid::Uuid;

use super::model::Person;
use super::store;
use super::visibility::ProfileField;
use crate::access::{NETWORK_TERM, PUBLIC_TERM, Visibility};
use crate::db::Db;
use crate::error::Result;
use crate::ids::{NodeKind, PersonId, ThemeId};
use crate::municipalities::Register;
use crate::search::{Document, Source};
use crate::themes::Vocabulary;

pub struct PersonSource {
    pub db: Db,
    pub municipalities: Register,
    pub themes: Vocabulary,
}

#[async_trait]
impl Source for PersonSource {
    fn kind(&self) -> NodeKind {
        NodeKind::Person
    }

    async fn load(&self, ids: &[Uuid]) -> Result<Vec<Document>> {
        let db = self.db.reader();
        let typed: Vec<_> = ids.iter().copied().map(PersonId).collect();
        let persons = store::by_ids(db, &typed).await?;
        let themes = store::THEMES.of(db, ids).await?;
        let document = |person: Person| {
            let term = match person.visibility {
                Visibility::Public => PUBLIC_TERM,
                Visibility::Network | Visibility::Municipality => NETWORK_TERM,
            };
            let is_title_indexed = person.shows_to_all(ProfileField::JobTitle);
            let indexed = |field| person.shows_to_all(field);
            let texts = [
                (ProfileField::About, &person.about),
                (ProfileField::Seeking, &person.seeking),
                (ProfileField::Offering, &person.offering),
            ];
            let body = texts.into_iter().filter(|(field, _)| indexed(*field)).map(|(_, text)| text.as_str());
            let themes = themes.get(&person.id.0).into_iter().flatten().copied().map(ThemeId);
            Document {
                body: body.collect::<Vec<_>>().join("\n\n"),
                themes: self.themes.words(themes.filter(|_| indexed(ProfileField::Themes))),
                summary: person.job_title.filter(|_| is_title_indexed).unwrap_or_default(),
                municipality: self.municipalities.words(person.municipality),
                // Whoever is public is seen by members through the same term.
                scope_terms: vec![term.to_owned()],
                ..Document::new(person.id.node(), person.display_name, person.updated_at)
            }
        };
        Ok(persons.into_values().filter(|person| !person.is_former).map(document).collect())
    }

    async fn ids_after(&self, after: Option<Uuid>, limit: u64) -> Result<Vec<Uuid>> {
        store::ids_after(self.db.reader(), after, limit).await
    }
}
