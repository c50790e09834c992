//! How well search finds: runs the open sets of questions through the program's own API and prints MRR@10, nDCG@10,
//! recall@10 and success@1, by set and by kind of question, nDCG@10 with each step switched off in turn, and how well
//! compounds are split and forms of a word brought together: `make eval-search`.
//!
//! A document of a set is imported as a published report, into a database with the register of municipalities and the themes
//! as every installation has them; a question is asked over GraphQL by somebody who is not signed in, `first: 10`.
//! docs/search.md holds the last table. Steps of the analysis need an index, and a process, of their own each.
//!
//! `relevance SETS [RUNS]`: into the directory RUNS, if there is one, go the answers of the program as it is, a file for
//! each set (question, document, rank) as the eval.py of the sets reads them, to compare two states question by question.

#![recursion_limit = "256"] // The futures of the schema are nested deeper than the default allows.

use std::collections::{BTreeSet, HashMap};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use async_graphql::{Executor, Request, Variables};
use bigdatagemeenten::access::Actor;
use bigdatagemeenten::cli::terminal::{say, warn};
use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::db::Db;
use bigdatagemeenten::graphql::schema::Api;
use bigdatagemeenten::search::analysis::dictionary::DUTCH;
use bigdatagemeenten::search::analysis::steps::{self, Steps};
use bigdatagemeenten::search::analysis::{fold::fold, stem::DutchStemmer};
use bigdatagemeenten::search::weights::Weights;
use bigdatagemeenten::search::{Projector, Search};
use bigdatagemeenten::services::{Installation, Services};
use bigdatagemeenten::transfer::{import, read};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const SETS: [&str; 7] = ["pages", "titles", "sections", "vac", "index", "abbr", "robust"];
/// nDCG@10 of others (README of the sets), and the bar.
const LUCENE: [f64; 7] = [0.711, 0.752, 0.478, 0.909, 0.565, 0.652, 0.466];
const POSTGRES: [f64; 7] = [0.649, 0.701, 0.358, 0.893, 0.465, 0.666, 0.435];
const FTS5: [f64; 7] = [0.652, 0.763, 0.478, 0.932, 0.498, 0.487, 0.504];
const XAPIAN: [f64; 7] = [0.670, 0.729, 0.484, 0.885, 0.582, 0.662, 0.435];
const BAR: [f64; 7] = [0.75, 0.77, 0.53, 0.93, 0.66, 0.92, 0.78];

const QUERY: &str = "query($query: String!) { search(query: $query, first: 10) { edges { node { ... on MeetingReport { slug } } } } }";

/// Steps of the analysis, each with the name of its row; the first is the program as it is.
const ANALYSES: [(&str, Steps); 12] = [
    ("all", Steps::ALL),
    ("without folding", Steps { has_folding: false, ..Steps::ALL }),
    ("without words in one", Steps { has_joined: false, ..Steps::ALL }),
    ("without particles", Steps { has_particles: false, ..Steps::ALL }),
    ("Kraaij and Pohlmann's stemmer alone", Steps { stemmer: Some(kraaij_pohlmann), ..Steps::ALL }),
    ("Porter's stemmer alone", Steps { stemmer: Some(porter), ..Steps::ALL }),
    ("lemmas of the dictionary alone", Steps { stemmer: Some(lemma), ..Steps::ALL }),
    ("without compounds", Steps::WITHOUT_COMPOUNDS),
    ("without derivations", Steps { has_derivations: false, ..Steps::ALL }),
    ("names split as well", Steps { has_names: false, ..Steps::ALL }),
    ("without new words", Steps { has_new_words: false, ..Steps::ALL }),
    ("without capitals", Steps { has_capitals: false, ..Steps::ALL }),
];

fn kraaij_pohlmann(word: &str) -> String {
    static STEMMER: LazyLock<frostem::Stemmer> =
        LazyLock::new(|| frostem::Stemmer::new(frostem::Algorithm::Dutch));
    STEMMER.stem(word).into_owned()
}

