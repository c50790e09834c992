//! What fits a person's profile.

use bigdatagemeenten::access::Role;
use bigdatagemeenten::ids::PersonId;
use serde_json::json;
use uuid::Uuid;

use super::{BREDA, UTRECHT, about, alike, publish, titles, works_on};
use crate::support::people::{outcome, report};
use crate::support::{Database, TestApp, ZAANSTAD};

on_both_databases!(
    a_person_is_shown_what_fits_their_profile_but_not_what_shows_them_and_nobody_else,
    a_profile_that_tells_little_more_than_themes_fits_what_has_two_of_them_the_rarest_first,
    a_profile_fits_by_a_sentence_however_many_words_it_has_that_nobody_else_uses,
    what_not_everybody_may_see_of_a_profile_is_no_reason_for_anybody,
);

async fn a_person_is_shown_what_fits_their_profile_but_not_what_shows_them_and_nobody_else(
    database: Database,
) {
    let app = TestApp::start(database).await;
    let (anna, anybody) = (app.person("anna").create().await, app.anonymous());
    let bram = app.person("bram").of(ZAANSTAD).create().await;
    let olga = app.person("olga").of(UTRECHT).role(Role::Organiser).create().await;
    let text = "Eikenprocessierups in de bomen tellen met sensoren.";
    let profile = |about: &str| json!({ "visibility": "PUBLIC", "jobTitle": "Bomenadviseur", "about": about, "themes": ["groen"] });
    anna.mutate("updateProfile", profile(text), "person { id }").await;
    let everyone = json!({ "field": "ABOUT", "visibility": "EVERYONE" });
    anna.mutate("setFieldVisibility", everyone, "person { id }").await;
    // Somebody else of this name, with the same profile.
    let namesake = app.person("Anna2").of(BREDA).create().await;
    let same = json!({ "displayName": "anna", "visibility": "PUBLIC", "about": text, "themes": ["groen"] });
    namesake.mutate("updateProfile", same, "person { id }").await;

    let groen: &[&str] = &["groen"];
    publish(&anna, about("Rupsen van Anna", text, groen, "PUBLIC")).await;
    let mut with_contact = about("Rupsen met Anna", text, groen, "PUBLIC");
    with_contact["contactIds"] = json!([anna.id]);
    publish(&bram, with_contact).await;
    let agenda =
        json!([{ "kind": "TALK", "title": text, "speakers": [{ "name": "anna", "personId": anna.id }] }]);
    let meeting = json!({ "title": "Rupsendag", "startsAt": "2030-03-01T09:00:00Z", "agenda": agenda,
        "description": text, "visibility": "PUBLIC" });
    olga.make("Meeting", meeting).await;
    let mut of_anna = report("Verslag met Anna", "PUBLIC");
    of_anna["body"] = json!(text);
    of_anna["authorIds"] = json!([anna.id]);
    let of_anna = bram.make("Report", of_anna).await;
    bram.publish("Report", &of_anna).await;
    let mut table = outcome("Wat zag de tafel van Anna?", "PUBLIC");
    table["conclusion"] = json!(text);
    table["tableHostId"] = json!(anna.id);
    let table = olga.make("Outcome", table).await;
    olga.publish("Outcome", &table).await;
    publish(&namesake, about("Rupsen van een andere Anna", text, groen, "PUBLIC")).await;
    publish(&bram, about("Bomen in Zaanstad", "De eikenprocessierups in bomen.", groen, "PUBLIC")).await;
    publish(&bram, about("Parkeren bij bomen", "Plek voor auto's.", &[], "PUBLIC")).await;
    app.until_indexed().await;

    let found = alike(&anybody, &json!(anna.id)).await;
    assert_eq!(titles(&found), ["Rupsen van een andere Anna", "Bomen in Zaanstad"], "{found:?}");
    let (_, themes, words) = &found[1];
    assert_eq!(themes, groen);
    let mut words = words.clone();
    words.sort();
    assert_eq!(words, ["bomen", "eikenprocessierups"]);
    let names = |word: &String| word.eq_ignore_ascii_case("anna") || word.eq_ignore_ascii_case("delft");
    assert!(!found.iter().any(|(.., words)| words.iter().any(names)), "{found:?}");
    assert_eq!(alike(&anna, &json!(anna.id)).await, found, "it works alike on one's own page");

    let hidden = about("Rupsen in stilte", text, groen, "NETWORK");
    publish(&bram, hidden).await;
    app.until_indexed().await;
    assert_eq!(alike(&anybody, &json!(anna.id)).await, found);
    let seen = alike(&olga, &json!(anna.id)).await;
    assert!(titles(&seen).contains(&"Rupsen in stilte"), "{seen:?}");

    anna.mutate("updateProfile", json!({ "visibility": "NETWORK" }), "person { id }").await;
    app.until_indexed().await;
    let query = "query($id: ID!) { moreLikeThis(id: $id) { words } }";
    let missing = PersonId(Uuid::now_v7()).to_public();
    let as_missing = anybody.gql(query, json!({ "id": missing })).await;
    assert_eq!(as_missing.code(), Some("NOT_FOUND"));
    assert_eq!(anybody.gql(query, json!({ "id": anna.id })).await.told(), as_missing.told());
    assert_eq!(
        titles(&alike(&olga, &json!(anna.id)).await),
        titles(&seen),
        "members see the person, as before"
    );
}

