//! How a challenge looks to search.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::Datelike;
use uuid::Uuid;

use super::model::Challenge;
use super::store;
use crate::contribution::{Contribution, Shelf, rows};
use crate::error::Result;
use crate::ids::{NodeKind, ThemeId};
use crate::markdown;
use crate::municipalities::Register;
use crate::search::{Document, Merit, Source, Version};
use crate::themes::Vocabulary;

pub struct ChallengeSource {
    pub shelf: Shelf<Challenge>,
    pub municipalities: Register,
    pub themes: Vocabulary,
}

#[async_trait]
impl Source for ChallengeSource {
    fn kind(&self) -> NodeKind {
        NodeKind::Challenge
    }

    async fn load(&self, ids: &[Uuid]) -> Result<Vec<Document>> {
        let db = self.shelf.db.reader();
        let challenges = rows::published::<Challenge>(db, ids).await?;
        let themes = store::THEMES.of(db, ids).await?;
        let document = |challenge: Challenge| {
            let themes = themes.get(&challenge.id.0).into_iter().flatten().copied().map(ThemeId);
            Document {
                body: markdown::to_plain(&challenge.content.context).text,
                themes: self.themes.words(themes),
                municipality: challenge.meta.owner.and_then(|id| self.municipalities.words(id)),
                merit: Merit::AGEING,
                year: Some(challenge.meta.created_at.year()),
                scope_terms: challenge.governed(Vec::new()).terms(),
                ..Document::new(challenge.id.node(), challenge.content.question, challenge.meta.updated_at)
            }
        };
        Ok(challenges.into_values().map(document).collect())
    }

    async fn versions(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Version>> {
        self.shelf.published_versions(ids).await
    }

    async fn ids_after(&self, after: Option<Uuid>, limit: u64) -> Result<Vec<Uuid>> {
        rows::ids_after(self.shelf.db.reader(), "challenges", after, limit).await
    }
}
