//! How a person looks to search. What they seek and offer is for people with an account, so it is not indexed for
//! those who are public: the text of a document is found by everybody who may see the document.

use async_trait::async_trait;
use uuid::Uuid;

use super::store;
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
        let document = |person: super::Person| {
            let (term, body) = match person.visibility {
                Visibility::Public => (PUBLIC_TERM, String::new()),
                Visibility::Network | Visibility::Municipality => {
                    (NETWORK_TERM, [person.about, person.seeking, person.offering].join("\n"))
                }
            };
            let themes = themes.get(&person.id.0).into_iter().flatten().copied().map(ThemeId);
            Document {
                summary: person.job_title.unwrap_or_default(),
                body,
                themes: self.themes.words(themes),
                municipality: self.municipalities.words(person.municipality),
                // Whoever is public is seen by members through the same term.
                scope_terms: vec![term.to_owned()],
                ..Document::new(person.id.node(), person.display_name, person.updated_at)
            }
        };
        Ok(persons.into_values().map(document).collect())
    }

    async fn ids_after(&self, after: Option<Uuid>, limit: u64) -> Result<Vec<Uuid>> {
        store::ids_after(self.db.reader(), after, limit).await
    }
}
