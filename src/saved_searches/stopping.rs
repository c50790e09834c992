//! Stopping the mails by the link that stands in each of them, without signing in.

use super::service::SavedSearches;
use super::store;
use crate::accounts::links::{self, Holder, Purpose};
use crate::error::{Problems, Result};

impl SavedSearches {
    /// No search of the account that the link is for sends mail any more. Once is as good as twice. Fails with `Invalid`
    /// (`EXPIRED`) at `token` when the link has ended or never was.
    pub async fn stop_mails(&self, token: &str) -> Result<()> {
        let now = self.clock.now();
        let link = links::find(self.db.reader(), Purpose::StopSearchMails, token, now).await?;
        let account = match link.map(|link| link.holder) {
            Some(Holder::Account(account)) => account,
            Some(Holder::Registration(_) | Holder::Invitation(_)) | None => {
                let message = "Deze link werkt niet meer. Log in en zet de mail uit bij Mijn zoekvragen.";
                return Err(Problems::one("token", "EXPIRED", message).into());
            }
        };
        let tx = self.db.begin().await?;
        store::silence(&tx, account).await?;
        tx.commit().await
    }
}
