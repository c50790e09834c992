//! Which mails somebody wants, of those that one can do without.

use super::Accounts;
use crate::access::Actor;
use crate::accounts::store;
use crate::error::Result;
use crate::ids::AccountId;

impl Accounts {
    /// Does the account's owner want mail about introductions?
    pub async fn mails_introductions(&self, account: AccountId) -> Result<bool> {
        store::mails_introductions(self.db.reader(), account).await
    }

    /// Sets that for the actor, unless `wants` leaves it; answers how it is then.
    pub async fn set_mails_introductions(&self, actor: &Actor, wants: Option<bool>) -> Result<bool> {
        let account = actor.require()?.account;
        let Some(wants) = wants else { return self.mails_introductions(account).await };
        let tx = self.db.begin().await?;
        store::set_mails_introductions(&tx, account, wants).await?;
        tx.commit().await?;
        Ok(wants)
    }
}