fn porter(word: &str) -> String {
    static STEMMER: LazyLock<frostem::Stemmer> =
        LazyLock::new(|| frostem::Stemmer::new(frostem::Algorithm::DutchPorter));
    STEMMER.stem(word).into_owned()
}

fn lemma(word: &str) -> String {
    let mut lemma = String::new();
    match DUTCH.get(word) {
        Some(known) => DUTCH.lemma(word, known, &mut lemma),
        None => lemma.push_str(word),
    }
    lemma
}

/// Steps of the ranking, switched off by their weights.
fn rankings() -> Vec<(&'static str, Weights)> {
    let off = |change: fn(&mut Weights)| {
        let mut weights = Weights::DEFAULT;
        change(&mut weights);
        weights
    };
    vec![
        ("without ordinary Dutch", off(|weights| weights.dutch = 0.0)),
        ("without the title's weight", off(|weights| (weights.title, weights.title_likeness) = (0.0, 0.0))),
        ("without likeness of the title", off(|weights| weights.title_likeness = 0.0)),
        ("without headings", off(|weights| weights.heading = 0.0)),
        ("without beginnings", off(|weights| weights.lead = 0.0)),
        ("without parts of longer words", off(|weights| weights.part = 0.0)),
        ("without pieces of compounds", off(|weights| (weights.pieces, weights.pieces_alone) = (0.0, 0.0))),
        ("pieces of one word like those of several", off(|weights| weights.pieces_alone = weights.pieces)),
        ("without mending", off(|weights| weights.spelling = 0.0)),
        ("spellings alike, however likely", off(|weights| weights.likelihood = 0.0)),
        ("without abbreviations", off(|weights| weights.abbreviation = 0.0)),
        ("without the thesaurus", off(|weights| (weights.synonym, weights.narrower) = (0.0, 0.0))),
        ("without named municipalities and kinds", off(|weights| weights.carried = 0.0)),
        (
            "without merit",
            off(|weights| (weights.freshness, weights.stage, weights.completeness) = (0.0, 0.0, 0.0)),
        ),
        ("without nearness", off(|weights| weights.proximity = 0.0)),
        ("without passages", off(|weights| weights.passage = 0.0)),
        ("without less for what is met in part", off(|weights| weights.partial = 1.0)),
        ("all words required when anything has them", off(|weights| weights.enough = 1.0)),
    ]
}

#[derive(Clone, Copy, Default, Serialize, Deserialize)]
struct Figures {
    mrr: f64,
    ndcg: f64,
    recall: f64,
    success: f64,
    empty: f64,
}

/// A row of figures: for each set, or of one kind of question.
#[derive(Serialize, Deserialize)]
struct Row {
    name: String,
    figures: Vec<Figures>,
}

struct Question {
    id: String,
    text: String,
    kind: String,
    gains: HashMap<String, i32>,
}

struct Set {
    /// Id, title and body.
    documents: Vec<(String, String, String)>,
    questions: Vec<Question>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let sets = PathBuf::from(arguments.first().ok_or("say where the sets are")?);
    match &arguments[1..] {
        [] => whole(&sets, None).await,
        [runs] => whole(&sets, Some(Path::new(runs))).await,
        [place, analysis, runs @ ..] => {
            part(&sets, Path::new(place), analysis.parse()?, runs.first().map(Path::new)).await
        }
    }
}

/// Imports the sets, measures in a process for each analysis, and prints it all.
async fn whole(directory: &Path, runs: Option<&Path>) -> Result<()> {
    if let Some(runs) = runs {
        fs::create_dir_all(runs)?;
    }
    let place = tempfile::tempdir()?;
    for name in SETS {
        warn(&format!("  importing {name}"));
        fill(&place.path().join(name), &read_set(&directory.join(name))?).await?;
    }
    let mut rows: Vec<Row> = Vec::new();
    for (number, (name, _)) in ANALYSES.iter().enumerate() {
        warn(&format!("  {name}"));
        let number = number.to_string();
        let mut command = Command::new(std::env::current_exe()?);
        let child = command
            .arg(directory)
            .arg(place.path())
            .arg(&number)
            .args(runs.filter(|_| number == "0"))
            .stderr(std::process::Stdio::inherit())
            .output()?;
        if !child.status.success() {
            return Err("a part of it failed".into());
        }
        rows.extend(serde_json::from_slice::<Vec<Row>>(&child.stdout)?);
    }
    let (steps, kinds): (Vec<Row>, Vec<Row>) =
        rows.into_iter().partition(|row| row.figures.len() == SETS.len());
    print(&steps, &kinds);
    words(&directory.join("compounds"))
}

