//! A document as tantivy takes it: each text once, however many fields have it.
//!
//! Tantivy's own document has a copy for each field, and thousands wait in line while an index is built.

use std::iter::Empty;
use std::ops::Range;

use tantivy::Document;
use tantivy::schema::document::{ReferenceValue, ReferenceValueLeaf};
use tantivy::schema::{Field, Value};
use tantivy::tokenizer::PreTokenizedString;

/// The values of the fields, in the order in which they were added.
#[derive(Debug, Default)]
pub struct Filled {
    texts: String,
    bytes: Vec<u8>,
    values: Vec<(Field, Content)>,
}

/// A text of a [`Filled`], for any of its fields.
#[derive(Clone, Debug)]
pub struct Text(Range<u32>);

impl Text {
    /// Its first `bytes`, which must end with a character.
    pub fn beginning(&self, bytes: usize) -> Self {
        Self(self.0.start..self.0.end.min(self.0.start + bytes as u32))
    }
}

/// Small: a document has more than a hundred.
#[derive(Debug)]
enum Content {
    Text(Text),
    Tokens(Box<PreTokenizedString>),
    Bytes(Range<u32>),
    U64(u64),
    I64(i64),
}

impl Filled {
    /// `bytes`: of all its texts, about.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { texts: String::with_capacity(bytes), bytes: Vec::new(), values: Vec::with_capacity(128) }
    }

    /// Keeps a text for [`Filled::add`]. All together may have four gigabytes; what people write is bounded far below.
    pub fn keep(&mut self, text: &str) -> Text {
        let start = self.texts.len() as u32;
        self.texts.push_str(text);
        Text(start..self.texts.len() as u32)
    }

    pub fn add(&mut self, field: Field, text: &Text) {
        self.values.push((field, Content::Text(text.clone())));
    }

    /// A text that no other field has.
    pub fn add_text(&mut self, field: Field, text: impl AsRef<str>) {
        let text = self.keep(text.as_ref());
        self.values.push((field, Content::Text(text)));
    }

    pub fn add_tokens(&mut self, field: Field, tokens: PreTokenizedString) {
        self.values.push((field, Content::Tokens(Box::new(tokens))));
    }

    pub fn add_bytes(&mut self, field: Field, bytes: &[u8]) {
        let start = self.bytes.len() as u32;
        self.bytes.extend_from_slice(bytes);
        self.values.push((field, Content::Bytes(start..self.bytes.len() as u32)));
    }

    pub fn add_u64(&mut self, field: Field, value: u64) {
        self.values.push((field, Content::U64(value)));
    }

    pub fn add_i64(&mut self, field: Field, value: i64) {
        self.values.push((field, Content::I64(value)));
    }
}

impl Document for Filled {
    type Value<'a> = Shown<'a>;
    type FieldsValuesIter<'a> = FieldsValues<'a>;

    fn iter_fields_and_values(&self) -> FieldsValues<'_> {
        FieldsValues { texts: &self.texts, bytes: &self.bytes, values: self.values.iter() }
    }
}

/// The fields of a document with their values.
pub struct FieldsValues<'a> {
    texts: &'a str,
    bytes: &'a [u8],
    values: std::slice::Iter<'a, (Field, Content)>,
}

impl<'a> Iterator for FieldsValues<'a> {
    type Item = (Field, Shown<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let (field, content) = self.values.next()?;
        let shown = match content {
            Content::Text(Text(range)) => Shown::Text(&self.texts[range.start as usize..range.end as usize]),
            Content::Tokens(tokens) => Shown::Tokens(tokens),
            Content::Bytes(range) => Shown::Bytes(&self.bytes[range.start as usize..range.end as usize]),
            Content::U64(value) => Shown::U64(*value),
            Content::I64(value) => Shown::I64(*value),
        };
        Some((*field, shown))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.values.size_hint()
    }
}

/// A value as tantivy reads it.
#[derive(Clone, Copy, Debug)]
pub enum Shown<'a> {
    Text(&'a str),
    Tokens(&'a PreTokenizedString),
    Bytes(&'a [u8]),
    U64(u64),
    I64(i64),
}

impl<'a> Value<'a> for Shown<'a> {
    type ArrayIter = Empty<Self>;
    type ObjectIter = Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match *self {
            Shown::Text(text) => ReferenceValueLeaf::Str(text),
            Shown::Tokens(tokens) => ReferenceValueLeaf::PreTokStr(Box::new(tokens.clone())),
            Shown::Bytes(bytes) => ReferenceValueLeaf::Bytes(bytes),
            Shown::U64(value) => ReferenceValueLeaf::U64(value),
            Shown::I64(value) => ReferenceValueLeaf::I64(value),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once_for_all_its_fields_and_their_order_is_that_of_adding() {
        let [first, second] = [0, 1].map(Field::from_field_id);
        let mut filled = Filled::with_capacity(10);
        filled.add_text(second, "één");
        let text = filled.keep("zonnewijzer");
        filled.add(first, &text);
        filled.add(second, &text);
        filled.add(first, &text.beginning(3));
        filled.add(first, &text.beginning(100));
        filled.add_u64(second, 7);
        filled.add_i64(second, -7);
        filled.add_bytes(first, &[1, 2]);
        assert_eq!(filled.texts, "éénzonnewijzer");
        let values: Vec<_> = filled.iter_fields_and_values().collect();
        let texts: Vec<_> = values.iter().map(|(field, value)| (field.field_id(), value.as_str())).collect();
        let expected = [
            (1, Some("één")),
            (0, Some("zonnewijzer")),
            (1, Some("zonnewijzer")),
            (0, Some("zon")),
            (0, Some("zonnewijzer")),
            (1, None),
            (1, None),
            (0, None),
        ];
        assert_eq!(texts, expected);
        assert_eq!(values[5].1.as_u64(), Some(7));
        assert_eq!(values[6].1.as_i64(), Some(-7));
        assert_eq!(values[7].1.as_bytes(), Some(&[1, 2][..]));
    }
}
