//! All use cases, wired: what the API, the command line and the worker are given.

use std::sync::Arc;

use crate::accounts::Accounts;
use crate::audit::AuditLog;
use crate::challenges::Challenges;
use crate::clock::Clock;
use crate::consents::Consents;
use crate::db::{Db, settings};
use crate::error::Result;
use crate::introductions::Introductions;
use crate::matching::Matching;
use crate::meetings::Meetings;
use crate::mergers::Mergers;
use crate::municipalities::Register;
use crate::outcomes::Outcomes;
use crate::people::People;
use crate::pilots::Pilots;
use crate::privacy::Privacy;
use crate::reports::Reports;
use crate::search::{Search, Source};
use crate::themes::Vocabulary;
use crate::{challenges, meetings, municipalities, outcomes, people, pilots, reports, themes};

/// Cheap to clone.
#[derive(Clone)]
pub struct Services(Arc<Inner>);

pub struct Inner {
    pub db: Db,
    pub clock: Clock,
    pub audit: AuditLog,
    pub municipalities: Register,
    pub themes: Vocabulary,
    pub consents: Consents,
    pub people: People,
    pub accounts: Accounts,
    pub challenges: Challenges,
    pub pilots: Pilots,
    pub meetings: Meetings,
    pub reports: Reports,
    pub outcomes: Outcomes,
    pub search: Search,
    pub matching: Matching,
    pub introductions: Introductions,
    pub mergers: Mergers,
    pub privacy: Privacy,
}

impl Services {
    /// On a migrated database, with the index that `search` reads. `site`: where links in mails lead.
    pub async fn new(db: Db, clock: Clock, search: Search, site: &str) -> Result<Self> {
        let municipalities = Register::load(db.reader()).await?;
        let themes = Vocabulary::load(db.reader()).await?;
        let people = People::new(db.clone(), clock.clone(), themes.clone());
        let challenges = Challenges::new(db.clone(), clock.clone(), themes.clone());
        let pilots = Pilots::new(db.clone(), clock.clone(), municipalities.clone(), themes.clone());
        let meetings = Meetings::new(db.clone(), clock.clone(), municipalities.clone());
        Ok(Self(Arc::new(Inner {
            audit: AuditLog::new(db.clone(), clock.clone()),
            consents: Consents::new(db.clone()),
            accounts: Accounts::new(db.clone(), clock.clone(), municipalities.clone(), site),
            matching: Matching::new(
                db.clone(),
                people.clone(),
                challenges.clone(),
                pilots.clone(),
                themes.clone(),
            ),
            reports: Reports::new(db.clone(), clock.clone(), meetings.clone()),
            outcomes: Outcomes::new(
                db.clone(),
                clock.clone(),
                meetings.clone(),
                challenges.clone(),
                people.clone(),
            ),
            introductions: Introductions::new(db.clone(), clock.clone()),
            mergers: Mergers::new(db.clone(), clock.clone(), municipalities.clone()),
            privacy: Privacy::new(db.clone(), clock.clone(), municipalities.clone(), themes.clone()),
            people,
            challenges,
            pilots,
            meetings,
            municipalities,
            themes,
            search,
            clock,
            db,
        })))
    }
}

impl Inner {
    /// Is this the demo network, with invented persons and texts?
    pub async fn is_demo(&self) -> Result<bool> {
        settings::is_demo(self.db.reader()).await
    }

    /// How each kind of thing looks to search.
    pub fn sources(&self) -> Vec<Arc<dyn Source>> {
        let (municipalities, themes) = (self.municipalities.clone(), self.themes.clone());
        vec![
            Arc::new(municipalities::projection::MunicipalitySource {
                db: self.db.clone(),
                register: municipalities.clone(),
            }),
            Arc::new(themes::projection::ThemeSource(themes.clone())),
            Arc::new(people::projection::PersonSource {
                db: self.db.clone(),
                municipalities: municipalities.clone(),
                themes: themes.clone(),
            }),
            Arc::new(challenges::projection::ChallengeSource {
                shelf: self.challenges.shelf.clone(),
                municipalities: municipalities.clone(),
                themes: themes.clone(),
            }),
            Arc::new(pilots::projection::PilotSource {
                shelf: self.pilots.shelf.clone(),
                municipalities: municipalities.clone(),
                themes,
            }),
            Arc::new(meetings::projection::MeetingSource {
                shelf: self.meetings.shelf.clone(),
                municipalities: municipalities.clone(),
            }),
            Arc::new(reports::projection::ReportSource {
                shelf: self.reports.shelf.clone(),
                municipalities: municipalities.clone(),
            }),
            Arc::new(outcomes::projection::OutcomeSource {
                shelf: self.outcomes.shelf.clone(),
                municipalities,
            }),
        ]
    }
}

impl std::ops::Deref for Services {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}
