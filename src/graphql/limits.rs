//! What a GraphQL document may cost, counted before it is validated.
//!
//! Work is linear in the text: each fragment is counted once, and its count is used wherever it is spread
//! (security: without that, 700 characters of fragments cost seconds). Fields are then expanded for real only when
//! the count has shown that this is bounded. Every operation of the document has to pass, also those that are not
//! asked for, because validation walks them all.

use super::refusal::{BAD_INPUT, TOO_COMPLEX, refuse};
use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql::{Name, Pos, Positioned, ServerError, Value, Variables};
use std::collections::{HashMap, HashSet};

/// Upper bounds, all inclusive.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Length of the text.
    pub characters: usize,
    /// Brackets within brackets, before parsing: the parser and everything behind it recurse.
    pub nesting: usize,
    /// Names, numbers, strings and punctuators, before parsing.
    pub tokens: usize,
    /// Aliases of all operations and fragments together, before parsing.
    pub document_aliases: usize,
    /// What the operation that is asked for costs (see [`price`](super::price)).
    pub points: u32,
    /// Fields within fields.
    pub depth: usize,
    /// Selections within selections, with fragments; async-graphql stops at 32 in its own words.
    pub recursion: usize,
    /// Fields, spreads and inline fragments of one operation after expanding fragments.
    pub selections: usize,
    /// The same for all operations of the document together.
    pub document_selections: usize,
    pub fragments: usize,
    /// Aliases in one operation and the fragments it reaches.
    pub aliases: usize,
    /// How often an operation selects a field with subfields again beside itself: each costs as much as an alias.
    pub repeats: usize,
    pub arguments_per_field: usize,
    /// Entries of one list, in an argument or a variable; what a field takes is often less.
    pub list_entries: usize,
    pub directives_per_place: usize,
    /// `fields`, `interfaces`, `possibleTypes`, `inputFields` within each other below `__schema` or `__type`:
    /// each level multiplies the answer by the size of the schema (graphql-js, MaxIntrospectionDepthRule).
    pub introspection_lists: usize,
    /// Selections below `__schema` or `__type`: each is answered for every type, field or argument there is.
    pub introspection_selections: usize,
    pub mutation_fields: usize,
    /// How often one mutation may contain the named root field.
    pub of_root_field: Vec<(&'static str, usize)>,
}

/// What hashes a password or sends a mail to whoever is named.
const HASHING: [&str; 9] = [
    "logIn",
    "register",
    "verifyEmail",
    "requestPasswordReset",
    "resetPassword",
    "changePassword",
    "requestEmailChange",
    "acceptInvitation",
    "inviteMany",
];

impl Default for Limits {
    fn default() -> Self {
        Self {
            characters: 20_000,
            nesting: 60,
            tokens: 4_000,
            document_aliases: 150,
            points: 20_000,
            depth: 15,
            recursion: 30,
            selections: 2_000,
            document_selections: 10_000,
            fragments: 100,
            aliases: 30,
            repeats: 60,
            arguments_per_field: 50,
            list_entries: 1_000,
            directives_per_place: 5,
            introspection_lists: 2,
            introspection_selections: 500,
            mutation_fields: 5,
            // Trying passwords is limited per request as well as per minute.
            of_root_field: HASHING.map(|name| (name, 3)).to_vec(),
        }
    }
}

/// Size of a selection set after expanding its fragments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Size {
    selections: usize,
    depth: usize,
    recursion: usize,
    /// Nesting of what are lists in introspection.
    lists: usize,
    /// The deepest such nesting below `__schema` or `__type`, and the selections below all of them.
    introspection_lists: usize,
    introspection_selections: usize,
}

/// Refuses a document that breaks one of `limits`, or whose fragments are unknown, unused or circular.
pub fn check(document: &ExecutableDocument, limits: &Limits) -> Result<(), ServerError> {
    Check { document, limits, sizes: HashMap::new(), steps: 0 }.run().map(|_| ())
}

const LISTS: &str = "entries in a list";

/// Refuses variables with longer lists than `limits` allow.
pub fn check_variables(variables: &Variables, limits: &Limits) -> Result<(), ServerError> {
    let longest = variables.values().map(longest_list).max().unwrap_or_default();
    if longest <= limits.list_entries {
        return Ok(());
    }
    let message = format!("A variable has more than {} {LISTS}.", limits.list_entries);
    Err(refuse(TOO_COMPLEX, message, None))
}

