//! The thesaurus as CSV (RFC 4180), for who works with a spreadsheet: one row a concept, `|` between labels.
//!
//! Other concepts are named by their preferred labels. Read is also what a Dutch spreadsheet writes: with semicolons, and
//! with a byte order mark.

use super::file::{Mistake, Name, Read, Record};
use super::model::Concept;
use super::scheme::Scheme;
use crate::error::{Error, Result};
use crate::ids::ConceptId;
use crate::themes::Vocabulary;

/// The columns; only the first must be there.
pub const COLUMNS: [&str; 9] = [
    "prefLabel",
    "prefLabelEn",
    "altLabels",
    "hiddenLabels",
    "broader",
    "related",
    "scopeNote",
    "theme",
    "uri",
];

pub fn read(text: &str) -> Read {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let head = text.lines().next().unwrap_or_default();
    let delimiter = if head.contains(';') && !head.contains(',') { b';' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let mut read = Read::default();
    let wrong = |line: usize, reason: String| Read {
        records: Vec::new(),
        mistakes: vec![Mistake::new(line, reason)],
    };
    let columns = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => return wrong(1, format!("geen geldige CSV: {error}")),
    };
    let column = |name: &str| columns.iter().position(|column| column.trim().eq_ignore_ascii_case(name));
    if let Some(unknown) =
        columns.iter().find(|name| !COLUMNS.iter().any(|known| known.eq_ignore_ascii_case(name.trim())))
    {
        let known = COLUMNS.join(", ");
        return wrong(1, format!("de kolom “{unknown}” is niet bekend; de kolommen zijn {known}"));
    }
    if column(COLUMNS[0]).is_none() {
        return wrong(1, "de kolom prefLabel ontbreekt".to_owned());
    }
    let places = COLUMNS.map(column);
    for row in reader.records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                let line = error.position().map_or(1, |position| position.line() as usize);
                read.mistakes.push(Mistake::new(line, format!("geen geldige CSV: {error}")));
                continue;
            }
        };
        let line = row.position().map_or(1, |position| position.line() as usize);
        let cell = |at: usize| places[at].and_then(|place| row.get(place)).unwrap_or_default().trim();
        let filled = |at: usize| Some(cell(at).to_owned()).filter(|text| !text.is_empty());
        let list =
            |at: usize| cell(at).split('|').map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if cell(0).is_empty() {
            read.mistakes.push(Mistake::new(line, "deze regel heeft geen prefLabel"));
            continue;
        }
        read.records.push(Record {
            line,
            uri: filled(8),
            pref_label: cell(0).to_owned(),
            pref_label_en: filled(1),
            alt_labels: list(2).collect(),
            hidden_labels: list(3).collect(),
            scope_note: cell(6).to_owned(),
            theme: filled(7),
            broader: list(4).map(Name::Label).collect(),
            narrower: Vec::new(),
            related: list(5).map(Name::Label).collect(),
        });
    }
    read
}

pub fn write(scheme: &Scheme, themes: &Vocabulary) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(Error::internal)?;
    let labels = |ids: Vec<ConceptId>| {
        let named: Vec<&str> =
            ids.iter().filter_map(|id| scheme.get(*id)).map(|one| one.content.pref_label.as_str()).collect();
        named.join("|")
    };
    for Concept { id, uri, content, .. } in scheme.all() {
        // A spreadsheet takes what begins so for a formula; the space goes when it is read again.
        let guard = if content.scope_note.starts_with(['=', '+', '-', '@']) { " " } else { "" };
        let theme = content.theme.and_then(|id| themes.get(id)).map(|theme| theme.slug.clone());
        let row = [
            content.pref_label.clone(),
            content.pref_label_en.clone().unwrap_or_default(),
            content.alt_labels.join("|"),
            content.hidden_labels.join("|"),
            labels(scheme.broader(*id)),
            labels(scheme.related(*id)),
            format!("{guard}{}", content.scope_note),
            theme.unwrap_or_default(),
            uri.clone().unwrap_or_default(),
        ];
        writer.write_record(row).map_err(Error::internal)?;
    }
    let bytes = writer.into_inner().map_err(|error| Error::internal(error.to_string()))?;
    String::from_utf8(bytes).map_err(Error::internal)
}
