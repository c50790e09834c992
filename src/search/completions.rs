//! Queries that somebody may be about to type: what others asked for, and words of the network itself.
//!
//! What others asked for is told only where one thing that the viewer may see has all of its words as they are: no
//! synonym, mended spelling or part of a longer word counts, since each would let through a word that only hidden
//! things have, and so would the names that others call a thing by, which are kept with their parts. Words are taken from public things alone, and only where they stand in one thing with the words before
//! them.

use std::collections::{BTreeMap, HashSet};

use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED};

use super::analysis::dictionary::DUTCH;
use super::analysis::fold::{fold, lower};
use super::analysis::stem::DutchStemmer;
use super::analysis::stopwords::{is_of_question, is_stopword};
use super::analysis::words;
use super::concept::Form;
use super::cursor::Cursor;
use super::parse::{is_quote, parse};
use super::pieces::Pieces;
use super::query::View;
use super::request::CompletionRequest;
use super::schema::exact_title;
use super::statistics::Statistics;
use super::subject;
use super::visible::{Circles, Seen};
use super::vocabulary::Vocabulary;
use crate::access::PUBLIC_TERM;

/// Queries of others that are looked at.
pub const ASKED_MAX: usize = 8;
/// Letters of a word from which on it is completed.
const LETTERS_MIN: usize = 3;
/// Words that are looked at for one beginning, of each kind of spelling.
const WORDS_MAX: usize = 24;
/// Texts with a word of which it is asked whether it stands there in two.
const JOINED_MAX: usize = 32;
/// Words before the one that is completed that it has to stand behind.
const FOLLOWED_MAX: usize = 4;
/// Letters at its end in which a word differs from its stem, when that is no word.
const ENDING: usize = 2;

/// What others asked for, then completions of the last word by how many public things have them; each words once.
pub fn completions(
    view: &View<'_>,
    request: &CompletionRequest,
    stemmer: &mut DutchStemmer,
) -> tantivy::Result<Vec<String>> {
    let statistics = Statistics::new(view.searcher, view.fields, view.cache)?;
    let circles = Circles::of(view.fields, request.scope_terms.as_deref());
    let prefix: String = request.prefix.chars().take(super::TEXT_MAX).collect();
    let mut shown: HashSet<String> = HashSet::from([exact_title(&prefix)]);
    let mut found = Vec::new();
    for query in request.asked.iter().take(ASKED_MAX) {
        if found.len() == request.limit {
            return Ok(found);
        }
        let stems = stems_of(query, stemmer);
        if !shown.contains(query) && stand_together(&statistics, &circles, &stems)? {
            shown.insert(query.clone());
            found.push(query.clone());
        }
    }
    let Some(typed) = words::chunks(&prefix).flatten().last() else { return Ok(found) };
    let is_at_its_end = typed.range.end == prefix.len();
    let spelt = lower(&typed.raw);
    // Who writes quotes, a minus or a field has begun something else than plain words.
    let parsed = parse(&prefix);
    let is_plain = !prefix.contains(is_quote) && parsed.excluded.is_empty() && parsed.conditions.is_empty();
    let is_long = spelt.chars().count() >= LETTERS_MIN;
    if !(is_at_its_end && is_plain && is_long) {
        return Ok(found);
    }
    let before = &prefix[..typed.range.start];
    // What a hyphen or an apostrophe binds is one word with it: `'s-her` does not go on as `herschreven`.
    if before.ends_with(|c: char| !c.is_whitespace() && !is_opening(c)) {
        return Ok(found);
    }
    let stems_before = stems_of(before, stemmer);
    let small = words::chunks(before).flatten().map(|word| is_stopword(&fold(&word.raw)));
    let small = small.collect::<Vec<bool>>().into_iter().rev().take_while(|is_small| *is_small).count();
    let public = Circles::of(view.fields, Some(&[PUBLIC_TERM.to_owned()]));
    let vocabulary = Vocabulary { statistics: &statistics, circles: &public };
    let mut apart = Vec::new();
    for (word, stem) in words_beginning(&vocabulary, &spelt, stemmer)? {
        if found.len() == request.limit {
            return Ok(found);
        }
        let query = format!("{}{word}", lower(before));
        let mut stems = stems_before.clone();
        stems.push(stem);
        if shown.contains(&exact_title(&query)) || !stand_together(&statistics, &public, &stems)? {
            continue;
        }
        // Small words say nothing but before what they stand: `anna de vriend` is suggested where somebody says `de vriend`.
        let follows = |words: usize| -> tantivy::Result<bool> {
            let from = stems.len().saturating_sub(1 + words.min(FOLLOWED_MAX));
            Ok(stems.len() == 1 || vocabulary.follow_each_other(&stems[from..])? != Some(false))
        };
        if small > 0 && !follows(small)? {
            continue;
        }
        shown.insert(exact_title(&query));
        if follows(small + 1)? { &mut found } else { &mut apart }.push(query);
    }
    found.extend(apart);
    found.truncate(request.limit);
    Ok(found)
}

fn is_opening(c: char) -> bool {
    matches!(c, '(' | '[')
}

fn stems_of(text: &str, stemmer: &mut DutchStemmer) -> Vec<String> {
    words::chunks(text).flatten().map(|word| stemmer.stem(&fold(&word.raw)).to_owned()).collect()
}

