//! From the text of a GraphQL request to a document that is safe to validate and to run.
//!
//! What comes out of [`check`] and [`admit`] is parsed once, within the [`Limits`], free of fragment cycles and has a
//! value for every required variable. async-graphql 7.2 checks none of this, or only after work that grows exponentially
//! with the text, or after the first field of a mutation has run (its `check_recursive_depth` and `visitor.rs`).
//! Used before every execution, over HTTP and over WebSocket alike. Pure: no schema, no I/O.

use super::limits::{self, Limits, is_typename};
use super::price::price;
use super::refusal::{BAD_INPUT, PARSE_FAILED, TOO_COMPLEX, refuse};
use super::repeats;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, InlineFragment, OperationDefinition, OperationType, Selection,
    SelectionSet,
};
use async_graphql::parser::{self, parse_query};
use async_graphql::{Pos, Positioned, ServerError, Variables};

/// What a transport must know of an admitted request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admitted {
    pub operation: OperationType,
    /// Every root field hangs on `@skip` or `@include`, so that an empty answer is a right one.
    pub may_be_empty: bool,
    /// What it costs (see [`price`](super::price)).
    pub points: u32,
    /// Nothing with fields of its own is selected twice in one place, so that no two answers have to be merged.
    pub is_plain: bool,
}

/// A document that passed [`check`].
#[derive(Clone, Debug)]
pub struct Checked {
    document: ExecutableDocument,
    is_plain: bool,
}

/// Parses and checks a document: what can be said of it whatever it is asked with.
///
/// Fails with [`PARSE_FAILED`], [`TOO_COMPLEX`] or [`BAD_INPUT`].
pub fn check(source: &str, limits: &Limits) -> Result<Checked, ServerError> {
    let mut document = parse(source, limits)?;
    limits::check(&document, limits)?;
    wrap_conditional_typenames(&mut document);
    let is_plain = repeats::is_plain(&document);
    Ok(Checked { document, is_plain })
}

/// Checks what `request` asks a checked document with, and leaves the document there, so that it is not parsed again.
///
/// Fails with [`TOO_COMPLEX`] or [`BAD_INPUT`]; nothing has been run then.
pub fn admit(
    request: &mut async_graphql::Request,
    Checked { document, is_plain }: Checked,
    limits: &Limits,
) -> Result<Admitted, ServerError> {
    let operation = select(&document, request.operation_name.as_deref())?;
    require_variables(operation, &request.variables)?;
    limits::check_variables(&request.variables, limits)?;
    let roots = &operation.node.selection_set.node.items;
    let points = price(&document, &operation.node, &request.variables);
    if points > limits.points {
        let message = format!("The query costs {points} points; at most {} are allowed.", limits.points);
        return Err(refuse(TOO_COMPLEX, message, None));
    }
    let admitted = Admitted {
        operation: operation.node.ty,
        may_be_empty: roots.iter().all(|selection| !selection.node.directives().is_empty()),
        points,
        is_plain,
    };
    request.set_parsed_query(document);
    Ok(admitted)
}

/// The names of the root fields of an admitted request's operation, those in fragments as well.
pub fn root_fields(request: &mut async_graphql::Request) -> Result<Vec<String>, ServerError> {
    let name = request.operation_name.clone();
    let document = request.parsed_query()?;
    let operation = select(document, name.as_deref())?;
    let mut names = Vec::new();
    collect_fields(document, &operation.node.selection_set.node, &mut names);
    Ok(names)
}

fn collect_fields(document: &ExecutableDocument, set: &SelectionSet, names: &mut Vec<String>) {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => names.push(field.node.name.node.to_string()),
            Selection::InlineFragment(inline) => {
                collect_fields(document, &inline.node.selection_set.node, names);
            }
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                    collect_fields(document, &fragment.node.selection_set.node, names);
                }
            }
        }
    }
}

