//! What makes a match and how much it counts. No I/O.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::challenges::Stance;
use crate::ids::{ChallengeId, PersonId, PilotId, ThemeId};
use crate::page::{Cursor, Key};

/// Scores are kept in millionths: a cursor holds a whole number, and equal scores are equal.
const SCALE: f64 = 1_000_000.0;
/// Themes that count for one match, strongest first: a long list of interests is no better fit.
const THEMES_MAX: usize = 3;
/// Shared themes that count for one pilot.
const PILOT_THEMES_MAX: usize = 3;

/// What a reason is, for whoever shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReasonKind {
    SolvedMyChallenge,
    FacesChallengeISolved,
    SameChallenge,
    SimilarPilot,
    SharedTheme,
}

/// How a theme of theirs relates to one of mine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    Same,
    /// Theirs is the broader one.
    Broader,
    /// Theirs is the narrower one.
    Narrower,
}

/// When somebody meets a challenge that they have not solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Urgency {
    Now,
    Later,
}

/// One thing that two people have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// They solved what I meet.
    Solved {
        challenge: ChallengeId,
        mine: Urgency,
    },
    /// They meet what I solved.
    Faces {
        challenge: ChallengeId,
        theirs: Urgency,
    },
    /// We both meet it.
    Same {
        challenge: ChallengeId,
        mine: Urgency,
        theirs: Urgency,
    },
    Pilot {
        theirs: PilotId,
        mine: PilotId,
        has_same_challenge: bool,
        shared_themes: usize,
    },
    Theme {
        theirs: ThemeId,
        mine: ThemeId,
        relation: Relation,
    },
}

fn urgency(stance: Stance) -> Option<Urgency> {
    match stance {
        Stance::FacingNow => Some(Urgency::Now),
        Stance::Expecting => Some(Urgency::Later),
        Stance::Solved => None,
    }
}

impl Reason {
    /// `None` when both solved it: then there is nothing to ask.
    fn challenge(challenge: ChallengeId, mine: Stance, theirs: Stance) -> Option<Self> {
        match (urgency(mine), urgency(theirs)) {
            (Some(mine), None) => Some(Self::Solved { challenge, mine }),
            (None, Some(theirs)) => Some(Self::Faces { challenge, theirs }),
            (Some(mine), Some(theirs)) => Some(Self::Same { challenge, mine, theirs }),
            (None, None) => None,
        }
    }

    pub fn kind(&self) -> ReasonKind {
        match self {
            Self::Solved { .. } => ReasonKind::SolvedMyChallenge,
            Self::Faces { .. } => ReasonKind::FacesChallengeISolved,
            Self::Same { .. } => ReasonKind::SameChallenge,
            Self::Pilot { .. } => ReasonKind::SimilarPilot,
            Self::Theme { .. } => ReasonKind::SharedTheme,
        }
    }

    /// How much it counts by itself, above 0 and below 1 (docs/decisions/0006-matching.md).
    pub fn weight(&self) -> f64 {
        use Urgency::{Later, Now};
        match self {
            Self::Solved { mine: Now, .. } => 0.60,
            Self::Solved { mine: Later, .. } => 0.55,
            Self::Faces { theirs: Now, .. } => 0.45,
            Self::Faces { theirs: Later, .. } => 0.35,
            Self::Same { mine: Now, theirs: Now, .. } => 0.35,
            Self::Same { mine: Now, theirs: Later, .. } | Self::Same { mine: Later, theirs: Now, .. } => 0.30,
            Self::Same { mine: Later, theirs: Later, .. } => 0.25,
            Self::Pilot { has_same_challenge: true, .. } => 0.30,
            Self::Pilot { shared_themes, .. } => 0.08 * (*shared_themes).min(PILOT_THEMES_MAX) as f64,
            Self::Theme { relation: Relation::Same, .. } => 0.12,
            Self::Theme { relation: Relation::Broader | Relation::Narrower, .. } => 0.04,
        }
    }

    pub fn is_on(&self, wanted: ChallengeId) -> bool {
        match self {
            Self::Solved { challenge, .. } | Self::Faces { challenge, .. } | Self::Same { challenge, .. } => {
                *challenge == wanted
            }
            Self::Pilot { .. } | Self::Theme { .. } => false,
        }
    }

    /// Strongest first; of equal ones always in the same order.
    fn compare(&self, other: &Self) -> Ordering {
        other.weight().total_cmp(&self.weight()).then_with(|| self.cmp(other))
    }
}

/// What a pilot is about.
#[derive(Clone, Debug, Default)]
pub struct Topics {
    pub themes: HashSet<ThemeId>,
    pub challenges: HashSet<ChallengeId>,
}

/// The viewer, as far as it matters; only what the viewer may see.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    pub stances: HashMap<ChallengeId, Stance>,
    pub themes: Vec<ThemeId>,
    /// Themes one step broader or narrower than one of the viewer's, with that one; none of the viewer's own.
    pub related_themes: HashMap<ThemeId, Vec<(ThemeId, Relation)>>,
    pub pilots: BTreeMap<PilotId, Topics>,
}

/// What others have in common with the viewer, of what the viewer may see: one entry a fact, in any order.
#[derive(Clone, Debug, Default)]
pub struct Signals {
    pub stances: Vec<(PersonId, ChallengeId, Stance)>,
    pub themes: Vec<(PersonId, ThemeId)>,
    pub pilot_themes: Vec<(PersonId, PilotId, ThemeId)>,
    pub pilot_challenges: Vec<(PersonId, PilotId, ChallengeId)>,
}

/// Somebody to get to know.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    pub person: PersonId,
    /// Strongest first; at least one.
    pub reasons: Vec<Reason>,
    /// In millionths.
    score: i64,
    /// Comes before all that are not.
    is_first: bool,
}

