//! What a query means as a whole: the municipality that it names, what stands in quotes, numbers with what they number, and
//! a word that is still being typed.

use bigdatagemeenten::ids::{NodeId, NodeKind};
use bigdatagemeenten::search::{CompletionRequest, Document, Place, SearchRequest};

use crate::search_support::{PUBLIC, SECRET, World, nodes, request};

fn place(code: &str, name: &str, others: &[&str]) -> Option<Place> {
    let alt_names = others.iter().chain([&code]).map(|name| (*name).to_owned()).collect();
    Some(Place { code: code.into(), name: name.into(), alt_names, province: "Elders".into() })
}

impl World {
    async fn municipality(&mut self, code: &str, name: &str, others: &[&str]) -> NodeId {
        let municipality = place(code, name, others);
        let municipality = Document { municipality, ..self.document(NodeKind::Municipality, name) };
        self.put(municipality).await
    }

    async fn pilot_of(&mut self, of: Option<Place>, title: &str, body: &str) -> NodeId {
        let pilot = Document { municipality: of, body: body.into(), ..self.document(NodeKind::Pilot, title) };
        self.put(pilot).await
    }
}

#[tokio::test]
async fn what_a_municipality_does_comes_before_what_others_say_of_half_of_the_query() {
    let mut world = World::new().await;
    let town = world.municipality("GM0503", "Delft", &[]).await;
    let of_town = place("GM0503", "Delft", &[]);
    let own = world.pilot_of(of_town, "Druk op de kade", "Sensoren langs het water.").await;
    for title in ["Sensoren in containers", "Wie beheert sensoren", "Sensoren en regen", "Sensoren en pilots"]
    {
        world.pilot_of(None, title, "Overal sensoren.").await;
    }
    world.catch_up().await;
    for text in
        ["sensoren delft", "Sensoren in Delft", "delft sensoren", "gemeente delft sensoren", "pilots delft"]
    {
        let found = world.find(text).await;
        let others: Vec<NodeId> = found.iter().copied().filter(|node| *node != town).collect();
        assert!(others[0] == own && others.len() > 4, "{text}: others come as well, and later");
    }
    for text in ["Delft", "gemeente Delft", "GM0503", "gm0503"] {
        assert_eq!(world.find(text).await, [town, own], "{text}");
    }
    // Neither a person who is called so nor the university is of the municipality.
    let person = Document {
        people: vec!["Anna van Delft".into()],
        ..world.document(NodeKind::Pilot, "Sensoren elders")
    };
    let person = world.put(person).await;
    world.catch_up().await;
    let found = world.find("sensoren delft").await;
    let place = |node: &NodeId| found.iter().position(|other| other == node);
    assert!(place(&own) < place(&person));
    let (named, other) = (world.find("sensoren delft").await, world.find("sensoren tu delft").await);
    let of = |found: &[NodeId]| found.iter().position(|node| *node == own);
    assert!(of(&other) > of(&named), "{other:?}");
}

#[tokio::test]
async fn a_name_of_several_words_is_one_and_a_word_in_daily_use_is_none() {
    let mut world = World::new().await;
    let bosch = world.municipality("GM0796", "'s-Hertogenbosch", &["Den Bosch"]).await;
    let ham = world.municipality("GM0001", "Den Ham", &[]).await;
    let houses = world.municipality("GM0406", "Huizen", &[]).await;
    let of_bosch = place("GM0796", "'s-Hertogenbosch", &["Den Bosch"]);
    let letter = world.pilot_of(of_bosch, "Een brief in gewone taal", "Kort en goed.").await;
    let of_houses = place("GM0406", "Huizen", &[]);
    let bees = world.pilot_of(of_houses, "Bijen tellen", "Op elk dak een kast.").await;
    let warm = world.pilot_of(None, "Huizen verduurzamen", "Elk huis warm.").await;
    let walls = world.pilot_of(None, "Muren", "Wij isoleren huizen. Huizen van steen.").await;
    world.catch_up().await;
    assert_eq!(world.find("den bosch").await, [bosch, letter]);
    assert_eq!(world.find("brief den bosch").await[0], letter);
    assert!(!world.find("den bosch brief").await.contains(&ham));
    let found = world.find("huizen isoleren").await;
    assert_eq!(found[0], walls, "it is about houses");
    let found = world.find("gemeente Huizen").await;
    assert!(found[0] == houses && found.contains(&bees), "it is about the municipality");
    assert_eq!(world.find("huizen").await[0], houses, "whoever is called so comes first");
    assert_eq!(world.find("verduurzamen huizen").await[0], warm);
}

