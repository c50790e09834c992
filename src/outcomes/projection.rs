//! How a workshop outcome looks to search.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::Datelike;
use uuid::Uuid;

use super::model::Outcome;
use crate::contribution::{Contribution, Shelf, rows};
use crate::error::Result;
use crate::ids::NodeKind;
use crate::markdown;
use crate::municipalities::Register;
use crate::search::{Document, Merit, Source, Version};

pub struct OutcomeSource {
    pub shelf: Shelf<Outcome>,
    pub municipalities: Register,
}

#[async_trait]
impl Source for OutcomeSource {
    fn kind(&self) -> NodeKind {
        NodeKind::Outcome
    }

    async fn load(&self, ids: &[Uuid]) -> Result<Vec<Document>> {
        let outcomes = rows::published::<Outcome>(self.shelf.db.reader(), ids).await?;
        let document = |outcome: Outcome| {
            let scope_terms = outcome.governed(Vec::new()).terms();
            let content = outcome.content;
            let mut body = vec![markdown::to_plain(&content.conclusion).text];
            body.extend(content.insights.into_iter().map(|insight| insight.text));
            Document {
                body: body.join("\n"),
                municipality: outcome.meta.owner.and_then(|id| self.municipalities.words(id)),
                merit: Merit::AGEING,
                year: Some(outcome.meta.created_at.year()),
                scope_terms,
                ..Document::new(outcome.id.node(), content.question, outcome.meta.updated_at)
            }
        };
        Ok(outcomes.into_values().map(document).collect())
    }

    async fn versions(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Version>> {
        self.shelf.published_versions(ids).await
    }

    async fn ids_after(&self, after: Option<Uuid>, limit: u64) -> Result<Vec<Uuid>> {
        rows::ids_after(self.shelf.db.reader(), "outcomes", after, limit).await
    }
}
