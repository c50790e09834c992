//! How much each concept of a query weighs: by how rare it is, less where it was guessed, and little where it only asks.

use std::ops::Range;

use super::analysis::dictionary::DUTCH;
use super::analysis::fold::fold;
use super::analysis::stopwords::is_of_question;
use super::concept::{Concept, Leaf};
use super::statistics::Statistics;
use super::weights::Weights;

/// Where something was typed that nobody says, and how sure it is what was meant, 0 to 1.
pub type Guess = (Range<usize>, f32);

pub struct Weighing<'a> {
    pub statistics: &'a Statistics<'a>,
    pub weights: &'a Weights,
}

impl Weighing<'_> {
    /// Sets the rarities of all leaves. `text`: what the ranges of the concepts are of.
    pub fn weigh(&self, concepts: &mut [Concept], guesses: &[Guess], text: &str) -> tantivy::Result<()> {
        for concept in concepts.iter_mut() {
            self.leaf(&mut concept.whole)?;
            for piece in &mut concept.pieces {
                self.leaf(piece)?;
            }
        }
        self.guesses(concepts, guesses);
        self.questions(concepts, text);
        Ok(())
    }

    /// What the words of a leaf weigh: as the most frequent of those that were typed.
    fn leaf(&self, leaf: &mut Leaf) -> tantivy::Result<()> {
        let statistics = self.statistics;
        let fields = statistics.fields;
        let mut frequency = 0.0_f32;
        for (i, (form, _)) in leaf.forms.iter().enumerate() {
            let mut rarest = u64::MAX;
            for (_, stem) in &form.stems {
                let said = statistics.frequency(fields.public.text, stem)?;
                rarest = rarest.min(said.max(statistics.frequency(fields.public.about, stem)?));
            }
            // Words that stand next to each other are rarer than either.
            let found = rarest as f32 / form.stems.len() as f32;
            if i == 0 {
                leaf.is_said = found > 0.0;
            }
            if frequency == 0.0 {
                frequency = found;
            }
        }
        if let Some(part) = &leaf.part {
            let found = statistics.frequency(fields.public.parts, part)?;
            frequency = frequency.max(found as f32 * self.weights.part);
        }
        // What stands together is as common as the rarest of it.
        let stems = leaf.forms.first().map_or(&[][..], |(form, _)| &form.stems);
        let commonness = stems.iter().map(|(_, stem)| DUTCH.commonness(stem)).reduce(f32::min);
        leaf.rarity =
            statistics.rarity_in_dutch(frequency, commonness.unwrap_or_default(), self.weights.dutch);
        Ok(())
    }

    /// The beginning of a word, of which several may have been meant, says less than the words that are complete: `rei` finds
    /// neither `reiniging` nor Reimerswaal before what says `leerlingenvervoer`.
    fn guesses(&self, concepts: &mut [Concept], guesses: &[Guess]) {
        if concepts.len() < 2 {
            return;
        }
        for concept in concepts {
            let Some((_, sureness)) = guesses.iter().find(|(range, _)| *range == concept.range) else {
                continue;
            };
            for leaf in std::iter::once(&mut concept.whole).chain(&mut concept.pieces) {
                leaf.rarity *= sureness;
            }
        }
    }

    /// What a question is asked with says less than what it asks for.
    fn questions(&self, concepts: &mut [Concept], text: &str) {
        let is_of_question: Vec<bool> = concepts
            .iter()
            .map(|concept| text.get(concept.range.clone()).is_some_and(|typed| is_of_question(&fold(typed))))
            .collect();
        if is_of_question.iter().all(|is_so| *is_so) {
            return;
        }
        for (concept, _) in concepts.iter_mut().zip(is_of_question).filter(|(_, is_so)| *is_so) {
            for leaf in std::iter::once(&mut concept.whole).chain(&mut concept.pieces) {
                leaf.rarity *= self.weights.question;
            }
        }
    }
}