/// Lists within lists count for themselves. The nesting of both is bounded: by brackets, and by the reader of JSON.
fn longest_list(value: &Value) -> usize {
    match value {
        Value::List(items) => items.iter().map(longest_list).max().unwrap_or_default().max(items.len()),
        Value::Object(fields) => fields.values().map(longest_list).max().unwrap_or_default(),
        _ => 0,
    }
}

struct Check<'a> {
    document: &'a ExecutableDocument,
    limits: &'a Limits,
    /// Of each fragment.
    sizes: HashMap<&'a str, Size>,
    /// Selections looked at so far: what the tests hold against the exponential attack.
    steps: usize,
}

impl<'a> Check<'a> {
    fn run(mut self) -> Result<usize, ServerError> {
        self.at_most(self.document.fragments.len(), self.limits.fragments, "fragments")?;
        for fragment in self.document.fragments.values() {
            self.shape(&fragment.node.selection_set.node)?;
            self.directives(fragment.node.directives.len())?;
            self.known(&fragment.node.selection_set.node)?;
        }
        for (_, operation) in self.document.operations.iter() {
            self.shape(&operation.node.selection_set.node)?;
            self.directives(operation.node.directives.len())?;
            for variable in &operation.node.variable_definitions {
                self.directives(variable.node.directives.len())?;
            }
            self.known(&operation.node.selection_set.node)?;
        }
        for name in self.fragments_in_order()? {
            let size = self.size(&self.document.fragments[name].node.selection_set.node);
            self.sizes.insert(name, size);
        }
        let mut total = 0;
        let mut used = HashSet::new();
        for (_, operation) in self.document.operations.iter() {
            let size = self.size(&operation.node.selection_set.node);
            self.at_most(size.selections, self.limits.selections, "selections")?;
            self.at_most(size.depth, self.limits.depth, "levels of fields")?;
            self.at_most(size.recursion, self.limits.recursion, "levels of selections")?;
            self.at_most(
                size.introspection_lists,
                self.limits.introspection_lists,
                "lists in each other in introspection",
            )?;
            self.at_most(
                size.introspection_selections,
                self.limits.introspection_selections,
                "selections in introspection",
            )?;
            total += size.selections;
            self.at_most(total, self.limits.document_selections, "selections in all operations")?;
            used.extend(self.reached(operation)?);
            self.roots(operation)?;
            let mut repeats = 0;
            self.repeats(&operation.node.selection_set.node, &mut repeats)?;
        }
        if let Some((name, fragment)) =
            self.document.fragments.iter().find(|(name, _)| !used.contains(name.as_str()))
        {
            return Err(refuse(BAD_INPUT, format!("Fragment \"{name}\" is never used."), Some(fragment.pos)));
        }
        Ok(self.steps)
    }

    fn at_most(&self, found: usize, limit: usize, what: &str) -> Result<(), ServerError> {
        if found <= limit {
            return Ok(());
        }
        Err(refuse(TOO_COMPLEX, format!("The document has more than {limit} {what}."), None))
    }

    fn directives(&self, found: usize) -> Result<(), ServerError> {
        self.at_most(found, self.limits.directives_per_place, "directives in one place")
    }

    /// What can be judged selection by selection.
    fn shape(&mut self, set: &'a SelectionSet) -> Result<(), ServerError> {
        for selection in &set.items {
            self.steps += 1;
            let directives = selection.node.directives();
            self.directives(directives.len())?;
            for directive in directives {
                self.at_most(
                    directive.node.arguments.len(),
                    self.limits.arguments_per_field,
                    "arguments in one place",
                )?;
            }
            match &selection.node {
                Selection::Field(field) => {
                    self.at_most(
                        field.node.arguments.len(),
                        self.limits.arguments_per_field,
                        "arguments in one place",
                    )?;
                    self.lists(&field.node)?;
                    typename_is_bare(field)?;
                    self.shape(&field.node.selection_set.node)?;
                }
                Selection::InlineFragment(inline) => self.shape(&inline.node.selection_set.node)?,
                Selection::FragmentSpread(_) => {}
            }
        }
        Ok(())
    }

