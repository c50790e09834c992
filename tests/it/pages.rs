//! What a browser, a search engine and a link preview get.

use bigdatagemeenten::config::Config;
use reqwest::Method;
use reqwest::header::{ACCEPT, ALLOW, HeaderMap};
use serde_json::json;
use tokio::net::TcpListener;

use crate::support::app::Place;
use crate::support::people::{outcome, pilot, report};
use crate::support::{Client, Database, TestApp, ZAANSTAD};
use bigdatagemeenten::access::Role;
use bigdatagemeenten::clock::Clock;

on_both_databases!(
    every_page_carries_its_words_in_the_html,
    the_page_of_a_hidden_thing_is_that_of_a_missing_one,
    the_demo_network_says_on_every_page_that_it_is_invented,
    a_thing_never_takes_the_address_where_a_new_one_is_made,
    text_in_a_page_is_never_markup,
);

fn is_secured(headers: &HeaderMap, what: &str) {
    let has = |name: &str, part: &str| {
        let value =
            headers.get(name).unwrap_or_else(|| panic!("{what}: {name} is missing")).to_str().unwrap();
        assert!(value.contains(part), "{what}: {name}: {value}");
    };
    has("content-security-policy", "default-src 'self'");
    has("content-security-policy", "frame-ancestors 'none'");
    has("x-content-type-options", "nosniff");
    has("x-frame-options", "DENY");
    has("referrer-policy", "same-origin");
    has("permissions-policy", "camera=()");
    has("cross-origin-opener-policy", "same-origin");
    assert!(headers.contains_key("x-request-id") && headers.contains_key("cache-control"), "{what}");
    assert!(!headers.contains_key("server") && !headers.contains_key("x-powered-by"), "{what}");
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let app = TestApp::start(Database::Sqlite).await;
    let http = app.anonymous().http;
    for (method, path, status) in [
        (Method::GET, "/", 200),
        (Method::HEAD, "/", 200),
        (Method::GET, "/pilots", 200),
        (Method::GET, "/nergens/hier", 404),
        (Method::GET, "/pilots/nergens", 404),
        (Method::POST, "/pilots", 405),
        (Method::DELETE, "/", 405),
        (Method::PUT, "/graphql", 405),
        (Method::GET, "/healthz", 200),
        (Method::GET, "/schema.graphql", 200),
        (Method::GET, "/assets/nergens.js", 404),
        (Method::GET, "/../../etc/passwd", 404),
        (Method::GET, "/%2e%2e/%2e%2e/etc/passwd", 404),
        (Method::GET, "/pilots/%00", 404),
        (Method::GET, "/mensen/x", 404),
    ] {
        let what = format!("{method} {path}");
        let answer = http.request(method.clone(), format!("{}{path}", app.base)).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), status, "{what}");
        is_secured(answer.headers(), &what);
        if status == 405 {
            assert!(answer.headers().contains_key(ALLOW), "{what}");
        }
        if method != Method::HEAD {
            let text = answer.text().await.unwrap();
            assert!((!text.is_empty() || status == 405) && !text.contains("root:"), "{what}");
        }
    }
}

