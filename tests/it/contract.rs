//! The operations that clients outside this repository use: each validates and runs, for everybody.

use std::collections::{BTreeMap, BTreeSet};

use bigdatagemeenten::clock::Clock;
use chrono::{TimeZone, Utc};
use serde_json::{Value, json};

use crate::support::app::Place;
use crate::support::client::form_errors;
use crate::support::people::PASSWORD;
use crate::support::{Client, Database, TestApp, shared};

on_both_databases!(
    every_operation_of_the_contract_runs_without_an_account,
    every_operation_of_the_contract_runs_for_a_member,
    every_operation_of_the_contract_runs_for_an_organiser,
);

/// The operations by name, each with the fragments that it needs.
struct Contract {
    operations: BTreeMap<String, String>,
}

impl Contract {
    fn load() -> Self {
        let text = std::fs::read_to_string(shared("contract/operations.graphql")).unwrap();
        async_graphql::parser::parse_query(&text).expect("the contract is GraphQL");
        let mut definitions: Vec<String> = Vec::new();
        for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
            if ["query ", "mutation ", "fragment "].iter().any(|word| line.starts_with(word)) {
                definitions.push(String::new());
            }
            if let Some(definition) = definitions.last_mut() {
                definition.push_str(line.split(" # ").next().unwrap());
                definition.push('\n');
            }
        }
        let name = |definition: &str| {
            let words = definition.split([' ', '(', '{']).filter(|word| !word.is_empty());
            words.skip(1).map(str::to_owned).next().unwrap()
        };
        let (fragments, operations): (Vec<_>, Vec<_>) =
            definitions.into_iter().partition(|definition| definition.starts_with("fragment "));
        let fragments: BTreeMap<_, _> = fragments.into_iter().map(|it| (name(&it), it)).collect();
        let complete = |operation: String| {
            let (mut text, mut used) = (operation.clone(), BTreeSet::new());
            loop {
                let missing: Vec<_> = fragments
                    .keys()
                    .filter(|fragment| !used.contains(*fragment) && spreads(&text, fragment))
                    .collect();
                if missing.is_empty() {
                    return (name(&operation), text);
                }
                for fragment in missing {
                    used.insert(fragment);
                    text.push_str(&fragments[fragment]);
                }
            }
        };
        Self { operations: operations.into_iter().map(complete).collect() }
    }
}

