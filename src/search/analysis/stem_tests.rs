//! Which forms meet, and which words do not.

use super::*;

#[test]
fn forms_of_a_word_meet() {
    let mut stemmer = DutchStemmer::default();
    for forms in [
        vec!["pilot", "pilots"],
        vec!["duurzaam", "duurzame"],
        vec!["digitaal", "digitale"],
        vec!["sociaal", "sociale"],
        vec!["openbaar", "openbare"],
        vec!["kind", "kinderen"],
        vec!["stad", "steden"],
        vec!["gemeente", "gemeenten"],
        vec!["vergunning", "vergunningen"],
        vec!["dashboard", "dashboards"],
        vec!["experiment", "experimenten"],
        vec!["vraagstuk", "vraagstukken"],
        vec!["tafelheer", "tafelheren"],
        vec!["inwoner", "inwoners"],
        vec!["bedrijf", "bedrijven"],
        vec!["drukkingsmiddel", "drukkingsmiddelen"],
        vec!["begeleid", "begeleiden", "begeleidt", "begeleidde"],
        vec!["vergelijken", "vergelijkt", "vergeleken"],
        vec!["verbeteren", "verbetert", "verbeterd"],
        vec!["weten", "weet", "wist"],
        vec!["genieten", "geniet"],
        vec!["rekenen", "rekent", "gerekend"],
        vec!["vervoer", "vervoeren", "vervoerd"],
        vec!["invoeren", "ingevoerd", "invoert"],
        vec!["aangeven", "aangegeven", "aangeeft", "aangaf"],
        vec!["aanbevelen", "aanbevolen", "aanbeveelt"],
        vec!["doorverwijzen", "doorverwezen", "doorverwijst"],
        vec!["oplossen", "opgelost"],
        vec!["bekendmaken", "bekendgemaakt"],
        vec!["vertrouwen", "vertrouwt"],
        vec!["gemeenteraad", "gemeenteraden"],
        vec!["planeet", "planeten"],
        vec!["omgevingswet", "omgevingswetten"],
        vec!["plaatsvinden", "plaatsvond", "plaatsgevonden"],
        vec!["verstaan", "verstaat", "verstond"],
        vec!["uitgave", "uitgaven"],
        vec!["raadslid", "raadsleden"],
        vec!["ouder", "ouders"],
        vec!["oudere", "ouderen"],
        vec!["vroeg", "vroege", "vroeger"],
        vec!["hoog", "hogere", "hoger"],
        vec!["assistent", "assistente", "assistenten"],
        vec!["foto", "fotos"],
        vec!["zone", "zonen"],
        vec!["voorkomen", "voorkomt", "voorkom"],
        vec!["stellen", "stelt", "stelde"],
        vec!["laden", "laadt", "geladen"],
        vec!["leiden", "leidt", "geleid"],
        vec!["planten", "geplant"],
        vec!["plannen", "gepland"],
        vec!["naderen", "nadert", "naderende"],
        vec!["rekenen", "rekende"],
        vec!["reserveren", "gereserveerd"],
        vec!["aankondigen", "aangekondigd"],
        vec!["inzetten", "ingezet"],
        vec!["aantasten", "aangetast"],
        vec!["aanvaarden", "aanvaardt"],
        vec!["verbinden", "verbonden"],
        vec!["rekenkamer", "rekenkamers"],
        vec!["burgerrecht", "burgerrechten"],
        vec!["doorstromen", "doorstroomt"],
        vec!["ras", "rassen"],
        vec!["nederlands", "nederlandse"],
        vec!["engels", "engelse"],
        vec!["canadees", "canadese"],
        vec!["evalueren", "evalueert", "evalueerde"],
        vec!["construeren", "construeerde"],
        vec!["pseudonimiseren", "gepseudonimiseerd"],
        vec!["hoeveelheid", "hoeveelheden"],
        vec!["waarheid", "waarheden"],
        vec!["werkwijze", "werkwijzen"],
        vec!["zienswijze", "zienswijzen"],
        vec!["risicoklasse", "risicoklassen"],
        vec!["chatbot", "chatbots"],
        vec!["kwetsbaar", "kwetsbare", "kwetsbaren"],
        vec!["anderstalig", "anderstaligen"],
        vec!["individueel", "individuelen"],
        vec!["collegebesluit", "collegebesluiten"],
        vec!["brandstapel", "brandstapels"],
        vec!["overname", "overnamen", "overnames"],
        vec!["risicogebaseerd", "risicogebaseerde"],
        vec!["concept", "concepts"],
        vec!["lezen", "leest"],
        vec!["horen", "hoort"],
        vec!["link", "links"],
        vec!["meer", "meren"],
        vec!["indienen", "indient", "ingediend"],
        // Verbs whose prefix takes the place of the `ge`, and those behind a word.
        vec!["voldoen", "voldaan", "voldeed", "voldane"],
        vec!["overlijden", "overleden", "overleed", "overlijdt"],
        vec!["ondernemen", "ondernomen", "ondernam"],
        vec!["overwegen", "overwogen"],
        vec!["aanvaarden", "aanvaard"],
        vec!["ontstaan", "ontstaat", "ontstond"],
        vec!["besluiten", "besloten"],
        vec!["verzenden", "verzonden"],
        vec!["onderbreken", "onderbroken"],
        vec!["voltrekken", "voltrokken"],
        vec!["waarnemen", "waargenomen"],
        vec!["vormgeven", "vormgegeven"],
        vec!["bijeenbrengen", "bijeengebracht"],
        vec!["leegstaan", "leegstaat", "leeggestaan"],
        // What the list has with a plural alone is the past.
        vec!["ontvangen", "ontving", "ontvingen"],
        vec!["ondergaan", "onderging"],
        vec!["afhangen", "afhing"],
        vec!["staan", "stond"],
        vec!["tag", "tagging"],
        vec!["coach", "coaches"],
        vec!["wijkcoach", "wijkcoaches"],
        vec!["pitch", "pitches"],
        vec!["hobby", "hobbies"],
        vec!["ondergronds", "ondergrondse"],
    ] {
        let stems: Vec<String> = forms.iter().map(|form| stemmer.stem(form).to_owned()).collect();
        assert!(stems.iter().all(|stem| *stem == stems[0]), "{forms:?} {stems:?}");
    }
}

