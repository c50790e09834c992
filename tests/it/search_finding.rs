//! What is found, how it is shown, and who does not see it.

use std::collections::BTreeSet;

use bigdatagemeenten::ids::{NodeId, NodeKind};
use bigdatagemeenten::page::{Page, PageArgs};
use bigdatagemeenten::search::{Document, LIST, Place, SearchOrder, SearchRequest, SuggestRequest, Theme};
use proptest::strategy::{Strategy, ValueTree};

use crate::search_support::{PUBLIC, World, nodes, request, seed};
use crate::support::app::PATIENCE;

mod facets;

async fn world_with_the_report() -> (World, NodeId) {
    let mut world = World::new().await;
    let seed = seed();
    let (title, body) = seed.split_once('\n').unwrap();
    let report = Document { body: body.into(), ..world.document(NodeKind::Report, title) };
    let report = world.put(report).await;
    for title in ["Afval ophalen met sensoren", "Voorspellen van schooluitval"] {
        let pilot = world.document(NodeKind::Pilot, title);
        world.put(pilot).await;
    }
    world.catch_up().await;
    (world, report)
}

#[tokio::test]
async fn the_report_is_found_by_its_words_and_shows_them() {
    let (world, report) = world_with_the_report().await;
    for (text, marked) in [
        ("datapakhuis", "<mark>datapakhuis</mark>"),
        ("tafelheren", "<mark>tafelheren</mark>"),
        ("tafelheer", "<mark>tafelheren</mark>"),
        ("Ekker privacy", "<mark>Ekker</mark>"),
        ("data-gedreven", "<mark>data-gedreven</mark>"),
        ("datagedreven", "<mark>data-gedreven</mark>"),
        ("\"van innovatie naar productie\"", "<mark>Van innovatie naar productie</mark>"),
    ] {
        let (results, highlights) = world.marked(request(text)).await;
        assert_eq!(nodes(&results.hits), [report], "{text}");
        let highlights = &highlights[0];
        assert!(highlights.iter().any(|highlight| highlight.html.contains(marked)), "{text}: {highlights:?}");
        assert!(
            highlights.iter().all(|highlight| highlight.html.contains("<mark>")),
            "{text}: {highlights:?}"
        );
        assert_eq!(results.did_you_mean, None, "{text}");
    }
}

#[tokio::test]
async fn the_exact_title_comes_first_and_all_words_before_some() {
    let mut world = World::new().await;
    let wordy = Document {
        body: "datapakhuis ".repeat(50),
        ..world.document(NodeKind::Report, "Datapakhuis datapakhuis in Zaanstad")
    };
    world.put(wordy).await;
    let exact = world.document(NodeKind::Pilot, "Datapakhuis");
    let exact = world.put(exact).await;
    let both = Document { body: "sensoren en afval".into(), ..world.document(NodeKind::Pilot, "Straat") };
    let both = world.put(both).await;
    let one = world.document(NodeKind::Pilot, "Afval");
    let one = world.put(one).await;
    world.catch_up().await;
    assert_eq!(world.find("datapakhuis").await[0], exact);
    assert_eq!(world.find("afval sensoren").await, [both, one], "who has all comes before who has some");
    assert!(world.ask(request("afval sensoren")).await.has_partial, "and that is said");
    assert!(!world.ask(request("afval")).await.has_partial);
    assert_eq!(world.find("de afval van de sensoren").await, [both, one], "small words ask for nothing");
    assert_eq!(world.find("afval sensoren xyzzyplugh").await, [both, one], "the best that can be met");
    assert_eq!(world.find("afval -sensoren").await, [one]);
    assert_eq!(world.find("-sensoren").await.len(), 3);
}

#[tokio::test]
async fn a_title_written_like_the_query_comes_first_and_words_of_ordinary_dutch_say_less() {
    let mut world = World::new().await;
    let mut told = Vec::new();
    for (title, body) in [
        ("Handreiking", "wij gebruiken een pomp"),
        ("Leidraad", "wij doorspoelen een pomp"),
        ("Rioolgemalen beheren", "riool en beheer"),
        ("Verslagen over rioolgemalen", "riool en beheer"),
    ] {
        let document = Document { body: body.into(), ..world.document(NodeKind::Report, title) };
        told.push(world.put(document).await);
    }
    world.catch_up().await;
    assert_eq!(world.find("gebruiken doorspoelen").await, [told[1], told[0]], "each stands in one text");
    assert_eq!(world.find("beheerde rioolgemalen").await[0], told[2]);
}

