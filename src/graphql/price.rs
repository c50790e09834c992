//! What an admitted document costs, in points, before anything of it has run. A point is about 2 µs of CPU.
//!
//! Each selection is a point. What is asked of the rows of a connection counts once for every four rows that it may
//! have, and what is asked of the entries of another list ten times; what is more than reading a field, such as
//! a statement for a list or a search, counts as it is and with every row. A connection is told by its shape (Relay: a
//! field with `edges`, `nodes` or a `totalCount`, or with `first` or `last`), other lists by their names, which come
//! from the schema. No extension of the schema is needed: async-graphql's resolvers take a slower way for every field as
//! soon as it has one.

use std::collections::HashSet;
use std::sync::LazyLock;

use async_graphql::parser::types::{
    BaseType, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet, TypeKind,
    TypeSystemDefinition,
};
use async_graphql::{Value, Variables};

use crate::page::{DEFAULT_SIZE, MAX_SIZE};

/// Rows that cost as much as one field.
const ROWS_PER_POINT: u32 = 4;
/// Entries that a list without paging may have; few have more.
const ENTRIES: u32 = 10;
/// A statement for the page of a connection.
const PAGE: u32 = 10;
/// Markdown as HTML; most of it is remembered.
const HTML: u32 = 100;
/// What more than a field costs.
const WORK: [(&str, u32); 13] = [
    ("markdownPreview", 8_000),
    ("totalCount", 20),
    ("pilotCount", 20),
    ("search", 300),
    // A search in what was published since.
    ("newCount", 300),
    ("facets", 300),
    ("highlights", 40),
    ("explanation", 40),
    ("foundNow", 300),
    ("reportSearch", 300),
    // With queries.
    ("suggest", 250),
    ("moreLikeThis", 1_500),
    ("contactMatches", 500),
];

/// The names of fields that give lists, other than those of connections.
static LISTS: LazyLock<HashSet<String>> = LazyLock::new(|| lists(&super::schema::sdl()));

fn lists(sdl: &str) -> HashSet<String> {
    let mut names = HashSet::new();
    // The text is our own, and the program does not start when it can't be read back.
    for definition in async_graphql::parser::parse_schema(sdl).into_iter().flat_map(|it| it.definitions) {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let (TypeKind::Object(object), name) = (&definition.node.kind, &definition.node.name.node) else {
            continue;
        };
        for field in &object.fields {
            let is_list = matches!(field.node.ty.node.base, BaseType::List(_));
            if is_list && !name.ends_with("Connection") {
                names.insert(field.node.name.node.to_string());
            }
        }
    }
    names
}

/// Points for `operation`, at least 1. The limits have shown that expanding the fragments of `document` is bounded.
pub fn price(document: &ExecutableDocument, operation: &OperationDefinition, variables: &Variables) -> u32 {
    let pricing = Pricing { document, operation, variables };
    let cost = pricing.of_set(&operation.selection_set.node);
    cost.fields.saturating_add(cost.work).max(1)
}

#[derive(Clone, Copy, Default)]
struct Cost {
    fields: u32,
    work: u32,
}

impl Cost {
    fn and(self, other: Self) -> Self {
        Self { fields: self.fields.saturating_add(other.fields), work: self.work.saturating_add(other.work) }
    }

    /// For the rows of a connection.
    fn rows(self, rows: u32) -> Self {
        Self {
            fields: self.fields.saturating_mul(rows).div_ceil(ROWS_PER_POINT),
            work: self.work.saturating_mul(rows),
        }
    }

    /// For the entries of another list.
    fn entries(self) -> Self {
        Self { fields: self.fields.saturating_mul(ENTRIES), work: self.work.saturating_mul(ENTRIES) }
    }
}

struct Pricing<'a> {
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
    variables: &'a Variables,
}

