//! Feeds of searches: what everybody may see, in a form that feed readers know.

use atom_syndication::Feed;
use bigdatagemeenten::access::Role;
use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED};
use serde_json::json;

use crate::support::people::report;
use crate::support::{Client, Database, TestApp};

on_both_databases!(
    a_feed_shows_what_everybody_may_see_whoever_fetches_it,
    a_feed_is_sent_again_only_when_it_changed,
    a_feed_takes_the_parameters_of_the_search_page_and_its_page_names_it,
);

async fn fetch(client: &Client, parameters: &str) -> Feed {
    let answer = client.get(&format!("/feeds/search.atom{parameters}")).await;
    assert_eq!(answer.status().as_u16(), 200);
    assert_eq!(answer.headers()[CONTENT_TYPE], "application/atom+xml; charset=utf-8");
    assert!(answer.headers().get("set-cookie").is_none());
    let text = answer.text().await.unwrap();
    Feed::read_from(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn titles(feed: &Feed) -> Vec<&str> {
    feed.entries.iter().map(|entry| entry.title.value.as_str()).collect()
}

async fn a_feed_shows_what_everybody_may_see_whoever_fetches_it(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let admin = app.person("beheer").role(Role::Admin).create().await;
    let shown = anna.published_pilot("Kwikstaart & <nest>", "PUBLIC").await;
    anna.published_pilot("Kwikstaart Netwerkvogel", "NETWORK").await;
    anna.published_pilot("Kwikstaart Gemeentevogel", "MUNICIPALITY").await;
    anna.make("Pilot", crate::support::people::pilot("Kwikstaart Kladvogel", "PUBLIC")).await;
    let profile = json!({ "about": "Kwikstaart", "visibility": "PUBLIC" });
    anna.mutate("updateProfile", profile, "person { id }").await;
    let written = anna.make("Report", report("Verslag van een kwikstaart", "PUBLIC")).await;
    anna.publish("Report", &written).await;
    app.until_indexed().await;
    let feed = fetch(&app.anonymous(), "?q=kwikstaart").await;
    assert_eq!(
        titles(&feed),
        ["Verslag van een kwikstaart", "Kwikstaart & <nest>"],
        "newest first, and no people"
    );
    for client in [&anna, &admin] {
        assert_eq!(fetch(client, "?q=kwikstaart").await, feed, "a session changes nothing");
    }
    assert!(fetch(&anna, "?q=netwerkvogel").await.entries.is_empty());
    assert!(fetch(&anna, "?q=kwikstaart&soort=persoon").await.entries.is_empty());

    let entry = &feed.entries[1];
    assert_eq!(entry.summary.as_ref().unwrap().value, "Een korte samenvatting.");
    assert_eq!(entry.authors[0].name, "Gemeente Delft");
    assert_eq!(entry.links[0].href, format!("{}/pilots/{}", app.base, shown["slug"].as_str().unwrap()));
    assert_eq!(entry.id, format!("tag:127.0.0.1,2026:{}", shown["id"].as_str().unwrap()));
    assert!(entry.published.is_some() && entry.updated >= entry.published.unwrap());
    assert_eq!(feed.authors[0].name, "BigDataGemeenten", "who has no municipality is of the network");
    assert_eq!(feed.updated, feed.entries.iter().map(|entry| entry.updated).max().unwrap());
    // What is hidden again is gone at once, and its id stays what it was.
    let changed = anna.change("Pilot", &shown, json!({ "visibility": "NETWORK" })).await;
    app.until_indexed().await;
    assert_eq!(titles(&fetch(&anna, "?q=kwikstaart").await), ["Verslag van een kwikstaart"]);
    anna.change("Pilot", &changed, json!({ "visibility": "PUBLIC", "title": "Kwikstaart heet nu anders" }))
        .await;
    app.until_indexed().await;
    let again = fetch(&anna, "?q=kwikstaart").await;
    assert_eq!(again.entries[0].id, entry.id);
    assert_eq!(again.entries[0].title.value, "Kwikstaart heet nu anders");
}

async fn a_feed_is_sent_again_only_when_it_changed(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let empty = app.anonymous().get("/feeds/search.atom?q=kwikstaart").await;
    assert!(empty.headers().contains_key(ETAG) && !empty.headers().contains_key(LAST_MODIFIED));
    let pilot = anna.published_pilot("Een kwikstaart", "PUBLIC").await;
    app.until_indexed().await;
    let url = app.anonymous().url("/feeds/search.atom?q=kwikstaart");
    let first = app.anonymous().http.get(&url).send().await.unwrap();
    let (tag, modified) = (first.headers()[ETAG].clone(), first.headers()[LAST_MODIFIED].clone());
    assert_eq!(first.headers()[CACHE_CONTROL], "public, no-cache");
    for (name, value) in [(IF_NONE_MATCH, &tag), (IF_MODIFIED_SINCE, &modified)] {
        let again = app.anonymous().http.get(&url).header(name, value).send().await.unwrap();
        assert_eq!(again.status().as_u16(), 304);
        assert_eq!(again.headers()[ETAG], tag);
        assert!(again.text().await.unwrap().is_empty());
    }
    let head = app.anonymous().http.head(&url).send().await.unwrap();
    assert_eq!((head.status().as_u16(), &head.headers()[ETAG]), (200, &tag));
    let post = app.anonymous().http.post(&url).send().await.unwrap();
    assert_eq!(post.status().as_u16(), 405);
    anna.change("Pilot", &pilot, json!({ "title": "Twee kwikstaarten" })).await;
    app.until_indexed().await;
    let changed = app.anonymous().http.get(&url).header(IF_NONE_MATCH, &tag).send().await.unwrap();
    assert_eq!(changed.status().as_u16(), 200);
    assert_ne!(changed.headers()[ETAG], tag);
}

async fn a_feed_takes_the_parameters_of_the_search_page_and_its_page_names_it(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    anna.published_pilot("Een kwikstaart", "PUBLIC").await;
    let written = anna.make("Report", report("Nog een kwikstaart", "PUBLIC")).await;
    anna.publish("Report", &written).await;
    app.until_indexed().await;
    for (parameters, expected) in [
        ("?soort=pilot&q=kwikstaart", vec!["Een kwikstaart"]),
        ("?soort=verslag", vec!["Nog een kwikstaart"]),
        ("?gemeente=GM0503&fase=idee", vec!["Een kwikstaart"]),
        ("?q=kwikstaart&gemeente=GM0479", vec![]),
        ("?thema=bestaat-niet", vec![]),
        ("?jaar=1999", vec![]),
        // What is not understood is dropped, as on the page.
        (
            "?q=een+kwikstaart&soort=raket&volgorde=nieuwste&x=%00",
            vec!["Nog een kwikstaart", "Een kwikstaart"],
        ),
        ("", vec!["Nog een kwikstaart", "Een kwikstaart"]),
    ] {
        assert_eq!(titles(&fetch(&app.anonymous(), parameters).await), expected, "{parameters}");
    }
    let feed = fetch(&app.anonymous(), "?x=1&soort=pilot&q=een%20kwikstaart").await;
    let link = |rel: &str| feed.links.iter().find(|link| link.rel == rel).unwrap().href.clone();
    assert_eq!(link("self"), format!("{}/feeds/search.atom?q=een+kwikstaart&soort=pilot", app.base));
    assert_eq!(link("alternate"), format!("{}/zoeken?q=een+kwikstaart&soort=pilot", app.base));
    assert_eq!(feed.id, link("self"));
    let page = app.anonymous().get("/zoeken?q=een+%22kwikstaart%22&soort=pilot&volgorde=nieuwste").await;
    let html = page.text().await.unwrap();
    let named = "<link rel=\"alternate\" type=\"application/atom+xml\" href=\"/feeds/search.atom?q=een+%22kwikstaart%22&amp;soort=pilot\">";
    assert!(html.contains(named), "{html}");
    let other = app.anonymous().get("/pilots").await.text().await.unwrap();
    assert!(!other.contains("application/atom+xml"));
}
