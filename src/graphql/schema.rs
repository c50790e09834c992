//! The schema, and what a request carries into it.

use async_graphql::{EmptySubscription, MergedObject, Request, Schema, SchemaBuilder};

use super::accounts::{SessionMutation, ViewerQuery};
use super::challenges::{ChallengeMutation, ChallengeQuery};
use super::loaders::Loaders;
use super::meetings::{MeetingMutation, MeetingQuery};
use super::municipalities::MunicipalityQuery;
use super::node::NodeQuery;
use super::outcomes::{OutcomeMutation, OutcomeQuery};
use super::people::{PersonMutation, PersonQuery};
use super::pilots::{PilotMutation, PilotQuery};
use super::reports::{ReportMutation, ReportQuery};
use super::stats::StatsQuery;
use super::themes::ThemeQuery;
use crate::access::Actor;
use crate::services::Services;

/// Everything that can be asked.
#[derive(Default, MergedObject)]
pub struct Query(
    NodeQuery,
    ViewerQuery,
    StatsQuery,
    MunicipalityQuery,
    ThemeQuery,
    PersonQuery,
    PilotQuery,
    ChallengeQuery,
    MeetingQuery,
    ReportQuery,
    OutcomeQuery,
);

/// Everything that can be done.
#[derive(Default, MergedObject)]
pub struct Mutation(
    SessionMutation,
    PersonMutation,
    PilotMutation,
    ChallengeMutation,
    MeetingMutation,
    ReportMutation,
    OutcomeMutation,
);

pub type ApiSchema = Schema<Query, Mutation, EmptySubscription>;

/// Levels of fields in one another.
const DEPTH: usize = 15;
/// Fields, those of a list once for each four rows that it may have.
const COMPLEXITY: usize = 20_000;

fn builder() -> SchemaBuilder<Query, Mutation, EmptySubscription> {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .limit_depth(DEPTH)
        .limit_complexity(COMPLEXITY)
        .limit_directives(5)
}

pub fn build(services: Services) -> ApiSchema {
    builder().data(services).finish()
}

/// The contract, in GraphQL's schema language; needs no database.
pub fn sdl() -> String {
    let options =
        async_graphql::SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items();
    let mut sdl = builder().finish().sdl_with_options(options);
    sdl.truncate(sdl.trim_end().len());
    sdl.push('\n');
    sdl
}

/// `request` as `actor`, with loaders of its own.
pub fn prepare(request: Request, services: &Services, actor: Actor) -> Request {
    request.data(actor).data(Loaders::new(services.clone(), actor))
}
