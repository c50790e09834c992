//! What can be done with workshop outcomes.

use super::model::{Content, Outcome, OutcomeChange};
use super::policy;
use super::store::{self, Filter};
use crate::access::{Actor, Scope, Status, Visibility};
use crate::challenges::Challenges;
use crate::clock::Clock;
use crate::contribution::{Meta, Shared, Shelf};
use crate::db::Db;
use crate::error::{Problems, Result};
use crate::ids::OutcomeId;
use crate::meetings::Meetings;
use crate::page::{Page, PageArgs, Slice};
use crate::people::People;
use crate::reports::service::check_meeting;

/// Finding one by id or slug is the [`Shelf`]'s.
#[derive(Clone, Debug)]
pub struct Outcomes {
    pub shelf: Shelf<Outcome>,
    meetings: Meetings,
    challenges: Challenges,
    people: People,
}

/// What somebody fills in about an outcome; `None` leaves it as it is.
#[derive(Clone, Debug, Default)]
pub struct OutcomeInput {
    pub content: OutcomeChange,
    pub visibility: Option<Visibility>,
}

impl Outcomes {
    pub fn new(db: Db, clock: Clock, meetings: Meetings, challenges: Challenges, people: People) -> Self {
        Self { shelf: Shelf::new(db, clock), meetings, challenges, people }
    }

    /// One page of what `actor` may see, last changed first.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &Filter,
        page: &PageArgs,
    ) -> Result<Slice<Shared<Outcome>>> {
        let page = Page::parse(page, store::LIST)?;
        let seen = (&Scope::of(actor), filter.status);
        self.shelf.list(seen, store::condition(filter), store::KEYSET, &page, store::cursor).await
    }

    pub async fn count(&self, actor: &Actor, filter: &Filter) -> Result<u64> {
        self.shelf.count((&Scope::of(actor), filter.status), store::condition(filter)).await
    }

    /// A draft. Fails with `Invalid`, `Unauthenticated` or `Forbidden`; then nothing was made.
    pub async fn create(&self, actor: &Actor, input: OutcomeInput) -> Result<Outcome> {
        policy::create(actor).enforce("outcome")?;
        self.check_links(actor, &input.content).await?;
        let question = Some(input.content.question.clone().unwrap_or_default());
        let content = Content::default().with(&OutcomeChange { question, ..input.content })?;
        let visibility = input.visibility.unwrap_or_default();
        let meta = Meta::draft(actor, visibility, actor.municipality(), self.shelf.clock.now());
        let mut outcome = Outcome { id: OutcomeId::generate(), meta, content };
        let tx = self.shelf.db.begin().await?;
        self.shelf.insert(&tx, actor, &mut outcome).await?;
        tx.commit().await?;
        Ok(outcome)
    }

    /// Fails with `NotFound`, `Forbidden`, `Conflict` or `Invalid`; then nothing changed.
    pub async fn update(
        &self,
        actor: &Actor,
        id: OutcomeId,
        revision: i32,
        input: OutcomeInput,
    ) -> Result<Outcome> {
        self.check_links(actor, &input.content).await?;
        let tx = self.shelf.db.begin().await?;
        let mut outcome = self.shelf.writable(&tx, actor, id.0, revision).await?;
        let mut change = input.content;
        // Who can't see the meeting or the challenge does not know that there is one to take away.
        let meeting = outcome.content.meeting.map(|id| id.0).into_iter().collect();
        if change.meeting == Some(None) && !self.meetings.shelf.hidden(actor, meeting).await?.is_empty() {
            change.meeting = None;
        }
        let challenge = outcome.content.challenge.map(|id| id.0).into_iter().collect();
        if change.challenge == Some(None) && !self.challenges.shelf.hidden(actor, challenge).await?.is_empty()
        {
            change.challenge = None;
        }
        let content = outcome.content.with(&change)?;
        if outcome.meta.status == Status::Published {
            content.check_publishable()?;
        }
        let is_retitled = content.question != outcome.content.question;
        outcome.content = content;
        outcome.meta.visibility = input.visibility.unwrap_or(outcome.meta.visibility);
        self.shelf.replace(&tx, actor, &mut outcome, is_retitled).await?;
        tx.commit().await?;
        Ok(outcome)
    }

    /// From now on its circle of readers sees it. Fails with `Invalid` naming what is missing.
    pub async fn publish(
        &self,
        actor: &Actor,
        id: OutcomeId,
        revision: i32,
        visibility: Option<Visibility>,
    ) -> Result<Outcome> {
        let publish = |outcome: &Outcome, now| {
            outcome.content.check_publishable()?;
            Ok(outcome.meta.clone().published(visibility, now))
        };
        self.shelf.transition(actor, (id.0, revision), publish).await
    }

    /// What the actor can't see is `UNKNOWN`, as what is not there.
    async fn check_links(&self, actor: &Actor, change: &OutcomeChange) -> Result<()> {
        check_meeting(&self.meetings, actor, change.meeting.flatten()).await?;
        if let Some(challenge) = change.challenge.flatten()
            && self.challenges.shelf.visible(actor, &[challenge.0]).await?.is_empty()
        {
            let message = "Dit vraagstuk bestaat niet (meer). Kies een ander.";
            return Err(Problems::one("challengeId", "UNKNOWN", message).into());
        }
        if let Some(host) = change.table_host.flatten()
            && self.people.visible(actor, &[host]).await?.is_empty()
        {
            let message = "Deze persoon is niet (meer) op het netwerk. Kies iemand anders.";
            return Err(Problems::one("tableHostId", "UNKNOWN", message).into());
        }
        Ok(())
    }
}