    fn lists(&self, field: &Field) -> Result<(), ServerError> {
        for (_, value) in &field.arguments {
            let value = value.node.clone().into_const_with(|_| Ok::<_, ()>(Value::Null));
            let length = value.as_ref().map_or(0, longest_list);
            self.at_most(length, self.limits.list_entries, LISTS)?;
        }
        Ok(())
    }

    /// Every fragment that is spread in `set` exists.
    fn known(&mut self, set: &'a SelectionSet) -> Result<(), ServerError> {
        let mut spreads = Vec::new();
        spreads_in(set, &mut spreads, &mut self.steps);
        for (name, pos) in spreads {
            if !self.document.fragments.contains_key(name) {
                return Err(refuse(BAD_INPUT, format!("Fragment \"{name}\" does not exist."), Some(pos)));
            }
        }
        Ok(())
    }

    /// The fragments, each behind those that it spreads. Without recursion: a chain may be a hundred long.
    fn fragments_in_order(&mut self) -> Result<Vec<&'a str>, ServerError> {
        let mut waits_for: HashMap<&str, usize> = HashMap::new();
        let mut spread_by: HashMap<&str, Vec<&str>> = HashMap::new();
        for (name, fragment) in &self.document.fragments {
            let mut spreads = Vec::new();
            spreads_in(&fragment.node.selection_set.node, &mut spreads, &mut self.steps);
            let spreads: HashSet<&str> = spreads.into_iter().map(|(name, _)| name).collect();
            waits_for.insert(name.as_str(), spreads.len());
            for spread in spreads {
                spread_by.entry(spread).or_default().push(name.as_str());
            }
        }
        let mut order: Vec<&str> =
            waits_for.iter().filter(|(_, count)| **count == 0).map(|(name, _)| *name).collect();
        let mut next = 0;
        while let Some(&done) = order.get(next) {
            next += 1;
            for waiting in spread_by.get(done).into_iter().flatten() {
                if let Some(count) = waits_for.get_mut(waiting) {
                    *count -= 1;
                    if *count == 0 {
                        order.push(waiting);
                    }
                }
            }
        }
        match waits_for.iter().filter(|(_, count)| **count > 0).map(|(name, _)| *name).min() {
            Some(name) => Err(circular(name)),
            None => Ok(order),
        }
    }

    /// Needs the sizes of the fragments spread in `set`.
    fn size(&mut self, set: &'a SelectionSet) -> Size {
        let mut size = Size::default();
        for selection in &set.items {
            self.steps += 1;
            let (inner, levels) = match &selection.node {
                Selection::Field(field) => (self.size(&field.node.selection_set.node), 1),
                Selection::InlineFragment(inline) => (self.size(&inline.node.selection_set.node), 0),
                Selection::FragmentSpread(spread) => {
                    (self.sizes.get(spread.node.fragment_name.node.as_str()).copied().unwrap_or_default(), 0)
                }
            };
            size.selections = size.selections.saturating_add(inner.selections).saturating_add(1);
            size.depth = size.depth.max(inner.depth + levels);
            size.recursion = size.recursion.max(inner.recursion + 1);
            let (lists, below) = match &selection.node {
                Selection::Field(field) => match field.node.name.node.as_str() {
                    "__schema" | "__type" => (0, Some(inner)),
                    "fields" | "interfaces" | "possibleTypes" | "inputFields" => (inner.lists + 1, None),
                    _ => (inner.lists, None),
                },
                Selection::InlineFragment(_) | Selection::FragmentSpread(_) => (inner.lists, None),
            };
            size.lists = size.lists.max(lists);
            size.introspection_lists =
                size.introspection_lists.max(below.map_or(inner.introspection_lists, |below| below.lists));
            size.introspection_selections = size
                .introspection_selections
                .saturating_add(below.map_or(inner.introspection_selections, |below| below.selections));
        }
        size
    }

    /// The fragments that `operation` reaches; also counts its aliases, in each of them once.
    fn reached(
        &mut self,
        operation: &'a Positioned<OperationDefinition>,
    ) -> Result<HashSet<&'a str>, ServerError> {
        let mut reached = HashSet::new();
        let mut open = vec![&operation.node.selection_set.node];
        let mut aliases = 0;
        while let Some(set) = open.pop() {
            for selection in &set.items {
                self.steps += 1;
                match &selection.node {
                    Selection::Field(field) => {
                        aliases += usize::from(field.node.alias.is_some());
                        open.push(&field.node.selection_set.node);
                    }
                    Selection::InlineFragment(inline) => open.push(&inline.node.selection_set.node),
                    Selection::FragmentSpread(spread) => {
                        let name = spread.node.fragment_name.node.as_str();
                        if reached.insert(name) {
                            open.push(&self.document.fragments[name].node.selection_set.node);
                        }
                    }
                }
            }
        }
        self.at_most(aliases, self.limits.aliases, "aliases")?;
        Ok(reached)
    }

    /// How many root fields a mutation runs, and that a subscription has one (GraphQL, 5.2.3.1).
    fn roots(&mut self, operation: &'a Positioned<OperationDefinition>) -> Result<(), ServerError> {
        let mut roots = Vec::new();
        self.flatten(&operation.node.selection_set.node, &mut roots);
        match operation.node.ty {
            OperationType::Query => Ok(()),
            OperationType::Mutation => {
                self.at_most(roots.len(), self.limits.mutation_fields, "fields in one mutation")?;
                for (name, limit) in &self.limits.of_root_field {
                    let found = roots.iter().filter(|field| field.node.name.node == *name).count();
                    self.at_most(found, *limit, &format!("{name} fields"))?;
                }
                Ok(())
            }
            OperationType::Subscription if roots.len() == 1 => Ok(()),
            OperationType::Subscription => {
                Err(refuse(BAD_INPUT, "A subscription must have one root field.", Some(operation.pos)))
            }
        }
    }

    /// Counts fields with subfields that are selected again in the same place. async-graphql resolves each of them
    /// and merges the answers afterwards; leaves cost no more than they are counted for.
    ///
    /// Expands for real: only for what [`Check::size`] found small.
    fn repeats(&mut self, set: &'a SelectionSet, repeats: &mut usize) -> Result<(), ServerError> {
        let mut fields = Vec::new();
        self.flatten(set, &mut fields);
        let mut seen = HashSet::new();
        for field in fields {
            if field.node.selection_set.node.items.is_empty() {
                continue;
            }
            if !seen.insert(field.node.response_key().node.as_str()) {
                *repeats += 1;
                self.at_most(*repeats, self.limits.repeats, "repeated fields")?;
            }
            self.repeats(&field.node.selection_set.node, repeats)?;
        }
        Ok(())
    }

    /// The fields of `set` with those of the fragments in it.
    fn flatten(&mut self, set: &'a SelectionSet, fields: &mut Vec<&'a Positioned<Field>>) {
        for selection in &set.items {
            self.steps += 1;
            match &selection.node {
                Selection::Field(field) => fields.push(field),
                Selection::InlineFragment(inline) => self.flatten(&inline.node.selection_set.node, fields),
                Selection::FragmentSpread(spread) => {
                    let fragment = &self.document.fragments[spread.node.fragment_name.node.as_str()];
                    self.flatten(&fragment.node.selection_set.node, fields);
                }
            }
        }
    }
}

