//! All SQL about pilots.

use std::collections::HashMap;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Alias, Cond, Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
};
use uuid::Uuid;

use super::entity::{self, Column, Entity};
use super::model::{Content, Domain, Pilot, Stage};
use crate::access::{Scope, Status, Visibility};
use crate::contribution::Meta;
use crate::db::{Links, Tx};
use crate::error::{Error, Result};
use crate::ids::{ChallengeId, MeetingId, MunicipalityId, PersonId, PilotId, ThemeId};
use crate::page::{Cursor, Key, Keyset, Page, Slice};
use crate::text;

pub const THEMES: Links = Links { table: "pilot_themes", left: "pilot_id", right: "theme_id" };
pub const AUTHORS: Links = Links { table: "pilot_authors", left: "pilot_id", right: "person_id" };
pub const CONTACTS: Links = Links { table: "pilot_contacts", left: "pilot_id", right: "person_id" };
pub const CHALLENGES: Links = Links { table: "pilot_challenges", left: "pilot_id", right: "challenge_id" };

/// How a list of pilots is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PilotOrder {
    #[default]
    RecentlyUpdated,
    RecentlyPublished,
    Title,
}

impl PilotOrder {
    pub fn list(self) -> &'static str {
        self.keyset().list
    }

    fn keyset(self) -> Keyset<Column> {
        let id = Column::Id;
        match self {
            Self::RecentlyUpdated => {
                Keyset { list: "pilots.updated", key: Column::UpdatedAt, id, descending: true }
            }
            Self::RecentlyPublished => {
                Keyset { list: "pilots.published", key: Column::PublishedAt, id, descending: true }
            }
            Self::Title => Keyset { list: "pilots.title", key: Column::SortTitle, id, descending: false },
        }
    }

    fn cursor(self, row: &entity::Model) -> Cursor {
        let key = match self {
            Self::RecentlyUpdated => Key::time(row.updated_at),
            Self::RecentlyPublished => Key::time(row.published_at.unwrap_or(row.created_at)),
            Self::Title => Key::Text(row.sort_title.clone()),
        };
        Cursor::new(self.list(), key, row.id)
    }
}

/// What a list of pilots is narrowed to; empty lists narrow nothing.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub municipalities: Option<Vec<MunicipalityId>>,
    pub themes: Option<Vec<ThemeId>>,
    pub stages: Vec<Stage>,
    pub domains: Vec<Domain>,
    pub challenge: Option<ChallengeId>,
    pub meeting: Option<MeetingId>,
    /// An author or contact.
    pub person: Option<PersonId>,
    /// An author.
    pub author: Option<PersonId>,
    pub status: Status,
}

/// The ids of pilots that the other side of a link table points at.
fn linked(table: &str, column: &str, values: impl IntoIterator<Item = Uuid>) -> Expr {
    let ids: SelectStatement = Query::select()
        .column(Alias::new("pilot_id"))
        .from(Alias::new(table))
        .and_where(Expr::col(Alias::new(column)).is_in(values))
        .to_owned();
    Column::Id.in_subquery(ids)
}

fn condition(scope: &Scope, filter: &Filter) -> Condition {
    let mut cond = Cond::all().add(Column::Status.eq(filter.status.name()));
    cond = cond.add(scope.published(Column::Visibility, Column::MunicipalityId, false, |person| {
        linked("pilot_authors", "person_id", [person.0]).or(Column::CreatedBy.eq(person.0))
    }));
    if let Some(municipalities) = &filter.municipalities {
        cond = match municipalities.as_slice() {
            [one] => cond.add(Column::MunicipalityId.eq(one.0)),
            many => cond.add(Column::MunicipalityId.is_in(many.iter().map(|id| id.0))),
        };
    }
    if let Some(themes) = &filter.themes {
        cond = cond.add(linked("pilot_themes", "theme_id", themes.iter().map(|id| id.0)));
    }
    if !filter.stages.is_empty() {
        cond = cond.add(Column::Stage.is_in(filter.stages.iter().map(|stage| stage.name())));
    }
    if !filter.domains.is_empty() {
        let any =
            filter.domains.iter().fold(Cond::any(), |any, domain| any.add(strengthens(*domain).eq(true)));
        cond = cond.add(any);
    }
    if let Some(challenge) = filter.challenge {
        cond = cond.add(linked("pilot_challenges", "challenge_id", [challenge.0]));
    }
    if let Some(meeting) = filter.meeting {
        cond = cond.add(linked("meeting_pilots", "meeting_id", [meeting.0]));
    }
    if let Some(person) = filter.person {
        let authored = linked("pilot_authors", "person_id", [person.0]);
        cond = cond.add(authored.or(linked("pilot_contacts", "person_id", [person.0])));
    }
    if let Some(author) = filter.author {
        let authored = linked("pilot_authors", "person_id", [author.0]);
        cond = cond.add(authored.or(Column::CreatedBy.eq(author.0)));
    }
    // Which drafts and archived pilots somebody sees is narrower than the circles of readers.
    if filter.status != Status::Published {
        cond = cond.add(editable(scope));
    }
    cond
}

