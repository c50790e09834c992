//! How well search finds: runs the open sets of questions through the program's own search and prints MRR@10, nDCG@10,
//! recall@10 and success@1, by set and by kind of question, nDCG@10 with each step switched off in turn, and how well
//! compounds are split and forms of a word brought together: `make eval-search`.
//!
//! A document of a set goes in as a published report, through the same projection of Markdown; a question is asked by
//! somebody who is not signed in; the first ten hits count. docs/search.md holds the last table.

use std::collections::{BTreeSet, HashMap};
use std::error::Error;
use std::fs;
use std::path::Path;

use bigdatagemeenten::cli::terminal::{say, warn};
use bigdatagemeenten::ids::{NodeId, NodeKind};
use bigdatagemeenten::markdown;
use bigdatagemeenten::outbox::Position;
use bigdatagemeenten::search::analysis::{fold::fold, stem::DutchStemmer};
use bigdatagemeenten::search::generation::Generation;
use bigdatagemeenten::search::layout::Payload;
use bigdatagemeenten::search::weights::Weights;
use bigdatagemeenten::search::{Document, SearchRequest, query, schema};
use chrono::DateTime;
use serde_json::Value;
use uuid::Uuid;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const SETS: [&str; 7] = ["pages", "titles", "sections", "vac", "index", "abbr", "robust"];
/// nDCG@10 of the best row of others for each set (README of the sets), and the bar.
const LUCENE: [f64; 7] = [0.711, 0.752, 0.478, 0.909, 0.565, 0.652, 0.466];
const POSTGRES: [f64; 7] = [0.649, 0.701, 0.358, 0.893, 0.465, 0.666, 0.435];
const FTS5: [f64; 7] = [0.652, 0.763, 0.478, 0.932, 0.498, 0.487, 0.504];
const XAPIAN: [f64; 7] = [0.670, 0.729, 0.484, 0.885, 0.582, 0.662, 0.435];
const BAR: [f64; 7] = [0.75, 0.77, 0.53, 0.93, 0.66, 0.92, 0.78];

#[derive(Clone, Copy, Default)]
struct Figures {
    mrr: f64,
    ndcg: f64,
    recall: f64,
    success: f64,
    empty: f64,
}

struct Question {
    text: String,
    kind: String,
    gains: HashMap<String, i32>,
}

struct Set {
    documents: Vec<(String, String, String)>,
    questions: Vec<Question>,
}

fn main() -> Result<()> {
    let directory = std::env::args().nth(1).ok_or("say where the sets are")?;
    let off = |change: fn(&mut Weights)| {
        let mut weights = Weights::DEFAULT;
        change(&mut weights);
        weights
    };
    let steps: [(&str, Weights); 10] = [
        ("all", Weights::DEFAULT),
        ("without the title's weight", off(|weights| (weights.title, weights.title_share) = (0.0, 0.0))),
        ("without titles that begin as asked", off(|weights| weights.title_start = 0.0)),
        ("without headings and beginnings", off(|weights| (weights.heading, weights.lead) = (0.0, 0.0))),
        ("without parts of longer words", off(|weights| weights.part = 0.0)),
        ("without pieces of compounds", off(|weights| weights.pieces = 0.0)),
        ("without mending", off(|weights| weights.spelling = 0.0)),
        ("without abbreviations", off(|weights| weights.abbreviation = 0.0)),
        ("without nearness", off(|weights| weights.proximity = 0.0)),
        ("all words required when any has them", off(|weights| weights.enough = 1.0)),
    ];
    let mut rows: Vec<Vec<Figures>> = vec![Vec::new(); steps.len()];
    let mut kinds = Vec::new();
    for name in SETS {
        warn(&format!("  {name}"));
        let set = read(&Path::new(&directory).join(name))?;
        let work = tempfile::tempdir()?;
        let generation = fill(work.path(), &set)?;
        for ((_, weights), row) in steps.iter().zip(&mut rows) {
            row.push(measure(&generation, &set, weights, None)?);
        }
        let names: BTreeSet<&str> = set.questions.iter().map(|question| question.kind.as_str()).collect();
        for kind in names {
            kinds.push((
                format!("{name}, {kind}"),
                measure(&generation, &set, &Weights::DEFAULT, Some(kind))?,
            ));
        }
    }
    print(&steps.map(|(name, _)| name), &rows, &kinds);
    words(&Path::new(&directory).join("compounds"))
}

