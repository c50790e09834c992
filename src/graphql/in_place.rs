//! Fields that are there already, resolved where they stand.
//!
//! async-graphql makes a future of every field, on the heap and as large as that of the type's largest resolver, and
//! joins those of an object. In a list of twenty pilots that is four hundred of them, and all but forty have nothing to
//! wait for. An object in [`InPlace`] answers with the same, but makes futures only of fields that may wait.
//!
//! What is selected of a contribution is kept as it was written, where the request says so ([`super::selection_cache`]).
//!
//! It does what `async_graphql::resolver_utils::resolve_container` does for a schema without extensions and without
//! directives of its own: `@skip` and `@include` have been applied before. A field that is selected several times and
//! fails in one of them keeps what the others say.

#[cfg(test)]
use std::borrow::Cow;
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

use super::selection_cache::{Place, Selections};
use crate::contribution::Version;
use crate::ids::NodeId;

const TYPENAME: &str = "__typename";

/// An object some of whose fields are known to be there.
pub trait AtHand: ContainerType + 'static {
    #[cfg(test)]
    const NAMES: &'static [&'static str];

    /// Does the resolver of the field of this name wait for nothing? False is never wrong, but slower.
    fn is_at_hand(name: &str) -> bool;

    /// What it was when it said this, for an [`Impersonal`] object whose answers are kept.
    fn version(&self) -> Option<(NodeId, Version)> {
        None
    }

    /// How to describe what is selected of the field of this name, whose objects are kept as a part of this one.
    fn leads_to(_name: &str) -> Option<Describe> {
        None
    }

    /// The fields that [`AtHand::leads_to`] knows, with the types that it takes them for.
    #[cfg(test)]
    const LEADS_TO: LeadsTo = &[];
}

#[cfg(test)]
pub type LeadsTo = &'static [(&'static str, fn() -> Cow<'static, str>)];

/// Of which each field at hand says the same to everybody for as long as the object is the same one: its resolver takes
/// nothing but the object, and never fails.
pub trait Impersonal: AtHand {
    /// The file that says so.
    #[cfg(test)]
    const SOURCE: &'static str;
}

/// Of which everybody sees all there is, and whose changes make another generation of what is kept: only such objects are
/// kept as a part of others.
pub trait ReferenceData: Impersonal {}

/// Writes what a selection set selects, the same for all that select the same; false when it selects what may not be kept.
pub type Describe = fn(&ContextSelectionSet<'_>, &Positioned<SelectionSet>, &mut String) -> bool;

/// Says which fields of a type are at hand, and whether it is [`ReferenceData`]; of one that wraps a contribution that what
/// is selected of it is kept, with the objects of which fields in it.
macro_rules! at_hand {
    ($type:ty: $($name:literal)|+ $(|)?) => {
        $crate::graphql::in_place::at_hand!(@ $type, [$($name)+] {});
    };
    ($type:ty: $($name:literal)|+; reference data) => {
        $crate::graphql::in_place::at_hand!(@ $type, [$($name)+] {});
        $crate::graphql::in_place::at_hand!(@ $type);
        impl $crate::graphql::in_place::ReferenceData for $type {}
    };
    ($type:ty: $($name:literal)|+; kept $(with $($field:literal: $leads_to:ty),+)?) => {
        $crate::graphql::in_place::at_hand!(@ $type);
        $crate::graphql::in_place::at_hand!(@ $type, [$($name)+] {
            fn version(&self) -> Option<($crate::ids::NodeId, $crate::contribution::Version)> {
                use $crate::contribution::Contribution;
                Some((self.0.node(), self.0.meta().version()))
            }

            fn leads_to(name: &str) -> Option<$crate::graphql::in_place::Describe> {
                match name {
                    $($($field => Some($crate::graphql::in_place::describe::<$leads_to>),)+)?
                    _ => None,
                }
            }

            #[cfg(test)]
            const LEADS_TO: $crate::graphql::in_place::LeadsTo = &[$($(($field, <$leads_to as async_graphql::OutputType>::type_name)),+)?];
        });
    };
    (@ $type:ty) => {
        impl $crate::graphql::in_place::Impersonal for $type {
            #[cfg(test)]
            const SOURCE: &'static str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/", file!()));
        }
    };
    (@ $type:ty, [$($name:literal)+] {$($kept:tt)*}) => {
        impl $crate::graphql::in_place::AtHand for $type {
            #[cfg(test)]
            const NAMES: &'static [&'static str] = &[$($name),+];

            fn is_at_hand(name: &str) -> bool {
                matches!(name, $($name)|+)
            }

            $($kept)*
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
    let place = place(ctx, object, union);
    if let Some(kept) = place.as_ref().and_then(Place::get) {
        return Ok(kept);
    }
    let mut answer = Answer { object, values: IndexMap::new(), waiting: Vec::new(), has_failed: false };
    answer.values.reserve(ctx.item.node.items.len());
    each_field(ctx, &object.introspection_type_name(), union, ctx.item, &mut |field| {
        answer.field(ctx, field)
    });
    let Answer { mut values, waiting, mut has_failed, .. } = answer;
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
            has_failed = true;
            values.retain(|name, value| *value != Value::Null || !failed.contains(name));
        }
    }
    let value = if values.is_empty() { Value::Null } else { Value::Object(values) };
    Ok(match place {
        Some(place) if !has_failed => place.keep(value),
        Some(_) | None => value,
    })
}

