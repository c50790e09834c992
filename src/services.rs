//! All use cases, wired: what the API, the command line and the worker are given.

use std::sync::Arc;

use crate::accounts::Accounts;
use crate::challenges::Challenges;
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Result;
use crate::meetings::Meetings;
use crate::municipalities::Register;
use crate::outcomes::Outcomes;
use crate::people::People;
use crate::pilots::Pilots;
use crate::reports::Reports;
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
    pub meetings: Meetings,
    pub reports: Reports,
    pub outcomes: Outcomes,
}

impl Services {
    /// On a migrated database.
    pub async fn new(db: Db, clock: Clock) -> Result<Self> {
        let municipalities = Register::load(db.reader()).await?;
        let themes = Vocabulary::load(db.reader()).await?;
        let people = People::new(db.clone(), clock.clone(), themes.clone());
        let challenges = Challenges::new(db.clone(), clock.clone(), themes.clone());
        let meetings = Meetings::new(db.clone(), clock.clone(), municipalities.clone());
        Ok(Self(Arc::new(Inner {
            accounts: Accounts::new(db.clone(), clock.clone()),
            pilots: Pilots::new(db.clone(), clock.clone(), municipalities.clone(), themes.clone()),
            reports: Reports::new(db.clone(), clock.clone(), meetings.clone()),
            outcomes: Outcomes::new(
                db.clone(),
                clock.clone(),
                meetings.clone(),
                challenges.clone(),
                people.clone(),
            ),
            people,
            challenges,
            meetings,
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
