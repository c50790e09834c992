//! The columns of a segment, opened once: ids, kinds, dates, outlines of titles and the values of facets.

use std::sync::Arc;

use tantivy::columnar::{Column, ColumnValues};
use tantivy::{DocId, SegmentReader};
use uuid::Uuid;

use super::document::Merit;
use super::outline::Outline;
use super::request::FacetField;
use super::schema;
use crate::ids::{NodeId, NodeKind};

pub struct Columns {
    high: Arc<dyn ColumnValues<u64>>,
    low: Arc<dyn ColumnValues<u64>>,
    sorted_at: Arc<dyn ColumnValues<i64>>,
    merit: Arc<dyn ColumnValues<u64>>,
    outline: [Arc<dyn ColumnValues<u64>>; 2],
    facets: Vec<Values>,
}

/// The values of one facet.
pub enum Values {
    /// Numbers of names.
    Names {
        numbers: Column<u64>,
        names: Vec<String>,
    },
    Years(Column<i64>),
    /// No document of the segment has the field.
    Absent,
}

impl Columns {
    pub fn open(reader: &SegmentReader) -> tantivy::Result<Self> {
        let columns = reader.fast_fields();
        let facets = FacetField::ALL.iter().map(|facet| Values::open(*facet, reader));
        Ok(Self {
            high: columns.column_first_or_default("uuid_high")?,
            low: columns.column_first_or_default("uuid_low")?,
            sorted_at: columns.column_first_or_default("sorted_at")?,
            merit: columns.column_first_or_default("merit")?,
            outline: [
                columns.column_first_or_default("outline_high")?,
                columns.column_first_or_default("outline_low")?,
            ],
            facets: facets.collect::<tantivy::Result<_>>()?,
        })
    }

    pub fn id(&self, doc: DocId) -> u128 {
        u128::from(self.high.get_val(doc)) << 64 | u128::from(self.low.get_val(doc))
    }

    pub fn sorted_at(&self, doc: DocId) -> i64 {
        self.sorted_at.get_val(doc)
    }

    pub fn merit(&self, doc: DocId) -> Merit {
        schema::unpack(self.merit.get_val(doc))
    }

    pub fn outline(&self, doc: DocId) -> Outline {
        let [high, low] = &self.outline;
        Outline::from_halves(high.get_val(doc), low.get_val(doc))
    }

    pub fn facet(&self, facet: FacetField) -> &Values {
        &self.facets[facet as usize]
    }

    /// Which thing a document is.
    pub fn node(&self, doc: DocId) -> Option<NodeId> {
        let Values::Names { numbers, names } = self.facet(FacetField::Kind) else { return None };
        let name = names.get(numbers.first(doc)? as usize)?;
        Some(NodeId::new(NodeKind::from_name(name)?, Uuid::from_u128(self.id(doc))))
    }
}

impl Values {
    fn open(facet: FacetField, reader: &SegmentReader) -> tantivy::Result<Self> {
        let name = schema::column(facet);
        if facet == FacetField::Year {
            return Ok(Self::Years(reader.fast_fields().i64(name)?));
        }
        let Some(column) = reader.fast_fields().str(name)? else { return Ok(Self::Absent) };
        let mut names = Vec::with_capacity(column.num_terms());
        let all: Vec<u64> = (0..column.num_terms() as u64).collect();
        column.dictionary().sorted_ords_to_term_cb(&all, |name| {
            names.push(String::from_utf8_lossy(name).into_owned());
        })?;
        Ok(Self::Names { numbers: column.ords().clone(), names })
    }
}
