//! Showing why something was found: the place in a field, with what matched in `<mark>`.
//!
//! The text is analysed as it was for the index, so exactly what matched is marked: another form of a word, a part of
//! a compound, a word written in one or with a hyphen, words next to each other.

use std::collections::BTreeSet;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::analysis::fold::fold;
use super::analysis::stem::DutchStemmer;
use super::analysis::{compound, words};
use super::concept::Concept;
use super::document::Document;
use super::request::Highlight;

/// Characters of an excerpt, about.
const EXCERPT: usize = 200;
/// Characters before the first mark, about.
const LEAD: usize = 50;
/// Marks that are compared to find the best place.
const MARKS_MAX: usize = 500;

/// Finds what a query looks for in texts. Made once per query, as it remembers the words it has seen.
pub struct Marker<'a> {
    stemmer: &'a mut DutchStemmer,
    /// Number of each stem that the query looks for.
    numbers: FxHashMap<String, usize>,
    wanted: Vec<Wanted>,
    /// What a stem meets as a part of a longer word.
    parts: FxHashMap<String, Meant>,
    /// Words seen, as they were written.
    seen: FxHashMap<String, Seen>,
}

/// What a word says of what the query looks for.
#[derive(Clone, Debug, Default)]
struct Seen {
    number: Option<usize>,
    /// Where a part of the word stands in it, and what it meets.
    part: Option<(Range<usize>, Meant)>,
}

/// A concept of the query, as a whole or a piece of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Meant {
    concept: usize,
    is_whole: bool,
}

struct Wanted {
    stems: Vec<(usize, usize)>,
    meant: Meant,
}

/// A stem that the query looks for, where it stands.
struct Found {
    place: usize,
    stem: usize,
    range: Range<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Mark {
    range: Range<usize>,
    meant: Meant,
}

impl<'a> Marker<'a> {
    pub fn new(concepts: &[Concept], stemmer: &'a mut DutchStemmer) -> Self {
        let mut numbers = FxHashMap::default();
        let mut wanted = Vec::new();
        let mut parts = FxHashMap::default();
        for (concept, one) in concepts.iter().enumerate() {
            for (i, leaf) in one.leaves().enumerate() {
                let meant = Meant { concept, is_whole: i == 0 };
                for (form, _) in &leaf.forms {
                    let stems = form.stems.iter().map(|(place, stem)| {
                        let next = numbers.len();
                        (*place, *numbers.entry(stem.clone()).or_insert(next))
                    });
                    wanted.push(Wanted { stems: stems.collect(), meant });
                }
                if let Some(part) = &leaf.part {
                    parts.entry(part.clone()).or_insert(meant);
                }
            }
        }
        Self { stemmer, numbers, wanted, parts, seen: FxHashMap::default() }
    }

    /// One highlight for each field in which something matched.
    pub fn highlights(&mut self, title: &str, summary: &str, body: &str) -> Vec<Highlight> {
        let mut highlights = Vec::new();
        for (field, text) in [("title", title), ("summary", summary), ("body", body)] {
            let marks = self.marks(text);
            if !marks.is_empty() {
                let excerpt = if field == "title" { 0..text.len() } else { excerpt(text, &marks) };
                highlights.push(Highlight { field, html: html(text, excerpt, &marks) });
            }
        }
        highlights
    }

    /// One highlight for each kind of names by which a thing was found: of its themes, people and municipality. Another
    /// label than the one that is shown elsewhere stands behind that one, in brackets.
    pub fn names(&mut self, document: &Document) -> Vec<Highlight> {
        let themes = document.themes.iter().map(|theme| (&theme.label, &theme.alt_labels[..]));
        let themes: Vec<String> = themes.filter_map(|(label, others)| self.name(label, others)).collect();
        let people: Vec<String> = document.people.iter().filter_map(|name| self.name(name, &[])).collect();
        let place = document.municipality.iter().map(|place| (&place.name, &place.alt_names[..]));
        let places: Vec<String> = place.filter_map(|(name, others)| self.name(name, others)).collect();
        let found = [("themes", themes), ("people", people), ("municipality", places)].into_iter();
        let found = found.filter(|(_, names)| !names.is_empty());
        found.map(|(field, names)| Highlight { field, html: names.join(", ") }).collect()
    }

