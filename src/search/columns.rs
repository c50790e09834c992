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
    own_themes: Values,
    /// By number of the theme. Made once somebody compares things.
    of_theme: OnceLock<Vec<Box<[DocId]>>>,
}

/// The values of one facet.
pub enum Values {
    /// Numbers of names.
    Names {
        numbers: Column<u64>,
        /// Ascending.
        names: Vec<Arc<str>>,
        unpacked: OnceLock<Unpacked>,
    },
    Years {
        column: Column<i64>,
        /// The years that occur, ascending as they are written, and their numbers.
        unpacked: OnceLock<(Vec<Arc<str>>, Unpacked)>,
    },
    /// No document of the segment has the field.
    Absent,
}

/// Which values each document has, by number: a column takes four times as long to ask for each of many hits. Made once
/// somebody counts the facet.
pub enum Unpacked {
    /// One at most: its number and one, or 0.
    One(Numbers),
    /// Those of a document stand from its start to that of the next one.
    Many { starts: Box<[u32]>, numbers: Numbers },
}

/// Numbers in as few bytes as the largest takes: many are looked up for a query, and small ones stay in the caches.
pub enum Numbers {
    Bytes(Box<[u8]>),
    Shorts(Box<[u16]>),
    Longs(Box<[u32]>),
}

impl From<Vec<u32>> for Numbers {
    fn from(numbers: Vec<u32>) -> Self {
        let most = numbers.iter().copied().max().unwrap_or_default();
        // Each fits: the largest does.
        if most <= u32::from(u8::MAX) {
            Self::Bytes(numbers.into_iter().map(|number| number as u8).collect())
        } else if most <= u32::from(u16::MAX) {
            Self::Shorts(numbers.into_iter().map(|number| number as u16).collect())
        } else {
            Self::Longs(numbers.into())
        }
    }
}

impl Numbers {
    fn at(&self, at: usize) -> u32 {
        match self {
            Self::Bytes(numbers) => numbers[at].into(),
            Self::Shorts(numbers) => numbers[at].into(),
            Self::Longs(numbers) => numbers[at],
        }
    }
}

impl Unpacked {
    /// The numbers of the values of one document.
    pub fn values(&self, doc: DocId) -> impl Iterator<Item = u32> {
        let doc = doc as usize;
        let (numbers, places, shift) = match self {
            Self::One(numbers) => (numbers, doc..doc + 1, 1),
            Self::Many { starts, numbers } => (numbers, starts[doc] as usize..starts[doc + 1] as usize, 0),
        };
        places.filter_map(move |at| numbers.at(at).checked_sub(shift))
    }

    fn of<T: PartialOrd + Copy + Debug + Send + Sync + 'static>(
        column: &Column<T>,
        number: impl Fn(T) -> u32,
    ) -> Self {
        let docs = 0..column.num_docs();
        if column.get_cardinality() != Cardinality::Multivalued {
            let numbers = docs.map(|doc| column.first(doc).map_or(0, |value| number(value) + 1));
            return Self::One(numbers.collect::<Vec<u32>>().into());
        }
        let (mut starts, mut numbers) = (Vec::with_capacity(docs.len() + 1), Vec::new());
        for doc in docs {
            starts.push(numbers.len() as u32);
            numbers.extend(column.values_for_doc(doc).map(&number));
        }
        starts.push(numbers.len() as u32);
        Self::Many { starts: starts.into(), numbers: numbers.into() }
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
            own_themes: Values::names(schema::OWN_THEME, reader)?,
            of_theme: OnceLock::new(),
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

    /// The themes that documents have themselves, without those that include them.
    pub fn own_themes(&self) -> &Values {
        &self.own_themes
    }

    /// The slugs of the themes that a document has itself.
    pub fn themes_of(&self, doc: DocId) -> impl Iterator<Item = &str> {
        let unpacked = self.own_themes.unpacked();
        unpacked
            .into_iter()
            .flat_map(move |(slugs, themes)| themes.values(doc).map(|theme| &*slugs[theme as usize]))
    }

    /// The documents that have the theme with this slug themselves, ascending, deleted ones too.
    pub fn of_theme(&self, slug: &str) -> &[DocId] {
        let Some((slugs, themes)) = self.own_themes.unpacked() else { return &[] };
        let of_theme = self.of_theme.get_or_init(|| {
            let mut all = vec![Vec::new(); slugs.len()];
            for doc in 0..self.high.num_vals() {
                themes.values(doc).for_each(|theme| all[theme as usize].push(doc));
            }
            all.into_iter().map(Vec::into_boxed_slice).collect()
        });
        slugs.binary_search_by(|known| (**known).cmp(slug)).map_or(&[], |number| &of_theme[number])
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
        Self::names(name, reader)
    }

    fn names(name: &str, reader: &SegmentReader) -> tantivy::Result<Self> {
        let Some(column) = reader.fast_fields().str(name)? else { return Ok(Self::Absent) };
        let mut names = Vec::with_capacity(column.num_terms());
        let all: Vec<u64> = (0..column.num_terms() as u64).collect();
        column.dictionary().sorted_ords_to_term_cb(&all, |name| {
            names.push(String::from_utf8_lossy(name).into());
        })?;
        Ok(Self::Names { numbers: column.ords().clone(), names, unpacked: OnceLock::new() })
    }

    /// The names of values, ascending, and which each document has; `None` when none has any.
    pub fn unpacked(&self) -> Option<(&[Arc<str>], &Unpacked)> {
        match self {
            Self::Names { numbers, names, unpacked } => {
                Some((names, unpacked.get_or_init(|| Unpacked::of(numbers, |number| number as u32))))
            }
            Self::Years { column, unpacked } => {
                let (names, unpacked) = unpacked.get_or_init(|| {
                    let docs = 0..column.num_docs();
                    let years: BTreeSet<i64> = docs.flat_map(|doc| column.values_for_doc(doc)).collect();
                    let mut years: Vec<(Arc<str>, i64)> =
                        years.into_iter().map(|year| (year.to_string().into(), year)).collect();
                    years.sort();
                    let number =
                        |year| years.iter().position(|(_, it)| *it == year).unwrap_or_default() as u32;
                    let unpacked = Unpacked::of(column, number);
                    (years.iter().map(|(name, _)| name.clone()).collect(), unpacked)
                });
                Some((names, unpacked))
            }
            Self::Absent => None,
        }
    }
}
