//! Inviting a list: CSV as spreadsheets write it, with a dry run.

use std::collections::HashSet;
use std::net::IpAddr;

use super::invite::Situation;
use super::{Accounts, parse_address};
use crate::access::{Actor, MunicipalityRole, Role};
use crate::accounts::policy;
use crate::error::{Problems, Result};
use crate::ids::MunicipalityId;
use crate::{people, text};

/// Rows of one list.
pub const ROWS_MAX: usize = 500;
/// Bytes of one list.
pub const CSV_MAX: usize = 100_000;

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Is invited; in a dry run: would be.
    Invited,
    AlreadyInvited,
    AlreadyMember,
    /// The address stands further up.
    Duplicate,
    /// The address or the municipality is none.
    Invalid,
    /// The actor may not invite to this municipality.
    NotAllowed,
}

/// A row and what became of it.
#[derive(Clone, Debug)]
pub struct Row {
    /// In the file, the first is 1.
    pub line: u64,
    /// As it was written; in lower case when it is an address.
    pub email: String,
    pub name: String,
    pub municipality: Option<MunicipalityId>,
    pub outcome: Outcome,
    /// Dutch; what is wrong with it.
    pub message: Option<String>,
}

impl Accounts {
    /// Invites everybody in the list who can be; with `is_dry_run` only tells. What is wrong with one row does not hurt
    /// the others; what is wrong with the list as a whole fails with `Invalid` at `csv`.
    pub async fn invite_many(
        &self,
        actor: &Actor,
        (csv, municipality_code): (&str, Option<&str>),
        is_dry_run: bool,
        address: Option<IpAddr>,
    ) -> Result<Vec<Row>> {
        actor.require()?;
        let roles = (Role::Member, MunicipalityRole::Member);
        let usual = match municipality_code {
            Some(_) => Some(self.invited_to(actor, municipality_code)?),
            None => actor.municipality(),
        };
        if let Some(usual) = usual {
            policy::invite(actor, usual, roles).enforce("invitation")?;
        }
        let mut rows = self.read(actor, parse(csv)?, usual);
        let (tx, now) = (self.db.begin().await?, self.clock.now());
        let wanted =
            |row: &Row| (row.outcome == Outcome::Invited).then_some((row.municipality?, row.email.clone()));
        let wanted: Vec<_> = rows.iter().filter_map(wanted).collect();
        let situation = Situation::of(&tx, &wanted, now).await?;
        let mut invitations = Vec::new();
        for row in rows.iter_mut().filter(|row| row.outcome == Outcome::Invited) {
            let Some(municipality) = row.municipality else { continue };
            if let Some((code, message)) = situation.objection(actor, municipality, &row.email) {
                let is_member = code == "ALREADY_MEMBER";
                row.outcome = if is_member { Outcome::AlreadyMember } else { Outcome::AlreadyInvited };
                row.message = Some(message.to_owned());
                continue;
            }
            let who = (row.email.clone(), row.name.clone());
            invitations.push(self.invitation(actor, who, (municipality, roles)));
        }
        if !is_dry_run {
            self.send(&tx, actor, (&invitations, &situation), address).await?;
            tx.commit().await?;
        }
        Ok(rows)
    }

    /// What can be said of each row without looking at accounts.
    fn read(&self, actor: &Actor, records: Vec<Record>, usual: Option<MunicipalityId>) -> Vec<Row> {
        let mut seen = HashSet::new();
        let mut read = |record: Record| {
            let mut row = Row {
                line: record.line,
                email: record.email.trim().to_owned(),
                name: String::new(),
                municipality: usual,
                outcome: Outcome::Invited,
                message: None,
            };
            let wrong = |row: &mut Row, outcome, message: String| {
                row.outcome = outcome;
                row.message = Some(message);
            };
            match text::clean("name", &record.name, people::model::NAME_MAX) {
                Ok(name) => row.name = name,
                Err(problems) => wrong(&mut row, Outcome::Invalid, first(problems)),
            }
            if !record.municipality.trim().is_empty() {
                row.municipality = self.named(&record.municipality);
            }
            match parse_address(&record.email) {
                Ok(email) => row.email = email,
                Err(problems) => {
                    row.email = row.email.chars().filter(|c| !c.is_control()).take(254).collect();
                    wrong(&mut row, Outcome::Invalid, first(problems));
                    return row;
                }
            }
            let Some(municipality) = row.municipality else {
                let message = "Deze gemeente is niet bekend. Schrijf de naam of de CBS-code, zoals GM0479.";
                wrong(&mut row, Outcome::Invalid, message.to_owned());
                return row;
            };
            if !policy::invite(actor, municipality, (Role::Member, MunicipalityRole::Member)).is_allowed() {
                let message = "Je mag niemand uitnodigen voor deze gemeente.";
                wrong(&mut row, Outcome::NotAllowed, message.to_owned());
            } else if !seen.insert(row.email.clone()) {
                wrong(&mut row, Outcome::Duplicate, "Dit adres staat al eerder in de lijst.".to_owned());
            }
            row
        };
        records.into_iter().map(&mut read).collect()
    }

