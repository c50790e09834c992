//! What can be done with meeting reports.

use super::model::{Content, Report, ReportChange};
use super::policy;
use super::store::{self, Filter};
use crate::access::{Actor, Scope, Status, Visibility};
use crate::clock::Clock;
use crate::contribution::{Meta, Shared, Shelf};
use crate::db::Db;
use crate::error::{Problems, Result};
use crate::ids::{MeetingId, PersonId, ReportId};
use crate::meetings::Meetings;
use crate::page::{Page, PageArgs, Slice};

/// Finding one by id or slug is the [`Shelf`]'s.
#[derive(Clone, Debug)]
pub struct Reports {
    pub shelf: Shelf<Report>,
    meetings: Meetings,
}

/// What somebody fills in about a report; `None` leaves it as it is.
#[derive(Clone, Debug, Default)]
pub struct ReportInput {
    pub content: ReportChange,
    /// A new report without any is by the actor.
    pub authors: Option<Vec<PersonId>>,
    pub visibility: Option<Visibility>,
}

impl Reports {
    pub fn new(db: Db, clock: Clock, meetings: Meetings) -> Self {
        Self { shelf: Shelf::new(db, clock), meetings }
    }

    /// One page of what `actor` may see, last changed first.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &Filter,
        page: &PageArgs,
    ) -> Result<Slice<Shared<Report>>> {
        let page = Page::parse(page, store::LIST)?;
        let seen = (&Scope::of(actor), filter.status);
        self.shelf.list(seen, store::condition(filter), store::KEYSET, &page, store::cursor).await
    }

    pub async fn count(&self, actor: &Actor, filter: &Filter) -> Result<u64> {
        self.shelf.count((&Scope::of(actor), filter.status), store::condition(filter)).await
    }

    /// A draft. Fails with `Invalid`, `Unauthenticated` or `Forbidden`; then nothing was made.
    pub async fn create(&self, actor: &Actor, input: ReportInput) -> Result<Report> {
        policy::create(actor).enforce("report")?;
        let title = Some(input.content.title.clone().unwrap_or_default());
        let content = Content::default().with(&ReportChange { title, ..input.content })?;
        check_meeting(&self.meetings, actor, content.meeting).await?;
        let visibility = input.visibility.unwrap_or_default();
        let meta = Meta::draft(actor, visibility, actor.municipality(), self.shelf.clock.now());
        let mut report = Report { id: ReportId::generate(), meta, content };
        let authors = input.authors.unwrap_or_else(|| actor.person().into_iter().collect());
        let tx = self.shelf.db.begin().await?;
        self.shelf.insert(&tx, actor, &mut report).await?;
        store::AUTHORS.replace_checked(&tx, report.id.0, "authorIds", &uuids(authors)).await?;
        tx.commit().await?;
        Ok(report)
    }

    /// Fails with `NotFound`, `Forbidden`, `Conflict` or `Invalid`; then nothing changed.
    pub async fn update(
        &self,
        actor: &Actor,
        id: ReportId,
        revision: i32,
        input: ReportInput,
    ) -> Result<Report> {
        check_meeting(&self.meetings, actor, input.content.meeting.flatten()).await?;
        let tx = self.shelf.db.begin().await?;
        let mut report = self.shelf.writable(&tx, actor, id.0, revision).await?;
        let mut change = input.content;
        let present = report.content.meeting.map(|id| id.0);
        if change.meeting == Some(None)
            && !self.meetings.shelf.hidden(actor, present.into_iter().collect()).await?.is_empty()
        {
            // Who can't see the meeting does not know that there is one to take away.
            change.meeting = None;
        }
        let content = report.content.with(&change)?;
        if report.meta.status == Status::Published {
            content.check_publishable()?;
        }
        let is_retitled = content.title != report.content.title;
        report.content = content;
        report.meta.visibility = input.visibility.unwrap_or(report.meta.visibility);
        self.shelf.replace(&tx, actor, &mut report, is_retitled).await?;
        if let Some(authors) = input.authors {
            store::AUTHORS.replace_checked(&tx, id.0, "authorIds", &uuids(authors)).await?;
        }
        tx.commit().await?;
        Ok(report)
    }

    /// Lets it say what it said in revision `to`, in a new revision; links, visibility and status stay. Fails as
    /// [`Reports::update`], and with `Invalid` (`UNKNOWN`) at `to`.
    pub async fn restore(&self, actor: &Actor, id: ReportId, (revision, to): (i32, i32)) -> Result<Report> {
        let content: ReportChange = self.shelf.earlier(actor, id.0, (revision, to)).await?;
        self.update(actor, id, revision, ReportInput { content, ..ReportInput::default() }).await
    }

    /// From now on its circle of readers sees it. Fails with `Invalid` naming what is missing.
    pub async fn publish(
        &self,
        actor: &Actor,
        id: ReportId,
        revision: i32,
        visibility: Option<Visibility>,
    ) -> Result<Report> {
        let publish = |report: &Report, now| {
            report.content.check_publishable()?;
            Ok(report.meta.clone().published(visibility, now))
        };
        self.shelf.transition(actor, (id.0, revision), publish).await
    }
}

fn uuids(persons: Vec<PersonId>) -> Vec<uuid::Uuid> {
    persons.into_iter().map(|person| person.0).collect()
}

/// A link to a meeting that the actor can't see is `UNKNOWN`, as one to a meeting that is not there.
pub async fn check_meeting(meetings: &Meetings, actor: &Actor, meeting: Option<MeetingId>) -> Result<()> {
    let Some(meeting) = meeting else { return Ok(()) };
    let visible = meetings.shelf.visible(actor, &[meeting.0]).await?;
    let unknown =
        || Problems::one("meetingId", "UNKNOWN", "Deze bijeenkomst bestaat niet (meer). Kies een andere.");
    if visible.is_empty() { Err(unknown().into()) } else { Ok(()) }
}
