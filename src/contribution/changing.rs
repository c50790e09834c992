//! Changing what stands on a shelf: stale revisions, slugs, revisions and the outbox, the same for every kind.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{ExprTrait, LockType};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::shelf::{Contribution, Shelf, authors, col};
use super::{Meta, revisions, slugs};
use crate::access::Actor;
use crate::db::Tx;
use crate::error::{Error, Problems, Result};
use crate::outbox::{self, Event};

impl<T: Contribution> Shelf<T> {
    /// What a thing said in revision `wanted`, as a change of the present `revision`: for making it say that again.
    ///
    /// Fails as [`Shelf::writable`], and with `Invalid` (`UNKNOWN`) at `to` when there is no such revision.
    pub async fn earlier<C: DeserializeOwned>(
        &self,
        actor: &Actor,
        id: Uuid,
        (revision, wanted): (i32, i32),
    ) -> Result<C> {
        let tx = self.db.begin().await?;
        // Who may not change it learns nothing of its revisions, not even which there are.
        let thing = self.writable(&tx, actor, id, revision).await?;
        let content = revisions::content(&*tx, thing.node(), wanted).await?;
        let unknown = || Problems::one("to", "UNKNOWN", "Deze versie is er niet (meer). Kies een andere.");
        serde_json::from_value(content.ok_or_else(unknown)?).map_err(Error::internal)
    }

    /// Keeps a new thing: with its slug (the one it asks for, if free, else one of its title), its first revision and
    /// the event that tells of it.
    pub async fn insert(&self, tx: &Tx, actor: &Actor, thing: &mut T) -> Result<()> {
        let wanted = if thing.meta().slug.is_empty() { thing.title() } else { &thing.meta().slug };
        thing.meta_mut().slug = slugs::claim(tx, thing.node(), wanted).await?;
        tx.later(T::Entity::insert(thing.to_row()?).build(tx.get_database_backend()));
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
        revisions::record(tx, thing.node(), (actor, thing.meta()), thing.content()).await?;
        // Not when it was changed, which an import may say: every node has to read the row before it is too old to be kept.
        outbox::record(tx, Event::Changed(thing.node()), self.clock.now()).await
    }
}