/// Where what is selected of `object` is kept, if it may be.
fn place<'a, T: AtHand>(
    ctx: &'a ContextSelectionSet<'_>,
    object: &T,
    union: Option<&str>,
) -> Option<Place<'a>> {
    let version = object.version()?;
    let selections = ctx.data_opt::<Selections>()?;
    selections.place::<T>(std::ptr::from_ref(ctx.item).addr(), version, || {
        let mut description = String::new();
        describe_within::<T>(ctx, ctx.item, union, &mut description).then_some(description)
    })
}

/// What is selected of a `T`, which stands where its own type is expected.
pub fn describe<T: ReferenceData>(
    ctx: &ContextSelectionSet<'_>,
    set: &Positioned<SelectionSet>,
    description: &mut String,
) -> bool {
    describe_within::<T>(ctx, set, None, description)
}

fn describe_within<T: AtHand>(
    ctx: &ContextSelectionSet<'_>,
    set: &Positioned<SelectionSet>,
    union: Option<&str>,
    description: &mut String,
) -> bool {
    let mut may_be_kept = true;
    each_field(ctx, &T::type_name(), union, set, &mut |field| {
        let field = &field.node;
        let name = field.name.node.as_str();
        // None of these can be in a name.
        for text in [&field.response_key().node, ":", name, "{"] {
            description.push_str(text);
        }
        may_be_kept &= field.arguments.is_empty()
            && match T::leads_to(name) {
                Some(describe) => describe(ctx, &field.selection_set, description),
                None => {
                    (name == TYPENAME || T::is_at_hand(name)) && field.selection_set.node.items.is_empty()
                }
            };
        description.push('}');
    });
    may_be_kept
}

/// The fields that `set` selects of an object of the type `name`, in their order.
pub fn each_field<'a>(
    ctx: &'a ContextSelectionSet<'_>,
    name: &str,
    union: Option<&str>,
    set: &'a Positioned<SelectionSet>,
    take: &mut impl FnMut(&'a Positioned<Field>),
) {
    let is_it = |on: &str| {
        let implements = || {
            let interfaces = ctx.schema_env.registry.implements.get(name);
            interfaces.is_some_and(|interfaces| interfaces.contains(on))
        };
        on == name || union == Some(on) || implements()
    };
    for selection in &set.node.items {
        match &selection.node {
            Selection::Field(field) => take(field),
            Selection::InlineFragment(fragment) => {
                let on = fragment.node.type_condition.as_ref().map(|on| on.node.on.node.as_str());
                if on.is_none_or(is_it) {
                    each_field(ctx, name, union, &fragment.node.selection_set, take);
                }
            }
            // Validation has refused a document with a fragment that is not there.
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = ctx.query_env.fragments.get(&spread.node.fragment_name.node)
                    && is_it(fragment.node.type_condition.node.on.node.as_str())
                {
                    each_field(ctx, name, union, &fragment.node.selection_set, take);
                }
            }
        }
    }
}

type Waiting<'a> = Pin<Box<dyn Future<Output = (Name, ServerResult<Value>)> + Send + 'a>>;

struct Answer<'a, T> {
    object: &'a T,
    /// In the order of the selection; null for what is still waited for.
    values: IndexMap<Name, Value>,
    waiting: Vec<Waiting<'a>>,
    has_failed: bool,
}

impl<'a, T: AtHand> Answer<'a, T> {
    fn field(&mut self, ctx: &'a ContextSelectionSet<'a>, field: &'a Positioned<Field>) {
        let key = &field.node.response_key().node;
        let name = field.node.name.node.as_str();
        if name == TYPENAME {
            let typename = Value::String(self.object.introspection_type_name().into_owned());
            return put(&mut self.values, key.clone(), typename);
        }
        let object = self.object;
        if T::is_at_hand(name) {
            match poll_once(object.resolve_field(&ctx.with_field(field))) {
                Some(Ok(value)) => return put(&mut self.values, key.clone(), value.unwrap_or_default()),
                Some(Err(error)) => {
                    self.has_failed = true;
                    return ctx.add_error(error);
                }
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
#[path = "in_place_tests.rs"]
mod tests;
