//! What can be done with pilots.

use std::collections::HashMap;

use uuid::Uuid;

use super::model::{Content, Pilot, PilotChange};
use super::policy;
use super::store::{self, Filter, PilotOrder};
use crate::access::{Actor, Scope, Status, Visibility};
use crate::clock::Clock;
use crate::contribution::{Meta, revisions, slugs};
use crate::db::{Db, Links, Tx};
use crate::error::{Error, Problems, Result};
use crate::ids::{ChallengeId, MunicipalityId, PersonId, PilotId, ThemeId};
use crate::municipalities::Register;
use crate::outbox::{self, Event};
use crate::page::{Page, PageArgs, Slice};
use crate::themes::Vocabulary;

const WHAT: &str = "pilot";

#[derive(Clone, Debug)]
pub struct Pilots {
    db: Db,
    clock: Clock,
    municipalities: Register,
    themes: Vocabulary,
}

/// What somebody fills in about a pilot; `None` leaves it as it is.
#[derive(Clone, Debug, Default)]
pub struct PilotInput {
    pub content: PilotChange,
    /// CBS code; a new pilot without one belongs to the actor's municipality.
    pub municipality: Option<String>,
    /// Slugs.
    pub themes: Option<Vec<String>>,
    /// A new pilot without any has the actor as its contact.
    pub contacts: Option<Vec<PersonId>>,
    pub challenges: Option<Vec<ChallengeId>>,
    pub visibility: Option<Visibility>,
}

impl Pilots {
    pub fn new(db: Db, clock: Clock, municipalities: Register, themes: Vocabulary) -> Self {
        Self { db, clock, municipalities, themes }
    }

