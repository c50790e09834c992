//! Everything, in the format that import reads: one file a kind, sorted by external id, so that the same content gives
//! the same files.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use sea_orm::sea_query::{Alias, Query};
use sea_orm::{ConnectionTrait, Order};
use uuid::Uuid;

use super::record::{
    AccountRecord, AgendaItemRecord, ChallengeRecord, MeetingRecord, OutcomeRecord, PersonRecord,
    PilotRecord, Publication, RecognitionRecord, Record, ReportRecord, SpeakerRecord, VenueRecord,
};
use crate::access::{Actor, MunicipalityRole};
use crate::contribution::{Contribution, Meta, rows};
use crate::error::{Error, Result};
use crate::ids::{MeetingId, MunicipalityId, NodeKind, PersonId, ThemeId};
use crate::services::Services;
use crate::{accounts, challenges, meetings, people, pilots, reports};

/// Rows that are read at a time.
const BATCH: usize = 500;

/// Writes the files into `dir`, which is made when missing; answers how many records there are.
pub async fn run(services: &Services, dir: &Path) -> Result<usize> {
    std::fs::create_dir_all(dir).map_err(Error::internal)?;
    let exporter = Exporter::new(services).await?;
    let mut written = 0;
    for (kind, file) in [
        (NodeKind::Person, "persons.jsonl"),
        (NodeKind::Challenge, "challenges.jsonl"),
        (NodeKind::Pilot, "pilots.jsonl"),
        (NodeKind::Meeting, "meetings.jsonl"),
        (NodeKind::Report, "reports.jsonl"),
        (NodeKind::Outcome, "outcomes.jsonl"),
    ] {
        let mut out = BufWriter::new(File::create(dir.join(file)).map_err(Error::internal)?);
        for ids in exporter.sorted(kind).chunks(BATCH) {
            for record in exporter.records(kind, ids).await? {
                serde_json::to_writer(&mut out, &record.to_json().map_err(Error::internal)?)
                    .map_err(Error::internal)?;
                out.write_all(b"\n").map_err(Error::internal)?;
                written += 1;
            }
        }
        out.into_inner()
            .map_err(|error| Error::internal(error.to_string()))?
            .sync_all()
            .map_err(Error::internal)?;
    }
    Ok(written)
}

struct Exporter<'a> {
    services: &'a Services,
    /// External id of every thing; one without gets its id.
    names: HashMap<NodeKind, HashMap<Uuid, String>>,
}

impl<'a> Exporter<'a> {
    async fn new(services: &'a Services) -> Result<Self> {
        let mut names = HashMap::new();
        for kind in [
            NodeKind::Person,
            NodeKind::Challenge,
            NodeKind::Pilot,
            NodeKind::Meeting,
            NodeKind::Report,
            NodeKind::Outcome,
        ] {
            let select = Query::select()
                .columns(["id", "external_id"].map(Alias::new))
                .from(Alias::new(format!("{}s", kind.name())))
                .order_by(Alias::new("id"), Order::Asc)
                .to_owned();
            let mut of_kind = HashMap::new();
            for row in services.db.reader().query_all(&select).await? {
                let id: Uuid = row.try_get("", "id")?;
                let name: Option<String> = row.try_get("", "external_id")?;
                of_kind.insert(id, name.unwrap_or_else(|| id.to_string()));
            }
            names.insert(kind, of_kind);
        }
        Ok(Self { services, names })
    }

    fn name(&self, kind: NodeKind, id: Uuid) -> Option<String> {
        self.names.get(&kind)?.get(&id).cloned()
    }

    fn names(&self, kind: NodeKind, ids: Option<&Vec<Uuid>>) -> Vec<String> {
        ids.into_iter().flatten().filter_map(|id| self.name(kind, *id)).collect()
    }

    fn sorted(&self, kind: NodeKind) -> Vec<Uuid> {
        let mut ids: Vec<_> = self.names.get(&kind).into_iter().flatten().collect();
        ids.sort_by(|a, b| a.1.cmp(b.1));
        ids.into_iter().map(|(id, _)| *id).collect()
    }

    fn code(&self, id: MunicipalityId) -> Option<String> {
        self.services.municipalities.get(id).map(|municipality| municipality.code.clone())
    }

    fn themes(&self, ids: Option<&Vec<Uuid>>) -> Vec<String> {
        let slug = |id: &Uuid| self.services.themes.get(ThemeId(*id)).map(|theme| theme.slug.clone());
        ids.into_iter().flatten().filter_map(slug).collect()
    }

