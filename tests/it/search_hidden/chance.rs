//! Texts, things and questions by chance, the same for each seed: hidden ones share words, titles, compounds, abbreviations,
//! slips, themes, places and people with visible ones, and have others of their own.

use bigdatagemeenten::ids::NodeKind;
use bigdatagemeenten::search::{Document, Merit, Place, Theme};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use crate::search_support::{World, at};

/// Of which visible texts are made, and hidden ones as well: compounds with their parts, forms of one word, words that mean
/// another one with a capital, what a hyphen binds, and articles of laws.
const WORDS: &[&str] = &[
    "sensor",
    "sensoren",
    "afval",
    "afvalbak",
    "afvalbakken",
    "privacy",
    "wijk",
    "wijkteam",
    "wijkteams",
    "team",
    "jeugdzorg",
    "jeugd",
    "zorg",
    "datapakhuis",
    "pakhuis",
    "water",
    "waterpeil",
    "riool",
    "rioolgemalen",
    "parkeren",
    "parkeerdruk",
    "project",
    "projecten",
    "groep",
    "projectgroep",
    "geheimen",
    "burger",
    "burgers",
    "schuld",
    "schulden",
    "schuldhulp",
    "groen",
    "boom",
    "bomen",
    "meten",
    "gemeten",
    "data-gedreven",
    "datagedreven",
    "data",
    "gedreven",
    "Leiden",
    "huizen",
    "Huizen",
    "artikel 6",
    "uitgefaseerd",
    "leges",
    "begroting",
    "toegankelijk",
    "toegankelijkheid",
    "proef",
];
/// Of which only hidden texts are made: new words, compounds of visible ones, bases and forms of those, and slips.
const HIDDEN_WORDS: &[&str] = &[
    "kroonluchter",
    "kroonluchters",
    "kwikstaart",
    "kwikstaarten",
    "geheim",
    "geheime",
    "geheimproject",
    "sensornet",
    "afvalproject",
    "zonnepaneel",
    "zonnepanelen",
    "projekt",
    "privacie",
    "rioolsensor",
    "wijkluchter",
    "xyzzyplugh",
    "bomenproef",
    "waterschuld",
    "teamwater",
    "begrotingen",
    "sensort",
    "afvl",
];
const PEOPLE: &[&str] = &["Anna de Boom", "Bram Wijk", "Kwik Staart", "Zara Zaal"];
pub const PLACES: &[(&str, &str, &str)] = &[
    ("GM0503", "Delft", "Zuid-Holland"),
    ("GM0406", "Huizen", "Noord-Holland"),
    ("GM0546", "Leiden", "Zuid-Holland"),
];
/// Where only hidden things are from.
const HIDDEN_PLACE: (&str, &str, &str) = ("GM0001", "Kroonstad", "Nergens");
const THEMES: &[(&str, &str, &str)] =
    &[("groen", "Groen en water", "bomen"), ("zorg", "Zorg", "jeugdhulp"), ("privacy", "Privacy", "AVG")];
const HIDDEN_THEME: (&str, &str, &str) = ("geheim", "Geheim", "kroonluchters");
const KINDS: &[NodeKind] = &[
    NodeKind::Pilot,
    NodeKind::Report,
    NodeKind::Outcome,
    NodeKind::Challenge,
    NodeKind::Meeting,
    NodeKind::Person,
];

/// The same each time, for each seed.
pub struct Chance(TestRunner);

impl Chance {
    pub fn new(seed: u8) -> Self {
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
        Self(TestRunner::new_with_rng(proptest::test_runner::Config::default(), rng))
    }

    fn of<T>(&mut self, strategy: impl Strategy<Value = T>) -> T {
        strategy.new_tree(&mut self.0).unwrap().current()
    }

    pub fn below(&mut self, count: usize) -> usize {
        self.of(0..count)
    }

