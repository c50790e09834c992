//! What was looked for beside what was typed.

use async_graphql::{Enum, SimpleObject};

use crate::search;

/// What another word has to do with the one that was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "search::Relation")]
pub enum SearchExpansionRelation {
    /// The same in other words.
    Synonym,
    /// A kind of it, or a part.
    Narrower,
}

/// Another word that was looked for.
#[derive(SimpleObject)]
pub struct SearchExpansionTerm {
    /// As the thesaurus has it.
    text: String,
    /// What it has to do with what was typed.
    relation: SearchExpansionRelation,
}

/// Other words of the thesaurus for a part of the query; only those that stand in something that the viewer may see.
#[derive(SimpleObject)]
pub struct SearchExpansion {
    /// The part, as it was typed.
    typed: String,
    /// The other words, synonyms first.
    terms: Vec<SearchExpansionTerm>,
}

impl From<search::Expansion> for SearchExpansion {
    fn from(expansion: search::Expansion) -> Self {
        let term = |(text, relation): (String, search::Relation)| SearchExpansionTerm {
            text,
            relation: relation.into(),
        };
        Self { typed: expansion.typed, terms: expansion.terms.into_iter().map(term).collect() }
    }
}
