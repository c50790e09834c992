//! The schema, and what a request carries into it.

use std::any::TypeId;
use std::sync::Arc;

use async_graphql::{
    Data, EmptySubscription, Executor, MergedObject, Request, Response, Schema, SchemaBuilder,
};
use futures::StreamExt;
use futures::stream::BoxStream;

use super::accounts::{SessionMutation, ViewerQuery};
use super::administration::{AdministrationMutation, AdministrationQuery};
use super::audit::AuditQuery;
use super::batching;
use super::blocks::BlockMutation;
use super::challenges::{ChallengeMutation, ChallengeQuery};
use super::errors;
use super::factors::{FactorMutation, FactorQuery};
use super::introductions::IntroductionMutation;
use super::invitations::{InvitationMutation, InvitationQuery};
use super::joining::{JoiningMutation, JoiningQuery};
use super::loaders::Loaders;
use super::mail_choices::MailChoiceMutation;
use super::matching::MatchQuery;
use super::meeting_changes::MeetingMutation;
use super::meetings::MeetingQuery;
use super::moving::MovingMutation;
use super::municipalities::MunicipalityQuery;
use super::node::NodeQuery;
use super::outcomes::{OutcomeMutation, OutcomeQuery};
use super::passwords::PasswordMutation;
use super::people::{PersonMutation, PersonQuery};
use super::pilot_changes::PilotMutation;
use super::pilots::PilotQuery;
use super::privacy::PrivacyMutation;
use super::reports::{ReportMutation, ReportQuery};
use super::saved_searches::SavedSearchMutation;
use super::search::SearchQuery;
use super::search_terms::{SearchTermMutation, SearchTermQuery};
use super::security::SecurityMutation;
use super::similar::SimilarQuery;
use super::sso::SsoQuery;
use super::stats::StatsQuery;
use super::suggestions::SuggestionQuery;
use super::themes::ThemeQuery;
use super::thesaurus::{ThesaurusMutation, ThesaurusQuery};
use super::tokens::TokenMutation;
use crate::access::Actor;
use crate::accounts::session::PeerAddress;
use crate::error::chain;
use crate::services::Services;

/// Everything that can be asked.
#[derive(Default, MergedObject)]
pub struct Query(
    NodeQuery,
    ViewerQuery,
    FactorQuery,
    SsoQuery,
    JoiningQuery,
    InvitationQuery,
    AdministrationQuery,
    StatsQuery,
    MunicipalityQuery,
    ThemeQuery,
    PersonQuery,
    PilotQuery,
    ChallengeQuery,
    MeetingQuery,
    ReportQuery,
    OutcomeQuery,
    SearchQuery,
    SuggestionQuery,
    SearchTermQuery,
    MatchQuery,
    AuditQuery,
    ThesaurusQuery,
    SimilarQuery,
);

/// Everything that can be done.
#[derive(Default, MergedObject)]
pub struct Mutation(
    SessionMutation,
    SecurityMutation,
    FactorMutation,
    TokenMutation,
    JoiningMutation,
    PasswordMutation,
    InvitationMutation,
    AdministrationMutation,
    BlockMutation,
    PersonMutation,
    PilotMutation,
    ChallengeMutation,
    MeetingMutation,
    ReportMutation,
    OutcomeMutation,
    IntroductionMutation,
    PrivacyMutation,
    MovingMutation,
    MailChoiceMutation,
    ThesaurusMutation,
    SearchTermMutation,
    SavedSearchMutation,
);

pub type ApiSchema = Schema<Query, Mutation, EmptySubscription>;

/// Levels of fields in one another.
const DEPTH: usize = 15;

fn builder() -> SchemaBuilder<Query, Mutation, EmptySubscription> {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .limit_depth(DEPTH)
        .limit_directives(5)
}

/// The schema with its services: what the endpoint executes requests on.
#[derive(Clone)]
pub struct Api {
    schema: ApiSchema,
    services: Services,
}

impl Api {
    pub fn new(services: Services) -> Self {
        Self { schema: builder().data(services.clone()).finish(), services }
    }

    /// `request` as `actor`, with loaders of its own.
    pub fn prepare(&self, request: Request, actor: Actor) -> Request {
        request.data(actor).data(Loaders::new(self.services.clone(), actor))
    }
}

/// What the endpoint gave the request along.
fn attached<T: Copy + 'static>(request: &Request) -> Option<T> {
    request.data.get(&TypeId::of::<T>())?.downcast_ref().copied()
}

impl Executor for Api {
    async fn execute(&self, request: Request) -> Response {
        let actor = attached(&request).unwrap_or(Actor::Anonymous);
        let address = attached::<PeerAddress>(&request).map(|peer| peer.0);
        let mut response = batching::run(self.schema.execute(request)).await;
        errors::finish(&mut response);
        if errors::is_refused(&response)
            && let Err(error) = self.services.audit.refused(&actor, address).await
        {
            tracing::error!(error = %chain(&error), "could not log that something was refused");
        }
        response
    }

    fn execute_stream(&self, request: Request, data: Option<Arc<Data>>) -> BoxStream<'static, Response> {
        let responses = Executor::execute_stream(&self.schema, request, data);
        let finished = responses.map(|mut response| {
            errors::finish(&mut response);
            response
        });
        finished.boxed()
    }
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
