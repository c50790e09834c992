//! The fields of the index, and what their terms look like. How a document fills them is in [`super::fill`].

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};
use tantivy::schema::{
    BytesOptions, FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, SchemaBuilder,
    TextFieldIndexing, TextOptions,
};
use uuid::Uuid;

use super::analysis::{chain, fold, words};
use super::document::Merit;
use super::request::FacetField;
use crate::ids::NodeId;

/// Raise it when fields or their meaning change; indexes of another format are rebuilt at the next start.
const VERSION: u32 = 10;
/// Of everything that an index depends on.
pub const FORMAT: u32 = VERSION * 1_000 + super::analysis::VERSION;

/// Characters of a word's or title's beginning that suggestions look at.
const PREFIX_MAX: usize = 12;

#[derive(Clone, Copy, Debug)]
pub struct Fields {
    /// What a document is deleted by: its kind and the bytes of its id.
    pub node: Field,
    /// The words of documents that everybody may see.
    pub public: Side,
    /// The words of the others.
    pub restricted: Side,
    /// The title as one term; see [`exact_key`].
    pub exact: Field,
    /// Beginnings of the title's words.
    pub prefixes: Field,
    /// Beginnings of the title.
    pub starts: Field,
    pub kind: Field,
    pub municipality: Field,
    pub province: Field,
    /// Those that a document has itself and those that include them: a facet counts what its filter finds.
    pub theme: Field,
    /// Those that it has itself, for what compares things by them.
    pub own_theme: Field,
    pub stage: Field,
    pub domain: Field,
    pub year: Field,
    pub scope: Field,
    pub sorted_at: Field,
    pub merit: Field,
    /// The title's [`Outline`]; other names are met as exact titles only.
    pub outline_high: Field,
    pub outline_low: Field,
    pub uuid_high: Field,
    pub uuid_low: Field,
    /// For suggestions. Other texts are not kept: highlights take them from the features.
    pub stored_title: Field,
}

/// Fields of words. A document is on one side only, so that a reader of the one learns nothing of the other: not
/// its words, and not how frequent they are.
#[derive(Clone, Copy, Debug)]
pub struct Side {
    /// What a thing says itself, in one field: one statistic, so that no field outweighs the others.
    pub text: Field,
    /// Words of it that stand next to each other; see [`super::analysis::pairs`].
    pub pairs: Field,
    /// What others call it by: its other titles, its themes with the parts of compounds, its people, its municipality.
    pub about: Field,
    pub about_pairs: Field,
    /// The title once more.
    pub title: Field,
    /// Short lines of a body, which head what follows, once more.
    pub headings: Field,
    /// Where a text begins, once more.
    pub lead: Field,
    /// What longer words are made of.
    pub parts: Field,
    pub title_parts: Field,
    /// Words as they are written, for better spellings.
    pub spellings: Field,
    /// Abbreviations and what they stand for, as the texts themselves say.
    pub abbreviations: Field,
}

fn indexed(tokenizer: &str, option: IndexRecordOption, has_norms: bool) -> TextOptions {
    let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option);
    TextOptions::default().set_indexing_options(indexing.set_fieldnorms(has_norms))
}

fn side(schema: &mut SchemaBuilder, name: &str) -> Side {
    let mut field = |what: &str, tokenizer: &str, option, has_norms| {
        schema.add_text_field(&format!("{name}_{what}"), indexed(tokenizer, option, has_norms))
    };
    Side {
        text: field("text", chain::STEMS, IndexRecordOption::WithFreqsAndPositions, true),
        pairs: field("pairs", chain::PAIRS, IndexRecordOption::WithFreqs, false),
        about: field("about", chain::STEMS_AND_PARTS, IndexRecordOption::WithFreqsAndPositions, false),
        about_pairs: field("about_pairs", chain::PAIRS_WITH_PARTS, IndexRecordOption::WithFreqs, false),
        title: field("title", chain::STEMS, IndexRecordOption::WithFreqs, true),
        headings: field("headings", chain::STEMS, IndexRecordOption::WithFreqs, false),
        lead: field("lead", chain::STEMS, IndexRecordOption::WithFreqs, false),
        parts: field("parts", chain::PARTS, IndexRecordOption::WithFreqs, false),
        title_parts: field("title_parts", chain::PARTS, IndexRecordOption::WithFreqs, false),
        spellings: field("spellings", chain::SPELLINGS, IndexRecordOption::Basic, false),
        abbreviations: field("abbreviations", "raw", IndexRecordOption::Basic, false),
    }
}

