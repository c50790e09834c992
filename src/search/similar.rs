//! What else is like one thing, and why: the words that tell what it is about, as a query, and the themes that it has in
//! common with what that finds.
//!
//! The telling words are those of the title and the beginning that are rarest among the public documents and that another
//! document of the reader's uses as well. Names of people and of the municipality tell nothing.

use std::collections::HashMap;

use tantivy::{DocAddress, TERMINATED};

use super::analysis::dictionary::DUTCH;
use super::analysis::fold::fold;
use super::analysis::stem::DutchStemmer;
use super::analysis::stopwords::is_stopword;
use super::analysis::words;
use super::collect::Rank;
use super::concept::{Concept, Form, Leaf, Plan};
use super::cursor::Cursor;
use super::document::Document;
use super::hits::{Order, Wanted, place};
use super::narrow::Narrowing;
use super::query::{View, Walk};
use super::request::Filter;
use super::statistics::Statistics;
use super::visible::{Circles, Seen};
use super::weights::Weights;
use crate::ids::{NodeId, NodeKind};
use crate::page::Page;

/// Words that are looked for.
const WORDS_MAX: usize = 12;
/// Words that are weighed before that.
const WEIGHED_MAX: usize = 60;
/// Characters of the beginning that are read.
const LEAD: usize = 600;
/// Things that are compared by their themes.
pub const CANDIDATES: usize = 12;
/// A word of the title tells so much more than one of the beginning.
const IN_TITLE: f32 = 2.0;
const LETTERS_MIN: usize = 3;
/// Only what things say themselves: their themes are compared afterwards.
const WEIGHTS: Weights = Weights { about: 0.0, ..Weights::DEFAULT };

/// Kinds that are like one another.
pub const KINDS: [NodeKind; 5] =
    [NodeKind::Pilot, NodeKind::Report, NodeKind::Outcome, NodeKind::Challenge, NodeKind::Meeting];

/// Something that is like another thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Similar {
    pub node: NodeId,
    /// Slugs of the themes of both.
    pub themes: Vec<String>,
    /// Telling words of both, as the first one writes them.
    pub words: Vec<String>,
}

/// A thing that uses telling words.
pub struct Candidate {
    pub node: NodeId,
    pub score: f32,
    /// As the first thing writes them.
    words: Vec<String>,
}

/// The best by their words, at most [`CANDIDATES`].
pub fn candidates(
    view: &View<'_>,
    document: &Document,
    scope_terms: Option<&[String]>,
    stemmer: &mut DutchStemmer,
) -> tantivy::Result<Vec<Candidate>> {
    let statistics = Statistics::new(view.searcher, view.fields, view.cache)?;
    let circles = Circles::of(view.fields, scope_terms);
    let telling = telling(document, &statistics, &circles, stemmer)?;
    if telling.is_empty() {
        return Ok(Vec::new());
    }
    let concept = |word: &Word| {
        let leaf = Leaf { forms: vec![(Form::word(&word.stem), 1.0)], part: None, rarity: word.rarity };
        Concept { whole: leaf, ..Concept::default() }
    };
    let plan = Plan {
        concepts: telling.iter().map(concept).collect(),
        required: 1,
        is_widened: true,
        ..Plan::default()
    };
    let page = Page::first(1);
    let filter = Filter { kinds: KINDS.to_vec(), ..Filter::default() };
    let wanted = Wanted {
        order: Order::Relevance,
        page: &page,
        filter: &filter,
        among: None,
        facets: Vec::new(),
        narrowing: &Narrowing::default(),
    };
    let walk = Walk { statistics: &statistics, circles: &circles, weights: &WEIGHTS };
    let mut found: Vec<(Rank, DocAddress)> = walk.walk(&plan, &wanted)?.best.found();
    found.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
    let others = found.into_iter().filter(|(rank, _)| rank.id != document.node.uuid.as_u128());
    let mut candidates = Vec::new();
    for (rank, address) in others.take(CANDIDATES) {
        let (number, which) = place(address.segment_ord);
        let side = view.fields.sides()[which];
        let mut words = Vec::new();
        for word in &telling {
            let cursor = Cursor::open(&statistics, number, side.text, &Form::word(&word.stem))?;
            if cursor.is_some_and(|mut cursor| cursor.seek(address.doc_id) == address.doc_id) {
                words.push(word.raw.clone());
            }
        }
        let node = statistics.segment(number).columns.node(address.doc_id);
        let score = super::collect::score_of_key(rank.key);
        candidates.extend(node.map(|node| Candidate { node, score, words }));
    }
    Ok(candidates)
}

