//! Where records stand in files: each is read once to check it and once to bring it in. So a file of lines may be larger
//! than memory: of a record no more is kept than where it stands, what it is called, and what it depends on.

use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead, BufReader, Read as _, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::mistake::{Mistake, Place};
use super::parse;
use super::record::Record;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A record that was read without a mistake.
#[derive(Debug)]
pub struct Entry {
    /// One of [`Record::KINDS`].
    pub kind: &'static str,
    pub external_id: Box<str>,
    /// Of a pilot: the external id of the one that it repeats.
    pub replicates: Option<Box<str>>,
    /// Where it begins, counted from 1.
    pub line: usize,
    bytes: Range<u64>,
    /// Of those bytes.
    hash: u64,
}

/// What one file holds.
#[derive(Debug)]
pub struct Read {
    path: PathBuf,
    /// What records without a kind are.
    kind: Option<String>,
    content: Content,
    pub entries: Vec<Entry>,
    pub mistakes: Vec<Mistake>,
}

#[derive(Debug)]
enum Content {
    /// Lines, of which there may be more than memory has room for.
    File(File),
    /// Of a file that is one record, so that a thousand of them are not open at once; and of what can't be read twice, as a
    /// pipe.
    Bytes(Vec<u8>),
}

/// How a file holds records.
#[derive(Clone, Copy)]
enum Format {
    /// A JSON object a line.
    Lines,
    /// One record: front matter, and a long text.
    Markdown,
    /// Plain notes: a report.
    Notes,
}

/// Reads a file by its name: `.jsonl` and `.ndjson`, `.md`, or plain text for a report. `kind` is what a file without
/// one of its own holds.
pub fn file(path: &Path, kind: Option<&str>) -> Read {
    let mut read = Read::new(path, kind, Content::Bytes(Vec::new()));
    let Some(format) = read.format() else {
        read.check_all();
        return read;
    };
    match Content::open(path, format) {
        Ok(content) => {
            read.content = content;
            read.check_all();
        }
        Err(error) => read.mistakes.push(unreadable(read.place(1), &error)),
    }
    read
}

/// The same for what a file of that name would hold.
pub fn text(path: &Path, text: &str, kind: Option<&str>) -> Read {
    let mut read = Read::new(path, kind, Content::Bytes(text.as_bytes().to_vec()));
    read.check_all();
    read
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

fn unreadable(place: Place, error: &io::Error) -> Mistake {
    Mistake::whole(place, format!("cannot be read: {error}"))
}

impl Read {
    fn new(path: &Path, kind: Option<&str>, content: Content) -> Self {
        let (path, kind) = (path.to_owned(), kind.map(str::to_owned));
        Self { path, kind, content, entries: Vec::new(), mistakes: Vec::new() }
    }

    pub fn place(&self, line: usize) -> Place {
        Place { file: self.path.clone(), line }
    }

    /// The record once more. A mistake when the file has changed since it was checked.
    pub fn record(&self, entry: &Entry) -> Result<Record, Mistake> {
        let changed =
            || Mistake::whole(self.place(entry.line), "has changed meanwhile: import the file again");
        let format = self.format().ok_or_else(changed)?;
        let bytes = self.content.bytes(&entry.bytes).map_err(|_| changed())?;
        if hash(&bytes) != entry.hash {
            return Err(changed());
        }
        self.parse(format, entry.line, &bytes)
    }

    fn format(&self) -> Option<Format> {
        let extension = self.path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        match extension.to_lowercase().as_str() {
            "jsonl" | "ndjson" | "json" => Some(Format::Lines),
            "md" | "markdown" => Some(Format::Markdown),
            _ if self.kind.as_deref() == Some("report") => Some(Format::Notes),
            _ => None,
        }
    }

    fn check_all(&mut self) {
        let Some(format) = self.format() else {
            let reason = "what is this? Use .jsonl, .md, or --kind report for plain text";
            self.mistakes.push(Mistake::whole(self.place(1), reason));
            return;
        };
        let mut pieces = match self.content.pieces(format) {
            Ok(pieces) => pieces,
            Err(error) => return self.mistakes.push(unreadable(self.place(1), &error)),
        };
        loop {
            match pieces.next() {
                Ok(None) => return,
                Ok(Some((line, bytes))) => {
                    let is_empty = str::from_utf8(&pieces.text).is_ok_and(|text| text.trim().is_empty());
                    if matches!(format, Format::Lines) && is_empty {
                        continue;
                    }
                    match self.parse(format, line, &pieces.text) {
                        Ok(record) => {
                            self.entries.push(Entry::of(&record, line, bytes, hash(&pieces.text)));
                        }
                        Err(mistake) => self.mistakes.push(mistake),
                    }
                }
                Err(error) => return self.mistakes.push(unreadable(self.place(pieces.line + 1), &error)),
            }
        }
    }

    fn parse(&self, format: Format, line: usize, bytes: &[u8]) -> Result<Record, Mistake> {
        let (path, kind) = (&*self.path, self.kind.as_deref());
        let text = str::from_utf8(bytes)
            .map_err(|_| Mistake::whole(self.place(line), "is not UTF-8: save the file as UTF-8"))?;
        match format {
            Format::Lines => parse::line(self.place(line), text.trim_end(), kind),
            Format::Markdown => parse::markdown(path, text, kind),
            Format::Notes => Ok(parse::notes(path, text)),
        }
    }
}

impl Entry {
    fn of(record: &Record, line: usize, bytes: Range<u64>, hash: u64) -> Self {
        let replicates = match record {
            Record::Pilot(pilot) => pilot.replicates.as_deref().map(Box::from),
            _ => None,
        };
        Self { kind: record.kind(), external_id: record.external_id().into(), replicates, line, bytes, hash }
    }
}

impl Content {
    fn open(path: &Path, format: Format) -> io::Result<Self> {
        let mut file = File::open(path)?;
        if matches!(format, Format::Lines) && file.metadata()?.is_file() {
            return Ok(Self::File(file));
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(Self::Bytes(bytes))
    }

    /// From the beginning, each piece that may be a record.
    fn pieces(&self, format: Format) -> io::Result<Pieces<'_>> {
        let input: Box<dyn BufRead + '_> = match self {
            Self::File(file) => {
                let mut file = file;
                file.seek(SeekFrom::Start(0))?;
                Box::new(BufReader::new(file))
            }
            Self::Bytes(bytes) => Box::new(&bytes[..]),
        };
        Ok(Pieces { input, is_whole: !matches!(format, Format::Lines), line: 0, at: 0, text: Vec::new() })
    }

    fn bytes(&self, range: &Range<u64>) -> io::Result<Vec<u8>> {
        match self {
            Self::File(file) => {
                let mut file = file;
                file.seek(SeekFrom::Start(range.start))?;
                let mut bytes = Vec::new();
                file.take(range.end - range.start).read_to_end(&mut bytes)?;
                Ok(bytes)
            }
            Self::Bytes(bytes) => Ok(bytes[range.start as usize..range.end as usize].to_vec()),
        }
    }
}

