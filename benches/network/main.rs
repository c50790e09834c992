//! What the network costs, measured from outside and inside: `make bench` (scripts/bench.sh) runs it.
//!
//! For each size a fresh data directory is filled by `import`, served by the release program and asked over loopback.
//! What counts is CPU time of the server's process (with PostgreSQL's, where that is asked for) and ratios within one run:
//! both are the same on a busy machine.
//! Latencies are not; they are for quiet ones.

#![expect(clippy::disallowed_methods, reason = "its script tells it by the environment what to measure")]

mod corpus;
mod engine;
mod flood;
mod http;
mod postgres;
mod process;
mod table;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bigdatagemeenten::cli::terminal::{say, warn};
use serde_json::{Value, json};

use corpus::Corpus;
use http::{Client, Load};
use process::Server;
use table::{Fact, Measured, Report};

pub type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// The program that is measured, unless `BENCH_PROGRAM` names another build of it.
const PROGRAM: &str = env!("CARGO_BIN_EXE_bigdatagemeenten");
const CREATE: &str = "createPilot, durable";
const FLOOD: &str = "flood";
/// How long the server is watched doing nothing.
const REST: Duration = Duration::from_secs(10);

fn main() -> Result<()> {
    if !std::env::args().any(|argument| argument == "--bench") {
        warn("This is no test: run `make bench`.");
        return Ok(());
    }
    let corpus = PathBuf::from(std::env::var("BENCH_CORPUS").map_err(|_| "run scripts/bench.sh")?);
    let work = PathBuf::from(std::env::var("BENCH_DIR").map_err(|_| "run scripts/bench.sh")?);
    let sizes = std::env::var("BENCH_SIZES").unwrap_or_else(|_| "10000 100000".to_owned());
    let only = std::env::var("BENCH_ONLY").ok();
    let program = std::env::var("BENCH_PROGRAM").unwrap_or_else(|_| PROGRAM.to_owned());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut reports = Vec::new();
    for size in sizes.split_whitespace() {
        let size = size.parse()?;
        let kind = if std::env::var_os("BENCH_POSTGRES").is_some() { "postgres" } else { "data" };
        let dir = work.join(format!("{kind}-{size}"));
        if let Some(only) = &only {
            let corpus = Corpus::new(&corpus, size)?;
            reports.push(runtime.block_on(some(&program, &corpus, &dir, only))?);
            continue;
        }
        if dir.exists() {
            std::fs::remove_dir_all(&dir)?;
        }
        std::fs::create_dir_all(&dir)?;
        let measured = runtime.block_on(measure(&program, &Corpus::new(&corpus, size)?, &dir));
        std::fs::remove_dir_all(&dir)?;
        reports.push(measured?);
    }
    say(&table::render(&reports));
    Ok(())
}

/// Only the requests whose names have `only` in them, on data that is kept for the next time.
async fn some(program: &str, corpus: &Corpus, dir: &Path, only: &str) -> Result<Report> {
    let mut report = Report { size: corpus.size, ..Report::default() };
    if !dir.join("data").exists() {
        std::fs::create_dir_all(dir)?;
        let records = dir.join("pilots.jsonl");
        corpus.write(&records)?;
        process::run(program, dir, &["import", &records.to_string_lossy()], None)?;
    }
    let mut server = Server::start(program, dir)?;
    let client = Client::new(server.url())?;
    client.first_answer(&search(&corpus.queries("term")?[0], false)).await?;
    reads(corpus, &server, &client, Some(only), &mut report).await?;
    let (all, own) = server.memory()?;
    report.fact(Fact::new("memory, MB", "", all));
    report.fact(Fact::new("  of which not files", "", own));
    if CREATE.contains(only) {
        writes(program, corpus, &mut server, &client, &mut report).await?;
    }
    server.stop()?;
    if FLOOD.contains(only) {
        flood(program, corpus, dir, &mut report).await?;
    }
    Ok(report)
}

/// What one client notices of a flood of bad requests.
async fn flood(program: &str, corpus: &Corpus, dir: &Path, report: &mut Report) -> Result<()> {
    warn("  a flood");
    let server = Server::start_on_one_core(program, dir)?;
    let searches: Vec<Value> = corpus.queries("term")?.iter().map(|text| search(text, false)).collect();
    Client::new(server.url())?.first_answer(&searches[0]).await?;
    let flooded = flood::measure(&server.url(), &searches).await?;
    report.fact(Fact::new("on one core, a search of one client, p99 ms", "", flooded.before));
    report.fact(Fact::new("  during a flood of bad requests, p99 ms", "", flooded.during));
    report.fact(Fact::new("  times as long", "≤ 3", flooded.during / flooded.before));
    report.fact(Fact::new("  bad requests answered a second", "", flooded.refused));
    server.stop()
}

