//! All use cases, wired: what the API, the command line and the worker are given.

use std::sync::Arc;

use crate::access::{Actor, Scope};
use crate::accounts::Accounts;
use crate::accounts::session::{self, Sessions};
use crate::audit::AuditLog;
use crate::blocks::Blocks;
use crate::challenges::Challenges;
use crate::clock::Clock;
use crate::consents::Consents;
use crate::db::{Db, settings};
use crate::error::Result;
use crate::factors::passkey::RelyingParty;
use crate::factors::{Factors, Required};
use crate::ids::{MunicipalityId, NodeId, NodeKind, PersonId};
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
use crate::saved_searches::{SavedSearches, Shelves};
use crate::search::{Peer, Search, Similar, Source};
use crate::search_terms::SearchTerms;
use crate::sso::{ProviderSettings, Sso};
use crate::themes::Vocabulary;
use crate::thesaurus::{self, Thesaurus};
use crate::tokens::Tokens;
use crate::vault::Vault;
use crate::{challenges, factors, meetings, municipalities, outcomes, people, pilots, reports, themes};

/// What the services must know of the installation.
#[derive(Clone, Debug)]
pub struct Installation {
    pub session_limits: session::Limits,
    pub factors: factors::service::Settings,
    pub sso: Vec<ProviderSettings>,
    /// Different askers of one day from which on a search is counted.
    pub search_askers: u32,
    /// The address in people's browsers, without a slash at its end.
    pub public_url: String,
}

impl Installation {
    /// For tests: nothing of it outlives the program.
    pub fn ephemeral() -> Result<Self> {
        let factors = factors::service::Settings {
            vault: Vault::ephemeral()?,
            relying_party: RelyingParty::default(),
            required: Required::default(),
        };
        let public_url = "http://127.0.0.1".to_owned();
        let session_limits = session::Limits::default();
        Ok(Self { session_limits, factors, sso: Vec::new(), search_askers: 3, public_url })
    }
}

/// Cheap to clone.
#[derive(Clone)]
pub struct Services(Arc<Inner>);

pub struct Inner {
    pub db: Db,
    pub clock: Clock,
    pub audit: AuditLog,
    pub municipalities: Register,
    pub themes: Vocabulary,
    pub thesaurus: Thesaurus,
    pub consents: Consents,
    pub people: People,
    pub accounts: Accounts,
    pub sessions: Sessions,
    pub factors: Factors,
    pub blocks: Blocks,
    pub sso: Sso,
    pub tokens: Tokens,
    pub challenges: Challenges,
    pub pilots: Pilots,
    pub meetings: Meetings,
    pub reports: Reports,
    pub outcomes: Outcomes,
    pub search: Search,
    pub search_terms: SearchTerms,
    pub matching: Matching,
    pub introductions: Introductions,
    pub saved_searches: SavedSearches,
    pub mergers: Mergers,
    pub privacy: Privacy,
}