async fn a_profile_that_tells_little_more_than_themes_fits_what_has_two_of_them_the_rarest_first(
    database: Database,
) {
    let app = TestApp::start(database).await;
    let (anna, anybody) = (app.person("anna").create().await, app.anonymous());
    let bram = app.person("bram").of(ZAANSTAD).create().await;
    let themes = ["woonfraude", "handhaving", "privacy-en-ethiek"];
    let profile = json!({ "visibility": "PUBLIC", "jobTitle": "Bomenadviseur", "themes": themes });
    anna.mutate("updateProfile", profile, "person { id }").await;
    works_on(&anna, &themes, "PUBLIC").await;
    for themes in [&["privacy-en-ethiek"], &["handhaving"], &["jeugd"]] {
        works_on(&bram, themes, "PUBLIC").await;
    }
    works_on(&bram, &["handhaving", "privacy-en-ethiek"], "PUBLIC").await;
    works_on(&bram, &["woonfraude", "handhaving"], "PUBLIC").await;
    app.until_indexed().await;
    let fitting = ["bram over woonfraude en handhaving", "bram over handhaving en privacy-en-ethiek"];
    let found = alike(&anybody, &json!(anna.id)).await;
    assert_eq!(titles(&found), fitting, "{found:?}");
    assert_eq!(found[0].1, ["woonfraude", "handhaving"]);
    // For the network only: it would be the first, and make of a rare theme one that most have.
    for _ in 0..5 {
        works_on(&bram, &["woonfraude", "privacy-en-ethiek", "jeugd"], "NETWORK").await;
    }
    app.until_indexed().await;
    assert_eq!(alike(&anybody, &json!(anna.id)).await, found);
    let seen = alike(&bram, &json!(anna.id)).await;
    assert!(titles(&seen).contains(&"bram over woonfraude en privacy-en-ethiek en jeugd"), "{seen:?}");
}

async fn a_profile_fits_by_a_sentence_however_many_words_it_has_that_nobody_else_uses(database: Database) {
    let app = TestApp::start(database).await;
    let (anna, anybody) = (app.person("anna").create().await, app.anonymous());
    let bram = app.person("bram").of(ZAANSTAD).create().await;
    let letters = ['b', 'd', 'f', 'k', 'l', 'm', 'p', 'r', 'z'];
    let own = letters.iter().flat_map(|a| letters.map(|b| format!("qua{a}oxu{b}i")));
    let own: Vec<String> = own.collect();
    assert!(own.len() >= 74);
    let about_anna = format!("{}. Ik tel de eikenprocessierups in bomen.", own.join(" "));
    anna.mutate("updateProfile", json!({ "visibility": "PUBLIC", "about": about_anna }), "person { id }")
        .await;
    let everyone = json!({ "field": "ABOUT", "visibility": "EVERYONE" });
    anna.mutate("setFieldVisibility", everyone, "person { id }").await;
    let text = "De eikenprocessierups in bomen.";
    publish(&bram, about("Rupsen in Zaanstad", text, &[], "PUBLIC")).await;
    publish(&bram, about("Rupsen in stilte", text, &[], "NETWORK")).await;
    app.until_indexed().await;
    let found = alike(&anybody, &json!(anna.id)).await;
    assert_eq!(titles(&found), ["Rupsen in Zaanstad"]);
    let mut words = found[0].2.clone();
    words.sort();
    assert_eq!(words, ["bomen", "eikenprocessierups"]);
    assert_eq!(titles(&alike(&bram, &json!(anna.id)).await).len(), 2);

    // A word that no public document has is one that members have in common.
    let mut hidden = about("Stil", "Quaboxubi en quadoxudi.", &[], "NETWORK");
    hidden["problem"] = json!("Stil.");
    publish(&bram, hidden).await;
    app.until_indexed().await;
    assert_eq!(alike(&anybody, &json!(anna.id)).await, found);
    let seen = alike(&bram, &json!(anna.id)).await;
    assert!(titles(&seen).contains(&"Stil"), "{seen:?}");
}

async fn what_not_everybody_may_see_of_a_profile_is_no_reason_for_anybody(database: Database) {
    let app = TestApp::start(database).await;
    let (anna, anybody) = (app.person("anna").create().await, app.anonymous());
    let bram = app.person("bram").of(ZAANSTAD).create().await;
    let text = "Eikenprocessierups in de bomen tellen met sensoren.";
    let profile = json!({ "visibility": "PUBLIC", "about": text, "themes": ["groen", "onderhoud"] });
    anna.mutate("updateProfile", profile, "person { id }").await;
    let show = async |field: &str, visibility: &str| {
        let input = json!({ "field": field, "visibility": visibility });
        anna.mutate("setFieldVisibility", input, "person { id }").await;
        app.until_indexed().await;
    };
    publish(&bram, about("Bomen in Zaanstad", text, &["groen"], "PUBLIC")).await;
    show("ABOUT", "EVERYONE").await;
    show("THEMES", "NETWORK").await;
    for client in [&anybody, &bram, &anna] {
        let found = alike(client, &json!(anna.id)).await;
        assert_eq!(
            (titles(&found), &found[0].1),
            (vec!["Bomen in Zaanstad"], &Vec::new()),
            "{}",
            client.name
        );
    }
    show("ABOUT", "NETWORK").await;
    for client in [&anybody, &bram, &anna] {
        assert_eq!(alike(client, &json!(anna.id)).await, [], "{}", client.name);
    }
}
