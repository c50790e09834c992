use async_graphql::{Context, EmptyMutation, EmptySubscription, Error, Interface, Object, Schema, Union};

use super::*;

struct Town(i32);
at_hand!(Town: "id" | "name" | "fails" | "maybe"; reference data);

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

/// Of which answers are kept, though it tells how often it was asked.
struct Milestone(std::sync::atomic::AtomicI32);

#[Object]
impl Milestone {
    async fn asked(&self) -> i32 {
        self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
    }

    async fn fails(&self) -> Result<i32, Error> {
        Err("no such number".into())
    }

    async fn town(&self) -> InPlace<Town> {
        InPlace(Town(self.0.load(std::sync::atomic::Ordering::Relaxed)))
    }

    async fn to(&self, distance: i32) -> i32 {
        distance
    }
}

impl AtHand for Milestone {
    const NAMES: &'static [&'static str] = &["asked", "fails"];

    fn is_at_hand(name: &str) -> bool {
        Self::NAMES.contains(&name)
    }

    fn version(&self) -> Option<(NodeId, Version)> {
        let version = Version { revision: 1, updated_at: chrono::DateTime::UNIX_EPOCH };
        Some((NodeId::new(crate::ids::NodeKind::Pilot, uuid::Uuid::nil()), version))
    }

    fn leads_to(name: &str) -> Option<Describe> {
        (name == "town").then_some(describe::<Town> as Describe)
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

    async fn milestone(&self, ctx: &Context<'_>) -> InPlace<Milestone> {
        let asked = ctx.data_unchecked::<std::sync::atomic::AtomicI32>();
        InPlace(Milestone(asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed).into()))
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
        let (usual, in_place) =
            (answer("towns", selection, fragments).await, answer("townsInPlace", selection, fragments).await);
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
        assert_eq!(answer(format!("{{ it: hitsInPlace {{ {selection} }} }}")).await, usual, "{selection}");
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

#[tokio::test]
async fn what_is_kept_is_answered_again_and_what_failed_or_may_not_be_kept_is_not() {
    let counter = std::sync::atomic::AtomicI32::new(0);
    let schema = Schema::build(Query, EmptyMutation, EmptySubscription).data(counter).finish();
    let cache = crate::graphql::selection_cache::SelectionCache::default();
    let answer = async |selection: &str| {
        let request = async_graphql::Request::new(format!("{{ milestone {{ {selection} }} }}"));
        let response = schema.execute(request.data(cache.for_request(1))).await;
        String::from_utf8(crate::graphql::json::answer(&response)).unwrap_or_default()
    };
    for kept in [
        "asked",
        "again: asked",
        "town { id } asked",
        "asked town { name }",
        "__typename ...{ asked }",
        "asked @include(if: true)",
    ] {
        let first = answer(kept).await;
        assert_eq!(answer(kept).await, first, "{kept}");
    }
    for anew in
        ["asked fails", "asked to(distance: 1)", "asked town { slow }", "asked town { sisterInPlace { id } }"]
    {
        let first = answer(anew).await;
        assert_ne!(answer(anew).await, first, "{anew}");
    }
}
