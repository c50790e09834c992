//! Bringing records in: all of them or none, unless told to keep going; twice is the same as once.

mod importer;
mod people;
mod pilots;
mod meetings;

use std::collections::HashMap;

use self::importer::{Failure, Imported, Importer, Kept};
use super::mistake::{Mistake, Place};
use super::read::{Entry, Read};
use super::record::Record;
use crate::db::{Tx, settings};
use crate::error::{Error, Result};
use crate::ids::PersonId;
use crate::services::Services;
use crate::{accounts, text};

#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The address of whom records without an author are by.
    pub author: Option<String>,
    /// Publish what does not name its status.
    pub publish: bool,
    /// Check everything and keep nothing.
    pub dry_run: bool,
    /// Keep what is right when something else is wrong.
    pub keep_going: bool,
    /// Password hashes for new accounts, by address; an account without one can't sign in yet.
    pub passwords: HashMap<String, String>,
    /// Mail domains that are verified with it: CBS code and domain.
    pub mail_domains: Vec<(String, String)>,
    /// What comes in is invented: the database says so from then on.
    pub is_demo: bool,
}

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub created: usize,
    pub updated: usize,
    pub unchanged: usize,
    pub mistakes: Vec<Mistake>,
    /// Was anything kept?
    pub is_kept: bool,
}

/// Records refer to those of the kinds before theirs.
const ORDER: [&str; 6] = Record::KINDS;

/// A record of one of several files.
struct Located<'a> {
    read: &'a Read,
    entry: &'a Entry,
}

impl Located<'_> {
    fn place(&self) -> Place {
        self.read.place(self.entry.line)
    }
}

/// Brings `reads` in, in one transaction; `progress` is told after each record. Fails on faults of ours only: what is
/// wrong with records stands in the summary. Keeps some 300 bytes in memory for each record.
pub async fn run(
    services: &Services,
    mut reads: Vec<Read>,
    options: &Options,
    progress: impl Fn(usize),
) -> Result<Summary> {
    let mut summary = Summary::default();
    for read in &mut reads {
        summary.mistakes.append(&mut read.mistakes);
    }
    let of = |read| move |entry| Located { read, entry };
    let mut records: Vec<Located<'_>> =
        reads.iter().flat_map(|read| read.entries.iter().map(of(read))).collect();
    drop_repeated(&mut records, &mut summary);
    let steps = steps(&records);
    // A stable sort keeps the order of the files within a kind.
    records.sort_by_key(|Located { entry, .. }| {
        let kind = ORDER.iter().position(|kind| *kind == entry.kind);
        let steps = entry.replicates.as_ref().and_then(|_| steps.get(&*entry.external_id));
        (kind, steps.copied().unwrap_or_default())
    });
    let tx = services.db.begin().await?;
    let author = match &options.author {
        Some(email) => Some(author(&tx, email).await?),
        None => None,
    };
    let now = services.clock.now();
    let mut importer = Importer {
        services,
        tx,
        now,
        author,
        publish: options.publish,
        passwords: &options.passwords,
        known: HashMap::new(),
    };
    let mut recognitions: Vec<(&Located<'_>, PersonId)> = Vec::new();
    for (done, located) in records.iter().enumerate() {
        let record = match located.read.record(located.entry) {
            Ok(record) => record,
            Err(mistake) => {
                summary.mistakes.push(mistake);
                progress(done + 1);
                continue;
            }
        };
        let kept = match record {
            Record::Person(record) => importer.person(&record).await.map(|(person, kept)| {
                if !record.recognitions.is_empty() {
                    recognitions.push((located, person));
                }
                kept
            }),
            Record::Challenge(record) => importer.challenge(record).await,
            Record::Pilot(record) => importer.pilot(*record).await,
            Record::Meeting(record) => importer.meeting(record).await,
            Record::Report(record) => importer.report(record).await,
            Record::Outcome(record) => importer.outcome(record).await,
        };
        count(&mut summary, located, kept)?;
        progress(done + 1);
    }
    for (located, person) in recognitions {
        let failure = match located.read.record(located.entry) {
            Ok(Record::Person(record)) => importer.recognitions(person, &record).await.err(),
            // It was a person before, and is the same to the byte.
            Ok(_) => None,
            Err(mistake) => {
                summary.mistakes.push(mistake);
                None
            }
        };
        if let Some(failure) = failure {
            count(&mut summary, located, Err(failure))?;
        }
    }
    importer.mail_domains(&options.mail_domains).await?;
    summary.mistakes.sort_by(|a, b| a.place.cmp(&b.place));
    let is_right = summary.mistakes.is_empty() || options.keep_going;
    if is_right && !options.dry_run {
        if options.is_demo {
            settings::set(&*importer.tx, settings::DEMO, "true").await?;
        }
        importer.tx.commit().await?;
        summary.is_kept = true;
    }
    Ok(summary)
}

/// How many pilots of `records` stand between each that repeats one and the first that it repeats: those come before it.
/// Pilots that repeat each other in a circle refer to one that is not there yet, which is told.
fn steps<'a>(records: &[Located<'a>]) -> HashMap<&'a str, usize> {
    let mut origins: HashMap<&str, &str> = HashMap::new();
    for Located { entry, .. } in records {
        if let Some(origin) = &entry.replicates {
            origins.insert(&entry.external_id, origin);
        }
    }
    let mut steps: HashMap<&str, usize> = HashMap::new();
    for start in origins.keys().copied() {
        let mut way = vec![start];
        while let Some(next) = origins.get(way[way.len() - 1]).copied()
            && !steps.contains_key(next)
            && way.len() <= origins.len()
        {
            way.push(next);
        }
        let known = origins.get(way[way.len() - 1]).and_then(|next| steps.get(next)).map_or(1, |it| it + 1);
        for (i, id) in way.iter().rev().enumerate() {
            steps.entry(id).or_insert(known + i);
        }
    }
    steps
}