/// Words as they are written that begin so, each with its stem: the most frequent first, one for each stem.
fn words_beginning(
    vocabulary: &Vocabulary<'_>,
    begin: &str,
    stemmer: &mut DutchStemmer,
) -> tantivy::Result<Vec<(String, String)>> {
    let written = vocabulary.public_terms(begin, |side| side.spellings, WORDS_MAX)?;
    let stems = vocabulary.public_terms(&fold(begin), |side| side.text, WORDS_MAX)?;
    let mut words: Vec<(String, String, u64)> = Vec::new();
    for (word, frequency) in most_frequent(&written) {
        words.push((word.to_owned(), stemmer.stem(&fold(word)).to_owned(), frequency));
    }
    for (stem, frequency) in most_frequent(&stems) {
        if is_written(stem, vocabulary, stemmer)? {
            words.push((stem.to_owned(), stemmer.stem(stem).to_owned(), frequency));
        }
    }
    words.sort_by(|(a, _, a_times), (b, _, b_times)| b_times.cmp(a_times).then_with(|| a.cmp(b)));
    let mut known = HashSet::new();
    words.retain(|(word, stem, _)| {
        let is_word = word.chars().all(char::is_alphabetic) && names_a_subject(word) && word != begin;
        is_word && known.insert(stem.clone())
    });
    Ok(words.into_iter().map(|(word, stem, _)| (word, stem)).collect())
}

/// Is it a word that people look for: a noun, an adjective, a name, an infinitive, or one that Dutch does not have? Not
/// `voordat`, `daalde` or `tweed`.
fn names_a_subject(word: &str) -> bool {
    let folded = fold(word);
    if is_stopword(&folded) || is_of_question(&folded) {
        return false;
    }
    let Some(known) = DUTCH.get(&folded) else { return true };
    let mut lemma = String::new();
    DUTCH.lemma(&folded, known, &mut lemma);
    let is_past = matches!(folded.strip_prefix(&*lemma), Some("den" | "ten"));
    let is_infinitive = known.is_verb() && folded.ends_with("en") && !folded.starts_with("ge") && !is_past;
    is_infinitive || subject::is_nominal(&folded, known, &lemma)
}

fn most_frequent(terms: &BTreeMap<String, u64>) -> Vec<(&str, u64)> {
    let mut terms: Vec<(&str, u64)> = terms.iter().map(|(term, times)| (term.as_str(), *times)).collect();
    terms.sort_by(|(a, a_times), (b, b_times)| b_times.cmp(a_times).then_with(|| a.cmp(b)));
    terms.truncate(WORDS_MAX);
    terms
}

/// Is a stem a word that people write? One that the dictionary has, or the only way in which its words are written: of
/// what is written otherwise the spelling is kept as well.
fn is_written(stem: &str, vocabulary: &Vocabulary<'_>, stemmer: &mut DutchStemmer) -> tantivy::Result<bool> {
    if let Some(known) = DUTCH.get(stem).filter(|known| known.is_word()) {
        // The stem of a verb is a word that hardly anybody writes (`besta`).
        return Ok(!known.is_verb_stem() || known.is_nominal());
    }
    let letters = stem.chars().count();
    let end = stem.char_indices().nth(letters.saturating_sub(ENDING)).map_or(stem.len(), |(at, _)| at);
    let alike = vocabulary.public_terms(&stem[..end], |side| side.spellings, WORDS_MAX)?;
    Ok(!alike.keys().any(|word| stemmer.stem(&fold(word)) == stem) && !is_joined(stem, vocabulary, stemmer)?)
}

/// Is it only what words make that a hyphen binds (`zaanstreekwaterland`)? Then where it stands they stand as well.
fn is_joined(stem: &str, vocabulary: &Vocabulary<'_>, stemmer: &mut DutchStemmer) -> tantivy::Result<bool> {
    let halves = Pieces { vocabulary, stemmer }.halves(stem);
    let statistics = vocabulary.statistics;
    let text = statistics.fields.public.text;
    let mut looked = 0;
    for (number, reader) in statistics.searcher.segment_readers().iter().enumerate() {
        let Some(mut whole) = Cursor::open(statistics, number, text, &Form::word(stem))? else { continue };
        let mut apart = Vec::new();
        for (form, _) in &halves {
            apart.extend(Cursor::open(statistics, number, text, form)?);
        }
        let mut doc = whole.seek(0);
        while doc != TERMINATED && looked < JOINED_MAX {
            if !reader.is_deleted(doc) {
                looked += 1;
                if !apart.iter_mut().any(|apart| apart.seek(doc) == doc) {
                    return Ok(false);
                }
            }
            doc = whole.seek(doc + 1);
        }
    }
    Ok(looked > 0)
}

/// Has one document of the circles all of `stems` in its text?
fn stand_together(statistics: &Statistics<'_>, circles: &Circles, stems: &[String]) -> tantivy::Result<bool> {
    if stems.is_empty() {
        return Ok(false);
    }
    for (number, (reader, segment)) in statistics.segments().enumerate() {
        for side in statistics.fields.sides() {
            let seen = circles.seen(statistics.fields, side, reader, segment)?;
            if matches!(seen, Seen::Nothing) {
                continue;
            }
            let mut lists = Vec::with_capacity(stems.len());
            for stem in stems {
                lists.extend(statistics.postings(number, side.text, stem, IndexRecordOption::Basic)?);
            }
            if lists.len() < stems.len() {
                continue;
            }
            let mut doc = 0;
            while doc != TERMINATED {
                let at = doc;
                for list in &mut lists {
                    doc = doc.max(if list.doc() < doc { list.seek(doc) } else { list.doc() });
                }
                if doc != TERMINATED && doc == at && lists.iter().all(|list| list.doc() == doc) {
                    if seen.has(reader, doc) {
                        return Ok(true);
                    }
                    doc += 1;
                }
            }
        }
    }
    Ok(false)
}
