//! Who sees what: by id, by address, in lists, counts, search and suggestions; and who may change it.

use bigdatagemeenten::access::Role;
use bigdatagemeenten::ids::{NodeId, NodeKind};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::people::{outcome, pilot, report};
use crate::support::{DELFT, Database, TestApp, ZAANSTAD};

mod kinds;
mod cast;

use cast::Cast;
use kinds::KINDS;

on_both_databases!(
    a_published_thing_shows_to_its_circle_of_readers_and_to_nobody_else,
    a_draft_shows_to_its_authors_and_editors_only_and_is_in_no_list,
    an_archived_pilot_is_kept_out_of_lists_and_search,
    only_authors_and_editors_change_a_thing,
    a_hidden_thing_is_answered_as_a_missing_one,
    what_links_to_a_hidden_thing_does_not_show_it,
    a_hidden_thing_cannot_be_linked_to,
    people_who_are_not_public_do_not_exist_without_an_account,
    only_organisers_plan_meetings_and_members_make_pilots_of_their_own_municipality,
    a_colleague_named_as_author_may_change_it,
);
async fn a_published_thing_shows_to_its_circle_of_readers_and_to_nobody_else(database: Database) {
    let app = TestApp::start(database).await;
    let mut cast = Cast::of(&app).await;
    for kind in &KINDS {
        cast.author_of(kind);
        let mut thing = kind.published(&cast.author, "PUBLIC").await;
        for visibility in ["PUBLIC", "NETWORK", "MUNICIPALITY"] {
            thing = cast.author.change(kind.name, &thing, json!({ "visibility": visibility })).await;
            app.until_indexed().await;
            let Cast { elsewhere, colleague, author, editor, organiser, admin, .. } = &cast;
            let mut readers = match visibility {
                "PUBLIC" => cast.all().to_vec(),
                "NETWORK" => vec![elsewhere, colleague, author, editor, organiser, admin],
                _ => vec![colleague, author, editor, admin],
            };
            if visibility == "MUNICIPALITY" && kind.is_of_meetings {
                readers.insert(3, organiser);
            }
            let (mut open, mut shown) = (Vec::new(), Vec::new());
            for client in cast.all() {
                if kind.opens(client, &thing).await {
                    open.push(client);
                }
                if kind.shows(client, &thing).await {
                    shown.push(client);
                }
            }
            assert_eq!(Cast::names(&open), Cast::names(&readers), "{visibility} {}", kind.name);
            assert_eq!(Cast::names(&shown), Cast::names(&readers), "{visibility} {}", kind.name);
        }
    }
}

async fn a_draft_shows_to_its_authors_and_editors_only_and_is_in_no_list(database: Database) {
    let app = TestApp::start(database).await;
    let mut cast = Cast::of(&app).await;
    for kind in KINDS.iter().filter(|kind| !kind.is_born_published) {
        cast.author_of(kind);
        let draft = cast.author.make(kind.name, kind.input("PUBLIC")).await;
        assert_eq!(draft["status"], "DRAFT");
        app.until_indexed().await;
        let mut readers = vec![&cast.author, &cast.editor, &cast.admin];
        if kind.is_of_meetings {
            readers.insert(2, &cast.organiser);
        }
        let list = format!(
            "query {{ {}s(filter: {{ status: DRAFT }}) {{ totalCount edges {{ node {{ id }} }} }} }}",
            kind.field()
        );
        let (mut open, mut listed) = (Vec::new(), Vec::new());
        for client in cast.all() {
            assert!(!kind.shows(client, &draft).await, "{} shows to {}", kind.name, client.name);
            if kind.opens(client, &draft).await {
                open.push(client);
            }
            let drafts = client.ask(&list, json!({})).await[format!("{}s", kind.field())].clone();
            if drafts["edges"][0]["node"]["id"] == draft["id"] {
                listed.push(client);
            }
            assert_eq!(drafts["totalCount"], drafts["edges"].as_array().unwrap().len());
        }
        assert_eq!(Cast::names(&open), Cast::names(&readers), "{}", kind.name);
        assert_eq!(Cast::names(&listed), Cast::names(&readers), "{}", kind.name);
    }
}

