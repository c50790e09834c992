//! All SQL about challenges.

use std::collections::HashMap;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Alias, Cond, Condition, Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::entity::{self, Column, recognition};
use super::model::{Challenge, Content, Counts, Recognition, Stance};
use crate::access::Actor;
use crate::contribution::{Contribution, Meta};
use crate::db::{Links, Tx};
use crate::error::Result;
use crate::ids::{ChallengeId, NodeKind, PersonId, ThemeId};
use crate::page::{Cursor, Key, Keyset};
use crate::people::{self, ProfileField};

pub const THEMES: Links = Links { table: "challenge_themes", left: "challenge_id", right: "theme_id" };
pub const LIST: &str = "challenges.updated";
pub const KEYSET: Keyset<Column> =
    Keyset { list: LIST, key: Column::UpdatedAt, id: Column::Id, descending: true };

pub fn cursor(challenge: &Challenge) -> Cursor {
    Cursor::new(LIST, Key::time(challenge.meta.updated_at), challenge.id.0)
}

/// What a list of challenges is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub themes: Option<Vec<ThemeId>>,
    pub recognised_by: Option<PersonId>,
}

pub fn condition(filter: &Filter) -> Condition {
    let mut cond = Cond::all();
    if let Some(themes) = &filter.themes {
        cond = cond.add(Column::Id.in_subquery(THEMES.lefts(themes.iter().map(|id| id.0))));
    }
    if let Some(person) = filter.recognised_by {
        let recognised = Query::select()
            .column(Alias::new("challenge_id"))
            .from(Alias::new("recognitions"))
            .and_where(Expr::col(Alias::new("person_id")).eq(person.0))
            .to_owned();
        cond = cond.add(Column::Id.in_subquery(recognised));
    }
    cond
}

/// Replaces the person's stance on the challenge.
pub async fn recognise(tx: &Tx, recognition: &Recognition) -> Result<()> {
    use recognition::Column as C;
    let row = recognition::ActiveModel {
        challenge_id: Set(recognition.challenge.0),
        person_id: Set(recognition.person.0),
        stance: Set(recognition.stance.name().to_owned()),
        note: Set(recognition.note.clone()),
        updated_at: Set(recognition.updated_at),
    };
    let mut replace = OnConflict::columns([C::ChallengeId, C::PersonId]);
    replace.update_columns([C::Stance, C::Note, C::UpdatedAt]);
    recognition::Entity::insert(row).on_conflict(replace).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Takes the person's stance back, if there is one.
pub async fn withdraw(tx: &Tx, challenge: ChallengeId, person: PersonId) -> Result<()> {
    recognition::Entity::delete_by_id((challenge.0, person.0)).exec(&**tx).await?;
    Ok(())
}

/// For each of `ids` that anybody recognises.
pub async fn counts(db: &impl ConnectionTrait, ids: &[ChallengeId]) -> Result<HashMap<ChallengeId, Counts>> {
    let select = Query::select()
        .columns(["challenge_id", "stance"].map(Alias::new))
        .expr_as(Expr::cust("COUNT(*)"), Alias::new("count"))
        .from(Alias::new("recognitions"))
        .and_where(Expr::col(Alias::new("challenge_id")).is_in(ids.iter().map(|id| id.0)))
        .group_by_columns(["challenge_id", "stance"].map(Alias::new))
        .to_owned();
    let mut counts: HashMap<ChallengeId, Counts> = HashMap::new();
    for row in db.query_all(&select).await? {
        let id: Uuid = row.try_get("", "challenge_id")?;
        let stance: String = row.try_get("", "stance")?;
        let count: i64 = row.try_get("", "count")?;
        if let Some(stance) = Stance::from_name(&stance) {
            counts.entry(ChallengeId(id)).or_default()[stance as usize] = count.unsigned_abs();
        }
    }
    Ok(counts)
}

/// The stances of each of `persons` who show them to `actor`, latest first.
pub async fn of_persons(
    db: &impl ConnectionTrait,
    actor: &Actor,
    persons: &[PersonId],
) -> Result<Vec<Recognition>> {
    let shown = people::store::showing(actor, ProfileField::Recognitions);
    let rows = recognition::Entity::find()
        .filter(recognition::Column::PersonId.is_in(persons.iter().map(|id| id.0)))
        .filter(recognition::Column::PersonId.in_subquery(shown))
        .order_by_desc(recognition::Column::UpdatedAt)
        .order_by_asc(recognition::Column::ChallengeId)
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(from_row).collect())
}

fn from_row(row: recognition::Model) -> Option<Recognition> {
    Some(Recognition {
        challenge: ChallengeId(row.challenge_id),
        person: PersonId(row.person_id),
        stance: Stance::from_name(&row.stance)?,
        note: row.note,
        updated_at: row.updated_at,
    })
}

impl Contribution for Challenge {
    type Entity = entity::Entity;
    type Model = entity::Model;
    type Content = Content;

    const KIND: NodeKind = NodeKind::Challenge;
    const IS_OF_MEETINGS: bool = true;
    const OWNER: &'static str = "municipality_id";
    const AUTHORS: Option<Links> = None;
    const LINKS: &'static [Links] = &[THEMES];

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
            id: ChallengeId(row.id),
            content: Content { question: row.question, context: row.context },
            meta: crate::meta_from_row!(row, row.municipality_id),
        })
    }

    fn to_row(&self) -> Result<entity::ActiveModel> {
        let mut row = entity::ActiveModel {
            id: Set(self.id.0),
            question: Set(self.content.question.clone()),
            context: Set(self.content.context.clone()),
            municipality_id: Set(self.meta.owner.map(|id| id.0)),
            ..Default::default()
        };
        crate::set_meta!(row, self.meta);
        Ok(row)
    }
}
