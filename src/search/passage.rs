//! How near to each other the words of a query stand in a text: neighbours of the query, and the passage that says most of
//! it.

use tantivy::DocId;
use tantivy::schema::Field;

use super::concept::{Concept, Form};
use super::places::Places;
use super::statistics::Statistics;
use super::weights::Weights;

/// Words between two words that still belong together.
const REACH: u32 = 8;
/// Words of a passage. From 20 to 100 it makes little difference.
const PASSAGE: u32 = 50;

/// The texts of one side of one segment. Documents are asked for in their order.
pub struct Passages<'a> {
    concepts: &'a [Concept],
    forms: Vec<Standing>,
    /// Of each concept the form that was typed, when it is one word.
    typed: Vec<Option<usize>>,
    /// Of each concept the forms that it makes with the one before, written in one: where one of those stands, they are
    /// neighbours.
    joined: Vec<Vec<usize>>,
    /// Where forms stand in the document that is looked at: the place and the number of the form.
    places: Vec<(u32, usize)>,
}

/// A form of a concept.
struct Standing {
    concept: usize,
    /// How much of the concept it says.
    share: f32,
    /// What the pieces of a concept say adds up.
    is_piece: bool,
    places: Places,
    /// Does the document that is looked at have it?
    is_here: bool,
    /// Behind where it stood last; 0 when it did not yet.
    end: u32,
}

/// What stands together in a document, in rarities.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Together {
    /// Neighbours of the query: all of the rarer one's where they are neighbours in the text.
    pub neighbours: f32,
    /// What of the query the passage says that says most of it.
    pub passage: f32,
}

impl<'a> Passages<'a> {
    pub fn open(
        statistics: &Statistics<'_>,
        segment: usize,
        field: Field,
        concepts: &'a [Concept],
        weights: &Weights,
    ) -> tantivy::Result<Self> {
        let mut forms: Vec<Standing> = Vec::new();
        let (mut typed, mut joined) = (vec![None; concepts.len()], vec![Vec::new(); concepts.len()]);
        for (number, concept) in concepts.iter().enumerate() {
            let rarities: f32 = concept.pieces.iter().map(|piece| piece.rarity).sum();
            let wholes = concept.whole.forms.iter().map(|(form, weight)| (form, *weight, false));
            let pieces = concept.pieces.iter().filter_map(|piece| {
                let (form, _) = piece.forms.first()?;
                Some((form, weights.pieces * piece.rarity / rarities, true))
            });
            for (i, (form, share, is_piece)) in wholes.chain(pieces).enumerate() {
                if let Some(places) = Places::open(statistics, segment, field, form)? {
                    if i == 0 && !places.is_phrase() {
                        typed[number] = Some(forms.len());
                    }
                    let before = number.checked_sub(1).map(|before| &concepts[before]);
                    if !is_piece && before.is_some_and(|before| is_joined(form, before, concept)) {
                        joined[number].push(forms.len());
                    }
                    let (is_here, end) = (false, 0);
                    forms.push(Standing { concept: number, share, is_piece, places, is_here, end });
                }
            }
        }
        Ok(Self { concepts, forms, typed, joined, places: Vec::new() })
    }

    pub fn of(&mut self, doc: DocId) -> Together {
        for form in &mut self.forms {
            form.is_here = form.places.seek(doc);
            if form.is_here && form.places.is_phrase() {
                form.is_here = form.places.read() > 0;
            }
        }
        let all = self.said(|form| form.is_here);
        let here = self.forms.iter().filter(|form| form.is_here);
        let mut concepts: Vec<usize> = here.map(|form| form.concept).collect();
        concepts.dedup();
        // Of one concept that is there as a whole it does not matter where: positions are dear.
        let has_pieces = self.forms.iter().any(|form| form.is_here && form.is_piece);
        if concepts.len() < 2 && !has_pieces {
            return Together { neighbours: 0.0, passage: all };
        }
        for form in self.forms.iter_mut().filter(|form| form.is_here && !form.places.is_phrase()) {
            form.places.read();
        }
        Together { neighbours: self.neighbours(), passage: self.passage(all) }
    }

    fn neighbours(&self) -> f32 {
        let found = |concept: usize| {
            let form = &self.forms[self.typed[concept]?];
            form.is_here.then(|| form.places.found())
        };
        let mut sum = 0.0;
        for second in 1..self.concepts.len() {
            let first = second - 1;
            let near = if self.joined[second].iter().any(|form| self.forms[*form].is_here) {
                Some(1.0)
            } else if let (Some(before), Some(here)) = (found(first), found(second)) {
                nearness(before, here)
            } else {
                None
            };
            let rarity = self.concepts[first].whole.rarity.min(self.concepts[second].whole.rarity);
            sum += rarity * near.unwrap_or_default();
        }
        sum
    }

