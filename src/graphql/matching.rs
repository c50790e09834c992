//! Contact matches in the API.

use async_graphql::connection::PageInfo;
use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::challenges::Challenge;
use super::connection::{args, int, page_info};
use super::context::ContextExt;
use super::enums::MatchReasonKind;
use super::node::Node;
use super::people::Person;
use super::pilots::Pilot;
use super::themes::Theme;
use crate::ids::ChallengeId;
use crate::matching::service::{ContactMatch, Evidence, Found, Told};
use crate::page::Cursor;

pub struct MatchReason(Told);

/// One thing that the viewer and somebody else have in common.
#[Object]
impl MatchReason {
    /// Why, as a closed set.
    async fn kind(&self) -> MatchReasonKind {
        self.0.kind.into()
    }

    /// One Dutch sentence, about the other and to the viewer.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// What the reason rests on: a challenge, a theme or a pilot that the viewer may open.
    async fn evidence(&self) -> Node {
        match self.0.evidence.clone() {
            Evidence::Challenge(challenge) => Node::Challenge(Challenge(challenge)),
            Evidence::Theme(theme) => Node::Theme(Theme(theme)),
            Evidence::Pilot(pilot) => Node::Pilot(Pilot(pilot)),
        }
    }
}

/// Somebody to get to know, and why.
#[derive(SimpleObject)]
pub struct ContactMatchEdge {
    /// Stands on this row; for `after`.
    cursor: String,
    /// Fit of the person for the viewer, above 0 (hardly) to 1 (best).
    score: f64,
    /// The person.
    node: Person,
    /// Strongest first, at most five.
    reasons: Vec<MatchReason>,
}

impl ContactMatchEdge {
    fn new(cursor: &Cursor, found: &ContactMatch) -> Self {
        Self {
            cursor: cursor.encode(),
            score: found.score,
            node: Person(found.person.clone()),
            reasons: found.reasons.iter().cloned().map(MatchReason).collect(),
        }
    }
}

pub struct ContactMatchConnection(Found);

/// One page of the people whom the viewer should get to know.
#[Object]
impl ContactMatchConnection {
    /// How many there are in the whole list.
    async fn total_count(&self) -> i32 {
        int(self.0.total)
    }

    /// The rows with their cursors.
    async fn edges(&self) -> Vec<ContactMatchEdge> {
        self.0.slice.rows.iter().map(|(cursor, found)| ContactMatchEdge::new(cursor, found)).collect()
    }

    /// Where the page stands in the list.
    async fn page_info(&self) -> PageInfo {
        page_info(&self.0.slice)
    }
}

#[derive(Default)]
pub struct MatchQuery;

#[Object]
impl MatchQuery {
    /// People of other municipalities who chose to be found and fit the viewer, best first. With `challengeId` only on
    /// account of that challenge, who solved it before all others; nobody until the viewer has recognised it.
    async fn contact_matches(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "0 to 100.")] first: i32,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "Only on account of this challenge.")] challenge_id: Option<ID>,
    ) -> Result<ContactMatchConnection> {
        let wanted = challenge_id.map(|id| ChallengeId::from_public(&id)).transpose()?;
        let page = args(Some(first), after, None, None);
        Ok(ContactMatchConnection(ctx.services().matching.matches(ctx.actor(), wanted, &page).await?))
    }
}
