//! The shelf of one kind of contribution: how every kind is found, listed, kept and removed.
//!
//! A feature says what its rows look like ([`Contribution`]); who may see and change them, stale revisions, slugs,
//! revisions and the outbox are the same for all of them, and written once, here.

use std::collections::HashMap;
use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Alias, Cond, Condition, Expr, ExprTrait, LockType, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use serde::Serialize;
use uuid::Uuid;

use super::revisions::Revision;
use super::{Meta, revisions, slugs};
use crate::access::{Actor, Governed, Scope, Status};
use crate::clock::Clock;
use crate::db::{Db, Links, Tx};
use crate::error::{Error, Problems, Result};
use crate::ids::{NodeId, NodeKind, PersonId};
use crate::outbox::{self, Event};
use crate::page::{Cursor, Keyset, Page, PageArgs, Slice};

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
    kind: PhantomData<fn() -> T>,
}

impl<T> Clone for Shelf<T> {
    fn clone(&self) -> Self {
        Self { db: self.db.clone(), clock: self.clock.clone(), kind: PhantomData }
    }
}

fn col(name: &str) -> Expr {
    Expr::col(Alias::new(name))
}

impl<T: Contribution> Shelf<T> {
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock, kind: PhantomData }
    }

    fn missing() -> Error {
        Error::NotFound { what: T::KIND.name() }
    }

    /// Fails with `NotFound` when missing or hidden from `actor`.
    pub async fn get(&self, actor: &Actor, id: Uuid) -> Result<T> {
        let found = find(self.db.reader(), id).await?;
        self.readable(actor, found).await
    }

    /// By its present slug or one that it once had.
    pub async fn by_slug(&self, actor: &Actor, slug: &str) -> Result<T> {
        // PostgreSQL fails on NUL, and nothing has such a slug.
        if slug.contains('\0') {
            return Err(Self::missing());
        }
        let db = self.db.reader();
        let mut found: Option<T> = one(db, col("slug").eq(slug)).await?;
        if found.is_none()
            && let Some(id) = slugs::lookup(db, T::KIND.name(), slug).await?
        {
            found = find(db, id).await?;
        }
        self.readable(actor, found).await
    }

    /// Those of `ids` that `actor` may see.
    pub async fn visible(&self, actor: &Actor, ids: &[Uuid]) -> Result<HashMap<Uuid, T>> {
        let db = self.db.reader();
        let mut found = by_ids::<T>(db, ids).await?;
        let closed: Vec<Uuid> = found.values().filter(|thing| !is_open(actor, *thing)).map(T::uuid).collect();
        if closed.is_empty() {
            return Ok(found);
        }
        let authors = match T::AUTHORS {
            Some(links) => links.of(db, &closed).await?,
            None => HashMap::new(),
        };
        found.retain(|id, thing| {
            let authors = authors.get(id).into_iter().flatten().copied().map(PersonId).collect();
            thing.governed(authors).read(actor).is_allowed()
        });
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

    /// One page of what `scope` may see with `status`, narrowed by `condition`.
    pub async fn list<C: ColumnTrait>(
        &self,
        (scope, status): (&Scope, Status),
        condition: Condition,
        keyset: Keyset<C>,
        page: &Page,
        cursor: impl Fn(&T) -> Cursor,
    ) -> Result<Slice<T>> {
        if page.limit == 0 {
            return Ok(Slice::empty());
        }
        let mut select = self.select(scope, status, condition);
        for bound in keyset.bounds(page)? {
            select = select.filter(bound);
        }
        let direction = keyset.order(page);
        let rows = select
            .order_by(keyset.key, direction.clone())
            .order_by(keyset.id, direction)
            .limit(page.fetch())
            .all(self.db.reader())
            .await?;
        let things = rows.into_iter().map(T::from_row).collect::<Result<Vec<T>>>()?;
        Ok(Slice::from_fetched(page, things, cursor))
    }

    pub async fn count(&self, (scope, status): (&Scope, Status), condition: Condition) -> Result<u64> {
        Ok(self.select(scope, status, condition).count(self.db.reader()).await?)
    }

    /// The rows that `scope` may see with `status`, narrowed by `condition`.
    pub fn select(&self, scope: &Scope, status: Status, condition: Condition) -> Select<T::Entity> {
        let circle = match status {
            Status::Published => scope.published(T::OWNER, T::IS_OF_MEETINGS, wrote::<T>),
            // Which drafts somebody sees is narrower than the circles of readers.
            Status::Draft | Status::Archived => scope.editable(T::OWNER, T::IS_OF_MEETINGS, wrote::<T>),
        };
        let all = Cond::all().add(col("status").eq(status.name())).add(circle).add(condition);
        T::Entity::find().filter(all)
    }

    pub async fn is_editable(&self, actor: &Actor, thing: &T) -> Result<bool> {
        if actor.is_anonymous() {
            return Ok(false);
        }
        let authors = authors::<T>(self.db.reader(), thing.uuid()).await?;
        Ok(thing.governed(authors).is_editable_by(actor))
    }

    /// One page of the states of `thing`, latest first; `None` for who may not change it.
    pub async fn revisions(
        &self,
        actor: &Actor,
        thing: &T,
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

    /// Keeps a new thing: with its slug (the one it asks for, if free, else one of its title), its first revision and
    /// the event that tells of it.
    pub async fn insert(&self, tx: &Tx, actor: &Actor, thing: &mut T) -> Result<()> {
        let wanted = if thing.meta().slug.is_empty() { thing.title() } else { &thing.meta().slug };
        thing.meta_mut().slug = slugs::claim(tx, thing.node(), wanted).await?;
        T::Entity::insert(thing.to_row()?).exec_without_returning(&**tx).await?;
        self.record(tx, actor, thing).await
    }

    /// The thing, for changing it within `tx`; its meta is already that of the next revision. Fails with
    /// `Unauthenticated`, `NotFound`, `Forbidden`, or `Conflict` when `revision` is not the present one.
    pub async fn writable(&self, tx: &Tx, actor: &Actor, id: Uuid, revision: i32) -> Result<T> {
        if !matches!(actor, Actor::System) {
            actor.require()?;
        }
        // Whoever else changes or removes it waits until this transaction ends, and then sees what it did.
        let found = T::Entity::find().filter(col("id").eq(id)).lock(LockType::NoKeyUpdate).one(&**tx).await?;
        let mut thing = T::from_row(found.ok_or_else(Self::missing)?)?;
        let authors = authors::<T>(&**tx, id).await?;
        thing.governed(authors).write(actor).enforce(T::KIND.name())?;
        *thing.meta_mut() = thing.meta().next(revision, T::KIND.name(), self.clock.now())?;
        Ok(thing)
    }

    /// Replaces what [`Shelf::writable`] gave; a new title makes a new slug, and the old one keeps leading here.
    pub async fn replace(&self, tx: &Tx, actor: &Actor, thing: &mut T, is_retitled: bool) -> Result<()> {
        if is_retitled {
            thing.meta_mut().slug = slugs::claim(tx, thing.node(), thing.title()).await?;
        }
        let before = thing.meta().revision - 1;
        let updated = T::Entity::update_many()
            .set(thing.to_row()?)
            .filter(col("id").eq(thing.uuid()))
            .filter(col("revision").eq(before))
            .exec(&**tx)
            .await?;
        if updated.rows_affected != 1 {
            // Another transaction came in between.
            return Err(Error::Conflict { what: T::KIND.name(), current: thing.meta().revision });
        }
        self.record(tx, actor, thing).await
    }

    /// Changes nothing but where it stands.
    pub async fn transition(
        &self,
        actor: &Actor,
        (id, revision): (Uuid, i32),
        change: impl FnOnce(&T, DateTime<Utc>) -> Result<Meta>,
    ) -> Result<T> {
        let tx = self.db.begin().await?;
        let mut thing = self.writable(&tx, actor, id, revision).await?;
        // One change, one moment: that of the revision.
        let now = thing.meta().updated_at;
        *thing.meta_mut() = change(&thing, now)?;
        self.replace(&tx, actor, &mut thing, false).await?;
        tx.commit().await?;
        Ok(thing)
    }

    /// Gone, with its revisions and slugs.
    pub async fn delete(&self, actor: &Actor, id: Uuid, revision: i32) -> Result<()> {
        let tx = self.db.begin().await?;
        let thing = self.writable(&tx, actor, id, revision).await?;
        T::Entity::delete_many().filter(col("id").eq(id)).exec(&*tx).await?;
        slugs::release(&tx, thing.node()).await?;
        revisions::forget(&tx, thing.node()).await?;
        outbox::record(&tx, Event::Changed(thing.node()), self.clock.now()).await?;
        tx.commit().await
    }

    async fn record(&self, tx: &Tx, actor: &Actor, thing: &T) -> Result<()> {
        let at = thing.meta().updated_at;
        revisions::record(tx, thing.node(), (actor, thing.meta()), thing.content()).await?;
        outbox::record(tx, Event::Changed(thing.node()), at).await
    }

    async fn readable(&self, actor: &Actor, found: Option<T>) -> Result<T> {
        let thing = found.ok_or_else(Self::missing)?;
        if !is_open(actor, &thing) {
            let authors = authors::<T>(self.db.reader(), thing.uuid()).await?;
            thing.governed(authors).read(actor).enforce(T::KIND.name())?;
        }
        Ok(thing)
    }
}

/// May `actor` read it whoever wrote it? Saves looking the authors up.
fn is_open<T: Contribution>(actor: &Actor, thing: &T) -> bool {
    thing.governed(Vec::new()).read(actor).is_allowed()
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

/// Whatever its status; the caller decides who may see it.
pub async fn find<T: Contribution>(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<T>> {
    one(db, col("id").eq(id)).await
}

pub async fn by_external_id<T: Contribution>(
    db: &impl ConnectionTrait,
    external_id: &str,
) -> Result<Option<T>> {
    one(db, col("external_id").eq(external_id)).await
}

async fn one<T: Contribution>(db: &impl ConnectionTrait, condition: Expr) -> Result<Option<T>> {
    T::Entity::find().filter(condition).one(db).await?.map(T::from_row).transpose()
}

/// Whatever their status; the caller decides who may see them.
pub async fn by_ids<T: Contribution>(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, T>> {
    let rows = T::Entity::find().filter(col("id").is_in(ids.iter().copied())).all(db).await?;
    rows.into_iter().map(|row| T::from_row(row).map(|thing| (thing.uuid(), thing))).collect()
}

/// Ids after `after`, in their order: for whoever must look at all of them.
pub async fn ids_after(
    db: &impl ConnectionTrait,
    table: &str,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Uuid>> {
    let mut select = Query::select();
    select
        .column(Alias::new("id"))
        .from(Alias::new(table))
        .order_by(Alias::new("id"), sea_orm::Order::Asc)
        .limit(limit);
    if let Some(after) = after {
        select.and_where(col("id").gt(after));
    }
    let rows = db.query_all(&select).await?;
    rows.into_iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}