    /// The first of the names that has a whole word of the query, or else a piece of one.
    fn name(&mut self, name: &str, others: &[String]) -> Option<String> {
        let own = self.marks(name);
        let is_whole = |marks: &[Mark]| marks.iter().any(|mark| mark.meant.is_whole);
        let mut marked: Vec<(&str, Vec<Mark>)> = Vec::new();
        if !is_whole(&own) {
            marked = others.iter().map(|other| (other.as_str(), self.marks(other))).collect();
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

    fn look(&mut self, raw: &str) -> &Seen {
        if !self.seen.contains_key(raw) {
            let folded = fold(raw);
            let analysed = self.stemmer.analyse(&folded);
            let number = self.numbers.get(&analysed.stem).copied();
            let mut part = None;
            if number.is_none()
                && let Some(meant) = analysed.parts.iter().find_map(|part| self.parts.get(part))
            {
                // Without diacritics the letters stand where they were written.
                let is_as_written = folded.len() == raw.len();
                let parts = compound::parts(&folded);
                let found = parts.into_iter().find(|part| self.parts.contains_key(&part.lemma));
                let range = found.filter(|_| is_as_written).map_or(0..raw.len(), |part| part.start..part.end);
                part = Some((range, *meant));
            }
            self.seen.insert(raw.to_owned(), Seen { number, part });
        }
        &self.seen[raw]
    }

    /// Where the stems stand, in the order of places; parts of words are marked at once.
    fn found(&mut self, text: &str, marks: &mut Vec<Mark>) -> Vec<Found> {
        let mut found = Vec::new();
        let mut place = 0;
        for chunk in words::chunks(text) {
            for (i, word) in chunk.iter().enumerate() {
                let seen = self.look(&word.raw);
                if let Some(stem) = seen.number {
                    found.push(Found { place: place + i, stem, range: word.range.clone() });
                } else if let Some((range, meant)) = &seen.part {
                    let is_whole = word.raw.len() == word.range.len();
                    let start = word.range.start;
                    let range =
                        if is_whole { start + range.start..start + range.end } else { word.range.clone() };
                    marks.push(Mark { range, meant: *meant });
                }
            }
            for joined in words::joined(&chunk) {
                if let Some(stem) = self.look(&joined.raw).number {
                    let range = chunk[joined.words.start].range.start..chunk[joined.words.end - 1].range.end;
                    found.push(Found { place: place + joined.words.start, stem, range });
                }
            }
            place += chunk.len();
        }
        found.sort_by_key(|found| found.place);
        found
    }

    /// What is marked, in the order of the text.
    fn marks(&mut self, text: &str) -> Vec<Mark> {
        let mut marks = Vec::new();
        let found = self.found(text, &mut marks);
        for wanted in &self.wanted {
            let Some((first_place, first)) = wanted.stems.first().copied() else { continue };
            for start in found.iter().filter(|found| found.stem == first) {
                let mut end = start.range.end;
                let is_whole = wanted.stems.iter().all(|(place, stem)| {
                    let place = start.place + place - first_place;
                    let from = found.partition_point(|found| found.place < place);
                    let mut here = found[from..].iter().take_while(|found| found.place == place);
                    let word = here.find(|found| found.stem == *stem);
                    end = word.map_or(end, |word| end.max(word.range.end));
                    word.is_some()
                });
                if is_whole {
                    marks.push(Mark { range: start.range.start..end, meant: wanted.meant });
                }
            }
        }
        marks.sort_by_key(|mark| (mark.range.start, mark.range.end));
        marks
    }
}

/// The part of the text with the most different concepts, then with the most of them as a whole, then the most marks,
/// then the earliest.
fn excerpt(text: &str, marks: &[Mark]) -> Range<usize> {
    let marks = &marks[..marks.len().min(MARKS_MAX)];
    let reach = EXCERPT - LEAD;
    let value = |i: usize| {
        let end = marks[i].range.start + reach;
        let inside = marks[i..].iter().take_while(|mark| mark.range.end <= end);
        let inside: Vec<Meant> = inside.map(|mark| mark.meant).collect();
        let different = |is_right: fn(&Meant) -> bool| {
            let concepts = inside.iter().filter(|meant| is_right(meant)).map(|meant| meant.concept);
            concepts.collect::<BTreeSet<usize>>().len()
        };
        (different(|_| true), different(|meant| meant.is_whole), inside.len())
    };
    let mut best = 0;
    for i in 1..marks.len() {
        if value(i) > value(best) {
            best = i;
        }
    }
    let start = back(text, marks[best].range.start, LEAD);
    let end = forth(text, start, EXCERPT).max(marks[best].range.end);
    start..end
}

/// The beginning of a word or line about `count` characters before `at`.
fn back(text: &str, at: usize, count: usize) -> usize {
    let Some((start, _)) = text[..at].char_indices().rev().nth(count) else { return 0 };
    let space = text[start..at].find(char::is_whitespace);
    space.map_or(at, |space| start + space + 1).min(at).max(start).clamp(0, at)
}

/// The end of a word about `count` characters behind `at`.
fn forth(text: &str, at: usize, count: usize) -> usize {
    let Some((end, _)) = text[at..].char_indices().nth(count) else { return text.len() };
    text[at..at + end].rfind(char::is_whitespace).map_or(at + end, |space| at + space)
}

fn html(text: &str, excerpt: Range<usize>, marks: &[Mark]) -> String {
    let mut html = String::new();
    if excerpt.start > 0 {
        html.push('…');
    }
    let mut at = excerpt.start;
    for range in merged(marks) {
        if range.start < at || range.end > excerpt.end {
            continue;
        }
        escape(&text[at..range.start], &mut html);
        html.push_str("<mark>");
        escape(&text[range.clone()], &mut html);
        html.push_str("</mark>");
        at = range.end;
    }
    escape(&text[at..excerpt.end], &mut html);
    if excerpt.end < text.len() {
        html.push('…');
    }
    html
}

/// Overlapping marks as one.
fn merged(marks: &[Mark]) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::new();
    for mark in marks {
        match merged.last_mut() {
            Some(last) if mark.range.start < last.end => last.end = last.end.max(mark.range.end),
            _ => merged.push(mark.range.clone()),
        }
    }
    merged
}

/// White space becomes one space each, so that an excerpt is one line.
fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' => html.push_str("&amp;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c if c.is_whitespace() => html.push(' '),
            c if c.is_control() => {}
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::concept::{Form, Leaf};
    use super::*;