impl Services {
    /// On a migrated database, with the index that `search` reads.
    pub async fn new(db: Db, clock: Clock, search: Search, installation: Installation) -> Result<Self> {
        let municipalities = Register::load(db.reader()).await?;
        let themes = Vocabulary::load(db.reader()).await?;
        let site = installation.public_url.as_str();
        let thesaurus =
            Thesaurus::new(db.clone(), clock.clone(), themes.clone(), search.known_synonyms(), site);
        thesaurus.refresh().await?;
        let people = People::new(db.clone(), clock.clone(), themes.clone());
        let challenges = Challenges::new(db.clone(), clock.clone(), themes.clone());
        let pilots = Pilots::new(db.clone(), clock.clone(), municipalities.clone(), themes.clone());
        let meetings = Meetings::new(db.clone(), clock.clone(), municipalities.clone());
        let accounts = Accounts::new(db.clone(), clock.clone(), municipalities.clone(), site);
        let factors = Factors::new(db.clone(), clock.clone(), accounts.clone(), installation.factors);
        let sso = Sso::new(
            db.clone(),
            clock.clone(),
            (accounts.clone(), factors.clone()),
            &municipalities,
            (installation.sso, &installation.public_url),
        )?;
        let search_terms = SearchTerms::new(
            db.clone(),
            clock.clone(),
            search.clone(),
            municipalities.clone(),
            installation.search_askers as usize,
        );
        let privacy = Privacy::new(
            db.clone(),
            clock.clone(),
            (municipalities.clone(), themes.clone()),
            factors.clone(),
        );
        let reports = Reports::new(db.clone(), clock.clone(), meetings.clone());
        let outcomes =
            Outcomes::new(db.clone(), clock.clone(), meetings.clone(), challenges.clone(), people.clone());
        let saved_searches = SavedSearches::new(
            (db.clone(), clock.clone()),
            (themes.clone(), municipalities.clone()),
            search.clone(),
            (accounts.clone(), factors.clone()),
            Shelves {
                pilots: pilots.shelf.clone(),
                challenges: challenges.shelf.clone(),
                meetings: meetings.shelf.clone(),
                reports: reports.shelf.clone(),
                outcomes: outcomes.shelf.clone(),
            },
            site,
        );
        Ok(Self(Arc::new(Inner {
            audit: AuditLog::new(db.clone(), clock.clone()),
            consents: Consents::new(db.clone()),
            tokens: Tokens::new(db.clone(), clock.clone(), accounts.clone(), factors.clone()),
            blocks: Blocks::new(db.clone(), clock.clone(), accounts.clone(), factors.clone()),
            factors,
            sso,
            accounts,
            sessions: Sessions::new(db.clone(), clock.clone(), installation.session_limits),
            matching: Matching::new(
                db.clone(),
                people.clone(),
                challenges.clone(),
                pilots.clone(),
                themes.clone(),
            ),
            reports,
            outcomes,
            saved_searches,
            introductions: Introductions::new(db.clone(), clock.clone(), municipalities.clone(), site),
            mergers: Mergers::new(db.clone(), clock.clone(), municipalities.clone()),
            privacy,
            people,
            challenges,
            pilots,
            meetings,
            municipalities,
            themes,
            thesaurus,
            search,
            search_terms,
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

    /// What is like the thing, which the actor has been shown, closest first and at most `limit`, by what the actor may see.
    /// Of municipalities those of today, of people nobody: for kinds that nothing is like, nothing.
    pub async fn similar(&self, actor: &Actor, id: NodeId, limit: usize) -> Result<Vec<Similar>> {
        let terms = Scope::of(actor).terms();
        match id.kind {
            NodeKind::Pilot
            | NodeKind::Report
            | NodeKind::Outcome
            | NodeKind::Challenge
            | NodeKind::Meeting => self.search.similar(id, Vec::new(), terms, limit).await,
            NodeKind::Person => {
                // It stands on their page already, or they know it.
                let apart = self.people.shown_in(PersonId(id.uuid)).await?;
                self.search.similar(id, apart, terms, limit).await
            }
            NodeKind::Municipality => {
                let own = self.municipalities.get(MunicipalityId(id.uuid)).filter(|_| limit > 0);
                let Some(own) = own else { return Ok(Vec::new()) };
                let peers = self.search.peers(own.code.clone(), terms).await?;
                let of_today = peers.into_iter().filter_map(|Peer { municipality, themes }| {
                    let found = self.municipalities.by_code(&municipality).filter(|it| !it.is_former())?;
                    Some(Similar { node: found.id.node(), themes, words: Vec::new() })
                });
                Ok(of_today.take(limit).collect())
            }
            NodeKind::Theme
            | NodeKind::AgendaItem
            | NodeKind::Introduction
            | NodeKind::Invitation
            | NodeKind::MailDomain
            | NodeKind::Concept => Ok(Vec::new()),
        }
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
            Arc::new(thesaurus::projection::ConceptSource(self.thesaurus.clone())),
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
