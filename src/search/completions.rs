//! Queries that somebody may be about to type: what others asked for, and words of the network itself.
//!
//! What others asked for is told only where one thing that the viewer may see has all of its words as they are: no
//! synonym, mended spelling or part of a longer word counts, since each would let through a word that only hidden
//! things have, and so would the names that others call a thing by, which are kept with their parts. Words are taken
//! from public things alone, and only where they stand in one thing with the words before them.

use std::cmp::Reverse;

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
use super::phrasing::{Begun, Behind, Draft, Drafts};
use super::query::View;
use super::request::CompletionRequest;
use super::schema::exact_title;
use super::statistics::Statistics;
use super::visible::{Circles, Seen};
use super::vocabulary::Vocabulary;
use super::words_beginning::WordsBeginning;
use crate::access::PUBLIC_TERM;
use crate::ids::{NodeId, NodeKind};

/// Queries of others that are looked at.
pub const ASKED_MAX: usize = 8;
/// Letters of a word from which on it is completed.
const LETTERS_MIN: usize = 3;
/// Words before the one that is completed that it has to stand behind.
const FOLLOWED_MAX: usize = 4;
/// Texts that are read for how a word is written, and for what stands behind others.
const WORD_TEXTS: usize = 2;
const NEXT_TEXTS: usize = 6;
/// Texts that the newest are chosen from: of frequent words any text tells how they are written.
const NEWEST_OF: usize = 1_000;
/// Words that are looked at beyond what is shown, since some may be written as others are.
const SPARE: usize = 2;
/// What questions begin with.
const QUESTIONS: &[&str] = &["hoe", "wie", "wat", "waar", "waarom", "wanneer", "welk", "welke"];

/// What others asked for, then what follows words that are complete and completions of the last one, those first that stand
/// right behind the words before them, by how many public things have them; [`Drafts::written`] has each words once.
pub fn drafts(
    view: &View<'_>,
    request: &CompletionRequest,
    stemmer: &mut DutchStemmer,
) -> tantivy::Result<Drafts> {
    let statistics = Statistics::new(view.searcher, view.fields, view.cache)?;
    let circles = Circles::of(view.fields, request.scope_terms.as_deref());
    let prefix: String = request.prefix.chars().take(super::TEXT_MAX).collect();
    let mut found = Drafts { prefix, limit: request.limit, ..Drafts::default() };
    let prefix = &found.prefix;
    let typed_title = exact_title(prefix);
    for query in request.asked.iter().take(ASKED_MAX) {
        if found.drafts.len() == request.limit {
            return Ok(found);
        }
        let stems = stems_of(query, stemmer);
        if *query != typed_title && stand_together(&statistics, &circles, &stems)? {
            found.drafts.push(Draft::Asked(query.clone()));
        }
    }
    let Some(typed) = words::chunks(prefix).flatten().last() else { return Ok(found) };
    let behind_it = &prefix[typed.range.end..];
    let is_at_its_end = behind_it.is_empty();
    // Who writes quotes, a minus or a field has begun something else than plain words.
    let parsed = parse(prefix);
    let is_plain = !prefix.contains(is_quote) && parsed.excluded.is_empty() && parsed.conditions.is_empty();
    if !(is_plain && behind_it.chars().all(char::is_whitespace)) {
        return Ok(found);
    }
    let before = &prefix[..typed.range.start];
    // What a hyphen binds goes on only where a text binds the same: `'s-her` is no `herschreven`.
    let is_bound = before.ends_with(|c: char| !c.is_whitespace() && !is_opening(c));
    let bound = words::chunks(prefix).last().map_or(0, |chunk| chunk.len() - 1);
    if is_bound && bound == 0 {
        return Ok(found);
    }
    let public = Circles::of(view.fields, Some(&[PUBLIC_TERM.to_owned()]));
    let vocabulary = Vocabulary { statistics: &statistics, circles: &public };
    let stems_before = stems_of(before, stemmer);
    let small = small_at_the_end(before);
    let is_small = is_stopword(&fold(&typed.raw));
    let is_first = stems_before.is_empty();
    let mut stems = stems_before.clone();
    stems.push(stemmer.stem(&fold(&typed.raw)).to_owned());
    // Who types a small word behind others has typed all of it, and so has who typed a space.
    if is_small && !is_first && !is_bound && tells_something(before) {
        let stems = last_of(&stems, small + 2).to_vec();
        let texts = newest(&vocabulary, &stems, stems.len(), NEXT_TEXTS)?;
        found.drafts.push(Draft::Next(Behind { stems, texts }));
    }
    let spelt = lower(&typed.raw);
    // Nor does the first word of a question go on as another word (`wie`: Wieringermeer).
    let asks = is_first && QUESTIONS.contains(&&*spelt);
    if !is_at_its_end || spelt.chars().count() < LETTERS_MIN || asks {
        return Ok(found);
    }
    // What is said right behind the words before is a word, and goes on only where the longer one is said there as well:
    // `open data` is no `open datalab`.
    let is_complete = !is_first
        && (is_small || is_bound || vocabulary.follow_each_other(last_of(&stems, small + 2))? == Some(true));
    let (mut next, mut apart) = (Vec::new(), Vec::new());
    let mut words = WordsBeginning::new(&vocabulary, &spelt)?;
    while found.drafts.len() + next.len() < request.limit + SPARE
        && let Some((word, stem)) = words.next(stemmer)?
    {
        let mut stems = stems_before.clone();
        stems.push(stem.clone());
        if !stand_together(&statistics, &public, &stems)? {
            continue;
        }
        // People are suggested by themselves.
        if is_first && !is_word_of_dutch(&word) && vocabulary.is_name_of(&[NodeKind::Person], &stem)? {
            continue;
        }
        // Small words say nothing but before what they stand: `anna de vriend` is suggested where somebody says `de vriend`.
        let follows = |words: usize| -> tantivy::Result<bool> {
            let last = last_of(&stems, words + 1);
            let is_said = vocabulary.follow_each_other(last)?;
            Ok(is_first || is_said != Some(false) && !(is_bound && is_said.is_none()))
        };
        if small > 0 && !follows(small)? {
            continue;
        }
        let near = bound.max(small + 1);
        let (to, behind) = match follows(near)? {
            true => (&mut next, near),
            false if is_complete => continue,
            false => (&mut apart, small),
        };
        let last = last_of(&stems, behind + 1);
        let behind = last[..last.len() - 1].to_vec();
        to.push((Begun { word, stem, behind: Behind { stems: behind, texts: Vec::new() } }, stems));
    }
    let most = (request.limit + SPARE).saturating_sub(found.drafts.len());
    for (mut begun, stems) in next.into_iter().chain(apart).take(most) {
        // Behind nothing a word of Dutch is written as Dutch writes it.
        if !(is_first && is_word_of_dutch(&begun.word)) {
            let together = begun.behind.stems.len() + 1;
            let most = if is_bound { NEXT_TEXTS } else { WORD_TEXTS };
            begun.behind.texts = newest(&vocabulary, &stems, together, most)?;
        }
        found.drafts.push(Draft::Word(begun));
    }
    found.before = before.to_owned();
    found.begin = fold(&spelt);
    found.bound = bound;
    Ok(found)
}

