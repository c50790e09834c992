//! Every policy as a table, in `docs/access.md`: who may do what, without a database.

use bigdatagemeenten::access::{
    Actor, Decision, Governed, MunicipalityRole, Role, SignedIn, Status, Visibility,
};
use bigdatagemeenten::ids::{AccountId, IntroductionId, MunicipalityId, PersonId};
use bigdatagemeenten::introductions::Introduction;
use bigdatagemeenten::people::{FieldVisibilities, FieldVisibility, Person, ProfileField};
use bigdatagemeenten::{
    accounts, audit, challenges, introductions, meetings, outcomes, people, pilots, reports, thesaurus,
};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::access_proof::check_document;

const DELFT: MunicipalityId = MunicipalityId(Uuid::from_u128(1));
const ELSEWHERE: MunicipalityId = MunicipalityId(Uuid::from_u128(2));
const AUTHOR: PersonId = PersonId(Uuid::from_u128(10));

/// Everybody who matters, by name.
fn actors() -> Vec<(&'static str, Actor)> {
    let signed_in = |person: u128, municipality, role, municipality_role| {
        let person = PersonId(Uuid::from_u128(person));
        let account = AccountId(person.0);
        Actor::SignedIn(SignedIn {
            account,
            person,
            municipality: Some(municipality),
            role,
            municipality_role,
        })
    };
    vec![
        ("anonymous", Actor::Anonymous),
        ("elsewhere", signed_in(11, ELSEWHERE, Role::Member, MunicipalityRole::Member)),
        ("colleague", signed_in(12, DELFT, Role::Member, MunicipalityRole::Member)),
        ("author", signed_in(10, DELFT, Role::Member, MunicipalityRole::Member)),
        ("editor", signed_in(13, DELFT, Role::Member, MunicipalityRole::Editor)),
        ("administrator", signed_in(16, DELFT, Role::Member, MunicipalityRole::Administrator)),
        ("organiser", signed_in(14, ELSEWHERE, Role::Organiser, MunicipalityRole::Member)),
        ("admin", signed_in(15, ELSEWHERE, Role::Admin, MunicipalityRole::Member)),
    ]
}

fn told(decision: Decision) -> &'static str {
    match decision {
        Decision::Allow => "yes",
        Decision::Deny(_) => "no",
        Decision::SignIn | Decision::Limit(_) => "sign in",
        Decision::Hide => "hidden",
    }
}

/// One row: what, and how it is decided for each actor.
fn row(what: &str, decide: impl Fn(&Actor) -> Decision) -> String {
    let cells: Vec<_> = actors().iter().map(|(_, actor)| told(decide(actor))).collect();
    format!("| {what} | {} |", cells.join(" | "))
}

fn table(rows: Vec<String>) -> String {
    let names: Vec<_> = actors().iter().map(|(name, _)| *name).collect();
    let line = " --- |".repeat(names.len());
    format!("| | {} |\n| --- |{line}\n{}", names.join(" | "), rows.join("\n"))
}

fn contributions() -> String {
    let mut rows = Vec::new();
    for &status in Status::ALL {
        for &visibility in Visibility::ALL {
            for (kind, is_of_meetings) in [("", false), (", part of meetings", true)] {
                let thing = Governed {
                    status,
                    visibility,
                    owner: Some(DELFT),
                    authors: vec![AUTHOR],
                    is_of_meetings,
                };
                let name = format!("{} for {}{kind}", status.name(), visibility.name());
                rows.push(row(&format!("read: {name}"), |actor| thing.read(actor)));
                rows.push(row(&format!("change: {name}"), |actor| thing.write(actor)));
            }
        }
    }
    rows.push(row("make a pilot of Delft", |actor| pilots::policy::create(actor, DELFT)));
    rows.push(row("ask a challenge", challenges::policy::create));
    rows.push(row("plan a meeting", meetings::policy::create));
    rows.push(row("write a report", reports::policy::create));
    rows.push(row("write an outcome", outcomes::policy::create));
    table(rows)
}

fn person(visibility: Visibility, seen: FieldVisibility) -> Person {
    let mut fields = FieldVisibilities::default();
    fields.set(ProfileField::About, seen);
    Person {
        id: AUTHOR,
        external_id: None,
        display_name: "Anna".into(),
        sort_name: "anna".into(),
        about: String::new(),
        seeking: String::new(),
        offering: String::new(),
        phone: None,
        is_matchable: false,
        visibility,
        municipality: DELFT,
        job_title: None,
        fields,
        is_former: false,
        created_at: DateTime::<Utc>::UNIX_EPOCH,
        updated_at: DateTime::<Utc>::UNIX_EPOCH,
    }
}

fn persons() -> String {
    let mut rows = Vec::new();
    for visibility in [Visibility::Public, Visibility::Network] {
        let person = person(visibility, FieldVisibility::Everyone);
        let what = format!("know of the author, who is for {}", visibility.name());
        rows.push(row(&what, |actor| people::policy::read(actor, &person)));
    }
    for &seen in FieldVisibility::ALL {
        let person = person(Visibility::Public, seen);
        let what = format!("see a field of the author that is for {}", seen.name());
        rows.push(row(&what, |actor| people::policy::read_field(actor, &person, ProfileField::About)));
    }
    rows.push(row("see who recognised what, and where people worked before", people::policy::read_profile));
    table(rows)
}

fn administration() -> String {
    let member = (Role::Member, MunicipalityRole::Member);
    let editor = (Role::Member, MunicipalityRole::Editor);
    table(vec![
        row("see Delft's members, registrations and invitations", |actor| {
            accounts::policy::administer(actor, DELFT)
        }),
        row("invite a member to Delft", |actor| accounts::policy::invite(actor, DELFT, member)),
        row("invite an editor to Delft", |actor| accounts::policy::invite(actor, DELFT, editor)),
        row("name or remove a mail domain of Delft", |actor| accounts::policy::manage_domains(actor, DELFT)),
        row("verify a mail domain", accounts::policy::verify_domain),
        row("give a role for Delft", |actor| accounts::policy::set_role(actor, DELFT, false)),
        row("give a role in the network", |actor| accounts::policy::set_role(actor, DELFT, true)),
        row("block or open the account of a member of Delft", |actor| {
            accounts::policy::block(actor, DELFT, Role::Member)
        }),
        row("block or open the account of an organiser in Delft", |actor| {
            accounts::policy::block(actor, DELFT, Role::Organiser)
        }),
    ])
}

fn others() -> String {
    let now = DateTime::<Utc>::UNIX_EPOCH;
    let recipient = PersonId(Uuid::from_u128(12));
    let asked = Introduction {
        id: IntroductionId(Uuid::nil()),
        ..Introduction::request(AUTHOR, recipient, String::new(), Vec::new(), now)
    };
    table(vec![
        row("read an introduction that the author asked the colleague for", |actor| {
            introductions::policy::read(actor, &asked)
        }),
        row("answer it", |actor| introductions::policy::respond(actor, &asked)),
        row("read the audit log", audit::policy::read),
        row("look after the thesaurus", thesaurus::policy::manage),
    ])
}

#[test]
fn the_tables_in_the_documentation_are_those_of_the_policies() {
    let text = format!(
        "### Contributions of Delft by the author\n\n{}\n\n### People\n\n{}\n\n### Administration of Delft\n\n{}\n\n### Introductions, the audit log and the thesaurus\n\n{}",
        contributions(),
        persons(),
        administration(),
        others()
    );
    check_document("policies", &text);
}
