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
use super::document::Admitted;
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
use super::selection_cache::SelectionCache;
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
    selections: SelectionCache,
}

impl Api {
    pub fn new(services: Services) -> Self {
        let schema = builder().data(services.clone()).finish();
        Self { schema, services, selections: SelectionCache::default() }
    }

    /// `request` as `actor`, with loaders of its own.
    pub fn prepare(&self, request: Request, actor: Actor) -> Request {
        request.data(actor).data(Loaders::new(self.services.clone(), actor))
    }

    /// `request` with answers that may be made of what was answered before, where its document allows it. They are to be
    /// written by [`super::json`].
    pub fn reuse_selections(&self, request: Request, admitted: &Admitted) -> Request {
        if !admitted.is_plain {
            return request;
        }
        request.data(self.selections.for_request(self.services.municipalities.generation()))
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

#[cfg(test)]
mod tests {
    use super::super::documents::Documents;
    use super::super::limits::Limits;
    use super::*;
    use crate::matching::testing::{DELFT, World};
    use crate::search::Search;
    use crate::services::Installation;

    #[tokio::test]
    async fn what_is_selected_of_a_thing_is_kept_unless_its_answers_have_to_be_merged() {
        let world = World::start().await;
        let search = Search::new(world.dir.path().join("index"));
        let installation = Installation::ephemeral().unwrap();
        let services =
            Services::new(world.db.clone(), world.clock.clone(), search, installation).await.unwrap();
        let (api, documents) = (Api::new(services), Documents::new(Limits::default()));
        let anna = world.person("anna", DELFT).await;
        world.challenge(&anna, "Hoe?").await;
        let kept = async |query: &str| {
            let mut request = Request::new(query);
            let admitted = documents.admit(&mut request).unwrap();
            let response = api.execute(api.reuse_selections(api.prepare(request, anna), &admitted)).await;
            assert!(response.errors.is_empty(), "{:?}", response.errors);
            api.selections.count()
        };
        let repeated = "{ challenges { nodes { question } pageInfo { endCursor } pageInfo { endCursor } } }";
        assert_eq!(kept(repeated).await, 0);
        let plain = "{ challenges { nodes { question } pageInfo { endCursor } } }";
        assert_eq!((kept(plain).await, kept(plain).await, kept(repeated).await), (1, 1, 1));
        assert_eq!(kept("{ challenges { nodes { question themes { label } } } }").await, 2);
        assert_eq!(kept("{ challenges { nodes { question viewerCanEdit } } }").await, 2);
    }
}
