//! What people search for in the API: reported by the search page, told to editors where it fell short.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};

use super::connection::{args, connection, int, total};
use super::context::ContextExt;
use super::errors::{UserError, outcome};
use super::in_place::at_hand;
use crate::access::Scope;
use crate::ids::{NodeId, SearchTermId};
use crate::search::SearchRequest;
use crate::search_terms::{self, Gap, Report};

/// In what searches fell short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "search_terms::GapKind")]
pub enum SearchGapKind {
    /// Found nothing, for some who asked at least.
    WithoutResult,
    /// Found something, and nobody opened any of it.
    WithoutClick,
}

/// Over which weeks searches are counted, the present one among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "search_terms::Period")]
pub enum SearchGapPeriod {
    /// Five weeks.
    Month,
    /// Thirteen weeks.
    Quarter,
    /// Fifty-three weeks.
    Year,
}

pub struct SearchGap(pub Gap);
connection!(SearchGapConnection, SearchGapEdge, SearchGap, Gap);

/// What several people searched for, and did not find or did not open. Of who they are nothing is kept.
#[Object]
impl SearchGap {
    /// The same for as long as it is kept.
    async fn id(&self) -> ID {
        self.0.id.to_public().into()
    }

    /// The words in their order, lower case, without diacritics and punctuation.
    async fn query(&self) -> &str {
        &self.0.text
    }

    /// How often it was asked for in the period; once a day for each asker.
    async fn asked(&self) -> i32 {
        self.0.counts.asked
    }

    /// How often nothing had any of it.
    async fn without_result(&self) -> i32 {
        self.0.counts.without_result
    }

    /// How often something had some of it and nothing all of it.
    async fn partial_only(&self) -> i32 {
        self.0.counts.partial_only
    }

    /// How often something that it found was opened.
    async fn opened(&self) -> i32 {
        self.0.counts.opened
    }

    /// The last week of ISO 8601 in which it was asked for: `2026-W48`.
    async fn last_week(&self) -> String {
        self.0.week.name()
    }

    /// Somebody dealt with it, and nobody asked for it since.
    async fn is_handled(&self) -> bool {
        self.0.handled_at.is_some()
    }

    /// What the viewer finds by it now.
    async fn found_now(&self, ctx: &Context<'_>) -> Result<SearchGapResult> {
        let request = SearchRequest {
            text: self.0.text.clone(),
            scope_terms: Scope::of(ctx.actor()).terms(),
            want_total: true,
            ..SearchRequest::first(0)
        };
        let found = ctx.services().search.search(request).await?;
        let count = int(found.total.unwrap_or_default());
        Ok(SearchGapResult { count, has_all: found.met_all > 0 })
    }
}
at_hand!(
    SearchGap: "id" | "query" | "asked" | "withoutResult" | "partialOnly" | "opened" | "lastWeek" | "isHandled"
);

/// What is found now by what was searched for.
#[derive(SimpleObject)]
pub struct SearchGapResult {
    /// Things that have all of it, or some of it.
    count: i32,
    /// Something has all of it.
    has_all: bool,
}

/// A search that somebody submitted.
#[derive(InputObject)]
pub struct ReportSearchInput {
    /// As it was typed.
    query: String,
    /// What of its results was opened; left out when it was searched.
    opened_node_id: Option<ID>,
}

/// The same whatever became of a report.
#[derive(SimpleObject)]
pub struct ReportSearchPayload {
    /// Empty.
    user_errors: Vec<UserError>,
}

/// What somebody dealt with.
#[derive(InputObject)]
pub struct HandleSearchGapInput {
    /// Which one.
    id: ID,
    /// False takes it back.
    #[graphql(default = true)]
    is_handled: bool,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct HandleSearchGapPayload {
    /// As it is now, counted over all weeks.
    search_gap: Option<SearchGap>,
    /// Empty.
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct SearchTermQuery;

#[Object]
impl SearchTermQuery {
    /// What people searched for in vain, most often first. For editors and administrators of a municipality, organisers
    /// and administrators.
    async fn search_gaps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In what they fell short.")] kind: SearchGapKind,
        #[graphql(default_with = "SearchGapPeriod::Quarter", desc = "Over which weeks.")]
        period: SearchGapPeriod,
        #[graphql(default = false, desc = "Those that somebody dealt with, instead of the others.")]
        is_handled: bool,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<SearchGapConnection> {
        let (services, actor) = (ctx.services().clone(), *ctx.actor());
        let which = (kind.into(), period.into(), is_handled);
        let page = args(first, after, last, before);
        let slice = services.search_terms.gaps(&actor, which, &page).await?;
        let count = total(move || {
            let services = services.clone();
            async move { services.search_terms.count_gaps(&actor, which).await }
        });
        Ok(SearchGapConnection::new(slice, count))
    }
}

#[derive(Default)]
pub struct SearchTermMutation;

#[Object]
impl SearchTermMutation {
    /// Tells that somebody submitted a search, or opened one of its results; for the search page. It is counted without
    /// who they are, once enough others ask for the same on one day. What it finds is looked up by the server. Too many
    /// reports are not counted, nor those of a browser that asks to be left alone by `Sec-GPC` or `DNT`. The answer is
    /// always the same.
    async fn report_search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was searched for.")] input: ReportSearchInput,
    ) -> Result<ReportSearchPayload> {
        let opened = input.opened_node_id.map(|id| NodeId::from_public(&id)).transpose()?;
        let report = Report { query: input.query, opened };
        if !ctx.wants_privacy() {
            ctx.services().search_terms.report(ctx.actor(), &report, ctx.address());
        }
        Ok(ReportSearchPayload { user_errors: Vec::new() })
    }

    /// Puts what was searched for in vain aside, until somebody asks for it again.
    async fn handle_search_gap(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: HandleSearchGapInput,
    ) -> Result<HandleSearchGapPayload> {
        let id = SearchTermId::from_public(&input.id)?;
        let handled = ctx.services().search_terms.handle(ctx.actor(), id, input.is_handled).await;
        let (gap, user_errors) = outcome(handled)?;
        Ok(HandleSearchGapPayload { search_gap: gap.map(SearchGap), user_errors })
    }
}
