//! The vocabulary in memory. Terms as in SKOS: a preferred label, alternative ones, a broader term.

use std::collections::HashMap;
use std::sync::Arc;

use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};

use super::entity;
use crate::error::{Problems, Result};
use crate::ids::ThemeId;
use crate::search;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    pub id: ThemeId,
    pub slug: String,
    pub label: String,
    pub alt_labels: Vec<String>,
    pub broader: Option<ThemeId>,
    pub narrower: Vec<ThemeId>,
}

/// Cheap to clone; never changes while the process runs.
#[derive(Clone, Debug)]
pub struct Vocabulary(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    all: Vec<Arc<Theme>>,
    by_id: HashMap<ThemeId, usize>,
    by_slug: HashMap<String, usize>,
}

impl Vocabulary {
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self> {
        let rows = entity::Entity::find().order_by_asc(entity::Column::Position).all(db).await?;
        let mut all: Vec<Theme> = rows.into_iter().map(Theme::from).collect();
        let by_id: HashMap<_, _> = all.iter().enumerate().map(|(i, theme)| (theme.id, i)).collect();
        let pairs: Vec<_> = all.iter().filter_map(|theme| Some((theme.broader?, theme.id))).collect();
        for (broader, narrower) in pairs {
            if let Some(&i) = by_id.get(&broader) {
                all[i].narrower.push(narrower);
            }
        }
        let by_slug = all.iter().enumerate().map(|(i, theme)| (theme.slug.clone(), i)).collect();
        let all = all.into_iter().map(Arc::new).collect();
        Ok(Self(Arc::new(Inner { all, by_id, by_slug })))
    }

    pub fn get(&self, id: ThemeId) -> Option<&Arc<Theme>> {
        self.0.by_id.get(&id).map(|&i| &self.0.all[i])
    }

    pub fn by_slug(&self, slug: &str) -> Option<&Arc<Theme>> {
        self.0.by_slug.get(slug).map(|&i| &self.0.all[i])
    }

    /// How search names the themes of `ids`.
    pub fn words(&self, ids: impl IntoIterator<Item = ThemeId>) -> Vec<search::Theme> {
        let word = |theme: &Arc<Theme>| search::Theme {
            slug: theme.slug.clone(),
            label: theme.label.clone(),
            alt_labels: theme.alt_labels.clone(),
            broader: theme.broader.and_then(|id| self.get(id)).map(|broader| broader.slug.clone()),
        };
        ids.into_iter().filter_map(|id| self.get(id)).map(word).collect()
    }

    /// Broader themes first, each level in its order.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Theme>> {
        self.0.all.iter()
    }

    /// The themes of `slugs` without repetitions; an unknown slug is `UNKNOWN` at `path`.
    pub fn parse(&self, path: &str, slugs: &[String]) -> Result<Vec<ThemeId>, Problems> {
        crate::text::bounded(path, slugs)?;
        let mut ids = Vec::new();
        let mut problems = Problems::default();
        for (i, slug) in slugs.iter().enumerate() {
            match self.by_slug(slug.trim()) {
                Some(theme) if ids.contains(&theme.id) => {}
                Some(theme) => ids.push(theme.id),
                None => problems.add(
                    &format!("{path}.{i}"),
                    "UNKNOWN",
                    format!("Het thema “{slug}” bestaat niet."),
                ),
            }
        }
        if problems.is_empty() { Ok(ids) } else { Err(problems) }
    }

    /// The themes of `slugs` with all that are narrower: what a filter on them means. Unknown slugs match nothing.
    pub fn with_narrower(&self, slugs: &[String]) -> Vec<ThemeId> {
        let chosen = slugs.iter().filter_map(|slug| self.by_slug(slug));
        chosen.flat_map(|theme| std::iter::once(theme.id).chain(theme.narrower.iter().copied())).collect()
    }
}

impl From<entity::Model> for Theme {
    fn from(row: entity::Model) -> Self {
        Self {
            id: ThemeId(row.id),
            slug: row.slug,
            label: row.label,
            alt_labels: serde_json::from_value(row.alt_labels).unwrap_or_default(),
            broader: row.broader_id.map(ThemeId),
            narrower: Vec::new(),
        }
    }
}
