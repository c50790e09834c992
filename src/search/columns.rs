//! The columns of a segment, opened once: ids, kinds, dates, outlines of titles and the values of facets.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::{Arc, OnceLock};

use tantivy::columnar::{Cardinality, Column, ColumnValues};
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
    Names { numbers: Column<u64>, names: Vec<String>, unpacked: OnceLock<Unpacked> },
    Years {
        column: Column<i64>,
        /// The years that occur, ascending, and their numbers.
        unpacked: OnceLock<(Vec<String>, Unpacked)>,
    },
    /// No document of the segment has the field.
    Absent,
}

/// Which values each document has, by number: a column takes four times as long to ask for each of many hits. Four bytes
/// for each document and value, once somebody counts the facet.
pub enum Unpacked {
    /// One at most: its number and one, or 0.
    One(Vec<u32>),
    /// Those of a document stand from its start to that of the next one.
    Many { starts: Vec<u32>, numbers: Vec<u32> },
}

impl Unpacked {
    fn of<T: PartialOrd + Copy + Debug + Send + Sync + 'static>(
        column: &Column<T>,
        number: impl Fn(T) -> u32,
    ) -> Self {
        let docs = 0..column.num_docs();
        if column.get_cardinality() != Cardinality::Multivalued {
            return Self::One(
                docs.map(|doc| column.first(doc).map_or(0, |value| number(value) + 1)).collect(),
            );
        }
        let (mut starts, mut numbers) = (Vec::with_capacity(docs.len() + 1), Vec::new());
        for doc in docs {
            starts.push(numbers.len() as u32);
            numbers.extend(column.values_for_doc(doc).map(&number));
        }
        starts.push(numbers.len() as u32);
        numbers.shrink_to_fit();
        Self::Many { starts, numbers }
    }
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
        let Values::Names { numbers, names, .. } = self.facet(FacetField::Kind) else { return None };
        let name = names.get(numbers.first(doc)? as usize)?;
        Some(NodeId::new(NodeKind::from_name(name)?, Uuid::from_u128(self.id(doc))))
    }
}

impl Values {
    fn open(facet: FacetField, reader: &SegmentReader) -> tantivy::Result<Self> {
        let name = schema::column(facet);
        if facet == FacetField::Year {
            return Ok(Self::Years { column: reader.fast_fields().i64(name)?, unpacked: OnceLock::new() });
        }
        let Some(column) = reader.fast_fields().str(name)? else { return Ok(Self::Absent) };
        let mut names = Vec::with_capacity(column.num_terms());
        let all: Vec<u64> = (0..column.num_terms() as u64).collect();
        column.dictionary().sorted_ords_to_term_cb(&all, |name| {
            names.push(String::from_utf8_lossy(name).into_owned());
        })?;
        Ok(Self::Names { numbers: column.ords().clone(), names, unpacked: OnceLock::new() })
    }

    /// The names of values, and which each document has; `None` when none has any.
    pub fn unpacked(&self) -> Option<(&[String], &Unpacked)> {
        match self {
            Self::Names { numbers, names, unpacked } => {
                Some((names, unpacked.get_or_init(|| Unpacked::of(numbers, |number| number as u32))))
            }
            Self::Years { column, unpacked } => {
                let (names, unpacked) = unpacked.get_or_init(|| {
                    let years: BTreeSet<i64> =
                        (0..column.num_docs()).flat_map(|doc| column.values_for_doc(doc)).collect();
                    let years: Vec<i64> = years.into_iter().collect();
                    let number = |year| years.partition_point(|other| *other < year) as u32;
                    (years.iter().map(i64::to_string).collect(), Unpacked::of(column, number))
                });
                Some((names, unpacked))
            }
            Self::Absent => None,
        }
    }
}