/// The names of the fields without subfields below the root fields of an admitted request's operation: what is read of
/// what was written.
pub fn payload_fields(request: &mut async_graphql::Request) -> Result<Vec<String>, ServerError> {
    let name = request.operation_name.clone();
    let document = request.parsed_query()?;
    let operation = select(document, name.as_deref())?;
    let mut names = Vec::new();
    // Fragments are expanded: the limits have shown that this is bounded.
    let mut open = vec![&operation.node.selection_set.node];
    while let Some(set) = open.pop() {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) if field.node.selection_set.node.items.is_empty() => {
                    names.push(field.node.name.node.to_string());
                }
                Selection::Field(field) => open.push(&field.node.selection_set.node),
                Selection::InlineFragment(inline) => open.push(&inline.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    let fragment = document.fragments.get(&spread.node.fragment_name.node);
                    open.extend(fragment.map(|fragment| &fragment.node.selection_set.node));
                }
            }
        }
    }
    Ok(names)
}

/// Parses `source` when it is short and shallow enough for the recursive parser.
///
/// The message of a failure names line and column and never repeats the source.
pub fn parse(source: &str, limits: &Limits) -> Result<ExecutableDocument, ServerError> {
    if source.len() > limits.characters && source.chars().count() > limits.characters {
        return Err(refuse(
            TOO_COMPLEX,
            format!("The document is longer than {} characters.", limits.characters),
            None,
        ));
    }
    let sketch = Sketch::of(source);
    let too_much = if sketch.nesting > limits.nesting {
        Some(format!("The document nests brackets deeper than {}.", limits.nesting))
    } else if sketch.tokens > limits.tokens {
        Some(format!("The document has more than {} tokens.", limits.tokens))
    } else if sketch.aliases > limits.document_aliases {
        Some(format!("The document has more than {} aliases.", limits.document_aliases))
    } else {
        None
    };
    if let Some(message) = too_much {
        return Err(refuse(TOO_COMPLEX, message, None));
    }
    parse_query(source).map_err(parse_failure)
}

fn parse_failure(error: parser::Error) -> ServerError {
    let positions: Vec<Pos> = error.positions().collect();
    let message = match error {
        parser::Error::MultipleOperations { .. } => {
            "An anonymous operation must be the only operation of its document.".to_owned()
        }
        parser::Error::OperationDuplicated { .. } => "Two operations have the same name.".to_owned(),
        parser::Error::FragmentDuplicated { .. } => "Two fragments have the same name.".to_owned(),
        parser::Error::MissingOperation => "The document has no operation.".to_owned(),
        parser::Error::RecursionLimitExceeded => "The document is nested too deep.".to_owned(),
        _ => match positions.first() {
            Some(pos) => format!("Syntax error at line {}, column {}.", pos.line, pos.column),
            None => "Syntax error.".to_owned(),
        },
    };
    let mut failure = refuse(PARSE_FAILED, message, None);
    failure.locations = positions;
    failure
}

/// What can be said of a text without parsing it, a hundred times faster than the parser says no.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sketch {
    /// The deepest nesting of `{`, `[` and `(` outside strings and comments.
    nesting: usize,
    /// Names, numbers, strings and punctuators; commas are none (GraphQL, 2.1.7 Insignificant Commas).
    tokens: usize,
    /// Colons outside of parentheses: only those of aliases are.
    aliases: usize,
}

impl Sketch {
    /// Reads strings as the parser does: where a quote does not begin a string that ends, what is behind it counts.
    fn of(source: &str) -> Self {
        let bytes = source.as_bytes();
        let mut sketch = Self::default();
        let (mut at, mut depth, mut parentheses) = (0, 0_usize, 0_usize);
        while let Some(&byte) = bytes.get(at) {
            let length = match byte {
                b'#' => line_length(&bytes[at..]),
                b'"' => string_length(&bytes[at..]),
                _ if is_of_word(byte) => bytes[at..].iter().take_while(|byte| is_of_word(**byte)).count(),
                _ => 1,
            };
            match byte {
                b'{' | b'[' | b'(' => {
                    depth += 1;
                    parentheses += usize::from(byte == b'(');
                    sketch.nesting = sketch.nesting.max(depth);
                }
                b'}' | b']' | b')' => {
                    depth = depth.saturating_sub(1);
                    parentheses = parentheses.saturating_sub(usize::from(byte == b')'));
                }
                b':' => sketch.aliases += usize::from(parentheses == 0),
                _ => {}
            }
            sketch.tokens += usize::from(!matches!(byte, b'#' | b',') && !byte.is_ascii_whitespace());
            at += length;
        }
        sketch
    }
}

