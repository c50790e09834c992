//! Reading records from files; every mistake is told with file, line, field and reason.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

use chrono::{NaiveTime, TimeZone, Utc};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::record::{Publication, Record, ReportRecord};
use crate::reports::from_text;

/// Characters of an external id.
const EXTERNAL_ID_MAX: usize = 200;

/// Where a record stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub file: PathBuf,
    /// Counted from 1.
    pub line: usize,
}

/// What is wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub place: Place,
    /// Dotted path into the record; empty when it is the whole record.
    pub field: String,
    pub reason: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.place.file.display(), self.place.line)?;
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        f.write_str(&self.reason)
    }
}

/// What one file held.
#[derive(Debug, Default)]
pub struct Read {
    pub records: Vec<(Place, Record)>,
    pub mistakes: Vec<Mistake>,
}

/// Reads a file by its name: `.jsonl` and `.ndjson`, `.md`, or plain text for a report. `kind` is what a file without
/// one of its own holds.
pub fn file(path: &Path, kind: Option<&str>) -> Read {
    match std::fs::read_to_string(path) {
        Ok(content) => text(path, &content, kind),
        Err(error) => failed(path, 1, format!("cannot be read: {error}")),
    }
}

fn failed(path: &Path, line: usize, reason: String) -> Read {
    let place = Place { file: path.to_owned(), line };
    Read { records: Vec::new(), mistakes: vec![Mistake { place, field: String::new(), reason }] }
}

/// The same for what a file of that name would hold.
pub fn text(path: &Path, text: &str, kind: Option<&str>) -> Read {
    let at = |line| Place { file: path.to_owned(), line };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    match extension.to_lowercase().as_str() {
        "jsonl" | "ndjson" | "json" => lines(path, text, kind),
        "md" | "markdown" => match markdown(text, kind) {
            Ok(value) => one(at(1), value, kind, path),
            Err((line, reason)) => failed(path, line, reason),
        },
        _ if kind == Some("report") => {
            Read { records: vec![(at(1), notes(path, text))], mistakes: Vec::new() }
        }
        _ => failed(path, 1, "what is this? Use .jsonl, .md, or --kind report for plain text".to_owned()),
    }
}

fn lines(path: &Path, text: &str, kind: Option<&str>) -> Read {
    let mut read = Read::default();
    for (i, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = Place { file: path.to_owned(), line: i + 1 };
        match serde_json::from_str(line) {
            Ok(value) => {
                let one = one(place, value, kind, path);
                read.records.extend(one.records);
                read.mistakes.extend(one.mistakes);
            }
            Err(error) => {
                let reason = format!("not JSON: {error}");
                read.mistakes.push(Mistake { place, field: String::new(), reason });
            }
        }
    }
    read
}

/// YAML between two lines of `---`, then the long text.
fn markdown(text: &str, kind: Option<&str>) -> Result<Value, (usize, String)> {
    let text = text.replace("\r\n", "\n");
    let front = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    let (front, body) =
        front.ok_or((1, "front matter is missing: begin with a line of three hyphens".to_owned()))?;
    let value: Value = serde_yaml_ng::from_str(front).map_err(|error| {
        let line = error.location().map_or(1, |location| location.line() + 1);
        (line, format!("front matter: {error}"))
    })?;
    let Value::Object(mut fields) = value else {
        return Err((2, "front matter is not a list of fields".to_owned()));
    };
    let kind = fields.get("kind").and_then(Value::as_str).or(kind).unwrap_or_default().to_owned();
    let body_field = match kind.as_str() {
        "report" => "body",
        "outcome" => "conclusion",
        "challenge" => "context",
        "meeting" => "description",
        "person" => "about",
        "pilot" => {
            pilot_sections(&mut fields, body);
            return Ok(Value::Object(fields));
        }
        _ => return Ok(Value::Object(fields)),
    };
    fields.entry(body_field).or_insert_with(|| body.trim().into());
    Ok(Value::Object(fields))
}

