//! How a report looks to search.

use async_trait::async_trait;
use chrono::Datelike;
use uuid::Uuid;

use super::model::Report;
use super::store;
use crate::access::Visibility;
use crate::contribution::shelf::governed;
use crate::contribution::{Shared, Shelf, rows};
use crate::error::Result;
use crate::ids::{NodeKind, PersonId};
use crate::markdown;
use crate::meetings::Meeting;
use crate::municipalities::Register;
use crate::people;
use crate::search::{Document, Merit, Said, Source, Version};

pub struct ReportSource {
    pub shelf: Shelf<Report>,
    pub municipalities: Register,
}

/// It was read with its links.
fn authors(report: &Shared<Report>) -> impl Iterator<Item = PersonId> {
    report.linked(store::AUTHORS).unwrap_or_default().iter().copied().map(PersonId)
}

fn said(report: &Shared<Report>) -> Said {
    let content = &report.content;
    let mut body = markdown::to_plain(&content.body).text;
    if let Some(message) = &content.take_home_message {
        body.push_str("\n\n");
        body.push_str(message);
    }
    Said {
        id: report.id.0,
        title: content.title.clone(),
        summary: content.summary.clone(),
        body,
        scope_terms: governed(report).terms(),
    }
}

impl ReportSource {
    async fn documents(
        &self,
        reports: Vec<Shared<Report>>,
        said: impl Fn(&Shared<Report>) -> Said + Send,
    ) -> Result<Vec<Document>> {
        let db = self.shelf.db.reader();
        let everybody: Vec<_> = reports.iter().flat_map(authors).collect();
        let persons = people::store::by_ids(db, &everybody).await?;
        let meetings: Vec<_> =
            reports.iter().filter_map(|report| report.content.meeting).map(|id| id.0).collect();
        let meetings = rows::by_ids::<Meeting>(db, &meetings).await?;
        let document = |report: Shared<Report>| {
            // Only names that are public: who may see the report may not see everybody of it.
            let names = authors(&report).filter_map(|person| persons.get(&person));
            let names = names.filter(|person| person.visibility == Visibility::Public);
            let people = names.map(|person| person.display_name.clone()).collect();
            let content = &report.content;
            let meeting = content.meeting.and_then(|id| meetings.get(&id.0));
            let day = meeting.map_or(report.meta.created_at, |meeting| meeting.content.starts_at);
            let host = meeting.and_then(|meeting| meeting.meta.owner).or(report.meta.owner);
            let tells = [
                !content.summary.trim().is_empty(),
                content.take_home_message.is_some(),
                content.meeting.is_some(),
            ];
            let told = tells.iter().filter(|tells| **tells).count();
            Document {
                people,
                municipality: host.and_then(|id| self.municipalities.words(id)),
                merit: Merit { completeness: told as f32 / tells.len() as f32, ..Merit::AGEING },
                year: Some(day.year()),
                ..Document::saying(NodeKind::Report, said(&report), report.meta.updated_at)
            }
        };
        Ok(reports.into_iter().map(document).collect())
    }
}

#[async_trait]
impl Source for ReportSource {
    fn kind(&self) -> NodeKind {
        NodeKind::Report
    }

    async fn load(&self, ids: &[Uuid]) -> Result<Vec<Document>> {
        let reports = rows::published::<Report>(self.shelf.db.reader(), ids).await?;
        self.documents(reports, said).await
    }

    async fn name(&self, things: &[(Uuid, Version)]) -> Result<Vec<Document>> {
        self.documents(self.shelf.just_seen(things).await?, Said::nothing).await
    }

    async fn say(&self, things: &[(Uuid, Version)]) -> Result<Vec<Said>> {
        Ok(self.shelf.just_seen(things).await?.iter().map(said).collect())
    }

    async fn ids_after(&self, after: Option<Uuid>, limit: u64) -> Result<Vec<Uuid>> {
        rows::ids_after(self.shelf.db.reader(), "reports", after, limit).await
    }
}
