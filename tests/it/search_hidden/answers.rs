//! The same of the API, as its users: everything that it answers about search, lists and counts.

use bigdatagemeenten::access::Role;
use bigdatagemeenten::clock::Clock;
use chrono::{Duration, TimeZone, Utc};
use serde_json::{Value, json};

use super::chance::Chance;
use super::{Learnt, assert_same};
use crate::support::app::Place;
use crate::support::{Client, DELFT, Database, TestApp, ZAANSTAD};

on_both_databases!(
    what_a_viewer_may_not_see_changes_nothing_at_all_in_any_answer,
    what_not_everybody_sees_of_a_person_does_not_even_tell_that_it_changed,
);

/// Of one network: visible things, then hidden ones.
const ROUNDS: usize = 2;
const QUESTIONS: usize = 9;
const UTRECHT: &str = "GM0344";
const THEMES: &[&str] = &["groen", "jeugd", "afval", "schulden-en-armoede"];
const HIDDEN_THEMES: &[&str] = &["groen", "jeugd", "woonfraude", "parkeren"];

const SEARCH: &str = "query($text: String!) {
    best: search(query: $text, first: 30) { ...All }
    newest: search(query: $text, first: 30, orderBy: NEWEST) { ...All }
    last: search(query: $text, last: 3) { ...All }
    literal: search(query: $text, first: 5, literal: true) { ...All }
    narrowed: search(query: $text, first: 5, filter: { kinds: [PILOT, PERSON], themes: [\"groen\", \"jeugd\"] }) { ...All }
    suggest(prefix: $text, first: 20, queries: true) { kind nodeId text alsoCalled } }
  fragment All on SearchConnection { totalCount didYouMean hasPartialMatches
    expansions { typed terms { text relation } } facets { field buckets { value label count } }
    pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
    edges { cursor score highlights { field html }
      explanation { score exactTitle titleShare nearness factorOfShare factorOfFreshness factorOfStage factorOfCompleteness
        concepts { typed rarity contribution isByPieces occurrences { field words count value } } }
      node { __typename ... on Pilot { id } ... on MeetingReport { id } ... on WorkshopOutcome { id }
        ... on Challenge { id } ... on Meeting { id } ... on Person { id } ... on Municipality { id } } } }";

/// What stands on the pages of a thing, with what is like it.
const THING: &str = "query($id: ID!) {
    moreLikeThis(id: $id, first: 10) { words themes { slug }
      node { __typename ... on Node { id } } }
    node(id: $id) { id
      ... on Pilot { updatedAt revision replications(first: 9) { totalCount nodes { id } } presentedAt(first: 9) { totalCount }
        challenges { id } }
      ... on Challenge { updatedAt revision pilots(first: 9) { totalCount nodes { id } } outcomes(first: 9) { totalCount nodes { id } }
        recognitionCounts { count } }
      ... on Meeting { updatedAt revision reports(first: 9) { totalCount nodes { id } } outcomes(first: 9) { totalCount }
        pilots(first: 9) { totalCount } }
      ... on Municipality { pilots(first: 9) { totalCount nodes { id } } people(first: 9) { totalCount nodes { id } }
        hostedMeetings(first: 9) { totalCount } }
      ... on Person { pilots(first: 9) { totalCount } } } }";

const LISTS: &str = "{ networkStats { pilots reports outcomes meetings people municipalities }
    themes { slug pilotCount }
    pilots(first: 50) { totalCount edges { cursor node { id } } } byTitle: pilots(first: 5, orderBy: TITLE) { nodes { id } pageInfo { hasNextPage } }
    reports(first: 50) { totalCount edges { cursor node { id } } } outcomes(first: 50) { totalCount edges { cursor node { id } } }
    challenges(first: 50) { totalCount edges { cursor node { id } } } meetings(first: 50) { totalCount edges { cursor node { id } } }
    nextMeeting { id } people(first: 50) { totalCount edges { cursor node { id } } }
    viewer { savedSearches { query newCount } } }";

/// The same text for the same answer: fields come in the order in which they were ready.
fn written(mut answer: Value) -> String {
    answer.sort_all_objects();
    answer.to_string()
}