fn spreads(text: &str, fragment: &str) -> bool {
    text.split("...").skip(1).any(|rest| {
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
        name == fragment
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Data, no error, and nothing to mend in the form.
    Done,
    Refused(&'static str),
}
use Outcome::{Done, Refused};

const SIGN_IN: Outcome = Refused("UNAUTHENTICATED");

/// One person who runs all of it; `column` says which outcome is theirs.
struct Runner<'a> {
    contract: &'a Contract,
    client: Client,
    column: usize,
    ran: BTreeSet<String>,
}

impl Runner<'_> {
    async fn run(&mut self, name: &str, variables: Value, outcomes: [Outcome; 3]) -> Value {
        let text = &self.contract.operations[name];
        let request = json!({ "query": text, "variables": variables, "operationName": name });
        let answer = self.client.operation(request).await;
        self.ran.insert(name.to_owned());
        assert_eq!(answer.status, 200, "{name} validates: {answer:?}");
        let data = answer.body["data"].clone();
        match outcomes[self.column] {
            Done => {
                assert!(answer.is_without_errors(), "{name} as {}: {answer:?}", self.client.name);
                let payload =
                    data.as_object().and_then(|data| data.values().next()).cloned().unwrap_or_default();
                if payload.get("userErrors").is_some() {
                    assert_eq!(form_errors(&payload), [""; 0], "{name} as {}", self.client.name);
                }
            }
            Refused(code) => {
                assert_eq!(answer.code(), Some(code), "{name} as {}: {answer:?}", self.client.name)
            }
        }
        data
    }
}

async fn every_operation_of_the_contract_runs_without_an_account(database: Database) {
    run_everything(database, 0).await;
}

async fn every_operation_of_the_contract_runs_for_a_member(database: Database) {
    run_everything(database, 1).await;
}

async fn every_operation_of_the_contract_runs_for_an_organiser(database: Database) {
    run_everything(database, 2).await;
}

/// The id and revision of what was made, else of what is there.
fn made(payload: &Value, there: &Value) -> Value {
    let thing = if payload.is_object() { payload } else { there };
    json!({ "id": thing["id"], "revision": thing.get("revision").cloned().unwrap_or(json!(1)) })
}

fn with(base: &Value, more: Value) -> Value {
    let mut both = base.clone();
    both.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    both
}

async fn run_everything(database: Database, column: usize) {
    let contract = Contract::load();
    // The demo network's next meeting is yet to come then.
    let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 24, 12, 0, 0).unwrap());
    let app = TestApp::at(Place::new(database).await, clock).await;
    app.load_demo().await;
    // For signing in at the end; a new password ends the sessions of before.
    app.services.accounts.set_password("organisator@bdg.example", PASSWORD.to_owned()).await.unwrap();
    let email = ["", "lid@bdg.example", "organisator@bdg.example"][column];
    let client = if column == 0 { app.anonymous() } else { app.demo_person(email).await };
    let mut as_me = Runner { contract: &contract, client, column, ran: BTreeSet::new() };

    // What there is to look at.
    let anybody = app.anonymous();
    let there = "{ pilots(first: 1, orderBy: TITLE) { edges { node { id slug title revision } } }
        meetings(first: 1, filter: { upcoming: false }) { edges { node { slug } } }
        reports(first: 1) { edges { node { id slug revision } } }
        outcomes(first: 1) { edges { node { id slug revision } } }
        challenges(first: 1) { edges { node { id slug } } } }";
    let there = anybody.ask(there, json!({})).await;
    let first = |list: &str| there[list]["edges"][0]["node"].clone();
    let (pilot, report, challenge) = (first("pilots"), first("reports"), first("challenges"));
    let outcome = first("outcomes");
    let insider = app.demo_person("redacteur@bdg.example").await;
    let all = "{ pilots(first: 100) { edges { node { slug visibility } } } }";
    let all = insider.ask(all, json!({})).await;
    let network = all["pilots"]["edges"]
        .as_array()
        .unwrap()
        .iter()
        .find(|edge| edge["node"]["visibility"] == "NETWORK");
    let network =
        network.expect("the demo network has pilots for people with an account only")["node"]["slug"].clone();

    // Reading.
    let everybody = [Done; 3];
    let home = as_me.run("Home", json!({}), everybody).await;
    assert!(
        home["networkStats"]["pilots"].as_u64().unwrap() >= 25 && home["nextMeeting"]["slug"].is_string()
    );
    let zaanstad = as_me.run("Municipalities", json!({ "query": "zaan", "first": 10 }), everybody).await;
    assert_eq!(zaanstad["municipalities"]["edges"][0]["node"]["code"], "GM0479");
    as_me.run("MunicipalityPage", json!({ "code": "GM0479" }), everybody).await;
    as_me.run("MunicipalityPage", json!({ "code": "GM9999" }), [Refused("NOT_FOUND"); 3]).await;
    let filter = json!({ "stages": ["STOPPED"], "domains": ["SOCIETY", "POLICY"] });
    let stopped =
        as_me.run("Pilots", json!({ "filter": filter, "orderBy": "TITLE", "first": 5 }), everybody).await;
    assert!(
        stopped["pilots"]["edges"].as_array().unwrap().iter().all(|edge| edge["node"]["stage"] == "STOPPED")
    );
    as_me.run("Pilots", json!({ "last": 5 }), everybody).await;
    as_me.run("Pilots", json!({ "first": 101 }), [Refused("BAD_USER_INPUT"); 3]).await;
    let page = as_me.run("PilotPage", json!({ "slug": pilot["slug"] }), everybody).await;
    assert!(page["pilot"]["problemHtml"].as_str().unwrap().contains("<p>"));
    as_me.run("PilotPage", json!({ "slug": network }), [Refused("NOT_FOUND"), Done, Done]).await;
    as_me.run("Meetings", json!({ "filter": { "upcoming": true }, "first": 5 }), everybody).await;
    let meeting = as_me.run("MeetingPage", json!({ "slug": first("meetings")["slug"] }), everybody).await;
    assert!(!meeting["meeting"]["agenda"].as_array().unwrap().is_empty());
    as_me.run("ReportPage", json!({ "slug": report["slug"] }), everybody).await;
    as_me.run("OutcomePage", json!({ "slug": outcome["slug"] }), everybody).await;
    as_me.run("Challenges", json!({ "first": 5 }), everybody).await;
    as_me.run("Challenges", json!({ "filter": { "recognisedByMe": true } }), [SIGN_IN, Done, Done]).await;
    as_me.run("ChallengePage", json!({ "slug": challenge["slug"] }), everybody).await;
    let themes = as_me.run("Themes", json!({}), everybody).await;
    assert!(themes["themes"].as_array().unwrap().iter().any(|theme| theme["pilotCount"].as_u64() > Some(0)));
    let node = as_me.run("AnyNode", json!({ "id": pilot["id"] }), everybody).await;
    assert_eq!(node["node"]["slug"], pilot["slug"]);
    as_me.run("AnyNode", json!({ "id": "geen-id" }), [Refused("BAD_USER_INPUT"); 3]).await;
    let found = as_me.run("Search", json!({ "query": "datapakhuis", "first": 10 }), everybody).await;
    assert!(found["search"]["totalCount"].as_u64() > Some(0));
    assert!(found["search"]["edges"][0]["highlights"][0]["html"].as_str().unwrap().contains("<mark>"));
    let suggested = as_me.run("Suggest", json!({ "prefix": "datap" }), everybody).await;
    assert!(!suggested["suggest"].as_array().unwrap().is_empty());

    // Signing in.
    let viewer = as_me.run("Viewer", json!({}), everybody).await;
    assert_eq!(viewer["viewer"].is_object(), column > 0);

    // Writing.
    let input =
        json!({ "title": "Een nieuwe pilot", "themes": ["datagedreven-werken"], "domains": ["POLICY"] });
    let new = as_me.run("CreatePilot", json!({ "input": input }), [SIGN_IN, Done, Done]).await;
    let mine = made(&new["createPilot"]["pilot"], &pilot);
    let texts = json!({ "summary": "Kort.", "problem": "Wat er was.", "approach": "Wat we deden." });
    let new = as_me.run("UpdatePilot", json!({ "input": with(&mine, texts) }), [SIGN_IN, Done, Done]).await;
    let mine = made(&new["updatePilot"]["pilot"], &pilot);
    let input = with(&mine, json!({ "visibility": "PUBLIC" }));
    let new = as_me.run("PublishPilot", json!({ "input": input }), [SIGN_IN, Done, Done]).await;
    let stale = json!({ "input": with(&mine, json!({ "title": "Te laat" })) });
    as_me.run("UpdatePilot", stale, [SIGN_IN, Refused("CONFLICT"), Refused("CONFLICT")]).await;
    let mine = made(&new["publishPilot"]["pilot"], &pilot);
    as_me.run("DeletePilot", json!({ "input": mine }), [SIGN_IN, Done, Done]).await;
    let input = json!({ "title": "De volgende", "startsAt": "2031-01-16T09:00:00Z",
        "venue": { "name": "Raadhuis" }, "agenda": [{ "kind": "OPENING", "title": "Welkom", "speakers": [{ "name": "De wethouder" }] }] });
    as_me.run("CreateMeeting", json!({ "input": input }), [SIGN_IN, Refused("FORBIDDEN"), Done]).await;
    let input = json!({ "title": "Een nieuw verslag" });
    let new = as_me.run("CreateReport", json!({ "input": input }), [SIGN_IN, Done, Done]).await;
    let mine = made(&new["createReport"]["report"], &report);
    let input = with(&mine, json!({ "summary": "Kort.", "body": "Lang.", "takeHomeMessage": "Doe het." }));
    let new = as_me.run("UpdateReport", json!({ "input": input }), [SIGN_IN, Done, Done]).await;
    let mine = made(&new["updateReport"]["report"], &report);
    as_me.run("PublishReport", json!({ "input": mine }), [SIGN_IN, Done, Done]).await;
    let input = json!({ "question": "Wat nu?", "conclusion": "Dit.", "insights": [{ "kind": "ADVICE", "text": "Begin klein." }] });
    let new = as_me.run("CreateOutcome", json!({ "input": input }), [SIGN_IN, Done, Done]).await;
    let mine = made(&new["createOutcome"]["outcome"], &outcome);
    as_me.run("PublishOutcome", json!({ "input": mine }), [SIGN_IN, Done, Done]).await;
    let input = json!({ "question": "Hoe verder?", "themes": ["datagedreven-werken"] });
    as_me.run("CreateChallenge", json!({ "input": input }), [SIGN_IN, Done, Done]).await;

    // Recognising and finding people.
    let input = json!({ "challengeId": challenge["id"], "stance": "FACING_NOW", "note": "Wij ook." });
    as_me.run("Recognise", json!({ "input": input }), [SIGN_IN, Done, Done]).await;
    let input = json!({ "about": "Over mij.", "matchable": true });
    as_me.run("UpdateProfile", json!({ "input": input }), [SIGN_IN, Done, Done]).await;
    let matches = as_me.run("Matches", json!({ "first": 10 }), [SIGN_IN, Done, Done]).await;
    let found = matches["contactMatches"]["edges"].as_array().cloned().unwrap_or_default();
    assert_eq!(!found.is_empty(), column > 0, "{matches}");
    let reasons = |edge: &Value| edge["reasons"].as_array().is_some_and(|reasons| !reasons.is_empty());
    assert!(found.iter().all(reasons), "{matches}");
    let of_challenge = json!({ "first": 10, "challengeId": challenge["id"] });
    as_me.run("Matches", of_challenge, [SIGN_IN, Done, Done]).await;
    let other = found.first().map_or(insider.id.clone().into(), |edge| edge["node"]["id"].clone());
    let input = json!({ "personId": other, "message": "Zullen we eens bellen?" });
    as_me.run("RequestIntroduction", json!({ "input": input }), [SIGN_IN, Done, Done]).await;

    // Somebody asks the one who runs this, who answers.
    let asked =
        if column == 0 { app.demo_person("lid@bdg.example").await.id } else { as_me.client.id.clone() };
    let input = json!({ "personId": asked, "message": "Mag ik je iets vragen?" });
    let asking = insider.mutate("requestIntroduction", input, "introduction { id }").await;
    let input = json!({ "id": asking["introduction"]["id"], "accept": true, "share": ["EMAIL", "PHONE"] });
    let respond = as_me.run("RespondToIntroduction", json!({ "input": input }), [SIGN_IN, Done, Done]).await;
    if column > 0 {
        assert_eq!(respond["respondToIntroduction"]["introduction"]["status"], "ACCEPTED");
    }
    let introductions = as_me.run("Introductions", json!({}), everybody).await;
    let edges = introductions["viewer"]["introductions"]["edges"].as_array().map_or(0, Vec::len);
    assert_eq!(edges, if column == 0 { 0 } else { 2 }, "{introductions}");

    let out = as_me.run("LogOut", json!({}), everybody).await;
    assert_eq!(out["logOut"]["loggedOut"], true);
    let input = json!({ "email": "organisator@bdg.example", "password": PASSWORD });
    let viewer = as_me.run("LogIn", json!({ "input": input }), everybody).await;
    assert_eq!(viewer["logIn"]["viewer"]["role"], "ORGANISER");

    let all: BTreeSet<_> = contract.operations.keys().cloned().collect();
    assert_eq!(as_me.ran, all, "every operation was run");
}