/// Measures with one analysis; tells the rows as JSON.
async fn part(directory: &Path, place: &Path, analysis: usize, runs: Option<&Path>) -> Result<()> {
    let (name, steps) = ANALYSES[analysis];
    steps::choose(steps);
    let is_whole = analysis == 0;
    let mut rows = vec![Row { name: name.to_owned(), figures: Vec::new() }];
    if is_whole {
        rows.extend(
            rankings().into_iter().map(|(name, _)| Row { name: name.to_owned(), figures: Vec::new() }),
        );
    }
    let mut kinds = Vec::new();
    for name in SETS {
        let set = read_set(&directory.join(name))?;
        let index = tempfile::tempdir()?;
        let (services, mut projector) = open(&place.join(name), index.path()).await?;
        projector.catch_up().await?;
        let api = Api::new(services.clone());
        if let Some(runs) = runs {
            write_run(&api, &set, &runs.join(format!("{name}.tsv"))).await?;
        }
        rows[0].figures.push(measure(&api, &set, None).await?);
        if is_whole {
            for ((_, weights), row) in rankings().into_iter().zip(&mut rows[1..]) {
                services.search.weigh(weights);
                row.figures.push(measure(&api, &set, None).await?);
            }
            services.search.weigh(Weights::DEFAULT);
            let names: BTreeSet<&str> = set.questions.iter().map(|question| question.kind.as_str()).collect();
            for kind in names {
                let figures = vec![measure(&api, &set, Some(kind)).await?];
                kinds.push(Row { name: format!("{name}, {kind}"), figures });
            }
        }
        projector.close().await;
    }
    rows.extend(kinds);
    say(&serde_json::to_string(&rows)?);
    Ok(())
}

async fn open(place: &Path, index: &Path) -> Result<(Services, Projector)> {
    let db = Db::connect(&format!("sqlite://{}", place.join("network.sqlite").display()), 4).await?;
    db.migrate().await?;
    let search = Search::new(index);
    let services = Services::new(db.clone(), Clock::system(), search, Installation::ephemeral()?).await?;
    let projector = Projector::new(&services.search, db, Clock::system(), services.sources())?;
    Ok((services, projector))
}

fn read_set(directory: &Path) -> Result<Set> {
    let lines = |file: &str| -> Result<Vec<Value>> {
        let text = fs::read_to_string(directory.join(file))?;
        Ok(text.lines().map(serde_json::from_str).collect::<serde_json::Result<_>>()?)
    };
    let field = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let mut gains: HashMap<String, HashMap<String, i32>> = HashMap::new();
    for line in fs::read_to_string(directory.join("qrels.tsv"))?.lines() {
        if let [question, document, gain] = line.split_whitespace().collect::<Vec<_>>()[..] {
            gains.entry(question.to_owned()).or_default().insert(document.to_owned(), gain.parse()?);
        }
    }
    let documents = lines("corpus.jsonl")?;
    let documents = documents
        .iter()
        .map(|document| (field(document, "id"), field(document, "title"), field(document, "body")));
    let questions = lines("queries.jsonl")?;
    let questions = questions.iter().filter_map(|question| {
        let id = field(question, "id");
        let gains = gains.remove(&id)?;
        Some(Question { id, text: field(question, "text"), kind: field(question, "kind"), gains })
    });
    Ok(Set { documents: documents.collect(), questions: questions.collect() })
}

/// The address of the document with this number.
fn slug(number: usize) -> String {
    format!("document-{number}")
}

