//! Bringing records in: all of them or none, unless told to keep going; twice is the same as once.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use uuid::Uuid;

use super::read::{Mistake, Place, Read};
use super::record::{
    AccountRecord, AgendaItemRecord, ChallengeRecord, MeetingRecord, OutcomeRecord, PersonRecord,
    PilotRecord, Publication, Record, ReportRecord,
};
use crate::access::{Actor, Status, Visibility};
use crate::accounts;
use crate::challenges::model::{Challenge, ChallengeChange, Recognition};
use crate::contribution::{Contribution, Meta, Shelf, shelf};
use crate::db::{Links, Tx};
use crate::error::{Error, Problems, Result};
use crate::ids::{
    AccountId, AgendaItemId, ChallengeId, MeetingId, MunicipalityId, NodeKind, OutcomeId, PersonId, PilotId,
    ReportId, ThemeId,
};
use crate::meetings::model::{AgendaItem, Meeting, MeetingChange, Speaker, Venue, check_agenda};
use crate::outbox::{self, Event};
use crate::outcomes::model::{Outcome, OutcomeChange};
use crate::people::{self, NewPerson, ProfileChange};
use crate::pilots::model::{Pilot, PilotChange};
use crate::reports::model::{Report, ReportChange};
use crate::services::Services;
use crate::{challenges, meetings, outcomes, pilots, reports, text};

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

enum Kept {
    Created,
    Updated,
    Unchanged,
}

/// A wrong record, or a fault of ours that ends the import.
enum Failure {
    Wrong(Problems),
    Fault(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid(problems) => Self::Wrong(problems),
            fault => Self::Fault(fault),
        }
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self::Wrong(problems)
    }
}

impl From<sea_orm::DbErr> for Failure {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Fault(error.into())
    }
}

type Imported<T> = std::result::Result<T, Failure>;

/// Records refer to those of the kinds before theirs.
const ORDER: [&str; 6] = Record::KINDS;

/// Brings `reads` in, in one transaction; `progress` is told after each record. Fails on faults of ours only: what is
/// wrong with records stands in the summary.
pub async fn run(
    services: &Services,
    reads: Vec<Read>,
    options: &Options,
    progress: impl Fn(usize),
) -> Result<Summary> {
    let mut summary = Summary::default();
    let mut records = Vec::new();
    for read in reads {
        records.extend(read.records);
        summary.mistakes.extend(read.mistakes);
    }
    // A stable sort keeps the order of the files within a kind.
    records.sort_by_key(|(_, record)| ORDER.iter().position(|kind| *kind == record.kind()));
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
    let mut recognitions: Vec<(Place, PersonId, PersonRecord)> = Vec::new();
    for (done, (place, record)) in records.into_iter().enumerate() {
        let kept = match record {
            Record::Person(record) => match importer.person(&record).await {
                Ok((person, kept)) => {
                    recognitions.push((place.clone(), person, record));
                    Ok(kept)
                }
                Err(failure) => Err(failure),
            },
            Record::Challenge(record) => importer.challenge(record).await,
            Record::Pilot(record) => importer.pilot(record).await,
            Record::Meeting(record) => importer.meeting(record).await,
            Record::Report(record) => importer.report(record).await,
            Record::Outcome(record) => importer.outcome(record).await,
        };
        count(&mut summary, place, kept)?;
        progress(done + 1);
    }
    for (place, person, record) in recognitions {
        if let Err(failure) = importer.recognitions(person, &record).await {
            count(&mut summary, place, Err(failure))?;
        }
    }
    summary.mistakes.sort_by(|a, b| a.place.cmp(&b.place));
    let is_right = summary.mistakes.is_empty() || options.keep_going;
    if is_right && !options.dry_run {
        importer.tx.commit().await?;
        summary.is_kept = true;
    }
    Ok(summary)
}

