//! What can be done with pilots.

use std::collections::HashMap;

use uuid::Uuid;

use super::model::{Content, Pilot, PilotChange};
use super::policy;
use super::store::{self, Filter, PilotOrder};
use crate::access::{Actor, Scope, Status, Visibility};
use crate::challenges::Challenge;
use crate::clock::Clock;
use crate::contribution::{Meta, Shared, Shelf};
use crate::db::{Db, Tx};
use crate::error::{Problems, Result};
use crate::ids::{ChallengeId, MunicipalityId, PersonId, PilotId, ThemeId};
use crate::municipalities::Register;
use crate::page::{Page, PageArgs, Slice};
use crate::themes::Vocabulary;

const WHAT: &str = "pilot";

/// Steps from a repetition to what it repeats, that are looked at.
const ORIGINS_MAX: usize = 100;

/// Finding one by id or slug is the [`Shelf`]'s.
#[derive(Clone, Debug)]
pub struct Pilots {
    pub shelf: Shelf<Pilot>,
    challenges: Shelf<Challenge>,
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
    /// A new pilot without any has the actor; they may change it.
    pub authors: Option<Vec<PersonId>>,
    pub challenges: Option<Vec<ChallengeId>>,
    pub visibility: Option<Visibility>,
}

impl Pilots {
    pub fn new(db: Db, clock: Clock, municipalities: Register, themes: Vocabulary) -> Self {
        let challenges = Shelf::new(db.clone(), clock.clone());
        Self { shelf: Shelf::new(db, clock), challenges, municipalities, themes }
    }

