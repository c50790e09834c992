//! Telling the owner what was done with their account: from the transaction that did it.

use chrono::Duration;

use super::Accounts;
use super::register::NEWS_DAYS;
use crate::accounts::mails::{self, Place, SecurityChange, moment};
use crate::accounts::store::{self, Account};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{AccountId, MunicipalityId};
use crate::mail::{Mail, queue};

impl Accounts {
    /// A mail to the owner of `account` about what changed, when, and what to do when it was not them.
    pub async fn tell_of_security(&self, tx: &Tx, account: AccountId, change: SecurityChange) -> Result<()> {
        let Some(account) = store::by_id(&**tx, account).await? else { return Ok(()) };
        let (now, link) = (self.clock.now(), self.link(Place::ForgotPassword));
        let at = moment(now, account.language);
        let values = [("what", change.told(account.language)), ("at", &at), ("link", &link)];
        let (to, until) = ((account.email.as_str(), account.language), now + Duration::days(NEWS_DAYS));
        let mail = Mail::new(&mails::SECURITY_CHANGED, to, &values, until);
        queue::add(tx, &mail.about(account.id), now).await
    }

    /// A mail to the owner: the account is blocked by an administrator of `municipality` or of the network, or open again.
    pub async fn tell_of_block(
        &self,
        tx: &Tx,
        account: &Account,
        (municipality, is_blocked): (MunicipalityId, bool),
    ) -> Result<()> {
        let (template, place) = match is_blocked {
            true => (&mails::BLOCKED, Place::Home),
            false => (&mails::UNBLOCKED, Place::SignIn),
        };
        let (now, link) = (self.clock.now(), self.link(place));
        let at = moment(now, account.language);
        let values =
            [("at", at.as_str()), ("link", &link), ("municipality", self.municipality_name(municipality))];
        let (to, until) = ((account.email.as_str(), account.language), now + Duration::days(NEWS_DAYS));
        queue::add(tx, &Mail::new(template, to, &values, until).about(account.id), now).await
    }
}