/// As many of the last stems, as far as neighbours are looked at.
fn last_of(stems: &[String], most: usize) -> &[String] {
    &stems[stems.len().saturating_sub(most.min(FOLLOWED_MAX + 1))..]
}

/// Has a text a word that says what it is about?
fn tells_something(text: &str) -> bool {
    let mut words = words::chunks(text).flatten().map(|word| fold(&word.raw));
    words.any(|folded| !is_stopword(&folded) && !is_of_question(&folded))
}

/// How many small words a text ends with.
fn small_at_the_end(text: &str) -> usize {
    let small: Vec<bool> = words::chunks(text).flatten().map(|word| is_stopword(&fold(&word.raw))).collect();
    small.into_iter().rev().take_while(|is_small| *is_small).count()
}

/// The newest of the first [`NEWEST_OF`] public texts that have all of `stems`: the last `together` of them one right behind the
/// other, unless they are too frequent for that to be known.
fn newest(
    vocabulary: &Vocabulary<'_>,
    stems: &[String],
    together: usize,
    most: usize,
) -> tantivy::Result<Vec<NodeId>> {
    let statistics = vocabulary.statistics;
    let text = statistics.fields.public.text;
    let (apart, last) = stems.split_at(stems.len() - together);
    let is_known = vocabulary.follow_each_other(last)?.is_some();
    let mut forms: Vec<Form> = apart.iter().map(|stem| Form::word(stem.as_str())).collect();
    match is_known {
        true => forms.push(Form { stems: last.iter().cloned().enumerate().collect() }),
        false => forms.extend(last.iter().map(|stem| Form::word(stem.as_str()))),
    }
    let mut found: Vec<(Reverse<i64>, NodeId)> = Vec::new();
    let mut looked = 0;
    for (number, (reader, segment)) in statistics.segments().enumerate() {
        let mut cursors = Vec::with_capacity(forms.len());
        for form in &forms {
            cursors.extend(Cursor::open(statistics, number, text, form)?);
        }
        if cursors.len() < forms.len() {
            continue;
        }
        let mut doc = 0;
        while doc != TERMINATED {
            let behind = cursors.iter_mut().map(|cursor| cursor.seek(doc)).max().unwrap_or(TERMINATED);
            if behind != doc {
                doc = behind;
                continue;
            }
            if looked == NEWEST_OF {
                break;
            }
            if !reader.is_deleted(doc)
                && let Some(node) = segment.columns.node(doc)
            {
                looked += 1;
                let one = (Reverse(segment.columns.sorted_at(doc)), node);
                let place = found.partition_point(|other| *other < one);
                found.insert(place, one);
                found.truncate(most);
            }
            doc += 1;
        }
    }
    Ok(found.into_iter().map(|(_, node)| node).collect())
}

fn is_word_of_dutch(written: &str) -> bool {
    DUTCH.get(&fold(written)).is_some_and(|known| known.is_word())
}

fn is_opening(c: char) -> bool {
    matches!(c, '(' | '[')
}

fn stems_of(text: &str, stemmer: &mut DutchStemmer) -> Vec<String> {
    words::chunks(text).flatten().map(|word| stemmer.stem(&fold(&word.raw)).to_owned()).collect()
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