impl Match {
    /// Fit of the person for the viewer, above 0 (hardly) to 1 (best): 1 − ∏ (1 − weight) over the reasons, so each
    /// adds something, and none alone decides.
    pub fn score(&self) -> f64 {
        self.score as f64 / SCALE
    }

    /// Best first, then by id.
    pub fn cursor(&self, list: &str) -> Cursor {
        Cursor::new(list, Key::Number(self.place()), self.person.0)
    }

    /// Does it stand behind `cursor` in the list?
    pub fn is_behind(&self, cursor: &Cursor) -> bool {
        match cursor.key {
            Key::Number(place) => {
                self.place() < place || (self.place() == place && self.person.0 > cursor.id)
            }
            Key::Time(_) | Key::Text(_) => true,
        }
    }

    fn place(&self) -> i64 {
        self.score + if self.is_first { 2 * SCALE as i64 } else { 0 }
    }
}

/// Everybody of `candidates` with at least one reason, best first. With `wanted` only those with a reason on that
/// challenge, who solved it before all others, that reason leading.
pub fn matches(
    me: &Profile,
    candidates: &HashSet<PersonId>,
    signals: &Signals,
    wanted: Option<ChallengeId>,
) -> Vec<Match> {
    let mut by_person: HashMap<PersonId, Vec<Reason>> = HashMap::new();
    let reasons =
        challenge_reasons(me, signals).chain(theme_reasons(me, signals)).chain(pilot_reasons(me, signals));
    for (person, reason) in reasons.filter(|(person, _)| candidates.contains(person)) {
        by_person.entry(person).or_default().push(reason);
    }
    let mut matches: Vec<Match> = by_person
        .into_iter()
        .filter(|(_, reasons)| wanted.is_none_or(|wanted| reasons.iter().any(|reason| reason.is_on(wanted))))
        .map(|(person, reasons)| of(person, reasons, wanted))
        .collect();
    matches.sort_by(|a, b| b.place().cmp(&a.place()).then_with(|| a.person.cmp(&b.person)));
    matches
}

fn of(person: PersonId, mut reasons: Vec<Reason>, wanted: Option<ChallengeId>) -> Match {
    reasons.sort_by(Reason::compare);
    let mut themes = 0;
    reasons.retain(|reason| {
        themes += usize::from(reason.kind() == ReasonKind::SharedTheme);
        reason.kind() != ReasonKind::SharedTheme || themes <= THEMES_MAX
    });
    let misfit: f64 = reasons.iter().map(|reason| 1.0 - reason.weight()).product();
    let is_wanted = |reason: &Reason| wanted.is_some_and(|wanted| reason.is_on(wanted));
    // Stable: the others stay in their order.
    reasons.sort_by_key(|reason| !is_wanted(reason));
    let is_first =
        reasons.iter().any(|reason| is_wanted(reason) && reason.kind() == ReasonKind::SolvedMyChallenge);
    Match { person, reasons, score: ((1.0 - misfit) * SCALE).round() as i64, is_first }
}

fn challenge_reasons(me: &Profile, signals: &Signals) -> impl Iterator<Item = (PersonId, Reason)> {
    signals.stances.iter().filter_map(|(person, challenge, theirs)| {
        let reason = Reason::challenge(*challenge, *me.stances.get(challenge)?, *theirs)?;
        Some((*person, reason))
    })
}

fn theme_reasons(me: &Profile, signals: &Signals) -> impl Iterator<Item = (PersonId, Reason)> {
    let mut of: HashMap<PersonId, HashSet<ThemeId>> = HashMap::new();
    for (person, theme) in &signals.themes {
        of.entry(*person).or_default().insert(*theme);
    }
    signals.themes.iter().filter_map(move |(person, theme)| {
        let reason = theme_reason(me, of.get(person)?, *theme)?;
        Some((*person, reason))
    })
}

/// A related theme counts only where the two do not share mine itself.
fn theme_reason(me: &Profile, theirs: &HashSet<ThemeId>, theme: ThemeId) -> Option<Reason> {
    if me.themes.contains(&theme) {
        return Some(Reason::Theme { theirs: theme, mine: theme, relation: Relation::Same });
    }
    let related = me.related_themes.get(&theme)?;
    let (mine, relation) = related.iter().filter(|(mine, _)| !theirs.contains(mine)).min()?;
    Some(Reason::Theme { theirs: theme, mine: *mine, relation: *relation })
}

/// For each person the pair of pilots that are most alike.
fn pilot_reasons(me: &Profile, signals: &Signals) -> impl Iterator<Item = (PersonId, Reason)> {
    let mut theirs: HashMap<(PersonId, PilotId), Topics> = HashMap::new();
    for (person, pilot, theme) in &signals.pilot_themes {
        theirs.entry((*person, *pilot)).or_default().themes.insert(*theme);
    }
    for (person, pilot, challenge) in &signals.pilot_challenges {
        theirs.entry((*person, *pilot)).or_default().challenges.insert(*challenge);
    }
    let mut best: HashMap<PersonId, Reason> = HashMap::new();
    for ((person, pilot), shared) in &theirs {
        // Who is on a pilot together knows each other.
        if me.pilots.contains_key(pilot) {
            continue;
        }
        for (id, mine) in &me.pilots {
            let has_same_challenge = !mine.challenges.is_disjoint(&shared.challenges);
            let shared_themes = mine.themes.intersection(&shared.themes).count();
            if !has_same_challenge && shared_themes == 0 {
                continue;
            }
            let reason = Reason::Pilot { theirs: *pilot, mine: *id, has_same_challenge, shared_themes };
            let found = best.entry(*person).or_insert(reason);
            if reason.compare(found) == Ordering::Less {
                *found = reason;
            }
        }
    }
    best.into_iter()
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