    /// One page of what `actor` may see. Drafts and archived pilots: only those that `actor` may edit.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &Filter,
        order: PilotOrder,
        page: &PageArgs,
    ) -> Result<Slice<Pilot>> {
        let page = Page::parse(page, order.list())?;
        store::list(self.db.reader(), &Scope::of(actor), filter, order, &page).await
    }

    pub async fn count(&self, actor: &Actor, filter: &Filter) -> Result<u64> {
        store::count(self.db.reader(), &Scope::of(actor), filter).await
    }

    pub async fn count_by_municipality(
        &self,
        actor: &Actor,
        ids: &[MunicipalityId],
    ) -> Result<HashMap<MunicipalityId, u64>> {
        store::count_by_municipality(self.db.reader(), &Scope::of(actor), ids).await
    }

    pub async fn count_by_theme(&self, actor: &Actor) -> Result<HashMap<ThemeId, u64>> {
        store::count_by_theme(self.db.reader(), &Scope::of(actor)).await
    }

    /// Fails with `NotFound` when missing or hidden from `actor`.
    pub async fn get(&self, actor: &Actor, id: PilotId) -> Result<Pilot> {
        let pilot = store::find(self.db.reader(), id).await?;
        self.readable(actor, pilot).await
    }

    /// By its present slug or one it once had.
    pub async fn by_slug(&self, actor: &Actor, slug: &str) -> Result<Pilot> {
        let db = self.db.reader();
        let mut pilot = store::by_slug(db, slug).await?;
        if pilot.is_none()
            && let Some(id) = slugs::lookup(db, WHAT, slug).await?
        {
            pilot = store::find(db, PilotId(id)).await?;
        }
        self.readable(actor, pilot).await
    }

    /// Those of `ids` that `actor` may see.
    pub async fn visible(&self, actor: &Actor, ids: &[PilotId]) -> Result<HashMap<PilotId, Pilot>> {
        let mut pilots = store::by_ids(self.db.reader(), ids).await?;
        let closed: Vec<Uuid> =
            pilots.values().filter(|pilot| !is_open(actor, pilot)).map(|pilot| pilot.id.0).collect();
        let authors = store::AUTHORS.of(self.db.reader(), &closed).await?;
        pilots.retain(|id, pilot| {
            let authors: Vec<_> = authors.get(&id.0).into_iter().flatten().copied().map(PersonId).collect();
            policy::governed(pilot, &authors).read(actor).is_allowed()
        });
        Ok(pilots)
    }

    /// What each of `ids` links to, in order: themes, authors, contacts or challenges, by the table.
    pub async fn linked(&self, links: Links, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Uuid>>> {
        links.of(self.db.reader(), ids).await
    }

    pub async fn is_editable(&self, actor: &Actor, pilot: &Pilot) -> Result<bool> {
        if actor.is_anonymous() {
            return Ok(false);
        }
        let authors = authors(self.db.reader(), pilot.id).await?;
        Ok(policy::governed(pilot, &authors).is_editable_by(actor))
    }

    /// A draft. Fails with `Invalid`, `Unauthenticated` or `Forbidden`; then nothing was made.
    pub async fn create(&self, actor: &Actor, input: PilotInput) -> Result<Pilot> {
        let author = actor.require()?.person;
        let mut problems = Problems::default();
        let change = PilotChange {
            title: Some(input.content.title.clone().unwrap_or_default()),
            ..input.content.clone()
        };
        let content = problems.take(Content::default().with(&change));
        let municipality = problems.take(self.municipality(actor, input.municipality.as_deref()));
        let themes = problems.take(self.themes.parse("themes", input.themes.as_deref().unwrap_or_default()));
        let (content, municipality, themes) = match (content, municipality, themes) {
            (Some(content), Some(municipality), Some(themes)) => (content, municipality, themes),
            _ => return Err(problems.into()),
        };
        policy::create(actor, municipality).enforce(WHAT)?;

        let now = self.clock.now();
        let visibility = input.visibility.unwrap_or_default();
        let meta = Meta::draft(actor, visibility, Some(municipality), now);
        let mut pilot = Pilot { id: PilotId::generate(), meta, municipality, content };
        let tx = self.db.begin().await?;
        pilot.meta.slug = slugs::claim(&tx, pilot.id.node(), &pilot.content.title).await?;
        store::insert(&tx, &pilot).await?;
        store::AUTHORS.insert(&tx, pilot.id.0, &[author.0]).await?;
        let links = Linked {
            themes: Some(themes),
            contacts: Some(input.contacts.unwrap_or_else(|| vec![author])),
            challenges: input.challenges,
        };
        self.write(&tx, actor, &pilot, links).await?;
        tx.commit().await?;
        Ok(pilot)
    }

    /// Fails with `NotFound`, `Forbidden`, `Conflict` (another change came first) or `Invalid`; then nothing changed.
    pub async fn update(
        &self,
        actor: &Actor,
        id: PilotId,
        revision: i32,
        input: PilotInput,
    ) -> Result<Pilot> {
        let tx = self.db.begin().await?;
        let before = self.writable(&tx, actor, id).await?;
        let meta = before.meta.next(revision, WHAT, self.clock.now())?;
        let mut problems = Problems::default();
        let content = problems.take(before.content.with(&input.content));
        let themes = input.themes.as_ref().map(|slugs| problems.take(self.themes.parse("themes", slugs)));
        let municipality = match &input.municipality {
            Some(code) => problems.take(self.municipality(actor, Some(code))),
            None => Some(before.municipality),
        };
        let (Some(content), Some(municipality), true) = (content, municipality, problems.is_empty()) else {
            return Err(problems.into());
        };
        if municipality != before.municipality {
            policy::create(actor, municipality).enforce(WHAT)?;
        }
        if before.meta.status == Status::Published {
            content.check_publishable()?;
        }
        let mut pilot = Pilot { meta, content, municipality, ..before.clone() };
        pilot.meta.owner = Some(municipality);
        pilot.meta.visibility = input.visibility.unwrap_or(before.meta.visibility);
        if pilot.content.title != before.content.title {
            pilot.meta.slug = slugs::claim(&tx, id.node(), &pilot.content.title).await?;
        }
        self.replace(&tx, &pilot).await?;
        let links =
            Linked { themes: themes.flatten(), contacts: input.contacts, challenges: input.challenges };
        self.write(&tx, actor, &pilot, links).await?;
        tx.commit().await?;
        Ok(pilot)
    }

    /// From now on its circle of readers sees it. Fails with `Invalid` naming what is missing.
    pub async fn publish(
        &self,
        actor: &Actor,
        id: PilotId,
        revision: i32,
        visibility: Option<Visibility>,
    ) -> Result<Pilot> {
        self.transition(actor, id, revision, |pilot, now| {
            pilot.content.check_publishable()?;
            Ok(pilot.meta.clone().published(visibility, now))
        })
        .await
    }

    /// Out of lists and search, but kept.
    pub async fn archive(&self, actor: &Actor, id: PilotId, revision: i32) -> Result<Pilot> {
        self.transition(actor, id, revision, |pilot, _| {
            Ok(Meta { status: Status::Archived, ..pilot.meta.clone() })
        })
        .await
    }

    /// Gone, with its revisions and slugs.
    pub async fn delete(&self, actor: &Actor, id: PilotId, revision: i32) -> Result<PilotId> {
        let tx = self.db.begin().await?;
        let pilot = self.writable(&tx, actor, id).await?;
        let now = self.clock.now();
        pilot.meta.next(revision, WHAT, now)?;
        store::delete(&tx, id).await?;
        slugs::release(&tx, id.node()).await?;
        revisions::forget(&tx, id.node()).await?;
        outbox::record(&tx, Event::Changed(id.node()), now).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn transition(
        &self,
        actor: &Actor,
        id: PilotId,
        revision: i32,
        change: impl FnOnce(&Pilot, chrono::DateTime<chrono::Utc>) -> Result<Meta>,
    ) -> Result<Pilot> {
        let tx = self.db.begin().await?;
        let mut pilot = self.writable(&tx, actor, id).await?;
        let now = self.clock.now();
        pilot.meta = pilot.meta.next(revision, WHAT, now)?;
        pilot.meta = change(&pilot, now)?;
        self.replace(&tx, &pilot).await?;
        self.write(&tx, actor, &pilot, Linked::default()).await?;
        tx.commit().await?;
        Ok(pilot)
    }

    /// Fails with `Conflict` when a change came in between that the transaction could not see.
    async fn replace(&self, tx: &Tx, pilot: &Pilot) -> Result<()> {
        match store::update(tx, pilot).await? {
            true => Ok(()),
            false => Err(Error::Conflict { what: WHAT, current: pilot.meta.revision }),
        }
    }

    /// What follows from each change: links, the revision, the outbox.
    async fn write(&self, tx: &Tx, actor: &Actor, pilot: &Pilot, links: Linked) -> Result<()> {
        links.write(tx, pilot.id).await?;
        let (node, at) = (pilot.id.node(), pilot.meta.updated_at);
        revisions::record(tx, node, pilot.meta.revision, (actor, at), &pilot.content).await?;
        outbox::record(tx, Event::Changed(node), at).await
    }

    async fn readable(&self, actor: &Actor, pilot: Option<Pilot>) -> Result<Pilot> {
        let pilot = pilot.ok_or(Error::NotFound { what: WHAT })?;
        if !is_open(actor, &pilot) {
            let authors = authors(self.db.reader(), pilot.id).await?;
            policy::governed(&pilot, &authors).read(actor).enforce(WHAT)?;
        }
        Ok(pilot)
    }

    async fn writable(&self, tx: &Tx, actor: &Actor, id: PilotId) -> Result<Pilot> {
        actor.require()?;
        let pilot = store::find(&**tx, id).await?.ok_or(Error::NotFound { what: WHAT })?;
        let authors = authors(&**tx, id).await?;
        policy::governed(&pilot, &authors).write(actor).enforce(WHAT)?;
        Ok(pilot)
    }

    /// The municipality of `code`, else the actor's own.
    fn municipality(&self, actor: &Actor, code: Option<&str>) -> Result<MunicipalityId, Problems> {
        match code {
            Some(code) => self.municipalities.by_code(code).map(|m| m.id).ok_or_else(|| {
                let message =
                    format!("Er is geen gemeente met de code “{code}”. Een code ziet er zo uit: GM0479.");
                Problems::one("municipality", "UNKNOWN", message)
            }),
            None => actor
                .municipality()
                .ok_or_else(|| Problems::one("municipality", "REQUIRED", "Kies de gemeente van deze pilot.")),
        }
    }
}

/// May `actor` read it whoever wrote it? Saves looking the authors up.
fn is_open(actor: &Actor, pilot: &Pilot) -> bool {
    policy::governed(pilot, &[]).read(actor).is_allowed()
}

async fn authors(db: &impl sea_orm::ConnectionTrait, id: PilotId) -> Result<Vec<PersonId>> {
    Ok(store::AUTHORS.of_one(db, id.0).await?.into_iter().map(PersonId).collect())
}

/// Links to write; `None` leaves them as they are.
#[derive(Default)]
struct Linked {
    themes: Option<Vec<ThemeId>>,
    contacts: Option<Vec<PersonId>>,
    challenges: Option<Vec<ChallengeId>>,
}

impl Linked {
    async fn write(self, tx: &Tx, id: PilotId) -> Result<()> {
        let lists = [
            (
                store::THEMES,
                "themes",
                self.themes.map(|ids| ids.into_iter().map(|id| id.0).collect::<Vec<_>>()),
            ),
            (
                store::CONTACTS,
                "contactIds",
                self.contacts.map(|ids| ids.into_iter().map(|id| id.0).collect()),
            ),
            (
                store::CHALLENGES,
                "challengeIds",
                self.challenges.map(|ids| ids.into_iter().map(|id| id.0).collect()),
            ),
        ];
        for (links, path, ids) in lists {
            if let Some(ids) = ids {
                links.replace_checked(tx, id.0, path, &ids).await?;
            }
        }
        Ok(())
    }
}
