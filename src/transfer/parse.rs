//! One record from its text: a line of JSON, Markdown with front matter, or plain notes.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{NaiveTime, TimeZone, Utc};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::mistake::{Mistake, Place};
use super::record::{Publication, Record, ReportRecord};
use crate::reports::from_text;

/// Characters of an external id.
const EXTERNAL_ID_MAX: usize = 200;

/// A JSON object. `kind`: what it is when it does not say so.
pub fn line(place: Place, text: &str, kind: Option<&str>) -> Result<Record, Mistake> {
    match serde_json::from_str(text) {
        Ok(value) => record(place, value, kind),
        Err(error) => Err(Mistake::whole(place, format!("not JSON: {error}"))),
    }
}

/// YAML between two lines of `---`, then the long text. Without an external id it goes by the name of its file.
pub fn markdown(path: &Path, text: &str, kind: Option<&str>) -> Result<Record, Mistake> {
    let at = |line| Place { file: path.to_owned(), line };
    let mut value = front_matter(text, kind).map_err(|(line, reason)| Mistake::whole(at(line), reason))?;
    if let Value::Object(fields) = &mut value {
        let id = fields.entry("externalId").or_insert_with(|| "".into());
        if id == "" {
            *id = stem(path).into();
        }
    }
    record(at(1), value, kind)
}

/// Title, day and sections come from the text, the external id from the file's name.
pub fn notes(path: &Path, text: &str) -> Record {
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

/// The fields of front matter and the text behind it; else the line of the mistake, and what it is.
fn front_matter(text: &str, kind: Option<&str>) -> Result<Value, (usize, String)> {
    let text = text.replace("\r\n", "\n");
    let front = text
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n").or(rest.strip_suffix("\n---").map(|front| (front, ""))));
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

fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

fn record(place: Place, value: Value, kind: Option<&str>) -> Result<Record, Mistake> {
    let wrong =
        |field: &str, reason: String| Mistake { place: place.clone(), field: field.to_owned(), reason };
    let Value::Object(mut fields) = value else {
        return Err(wrong("", "not an object".to_owned()));
    };
    let own = fields.remove("kind");
    let kind = match own.as_ref().map(Value::as_str) {
        None => kind.unwrap_or_default(),
        Some(Some(kind)) => kind,
        Some(None) => "",
    };
    if let Some(unknown) = unknown_field(kind, &fields) {
        return Err(wrong(&unknown, format!("a {kind} has no such field")));
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
    let record = record.map_err(|(field, reason)| wrong(&field, reason))?;
    if let Err(problems) = crate::text::clean("externalId", record.external_id(), EXTERNAL_ID_MAX) {
        return Err(wrong("externalId", problems.to_string()));
    }
    if record.external_id().is_empty() {
        let reason = "is missing: without it a second import would double the record";
        return Err(wrong("externalId", reason.to_owned()));
    }
    Ok(record)
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