/// The lines of a file, or all of it.
struct Pieces<'a> {
    input: Box<dyn BufRead + 'a>,
    is_whole: bool,
    /// That of the last piece, counted from 1.
    line: usize,
    at: u64,
    /// The last piece, without a byte order mark.
    text: Vec<u8>,
}

impl Pieces<'_> {
    /// The line where the next piece begins, and where its text stands.
    fn next(&mut self) -> io::Result<Option<(usize, Range<u64>)>> {
        self.text.clear();
        let read = match self.is_whole {
            true if self.line > 0 => 0,
            true => self.input.read_to_end(&mut self.text)?,
            false => self.input.read_until(b'\n', &mut self.text)?,
        };
        if read == 0 && (self.line > 0 || !self.is_whole) {
            return Ok(None);
        }
        self.line += 1;
        let mut bytes = self.at..self.at + read as u64;
        self.at = bytes.end;
        if self.line == 1 && self.text.starts_with(BYTE_ORDER_MARK) {
            self.text.drain(..BYTE_ORDER_MARK.len());
            bytes.start += BYTE_ORDER_MARK.len() as u64;
        }
        Ok(Some((self.line, bytes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PILOT: &str = r#"{"kind":"pilot","externalId":"p","title":"T","municipality":"GM0503"}"#;

    #[test]
    fn each_record_is_read_again_from_where_it_stands() {
        let person = PILOT.replace("pilot", "person").replace("title", "displayName");
        let lines =
            format!("\u{feff}{PILOT}\r\n\n \u{a0}\n{person}\nno JSON\n{}", PILOT.replace("\"p\"", "\"q\""));
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("all.jsonl");
        std::fs::write(&path, &lines).expect("a file");
        for read in [file(&path, None), text(&path, &lines, None)] {
            let found: Vec<(usize, &str, &str)> =
                read.entries.iter().map(|entry| (entry.line, entry.kind, &*entry.external_id)).collect();
            assert_eq!(found, [(1, "pilot", "p"), (4, "person", "p"), (6, "pilot", "q")]);
            let lines: Vec<usize> = read.mistakes.iter().map(|mistake| mistake.place.line).collect();
            assert_eq!(lines, [5]);
            for entry in &read.entries {
                let record = read.record(entry).expect("a record");
                assert_eq!((record.kind(), record.external_id()), (entry.kind, &*entry.external_id));
            }
        }
    }

    #[test]
    fn a_file_that_changes_between_the_two_readings_is_a_mistake() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("all.jsonl");
        for changed in
            [PILOT.replace("\"p\"", "\"q\""), PILOT.replace("\"T\"", "\"U\""), "{}".to_owned(), String::new()]
        {
            std::fs::write(&path, PILOT).expect("a file");
            let read = file(&path, None);
            std::fs::write(&path, changed).expect("a file");
            let mistake = read.record(&read.entries[0]).expect_err("a mistake");
            assert!(
                mistake.to_string().ends_with("all.jsonl:1: has changed meanwhile: import the file again")
            );
        }
    }

    #[test]
    fn a_line_that_is_not_utf_8_is_a_mistake_and_the_others_are_read() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("all.jsonl");
        std::fs::write(&path, [b"\"caf\xe9\"\n", PILOT.as_bytes()].concat()).expect("a file");
        let read = file(&path, None);
        assert_eq!((read.entries.len(), read.mistakes.len()), (1, 1));
        assert!(read.mistakes[0].to_string().ends_with("all.jsonl:1: is not UTF-8: save the file as UTF-8"));
    }
}