/// A database with the documents as published reports.
async fn fill(place: &Path, set: &Set) -> Result<()> {
    fs::create_dir_all(place)?;
    let (services, projector) = open(place, &place.join("unused")).await?;
    let line = |(number, (_, title, body)): (usize, &(String, String, String))| {
        // A report has a title; these sets leave some out on purpose.
        let title = if title.is_empty() { "Zonder titel" } else { title };
        let report = json!({
            "kind": "report", "externalId": slug(number), "slug": slug(number), "title": title, "body": body,
            "status": "PUBLISHED", "visibility": "PUBLIC", "createdAt": "2026-01-01T09:00:00Z",
            "publishedAt": "2026-01-01T09:00:00Z", "updatedAt": "2026-01-01T09:00:00Z",
        });
        report.to_string()
    };
    let lines: Vec<String> = set.documents.iter().enumerate().map(line).collect();
    let records = read::text(Path::new("reports.jsonl"), &lines.join("\n"), None);
    let summary = import::run(&services, vec![records], &import::Options::default(), |_| {}).await?;
    if !summary.mistakes.is_empty() {
        return Err(format!("{:?}", summary.mistakes).into());
    }
    projector.close().await;
    Ok(())
}

/// Numbers of the documents that are found, best first.
async fn ask(api: &Api, question: &Question, numbers: &HashMap<String, usize>) -> Result<Vec<usize>> {
    let variables = Variables::from_json(json!({ "query": question.text }));
    let request = api.prepare(Request::new(QUERY).variables(variables), Actor::Anonymous);
    let response = api.execute(request).await;
    if !response.errors.is_empty() {
        return Err(format!("{}: {:?}", question.text, response.errors).into());
    }
    let data = response.data.into_json()?;
    let edges = data["search"]["edges"].as_array().cloned().unwrap_or_default();
    let number = |edge: &Value| numbers.get(edge["node"]["slug"].as_str()?).copied();
    // Themes, municipalities and the like count among the ten, though they answer nothing.
    Ok(edges.iter().map(|edge| number(edge).unwrap_or(usize::MAX)).collect())
}

fn numbers_of(set: &Set) -> HashMap<String, usize> {
    (0..set.documents.len()).map(|number| (slug(number), number)).collect()
}

async fn write_run(api: &Api, set: &Set, file: &Path) -> Result<()> {
    let numbers = numbers_of(set);
    let mut lines = String::new();
    for question in &set.questions {
        for (rank, number) in ask(api, question, &numbers).await?.into_iter().enumerate() {
            if let Some((document, ..)) = set.documents.get(number) {
                lines.push_str(&format!("{}\t{document}\t{}\n", question.id, rank + 1));
            }
        }
    }
    Ok(fs::write(file, lines)?)
}

/// Over the questions of one kind, or over all.
async fn measure(api: &Api, set: &Set, kind: Option<&str>) -> Result<Figures> {
    let numbers = numbers_of(set);
    let mut sum = Figures::default();
    let mut count = 0.0;
    for question in set.questions.iter().filter(|question| kind.is_none_or(|kind| question.kind == kind)) {
        count += 1.0;
        let gain = |number: usize| {
            let document = set.documents.get(number)?;
            question.gains.get(&document.0).copied()
        };
        let found = ask(api, question, &numbers).await?;
        let found: Vec<i32> = found.into_iter().map(|number| gain(number).unwrap_or_default()).collect();
        let mut ideal: Vec<i32> = question.gains.values().copied().filter(|gain| *gain > 0).collect();
        ideal.sort_unstable_by(|a, b| b.cmp(a));
        let relevant = ideal.len().min(10) as f64;
        ideal.truncate(10);
        sum.ndcg += discounted(&found) / discounted(&ideal);
        sum.mrr += found.iter().position(|gain| *gain > 0).map_or(0.0, |at| 1.0 / (at as f64 + 1.0));
        sum.recall += found.iter().filter(|gain| **gain > 0).count() as f64 / relevant;
        sum.success += f64::from(found.first().is_some_and(|gain| *gain > 0));
        sum.empty += f64::from(found.is_empty());
    }
    Ok(Figures {
        mrr: sum.mrr / count,
        ndcg: sum.ndcg / count,
        recall: sum.recall / count,
        success: sum.success / count,
        empty: sum.empty / count,
    })
}