#[test]
fn different_words_stay_apart() {
    let mut stemmer = DutchStemmer::default();
    for (one, other) in [
        ("gegevens", "geven"),
        ("data", "datum"),
        ("2016", "2018"),
        ("maan", "man"),
        ("gezond", "zon"),
        ("geweld", "wel"),
        ("genieten", "niet"),
        ("bekend", "bek"),
        ("begeleiden", "beleid"),
        ("verbeteren", "vergoeden"),
        ("weten", "wet"),
        ("weten", "wijten"),
        ("meester", "veel"),
        ("maker", "mak"),
        ("rechter", "recht"),
        ("linker", "link"),
        ("warmte", "warm"),
        ("rekenen", "rek"),
        ("pas", "pa"),
        ("ouders", "oud"),
        ("vroeg", "vraag"),
        ("leger", "leeg"),
        ("vervoer", "varen"),
        ("engels", "engel"),
        ("zonen", "zon"),
        ("geplant", "gepland"),
        ("lekker", "lek"),
        ("vals", "val"),
        ("nieuws", "nieuw"),
        ("gemeentenieuws", "nieuw"),
        ("leges", "leeg"),
        ("stage", "staag"),
        ("waarde", "waard"),
        ("marktwaarde", "waard"),
        ("rondes", "rond"),
        ("dementie", "dementi"),
        ("zelfs", "zelf"),
        ("slechts", "slecht"),
        ("schaarste", "schaar"),
        ("keus", "keu"),
        ("jongen", "jong"),
        ("indien", "indienen"),
        ("indien", "ingediend"),
        ("laten", "laatste"),
        ("veel", "meren"),
        ("deel", "deels"),
        ("middel", "middels"),
        ("ondergrond", "ondergronds"),
        ("branches", "branch"),
        ("plaatsnamen", "plaatsnemen"),
        ("bond", "binden"),
        ("messaging", "messaga"),
    ] {
        assert_ne!(stemmer.stem(one).to_owned(), stemmer.stem(other), "{one} {other}");
    }
}

#[test]
fn irregular_nouns_and_words_that_are_no_forms_lead_where_the_list_says() {
    let list = include_str!("irregular.txt").split_once("# Nouns").expect("nouns").1;
    let mut stemmer = DutchStemmer::default();
    let mut count = 0;
    for line in list.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let stem = line.split(' ').next().expect("a word");
        for form in line.split(' ') {
            assert_eq!(stemmer.stem(form), stem, "{form} of {line}");
            count += 1;
        }
    }
    assert!(count > 250, "{count}");
}