    /// `all`: what the whole document says.
    fn passage(&mut self, all: f32) -> f32 {
        self.places.clear();
        for (number, form) in self.forms.iter_mut().enumerate().filter(|(_, form)| form.is_here) {
            form.end = 0;
            self.places.extend(form.places.found().iter().map(|place| (*place, number)));
        }
        self.places.sort_unstable();
        let (mut best, mut last) = (0.0_f32, None);
        for at in 0..self.places.len() {
            let (place, number) = self.places[at];
            self.forms[number].end = place + 1;
            // Where the same form stands again, nothing has come to what it said before.
            if last != Some(number) {
                let is_in = |form: &Standing| form.end > 0 && form.end + PASSAGE > place + 1;
                best = best.max(self.said(|form| form.is_here && is_in(form)));
                if best >= all {
                    break;
                }
            }
            last = Some(number);
        }
        best
    }

    /// The rarities of the concepts, each by the share of it that these forms say.
    fn said(&self, is_there: impl Fn(&Standing) -> bool) -> f32 {
        let mut sum = 0.0;
        for forms in self.forms.chunk_by(|one, other| one.concept == other.concept) {
            let (mut whole, mut pieces) = (0.0_f32, 0.0);
            for form in forms.iter().filter(|form| is_there(form)) {
                match form.is_piece {
                    true => pieces += form.share,
                    false => whole = whole.max(form.share),
                }
            }
            sum += self.concepts[forms[0].concept].whole.rarity * whole.max(pieces);
        }
        sum
    }
}

/// Is it the word that two concepts make when they are written in one? Both have it beside what was typed.
fn is_joined(form: &Form, one: &Concept, other: &Concept) -> bool {
    let has = |concept: &Concept| {
        let mut others = concept.whole.forms.iter().skip(1);
        others.any(|(known, weight)| known == form && *weight >= 1.0)
    };
    form.stems.len() == 1 && has(one) && has(other)
}

/// 1 where the second word follows the first at once, less with words between them or the other way round.
fn nearness(first: &[u32], second: &[u32]) -> Option<f32> {
    let mut nearest = u32::MAX;
    for place in first {
        let at = second.partition_point(|other| other <= place);
        if let Some(behind) = second.get(at) {
            nearest = nearest.min(behind - place);
        }
        if let Some(before) = at.checked_sub(1).and_then(|at| second.get(at)) {
            nearest = nearest.min((place - before).saturating_add(1));
        }
    }
    (nearest <= REACH).then(|| 1.0 / nearest.max(1) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::concept::Leaf;
    use crate::search::statistics::Cache;
    use crate::search::testing::index_of;

    fn word(stem: &str) -> Concept {
        let whole = Leaf { forms: vec![(Form::word(stem), 1.0)], rarity: 1.0, ..Leaf::default() };
        Concept { whole, ..Concept::default() }
    }

    /// What each of the texts says of the concepts.
    fn together(texts: &[String], concepts: &[Concept]) -> Vec<Together> {
        let (index, fields) = index_of(texts.iter().cloned());
        let searcher = index.reader().expect("a reader").searcher();
        let cache = Cache::default();
        let statistics = Statistics::new(&searcher, &fields, &cache).expect("statistics");
        let field = fields.public.text;
        let mut passages =
            Passages::open(&statistics, 0, field, concepts, &Weights::DEFAULT).expect("passages");
        (0..texts.len() as u32).map(|doc| passages.of(doc)).collect()
    }

    #[test]
    fn what_stands_in_one_passage_says_more_than_what_is_scattered() {
        let zand = "zand ".repeat(60);
        let texts = [
            "water straat".to_owned(),
            format!("water {zand} straat"),
            format!("water {zand} straat zand zand zand zand water"),
            "straat straat".to_owned(),
            "zand".to_owned(),
        ];
        let said = together(&texts, &[word("water"), word("straat")]);
        assert_eq!(said.iter().map(|one| one.passage).collect::<Vec<_>>(), [2.0, 1.0, 2.0, 1.0, 0.0]);
        assert_eq!(said[0].neighbours, 1.0);
        assert_eq!(said[1].neighbours, 0.0);
        assert!(said[2].neighbours > 0.0 && said[2].neighbours < 0.5);
    }

    #[test]
    fn two_words_that_are_written_in_one_are_neighbours() {
        let with = |stem: &str| {
            let mut concept = word(stem);
            concept.whole.forms.push((Form::word("waterstraat"), 1.0));
            concept
        };
        let texts =
            ["waterstraat", "straat zand water", "water zand straat", "water", "zand"].map(str::to_owned);
        let said = together(&texts, &[with("water"), with("straat")]);
        let near: Vec<f32> = said.iter().map(|one| one.neighbours).collect();
        assert!(near[0] == 1.0 && near[1] < near[2] && near[2] == 0.5, "{near:?}");
        assert_eq!(near[3..], [0.0, 0.0]);
    }

    #[test]
    fn pieces_say_what_the_word_says_and_together_more_than_one() {
        let piece = |stem| Leaf { rarity: 0.5, ..word(stem).whole };
        let compound = Concept { pieces: vec![piece("huis"), piece("vuil")], ..word("huisvuil") };
        let texts = ["huisvuil en water", "water, vuil en een huis", "water en vuil"].map(str::to_owned);
        let said = together(&texts, &[compound, word("water")]);
        assert_eq!(said.iter().map(|one| one.passage).collect::<Vec<_>>(), [2.0, 1.8, 1.4]);
    }
}
