use async_graphql::{Executor, Request, Variables};
use serde_json::{Value, json};

use crate::access::Actor;
use crate::challenges::Stance;
use crate::graphql::schema::Api;
use crate::matching::testing::{DELFT, World, ZAANSTAD};
use crate::search::Search;
use crate::services::{Installation, Services};

async fn ask(api: &Api, actor: Actor, query: &str, variables: Value) -> Value {
    let request = Request::new(query).variables(Variables::from_json(variables));
    serde_json::to_value(api.execute(api.prepare(request, actor)).await).unwrap()
}

#[tokio::test]
async fn a_match_leads_to_an_introduction_and_that_to_an_address() {
    let world = World::start().await;
    let search = Search::new(world.dir.path().join("index"));
    let api = Api::new(
        Services::new(world.db.clone(), world.clock.clone(), search, Installation::ephemeral().unwrap())
            .await
            .unwrap(),
    );
    let (anna, bram) = (world.person("anna", DELFT).await, world.person("bram", ZAANSTAD).await);
    let challenge = world.challenge(&anna, "Hoe?").await;
    world.recognise(&anna, challenge, Stance::FacingNow).await;
    world.recognise(&bram, challenge, Stance::Solved).await;

    let matches = "query($first: Int!, $challengeId: ID) {
        contactMatches(first: $first, challengeId: $challengeId) { totalCount pageInfo { hasNextPage }
            edges { score node { id displayName } reasons { kind text evidence { __typename id } } } } }";
    let found = ask(&api, anna, matches, json!({ "first": 10 })).await;
    let connection = &found["data"]["contactMatches"];
    let edge = &connection["edges"][0];
    assert_eq!(
        (&connection["totalCount"], &edge["node"]["displayName"]),
        (&json!(1), &json!("bram")),
        "{found}"
    );
    let evidence = json!({ "__typename": "Challenge", "id": challenge.to_public() });
    let text = "Heeft ‘Hoe?’ al opgelost; jij loopt er nu tegenaan.";
    assert_eq!(
        edge["reasons"],
        json!([{ "kind": "SOLVED_MY_CHALLENGE", "text": text, "evidence": evidence }])
    );
    let nobody = ask(&api, Actor::Anonymous, matches, json!({ "first": 10 })).await;
    assert_eq!(nobody["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");

    let request = "mutation($input: RequestIntroductionInput!) {
        requestIntroduction(input: $input) { introduction { id status } userErrors { path code message } } }";
    let input = json!({ "input": { "personId": edge["node"]["id"], "message": "Zullen we bellen?" } });
    let asked = ask(&api, anna, request, input.clone()).await;
    let id = asked["data"]["requestIntroduction"]["introduction"]["id"].clone();
    let again = ask(&api, anna, request, input).await;
    let error = &again["data"]["requestIntroduction"]["userErrors"][0];
    assert_eq!((&error["path"], &error["code"]), (&json!(["personId"]), &json!("ALREADY_PENDING")));

    let node = "query($id: ID!) { node(id: $id) { __typename id } }";
    let carla = world.person("carla", ZAANSTAD).await;
    let hidden = ask(&api, carla, node, json!({ "id": id })).await;
    assert_eq!(hidden["errors"][0]["extensions"]["code"], "NOT_FOUND");
    let seen = ask(&api, bram, node, json!({ "id": id })).await;
    assert_eq!(seen["data"]["node"], json!({ "__typename": "Introduction", "id": id }));

    let respond = "mutation($input: RespondToIntroductionInput!) {
        respondToIntroduction(input: $input) { introduction { status } userErrors { code } } }";
    let input = json!({ "input": { "id": id, "accept": true, "share": ["EMAIL"] } });
    let answered = ask(&api, bram, respond, input).await;
    assert_eq!(answered["data"]["respondToIntroduction"]["introduction"]["status"], "ACCEPTED", "{answered}");

    let mine = "{ viewer { introductions(first: 50) { totalCount edges { node {
        id direction counterpart { displayName municipality { name } } contactDetails { email phone } } } } } }";
    let list = ask(&api, anna, mine, json!({})).await;
    let expected = json!({
        "id": id,
        "direction": "OUTGOING",
        "counterpart": { "displayName": "bram", "municipality": { "name": "Zaanstad" } },
        "contactDetails": { "email": "bram@example.org", "phone": null }
    });
    let introductions = &list["data"]["viewer"]["introductions"];
    assert_eq!((&introductions["totalCount"], &introductions["edges"][0]["node"]), (&json!(1), &expected));
}
