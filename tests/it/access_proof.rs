//! The access proof: every query and mutation of the schema, run as every persona. A field without an expected outcome
//! fails, and so does one that came out otherwise. What it found is the table at the end of `docs/access.md`.
//!
//! To change it: run with `BDG_WRITE_ACCESS=1`, and look at what changed in the table.

use std::collections::BTreeSet;
use std::path::PathBuf;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
use bigdatagemeenten::access::Role;
use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::graphql::schema::sdl;
use bigdatagemeenten::ids::{NodeId, NodeKind};
use chrono::Duration;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::app::Place;
use crate::support::{Client, Database, TestApp, ZAANSTAD, postgres::environment};

mod outcome;
mod cast;
mod case;
mod queries;
mod mutations;
mod making;

use case::{Case, On};
use cast::{PERSONAS, WITHOUT_SESSION, cast, sign_in_again};
use making::make;
use mutations::MUTATIONS;
use outcome::Outcome;
use queries::QUERIES;

on_both_databases!(
    every_field_of_the_api_answers_every_persona_as_expected,
    a_hidden_thing_is_answered_as_a_missing_one_with_as_many_statements,
);

/// The fields of a root type, as the schema has them.
fn fields(root: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for definition in parse_schema(sdl()).unwrap().definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        if definition.node.name.node == root
            && let TypeKind::Object(object) = definition.node.kind
        {
            found.extend(object.fields.iter().map(|field| field.node.name.node.to_string()));
        }
    }
    found
}

async fn run(
    app: &TestApp,
    (operation, case): (&str, &Case),
    client: &Client,
    (thing, person): (&Value, &str),
) -> Outcome {
    let variables = [
        ("$id", "ID!", &thing["id"]),
        ("$slug", "String!", &thing["slug"]),
        ("$revision", "Int!", &thing["revision"]),
    ];
    let person = json!(person);
    let variables = variables.into_iter().chain([("$person", "ID!", &person)]);
    let used: Vec<_> = variables.filter(|(name, ..)| case.ask.contains(name)).collect();
    let declared: Vec<_> = used.iter().map(|(name, of, _)| format!("{name}: {of}")).collect();
    let declared = if declared.is_empty() { String::new() } else { format!("({})", declared.join(", ")) };
    let values: serde_json::Map<_, _> =
        used.iter().map(|(name, _, value)| (name[1..].to_owned(), (*value).clone())).collect();
    let ask = case.ask.replace("UNIQUE", &Uuid::new_v4().simple().to_string());
    let ask = ask.replace("TOMORROW", &(app.clock.now() + Duration::days(1)).to_rfc3339());
    let document = format!("{operation}{declared} {{ {}{ask} }}", case.field);
    loop {
        let answer = client.gql(&document, Value::Object(values.clone())).await;
        // All personas come from one address: who is told to wait does so, on the clock of the app.
        let wait = &answer.body["errors"][0]["extensions"]["retryAfterSeconds"];
        match wait.as_i64() {
            Some(seconds) => app.clock.advance(Duration::seconds(seconds)),
            None => return Outcome::of(&answer, case.field),
        }
    }
}

async fn every_field_of_the_api_answers_every_persona_as_expected(database: Database) {
    let roots = [("Query", "query", QUERIES), ("Mutation", "mutation", MUTATIONS)];
    for (root, _, cases) in roots {
        let tried: BTreeSet<_> = cases.iter().map(|case| case.field.to_owned()).collect();
        assert_eq!(fields(root), tried, "every field of {root} has a case here, and every case a field");
    }
    assert_eq!(fields("Subscription"), BTreeSet::new(), "subscriptions have a case here too");
    let app = TestApp::at(Place::new(database).await, Clock::fixed(Clock::system().now())).await;
    let cast = cast(&app).await;
    let planner = app.person("planner").role(Role::Organiser).create().await;
    let (mut wrong, mut rows) = (Vec::new(), Vec::new());
    for (_, operation, cases) in roots {
        for case in cases {
            let mut shared = Value::Null;
            if operation == "query" {
                shared = make(&app, case.on, (&cast[3], &planner, &cast[7])).await;
                app.until_indexed().await;
            }
            let mut found = Vec::new();
            for client in &cast {
                // What a mutation did to one thing must not be in the way of the next persona.
                let thing = match operation {
                    "query" => shared.clone(),
                    _ => make(&app, case.on, (&cast[3], &planner, &cast[7])).await,
                };
                found.push(run(&app, (operation, case), client, (&thing, &cast[3].id)).await);
                // With an answer, so that the same may be asked for the next persona; a no would hold.
                if case.field == "respondToIntroduction" {
                    let input = json!({ "id": thing["id"], "accept": true });
                    cast[3].gql("mutation($input: RespondToIntroductionInput!) { respondToIntroduction(input: $input) { userErrors { code } } }", json!({ "input": input })).await;
                }
                if case.field == "logOut" && !WITHOUT_SESSION.contains(&client.name.as_str()) {
                    sign_in_again(&app, client).await;
                }
            }
            for (i, persona) in PERSONAS.iter().enumerate() {
                let expected = case.expected(operation)[i];
                if found[i] != expected {
                    wrong.push(format!("{} as {persona}: {:?}, not {expected:?}", case.field, found[i]));
                }
            }
            let cells: Vec<_> = found.iter().map(|outcome| outcome.told()).collect();
            rows.push(format!("| `{}` | {} |", case.field, cells.join(" | ")));
        }
    }
    assert_eq!(wrong, [""; 0], "these came out otherwise");
    let head =
        format!("| operation | {} |\n| --- |{}", PERSONAS.join(" | "), " --- |".repeat(PERSONAS.len()));
    check_document("operations", &format!("{head}\n{}", rows.join("\n")));
}

