//! How a workshop outcome looks to search.

use async_trait::async_trait;
use chrono::Datelike;
use uuid::Uuid;

use super::model::Outcome;
use crate::contribution::shelf::governed;
use crate::contribution::{Shared, Shelf, rows};
use crate::error::Result;
use crate::ids::NodeKind;
use crate::markdown;
use crate::municipalities::Register;
use crate::search::{Document, Merit, Said, Source, Version};

pub struct OutcomeSource {
    pub shelf: Shelf<Outcome>,
    pub municipalities: Register,
}

fn said(outcome: &Shared<Outcome>) -> Said {
    let content = &outcome.content;
    let mut body = vec![markdown::to_plain(&content.conclusion).text];
    body.extend(content.insights.iter().map(|insight| insight.text.clone()));
    Said {
        id: outcome.id.0,
        title: content.question.clone(),
        body: body.join("\n\n"),
        scope_terms: governed(outcome).terms(),
        ..Said::default()
    }
}

impl OutcomeSource {
    fn documents(
        &self,
        outcomes: Vec<Shared<Outcome>>,
        said: impl Fn(&Shared<Outcome>) -> Said,
    ) -> Vec<Document> {
        let document = |outcome: Shared<Outcome>| Document {
            municipality: outcome.meta.owner.and_then(|id| self.municipalities.words(id)),
            merit: Merit::AGEING,
            year: Some(outcome.meta.created_at.year()),
            ..Document::saying(NodeKind::Outcome, said(&outcome), outcome.meta.updated_at)
        };
        outcomes.into_iter().map(document).collect()
    }
}

#[async_trait]
impl Source for OutcomeSource {
    fn kind(&self) -> NodeKind {
        NodeKind::Outcome
    }

    async fn load(&self, ids: &[Uuid]) -> Result<Vec<Document>> {
        Ok(self.documents(rows::published::<Outcome>(self.shelf.db.reader(), ids).await?, said))
    }

    async fn name(&self, things: &[(Uuid, Version)]) -> Result<Vec<Document>> {
        Ok(self.documents(self.shelf.just_seen(things).await?, Said::nothing))
    }

    async fn say(&self, things: &[(Uuid, Version)]) -> Result<Vec<Said>> {
        Ok(self.shelf.just_seen(things).await?.iter().map(said).collect())
    }

    async fn ids_after(&self, after: Option<Uuid>, limit: u64) -> Result<Vec<Uuid>> {
        rows::ids_after(self.shelf.db.reader(), "outcomes", after, limit).await
    }
}
