//! Planning and changing meetings.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::context::ContextExt;
use super::enums::{AgendaItemKind, Visibility};
use super::errors::{UserError, outcome};
use super::meetings::Meeting;
use crate::error::Result as ServiceResult;
use crate::ids::{AgendaItemId, MeetingId, PersonId, PilotId};
use crate::meetings;
use crate::meetings::model::{self, MeetingChange};
use crate::meetings::service::MeetingInput;

/// Where a meeting takes place.
#[derive(InputObject)]
pub struct VenueInput {
    /// The building or room; 1 to 200 characters.
    name: String,
    /// Street and place; at most 500 characters.
    address: Option<String>,
    /// How to get there; at most 500 characters.
    description: Option<String>,
}

/// Who speaks.
#[derive(InputObject)]
pub struct SpeakerInput {
    /// 1 to 200 characters.
    name: String,
    /// The function; at most 200 characters.
    role: Option<String>,
    /// Where the speaker works; at most 200 characters.
    organisation: Option<String>,
    /// The person of the network who speaks, if it is one.
    person_id: Option<ID>,
}

/// One part of a meeting.
#[derive(InputObject)]
pub struct AgendaItemInput {
    /// What kind of part it is.
    kind: AgendaItemKind,
    /// 1 to 200 characters.
    title: String,
    /// When it begins.
    starts_at: Option<DateTime<Utc>>,
    /// When it ends; not before it begins.
    ends_at: Option<DateTime<Utc>>,
    /// At most 50.
    speakers: Option<Vec<SpeakerInput>>,
}

/// A meeting shows to its readers as soon as it is planned.
#[derive(InputObject)]
pub struct CreateMeetingInput {
    /// 1 to 200 characters.
    title: String,
    /// When it begins.
    starts_at: DateTime<Utc>,
    /// When it ends; not before it begins.
    ends_at: Option<DateTime<Utc>>,
    /// The how-manieth meeting of the network; 1 to 10,000.
    sequence_number: Option<i32>,
    /// CBS code; default: the viewer's municipality.
    host: Option<String>,
    /// Where it takes place.
    venue: Option<VenueInput>,
    /// Markdown, at most 50,000 characters.
    description: Option<String>,
    /// At most 50 parts.
    agenda: Option<Vec<AgendaItemInput>>,
    /// Pilots that are shown there, at most 50; one that the viewer may not see is `UNKNOWN`.
    pilot_ids: Option<Vec<ID>>,
    /// Who may read it; default `PUBLIC`.
    visibility: Option<Visibility>,
}

/// Only the fields to change, and the revision that the change was made on. A given agenda replaces the whole one.
#[derive(InputObject)]
pub struct UpdateMeetingInput {
    /// Which meeting.
    id: ID,
    /// The one that the change was made on; `CONFLICT` when it is no longer the present one.
    revision: i32,
    /// 1 to 200 characters; a new title makes a new slug, and the old one keeps leading here.
    title: Option<String>,
    /// When it begins.
    starts_at: Option<DateTime<Utc>>,
    /// When it ends; not before it begins. Null takes it away.
    ends_at: MaybeUndefined<DateTime<Utc>>,
    /// 1 to 10,000; null takes it away.
    sequence_number: MaybeUndefined<i32>,
    /// CBS code.
    host: Option<String>,
    /// Replaces the whole venue; null takes it away.
    venue: MaybeUndefined<VenueInput>,
    /// Markdown, at most 50,000 characters.
    description: Option<String>,
    /// At most 50 parts; they replace the present ones.
    agenda: Option<Vec<AgendaItemInput>>,
    /// Pilots that are shown there, at most 50; they replace the present ones.
    pilot_ids: Option<Vec<ID>>,
    /// Who may read it.
    visibility: Option<Visibility>,
}

/// What became of a meeting.
#[derive(SimpleObject)]
pub struct MeetingPayload {
    /// As it is now; null when the form must be mended.
    meeting: Option<Meeting>,
    /// What the form can mend; empty when it was done.
    user_errors: Vec<UserError>,
}

impl MeetingPayload {
    fn of(result: ServiceResult<meetings::Meeting>) -> Result<Self> {
        let (meeting, user_errors) = outcome(result)?;
        Ok(Self { meeting: meeting.map(|it| Meeting(it.into())), user_errors })
    }
}

impl From<VenueInput> for model::Venue {
    fn from(input: VenueInput) -> Self {
        Self { name: input.name, address: input.address, description: input.description }
    }
}

fn agenda(input: Vec<AgendaItemInput>) -> ServiceResult<Vec<model::AgendaItem>> {
    let speaker = |input: SpeakerInput| {
        let person = input.person_id.map(|id| PersonId::from_public(&id)).transpose()?;
        Ok(model::Speaker { name: input.name, role: input.role, organisation: input.organisation, person })
    };
    let item = |input: AgendaItemInput| {
        Ok(model::AgendaItem {
            id: AgendaItemId::generate(),
            kind: input.kind.into(),
            title: input.title,
            starts_at: input.starts_at,
            ends_at: input.ends_at,
            speakers: input
                .speakers
                .unwrap_or_default()
                .into_iter()
                .map(speaker)
                .collect::<ServiceResult<_>>()?,
        })
    };
    input.into_iter().map(item).collect()
}

fn pilot_ids(ids: Option<Vec<ID>>) -> ServiceResult<Option<Vec<PilotId>>> {
    ids.map(|ids| ids.iter().map(|id| PilotId::from_public(id)).collect()).transpose()
}

#[derive(Default)]
pub struct MeetingMutation;

#[Object]
impl MeetingMutation {
    /// Plans a meeting: its readers see it at once. For organisers.
    async fn create_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to plan.")] input: CreateMeetingInput,
    ) -> Result<MeetingPayload> {
        let new = MeetingInput {
            content: MeetingChange {
                title: Some(input.title),
                sequence_number: Some(input.sequence_number),
                starts_at: Some(input.starts_at),
                ends_at: Some(input.ends_at),
                description: input.description,
                venue: Some(input.venue.map(Into::into)),
            },
            host: input.host,
            agenda: input.agenda.map(agenda).transpose()?,
            pilots: pilot_ids(input.pilot_ids)?,
            visibility: input.visibility.map(Into::into),
        };
        MeetingPayload::of(ctx.services().meetings.create(ctx.actor(), new).await)
    }

    /// Changes a meeting; `CONFLICT` when somebody else did so in the meantime.
    async fn update_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateMeetingInput,
    ) -> Result<MeetingPayload> {
        let id = MeetingId::from_public(&input.id)?;
        let change = MeetingInput {
            content: MeetingChange {
                title: input.title,
                sequence_number: input.sequence_number.into(),
                starts_at: input.starts_at,
                ends_at: input.ends_at.into(),
                description: input.description,
                venue: Option::<Option<VenueInput>>::from(input.venue).map(|venue| venue.map(Into::into)),
            },
            host: input.host,
            agenda: input.agenda.map(agenda).transpose()?,
            pilots: pilot_ids(input.pilot_ids)?,
            visibility: input.visibility.map(Into::into),
        };
        MeetingPayload::of(ctx.services().meetings.update(ctx.actor(), id, input.revision, change).await)
    }
}
