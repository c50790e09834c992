//! What nobody answered ends, and who waited is told.

use chrono::{DateTime, Duration, Utc};

use super::Accounts;
use super::register::NEWS_DAYS;
use crate::accounts::mails::{self, Place};
use crate::accounts::{moves, registrations, store};
use crate::error::Result;
use crate::mail::{Mail, queue};
use crate::people;

/// Registrations, moves and accounts that are looked at in one run.
const IN_ONE_RUN: u64 = 100;

impl Accounts {
    /// Removes registrations that have waited for an administrator since before `until`; answers how many.
    pub async fn end_registrations(&self, until: DateTime<Utc>) -> Result<u64> {
        let (tx, now) = (self.db.begin().await?, self.clock.now());
        let mut ended = 0;
        for registration in registrations::waiting_since(&*tx, until, IN_ONE_RUN).await? {
            if !registrations::remove(&tx, registration.id).await? {
                continue;
            }
            let link = self.link(Place::Join);
            let values = [
                ("name", registration.name.as_str()),
                ("municipality", self.municipality_name(registration.municipality)),
                ("link", &link),
            ];
            let to = (registration.email.as_str(), registration.language);
            let mail = Mail::new(&mails::UNANSWERED, to, &values, now + Duration::days(NEWS_DAYS));
            queue::add(&tx, &mail, now).await?;
            ended += 1;
        }
        tx.commit().await?;
        Ok(ended)
    }

    /// The same for moves to another municipality.
    pub async fn end_moves(&self, until: DateTime<Utc>) -> Result<u64> {
        let tx = self.db.begin().await?;
        let mut ended = 0;
        for waits in moves::asked_before(&*tx, until, IN_ONE_RUN).await? {
            if !moves::remove(&tx, waits.person).await? {
                continue;
            }
            if let Some(person) = people::store::find(&*tx, waits.person).await? {
                self.tell_of_move(&tx, &person, waits.municipality, &mails::MOVE_UNANSWERED).await?;
            }
            ended += 1;
        }
        tx.commit().await?;
        Ok(ended)
    }

    /// Tells who has not signed in since before `until` that their account will be deleted after `deleted_after`, once;
    /// answers how many.
    pub async fn warn_inactive(&self, until: DateTime<Utc>, deleted_after: DateTime<Utc>) -> Result<u64> {
        let (tx, now) = (self.db.begin().await?, self.clock.now());
        let inactive = store::inactive(&tx, until, IN_ONE_RUN).await?;
        let link = self.link(Place::SignIn);
        for account in &inactive {
            store::warned_at(&tx, account.id, now).await?;
            let day = mails::day(deleted_after, account.language);
            let values = [("until", day.as_str()), ("link", &link)];
            let mail =
                Mail::new(&mails::INACTIVE, (&account.email, account.language), &values, deleted_after);
            queue::add(&tx, &mail.about(account.id), now).await?;
        }
        tx.commit().await?;
        Ok(inactive.len() as u64)
    }
}
