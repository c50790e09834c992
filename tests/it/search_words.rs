//! Ways to write a word that meet: in one or in several, bound by hyphens or capitals, with numbers, and compounds.

use std::collections::BTreeSet;

use bigdatagemeenten::ids::NodeKind;
use bigdatagemeenten::page::Page;
use bigdatagemeenten::search::{Document, FacetField, SearchOrder, SearchRequest};

use crate::search_support::{SECRET, World, nodes, request};

#[tokio::test]
async fn one_word_two_words_and_a_hyphen_find_each_other() {
    let mut world = World::new().await;
    let mut all = BTreeSet::new();
    for body in ["een data-gedreven gemeente", "een datagedreven gemeente", "een data gedreven gemeente"] {
        let pilot = Document { body: body.into(), ..world.document(NodeKind::Pilot, "Proef") };
        all.insert(world.put(pilot).await);
    }
    let other = world.document(NodeKind::Pilot, "Gedreven ambtenaren");
    world.put(other).await;
    world.catch_up().await;
    for text in
        ["data-gedreven", "datagedreven", "data gedreven", "DATA-GEDREVEN", "\"data-gedreven gemeenten\""]
    {
        let (results, highlights) = world.marked(request(text)).await;
        let found = nodes(&results.hits);
        assert_eq!(found.iter().take(3).copied().collect::<BTreeSet<_>>(), all, "{text}");
        for of_hit in highlights.iter().take(3) {
            let html = &of_hit.first().unwrap_or_else(|| panic!("{text}")).html;
            assert!(html.contains("<mark>data"), "{text}: {html}");
        }
    }
}

#[tokio::test]
async fn a_word_is_one_whether_capitals_hyphens_slashes_or_underscores_bind_it() {
    let mut world = World::new().await;
    let mut reports = Vec::new();
    for written in ["QlikSense", "qlik-sense", "qlik_sense", "qlik/sense", "qlik sense", "Qlik-Sense's"] {
        let body = format!("Met {written} kan het.");
        let report = Document { body, ..world.document(NodeKind::Report, "Een dag") };
        reports.push(world.put(report).await);
    }
    let other =
        Document { body: "Het staat in de krant.".into(), ..world.document(NodeKind::Report, "Een avond") };
    world.put(other).await;
    world.catch_up().await;
    reports.sort_by_key(|node| node.uuid);
    for text in ["QlikSense", "qlik-sense", "qlik_sense", "Qlik/Sense", "qliksense", "qlik sense", "sense"] {
        let mut found = world.find(text).await;
        found.sort_by_key(|node| node.uuid);
        assert_eq!(found, reports, "{text}");
    }
    assert_eq!(world.find("LinkedIn").await, [], "asks for no `in`");
}

#[tokio::test]
async fn a_compound_with_a_word_that_no_dictionary_has_is_found_by_it_and_finds_it() {
    let mut world = World::new().await;
    let together =
        Document { body: "Elke lorawansensor telt.".into(), ..world.document(NodeKind::Report, "Een dag") };
    let together = world.put(together).await;
    world.catch_up().await;
    assert_eq!(world.find("lorawan").await, [together]);
    assert_eq!(world.find("sensoren").await, [together]);
    assert_eq!(world.find("lorawansensoren").await, [together]);

    let body = "De sensor spreekt over een netwerk van lorawan.".to_owned();
    let apart = Document { body, ..world.document(NodeKind::Report, "Een avond") };
    let apart = world.put(apart).await;
    let hidden = Document {
        body: "Elke sensor heeft dratastroom.".into(),
        ..world.document(NodeKind::Report, "Geheim")
    };
    world.put(Document { scope_terms: vec![SECRET.into()], ..hidden }).await;
    world.catch_up().await;
    assert_eq!(
        world.find("lorawansensor").await,
        [together, apart],
        "the network uses both words by themselves"
    );
    assert_eq!(world.find("sensordratastroom").await, [], "but learns nothing from what is hidden");
}

