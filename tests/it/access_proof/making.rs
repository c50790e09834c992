//! What the operations are tried on.

use std::collections::HashMap;

use bigdatagemeenten::accounts::moves::{self, PendingMove};
use bigdatagemeenten::ids::{PasskeyId, PersonId};
use bigdatagemeenten::page::Page;
use bigdatagemeenten::search_terms::book::Due;
use bigdatagemeenten::search_terms::model::Counts;
use bigdatagemeenten::search_terms::{GapKind, Week, store};
use chrono::Duration;
use serde_json::{Value, json};
use uuid::Uuid;

use super::case::On;
use crate::support::people::{outcome, pilot, report};
use crate::support::{Client, DELFT, TestApp};

/// Makes what the operation is tried on, by the author; a meeting by an organiser of the same municipality.
pub async fn make(app: &TestApp, on: On, (author, planner, admin): (&Client, &Client, &Client)) -> Value {
    let (kind, is_published) = match on {
        On::MailDomain => {
            let domain = format!("{}.example", Uuid::new_v4().simple());
            let input = json!({ "municipalityCode": DELFT, "domain": domain });
            return admin.mutate("addMailDomain", input, "mailDomain { id }").await["mailDomain"].clone();
        }
        On::Invitation => {
            let email = format!("{}@test.example", Uuid::new_v4().simple());
            let input = json!({ "municipalityCode": DELFT, "email": email });
            return admin.mutate("invite", input, "invitation { id }").await["invitation"].clone();
        }
        On::Token => {
            let expires = (app.clock.now() + Duration::days(1)).to_rfc3339();
            let input = json!({ "name": "Programma", "scopes": ["READ"], "expiresAt": expires });
            return author.mutate("createApiToken", input, "apiToken { id }").await["apiToken"].clone();
        }
        On::Move => {
            // Not by asking: nobody may ask as often as there are personas.
            let id = PersonId::from_public(&planner.id).unwrap();
            let municipality = app.services.municipalities.by_code(DELFT).unwrap().id;
            let now = app.clock.now();
            let waits = PendingMove { person: id, municipality, job_title: None, from: now, asked_at: now };
            let tx = app.services.db.begin().await.unwrap();
            moves::put(&tx, &waits).await.unwrap();
            tx.commit().await.unwrap();
            return json!({ "id": planner.id });
        }
        On::Concept => {
            let input = json!({ "prefLabel": Uuid::new_v4().simple().to_string() });
            return planner.mutate("createConcept", input, "concept { id revision }").await["concept"]
                .clone();
        }
        On::SearchTerm => {
            let (text, week) = (Uuid::new_v4().simple().to_string(), Week::of(app.clock.now()));
            let counts = Counts { asked: 3, without_result: 3, ..Counts::default() };
            let due = Due { counts, askers: 3, asked_at: app.clock.now(), is_new: true };
            let tx = app.services.db.begin().await.unwrap();
            store::add(&tx, &HashMap::from([((text.clone(), week), due)])).await.unwrap();
            tx.commit().await.unwrap();
            let which = (GapKind::WithoutResult, week, false);
            let gaps = store::list(app.services.db.reader(), which, &Page::first(100)).await.unwrap();
            let made = gaps.into_items().into_iter().find(|gap| gap.text == text).unwrap();
            return json!({ "id": made.id.to_public() });
        }
        On::Member => {
            let name = Uuid::new_v4().simple().to_string();
            let member = app.person(&name).account().await;
            return json!({ "id": member.id });
        }
        On::SavedSearch => {
            let input = json!({ "name": "Kwikstaart", "query": "kwikstaart" });
            return author.mutate("saveSearch", input, "savedSearch { id }").await["savedSearch"].clone();
        }
        On::Passkey => return json!({ "id": PasskeyId::generate().to_public() }),
        On::Nothing => return json!({}),
        On::Introduction => {
            let input = json!({ "personId": author.id, "message": "Hoi" });
            return planner.mutate("requestIntroduction", input, "introduction { id }").await["introduction"]
                .clone();
        }
        On::Draft(kind) => (kind, false),
        On::Published(kind) => (kind, true),
    };
    let title = "Kwikstaart";
    let input = match kind {
        "Pilot" => pilot(title, "MUNICIPALITY"),
        "Report" => report(title, "MUNICIPALITY"),
        "Outcome" => outcome(title, "MUNICIPALITY"),
        "Challenge" => json!({ "question": title, "visibility": "MUNICIPALITY" }),
        _ => json!({ "title": title, "visibility": "MUNICIPALITY", "startsAt": "2030-03-01T09:00:00Z" }),
    };
    let maker = if kind == "Meeting" { planner } else { author };
    let made = maker.make(kind, input).await;
    match is_published && !["Challenge", "Meeting"].contains(&kind) {
        true => maker.publish(kind, &made).await,
        false => made,
    }
}
