//! Reading the log.

use std::net::IpAddr;
use std::num::NonZeroU32;

use super::model::{Act, AuditKind, Entry};
use super::policy;
use super::store::{self, Filter};
use crate::access::Actor;
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Result;
use crate::ids::PersonId;
use crate::page::{Page, PageArgs, Slice};
use crate::quota::{Quota, Quotas};

const WHAT: &str = "audit log";
/// Rows of an export that are read at once.
const CHUNK: u64 = 1_000;
/// Refusals of one person that are kept in a minute.
const REFUSALS: NonZeroU32 = NonZeroU32::new(10).expect("ten is not zero");

#[derive(Clone, Debug)]
pub struct AuditLog {
    db: Db,
    clock: Clock,
    refusals: Quotas<PersonId>,
}

impl AuditLog {
    pub fn new(db: Db, clock: Clock) -> Self {
        let refusals = Quotas::new(Quota::per_minute(REFUSALS), &clock);
        Self { db, clock, refusals }
    }

    /// One page, newest first. Fails with `Unauthenticated` or `Forbidden` for all but administrators.
    pub async fn list(&self, actor: &Actor, filter: &Filter, page: &PageArgs) -> Result<Slice<Entry>> {
        policy::read(actor).enforce(WHAT)?;
        let page = Page::parse(page, store::LIST)?;
        store::list(self.db.reader(), filter, &page).await
    }

    pub async fn count(&self, actor: &Actor, filter: &Filter) -> Result<u64> {
        policy::read(actor).enforce(WHAT)?;
        store::count(self.db.reader(), filter).await
    }

    /// Begins an export, which is logged itself. Fails as [`AuditLog::list`].
    pub async fn begin_export(&self, actor: &Actor, address: Option<IpAddr>) -> Result<()> {
        policy::read(actor).enforce(WHAT)?;
        let tx = self.db.begin().await?;
        store::record(&tx, Act::new(AuditKind::AuditExported).by(actor).from(address), self.clock.now())
            .await?;
        tx.commit().await
    }

    /// The next rows of an export, newest first, behind `last`; none at the end.
    pub async fn export(&self, actor: &Actor, filter: &Filter, last: Option<&Entry>) -> Result<Vec<Entry>> {
        policy::read(actor).enforce(WHAT)?;
        let page = Page { after: last.map(store::cursor), ..Page::first(CHUNK) };
        Ok(store::list(self.db.reader(), filter, &page).await?.into_items())
    }

    /// Keeps that somebody with an account was refused something; the first ones of a minute only, so that nobody
    /// fills the log.
    pub async fn refused(&self, actor: &Actor, address: Option<IpAddr>) -> Result<()> {
        let Some(person) = actor.person() else { return Ok(()) };
        if self.refusals.take(&person, 1).is_err() {
            return Ok(());
        }
        let tx = self.db.begin().await?;
        let act = Act::new(AuditKind::AccessRefused).by(actor).from(address);
        store::record(&tx, act, self.clock.now()).await?;
        tx.commit().await
    }
}
