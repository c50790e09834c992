//! The pilots and questions of `generate.py`, as import records and GraphQL requests. The same whenever it is run.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::Result;

/// Kinds of questions of the corpus: what they are called, and how many of them are asked over HTTP without and with
/// everything. Few texts have both words of `or2`, so that those with one of them count; `prefix` is the beginning of a word.
pub const KINDS: [(&str, &str, [usize; 2]); 6] = [
    ("term", "a word", [3_000, 2_000]),
    ("and2", "two words", [3_000, 2_000]),
    ("or2", "either of two words", [2_000, 1_000]),
    ("phrase", "a phrase", [2_000, 1_000]),
    ("prefix", "the beginning of a word", [2_000, 1_000]),
    ("typo", "a word misspelt", [1_000, 1_000]),
];

macro_rules! with_card {
    ($document:literal) => {
        concat!(
            $document,
            " fragment Card on Pilot { id slug title summary stage domains themes { slug label } ",
            "municipality { id code name province slug } status visibility updatedAt }"
        )
    };
}

pub const PILOTS: &str = with_card!(
    "{ pilots(first: 20) { edges { cursor node { ...Card } } pageInfo { hasNextPage endCursor } } }"
);
pub const PILOTS_TOTAL: &str = with_card!(
    "{ pilots(first: 20) { totalCount edges { cursor node { ...Card } } pageInfo { hasNextPage endCursor } } }"
);
pub const PILOTS_FILTERED: &str = with_card!(
    "query Pilots($filter: PilotFilter) { pilots(filter: $filter, first: 20) { edges { cursor node { ...Card } } \
     pageInfo { hasNextPage endCursor } } }"
);
pub const PILOT: &str = with_card!(
    "query Pilot($slug: String!) { pilot(slug: $slug) { ...Card revision createdAt publishedAt \
     problem approach results lessonsLearned failures } }"
);
pub const PILOT_PAGE: &str = with_card!(
    "query PilotPage($slug: String!) { pilot(slug: $slug) { ...Card revision createdAt publishedAt \
     problem problemHtml approach approachHtml results resultsHtml lessonsLearned lessonsLearnedHtml \
     failures failuresHtml partners dataSources { name origin personalData } \
     buyers { unit role need commitment } contacts { ...Who } challenges { id slug question } \
     presentedAt(first: 10) { edges { node { id slug title startsAt } } } authors { ...Who } } } \
     fragment Who on Person { id displayName jobTitle municipality { id code name province slug } }"
);
pub const SEARCH: &str = with_card!(
    "query Search($query: String!) { search(query: $query, first: 20) { edges { cursor node { __typename \
     ... on Pilot { ...Card } ... on Municipality { id name } } } pageInfo { hasNextPage endCursor } } }"
);
pub const SEARCH_FULL: &str = with_card!(
    "query Search($query: String!) { search(query: $query, first: 20) { totalCount didYouMean \
     edges { cursor score highlights { field html } node { __typename ... on Pilot { ...Card } \
     ... on Municipality { id name } } } facets { field buckets { value label count } } \
     pageInfo { hasNextPage endCursor } } }"
);
pub const SUGGEST: &str = "query Suggest($prefix: String!, $queries: Boolean!) { suggest(prefix: $prefix, first: 8, queries: $queries) \
     { text kind nodeId } }";
pub const MORE_LIKE_THIS: &str = with_card!(
    "query MoreLikeThis($id: ID!) { moreLikeThis(id: $id) { words themes { slug label } node { __typename \
     ... on Pilot { ...Card } } } }"
);
pub const CREATE: &str = with_card!(
    "mutation CreatePilot($input: CreatePilotInput!) { createPilot(input: $input) { pilot { ...Card revision } \
     userErrors { path code message } } }"
);

/// A pilot as the generator writes it.
#[derive(Deserialize)]
struct Generated {
    id: usize,
    municipality_id: usize,
    title: String,
    summary: String,
    body: String,
    status: String,
    started_on: String,
    tags: Vec<usize>,
}

pub struct Corpus {
    dir: PathBuf,
    pub size: usize,
    /// Bytes of the titles, summaries and texts.
    pub text_bytes: usize,
    /// CBS codes of municipalities of today.
    pub municipalities: Vec<String>,
    /// Slugs.
    pub themes: Vec<String>,
    queries: HashMap<String, Vec<String>>,
}

impl Corpus {
    pub fn new(dir: &Path, size: usize) -> Result<Self> {
        let facts = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/data");
        let mut municipalities = Vec::new();
        for row in csv::Reader::from_path(facts.join("municipalities.csv"))?.deserialize() {
            let row: HashMap<String, String> = row?;
            if row["valid_until"].is_empty() {
                municipalities.push(row["code"].clone());
            }
        }
        let mut themes = Vec::new();
        for row in csv::Reader::from_path(facts.join("themes.csv"))?.deserialize() {
            let row: HashMap<String, String> = row?;
            themes.push(row["slug"].clone());
        }
        let queries = serde_json::from_reader(BufReader::new(File::open(dir.join("queries.json"))?))?;
        let mut corpus = Self { dir: dir.to_owned(), size, text_bytes: 0, municipalities, themes, queries };
        for pilot in corpus.generated()?.take(size) {
            let pilot = pilot?;
            corpus.text_bytes += pilot.title.len() + pilot.summary.len() + pilot.body.len();
        }
        Ok(corpus)
    }