fn read(directory: &Path) -> Result<Set> {
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
        let gains = gains.remove(&field(question, "id"))?;
        Some(Question { text: field(question, "text"), kind: field(question, "kind"), gains })
    });
    Ok(Set { documents: documents.collect(), questions: questions.collect() })
}

fn fill(directory: &Path, set: &Set) -> Result<Generation> {
    let generation = Generation::create(directory)?;
    let mut writer = generation.writer()?;
    for (number, (_, title, body)) in (1..).zip(&set.documents) {
        let node = NodeId::new(NodeKind::Report, Uuid::from_u128(number));
        // A report has a title; these sets leave some out on purpose.
        let title = if title.is_empty() { "Zonder titel" } else { title };
        let document = Document {
            body: markdown::to_plain(body).text,
            scope_terms: vec!["public".to_owned()],
            ..Document::new(node, title, DateTime::UNIX_EPOCH)
        };
        writer.add(&document)?;
    }
    let payload = Payload {
        format: schema::FORMAT,
        incarnation: String::new(),
        position: Position::default(),
        postponed: Vec::new(),
        is_rebuild_due: false,
    };
    writer.commit(&payload)?;
    writer.close()?;
    Ok(generation)
}

/// Over the questions of one kind, or over all.
fn measure(generation: &Generation, set: &Set, weights: &Weights, kind: Option<&str>) -> Result<Figures> {
    let searcher = generation.searcher();
    let mut sum = Figures::default();
    let mut count = 0.0;
    for question in set.questions.iter().filter(|question| kind.is_none_or(|kind| question.kind == kind)) {
        count += 1.0;
        let request = SearchRequest { text: question.text.clone(), ..SearchRequest::first(10) };
        let answer = query::search(&generation.view(&searcher), &request, weights)?;
        let gain = |number: u128| {
            let id = usize::try_from(number).ok().and_then(|number| set.documents.get(number - 1));
            id.and_then(|(id, ..)| question.gains.get(id)).copied().unwrap_or_default()
        };
        let hits = &answer.results.hits.rows;
        let found: Vec<i32> = hits.iter().map(|(_, hit)| gain(hit.node.uuid.as_u128())).collect();
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

fn print(steps: &[&str], rows: &[Vec<Figures>], kinds: &[(String, Figures)]) {
    say(
        "| set | MRR@10 | nDCG@10 | recall@10 | success@1 | empty |\n| --- | ---: | ---: | ---: | ---: | ---: |",
    );
    let sets = SETS.iter().map(|name| (*name).to_owned()).zip(rows[0].iter().copied());
    for (name, one) in sets.chain(kinds.iter().cloned()) {
        let Figures { mrr, ndcg, recall, success, empty } = one;
        let empty = 100.0 * empty;
        say(&format!("| {name} | {mrr:.3} | {ndcg:.3} | {recall:.3} | {success:.3} | {empty:.1} % |"));
    }
    say(&format!("\n| nDCG@10 | {} |\n| --- |{}", SETS.join(" | "), " ---: |".repeat(SETS.len())));
    let line = |name: &str, figures: &[f64]| {
        let cells: Vec<String> = figures.iter().map(|figure| format!("{figure:.3}")).collect();
        say(&format!("| {name} | {} |", cells.join(" | ")));
    };
    for (name, row) in steps.iter().zip(rows) {
        line(name, &row.iter().map(|one| one.ndcg).collect::<Vec<_>>());
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
/// word have one stem.
fn words(directory: &Path) -> Result<()> {
    let mut stemmer = DutchStemmer::default();
    let (mut count, mut exact, mut right, mut found, mut wanted) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for line in fs::read_to_string(directory.join("compounds.tsv"))?.lines() {
        let [word, parts, ..] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
        let parts: Vec<String> = parts.split(' ').map(|part| stemmer.stem(&fold(part)).to_owned()).collect();
        let analysed = stemmer.analyse(&fold(word));
        let is_split = analysed.pieces.len() > 1;
        let pieces = if is_split { analysed.pieces.clone() } else { vec![analysed.stem.clone()] };
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
