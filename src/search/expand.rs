//! Lets other words of the thesaurus stand for what was typed.

use std::ops::Range;

use super::analysis::fold::fold;
use super::concept::{Concept, Form, Leaf};
use super::request::{Expansion, Relation};
use super::synonyms::{Match, Synonyms};
use super::vocabulary::Vocabulary;
use super::weights::Weights;

/// What was typed, and which labels stand in it.
pub struct Said<'a> {
    pub synonyms: &'a Synonyms,
    pub labels: Vec<Match>,
    pub text: &'a str,
}

/// Adds the other words to the concepts that a label is about; answers those that a visible document says. Who uses
/// another word for all of a label meets all of its words.
pub fn expand(
    concepts: &mut [Concept],
    said: &Said<'_>,
    vocabulary: &Vocabulary<'_>,
    weights: &Weights,
) -> tantivy::Result<Vec<Expansion>> {
    let mut expansions = Vec::new();
    for label in &said.labels {
        let mut terms = Vec::new();
        for other in said.synonyms.alternatives(label) {
            let weight = match other.relation {
                Relation::Synonym => weights.synonym,
                Relation::Narrower => weights.narrower,
            };
            let mut is_new = false;
            for form in other.forms {
                if weight == 0.0 || !vocabulary.has_text(form)? {
                    continue;
                }
                for leaf in concepts.iter_mut().flat_map(|concept| about(concept, label)) {
                    is_new |= stand_for(leaf, form, weight);
                }
            }
            if is_new && !other.is_hidden {
                terms.push((other.text.to_owned(), other.relation));
            }
        }
        if !terms.is_empty() {
            expansions.push(Expansion { typed: said.text[label.range.clone()].to_owned(), terms });
        }
    }
    Ok(expansions)
}

/// What of a concept a label is about: all of it, or of a longer one (`AI` in `AI-verordening`) the piece that says the label.
fn about<'a>(concept: &'a mut Concept, label: &Match) -> Vec<&'a mut Leaf> {
    if !overlap(&concept.range, &label.range) {
        return Vec::new();
    }
    if label.range.len() >= concept.range.len() {
        return vec![&mut concept.whole];
    }
    let says = |piece: &&mut Leaf| match piece.forms.first().map(|(form, _)| &form.stems[..]) {
        Some([(_, stem)]) => label.keys.contains(stem),
        _ => false,
    };
    concept.pieces.iter_mut().filter(says).collect()
}

/// Adds what was looked for beside a part of the query, each word once.
pub fn tell(expansions: &mut Vec<Expansion>, expansion: Expansion) {
    let Some(known) = expansions.iter_mut().find(|known| known.typed == expansion.typed) else {
        return expansions.push(expansion);
    };
    for (term, relation) in expansion.terms {
        if known.terms.iter().all(|(other, _)| fold(other) != fold(&term)) {
            known.terms.push((term, relation));
        }
    }
}

/// Adds a form to a leaf; answers whether it says more than what was typed.
fn stand_for(leaf: &mut Leaf, form: &Form, weight: f32) -> bool {
    match leaf.forms.iter_mut().find(|(known, _)| known == form) {
        Some((_, known)) => {
            let is_typed = *known >= 1.0;
            *known = known.max(weight);
            !is_typed
        }
        None => {
            leaf.forms.push((form.clone(), weight));
            true
        }
    }
}

pub fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}
