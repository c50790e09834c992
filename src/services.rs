//! All use cases, wired: what the API, the command line and the worker are given.

use std::sync::Arc;

use crate::accounts::Accounts;
use crate::challenges::Challenges;
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Result;
use crate::municipalities::Register;
use crate::people::People;
use crate::pilots::Pilots;
use crate::themes::Vocabulary;

/// Cheap to clone.
#[derive(Clone)]
pub struct Services(Arc<Inner>);

pub struct Inner {
    pub db: Db,
    pub clock: Clock,
    pub municipalities: Register,
    pub themes: Vocabulary,
    pub people: People,
    pub accounts: Accounts,
    pub challenges: Challenges,
    pub pilots: Pilots,
}

impl Services {
    /// On a migrated database.
    pub async fn new(db: Db, clock: Clock) -> Result<Self> {
        let municipalities = Register::load(db.reader()).await?;
        let themes = Vocabulary::load(db.reader()).await?;
        Ok(Self(Arc::new(Inner {
            people: People::new(db.clone(), clock.clone(), themes.clone()),
            accounts: Accounts::new(db.clone(), clock.clone()),
            challenges: Challenges::new(db.clone(), clock.clone(), themes.clone()),
            pilots: Pilots::new(db.clone(), clock.clone(), municipalities.clone(), themes.clone()),
            municipalities,
            themes,
            clock,
            db,
        })))
    }
}

impl std::ops::Deref for Services {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}
