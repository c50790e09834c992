//! What an admitted document costs, in points, before anything of it has run.
//!
//! Each selection is a point. What is asked of the rows of a connection counts once for every four rows that it may
//! have, as in `limit_complexity`. A connection is told by its shape (Relay: a field with `edges` or `nodes`), so that
//! no schema is needed, and no extension: async-graphql's resolvers take a slower way for every field as soon as a
//! schema has one.

use async_graphql::parser::types::{ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet};
use async_graphql::{Value, Variables};

use crate::page::{DEFAULT_SIZE, MAX_SIZE};

/// Rows that cost as much as one field.
const ROWS_PER_POINT: u32 = 4;

/// Points for `operation`, at least 1. The limits have shown that expanding the fragments of `document` is bounded.
pub fn price(document: &ExecutableDocument, operation: &OperationDefinition, variables: &Variables) -> u32 {
    Pricing { document, operation, variables }.of_set(&operation.selection_set.node).max(1)
}

struct Pricing<'a> {
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
    variables: &'a Variables,
}

impl<'a> Pricing<'a> {
    fn of_set(&self, set: &'a SelectionSet) -> u32 {
        let points = set.items.iter().map(|selection| match &selection.node {
            Selection::Field(field) => self.of_field(&field.node),
            _ => self.inner(&selection.node).map_or(0, |set| self.of_set(set)),
        });
        points.fold(0, u32::saturating_add)
    }

    fn of_field(&self, field: &'a Field) -> u32 {
        let set = &field.selection_set.node;
        let inner = self.of_set(set);
        if !self.has_rows(set) {
            return inner.saturating_add(1);
        }
        inner.saturating_mul(self.rows(field)).div_ceil(ROWS_PER_POINT).saturating_add(1)
    }

    fn has_rows(&self, set: &'a SelectionSet) -> bool {
        set.items.iter().any(|selection| match &selection.node {
            Selection::Field(field) => matches!(field.node.name.node.as_str(), "edges" | "nodes"),
            _ => self.inner(&selection.node).is_some_and(|set| self.has_rows(set)),
        })
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
        assert_eq!(points("{ pilots(first: 20) { edges { node { title } } } }", json!({})), 1 + 3 * 20 / 4);
        assert_eq!(points("{ pilots { nodes { title } } }", json!({})), 1 + 2 * 20 / 4);
    }

    #[test]
    fn rows_are_taken_from_variables_and_their_defaults_and_are_bounded() {
        let query = "query($n: Int = 8) { pilots(last: $n) { nodes { title } } }";
        assert_eq!(points(query, json!({})), 1 + 2 * 8 / 4);
        assert_eq!(points(query, json!({ "n": 40 })), 1 + 2 * 40 / 4);
        let most = points(query, json!({ "n": MAX_SIZE }));
        assert_eq!(points(query, json!({ "n": 2_000_000_000 })), most);
        assert_eq!(points(query, json!({ "n": -5 })), 2);
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
        assert_eq!(points(&format!("{{ {query} }}"), json!({})), u32::MAX / 4 + 2);
    }
}
