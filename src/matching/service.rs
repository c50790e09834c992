//! Finding whom somebody should get to know.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use uuid::Uuid;

use super::model::{self, Match, Profile, Reason, ReasonKind, Relation, Signals, Topics};
use super::{store, wording};
use crate::access::{Actor, Scope, Status};
use crate::challenges::{Challenge, Challenges};
use crate::contribution::{Contribution, Shared};
use crate::db::Db;
use crate::error::Result;
use crate::ids::{ChallengeId, PersonId, PilotId, ThemeId};
use crate::page::{Page, PageArgs, Slice};
use crate::people::{People, Person};
use crate::pilots::{Pilot, Pilots, store as pilots_store};
use crate::themes::{Theme, Vocabulary};

const LIST: &str = "matches.score";
const LIST_ON_CHALLENGE: &str = "matches.challenge";
/// Pilots of the viewer that count, last changed first.
const MY_PILOTS_MAX: u64 = 50;
/// Reasons that are told of one match, strongest first; more count.
const TOLD_MAX: usize = 5;

#[derive(Clone, Debug)]
pub struct Matching {
    db: Db,
    people: People,
    challenges: Challenges,
    pilots: Pilots,
    themes: Vocabulary,
}

/// What a reason rests on; the viewer may open it.
#[derive(Clone, Debug)]
pub enum Evidence {
    Challenge(Shared<Challenge>),
    Theme(Arc<Theme>),
    Pilot(Shared<Pilot>),
}

/// A reason in words.
#[derive(Clone, Debug)]
pub struct Told {
    pub kind: ReasonKind,
    /// One Dutch sentence.
    pub text: String,
    pub evidence: Evidence,
}

/// Somebody to get to know, and why.
#[derive(Clone, Debug)]
pub struct ContactMatch {
    pub person: Person,
    /// See [`Match::score`].
    pub score: f64,
    /// Strongest first.
    pub reasons: Vec<Told>,
}

/// One page of matches, and how many there are.
#[derive(Clone, Debug)]
pub struct Found {
    pub slice: Slice<ContactMatch>,
    pub total: u64,
}

impl Matching {
    pub fn new(db: Db, people: People, challenges: Challenges, pilots: Pilots, themes: Vocabulary) -> Self {
        Self { db, people, challenges, pilots, themes }
    }

    /// Whom the actor should get to know, best first. With a challenge only on account of that one, who solved it
    /// before all others; nobody when the actor takes no stance on it.
    ///
    /// Fails with `Unauthenticated`, or with `NotFound` when the challenge is hidden from the actor. A fixed number
    /// of statements, whatever the number of people, challenges and pilots.
    pub async fn matches(
        &self,
        actor: &Actor,
        wanted: Option<ChallengeId>,
        page: &PageArgs,
    ) -> Result<Found> {
        let me = actor.require()?.person;
        let list = if wanted.is_some() { LIST_ON_CHALLENGE } else { LIST };
        let page = Page::parse(page, list)?;
        if let Some(wanted) = wanted {
            self.challenges.shelf.get(actor, wanted.0).await?;
        }
        let (mine, challenges) = self.profile(actor, me).await?;
        // Of the present affiliation, else the last one: colleagues of yesterday are no strangers either.
        let municipality = self.people.get(actor, me).await?.municipality;
        let candidates = store::candidates(self.db.reader(), actor, me, municipality).await?;
        let signals = self.signals(actor, &mine).await?;
        let all = model::matches(&mine, &candidates, &signals, wanted);
        let total = all.len() as u64;
        let behind =
            all.into_iter().filter(|found| page.after.as_ref().is_none_or(|after| found.is_behind(after)));
        let fetched = behind.take(page.fetch() as usize).collect();
        let slice = Slice::from_fetched(&page, fetched, |found: &Match| found.cursor(list));
        Ok(Found { slice: self.tell(actor, slice, &challenges).await?, total })
    }

    /// The actor as far as matching looks at it, and the challenges that it names.
    async fn profile(
        &self,
        actor: &Actor,
        me: PersonId,
    ) -> Result<(Profile, HashMap<ChallengeId, Shared<Challenge>>)> {
        let recognitions = self.challenges.recognitions(actor, &[me]).await?.remove(&me).unwrap_or_default();
        let mut stances = HashMap::new();
        let mut challenges = HashMap::new();
        for (recognition, challenge) in recognitions {
            if challenge.meta.status == Status::Published {
                stances.insert(challenge.id, recognition.stance);
                challenges.insert(challenge.id, challenge);
            }
        }
        let themes = self.people.themes(&[me]).await?.remove(&me).unwrap_or_default();
        let related_themes = self.related(&themes);
        let pilots = self.pilots_of(actor, me).await?;
        Ok((Profile { stances, themes, related_themes, pilots }, challenges))
    }

    /// The themes one step away from `mine`.
    fn related(&self, mine: &[ThemeId]) -> HashMap<ThemeId, Vec<(ThemeId, Relation)>> {
        let mut related: HashMap<ThemeId, Vec<_>> = HashMap::new();
        for theme in mine.iter().filter_map(|id| self.themes.get(*id)) {
            let broader = theme.broader.iter().map(|id| (*id, Relation::Broader));
            let narrower = theme.narrower.iter().map(|id| (*id, Relation::Narrower));
            for (other, relation) in broader.chain(narrower).filter(|(other, _)| !mine.contains(other)) {
                related.entry(other).or_default().push((theme.id, relation));
            }
        }
        related
    }

