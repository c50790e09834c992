//! Themes in the API.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};

use super::connection::int;
use super::context::ContextExt;
use super::in_place::{InPlace, at_hand};
use super::loaders::ThemeCounts;
use crate::ids::ThemeId;
use crate::themes;

pub struct Theme(pub Arc<themes::Theme>);

/// The themes of `ids`, in that order.
pub fn themes(ctx: &Context<'_>, ids: impl IntoIterator<Item = ThemeId>) -> Vec<InPlace<Theme>> {
    let vocabulary = &ctx.services().themes;
    ids.into_iter().filter_map(|id| vocabulary.get(id).cloned().map(Theme).map(InPlace)).collect()
}

/// What contributions and people are about; a term with a preferred label, as in SKOS.
#[Object]
impl Theme {
    /// The same for ever, for every viewer.
    pub async fn id(&self) -> ID {
        self.0.id.to_public().into()
    }

    /// The readable part of addresses and filters.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The preferred label, Dutch.
    async fn label(&self) -> &str {
        &self.0.label
    }

    /// Other words and abbreviations for it.
    async fn alt_labels(&self) -> &[String] {
        &self.0.alt_labels
    }

    /// The theme that it is a part of.
    async fn broader(&self, ctx: &Context<'_>) -> Option<InPlace<Theme>> {
        themes(ctx, self.0.broader).pop()
    }

    /// The themes that are parts of it.
    async fn narrower(&self, ctx: &Context<'_>) -> Vec<InPlace<Theme>> {
        themes(ctx, self.0.narrower.iter().copied())
    }

    /// How many published pilots carry it, of those that the viewer may see.
    async fn pilot_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let counts = ctx.loader().load_one(ThemeCounts).await?.unwrap_or_default();
        Ok(int(counts.get(&self.0.id).copied().unwrap_or_default()))
    }
}
at_hand!(Theme: "id" | "slug" | "label" | "altLabels"; reference data);

#[derive(Default)]
pub struct ThemeQuery;

#[Object]
impl ThemeQuery {
    /// All themes, broader ones first.
    async fn themes(&self, ctx: &Context<'_>) -> Vec<InPlace<Theme>> {
        ctx.services().themes.all().cloned().map(Theme).map(InPlace).collect()
    }
}
