//! Whether the answers to a document have to be merged.
//!
//! `{ it { id } it { name } }` is one answer of two selections, which async-graphql resolves apart and merges. How many of
//! those a document may have is bounded in [`super::limits`], which counts what stands behind two type conditions as well.

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

/// Nothing with fields of its own is selected twice in one place. What stands behind two type conditions is no repeat: of
/// two types only one is there. (An interface would be there as well, but those of the API have no field with fields of
/// its own: `no_interface_has_a_field_with_fields_of_its_own`.)
///
/// `document`: of which the limits have shown that its fragments can be expanded.
pub fn is_plain(document: &ExecutableDocument) -> bool {
    let mut operations = document.operations.iter();
    operations.all(|(_, operation)| is_plain_set(document, &operation.node.selection_set.node))
}

fn is_plain_set(document: &ExecutableDocument, set: &SelectionSet) -> bool {
    let mut fields = Vec::new();
    collect(document, set, None, &mut fields);
    fields.sort_unstable_by_key(|field| (field.key, field.on));
    let is_repeat = |pair: &[Selected<'_>]| {
        pair[0].key == pair[1].key && (pair[0].on.is_none() || pair[0].on == pair[1].on)
    };
    !fields.windows(2).any(is_repeat) && fields.iter().all(|field| is_plain_set(document, field.set))
}

/// A field with fields of its own.
struct Selected<'a> {
    key: &'a str,
    /// Of which type it is selected; `None` where that is the one that is expected there.
    on: Option<&'a str>,
    set: &'a SelectionSet,
}

fn collect<'a>(
    document: &'a ExecutableDocument,
    set: &'a SelectionSet,
    on: Option<&'a str>,
    into: &mut Vec<Selected<'a>>,
) {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) if field.node.selection_set.node.items.is_empty() => {}
            Selection::Field(field) => {
                let key = field.node.response_key().node.as_str();
                into.push(Selected { key, on, set: &field.node.selection_set.node });
            }
            Selection::InlineFragment(inline) => {
                let condition = inline.node.type_condition.as_ref();
                let on = condition.map(|condition| condition.node.on.node.as_str()).or(on);
                collect(document, &inline.node.selection_set.node, on, into);
            }
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                    let on = Some(fragment.node.type_condition.node.on.node.as_str());
                    collect(document, &fragment.node.selection_set.node, on, into);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
    use async_graphql::parser::{parse_query, parse_schema};

    use super::*;
    use crate::graphql::schema::sdl;

    fn is_plain_text(text: &str) -> bool {
        is_plain(&parse_query(text).expect("a document"))
    }

    #[test]
    fn a_document_is_plain_when_nothing_with_fields_of_its_own_is_selected_twice_in_one_place() {
        for plain in [
            "{ a { b { c } } d { b { c } } }",
            "{ a: it { id } b: it { id } }",
            "{ id id }",
            "{ it { ... on A { x { id } } ... on B { x { id } } } }",
            "{ it { ...F } } fragment F on A { id x { id } }",
            "query Q { a { b } } query R { a { b } }",
        ] {
            assert!(is_plain_text(plain), "{plain}");
        }
        for repeating in [
            "{ it { id } it { name } }",
            "{ it { x { id } } other { x { id } ... { x { id } } } }",
            "{ x: it { id } x: it { id } }",
            "{ it { x { id } ... on A { x { id } } } }",
            "{ it { ... on A { x { id } } ... on B { id } ... on A { x { id } } } }",
            "{ it { ... on A { ... { x { id } } x { id } } } }",
            "{ it { ...F x { id } } } fragment F on A { x { id } }",
            "query Q { a { b } } query R { a { b } a { c } }",
        ] {
            assert!(!is_plain_text(repeating), "{repeating}");
        }
    }

    #[test]
    fn no_interface_has_a_field_with_fields_of_its_own() {
        let mut found = Vec::new();
        for definition in parse_schema(sdl()).expect("a schema").definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let name = &definition.node.name.node;
            if let TypeKind::Interface(interface) = &definition.node.kind {
                let fields = interface.fields.iter();
                found.extend(
                    fields.map(|field| format!("{name}.{}: {}", field.node.name.node, field.node.ty.node)),
                );
            }
        }
        assert_eq!(found, ["Node.id: ID!"]);
    }
}
