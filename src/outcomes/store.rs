//! All SQL about workshop outcomes.

use sea_orm::ActiveValue::Set;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Cond, Condition};
use uuid::Uuid;

use super::entity::{self, Column};
use super::model::{Content, Outcome};
use crate::access::Status;
use crate::contribution::{Contribution, Meta};
use crate::db::Links;
use crate::error::{Error, Result};
use crate::ids::{ChallengeId, MeetingId, NodeKind, OutcomeId, PersonId};
use crate::page::{Cursor, Key, Keyset};

pub const LIST: &str = "outcomes.updated";
pub const KEYSET: Keyset<Column> =
    Keyset { list: LIST, key: Column::UpdatedAt, id: Column::Id, descending: true };

pub fn cursor(outcome: &Outcome) -> Cursor {
    Cursor::new(LIST, Key::time(outcome.meta.updated_at), outcome.id.0)
}

/// What a list of outcomes is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub meeting: Option<MeetingId>,
    pub challenge: Option<ChallengeId>,
    pub author: Option<PersonId>,
    pub status: Status,
}

pub fn condition(filter: &Filter) -> Condition {
    let mut cond = Cond::all();
    if let Some(meeting) = filter.meeting {
        cond = cond.add(Column::MeetingId.eq(meeting.0));
    }
    if let Some(challenge) = filter.challenge {
        cond = cond.add(Column::ChallengeId.eq(challenge.0));
    }
    if let Some(author) = filter.author {
        cond = cond.add(Column::CreatedBy.eq(author.0));
    }
    cond
}

impl Contribution for Outcome {
    type Entity = entity::Entity;
    type Model = entity::Model;
    type Content = Content;

    const KIND: NodeKind = NodeKind::Outcome;
    const IS_OF_MEETINGS: bool = true;
    const OWNER: &'static str = "municipality_id";
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
        &self.content.question
    }

    fn from_row(row: entity::Model) -> Result<Self> {
        Ok(Self {
            id: OutcomeId(row.id),
            content: Content {
                question: row.question,
                conclusion: row.conclusion,
                insights: serde_json::from_value(row.insights).map_err(Error::internal)?,
                meeting: row.meeting_id.map(MeetingId),
                challenge: row.challenge_id.map(ChallengeId),
                table_host: row.table_host_id.map(PersonId),
            },
            meta: crate::meta_from_row!(row, row.municipality_id),
        })
    }

    fn to_row(&self) -> Result<entity::ActiveModel> {
        let content = self.content.clone();
        let mut row = entity::ActiveModel {
            id: Set(self.id.0),
            question: Set(content.question),
            conclusion: Set(content.conclusion),
            insights: Set(serde_json::to_value(&content.insights).map_err(Error::internal)?),
            meeting_id: Set(content.meeting.map(|id| id.0)),
            challenge_id: Set(content.challenge.map(|id| id.0)),
            table_host_id: Set(content.table_host.map(|id| id.0)),
            municipality_id: Set(self.meta.owner.map(|id| id.0)),
            ..Default::default()
        };
        crate::set_meta!(row, self.meta);
        Ok(row)
    }
}
