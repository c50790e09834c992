use chrono::Duration;
use futures::future::join_all;

use super::model::{ContactField, Direction, Introduction, OPEN_MAX, Status};
use super::service::{ContactDetails, Introductions, NewIntroduction, View};
use crate::access::Actor;
use crate::error::{Error, Result};
use crate::ids::{IntroductionId, PersonId};
use crate::matching::testing::{DELFT, World, ZAANSTAD};
use crate::page::PageArgs;

struct Network {
    world: World,
    introductions: Introductions,
    anna: Actor,
    bram: Actor,
}

impl Network {
    async fn start() -> Self {
        let world = World::start().await;
        let introductions = Introductions::new(
            world.db.clone(),
            world.clock.clone(),
            world.municipalities.clone(),
            "http://test",
        );
        let (anna, bram) = (world.person("anna", DELFT).await, world.person("bram", ZAANSTAD).await);
        Self { world, introductions, anna, bram }
    }

    async fn ask(&self, from: &Actor, to: &Actor) -> Result<View> {
        self.introductions.request(from, new(to.person().unwrap())).await
    }

    async fn yes(&self, by: &Actor, id: IntroductionId) -> Result<View> {
        self.introductions.respond(by, id, true, None).await
    }

    fn wait(&self, days: i64) {
        self.world.clock.advance(Duration::days(days));
    }
}

fn new(recipient: PersonId) -> NewIntroduction {
    NewIntroduction { recipient, message: "Zullen we bellen?".to_owned(), shares: None }
}

/// The code of a refusal and the field it belongs to, or the error's own code.
fn refusal(result: Result<View>) -> String {
    match result.unwrap_err() {
        Error::Invalid(problems) => format!("{} {}", problems.0[0].path.join("."), problems.0[0].code),
        error => error.code().to_owned(),
    }
}

#[tokio::test]
async fn after_a_yes_each_sees_what_the_other_chose() {
    let net = Network::start().await;
    let both = Some(vec![ContactField::Email, ContactField::Phone]);
    let new = NewIntroduction { shares: both, ..new(net.bram.person().unwrap()) };
    let asked = net.introductions.request(&net.anna, new).await.unwrap();
    let id = asked.introduction.id;
    assert_eq!((asked.status, asked.direction, asked.contact), (Status::Pending, Direction::Outgoing, None));

    let received = net.introductions.get(&net.bram, id).await.unwrap();
    assert_eq!((received.status, received.direction), (Status::Pending, Direction::Incoming));
    assert_eq!((received.counterpart.display_name.as_str(), received.contact), ("anna", None));

    let phone = Some(vec![ContactField::Phone]);
    let accepted = net.introductions.respond(&net.bram, id, true, phone).await.unwrap();
    assert_eq!(accepted.status, Status::Accepted);
    let (email, phone) = (Some("anna@example.org".to_owned()), Some("04".to_owned()));
    assert_eq!(accepted.contact, Some(ContactDetails { email, phone: phone.clone() }));

    let told = net.introductions.get(&net.anna, id).await.unwrap();
    assert_eq!(told.contact, Some(ContactDetails { email: None, phone }));
}

#[tokio::test]
async fn after_a_no_nobody_sees_anything_and_it_holds_for_ninety_days() {
    let net = Network::start().await;
    let id = net.ask(&net.anna, &net.bram).await.unwrap().introduction.id;
    let both = Some(vec![ContactField::Email, ContactField::Phone]);
    let declined = net.introductions.respond(&net.bram, id, false, both).await.unwrap();
    assert_eq!((declined.status, declined.contact), (Status::Declined, None));
    assert_eq!(net.introductions.get(&net.anna, id).await.unwrap().contact, None);
    assert_eq!(refusal(net.ask(&net.anna, &net.bram).await), "personId DECLINED");
    assert!(net.ask(&net.bram, &net.anna).await.is_ok(), "who said no may ask");
    net.wait(91);
    assert!(net.ask(&net.anna, &net.bram).await.is_ok());
}

#[tokio::test]
async fn for_anybody_but_the_two_it_does_not_exist() {
    let net = Network::start().await;
    let carla = net.world.person("carla", DELFT).await;
    let id = net.ask(&net.anna, &net.bram).await.unwrap().introduction.id;
    for stranger in [&carla, &Actor::Anonymous, &Actor::System] {
        assert_eq!(refusal(net.introductions.get(stranger, id).await), "NOT_FOUND");
    }
    assert_eq!(refusal(net.yes(&carla, id).await), "NOT_FOUND");
    assert_eq!(refusal(net.yes(&net.anna, id).await), "NOT_FOUND", "the requester does not answer");
    assert_eq!(refusal(net.yes(&Actor::Anonymous, id).await), "UNAUTHENTICATED");
    assert_eq!(refusal(net.ask(&Actor::Anonymous, &net.bram).await), "UNAUTHENTICATED");
    assert!(net.yes(&net.bram, id).await.is_ok());
}