    /// `owns`: the record says elsewhere whom it belongs to.
    fn publication(&self, kind: NodeKind, id: Uuid, meta: &Meta, owns: bool) -> Publication {
        Publication {
            external_id: self.name(kind, id).unwrap_or_default(),
            slug: Some(meta.slug.clone()),
            status: Some(meta.status),
            visibility: Some(meta.visibility),
            owner: meta.owner.filter(|_| !owns).and_then(|id| self.code(id)),
            created_by: meta.created_by.and_then(|person| self.name(NodeKind::Person, person.0)),
            created_at: Some(meta.created_at),
            updated_at: Some(meta.updated_at),
            published_at: meta.published_at,
        }
    }

    async fn records(&self, kind: NodeKind, ids: &[Uuid]) -> Result<Vec<Record>> {
        match kind {
            NodeKind::Person => self.persons(ids).await,
            NodeKind::Challenge => self.challenges(ids).await,
            NodeKind::Pilot => self.pilots(ids).await,
            NodeKind::Meeting => self.meetings(ids).await,
            NodeKind::Report => self.reports(ids).await,
            NodeKind::Outcome => self.outcomes(ids).await,
            NodeKind::Municipality
            | NodeKind::Theme
            | NodeKind::AgendaItem
            | NodeKind::Introduction
            | NodeKind::Invitation
            | NodeKind::MailDomain
            | NodeKind::Concept => Ok(Vec::new()),
        }
    }

    async fn persons(&self, ids: &[Uuid]) -> Result<Vec<Record>> {
        let db = self.services.db.reader();
        let typed: Vec<_> = ids.iter().copied().map(PersonId).collect();
        let mut persons = people::store::by_ids(db, &typed).await?;
        let themes = people::store::THEMES.of(db, ids).await?;
        let mut recognitions: HashMap<PersonId, Vec<RecognitionRecord>> = HashMap::new();
        for recognition in challenges::store::of_persons(db, &Actor::System, &typed).await? {
            let Some(challenge) = self.name(NodeKind::Challenge, recognition.challenge.0) else { continue };
            let record = RecognitionRecord { challenge, stance: recognition.stance, note: recognition.note };
            recognitions.entry(recognition.person).or_default().push(record);
        }
        let mut records = Vec::with_capacity(ids.len());
        for id in typed {
            let Some(person) = persons.remove(&id) else { continue };
            // A block is not exported, so what it closes is not either: an import would open it.
            let account = accounts::store::by_person(db, id).await?.filter(|account| !account.is_blocked);
            let role = match &account {
                Some(account) => {
                    accounts::store::signed_in(db, account.id).await?.map(|actor| actor.municipality_role)
                }
                None => None,
            };
            let mut recognitions = recognitions.remove(&id).unwrap_or_default();
            recognitions.sort_by(|a, b| a.challenge.cmp(&b.challenge));
            records.push(Record::Person(PersonRecord {
                external_id: self.name(NodeKind::Person, id.0).unwrap_or_default(),
                display_name: person.display_name,
                job_title: person.job_title,
                municipality: self.code(person.municipality).unwrap_or_default(),
                about: person.about,
                seeking: person.seeking,
                offering: person.offering,
                phone: person.phone,
                themes: self.themes(themes.get(&id.0)),
                matchable: person.is_matchable,
                visibility: person.visibility,
                fields: person.fields.chosen(),
                is_former: person.is_former,
                account: account.map(|account| AccountRecord {
                    email: account.email,
                    role: account.role,
                    municipality_role: role.unwrap_or(MunicipalityRole::Member),
                }),
                recognitions,
                created_at: Some(person.created_at),
                updated_at: Some(person.updated_at),
            }));
        }
        Ok(records)
    }

    async fn challenges(&self, ids: &[Uuid]) -> Result<Vec<Record>> {
        let (mut things, db) = self.things::<challenges::Challenge>(ids).await?;
        let themes = challenges::store::THEMES.of(db, ids).await?;
        let record = |id: &Uuid| {
            let challenge = things.remove(id)?;
            Some(Record::Challenge(ChallengeRecord {
                publication: self.publication(NodeKind::Challenge, *id, &challenge.meta, false),
                question: challenge.content.question,
                context: challenge.content.context,
                themes: self.themes(themes.get(id)),
            }))
        };
        Ok(ids.iter().filter_map(record).collect())
    }

