//! What nobody needs any more goes.

use chrono::Duration;

use super::Accounts;
use super::register::VERIFY_HOURS;
use crate::accounts::{attempts, invitations, links, registrations};
use crate::error::Result;

/// Invitations that ended stay to be seen for so long.
const INVITATION_DAYS_AFTER: i64 = 90;

/// How much was removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    pub links: u64,
    pub registrations: u64,
    pub invitations: u64,
    pub attempts: u64,
}

impl Accounts {
    /// Removes links that have ended, registrations whose address was not proved in time, invitations that ended long
    /// ago, and counts that make nobody wait.
    pub async fn tidy(&self) -> Result<Removed> {
        let (tx, now) = (self.db.begin().await?, self.clock.now());
        let removed = Removed {
            links: links::remove_expired(&tx, now).await?,
            registrations: registrations::remove_unverified(&tx, now - Duration::hours(VERIFY_HOURS)).await?,
            invitations: invitations::remove_ended(&tx, now - Duration::days(INVITATION_DAYS_AFTER)).await?,
            attempts: attempts::remove_old(&tx, now).await?,
        };
        tx.commit().await?;
        Ok(removed)
    }
}
