//! Completes answers in which fields failed: such a field is null, or makes the nearest nullable thing above it null.
//!
//! async-graphql leaves a failed field out, whatever its type, and answers null for an object whose fields all failed
//! (since 7.1, https://github.com/async-graphql/async-graphql/pull/1746). Clients rely on GraphQL, 6.4.4 Handling
//! Execution Errors. Costs nothing where nothing failed.

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{
    BaseType, DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, Selection,
    SelectionSet, Type, TypeKind, TypeSystemDefinition,
};
use async_graphql::parser::{self, parse_schema};
use async_graphql::{Data, Executor, Name, PathSegment, Request, Response, Value};
use futures::StreamExt;
use futures::stream::BoxStream;
use std::collections::HashMap;
use std::sync::Arc;

/// The types of all fields of a schema.
#[derive(Debug)]
pub struct Shape {
    fields: HashMap<Name, HashMap<Name, Type>>,
    /// Of queries, mutations and subscriptions.
    roots: [Option<Name>; 3],
}

impl Shape {
    /// Of a schema in the schema definition language.
    pub fn of(sdl: &str) -> Result<Self, parser::Error> {
        // What the roots are called where the schema does not say.
        let roots = ["Query", "Mutation", "Subscription"].map(|root| Some(Name::new(root)));
        let mut shape = Self { fields: HashMap::new(), roots };
        for definition in parse_schema(sdl)?.definitions {
            match definition {
                TypeSystemDefinition::Schema(schema) => {
                    let schema = schema.node;
                    shape.roots = [schema.query, schema.mutation, schema.subscription]
                        .map(|root| root.map(|root| root.node));
                }
                TypeSystemDefinition::Type(definition) => {
                    let fields = match definition.node.kind {
                        TypeKind::Object(object) => object.fields,
                        TypeKind::Interface(interface) => interface.fields,
                        TypeKind::Scalar
                        | TypeKind::Union(_)
                        | TypeKind::Enum(_)
                        | TypeKind::InputObject(_) => continue,
                    };
                    let fields = fields.into_iter().map(|field| (field.node.name.node, field.node.ty.node));
                    shape.fields.entry(definition.node.name.node).or_default().extend(fields);
                }
                TypeSystemDefinition::Directive(_) => {}
            }
        }
        Ok(shape)
    }

    /// Completes `response`, which is the answer to the operation of `document` that `operation` names.
    fn complete(&self, response: &mut Response, document: &ExecutableDocument, operation: Option<&str>) {
        let Some(operation) = selected(document, operation) else { return };
        let mut nulled: Vec<&[PathSegment]> = Vec::new();
        for error in response.errors.iter().filter(|error| !error.path.is_empty()) {
            let path = error.path.as_slice();
            if nulled.iter().any(|done| path.starts_with(done)) {
                continue;
            }
            let Some(nullable) = self.nullable_along(path, document, operation) else { continue };
            match nullable.iter().rposition(|nullable| *nullable) {
                Some(last) => {
                    set_null(&mut response.data, &path[..=last]);
                    nulled.push(&path[..=last]);
                }
                None => {
                    response.data = Value::Null;
                    nulled.push(&[]);
                }
            }
        }
    }

    /// Whether null may stand at each step of `path`; `None` when it leads outside the schema.
    fn nullable_along(
        &self,
        path: &[PathSegment],
        document: &ExecutableDocument,
        operation: &OperationDefinition,
    ) -> Option<Vec<bool>> {
        let [query, mutation, subscription] = &self.roots;
        let root = match operation.ty {
            OperationType::Query => query,
            OperationType::Mutation => mutation,
            OperationType::Subscription => subscription,
        };
        let mut sets = vec![(root.as_ref()?, &operation.selection_set.node)];
        let mut current: Option<&Type> = None;
        let mut nullable = Vec::with_capacity(path.len());
        for segment in path {
            let at = match segment {
                PathSegment::Field(key) => {
                    let mut found = Vec::new();
                    for place in sets {
                        self.fields_of(key, place, document, &mut found);
                    }
                    let (at, _) = *found.first()?;
                    let scope = named(at);
                    sets = found.into_iter().map(|(_, set)| (scope, set)).collect();
                    at
                }
                PathSegment::Index(_) => match &current?.base {
                    BaseType::List(item) => item,
                    BaseType::Named(_) => return None,
                },
            };
            nullable.push(at.nullable);
            current = Some(at);
        }
        Some(nullable)
    }