#[tokio::test]
async fn numbers_laws_codes_and_english_terms_are_found_however_they_are_written() {
    let mut world = World::new().await;
    let article = world.report("Volgens art. 6 AVG mag dat niet zomaar.").await;
    let budget = world.report("De begroting 2018-2022 van gemeente GM0479.").await;
    let law = world.report("Dat valt onder de Wmo 2015, zegt de wethouder.").await;
    let version = world.report("Wij werken met versie 3.5 van het model.").await;
    let science = world.report("Een cursus data science, met dashboards en machine learning.").await;
    for (text, report) in [
        ("art. 6 AVG", article),
        ("art 6 avg", article),
        ("artikel 6 AVG", article),
        ("\"6 AVG\"", article),
        ("2018-2022", budget),
        ("2022", budget),
        ("gm0479", budget),
        ("Wmo 2015", law),
        ("wmo2015", law),
        ("wmo-2015", law),
        ("versie 3.5", version),
        ("3.5", version),
        ("data-science", science),
        ("datascience", science),
        ("dashboard", science),
        ("machinelearning", science),
        ("\"machine learning\"", science),
    ] {
        assert_eq!(world.find(text).await, [report], "{text}");
    }
}

#[tokio::test]
async fn who_asks_one_word_finds_what_says_it_before_what_says_its_pieces() {
    let mut world = World::new().await;
    let whole =
        world.report("Koffie in een buurthuis, met gebak en muziek en heel veel andere woorden.").await;
    let in_title = Document { body: "Per buurt.".into(), ..world.document(NodeKind::Pilot, "Datahuis") };
    let in_title = world.put(in_title).await;
    let often = world.report("Huis aan huis, buurt na buurt, elk huis in elke buurt.").await;
    world.catch_up().await;
    let found = world.find("buurthuis").await;
    assert_eq!(found[0], whole);
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), BTreeSet::from([whole, in_title, often]));
}

#[tokio::test]
async fn a_compound_of_what_a_verb_does_is_found_where_the_verb_stands_by_itself() {
    let mut world = World::new().await;
    let apart = world.report("Wij willen gegevens delen met de politie.").await;
    world.report("Een deelauto rijdt met gegas.").await;
    assert_eq!(world.find("gegevensdeling").await, [apart]);
}

#[tokio::test]
async fn a_number_with_a_dot_is_no_other_and_a_plural_of_capitals_is_its_word() {
    let mut world = World::new().await;
    let decimal = world.report("Volgens WCAG 2.2 en BIO 12.3.1 mag dat.").await;
    let whole = world.report("Er zijn 22 LLM's van 2 soorten, en 2 foto's; bel 06-12345678.").await;
    for (text, expected) in [
        ("2.2", vec![decimal]),
        ("12.3.1", vec![decimal]),
        ("22", vec![whole]),
        ("0612345678", vec![whole]),
        ("LLMs", vec![whole]),
        ("foto\u{b4}s", vec![whole]),
        ("foto`s", vec![whole]),
    ] {
        assert_eq!(world.find(text).await, expected, "{text}");
    }
}

#[tokio::test]
async fn the_letters_that_bind_a_compound_may_be_left_out_where_it_is_written_apart() {
    let mut world = World::new().await;
    let together = world.report("Lees de gebruiksinstructie en de boekenlijst.").await;
    for text in ["gebruik instructie", "gebruik-instructie", "boek lijst", "gebruiksinstructie"] {
        let (results, highlights) = world.marked(request(text)).await;
        assert_eq!(nodes(&results.hits), [together], "{text}");
        assert!(!results.has_partial, "{text} is met as a whole: {highlights:?}");
    }
}

#[tokio::test]
async fn no_word_that_carries_a_subject_is_taken_for_one_that_carries_none() {
    let mut world = World::new().await;
    let month = world.report("De bijeenkomst is in maart.").await;
    world.report("Maar niet nu, en een ander ook niet.").await;
    assert_eq!(world.find("maart").await, [month]);
    assert_eq!(world.find("niets").await, []);
    let preposition = world.report("De voorfase voor de raad is klaar.").await;
    world.report("Het is voor iedereen, tot de laatste fase.").await;
    assert_eq!(world.find("voorfase").await, [preposition]);
}

#[tokio::test]
async fn a_piece_of_a_piece_that_is_a_unit_is_no_piece_and_owners_are_found_by_what_they_have() {
    let mut world = World::new().await;
    let mark = world.report("Het gaat om persoonskenmerken en om eigenaarschap.").await;
    assert_eq!(world.find("kenmerk").await, [mark]);
    assert_eq!(world.find("merk").await, []);
    assert_eq!(world.find("eigenaar").await, [mark]);
}