#[tokio::test]
async fn a_misspelt_word_is_mended_and_a_beginning_completed() {
    let (world, report) = world_with_the_report().await;
    let (results, highlights) = world.marked(request("datapakuis Zaans")).await;
    assert_eq!(nodes(&results.hits), [report]);
    assert_eq!(results.did_you_mean.as_deref(), Some("datapakhuis Zaans"));
    assert!(highlights[0].iter().any(|h| h.html.contains("<mark>datapakhuis</mark>")));
    // A name, and a word that was typed with a capital, have one.
    for (typed, meant) in [("zaatsnad", "Zaanstad"), ("Datapakuis zaans", "Datapakhuis zaans")] {
        assert_eq!(world.ask(request(typed)).await.did_you_mean.as_deref(), Some(meant));
    }
    assert_eq!(world.find("datapakh").await, [report]);
    assert_eq!(world.find("Woz").await, [], "short words are not guessed at");
}

#[tokio::test]
async fn what_was_meant_is_told_by_sounds_inflections_and_names() {
    let mut world = World::new().await;
    let body = "Ontwerpen voor een datalab: de termijn, de termen, een toets van de analist, en een reisje naar zee.";
    let report = world.report(body).await;
    let place = world.document(NodeKind::Municipality, "Reimerswaal");
    let place = world.put(place).await;
    world.catch_up().await;
    for (typed, meant) in [
        // Two letters away, and likelier than one.
        ("termein", Some("termijn")),
        // No text has the plural.
        ("toeetsen", Some("toetsen")),
        ("anaisten", Some("analisten")),
        // A name that no text has is meant as it stands, and so is a compound of known words.
        ("Antwerpen", None),
        ("reimersw", None),
        ("datalekken", None),
    ] {
        let results = world.ask(request(typed)).await;
        assert_eq!(results.did_you_mean.as_deref(), meant, "{typed}");
        assert!(meant.is_none() || nodes(&results.hits) == [report], "{typed}");
    }
    assert_eq!(world.find("Antwerpen").await, []);
    // While it is typed a word is likelier than a place, unless the place is typed.
    assert_eq!(world.find("toets rei").await[0], report);
    assert_eq!(world.find("Reim").await, [place]);
}

#[tokio::test]
async fn words_of_a_question_say_less_than_its_subject_and_one_letter_nothing() {
    let mut world = World::new().await;
    let often = Document {
        body: "Wie heeft iets? Wij hebben iets.".into(),
        ..world.document(NodeKind::Report, "Weet wie iets heeft")
    };
    world.put(often).await;
    let subject =
        world.report("Hier gaat het over de kolken, en dat is alles wat er in deze lange zin staat.").await;
    let place = world.document(NodeKind::Municipality, "Bergen (L)");
    world.put(place).await;
    world.catch_up().await;
    assert_eq!(world.find("wie weet er iets van kolken").await[0], subject);
    assert_eq!(world.find("kolken l").await, [subject]);
    // Nor does a beginning outweigh what is complete, whatever is called so.
    for title in ["Reimerswaal", "Reiderland"] {
        let place = world.document(NodeKind::Municipality, title);
        world.put(place).await;
    }
    world.report("Een reiziger en de reiniging.").await;
    assert_eq!(world.find("kolken rei").await[0], subject);
}

#[tokio::test]
async fn a_word_that_dutch_has_is_not_taken_for_a_slip_unless_another_is_far_more_usual() {
    let mut world = World::new().await;
    let body = "Wij lezen de brieven over een begroting op die plaats: koppen van het gemeentehuis.";
    let report = world.report(body).await;
    world.catch_up().await;
    // One is rare, and forms of the others are as usual as what is said here: `koppen`.
    for text in ["leges", "grieven", "kopen"] {
        let results = world.ask(request(text)).await;
        assert_eq!((nodes(&results.hits), results.did_you_mean), (vec![], None), "{text}");
    }
    // As the last word it may go on.
    assert_eq!(world.find("gemeente").await, [report]);
    // The one is no Dutch, the other a rare form of a word that is far less usual.
    for (text, meant) in [("beroting", "begroting"), ("plats", "plaats")] {
        let results = world.ask(request(text)).await;
        assert_eq!(nodes(&results.hits), [report], "{text}");
        assert_eq!(results.did_you_mean.as_deref(), Some(meant), "{text}");
    }
}