pub fn build() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let terms = || indexed("raw", IndexRecordOption::Basic, false);
    // How long the value of a facet is tells nothing.
    let facet = || terms() | FAST;
    let fields = Fields {
        node: schema.add_bytes_field("node", BytesOptions::default().set_indexed()),
        public: side(&mut schema, "public"),
        restricted: side(&mut schema, "restricted"),
        exact: schema.add_text_field("exact", terms()),
        prefixes: schema.add_text_field("prefixes", terms()),
        starts: schema.add_text_field("starts", terms()),
        kind: schema.add_text_field("kind", facet()),
        municipality: schema.add_text_field("municipality", facet()),
        province: schema.add_text_field("province", facet()),
        theme: schema.add_text_field("theme", facet()),
        own_theme: schema.add_text_field(OWN_THEME, FAST),
        stage: schema.add_text_field("stage", facet()),
        domain: schema.add_text_field("domain", facet()),
        year: schema.add_i64_field("year", NumericOptions::default().set_indexed().set_fast()),
        scope: schema.add_text_field("scope", terms()),
        sorted_at: schema.add_i64_field("sorted_at", FAST),
        merit: schema.add_u64_field("merit", FAST),
        outline_high: schema.add_u64_field("outline_high", FAST),
        outline_low: schema.add_u64_field("outline_low", FAST),
        uuid_high: schema.add_u64_field("uuid_high", FAST),
        uuid_low: schema.add_u64_field("uuid_low", FAST),
        stored_title: schema.add_text_field("stored_title", STORED),
    };
    (schema.build(), fields)
}

impl Fields {
    pub fn sides(&self) -> [&Side; 2] {
        [&self.public, &self.restricted]
    }

    /// Where the pairs of a field with positions are.
    pub fn pairs_of(&self, field: Field) -> Option<Field> {
        let mut sides = self.sides().into_iter();
        sides.find_map(|side| match field {
            _ if field == side.text => Some(side.pairs),
            _ if field == side.about => Some(side.about_pairs),
            _ => None,
        })
    }

    pub fn of_facet(&self, facet: FacetField) -> Field {
        match facet {
            FacetField::Kind => self.kind,
            FacetField::Municipality => self.municipality,
            FacetField::Province => self.province,
            FacetField::Theme => self.theme,
            FacetField::Stage => self.stage,
            FacetField::Domain => self.domain,
            FacetField::Year => self.year,
        }
    }
}

/// The name of the column of themes that documents have themselves.
pub const OWN_THEME: &str = "own_theme";

/// The name of a facet's column.
pub fn column(facet: FacetField) -> &'static str {
    match facet {
        FacetField::Kind => "kind",
        FacetField::Municipality => "municipality",
        FacetField::Province => "province",
        FacetField::Theme => "theme",
        FacetField::Stage => "stage",
        FacetField::Domain => "domain",
        FacetField::Year => "year",
    }
}

pub fn node_key(node: NodeId) -> Vec<u8> {
    [node.kind.name().as_bytes(), node.uuid.as_bytes()].concat()
}

/// What a document is deleted by.
pub fn node_term(fields: &Fields, node: NodeId) -> tantivy::Term {
    tantivy::Term::from_field_bytes(fields.node, &node_key(node))
}

/// The two columns of an id.
pub fn uuid_halves(uuid: Uuid) -> (u64, u64) {
    uuid.as_u64_pair()
}

/// A merit as one number of its column: shares in steps of a hundredth.
pub fn pack(merit: Merit) -> u64 {
    let hundredths = |share: f32| (share.clamp(0.0, 1.0) * 100.0).round() as u64;
    u64::from(merit.ages) << 16 | hundredths(merit.stage) << 8 | hundredths(merit.completeness)
}

pub fn unpack(merit: u64) -> Merit {
    let share = |hundredths: u64| (hundredths & 0xff) as f32 / 100.0;
    Merit { stage: share(merit >> 8), completeness: share(merit), ages: merit >> 16 & 1 == 1 }
}

/// A title as titles are compared: its folded words, one space between.
pub fn exact_title(title: &str) -> String {
    let words: Vec<String> = words::chunks(title).flatten().map(|word| fold::fold(&word.raw)).collect();
    words.join(" ")
}

/// What a title is found by as a whole: a part of its hash (SHA-256), a quarter as long. Among a million titles a query is
/// that of another one once in 280 million times.
pub fn exact_key(exact_title: &str) -> String {
    let hash = Sha256::digest(exact_title.as_bytes());
    BASE64URL_NOPAD.encode(&hash[..6])
}

/// Is more typed than the longest beginning that is kept? Then what begins so far may go on otherwise.
pub fn is_cut(text: &str) -> bool {
    text.chars().nth(PREFIX_MAX).is_some()
}

/// The longest beginning that is kept of a word or title, or of what has been typed of it.
pub fn beginning(text: &str) -> &str {
    text.char_indices().nth(PREFIX_MAX).map_or(text, |(at, _)| &text[..at])
}
