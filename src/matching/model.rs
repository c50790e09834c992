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
mod tests {
    use uuid::Uuid;

    use super::*;

    fn person(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    fn challenge(n: u128) -> ChallengeId {
        ChallengeId(Uuid::from_u128(n))
    }

    fn theme(n: u128) -> ThemeId {
        ThemeId(Uuid::from_u128(n))
    }

    fn pilot(n: u128) -> PilotId {
        PilotId(Uuid::from_u128(n))
    }

    fn everybody() -> HashSet<PersonId> {
        (1..10).map(person).collect()
    }

    fn ids(matches: &[Match]) -> Vec<PersonId> {
        matches.iter().map(|found| found.person).collect()
    }

    /// Faces 1 now, expects 2, solved 3; works on themes 1 to 4.
    fn me() -> Profile {
        let stances = [Stance::FacingNow, Stance::Expecting, Stance::Solved];
        Profile {
            stances: (1..).map(challenge).zip(stances).collect(),
            themes: (1..=4).map(theme).collect(),
            related_themes: HashMap::from([
                (theme(7), vec![(theme(1), Relation::Broader)]),
                (theme(8), vec![(theme(1), Relation::Narrower)]),
            ]),
            pilots: BTreeMap::new(),
        }
    }

    #[test]
    fn both_stances_say_what_the_reason_is_and_two_solutions_are_none() {
        use ReasonKind::{FacesChallengeISolved, SameChallenge, SolvedMyChallenge};
        use Stance::{Expecting, FacingNow, Solved};
        let rows = [
            (FacingNow, [Some(SameChallenge), Some(SameChallenge), Some(SolvedMyChallenge)]),
            (Expecting, [Some(SameChallenge), Some(SameChallenge), Some(SolvedMyChallenge)]),
            (Solved, [Some(FacesChallengeISolved), Some(FacesChallengeISolved), None]),
        ];
        for (mine, kinds) in rows {
            for (theirs, kind) in [FacingNow, Expecting, Solved].into_iter().zip(kinds) {
                let reason = Reason::challenge(challenge(1), mine, theirs);
                assert_eq!(reason.map(|reason| reason.kind()), kind, "{mine:?} {theirs:?}");
            }
        }
    }

    #[test]
    fn who_solved_what_i_face_comes_before_any_number_of_themes_and_pilots() {
        let mine = Topics { themes: HashSet::new(), challenges: HashSet::from([challenge(9)]) };
        let me = Profile { pilots: BTreeMap::from([(pilot(1), mine)]), ..me() };
        let signals = Signals {
            stances: vec![(person(2), challenge(1), Stance::Solved)],
            themes: (1..=4).map(|n| (person(1), theme(n))).collect(),
            pilot_challenges: vec![(person(1), pilot(2), challenge(9)), (person(1), pilot(3), challenge(9))],
            ..Signals::default()
        };
        let found = matches(&me, &everybody(), &signals, None);
        assert_eq!(ids(&found), [person(2), person(1)]);
        assert_eq!(found[0].score(), 0.6);
        // One pilot, the best, and three themes: 1 − 0.7 × 0.88³.
        assert_eq!(found[1].reasons.len(), 4);
        assert_eq!(found[1].score(), 0.522_97);
    }

    #[test]
    fn scores_stay_between_nothing_and_one_and_each_reason_adds() {
        let stances: Vec<_> = (1..=60).map(|n| (person(1), challenge(n), Stance::Solved)).collect();
        let me = Profile {
            stances: stances.iter().map(|(_, id, _)| (*id, Stance::FacingNow)).collect(),
            ..Profile::default()
        };
        let mut before = 0.0;
        for n in [1, 2, 3, 60] {
            let signals = Signals { stances: stances[..n].to_vec(), ..Signals::default() };
            let score = matches(&me, &everybody(), &signals, None)[0].score();
            assert!(score > before && score <= 1.0, "{n}: {score}");
            before = score;
        }
    }

    #[test]
    fn only_candidates_are_matched() {
        let stances =
            vec![(person(1), challenge(1), Stance::Solved), (person(2), challenge(1), Stance::Solved)];
        let signals = Signals { stances, ..Signals::default() };
        assert_eq!(ids(&matches(&me(), &HashSet::from([person(2)]), &signals, None)), [person(2)]);
    }

    #[test]
    fn a_related_theme_counts_a_little_unless_the_theme_itself_is_shared() {
        let signals = Signals {
            themes: vec![(person(1), theme(7)), (person(2), theme(1)), (person(2), theme(8))],
            ..Signals::default()
        };
        let found = matches(&me(), &everybody(), &signals, None);
        assert_eq!(ids(&found), [person(2), person(1)]);
        let same = Reason::Theme { theirs: theme(1), mine: theme(1), relation: Relation::Same };
        let broader = Reason::Theme { theirs: theme(7), mine: theme(1), relation: Relation::Broader };
        assert_eq!((&found[0].reasons[..], &found[1].reasons[..]), (&[same][..], &[broader][..]));
    }

    #[test]
    fn of_many_pilots_the_pair_most_alike_counts_and_a_common_pilot_does_not() {
        let topics = |themes: &[u128]| Topics {
            themes: themes.iter().copied().map(theme).collect(),
            challenges: HashSet::new(),
        };
        let me = Profile {
            pilots: BTreeMap::from([(pilot(1), topics(&[1])), (pilot(2), topics(&[2, 3]))]),
            ..Profile::default()
        };
        let signals = Signals {
            pilot_themes: vec![
                (person(1), pilot(5), theme(1)),
                (person(1), pilot(6), theme(2)),
                (person(1), pilot(6), theme(3)),
                (person(2), pilot(2), theme(2)),
            ],
            ..Signals::default()
        };
        let found = matches(&me, &everybody(), &signals, None);
        let (theirs, mine) = (pilot(6), pilot(2));
        let reason = Reason::Pilot { theirs, mine, has_same_challenge: false, shared_themes: 2 };
        assert_eq!(ids(&found), [person(1)]);
        assert_eq!(found[0].reasons, [reason]);
    }

    #[test]
    fn on_one_challenge_who_solved_it_comes_first_and_that_reason_leads() {
        let stances = vec![
            (person(1), challenge(2), Stance::FacingNow),
            (person(1), challenge(1), Stance::Solved),
            (person(2), challenge(2), Stance::Solved),
            (person(3), challenge(1), Stance::Solved),
        ];
        let signals = Signals { stances, ..Signals::default() };
        let found = matches(&me(), &everybody(), &signals, Some(challenge(2)));
        assert_eq!(ids(&found), [person(2), person(1)]);
        assert!(found[0].score() < found[1].score());
        assert!(found[1].reasons[0].is_on(challenge(2)) && found[1].reasons.len() == 2);
    }

    #[test]
    fn the_order_does_not_depend_on_the_order_of_the_facts_and_cursors_follow_it() {
        let mut stances: Vec<_> = (1..8).map(|n| (person(n), challenge(1), Stance::Solved)).collect();
        stances.push((person(5), challenge(2), Stance::Solved));
        let there = Signals { stances: stances.clone(), ..Signals::default() };
        let found = matches(&me(), &everybody(), &there, None);
        stances.reverse();
        let back = Signals { stances, ..Signals::default() };
        assert_eq!(found, matches(&me(), &everybody(), &back, None));
        assert_eq!(ids(&found), [5, 1, 2, 3, 4, 6, 7].map(person));
        for (i, at) in found.iter().enumerate() {
            let cursor = at.cursor("matches");
            let behind: Vec<_> = found.iter().filter(|other| other.is_behind(&cursor)).cloned().collect();
            assert_eq!(behind, found[i + 1..]);
        }
    }
}
