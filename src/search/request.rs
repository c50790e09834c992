//! What is asked of search, and what it answers.

use crate::ids::{NodeId, NodeKind};
use crate::page::{Page, Slice};

#[derive(Clone, Debug)]
pub struct SearchRequest {
    /// As typed: words, `"a phrase"`, `-excluded`, `gemeente:Delft` (see [`super::parse`]). Any text is allowed; the first [`super::TEXT_MAX`] characters
    /// count. Blank: everything, newest first.
    pub text: String,
    pub order: SearchOrder,
    /// From [`crate::access::Scope::terms`]. `None`: all documents.
    pub scope_terms: Option<Vec<String>>,
    pub filter: Filter,
    /// Parsed for [`SearchOrder::list`].
    pub page: Page,
    pub want_total: bool,
    pub want_facets: bool,
    /// Only what was typed, and not what the thesaurus or abbreviations say beside it.
    pub is_literal: bool,
    /// How each score came about.
    pub want_explanations: bool,
    /// Only what meets all of the text, however little that is.
    pub is_complete: bool,
    /// Only some of these.
    pub among: Option<Vec<NodeId>>,
}

/// What comes first. A cursor of one order is none of the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SearchOrder {
    /// The best; without a text the newest.
    #[default]
    Relevance,
    /// The newest of what meets all of the text; only where nothing does, of what meets some of it.
    Newest,
}

impl SearchOrder {
    /// The name of the list in cursors, for [`Page::parse`].
    pub fn list(self) -> &'static str {
        match self {
            Self::Relevance => super::LIST,
            Self::Newest => "search.newest",
        }
    }
}

impl SearchRequest {
    /// The first `limit` of all public documents; set the fields that differ.
    pub fn first(limit: u64) -> Self {
        Self {
            text: String::new(),
            order: SearchOrder::default(),
            scope_terms: Some(crate::access::Scope::Public.terms().unwrap_or_default()),
            filter: Filter::default(),
            page: Page::first(limit),
            want_total: false,
            want_facets: false,
            is_literal: false,
            want_explanations: false,
            is_complete: false,
            among: None,
        }
    }
}

/// Within a field any of the values, across fields all; an empty field does not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub kinds: Vec<NodeKind>,
    /// CBS codes.
    pub municipalities: Vec<String>,
    pub provinces: Vec<String>,
    /// Slugs.
    pub themes: Vec<String>,
    pub stages: Vec<String>,
    pub domains: Vec<String>,
    pub years: Vec<i32>,
}

#[derive(Clone, Debug)]
pub struct SearchResults {
    /// In the order that was asked for, each with its cursor.
    pub hits: Slice<Hit>,
    /// Exact; when asked for.
    pub total: Option<u64>,
    /// When asked for; else empty.
    pub facets: Facets,
    /// The text in a better spelling, when a word is unknown and a known one is close.
    pub did_you_mean: Option<String>,
    /// Too few things meet all of the text: those that meet some of it come as well; or some meet a compound by its pieces alone.
    pub has_partial: bool,
    /// Things that meet all of the text, whatever the filter; without a text all.
    pub met_all: u64,
    /// What was looked for beside what was typed.
    pub expansions: Vec<Expansion>,
}

/// Other words for a part of the query, as far as they stand in something that the reader may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expansion {
    /// As it was typed.
    pub typed: String,
    /// At least one.
    pub terms: Vec<(String, Relation)>,
}

/// What another word has to do with the one that was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    Synonym,
    Narrower,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    pub node: NodeId,
    /// Higher is better, comparable within one answer only; 1 where the newest come first.
    pub score: f32,
    /// When asked for, and the best come first.
    pub explanation: Option<Explanation>,
}

/// How a score came about: the sum of the contributions times `factor_of_share`, plus `title_likeness` and `nearness`,
/// all of it times the three factors of merit, plus `exact_title`.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// In the order of the query.
    pub concepts: Vec<Explained>,
    /// Below 1 when something of the query is not met.
    pub factor_of_share: f32,
    /// For a title that is exactly what was typed.
    pub exact_title: f32,
    /// For a title that is written like what was typed.
    pub title_likeness: f32,
    /// For words that stand near each other as they were typed, and for the passage that says most of the query.
    pub nearness: f32,
    /// At least 1.
    pub factor_of_freshness: f32,
    pub factor_of_stage: f32,
    pub factor_of_completeness: f32,
    pub score: f32,
}

/// What one part of a query adds to a score.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    pub typed: String,
    /// Higher for what fewer public documents say.
    pub rarity: f32,
    /// Not the word itself counts, but the words that it is made of.
    pub is_by_pieces: bool,
    pub occurrences: Vec<Occurrence>,
    pub contribution: f32,
}

/// Where a form of a word stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Occurrence {
    /// Stems.
    pub words: String,
    pub field: FieldName,
    pub count: u32,
    /// What it adds before more of it counts less.
    pub value: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldName {
    Text,
    Title,
    Headings,
    Lead,
    /// Words of themes and names.
    About,
    /// As a part of longer words.
    Parts,
    TitleParts,
}

/// A piece of a field with what matched in `<mark>`: safe HTML, everything else is escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Highlight {
    /// `title`, `summary` or `body`; of what matched nowhere else `themes`, `people` or `municipality`.
    pub field: &'static str,
    pub html: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FacetField {
    Kind,
    Municipality,
    Province,
    Theme,
    Stage,
    Domain,
    Year,
}

impl FacetField {
    pub const ALL: [Self; 7] =
        [Self::Kind, Self::Municipality, Self::Province, Self::Theme, Self::Stage, Self::Domain, Self::Year];
}

/// Each field once, in the order of [`FacetField::ALL`]. A field is counted under the filters of the others, so
/// that a second value of it can be chosen. Most frequent value first, then by value.
pub type Facets = Vec<(FacetField, Vec<FacetBucket>)>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetBucket {
    /// As the filter takes it; a kind by [`NodeKind::name`]. Labels are the caller's.
    pub value: String,
    pub count: u64,
}

#[derive(Clone, Debug)]
pub struct SuggestRequest {
    /// As typed so far; each word is the beginning of a word.
    pub prefix: String,
    /// From [`crate::access::Scope::terms`]. `None`: all documents.
    pub scope_terms: Option<Vec<String>>,
    pub limit: usize,
}

/// For queries that somebody may be about to type.
#[derive(Clone, Debug)]
pub struct CompletionRequest {
    /// As typed so far.
    pub prefix: String,
    /// From [`crate::access::Scope::terms`]. `None`: all documents.
    pub scope_terms: Option<Vec<String>>,
    /// What others asked for that begins so, the best first; at most [`super::completions::ASKED_MAX`] count.
    pub asked: Vec<String>,
    pub limit: usize,
}

/// Something whose title, name or label begins with what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub text: String,
    /// Another name of it, with words that begin like those typed, where `text` has not all of them.
    pub also_called: Option<String>,
    pub node: NodeId,
}