async fn an_archived_pilot_is_kept_out_of_lists_and_search(database: Database) {
    let (app, kind) = (TestApp::start(database).await, &KINDS[0]);
    let cast = Cast::of(&app).await;
    let published = kind.published(&cast.author, "PUBLIC").await;
    app.until_indexed().await;
    assert!(kind.shows(&cast.anonymous, &published).await);
    let input = json!({ "id": published["id"], "revision": published["revision"] });
    let archived =
        cast.author.mutate("archivePilot", input, "pilot { id slug status }").await["pilot"].clone();
    assert_eq!(archived["status"], "ARCHIVED");
    app.until_indexed().await;
    for client in cast.all() {
        assert!(!kind.shows(client, &archived).await, "{}", client.name);
    }
    let readers: Vec<_> = [&cast.author, &cast.editor, &cast.admin].into();
    for client in cast.all() {
        let may = readers.iter().any(|reader| reader.name == client.name);
        assert_eq!(kind.opens(client, &archived).await, may, "{}", client.name);
    }
}

async fn only_authors_and_editors_change_a_thing(database: Database) {
    let app = TestApp::start(database).await;
    let mut cast = Cast::of(&app).await;
    for kind in &KINDS {
        cast.author_of(kind);
        let thing = kind.published(&cast.author, "NETWORK").await;
        let mut editors = vec!["author", "editor", "admin"];
        if kind.is_of_meetings {
            editors.push("organiser");
        }
        let field = kind.field();
        for client in cast.all() {
            let may = editors.contains(&client.name.as_str());
            if kind.opens(client, &thing).await {
                let query =
                    format!("query($slug: String!) {{ {field}(slug: $slug) {{ viewerCanEdit revision }} }}");
                let seen = client.ask(&query, json!({ "slug": thing["slug"] })).await[&field].clone();
                assert_eq!(seen["viewerCanEdit"], may, "{} as {}", kind.name, client.name);
            }
            let query = format!("query($slug: String!) {{ {field}(slug: $slug) {{ revision }} }}");
            let revision =
                cast.admin.ask(&query, json!({ "slug": thing["slug"] })).await[&field]["revision"].clone();
            let input = json!({ "id": thing["id"], "revision": revision, kind.title: kind.heading() });
            let update = format!("update{}", kind.name);
            if may {
                let changed = client.mutate(&update, input, &format!("{field} {{ revision }}")).await;
                assert_eq!(changed[&field]["revision"], revision.as_i64().unwrap() + 1, "{changed}");
            } else {
                let expected =
                    if client.name == cast.anonymous.name { "UNAUTHENTICATED" } else { "FORBIDDEN" };
                let code = client.mutation_refused(&update, input, "").await;
                assert_eq!(code, expected, "{} as {}", kind.name, client.name);
            }
        }
        if matches!(kind.name, "Pilot" | "Report" | "Outcome") {
            for (client, code) in [(&cast.anonymous, "UNAUTHENTICATED"), (&cast.colleague, "FORBIDDEN")] {
                for mutation in [format!("publish{}", kind.name), format!("delete{}", kind.name)] {
                    let input = json!({ "id": thing["id"], "revision": 1 });
                    assert_eq!(client.mutation_refused(&mutation, input, "").await, code, "{mutation}");
                }
            }
        }
    }
}

