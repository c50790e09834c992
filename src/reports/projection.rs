//! How a report looks to search.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::Datelike;
use uuid::Uuid;

use super::model::Report;
use super::store;
use crate::access::Visibility;
use crate::contribution::{Contribution, Shelf, rows};
use crate::error::Result;
use crate::ids::{NodeKind, PersonId};
use crate::markdown;
use crate::meetings::Meeting;
use crate::municipalities::Register;
use crate::people;
use crate::search::{Document, Merit, Source, Version};

pub struct ReportSource {
    pub shelf: Shelf<Report>,
    pub municipalities: Register,
}

#[async_trait]
impl Source for ReportSource {
    fn kind(&self) -> NodeKind {
        NodeKind::Report
    }

    async fn load(&self, ids: &[Uuid]) -> Result<Vec<Document>> {
        let db = self.shelf.db.reader();
        let reports = rows::published::<Report>(db, ids).await?;
        let authors = store::AUTHORS.of(db, ids).await?;
        let everybody: Vec<_> = authors.values().flatten().copied().map(PersonId).collect();
        let persons = people::store::by_ids(db, &everybody).await?;
        let meetings: Vec<_> =
            reports.values().filter_map(|report| report.content.meeting).map(|id| id.0).collect();
        let meetings = rows::by_ids::<Meeting>(db, &meetings).await?;
        let document = |report: Report| {
            let authors: Vec<_> =
                authors.get(&report.id.0).into_iter().flatten().copied().map(PersonId).collect();
            // Only names that are public: who may see the report may not see everybody of it.
            let names = authors.iter().filter_map(|person| persons.get(person));
            let names = names.filter(|person| person.visibility == Visibility::Public);
            let people = names.map(|person| person.display_name.clone()).collect();
            let meeting = report.content.meeting.and_then(|id| meetings.get(&id.0));
            let day = meeting.map_or(report.meta.created_at, |meeting| meeting.content.starts_at);
            let host = meeting.and_then(|meeting| meeting.meta.owner).or(report.meta.owner);
            let scope_terms = report.governed(authors).terms();
            let content = report.content;
            let tells = [
                !content.summary.trim().is_empty(),
                content.take_home_message.is_some(),
                content.meeting.is_some(),
            ];
            let told = tells.iter().filter(|tells| **tells).count();
            let merit = Merit { completeness: told as f32 / tells.len() as f32, ..Merit::AGEING };
            let mut body = markdown::to_plain(&content.body).text;
            if let Some(message) = content.take_home_message {
                body.push('\n');
                body.push_str(&message);
            }
            Document {
                summary: content.summary,
                body,
                people,
                municipality: host.and_then(|id| self.municipalities.words(id)),
                merit,
                year: Some(day.year()),
                scope_terms,
                ..Document::new(report.id.node(), content.title, report.meta.updated_at)
            }
        };
        Ok(reports.into_values().map(document).collect())
    }

    async fn versions(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Version>> {
        self.shelf.published_versions(ids).await
    }

    async fn ids_after(&self, after: Option<Uuid>, limit: u64) -> Result<Vec<Uuid>> {
        rows::ids_after(self.shelf.db.reader(), "reports", after, limit).await
    }
}
