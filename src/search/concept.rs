//! What a query looks for, as a tree: a text matches concepts, a concept has leaves, a leaf has forms.

use std::ops::Range;

use super::analysis::pairs;
use super::request::Expansion;

/// Words that stand somewhere: stems, each with its place relative to the first. A word that is written in one
/// stands at the place of its first part.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Form {
    pub stems: Vec<(usize, String)>,
}

impl Form {
    pub fn word(stem: impl Into<String>) -> Self {
        Self { stems: vec![(0, stem.into())] }
    }

    /// Do only positions tell where it stands?
    pub fn needs_positions(&self) -> bool {
        self.stems.len() > 2 || self.stems.len() == 2 && self.pairs().next().is_none()
    }

    /// The terms of those of its words that stand next to each other and have one ([`pairs`]).
    pub fn pairs(&self) -> impl Iterator<Item = String> {
        self.stems.windows(2).filter_map(|two| pair(&two[0], &two[1]))
    }
}

fn pair((at, first): &(usize, String), (behind, second): &(usize, String)) -> Option<String> {
    (at + 1 == *behind).then(|| pairs::of(first, second)).flatten()
}

/// Forms that mean the same: their occurrences are added before they are weighed, as if they were one word.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Leaf {
    /// Each with the weight of an occurrence: 1 for what was typed.
    pub forms: Vec<(Form, f32)>,
    /// A stem that counts as well where it is a part of a longer word.
    pub part: Option<String>,
    /// For the name of a municipality its code, for that of a kind or a stage what things of it are called: a stem that those
    /// carry in `about`, and that counts though no text says the name.
    pub carried: Option<String>,
    /// From [`super::statistics::Statistics::rarity_in_dutch`].
    pub rarity: f32,
    /// Public texts say what was typed, not only as a part of longer words.
    pub is_said: bool,
}

impl Leaf {
    /// Adds a form, unless it is one already: its occurrences would count twice. Answers whether it is new.
    pub fn add(&mut self, form: Form, weight: f32) -> bool {
        let is_new = !self.forms.iter().any(|(known, _)| *known == form);
        if is_new {
            self.forms.push((form, weight));
        }
        is_new
    }
}

/// One part of the query that a document meets or not: by its whole, or by all of its pieces (`huisvuil`: `huis`
/// and `vuil`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Concept {
    pub whole: Leaf,
    pub pieces: Vec<Leaf>,
    /// Where it was typed.
    pub range: Range<usize>,
}

impl Concept {
    pub fn leaves(&self) -> impl Iterator<Item = &Leaf> {
        std::iter::once(&self.whole).chain(&self.pieces)
    }
}

/// What a document has to meet.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub concepts: Vec<Concept>,
    /// Too few met all concepts: any is enough, by its whole or by those of its pieces that carry a third of its rarity.
    pub is_widened: bool,
    /// Nothing met any of them so: any piece is enough.
    pub is_any_piece_enough: bool,
    /// Something is not looked for as it was typed, since nobody says it: words in quotes one by one, or a last word of which
    /// hardly anything was typed not at all. So nothing meets all.
    pub is_loosened: bool,
    /// None of these may stand anywhere.
    pub excluded: Vec<Form>,
    /// From [`super::schema::exact_title`]; blank when nothing was typed.
    pub exact_title: String,
    pub did_you_mean: Option<String>,
    /// What the forms hold beside what was typed.
    pub expansions: Vec<Expansion>,
}

impl Plan {
    /// Is nothing asked for but one word?
    pub fn is_of_one_word(&self) -> bool {
        self.concepts.len() <= 1
    }
}
