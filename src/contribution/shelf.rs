//! The shelf of one kind of contribution: how every kind is found and listed, by who may see it.
//!
//! A feature says what its rows look like ([`Contribution`]); who may see them is the same for all of them, and written
//! once, here. How they change stands in [`super::changing`].

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Alias, Cond, Condition, Expr, ExprTrait, JoinType};
use sea_orm::{
    ColumnTrait, ColumnType, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, Order, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, Statement,
};
use serde::Serialize;
use uuid::Uuid;

use super::memory::{Memory, Shared, Version};
use super::revisions::Revision;
use super::{Meta, revisions, slugs};
use crate::access::{Actor, Governed, Scope, Status};
use crate::clock::Clock;
use crate::db::{Answers, Db, Links};
use crate::error::{Error, Problems, Result};
use crate::ids::{NodeId, NodeKind, PersonId};
use crate::page::{Cursor, Keyset, Page, PageArgs, Slice};

/// How many answers are known at most: of what has a slug, of ids, and of pages.
const SLUGS_MAX: usize = 4_096;
const IDS_MAX: usize = 16_384;
const PAGES_MAX: usize = 512;
/// Bytes of slugs and statements by which answers are known; longer ones are asked.
const SLUG_BYTES: usize = 256;
const STATEMENT_BYTES: usize = 4_096;

/// What a list is narrowed to.
pub enum Narrowing {
    Any(Condition),
    /// To so few rows that they are looked up one by one, and then ordered. SQLite would rather walk the order of all,
    /// by the index on the status, until it has met enough of them: 4.6 ms with 10,000 pilots instead of 0.1 (see
    /// [`is_one_of`]).
    ToFew(Condition),
}

impl From<Condition> for Narrowing {
    fn from(condition: Condition) -> Self {
        Self::Any(condition)
    }
}

/// What a feature says about its kind of contribution. Its table has the columns that the migrations give every
/// contribution, with the owner in [`Contribution::OWNER`].
pub trait Contribution: Clone + Send + Sync + Sized + 'static {
    type Entity: EntityTrait<Model = Self::Model>;
    type Model: sea_orm::ModelTrait<Entity = Self::Entity> + sea_orm::FromQueryResult + Send + Sync;
    /// What a revision keeps.
    type Content: Serialize + Sync;

    const KIND: NodeKind;
    /// Part of meetings: organisers look after it.
    const IS_OF_MEETINGS: bool;
    /// The column of the owning municipality.
    const OWNER: &'static str;
    /// Who wrote it, besides who made it.
    const AUTHORS: Option<Links>;
    /// Links that are part of a revision, those of its authors too: they are never changed without a new one.
    const LINKS: &'static [Links];

    fn uuid(&self) -> Uuid;
    fn meta(&self) -> &Meta;
    fn meta_mut(&mut self) -> &mut Meta;
    fn content(&self) -> &Self::Content;
    /// What its slug is made of.
    fn title(&self) -> &str;
    /// Fails when the row holds what this program never writes.
    fn from_row(row: Self::Model) -> Result<Self>;
    fn to_row(&self) -> Result<<Self::Entity as EntityTrait>::ActiveModel>;

    fn node(&self) -> NodeId {
        NodeId::new(Self::KIND, self.uuid())
    }

    fn governed(&self, authors: Vec<PersonId>) -> Governed {
        self.meta().governed(authors, Self::IS_OF_MEETINGS)
    }
}

#[derive(Debug)]
pub struct Shelf<T> {
    pub db: Db,
    pub clock: Clock,
    memory: Memory<T>,
    presence: Arc<Presence>,
}

impl<T> Clone for Shelf<T> {
    fn clone(&self) -> Self {
        let (memory, presence) = (self.memory.clone(), self.presence.clone());
        Self { db: self.db.clone(), clock: self.clock.clone(), memory, presence }
    }
}

/// Which things are there, as the database last said; for as long as nothing is committed (docs/decisions/0014).
#[derive(Debug)]
struct Presence {
    by_slug: Answers<String, Vec<Present>>,
    /// `None`: there is none.
    by_id: Answers<Uuid, Option<Present>>,
    pages: Answers<String, Vec<Present>>,
}

impl Default for Presence {
    fn default() -> Self {
        let (by_slug, by_id) = (Answers::new(SLUGS_MAX), Answers::new(IDS_MAX));
        Self { by_slug, by_id, pages: Answers::new(PAGES_MAX) }
    }
}

/// A thing that is there, and in which state.
#[derive(Clone, Debug, FromQueryResult)]
struct Present {
    id: Uuid,
    revision: i32,
    updated_at: DateTime<Utc>,
}