fn spreads_in<'a>(set: &'a SelectionSet, spreads: &mut Vec<(&'a str, Pos)>, steps: &mut usize) {
    for selection in &set.items {
        *steps += 1;
        match &selection.node {
            Selection::Field(field) => spreads_in(&field.node.selection_set.node, spreads, steps),
            Selection::InlineFragment(inline) => spreads_in(&inline.node.selection_set.node, spreads, steps),
            Selection::FragmentSpread(spread) => {
                spreads.push((spread.node.fragment_name.node.as_str(), selection.pos));
            }
        }
    }
}

/// Validation does not look at `__typename` (visitor.rs, `visit_selection`).
fn typename_is_bare(field: &Positioned<Field>) -> Result<(), ServerError> {
    let bare = field.node.arguments.is_empty() && field.node.selection_set.node.items.is_empty();
    if bare || !is_typename(&field.node.name.node) {
        return Ok(());
    }
    Err(refuse(BAD_INPUT, "__typename has neither arguments nor subfields.", Some(field.pos)))
}

fn circular(name: &str) -> ServerError {
    refuse(BAD_INPUT, format!("Fragment \"{name}\" is part of a circle."), None)
}

pub(super) fn is_typename(name: &Name) -> bool {
    name.as_str() == "__typename"
}

#[cfg(test)]
#[path = "limits_tests.rs"]
mod tests;
