//! Showing why something was found: the place in a field, with what matched in `<mark>`.
//!
//! The text is analysed as it was for the index, so what matched is marked: another form of a word, a part of a compound, a
//! word written in one or with a hyphen, words next to each other. Of a thing that has a word as a whole, in whichever of its
//! fields, no pieces of the word are marked. What a text's own people are called is made of nothing in
//! the index, which is not known here: a part of such a name may be marked in a text that was found by something else.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::analysis::compound;
use super::analysis::fold::fold;
use super::analysis::keys::{Key, Reader, key};
use super::analysis::new_words;
use super::analysis::words;
use super::concept::Concept;
use super::concordance::{Concordance, Wanted};
use super::document::Document;
use super::excerpt;
use super::request::Highlight;
use super::texts::Text;

/// Characters of an excerpt, about.
const EXCERPT: usize = 200;
/// Characters before the first mark, about.
const LEAD: usize = 50;
/// Marks that are compared to find the best place.
const MARKS_MAX: usize = 500;

/// Finds what a query looks for in texts. Made once per query.
pub struct Marker<'a> {
    reader: &'a mut Reader,
    stems: Wanted,
    forms: Vec<Form>,
    /// What counts as a part of a longer word as well; by the same number the part itself, and all that it means.
    parts: Wanted,
    meant: Vec<(String, Vec<Meant>)>,
    /// Where the parts stand in longer words, as they were written.
    seen: FxHashMap<(String, usize), Range<usize>>,
}

/// A concept of the query, as a whole or a piece of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Meant {
    concept: usize,
    is_whole: bool,
}

/// Stems that stand somewhere: each by its place behind the first, and its number.
struct Form {
    stems: Vec<(usize, usize)>,
    meant: Meant,
}

/// A stem that the query looks for, where it stands: its place and its bytes.
struct Found {
    stem: usize,
    place: usize,
    range: Range<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Mark {
    range: Range<usize>,
    meant: Meant,
}

/// The concepts that stand somewhere in a thing as a whole.
#[derive(Debug, Default)]
struct Whole(Vec<usize>);

impl Whole {
    fn add(&mut self, marks: &[Mark]) {
        self.0.extend(marks.iter().filter(|mark| mark.meant.is_whole).map(|mark| mark.meant.concept));
        self.0.sort_unstable();
        self.0.dedup();
    }

    /// Leaves out the pieces of these concepts: who asks for `datapakhuis` is not shown `data` where the word itself stands.
    fn sift(&self, marks: &mut Vec<Mark>) {
        marks.retain(|mark| mark.meant.is_whole || !self.0.contains(&mark.meant.concept));
    }
}

impl<'a> Marker<'a> {
    pub fn new(concepts: &[Concept], reader: &'a mut Reader) -> Self {
        let (mut stems, mut forms) = (Wanted::default(), Vec::new());
        let (mut parts, mut known) = (Wanted::default(), Vec::new());
        for (concept, one) in concepts.iter().enumerate() {
            for (i, leaf) in one.leaves().enumerate() {
                let meant = Meant { concept, is_whole: i == 0 };
                for (form, _) in &leaf.forms {
                    let of_form = form.stems.iter().map(|(place, stem)| (*place, stems.number(key(stem))));
                    forms.push(Form { stems: of_form.collect(), meant });
                }
                if let Some(part) = &leaf.part {
                    let number = parts.number(key(part));
                    if number == known.len() {
                        known.push((part.clone(), Vec::new()));
                    }
                    // `data` is a piece of `datapakhuis`, and may be asked for beside it.
                    known[number].1.push(meant);
                }
            }
        }
        Self { reader, stems, forms, parts, meant: known, seen: FxHashMap::default() }
    }

    /// One highlight for each field in which something matched.
    pub fn highlights(&mut self, text: &Text) -> Vec<Highlight> {
        let fields = [("title", &text.title), ("summary", &text.summary), ("body", &text.body)];
        let found = fields.map(|(field, read)| {
            let words = read.words(self.reader);
            (field, read.as_str(), self.marks(read.as_str(), words))
        });
        let mut whole = Whole::default();
        for (_, _, marks) in &found {
            whole.add(marks);
        }
        let mut highlights = Vec::new();
        for (field, text, mut marks) in found {
            whole.sift(&mut marks);
            if !marks.is_empty() {
                let shown = if field == "title" { 0..text.len() } else { best(text, &marks) };
                highlights.push(Highlight { field, html: html(text, shown, &marks) });
            }
        }
        highlights
    }