async fn learn(client: &Client, questions: &[String], things: &[Value]) -> Learnt {
    let mut learnt = vec![("lists".to_owned(), written(client.ask(LISTS, json!({})).await))];
    for text in questions {
        let answer = client.ask(SEARCH, json!({ "text": text })).await;
        learnt.push((text.clone(), written(answer)));
    }
    for id in things {
        learnt.push((format!("{id}"), written(client.ask(THING, json!({ "id": id })).await)));
    }
    for text in &questions[..3] {
        let feed = url::Url::parse_with_params(&client.url("/feeds/search.atom"), [("q", text)]).unwrap();
        let feed = client.http.get(feed).send().await.unwrap();
        learnt.push((format!("feed of {text}"), feed.text().await.unwrap()));
    }
    learnt
}

/// The network, and who writes in it.
struct Network {
    app: TestApp,
    chance: Chance,
    /// Of Delft, as her things are.
    anna: Client,
    /// Plans meetings for Delft.
    olga: Client,
    /// Ids of what everybody sees, by kind.
    pilots: Vec<Value>,
    challenges: Vec<Value>,
    meetings: Vec<Value>,
    others: Vec<Value>,
}

impl Network {
    fn things(&self) -> Vec<Value> {
        [&self.pilots, &self.challenges, &self.meetings, &self.others]
            .into_iter()
            .flatten()
            .cloned()
            .collect()
    }

    fn some(&mut self, of: fn(&Self) -> &Vec<Value>) -> Value {
        let all = of(self).clone();
        if all.is_empty() { Value::Null } else { all[self.chance.below(all.len())].clone() }
    }

    /// The fields of a thing of a kind; a hidden one belongs to visible ones.
    fn input(&mut self, kind: &str, visibility: &str, is_hidden: bool) -> Value {
        let (title, summary) = (self.chance.title(is_hidden), self.chance.text(8, is_hidden));
        let (body, more) = (self.chance.text(25, is_hidden), self.chance.text(10, is_hidden));
        let themes = if is_hidden { HIDDEN_THEMES } else { THEMES };
        let themes = [self.chance.pick(themes), self.chance.pick(themes)];
        let (challenge, meeting, pilot) =
            (self.some(|it| &it.challenges), self.some(|it| &it.meetings), self.some(|it| &it.pilots));
        let of = |one: &Value| if one.is_null() { json!([]) } else { json!([one]) };
        let year = 2016 + self.chance.below(20);
        match kind {
            "Pilot" => {
                json!({ "title": title, "summary": summary, "problem": body, "approach": more, "themes": themes,
                "challengeIds": of(&challenge), "replicatesId": pilot, "visibility": visibility,
                "stage": self.chance.pick(&["IDEA", "SCALING", "STOPPED"]), "domains": [self.chance.pick(&["POLICY", "SOCIETY"])] })
            }
            "Report" => {
                json!({ "title": title, "summary": summary, "body": body, "meetingId": meeting, "visibility": visibility })
            }
            "Outcome" => {
                json!({ "question": title, "conclusion": body, "meetingId": meeting, "challengeId": challenge,
                "visibility": visibility })
            }
            "Challenge" => {
                json!({ "question": title, "context": body, "themes": themes, "visibility": visibility })
            }
            _ => json!({ "title": title, "description": body, "startsAt": format!("{year}-03-01T09:00:00Z"),
                "pilotIds": of(&pilot), "visibility": visibility }),
        }
    }

    /// A thing as its writer left it: published, unless it is to be a draft.
    async fn make(&mut self, kind: &str, visibility: &str, is_hidden: bool, is_draft: bool) -> Value {
        self.app.clock.advance(Duration::seconds(1));
        let input = self.input(kind, visibility, is_hidden);
        let writer = if kind == "Meeting" { &self.olga } else { &self.anna };
        let made = writer.make(kind, input).await;
        if is_draft || made["status"] == "PUBLISHED" { made } else { writer.publish(kind, &made).await }
    }

