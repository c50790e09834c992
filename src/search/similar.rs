//! What else is like one thing, and why: the words that tell what it is about, as a query, and the themes that it has in
//! common with what that finds.
//!
//! The telling words are those of the title and the beginning that name a subject ([`subject`]), the rarest among the public
//! documents, of those that another thing of the reader's uses as well. Names of people and of municipalities tell nothing.
//! What has two of the themes is found as well, whatever it says; each theme in common counts as a word that is as rare
//! does in a title.
//!
//! For a person these are the words and themes of their profile, and what is found are contributions and meetings that do not
//! show them. People are not compared: who is shown to whom as a contact is for `matching`, which asks for their consent.

use std::cmp::Reverse;
use std::collections::HashMap;

use tantivy::schema::Field;
use tantivy::{DocAddress, SegmentReader, TERMINATED};

use super::analysis::dictionary::DUTCH;
use super::analysis::fold::fold;
use super::analysis::stem::DutchStemmer;
use super::analysis::stopwords::is_stopword;
use super::analysis::words;
use super::bits::Bits;
use super::collect::{Rank, score_of_key};
use super::common_themes::Among;
use super::concept::{Concept, Form, Leaf, Plan};
use super::cursor::Cursor;
use super::document::Document;
use super::hits::{Order, Wanted, place};
use super::narrow::Narrowing;
use super::query::{View, Walk};
use super::request::Filter;
use super::statistics::Statistics;
use super::subject::{self, Subject};
use super::visible::{Circles, Seen};
use super::weights::Weights;
use crate::ids::{NodeId, NodeKind};
use crate::page::Page;

/// Words that are looked for.
const WORDS_MAX: usize = 12;
/// Words that are looked up for that, the most telling first. Those that nothing else has come before all others, and a
/// profile may be full of them.
const LOOKED_UP_MAX: usize = 500;
/// Characters of the beginning that are read.
const LEAD: usize = 600;
/// The same of a person's profile: what they seek and offer comes last in it, and tells most.
const PROFILE_LEAD: usize = 6_000;
/// The best by their words that are looked at, and the best by their themes.
const CANDIDATES: usize = 12;
/// Words and themes in common, together.
const REASONS_MIN: usize = 2;
/// A word of the title tells so much more than one of the beginning.
const IN_TITLE: f32 = 2.0;
/// What a theme in common adds, times its rarity among what carries themes. A word adds its own rarity once where a text says
/// it once, two or three times where the title does: a theme that somebody chose tells as much. Reckoned over the demo, where
/// 50 times a pilot or challenge has two or more themes in common with another: 47 of those are among the first three of what
/// is like it, 37 with 1.0, and 30 with a quarter of the words' worth for each theme, as it was.
const THEME: f32 = 2.5;
const LETTERS_MIN: usize = 3;
/// Only what things say themselves: their themes are compared afterwards.
const WEIGHTS: Weights = Weights { about: 0.0, ..Weights::DEFAULT };

/// Kinds that are like one another.
pub const KINDS: [NodeKind; 5] =
    [NodeKind::Pilot, NodeKind::Report, NodeKind::Outcome, NodeKind::Challenge, NodeKind::Meeting];

/// What others are to be like, and who asks.
pub struct Asked {
    pub document: Document,
    /// What is left out.
    pub apart: Vec<NodeId>,
    /// From [`crate::access::Scope::terms`]. `None`: all documents.
    pub scope_terms: Option<Vec<String>>,
}

impl Asked {
    /// May they see the thing?
    pub fn may_see_it(&self) -> bool {
        let own = self.scope_terms.as_ref();
        own.is_none_or(|own| self.document.scope_terms.iter().any(|term| own.contains(term)))
    }

    fn is_person(&self) -> bool {
        self.document.node.kind == NodeKind::Person
    }

    fn is_apart(&self, node: NodeId) -> bool {
        node == self.document.node || self.apart.contains(&node)
    }

    /// Everything but the thing and what is left out.
    fn others(&self, statistics: &Statistics<'_>) -> Narrowing {
        Narrowing::without(statistics.fields, self.apart.iter().copied().chain([self.document.node]))
    }
}

/// Something that is like another thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Similar {
    pub node: NodeId,
    /// Slugs of the themes of both.
    pub themes: Vec<String>,
    /// Telling words of both, as the first one writes them.
    pub words: Vec<String>,
}

