use super::model::ReasonKind;
use super::service::{Evidence, Found};
use super::testing::{DELFT, World, ZAANSTAD};
use crate::access::{Actor, Visibility};
use crate::challenges::Stance;
use crate::challenges::service::ChallengeInput;
use crate::error::Result;
use crate::ids::{ChallengeId, PersonId};
use crate::page::PageArgs;
use crate::people::ProfileChange;

async fn ask(world: &World, who: &Actor, wanted: Option<ChallengeId>) -> Result<Found> {
    world.matching.matches(who, wanted, &PageArgs { first: Some(100), ..PageArgs::default() }).await
}

/// Whom `who` is proposed, in order, with the kinds of reasons.
async fn found(world: &World, who: &Actor, wanted: Option<ChallengeId>) -> Vec<(PersonId, Vec<ReasonKind>)> {
    let found = ask(world, who, wanted).await.unwrap();
    assert_eq!(found.total, found.slice.rows.len() as u64);
    let kinds = |(_, found): (_, super::service::ContactMatch)| {
        assert!(found.score > 0.0 && found.score <= 1.0, "{}", found.score);
        (found.person.id, found.reasons.iter().map(|reason| reason.kind).collect())
    };
    found.slice.rows.into_iter().map(kinds).collect()
}

fn id(actor: &Actor) -> PersonId {
    actor.person().unwrap()
}

#[tokio::test]
async fn who_solved_it_is_proposed_to_who_faces_it_with_a_sentence_and_the_challenge() {
    let world = World::start().await;
    let (anna, bram) = (world.person("anna", DELFT).await, world.person("bram", ZAANSTAD).await);
    let challenge = world.challenge(&anna, "Hoe krijg je data uit de wijk?").await;
    world.recognise(&anna, challenge, Stance::FacingNow).await;
    world.recognise(&bram, challenge, Stance::Solved).await;

    let found = ask(&world, &anna, None).await.unwrap().slice.into_items();
    let reason = &found[0].reasons[0];
    assert_eq!((found[0].person.id, found[0].score), (id(&bram), 0.6));
    assert_eq!(reason.text, "Heeft ‘Hoe krijg je data uit de wijk?’ al opgelost; jij loopt er nu tegenaan.");
    assert!(matches!(&reason.evidence, Evidence::Challenge(found) if found.id == challenge));

    let found = ask(&world, &bram, None).await.unwrap().slice.into_items();
    assert_eq!(found[0].person.id, id(&anna));
    assert_eq!(found[0].reasons[0].kind, ReasonKind::FacesChallengeISolved);
}

#[tokio::test]
async fn nobody_is_proposed_who_is_the_viewer_or_a_colleague_or_does_not_want_it() {
    let world = World::start().await;
    let anna = world.person("anna", DELFT).await;
    let colleague = world.person("carla", DELFT).await;
    let hidden = world.person_with("dirk", ZAANSTAD, |person| person.is_matchable = false).await;
    let challenge = world.challenge(&anna, "Hoe?").await;
    world.recognise(&anna, challenge, Stance::FacingNow).await;
    for who in [&colleague, &hidden] {
        world.recognise(who, challenge, Stance::Solved).await;
    }
    for visibility in [Visibility::Public, Visibility::Network] {
        for who in [&anna, &colleague, &hidden] {
            world.pilot(who, "Buurtmonitor", (&["mobiliteit"], &[challenge]), visibility).await;
        }
    }
    assert_eq!(found(&world, &anna, None).await, []);
    assert_eq!(found(&world, &anna, Some(challenge)).await, []);

    let change = ProfileChange { matchable: Some(true), ..ProfileChange::default() };
    world.people.update_profile(&hidden, change, (true, None)).await.unwrap();
    let expected = vec![ReasonKind::SolvedMyChallenge, ReasonKind::SimilarPilot];
    assert_eq!(found(&world, &anna, None).await, [(id(&hidden), expected)]);
}

#[tokio::test]
async fn a_challenge_that_became_hidden_adds_nothing_and_is_not_found() {
    let world = World::start().await;
    let (anna, bram) = (world.person("anna", DELFT).await, world.person("bram", ZAANSTAD).await);
    let challenge = world.challenge(&bram, "Hoe?").await;
    world.recognise(&anna, challenge, Stance::FacingNow).await;
    world.recognise(&bram, challenge, Stance::Solved).await;
    // Anna's own pilot names it too: through that it must not count either.
    world.pilot(&anna, "Van Anna", (&[], &[challenge]), Visibility::Network).await;
    world.pilot(&bram, "Van Bram", (&[], &[challenge]), Visibility::Network).await;
    let before = vec![ReasonKind::SolvedMyChallenge, ReasonKind::SimilarPilot];
    assert_eq!(found(&world, &anna, None).await, [(id(&bram), before)]);

    let closed = ChallengeInput { visibility: Some(Visibility::Municipality), ..ChallengeInput::default() };
    world.challenges.update(&bram, challenge, 1, closed).await.unwrap();
    assert_eq!(found(&world, &anna, None).await, []);
    assert_eq!(ask(&world, &anna, Some(challenge)).await.unwrap_err().code(), "NOT_FOUND");
}

