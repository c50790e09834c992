//! All SQL about meetings.

use std::collections::HashMap;

use chrono::{DateTime, TimeZone, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Cond, Condition, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::entity::{self, Column, item, speaker};
use super::model::{AgendaItem, AgendaItemKind, Content, Meeting, Speaker, Venue};
use crate::contribution::{Contribution, Meta};
use crate::db::{Links, Tx};
use crate::error::Result;
use crate::ids::{AgendaItemId, MeetingId, MunicipalityId, NodeKind, PersonId, PilotId};
use crate::page::{Cursor, Key, Keyset};

pub const PILOTS: Links = Links { table: "meeting_pilots", left: "meeting_id", right: "pilot_id" };
/// From the pilot's side.
pub const OF_PILOT: Links = Links { table: "meeting_pilots", left: "pilot_id", right: "meeting_id" };

/// What a list of meetings is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub host: Option<MunicipalityId>,
    pub year: Option<i32>,
    /// Yet to come (soonest first), or past (latest first), as seen from this moment.
    pub upcoming: Option<(bool, DateTime<Utc>)>,
    pub pilot: Option<PilotId>,
}

impl Filter {
    /// Soonest first for what is yet to come, else latest first.
    pub fn keyset(&self) -> Keyset<Column> {
        let is_upcoming = matches!(self.upcoming, Some((true, _)));
        let list = if is_upcoming { "meetings.upcoming" } else { "meetings.latest" };
        Keyset { list, key: Column::StartsAt, id: Column::Id, descending: !is_upcoming }
    }

    pub fn cursor(&self, meeting: &Meeting) -> Cursor {
        Cursor::new(self.keyset().list, Key::time(meeting.content.starts_at), meeting.id.0)
    }
}

pub fn condition(filter: &Filter) -> Condition {
    let mut cond = Cond::all();
    if let Some(host) = filter.host {
        cond = cond.add(Column::HostId.eq(host.0));
    }
    if let Some(year) = filter.year {
        let begin =
            |year| Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).single().unwrap_or(DateTime::<Utc>::MAX_UTC);
        let year = year.clamp(1, 9_998);
        cond = cond.add(Column::StartsAt.gte(begin(year))).add(Column::StartsAt.lt(begin(year + 1)));
    }
    match filter.upcoming {
        // A meeting is yet to come until it has ended; one without an end, until it begins.
        Some((true, now)) => {
            cond = cond.add(Cond::any().add(Column::StartsAt.gte(now)).add(Column::EndsAt.gte(now)));
        }
        Some((false, now)) => {
            let has_ended = Column::EndsAt.is_null().or(Column::EndsAt.lt(now));
            cond = cond.add(Column::StartsAt.lt(now)).add(has_ended);
        }
        None => {}
    }
    if let Some(pilot) = filter.pilot {
        cond = cond.add(Column::Id.in_subquery(PILOTS.lefts([pilot.0])));
    }
    cond
}

/// The agendas of `meetings`, in two statements.
pub async fn agendas(
    db: &impl ConnectionTrait,
    meetings: &[MeetingId],
) -> Result<HashMap<MeetingId, Vec<AgendaItem>>> {
    let items = item::Entity::find()
        .filter(item::Column::MeetingId.is_in(meetings.iter().map(|id| id.0)))
        .order_by_asc(item::Column::Position)
        .all(db)
        .await?;
    let speakers = speaker::Entity::find()
        .filter(speaker::Column::AgendaItemId.is_in(items.iter().map(|item| item.id)))
        .order_by_asc(speaker::Column::Position)
        .all(db)
        .await?;
    let mut of_item: HashMap<Uuid, Vec<Speaker>> = HashMap::new();
    for row in speakers {
        let person = row.person_id.map(PersonId);
        let speaker = Speaker { name: row.name, role: row.role, organisation: row.organisation, person };
        of_item.entry(row.agenda_item_id).or_default().push(speaker);
    }
    let mut agendas: HashMap<MeetingId, Vec<AgendaItem>> = HashMap::new();
    for row in items {
        agendas.entry(MeetingId(row.meeting_id)).or_default().push(AgendaItem {
            id: AgendaItemId(row.id),
            kind: AgendaItemKind::from_name(&row.kind).unwrap_or(AgendaItemKind::Other),
            title: row.title,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            speakers: of_item.remove(&row.id).unwrap_or_default(),
        });
    }
    Ok(agendas)
}

