//! What somebody may be about to type: titles, names and labels that begin like it.

use std::collections::HashSet;

use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{TantivyDocument, Term};

use super::analysis::{fold, words};
use super::collect::Best;
use super::query::View;
use super::request::{SuggestRequest, Suggestion};
use super::schema::{self, Fields};
use super::vocabulary::any_of;
use crate::ids::NodeKind;

/// Suggestions at the most.
const LIMIT_MAX: usize = 20;
/// Words of the prefix that are looked at.
const WORDS_MAX: usize = 8;

/// Those whose title begins with the prefix first, then those in which words begin with it; places and themes
/// before people, people before the rest, new before old.
pub fn suggest(view: &View<'_>, request: &SuggestRequest) -> tantivy::Result<Vec<Suggestion>> {
    let (searcher, fields) = (view.searcher, view.fields);
    let prefix: String = request.prefix.chars().take(super::TEXT_MAX).collect();
    let typed: Vec<String> =
        words::chunks(&prefix).flatten().take(WORDS_MAX).map(|word| fold::fold(&word.raw)).collect();
    let limit = request.limit.min(LIMIT_MAX);
    if typed.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let query = query(fields, &typed, request.scope_terms.as_deref());
    // Twice as many, because things of one name are shown once.
    let found = searcher.search(&query, &Best(2 * limit))?;
    let mut shown = HashSet::new();
    let mut suggestions = Vec::new();
    for (_, address) in found {
        let reader = searcher.segment_reader(address.segment_ord);
        let Some(node) = view.cache.segment(fields, reader)?.columns.node(address.doc_id) else { continue };
        let document: TantivyDocument = searcher.doc(address)?;
        let text =
            document.get_first(fields.stored_title).and_then(|value| value.as_str().map(str::to_owned));
        let Some(text) = text else { continue };
        if suggestions.len() < limit && shown.insert((node.kind, fold::fold(&text))) {
            suggestions.push(Suggestion { text, node });
        }
    }
    Ok(suggestions)
}

fn query(fields: &Fields, typed: &[String], scope_terms: Option<&[String]>) -> BooleanQuery {
    let constant = |field, text: &str, score| -> Box<dyn Query> {
        let term = Term::from_field_text(field, text);
        Box::new(ConstScoreQuery::new(Box::new(TermQuery::new(term, IndexRecordOption::Basic)), score))
    };
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    for word in typed {
        clauses.push((Occur::Must, constant(fields.prefixes, schema::beginning(word), 0.0)));
    }
    if let Some(terms) = scope_terms {
        clauses.push((Occur::Must, any_of(fields.scope, terms)));
    }
    let whole = typed.join(" ");
    clauses.push((Occur::Should, constant(fields.starts, schema::beginning(&whole), 10.0)));
    for (kind, score) in [(NodeKind::Municipality, 3.0), (NodeKind::Theme, 3.0), (NodeKind::Person, 2.0)] {
        clauses.push((Occur::Should, constant(fields.kind, kind.name(), score)));
    }
    BooleanQuery::new(clauses)
}