    /// One in so many times.
    pub fn is_one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn word(&mut self, is_hidden: bool) -> &'static str {
        let words = if is_hidden && self.is_one_in(2) { HIDDEN_WORDS } else { WORDS };
        self.pick(words)
    }

    /// With a letter left out, doubled, or in the other's place.
    fn slip(&mut self, word: &str) -> String {
        let mut letters: Vec<char> = word.chars().collect();
        let at = self.below(letters.len());
        match self.below(3) {
            0 if letters.len() > 1 => drop(letters.remove(at)),
            1 => letters.insert(at, letters[at]),
            _ => letters.swap(at, at.saturating_sub(1)),
        }
        letters.into_iter().collect()
    }

    /// `Jeugd Zorg Data (JZD)`.
    fn abbreviation(&mut self, is_hidden: bool) -> String {
        let words: Vec<String> = (0..3).map(|_| capitalised(self.word(is_hidden))).collect();
        let short: String = words.iter().filter_map(|word| word.chars().next()).collect();
        format!("{} ({short})", words.join(" "))
    }

    pub fn text(&mut self, words: usize, is_hidden: bool) -> String {
        let mut text = String::new();
        for _ in 0..words {
            match self.below(12) {
                0 => text.push_str(&self.abbreviation(is_hidden)),
                1 => text.push_str(&capitalised(self.word(is_hidden))),
                2 if is_hidden => {
                    let word = self.word(true);
                    text.push_str(&self.slip(word));
                }
                _ => text.push_str(self.word(is_hidden)),
            }
            text.push_str(self.pick(&[" ", " ", " ", " ", "-", ". ", "\n"]));
        }
        text
    }

    pub fn title(&mut self, is_hidden: bool) -> String {
        let count = 1 + self.below(4);
        let words: Vec<&str> = (0..count).map(|_| self.word(is_hidden)).collect();
        capitalised(&words.join(" "))
    }

    /// Something about visible words and hidden ones that anybody may type.
    pub fn question(&mut self, titles: &[String]) -> String {
        let mut question = String::new();
        if self.is_one_in(6) {
            return self.pick(&titles.iter().map(String::as_str).collect::<Vec<_>>()).to_owned();
        }
        for _ in 0..1 + self.below(4) {
            let word = self.word(true);
            let (_, place, province) = if self.is_one_in(3) { HIDDEN_PLACE } else { self.pick(PLACES) };
            let (slug, label, _) = if self.is_one_in(3) { HIDDEN_THEME } else { self.pick(THEMES) };
            let cut: String = word.chars().take(2 + self.below(6)).collect();
            question.push_str(&match self.below(18) {
                0 => self.slip(word),
                1 => cut,
                2 => format!("\"{word} {}\"", self.word(true)),
                3 => format!("-{word}"),
                4 => format!("{word}{}", self.word(true)),
                5 => format!("{word}-{}", self.word(true)),
                6 => self.pick(&["KKG", "GPG", "JZD", "WTW", "SAP"]).to_owned(),
                7 => format!("gemeente:{place}"),
                8 => format!("titel:{word}"),
                9 => format!("thema:{}", self.pick(&[slug, "ge", "bom"])),
                10 => self
                    .pick(&["soort:pilot", "soort:mens", "-soort:verslag", "jaar:1999", "jaar:2010-2030"])
                    .to_owned(),
                11 => self.pick(&[place, province, label]).to_owned(),
                13 => self.pick(PEOPLE).to_owned(),
                12 => capitalised(word),
                _ => word.to_owned(),
            });
            question.push(' ');
        }
        // Most end where the last word does: it may go on.
        if self.is_one_in(4) { question } else { question.trim_end().to_owned() }
    }

    pub fn document(&mut self, world: &mut World, scope_terms: &[&str], is_hidden: bool) -> Document {
        let kind = self.pick(KINDS);
        let title =
            if kind == NodeKind::Person { self.pick(PEOPLE).to_owned() } else { self.title(is_hidden) };
        let place = if is_hidden && self.is_one_in(3) { HIDDEN_PLACE } else { self.pick(PLACES) };
        let theme = if is_hidden && self.is_one_in(3) { HIDDEN_THEME } else { self.pick(THEMES) };
        let (summary, body) = (self.below(8), self.below(30));
        let merit = Merit { stage: self.below(3) as f32 / 2.0, completeness: 0.5, ages: self.is_one_in(2) };
        // Hidden things may be newer than all others, or older.
        let days = self.below(if is_hidden { 4_000 } else { 900 }) as i64;
        let (themes, is_somewhere) = (self.below(3), self.is_one_in(2));
        Document {
            summary: self.text(summary, is_hidden),
            body: self.text(body, is_hidden),
            people: (0..self.below(3)).map(|_| self.pick(PEOPLE).to_owned()).collect(),
            themes: [theme, self.pick(THEMES)].into_iter().take(themes).map(named_theme).collect(),
            municipality: is_somewhere.then(|| named_place(place)),
            stage: (kind == NodeKind::Pilot).then(|| self.pick(&["idea", "stopped"]).to_owned()),
            domains: vec![self.pick(&["society", "policy"]).to_owned()],
            year: self.is_one_in(2).then(|| self.pick(&[1999, 2016, 2024])),
            sorted_at: at(days),
            merit,
            scope_terms: scope_terms.iter().map(|term| (*term).to_owned()).collect(),
            ..world.document(kind, &title)
        }
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

pub fn named_place((code, name, province): (&str, &str, &str)) -> Place {
    Place { code: code.into(), name: name.into(), alt_names: vec![code.into()], province: province.into() }
}

fn named_theme((slug, label, other): (&str, &str, &str)) -> Theme {
    Theme { slug: slug.into(), label: label.into(), alt_labels: vec![other.into()], ..Theme::default() }
}
