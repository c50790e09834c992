//! Fields that are there already, resolved where they stand.
//!
//! async-graphql makes a future of every field, on the heap and as large as that of the type's largest resolver, and
//! joins those of an object. In a list of twenty pilots that is four hundred of them, and all but forty have nothing to
//! wait for. An object in [`InPlace`] answers with the same, but makes futures only of fields that may wait.
//!
//! It does what `async_graphql::resolver_utils::resolve_container` does for a schema without extensions and without
//! directives of its own: `@skip` and `@include` have been applied before. A field that is selected several times and
//! fails in one of them keeps what the others say.

use std::collections::HashSet;
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context as TaskContext, Poll, Waker};

use async_graphql::indexmap::IndexMap;
use async_graphql::indexmap::map::Entry;
use async_graphql::parser::types::{Field, Selection, SelectionSet};
use async_graphql::registry::Registry;
use async_graphql::{ContainerType, ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value};
use futures::StreamExt;
use futures::stream::FuturesUnordered;

/// An object some of whose fields are known to be there.
pub trait AtHand: ContainerType {
    #[cfg(test)]
    const NAMES: &'static [&'static str];

    /// Does the resolver of the field of this name wait for nothing? False is never wrong, but slower.
    fn is_at_hand(name: &str) -> bool;
}

/// Says which fields of a type are at hand.
macro_rules! at_hand {
    ($type:ty: $($name:literal)|+ $(|)?) => {
        impl $crate::graphql::in_place::AtHand for $type {
            #[cfg(test)]
            const NAMES: &'static [&'static str] = &[$($name),+];

            fn is_at_hand(name: &str) -> bool {
                matches!(name, $($name)|+)
            }
        }
    };
}
pub(crate) use at_hand;

/// An object, resolved in place as far as it is at hand.
pub struct InPlace<T>(pub T);

impl<T: AtHand> OutputType for InPlace<T> {
    fn type_name() -> std::borrow::Cow<'static, str> {
        T::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        resolve(ctx, &self.0, None).await
    }
}

/// What is selected of `object`, which stands where a field of the type `union` is expected, if of one.
pub async fn resolve<T: AtHand>(
    ctx: &ContextSelectionSet<'_>,
    object: &T,
    union: Option<&str>,
) -> ServerResult<Value> {
    let mut answer = Answer { object, union, values: IndexMap::new(), waiting: Vec::new() };
    answer.select(ctx, ctx.item);
    let Answer { mut values, waiting, .. } = answer;
    // Most objects wait for nothing, and need no queue.
    if !waiting.is_empty() {
        let mut failed = HashSet::new();
        let mut waiting: FuturesUnordered<_> = waiting.into_iter().collect();
        while let Some((name, value)) = waiting.next().await {
            match value {
                Ok(value) => put(&mut values, name, value),
                Err(error) => {
                    failed.insert(name);
                    ctx.add_error(error);
                }
            }
        }
        if !failed.is_empty() {
            values.retain(|name, value| *value != Value::Null || !failed.contains(name));
        }
    }
    Ok(if values.is_empty() { Value::Null } else { Value::Object(values) })
}

type Waiting<'a> = Pin<Box<dyn Future<Output = (Name, ServerResult<Value>)> + Send + 'a>>;

struct Answer<'a, T> {
    object: &'a T,
    union: Option<&'a str>,
    /// In the order of the selection; null for what is still waited for.
    values: IndexMap<Name, Value>,
    waiting: Vec<Waiting<'a>>,
}