fn count(summary: &mut Summary, place: Place, kept: Imported<Kept>) -> Result<()> {
    match kept {
        Ok(Kept::Created) => summary.created += 1,
        Ok(Kept::Updated) => summary.updated += 1,
        Ok(Kept::Unchanged) => summary.unchanged += 1,
        Err(Failure::Fault(fault)) => return Err(fault),
        Err(Failure::Wrong(problems)) => {
            let mistake = |problem: crate::error::Problem| Mistake {
                place: place.clone(),
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

struct Importer<'a> {
    services: &'a Services,
    tx: Tx,
    now: DateTime<Utc>,
    author: Option<PersonId>,
    publish: bool,
    passwords: &'a HashMap<String, String>,
    /// Ids by kind and external id, of what was looked up or made.
    known: HashMap<(NodeKind, String), Uuid>,
}

impl Importer<'_> {
    async fn person(&mut self, record: &PersonRecord) -> Imported<(PersonId, Kept)> {
        let mut problems = Problems::default();
        let municipality = problems.take(self.municipality("municipality", &record.municipality));
        let themes = problems.take(self.services.themes.parse("themes", &record.themes));
        let account = record.account.as_ref().map(|account| problems.take(address(account)));
        let existing = people::store::by_external_id(&*self.tx, &record.external_id).await?;
        // The limits of a profile are those of its form.
        let change = ProfileChange {
            display_name: Some(record.display_name.clone()),
            job_title: Some(record.job_title.clone().unwrap_or_default()),
            about: Some(record.about.clone()),
            seeking: Some(record.seeking.clone()),
            offering: Some(record.offering.clone()),
            phone: Some(record.phone.clone().unwrap_or_default()),
            themes: None,
            matchable: Some(record.matchable),
            visibility: Some(record.visibility),
        };
        let mut fields = people::FieldVisibilities::default();
        for (field, visibility) in &record.fields {
            fields.set(*field, *visibility);
        }
        let blank = people::Person {
            id: existing.as_ref().map_or_else(PersonId::generate, |person| person.id),
            external_id: Some(record.external_id.clone()),
            display_name: String::new(),
            sort_name: String::new(),
            about: String::new(),
            seeking: String::new(),
            offering: String::new(),
            phone: None,
            is_matchable: false,
            visibility: Visibility::Network,
            municipality: municipality.unwrap_or(MunicipalityId(Uuid::nil())),
            job_title: None,
            fields,
            is_former: record.is_former,
            created_at: record
                .created_at
                .or(existing.as_ref().map(|person| person.created_at))
                .unwrap_or(self.now),
            updated_at: self.now,
        };
        let wanted = problems.take(change.apply(&blank));
        let (Some(mut wanted), Some(themes), true) = (wanted, themes, problems.is_empty()) else {
            return Err(problems.into());
        };
        let role =
            record.account.as_ref().map_or(crate::access::MunicipalityRole::Member, |a| a.municipality_role);
        let id = wanted.id;
        self.known.insert((NodeKind::Person, record.external_id.clone()), id.0);
        let Some(existing) = existing else {
            wanted.updated_at = record.updated_at.or(record.created_at).unwrap_or(self.now);
            let new = NewPerson {
                external_id: wanted.external_id,
                display_name: wanted.display_name,
                job_title: wanted.job_title,
                municipality: wanted.municipality,
                municipality_role: role,
                about: wanted.about,
                seeking: wanted.seeking,
                offering: wanted.offering,
                phone: wanted.phone,
                themes,
                is_matchable: wanted.is_matchable,
                visibility: wanted.visibility,
            };
            people::store::insert(&self.tx, id, &new, wanted.created_at).await?;
            people::store::set_fields(&self.tx, id, &fields, record.is_former).await?;
            if wanted.updated_at != wanted.created_at {
                people::store::touch(&self.tx, id, wanted.updated_at).await?;
            }
            self.account(id, record.account.as_ref().zip(account.flatten())).await?;
            outbox::record(&self.tx, Event::Changed(id.node()), self.now).await?;
            return Ok((id, Kept::Created));
        };
        let had: Vec<ThemeId> = people::store::themes(&*self.tx, id).await?;
        wanted.updated_at = record.updated_at.unwrap_or(existing.updated_at);
        let is_new_account = self.account(id, record.account.as_ref().zip(account.flatten())).await?;
        if wanted == existing && had == themes && !is_new_account {
            return Ok((id, Kept::Unchanged));
        }
        wanted.updated_at = record.updated_at.unwrap_or(self.now);
        if wanted.municipality != existing.municipality {
            let work = (role, wanted.job_title.clone());
            people::store::affiliate(&self.tx, id, wanted.municipality, work, self.now).await?;
        }
        people::store::update(&self.tx, &wanted).await?;
        people::store::set_fields(&self.tx, id, &fields, record.is_former).await?;
        people::store::THEMES
            .replace(&self.tx, id.0, &themes.iter().map(|theme| theme.0).collect::<Vec<_>>())
            .await?;
        outbox::record(&self.tx, Event::Changed(id.node()), self.now).await?;
        Ok((id, Kept::Updated))
    }

    /// Makes the account if there is none; a present one keeps its address, role and password.
    async fn account(&self, person: PersonId, account: Option<(&AccountRecord, String)>) -> Imported<bool> {
        let Some((record, email)) = account else { return Ok(false) };
        if accounts::store::by_person(&*self.tx, person).await?.is_some() {
            return Ok(false);
        }
        if accounts::store::by_email(&*self.tx, &email).await?.is_some() {
            return Err(
                Problems::one("account.email", "TAKEN", "somebody else signs in with this address").into()
            );
        }
        let account = accounts::store::Account {
            id: AccountId(Uuid::now_v7()),
            person,
            password_hash: self.passwords.get(&email).cloned(),
            email,
            role: record.role,
        };
        accounts::store::insert(&self.tx, &account, self.now).await?;
        Ok(true)
    }

    async fn recognitions(&mut self, person: PersonId, record: &PersonRecord) -> Imported<()> {
        let had = challenges::store::of_persons(&*self.tx, &Actor::System, &[person]).await?;
        let mut problems = Problems::default();
        let mut changed = Vec::new();
        for (i, recognition) in record.recognitions.iter().enumerate() {
            let path = format!("recognitions.{i}");
            let id = self.reference(NodeKind::Challenge, &recognition.challenge).await?;
            let Some(id) = id.map(ChallengeId) else {
                problems.add(&format!("{path}.challenge"), "UNKNOWN", unknown(&recognition.challenge));
                continue;
            };
            let note = text::optional(&format!("{path}.note"), recognition.note.as_deref(), text::NOTE_MAX);
            let Some(note) = problems.take(note) else { continue };
            let same = |old: &Recognition| {
                old.challenge == id && old.stance == recognition.stance && old.note == note
            };
            if !had.iter().any(same) {
                changed.push(Recognition {
                    challenge: id,
                    person,
                    stance: recognition.stance,
                    note,
                    updated_at: self.now,
                });
            }
        }
        problems.or(())?;
        for recognition in &changed {
            challenges::store::recognise(&self.tx, recognition).await?;
            let events = [Event::Changed(recognition.challenge.node()), Event::Changed(person.node())];
            outbox::record_all(&self.tx, &events, self.now).await?;
        }
        Ok(())
    }

    async fn challenge(&mut self, record: ChallengeRecord) -> Imported<Kept> {
        let mut problems = Problems::default();
        let change = ChallengeChange { question: Some(record.question), context: Some(record.context) };
        let content = problems.take(challenges::model::Content::default().with(&change));
        let themes = problems.take(self.services.themes.parse("themes", &record.themes));
        let existing: Option<Challenge> = self.existing(&record.publication).await?;
        let meta =
            self.meta(&mut problems, existing.as_ref(), &record.publication, None, Status::Published).await?;
        let (Some(content), Some(themes), Some(meta)) = (content, themes, meta) else {
            return Err(problems.into());
        };
        problems.or(())?;
        let id = existing.as_ref().map_or_else(ChallengeId::generate, |challenge| challenge.id);
        let links = [(challenges::store::THEMES, uuids(themes, |theme| theme.0))];
        let shelf = self.services.challenges.shelf.clone();
        self.keep(&shelf, Challenge { id, meta, content }, existing, &record.publication, &links).await
    }

    async fn pilot(&mut self, record: PilotRecord) -> Imported<Kept> {
        let mut problems = Problems::default();
        let change = PilotChange {
            title: Some(record.title),
            summary: Some(record.summary),
            stage: Some(record.stage),
            domains: Some(record.domains),
            problem: Some(record.problem),
            approach: Some(record.approach),
            results: Some(record.results),
            lessons_learned: Some(record.lessons_learned),
            failures: Some(record.failures),
            partners: Some(record.partners),
            data_sources: Some(record.data_sources),
            buyers: Some(record.buyers),
        };
        let content = problems.take(pilots::model::Content::default().with(&change));
        let municipality = problems.take(self.municipality("municipality", &record.municipality));
        let themes = problems.take(self.services.themes.parse("themes", &record.themes));
        let contacts = self.references(&mut problems, "contacts", NodeKind::Person, &record.contacts).await?;
        let mut authors =
            self.references(&mut problems, "authors", NodeKind::Person, &record.authors).await?;
        if authors.is_empty() {
            authors.extend(self.author.map(|author| author.0));
        }
        let challenges =
            self.references(&mut problems, "challenges", NodeKind::Challenge, &record.challenges).await?;
        let existing: Option<Pilot> = self.existing(&record.publication).await?;
        let by = (municipality, authors.first().copied().map(PersonId));
        let meta =
            self.meta(&mut problems, existing.as_ref(), &record.publication, Some(by), Status::Draft).await?;
        let (Some(content), Some(municipality), Some(themes), Some(meta)) =
            (content, municipality, themes, meta)
        else {
            return Err(problems.into());
        };
        if meta.status == Status::Published {
            problems.take(content.check_publishable());
        }
        problems.or(())?;
        let id = existing.as_ref().map_or_else(PilotId::generate, |pilot| pilot.id);
        let links = [
            (pilots::store::THEMES, uuids(themes, |theme| theme.0)),
            (pilots::store::CONTACTS, contacts),
            (pilots::store::AUTHORS, authors),
            (pilots::store::CHALLENGES, challenges),
        ];
        let shelf = self.services.pilots.shelf.clone();
        self.keep(&shelf, Pilot { id, meta, municipality, content }, existing, &record.publication, &links)
            .await
    }

    async fn meeting(&mut self, record: MeetingRecord) -> Imported<Kept> {
        let mut problems = Problems::default();
        let venue = record.venue.map(|venue| Venue {
            name: venue.name,
            address: venue.address,
            description: venue.description,
        });
        let change = MeetingChange {
            title: Some(record.title),
            sequence_number: Some(record.sequence_number),
            starts_at: Some(record.starts_at),
            ends_at: Some(record.ends_at),
            description: Some(record.description),
            venue: Some(venue),
        };
        let content = problems.take(meetings::model::Content::new(record.starts_at).with(&change));
        let host = match &record.host {
            Some(code) => problems.take(self.municipality("host", code)),
            None => None,
        };
        let agenda = self.agenda(&mut problems, record.agenda).await?;
        let pilots = self.references(&mut problems, "pilots", NodeKind::Pilot, &record.pilots).await?;
        let existing: Option<Meeting> = self.existing(&record.publication).await?;
        let by = (host, self.author);
        let meta = self
            .meta(&mut problems, existing.as_ref(), &record.publication, Some(by), Status::Published)
            .await?;
        let (Some(content), Some(agenda), Some(meta)) = (content, agenda, meta) else {
            return Err(problems.into());
        };
        problems.or(())?;
        let id = existing.as_ref().map_or_else(MeetingId::generate, |meeting| meeting.id);
        let same_agenda = match &existing {
            Some(_) => {
                let had = meetings::store::agendas(&*self.tx, &[id]).await?.remove(&id).unwrap_or_default();
                had.len() == agenda.len()
                    && had
                        .iter()
                        .zip(&agenda)
                        .all(|(old, new)| *old == AgendaItem { id: old.id, ..new.clone() })
            }
            None => agenda.is_empty(),
        };
        let shelf = self.services.meetings.shelf.clone();
        let links = [(meetings::store::PILOTS, pilots)];
        let kept =
            self.keep(&shelf, Meeting { id, meta, content }, existing, &record.publication, &links).await?;
        if same_agenda {
            return Ok(kept);
        }
        meetings::store::replace_agenda(&self.tx, id, &agenda).await?;
        outbox::record(&self.tx, Event::Changed(id.node()), self.now).await?;
        Ok(if matches!(kept, Kept::Unchanged) { Kept::Updated } else { kept })
    }

    async fn agenda(
        &mut self,
        problems: &mut Problems,
        records: Vec<AgendaItemRecord>,
    ) -> Imported<Option<Vec<AgendaItem>>> {
        let mut agenda = Vec::with_capacity(records.len());
        for (i, record) in records.into_iter().enumerate() {
            let mut speakers = Vec::with_capacity(record.speakers.len());
            for (j, speaker) in record.speakers.into_iter().enumerate() {
                let path = format!("agenda.{i}.speakers.{j}.person");
                let person = self
                    .optional_reference(problems, &path, NodeKind::Person, speaker.person.as_deref())
                    .await?;
                let (role, organisation) = (speaker.role, speaker.organisation);
                speakers.push(Speaker {
                    name: speaker.name,
                    role,
                    organisation,
                    person: person.map(PersonId),
                });
            }
            agenda.push(AgendaItem {
                id: AgendaItemId::generate(),
                kind: record.kind,
                title: record.title,
                starts_at: record.starts_at,
                ends_at: record.ends_at,
                speakers,
            });
        }
        Ok(problems.take(check_agenda(agenda)))
    }

    async fn report(&mut self, record: ReportRecord) -> Imported<Kept> {
        let mut problems = Problems::default();
        let publication = &record.publication;
        let meeting = match &record.meeting {
            Some(_) => {
                self.optional_reference(
                    &mut problems,
                    "meeting",
                    NodeKind::Meeting,
                    record.meeting.as_deref(),
                )
                .await?
            }
            // Notes name a day; the meeting of that day is the one they are about.
            None => self.meeting_of_day(publication.created_at).await?,
        };
        let change = ReportChange {
            title: Some(record.title),
            summary: Some(record.summary),
            body: Some(record.body),
            take_home_message: Some(record.take_home_message),
            meeting: Some(meeting.map(MeetingId)),
        };
        let content = problems.take(reports::model::Content::default().with(&change));
        let mut authors =
            self.references(&mut problems, "authors", NodeKind::Person, &record.authors).await?;
        if authors.is_empty() {
            authors.extend(self.author.map(|author| author.0));
        }
        let existing: Option<Report> = self.existing(publication).await?;
        let by = (None, authors.first().copied().map(PersonId));
        let meta = self.meta(&mut problems, existing.as_ref(), publication, Some(by), Status::Draft).await?;
        let (Some(content), Some(meta)) = (content, meta) else { return Err(problems.into()) };
        if meta.status == Status::Published {
            problems.take(content.check_publishable());
        }
        problems.or(())?;
        let id = existing.as_ref().map_or_else(ReportId::generate, |report| report.id);
        let shelf = self.services.reports.shelf.clone();
        let links = [(reports::store::AUTHORS, authors)];
        self.keep(&shelf, Report { id, meta, content }, existing, &record.publication, &links).await
    }

    async fn outcome(&mut self, record: OutcomeRecord) -> Imported<Kept> {
        let mut problems = Problems::default();
        let meeting = self
            .optional_reference(&mut problems, "meeting", NodeKind::Meeting, record.meeting.as_deref())
            .await?;
        let challenge = self
            .optional_reference(&mut problems, "challenge", NodeKind::Challenge, record.challenge.as_deref())
            .await?;
        let host = self
            .optional_reference(&mut problems, "tableHost", NodeKind::Person, record.table_host.as_deref())
            .await?;
        let change = OutcomeChange {
            question: Some(record.question),
            conclusion: Some(record.conclusion),
            insights: Some(record.insights),
            meeting: Some(meeting.map(MeetingId)),
            challenge: Some(challenge.map(ChallengeId)),
            table_host: Some(host.map(PersonId)),
        };
        let content = problems.take(outcomes::model::Content::default().with(&change));
        let existing: Option<Outcome> = self.existing(&record.publication).await?;
        let by = (None, self.author.or(host.map(PersonId)));
        let meta =
            self.meta(&mut problems, existing.as_ref(), &record.publication, Some(by), Status::Draft).await?;
        let (Some(content), Some(meta)) = (content, meta) else { return Err(problems.into()) };
        if meta.status == Status::Published {
            problems.take(content.check_publishable());
        }
        problems.or(())?;
        let id = existing.as_ref().map_or_else(OutcomeId::generate, |outcome| outcome.id);
        let shelf = self.services.outcomes.shelf.clone();
        self.keep(&shelf, Outcome { id, meta, content }, existing, &record.publication, &[]).await
    }

    /// Inserts the thing, or replaces what was there, or finds that nothing changed.
    async fn keep<T: Contribution + PartialEq>(
        &mut self,
        shelf: &Shelf<T>,
        mut thing: T,
        existing: Option<T>,
        publication: &Publication,
        links: &[(Links, Vec<Uuid>)],
    ) -> Imported<Kept> {
        self.known.insert((T::KIND, publication.external_id.clone()), thing.uuid());
        let Some(existing) = existing else {
            shelf.insert(&self.tx, &Actor::System, &mut thing).await?;
            for (links, rights) in links {
                links.insert(&self.tx, thing.uuid(), rights).await?;
            }
            return Ok(Kept::Created);
        };
        let mut same_links = true;
        for (links, rights) in links {
            same_links &= links.of_one(&*self.tx, thing.uuid()).await? == *rights;
        }
        if thing == existing && same_links {
            return Ok(Kept::Unchanged);
        }
        let is_retitled = thing.title() != existing.title();
        let meta = thing.meta_mut();
        meta.revision += 1;
        meta.updated_at = publication.updated_at.unwrap_or(self.now);
        shelf.replace(&self.tx, &Actor::System, &mut thing, is_retitled).await?;
        for (links, rights) in links {
            links.replace(&self.tx, thing.uuid(), rights).await?;
        }
        Ok(Kept::Updated)
    }

    async fn existing<T: Contribution>(&self, publication: &Publication) -> Imported<Option<T>> {
        Ok(shelf::by_external_id(&*self.tx, &publication.external_id).await?)
    }

    /// The meta that the record asks for; what it does not say stays as it is, or is the default.
    async fn meta<T: Contribution>(
        &mut self,
        problems: &mut Problems,
        existing: Option<&T>,
        publication: &Publication,
        by: Option<(Option<MunicipalityId>, Option<PersonId>)>,
        default: Status,
    ) -> Imported<Option<Meta>> {
        let had = existing.map(T::meta);
        let (owner, author) = by.unwrap_or((None, self.author));
        let named = publication.created_by.as_deref();
        let named =
            self.optional_reference(problems, "createdBy", NodeKind::Person, named).await?.map(PersonId);
        let created_by = named.or(had.and_then(|meta| meta.created_by)).or(author);
        let owner = match (&publication.owner, owner) {
            (Some(code), None) => problems.take(self.municipality("owner", code)),
            (_, Some(owner)) => Some(owner),
            (None, None) => match (had, created_by) {
                (Some(meta), _) => meta.owner,
                (None, Some(person)) => {
                    people::store::find(&*self.tx, person).await?.map(|person| person.municipality)
                }
                (None, None) => None,
            },
        };
        let default = if self.publish { Status::Published } else { default };
        let status = publication.status.or(had.map(|meta| meta.status)).unwrap_or(default);
        let created_at = publication.created_at.or(had.map(|meta| meta.created_at)).unwrap_or(self.now);
        let published_at = publication.published_at.or(had.and_then(|meta| meta.published_at));
        let published_at = published_at.or((status == Status::Published).then_some(created_at));
        let updated_at = publication.updated_at.or(had.map(|meta| meta.updated_at));
        let updated_at = updated_at.or(published_at).unwrap_or(created_at);
        let visibility = publication.visibility.or(had.map(|meta| meta.visibility)).unwrap_or_default();
        let slug = had.map(|meta| meta.slug.clone()).or(publication.slug.clone()).unwrap_or_default();
        let revision = had.map_or(1, |meta| meta.revision);
        let external_id = Some(publication.external_id.clone());
        Ok(problems.is_empty().then_some(Meta {
            slug,
            status,
            visibility,
            owner,
            created_by,
            revision,
            created_at,
            updated_at,
            published_at,
            external_id,
        }))
    }

    fn municipality(&self, path: &str, code: &str) -> std::result::Result<MunicipalityId, Problems> {
        let found = self.services.municipalities.by_code(code).map(|municipality| municipality.id);
        found.ok_or_else(|| {
            Problems::one(
                path,
                "UNKNOWN",
                format!("“{code}” is no CBS code of a municipality, such as GM0479"),
            )
        })
    }

    /// The id of a thing by its external id; `None` when there is no such thing.
    async fn reference(&mut self, kind: NodeKind, external_id: &str) -> Imported<Option<Uuid>> {
        let key = (kind, external_id.to_owned());
        if let Some(id) = self.known.get(&key) {
            return Ok(Some(*id));
        }
        let select = Query::select()
            .column(Alias::new("id"))
            .from(Alias::new(format!("{}s", kind.name())))
            .and_where(Expr::col(Alias::new("external_id")).eq(external_id))
            .to_owned();
        let Some(row) = self.tx.query_one(&select).await? else { return Ok(None) };
        let id: Uuid = row.try_get("", "id")?;
        self.known.insert(key, id);
        Ok(Some(id))
    }

    async fn optional_reference(
        &mut self,
        problems: &mut Problems,
        path: &str,
        kind: NodeKind,
        external_id: Option<&str>,
    ) -> Imported<Option<Uuid>> {
        let Some(external_id) = external_id else { return Ok(None) };
        let found = self.reference(kind, external_id).await?;
        if found.is_none() {
            problems.add(path, "UNKNOWN", unknown(external_id));
        }
        Ok(found)
    }

    async fn references(
        &mut self,
        problems: &mut Problems,
        path: &str,
        kind: NodeKind,
        external_ids: &[String],
    ) -> Imported<Vec<Uuid>> {
        problems.take(text::bounded(path, external_ids));
        let mut ids = Vec::with_capacity(external_ids.len());
        for (i, external_id) in external_ids.iter().enumerate() {
            let path = format!("{path}.{i}");
            let id = self.optional_reference(problems, &path, kind, Some(external_id)).await?;
            ids.extend(id.filter(|id| !ids.contains(id)));
        }
        Ok(ids)
    }

    /// The one meeting that begins on this day; `None` when there are none or several.
    async fn meeting_of_day(&self, day: Option<DateTime<Utc>>) -> Imported<Option<Uuid>> {
        let Some(day) = day else { return Ok(None) };
        let begin = day.date_naive().and_time(chrono::NaiveTime::MIN).and_utc();
        let select = Query::select()
            .column(Alias::new("id"))
            .from(Alias::new("meetings"))
            .and_where(Expr::col(Alias::new("starts_at")).gte(begin))
            .and_where(Expr::col(Alias::new("starts_at")).lt(begin + chrono::Duration::days(1)))
            .limit(2)
            .to_owned();
        let rows = self.tx.query_all(&select).await?;
        match rows.as_slice() {
            [one] => Ok(Some(one.try_get("", "id")?)),
            _ => Ok(None),
        }
    }
}

fn unknown(external_id: &str) -> String {
    format!("nothing has the externalId “{external_id}”, neither here nor in these files")
}

fn address(account: &AccountRecord) -> std::result::Result<String, Problems> {
    let malformed = || Problems::one("account.email", "MALFORMED", "not an e-mail address");
    text::email(&account.email).ok_or_else(malformed)
}

fn uuids<T>(ids: Vec<T>, uuid: impl Fn(T) -> Uuid) -> Vec<Uuid> {
    ids.into_iter().map(uuid).collect()
}
