//! What can be done with meetings.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::model::{AgendaItem, Content, Meeting, MeetingChange, check_agenda};
use super::policy;
use super::store::{self, Filter};
use crate::access::{Actor, Scope, Status, Visibility};
use crate::clock::Clock;
use crate::contribution::{Meta, Shared, Shelf};
use crate::db::{Db, Tx};
use crate::error::{Problems, Result};
use crate::ids::{MeetingId, MunicipalityId, PilotId};
use crate::municipalities::Register;
use crate::page::{Page, PageArgs, Slice};
use crate::pilots::Pilot;

/// Finding one by id or slug is the [`Shelf`]'s.
#[derive(Clone, Debug)]
pub struct Meetings {
    pub shelf: Shelf<Meeting>,
    pilots: Shelf<Pilot>,
    municipalities: Register,
}

/// What somebody fills in about a meeting; `None` leaves it as it is.
#[derive(Clone, Debug, Default)]
pub struct MeetingInput {
    pub content: MeetingChange,
    /// CBS code; a new meeting without one is hosted by the actor's municipality.
    pub host: Option<String>,
    pub agenda: Option<Vec<AgendaItem>>,
    pub pilots: Option<Vec<PilotId>>,
    pub visibility: Option<Visibility>,
}

impl Meetings {
    pub fn new(db: Db, clock: Clock, municipalities: Register) -> Self {
        let pilots = Shelf::new(db.clone(), clock.clone());
        Self { shelf: Shelf::new(db, clock), pilots, municipalities }
    }

    /// One page of what `actor` may see.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &Filter,
        page: &PageArgs,
    ) -> Result<Slice<Shared<Meeting>>> {
        let keyset = filter.keyset();
        let page = Page::parse(page, keyset.list)?;
        let seen = (&Scope::of(actor), Status::Published);
        self.shelf.list(seen, store::condition(filter), keyset, &page, |meeting| filter.cursor(meeting)).await
    }

    pub async fn count(&self, actor: &Actor, filter: &Filter) -> Result<u64> {
        self.shelf.count((&Scope::of(actor), Status::Published), store::condition(filter)).await
    }

    /// The next one that `actor` may see.
    pub async fn next(&self, actor: &Actor) -> Result<Option<Shared<Meeting>>> {
        let filter = Filter { upcoming: Some((true, self.now())), ..Filter::default() };
        let page = PageArgs { first: Some(1), ..PageArgs::default() };
        Ok(self.list(actor, &filter, &page).await?.into_items().pop())
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.shelf.clock.now()
    }

    pub async fn agendas(&self, ids: &[MeetingId]) -> Result<HashMap<MeetingId, Vec<AgendaItem>>> {
        store::agendas(self.shelf.db.reader(), ids).await
    }

    /// Plans it: readers see it at once. `starts_at` in the change is needed.
    pub async fn create(&self, actor: &Actor, input: MeetingInput) -> Result<Meeting> {
        policy::create(actor).enforce("meeting")?;
        self.check_pilots(actor, input.pilots.as_deref()).await?;
        let mut problems = Problems::default();
        let now = self.now();
        let starts_at = input.content.starts_at.unwrap_or(now);
        let title = Some(input.content.title.clone().unwrap_or_default());
        let content = problems.take(Content::new(starts_at).with(&MeetingChange { title, ..input.content }));
        let host = problems.take(self.host(actor, input.host.as_deref()));
        let agenda = problems.take(check_agenda(input.agenda.unwrap_or_default()));
        let (Some(content), Some(host), Some(agenda)) = (content, host, agenda) else {
            return Err(problems.into());
        };
        let visibility = input.visibility.unwrap_or(Visibility::Public);
        let meta = Meta::draft(actor, visibility, host, now).published(None, now);
        let mut meeting = Meeting { id: MeetingId::generate(), meta, content };
        let tx = self.shelf.db.begin().await?;
        self.shelf.insert(&tx, actor, &mut meeting).await?;
        write(&tx, meeting.id, Some(agenda), input.pilots).await?;
        tx.commit().await?;
        Ok(meeting)
    }

    /// Fails with `NotFound`, `Forbidden`, `Conflict` or `Invalid`; then nothing changed.
    pub async fn update(
        &self,
        actor: &Actor,
        id: MeetingId,
        revision: i32,
        input: MeetingInput,
    ) -> Result<Meeting> {
        self.check_pilots(actor, input.pilots.as_deref()).await?;
        let tx = self.shelf.db.begin().await?;
        let mut meeting = self.shelf.writable(&tx, actor, id.0, revision).await?;
        let mut problems = Problems::default();
        let content = problems.take(meeting.content.with(&input.content));
        let host = match &input.host {
            Some(code) => problems.take(self.host(actor, Some(code))),
            None => Some(meeting.meta.owner),
        };
        let agenda = input.agenda.map(|agenda| problems.take(check_agenda(agenda)));
        let (Some(content), Some(host), true) = (content, host, problems.is_empty()) else {
            return Err(problems.into());
        };
        let is_retitled = content.title != meeting.content.title;
        meeting.content = content;
        meeting.meta.owner = host;
        meeting.meta.visibility = input.visibility.unwrap_or(meeting.meta.visibility);
        self.shelf.replace(&tx, actor, &mut meeting, is_retitled).await?;
        let hidden = match &input.pilots {
            Some(_) => self.pilots.hidden(actor, store::PILOTS.of_one(&*tx, id.0).await?).await?,
            None => Vec::new(),
        };
        write(&tx, id, agenda.flatten(), input.pilots).await?;
        store::PILOTS.append(&tx, id.0, &hidden).await?;
        tx.commit().await?;
        Ok(meeting)
    }

    /// What the actor can't see is `UNKNOWN`, as what is not there.
    async fn check_pilots(&self, actor: &Actor, ids: Option<&[PilotId]>) -> Result<()> {
        let ids: Vec<_> = ids.unwrap_or_default().iter().map(|id| id.0).collect();
        self.pilots.check_visible(actor, "pilotIds", &ids).await
    }

    /// The municipality of `code`, else the actor's own, if any.
    fn host(&self, actor: &Actor, code: Option<&str>) -> Result<Option<MunicipalityId>, Problems> {
        match code {
            Some(code) => self.municipalities.by_code(code).map(|m| Some(m.id)).ok_or_else(|| {
                let message =
                    format!("Er is geen gemeente met de code “{code}”. Een code ziet er zo uit: GM0479.");
                Problems::one("host", "UNKNOWN", message)
            }),
            None => Ok(actor.municipality()),
        }
    }
}

async fn write(
    tx: &Tx,
    id: MeetingId,
    agenda: Option<Vec<AgendaItem>>,
    pilots: Option<Vec<PilotId>>,
) -> Result<()> {
    if let Some(agenda) = agenda {
        store::replace_agenda(tx, id, &agenda).await?;
    }
    if let Some(pilots) = pilots {
        let ids: Vec<_> = pilots.into_iter().map(|id| id.0).collect();
        store::PILOTS.replace_checked(tx, id.0, "pilotIds", &ids).await?;
    }
    Ok(())
}
