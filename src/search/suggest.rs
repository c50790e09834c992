//! What somebody may be about to type: titles, names and labels that begin like it.

use std::collections::HashSet;

use tantivy::query::{BooleanQuery, ConstScoreQuery, FuzzyTermQuery, Occur, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{TantivyDocument, Term};

use super::analysis::stopwords::is_stopword;
use super::analysis::{fold, words};
use super::collect::Best;
use super::document::Document;
use super::query::View;
use super::request::{SuggestRequest, Suggestion};
use super::schema::{self, Fields};
use super::vocabulary::any_of;
use crate::ids::{NodeId, NodeKind};

/// Suggestions at the most.
const LIMIT_MAX: usize = 20;
/// Words of the prefix that are looked at.
const WORDS_MAX: usize = 8;
/// Letters of the beginning of a word that tell which name was meant.
const TELLING_MIN: usize = 3;

/// Those whose title begins with the prefix first, then those in which words begin with it; places and themes
/// before people, people before the rest, new before old. Where nothing begins as typed, what nearly does.
pub fn suggest(view: &View<'_>, request: &SuggestRequest) -> tantivy::Result<Vec<Suggestion>> {
    let (searcher, fields) = (view.searcher, view.fields);
    let typed = typed(&request.prefix);
    let limit = request.limit.min(LIMIT_MAX);
    if typed.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    // Twice as many, because things of one name are shown once.
    let best = |spelling| {
        let query = query(fields, &typed, request.scope_terms.as_deref(), spelling);
        searcher.search(&query, &Best(2 * limit))
    };
    let mut found = best(Spelling::AsTyped)?;
    // Whether anything begins as typed is asked of what the reader may see: hidden titles do not stop the guessing.
    if found.is_empty() && typed.iter().any(|word| slips(word) > 0) {
        found = best(Spelling::Nearly)?;
    }
    let mut shown = HashSet::new();
    let mut suggestions = Vec::new();
    for (_, address) in found {
        let reader = searcher.segment_reader(address.segment_ord);
        let Some(node) = view.cache.segment(fields, reader)?.columns.node(address.doc_id) else { continue };
        let document: TantivyDocument = searcher.doc(address)?;
        let text =
            document.get_first(fields.stored_title).and_then(|value| value.as_str().map(str::to_owned));
        let Some(text) = text else { continue };
        if goes_on_otherwise(&text, &typed) {
            continue;
        }
        if shown.insert((node.kind, fold::fold(&text))) {
            suggestions.push(Suggestion { text, also_called: None, node });
        }
    }
    // What is found by another of its names, of which the reader sees nothing, comes behind what is called so.
    suggestions.sort_by_key(|suggestion| !says(&suggestion.text, &typed));
    suggestions.truncate(limit);
    Ok(suggestions)
}

/// The things with other names ([`Document::other_names`]) of which the text does not show why they are suggested.
pub fn found_otherwise(suggestions: &[Suggestion], typed: &[String]) -> Vec<NodeId> {
    let has_others = |one: &&Suggestion| matches!(one.node.kind, NodeKind::Theme | NodeKind::Municipality);
    let unexplained = suggestions.iter().filter(has_others).filter(|one| !says(&one.text, typed));
    unexplained.map(|one| one.node).collect()
}

/// The other name of a theme or a municipality that has words which begin like those that were typed, or like those of them
/// that the title has not, where these say something.
pub fn name_for(document: &Document, typed: &[String]) -> Option<String> {
    let is_missing = |word: &&String| !says(&document.title, std::slice::from_ref(word));
    let missing: Vec<String> = typed.iter().filter(is_missing).cloned().collect();
    let name = |words: &[String]| document.other_names().find(|name| says(name, words)).cloned();
    let says_little = |word: &String| is_stopword(word) || word.chars().count() < TELLING_MIN;
    name(typed).or_else(|| name(&missing).filter(|_| !missing.iter().any(says_little)))
}

/// The words of the prefix that are looked at.
pub fn typed(prefix: &str) -> Vec<String> {
    let prefix: String = prefix.chars().take(super::TEXT_MAX).collect();
    words::chunks(&prefix).flatten().take(WORDS_MAX).map(|word| fold::fold(&word.raw)).collect()
}

/// Does a title have a word that begins like one that was typed, as far as beginnings are kept, and none that begins with
/// all of it? (What was found by another name than its title has neither.)
fn goes_on_otherwise(title: &str, typed: &[String]) -> bool {
    let is_cut = |word: &&String| schema::is_cut(word);
    if !typed.iter().any(|word| is_cut(&word)) {
        return false;
    }
    let written = written(title);
    let begins = |with: &str| written.iter().any(|word| word.starts_with(with));
    typed.iter().filter(is_cut).any(|word| begins(schema::beginning(word)) && !begins(word))
}

/// The words of a title, and what those of one chunk make when they are written in one.
fn written(title: &str) -> Vec<String> {
    let chunks: Vec<_> = words::chunks(title).collect();
    let joined = chunks.iter().flat_map(|chunk| words::joined(chunk)).map(|joined| fold::fold(&joined.raw));
    let mut written: Vec<String> = chunks.iter().flatten().map(|word| fold::fold(&word.raw)).collect();
    written.extend(joined);
    written
}

/// Has a title a word that begins so for each of those that were typed?
fn says(title: &str, typed: &[String]) -> bool {
    let written = written(title);
    typed.iter().all(|begin| written.iter().any(|word| word.starts_with(begin.as_str())))
}

/// How words of titles have to begin.
#[derive(Clone, Copy, PartialEq)]
enum Spelling {
    AsTyped,
    /// But for some slips.
    Nearly,
}

/// Letters of a word's beginning that may be wrong, missing, one too many or in the other's place.
fn slips(beginning: &str) -> u8 {
    match beginning.chars().count() {
        0..5 => 0,
        5..8 => 1,
        _ => 2,
    }
}

fn query(
    fields: &Fields,
    typed: &[String],
    scope_terms: Option<&[String]>,
    spelling: Spelling,
) -> BooleanQuery {
    let constant = |query, score| -> Box<dyn Query> { Box::new(ConstScoreQuery::new(query, score)) };
    let begins = |field, text: &str, score| {
        let text = schema::beginning(text);
        let term = Term::from_field_text(field, text);
        match slips(text) {
            slips @ 1.. if spelling == Spelling::Nearly => {
                constant(Box::new(FuzzyTermQuery::new(term, slips, true)), score)
            }
            _ => constant(Box::new(TermQuery::new(term, IndexRecordOption::Basic)), score),
        }
    };
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    for word in typed {
        clauses.push((Occur::Must, begins(fields.prefixes, word, 0.0)));
    }
    if let Some(terms) = scope_terms {
        clauses.push((Occur::Must, any_of(fields.scope, terms)));
    }
    clauses.push((Occur::Should, begins(fields.starts, &typed.join(" "), 10.0)));
    for (kind, score) in [(NodeKind::Municipality, 3.0), (NodeKind::Theme, 3.0), (NodeKind::Person, 2.0)] {
        let term = Term::from_field_text(fields.kind, kind.name());
        let is_of_kind = Box::new(TermQuery::new(term, IndexRecordOption::Basic));
        clauses.push((Occur::Should, constant(is_of_kind, score)));
    }
    BooleanQuery::new(clauses)
}