async fn measure(program: &str, corpus: &Corpus, dir: &Path) -> Result<Report> {
    let mut report = Report { size: corpus.size, ..Report::default() };
    let records = dir.join("pilots.jsonl");
    corpus.write(&records)?;
    warn(&format!("{} pilots: import", corpus.size));
    fill(program, corpus, dir, &records, &mut report)?;

    warn("  start, and rest");
    let mut server = Server::start(program, dir)?;
    let client = Client::new(server.url())?;
    let first = &corpus.queries("term")?[0];
    client.first_answer(&search(first, false)).await?;
    report.fact(Fact::new("start to the first right answer, CPU s", "≤ 0.2", server.cpu()?.as_secs_f64()));
    let before = server.cpu()?;
    tokio::time::sleep(REST).await;
    let idle = (server.cpu()? - before).as_secs_f64() / REST.as_secs_f64();
    report.fact(Fact::new("at rest, % of a core", "≤ 3", 100.0 * idle));
    let (all, own) = server.memory()?;
    report.fact(Fact::new("memory at rest, MB", "≤ 60", all));
    report.fact(Fact::new("  of which not files", "", own));

    reads(corpus, &server, &client, None, &mut report).await?;
    let (all, own) = server.memory()?;
    report.fact(Fact::new("memory under load, MB", "≤ 180", all));
    report.fact(Fact::new("  of which not files", "", own));
    writes(program, corpus, &mut server, &client, &mut report).await?;
    server.stop()?;

    flood(program, corpus, dir, &mut report).await?;

    warn("  the index alone");
    report.engine = engine::measure(&dir.join("data/index"), corpus)?;
    warn("  rebuild");
    let rebuilt = process::run(program, dir, &["reindex"], None)?;
    let rate = corpus.size as f64 / rebuilt.cpu.as_secs_f64();
    report.fact(Fact::new("rebuild of the index, documents per CPU s", "≥ 4,000", rate));
    report.fact(Fact::new("  memory at most, MB", "≤ 300", rebuilt.memory));
    Ok(report)
}

/// Imports everything; all of it must be found when the command has returned.
fn fill(program: &str, corpus: &Corpus, dir: &Path, records: &Path, report: &mut Report) -> Result<()> {
    let begun = Instant::now();
    let imported = process::run(program, dir, &["import", &records.to_string_lossy()], None)?;
    let seconds = begun.elapsed().as_secs_f64();
    let size = corpus.size as f64;
    report.fact(Fact::new("import until it can be searched, s", "10,000: < 60", seconds));
    report.fact(Fact::new("import, documents per CPU s", "", size / imported.cpu.as_secs_f64()));
    report.fact(Fact::new("  memory at most, MB", "", imported.memory));
    let text = corpus.text_bytes as f64;
    let index = process::bytes_in(&dir.join("data/index"))? as f64;
    let database = process::bytes_in(&dir.join("data"))? as f64 - index;
    report.fact(Fact::new("text of the pilots, MB", "", text / 1e6));
    report.fact(Fact::new("index, times the text", "≤ 0.5", index / text));
    if std::env::var_os("BENCH_POSTGRES").is_none() {
        report.fact(Fact::new("database, times the text", "", database / text));
    }
    Ok(())
}