async fn a_hidden_thing_is_answered_as_a_missing_one(database: Database) {
    let app = TestApp::start(database).await;
    let mut cast = Cast::of(&app).await;
    for kind in &KINDS {
        cast.author_of(kind);
        let hidden = kind.published(&cast.author, "MUNICIPALITY").await;
        let missing = NodeId::new(kind.node, Uuid::now_v7()).to_public();
        let field = kind.field();
        let node = "query($id: ID!) { node(id: $id) { __typename id } }";
        let page = format!("query($slug: String!) {{ {field}(slug: $slug) {{ id }} }}");
        for client in [&cast.anonymous, &cast.elsewhere] {
            let by_id = client.gql(node, json!({ "id": hidden["id"] })).await;
            assert_eq!(by_id.code(), Some("NOT_FOUND"));
            assert_eq!(by_id.told(), client.gql(node, json!({ "id": missing })).await.told());
            let by_slug = client.gql(&page, json!({ "slug": hidden["slug"] })).await;
            assert_eq!(by_slug.code(), Some("NOT_FOUND"));
            assert_eq!(by_slug.told(), client.gql(&page, json!({ "slug": "nergens" })).await.told());
            let update = format!(
                "mutation($input: Update{0}Input!) {{ update{0}(input: $input) {{ userErrors {{ code }} }} }}",
                kind.name
            );
            let mut told = Vec::new();
            for id in [&hidden["id"], &json!(missing)] {
                told.push(client.gql(&update, json!({ "input": { "id": id, "revision": 7 } })).await.told());
            }
            assert_eq!(told[0], told[1], "{} as {}", kind.name, client.name);
        }
    }
}

