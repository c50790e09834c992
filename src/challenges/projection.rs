//! How a challenge looks to search.

use async_trait::async_trait;
use chrono::Datelike;
use uuid::Uuid;

use super::model::Challenge;
use super::store;
use crate::contribution::shelf::governed;
use crate::contribution::{Shared, Shelf, rows};
use crate::error::Result;
use crate::ids::{NodeKind, ThemeId};
use crate::markdown;
use crate::municipalities::Register;
use crate::search::{Document, Merit, Said, Source, Version};
use crate::themes::Vocabulary;

pub struct ChallengeSource {
    pub shelf: Shelf<Challenge>,
    pub municipalities: Register,
    pub themes: Vocabulary,
}

fn said(challenge: &Shared<Challenge>) -> Said {
    let content = &challenge.content;
    Said {
        id: challenge.id.0,
        title: content.question.clone(),
        body: markdown::to_plain(&content.context).text,
        scope_terms: governed(challenge).terms(),
        ..Said::default()
    }
}

impl ChallengeSource {
    fn documents(
        &self,
        challenges: Vec<Shared<Challenge>>,
        said: impl Fn(&Shared<Challenge>) -> Said,
    ) -> Vec<Document> {
        let document = |challenge: Shared<Challenge>| {
            let themes = challenge.linked(store::THEMES).unwrap_or_default();
            Document {
                themes: self.themes.words(themes.iter().copied().map(ThemeId)),
                municipality: challenge.meta.owner.and_then(|id| self.municipalities.words(id)),
                merit: Merit::AGEING,
                year: Some(challenge.meta.created_at.year()),
                ..Document::saying(NodeKind::Challenge, said(&challenge), challenge.meta.updated_at)
            }
        };
        challenges.into_iter().map(document).collect()
    }
}

#[async_trait]
impl Source for ChallengeSource {
    fn kind(&self) -> NodeKind {
        NodeKind::Challenge
    }

    async fn load(&self, ids: &[Uuid]) -> Result<Vec<Document>> {
        Ok(self.documents(rows::published::<Challenge>(self.shelf.db.reader(), ids).await?, said))
    }

    async fn name(&self, things: &[(Uuid, Version)]) -> Result<Vec<Document>> {
        Ok(self.documents(self.shelf.just_seen(things).await?, Said::nothing))
    }

    async fn say(&self, things: &[(Uuid, Version)]) -> Result<Vec<Said>> {
        Ok(self.shelf.just_seen(things).await?.iter().map(said).collect())
    }

    async fn ids_after(&self, after: Option<Uuid>, limit: u64) -> Result<Vec<Uuid>> {
        rows::ids_after(self.shelf.db.reader(), "challenges", after, limit).await
    }
}