#[test]
fn the_stemmer_of_unknown_words_takes_no_beginning_for_a_prefix() {
    let mut stemmer = DutchStemmer::default();
    for word in ["general", "gelredome", "gezamelijk", "germania"] {
        assert!(stemmer.stem(word).starts_with("ge"), "{word}: {}", stemmer.stem(word));
    }
}

#[test]
fn a_name_has_no_parts_and_what_is_derived_from_it_has_the_name() {
    let mut stemmer = DutchStemmer::default();
    for name in ["rotterdam", "rijswijk", "waterland", "haarlemmermeer", "grave", "akkermans", "zeeland"] {
        let analysed = stemmer.analyse(name);
        assert!(analysed.parts.is_empty() && analysed.pieces.is_empty(), "{name}: {analysed:?}");
    }
    assert_eq!(stemmer.stem("hogeland"), "hogeland");
    let rotterdam = stemmer.stem("rotterdam").to_owned();
    for form in ["rotterdamse", "rotterdams"] {
        let analysed = stemmer.analyse(form);
        assert!(analysed.stem == rotterdam || analysed.parts == [rotterdam.clone()], "{form}: {analysed:?}");
    }
}

#[test]
fn no_municipality_is_split() {
    let register = include_str!("../../../migrations/data/municipalities.csv");
    let mut register = csv::Reader::from_reader(register.as_bytes());
    let mut stemmer = DutchStemmer::default();
    let mut count = 0;
    for row in register.records() {
        words::each(&row.expect("a row")[1], |word| {
            let analysed = stemmer.analyse(&fold(word.written));
            assert!(
                analysed.pieces.is_empty() && analysed.parts.is_empty(),
                "{}: {analysed:?}",
                word.written
            );
            count += 1;
        });
    }
    assert!(count > 400, "{count}");
}

#[test]
fn what_capitals_bind_has_its_words_as_parts() {
    let mut stemmer = DutchStemmer::default();
    assert!(stemmer.analyse("qliksenses").parts.is_empty());
    let analysed = stemmer.written("QlikSenses", "qliksenses");
    assert_eq!(analysed.stem, stemmer.stem("qliksenses"));
    assert_eq!(analysed.pieces, [stemmer.stem("qlik").to_owned(), stemmer.stem("senses").to_owned()]);
    assert_eq!(analysed.parts.len(), 2);
    let analysed = stemmer.written("MijnJeugdzorg", "mijnjeugdzorg");
    assert!(
        ["jeugd", "jeugdzorg", "mijn", "zorg"]
            .iter()
            .all(|part| analysed.parts.contains(&(*part).to_owned()))
    );
    assert_eq!(stemmer.written("Rotterdam", "rotterdam"), stemmer.known("rotterdam"));
}

#[test]
fn a_compound_has_parts_at_all_levels() {
    let mut stemmer = DutchStemmer::default();
    let analysed = stemmer.analyse("jeugdgezondheidszorg");
    for part in ["jeugd", "gezondheidszorg", "zorg"] {
        assert!(analysed.parts.iter().any(|found| found == part), "{part}: {analysed:?}");
    }
    assert!(stemmer.analyse("gemeente").parts.is_empty());
    // Nor are its parts cut where they are no compounds.
    let analysed = stemmer.analyse("doelmatigheidsonderzoek");
    assert!(!analysed.parts.contains(&"doel".to_owned()), "{analysed:?}");
}

#[test]
fn a_diminutive_is_of_its_noun_unless_it_is_a_word_of_its_own() {
    let mut stemmer = DutchStemmer::default();
    for (diminutive, noun) in [
        ("gesprekjes", "gesprek"),
        ("bijeenkomstje", "bijeenkomst"),
        ("overzichtje", "overzicht"),
        ("kaartje", "kaart"),
        ("briefje", "brief"),
        ("tafeltje", "tafel"),
        ("autootje", "auto"),
        ("woninkje", "woning"),
        ("straatje", "straat"),
        ("pleintjes", "plein"),
        ("balletje", "bal"),
        ("toegangspoortjes", "toegangspoort"),
        // The dictionary has none of these.
        ("notitietje", "notitie"),
        ("vergaderinkje", "vergadering"),
        ("gemeentetje", "gemeente"),
    ] {
        assert_eq!(stemmer.stem(diminutive), noun, "{diminutive}");
    }
    for own in [
        "meisje",
        "beetje",
        "toetje",
        "mannetje",
        "uitje",
        "hapje",
        "sprookje",
        "voorproefje",
        "kunstje",
        "eventjes",
        "kastanje",
    ] {
        assert_eq!(stemmer.stem(own), own);
    }
    assert_eq!(stemmer.stem("plantje"), "plant");
}