    /// The fields of `set`, which is of type `scope`, that are answered under `key`: type and subfields of each.
    fn fields_of<'a>(
        &'a self,
        key: &str,
        (scope, set): (&'a Name, &'a SelectionSet),
        document: &'a ExecutableDocument,
        found: &mut Vec<(&'a Type, &'a SelectionSet)>,
    ) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) if field.node.response_key().node == *key => {
                    let ty = self.fields.get(scope).and_then(|fields| fields.get(&field.node.name.node));
                    found.extend(ty.map(|ty| (ty, &field.node.selection_set.node)));
                }
                Selection::Field(_) => {}
                Selection::InlineFragment(inline) => {
                    let scope = inline
                        .node
                        .type_condition
                        .as_ref()
                        .map_or(scope, |condition| &condition.node.on.node);
                    self.fields_of(key, (scope, &inline.node.selection_set.node), document, found);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                        let scope = &fragment.node.type_condition.node.on.node;
                        self.fields_of(key, (scope, &fragment.node.selection_set.node), document, found);
                    }
                }
            }
        }
    }
}

fn selected<'a>(document: &'a ExecutableDocument, name: Option<&str>) -> Option<&'a OperationDefinition> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), _) => Some(&operation.node),
        (DocumentOperations::Multiple(all), Some(name)) => all.get(name).map(|operation| &operation.node),
        (DocumentOperations::Multiple(all), None) => all.values().next().map(|operation| &operation.node),
    }
}

fn named(ty: &Type) -> &Name {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(item) => named(item),
    }
}

/// Null at `path`. An object that is null on the way there lost all its fields: it had some, or none could have failed.
fn set_null(value: &mut Value, path: &[PathSegment]) {
    let Some((first, rest)) = path.split_first() else {
        *value = Value::Null;
        return;
    };
    match first {
        PathSegment::Field(key) => {
            if *value == Value::Null {
                *value = Value::Object(Default::default());
            }
            if let Value::Object(fields) = value {
                set_null(fields.entry(Name::new(key)).or_insert(Value::Null), rest);
            }
        }
        PathSegment::Index(index) => {
            if let Value::List(items) = value
                && let Some(item) = items.get_mut(*index)
            {
                set_null(item, rest);
            }
        }
    }
}

/// An executor whose answers are complete.
#[derive(Clone)]
pub struct Completing<E> {
    inner: E,
    shape: Arc<Shape>,
}

impl<E: Executor> Completing<E> {
    /// `sdl` is the schema of `inner`.
    pub fn new(inner: E, sdl: &str) -> Result<Self, parser::Error> {
        Ok(Self { inner, shape: Arc::new(Shape::of(sdl)?) })
    }
}

impl Shape {
    fn complete_from_source(
        &self,
        mut response: Response,
        source: &str,
        operation: Option<&str>,
    ) -> Response {
        let failed = response.errors.iter().any(|error| !error.path.is_empty());
        if failed && let Ok(document) = parse_query(source) {
            self.complete(&mut response, &document, operation);
        }
        response
    }
}

impl<E: Executor> Executor for Completing<E> {
    async fn execute(&self, request: Request) -> Response {
        let (source, operation) = (request.query.clone(), request.operation_name.clone());
        let response = self.inner.execute(request).await;
        self.shape.complete_from_source(response, &source, operation.as_deref())
    }

    fn execute_stream(
        &self,
        request: Request,
        session_data: Option<Arc<Data>>,
    ) -> BoxStream<'static, Response> {
        let (source, operation) = (request.query.clone(), request.operation_name.clone());
        let shape = self.shape.clone();
        self.inner
            .execute_stream(request, session_data)
            .map(move |response| shape.complete_from_source(response, &source, operation.as_deref()))
            .boxed()
    }
}

#[cfg(test)]
#[path = "completion_tests.rs"]
mod tests;
