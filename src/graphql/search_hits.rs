//! What a search finds, as types of the API.

use std::borrow::Cow;
use std::collections::HashMap;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{
    Context, ContextSelectionSet, OutputType, Positioned, Result, ServerResult, Union, Value,
};

use super::challenges::Challenge;
use super::context::ContextExt;
use super::in_place::{self, InPlace};
use super::meetings::Meeting;
use super::municipalities::{Municipality, municipality};
use super::outcomes::WorkshopOutcome;
use super::people::Person;
use super::pilots::Pilot;
use super::reports::MeetingReport;
use crate::contribution::Contribution;
use crate::ids::{
    ChallengeId, MeetingId, MunicipalityId, NodeId, NodeKind, OutcomeId, PersonId, PilotId, ReportId,
};
use crate::search::Version;

/// Something that was found.
#[derive(Union)]
pub enum SearchHit {
    Pilot(Box<Pilot>),
    MeetingReport(Box<MeetingReport>),
    WorkshopOutcome(Box<WorkshopOutcome>),
    Challenge(Box<Challenge>),
    Meeting(Box<Meeting>),
    Person(Box<Person>),
    Municipality(Box<Municipality>),
}

impl SearchHit {
    /// The state that a contribution was read in.
    pub fn version(&self) -> Option<Version> {
        let meta = match self {
            Self::Pilot(it) => it.0.meta(),
            Self::MeetingReport(it) => it.0.meta(),
            Self::WorkshopOutcome(it) => it.0.meta(),
            Self::Challenge(it) => it.0.meta(),
            // Its agenda changes without it.
            Self::Meeting(_) | Self::Person(_) | Self::Municipality(_) => return None,
        };
        Some(meta.version())
    }
}

impl OutputType for InPlace<SearchHit> {
    fn type_name() -> Cow<'static, str> {
        SearchHit::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        SearchHit::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        let union = SearchHit::type_name();
        let union = Some(&*union);
        match &self.0 {
            SearchHit::Pilot(it) => in_place::resolve(ctx, &**it, union).await,
            SearchHit::MeetingReport(it) => in_place::resolve(ctx, &**it, union).await,
            SearchHit::WorkshopOutcome(it) => in_place::resolve(ctx, &**it, union).await,
            SearchHit::Challenge(it) => in_place::resolve(ctx, &**it, union).await,
            SearchHit::Meeting(it) => in_place::resolve(ctx, &**it, union).await,
            SearchHit::Person(it) => in_place::resolve(ctx, &**it, union).await,
            SearchHit::Municipality(it) => in_place::resolve(ctx, &**it, union).await,
        }
    }
}

/// The things of `nodes` as the database has them now, of those that the viewer may see: one statement a kind.
pub async fn load(ctx: &Context<'_>, nodes: &[NodeId]) -> Result<HashMap<NodeId, SearchHit>> {
    let of = |kind: NodeKind| nodes.iter().filter(move |node| node.kind == kind).map(|node| node.uuid);
    let loader = ctx.loader();
    let (pilots, reports, outcomes, challenges, meetings, persons) = futures::try_join!(
        loader.load_many(of(NodeKind::Pilot).map(PilotId)),
        loader.load_many(of(NodeKind::Report).map(ReportId)),
        loader.load_many(of(NodeKind::Outcome).map(OutcomeId)),
        loader.load_many(of(NodeKind::Challenge).map(ChallengeId)),
        loader.load_many(of(NodeKind::Meeting).map(MeetingId)),
        loader.load_many(of(NodeKind::Person).map(PersonId)),
    )?;
    let mut found = HashMap::with_capacity(nodes.len());
    found.extend(pilots.into_iter().map(|(id, it)| (id.node(), SearchHit::Pilot(Box::new(Pilot(it))))));
    found.extend(
        reports
            .into_iter()
            .map(|(id, it)| (id.node(), SearchHit::MeetingReport(Box::new(MeetingReport(it))))),
    );
    found.extend(
        outcomes
            .into_iter()
            .map(|(id, it)| (id.node(), SearchHit::WorkshopOutcome(Box::new(WorkshopOutcome(it))))),
    );
    found.extend(
        challenges.into_iter().map(|(id, it)| (id.node(), SearchHit::Challenge(Box::new(Challenge(it))))),
    );
    found.extend(meetings.into_iter().map(|(id, it)| (id.node(), SearchHit::Meeting(Box::new(Meeting(it))))));
    found.extend(persons.into_iter().map(|(id, it)| (id.node(), SearchHit::Person(Box::new(Person(it))))));
    for uuid in of(NodeKind::Municipality) {
        let id = MunicipalityId(uuid);
        found.insert(id.node(), SearchHit::Municipality(Box::new(municipality(ctx, id)?.0)));
    }
    Ok(found)
}