async fn what_links_to_a_hidden_thing_does_not_show_it(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").role(Role::Organiser).create().await;
    let piet = app.person("piet").of(ZAANSTAD).create().await;
    let challenge =
        anna.make("Challenge", json!({ "question": "Hoe dan?", "visibility": "MUNICIPALITY" })).await;
    let meeting = anna
        .make(
            "Meeting",
            json!({ "title": "Overleg", "visibility": "MUNICIPALITY", "startsAt": "2030-01-01T09:00:00Z" }),
        )
        .await;
    let mut open = pilot("Open pilot", "PUBLIC");
    open["challengeIds"] = json!([challenge["id"]]);
    let open = anna.make("Pilot", open).await;
    let open = anna.publish("Pilot", &open).await;
    let mut secret = pilot("Geheime pilot", "MUNICIPALITY");
    secret["challengeIds"] = json!([challenge["id"]]);
    let secret = anna.make("Pilot", secret).await;
    let secret = anna.publish("Pilot", &secret).await;
    let mut notes = report("Open verslag", "PUBLIC");
    notes["meetingId"] = meeting["id"].clone();
    let notes = anna.make("Report", notes).await;
    anna.publish("Report", &notes).await;
    let mut table = outcome("Open opbrengst", "PUBLIC");
    table["challengeId"] = challenge["id"].clone();
    table["meetingId"] = meeting["id"].clone();
    let table = anna.make("Outcome", table).await;
    anna.publish("Outcome", &table).await;
    let shown = anna.make("Challenge", json!({ "question": "Waarom dan?", "visibility": "PUBLIC" })).await;
    anna.change("Pilot", &open, json!({ "challengeIds": [challenge["id"], shown["id"]] })).await;
    anna.change("Pilot", &secret, json!({ "challengeIds": [challenge["id"], shown["id"]] })).await;

    let query = "{ pilot(slug: \"open-pilot\") { challenges { slug } contacts { displayName } authors { displayName } }
        report(slug: \"open-verslag\") { meeting { slug } authors { displayName } }
        outcome(slug: \"open-opbrengst\") { meeting { slug } challenge { slug } }
        challenge(slug: \"waarom-dan\") { pilots { totalCount edges { node { slug } } } }
        municipality(code: \"GM0503\") { pilots { totalCount edges { node { slug } } } hostedMeetings { totalCount } }
        themes { pilotCount } nextMeeting { slug } }";
    for client in [&app.anonymous(), &piet] {
        let seen = client.ask(query, json!({})).await;
        assert_eq!(seen["pilot"]["challenges"], json!([{ "slug": "waarom-dan" }]));
        // Anna shows to people with an account.
        let writers = if client.name == "piet" { json!([{ "displayName": "anna" }]) } else { json!([]) };
        assert_eq!((&seen["pilot"]["contacts"], &seen["pilot"]["authors"]), (&writers, &writers));
        assert_eq!(seen["report"], json!({ "meeting": null, "authors": writers }));
        assert_eq!(seen["outcome"], json!({ "meeting": null, "challenge": null }));
        let one = json!({ "totalCount": 1, "edges": [{ "node": { "slug": "open-pilot" } }] });
        assert_eq!(seen["challenge"]["pilots"], one);
        assert_eq!(seen["municipality"], json!({ "pilots": one, "hostedMeetings": { "totalCount": 0 } }));
        assert_eq!(seen["nextMeeting"], Value::Null);
    }
    let own = anna.ask(query, json!({})).await;
    assert_eq!(
        own["outcome"],
        json!({ "meeting": { "slug": "overleg" }, "challenge": { "slug": "hoe-dan" } })
    );
    assert_eq!(own["challenge"]["pilots"]["totalCount"], 2);
}

/// Else linking would tell whether an id exists, and the link would be there for whoever sees both ends later.
async fn a_hidden_thing_cannot_be_linked_to(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let piet = app.person("piet").of(ZAANSTAD).create().await;
    let olga = app.person("olga").of(ZAANSTAD).role(Role::Organiser).create().await;
    let challenge =
        anna.make("Challenge", json!({ "question": "Hoe dan?", "visibility": "MUNICIPALITY" })).await;
    let secret = anna.published_pilot("Geheim", "MUNICIPALITY").await;
    let missing = |kind| NodeId::new(kind, Uuid::now_v7()).to_public();
    for id in [challenge["id"].clone(), json!(missing(NodeKind::Challenge))] {
        let mut linked = pilot("Van Piet", "PUBLIC");
        linked["challengeIds"] = json!([id]);
        assert_eq!(piet.form_errors("createPilot", linked).await, ["challengeIds.0: UNKNOWN"]);
        let mut table = outcome("Van Piet", "PUBLIC");
        table["challengeId"] = id;
        assert_eq!(piet.form_errors("createOutcome", table).await, ["challengeId: UNKNOWN"]);
    }
    for id in [secret["id"].clone(), json!(missing(NodeKind::Pilot))] {
        let meeting = json!({ "title": "Van Olga", "startsAt": "2030-01-01T09:00:00Z", "pilotIds": [id] });
        assert_eq!(olga.form_errors("createMeeting", meeting).await, ["pilotIds.0: UNKNOWN"]);
    }
    let mut linked = pilot("Van Piet", "PUBLIC");
    linked["contactIds"] = json!([missing(NodeKind::Person)]);
    assert_eq!(piet.form_errors("createPilot", linked).await, ["contactIds.0: UNKNOWN"]);
}

async fn people_who_are_not_public_do_not_exist_without_an_account(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("Kwikstaart").create().await;
    let piet = app.person("piet").of(ZAANSTAD).create().await;
    let query = "query($id: ID!) { people { totalCount edges { node { id } } } search(query: \"kwikstaart\") { totalCount }
        suggest(prefix: \"kwik\") { nodeId } networkStats { people }
        municipality(code: \"GM0503\") { people { totalCount } } node(id: $id) { id } }";
    app.until_indexed().await;
    let hidden = app.anonymous().gql(query, json!({ "id": anna.id })).await;
    assert_eq!(hidden.code(), Some("NOT_FOUND"));
    let data = &hidden.body["data"];
    assert_eq!((&data["people"]["totalCount"], &data["search"]["totalCount"]), (&json!(0), &json!(0)));
    assert_eq!((&data["networkStats"]["people"], &data["suggest"]), (&json!(0), &json!([])));
    assert_eq!(data["municipality"]["people"]["totalCount"], 0);
    let seen = piet.ask(query, json!({ "id": anna.id })).await;
    assert_eq!((&seen["people"]["totalCount"], &seen["search"]["totalCount"]), (&json!(2), &json!(1)));

    let profile = json!({ "visibility": "PUBLIC", "about": "Over mij", "seeking": "Hulp", "offering": "Advies", "phone": "06 1" });
    anna.mutate("updateProfile", profile, "person { id }").await;
    app.until_indexed().await;
    let fields = "query($id: ID!) { node(id: $id) { ... on Person { displayName about seeking offering isMatchable recognitions { note } } } }";
    let seen = app.anonymous().ask(fields, json!({ "id": anna.id })).await;
    let nothing = json!({ "displayName": "Kwikstaart", "about": null, "seeking": null, "offering": null, "isMatchable": false, "recognitions": [] });
    assert_eq!(seen["node"], nothing);
    assert_eq!(piet.ask(fields, json!({ "id": anna.id })).await["node"]["offering"], "Advies");
    let found = app.anonymous().ask(
        "{ search(query: \"kwikstaart\") { totalCount } advies: search(query: \"advies\") { totalCount } }",
        json!({}),
    );
    let found = found.await;
    assert_eq!(found, json!({ "search": { "totalCount": 1 }, "advies": { "totalCount": 0 } }));
}

async fn only_organisers_plan_meetings_and_members_make_pilots_of_their_own_municipality(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").of(DELFT).create().await;
    let olga = app.person("olga").of(ZAANSTAD).role(Role::Organiser).create().await;
    let meeting = json!({ "title": "Bijeenkomst", "startsAt": "2030-01-01T09:00:00Z" });
    assert_eq!(
        app.anonymous().mutation_refused("createMeeting", meeting.clone(), "").await,
        "UNAUTHENTICATED"
    );
    assert_eq!(anna.mutation_refused("createMeeting", meeting.clone(), "").await, "FORBIDDEN");
    olga.make("Meeting", meeting).await;
    let mut elsewhere = pilot("Elders", "PUBLIC");
    elsewhere["municipality"] = json!(ZAANSTAD);
    assert_eq!(anna.mutation_refused("createPilot", elsewhere.clone(), "").await, "FORBIDDEN");
    elsewhere["municipality"] = json!(DELFT);
    olga.make("Pilot", elsewhere).await;
    for kind in ["Pilot", "Report", "Outcome", "Challenge"] {
        let kind = KINDS.iter().find(|it| it.name == kind).unwrap();
        let code =
            app.anonymous().mutation_refused(&format!("create{}", kind.name), kind.input("PUBLIC"), "").await;
        assert_eq!(code, "UNAUTHENTICATED");
    }
}

async fn a_colleague_named_as_author_may_change_it(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let piet = app.person("piet").of(ZAANSTAD).create().await;
    let unknown =
        json!({ "title": "x", "authorIds": [NodeId::new(NodeKind::Person, Uuid::now_v7()).to_public()] });
    for (kind, list, mut input) in
        [("Report", "reports", report("Verslag", "NETWORK")), ("Pilot", "pilots", pilot("Proef", "NETWORK"))]
    {
        input["authorIds"] = json!([anna.id, piet.id]);
        let draft = anna.make(kind, input).await;
        let changed = piet.change(kind, &draft, json!({ "summary": "Van Piet." })).await;
        let query = format!("{{ {list}(filter: {{ status: DRAFT, mine: true }}) {{ totalCount }} }}");
        assert_eq!(piet.ask(&query, json!({})).await[list]["totalCount"], 1, "{kind}");
        let published = piet.publish(kind, &changed).await;
        assert_eq!(
            anna.form_errors(&format!("create{kind}"), unknown.clone()).await,
            ["authorIds.0: UNKNOWN"],
            "{kind}"
        );
        anna.change(kind, &published, json!({ "authorIds": [anna.id] })).await;
        let query = format!("{{ {list}(filter: {{ mine: true }}) {{ totalCount }} }}");
        assert_eq!(piet.ask(&query, json!({})).await[list]["totalCount"], 0, "{kind}");
    }
}
