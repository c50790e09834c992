//! The thesaurus as CSV (RFC 4180), for who works with a spreadsheet: one row a concept, `|` between labels.
//!
//! Other concepts are named by their preferred labels. Read is also what a Dutch spreadsheet writes: with semicolons, and
//! with a byte order mark. A row may end early; what there is no column for, and quotes that may have swallowed rows, are
//! mistakes.

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

/// How a cell is quoted.
const QUOTES: &str = "zet een cel met een aanhalingsteken (\") erin helemaal tussen aanhalingstekens, en schrijf het daarin dubbel (\"\")";

pub fn read(text: &str) -> Read {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let head = text.lines().next().unwrap_or_default();
    let delimiter = if head.contains(';') && !head.contains(',') { b';' } else { b',' };
    if let Some(mistake) = misquoted(text, delimiter) {
        return Read { records: Vec::new(), mistakes: vec![mistake] };
    }
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
    if let Some(reason) = misnamed(&columns) {
        return wrong(1, reason);
    }
    let places = COLUMNS.map(|name| columns.iter().position(|column| is_column(column, name)));
    let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    // The reader counts one too few behind `\r\n` and blank lines, which it leaves to the next row.
    let line_of = |position: Option<&csv::Position>| {
        let rest = position.and_then(|position| text.get(position.byte() as usize..)).unwrap_or(text);
        let begin = text.len() - rest.trim_start_matches(['\r', '\n']).len();
        ends.partition_point(|end| *end < begin) + 1
    };
    for row in reader.records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                let reason = format!("geen geldige CSV: {error}");
                read.mistakes.push(Mistake::new(line_of(error.position()), reason));
                continue;
            }
        };
        let line = line_of(row.position());
        let cell = |at: usize| places[at].and_then(|place| row.get(place)).unwrap_or_default().trim();
        let filled = |at: usize| Some(cell(at).to_owned()).filter(|text| !text.is_empty());
        let list =
            |at: usize| cell(at).split('|').map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if row.iter().skip(columns.len()).any(|cell| !cell.trim().is_empty()) {
            let reason = "deze regel heeft meer cellen dan er kolommen zijn; zet een cel met een scheidingsteken erin tussen aanhalingstekens";
            read.mistakes.push(Mistake::new(line, reason));
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

fn is_column(column: &str, name: &str) -> bool {
    column.trim().eq_ignore_ascii_case(name)
}

/// What is wrong with the names of the columns.
fn misnamed(columns: &csv::StringRecord) -> Option<String> {
    for (at, column) in columns.iter().enumerate() {
        let Some(name) = COLUMNS.into_iter().find(|name| is_column(column, name)) else {
            let known = COLUMNS.join(", ");
            return Some(format!("de kolom “{column}” is niet bekend; de kolommen zijn {known}"));
        };
        if columns.iter().take(at).any(|other| is_column(other, name)) {
            return Some(format!("de kolom {name} staat er twee keer"));
        }
    }
    let has_label = columns.iter().any(|column| is_column(column, COLUMNS[0]));
    (!has_label).then(|| format!("de kolom {} ontbreekt", COLUMNS[0]))
}

/// Where a cell is, as far as quotes go.
#[derive(Clone, Copy)]
enum Cell {
    Begins,
    Plain,
    /// It began on this line.
    Quoted(usize),
    /// Behind a quote that ends it, unless another one follows.
    Closed(usize),
}

/// What is wrong with the quotes (RFC 4180, section 2, rules 5 to 7): the reader would take rows for a part of a cell, or
/// a part of a cell for another one.
fn misquoted(text: &str, delimiter: u8) -> Option<Mistake> {
    let (mut line, mut cell) = (1, Cell::Begins);
    for byte in text.bytes() {
        let is_end = byte == delimiter || matches!(byte, b'\r' | b'\n');
        cell = match (cell, byte) {
            (Cell::Quoted(from), b'"') => Cell::Closed(from),
            (Cell::Quoted(from), _) | (Cell::Closed(from), b'"') => Cell::Quoted(from),
            (Cell::Begins | Cell::Plain | Cell::Closed(_), _) if is_end => Cell::Begins,
            (Cell::Begins, b'"') => Cell::Quoted(line),
            (Cell::Plain, b'"') => return Some(Mistake::new(line, QUOTES)),
            (Cell::Closed(from), _) => return Some(Mistake::new(from, QUOTES)),
            (Cell::Begins | Cell::Plain, _) => Cell::Plain,
        };
        line += usize::from(byte == b'\n');
    }
    match cell {
        Cell::Quoted(from) => {
            Some(Mistake::new(from, "het aanhalingsteken (\") waarmee hier een cel begint, sluit nergens"))
        }
        Cell::Begins | Cell::Plain | Cell::Closed(_) => None,
    }
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
