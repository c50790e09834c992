//! How a theme looks to search: offered while typing.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::vocabulary::Vocabulary;
use crate::access::PUBLIC_TERM;
use crate::error::Result;
use crate::ids::{NodeKind, ThemeId};
use crate::search::{Document, Source};

pub struct ThemeSource(pub Vocabulary);

#[async_trait]
impl Source for ThemeSource {
    fn kind(&self) -> NodeKind {
        NodeKind::Theme
    }

    async fn load(&self, ids: &[Uuid]) -> Result<Vec<Document>> {
        let document = |id: &Uuid| {
            let theme = self.0.get(ThemeId(*id))?;
            Some(Document {
                // Who asks for it asks for what is narrower as well.
                themes: self.0.words(std::iter::once(theme.id).chain(theme.narrower.iter().copied())),
                scope_terms: vec![PUBLIC_TERM.to_owned()],
                ..Document::new(theme.id.node(), &theme.label, DateTime::<Utc>::UNIX_EPOCH)
            })
        };
        Ok(ids.iter().filter_map(document).collect())
    }

    async fn ids_after(&self, after: Option<Uuid>, limit: u64) -> Result<Vec<Uuid>> {
        let mut ids: Vec<Uuid> =
            self.0.all().map(|theme| theme.id.0).filter(|id| Some(*id) > after).collect();
        ids.sort_unstable();
        ids.truncate(limit as usize);
        Ok(ids)
    }
}
