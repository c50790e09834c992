//! Suggestions while somebody types.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};

use super::context::ContextExt;
use super::in_place::{InPlace, at_hand};
use crate::access::Scope;
use crate::error::Error;
use crate::ids::NodeKind;
use crate::search::{self, SuggestRequest};

/// What can be suggested while typing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SuggestionKind {
    /// What a municipality tried.
    Pilot,
    /// A report of a meeting.
    Report,
    /// What a workshop concluded.
    Outcome,
    /// A question that many struggle with.
    Challenge,
    /// A meeting of the network.
    Meeting,
    /// Somebody of the network.
    Person,
    /// A municipality of today or a former one.
    Municipality,
    /// A theme: narrows a search to what carries it.
    Theme,
    /// Words to search for; only when `queries` is asked for.
    Query,
}

/// Something to go to while typing.
#[derive(SimpleObject)]
pub struct Suggestion {
    /// What to show.
    text: String,
    /// Another name of a theme or a municipality: one with words that begin like those typed, where `text` has not all of them.
    also_called: Option<String>,
    /// What kind of thing it is.
    kind: SuggestionKind,
    /// For `node`; blank for a query, which is nothing but its words.
    node_id: ID,
}
at_hand!(Suggestion: "text" | "alsoCalled" | "kind" | "nodeId");

#[derive(Default)]
pub struct SuggestionQuery;

#[Object]
impl SuggestionQuery {
    /// Titles, names and themes of which a word begins with `prefix`, best first; at most 20. With `queries`, before
    /// them at most three queries that begin so: what others asked for and opened, and words of public texts.
    async fn suggest(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was typed so far; the first 200 characters count.")] prefix: String,
        #[graphql(default = 8, desc = "0 to 20.")] first: i32,
        #[graphql(default = false, desc = "Suggests queries, too.")] queries: bool,
    ) -> Result<Vec<InPlace<Suggestion>>> {
        let limit = usize::try_from(first).ok().filter(|limit| *limit <= 20);
        let limit = limit.ok_or_else(|| Error::BadInput("ask for 0 to 20 suggestions".into()))?;
        let scope_terms = Scope::of(ctx.actor()).terms();
        let (services, actor) = (ctx.services(), ctx.actor());
        let wanted = if queries { limit } else { 0 };
        let asked = services.search_terms.suggest(actor, &prefix, wanted).await?;
        let limit = limit - asked.len();
        let found = services.search.suggest(SuggestRequest { prefix, scope_terms, limit }).await?;
        let query = |text: String| {
            let (kind, node_id) = (SuggestionKind::Query, String::new().into());
            Suggestion { text, also_called: None, kind, node_id }
        };
        let suggestion = |found: search::Suggestion| {
            let kind = match found.node.kind {
                NodeKind::Pilot => SuggestionKind::Pilot,
                NodeKind::Report => SuggestionKind::Report,
                NodeKind::Outcome => SuggestionKind::Outcome,
                NodeKind::Challenge => SuggestionKind::Challenge,
                NodeKind::Meeting => SuggestionKind::Meeting,
                NodeKind::Person => SuggestionKind::Person,
                NodeKind::Municipality => SuggestionKind::Municipality,
                NodeKind::Theme => SuggestionKind::Theme,
                NodeKind::AgendaItem
                | NodeKind::Introduction
                | NodeKind::Invitation
                | NodeKind::MailDomain
                | NodeKind::Concept => return None,
            };
            let node_id = found.node.to_public().into();
            Some(Suggestion { text: found.text, also_called: found.also_called, kind, node_id })
        };
        let all = asked.into_iter().map(query).chain(found.into_iter().filter_map(suggestion));
        Ok(all.map(InPlace).collect())
    }
}
