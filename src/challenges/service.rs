//! What can be done with challenges.

use std::collections::HashMap;

use super::model::{Challenge, ChallengeChange, Content, Counts, Recognition, Stance};
use super::policy;
use super::store::{self, Filter};
use crate::access::{Actor, Scope, Status, Visibility};
use crate::clock::Clock;
use crate::contribution::{Meta, Shared, Shelf};
use crate::db::{Db, Tx};
use crate::error::{Problems, Result};
use crate::ids::{ChallengeId, PersonId, ThemeId};
use crate::outbox::{self, Event};
use crate::page::{Page, PageArgs, Slice};
use crate::text;
use crate::themes::Vocabulary;

/// Finding one by id or slug is the [`Shelf`]'s.
#[derive(Clone, Debug)]
pub struct Challenges {
    pub shelf: Shelf<Challenge>,
    themes: Vocabulary,
}

/// What somebody fills in about a challenge; `None` leaves it as it is.
#[derive(Clone, Debug, Default)]
pub struct ChallengeInput {
    pub content: ChallengeChange,
    /// Slugs.
    pub themes: Option<Vec<String>>,
    pub visibility: Option<Visibility>,
}

impl Challenges {
    pub fn new(db: Db, clock: Clock, themes: Vocabulary) -> Self {
        Self { shelf: Shelf::new(db, clock), themes }
    }

    /// One page of what `actor` may see, last changed first.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &Filter,
        page: &PageArgs,
    ) -> Result<Slice<Shared<Challenge>>> {
        let page = Page::parse(page, store::LIST)?;
        let seen = (&Scope::of(actor), Status::Published);
        self.shelf.list(seen, store::condition(filter), store::KEYSET, &page, store::cursor).await
    }

    pub async fn count(&self, actor: &Actor, filter: &Filter) -> Result<u64> {
        self.shelf.count((&Scope::of(actor), Status::Published), store::condition(filter)).await
    }

    /// Asks it: readers see it at once.
    pub async fn create(&self, actor: &Actor, input: ChallengeInput) -> Result<Challenge> {
        policy::create(actor).enforce("challenge")?;
        let mut problems = Problems::default();
        let question = Some(input.content.question.clone().unwrap_or_default());
        let content = problems.take(Content::default().with(&ChallengeChange { question, ..input.content }));
        let themes = problems.take(self.themes.parse("themes", input.themes.as_deref().unwrap_or_default()));
        let (Some(content), Some(themes)) = (content, themes) else { return Err(problems.into()) };
        let now = self.shelf.clock.now();
        let visibility = input.visibility.unwrap_or_default();
        let meta = Meta::draft(actor, visibility, actor.municipality(), now).published(None, now);
        let mut challenge = Challenge { id: ChallengeId::generate(), meta, content };
        let tx = self.shelf.db.begin().await?;
        self.shelf.insert(&tx, actor, &mut challenge).await?;
        write_themes(&tx, challenge.id, &themes).await?;
        tx.commit().await?;
        Ok(challenge)
    }

    /// Fails with `NotFound`, `Forbidden`, `Conflict` or `Invalid`; then nothing changed.
    pub async fn update(
        &self,
        actor: &Actor,
        id: ChallengeId,
        revision: i32,
        input: ChallengeInput,
    ) -> Result<Challenge> {
        let tx = self.shelf.db.begin().await?;
        let mut challenge = self.shelf.writable(&tx, actor, id.0, revision).await?;
        let mut problems = Problems::default();
        let content = problems.take(challenge.content.with(&input.content));
        let themes = input.themes.as_ref().map(|slugs| problems.take(self.themes.parse("themes", slugs)));
        let (Some(content), true) = (content, problems.is_empty()) else { return Err(problems.into()) };
        let is_retitled = content.question != challenge.content.question;
        challenge.content = content;
        challenge.meta.visibility = input.visibility.unwrap_or(challenge.meta.visibility);
        self.shelf.replace(&tx, actor, &mut challenge, is_retitled).await?;
        if let Some(themes) = themes.flatten() {
            write_themes(&tx, id, &themes).await?;
        }
        tx.commit().await?;
        Ok(challenge)
    }

    /// Says how the actor stands towards a challenge; `None` takes it back.
    pub async fn recognise(
        &self,
        actor: &Actor,
        id: ChallengeId,
        stance: Option<Stance>,
        note: Option<String>,
    ) -> Result<Challenge> {
        let person = actor.require()?.person;
        let challenge = self.shelf.get(actor, id.0).await?;
        let note = text::optional("note", note.as_deref(), text::NOTE_MAX)?;
        let now = self.shelf.clock.now();
        let tx = self.shelf.db.begin().await?;
        match stance {
            Some(stance) => {
                store::recognise(&tx, &Recognition { challenge: id, person, stance, note, updated_at: now })
                    .await?;
            }
            None => store::withdraw(&tx, id, person).await?,
        }
        outbox::record_all(&tx, &[Event::Changed(id.node()), Event::Changed(person.node())], now).await?;
        tx.commit().await?;
        Ok(Challenge::clone(&challenge))
    }

    pub async fn counts(&self, ids: &[ChallengeId]) -> Result<HashMap<ChallengeId, Counts>> {
        store::counts(self.shelf.db.reader(), ids).await
    }

    /// What each of `persons` recognises and shows to `actor`, of the challenges that `actor` may see; none without an
    /// account.
    pub async fn recognitions(
        &self,
        actor: &Actor,
        persons: &[PersonId],
    ) -> Result<HashMap<PersonId, Vec<(Recognition, Shared<Challenge>)>>> {
        if !policy::read_recognitions(actor).is_allowed() {
            return Ok(HashMap::new());
        }
        let all = store::of_persons(self.shelf.db.reader(), actor, persons).await?;
        let ids: Vec<_> = all.iter().map(|recognition| recognition.challenge.0).collect();
        let visible = self.shelf.visible(actor, &ids).await?;
        let mut of: HashMap<PersonId, Vec<_>> = HashMap::new();
        for recognition in all {
            if let Some(challenge) = visible.get(&recognition.challenge.0) {
                of.entry(recognition.person).or_default().push((recognition, challenge.clone()));
            }
        }
        Ok(of)
    }
}

async fn write_themes(tx: &Tx, id: ChallengeId, themes: &[ThemeId]) -> Result<()> {
    store::THEMES.replace(tx, id.0, &themes.iter().map(|theme| theme.0).collect::<Vec<_>>()).await
}
