//! What the types of the API say is at hand.

use async_graphql::registry::{MetaType, Registry};

use super::administration::PendingRegistration;
use super::audit::AuditEntry;
use super::challenges::{Challenge, ChallengeEdge};
use super::in_place::{AtHand, Impersonal};
use super::introductions::Introduction;
use super::invitations::Invitation;
use super::meetings::{Meeting, MeetingEdge};
use super::municipalities::{Municipality, MunicipalityEdge};
use super::outcomes::{WorkshopOutcome, WorkshopOutcomeEdge};
use super::people::{Person, PersonEdge};
use super::pilots::{Pilot, PilotEdge};
use super::reports::{MeetingReport, MeetingReportEdge};
use super::revisions::Revision;
use super::search::{Highlight, SearchEdge};
use super::search_facets::FacetBucket;
use super::search_terms::SearchGap;
use super::suggestions::Suggestion;
use super::themes::Theme;
use super::thesaurus::Concept;

fn unknown<T: AtHand>() -> Vec<String> {
    let mut registry = Registry::default();
    T::create_type_info(&mut registry);
    let type_name = T::type_name();
    let Some(MetaType::Object { fields, .. }) = registry.types.get(&*type_name) else {
        return vec![type_name.into_owned()];
    };
    let names = T::NAMES.iter().filter(|name| !fields.contains_key(**name) || !T::is_at_hand(name));
    names.map(|name| format!("{type_name}.{name}")).collect()
}

#[test]
fn what_is_said_to_be_at_hand_is_a_field() {
    let unknown = [
        unknown::<Pilot>(),
        unknown::<PilotEdge>(),
        unknown::<MeetingReport>(),
        unknown::<MeetingReportEdge>(),
        unknown::<WorkshopOutcome>(),
        unknown::<WorkshopOutcomeEdge>(),
        unknown::<Challenge>(),
        unknown::<ChallengeEdge>(),
        unknown::<Meeting>(),
        unknown::<MeetingEdge>(),
        unknown::<Person>(),
        unknown::<PersonEdge>(),
        unknown::<Municipality>(),
        unknown::<MunicipalityEdge>(),
        unknown::<Theme>(),
        unknown::<SearchEdge>(),
        unknown::<Highlight>(),
        unknown::<FacetBucket>(),
        unknown::<Suggestion>(),
        unknown::<PendingRegistration>(),
        unknown::<AuditEntry>(),
        unknown::<Introduction>(),
        unknown::<Invitation>(),
        unknown::<SearchGap>(),
        unknown::<Concept>(),
        unknown::<Revision>(),
    ];
    assert_eq!(unknown.concat(), Vec::<String>::new());
}

fn snake(name: &str) -> String {
    let letter = |c: char| if c.is_uppercase() { format!("_{}", c.to_lowercase()) } else { c.to_string() };
    name.chars().map(letter).collect()
}

/// Of the fields at hand those whose resolvers may say something else to somebody else, or fail; and fields that lead to
/// another type than is said, or were not thought about here.
fn personal<T: Impersonal>() -> Vec<String> {
    let mut registry = Registry::default();
    T::create_type_info(&mut registry);
    let type_name = T::type_name();
    let block = T::SOURCE.split(&format!("#[Object]\nimpl {type_name} {{\n")).nth(1).unwrap_or_default();
    let block = block.split("\n}\n").next().unwrap_or_default();
    let is_impersonal = |name: &str| {
        let resolver = format!("async fn {}(&self) -> ", snake(name));
        let (before, behind) = block.split_once(&resolver)?;
        let attributes = before.rsplit("\n\n").next()?;
        let body = behind.split("\n    }\n").next()?;
        let has_more = [attributes, body].iter().any(|text| text.contains("guard") || text.contains("now()"));
        Some(!has_more && !body.lines().next()?.contains("Result"))
    };
    let personal = T::NAMES.iter().filter(|name| is_impersonal(name) != Some(true)).copied();
    let leads_elsewhere = T::LEADS_TO.iter().filter(|(name, leads_to)| {
        let Some(MetaType::Object { fields, .. }) = registry.types.get(&*type_name) else { return true };
        let ty = fields.get(*name).map(|field| field.ty.trim_matches(['[', ']', '!']));
        ty != Some(&*leads_to()) || !["themes", "municipality", "host"].contains(name)
    });
    let names = personal.chain(leads_elsewhere.map(|(name, _)| *name));
    names.map(|name| format!("{type_name}.{name}")).collect()
}

#[test]
fn what_is_kept_for_everybody_is_made_of_nothing_but_the_thing() {
    let personal = [
        personal::<Pilot>(),
        personal::<MeetingReport>(),
        personal::<WorkshopOutcome>(),
        personal::<Challenge>(),
        personal::<Meeting>(),
        personal::<Municipality>(),
        personal::<Theme>(),
    ];
    assert_eq!(personal.concat(), Vec::<String>::new());
    let mut said = 0;
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/graphql")).expect("the API") {
        let text = std::fs::read_to_string(file.expect("a file").path()).expect("its text");
        let ends = [
            "; kept\n);",
            "; kept with ",
            ";\n        kept\n);",
            ";\n        kept with ",
            "; reference data);",
            ";\n        reference data\n);",
        ];
        said += text
            .split("\nat_hand!(")
            .skip(1)
            .filter(|one| {
                let one = one.split_inclusive(");").next().unwrap_or_default();
                ends.iter().any(|end| one.contains(end))
            })
            .count();
    }
    // The one more is of a test.
    assert_eq!(said, personal.len() + 1, "each type that says so is looked at here");
}
