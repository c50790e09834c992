//! How the score of a hit came about, for editors. Looked up anew for one document, from the same statistics and by the
//! same formula as [`super::score`]; a test adds the parts up to the score.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::schema::Field;
use tantivy::{DocAddress, DocId};

use super::concept::{Form, Leaf, Plan};
use super::cursor::Cursor;
use super::hits::place;
use super::merit::Factors;
use super::refine::{Looked, Scored, refine};
use super::request::{Explained, Explanation, FieldName, Occurrence};
use super::schema::{Side, exact_key};
use super::score::{SOME_PIECES, saturated, worth_of_pieces};
use super::statistics::Statistics;
use super::weights::{EXACT_TITLE, Weights};

/// What the ranking used.
pub struct Ranked<'a> {
    pub plan: &'a Plan,
    pub statistics: &'a Statistics<'a>,
    pub weights: &'a Weights,
    pub looked: &'a Looked,
    /// What was typed.
    pub text: &'a str,
}

/// `is_refined`: it was among the best, which are looked at once more.
pub fn explain(
    address: DocAddress,
    is_refined: bool,
    score: f32,
    ranked: &Ranked<'_>,
) -> tantivy::Result<Explanation> {
    let Ranked { plan, statistics, weights, looked, text } = ranked;
    let (number, which) = place(address.segment_ord);
    let side = statistics.fields.sides()[which];
    let document = Document { segment: number, side, doc: address.doc_id, statistics, weights };
    let saturated = |sum| saturated(sum, weights.saturation);
    let (mut concepts, mut met, mut total) = (Vec::with_capacity(plan.concepts.len()), 0.0, 0.0);
    for concept in &plan.concepts {
        let (occurrences, sum) = document.leaf(&concept.whole)?;
        let whole = concept.whole.rarity * saturated(sum);
        let (mut of_pieces, mut pieces) = (Vec::new(), 0.0);
        let mut has_all = !concept.pieces.is_empty();
        for piece in &concept.pieces {
            let (occurrences, sum) = document.leaf(piece)?;
            of_pieces.extend(occurrences);
            has_all &= sum > 0.0;
            pieces += piece.rarity * saturated(sum);
        }
        pieces *= worth_of_pieces(concept, plan.is_of_one_word(), weights);
        total += concept.whole.rarity;
        met += match (whole > 0.0 || has_all, pieces > 0.0) {
            (true, _) => concept.whole.rarity,
            (false, true) => SOME_PIECES * concept.whole.rarity,
            (false, false) => 0.0,
        };
        concepts.push(Explained {
            typed: text.get(concept.range.clone()).unwrap_or_default().to_owned(),
            rarity: concept.whole.rarity,
            is_by_pieces: pieces > whole,
            occurrences: if pieces > whole { of_pieces } else { occurrences },
            contribution: whole.max(pieces),
        });
    }
    let share = if total > 0.0 { met / total } else { 1.0 };
    // A factor of 1 on both of these: they are what is added before.
    let plain = Weights { freshness: 0.0, stage: 0.0, completeness: 0.0, ..**weights };
    let again = |weights: &Weights| -> tantivy::Result<f32> {
        let mut hits = [Scored { address, id: 0, score: 0.0 }];
        if is_refined {
            refine(&mut hits, Some(looked), plan, statistics, weights)?;
        }
        Ok(hits[0].score)
    };
    let exact =
        Cursor::open(statistics, number, statistics.fields.exact, &Form::word(exact_key(&plan.exact_title)))?;
    let has_exact_title = exact.is_some_and(|mut exact| exact.seek(address.doc_id) == address.doc_id);
    let columns = &statistics.segment(number).columns;
    let age = statistics.newest - columns.sorted_at(address.doc_id);
    let weights_of_merit = if is_refined { weights } else { &plain };
    let factors = Factors::of(columns.merit(address.doc_id), age, weights_of_merit);
    Ok(Explanation {
        concepts,
        factor_of_share: weights.partial + (1.0 - weights.partial) * share,
        exact_title: if has_exact_title { EXACT_TITLE } else { 0.0 },
        title_likeness: again(&Weights { proximity: 0.0, passage: 0.0, ..plain })?,
        nearness: again(&Weights { title_likeness: 0.0, ..plain })?,
        factor_of_freshness: factors.freshness,
        factor_of_stage: factors.stage,
        factor_of_completeness: factors.completeness,
        score,
    })
}

/// One document, on its side of its segment.
struct Document<'a> {
    /// Its number.
    segment: usize,
    side: &'a Side,
    doc: DocId,
    statistics: &'a Statistics<'a>,
    weights: &'a Weights,
}

impl Document<'_> {
    /// What it has of a leaf, and the sum of it.
    fn leaf(&self, leaf: &Leaf) -> tantivy::Result<(Vec<Occurrence>, f32)> {
        let (side, weights) = (self.side, self.weights);
        let mut found = Vec::new();
        if let Some(stem) = &leaf.carried {
            found.extend(self.field(&Form::word(stem), FieldName::About, side.about, weights.carried)?);
        }
        for (form, weight) in &leaf.forms {
            found.extend(self.field(form, FieldName::Text, side.text, *weight)?);
            found.extend(self.field(form, FieldName::About, side.about, weight * weights.about)?);
            if form.stems.len() == 1 {
                found.extend(self.field(
                    form,
                    FieldName::Headings,
                    side.headings,
                    weight * weights.heading,
                )?);
                found.extend(self.field(form, FieldName::Lead, side.lead, weight * weights.lead)?);
                found.extend(self.field(form, FieldName::Title, side.title, weight * weights.title)?);
            }
        }
        if let Some(part) = &leaf.part {
            let form = Form::word(part);
            found.extend(self.field(&form, FieldName::Parts, side.parts, weights.part)?);
            let weight = weights.part * weights.title;
            found.extend(self.field(&form, FieldName::TitleParts, side.title_parts, weight)?);
        }
        let sum = found.iter().map(|occurrence| occurrence.value).sum();
        Ok((found, sum))
    }

    fn field(
        &self,
        form: &Form,
        name: FieldName,
        field: Field,
        weight: f32,
    ) -> tantivy::Result<Option<Occurrence>> {
        let Some(mut cursor) = Cursor::open(self.statistics, self.segment, field, form)? else {
            return Ok(None);
        };
        if weight == 0.0 || cursor.seek(self.doc) != self.doc {
            return Ok(None);
        }
        let (weights, statistics) = (self.weights, self.statistics);
        let (lengths, influence, average) = match name {
            FieldName::About | FieldName::Headings | FieldName::Lead => (self.side.text, 0.0, 1.0),
            FieldName::Title | FieldName::TitleParts => {
                (self.side.title, weights.title_length, statistics.title_length)
            }
            FieldName::Text | FieldName::Parts => {
                (self.side.text, weights.text_length, statistics.text_length)
            }
        };
        let reader = &statistics.searcher.segment_readers()[self.segment];
        let norms = reader.get_fieldnorms_reader(lengths)?;
        let length = FieldNormReader::id_to_fieldnorm(norms.fieldnorm_id(self.doc)) as f32;
        // By however many of its themes and names a thing is called so, it is once.
        let count = if name == FieldName::About { 1 } else { cursor.freq() };
        let value = count as f32 * weight / (1.0 - influence + influence * length / average);
        let stems: Vec<&str> = form.stems.iter().map(|(_, stem)| stem.as_str()).collect();
        Ok(Some(Occurrence { words: stems.join(" "), field: name, count, value }))
    }
}
