//! How a municipality looks to search.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::register::Register;
use crate::access::PUBLIC_TERM;
use crate::db::Db;
use crate::error::Result;
use crate::ids::{MunicipalityId, NodeKind};
use crate::search::{Document, Source};

pub struct MunicipalitySource {
    pub db: Db,
    pub register: Register,
}

#[async_trait]
impl Source for MunicipalitySource {
    fn kind(&self) -> NodeKind {
        NodeKind::Municipality
    }

    /// Reads the register anew: that a municipality changed, perhaps by another process, is told here first.
    async fn refresh(&self) -> Result<()> {
        self.register.refresh(self.db.reader()).await
    }

    async fn load(&self, ids: &[Uuid]) -> Result<Vec<Document>> {
        let document = |id: &Uuid| {
            let municipality = self.register.get(MunicipalityId(*id))?;
            Some(Document {
                summary: municipality.also_known_as.join(", "),
                municipality: self.register.words(municipality.id),
                scope_terms: vec![PUBLIC_TERM.to_owned()],
                ..Document::new(municipality.id.node(), &municipality.name, DateTime::<Utc>::UNIX_EPOCH)
            })
        };
        Ok(ids.iter().filter_map(document).collect())
    }

    async fn ids_after(&self, after: Option<Uuid>, limit: u64) -> Result<Vec<Uuid>> {
        let mut ids: Vec<Uuid> =
            self.register.all().map(|one| one.id.0).filter(|id| Some(*id) > after).collect();
        ids.sort_unstable();
        ids.truncate(limit as usize);
        Ok(ids)
    }
}