    /// By CBS code or by name, of today.
    fn named(&self, text: &str) -> Option<MunicipalityId> {
        let text = text.trim();
        let is_meant = |name: &str| name.eq_ignore_ascii_case(text);
        let mut present = self.municipalities.all().filter(|municipality| !municipality.is_former());
        let found = present.find(|municipality| {
            let others = municipality.also_known_as.iter().any(|name| is_meant(name));
            is_meant(&municipality.code) || is_meant(&municipality.name) || others
        });
        found.map(|municipality| municipality.id)
    }
}

fn first(problems: Problems) -> String {
    problems.0.into_iter().next().map_or_else(String::new, |problem| problem.message)
}

/// A row as it stands in the file.
#[derive(Debug, PartialEq, Eq)]
struct Record {
    line: u64,
    email: String,
    name: String,
    municipality: String,
}

/// Comma or semicolon, with or without a first row of names (`email`, `naam`, `gemeente`, also in English). Fails with
/// `Invalid` at `csv`: `REQUIRED`, `TOO_LONG`, `TOO_MANY`, or `MALFORMED`.
fn parse(csv: &str) -> Result<Vec<Record>, Problems> {
    let wrong = |code, message: String| Problems::one("csv", code, message);
    if csv.len() > CSV_MAX {
        return Err(wrong("TOO_LONG", format!("De lijst is te groot: hooguit {CSV_MAX} bytes.")));
    }
    let csv = csv.trim_start_matches('\u{feff}');
    let head = csv.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = if head.contains(';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .from_reader(csv.as_bytes());
    let (mut columns, mut records) = ([Some(0), Some(1), Some(2)], Vec::new());
    for (index, record) in reader.records().enumerate() {
        let record = record.map_err(|_| {
            let message =
                "Dit is geen CSV. Bewaar de lijst in je rekenprogramma als CSV en probeer het opnieuw.";
            wrong("MALFORMED", message.to_owned())
        })?;
        if index == 0 && !record.iter().any(|field| field.contains('@')) {
            columns = named_columns(&record);
            if columns[0].is_none() {
                let message =
                    "De eerste regel noemt geen kolom ‘email’. Noem de kolommen email, naam en gemeente.";
                return Err(wrong("MALFORMED", message.to_owned()));
            }
            continue;
        }
        if record.iter().all(str::is_empty) {
            continue;
        }
        let field =
            |column: usize| columns[column].and_then(|at| record.get(at)).unwrap_or_default().to_owned();
        let line = record.position().map_or(0, |at| line_of(csv, at.byte() as usize));
        records.push(Record { line, email: field(0), name: field(1), municipality: field(2) });
        if records.len() > ROWS_MAX {
            return Err(wrong("TOO_MANY", format!("Hooguit {ROWS_MAX} mensen tegelijk. Deel de lijst op.")));
        }
    }
    if records.is_empty() {
        return Err(wrong(
            "REQUIRED",
            "De lijst is leeg. Zet op elke regel een e-mailadres en een naam.".to_owned(),
        ));
    }
    Ok(records)
}

/// The number of the line that holds the record which was read from `byte` on: the reader begins with the line breaks
/// before it.
fn line_of(csv: &str, byte: usize) -> u64 {
    let rest = csv.get(byte..).unwrap_or_default();
    let begin = csv.len() - rest.trim_start_matches(['\r', '\n']).len();
    csv[..begin].matches('\n').count() as u64 + 1
}

/// Where address, name and municipality stand.
fn named_columns(head: &csv::StringRecord) -> [Option<usize>; 3] {
    let at = |names: &[&str]| head.iter().position(|field| names.contains(&field.to_lowercase().as_str()));
    [
        at(&["email", "e-mail", "e-mailadres", "mailadres", "mail", "adres", "address"]),
        at(&["naam", "name"]),
        at(&["gemeente", "municipality"]),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(csv: &str) -> Vec<(u64, String, String, String)> {
        let rows = parse(csv).unwrap().into_iter();
        rows.map(|row| (row.line, row.email, row.name, row.municipality)).collect()
    }

    #[test]
    fn a_list_is_read_as_spreadsheets_write_it() {
        let row = |line, email: &str, name: &str, of: &str| (line, email.into(), name.into(), of.into());
        assert_eq!(lines("anna@delft.nl\n"), [row(1, "anna@delft.nl", "", "")]);
        let semicolons =
            "\u{feff}Naam;E-mailadres;Gemeente\r\n\"Bos; Anna\";anna@delft.nl;Delft\r\n\r\n;bo@delft.nl;\r\n";
        assert_eq!(
            lines(semicolons),
            [row(2, "anna@delft.nl", "Bos; Anna", "Delft"), row(4, "bo@delft.nl", "", "")]
        );
        assert_eq!(lines("a@b.nl, Anna ,GM0503"), [row(1, "a@b.nl", "Anna", "GM0503")]);
    }

    #[test]
    fn what_is_no_list_is_refused_as_a_whole() {
        let code = |csv: &str| parse(csv).unwrap_err().0[0].code;
        assert_eq!(
            (code(""), code("email,naam\n"), code("naam,gemeente\nAnna,Delft")),
            ("REQUIRED", "REQUIRED", "MALFORMED")
        );
        assert_eq!(code(&"a@b.nl\n".repeat(ROWS_MAX + 1)), "TOO_MANY");
        assert_eq!(code(&"x".repeat(CSV_MAX + 1)), "TOO_LONG");
    }
}