fn discounted(gains: &[i32]) -> f64 {
    (2..).zip(gains).map(|(rank, gain)| (f64::from(*gain).exp2() - 1.0) / f64::from(rank).log2()).sum()
}

fn print(steps: &[Row], kinds: &[Row]) {
    say(
        "| set | MRR@10 | nDCG@10 | recall@10 | success@1 | empty |\n| --- | ---: | ---: | ---: | ---: | ---: |",
    );
    let sets = SETS.iter().map(|name| (*name).to_owned()).zip(steps[0].figures.iter().copied());
    let kinds = kinds.iter().map(|row| (row.name.clone(), row.figures[0]));
    for (name, one) in sets.chain(kinds) {
        let Figures { mrr, ndcg, recall, success, empty } = one;
        let empty = 100.0 * empty;
        say(&format!("| {name} | {mrr:.3} | {ndcg:.3} | {recall:.3} | {success:.3} | {empty:.1} % |"));
    }
    say(&format!("\n| nDCG@10 | {} |\n| --- |{}", SETS.join(" | "), " ---: |".repeat(SETS.len())));
    let line = |name: &str, figures: &[f64]| {
        let cells: Vec<String> = figures.iter().map(|figure| format!("{figure:.3}")).collect();
        say(&format!("| {name} | {} |", cells.join(" | ")));
    };
    for row in steps {
        line(&row.name, &row.figures.iter().map(|one| one.ndcg).collect::<Vec<_>>());
    }
    for (name, figures) in [
        ("the bar", BAR),
        ("Lucene 8 DutchAnalyzer", LUCENE),
        ("PostgreSQL 15 `dutch`, AND then OR", POSTGRES),
        ("SQLite FTS5, trigram", FTS5),
        ("Xapian, Dutch stemmer", XAPIAN),
    ] {
        line(name, &figures);
    }
}

/// How many compounds are split as they should be, how many other words are split, and how many pairs of forms of one
/// word have one stem. F is that of parts, as the baselines of the sets' README have it: what is left whole has none. (With
/// the whole as one wrong part tantivy's splitter with all words of OpenTaal would have 0.22 and not 0.30, with those of 4 to
/// 8 letters 0.53 and not 0.63.)
fn words(directory: &Path) -> Result<()> {
    let mut stemmer = DutchStemmer::default();
    let (mut count, mut exact, mut right, mut found, mut wanted) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for line in fs::read_to_string(directory.join("compounds.tsv"))?.lines() {
        let [word, parts, ..] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
        let parts: Vec<String> = parts.split(' ').map(|part| stemmer.stem(&fold(part)).to_owned()).collect();
        let analysed = stemmer.analyse(&fold(word));
        let pieces = if analysed.pieces.len() > 1 { &analysed.pieces[..] } else { &[] };
        count += 1.0;
        exact += f64::from(pieces == parts);
        right += pieces.iter().filter(|piece| parts.contains(piece)).count() as f64;
        found += pieces.len() as f64;
        wanted += parts.len() as f64;
    }
    let (mut others, mut cut) = (0.0, 0.0);
    for line in fs::read_to_string(directory.join("simplex.tsv"))?.lines() {
        let word = line.split('\t').next().unwrap_or_default();
        others += 1.0;
        cut += f64::from(stemmer.analyse(&fold(word)).pieces.len() > 1);
    }
    let (mut pairs, mut same) = (0.0, 0.0);
    for line in fs::read_to_string(directory.join("lemmas.tsv"))?.lines() {
        let forms = line.split('\t').nth(1).unwrap_or_default().split(' ');
        let stems: Vec<String> = forms.map(|form| stemmer.stem(&fold(form)).to_owned()).collect();
        for (i, one) in stems.iter().enumerate() {
            for other in &stems[i + 1..] {
                pairs += 1.0;
                same += f64::from(one == other);
            }
        }
    }
    say(&format!(
        "\ncompounds exactly {:.3}, F {:.3}; others split {:.1} %; pairs of forms together {:.3}",
        exact / count,
        2.0 * right / (found + wanted),
        100.0 * cut / others,
        same / pairs
    ));
    Ok(())
}
