//! How scores came about, for editors.

use async_graphql::{Enum, SimpleObject};

use super::connection::int;
use crate::access::{Actor, MunicipalityRole, Role};
use crate::search;

/// Who writes for others may see why something stands where it stands: editors, organisers and administrators. It tells
/// nothing that the ranking does not show, so that who may not gets null.
pub fn may_explain(actor: &Actor) -> bool {
    actor.signed_in().is_some_and(|signed_in| {
        signed_in.role != Role::Member || signed_in.municipality_role != MunicipalityRole::Member
    })
}

/// How the score of a hit came about: the sum of the contributions times `factorOfShare`, plus `titleShare` and
/// `nearness`, all of it times the other three factors, plus `exactTitle`.
#[derive(SimpleObject)]
pub struct SearchExplanation {
    /// What each part of the query adds, in its order.
    concepts: Vec<ExplainedConcept>,
    /// Below 1 when something of the query is not met.
    factor_of_share: f32,
    /// For a title that is exactly what was typed; else 0.
    exact_title: f32,
    /// For how much more alike the title and what was typed are written than is usual among what was found.
    title_share: f32,
    /// For words that stand near each other as they were typed, and for the passage that says most of what was typed.
    nearness: f32,
    /// 1 or a little more, for what is new; it halves in three years.
    factor_of_freshness: f32,
    /// 1 or a little more, for what was really done and is no mere idea.
    factor_of_stage: f32,
    /// 1 or a little more, for what tells its results, costs, contacts and so on.
    factor_of_completeness: f32,
    /// All together.
    score: f32,
}

/// What one part of a query adds to a score.
#[derive(SimpleObject)]
pub struct ExplainedConcept {
    /// As it was typed.
    typed: String,
    /// Higher for what fewer public things say, and for what is said less in Dutch at all.
    rarity: f32,
    /// Not the word itself counts, but the words that it is made of.
    is_by_pieces: bool,
    /// Where it stands, in which forms.
    occurrences: Vec<ExplainedOccurrence>,
    /// What it adds: the rarity times the values, where more of them count less and less.
    contribution: f32,
}

/// Where a form of a word stands.
#[derive(SimpleObject)]
pub struct ExplainedOccurrence {
    /// The words, as the index knows them.
    words: String,
    /// Where.
    field: SearchField,
    /// How often.
    count: i32,
    /// What it is worth there, for a text of that length.
    value: f32,
}

/// A part of a thing that counts on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "search::FieldName")]
pub enum SearchField {
    /// Anywhere in its own text, the other parts included.
    Text,
    /// The title.
    Title,
    /// Short lines that head what follows.
    Headings,
    /// Where the text begins.
    Lead,
    /// In the words of its themes, its people's names and its municipality's.
    About,
    /// Anywhere, as a part of longer words.
    Parts,
    /// In the title, as a part of longer words.
    TitleParts,
}

impl From<search::Explanation> for SearchExplanation {
    fn from(explanation: search::Explanation) -> Self {
        Self {
            concepts: explanation.concepts.into_iter().map(ExplainedConcept::from).collect(),
            factor_of_share: explanation.factor_of_share,
            exact_title: explanation.exact_title,
            // The name of the contract, from when it was the share of the title that was typed.
            title_share: explanation.title_likeness,
            nearness: explanation.nearness,
            factor_of_freshness: explanation.factor_of_freshness,
            factor_of_stage: explanation.factor_of_stage,
            factor_of_completeness: explanation.factor_of_completeness,
            score: explanation.score,
        }
    }
}

impl From<search::Explained> for ExplainedConcept {
    fn from(concept: search::Explained) -> Self {
        let occurrence = |one: search::Occurrence| ExplainedOccurrence {
            words: one.words,
            field: one.field.into(),
            count: int(one.count.into()),
            value: one.value,
        };
        Self {
            typed: concept.typed,
            rarity: concept.rarity,
            is_by_pieces: concept.is_by_pieces,
            occurrences: concept.occurrences.into_iter().map(occurrence).collect(),
            contribution: concept.contribution,
        }
    }
}
