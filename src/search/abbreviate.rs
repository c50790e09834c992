//! Lets abbreviations and what they stand for stand for each other in a query, as visible texts explain them.

use std::ops::Range;

use super::analysis::abbreviation::{self, Kind};
use super::analysis::stem::DutchStemmer;
use super::concept::{Concept, Form};
use super::expand::tell;
use super::request::{Expansion, Relation};
use super::vocabulary::Vocabulary;
use super::weights::Weights;

/// Words of a long form that are looked for together.
const LONG_FORM_MAX: usize = 6;
/// Long forms of one abbreviation that are used.
const LONG_FORMS_MAX: usize = 3;

pub struct Abbreviations<'a> {
    pub vocabulary: &'a Vocabulary<'a>,
    pub weights: &'a Weights,
    pub stemmer: &'a mut DutchStemmer,
}

impl Abbreviations<'_> {
    /// Lets abbreviations and their long forms stand for each other; answers what stands for which part of `text`.
    pub fn stand_for(self, concepts: &mut [Concept], text: &str) -> tantivy::Result<Vec<Expansion>> {
        let mut expansions = Vec::new();
        if self.weights.abbreviation == 0.0 {
            return Ok(expansions);
        }
        let mut told = |range: Range<usize>, written: String| {
            let terms = vec![(written, Relation::Synonym)];
            tell(&mut expansions, Expansion { typed: text.get(range).unwrap_or_default().to_owned(), terms });
        };
        let stems: Vec<Option<String>> = concepts.iter().map(stem_of).collect();
        for (i, stem) in stems.iter().enumerate() {
            let Some(stem) = stem.as_deref().filter(|stem| stem.len() <= 12) else { continue };
            for long in self.standing_for(Kind::Short, stem)? {
                let stems = long.stems.split(' ').map(str::to_owned).enumerate().collect();
                if concepts[i].whole.add(Form { stems }, self.weights.abbreviation) {
                    told(concepts[i].range.clone(), long.written);
                }
            }
        }
        for from in 0..concepts.len() {
            for to in from + 1..=concepts.len().min(from + LONG_FORM_MAX) {
                let Some(long) = stems[from..to].iter().cloned().collect::<Option<Vec<String>>>() else {
                    break;
                };
                for short in self.standing_for(Kind::Long, &long.join(" "))? {
                    let form = Form::word(self.stemmer.stem(&short.stems));
                    let mut is_new = false;
                    for concept in &mut concepts[from..to] {
                        is_new |= concept.whole.add(form.clone(), self.weights.abbreviation);
                    }
                    if is_new {
                        told(concepts[from].range.start..concepts[to - 1].range.end, short.written);
                    }
                }
            }
        }
        Ok(expansions)
    }

    /// Each by one of the ways in which visible texts write it.
    fn standing_for(&self, kind: Kind, stems: &str) -> tantivy::Result<Vec<abbreviation::Side>> {
        let beginning = kind.beginning(stems);
        let mut found: Vec<abbreviation::Side> = Vec::new();
        for term in self.vocabulary.terms_beginning(&beginning, |side| side.abbreviations)? {
            let Some(other) = abbreviation::led_to(&term, &beginning) else { continue };
            if found.iter().all(|known| known.stems != other.stems) {
                found.push(other);
            }
        }
        found.truncate(LONG_FORMS_MAX);
        Ok(found)
    }
}

/// The stem that was typed, when a concept is one word.
fn stem_of(concept: &Concept) -> Option<String> {
    let (form, _) = concept.whole.forms.first()?;
    match &form.stems[..] {
        [(_, stem)] => Some(stem.clone()),
        _ => None,
    }
}