impl<'a> Pricing<'a> {
    fn of_set(&self, set: &'a SelectionSet) -> Cost {
        let costs = set.items.iter().map(|selection| match &selection.node {
            Selection::Field(field) => self.of_field(&field.node),
            _ => self.inner(&selection.node).map_or_else(Cost::default, |set| self.of_set(set)),
        });
        costs.fold(Cost::default(), Cost::and)
    }

    fn of_field(&self, field: &'a Field) -> Cost {
        let set = &field.selection_set.node;
        let name = field.name.node.as_str();
        let known = WORK.iter().find(|(other, _)| *other == name).map(|(_, work)| *work);
        let work = known.unwrap_or(if name.ends_with("Html") { HTML } else { 0 });
        let own = Cost { fields: 1, work };
        if set.items.is_empty() {
            return own;
        }
        // How much of the schema may be asked for is a limit of its own.
        if matches!(name, "__schema" | "__type") {
            return own.and(Cost { fields: self.selections(set), work: 0 });
        }
        if self.is_connection(field) {
            let page = Cost { fields: 0, work: PAGE };
            return own.and(page).and(self.of_connection(set, self.rows(field)));
        }
        let inner = self.of_set(set);
        own.and(if LISTS.contains(name) { inner.entries() } else { inner })
    }

    /// What is not of the rows counts once: a total, facets.
    fn of_connection(&self, set: &'a SelectionSet, rows: u32) -> Cost {
        let costs = set.items.iter().map(|selection| match &selection.node {
            Selection::Field(field) if matches!(field.node.name.node.as_str(), "edges" | "nodes") => {
                let inner = self.of_set(&field.node.selection_set.node);
                Cost { fields: inner.fields.saturating_add(1), ..inner }.rows(rows)
            }
            Selection::Field(field) => self.of_field(&field.node),
            _ => self.inner(&selection.node).map_or_else(Cost::default, |set| self.of_connection(set, rows)),
        });
        costs.fold(Cost::default(), Cost::and)
    }

    fn is_connection(&self, field: &'a Field) -> bool {
        field.arguments.iter().any(|(name, _)| matches!(name.node.as_str(), "first" | "last"))
            || self.has_rows(&field.selection_set.node)
    }

    fn has_rows(&self, set: &'a SelectionSet) -> bool {
        set.items.iter().any(|selection| match &selection.node {
            Selection::Field(field) => {
                matches!(field.node.name.node.as_str(), "edges" | "nodes" | "totalCount")
            }
            _ => self.inner(&selection.node).is_some_and(|set| self.has_rows(set)),
        })
    }

    fn selections(&self, set: &'a SelectionSet) -> u32 {
        let counts = set.items.iter().map(|selection| match &selection.node {
            Selection::Field(field) => self.selections(&field.node.selection_set.node).saturating_add(1),
            _ => self.inner(&selection.node).map_or(0, |set| self.selections(set)),
        });
        counts.fold(0, u32::saturating_add)
    }