    async fn pilots_of(&self, actor: &Actor, me: PersonId) -> Result<BTreeMap<PilotId, Topics>> {
        let db = self.db.reader();
        let ids = store::pilots_of(&self.pilots.shelf, &Scope::of(actor), me, MY_PILOTS_MAX).await?;
        let uuids: Vec<_> = ids.iter().map(|id| id.0).collect();
        let mut themes = pilots_store::THEMES.of(db, &uuids).await?;
        let mut challenges = pilots_store::CHALLENGES.of(db, &uuids).await?;
        let linked: Vec<_> = challenges.values().flatten().copied().collect();
        let visible = self.challenges.shelf.visible(actor, &linked).await?;
        let is_seen = |id: &Uuid| visible.get(id).is_some_and(|c| c.meta.status == Status::Published);
        let mut topics = |id: PilotId| Topics {
            themes: themes.remove(&id.0).into_iter().flatten().map(ThemeId).collect(),
            challenges: challenges
                .remove(&id.0)
                .into_iter()
                .flatten()
                .filter(is_seen)
                .map(ChallengeId)
                .collect(),
        };
        Ok(ids.into_iter().map(|id| (id, topics(id))).collect())
    }

    async fn signals(&self, actor: &Actor, me: &Profile) -> Result<Signals> {
        let (db, shelf, scope) = (self.db.reader(), &self.pilots.shelf, Scope::of(actor));
        let challenges: Vec<_> = me.stances.keys().copied().collect();
        let themes: Vec<_> = me.themes.iter().chain(me.related_themes.keys()).copied().collect();
        let pilot_themes: HashSet<_> = me.pilots.values().flat_map(|pilot| &pilot.themes).copied().collect();
        let pilot_challenges: HashSet<_> =
            me.pilots.values().flat_map(|pilot| &pilot.challenges).copied().collect();
        Ok(Signals {
            stances: store::stances(db, actor, &challenges).await?,
            themes: store::themes(db, actor, &themes).await?,
            pilot_themes: store::pilot_themes(shelf, &scope, pilot_themes.into_iter()).await?,
            pilot_challenges: store::pilot_challenges(shelf, &scope, pilot_challenges.into_iter()).await?,
        })
    }

    /// The page with its people, and its reasons in words. Whoever or whatever is hidden since it was looked for is
    /// left out.
    async fn tell(
        &self,
        actor: &Actor,
        slice: Slice<Match>,
        challenges: &HashMap<ChallengeId, Shared<Challenge>>,
    ) -> Result<Slice<ContactMatch>> {
        let ids: Vec<_> = slice.rows.iter().map(|(_, found)| found.person).collect();
        let mut people = self.people.visible(actor, &ids).await?;
        let told = slice.rows.iter().flat_map(|(_, found)| found.reasons.iter().take(TOLD_MAX));
        let pilots: HashSet<_> = told
            .filter_map(|reason| match reason {
                Reason::Pilot { theirs, mine, .. } => Some([theirs.0, mine.0]),
                Reason::Solved { .. } | Reason::Faces { .. } | Reason::Same { .. } | Reason::Theme { .. } => {
                    None
                }
            })
            .flatten()
            .collect();
        let pilots = self.pilots.shelf.visible(actor, &pilots.into_iter().collect::<Vec<_>>()).await?;
        let Slice { rows, has_previous, has_next } = slice;
        let rows = rows.into_iter().filter_map(|(cursor, found)| {
            let person = people.remove(&found.person)?;
            let told = found.reasons.iter().take(TOLD_MAX);
            let reasons = told.filter_map(|reason| self.tell_reason(*reason, challenges, &pilots)).collect();
            Some((cursor, ContactMatch { person, score: found.score(), reasons }))
        });
        Ok(Slice { rows: rows.collect(), has_previous, has_next })
    }

    fn tell_reason(
        &self,
        reason: Reason,
        challenges: &HashMap<ChallengeId, Shared<Challenge>>,
        pilots: &HashMap<Uuid, Shared<Pilot>>,
    ) -> Option<Told> {
        let (text, evidence) = match reason {
            Reason::Solved { challenge, .. }
            | Reason::Faces { challenge, .. }
            | Reason::Same { challenge, .. } => {
                let challenge = challenges.get(&challenge)?;
                let question = &challenge.content.question;
                (wording::sentence(&reason, question, question), Evidence::Challenge(challenge.clone()))
            }
            Reason::Pilot { theirs, mine, .. } => {
                let (theirs, mine) = (pilots.get(&theirs.0)?, pilots.get(&mine.0)?);
                let text = wording::sentence(&reason, theirs.title(), mine.title());
                (text, Evidence::Pilot(theirs.clone()))
            }
            Reason::Theme { theirs, mine, .. } => {
                let (theirs, mine) = (self.themes.get(theirs)?, self.themes.get(mine)?);
                let text = wording::sentence(&reason, &theirs.label, &mine.label);
                (text, Evidence::Theme(theirs.clone()))
            }
        };
        Some(Told { kind: reason.kind(), text, evidence })
    }
}
