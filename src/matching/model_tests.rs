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
    let stances = vec![(person(1), challenge(1), Stance::Solved), (person(2), challenge(1), Stance::Solved)];
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