    /// The selections of a fragment.
    fn inner(&self, selection: &'a Selection) -> Option<&'a SelectionSet> {
        match selection {
            Selection::Field(_) => None,
            Selection::InlineFragment(inline) => Some(&inline.node.selection_set.node),
            Selection::FragmentSpread(spread) => {
                let fragment = self.document.fragments.get(&spread.node.fragment_name.node)?;
                Some(&fragment.node.selection_set.node)
            }
        }
    }

    /// How many rows a connection gives at most. What is no number fails later, and gives none.
    fn rows(&self, field: &Field) -> u32 {
        let asked = ["first", "last"].into_iter().find_map(|name| {
            let value = field.get_argument(name)?.node.clone();
            match value.into_const_with(|name| Ok::<_, ()>(self.variable(&name))).ok()? {
                Value::Number(number) => Some(number.as_i64().unwrap_or_default()),
                _ => None,
            }
        });
        let rows = asked.unwrap_or(DEFAULT_SIZE as i64).clamp(1, MAX_SIZE as i64);
        u32::try_from(rows).unwrap_or(u32::MAX)
    }

    fn variable(&self, name: &str) -> Value {
        let default = || {
            let mut definitions = self.operation.variable_definitions.iter();
            let definition = definitions.find(|definition| definition.node.name.node == name)?;
            Some(definition.node.default_value.as_ref()?.node.clone())
        };
        self.variables.get(name).cloned().or_else(default).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use async_graphql::parser::types::DocumentOperations;
    use serde_json::json;

    use super::*;

    fn points(query: &str, variables: serde_json::Value) -> u32 {
        let document = parse_query(query).unwrap();
        let DocumentOperations::Single(operation) = &document.operations else { panic!("one operation") };
        price(&document, &operation.node, &Variables::from_json(variables))
    }

    #[test]
    fn each_field_is_a_point_and_what_rows_have_counts_for_every_four() {
        assert_eq!(points("{ viewer { email role } }", json!({})), 3);
        let list = "{ pilots(first: 20) { edges { node { title } } } }";
        assert_eq!(points(list, json!({})), 1 + PAGE + 3 * 20 / 4);
        assert_eq!(points("{ pilots { nodes { title } } }", json!({})), 1 + PAGE + 2 * 20 / 4);
        let page = "{ pilots { nodes { title } pageInfo { endCursor } } }";
        assert_eq!(points(page, json!({})), 1 + PAGE + 2 * 20 / 4 + 2, "what is not of the rows counts once");
    }

    #[test]
    fn rows_are_taken_from_variables_and_their_defaults_and_are_bounded() {
        let query = "query($n: Int = 8) { pilots(last: $n) { nodes { title } } }";
        assert_eq!(points(query, json!({})), 1 + PAGE + 2 * 8 / 4);
        assert_eq!(points(query, json!({ "n": 40 })), 1 + PAGE + 2 * 40 / 4);
        let most = points(query, json!({ "n": MAX_SIZE }));
        assert_eq!(points(query, json!({ "n": 2_000_000_000 })), most);
        assert_eq!(points(query, json!({ "n": -5 })), 1 + PAGE + 1);
    }

    #[test]
    fn what_needs_the_database_counts_with_every_row() {
        let total = "{ municipalities(first: 100) { nodes { pilots(first: 0) { totalCount } } } }";
        assert_eq!(points(total, json!({})), 1 + PAGE + 100 * (PAGE + 20) + 3 * 100 / 4);
        let nested = "{ municipalities(first: 100) { nodes { people(first: 100) { nodes { pilots { totalCount } } } } } }";
        assert!(points(nested, json!({})) > 300_000);
    }

    #[test]
    fn entries_of_other_lists_multiply_as_well() {
        let mut query = "label".to_owned();
        for _ in 0..6 {
            query = format!("narrower {{ broader {{ {query} }} }}");
        }
        assert!(points(&format!("{{ themes {{ {query} }} }}"), json!({})) > 10_000_000);
        assert_eq!(points("{ themes { label slug } }", json!({})), 1 + 2 * ENTRIES);
    }

    #[test]
    fn introspection_costs_its_selections() {
        assert_eq!(points("{ __schema { types { name fields { name } } } }", json!({})), 5);
    }

    #[test]
    fn fragments_cost_what_they_expand_to() {
        let direct = points("{ pilots { nodes { title municipality { name } } } }", json!({}));
        let spread = "query { pilots { ...P } } fragment P on PilotConnection { nodes { title ... { municipality { name } } } }";
        assert_eq!(points(spread, json!({})), direct);
    }

    #[test]
    fn rows_within_rows_multiply_without_overflow() {
        let mut query = "id".to_owned();
        for _ in 0..12 {
            query = format!("list(first: 100) {{ nodes {{ {query} }} }}");
        }
        assert_eq!(points(&format!("{{ {query} }}"), json!({})), u32::MAX);
    }
}