async fn every_page_carries_its_words_in_the_html(database: Database) {
    let app = TestApp::start(database).await;
    let olga = app.person("olga").role(Role::Organiser).create().await;
    let mut input = pilot("Slimme afvalbakken", "PUBLIC");
    input["failures"] = json!("De **sensor** vroor vast.");
    let draft = olga.make("Pilot", input).await;
    olga.publish("Pilot", &draft).await;
    let draft = olga.make("Report", report("Verslag van de dag", "PUBLIC")).await;
    olga.publish("Report", &draft).await;
    let draft = olga.make("Outcome", outcome("Wat kan er wel?", "PUBLIC")).await;
    olga.publish("Outcome", &draft).await;
    olga.make(
        "Challenge",
        json!({ "question": "Hoe meten we dit?", "context": "Meten is weten.", "visibility": "PUBLIC" }),
    )
    .await;
    let agenda = json!([{ "kind": "TALK", "title": "Lessen uit het riool" }]);
    olga.make("Meeting", json!({ "title": "Voorjaarsbijeenkomst", "startsAt": "2030-03-01T09:00:00Z", "agenda": agenda, "description": "Kom ook." })).await;
    olga.mutate(
        "updateProfile",
        json!({ "visibility": "PUBLIC", "jobTitle": "Kwartiermaker" }),
        "person { id }",
    )
    .await;
    for (path, title, description, texts) in [
        (
            "/pilots/slimme-afvalbakken",
            "Slimme afvalbakken",
            "Een korte samenvatting.",
            vec![
                "<strong>sensor</strong> vroor vast",
                "Er was een probleem.",
                "application/ld+json",
                "\"headline\":\"Slimme afvalbakken\"",
                "Delft",
            ],
        ),
        (
            "/verslagen/verslag-van-de-dag",
            "Verslag van de dag",
            "Een korte samenvatting.",
            vec!["Wat er gezegd is.", "application/ld+json"],
        ),
        ("/opbrengsten/wat-kan-er-wel", "Wat kan er wel?", "Het kan, als iedereen meedoet.", vec![]),
        ("/vraagstukken/hoe-meten-we-dit", "Hoe meten we dit?", "Meten is weten.", vec![]),
        (
            "/bijeenkomsten/voorjaarsbijeenkomst",
            "Voorjaarsbijeenkomst",
            "Kom ook.",
            vec!["Lessen uit het riool", "\"@type\":\"Event\""],
        ),
        ("/gemeenten/delft", "Gemeente Delft", "Zuid-Holland", vec!["/pilots/slimme-afvalbakken"]),
        (&*format!("/mensen/{}", olga.id), "olga", "Kwartiermaker", vec![]),
        ("/pilots", "Pilots", "", vec!["Slimme afvalbakken"]),
        ("/", "BigDataGemeenten", "", vec!["Slimme afvalbakken", "SearchAction"]),
    ] {
        let answer = app.anonymous().get(path).await;
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8", "{path}");
        let html = answer.text().await.unwrap();
        assert!(html.contains("<html lang=\"nl\""), "{path}");
        assert_eq!(html.matches("<title>").count(), 1, "{path}");
        let head = html.split_once("</head>").unwrap().0;
        assert!(head.contains(&format!("<title>{title}")), "{path}: {head}");
        let named = head
            .split("<meta name=\"description\" content=\"")
            .nth(1)
            .unwrap_or_else(|| panic!("{path}: {head}"));
        assert!(named.split('"').next().unwrap().contains(description), "{path}: {named}");
        assert!(
            head.contains(&format!("<link rel=\"canonical\" href=\"{}{path}\"", app.base)),
            "{path}: {head}"
        );
        for text in texts {
            assert!(html.contains(text), "{path}: {text}");
        }
    }
}

async fn the_page_of_a_hidden_thing_is_that_of_a_missing_one(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let zoe = app.person("zoe").of(ZAANSTAD).create().await;
    anna.published_pilot("Van ons netwerk", "NETWORK").await;
    anna.make("Pilot", pilot("Nog een concept", "PUBLIC")).await;
    anna.make("Challenge", json!({ "question": "Onder ons?", "visibility": "MUNICIPALITY" })).await;
    let page = async |client: &Client, path: &str| {
        let answer = client.get(path).await;
        assert_eq!(answer.headers()["cache-control"], "private, no-cache");
        assert!(answer.headers().get_all("vary").iter().any(|vary| vary == "cookie"), "{path}");
        let (status, text) = (answer.status().as_u16(), answer.text().await.unwrap());
        (status, text.replace(path, ""))
    };
    let somebody = app.anonymous();
    let missing = page(&somebody, "/pilots/nergens").await;
    assert_eq!(missing.0, 404);
    assert_eq!(page(&somebody, "/pilots/van-ons-netwerk").await, missing);
    assert_eq!(page(&somebody, "/pilots/nog-een-concept").await, missing);
    assert_eq!(
        page(&somebody, "/vraagstukken/onder-ons").await,
        page(&somebody, "/vraagstukken/nergens").await
    );
    assert_eq!(page(&somebody, &format!("/mensen/{}", anna.id)).await.0, 404);
    // Who may read a thing finds its page at the first request.
    for (client, path, status) in [
        (&anna, "/pilots/van-ons-netwerk".to_owned(), 200),
        (&anna, "/pilots/nog-een-concept".to_owned(), 200),
        (&anna, "/vraagstukken/onder-ons".to_owned(), 200),
        (&zoe, "/pilots/van-ons-netwerk".to_owned(), 200),
        (&zoe, format!("/mensen/{}", anna.id), 200),
        (&zoe, "/pilots/nog-een-concept".to_owned(), 404),
        (&zoe, "/vraagstukken/onder-ons".to_owned(), 404),
    ] {
        assert_eq!(page(client, &path).await.0, status, "{} {path}", client.name);
    }
    assert_eq!(page(&zoe, "/pilots/nog-een-concept").await, page(&zoe, "/pilots/nergens").await);
}

