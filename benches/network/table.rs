//! What was measured, sizes side by side, as Markdown.

use std::fmt::Write;
use std::time::Instant;

use crate::Result;
use crate::http::{Client, Load};
use crate::process::Server;

/// All that was measured at one size.
#[derive(Default)]
pub struct Report {
    pub size: usize,
    pub facts: Vec<Fact>,
    pub requests: Vec<Measured>,
    pub engine: Vec<Engine>,
}

pub struct Fact {
    name: &'static str,
    goal: &'static str,
    value: f64,
}

/// A kind of request over HTTP.
pub struct Measured {
    name: String,
    goal: String,
    /// µs of the server's CPU for each.
    cpu: f64,
    /// µs.
    p50: f64,
    p99: f64,
    pub per_second: f64,
}

/// µs of CPU.
#[derive(Clone, Copy)]
pub struct Cost {
    pub mean: f64,
    pub p99: f64,
}

/// A kind of question without a server.
pub struct Engine {
    pub name: &'static str,
    pub bare: Cost,
    pub plain: Cost,
    pub full: Cost,
}

impl Report {
    pub fn fact(&mut self, fact: Fact) {
        self.facts.push(fact);
    }
}

impl Fact {
    pub fn new(name: &'static str, goal: &'static str, value: f64) -> Self {
        Self { name, goal, value }
    }
}

impl Measured {
    /// Sends a tenth of the load first, so that caches are filled and connections open.
    pub async fn of(
        name: &str,
        goal: &str,
        server: &Server,
        client: &Client,
        load: &Load<'_>,
    ) -> Result<Self> {
        client.send(&Load { count: load.count / 10, ..*load }).await?;
        let before = server.cpu()?;
        let begun = Instant::now();
        let times = client.send(load).await?;
        let per_second = load.count as f64 / begun.elapsed().as_secs_f64();
        let cpu = (server.cpu()? - before).as_secs_f64() * 1e6 / load.count as f64;
        let at = |quantile: f64| times.value_at_quantile(quantile) as f64;
        Ok(Self {
            name: name.to_owned(),
            goal: goal.to_owned(),
            cpu,
            p50: at(0.5),
            p99: at(0.99),
            per_second,
        })
    }
}

pub fn render(reports: &[Report]) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = requests(&mut text, reports)
        .and_then(|()| engines(&mut text, reports))
        .and_then(|()| facts(&mut text, reports));
    text
}

fn requests(text: &mut String, reports: &[Report]) -> std::fmt::Result {
    write!(text, "| over HTTP, 8 connections |")?;
    for report in reports {
        write!(text, " {}: CPU µs | p50 ms | p99 ms |", number(report.size as f64))?;
    }
    writeln!(text, " growth | goal, CPU µs |")?;
    rule(text, 3 * reports.len() + 2)?;
    let Some(first) = reports.first() else { return Ok(()) };
    for (i, measured) in first.requests.iter().enumerate() {
        write!(text, "| {} |", indented(&measured.name))?;
        for measured in reports.iter().map(|report| &report.requests[i]) {
            let (p50, p99) = (number(measured.p50 / 1e3), number(measured.p99 / 1e3));
            write!(text, " {} | {p50} | {p99} |", number(measured.cpu))?;
        }
        let growth = reports.last().map_or(1.0, |last| last.requests[i].cpu / measured.cpu);
        writeln!(text, " {} × | {} |", number(growth), measured.goal)?;
    }
    writeln!(text)
}

fn engines(text: &mut String, reports: &[Report]) -> std::fmt::Result {
    write!(text, "| search, CPU µs: mean (p99) |")?;
    for report in reports {
        let size = number(report.size as f64);
        write!(
            text,
            " {size}: bare tantivy | in process | HTTP | ratio | in process, all | HTTP, all | ratio |"
        )?;
    }
    writeln!(text)?;
    rule(text, 7 * reports.len())?;
    let Some(first) = reports.first() else { return Ok(()) };
    for (i, engine) in first.engine.iter().enumerate() {
        write!(text, "| {} |", engine.name)?;
        for report in reports {
            let (Engine { bare, plain, full, .. }, over_http) = (&report.engine[i], report.searches(i));
            let cell = |cost: &Cost| format!("{} ({})", number(cost.mean), number(cost.p99));
            let (plain_http, full_http) = over_http;
            let ratio = |cpu: f64| number(cpu / bare.mean);
            write!(
                text,
                " {} | {} | {} | {} × |",
                cell(bare),
                cell(plain),
                number(plain_http),
                ratio(plain_http)
            )?;
            write!(text, " {} | {} | {} × |", cell(full), number(full_http), ratio(full_http))?;
        }
        writeln!(text)?;
    }
    writeln!(text)
}

impl Report {
    /// CPU µs over HTTP of the search in row `i`, without and with everything.
    fn searches(&self, i: usize) -> (f64, f64) {
        let from = |name: &str| self.requests.iter().position(|row| row.name.starts_with(name));
        let cpu = |start: Option<usize>| start.map_or(f64::NAN, |start| self.requests[start + i].cpu);
        (cpu(from("search: ")), cpu(from("search with ")))
    }
}

fn facts(text: &mut String, reports: &[Report]) -> std::fmt::Result {
    write!(text, "| |")?;
    for report in reports {
        write!(text, " {} |", number(report.size as f64))?;
    }
    writeln!(text, " goal |")?;
    rule(text, reports.len() + 1)?;
    let Some(first) = reports.first() else { return Ok(()) };
    for (i, fact) in first.facts.iter().enumerate() {
        write!(text, "| {} |", indented(fact.name))?;
        for report in reports {
            write!(text, " {} |", number(report.facts[i].value))?;
        }
        writeln!(text, " {} |", fact.goal)?;
    }
    Ok(())
}

/// Under a header: the first column is text, the others are numbers.
fn rule(text: &mut String, numbers: usize) -> std::fmt::Result {
    writeln!(text, "| --- |{}", " ---: |".repeat(numbers))
}

/// Markdown drops spaces at the beginning of a cell.
fn indented(name: &str) -> String {
    match name.strip_prefix("  ") {
        Some(rest) => format!("… {rest}"),
        None => name.to_owned(),
    }
}

/// Three figures, with commas between thousands.
fn number(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    if value < 10.0 {
        return format!("{value:.2}");
    }
    if value < 100.0 {
        return format!("{value:.1}");
    }
    let digits = format!("{value:.0}");
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