    /// Questions of one of the generator's kinds, as a person types them.
    pub fn queries(&self, kind: &str) -> Result<Vec<String>> {
        let queries = self.queries.get(kind).ok_or("queries.json lacks a kind of question")?;
        let typed = |text: &String| if kind == "phrase" { format!("\"{text}\"") } else { text.clone() };
        Ok(queries.iter().map(typed).collect())
    }

    fn generated(&self) -> Result<impl Iterator<Item = Result<Generated>> + use<>> {
        let lines = BufReader::new(File::open(self.dir.join("pilots.ndjson"))?).lines();
        Ok(lines.map(|line| Ok(serde_json::from_str(&line?)?)))
    }

    /// Writes the records that `import` reads: people to call, challenges, and the pilots.
    pub fn write(&self, path: &Path) -> Result<()> {
        let mut out = BufWriter::new(File::create(path)?);
        for i in 0..300 {
            let person = json!({
                "kind": "person", "externalId": format!("person-{i}"), "displayName": format!("Contact {i}"),
                "jobTitle": "adviseur", "municipality": self.municipality(i), "visibility": "PUBLIC",
            });
            writeln!(out, "{person}")?;
        }
        for i in 0..100 {
            let challenge = json!({
                "kind": "challenge", "externalId": format!("challenge-{i}"),
                "question": format!("Hoe pakken wij vraag {i} aan?"), "themes": [self.theme(i)],
                "visibility": "PUBLIC", "status": "PUBLISHED",
            });
            writeln!(out, "{challenge}")?;
        }
        for pilot in self.generated()?.take(self.size) {
            let pilot = pilot?;
            let mut record = self.fields(&pilot);
            record["kind"] = "pilot".into();
            record["externalId"] = format!("pilot-{}", pilot.id).into();
            record["municipality"] = self.municipality(pilot.municipality_id).into();
            record["contacts"] = json!([format!("person-{}", pilot.id % 300)]);
            record["challenges"] = json!([format!("challenge-{}", pilot.id % 100)]);
            record["status"] = "PUBLISHED".into();
            record["visibility"] = "PUBLIC".into();
            let time =
                format!("T{:02}:{:02}:{:02}Z", pilot.id % 24, pilot.id / 24 % 60, pilot.id / 1440 % 60);
            record["createdAt"] = (pilot.started_on.clone() + &time).into();
            writeln!(out, "{record}")?;
        }
        Ok(out.into_inner().map_err(|error| error.into_error())?.sync_all()?)
    }

    /// Requests that each make a pilot of 300 words.
    pub fn new_pilots(&self, count: usize) -> Result<Vec<Value>> {
        let request = |pilot: Result<Generated>| {
            let input = self.fields(&pilot?);
            Ok(json!({ "query": CREATE, "variables": { "input": input } }))
        };
        self.generated()?.take(count).map(request).collect()
    }

    /// What a record and an input both have.
    fn fields(&self, pilot: &Generated) -> Value {
        let stage = match pilot.status.as_str() {
            "idee" => "IDEA",
            "lopend" => "EXPERIMENT",
            "afgerond" => "PRODUCTION",
            "gestopt" => "STOPPED",
            _ => "SCALING",
        };
        let domains = ["POLICY", "COLLABORATION", "SOCIETY"];
        let [problem, approach, results, lessons] = quarters(&pilot.body);
        let mut themes: Vec<&str> = pilot.tags.iter().map(|tag| self.theme(*tag)).collect();
        themes.sort_unstable();
        themes.dedup();
        json!({
            "title": cut(&pilot.title, 200), "summary": cut(&pilot.summary, 500), "stage": stage,
            "domains": [domains[pilot.id % 3]], "themes": themes, "problem": problem, "approach": approach,
            "results": results, "lessonsLearned": lessons, "failures": "",
            "partners": ["Hogeschool", "Regio"],
        })
    }

    fn municipality(&self, i: usize) -> &str {
        &self.municipalities[i % self.municipalities.len()]
    }

    fn theme(&self, i: usize) -> &str {
        &self.themes[i % self.themes.len()]
    }
}

fn cut(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

/// The text in four parts, cut at words.
fn quarters(text: &str) -> [String; 4] {
    let words: Vec<&str> = text.split(' ').collect();
    let size = words.len().div_ceil(4).max(1);
    let mut parts = words.chunks(size).map(|part| part.join(" "));
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}