    async fn show_more(&mut self) {
        for kind in ["Challenge", "Meeting", "Pilot", "Pilot", "Pilot", "Report", "Outcome"] {
            let id = self.make(kind, "PUBLIC", false, false).await["id"].clone();
            match kind {
                "Pilot" => self.pilots.push(id),
                "Challenge" => self.challenges.push(id),
                "Meeting" => self.meetings.push(id),
                _ => self.others.push(id),
            }
        }
    }

    /// Something that only colleagues in Delft see in the end, if anybody does.
    async fn hide_something(&mut self) {
        let kind = self.chance.pick(&["Pilot", "Pilot", "Report", "Outcome", "Challenge", "Meeting"]);
        let can_go = matches!(kind, "Pilot" | "Report" | "Outcome");
        match self.chance.below(6) {
            0 if can_go => drop(self.make(kind, "PUBLIC", true, true).await),
            // Everybody saw it, and does no longer.
            1 if can_go => {
                let shown = self.make(kind, "PUBLIC", true, false).await;
                self.app.until_indexed().await;
                let input = json!({ "id": shown["id"], "revision": shown["revision"] });
                self.anna.mutate(&format!("delete{kind}"), input, "deletedId").await;
            }
            2 => {
                let shown = self.make("Pilot", "PUBLIC", true, false).await;
                self.app.until_indexed().await;
                let input = json!({ "id": shown["id"], "revision": shown["revision"] });
                self.anna.mutate("archivePilot", input, "pilot { id }").await;
            }
            3 => {
                let shown = self.make(kind, "PUBLIC", true, false).await;
                self.app.until_indexed().await;
                let writer = if kind == "Meeting" { &self.olga } else { &self.anna };
                writer.change(kind, &shown, json!({ "visibility": "MUNICIPALITY" })).await;
            }
            _ => {
                let hidden = self.make(kind, "MUNICIPALITY", true, false).await;
                assert_eq!(hidden["visibility"], "MUNICIPALITY", "{kind}");
            }
        }
    }
}

async fn on_a_wednesday(database: Database) -> TestApp {
    let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 25, 12, 0, 0).unwrap());
    TestApp::at(Place::new(database).await, clock).await
}

async fn municipality(client: &Client, code: &str) -> Value {
    let query = "query($code: String!) { municipality(code: $code) { id } }";
    client.ask(query, json!({ "code": code })).await["municipality"]["id"].clone()
}

async fn what_a_viewer_may_not_see_changes_nothing_at_all_in_any_answer(database: Database) {
    let app = on_a_wednesday(database).await;
    let anna = app.person("Anna").create().await;
    let olga = app.person("Olga").role(Role::Organiser).create().await;
    let colleague = app.person("Carla").create().await;
    // Elsewhere: a member, and an editor, who is told how scores come about.
    let bram = app.person("Bram").of(ZAANSTAD).create().await;
    let erik = app.person("Erik").of(UTRECHT).editor().create().await;
    let anybody = app.anonymous();
    let profile = json!({ "visibility": "PUBLIC", "about": "Sensoren in bomen en water.", "themes": ["groen", "jeugd"] });
    anna.mutate("updateProfile", profile, "person { id }").await;
    anna.mutate("setFieldVisibility", json!({ "field": "ABOUT", "visibility": "EVERYONE" }), "person { id }")
        .await;
    let others = vec![json!(anna.id), municipality(&anna, DELFT).await, municipality(&anna, UTRECHT).await];
    let none = Vec::new;
    let mut network = Network {
        app,
        chance: Chance::new(13),
        anna,
        olga,
        pilots: none(),
        challenges: none(),
        meetings: none(),
        others,
    };
    let saved = ["sensoren", "kwikstaart", ""];
    for (client, query) in [&bram, &erik].into_iter().flat_map(|client| saved.map(|query| (client, query))) {
        let input = json!({ "name": "Van mij", "query": query });
        client.mutate("saveSearch", input, "savedSearch { id }").await;
    }
    for round in 0..ROUNDS {
        network.show_more().await;
        let titles: Vec<String> = (0..3).map(|_| network.chance.title(true)).collect();
        let mut questions: Vec<String> = ["", "kwikstaart", "Geheim proj"].map(str::to_owned).to_vec();
        questions.extend((0..QUESTIONS).map(|_| network.chance.question(&titles)));
        let things = network.things();
        network.app.until_indexed().await;
        let viewers = [&anybody, &bram, &erik, &colleague];
        let mut before = Vec::new();
        for viewer in viewers {
            before.push(learn(viewer, &questions, &things).await);
        }
        for _ in 0..6 {
            network.hide_something().await;
        }
        network.app.until_indexed().await;
        for (viewer, before) in viewers.into_iter().zip(&before).take(3) {
            let after = learn(viewer, &questions, &things).await;
            assert_same(before, &after, &format!("{} in round {round}", viewer.name));
        }
        let insider = learn(&colleague, &questions, &things).await;
        assert_ne!(insider, before[3], "who may see it learns of it");

        // What is for the network, people too, is hidden from those without an account alone.
        let kwik = network.app.person(["Kwik", "Zara"][round]).of(UTRECHT).create().await;
        let profile = json!({ "displayName": "Kwik Staart", "about": network.chance.text(20, true), "themes": ["groen", "jeugd"] });
        kwik.mutate("updateProfile", profile, "person { id }").await;
        for kind in ["Pilot", "Report", "Challenge", "Meeting"] {
            network.make(kind, "NETWORK", true, false).await;
        }
        network.app.until_indexed().await;
        assert_same(&before[0], &learn(&anybody, &questions, &things).await, "anonymous, of the network");
        assert_ne!(learn(&bram, &questions, &things).await, before[1], "members learn of it");
    }
}