    /// One highlight for each kind of names by which a thing was found: of its themes, people and municipality. Another
    /// label than the one that is shown elsewhere stands behind that one, in brackets.
    pub fn names(&mut self, document: &Document) -> Vec<Highlight> {
        let mut whole = Whole::default();
        for (_, name) in document.about() {
            whole.add(&self.marked(name));
        }
        let themes = document.themes.iter().map(|theme| (&theme.label, &theme.alt_labels[..]));
        let themes = themes.filter_map(|(label, others)| self.name(label, others, &whole));
        let themes: Vec<String> = themes.collect();
        let people = document.people.iter();
        let people: Vec<String> = people.filter_map(|name| self.whole_name(name, &[], &whole)).collect();
        let place = document.municipality.iter().map(|place| (&place.name, &place.alt_names[..]));
        let places = place.filter_map(|(name, others)| self.whole_name(name, others, &whole));
        let places: Vec<String> = places.collect();
        let found = [("themes", themes), ("people", people), ("municipality", places)].into_iter();
        let found = found.filter(|(_, names)| !names.is_empty());
        found.map(|(field, names)| Highlight { field, html: names.join(", ") }).collect()
    }

    /// The first of the names that has a whole word of the query, or else a piece of one.
    fn name(&mut self, name: &str, others: &[String], whole: &Whole) -> Option<String> {
        let mut sifted = |name: &str| {
            let mut marks = self.marked(name);
            whole.sift(&mut marks);
            marks
        };
        let own = sifted(name);
        let is_whole = |marks: &[Mark]| marks.iter().any(|mark| mark.meant.is_whole);
        let mut marked: Vec<(&str, Vec<Mark>)> = Vec::new();
        if !is_whole(&own) {
            marked = others.iter().map(|other| (other.as_str(), sifted(other))).collect();
        }
        let found = marked.iter().find(|(_, marks)| is_whole(marks));
        let found = found.or_else(|| marked.iter().find(|(_, marks)| own.is_empty() && !marks.is_empty()));
        match found {
            Some((other, marks)) => {
                let shown = html(name, 0..name.len(), &[]);
                Some(format!("{shown} ({})", html(other, 0..other.len(), marks)))
            }
            None => (!own.is_empty()).then(|| html(name, 0..name.len(), &own)),
        }
    }

    /// The same of what somebody or a municipality is called: that is not made of words.
    fn whole_name(&mut self, name: &str, others: &[String], whole: &Whole) -> Option<String> {
        let parts = std::mem::take(&mut self.parts);
        let named = self.name(name, others, whole);
        self.parts = parts;
        named
    }

    /// What is marked in a text that is not kept.
    fn marked(&mut self, text: &str) -> Vec<Mark> {
        let words = Concordance::of(text, self.reader);
        self.marks(text, &words)
    }

    /// Where part `number` stands in the longer `word` of a text: all of it where letters were left out, or where it is part
    /// of a part and written otherwise.
    fn part(&mut self, word: &str, number: usize) -> Range<usize> {
        let asked = (word.to_owned(), number);
        if let Some(known) = self.seen.get(&asked) {
            return known.clone();
        }
        let folded = fold(word);
        let lemma = &self.meant[number].0;
        // Only so the letters surely stand where they were written.
        let is_as_written = word.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let part = compound::parts(&folded).into_iter().find(|part| part.lemma == *lemma);
        let part = part.filter(|_| is_as_written).map(|part| part.start..part.end);
        let mut pieces = words::seams(word);
        if pieces.is_empty()
            && is_as_written
            && let Some(at) = new_words::tail(&folded)
        {
            pieces = vec![&word[..at], &word[at..]];
        }
        let piece = piece(&pieces, key(lemma), self.reader);
        let within = || folded.rfind(&**lemma).filter(|_| is_as_written).map(|at| at..at + lemma.len());
        let range = piece.or(part).or_else(within).unwrap_or(0..word.len());
        self.seen.insert(asked, range.clone());
        range
    }