#[tokio::test]
async fn who_is_not_there_or_oneself_cannot_be_asked() {
    let net = Network::start().await;
    let nobody = net.introductions.request(&net.anna, new(PersonId::generate())).await;
    assert_eq!(refusal(nobody), "NOT_FOUND");
    assert_eq!(refusal(net.ask(&net.anna, &net.anna).await), "personId SELF");
    for (message, code) in [(" ".to_owned(), "REQUIRED"), ("x".repeat(1_001), "TOO_LONG")] {
        let new = NewIntroduction { message, ..new(net.bram.person().unwrap()) };
        let refused = refusal(net.introductions.request(&net.anna, new).await);
        assert_eq!(refused, format!("message {code}"));
    }
    assert_eq!(net.introductions.count(&net.anna).await.unwrap(), 0);
}

#[tokio::test]
async fn between_two_people_one_request_is_open_whoever_asked() {
    let net = Network::start().await;
    net.ask(&net.anna, &net.bram).await.unwrap();
    assert_eq!(refusal(net.ask(&net.anna, &net.bram).await), "personId ALREADY_PENDING");
    assert_eq!(refusal(net.ask(&net.bram, &net.anna).await), "personId ALREADY_PENDING");
}

#[tokio::test]
async fn of_many_requests_at_once_one_is_made_and_of_many_answers_one_is_kept() {
    let net = Network::start().await;
    for round in 1..=3 {
        let (there, back) = ((&net.anna, &net.bram), (&net.bram, &net.anna));
        let asked = (0..8).map(|i| if i % 2 == 0 { there } else { back }).map(|(from, to)| net.ask(from, to));
        let made: Vec<View> = join_all(asked).await.into_iter().filter_map(Result::ok).collect();
        assert_eq!(made.len(), 1);
        assert_eq!(net.introductions.count(&net.anna).await.unwrap(), round);

        let Introduction { id, recipient, .. } = made[0].introduction;
        let by = if net.anna.person() == Some(recipient) { &net.anna } else { &net.bram };
        let answers = (0..8).map(|i| net.introductions.respond(by, id, i % 2 == 0, None));
        let kept: Vec<View> = join_all(answers).await.into_iter().filter_map(Result::ok).collect();
        assert_eq!(kept.len(), 1);
        assert_eq!(net.introductions.get(by, id).await.unwrap().status, kept[0].status);
    }
}

#[tokio::test]
async fn a_request_that_nobody_answers_ends_and_makes_place() {
    let net = Network::start().await;
    let id = net.ask(&net.anna, &net.bram).await.unwrap().introduction.id;
    net.wait(29);
    assert_eq!(net.introductions.get(&net.bram, id).await.unwrap().status, Status::Pending);
    net.wait(1);
    assert_eq!(net.introductions.get(&net.bram, id).await.unwrap().status, Status::Expired);
    assert_eq!(refusal(net.yes(&net.bram, id).await), "id EXPIRED");
    assert!(net.ask(&net.anna, &net.bram).await.is_ok());
}

#[tokio::test]
async fn an_answer_is_final_and_does_not_end() {
    let net = Network::start().await;
    let id = net.ask(&net.anna, &net.bram).await.unwrap().introduction.id;
    net.yes(&net.bram, id).await.unwrap();
    let again = net.introductions.respond(&net.bram, id, false, None).await;
    assert_eq!(refusal(again), "id ALREADY_ANSWERED");
    net.wait(90);
    let later = net.introductions.get(&net.anna, id).await.unwrap();
    assert_eq!(later.status, Status::Accepted);
    assert_eq!(later.contact.unwrap().email.as_deref(), Some("bram@example.org"));
}

#[tokio::test]
async fn nobody_has_more_than_twenty_requests_open() {
    let net = Network::start().await;
    for i in 0..OPEN_MAX {
        let somebody = net.world.person(&format!("iemand{i}"), ZAANSTAD).await;
        net.ask(&net.anna, &somebody).await.unwrap();
    }
    assert_eq!(refusal(net.ask(&net.anna, &net.bram).await), "personId TOO_MANY");
    net.wait(30);
    assert!(net.ask(&net.anna, &net.bram).await.is_ok(), "ended requests do not count");
}

#[tokio::test]
async fn the_list_has_both_directions_newest_first_and_pages() {
    let net = Network::start().await;
    let carla = net.world.person("carla", ZAANSTAD).await;
    net.ask(&net.anna, &net.bram).await.unwrap();
    net.wait(1);
    net.ask(&carla, &net.anna).await.unwrap();
    net.ask(&carla, &net.bram).await.unwrap();
    let mut page = PageArgs { first: Some(1), ..PageArgs::default() };
    let mut seen = Vec::new();
    loop {
        let slice = net.introductions.list(&net.anna, &page).await.unwrap();
        seen.extend(
            slice.rows.iter().map(|(_, view)| (view.counterpart.display_name.clone(), view.direction)),
        );
        page.after = slice.rows.last().map(|(cursor, _)| cursor.encode());
        if !slice.has_next {
            break;
        }
    }
    let expected = [("carla", Direction::Incoming), ("bram", Direction::Outgoing)];
    assert_eq!(seen, expected.map(|(name, direction)| (name.to_owned(), direction)));
    assert_eq!(net.introductions.count(&net.anna).await.unwrap(), 2);
    assert_eq!(net.introductions.list(&Actor::Anonymous, &page).await.unwrap_err().code(), "UNAUTHENTICATED");
}