/// Makes `agenda` the meeting's. An item that stays where it was under the same title keeps its id.
pub async fn replace_agenda(tx: &Tx, meeting: MeetingId, agenda: &[AgendaItem]) -> Result<()> {
    let before = agendas(&**tx, &[meeting]).await?.remove(&meeting).unwrap_or_default();
    item::Entity::delete_many().filter(item::Column::MeetingId.eq(meeting.0)).exec(&**tx).await?;
    for (position, new) in agenda.iter().enumerate() {
        let id = before.get(position).filter(|old| old.title == new.title).map_or(new.id, |old| old.id);
        let row = item::ActiveModel {
            id: Set(id.0),
            meeting_id: Set(meeting.0),
            position: Set(position as i32),
            kind: Set(new.kind.name().to_owned()),
            title: Set(new.title.clone()),
            starts_at: Set(new.starts_at),
            ends_at: Set(new.ends_at),
        };
        item::Entity::insert(row).exec_without_returning(&**tx).await?;
        for (position, speaker) in new.speakers.iter().enumerate() {
            let row = speaker::ActiveModel {
                agenda_item_id: Set(id.0),
                position: Set(position as i32),
                name: Set(speaker.name.clone()),
                role: Set(speaker.role.clone()),
                organisation: Set(speaker.organisation.clone()),
                person_id: Set(speaker.person.map(|person| person.0)),
            };
            speaker::Entity::insert(row).exec_without_returning(&**tx).await?;
        }
    }
    Ok(())
}

impl Contribution for Meeting {
    type Entity = entity::Entity;
    type Model = entity::Model;
    type Content = Content;

    const KIND: NodeKind = NodeKind::Meeting;
    const IS_OF_MEETINGS: bool = true;
    const OWNER: &'static str = "host_id";
    const AUTHORS: Option<Links> = None;
    const LINKS: &'static [Links] = &[];

    fn uuid(&self) -> Uuid {
        self.id.0
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn meta_mut(&mut self) -> &mut Meta {
        &mut self.meta
    }

    fn content(&self) -> &Content {
        &self.content
    }

    fn title(&self) -> &str {
        &self.content.title
    }

    fn from_row(row: entity::Model) -> Result<Self> {
        let (address, description) = (row.venue_address, row.venue_description);
        Ok(Self {
            id: MeetingId(row.id),
            content: Content {
                title: row.title,
                sequence_number: row.sequence_number,
                starts_at: row.starts_at,
                ends_at: row.ends_at,
                description: row.description,
                venue: row.venue_name.map(|name| Venue { name, address, description }),
            },
            meta: crate::meta_from_row!(row, row.host_id),
        })
    }

    fn to_row(&self) -> Result<entity::ActiveModel> {
        let content = self.content.clone();
        let (name, address, description) = match content.venue {
            Some(venue) => (Some(venue.name), venue.address, venue.description),
            None => (None, None, None),
        };
        let mut row = entity::ActiveModel {
            id: Set(self.id.0),
            title: Set(content.title),
            sequence_number: Set(content.sequence_number),
            starts_at: Set(content.starts_at),
            ends_at: Set(content.ends_at),
            description: Set(content.description),
            venue_name: Set(name),
            venue_address: Set(address),
            venue_description: Set(description),
            host_id: Set(self.meta.owner.map(|id| id.0)),
            ..Default::default()
        };
        crate::set_meta!(row, self.meta);
        Ok(row)
    }
}