/// Of a name or a number.
fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'.') || !byte.is_ascii()
}

fn line_length(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(bytes.len())
}

/// Length of the string that begins with the quote at the start of `bytes`, 1 when no string begins there.
fn string_length(bytes: &[u8]) -> usize {
    const BLOCK: &[u8] = b"\"\"\"";
    if bytes.starts_with(BLOCK) {
        let mut at = BLOCK.len();
        while at < bytes.len() {
            if bytes[at..].starts_with(b"\\\"\"\"") {
                at += 4;
            } else if bytes[at..].starts_with(BLOCK) {
                return at + BLOCK.len();
            } else {
                at += 1;
            }
        }
        // Not closed: the parser goes on with `""` and a quote.
        return 2;
    }
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            b'\n' | b'\r' => return 1,
            _ => at += 1,
        }
    }
    1
}

/// The operation that `name` asks for, or the only one.
fn select<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a Positioned<OperationDefinition>, ServerError> {
    let found = match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation),
        (DocumentOperations::Single(_), Some(_)) => None,
        (DocumentOperations::Multiple(all), Some(name)) => all.get(name),
        (DocumentOperations::Multiple(all), None) if all.len() == 1 => all.values().next(),
        (DocumentOperations::Multiple(_), None) => {
            let message = "The document has several operations: name one with operationName.";
            return Err(refuse(BAD_INPUT, message, None));
        }
    };
    found.ok_or_else(|| refuse(BAD_INPUT, "The document has no operation of that operationName.", None))
}

/// Every `$x: T!` without a default has a value that is not null (GraphQL, 6.1.2 Coercing Variable Values).
fn require_variables(
    operation: &Positioned<OperationDefinition>,
    variables: &Variables,
) -> Result<(), ServerError> {
    for definition in &operation.node.variable_definitions {
        let name = &definition.node.name.node;
        let optional = definition.node.var_type.node.nullable || definition.node.default_value.is_some();
        match variables.get(name) {
            Some(async_graphql::Value::Null) if !definition.node.var_type.node.nullable => {
                return Err(refuse(
                    BAD_INPUT,
                    format!("Variable \"${name}\" may not be null."),
                    Some(definition.pos),
                ));
            }
            None if !optional => {
                return Err(refuse(
                    BAD_INPUT,
                    format!("Variable \"${name}\" is required."),
                    Some(definition.pos),
                ));
            }
            Some(_) | None => {}
        }
    }
    Ok(())
}

/// Writes `__typename @include(if: $x)` as `... @include(if: $x) { __typename }`.
///
/// Validation skips `__typename` with all that hangs on it (visitor.rs, `visit_selection`): unknown directives would
/// pass, and a variable that is used only there would count as unused.
fn wrap_conditional_typenames(document: &mut ExecutableDocument) {
    match &mut document.operations {
        DocumentOperations::Single(operation) => wrap_in(&mut operation.node.selection_set.node),
        DocumentOperations::Multiple(operations) => {
            for operation in operations.values_mut() {
                wrap_in(&mut operation.node.selection_set.node);
            }
        }
    }
    for fragment in document.fragments.values_mut() {
        wrap_in(&mut fragment.node.selection_set.node);
    }
}

fn wrap_in(set: &mut SelectionSet) {
    for selection in &mut set.items {
        match &mut selection.node {
            Selection::Field(field) if is_typename(&field.node.name.node) => {
                let directives = std::mem::take(&mut field.node.directives);
                if !directives.is_empty() {
                    let pos = selection.pos;
                    let inner = SelectionSet { items: vec![selection.clone()] };
                    selection.node = Selection::InlineFragment(Positioned::new(
                        InlineFragment {
                            type_condition: None,
                            directives,
                            selection_set: Positioned::new(inner, pos),
                        },
                        pos,
                    ));
                }
            }
            Selection::Field(field) => wrap_in(&mut field.node.selection_set.node),
            Selection::InlineFragment(inline) => wrap_in(&mut inline.node.selection_set.node),
            Selection::FragmentSpread(_) => {}
        }
    }
}

#[cfg(test)]
#[path = "document_tests.rs"]
mod tests;
