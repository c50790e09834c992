//! What any text costs at the most, told without a clock: what is planned for it, and the words that are looked up for
//! that. Both have bounds, whatever somebody types, so that any text is answered in time. (Words that are spelt alike are looked
//! for once for each concept at the most.)

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use tantivy::Searcher;

use super::analysis::stem::{self, DutchStemmer};
use super::concept::{Concept, Leaf, Plan};
use super::parse::{WORDS_MAX, parse};
use super::plan::Planner;
use super::schema::Fields;
use super::statistics::{Cache, Statistics};
use super::synonyms::{ALTERNATIVES_MAX, Entry, Synonyms};
use super::testing::{bodies, index_of};
use super::visible::Circles;
use super::vocabulary::Vocabulary;
use super::weights::Weights;
use super::{TEXT_MAX, analysis::words};

/// Words that are looked up for a letter of the query: both halves of each cut, in the text and in what things are called,
/// for the word as it was typed, with its neighbours, and as it may have been meant.
const LOOKED_UP_FOR_A_LETTER: usize = 8;

/// Labels of one concept of the thesaurus, and of what is narrower: as many as are looked at.
fn synonyms() -> Synonyms {
    let labels =
        |begin: &str| (0..ALTERNATIVES_MAX).map(|at| format!("{begin}{at} sociaal domein")).collect();
    let mut own = Entry { labels: labels("ander"), narrower: vec![1], ..Entry::default() };
    own.labels.extend(["wijk", "beleid", "x"].map(str::to_owned));
    Synonyms::new(
        &[own, Entry { labels: labels("nauwer"), ..Entry::default() }],
        &mut DutchStemmer::default(),
    )
}

/// An index, and what is kept of it.
struct Place {
    searcher: Searcher,
    fields: Fields,
    cache: Cache,
    synonyms: Synonyms,
}

impl Place {
    fn new() -> Self {
        let mut all: Vec<String> = bodies(300).collect();
        all.push(
            "De Sociaal Domein Wijk (SDW) en het Beleid van Water en Zand (BWZ) over x en xx".to_owned(),
        );
        let (index, fields) = index_of(all);
        let searcher = index.reader().expect("a reader").searcher();
        Self { searcher, fields, cache: Cache::default(), synonyms: synonyms() }
    }

    /// What is planned for a text, and how many words were looked up for it.
    fn plan(&self, text: &str) -> (Plan, usize) {
        let statistics = Statistics::new(&self.searcher, &self.fields, &self.cache).expect("statistics");
        let circles = Circles::of(&self.fields, Some(&["public".to_owned(), "network".to_owned()]));
        let vocabulary = Vocabulary { statistics: &statistics, circles: &circles };
        let planned = stem::with(|stemmer| {
            Planner::new(&vocabulary, &Weights::DEFAULT, stemmer)
                .expanded_by(&self.synonyms)
                .plan(&parse(text))
        });
        (planned.expect("a plan").unwrap_or_default(), statistics.looked_up())
    }

    fn assert_bounded(&self, text: &str) {
        let (plan, looked_up) = self.plan(text);
        let letters = text.chars().count().min(TEXT_MAX);
        assert!(plan.concepts.len() <= WORDS_MAX, "{text:?}: {} concepts", plan.concepts.len());
        assert!(plan.excluded.len() <= 3 * WORDS_MAX, "{text:?}: {} excluded", plan.excluded.len());
        // A piece has two letters at least, of what was meant by a slip as well.
        let leaves: Vec<&Leaf> = plan.concepts.iter().flat_map(Concept::leaves).collect();
        assert!(leaves.len() <= WORDS_MAX + letters, "{text:?}: {} leaves", leaves.len());
        for leaf in leaves {
            let forms = letters + 3 * ALTERNATIVES_MAX;
            assert!(leaf.forms.len() <= forms, "{text:?}: {} forms", leaf.forms.len());
            assert!(leaf.forms.iter().all(|(form, _)| form.stems.len() <= WORDS_MAX), "{text:?}");
        }
        let most = LOOKED_UP_FOR_A_LETTER * letters + 4 * ALTERNATIVES_MAX;
        assert!(looked_up <= most, "{text:?}: {looked_up} words looked up, more than {most}");
    }
}

#[test]
fn what_any_text_costs_has_bounds() {
    let place = Place::new();
    let repeated = [
        "\"",
        "-",
        "*",
        "a ",
        "x-",
        "x/",
        "-x ",
        "\"x\" ",
        "\"wijk beleid\" ",
        "é",
        "\u{301}",
        "🙂",
        "\u{202e}",
        "ß",
        "'",
        "wijk ",
        "wijkbeleid ",
        "wijkteams-",
        "sociaaldomein",
        "vijverkreeft",
        "vijverkrefet ",
        "xyzzyplugh ",
        "xyzzyplugh",
        "abcdef",
        "abcdefgh ",
        "gemeente ",
        "gemeente:x ",
        "titel:wijk ",
        "titel:\"wijk beleid\" ",
        "-titel:wijk ",
        "jaar:1900-2099 ",
        "art 6 ",
        "uit te faseren ",
        "Wijk",
        "SDW ",
        "sociaal domein wijk ",
        "WaterBeleid",
        "1.900.",
        "a.",
        "ander1 ",
    ];
    for text in repeated {
        place.assert_bounded(&text.repeat(TEXT_MAX));
    }
    // What stands behind the first characters costs nothing.
    let (whole, cut) = ("vijverkrefet wijkbeleid ".repeat(500), "vijverkrefet wijkbeleid ".repeat(500));
    let cut: String = cut.chars().take(TEXT_MAX).collect();
    let of = |text: &str| (place.plan(text).1, words::chunks(&parse(text).text).count());
    assert_eq!(of(&whole), of(&cut));
    let mut runner = TestRunner::deterministic();
    let typed = "(vijver|kreeft|beleid|wijken|sociaal|krefet|titel:|gemeente:|\\PC|[-\"'()~*:/. a-z]){0,200}";
    let typed = proptest::string::string_regex(typed).expect("a regex");
    for _ in 0..150 {
        place.assert_bounded(&typed.new_tree(&mut runner).expect("a text").current());
    }
}
