//! The job.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use super::terms::Terms;
use crate::access::Actor;
use crate::accounts::Accounts;
use crate::accounts::session::Sessions;
use crate::audit::{self, Act, AuditKind};
use crate::clock::Clock;
use crate::consents;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::ids::PersonId;
use crate::introductions;
use crate::privacy::{Privacy, requests};
use crate::search_terms::{self, SearchTerms, Week};

/// Inactive accounts that are deleted in one run: each is a transaction of its own.
const ACCOUNTS_MAX: u64 = 100;

#[derive(Clone, Debug)]
pub struct Retention {
    db: Db,
    clock: Clock,
    terms: Terms,
    privacy: Privacy,
    accounts: Accounts,
    sessions: Sessions,
    search_terms: SearchTerms,
}

/// What a run removed, or made shorter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    pub sessions: u64,
    pub data_exports: u64,
    /// Links in mails that have ended.
    pub links: u64,
    /// Whose address was not proved in time.
    pub registrations: u64,
    pub invitations: u64,
    pub audit_entries: u64,
    /// Shortened, not removed.
    pub audit_addresses: u64,
    pub consents: u64,
    pub introductions: u64,
    pub accounts: u64,
    /// Told that their account will be deleted; nothing of theirs was removed.
    pub warned_accounts: u64,
    /// That no administrator answered.
    pub unanswered_registrations: u64,
    pub unanswered_moves: u64,
    pub search_terms: u64,
}

impl Removed {
    /// Each with its name, in the order of the report.
    pub fn all(&self) -> [(&'static str, u64); 14] {
        [
            ("ended sessions", self.sessions),
            ("ended data exports", self.data_exports),
            ("ended links", self.links),
            ("unproved registrations", self.registrations),
            ("ended invitations", self.invitations),
            ("audit entries", self.audit_entries),
            ("audit addresses shortened", self.audit_addresses),
            ("replaced consents", self.consents),
            ("introductions", self.introductions),
            ("inactive accounts", self.accounts),
            ("inactive accounts warned", self.warned_accounts),
            ("unanswered registrations", self.unanswered_registrations),
            ("unanswered moves", self.unanswered_moves),
            ("search terms", self.search_terms),
        ]
    }

    /// Was there anything to do?
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl Retention {
    pub fn new(
        db: Db,
        clock: Clock,
        terms: Terms,
        (privacy, accounts, sessions): (Privacy, Accounts, Sessions),
        search_terms: SearchTerms,
    ) -> Self {
        Self { db, clock, terms, privacy, accounts, sessions, search_terms }
    }

    /// Removes what has been kept long enough.
    pub async fn apply(&self) -> Result<Removed> {
        let now = self.clock.now();
        let before = |days: u32| now - Duration::days(i64::from(days));
        let sessions = self.sessions.remove_expired().await?;
        let (accounts, warned_accounts) = match self.terms.inactive_account_days {
            Some(days) => {
                let warning = self.terms.inactive_warning_days;
                let deleted = self.delete_inactive(before(days), before(warning)).await?;
                let deleted_after = now + Duration::days(i64::from(warning));
                let inactive_since = before(days.saturating_sub(warning));
                (deleted, self.accounts.warn_inactive(inactive_since, deleted_after).await?)
            }
            None => (0, 0),
        };
        let unanswered = before(self.terms.registration_days);
        let unanswered_registrations = self.accounts.end_registrations(unanswered).await?;
        let unanswered_moves = self.accounts.end_moves(unanswered).await?;
        let joining = self.accounts.tidy().await?;
        let naming_somebody = self.search_terms.naming_somebody().await?;
        let tx = self.db.begin().await?;
        let (audit_before, addresses_before) =
            (before(self.terms.audit_days), before(self.terms.audit_address_days));
        let last_asked = Week::of(before(self.terms.search_term_days));
        let search_terms = search_terms::store::remove_before(&tx, last_asked).await?
            + search_terms::store::remove(&tx, &naming_somebody).await?;
        let audit = audit::store::apply_retention(&tx, audit_before, addresses_before).await?;
        let removed = Removed {
            sessions,
            accounts,
            warned_accounts,
            unanswered_registrations,
            unanswered_moves,
            search_terms,
            links: joining.links,
            registrations: joining.registrations,
            invitations: joining.invitations,
            audit_entries: audit.deleted,
            audit_addresses: audit.shortened,
            data_exports: requests::remove_expired(&tx, now).await?,
            consents: consents::store::remove_replaced(&tx, before(self.terms.consent_days)).await?,
            introductions: introductions::store::remove_ended(&tx, before(self.terms.introduction_days))
                .await?,
        };
        // Sessions end all day long; that alone is not worth an entry.
        if !(Removed { sessions: 0, data_exports: 0, links: 0, ..removed }).is_nothing() {
            audit::record(&tx, Act::new(AuditKind::RetentionApplied), now).await?;
        }
        tx.commit().await?;
        if !removed.is_nothing() {
            let Removed { sessions, data_exports, audit_entries, audit_addresses, consents, .. } = removed;
            let Removed { introductions, accounts, links, registrations, invitations, .. } = removed;
            let Removed { warned_accounts, unanswered_registrations, unanswered_moves, .. } = removed;
            let Removed { search_terms, .. } = removed;
            tracing::info!(
                sessions,
                data_exports,
                links,
                registrations,
                invitations,
                audit_entries,
                audit_addresses,
                consents,
                introductions,
                accounts,
                warned_accounts,
                unanswered_registrations,
                unanswered_moves,
                search_terms,
                "removed what was kept long enough"
            );
        }
        Ok(removed)
    }

    /// Deletes accounts that nobody has signed in with since `before` and whose owners were told so before
    /// `warned_before`, as their owners would.
    async fn delete_inactive(&self, before: DateTime<Utc>, warned_before: DateTime<Utc>) -> Result<u64> {
        let sql = "SELECT person_id FROM accounts
            WHERE COALESCE(last_sign_in_at, created_at) < $1 AND created_at < $1 AND inactive_warned_at <= $2
            ORDER BY id LIMIT $3";
        let values = [before.into(), warned_before.into(), (ACCOUNTS_MAX as i64).into()];
        let statement = Statement::from_sql_and_values(self.db.reader().get_database_backend(), sql, values);
        let rows = self.db.reader().query_all_raw(statement).await?;
        let mut count = 0;
        for row in rows {
            let person: Uuid = row.try_get("", "person_id")?;
            match self.privacy.erase(&Actor::System, PersonId(person), None).await {
                Ok(()) => count += 1,
                // The last administrator stays, however long they were away.
                Err(Error::Invalid(problems)) => tracing::warn!(%problems, "an inactive account stays"),
                Err(error) => return Err(error),
            }
        }
        Ok(count)
    }
}
