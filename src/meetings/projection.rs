//! How a meeting looks to search.

use std::collections::HashSet;

use async_trait::async_trait;
use chrono::Datelike;
use uuid::Uuid;

use super::model::{Meeting, Speaker};
use super::{ordinal, store};
use crate::access::Visibility;
use crate::contribution::shelf::governed;
use crate::contribution::{Shared, Shelf, rows};
use crate::error::Result;
use crate::ids::{MeetingId, NodeKind, PersonId};
use crate::markdown;
use crate::municipalities::Register;
use crate::people;
use crate::search::{Document, Source};
use crate::text::MONTHS;

pub struct MeetingSource {
    pub shelf: Shelf<Meeting>,
    pub municipalities: Register,
}

#[async_trait]
impl Source for MeetingSource {
    fn kind(&self) -> NodeKind {
        NodeKind::Meeting
    }

    async fn load(&self, ids: &[Uuid]) -> Result<Vec<Document>> {
        let db = self.shelf.db.reader();
        let meetings = rows::published::<Meeting>(db, ids).await?;
        let typed: Vec<_> = ids.iter().copied().map(MeetingId).collect();
        let mut agendas = store::agendas(db, &typed).await?;
        let speakers = agendas.values().flatten().flat_map(|item| &item.speakers);
        let speakers: Vec<PersonId> = speakers.filter_map(|speaker| speaker.person).collect();
        let persons = people::store::by_ids(db, &speakers).await?;
        let is_public = |person: &people::model::Person| person.visibility == Visibility::Public;
        let visible: HashSet<PersonId> =
            persons.values().filter(|person| is_public(person)).map(|person| person.id).collect();
        let document = |meeting: Shared<Meeting>| {
            let scope_terms = governed(&meeting).terms();
            let agenda = agendas.remove(&meeting.id).unwrap_or_default();
            let content = &meeting.content;
            let mut body = vec![markdown::to_plain(&content.description).text];
            if let Some(venue) = &content.venue {
                let texts = [Some(&venue.name), venue.address.as_ref(), venue.description.as_ref()];
                body.extend(texts.into_iter().flatten().cloned());
            }
            // People remember when it was: `bijeenkomst januari 2027`.
            let day = content.starts_at.date_naive();
            body.push(format!("{} {} {}", day.day(), MONTHS[day.month0() as usize], day.year()));
            // Who is hidden is no speaker that can be searched for, not even among members: the agenda names them there.
            let mut people = Vec::new();
            for item in agenda {
                body.push(item.title);
                let shown = |speaker: &Speaker| speaker.person.is_none_or(|id| visible.contains(&id));
                people.extend(item.speakers.into_iter().filter(shown).map(|speaker| speaker.name));
            }
            let number = content.sequence_number.and_then(|number| u32::try_from(number).ok());
            Document {
                body: body.join("\n\n"),
                people,
                other_titles: number.map(ordinal::names).unwrap_or_default(),
                municipality: meeting.meta.owner.and_then(|id| self.municipalities.words(id)),
                year: Some(content.starts_at.year()),
                scope_terms,
                ..Document::new(meeting.id.node(), content.title.clone(), content.starts_at)
            }
        };
        Ok(meetings.into_iter().map(document).collect())
    }

    async fn ids_after(&self, after: Option<Uuid>, limit: u64) -> Result<Vec<Uuid>> {
        rows::ids_after(self.shelf.db.reader(), "meetings", after, limit).await
    }
}
