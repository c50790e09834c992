//! Facets of a search, as types of the API.

use std::borrow::Cow;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{
    Context, ContextSelectionSet, Enum, OutputType, Positioned, ServerResult, SimpleObject, Value,
};

use super::connection::int;
use super::context::ContextExt;
use super::in_place::{InPlace, at_hand, each_field};
use super::json;
use super::search_labels::{domain_label, kind_label, stage_label};
use super::selection_cache::Selections;
use crate::search;

/// By what a search can be narrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "search::FacetField")]
pub enum FacetField {
    /// The kind of thing.
    Kind,
    /// The municipality that it is of; values are CBS codes.
    Municipality,
    /// The province of that municipality; values are names.
    Province,
    /// What it is about; values are slugs.
    Theme,
    /// How far a pilot has come; other kinds have none.
    Stage,
    /// What a pilot strengthens; other kinds have none.
    Domain,
    /// The year of publication, or of the meeting.
    Year,
}

/// A value of a facet, with how many hits have it.
#[derive(SimpleObject)]
pub struct FacetBucket {
    /// As the filter takes it: an enum's value, a CBS code, a slug, a name or a year.
    value: String,
    /// Dutch, for people.
    label: String,
    /// Hits with this value, of those that the viewer may see.
    count: i32,
}
at_hand!(FacetBucket: "value" | "label" | "count");

/// A facet's values, most frequent first, counted under the filters of the other facets.
#[derive(SimpleObject)]
pub struct Facet {
    /// By what these values narrow.
    field: FacetField,
    /// The values that occur.
    buckets: Buckets,
}

/// The values of a facet. There are hundreds of municipalities, so that they are written as JSON as soon as they are known,
/// where the request says so ([`Selections`]).
struct Buckets(Vec<InPlace<FacetBucket>>);

impl OutputType for Buckets {
    fn type_name() -> Cow<'static, str> {
        Vec::<InPlace<FacetBucket>>::type_name()
    }

    fn qualified_type_name() -> String {
        Vec::<InPlace<FacetBucket>>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Vec::<InPlace<FacetBucket>>::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        match ctx.data_opt::<Selections>().and_then(|_| self.written(ctx)) {
            Some(json) => Ok(Value::Binary(json.into())),
            None => self.0.resolve(ctx, field).await,
        }
    }
}

impl Buckets {
    /// What is selected of them, in the order of the selection; `None` where all of it was skipped.
    fn written(&self, ctx: &ContextSelectionSet<'_>) -> Option<Vec<u8>> {
        let mut selected: Vec<(&str, &str)> = Vec::new();
        each_field(ctx, &FacetBucket::type_name(), None, ctx.item, &mut |field| {
            let key = field.node.response_key().node.as_str();
            // All fields are leaves: what is selected twice is the same.
            if selected.iter().all(|(known, _)| *known != key) {
                selected.push((key, field.node.name.node.as_str()));
            }
        });
        if selected.is_empty() {
            return None;
        }
        let mut out = Vec::with_capacity(64 * self.0.len());
        json::list(&mut out, &self.0, |out, InPlace(bucket)| {
            json::object(out, selected.iter().copied(), |out, name| match name {
                "value" => json::foreign(&bucket.value, out),
                "label" => json::foreign(&bucket.label, out),
                "count" => json::foreign(&bucket.count, out),
                _ => json::foreign(&FacetBucket::type_name(), out),
            });
        });
        Some(out)
    }
}

/// As the API shows what search counted.
pub fn facet(ctx: &Context<'_>, field: search::FacetField, buckets: Vec<search::FacetBucket>) -> Facet {
    let services = ctx.services();
    let bucket = |bucket: search::FacetBucket| {
        let (value, label) = match field {
            search::FacetField::Kind => (bucket.value.to_uppercase(), kind_label(&bucket.value).to_owned()),
            search::FacetField::Municipality => {
                let name = services.municipalities.by_code(&bucket.value).map(|found| found.name.clone());
                (bucket.value.clone(), name.unwrap_or(bucket.value))
            }
            search::FacetField::Theme => {
                let label = services.themes.by_slug(&bucket.value).map(|theme| theme.label.clone());
                (bucket.value.clone(), label.unwrap_or(bucket.value))
            }
            search::FacetField::Stage => (bucket.value.to_uppercase(), stage_label(&bucket.value).to_owned()),
            search::FacetField::Domain => {
                (bucket.value.to_uppercase(), domain_label(&bucket.value).to_owned())
            }
            search::FacetField::Province | search::FacetField::Year => (bucket.value.clone(), bucket.value),
        };
        InPlace(FacetBucket { value, label, count: int(bucket.count) })
    };
    Facet { field: field.into(), buckets: Buckets(buckets.into_iter().map(bucket).collect()) }
}