/// Another table that has the things of a list in its order: `(…, key, link)`, where `link` is the thing's id. Its
/// columns are named otherwise than theirs.
#[derive(Clone, Debug)]
pub struct Through {
    pub table: &'static str,
    pub link: &'static str,
    pub key: &'static str,
    pub key_type: ColumnType,
    pub descending: bool,
}

pub(super) fn col(name: &str) -> Expr {
    Expr::col(Alias::new(name))
}

/// The condition on a few rows, which are looked up one by one, that they have `status`. With a plain comparison SQLite
/// would rather walk all that have it, by the index on the status: with 100,000 pilots 18 ms for 200 of them instead of 1.
pub(super) fn is_one_of(status: Status) -> Expr {
    Expr::cust("status || ''").eq(status.name())
}

impl<T: Contribution> Shelf<T> {
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock, memory: Memory::default(), presence: Arc::default() }
    }

    pub(super) fn missing() -> Error {
        Error::NotFound { what: T::KIND.name() }
    }

    /// Fails with `NotFound` when missing or hidden from `actor`.
    pub async fn get(&self, actor: &Actor, id: Uuid) -> Result<Shared<T>> {
        self.visible(actor, &[id]).await?.remove(&id).ok_or_else(Self::missing)
    }

    /// By its present slug or one that it once had.
    pub async fn by_slug(&self, actor: &Actor, slug: &str) -> Result<Shared<T>> {
        // PostgreSQL fails on NUL, and nothing has such a slug.
        if slug.contains('\0') {
            return Err(Self::missing());
        }
        let db = self.db.reader();
        let ask = || presence(T::Entity::find().filter(col("slug").eq(slug)), db.get_database_backend());
        let present = self.present((&self.presence.by_slug, SLUG_BYTES), slug.to_owned(), ask).await?;
        if let [present] = present.as_slice()
            && let Some(thing) = self.shown(actor, std::slice::from_ref(present)).await?.remove(&present.id)
        {
            return Ok(thing);
        }
        // A hidden thing takes the same work as a missing one, and as a hidden one under a slug of before.
        let id = slugs::lookup(db, T::KIND.name(), slug).await?.unwrap_or_default();
        let present = self.present_now(&[id]).await?;
        self.shown(actor, &present).await?.remove(&id).ok_or_else(Self::missing)
    }

    /// Those of `ids` that `actor` may see.
    pub async fn visible(&self, actor: &Actor, ids: &[Uuid]) -> Result<HashMap<Uuid, Shared<T>>> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let state = self.db.state();
        let known = self.presence.by_id.recall(state, ids.iter());
        let is_unknown = known.iter().map(Option::is_none);
        let unknown: Vec<Uuid> = ids.iter().zip(is_unknown).filter(|it| it.1).map(|it| *it.0).collect();
        let mut all: Vec<Present> = known.into_iter().flatten().flatten().collect();
        if !unknown.is_empty() {
            let found = self.present_now(&unknown).await?;
            let mut answers: HashMap<_, _> = unknown.into_iter().map(|id| (id, None)).collect();
            answers.extend(found.iter().map(|it| (it.id, Some(it.clone()))));
            self.presence.by_id.keep(state, answers);
            all.extend(found);
        }
        self.shown(actor, &all).await
    }

    /// Those of `things` that were just seen to be there: what is kept of the version that they were in, or else what is
    /// published now, whoever may see it.
    pub async fn just_seen(&self, things: &[(Uuid, Version)]) -> Result<Vec<Shared<T>>> {
        let seen = |(id, version): &(Uuid, Version)| Present {
            id: *id,
            revision: version.revision,
            updated_at: version.updated_at,
        };
        let present: Vec<Present> = things.iter().map(seen).collect();
        let found = self.read(&present, Cond::all().add(is_one_of(Status::Published))).await?;
        Ok(found.into_values().collect())
    }

    /// Which of `ids` are there, asked of the database.
    async fn present_now(&self, ids: &[Uuid]) -> Result<Vec<Present>> {
        let (db, these) = (self.db.reader(), T::Entity::find().filter(col("id").is_in(ids.iter().copied())));
        let ask = presence(these, db.get_database_backend());
        Ok(Present::find_by_statement(ask).all(db).await?)
    }

    /// What `ask` asks, unless it is `known` under `key`.
    async fn present(
        &self,
        (known, bytes_max): (&Answers<String, Vec<Present>>, usize),
        key: String,
        ask: impl FnOnce() -> Statement,
    ) -> Result<Vec<Present>> {
        let asked = async { Present::find_by_statement(ask()).all(self.db.reader()).await };
        Ok(match key.len() <= bytes_max {
            true => known.or_ask(self.db.state(), key, asked).await?,
            false => asked.await?,
        })
    }

    async fn shown(&self, actor: &Actor, present: &[Present]) -> Result<HashMap<Uuid, Shared<T>>> {
        let mut found = self.read(present, Condition::all()).await?;
        found.retain(|_, thing| governed(thing).read(actor).is_allowed());
        Ok(found)
    }

    /// What is `present`, from memory or else from the database. There it may have changed in the meantime: only what
    /// meets `within` counts.
    async fn read(&self, present: &[Present], within: Condition) -> Result<HashMap<Uuid, Shared<T>>> {
        let version = |it: &Present| Version { revision: it.revision, updated_at: it.updated_at };
        let wanted: Vec<_> = present.iter().map(|it| (it.id, version(it))).collect();
        let mut found = self.memory.recall(&wanted);
        let missing: Vec<Uuid> =
            present.iter().map(|it| it.id).filter(|id| !found.contains_key(id)).collect();
        if missing.is_empty() {
            return Ok(found);
        }
        let db = self.db.reader();
        let select = T::Entity::find().filter(within.add(col("id").is_in(missing.iter().copied())));
        let rows = select.all(db).await?;
        // After the rows: links of a later revision do no harm, but those of an earlier one would stay.
        let mut links = Links::of_all(db, T::LINKS, &missing).await?;
        for row in rows {
            let thing = T::from_row(row)?;
            let id = thing.uuid();
            let version = thing.meta().version();
            let thing = Shared::new(thing, links.remove(&id).unwrap_or_default());
            self.memory.keep(id, version, &thing, thing.content());
            found.insert(id, thing);
        }
        Ok(found)
    }

    /// Fails with `Invalid` (`UNKNOWN`) at each of `ids` that `actor` can't see or that is not there: who could link to
    /// a hidden thing would learn that it exists.
    pub async fn check_visible(&self, actor: &Actor, path: &str, ids: &[Uuid]) -> Result<()> {
        crate::text::bounded(path, ids)?;
        if ids.is_empty() {
            return Ok(());
        }
        let visible = self.visible(actor, ids).await?;
        let mut problems = Problems::default();
        for (i, _) in ids.iter().enumerate().filter(|(_, id)| !visible.contains_key(id)) {
            problems.add(
                &format!("{path}.{i}"),
                "UNKNOWN",
                "Dit bestaat niet (meer). Haal het uit de lijst.",
            );
        }
        problems.or(())
    }

    /// Those of `ids` that `actor` can't see. Who replaces a list of links keeps these: they do not know of them.
    pub async fn hidden(&self, actor: &Actor, ids: Vec<Uuid>) -> Result<Vec<Uuid>> {
        if ids.is_empty() {
            return Ok(ids);
        }
        let visible = self.visible(actor, &ids).await?;
        Ok(ids.into_iter().filter(|id| !visible.contains_key(id)).collect())
    }

    /// One page of what `scope` may see with `status`, narrowed by `narrowing`.
    pub async fn list<C: ColumnTrait>(
        &self,
        (scope, status): (&Scope, Status),
        narrowing: impl Into<Narrowing>,
        keyset: Keyset<C>,
        page: &Page,
        cursor: impl Fn(&T) -> Cursor,
    ) -> Result<Slice<Shared<T>>> {
        let mut select = self.select(scope, status, narrowing);
        for bound in keyset.bounds(page)? {
            select = select.filter(bound);
        }
        let direction = keyset.order(page);
        let select = select.order_by(keyset.key, direction.clone()).order_by(keyset.id, direction);
        self.page((scope, status), select, page, cursor).await
    }

    /// The same in the order of another table; `condition` says which part of it.
    pub async fn list_through(
        &self,
        (scope, status): (&Scope, Status),
        condition: Condition,
        through: Through,
        page: &Page,
        cursor: impl Fn(&T) -> Cursor,
    ) -> Result<Slice<Shared<T>>> {
        let mut select = self.select(scope, status, condition);
        let table = T::Entity::default();
        let is_it = col(through.link).eq(Expr::col((table, Alias::new("id"))));
        QuerySelect::query(&mut select).join(JoinType::InnerJoin, Alias::new(through.table), is_it);
        let key = (col(through.key), &through.key_type);
        for bound in page.bounds(key, col(through.link), through.descending)? {
            select = select.filter(bound);
        }
        let direction = if through.descending == page.backwards { Order::Asc } else { Order::Desc };
        let select =
            select.order_by(col(through.key), direction.clone()).order_by(col(through.link), direction);
        self.page((scope, status), select, page, cursor).await
    }

    /// What is present is asked by narrow rows; what it says is mostly known already.
    async fn page(
        &self,
        (scope, status): (&Scope, Status),
        select: Select<T::Entity>,
        page: &Page,
        cursor: impl Fn(&T) -> Cursor,
    ) -> Result<Slice<Shared<T>>> {
        if page.limit == 0 {
            return Ok(Slice::empty());
        }
        let ask = presence(select.limit(page.fetch()), self.db.reader().get_database_backend());
        let present = self.present((&self.presence.pages, STATEMENT_BYTES), ask.to_string(), || ask).await?;
        let within = Cond::all().add(is_one_of(status)).add(self.circle(scope, status));
        let mut found = self.read(&present, within).await?;
        let things = present.iter().filter_map(|it| found.remove(&it.id)).collect();
        Ok(Slice::from_fetched(page, things, |thing| cursor(thing)))
    }

    pub async fn count(
        &self,
        (scope, status): (&Scope, Status),
        narrowing: impl Into<Narrowing>,
    ) -> Result<u64> {
        Ok(self.select(scope, status, narrowing).count(self.db.reader()).await?)
    }

    /// The rows that `scope` may see with `status`, narrowed by `narrowing`.
    pub fn select(
        &self,
        scope: &Scope,
        status: Status,
        narrowing: impl Into<Narrowing>,
    ) -> Select<T::Entity> {
        let (has_status, condition) = match narrowing.into() {
            Narrowing::Any(condition) => (col("status").eq(status.name()), condition),
            Narrowing::ToFew(condition) => (is_one_of(status), condition),
        };
        T::Entity::find().filter(Cond::all().add(has_status).add(self.circle(scope, status)).add(condition))
    }

    /// The condition on rows with `status` that `scope` may see them.
    fn circle(&self, scope: &Scope, status: Status) -> Condition {
        match status {
            Status::Published => scope.published(T::OWNER, T::IS_OF_MEETINGS, wrote::<T>),
            // Which drafts somebody sees is narrower than the circles of readers.
            Status::Draft | Status::Archived => scope.editable(T::OWNER, T::IS_OF_MEETINGS, wrote::<T>),
        }
    }

    pub async fn is_editable(&self, actor: &Actor, thing: &Shared<T>) -> Result<bool> {
        if actor.is_anonymous() {
            return Ok(false);
        }
        let authors = match T::AUTHORS.map(|links| thing.linked(links)) {
            Some(None) => authors::<T>(self.db.reader(), thing.uuid()).await?,
            Some(Some(_)) | None => authors_of(thing),
        };
        Ok(thing.governed(authors).is_editable_by(actor))
    }

    /// One page of the states of `thing`, latest first; `None` for who may not change it.
    pub async fn revisions(
        &self,
        actor: &Actor,
        thing: &Shared<T>,
        page: &PageArgs,
    ) -> Result<Option<Slice<Revision>>> {
        if !self.is_editable(actor, thing).await? {
            return Ok(None);
        }
        let first = page.first.or(if page.last.is_none() { Some(revisions::PAGE_MAX as i32) } else { None });
        let page = Page::parse(&PageArgs { first, ..page.clone() }, revisions::LIST)?;
        revisions::list(self.db.reader(), thing.node(), &page).await.map(Some)
    }

    /// How many states a thing had; for who was given a page of them.
    pub async fn count_revisions(&self, thing: NodeId) -> Result<u64> {
        revisions::count(self.db.reader(), thing).await
    }
}