impl<'a, T: AtHand> Answer<'a, T> {
    fn select(&mut self, ctx: &'a ContextSelectionSet<'a>, selections: &'a Positioned<SelectionSet>) {
        self.values.reserve(selections.node.items.len());
        for selection in &selections.node.items {
            match &selection.node {
                Selection::Field(field) => self.field(ctx, field),
                Selection::InlineFragment(fragment) => {
                    let on = fragment.node.type_condition.as_ref().map(|on| on.node.on.node.as_str());
                    self.fragment(ctx, on, &fragment.node.selection_set);
                }
                // Validation has refused a document with a fragment that is not there.
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = ctx.query_env.fragments.get(&spread.node.fragment_name.node) {
                        let on = fragment.node.type_condition.node.on.node.as_str();
                        self.fragment(ctx, Some(on), &fragment.node.selection_set);
                    }
                }
            }
        }
    }

    fn fragment(
        &mut self,
        ctx: &'a ContextSelectionSet<'a>,
        on: Option<&str>,
        selections: &'a Positioned<SelectionSet>,
    ) {
        let name = self.object.introspection_type_name();
        let implements = |on: &str| {
            let interfaces = ctx.schema_env.registry.implements.get(&*name);
            interfaces.is_some_and(|interfaces| interfaces.contains(on))
        };
        if on.is_none_or(|on| on == name || self.union == Some(on) || implements(on)) {
            self.select(ctx, selections);
        }
    }

    fn field(&mut self, ctx: &'a ContextSelectionSet<'a>, field: &'a Positioned<Field>) {
        let key = &field.node.response_key().node;
        let name = field.node.name.node.as_str();
        if name == "__typename" {
            let typename = Value::String(self.object.introspection_type_name().into_owned());
            return put(&mut self.values, key.clone(), typename);
        }
        let object = self.object;
        if T::is_at_hand(name) {
            match poll_once(object.resolve_field(&ctx.with_field(field))) {
                Some(Ok(value)) => return put(&mut self.values, key.clone(), value.unwrap_or_default()),
                Some(Err(error)) => return ctx.add_error(error),
                // It is resolved once more, and waited for.
                None => debug_assert!(false, "{}.{name} is not at hand", T::type_name()),
            }
        }
        if let Entry::Vacant(vacant) = self.values.entry(key.clone()) {
            vacant.insert(Value::Null);
        }
        self.waiting.push(Box::pin(async move {
            let value = object.resolve_field(&ctx.with_field(field)).await;
            (key.clone(), value.map(Option::unwrap_or_default))
        }));
    }
}

fn poll_once<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut TaskContext::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

/// What is selected twice is one thing, of which each selection may ask for something else.
fn put(values: &mut IndexMap<Name, Value>, name: Name, value: Value) {
    match values.entry(name) {
        Entry::Vacant(vacant) => {
            vacant.insert(value);
        }
        Entry::Occupied(mut known) => merge(known.get_mut(), value),
    }
}