async fn the_demo_network_says_on_every_page_that_it_is_invented(database: Database) {
    let app = TestApp::start(database).await;
    let page = async |path: &str| app.anonymous().get(path).await.text().await.unwrap();
    let is_demo = async || app.anonymous().ask("{ isDemo }", json!({})).await["isDemo"] == true;
    assert!(!page("/").await.contains("verzonnen"));
    assert!(!is_demo().await);
    app.load_demo().await;
    assert!(page("/").await.contains("de mensen en teksten zijn verzonnen"));
    assert!(page("/mensen").await.contains("de mensen en teksten zijn verzonnen"));
    assert!(is_demo().await);
}

async fn a_thing_never_takes_the_address_where_a_new_one_is_made(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let pilot = anna.make("Pilot", pilot("Nieuw", "PUBLIC")).await;
    assert_eq!(pilot["slug"], "pilot");
}

async fn text_in_a_page_is_never_markup(database: Database) {
    let app = TestApp::start(database).await;
    let anna = app.person("anna").create().await;
    let evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)> \"' {{x}}";
    let mut input = pilot(&format!("Slim {evil}"), "PUBLIC");
    for field in ["summary", "problem", "approach", "results"] {
        input[field] = json!(format!("{evil} [klik](javascript:alert(1)) <iframe src=//x></iframe>"));
    }
    let draft = anna.make("Pilot", input).await;
    let pilot = anna.publish("Pilot", &draft).await;
    let path = format!("/pilots/{}", pilot["slug"].as_str().unwrap());
    for path in [path.as_str(), "/pilots", "/", "/gemeenten/delft"] {
        let html = app.anonymous().get(path).await.text().await.unwrap();
        for bad in ["<script>alert", "<img src=x", "<iframe", "href=\"javascript:"] {
            assert!(!html.contains(bad), "{path}: {bad}");
        }
    }
}

#[tokio::test]
async fn graphiql_shows_to_browsers_only_and_can_be_switched_off() {
    let app = TestApp::start(Database::Sqlite).await;
    let ask = |base: &str, accept: &'static str, query: &str| {
        app.anonymous().http.get(format!("{base}/graphql{query}")).header(ACCEPT, accept).send()
    };
    let browser = "text/html,application/xhtml+xml,*/*;q=0.8";
    let shown = ask(&app.base, browser, "").await.unwrap();
    assert_eq!(
        (shown.status().as_u16(), &shown.headers()["content-type"].to_str().unwrap()[..9]),
        (200, "text/html")
    );
    is_secured(shown.headers(), "GraphiQL");
    let html = shown.text().await.unwrap();
    assert!(!html.contains("https://unpkg") && !html.contains("cdn."), "bundled, not from another host");
    let client = ask(&app.base, "application/json", "").await.unwrap();
    assert_eq!(client.status(), 400);
    let query = ask(&app.base, "application/json", "?query=%7B__typename%7D").await.unwrap();
    assert_eq!(query.text().await.unwrap(), "{\"data\":{\"__typename\":\"Query\"}}");

    let place = Place::new(Database::Sqlite).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = Config { graphiql: false, ..place.config() };
    let closed = TestApp::with(place, Clock::system(), config, listener).await;
    let refused = ask(&closed.base, browser, "").await.unwrap();
    assert_ne!(refused.status(), 200);
    assert!(!refused.text().await.unwrap().contains("<html"));
}
