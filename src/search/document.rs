//! What a feature says about one thing so that it can be found.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::contribution::shelf::governed;
use crate::contribution::{Contribution, Shared};
use crate::ids::{NodeId, NodeKind};

/// The present state of one thing, as search sees it.
///
/// A thing of kind `Theme` is found by suggestions only, not by search.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    pub node: NodeId,
    /// A person's or municipality's name, a theme's label, else the title.
    pub title: String,
    /// What else it is called as a whole, each as good as the title; not shown. A municipality has those of its [`Place`].
    pub other_titles: Vec<String>,
    pub summary: String,
    /// Plain text, headings included.
    pub body: String,
    /// Names of the people who belong to it: authors, contacts, speakers.
    pub people: Vec<String>,
    /// Of a document of kind `Theme`: itself, then those that are narrower.
    pub themes: Vec<Theme>,
    pub municipality: Option<Place>,
    /// Names of closed sets, as the filter gives them.
    pub stage: Option<String>,
    pub domains: Vec<String>,
    pub year: Option<i32>,
    /// Freshness: without a text, the newest come first.
    pub sorted_at: DateTime<Utc>,
    pub merit: Merit,
    /// From [`crate::access::Governed::terms`]; a document without terms is not indexed.
    pub scope_terms: Vec<String>,
}

/// The part of a [`Document`] that highlights are taken from, and who may see it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    pub id: Uuid,
    pub title: String,
    pub summary: String,
    pub body: String,
    pub scope_terms: Vec<String>,
}

impl Said {
    /// Nothing of a contribution; but who may see it.
    pub fn nothing<T: Contribution>(of: &Shared<T>) -> Self {
        Self { id: of.uuid(), scope_terms: governed(of).terms(), ..Self::default() }
    }
}

impl From<Document> for Said {
    fn from(document: Document) -> Self {
        let Document { node, title, summary, body, scope_terms, .. } = document;
        Self { id: node.uuid, title, summary, body, scope_terms }
    }
}

/// What makes a thing a better find than another that says the same. Nothing of it may depend on who asks, so that it
/// tells nothing of what not every reader of the document may see.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Merit {
    /// 0 for an idea, 1 for what was really done.
    pub stage: f32,
    /// The share of what such a thing can tell that it does tell, 0 to 1.
    pub completeness: f32,
    /// It is worth less as it grows older, counted from [`Document::sorted_at`].
    pub ages: bool,
}

impl Default for Merit {
    /// Of a kind of things that are not compared by it: in the middle.
    fn default() -> Self {
        Self { stage: 0.5, completeness: 0.5, ages: false }
    }
}

impl Merit {
    /// Of something that is worth less as it grows older.
    pub const AGEING: Self = Self { stage: 0.5, completeness: 0.5, ages: true };
}

/// A theme as a document names it; a document of kind `Theme` names itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    pub slug: String,
    pub label: String,
    pub alt_labels: Vec<String>,
    /// The slug of the theme that includes it: who chooses that one finds what has this one.
    pub broader: Option<String>,
}

/// A municipality as a document names it; a document of kind `Municipality` names itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// CBS code.
    pub code: String,
    pub name: String,
    /// What else it is called, its code too.
    pub alt_names: Vec<String>,
    pub province: String,
}

/// By what a thing is called that is not its own text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    Title,
    Theme,
    Person,
    Municipality,
}

impl Document {
    /// The words of its other titles, its themes, its people and its municipality.
    pub fn about(&self) -> impl Iterator<Item = (About, &str)> {
        let themes =
            self.themes.iter().flat_map(|theme| std::iter::once(&theme.label).chain(&theme.alt_labels));
        let places =
            self.municipality.iter().flat_map(|place| std::iter::once(&place.name).chain(&place.alt_names));
        let themes = themes.map(|text| (About::Theme, text));
        let titles = self.other_titles.iter().map(|text| (About::Title, text));
        let people = self.people.iter().map(|text| (About::Person, text));
        let all = titles.chain(themes).chain(people).chain(places.map(|text| (About::Municipality, text)));
        all.map(|(about, text)| (about, text.as_str())).filter(|(_, text)| !text.is_empty())
    }

    /// What a theme or a municipality is called beside its title; of other kinds nothing.
    pub fn other_names(&self) -> impl Iterator<Item = &String> {
        let theme = self.themes.first().filter(|_| self.node.kind == NodeKind::Theme);
        let place = self.municipality.as_ref().filter(|_| self.node.kind == NodeKind::Municipality);
        theme
            .into_iter()
            .flat_map(|theme| &theme.alt_labels)
            .chain(place.into_iter().flat_map(|place| &place.alt_names))
    }

    /// The names of its people and of its municipality.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let is_name = |about| matches!(about, About::Person | About::Municipality);
        self.about().filter(move |(about, _)| is_name(*about)).map(|(_, text)| text)
    }

    /// With nothing but what it says.
    pub fn saying(kind: NodeKind, said: Said, sorted_at: DateTime<Utc>) -> Self {
        let Said { id, title, summary, body, scope_terms } = said;
        Self { summary, body, scope_terms, ..Self::new(NodeId::new(kind, id), title, sorted_at) }
    }

    /// With nothing but a title, visible to nobody.
    pub fn new(node: NodeId, title: impl Into<String>, sorted_at: DateTime<Utc>) -> Self {
        Self {
            node,
            title: title.into(),
            other_titles: Vec::new(),
            summary: String::new(),
            body: String::new(),
            people: Vec::new(),
            themes: Vec::new(),
            municipality: None,
            stage: None,
            domains: Vec::new(),
            year: None,
            sorted_at,
            merit: Merit::default(),
            scope_terms: Vec::new(),
        }
    }
}