#[tokio::test]
async fn what_nobody_says_in_these_words_is_looked_for_word_by_word_and_that_is_told() {
    let mut world = World::new().await;
    let report = world.report("Het Zaanse datapakhuis staat er.").await;
    let said = world.ask(request("\"zaanse datapakhuis\"")).await;
    assert_eq!((nodes(&said.hits), said.has_partial, said.met_all), (vec![report], false, 1));
    for text in ["\"datapakhuis zaanse\"", "\"datapakhuis datapakhuis\""] {
        let found = world.ask(request(text)).await;
        assert_eq!((nodes(&found.hits), found.has_partial, found.met_all), (vec![report], true, 0), "{text}");
        let all = SearchRequest { is_complete: true, ..request(text) };
        assert_eq!(nodes(&world.ask(all).await.hits), [], "{text}: who wants all of it");
    }
}

#[tokio::test]
async fn an_abbreviation_that_texts_explain_is_told_as_they_write_it() {
    let mut world = World::new().await;
    let first = world.report("Het Groen Zwaaiend Riet (GZR) groeit.").await;
    let second = world.report("Alles van groen zwaaiend riet.").await;
    let told = |found: &bigdatagemeenten::search::SearchResults| -> Vec<(String, Vec<String>)> {
        let texts = |terms: &[(String, _)]| terms.iter().map(|(text, _)| text.clone()).collect();
        found.expansions.iter().map(|it| (it.typed.clone(), texts(&it.terms))).collect()
    };
    let short = world.ask(request("gzr groeit")).await;
    assert_eq!(told(&short), [("gzr".to_owned(), vec!["Groen Zwaaiend Riet".to_owned()])]);
    let short = world.ask(request("GZR")).await;
    assert_eq!(nodes(&short.hits).len(), 2, "{first} and {second}");
    let long = world.ask(request("groen zwaaiend riet")).await;
    assert_eq!(told(&long), [("groen zwaaiend riet".to_owned(), vec!["GZR".to_owned()])]);
    let literal = world.ask(SearchRequest { is_literal: true, ..request("GZR") }).await;
    assert_eq!((told(&literal), nodes(&literal.hits)), (vec![], vec![first]));
}

#[tokio::test]
async fn a_slip_is_mended_rather_than_cut_into_small_words() {
    let mut world = World::new().await;
    let plates = world.report("Parkeren zonder kentekens te bewaren.").await;
    world.report("Een beeld dat iedereen kent. Een andere zin.").await;
    let found = world.ask(request("kenteens")).await;
    assert_eq!((nodes(&found.hits), found.did_you_mean.as_deref()), (vec![plates], Some("kentekens")));
}

#[tokio::test]
async fn a_number_is_one_with_and_without_dots_and_belongs_to_its_article() {
    let mut world = World::new().await;
    let homes = world.report("Bij 1.900 adressen stond 1.250.000 euro uit.").await;
    let law = world.report("Grondslag: artikel 6 van de AVG.").await;
    let six = world.report("Er waren 6 mensen over de AVG, en 6 stoelen.").await;
    for text in ["1900", "1.900", "1250000", "1.250.000", "1900 adressen"] {
        assert_eq!(world.find(text).await[0], homes, "{text}");
    }
    assert_eq!(world.find("900").await, [], "of a larger number it is no part");
    for text in ["art. 6 AVG", "artikel 6 AVG", "AVG art 6"] {
        let all = SearchRequest { is_complete: true, ..request(text) };
        let found = world.ask(all).await;
        assert_eq!((nodes(&found.hits), found.met_all), (vec![law], 1), "{text}");
        assert_eq!(world.find(text).await[0], law, "{text}");
    }
    assert!(world.find("6 mensen").await.contains(&six));
}