/// A pilot's texts stand under headings with the names of its fields, Dutch or English.
fn pilot_sections(fields: &mut serde_json::Map<String, Value>, body: &str) {
    let names = [
        ("problem", ["probleem", "problem"]),
        ("approach", ["aanpak", "approach"]),
        ("results", ["resultaten", "results"]),
        ("lessonsLearned", ["geleerd", "lessons learned"]),
        ("failures", ["wat misging", "failures"]),
    ];
    let mut field = "problem";
    let mut texts: Vec<(&str, String)> = Vec::new();
    for line in body.lines() {
        let heading = line.strip_prefix("## ").map(|heading| heading.trim().to_lowercase());
        let named =
            heading.and_then(|heading| names.iter().find(|(_, names)| names.contains(&heading.as_str())));
        match (named, texts.iter_mut().find(|(name, _)| *name == field)) {
            (Some((name, _)), _) => field = name,
            (None, Some((_, text))) => {
                text.push('\n');
                text.push_str(line);
            }
            (None, None) => texts.push((field, line.to_owned())),
        }
    }
    for (field, text) in texts {
        if !text.trim().is_empty() {
            fields.entry(field).or_insert_with(|| text.trim().into());
        }
    }
}

/// Plain notes: title, day and sections come from the text, the external id from the file's name.
fn notes(path: &Path, text: &str) -> Record {
    let draft = from_text::read(text);
    let day = draft.date.map(|date| {
        Utc.from_utc_datetime(&date.and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default()))
    });
    let publication = Publication { external_id: stem(path), created_at: day, ..Publication::default() };
    Record::Report(ReportRecord {
        title: draft.title,
        summary: draft.summary,
        body: draft.body,
        take_home_message: draft.take_home_message,
        meeting: None,
        authors: Vec::new(),
        publication,
    })
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

fn one(place: Place, value: Value, kind: Option<&str>, path: &Path) -> Read {
    let mut read = Read::default();
    let mistake = |field: String, reason: String| Mistake { place: place.clone(), field, reason };
    let Value::Object(mut fields) = value else {
        read.mistakes.push(mistake(String::new(), "not an object".to_owned()));
        return read;
    };
    let own = fields.remove("kind");
    let kind = match own.as_ref().map(Value::as_str) {
        None => kind.unwrap_or_default(),
        Some(Some(kind)) => kind,
        Some(None) => "",
    };
    if let Some(unknown) = unknown_field(kind, &fields) {
        read.mistakes.push(mistake(unknown, format!("a {kind} has no such field")));
        return read;
    }
    let value = Value::Object(fields);
    let record = match kind {
        "person" => parse(value).map(Record::Person),
        "challenge" => parse(value).map(Record::Challenge),
        "pilot" => parse(value).map(|pilot| Record::Pilot(Box::new(pilot))),
        "meeting" => parse(value).map(Record::Meeting),
        "report" => parse(value).map(Record::Report),
        "outcome" => parse(value).map(Record::Outcome),
        other => Err(("kind".to_owned(), format!("“{other}” is none of {}", Record::KINDS.join(", ")))),
    };
    match record {
        Ok(mut record) => {
            // A Markdown file is one record, and its name identifies it well enough.
            if record.external_id().is_empty()
                && path.extension().is_some_and(|extension| extension == "md")
                && let Some(publication) = record.publication_mut()
            {
                publication.external_id = stem(path);
            }
            if let Err(problems) = crate::text::clean("externalId", record.external_id(), EXTERNAL_ID_MAX) {
                read.mistakes.push(mistake("externalId".to_owned(), problems.to_string()));
                return read;
            }
            match record.external_id().is_empty() {
                true => read.mistakes.push(mistake(
                    "externalId".to_owned(),
                    "is missing: without it a second import would double the record".to_owned(),
                )),
                false => read.records.push((place, record)),
            }
        }
        Err((field, reason)) => read.mistakes.push(mistake(field, reason)),
    }
    read
}

fn parse<T: DeserializeOwned>(value: Value) -> Result<T, (String, String)> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let field = error.path().to_string();
        let field = if field == "." { String::new() } else { field };
        (field, error.into_inner().to_string())
    })
}

/// Serde can't refuse unknown fields beside flattened ones, so the known ones are listed here.
fn unknown_field(kind: &str, fields: &serde_json::Map<String, Value>) -> Option<String> {
    let common = "externalId slug status visibility owner createdBy createdAt updatedAt publishedAt";
    let own = match kind {
        "challenge" => "question context themes",
        "pilot" => {
            "title municipality summary stage domains themes problem approach results lessonsLearned failures \
             partners dataSources buyers cost replicates contacts authors challenges"
        }
        "meeting" => "title sequenceNumber startsAt endsAt host venue description agenda pilots",
        "report" => "title summary body takeHomeMessage meeting authors",
        "outcome" => "question conclusion insights meeting challenge tableHost",
        _ => return None,
    };
    let known: BTreeSet<&str> = common.split(' ').chain(own.split_whitespace()).collect();
    fields.keys().find(|field| !known.contains(field.as_str())).cloned()
}