    /// One page of what `actor` may see. Drafts and archived pilots: only those that `actor` may edit.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &Filter,
        order: PilotOrder,
        page: &PageArgs,
    ) -> Result<Slice<Shared<Pilot>>> {
        let order = order.of(filter.status);
        let page = Page::parse(page, order.list())?;
        let seen = (&Scope::of(actor), filter.status);
        let cursor = |pilot: &Pilot| order.cursor(pilot);
        if let (PilotOrder::RecentlyUpdated, Some(theme)) = (order, filter.within_theme) {
            let others = Filter { within_theme: None, ..filter.clone() };
            let condition = store::condition(&others).add(store::of_theme(theme, filter.status));
            return self.shelf.list_through(seen, condition, store::THEME_ORDER, &page, cursor).await;
        }
        self.shelf.list(seen, store::narrowing(filter), order.keyset(), &page, cursor).await
    }

    pub async fn count(&self, actor: &Actor, filter: &Filter) -> Result<u64> {
        store::count(&self.shelf, &Scope::of(actor), filter).await
    }

    pub async fn count_by_municipality(
        &self,
        actor: &Actor,
        ids: &[MunicipalityId],
    ) -> Result<HashMap<MunicipalityId, u64>> {
        store::count_by_municipality(&self.shelf, &Scope::of(actor), ids).await
    }

    pub async fn count_by_theme(&self, actor: &Actor) -> Result<HashMap<ThemeId, u64>> {
        store::count_by_theme(&self.shelf, &Scope::of(actor)).await
    }

    /// A draft. Fails with `Invalid`, `Unauthenticated` or `Forbidden`; then nothing was made.
    pub async fn create(&self, actor: &Actor, input: PilotInput) -> Result<Shared<Pilot>> {
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
        self.check_challenges(actor, input.challenges.as_deref()).await?;
        self.check_origin(actor, None, content.replicates).await?;

        let visibility = input.visibility.unwrap_or_default();
        let meta = Meta::draft(actor, visibility, Some(municipality), self.shelf.clock.now());
        let mut pilot = Pilot { id: PilotId::generate(), meta, municipality, content };
        let tx = self.shelf.db.begin().await?;
        let contacts = match &input.contacts {
            Some(contacts) => store::CONTACTS.check(&tx, "contactIds", &uuids(contacts, |id| id.0)).await?,
            None => vec![author.0],
        };
        let authors = match &input.authors {
            Some(authors) => store::AUTHORS.check(&tx, "authorIds", &uuids(authors, |id| id.0)).await?,
            None => vec![author.0],
        };
        let challenges = uuids(input.challenges.as_deref().unwrap_or_default(), |id| id.0);
        let challenges = store::CHALLENGES.check(&tx, "challengeIds", &challenges).await?;
        let linked = HashMap::from([
            (store::AUTHORS, authors),
            (store::CONTACTS, contacts),
            (store::CHALLENGES, challenges),
            (store::THEMES, uuids(&themes, |id| id.0)),
        ]);
        self.shelf.insert(&tx, actor, &mut pilot).await?;
        for (links, rights) in &linked {
            links.insert(&tx, pilot.id.0, rights).await?;
        }
        tx.commit().await?;
        Ok(Shared::new(pilot, linked))
    }

    /// Fails with `NotFound`, `Forbidden`, `Conflict` (another change came first) or `Invalid`; then nothing changed.
    pub async fn update(
        &self,
        actor: &Actor,
        id: PilotId,
        revision: i32,
        input: PilotInput,
    ) -> Result<Pilot> {
        self.check_challenges(actor, input.challenges.as_deref()).await?;
        self.check_origin(actor, Some(id), input.content.replicates.flatten()).await?;
        let mut input = input;
        let tx = self.shelf.db.begin().await?;
        let mut pilot = self.shelf.writable(&tx, actor, id.0, revision).await?;
        let origin = pilot.content.replicates.map(|id| id.0).into_iter().collect();
        if input.content.replicates == Some(None) && !self.shelf.hidden(actor, origin).await?.is_empty() {
            // Who can't see what it repeats does not know that there is something to take away.
            input.content.replicates = None;
        }
        let mut problems = Problems::default();
        let content = problems.take(pilot.content.with(&input.content));
        let themes = input.themes.as_ref().map(|slugs| problems.take(self.themes.parse("themes", slugs)));
        let municipality = match &input.municipality {
            Some(code) => problems.take(self.municipality(actor, Some(code))),
            None => Some(pilot.municipality),
        };
        let (Some(content), Some(municipality), true) = (content, municipality, problems.is_empty()) else {
            return Err(problems.into());
        };
        if municipality != pilot.municipality {
            policy::create(actor, municipality).enforce(WHAT)?;
        }
        if pilot.meta.status == Status::Published {
            content.check_publishable()?;
        }
        let is_retitled = content.title != pilot.content.title;
        pilot.content = content;
        pilot.municipality = municipality;
        pilot.meta.owner = Some(municipality);
        pilot.meta.visibility = input.visibility.unwrap_or(pilot.meta.visibility);
        self.shelf.replace(&tx, actor, &mut pilot, is_retitled).await?;
        let hidden = match &input.challenges {
            Some(_) => self.challenges.hidden(actor, store::CHALLENGES.of_one(&*tx, id.0).await?).await?,
            None => Vec::new(),
        };
        let links = Linked {
            themes: themes.flatten(),
            contacts: input.contacts,
            authors: input.authors,
            challenges: input.challenges,
        };
        links.write(&tx, id).await?;
        store::CHALLENGES.append(&tx, id.0, &hidden).await?;
        tx.commit().await?;
        Ok(pilot)
    }

    /// Lets it say what it said in revision `to`, in a new revision; links, visibility and status stay. Fails as
    /// [`Pilots::update`], and with `Invalid` (`UNKNOWN`) at `to`.
    pub async fn restore(&self, actor: &Actor, id: PilotId, (revision, to): (i32, i32)) -> Result<Pilot> {
        let content: PilotChange = self.shelf.earlier(actor, id.0, (revision, to)).await?;
        self.update(actor, id, revision, PilotInput { content, ..PilotInput::default() }).await
    }

    /// From now on its circle of readers sees it. Fails with `Invalid` naming what is missing.
    pub async fn publish(
        &self,
        actor: &Actor,
        id: PilotId,
        revision: i32,
        visibility: Option<Visibility>,
    ) -> Result<Pilot> {
        let publish = |pilot: &Pilot, now| {
            pilot.content.check_publishable()?;
            Ok(pilot.meta.clone().published(visibility, now))
        };
        self.shelf.transition(actor, (id.0, revision), publish).await
    }

    /// Out of lists and search, but kept.
    pub async fn archive(&self, actor: &Actor, id: PilotId, revision: i32) -> Result<Pilot> {
        let archive = |pilot: &Pilot, _| Ok(Meta { status: Status::Archived, ..pilot.meta.clone() });
        self.shelf.transition(actor, (id.0, revision), archive).await
    }

    /// What the actor can't see is `UNKNOWN`, as what is not there.
    async fn check_challenges(&self, actor: &Actor, ids: Option<&[ChallengeId]>) -> Result<()> {
        let ids: Vec<_> = ids.unwrap_or_default().iter().map(|id| id.0).collect();
        self.challenges.check_visible(actor, "challengeIds", &ids).await
    }

    /// A pilot repeats one that the actor can see, and never, through others, itself.
    async fn check_origin(
        &self,
        actor: &Actor,
        pilot: Option<PilotId>,
        origin: Option<PilotId>,
    ) -> Result<()> {
        let Some(origin) = origin else { return Ok(()) };
        if self.shelf.visible(actor, &[origin.0]).await?.is_empty() {
            let message = "Deze pilot bestaat niet (meer). Kies een andere.";
            return Err(Problems::one("replicatesId", "UNKNOWN", message).into());
        }
        let Some(pilot) = pilot else { return Ok(()) };
        let origins = store::origins(self.shelf.db.reader(), origin, ORIGINS_MAX).await?;
        if origin == pilot || origins.contains(&pilot) {
            let message = "Zo zou de pilot zichzelf herhalen. Kies een andere.";
            return Err(Problems::one("replicatesId", "CIRCULAR", message).into());
        }
        Ok(())
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

/// Links to write; `None` leaves them as they are.
struct Linked {
    themes: Option<Vec<ThemeId>>,
    contacts: Option<Vec<PersonId>>,
    authors: Option<Vec<PersonId>>,
    challenges: Option<Vec<ChallengeId>>,
}

impl Linked {
    async fn write(self, tx: &Tx, id: PilotId) -> Result<()> {
        if let Some(themes) = &self.themes {
            // From the vocabulary: each is there, once.
            store::THEMES.replace(tx, id.0, &uuids(themes, |id| id.0)).await?;
        }
        let lists = [
            (store::CONTACTS, "contactIds", self.contacts.map(|ids| uuids(&ids, |id| id.0))),
            (store::AUTHORS, "authorIds", self.authors.map(|ids| uuids(&ids, |id| id.0))),
            (store::CHALLENGES, "challengeIds", self.challenges.map(|ids| uuids(&ids, |id| id.0))),
        ];
        for (links, path, ids) in lists {
            if let Some(ids) = ids {
                links.replace_checked(tx, id.0, path, &ids).await?;
            }
        }
        Ok(())
    }
}

fn uuids<T>(ids: &[T], uuid: impl Fn(&T) -> Uuid) -> Vec<Uuid> {
    ids.iter().map(uuid).collect()
}