#[tokio::test]
async fn a_word_of_which_hardly_anything_was_typed_asks_for_nothing_yet() {
    let mut world = World::new().await;
    let boats = world.report("Wanneer komt de bootjesspits?").await;
    for (text, is_begun) in
        [("wanneer k", true), ("wanneer ko", true), ("wanneer kom", false), ("bootjesspits ko", true)]
    {
        let found = world.ask(request(text)).await;
        assert_eq!((nodes(&found.hits), found.has_partial), (vec![boats], is_begun), "{text}");
    }
    let whole = world.ask(request("bootjesspits KO")).await;
    assert_eq!(
        (nodes(&whole.hits), whole.has_partial),
        (vec![boats], true),
        "an abbreviation that nobody uses"
    );
    assert_eq!(world.find("ko").await, [], "alone it is all there is");
}

#[tokio::test]
async fn suggested_words_are_written_so_somewhere() {
    let mut world = World::new().await;
    world.report("Het bestand staat open. Besteed het in Zaanstreek-Waterland, met het Zaanlab.").await;
    world.report("Wij vergelijken het bestaan van zaansloten.").await;
    world.report("Privacy en de Participatiewet.").await;
    world
        .report("Voordat wij iets voorspelden konden wij niet voorspellen; vooral het voorjaar daalde.")
        .await;
    let suggested = async |prefix: &str| {
        let scope_terms = Some(vec![PUBLIC.into()]);
        let asked = CompletionRequest { prefix: prefix.into(), scope_terms, asked: Vec::new(), limit: 8 };
        world.search.completions(asked).await.unwrap()
    };
    assert_eq!(suggested("zaan").await.iter().filter(|word| word.contains("waterland")).count(), 0);
    assert!(suggested("zaan").await.contains(&"Zaanlab".to_owned()));
    assert!(!suggested("best").await.contains(&"besta".to_owned()));
    assert!(suggested("best").await.contains(&"bestand".to_owned()));
    assert_eq!(suggested("voor").await, ["voorjaar", "voorspellen"], "what people look for");
    assert_eq!(suggested("priv").await, ["privacy"], "a noun without a plural");
    assert_eq!(suggested("partic").await, ["Participatiewet"], "what a thing is called");
    assert_eq!(suggested("'s-best").await, Vec::<String>::new(), "it is bound to what stands before it");
}

#[tokio::test]
async fn things_of_the_kind_and_the_stage_that_a_query_names_come_first() {
    let mut world = World::new().await;
    let said = Document {
        body: "Een pilot is zo gestopt.".into(),
        ..world.document(NodeKind::Report, "Wat klaarstaat voordat een pilot begint")
    };
    world.put(said).await;
    let at_stage = |world: &mut World, title: &str, stage: &str| {
        let stage = Some(stage.to_owned());
        Document { stage, body: "Meldingen gaan door.".into(), ..world.document(NodeKind::Pilot, title) }
    };
    let stopped = at_stage(&mut world, "Meldingen in de wijk", "stopped");
    let stopped = world.put(stopped).await;
    let running = at_stage(&mut world, "Meldingen op straat", "production");
    let running = world.put(running).await;
    let outcome = world.document(NodeKind::Outcome, "Wie beslist");
    let outcome = world.put(outcome).await;
    world.catch_up().await;
    assert_eq!(world.find("gestopte pilots").await[0], stopped);
    assert_eq!(world.find("pilots in productie").await[0], running);
    let found = world.find("pilots meldingen").await;
    assert!(found[..2].contains(&running) && found[..2].contains(&stopped), "{found:?}");
    let every = SearchRequest { is_complete: true, ..request("workshops") };
    assert_eq!(nodes(&world.ask(every).await.hits), [], "saved searches want the word");
    for text in ["workshops", "uitkomsten", "soort:workshop"] {
        assert_eq!(world.find(text).await, [outcome], "{text}");
    }
}