/// Of records of one kind with one external id only the first is meant to be read: the second would overwrite it, and
/// importing the same files again would never come to rest.
fn drop_repeated(records: &mut Vec<Located<'_>>, summary: &mut Summary) {
    let mut first = HashMap::with_capacity(records.len());
    records.retain(|located| {
        let Located { read, entry } = *located;
        let taken: &mut (&Read, &Entry) =
            first.entry((entry.kind, &*entry.external_id)).or_insert((read, entry));
        let is_first = std::ptr::eq(taken.1, entry);
        if !is_first {
            let Place { file, line } = taken.0.place(taken.1.line);
            let reason =
                format!("“{}” stands in {}, line {line}, already", entry.external_id, file.display());
            let place = located.place();
            summary.mistakes.push(Mistake { place, field: "externalId".into(), reason });
        }
        is_first
    });
}

fn count(summary: &mut Summary, located: &Located<'_>, kept: Imported<Kept>) -> Result<()> {
    match kept {
        Ok(Kept::Created) => summary.created += 1,
        Ok(Kept::Updated) => summary.updated += 1,
        Ok(Kept::Unchanged) => summary.unchanged += 1,
        Err(Failure::Fault(fault)) => return Err(fault),
        Err(Failure::Wrong(problems)) => {
            let mistake = |problem: crate::error::Problem| Mistake {
                place: located.place(),
                field: problem.path.join("."),
                reason: problem.message,
            };
            summary.mistakes.extend(problems.0.into_iter().map(mistake));
        }
    }
    Ok(())
}

async fn author(tx: &Tx, email: &str) -> Result<PersonId> {
    let account = accounts::store::by_email(&**tx, &text::email(email).unwrap_or_default()).await?;
    let unknown = || {
        Error::BadInput(format!("nobody signs in as {email}: make the account first, or name another author"))
    };
    Ok(account.ok_or_else(unknown)?.person)
}
