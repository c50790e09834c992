//! Meetings, and the reports and outcomes of them.

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use uuid::Uuid;

use super::importer::{Imported, Importer, Kept};
use crate::access::Status;
use crate::error::Problems;
use crate::ids::{AgendaItemId, ChallengeId, MeetingId, NodeKind, OutcomeId, PersonId, ReportId};
use crate::meetings::model::{AgendaItem, Meeting, MeetingChange, Speaker, Venue, check_agenda};
use crate::outbox::{self, Event};
use crate::outcomes::model::{Outcome, OutcomeChange};
use crate::reports::model::{Report, ReportChange};
use crate::transfer::record::{AgendaItemRecord, MeetingRecord, OutcomeRecord, ReportRecord};
use crate::{meetings, outcomes, reports};

impl Importer<'_> {
    pub(super) async fn meeting(&mut self, record: MeetingRecord) -> Imported<Kept> {
        let mut problems = Problems::default();
        let venue = record.venue.map(|venue| Venue {
            name: venue.name,
            address: venue.address,
            description: venue.description,
        });
        let change = MeetingChange {
            title: Some(record.title),
            sequence_number: Some(record.sequence_number),
            starts_at: Some(record.starts_at),
            ends_at: Some(record.ends_at),
            description: Some(record.description),
            venue: Some(venue),
        };
        let content = problems.take(meetings::model::Content::new(record.starts_at).with(&change));
        let host = match &record.host {
            Some(code) => problems.take(self.municipality("host", code)),
            None => None,
        };
        let agenda = self.agenda(&mut problems, record.agenda).await?;
        let pilots = self.references(&mut problems, "pilots", NodeKind::Pilot, &record.pilots).await?;
        let existing: Option<Meeting> = self.existing(&record.publication).await?;
        let by = (host, self.author);
        let meta = self
            .meta(&mut problems, existing.as_ref(), &record.publication, Some(by), Status::Published)
            .await?;
        let (Some(content), Some(agenda), Some(meta)) = (content, agenda, meta) else {
            return Err(problems.into());
        };
        problems.or(())?;
        let id = existing.as_ref().map_or_else(MeetingId::generate, |meeting| meeting.id);
        let same_agenda = match &existing {
            Some(_) => {
                let had = meetings::store::agendas(&*self.tx, &[id]).await?.remove(&id).unwrap_or_default();
                had.len() == agenda.len()
                    && had
                        .iter()
                        .zip(&agenda)
                        .all(|(old, new)| *old == AgendaItem { id: old.id, ..new.clone() })
            }
            None => agenda.is_empty(),
        };
        let shelf = self.services.meetings.shelf.clone();
        let links = [(meetings::store::PILOTS, pilots)];
        let kept =
            self.keep(&shelf, Meeting { id, meta, content }, existing, &record.publication, &links).await?;
        if same_agenda {
            return Ok(kept);
        }
        meetings::store::replace_agenda(&self.tx, id, &agenda).await?;
        outbox::record(&self.tx, Event::Changed(id.node()), self.now).await?;
        Ok(if matches!(kept, Kept::Unchanged) { Kept::Updated } else { kept })
    }

    async fn agenda(
        &mut self,
        problems: &mut Problems,
        records: Vec<AgendaItemRecord>,
    ) -> Imported<Option<Vec<AgendaItem>>> {
        let mut agenda = Vec::with_capacity(records.len());
        for (i, record) in records.into_iter().enumerate() {
            let mut speakers = Vec::with_capacity(record.speakers.len());
            for (j, speaker) in record.speakers.into_iter().enumerate() {
                let path = format!("agenda.{i}.speakers.{j}.person");
                let person = self
                    .optional_reference(problems, &path, NodeKind::Person, speaker.person.as_deref())
                    .await?;
                let (role, organisation) = (speaker.role, speaker.organisation);
                speakers.push(Speaker {
                    name: speaker.name,
                    role,
                    organisation,
                    person: person.map(PersonId),
                });
            }
            agenda.push(AgendaItem {
                id: AgendaItemId::generate(),
                kind: record.kind,
                title: record.title,
                starts_at: record.starts_at,
                ends_at: record.ends_at,
                speakers,
            });
        }
        Ok(problems.take(check_agenda(agenda)))
    }

    pub(super) async fn report(&mut self, record: ReportRecord) -> Imported<Kept> {
        let mut problems = Problems::default();
        let publication = &record.publication;
        let meeting = match &record.meeting {
            Some(_) => {
                self.optional_reference(
                    &mut problems,
                    "meeting",
                    NodeKind::Meeting,
                    record.meeting.as_deref(),
                )
                .await?
            }
            // Notes name a day; the meeting of that day is the one they are about.
            None => self.meeting_of_day(publication.created_at).await?,
        };
        let change = ReportChange {
            title: Some(record.title),
            summary: Some(record.summary),
            body: Some(record.body),
            take_home_message: Some(record.take_home_message),
            meeting: Some(meeting.map(MeetingId)),
        };
        let content = problems.take(reports::model::Content::default().with(&change));
        let mut authors =
            self.references(&mut problems, "authors", NodeKind::Person, &record.authors).await?;
        if authors.is_empty() {
            authors.extend(self.author.map(|author| author.0));
        }
        let existing: Option<Report> = self.existing(publication).await?;
        let by = (None, authors.first().copied().map(PersonId));
        let meta = self.meta(&mut problems, existing.as_ref(), publication, Some(by), Status::Draft).await?;
        let (Some(content), Some(meta)) = (content, meta) else { return Err(problems.into()) };
        if meta.status == Status::Published {
            problems.take(content.check_publishable());
        }
        problems.or(())?;
        let id = existing.as_ref().map_or_else(ReportId::generate, |report| report.id);
        let shelf = self.services.reports.shelf.clone();
        let links = [(reports::store::AUTHORS, authors)];
        self.keep(&shelf, Report { id, meta, content }, existing, &record.publication, &links).await
    }

    pub(super) async fn outcome(&mut self, record: OutcomeRecord) -> Imported<Kept> {
        let mut problems = Problems::default();
        let meeting = self
            .optional_reference(&mut problems, "meeting", NodeKind::Meeting, record.meeting.as_deref())
            .await?;
        let challenge = self
            .optional_reference(&mut problems, "challenge", NodeKind::Challenge, record.challenge.as_deref())
            .await?;
        let host = self
            .optional_reference(&mut problems, "tableHost", NodeKind::Person, record.table_host.as_deref())
            .await?;
        let change = OutcomeChange {
            question: Some(record.question),
            conclusion: Some(record.conclusion),
            insights: Some(record.insights),
            meeting: Some(meeting.map(MeetingId)),
            challenge: Some(challenge.map(ChallengeId)),
            table_host: Some(host.map(PersonId)),
        };
        let content = problems.take(outcomes::model::Content::default().with(&change));
        let existing: Option<Outcome> = self.existing(&record.publication).await?;
        let by = (None, self.author.or(host.map(PersonId)));
        let meta =
            self.meta(&mut problems, existing.as_ref(), &record.publication, Some(by), Status::Draft).await?;
        let (Some(content), Some(meta)) = (content, meta) else { return Err(problems.into()) };
        if meta.status == Status::Published {
            problems.take(content.check_publishable());
        }
        problems.or(())?;
        let id = existing.as_ref().map_or_else(OutcomeId::generate, |outcome| outcome.id);
        let shelf = self.services.outcomes.shelf.clone();
        self.keep(&shelf, Outcome { id, meta, content }, existing, &record.publication, &[]).await
    }

    /// The one meeting that begins on this day; `None` when there are none or several.
    async fn meeting_of_day(&self, day: Option<DateTime<Utc>>) -> Imported<Option<Uuid>> {
        let Some(day) = day else { return Ok(None) };
        let begin = day.date_naive().and_time(chrono::NaiveTime::MIN).and_utc();
        let select = Query::select()
            .column(Alias::new("id"))
            .from(Alias::new("meetings"))
            .and_where(Expr::col(Alias::new("starts_at")).gte(begin))
            .and_where(Expr::col(Alias::new("starts_at")).lt(begin + chrono::Duration::days(1)))
            .limit(2)
            .to_owned();
        let rows = self.tx.query_all(&select).await?;
        match rows.as_slice() {
            [one] => Ok(Some(one.try_get("", "id")?)),
            _ => Ok(None),
        }
    }
}
