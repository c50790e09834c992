//! The fields of the index, and how a document fills them.

use std::collections::BTreeSet;

use data_encoding::BASE64URL_NOPAD;
use rustc_hash::FxHashSet;
use sha2::{Digest, Sha256};
use tantivy::TantivyDocument;
use tantivy::schema::{
    BytesOptions, FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, SchemaBuilder,
    TextFieldIndexing, TextOptions,
};
use uuid::Uuid;

use super::analysis::{abbreviation, chain, fold, stem, words};
use super::document::{About, Document, Merit};
use super::outline::Outline;
use super::request::FacetField;
use crate::access::PUBLIC_TERM;
use crate::ids::{NodeId, NodeKind};

/// Raise it when fields or their meaning change; indexes of another format are rebuilt at the next start.
const VERSION: u32 = 7;
/// Of everything that an index depends on.
pub const FORMAT: u32 = VERSION * 1_000 + super::analysis::VERSION;

/// Characters of a word's or title's beginning that suggestions look at.
const PREFIX_MAX: usize = 12;
/// Characters of a line that can be a heading.
const HEADING_MAX: usize = 70;
/// Characters of a text that are its beginning.
const LEAD: usize = 200;

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
    pub theme: Field,
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
    /// Its common words next to each other; see [`super::analysis::pairs`].
    pub pairs: Field,
    /// What others call it by: its themes with the parts of compounds, its people, its municipality.
    pub about: Field,
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
        pairs: field("pairs", "raw", IndexRecordOption::WithFreqs, false),
        about: field("about", chain::STEMS_AND_PARTS, IndexRecordOption::WithFreqsAndPositions, false),
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

    /// Where the [`Side::pairs`] of a text are.
    pub fn pairs_of(&self, text: Field) -> Option<Field> {
        self.sides().into_iter().find(|side| side.text == text).map(|side| side.pairs)
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

fn node_key(node: NodeId) -> Vec<u8> {
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
fn pack(merit: Merit) -> u64 {
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

/// `None` when nobody may see it.
pub fn to_tantivy(fields: &Fields, document: &Document) -> Option<TantivyDocument> {
    if document.scope_terms.is_empty() {
        return None;
    }
    let mut target = TantivyDocument::default();
    target.add_bytes(fields.node, &node_key(document.node));
    let (high, low) = uuid_halves(document.node.uuid);
    target.add_u64(fields.uuid_high, high);
    target.add_u64(fields.uuid_low, low);
    target.add_text(fields.kind, document.node.kind.name());
    target.add_i64(fields.sorted_at, document.sorted_at.timestamp_millis());
    target.add_u64(fields.merit, pack(document.merit));
    let (high, low) = Outline::of(&exact_title(&document.title)).halves();
    target.add_u64(fields.outline_high, high);
    target.add_u64(fields.outline_low, low);
    target.add_text(fields.stored_title, &document.title);
    for term in &document.scope_terms {
        target.add_text(fields.scope, term);
    }
    add_suggestions(fields, document, &mut target);
    if document.node.kind != NodeKind::Theme {
        add_text(fields, document, &mut target);
        add_facets(fields, document, &mut target);
    } else {
        // By these names it is asked for, and this is what it stands for: itself and what is narrower.
        let names = document
            .themes
            .iter()
            .take(1)
            .flat_map(|theme| std::iter::once(&theme.label).chain(&theme.alt_labels));
        for name in names {
            target.add_text(fields.exact, exact_key(&exact_title(name)));
        }
        for theme in &document.themes {
            target.add_text(fields.theme, &theme.slug);
        }
    }
    Some(target)
}

fn add_text(fields: &Fields, document: &Document, target: &mut TantivyDocument) {
    let is_public = document.scope_terms.iter().any(|term| term == PUBLIC_TERM);
    let side = if is_public { &fields.public } else { &fields.restricted };
    // A name is not made of words: who asks for `recht` does not mean Papendrecht.
    let is_name = matches!(document.node.kind, NodeKind::Person | NodeKind::Municipality);
    // Nor are the names of who belongs to it, where it tells of them.
    let names: FxHashSet<String> = document.names().flat_map(chain::divisible).collect();
    let add_parts = |target: &mut TantivyDocument, field: Field, text: &str| match names.is_empty() {
        true => target.add_text(field, text),
        false => target.add_pre_tokenized_text(field, chain::parts_but_of(&names, text)),
    };
    let texts = [(&document.title, is_name), (&document.summary, false), (&document.body, false)];
    for (text, is_name) in texts.into_iter().filter(|(text, _)| !text.is_empty()) {
        target.add_text(side.text, text);
        target.add_pre_tokenized_text(side.pairs, chain::pairs_of(text));
        target.add_text(side.spellings, text);
        if !is_name {
            add_parts(target, side.parts, text);
        }
    }
    for (about, text) in document.about() {
        match about {
            About::Theme => target.add_text(side.about, text),
            About::Person | About::Municipality => {
                target.add_pre_tokenized_text(side.about, chain::stems_of(text));
            }
        }
        target.add_text(side.spellings, text);
    }
    target.add_text(side.title, &document.title);
    if !is_name {
        add_parts(target, side.title_parts, &document.title);
    }
    for heading in headings(&document.body) {
        target.add_text(side.headings, heading);
    }
    target.add_text(
        side.lead,
        lead(if document.summary.is_empty() { &document.body } else { &document.summary }),
    );
    for text in [&document.summary, &document.body] {
        for pair in abbreviation::pairs(text, stem::TEXTS.lend().get()) {
            target.add_text(side.abbreviations, format!("s:{}|{}", pair.short, pair.long));
            target.add_text(side.abbreviations, format!("l:{}|{}", pair.long, pair.short));
        }
    }
    for title in titles(document) {
        target.add_text(fields.exact, exact_key(&exact_title(&title)));
    }
}

/// What a thing is called, each as good as a title: a municipality also has its other names, and what people say of it.
fn titles(document: &Document) -> Vec<String> {
    let mut titles = vec![document.title.clone()];
    if document.node.kind == NodeKind::Municipality {
        titles.extend(document.municipality.iter().flat_map(|place| place.alt_names.iter().cloned()));
        let formal: Vec<String> = titles.iter().map(|name| format!("gemeente {name}")).collect();
        titles.extend(formal);
    }
    titles
}

/// Lines of a text that are no sentences.
fn headings(body: &str) -> impl Iterator<Item = &str> {
    let is_heading = |line: &&str| {
        let length = line.chars().count();
        (3..=HEADING_MAX).contains(&length) && !line.ends_with(['.', ',', ';', ':', '?', '!'])
    };
    body.lines().map(str::trim).filter(is_heading)
}

fn lead(text: &str) -> &str {
    text.char_indices().nth(LEAD).map_or(text, |(at, _)| &text[..at])
}

fn add_facets(fields: &Fields, document: &Document, target: &mut TantivyDocument) {
    if let Some(place) = &document.municipality {
        target.add_text(fields.municipality, &place.code);
        if !place.province.is_empty() {
            target.add_text(fields.province, &place.province);
        }
    }
    // A value that is named twice counts once.
    let themes: BTreeSet<&str> = document.themes.iter().map(|theme| theme.slug.as_str()).collect();
    for slug in themes {
        target.add_text(fields.theme, slug);
    }
    let domains: BTreeSet<&str> = document.domains.iter().map(String::as_str).collect();
    for domain in domains {
        target.add_text(fields.domain, domain);
    }
    if let Some(stage) = &document.stage {
        target.add_text(fields.stage, stage);
    }
    if let Some(year) = document.year {
        target.add_i64(fields.year, year.into());
    }
}

fn add_suggestions(fields: &Fields, document: &Document, target: &mut TantivyDocument) {
    let mut names = vec![&document.title];
    match document.node.kind {
        NodeKind::Theme => names.extend(document.themes.iter().take(1).flat_map(|theme| &theme.alt_labels)),
        NodeKind::Municipality => {
            names.extend(document.municipality.iter().flat_map(|place| &place.alt_names));
        }
        _ => {}
    }
    let (mut prefixes, mut starts) = (BTreeSet::new(), BTreeSet::new());
    for name in names {
        starts.extend(beginnings(&exact_title(name)));
        for chunk in words::chunks(name) {
            for word in &chunk {
                prefixes.extend(beginnings(&fold::fold(&word.raw)));
                for piece in words::seams(&word.raw) {
                    prefixes.extend(beginnings(&fold::fold(piece)));
                }
            }
            for joined in words::joined(&chunk) {
                prefixes.extend(beginnings(&fold::fold(&joined.raw)));
            }
        }
    }
    for prefix in prefixes {
        target.add_text(fields.prefixes, prefix);
    }
    for start in starts {
        target.add_text(fields.starts, start);
    }
}

fn beginnings(text: &str) -> Vec<String> {
    text.char_indices().take(PREFIX_MAX).map(|(at, c)| text[..at + c.len_utf8()].to_owned()).collect()
}

/// Is more typed than [`beginnings`] keep? Then what begins so far may go on otherwise.
pub fn is_cut(text: &str) -> bool {
    text.chars().nth(PREFIX_MAX).is_some()
}

/// What has been typed of a word or title, as [`beginnings`] keep it.
pub fn beginning(text: &str) -> &str {
    text.char_indices().nth(PREFIX_MAX).map_or(text, |(at, _)| &text[..at])
}