#[tokio::test]
async fn no_text_is_an_error() {
    let (world, _) = world_with_the_report().await;
    let hostile = [
        "(",
        "\"",
        "title:[* TO",
        "~99999",
        "\0",
        "🙂",
        "-",
        "--",
        "-\"",
        "* AND OR NOT",
        "a\u{301}\u{301}",
        "]]>",
        "\\",
        "{!func}",
        "text:data^1e99",
        "'",
        "ǅ ß ﬃ",
        "\u{202e}abc",
        "a-b-c-d-e-f-g-h-i-j",
        "/////",
        "'''",
    ];
    let mut texts: Vec<String> = hostile.map(str::to_owned).to_vec();
    texts.extend(["(".repeat(3_000), "é".repeat(10_000), "a ".repeat(2_000), "\"a\" ".repeat(500)]);
    texts.extend(
        ["xyzzq ", "datapakuis ", "datapakhuis", "a-", "-x ", "jaar:1900-2099 "].map(|text| text.repeat(200)),
    );
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let typed = "(data|gedreven|pilot|\\PC|[-\"'()~*:/ ]){0,60}";
    let typed = proptest::string::string_regex(typed).unwrap();
    texts.extend((0..100).map(|_| typed.new_tree(&mut runner).unwrap().current()));
    for text in texts {
        // That what is done for it has bounds is told by `what_any_text_costs_has_bounds`; this is for what is not counted
        // there. A build without optimisation takes a thousand times as long as a released one.
        let answered = tokio::time::timeout(PATIENCE, world.marked(request(&text))).await;
        let (results, highlights) = answered.unwrap_or_else(|_| panic!("{text:?} is not answered"));
        assert!(results.total.unwrap() >= results.hits.rows.len() as u64, "{text:?}");
        for highlight in highlights.iter().flatten() {
            let plain = highlight.html.replace("<mark>", "").replace("</mark>", "");
            assert!(!plain.contains(['<', '>', '"']), "{text:?}: {}", highlight.html);
        }
        let suggest = SuggestRequest { prefix: text, scope_terms: Some(vec![PUBLIC.into()]), limit: 8 };
        world.search.suggest(suggest).await.unwrap();
    }
}

#[tokio::test]
async fn pages_forwards_and_backwards_give_every_hit_once() {
    let mut world = World::new().await;
    for i in 0..23 {
        // Many of the same score.
        let body = "privacy ".repeat(1 + i % 3);
        let pilot = Document { body, ..world.document(NodeKind::Pilot, "Proef") };
        world.put(pilot).await;
    }
    world.catch_up().await;
    for text in ["privacy", ""] {
        let all = world.find(text).await;
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 23);
        let (mut forwards, mut after) = (Vec::new(), None);
        loop {
            let page = Page::parse(&PageArgs { first: Some(5), after, ..PageArgs::default() }, LIST).unwrap();
            let hits = world.ask(SearchRequest { page, ..request(text) }).await.hits;
            assert_eq!(hits.has_previous, !forwards.is_empty());
            forwards.extend(nodes(&hits));
            after = hits.rows.last().map(|(cursor, _)| cursor.encode());
            if !hits.has_next {
                break;
            }
        }
        assert_eq!(forwards, all, "{text:?}");
        let (mut backwards, mut before) = (Vec::new(), None);
        loop {
            let page = Page::parse(&PageArgs { last: Some(5), before, ..PageArgs::default() }, LIST).unwrap();
            let hits = world.ask(SearchRequest { page, ..request(text) }).await.hits;
            backwards.splice(0..0, nodes(&hits));
            before = hits.rows.first().map(|(cursor, _)| cursor.encode());
            if !hits.has_previous {
                break;
            }
        }
        assert_eq!(backwards, all, "{text:?}");
    }
    assert!(world.find("").await.is_sorted_by(|a, b| a.uuid > b.uuid), "the newest come first");
}

