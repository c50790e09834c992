//! Reading one's own consents. Giving and withdrawing is `people`'s, whose profiles depend on them.

use super::model::{Consent, Purpose};
use super::store;
use crate::access::Actor;
use crate::db::Db;
use crate::error::Result;

#[derive(Clone, Debug)]
pub struct Consents {
    db: Db,
}

impl Consents {
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// The actor's, one for each purpose.
    pub async fn own(&self, actor: &Actor) -> Result<Vec<Consent>> {
        let person = actor.require()?.person;
        let mut consents = Vec::with_capacity(Purpose::ALL.len());
        for &purpose in Purpose::ALL {
            let said = store::latest(self.db.reader(), person, purpose).await?;
            // Who withdrew sees the words that they would agree to now.
            let consent = match said {
                Some(said) if said.is_given => said,
                Some(said) => Consent { changed_at: said.changed_at, ..Consent::unasked(purpose) },
                None => Consent::unasked(purpose),
            };
            consents.push(consent);
        }
        Ok(consents)
    }
}