async fn what_not_everybody_sees_of_a_person_does_not_even_tell_that_it_changed(database: Database) {
    let app = on_a_wednesday(database).await;
    let (bram, anna) = (app.person("Bram").of(ZAANSTAD).create().await, app.person("Anna").create().await);
    for client in [&bram, &anna] {
        app.clock.advance(Duration::minutes(1));
        let profile = json!({ "visibility": "PUBLIC", "about": "Sensoren in bomen.", "themes": ["groen"] });
        client.mutate("updateProfile", profile, "person { id }").await;
        let everyone = json!({ "field": "ABOUT", "visibility": "EVERYONE" });
        client.mutate("setFieldVisibility", everyone, "person { id }").await;
    }
    let questions = ["", "soort:mens", "sensoren", "kwikstaart"].map(str::to_owned);
    let (anybody, things) = (app.anonymous(), [json!(bram.id), json!(anna.id)]);
    app.until_indexed().await;
    let before = learn(&anybody, &questions, &things).await;
    for (mutation, input) in [
        ("updateProfile", json!({ "phone": "015 1234567", "matchable": true })),
        ("updateProfile", json!({ "seeking": "Een kwikstaart.", "offering": "Sensoren." })),
        ("setFieldVisibility", json!({ "field": "OFFERING", "visibility": "NOBODY" })),
        ("setFieldVisibility", json!({ "field": "SEEKING", "visibility": "MUNICIPALITY" })),
        ("updateProfile", json!({ "about": "Sensoren in bomen.", "themes": ["groen"], "matchable": false })),
    ] {
        app.clock.advance(Duration::minutes(1));
        bram.mutate(mutation, input.clone(), "person { id }").await;
        app.until_indexed().await;
        assert_same(&before, &learn(&anybody, &questions, &things).await, &format!("{mutation} {input}"));
    }
    let newest = async || {
        let query =
            "{ search(query: \"soort:mens\", orderBy: NEWEST) { edges { node { ... on Person { id } } } } }";
        let found = anybody.ask(query, json!({})).await;
        found["search"]["edges"][0]["node"]["id"].clone()
    };
    assert_eq!(newest().await, anna.id.as_str());
    app.clock.advance(Duration::minutes(1));
    bram.mutate("updateProfile", json!({ "themes": ["groen", "jeugd"] }), "person { id }").await;
    app.until_indexed().await;
    assert_eq!(newest().await, bram.id.as_str(), "what everybody sees changed");
}