#[tokio::test]
async fn a_verb_is_found_with_its_particle_in_the_middle_of_a_sentence() {
    let mut world = World::new().await;
    let yields = world.report("Zo kan het veel opleveren.").await;
    world.report("Een auto kan pakjes leveren.").await;
    assert!(world.find("wat levert het op volgens de raad").await.contains(&yields));
    assert!(!world.find("wat levert het op de markt").await.contains(&yields), "a noun phrase begins");
}

#[tokio::test]
async fn a_misspelt_word_is_mended_to_what_texts_say_beside_the_same_word() {
    let mut world = World::new().await;
    for _ in 0..3 {
        world.report("Wij steken de handen uit de mouwen.").await;
    }
    let said = world.report("Burgers spreken elkaar vaak.").await;
    let alone = world.ask(request("sreken")).await;
    assert_eq!(alone.did_you_mean.as_deref(), Some("steken"));
    let beside = world.ask(request("sreken elkaar")).await;
    assert_eq!(beside.did_you_mean.as_deref(), Some("spreken elkaar"));
    assert_eq!(nodes(&beside.hits)[0], said);
}

#[tokio::test]
async fn words_are_suggested_that_stand_behind_those_before_them() {
    let mut world = World::new().await;
    for _ in 0..2 {
        world.report("Anna sprak met een goede vriend over de privacy en over een vraagstuk.").await;
    }
    world.report("Anna sprak over privacy. De vraag is groot: een privacy vraag.").await;
    let suggested = async |prefix: &str| {
        let scope_terms = Some(vec![PUBLIC.into()]);
        let asked = CompletionRequest { prefix: prefix.into(), scope_terms, asked: Vec::new(), limit: 8 };
        world.search.completions(asked).await.unwrap()
    };
    assert_eq!(suggested("anna de vri").await, [""; 0], "nobody says `de vriend`");
    assert_eq!(suggested("anna een goede vri").await, ["anna een goede vriend"]);
    assert_eq!(suggested("anna de vra").await, ["anna de vraag"]);
    assert_eq!(suggested("privacy vra").await, ["privacy vraag", "privacy vraagstuk"], "neighbours first");
}

#[tokio::test]
async fn what_was_meant_is_told_as_people_write_it_with_the_ending_that_was_typed() {
    let mut world = World::new().await;
    world.report("Elk lopend contract staat in een bestand.").await;
    for (asked, meant) in [
        ("lopende contractn", "lopende contracten"),
        ("lopende contrct", "lopende contract"),
        ("bestandne", "bestanden"),
    ] {
        assert_eq!(world.ask(request(asked)).await.did_you_mean.as_deref(), Some(meant), "{asked}");
    }
}

#[tokio::test]
async fn a_word_of_four_letters_is_mended_only_where_a_neighbour_tells_what_was_meant() {
    let mut world = World::new().await;
    let weeks = world.report("Het duurde acht weken, en de wijk keek mee.").await;
    let mended = world.ask(request("acht wekn")).await;
    assert_eq!(mended.did_you_mean.as_deref(), Some("acht weken"));
    assert_eq!(nodes(&mended.hits), [weeks]);
    // Alone, beside what nobody says it with, beside a small word, in capitals, or shorter.
    for asked in ["wekn", "wijk wekn", "de wikj", "acht WEKN", "acht wek", "Woo", "acht Wmo"] {
        assert_eq!(world.ask(request(asked)).await.did_you_mean, None, "{asked}");
    }
}