/// What the scope's person may edit. Editors of a municipality find its drafts by `municipalities`.
fn editable(scope: &Scope) -> Condition {
    match *scope {
        Scope::All => Cond::all(),
        Scope::Public => Cond::all().add(Expr::value(false)),
        Scope::Member { person, edits, .. } => {
            let authored = linked("pilot_authors", "person_id", [person.0]);
            let mut any = Cond::any().add(authored).add(Column::CreatedBy.eq(person.0));
            if let Some(municipality) = edits {
                any = any.add(Column::MunicipalityId.eq(municipality.0));
            }
            any
        }
    }
}

fn strengthens(domain: Domain) -> Column {
    match domain {
        Domain::Policy => Column::StrengthensPolicy,
        Domain::Collaboration => Column::StrengthensCollaboration,
        Domain::Society => Column::StrengthensSociety,
    }
}

fn select(scope: &Scope, filter: &Filter) -> Select<Entity> {
    Entity::find().filter(condition(scope, filter))
}

/// One page of what `scope` may see.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: &Filter,
    order: PilotOrder,
    page: &Page,
) -> Result<Slice<Pilot>> {
    if page.limit == 0 {
        return Ok(Slice::empty());
    }
    let keyset = order.keyset();
    let mut select = select(scope, filter);
    for bound in keyset.bounds(page) {
        select = select.filter(bound);
    }
    let direction = keyset.order(page);
    let rows = select
        .order_by(keyset.key, direction.clone())
        .order_by(keyset.id, direction)
        .limit(page.fetch())
        .all(db)
        .await?;
    let slice = Slice::from_fetched(page, rows, |row| order.cursor(row));
    let mut pilots = Vec::with_capacity(slice.rows.len());
    for (cursor, row) in slice.rows {
        pilots.push((cursor, Pilot::try_from(row)?));
    }
    Ok(Slice { rows: pilots, has_previous: slice.has_previous, has_next: slice.has_next })
}

pub async fn count(db: &impl ConnectionTrait, scope: &Scope, filter: &Filter) -> Result<u64> {
    Ok(select(scope, filter).count(db).await?)
}

/// Published pilots by municipality, of what `scope` may see: for the counts beside a list of municipalities.
pub async fn count_by_municipality(
    db: &impl ConnectionTrait,
    scope: &Scope,
    municipalities: &[MunicipalityId],
) -> Result<HashMap<MunicipalityId, u64>> {
    let filter = Filter {
        municipalities: Some(municipalities.to_vec()),
        status: Status::Published,
        ..Filter::default()
    };
    let rows: Vec<(Uuid, i64)> = select(scope, &filter)
        .select_only()
        .column(Column::MunicipalityId)
        .column_as(Column::Id.count(), "count")
        .group_by(Column::MunicipalityId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, count)| (MunicipalityId(id), count.unsigned_abs())).collect())
}

/// Published pilots by theme, of what `scope` may see.
pub async fn count_by_theme(db: &impl ConnectionTrait, scope: &Scope) -> Result<HashMap<ThemeId, u64>> {
    let filter = Filter { status: Status::Published, ..Filter::default() };
    let visible = select(scope, &filter).select_only().column(Column::Id).into_query();
    let counts = Query::select()
        .column(Alias::new("theme_id"))
        .expr_as(Expr::cust("COUNT(*)"), Alias::new("count"))
        .from(Alias::new("pilot_themes"))
        .and_where(Expr::col(Alias::new("pilot_id")).in_subquery(visible))
        .group_by_col(Alias::new("theme_id"))
        .to_owned();
    let mut by_theme = HashMap::new();
    for row in db.query_all(&counts).await? {
        let count: i64 = row.try_get("", "count")?;
        by_theme.insert(ThemeId(row.try_get("", "theme_id")?), count.unsigned_abs());
    }
    Ok(by_theme)
}

pub async fn find(db: &impl ConnectionTrait, id: PilotId) -> Result<Option<Pilot>> {
    Entity::find_by_id(id.0).one(db).await?.map(Pilot::try_from).transpose()
}

pub async fn by_slug(db: &impl ConnectionTrait, slug: &str) -> Result<Option<Pilot>> {
    Entity::find().filter(Column::Slug.eq(slug)).one(db).await?.map(Pilot::try_from).transpose()
}

pub async fn by_external_id(db: &impl ConnectionTrait, external_id: &str) -> Result<Option<Pilot>> {
    Entity::find().filter(Column::ExternalId.eq(external_id)).one(db).await?.map(Pilot::try_from).transpose()
}

