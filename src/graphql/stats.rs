//! How large the network is.

use async_graphql::{Context, Object, Result};

use super::connection::int;
use super::context::ContextExt;
use crate::access::Status;
use crate::pilots::store::Filter;
use crate::{meetings, outcomes, reports};

pub struct NetworkStats;

/// Counts of what the viewer may see.
#[Object]
impl NetworkStats {
    /// Of today.
    async fn municipalities(&self, ctx: &Context<'_>) -> i32 {
        int(ctx.services().municipalities.count(None))
    }

    /// Published ones.
    async fn pilots(&self, ctx: &Context<'_>) -> Result<i32> {
        let filter = Filter { status: Status::Published, ..Filter::default() };
        Ok(int(ctx.services().pilots.count(ctx.actor(), &filter).await?))
    }

    /// Held and planned.
    async fn meetings(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(int(ctx.services().meetings.count(ctx.actor(), &meetings::store::Filter::default()).await?))
    }

    /// Published ones.
    async fn reports(&self, ctx: &Context<'_>) -> Result<i32> {
        let filter = reports::store::Filter { status: Status::Published, ..Default::default() };
        Ok(int(ctx.services().reports.count(ctx.actor(), &filter).await?))
    }

    /// Published ones.
    async fn outcomes(&self, ctx: &Context<'_>) -> Result<i32> {
        let filter = outcomes::store::Filter { status: Status::Published, ..Default::default() };
        Ok(int(ctx.services().outcomes.count(ctx.actor(), &filter).await?))
    }

    /// Those who may be seen; viewers without an account count public profiles only.
    async fn people(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(int(ctx.services().people.count(ctx.actor(), None, None).await?))
    }
}

#[derive(Default)]
pub struct StatsQuery;

#[Object]
impl StatsQuery {
    /// How large the network is, as far as the viewer may see.
    async fn network_stats(&self) -> NetworkStats {
        NetworkStats
    }

    /// Is this a network to look around in? Its persons and texts are then invented.
    async fn is_demo(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(ctx.services().is_demo().await?)
    }

    /// Markdown as it will be shown: rendered and sanitised. For previews; at most 50,000 characters.
    async fn markdown_preview(
        &self,
        #[graphql(desc = "At most 50,000 characters.")] markdown: String,
    ) -> Result<String> {
        let text = crate::text::clean("markdown", &markdown, crate::text::BODY_MAX);
        let text = text.map_err(|problems| crate::error::Error::BadInput(problems.to_string()))?;
        // Of the longest text that is some 30 ms, in which a thread of the server would answer nobody else.
        let rendered = tokio::task::spawn_blocking(move || crate::markdown::preview(&text)).await;
        Ok(rendered.map_err(crate::error::Error::internal)?)
    }
}