#[tokio::test]
async fn the_newest_come_first_when_asked_for_and_what_has_some_of_the_words_does_not_come_between() {
    let mut world = World::new().await;
    let mut told = Vec::new();
    for (title, body) in [
        ("Privacy in het sociaal domein", "privacy sociaal domein"),
        ("Verslag", "privacy komt even langs in het sociaal domein"),
        ("Privacy", "niets anders"),
    ] {
        let document = Document { body: body.into(), ..world.document(NodeKind::Report, title) };
        told.push(world.put(document).await);
    }
    world.catch_up().await;
    let newest = |text: &str| SearchRequest { order: SearchOrder::Newest, ..request(text) };
    let found = world.ask(newest("privacy sociaal domein")).await;
    assert_eq!(nodes(&found.hits), [told[1], told[0]], "the older one has the words in its title");
    assert!(!found.has_partial);
    let best = world.find("privacy sociaal domein").await;
    assert_eq!(best[0], told[0]);
    assert_eq!(best.len(), 3, "of the best, those with some of the words follow");
    let some = world.ask(newest("privacy zwembad")).await;
    assert!(some.has_partial, "nothing has all");
    assert_eq!(nodes(&some.hits), [told[2], told[1], told[0]]);
    let none = world.ask(SearchRequest { is_complete: true, ..newest("privacy zwembad") }).await;
    assert!(nodes(&none.hits).is_empty());
    let among = Some(vec![told[0], told[2]]);
    let some = world.ask(SearchRequest { among, ..request("privacy") }).await;
    assert_eq!(some.total, Some(2));
    assert!(!nodes(&some.hits).contains(&told[1]));
    let page =
        world.ask(SearchRequest { page: Page::first(1), ..newest("privacy sociaal domein") }).await.hits;
    let after = Some(page.rows[0].0.encode());
    let args = PageArgs { first: Some(5), after, ..PageArgs::default() };
    let page = Page::parse(&args, SearchOrder::Newest.list()).unwrap();
    let rest = world.ask(SearchRequest { page, ..newest("privacy sociaal domein") }).await.hits;
    assert_eq!(nodes(&rest), [told[0]]);
    assert_eq!(Page::parse(&args, LIST).unwrap_err().code(), "BAD_USER_INPUT", "a cursor of another order");
}

#[tokio::test]
async fn suggestions_are_titles_names_and_labels_that_begin_like_it() {
    let mut world = World::new().await;
    let pilot = world.document(NodeKind::Pilot, "Het Zaanse data-gedreven pakhuis");
    let person = world.document(NodeKind::Person, "Zara Zaal");
    let zaanstad = Place {
        code: "GM0479".into(),
        name: "Zaanstad".into(),
        alt_names: vec!["Zaandam".into()],
        ..Place::default()
    };
    let municipality =
        Document { municipality: Some(zaanstad), ..world.document(NodeKind::Municipality, "Zaanstad") };
    let zorg = Theme {
        slug: "zorg".into(),
        label: "Zorg".into(),
        alt_labels: vec!["Wmo".into()],
        ..Theme::default()
    };
    let theme = Document { themes: vec![zorg], ..world.document(NodeKind::Theme, "Zorg") };
    let called = world.document(NodeKind::Pilot, "Meer met de Wmo");
    for document in [&pilot, &person, &municipality, &theme, &called] {
        world.put(document.clone()).await;
    }
    world.catch_up().await;
    let suggest = async |prefix: &str| -> Vec<String> {
        let request =
            SuggestRequest { prefix: prefix.into(), scope_terms: Some(vec![PUBLIC.into()]), limit: 8 };
        world.search.suggest(request).await.unwrap().into_iter().map(|suggestion| suggestion.text).collect()
    };
    assert_eq!(suggest("za").await, ["Zaanstad", "Zara Zaal", "Het Zaanse data-gedreven pakhuis"]);
    assert_eq!(suggest("Zaand").await, ["Zaanstad"]);
    assert_eq!(
        suggest("wm").await,
        ["Meer met de Wmo", "Zorg"],
        "what shows why it is suggested comes first"
    );
    assert_eq!(suggest("zorx").await, Vec::<String>::new(), "nothing else is meant by four letters");
    let request = SuggestRequest { prefix: "Wm".into(), scope_terms: Some(vec![PUBLIC.into()]), limit: 8 };
    let found = world.search.suggest(request).await.unwrap();
    let names: Vec<_> = found.iter().map(|one| one.also_called.as_deref()).collect();
    assert_eq!(names, [None, Some("Wmo")], "and a theme by which of its names it was found");
    assert_eq!(suggest("datagedr").await, ["Het Zaanse data-gedreven pakhuis"]);
    assert_eq!(suggest("zaanse pak").await, ["Het Zaanse data-gedreven pakhuis"]);
    assert_eq!(suggest("aanstad").await, ["Zaanstad"], "a letter that was missed");
    assert_eq!(suggest("zaasne pakh").await, ["Het Zaanse data-gedreven pakhuis"], "two in the wrong order");
    assert_eq!(
        suggest("datagefrevn").await,
        ["Het Zaanse data-gedreven pakhuis"],
        "two slips in a long word"
    );
    assert_eq!(suggest("wn").await, Vec::<String>::new(), "short words are not guessed at");
    assert_eq!(suggest(" ").await, Vec::<String>::new());
    assert_eq!(world.find("zorg").await, [], "themes are suggested, not found");
}