#[tokio::test]
async fn a_pilot_that_the_viewer_may_not_see_adds_nothing() {
    let world = World::start().await;
    let (anna, bram) = (world.person("anna", DELFT).await, world.person("bram", ZAANSTAD).await);
    world.pilot(&anna, "Van Anna", (&["mobiliteit", "wonen"], &[]), Visibility::Public).await;
    let topics = (&["mobiliteit", "wonen", "jeugd"][..], &[][..]);
    world.pilot(&bram, "Onder ons", topics, Visibility::Municipality).await;
    assert_eq!(found(&world, &anna, None).await, []);

    let shown = world.pilot(&bram, "Van Bram", topics, Visibility::Network).await;
    let found = ask(&world, &anna, None).await.unwrap().slice.into_items();
    let [reason] = &found[0].reasons[..] else { panic!("{found:?}") };
    assert_eq!(reason.text, "Hoort bij de pilot ‘Van Bram’, die lijkt op jouw pilot ‘Van Anna’.");
    assert!(matches!(&reason.evidence, Evidence::Pilot(pilot) if pilot.id == shown));
    assert_eq!(found[0].score, 0.16);
}

#[tokio::test]
async fn all_evidence_can_be_opened_by_the_viewer() {
    let world = World::start().await;
    let anna = world.person_on("anna", DELFT, &["jeugd", "wonen"]).await;
    let bram = world.person_on("bram", ZAANSTAD, &["sociaal-domein", "wonen"]).await;
    let challenge = world.challenge(&anna, "Hoe?").await;
    world.recognise(&anna, challenge, Stance::Expecting).await;
    world.recognise(&bram, challenge, Stance::FacingNow).await;
    for who in [&anna, &bram] {
        world.pilot(who, "Monitor", (&["mobiliteit"], &[challenge]), Visibility::Network).await;
    }
    let found = ask(&world, &anna, None).await.unwrap().slice.into_items();
    let texts: Vec<_> = found[0].reasons.iter().map(|reason| reason.text.as_str()).collect();
    let expected = [
        "Loopt nu al tegen ‘Hoe?’ aan; jij krijgt er nog mee te maken.",
        "Hoort bij de pilot ‘Monitor’, over hetzelfde vraagstuk als jouw pilot ‘Monitor’.",
        "Werkt net als jij aan het thema ‘Wonen’.",
        "Werkt aan het thema ‘Sociaal domein’; jouw thema ‘Jeugd’ valt daaronder.",
    ];
    assert_eq!(texts, expected);
    for reason in &found[0].reasons {
        match &reason.evidence {
            Evidence::Challenge(seen) => assert!(world.challenges.shelf.get(&anna, seen.id.0).await.is_ok()),
            Evidence::Pilot(seen) => assert!(world.pilots.shelf.get(&anna, seen.id.0).await.is_ok()),
            Evidence::Theme(seen) => assert!(world.themes.get(seen.id).is_some()),
        }
    }
}

#[tokio::test]
async fn on_one_challenge_only_those_who_recognise_it_and_solvers_first() {
    let world = World::start().await;
    let anna = world.person_on("anna", DELFT, &["wonen", "jeugd"]).await;
    let fellow = world.person_on("bram", ZAANSTAD, &["wonen", "jeugd"]).await;
    let solver = world.person("carla", ZAANSTAD).await;
    let _themes_only = world.person_on("dirk", ZAANSTAD, &["wonen"]).await;
    let (wanted, other) = (world.challenge(&anna, "Hoe?").await, world.challenge(&anna, "Waarom?").await);
    assert_eq!(found(&world, &anna, Some(wanted)).await, [], "anna has not recognised it");
    for challenge in [wanted, other] {
        world.recognise(&anna, challenge, Stance::FacingNow).await;
    }
    world.recognise(&solver, wanted, Stance::Solved).await;
    world.recognise(&fellow, wanted, Stance::FacingNow).await;
    world.recognise(&fellow, other, Stance::Solved).await;

    let people: Vec<_> = found(&world, &anna, Some(wanted)).await;
    let (first, second) = (&people[0], &people[1]);
    assert_eq!(people.len(), 2);
    assert_eq!(first, &(id(&solver), vec![ReasonKind::SolvedMyChallenge]));
    assert_eq!((second.0, second.1[0]), (id(&fellow), ReasonKind::SameChallenge));
    assert_eq!(found(&world, &anna, None).await[0].0, id(&fellow), "by score alone the order is another");
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let world = World::start().await;
    let anna = world.person_on("anna", DELFT, &["wonen", "jeugd"]).await;
    for i in 0..5 {
        let themes: &[&str] = if i % 2 == 0 { &["wonen"] } else { &["wonen", "jeugd"] };
        world.person_on(&format!("p{i}"), ZAANSTAD, themes).await;
    }
    let all: Vec<_> = found(&world, &anna, None).await.into_iter().map(|(id, _)| id).collect();
    assert_eq!(all.len(), 5);
    let mut page = PageArgs { first: Some(2), ..PageArgs::default() };
    let mut seen = Vec::new();
    loop {
        let found = world.matching.matches(&anna, None, &page).await.unwrap();
        assert_eq!(found.total, 5);
        page.after = found.slice.rows.last().map(|(cursor, _)| cursor.encode());
        let more = found.slice.has_next;
        seen.extend(found.slice.into_items().into_iter().map(|found| found.person.id));
        if !more {
            break;
        }
    }
    assert_eq!(seen, all);
}

#[tokio::test]
async fn without_an_account_there_are_no_matches() {
    let world = World::start().await;
    let anna = world.person("anna", DELFT).await;
    let challenge = world.challenge(&anna, "Hoe?").await;
    for actor in [Actor::Anonymous, Actor::System] {
        for wanted in [None, Some(challenge)] {
            assert_eq!(ask(&world, &actor, wanted).await.unwrap_err().code(), "UNAUTHENTICATED");
        }
    }
}
