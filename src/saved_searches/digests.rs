//! The mails about saved searches: a job that every node runs, and that tells each thing once.
//!
//! What a mail tells of: what was first published in the last thirty days and after the search was saved, is published
//! now, meets all of the words, may be seen by the owner with the rights that they have now, and was not told of yet. So
//! what becomes visible to them later (a wider circle, another municipality, a draft of long ago) is told of then, within
//! thirty days of its publication; and what the index of this node has not seen yet is told of the next time.
//!
//! An account's mail is one transaction: the next due time, what was told, and the mail's row. The searches are moved on
//! where they are still due, so that of two nodes, or of a node and an owner who changes something, one finds nothing to
//! do and writes nothing.
//!
//! | the process dies | what is there afterwards |
//! | --- | --- |
//! | while it searches | nothing happened; the account is still due, and the next look tells all |
//! | before the commit | the same |
//! | after the commit, before the mail is sent | the mail waits in its queue, and is never written again |
//! | while it is sent | the queue sends it again under the same `Message-ID` ([`crate::mail`]) |

use std::collections::HashSet;
use std::future::Future;
use std::time::Duration as Wait;

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::mails::{self, News};
use super::model::{SavedSearch, TOLD_WITHIN};
use super::service::{NEWEST, SavedSearches, later_than};
use super::store;
use crate::access::Actor;
use crate::accounts;
use crate::accounts::links::{self, Holder, NewLink, Purpose};
use crate::error::{Result, chain};
use crate::ids::{AccountId, NodeId};
use crate::mail::queue;
use crate::page::{MAX_SIZE, Page};

/// How often a node looks for mails that are due.
const LOOK_EVERY: Wait = Wait::from_secs(15);
/// Accounts that are read at once.
const ACCOUNTS: u64 = 100;
/// The link that stops the mails works so long.
const STOPPABLE: Duration = Duration::days(90);

impl SavedSearches {
    /// Writes mails that are due until `shutdown` resolves, and finishes the account that it is at.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send) {
        let mut shutdown = std::pin::pin!(shutdown);
        loop {
            if let Err(error) = self.mail_due().await {
                tracing::warn!(error = %chain(&error), "could not look for news of saved searches");
            }
            tokio::select! {
                () = &mut shutdown => return,
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    /// Queues the mails that are due; answers how many.
    pub async fn mail_due(&self) -> Result<u64> {
        let now = self.clock.now();
        let (mut after, mut queued) = (AccountId(Uuid::nil()), 0);
        loop {
            let accounts = store::accounts_due(self.db.reader(), now, (after, ACCOUNTS)).await?;
            let Some(last) = accounts.last() else { break };
            // Until there is an index nothing can be told, and everything stays due.
            if !self.search.is_ready() {
                break;
            }
            after = *last;
            for account in accounts {
                match self.mail(account, now).await {
                    Ok(is_queued) => queued += u64::from(is_queued),
                    // The others are not to wait for this one, which stays due.
                    Err(error) => tracing::warn!(error = %chain(&error), "could not tell of saved searches"),
                }
            }
        }
        if queued > 0 {
            tracing::info!(queued, "wrote mails about saved searches");
        }
        Ok(queued)
    }

    /// Makes all mails due that would be due on some morning; answers how many searches that are.
    pub async fn hasten(&self) -> Result<u64> {
        let tx = self.db.begin().await?;
        let hastened = store::hasten(&tx, self.clock.now()).await?;
        tx.commit().await?;
        Ok(hastened)
    }

    /// Queues the mail about all searches of an account that are due. False when there is nothing to tell.
    async fn mail(&self, account: AccountId, now: DateTime<Utc>) -> Result<bool> {
        let due = store::due(self.db.reader(), account, now).await?;
        let actor = self.factors.bounded(self.accounts.actor(account).await?).await?;
        let news = match actor {
            Actor::SignedIn(_) => self.news(&actor, &due, now).await?,
            // Who has to set up a second factor first sees nothing of their own until then.
            Actor::Limited(..) | Actor::Anonymous | Actor::System => Vec::new(),
        };
        let tx = self.db.begin().await?;
        for saved in &due {
            if !store::advance(&tx, saved, (now, saved.rhythm.next(now))).await? {
                return Ok(false);
            }
            store::forget(&tx, saved.id, now - TOLD_WITHIN - Duration::days(1)).await?;
        }
        let reader = accounts::store::by_id(&*tx, account).await?;
        let Some(reader) = reader.filter(|_| !news.is_empty()) else {
            tx.commit().await?;
            return Ok(false);
        };
        for one in &news {
            store::tell(&tx, one.search.id, &one.nodes(), now).await?;
        }
        let link = NewLink {
            purpose: Purpose::StopSearchMails,
            holder: Holder::Account(account),
            email: None,
            expires_at: now + STOPPABLE,
        };
        let token = links::issue_another(&tx, &link, now).await?;
        let mail = mails::write(&news, (&reader, &token), (&self.site, &self.municipalities), now);
        queue::add(&tx, &mail, now).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// What there is to tell of each search that has something.
    async fn news(&self, actor: &Actor, due: &[SavedSearch], now: DateTime<Utc>) -> Result<Vec<News>> {
        let Some(since) = due.iter().map(|saved| saved.tells_from(now)).min() else { return Ok(Vec::new()) };
        let published = store::published(self.db.reader(), (since, now), NEWEST).await?;
        let ids: Vec<_> = due.iter().map(|saved| saved.id).collect();
        let told = store::told(self.db.reader(), &ids).await?;
        let mut news = Vec::new();
        for saved in due {
            let mut among = later_than(saved.tells_from(now), &published);
            among.retain(|node| !told.contains(&(saved.id, node.uuid)));
            let found = self.all_of(actor, saved, among).await?;
            // The index follows the database; what may be told is what the database says now.
            let publications = self.shelves.published(actor, &found).await?;
            if !publications.is_empty() {
                news.push(News { search: saved.clone(), publications });
            }
        }
        Ok(news)
    }

    /// All of `among` that the search finds, newest first.
    async fn all_of(&self, actor: &Actor, saved: &SavedSearch, among: Vec<NodeId>) -> Result<Vec<NodeId>> {
        let mut found = Vec::new();
        if among.is_empty() {
            return Ok(found);
        }
        let mut page = Page::first(MAX_SIZE);
        loop {
            let hits = self.ask(actor, &saved.query, among.clone(), page.clone()).await?.hits;
            page.after = hits.rows.last().map(|(cursor, _)| cursor.clone());
            found.extend(hits.rows.into_iter().map(|(_, hit)| hit.node));
            if !hits.has_next {
                break;
            }
        }
        // A thing may have moved between two pages while the index was written.
        let mut seen = HashSet::new();
        found.retain(|node| seen.insert(*node));
        Ok(found)
    }
}