struct Word {
    /// As it is written.
    raw: String,
    stem: String,
    rarity: f32,
    weight: f32,
}

fn telling(
    document: &Document,
    statistics: &Statistics<'_>,
    circles: &Circles,
    stemmer: &mut DutchStemmer,
) -> tantivy::Result<Vec<Word>> {
    let names = document.people.iter().chain(document.municipality.iter().map(|place| &place.name));
    let names: Vec<String> =
        names.flat_map(|name| words::chunks(name).flatten()).map(|word| fold(&word.raw)).collect();
    let beginning: String = format!("{} {}", document.summary, document.body).chars().take(LEAD).collect();
    let mut found: HashMap<String, Word> = HashMap::new();
    for (text, worth) in [(&document.title, IN_TITLE), (&beginning, 1.0)] {
        for word in words::chunks(text).flatten() {
            let folded = fold(&word.raw);
            let is_telling = folded.chars().count() >= LETTERS_MIN
                && folded.chars().any(char::is_alphabetic)
                && !is_stopword(&folded)
                && !names.contains(&folded);
            if !is_telling {
                continue;
            }
            let stem = stemmer.stem(&folded).to_owned();
            // A word of the dictionary is written small wherever it stands.
            let raw = if DUTCH.get(&folded).is_some() { word.raw.to_lowercase() } else { word.raw.clone() };
            let entry = found.entry(stem.clone());
            entry.or_insert(Word { raw, stem, rarity: 0.0, weight: 0.0 }).weight += worth;
        }
    }
    let public = statistics.fields.public.text;
    let mut all: Vec<Word> = found.into_values().collect();
    for word in &mut all {
        word.rarity = statistics.rarity(statistics.frequency(public, &word.stem)? as f32);
        // More often tells more, but not as much more.
        word.weight = word.rarity * (1.0 + word.weight.ln_1p());
    }
    all.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.stem.cmp(&b.stem)));
    let mut telling = Vec::new();
    for word in all.into_iter().take(WEIGHED_MAX) {
        if telling.len() < WORDS_MAX && another_has(&word.stem, document.node, statistics, circles)? {
            telling.push(word);
        }
    }
    Ok(telling)
}

/// Does another document that the reader may see use the word?
fn another_has(
    stem: &str,
    own: NodeId,
    statistics: &Statistics<'_>,
    circles: &Circles,
) -> tantivy::Result<bool> {
    let fields = statistics.fields;
    for (number, (reader, segment)) in statistics.segments().enumerate() {
        for side in fields.sides() {
            let seen = circles.seen(fields, side, reader, segment)?;
            if matches!(seen, Seen::Nothing) {
                continue;
            }
            let cursor = Cursor::open(statistics, number, side.text, &Form::word(stem))?;
            let Some(mut cursor) = cursor else { continue };
            let mut doc = cursor.doc();
            while doc != TERMINATED {
                if seen.has(reader, doc) && segment.columns.id(doc) != own.uuid.as_u128() {
                    return Ok(true);
                }
                doc = cursor.seek(doc + 1);
            }
        }
    }
    Ok(false)
}

/// The closest of the candidates, each with its reasons: at least a theme and a word, two themes or two words.
pub fn closest(
    document: &Document,
    candidates: Vec<Candidate>,
    texts: &HashMap<NodeId, Document>,
    limit: usize,
) -> Vec<Similar> {
    let mut found: Vec<(f32, Similar)> = Vec::new();
    for Candidate { node, score, words } in candidates {
        let Some(other) = texts.get(&node) else { continue };
        let shared = document.themes.iter().filter(|theme| other.themes.contains(theme));
        let themes: Vec<String> = shared.map(|theme| theme.slug.clone()).collect();
        if themes.len() + words.len() >= 2 {
            // Each theme in common is worth a quarter of what the words are.
            let score = score * (1.0 + 0.25 * themes.len() as f32);
            found.push((score, Similar { node, themes, words }));
        }
    }
    found.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.node.cmp(&other.node)));
    found.into_iter().map(|(_, similar)| similar).take(limit).collect()
}
