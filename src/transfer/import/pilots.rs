//! Challenges and the pilots that answer them.

use super::importer::{Imported, Importer, Kept, uuids};
use crate::access::Status;
use crate::challenges::model::{Challenge, ChallengeChange};
use crate::error::Problems;
use crate::ids::{ChallengeId, NodeKind, PersonId, PilotId};
use crate::pilots::model::{Pilot, PilotChange};
use crate::transfer::record::{ChallengeRecord, PilotRecord};
use crate::{challenges, pilots};

impl Importer<'_> {
    pub(super) async fn challenge(&mut self, record: ChallengeRecord) -> Imported<Kept> {
        let mut problems = Problems::default();
        let change = ChallengeChange { question: Some(record.question), context: Some(record.context) };
        let content = problems.take(challenges::model::Content::default().with(&change));
        let themes = problems.take(self.services.themes.parse("themes", &record.themes));
        let existing: Option<Challenge> = self.existing(&record.publication).await?;
        let meta =
            self.meta(&mut problems, existing.as_ref(), &record.publication, None, Status::Published).await?;
        let (Some(content), Some(themes), Some(meta)) = (content, themes, meta) else {
            return Err(problems.into());
        };
        problems.or(())?;
        let id = existing.as_ref().map_or_else(ChallengeId::generate, |challenge| challenge.id);
        let links = [(challenges::store::THEMES, uuids(themes, |theme| theme.0))];
        let shelf = self.services.challenges.shelf.clone();
        self.keep(&shelf, Challenge { id, meta, content }, existing, &record.publication, &links).await
    }

    pub(super) async fn pilot(&mut self, record: PilotRecord) -> Imported<Kept> {
        let mut problems = Problems::default();
        let replicates = self
            .optional_reference(&mut problems, "replicates", NodeKind::Pilot, record.replicates.as_deref())
            .await?
            .map(PilotId);
        let change = PilotChange {
            title: Some(record.title),
            summary: Some(record.summary),
            stage: Some(record.stage),
            domains: Some(record.domains),
            problem: Some(record.problem),
            approach: Some(record.approach),
            results: Some(record.results),
            lessons_learned: Some(record.lessons_learned),
            failures: Some(record.failures),
            partners: Some(record.partners),
            data_sources: Some(record.data_sources),
            buyers: Some(record.buyers),
            cost: Some(record.cost),
            replicates: Some(replicates),
        };
        let content = problems.take(pilots::model::Content::default().with(&change));
        let municipality = problems.take(self.municipality("municipality", &record.municipality));
        let themes = problems.take(self.services.themes.parse("themes", &record.themes));
        let contacts = self.references(&mut problems, "contacts", NodeKind::Person, &record.contacts).await?;
        let mut authors =
            self.references(&mut problems, "authors", NodeKind::Person, &record.authors).await?;
        if authors.is_empty() {
            authors.extend(self.author.map(|author| author.0));
        }
        let challenges =
            self.references(&mut problems, "challenges", NodeKind::Challenge, &record.challenges).await?;
        let existing: Option<Pilot> = self.existing(&record.publication).await?;
        let by = (municipality, authors.first().copied().map(PersonId));
        let meta =
            self.meta(&mut problems, existing.as_ref(), &record.publication, Some(by), Status::Draft).await?;
        let (Some(content), Some(municipality), Some(themes), Some(meta)) =
            (content, municipality, themes, meta)
        else {
            return Err(problems.into());
        };
        if meta.status == Status::Published {
            problems.take(content.check_publishable());
        }
        problems.or(())?;
        let id = existing.as_ref().map_or_else(PilotId::generate, |pilot| pilot.id);
        let links = [
            (pilots::store::THEMES, uuids(themes, |theme| theme.0)),
            (pilots::store::CONTACTS, contacts),
            (pilots::store::AUTHORS, authors),
            (pilots::store::CHALLENGES, challenges),
        ];
        let shelf = self.services.pilots.shelf.clone();
        self.keep(&shelf, Pilot { id, meta, municipality, content }, existing, &record.publication, &links)
            .await
    }
}