/// The closest things that the reader may see, each with at least two reasons; at most `limit`. What was hidden a moment ago
/// may be among them: who shows them reads them from the database, which leaves it out. Looked at are the best by
/// their words and the best by their themes, at most [`CANDIDATES`] of each.
pub fn closest(
    view: &View<'_>,
    asked: &Asked,
    limit: usize,
    stemmer: &mut DutchStemmer,
) -> tantivy::Result<Vec<Similar>> {
    let statistics = Statistics::new(view.searcher, view.fields, view.cache)?;
    let circles = Circles::of(view.fields, asked.scope_terms.as_deref());
    let telling = telling(asked, &statistics, &circles, stemmer)?;
    let by_words = by_words(asked, &telling, &statistics, &circles)?;
    let mut addresses: Vec<DocAddress> =
        by_words.iter().map(|(_, address)| *address).take(CANDIDATES).collect();
    let mut worth = HashMap::new();
    if !asked.document.themes.is_empty() {
        let among = Among::new(&statistics, &circles)?;
        let themes: Vec<&str> = asked.document.themes.iter().map(|theme| theme.slug.as_str()).collect();
        worth = among.worth(&themes);
        for address in among.best(&worth, &|node| asked.is_apart(node), CANDIDATES) {
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
    }
    addresses.sort_unstable();
    let mut found: Vec<(f32, Similar)> = Vec::new();
    for (address, words) in addresses.iter().zip(common_words(&telling, &addresses, &statistics)?) {
        let columns = &statistics.segment(place(address.segment_ord).0).columns;
        let own: Vec<&str> = columns.themes_of(address.doc_id).collect();
        let themes = asked.document.themes.iter().map(|theme| &theme.slug);
        let themes: Vec<String> = themes.filter(|slug| own.contains(&slug.as_str())).cloned().collect();
        let has_reasons = themes.len() + words.len() >= REASONS_MIN;
        let Some(node) = columns.node(address.doc_id).filter(|_| has_reasons) else { continue };
        let rank = by_words.iter().find(|(_, other)| other == address).map(|(rank, _)| rank);
        let by_words = rank.map_or(0.0, |rank| score_of_key(rank.key));
        let by_themes = themes.iter().filter_map(|theme| worth.get(theme)).sum::<f32>();
        found.push((by_words + THEME * by_themes, Similar { node, themes, words }));
    }
    found.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.node.cmp(&other.node)));
    Ok(found.into_iter().map(|(_, similar)| similar).take(limit).collect())
}

/// Which of the words each of the documents says, as the first thing writes them. `addresses` ascend: a word is opened once
/// for a segment and side, and goes on from one of its documents to the next.
fn common_words(
    telling: &[Word],
    addresses: &[DocAddress],
    statistics: &Statistics<'_>,
) -> tantivy::Result<Vec<Vec<String>>> {
    let mut all = Vec::with_capacity(addresses.len());
    for addresses in addresses.chunk_by(|one, other| one.segment_ord == other.segment_ord) {
        let (number, which) = place(addresses[0].segment_ord);
        let text = statistics.fields.sides()[which].text;
        let mut words = vec![Vec::new(); addresses.len()];
        for word in telling {
            let cursor = Cursor::open(statistics, number, text, &Form::word(&word.stem))?;
            let Some(mut cursor) = cursor else { continue };
            for (address, words) in addresses.iter().zip(&mut words) {
                if cursor.seek(address.doc_id) == address.doc_id {
                    words.push(word.raw.clone());
                }
            }
        }
        all.extend(words);
    }
    Ok(all)
}

/// What has any of the words, the best first.
fn by_words(
    asked: &Asked,
    telling: &[Word],
    statistics: &Statistics<'_>,
    circles: &Circles,
) -> tantivy::Result<Vec<(Rank, DocAddress)>> {
    if telling.is_empty() {
        return Ok(Vec::new());
    }
    let concept = |word: &Word| {
        let leaf =
            Leaf { forms: vec![(Form::word(&word.stem), 1.0)], rarity: word.rarity, ..Leaf::default() };
        Concept { whole: leaf, ..Concept::default() }
    };
    let plan = Plan { concepts: telling.iter().map(concept).collect(), is_widened: true, ..Plan::default() };
    let page = Page::first(1);
    let filter = Filter { kinds: KINDS.to_vec(), ..Filter::default() };
    let wanted = Wanted {
        order: Order::Relevance,
        page: &page,
        filter: &filter,
        among: None,
        facets: Vec::new(),
        narrowing: &asked.others(statistics),
        asks_for_pieces: false,
    };
    let walk = Walk { statistics, circles, weights: &WEIGHTS };
    let mut found: Vec<(Rank, DocAddress)> = walk.walk(&plan, &wanted)?.best.found();
    found.sort_by_key(|(rank, _)| Reverse(*rank));
    Ok(found)
}

struct Word {
    /// As it is written.
    raw: String,
    stem: String,
    /// Some public document has it.
    is_public: bool,
    rarity: f32,
    weight: f32,
}

