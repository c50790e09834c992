//! Saving, changing and deleting searches, and counting what is new.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::model::{Changes, MOST, MailRhythm, SavedSearch};
use super::publications::Shelves;
use super::query::Query;
use super::{policy, store};
use crate::access::{Actor, Scope};
use crate::accounts::Accounts;
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{Error, Problems, Result};
use crate::factors::Factors;
use crate::ids::{NodeId, SavedSearchId};
use crate::municipalities::Register;
use crate::page::Page;
use crate::search::{Search, SearchOrder, SearchRequest, SearchResults};
use crate::themes::Vocabulary;

const WHAT: &str = "saved search";
/// News is looked for among so many things, those that were published last.
pub(super) const NEWEST: u64 = 1_000;

/// Cheap to clone.
#[derive(Clone)]
pub struct SavedSearches {
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) themes: Vocabulary,
    pub(super) municipalities: Register,
    pub(super) search: Search,
    pub(super) accounts: Accounts,
    pub(super) factors: Factors,
    pub(super) shelves: Shelves,
    /// Where links in mails lead: `https://netwerk.example`.
    pub(super) site: Arc<str>,
}

impl SavedSearches {
    pub fn new(
        (db, clock): (Db, Clock),
        (themes, municipalities): (Vocabulary, Register),
        search: Search,
        (accounts, factors): (Accounts, Factors),
        shelves: Shelves,
        site: &str,
    ) -> Self {
        Self { db, clock, themes, municipalities, search, accounts, factors, shelves, site: site.into() }
    }

    /// The actor's own, newest first; at most [`MOST`].
    pub async fn own(&self, actor: &Actor) -> Result<Vec<SavedSearch>> {
        store::of_account(self.db.reader(), actor.require()?.account).await
    }

    /// Keeps a search. Fails with `Invalid` for a wrong name or text, and for more than [`MOST`] (`TOO_MANY`); with
    /// `BadInput` as [`Query::bounded`].
    pub async fn save(
        &self,
        actor: &Actor,
        name: &str,
        query: Query,
        rhythm: MailRhythm,
    ) -> Result<SavedSearch> {
        let account = actor.require()?.account;
        let saved = SavedSearch::new(account, (name, query, rhythm), self.clock.now())?;
        let tx = self.db.begin().await?;
        // Of two at once one waits: what is counted stays so until the commit.
        store::lock(&tx, account).await?;
        if store::count(&*tx, account).await? >= MOST {
            let message = format!("Je hebt al {MOST} zoekvragen bewaard. Gooi er eerst een weg.");
            return Err(Problems::one("name", "TOO_MANY", message).into());
        }
        store::insert(&tx, &saved).await?;
        tx.commit().await?;
        Ok(saved)
    }

    /// Fails with `NotFound` for anybody but its owner, with `Invalid` for a wrong name.
    pub async fn change(&self, actor: &Actor, id: SavedSearchId, changes: &Changes) -> Result<SavedSearch> {
        let account = actor.require()?.account;
        let tx = self.db.begin().await?;
        store::lock(&tx, account).await?;
        let saved = store::find(&*tx, id).await?.ok_or(Error::NotFound { what: WHAT })?;
        policy::own(actor, &saved).enforce(WHAT)?;
        let changed = saved.changed(changes, self.clock.now())?;
        store::update(&tx, &changed).await?;
        tx.commit().await?;
        Ok(changed)
    }

    /// Fails with `NotFound` for anybody but its owner.
    pub async fn delete(&self, actor: &Actor, id: SavedSearchId) -> Result<()> {
        actor.require()?;
        let tx = self.db.begin().await?;
        let saved = store::find(&*tx, id).await?.ok_or(Error::NotFound { what: WHAT })?;
        policy::own(actor, &saved).enforce(WHAT)?;
        store::delete(&tx, id).await?;
        tx.commit().await
    }

    /// For each of the actor's searches how much it finds that was published since they last looked and that they may
    /// see, of the [`NEWEST`] things that were published.
    pub async fn count_new(&self, actor: &Actor, saved: &[SavedSearch]) -> Result<Vec<u64>> {
        let Some(since) = saved.iter().map(|saved| saved.looked_at).min() else { return Ok(Vec::new()) };
        let published = store::published(self.db.reader(), (since, self.clock.now()), NEWEST).await?;
        let mut counts = Vec::with_capacity(saved.len());
        for saved in saved {
            let among = later_than(saved.looked_at, &published);
            counts.push(match among.is_empty() {
                true => 0,
                false => {
                    let found = self.ask(actor, &saved.query, among, Page::first(0)).await?;
                    found.total.unwrap_or_default()
                }
            });
        }
        Ok(counts)
    }

    /// What of `among` meets all of the query and `actor` may see, newest first.
    pub(super) async fn ask(
        &self,
        actor: &Actor,
        query: &Query,
        among: Vec<NodeId>,
        page: Page,
    ) -> Result<SearchResults> {
        let request = SearchRequest {
            text: query.text.clone(),
            order: SearchOrder::Newest,
            scope_terms: Scope::of(actor).terms(),
            filter: query.filter(&self.themes),
            page,
            want_total: true,
            is_literal: query.is_literal,
            is_complete: true,
            among: Some(among),
            ..SearchRequest::first(0)
        };
        self.search.search(request).await
    }
}

pub(super) fn later_than(since: DateTime<Utc>, published: &[(NodeId, DateTime<Utc>)]) -> Vec<NodeId> {
    published.iter().filter(|(_, at)| *at > since).map(|(node, _)| *node).collect()
}