    fn highlights(words: &[&[&str]], title: &str, summary: &str, body: &str) -> Vec<Highlight> {
        let mut stemmer = DutchStemmer::default();
        let concept = |words: &&[&str]| {
            let stems: Vec<_> =
                words.iter().enumerate().map(|(i, word)| (i, stemmer.stem(word).to_owned())).collect();
            let part = (stems.len() == 1).then(|| stems[0].1.clone());
            let whole = Leaf { forms: vec![(Form { stems }, 1.0)], part, rarity: 1.0 };
            Concept { whole, ..Concept::default() }
        };
        let concepts: Vec<_> = words.iter().map(concept).collect();
        Marker::new(&concepts, &mut stemmer).highlights(title, summary, body)
    }

    #[test]
    fn everything_but_the_marks_is_escaped() {
        let html = &highlights(&[&["pilot"]], "<b onload='x'>Pilots</b> & \"meer\"", "", "")[0].html;
        assert_eq!(html, "&lt;b onload=&#39;x&#39;&gt;<mark>Pilots</mark>&lt;/b&gt; &amp; &quot;meer&quot;");
    }

    #[test]
    fn a_joined_form_marks_all_its_words() {
        let found = highlights(&[&["datagedreven"]], "Data-gedreven werken", "", "");
        assert_eq!(found[0].html, "<mark>Data-gedreven</mark> werken");
        let found = highlights(&[&["data", "gedreven"]], "data gedreven, niet gedreven data", "", "");
        assert_eq!(found[0].html, "<mark>data gedreven</mark>, niet gedreven data");
    }

    #[test]
    fn of_a_compound_the_part_is_marked() {
        let found = highlights(&[&["zorg"]], "Jeugdzorg en één wijkzorgteam", "", "");
        assert!(found[0].html.starts_with("Jeugd<mark>zorg</mark>"), "{}", found[0].html);
    }

    #[test]
    fn an_excerpt_shows_the_place_with_most_of_the_query() {
        let body =
            format!("privacy {} Anton Ekker over privacy {}", "woord ".repeat(100), "woord ".repeat(100));
        let html = &highlights(&[&["ekker"], &["privacy"]], "", "", &body)[0].html;
        assert!(html.contains("<mark>Ekker</mark> over <mark>privacy</mark>"), "{html}");
        assert!(
            html.starts_with('…') && html.ends_with('…') && html.chars().count() < EXCERPT + 60,
            "{html}"
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_cut_at_characters(text in "(pilot|é|\\PC|\n| ){0,400}") {
            for highlight in highlights(&[&["pilot"]], &text, &text, &text) {
                let plain = highlight.html.replace("<mark>", "").replace("</mark>", "");
                proptest::prop_assert!(!plain.contains(['<', '>']));
                proptest::prop_assert!(highlight.html.contains("<mark>"));
            }
        }
    }
}