fn telling(
    asked: &Asked,
    statistics: &Statistics<'_>,
    circles: &Circles,
    stemmer: &mut DutchStemmer,
) -> tantivy::Result<Vec<Word>> {
    let document = &asked.document;
    let is_person = asked.is_person();
    let own_name = Some(&document.title).filter(|_| is_person);
    let place = document.municipality.iter().map(|place| &place.name);
    let names = document.people.iter().chain(own_name).chain(place);
    let names: Vec<String> =
        names.flat_map(|name| words::chunks(name).flatten()).map(|word| fold(&word.raw)).collect();
    let lead = if is_person { PROFILE_LEAD } else { LEAD };
    let beginning: String = format!("{} {}", document.summary, document.body).chars().take(lead).collect();
    let mut found: HashMap<String, Word> = HashMap::new();
    for (text, worth, counts) in [(&document.title, IN_TITLE, true), (&beginning, 1.0, is_person)] {
        for word in words::chunks(text).flatten() {
            let folded = fold(&word.raw);
            let is_telling = folded.chars().count() >= LETTERS_MIN
                && !is_stopword(&folded)
                && !names.contains(&folded)
                && match subject::of(&word.raw, &folded) {
                    Some(Subject::Anywhere) => true,
                    Some(Subject::WhereItCounts) => counts,
                    None => false,
                };
            if !is_telling {
                continue;
            }
            let stem = stemmer.stem(&folded).to_owned();
            // A word of the dictionary is written small wherever it stands.
            let is_small = DUTCH.get(&folded).is_some() && !subject::is_abbreviation(&word.raw, &folded);
            let raw = if is_small { word.raw.to_lowercase() } else { word.raw.clone() };
            let entry = found.entry(stem.clone());
            let new = Word { raw, stem, is_public: false, rarity: 0.0, weight: 0.0 };
            entry.or_insert(new).weight += worth;
        }
    }
    let public = statistics.fields.public.text;
    let mut all: Vec<Word> = found.into_values().collect();
    for word in &mut all {
        let frequency = statistics.frequency(public, &word.stem)?;
        word.is_public = frequency > 0;
        // Among few documents it is chance whether `zou` is rare.
        let commonness = DUTCH.commonness(&word.stem);
        word.rarity = statistics.rarity_in_dutch(frequency as f32, commonness, WEIGHTS.dutch);
        // More often tells more, but not as much more.
        word.weight = word.rarity * (1.0 + word.weight.ln_1p());
    }
    all.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.stem.cmp(&b.stem)));
    let elsewhere = elsewhere(asked, statistics, circles)?;
    let mut telling = Vec::new();
    for word in all.into_iter().take(LOOKED_UP_MAX) {
        if another_has(&word, &elsewhere, statistics)? {
            telling.push(word);
        }
        if telling.len() == WORDS_MAX {
            break;
        }
    }
    Ok(telling)
}

/// Where other things can have a word: one segment.
struct Elsewhere<'a> {
    number: usize,
    reader: &'a SegmentReader,
    /// Of the [`KINDS`].
    alike: Bits,
    /// The thing and what is left out.
    apart: Vec<Bits>,
    /// The texts of which the reader sees any, and what they see of each.
    sides: Vec<(Field, Seen)>,
}

/// All segments; made once, to be asked for many words.
fn elsewhere<'a>(
    asked: &Asked,
    statistics: &'a Statistics<'_>,
    circles: &Circles,
) -> tantivy::Result<Vec<Elsewhere<'a>>> {
    let fields = statistics.fields;
    let others = asked.others(statistics);
    let mut all = Vec::new();
    for (number, (reader, segment)) in statistics.segments().enumerate() {
        let mut sides = Vec::new();
        for side in fields.sides() {
            let seen = circles.seen(fields, side, reader, segment)?;
            if !matches!(seen, Seen::Nothing) {
                sides.push((side.text, seen));
            }
        }
        let alike = segment.documents_of(fields, reader, &KINDS)?;
        let apart = others.others(statistics, number)?.into_iter().map(|(apart, _)| apart).collect();
        all.push(Elsewhere { number, reader, alike, apart, sides });
    }
    Ok(all)
}

/// Does another thing that the reader may see, and that could be found, use the word?
fn another_has(
    word: &Word,
    elsewhere: &[Elsewhere<'_>],
    statistics: &Statistics<'_>,
) -> tantivy::Result<bool> {
    for Elsewhere { number, reader, alike, apart, sides } in elsewhere {
        for (text, seen) in sides {
            // A word of no public document is only looked up in the reader's circles.
            if *text == statistics.fields.public.text && !word.is_public {
                continue;
            }
            let cursor = Cursor::open(statistics, *number, *text, &Form::word(&word.stem))?;
            let Some(mut cursor) = cursor else { continue };
            let mut doc = cursor.doc();
            while doc != TERMINATED {
                let is_apart = apart.iter().any(|apart| apart.contains(doc));
                if alike.contains(doc) && !is_apart && seen.has(reader, doc) {
                    return Ok(true);
                }
                doc = cursor.seek(doc + 1);
            }
        }
    }
    Ok(false)
}