/// Compares a part of `docs/access.md`, between two marks, with what it must be; writes it when told to.
pub fn check_document(part: &str, text: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/access.md");
    let document = std::fs::read_to_string(&file).unwrap();
    let (begin, end) = (format!("<!-- begin {part}: written by a test -->"), format!("<!-- end {part} -->"));
    let start =
        document.find(&begin).unwrap_or_else(|| panic!("docs/access.md has the mark {begin}")) + begin.len();
    let stop = document.find(&end).unwrap_or_else(|| panic!("docs/access.md has the mark {end}"));
    let wanted = format!("\n\n{text}\n\n");
    if environment("BDG_WRITE_ACCESS").is_some() {
        std::fs::write(&file, format!("{}{wanted}{}", &document[..start], &document[stop..])).unwrap();
        return;
    }
    assert!(
        document[start..stop] == wanted,
        "docs/access.md, {part}: run the test with BDG_WRITE_ACCESS=1 and look at what changed"
    );
}

/// Time can't be told apart where the same work is done.
async fn a_hidden_thing_is_answered_as_a_missing_one_with_as_many_statements(database: Database) {
    let app = TestApp::start(database).await;
    let author = app.person("author").create().await;
    let planner = app.person("planner").role(Role::Organiser).create().await;
    let elsewhere = app.person("elsewhere").of(ZAANSTAD).create().await;
    let kinds = [
        ("Pilot", NodeKind::Pilot),
        ("Report", NodeKind::Report),
        ("Outcome", NodeKind::Outcome),
        ("Challenge", NodeKind::Challenge),
        ("Meeting", NodeKind::Meeting),
    ];
    for (kind, node) in kinds {
        let hidden = make(&app, On::Published(kind), (&author, &planner, &planner)).await;
        let missing = NodeId::new(node, Uuid::now_v7()).to_public();
        app.until_indexed().await;
        let field = kind.to_lowercase();
        for client in [&elsewhere, &app.anonymous()] {
            let by_id = "query($id: ID!) { node(id: $id) { id } }".to_owned();
            let by_slug = format!("query($id: String!) {{ {field}(slug: $id) {{ id }} }}");
            let alike = "query($id: ID!) { moreLikeThis(id: $id) { words } }".to_owned();
            for (query, hidden, missing) in [
                (by_id, hidden["id"].clone(), json!(missing)),
                (alike, hidden["id"].clone(), json!(missing)),
                (by_slug, hidden["slug"].clone(), json!("bestaat-niet")),
            ] {
                let ask = async |id: &Value| {
                    // The first time fills the memory of revisions; and the least of some tries, since the worker, the
                    // mail and the session go on beside it.
                    let (mut told, mut least) = (Value::Null, usize::MAX);
                    for _ in 0..4 {
                        let (answer, sent) = app.statements(client.gql(&query, json!({ "id": id }))).await;
                        told = answer.told();
                        least = least.min(sent.iter().filter(|sql| !sql.contains("mails")).count());
                    }
                    (told, least)
                };
                let (told, of_hidden) = ask(&hidden).await;
                let (as_missing, of_missing) = ask(&missing).await;
                assert_eq!(told, as_missing, "{kind}");
                assert_eq!(of_hidden, of_missing, "{kind}: statements");
            }
        }
    }
}
