//! A small network on a database of its own, for the tests of features about people.

use chrono::{DateTime, TimeZone, Utc};
use tempfile::TempDir;
use uuid::Uuid;

use super::service::Matching;
use crate::access::{Actor, MunicipalityRole, Role, Visibility};
use crate::accounts::{Accounts, store as accounts_store};
use crate::challenges::service::ChallengeInput;
use crate::challenges::{Challenges, Stance, model::ChallengeChange};
use crate::clock::Clock;
use crate::db::Db;
use crate::ids::{AccountId, ChallengeId, PersonId, PilotId};
use crate::mail::Language;
use crate::municipalities::Register;
use crate::people::{self, NewPerson, People};
use crate::pilots::service::PilotInput;
use crate::pilots::{PilotChange, Pilots};
use crate::themes::Vocabulary;

pub const DELFT: &str = "GM0503";
pub const ZAANSTAD: &str = "GM0479";

pub struct World {
    pub db: Db,
    pub clock: Clock,
    pub people: People,
    pub challenges: Challenges,
    pub pilots: Pilots,
    pub matching: Matching,
    pub themes: Vocabulary,
    pub municipalities: Register,
    /// Removes the database when the test ends.
    pub dir: TempDir,
}

pub fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 12, 0, 0).unwrap()
}

impl World {
    pub async fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", dir.path().join("test.db").display());
        let db = Db::connect(&url, 2).await.unwrap();
        db.migrate().await.unwrap();
        let clock = Clock::fixed(noon());
        let municipalities = Register::load(db.reader()).await.unwrap();
        let themes = Vocabulary::load(db.reader()).await.unwrap();
        let people = People::new(db.clone(), clock.clone(), themes.clone());
        let challenges = Challenges::new(db.clone(), clock.clone(), themes.clone());
        let pilots = Pilots::new(db.clone(), clock.clone(), municipalities.clone(), themes.clone());
        let matching =
            Matching::new(db.clone(), people.clone(), challenges.clone(), pilots.clone(), themes.clone());
        Self { db, clock, people, challenges, pilots, matching, municipalities, themes, dir }
    }

    /// Somebody with an account who wants to be found.
    pub async fn person(&self, name: &str, municipality: &str) -> Actor {
        self.person_with(name, municipality, |_| {}).await
    }

    pub async fn person_with(
        &self,
        name: &str,
        municipality: &str,
        change: impl FnOnce(&mut NewPerson),
    ) -> Actor {
        let mut person = NewPerson {
            external_id: None,
            display_name: name.to_owned(),
            job_title: None,
            municipality: self.municipalities.by_code(municipality).unwrap().id,
            municipality_role: MunicipalityRole::Member,
            about: String::new(),
            seeking: String::new(),
            offering: String::new(),
            phone: Some(format!("0{}", name.len())),
            themes: Vec::new(),
            is_matchable: true,
            visibility: Visibility::Network,
        };
        change(&mut person);
        let (id, now) = (PersonId::generate(), self.clock.now());
        let account = accounts_store::Account {
            id: AccountId(Uuid::now_v7()),
            person: id,
            email: format!("{name}@example.org"),
            password_hash: None,
            role: Role::Member,
            language: Language::Nl,
            is_blocked: false,
            is_blocked_by_network: false,
        };
        let tx = self.db.begin().await.unwrap();
        people::store::insert(&tx, id, &person, now).await.unwrap();
        accounts_store::insert(&tx, &account, now).await.unwrap();
        tx.commit().await.unwrap();
        Accounts::new(self.db.clone(), self.clock.clone(), self.municipalities.clone(), "")
            .actor(account.id)
            .await
            .unwrap()
    }

    /// The same with themes, by slug.
    pub async fn person_on(&self, name: &str, municipality: &str, themes: &[&str]) -> Actor {
        let slugs: Vec<String> = themes.iter().map(|slug| (*slug).to_owned()).collect();
        let themes = self.themes.parse("themes", &slugs).unwrap();
        self.person_with(name, municipality, |person| person.themes = themes).await
    }

    /// A challenge that everybody with an account may see.
    pub async fn challenge(&self, by: &Actor, question: &str) -> ChallengeId {
        let content = ChallengeChange { question: Some(question.to_owned()), context: None };
        let new = ChallengeInput { content, ..ChallengeInput::default() };
        self.challenges.create(by, new).await.unwrap().id
    }

    pub async fn recognise(&self, who: &Actor, challenge: ChallengeId, stance: Stance) {
        self.challenges.recognise(who, challenge, Some(stance), None).await.unwrap();
    }

    /// A published pilot of `by`, who is its author and contact.
    pub async fn pilot(
        &self,
        by: &Actor,
        title: &str,
        (themes, challenges): (&[&str], &[ChallengeId]),
        visibility: Visibility,
    ) -> PilotId {
        let text = || Some("tekst".to_owned());
        let content = PilotChange {
            title: Some(title.to_owned()),
            summary: text(),
            problem: text(),
            approach: text(),
            ..PilotChange::default()
        };
        let new = PilotInput {
            content,
            themes: Some(themes.iter().map(|slug| (*slug).to_owned()).collect()),
            challenges: Some(challenges.to_vec()),
            visibility: Some(visibility),
            ..PilotInput::default()
        };
        let pilot = self.pilots.create(by, new).await.unwrap();
        self.pilots.publish(by, pilot.id, pilot.meta.revision, None).await.unwrap().id
    }
}
