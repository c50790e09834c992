//! What else is like a thing.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::context::ContextExt;
use super::in_place::InPlace;
use super::node::find;
use super::search_hits::{SearchHit, load};
use super::themes::Theme;
use crate::error::Error;
use crate::ids::NodeId;

/// Something that is like another thing, and why.
#[derive(SimpleObject)]
pub struct SimilarThing {
    /// What is like it.
    node: InPlace<SearchHit>,
    /// Themes of both; of municipalities the most telling first.
    themes: Vec<InPlace<Theme>>,
    /// Words that tell what both are about, as the first one writes them; none of municipalities.
    words: Vec<String>,
}

#[derive(Default)]
pub struct SimilarQuery;

#[Object]
impl SimilarQuery {
    /// What is like a thing, closest first, by what the viewer may see, each with at least two reasons: for a pilot, report,
    /// outcome, challenge or meeting others of these; for a person those that fit what their profile says, without what
    /// shows them already; for a municipality the municipalities of today that work on the same themes. Nothing for other
    /// kinds. `NOT_FOUND` when the thing is missing or hidden from the viewer.
    async fn more_like_this(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the others are to be like.")] id: ID,
        #[graphql(default = 3, desc = "0 to 10.")] first: i32,
    ) -> Result<Vec<SimilarThing>> {
        let limit = usize::try_from(first).ok().filter(|limit| *limit <= 10);
        let limit = limit.ok_or_else(|| Error::BadInput("ask for 0 to 10 things".into()))?;
        let id = NodeId::from_public(&id)?;
        find(ctx, id).await?;
        let services = ctx.services();
        let similar = services.similar(ctx.actor(), id, limit).await?;
        let nodes: Vec<NodeId> = similar.iter().map(|one| one.node).collect();
        let mut found = load(ctx, &nodes).await?;
        let theme = |slug: &String| services.themes.by_slug(slug).cloned().map(Theme).map(InPlace);
        let shown = similar.into_iter().filter_map(|one| {
            let node = found.remove(&one.node)?;
            Some(SimilarThing {
                node: InPlace(node),
                themes: one.themes.iter().filter_map(theme).collect(),
                words: one.words,
            })
        });
        Ok(shown.collect())
    }
}