/// Asks which of the rows of `select` are there, and in which state.
fn presence<E: EntityTrait>(select: Select<E>, backend: DbBackend) -> Statement {
    let column = |name: &str| Expr::col((E::default(), Alias::new(name)));
    let narrow = select.select_only();
    let narrow = ["id", "revision", "updated_at"].into_iter().fold(narrow, |it, name| it.expr(column(name)));
    narrow.build(backend)
}

/// Who may do what with a thing that was read with its links.
pub fn governed<T: Contribution>(thing: &Shared<T>) -> Governed {
    thing.governed(authors_of(thing))
}

/// The authors of a thing that was read with its links.
fn authors_of<T: Contribution>(thing: &Shared<T>) -> Vec<PersonId> {
    let authors = T::AUTHORS.and_then(|links| thing.linked(links)).unwrap_or_default();
    authors.iter().copied().map(PersonId).collect()
}

/// The condition that `person` is an author.
fn wrote<T: Contribution>(person: PersonId) -> Expr {
    let made = col("created_by").eq(person.0);
    match T::AUTHORS {
        Some(links) => made.or(col("id").in_subquery(links.lefts([person.0]))),
        None => made,
    }
}

pub async fn authors<T: Contribution>(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<PersonId>> {
    match T::AUTHORS {
        Some(links) => Ok(links.of_one(db, id).await?.into_iter().map(PersonId).collect()),
        None => Ok(Vec::new()),
    }
}
