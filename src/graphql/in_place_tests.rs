//! What the types of the API say is at hand.

use async_graphql::registry::{MetaType, Registry};

use super::administration::PendingRegistration;
use super::audit::AuditEntry;
use super::challenges::{Challenge, ChallengeEdge};
use super::in_place::AtHand;
use super::introductions::Introduction;
use super::invitations::Invitation;
use super::meetings::{Meeting, MeetingEdge};
use super::municipalities::{Municipality, MunicipalityEdge};
use super::outcomes::{WorkshopOutcome, WorkshopOutcomeEdge};
use super::people::{Person, PersonEdge};
use super::pilots::{Pilot, PilotEdge};
use super::reports::{MeetingReport, MeetingReportEdge};
use super::revisions::Revision;
use super::search::{FacetBucket, Highlight, SearchEdge};
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