    async fn pilots(&self, ids: &[Uuid]) -> Result<Vec<Record>> {
        let (mut things, db) = self.things::<pilots::Pilot>(ids).await?;
        let themes = pilots::store::THEMES.of(db, ids).await?;
        let contacts = pilots::store::CONTACTS.of(db, ids).await?;
        let authors = pilots::store::AUTHORS.of(db, ids).await?;
        let challenges = pilots::store::CHALLENGES.of(db, ids).await?;
        let record = |id: &Uuid| {
            let pilot = things.remove(id)?;
            let content = pilot.content;
            Some(Record::Pilot(Box::new(PilotRecord {
                publication: self.publication(NodeKind::Pilot, *id, &pilot.meta, true),
                municipality: self.code(pilot.municipality).unwrap_or_default(),
                title: content.title,
                summary: content.summary,
                stage: content.stage,
                domains: content.domains,
                problem: content.problem,
                approach: content.approach,
                results: content.results,
                lessons_learned: content.lessons_learned,
                failures: content.failures,
                partners: content.partners,
                data_sources: content.data_sources,
                buyers: content.buyers,
                cost: content.cost,
                replicates: content.replicates.and_then(|id| self.name(NodeKind::Pilot, id.0)),
                themes: self.themes(themes.get(id)),
                contacts: self.names(NodeKind::Person, contacts.get(id)),
                authors: self.names(NodeKind::Person, authors.get(id)),
                challenges: self.names(NodeKind::Challenge, challenges.get(id)),
            })))
        };
        Ok(ids.iter().filter_map(record).collect())
    }

    async fn meetings(&self, ids: &[Uuid]) -> Result<Vec<Record>> {
        let (mut things, db) = self.things::<meetings::Meeting>(ids).await?;
        let typed: Vec<_> = ids.iter().copied().map(MeetingId).collect();
        let mut agendas = meetings::store::agendas(db, &typed).await?;
        let pilots = meetings::store::PILOTS.of(db, ids).await?;
        let speaker = |speaker: meetings::model::Speaker| SpeakerRecord {
            name: speaker.name,
            role: speaker.role,
            organisation: speaker.organisation,
            person: speaker.person.and_then(|person| self.name(NodeKind::Person, person.0)),
        };
        let item = |item: meetings::model::AgendaItem| AgendaItemRecord {
            kind: item.kind,
            title: item.title,
            starts_at: item.starts_at,
            ends_at: item.ends_at,
            speakers: item.speakers.into_iter().map(speaker).collect(),
        };
        let record = |id: &Uuid| {
            let meeting = things.remove(id)?;
            let content = meeting.content;
            Some(Record::Meeting(MeetingRecord {
                publication: self.publication(NodeKind::Meeting, *id, &meeting.meta, true),
                title: content.title,
                sequence_number: content.sequence_number,
                starts_at: content.starts_at,
                ends_at: content.ends_at,
                host: meeting.meta.owner.and_then(|host| self.code(host)),
                venue: content.venue.map(|venue| VenueRecord {
                    name: venue.name,
                    address: venue.address,
                    description: venue.description,
                }),
                description: content.description,
                agenda: agendas.remove(&MeetingId(*id)).unwrap_or_default().into_iter().map(item).collect(),
                pilots: self.names(NodeKind::Pilot, pilots.get(id)),
            }))
        };
        Ok(ids.iter().filter_map(record).collect())
    }

    async fn reports(&self, ids: &[Uuid]) -> Result<Vec<Record>> {
        let (mut things, db) = self.things::<reports::Report>(ids).await?;
        let authors = reports::store::AUTHORS.of(db, ids).await?;
        let record = |id: &Uuid| {
            let report = things.remove(id)?;
            let content = report.content;
            Some(Record::Report(ReportRecord {
                publication: self.publication(NodeKind::Report, *id, &report.meta, false),
                title: content.title,
                summary: content.summary,
                body: content.body,
                take_home_message: content.take_home_message,
                meeting: content.meeting.and_then(|meeting| self.name(NodeKind::Meeting, meeting.0)),
                authors: self.names(NodeKind::Person, authors.get(id)),
            }))
        };
        Ok(ids.iter().filter_map(record).collect())
    }

    async fn outcomes(&self, ids: &[Uuid]) -> Result<Vec<Record>> {
        let (mut things, _) = self.things::<crate::outcomes::Outcome>(ids).await?;
        let record = |id: &Uuid| {
            let outcome = things.remove(id)?;
            let content = outcome.content;
            Some(Record::Outcome(OutcomeRecord {
                publication: self.publication(NodeKind::Outcome, *id, &outcome.meta, false),
                question: content.question,
                conclusion: content.conclusion,
                insights: content.insights,
                meeting: content.meeting.and_then(|meeting| self.name(NodeKind::Meeting, meeting.0)),
                challenge: content
                    .challenge
                    .and_then(|challenge| self.name(NodeKind::Challenge, challenge.0)),
                table_host: content.table_host.and_then(|person| self.name(NodeKind::Person, person.0)),
            }))
        };
        Ok(ids.iter().filter_map(record).collect())
    }

    async fn things<T: Contribution>(
        &self,
        ids: &[Uuid],
    ) -> Result<(HashMap<Uuid, T>, &'a sea_orm::DatabaseConnection)> {
        let db = self.services.db.reader();
        Ok((rows::by_ids(db, ids).await?, db))
    }
}