#[tokio::test]
async fn that_something_has_a_compound_by_its_pieces_alone_is_told() {
    let mut world = World::new().await;
    let told = async |world: &World, text: &str| {
        let found = world.ask(request(text)).await;
        (nodes(&found.hits).len(), found.has_partial)
    };
    // Of the pieces of one there are pairs, of the other only positions tell where they stand together.
    world.report("In het datapakhuis is een vijverkreeft.").await;
    world.report("Een data pakhuis met een vijver kreeft.").await;
    for text in ["datapakhuis", "vijverkreeft"] {
        assert_eq!(told(&world, text).await, (2, false), "{text}: as it was typed, or in two");
    }
    world.report("De data liggen in een pakhuis.").await;
    world.report("De kreeft is in een vijver.").await;
    for text in ["datapakhuis", "vijverkreeft"] {
        assert_eq!(told(&world, text).await, (3, true), "{text}: apart");
        assert_eq!(told(&world, &format!("{text} -liggen -is")).await, (1, false), "{text}: not those");
    }
    assert_eq!(told(&world, "datapakhuis -titel:dag").await, (0, false), "none is left");
}

#[tokio::test]
async fn a_frequent_piece_of_a_word_is_no_answer_unless_nothing_else_has_anything() {
    let mut world = World::new().await;
    let mut data = BTreeSet::new();
    for place in ["straat", "school", "wijk", "haven", "markt", "kade", "brug", "tuin"] {
        data.insert(world.report(&format!("Wij hebben data over de {place}.")).await);
    }
    let found = world.ask(request("datapakhuis")).await;
    assert_eq!(nodes(&found.hits).into_iter().collect::<BTreeSet<_>>(), data, "there is nothing better");
    assert!(found.has_partial, "and that is told");
    let zaanstad = world.report("Dit is van Zaanstad.").await;
    assert_eq!(world.find("datapakhuis zaanstad").await, [zaanstad]);
    let pakhuis = world.report("Een oud pakhuis aan het water.").await;
    assert_eq!(world.find("datapakhuis").await, [pakhuis], "which says most of the word");
    let found = world.find("datapakhuis zaanstad").await;
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), BTreeSet::from([zaanstad, pakhuis]));
    for order in [SearchOrder::Relevance, SearchOrder::Newest] {
        let asked = SearchRequest { order, page: Page::first(1), ..request("datapakhuis zaanstad") };
        let found = world.ask(asked.clone()).await;
        assert_eq!(
            (found.hits.rows.len(), found.hits.has_next, found.total),
            (1, true, Some(2)),
            "{order:?}"
        );
        let (_, kinds) = found.facets.iter().find(|(facet, _)| *facet == FacetField::Kind).unwrap();
        assert_eq!(kinds.iter().map(|bucket| bucket.count).collect::<Vec<_>>(), [2], "{order:?}");
        let complete = world.ask(SearchRequest { is_complete: true, ..asked }).await;
        assert_eq!(complete.total, Some(0), "who wants all of the words gets no part of them");
    }
    assert!(data.is_subset(&world.find("data zaanstad").await.into_iter().collect()), "who asks for data");
}

#[tokio::test]
async fn words_of_two_blocks_are_no_neighbours_and_those_of_two_lines_are() {
    let mut world = World::new().await;
    world.report("Meldingen per buurt\n\nTeam Wmo belt aan.").await;
    let lines = world.report("Het gaat om elke buurt, en elk\nteam per buurt\nteam belt aan.").await;
    assert_eq!(world.find("\"buurt team\"").await[0], lines);
    let strict = SearchRequest { is_complete: true, ..request("\"buurt team\"") };
    assert_eq!(nodes(&world.ask(strict).await.hits), [lines]);
    let (results, highlights) = world.marked(request("Wmo buurt")).await;
    assert_eq!(results.hits.rows.len(), 2);
    assert_eq!(highlights[0][0].html, "Meldingen per <mark>buurt</mark> · Team <mark>Wmo</mark> belt aan.");
}

#[tokio::test]
async fn what_writes_two_words_in_one_comes_before_what_has_both_somewhere() {
    let mut world = World::new().await;
    let apart = Document {
        body: "Een integratie en een test.".into(),
        ..world.document(NodeKind::Report, "Een dag")
    };
    let apart = world.put(apart).await;
    let together = Document {
        body: "Eerst is er een integratietest. Dan gaan wij over op een heel ander systeem voor iedereen."
            .into(),
        ..world.document(NodeKind::Report, "Een dag")
    };
    let together = world.put(together).await;
    world.catch_up().await;
    assert_eq!(world.find("integratie test").await, [together, apart]);
}