    /// What is marked, in the order of the text.
    fn marks(&mut self, text: &str, words: &Concordance) -> Vec<Mark> {
        let (standing, containing) = (words.standing(&self.stems), words.containing(&self.parts));
        let last = standing.iter().chain(&containing).map(|it| it.words.end).max();
        let Some(last) = last else { return Vec::new() };
        let places = words.places(last);
        let bytes = |words: &Range<usize>| places[words.start].start..places[words.end - 1].end;
        let mut marks = Vec::new();
        for part in containing {
            // Of a word that is itself looked for all is marked.
            let from = standing.partition_point(|it| it.words.start < part.words.start);
            let mut here = standing[from..].iter().take_while(|it| it.words.start == part.words.start);
            if here.all(|it| it.words != part.words) {
                let word = bytes(&part.words);
                let part_of_it = self.part(&text[word.clone()], part.number);
                let range = word.start + part_of_it.start..word.start + part_of_it.end;
                let meant = self.meant[part.number].1.iter();
                marks.extend(meant.map(|meant| Mark { range: range.clone(), meant: *meant }));
            }
        }
        let found = standing.iter().map(|it| {
            let (stem, place, range) = (it.number, it.words.start, bytes(&it.words));
            Found { stem, place, range }
        });
        let found: Vec<Found> = found.collect();
        for form in &self.forms {
            let Some((first_place, first)) = form.stems.first().copied() else { continue };
            for start in found.iter().filter(|found| found.stem == first) {
                let mut end = start.range.end;
                let is_whole = form.stems.iter().all(|(place, stem)| {
                    let place = start.place + place - first_place;
                    let from = found.partition_point(|found| found.place < place);
                    let mut here = found[from..].iter().take_while(|found| found.place == place);
                    let word = here.find(|found| found.stem == *stem);
                    end = word.map_or(end, |word| end.max(word.range.end));
                    word.is_some()
                });
                if is_whole {
                    marks.push(Mark { range: start.range.start..end, meant: form.meant });
                }
            }
        }
        marks.sort_by_key(|mark| (mark.range.start, mark.range.end));
        marks
    }
}

fn html(text: &str, shown: Range<usize>, marks: &[Mark]) -> String {
    excerpt::html(text, shown, marks.iter().map(|mark| mark.range.clone()))
}

/// Where the first of the pieces stands, which make a word together, that has this stem.
fn piece(pieces: &[&str], stem: Key, reader: &mut Reader) -> Option<Range<usize>> {
    let mut from = 0;
    pieces.iter().find_map(|piece| {
        let range = from..from + piece.len();
        from = range.end;
        (reader.keys(piece).stem == stem).then_some(range)
    })
}

/// The part of the text with the most different concepts, then with the most of them as a whole, then the most marks,
/// then the earliest.
fn best(text: &str, marks: &[Mark]) -> Range<usize> {
    let marks = &marks[..marks.len().min(MARKS_MAX)];
    let reach = EXCERPT - LEAD;
    let value = |i: usize| {
        let end = marks[i].range.start + reach;
        let (mut count, mut all, mut whole) = (0, Vec::new(), Vec::new());
        for Mark { meant, .. } in marks[i..].iter().take_while(|mark| mark.range.end <= end) {
            count += 1;
            for seen in [Some(&mut all), meant.is_whole.then_some(&mut whole)].into_iter().flatten() {
                if !seen.contains(&meant.concept) {
                    seen.push(meant.concept);
                }
            }
        }
        (all.len(), whole.len(), count)
    };
    let (mut best, mut most) = (0, value(0));
    for i in 1..marks.len() {
        let next = value(i);
        if next > most {
            (best, most) = (i, next);
        }
    }
    let start = excerpt::back(text, marks[best].range.start, LEAD);
    let end = excerpt::forth(text, start, EXCERPT).max(marks[best].range.end);
    start..end
}

#[cfg(test)]
#[path = "highlight_tests.rs"]
mod tests;
