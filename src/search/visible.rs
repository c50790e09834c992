//! What one reader may see of the index, as sets of documents.

use tantivy::{SegmentReader, Term};

use super::bits::Bits;
use super::schema::{Fields, Side};
use super::statistics::Segment;
use crate::access::PUBLIC_TERM;

/// The documents of a reader's circles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circles {
    /// Public documents too; everybody's circles have them.
    has_public: bool,
    restricted: Restricted,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Restricted {
    All,
    Some(Vec<Term>),
}

/// What of one side of one segment can be seen.
pub enum Seen {
    Nothing,
    /// All that is not deleted.
    Everything,
    Some(Bits),
}

impl Circles {
    /// From [`crate::access::Scope::terms`].
    pub fn of(fields: &Fields, terms: Option<&[String]>) -> Self {
        match terms {
            None => Self { has_public: true, restricted: Restricted::All },
            Some(terms) => {
                let (public, others): (Vec<&String>, Vec<&String>) =
                    terms.iter().partition(|term| *term == PUBLIC_TERM);
                let others = others.iter().map(|term| Term::from_field_text(fields.scope, term));
                Self { has_public: !public.is_empty(), restricted: Restricted::Some(others.collect()) }
            }
        }
    }

    /// What can be seen of the documents that are on `side`.
    pub fn seen(
        &self,
        fields: &Fields,
        side: &Side,
        reader: &SegmentReader,
        segment: &Segment,
    ) -> tantivy::Result<Seen> {
        if side.text == fields.public.text {
            return Ok(if self.has_public { Seen::Everything } else { Seen::Nothing });
        }
        match &self.restricted {
            Restricted::All => Ok(Seen::Everything),
            Restricted::Some(terms) if terms.is_empty() => Ok(Seen::Nothing),
            Restricted::Some(terms) => {
                Ok(Seen::Some(segment.documents_with_any(reader, terms.iter().cloned())?))
            }
        }
    }
}

impl Seen {
    /// Every document of the segment can be seen.
    pub fn is_everything(&self, reader: &SegmentReader) -> bool {
        matches!(self, Self::Everything) && !reader.has_deletes()
    }

    pub fn has(&self, reader: &SegmentReader, doc: u32) -> bool {
        let is_in_circle = match self {
            Self::Nothing => false,
            Self::Everything => true,
            Self::Some(bits) => bits.contains(doc),
        };
        is_in_circle && !reader.is_deleted(doc)
    }
}