async fn reads(
    corpus: &Corpus,
    server: &Server,
    client: &Client,
    only: Option<&str>,
    report: &mut Report,
) -> Result<()> {
    let (ids, slugs) = client.pilots(200).await?;
    let like = |id: &String| json!({ "query": corpus::MORE_LIKE_THIS, "variables": { "id": id } });
    let likes = ids.iter().map(like).collect();
    let list = |document: &str| vec![json!({ "query": document })];
    let page = |document: &str| -> Vec<Value> {
        slugs.iter().map(|slug| json!({ "query": document, "variables": { "slug": slug } })).collect()
    };
    let filtered =
        |filter: Value| vec![json!({ "query": corpus::PILOTS_FILTERED, "variables": { "filter": filter } })];
    let searches = |kind: &str, full: bool| -> Result<Vec<Value>> {
        Ok(corpus.queries(kind)?.iter().map(|text| search(text, full)).collect())
    };
    let by_theme = filtered(json!({ "themes": [corpus.themes[7]] }));
    let by_municipality = filtered(json!({ "municipality": corpus.municipalities[3] }));
    let suggestions = corpus.queries("prefix")?;
    let suggest = |queries: bool| -> Vec<Value> {
        let variables = |prefix: &String| json!({ "prefix": prefix, "queries": queries });
        let request = |prefix| json!({ "query": corpus::SUGGEST, "variables": variables(prefix) });
        suggestions.iter().map(request).collect()
    };
    let mut plans: Vec<(String, &str, usize, Vec<Value>)> = vec![
        ("pilots: 20 with municipality and themes".into(), "≤ 380", 4_000, list(corpus::PILOTS)),
        ("  the same, with the total".into(), "", 500, list(corpus::PILOTS_TOTAL)),
        ("  of a theme".into(), "", 1_000, by_theme),
        ("  of a municipality".into(), "", 1_000, by_municipality),
        ("pilot: its texts, municipality and themes".into(), "≤ 130", 6_000, page(corpus::PILOT)),
        ("  the whole page: HTML, contacts, challenges, …".into(), "", 2_000, page(corpus::PILOT_PAGE)),
    ];
    let alone = ("search: ", "≤ 2.5 × tantivy");
    let with_all = ("search with total, facets and highlights: ", "≤ 5 × tantivy");
    for (full, (group, goal)) in [(false, alone), (true, with_all)] {
        for (i, (kind, name, counts)) in corpus::KINDS.into_iter().enumerate() {
            let name = if i == 0 { format!("{group}{name}") } else { format!("  {name}") };
            plans.push((name, goal, counts[usize::from(full)], searches(kind, full)?));
        }
    }
    plans.push(("suggestions".into(), "p99 < 10 ms", 3_000, suggest(false)));
    plans.push(("  with queries, as the page asks".into(), "p99 < 10 ms", 3_000, suggest(true)));
    plans.push(("more like a pilot, with reasons".into(), "", 1_000, likes));
    for (name, goal, count, requests) in plans {
        if only.is_some_and(|only| !name.contains(only)) {
            continue;
        }
        warn(&format!("  {}", name.trim()));
        let load = Load { requests: &requests, count, cookie: None };
        report.requests.push(Measured::of(&name, goal, server, client, &load).await?);
    }
    Ok(())
}

async fn writes(
    program: &str,
    corpus: &Corpus,
    server: &mut Server,
    client: &Client,
    report: &mut Report,
) -> Result<()> {
    warn("  writing");
    let cookie = account(program, server, client).await?;
    let requests = corpus.new_pilots(500)?;
    let load = Load { requests: &requests, count: 3_000, cookie: Some(&cookie) };
    let measured = Measured::of(CREATE, "≤ 250", server, client, &load).await?;
    report.fact(Fact::new("createPilot, a second", "≥ 1,500", measured.per_second));
    report.requests.push(measured);
    let pilot = &requests[0]["variables"]["input"];
    let (typical, longest) = client.until_found(20, pilot, &cookie).await?;
    report.fact(Fact::new("from publication until it is found, median ms", "≤ 1,000", typical));
    report.fact(Fact::new("  longest of 20", "≤ 1,000", longest));
    Ok(())
}

/// A session of an editor, as a cookie.
async fn account(program: &str, server: &Server, client: &Client) -> Result<String> {
    let password = "een lang wachtwoord voor de meting";
    if let Ok(cookie) = client.log_in("meting@example.nl", password).await {
        return Ok(cookie);
    }
    let arguments = [
        ["account", "create"],
        ["--email", "meting@example.nl"],
        ["--name", "M. Eting"],
        ["--municipality", "GM0479"],
        ["--role", "editor"],
    ];
    let mut arguments: Vec<&str> = arguments.into_iter().flatten().collect();
    arguments.push("--password-stdin");
    process::run(program, server.dir(), &arguments, Some(password))?;
    client.log_in("meting@example.nl", password).await
}

fn search(text: &str, full: bool) -> Value {
    let document = if full { corpus::SEARCH_FULL } else { corpus::SEARCH };
    json!({ "query": document, "variables": { "query": text } })
}
