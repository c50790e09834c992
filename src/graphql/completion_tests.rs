use super::*;
use async_graphql::{EmptySubscription, Enum, Interface, Object, Result, Schema};
use serde_json::{Value as Json, json};

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum Kind {
    Nullable,
}

struct Pilot(i32);

fn failure<T>() -> Result<T> {
    Err("failed".into())
}

#[Object]
impl Pilot {
    async fn id(&self) -> i32 {
        self.0
    }
    async fn kind(&self) -> Kind {
        Kind::Nullable
    }
    async fn nullable(&self) -> Result<Option<i32>> {
        failure()
    }
    async fn required(&self) -> Result<i32> {
        if self.0 == 1 { failure() } else { Ok(1) }
    }
    async fn parent(&self) -> Option<Pilot> {
        Some(Pilot(self.0))
    }
    async fn sure_parent(&self) -> Pilot {
        Pilot(self.0)
    }
}

#[derive(Interface)]
#[graphql(field(name = "id", ty = "i32"))]
enum Node {
    Pilot(Pilot),
}

struct Query;

#[Object]
impl Query {
    async fn pilot(&self) -> Result<Option<Pilot>> {
        Ok(Some(Pilot(1)))
    }
    async fn hidden(&self) -> Result<Option<Pilot>> {
        failure()
    }
    async fn sure(&self) -> Pilot {
        Pilot(1)
    }
    async fn node(&self) -> Option<Node> {
        Some(Pilot(1).into())
    }
    async fn sure_items(&self) -> Vec<Pilot> {
        vec![Pilot(0), Pilot(1)]
    }
    async fn items(&self) -> Vec<Option<Pilot>> {
        vec![Some(Pilot(0)), Some(Pilot(1))]
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn change(&self) -> Result<Option<Pilot>> {
        failure()
    }
}

/// Data and paths of the errors.
async fn answer(query: &str) -> (Json, Vec<Json>) {
    let schema = Schema::build(Query, Mutation, EmptySubscription).finish();
    let sdl = schema.sdl();
    let response = Completing::new(schema, &sdl).unwrap().execute(query.into()).await;
    let mut answer = serde_json::to_value(&response).unwrap();
    let paths = response.errors.iter().map(|error| serde_json::to_value(&error.path).unwrap()).collect();
    (answer["data"].take(), paths)
}

#[tokio::test]
async fn a_nullable_field_that_fails_is_null() {
    assert_eq!(answer("{ hidden { id } }").await, (json!({ "hidden": null }), vec![json!(["hidden"])]));
    assert_eq!(answer("mutation { change { id } }").await.0, json!({ "change": null }));
    let (data, errors) = answer("{ x: hidden { id } pilot { id y: nullable parent { nullable } } }").await;
    assert_eq!(data, json!({ "x": null, "pilot": { "id": 1, "y": null, "parent": { "nullable": null } } }));
    assert_eq!(errors.len(), 3);
}

#[tokio::test]
async fn a_required_field_that_fails_makes_what_is_nullable_above_it_null() {
    assert_eq!(
        answer("{ pilot { id required } hidden { id } }").await.0,
        json!({ "pilot": null, "hidden": null })
    );
    assert_eq!(
        answer("{ pilot { parent { sureParent { required } id } id } }").await.0,
        json!({ "pilot": { "parent": null, "id": 1 } })
    );
    assert_eq!(answer("{ sure { id required } __typename }").await.0, json!(null));
}

#[tokio::test]
async fn only_the_item_of_a_list_that_may_be_null_is_null() {
    assert_eq!(
        answer("{ items { id required } }").await.0,
        json!({ "items": [{ "id": 0, "required": 1 }, null] })
    );
    assert_eq!(answer("{ sureItems { id required } }").await.0, json!(null));
    assert_eq!(
        answer("{ sureItems { id nullable } }").await.0["sureItems"][1],
        json!({ "id": 1, "nullable": null })
    );
}

#[tokio::test]
async fn fields_are_found_through_fragments_and_interfaces() {
    let query = "query A { ...F } fragment F on Query { node { id ... on Pilot { required } ... { id } } }";
    assert_eq!(answer(query).await.0, json!({ "node": null }));
    let query = "{ node { ... on Node { ... on Pilot { nullable kind } } } }";
    assert_eq!(answer(query).await.0, json!({ "node": { "nullable": null, "kind": "NULLABLE" } }));
}

#[tokio::test]
async fn what_did_not_fail_stays_as_it_is() {
    let (data, errors) = answer("{ pilot { id } __schema { queryType { name } } }").await;
    assert_eq!(data, json!({ "pilot": { "id": 1 }, "__schema": { "queryType": { "name": "Query" } } }));
    assert!(errors.is_empty());
}

#[test]
fn the_schema_of_the_product_has_a_shape() {
    let shape = Shape::of(include_str!("../../schema.graphql")).unwrap();
    let query = shape.roots[0].as_ref().expect("a root for queries");
    assert!(shape.fields[query]["pilot"].nullable);
    assert!(!shape.fields["Pilot"]["title"].nullable);
}
