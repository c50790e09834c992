//! All SQL about reports.

use sea_orm::ActiveValue::Set;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Cond, Condition, ExprTrait};
use uuid::Uuid;

use super::entity::{self, Column};
use super::model::{Content, Report};
use crate::access::Status;
use crate::contribution::{Contribution, Meta};
use crate::db::Links;
use crate::error::Result;
use crate::ids::{MeetingId, NodeKind, PersonId, ReportId};
use crate::page::{Cursor, Key, Keyset};

pub const AUTHORS: Links = Links { table: "report_authors", left: "report_id", right: "person_id" };
pub const LIST: &str = "reports.updated";
pub const KEYSET: Keyset<Column> =
    Keyset { list: LIST, key: Column::UpdatedAt, id: Column::Id, descending: true };

pub fn cursor(report: &Report) -> Cursor {
    Cursor::new(LIST, Key::time(report.meta.updated_at), report.id.0)
}

/// What a list of reports is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub meeting: Option<MeetingId>,
    pub author: Option<PersonId>,
    pub status: Status,
}

pub fn condition(filter: &Filter) -> Condition {
    let mut cond = Cond::all();
    if let Some(meeting) = filter.meeting {
        cond = cond.add(Column::MeetingId.eq(meeting.0));
    }
    if let Some(author) = filter.author {
        let authored = Column::Id.in_subquery(AUTHORS.lefts([author.0]));
        cond = cond.add(authored.or(Column::CreatedBy.eq(author.0)));
    }
    cond
}

impl Contribution for Report {
    type Entity = entity::Entity;
    type Model = entity::Model;
    type Content = Content;

    const KIND: NodeKind = NodeKind::Report;
    const IS_OF_MEETINGS: bool = true;
    const OWNER: &'static str = "municipality_id";
    const AUTHORS: Option<Links> = Some(AUTHORS);
    const LINKS: &'static [Links] = &[AUTHORS];

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
        Ok(Self {
            id: ReportId(row.id),
            content: Content {
                title: row.title,
                summary: row.summary,
                body: row.body,
                take_home_message: row.take_home_message,
                meeting: row.meeting_id.map(MeetingId),
            },
            meta: crate::meta_from_row!(row, row.municipality_id),
        })
    }

    fn to_row(&self) -> Result<entity::ActiveModel> {
        let content = self.content.clone();
        let mut row = entity::ActiveModel {
            id: Set(self.id.0),
            title: Set(content.title),
            summary: Set(content.summary),
            body: Set(content.body),
            take_home_message: Set(content.take_home_message),
            meeting_id: Set(content.meeting.map(|id| id.0)),
            municipality_id: Set(self.meta.owner.map(|id| id.0)),
            ..Default::default()
        };
        crate::set_meta!(row, self.meta);
        Ok(row)
    }
}