fn merge(known: &mut Value, value: Value) {
    match (known, value) {
        (Value::Object(known), Value::Object(value)) => {
            value.into_iter().for_each(|(name, value)| put(known, name, value));
        }
        (Value::List(known), Value::List(value)) => {
            known.iter_mut().zip(value).for_each(|(known, value)| merge(known, value));
        }
        (known @ Value::Null, value) => *known = value,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{Context, EmptyMutation, EmptySubscription, Error, Interface, Object, Schema, Union};

    use super::*;

    struct Town(i32);
    at_hand!(Town: "id" | "name" | "fails" | "maybe");

    #[Object]
    impl Town {
        async fn id(&self) -> i32 {
            self.0
        }

        async fn name(&self) -> String {
            format!("Town {}", self.0)
        }

        async fn fails(&self) -> Result<i32, Error> {
            Err("no such number".into())
        }

        async fn maybe(&self) -> Result<Option<i32>, Error> {
            Err("unknown".into())
        }

        async fn slow(&self) -> Result<String, Error> {
            tokio::task::yield_now().await;
            Ok("at last".into())
        }

        async fn slow_fails(&self) -> Result<i32, Error> {
            tokio::task::yield_now().await;
            Err("too late".into())
        }

        async fn sister(&self) -> Town {
            tokio::task::yield_now().await;
            Town(self.0 + 1)
        }

        async fn sister_in_place(&self) -> InPlace<Town> {
            InPlace(Town(self.0 + 1))
        }

        async fn path(&self, ctx: &Context<'_>) -> String {
            tokio::task::yield_now().await;
            ctx.path_node.map(|node| node.to_string()).unwrap_or_default()
        }
    }

    #[derive(Union)]
    enum Hit {
        Town(Town),
        Other(Other),
    }

    struct Other;

    #[Object]
    impl Other {
        async fn what(&self) -> &str {
            "else"
        }
    }
    at_hand!(Other: "what");

    #[derive(Interface)]
    #[graphql(field(name = "id", ty = "i32"))]
    enum Node {
        Town(Town),
    }

    impl OutputType for InPlace<Hit> {
        fn type_name() -> std::borrow::Cow<'static, str> {
            Hit::type_name()
        }

        fn create_type_info(registry: &mut Registry) -> String {
            Hit::create_type_info(registry)
        }

        async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
            match &self.0 {
                Hit::Town(town) => super::resolve(ctx, town, Some("Hit")).await,
                Hit::Other(other) => super::resolve(ctx, other, Some("Hit")).await,
            }
        }
    }

    struct Query;

    #[Object]
    impl Query {
        async fn town(&self) -> Town {
            Town(7)
        }

        async fn in_place(&self) -> InPlace<Town> {
            InPlace(Town(7))
        }

        async fn towns(&self) -> Vec<Town> {
            (0..3).map(Town).collect()
        }

        async fn towns_in_place(&self) -> Vec<InPlace<Town>> {
            (0..3).map(Town).map(InPlace).collect()
        }

        async fn node(&self) -> Node {
            Node::Town(Town(1))
        }

        async fn hits(&self) -> Vec<Hit> {
            vec![Hit::Town(Town(1)), Hit::Other(Other)]
        }

        async fn hits_in_place(&self) -> Vec<InPlace<Hit>> {
            vec![InPlace(Hit::Town(Town(1))), InPlace(Hit::Other(Other))]
        }
    }

    #[tokio::test]
    async fn an_object_in_place_answers_as_any_other() {
        let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
        let answer = async |field: &str, selection: &str, fragments: &str| {
            let response = schema.execute(format!("{{ it: {field} {{ {selection} }} }} {fragments}")).await;
            let mut errors: Vec<String> =
                response.errors.iter().map(|error| format!("{:?} {}", error.path, error.message)).collect();
            errors.sort();
            (response.data.into_json().unwrap_or_default(), errors)
        };
        for (selection, fragments) in [
            ("id name", ""),
            ("__typename is: id what: name", ""),
            ("id id slow slow name", ""),
            ("slow id sister { id } sister { name sister { slow } }", ""),
            ("... on Town { id slow } ... { name }", ""),
            ("... on Node { id } ... on Other { what }", ""),
            ("...A ...B", "fragment A on Town { id ...B } fragment B on Node { id __typename }"),
            ("id maybe", ""),
            ("id fails", ""),
            ("id slowFails name", ""),
            ("fails", ""),
            ("id @skip(if: true) name @include(if: true)", ""),
            ("sister { fails id } path", ""),
            ("sisterInPlace { slow } sisterInPlace { id name }", ""),
        ] {
            let (usual, in_place) =
                (answer("town", selection, fragments).await, answer("inPlace", selection, fragments).await);
            assert_eq!(in_place, usual, "{selection}");
            let (usual, in_place) = (
                answer("towns", selection, fragments).await,
                answer("townsInPlace", selection, fragments).await,
            );
            assert_eq!(in_place, usual, "{selection}");
        }
    }

    #[tokio::test]
    async fn a_union_in_place_answers_as_any_other() {
        let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
        let answer = async |text: String| {
            let response = schema.execute(text).await;
            assert!(response.errors.is_empty(), "{:?}", response.errors);
            response.data.into_json().unwrap_or_default()
        };
        for selection in [
            "__typename",
            "... on Town { id slow } ... on Other { what }",
            "... on Hit { __typename ... on Other { what } }",
            "__typename ... on Node { id } ... on Town { name }",
        ] {
            let usual = answer(format!("{{ it: hits {{ {selection} }} }}")).await;
            assert_eq!(
                answer(format!("{{ it: hitsInPlace {{ {selection} }} }}")).await,
                usual,
                "{selection}"
            );
        }
    }

    #[tokio::test]
    async fn what_fails_in_one_selection_keeps_what_another_says() {
        let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
        let response = schema.execute("{ inPlace { sister { id } sister { fails } slowFails id } }").await;
        let data = serde_json::to_value(&response.data).unwrap_or_default();
        assert_eq!(data, serde_json::json!({ "inPlace": { "sister": { "id": 8 }, "id": 7 } }));
        assert_eq!(response.errors.len(), 2);
    }

    #[tokio::test]
    async fn fields_stand_in_the_order_of_the_selection() {
        let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
        let response = schema.execute("{ inPlace { slow id path name } }").await;
        let text = serde_json::to_string(&response.data).unwrap_or_default();
        let places = ["slow", "id", "path", "name"].map(|name| text.find(&format!("\"{name}\"")));
        assert!(places.is_sorted() && places[0].is_some(), "{text}");
    }
}