#[tokio::test]
async fn a_slip_in_a_small_word_asks_for_nothing_beside_other_words() {
    let mut world = World::new().await;
    let door = world.report("Een deur op slot.").await;
    let rain = world.report("Wanneer regent het?").await;
    let mended = world.ask(request("wannere deur")).await;
    assert_eq!(mended.did_you_mean.as_deref(), Some("wanneer deur"));
    assert_eq!(nodes(&mended.hits), [door]);
    assert!(!mended.has_partial, "nothing that was asked for is missing");
    assert_eq!(world.find("wannere").await, [rain], "there is nothing else to ask for");
}

#[tokio::test]
async fn a_compound_with_a_verb_and_one_with_what_the_verb_does_find_each_other() {
    let mut world = World::new().await;
    let verb = world.report("Een betaalachterstand komt nooit alleen.").await;
    let deed = world.report("Wie betalingsachterstanden heeft, krijgt een brief.").await;
    world.report("Betalen met achterstand.").await;
    for (asked, first, second) in [
        ("betaalachterstand", verb, deed),
        ("betaalachterstanden", verb, deed),
        ("betalingsachterstand", deed, verb),
    ] {
        assert_eq!(world.find(asked).await[..2], [first, second], "{asked}");
    }
}

#[tokio::test]
async fn suggested_queries_are_written_as_texts_write_them_behind_the_same_words() {
    let mut world = World::new().await;
    for _ in 0..2 {
        world.report("Datateams en de data van Zwolle: overal datateams.").await;
    }
    let telling = Document {
        body: "Met zes gemeenten, één datateam, en de Wmo-hulpmiddelen samen met inwoners.".into(),
        ..world.document(NodeKind::Report, "Verslag")
    };
    world.put(telling.clone()).await;
    let hidden = Document {
        body: "Wij meten samen met spionnen.".into(),
        ..world.document(NodeKind::Report, "Geheim")
    };
    world.put(Document { scope_terms: vec![SECRET.into()], ..hidden }).await;
    let person = world.document(NodeKind::Person, "Sjoerdje de Vriend");
    world.put(person).await;
    world.catch_up().await;
    let search = world.search.clone();
    let suggested = async |prefix: &str| {
        let scope_terms = Some(vec![PUBLIC.into(), SECRET.into()]);
        let asked = CompletionRequest { prefix: prefix.into(), scope_terms, asked: Vec::new(), limit: 8 };
        search.completions(asked).await.unwrap()
    };
    assert_eq!(suggested("zes gemeenten, één dat").await, ["zes gemeenten, één datateam"]);
    assert_eq!(
        suggested("datat").await,
        ["datateams"],
        "the most frequent form where nothing stands before it"
    );
    for begun in ["wmoh", "wmo-hul"] {
        assert_eq!(suggested(begun).await, ["Wmo-hulpmiddelen"], "{begun}");
    }
    for unsaid in ["één-hulp", "zes-gem", "data-van", "zes-wmo-hul", "wmo-dat"] {
        assert_eq!(suggested(unsaid).await, [""; 0], "{unsaid}: no hyphen binds that");
    }
    assert_eq!(suggested("sjoer").await, [""; 0], "she is suggested herself");
    assert_eq!(suggested("sjoerdje de vri").await, ["Sjoerdje de Vriend"]);
    assert_eq!(suggested("zwol").await, ["Zwolle"]);
    assert_eq!(suggested("hulpmiddelen samen met").await, ["hulpmiddelen samen met inwoners"], "not `meten`");
    assert_eq!(suggested("hulpmiddelen samen met ").await, ["hulpmiddelen samen met inwoners"]);
    assert_eq!(suggested("de data").await, [""; 0], "which is said, so that it is no `datateams`");
    // Hidden a moment ago, of which the index has not been told.
    world.put(Document { scope_terms: vec![SECRET.into()], ..telling }).await;
    assert_eq!(suggested("hulpmiddelen samen met").await, [""; 0]);
}