/// Whatever their status; the caller decides who may see them.
pub async fn by_ids(db: &impl ConnectionTrait, ids: &[PilotId]) -> Result<HashMap<PilotId, Pilot>> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().map(|id| id.0))).all(db).await?;
    rows.into_iter().map(|row| Pilot::try_from(row).map(|pilot| (pilot.id, pilot))).collect()
}

/// Ids after `after`, in their order: for whoever must look at every pilot.
pub async fn ids_after(db: &impl ConnectionTrait, after: Option<Uuid>, limit: u64) -> Result<Vec<Uuid>> {
    let mut find = Entity::find().select_only().column(Column::Id);
    if let Some(after) = after {
        find = find.filter(Column::Id.gt(after));
    }
    Ok(find.order_by_asc(Column::Id).limit(limit).into_tuple().all(db).await?)
}

pub async fn insert(tx: &Tx, pilot: &Pilot) -> Result<()> {
    Entity::insert(row(pilot)?).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Replaces the row, if it still is at the revision before; answers whether it was.
pub async fn update(tx: &Tx, pilot: &Pilot) -> Result<bool> {
    let updated = Entity::update_many()
        .set(row(pilot)?)
        .filter(Column::Id.eq(pilot.id.0))
        .filter(Column::Revision.eq(pilot.meta.revision - 1))
        .exec(&**tx)
        .await?;
    Ok(updated.rows_affected == 1)
}

pub async fn delete(tx: &Tx, id: PilotId) -> Result<()> {
    Entity::delete_by_id(id.0).exec(&**tx).await?;
    Ok(())
}

fn row(pilot: &Pilot) -> Result<entity::ActiveModel> {
    let (content, meta) = (&pilot.content, &pilot.meta);
    let json = |value: serde_json::Result<serde_json::Value>| value.map_err(Error::internal);
    Ok(entity::ActiveModel {
        id: Set(pilot.id.0),
        title: Set(content.title.clone()),
        sort_title: Set(text::sort_key(&content.title)),
        summary: Set(content.summary.clone()),
        stage: Set(content.stage.name().to_owned()),
        strengthens_policy: Set(content.domains.contains(&Domain::Policy)),
        strengthens_collaboration: Set(content.domains.contains(&Domain::Collaboration)),
        strengthens_society: Set(content.domains.contains(&Domain::Society)),
        problem: Set(content.problem.clone()),
        approach: Set(content.approach.clone()),
        results: Set(content.results.clone()),
        lessons_learned: Set(content.lessons_learned.clone()),
        failures: Set(content.failures.clone()),
        partners: Set(json(serde_json::to_value(&content.partners))?),
        data_sources: Set(json(serde_json::to_value(&content.data_sources))?),
        buyers: Set(json(serde_json::to_value(&content.buyers))?),
        external_id: Set(meta.external_id.clone()),
        slug: Set(meta.slug.clone()),
        status: Set(meta.status.name().to_owned()),
        visibility: Set(meta.visibility.name().to_owned()),
        municipality_id: Set(pilot.municipality.0),
        created_by: Set(meta.created_by.map(|person| person.0)),
        revision: Set(meta.revision),
        created_at: Set(meta.created_at),
        updated_at: Set(meta.updated_at),
        published_at: Set(meta.published_at),
    })
}

impl TryFrom<entity::Model> for Pilot {
    type Error = Error;

    fn try_from(row: entity::Model) -> Result<Self> {
        let municipality = MunicipalityId(row.municipality_id);
        let domains = [
            (row.strengthens_policy, Domain::Policy),
            (row.strengthens_collaboration, Domain::Collaboration),
            (row.strengthens_society, Domain::Society),
        ];
        Ok(Self {
            id: PilotId(row.id),
            municipality,
            meta: Meta {
                slug: row.slug,
                status: Status::from_name(&row.status).unwrap_or_default(),
                visibility: Visibility::from_name(&row.visibility).unwrap_or(Visibility::Municipality),
                owner: Some(municipality),
                created_by: row.created_by.map(PersonId),
                revision: row.revision,
                created_at: row.created_at,
                updated_at: row.updated_at,
                published_at: row.published_at,
                external_id: row.external_id,
            },
            content: Content {
                title: row.title,
                summary: row.summary,
                stage: Stage::from_name(&row.stage).unwrap_or_default(),
                domains: domains.into_iter().filter(|(is, _)| *is).map(|(_, domain)| domain).collect(),
                problem: row.problem,
                approach: row.approach,
                results: row.results,
                lessons_learned: row.lessons_learned,
                failures: row.failures,
                partners: serde_json::from_value(row.partners).map_err(Error::internal)?,
                data_sources: serde_json::from_value(row.data_sources).map_err(Error::internal)?,
                buyers: serde_json::from_value(row.buyers).map_err(Error::internal)?,
            },
        })
    }
}
