//! All SQL about pilots.

use std::collections::HashMap;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Alias, Cond, Condition, Expr, ExprTrait, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, ColumnType, ConnectionTrait, EntityTrait, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::entity::{self, Column};
use super::model::{Content, Domain, Pilot, Stage};
use crate::access::{Scope, Status};
use crate::contribution::shelf::{Narrowing, Through};
use crate::contribution::{Contribution, Meta, Shelf};
use crate::db::Links;
use crate::error::{Error, Result};
use crate::ids::{ChallengeId, MeetingId, MunicipalityId, NodeKind, PersonId, PilotId, ThemeId};
use crate::page::{Cursor, Key, Keyset};
use crate::text;

pub const THEMES: Links = Links { table: "pilot_themes", left: "pilot_id", right: "theme_id" };
pub const AUTHORS: Links = Links { table: "pilot_authors", left: "pilot_id", right: "person_id" };
pub const CONTACTS: Links = Links { table: "pilot_contacts", left: "pilot_id", right: "person_id" };
/// The meetings where a pilot was shown; the meetings write it.
pub const MEETINGS: Links = Links { table: "meeting_pilots", left: "pilot_id", right: "meeting_id" };
pub const CHALLENGES: Links = Links { table: "pilot_challenges", left: "pilot_id", right: "challenge_id" };

/// The pilots of a theme and those narrower, by when they were last changed; the database keeps it.
pub const THEME_ORDER: Through = Through {
    table: "pilot_theme_order",
    link: "pilot_id",
    key: "changed_at",
    key_type: ColumnType::TimestampWithTimeZone,
    descending: true,
};

/// Which part of [`THEME_ORDER`] is that of `theme`.
pub fn of_theme(theme: ThemeId, status: Status) -> Condition {
    let column = |name: &str| Expr::col(Alias::new(name));
    Cond::all().add(column("theme_id").eq(theme.0)).add(column("pilot_status").eq(status.name()))
}

/// How a list of pilots is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PilotOrder {
    #[default]
    RecentlyUpdated,
    RecentlyPublished,
    Title,
}

impl PilotOrder {
    /// What was never published has no date of publication: drafts and archived pilots are sorted by their last
    /// change instead.
    pub fn of(self, status: Status) -> Self {
        match (self, status) {
            (Self::RecentlyPublished, Status::Draft | Status::Archived) => Self::RecentlyUpdated,
            (order, _) => order,
        }
    }

    pub fn list(self) -> &'static str {
        self.keyset().list
    }

    pub fn keyset(self) -> Keyset<Column> {
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

    pub fn cursor(self, pilot: &Pilot) -> Cursor {
        let key = match self {
            Self::RecentlyUpdated => Key::time(pilot.meta.updated_at),
            Self::RecentlyPublished => Key::time(pilot.meta.published_at.unwrap_or(pilot.meta.created_at)),
            Self::Title => Key::Text(text::sort_key(&pilot.content.title)),
        };
        Cursor::new(self.list(), key, pilot.id.0)
    }
}

/// What a list of pilots is narrowed to; empty lists narrow nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub municipalities: Option<Vec<MunicipalityId>>,
    /// Any of them.
    pub themes: Option<Vec<ThemeId>>,
    /// One theme, or one that is narrower.
    pub within_theme: Option<ThemeId>,
    pub stages: Vec<Stage>,
    pub domains: Vec<Domain>,
    pub challenge: Option<ChallengeId>,
    pub meeting: Option<MeetingId>,
    /// Those that repeat it elsewhere.
    pub replicates: Option<PilotId>,
    /// An author or contact.
    pub person: Option<PersonId>,
    /// An author.
    pub author: Option<PersonId>,
    pub status: Status,
}

/// What the filter narrows a list to, besides status and readers.
pub fn condition(filter: &Filter) -> Condition {
    let mut cond = Cond::all();
    if let Some(municipalities) = &filter.municipalities {
        cond = match municipalities.as_slice() {
            [one] => cond.add(Column::MunicipalityId.eq(one.0)),
            many => cond.add(Column::MunicipalityId.is_in(many.iter().map(|id| id.0))),
        };
    }
    if let Some(themes) = &filter.themes {
        cond = cond.add(Column::Id.in_subquery(THEMES.lefts(themes.iter().map(|id| id.0))));
    }
    if let Some(theme) = filter.within_theme {
        let within = Query::select()
            .column(Alias::new(THEME_ORDER.link))
            .from(Alias::new(THEME_ORDER.table))
            .cond_where(of_theme(theme, filter.status))
            .to_owned();
        cond = cond.add(Column::Id.in_subquery(within));
    }
    if !filter.stages.is_empty() {
        cond = cond.add(Column::Stage.is_in(filter.stages.iter().map(|stage| stage.name())));
    }
    if !filter.domains.is_empty() {
        // Each once: every `OR` is a level deeper, and building the statement goes down all of them.
        let chosen = Domain::ALL.iter().filter(|domain| filter.domains.contains(domain));
        let any = chosen.fold(Cond::any(), |any, domain| any.add(strengthens(*domain).eq(true)));
        cond = cond.add(any);
    }
    if let Some(challenge) = filter.challenge {
        cond = cond.add(Column::Id.in_subquery(CHALLENGES.lefts([challenge.0])));
    }
    if let Some(meeting) = filter.meeting {
        cond = cond.add(Column::Id.in_subquery(MEETINGS.lefts([meeting.0])));
    }
    if let Some(pilot) = filter.replicates {
        cond = cond.add(Column::ReplicatesId.eq(pilot.0));
    }
    if let Some(person) = filter.person {
        let contact_of = CONTACTS.lefts([person.0]);
        let either = AUTHORS.lefts([person.0]).union(UnionType::Distinct, contact_of).to_owned();
        cond = cond.add(Column::Id.in_subquery(either));
    }
    if let Some(author) = filter.author {
        let authored = Column::Id.in_subquery(AUTHORS.lefts([author.0]));
        cond = cond.add(authored.or(Column::CreatedBy.eq(author.0)));
    }
    cond
}

/// The same, with what it does to the number of rows.
pub fn narrowing(filter: &Filter) -> Narrowing {
    let is_to_few = filter.challenge.is_some()
        || filter.meeting.is_some()
        || filter.replicates.is_some()
        || filter.person.is_some();
    if is_to_few { Narrowing::ToFew(condition(filter)) } else { condition(filter).into() }
}

fn strengthens(domain: Domain) -> Column {
    match domain {
        Domain::Policy => Column::StrengthensPolicy,
        Domain::Collaboration => Column::StrengthensCollaboration,
        Domain::Society => Column::StrengthensSociety,
    }
}

/// The pilots that `pilot` repeats, directly and through others, at most `limit` steps.
pub async fn origins(db: &impl ConnectionTrait, pilot: PilotId, limit: usize) -> Result<Vec<PilotId>> {
    let mut origins = Vec::new();
    let mut at = Some(pilot.0);
    while let Some(id) = at.filter(|_| origins.len() < limit) {
        let select = entity::Entity::find_by_id(id).select_only().column(Column::ReplicatesId);
        at = select.into_tuple::<Option<Uuid>>().one(db).await?.flatten();
        origins.extend(at.map(PilotId));
    }
    Ok(origins)
}

/// How many pilots `scope` may see, of those that the filter is narrowed to.
///
/// Of all or of some municipalities it is a sum of what the database keeps count of; else they are counted.
pub async fn count(shelf: &Shelf<Pilot>, scope: &Scope, filter: &Filter) -> Result<u64> {
    let (municipalities, status) = (filter.municipalities.clone(), filter.status);
    let is_kept = *filter == Filter { municipalities, status, ..Filter::default() };
    if !is_kept || status != Status::Published {
        return shelf.count((scope, status), narrowing(filter)).await;
    }
    // Without those of an author outside of the circles: they are few, and counted one by one.
    let circles = || scope.published(Pilot::OWNER, Pilot::IS_OF_MEETINGS, |_| Expr::value(false));
    let mut all = Cond::all();
    if let Some(municipalities) = &filter.municipalities {
        all = all.add(Expr::col(Alias::new(Pilot::OWNER)).is_in(municipalities.iter().map(|id| id.0)));
    }
    let kept = Query::select()
        .expr_as(Expr::cust("COALESCE(SUM(n), 0)"), Alias::new("count"))
        .from(Alias::new("pilot_counts"))
        .and_where(Expr::col(Alias::new("status")).eq(status.name()))
        .cond_where(all.clone().add(circles()))
        .to_owned();
    let own = match *scope {
        Scope::Member { person, .. } => {
            one(shelf, &written(person, status, all.add(circles().not()))).await?
        }
        Scope::Public | Scope::All => 0,
    };
    Ok(one(shelf, &kept).await? + own)
}

/// Counts what `person` wrote or made, of what has `status` and meets `condition`.
fn written(person: PersonId, status: Status, condition: Condition) -> SelectStatement {
    let by_hand = Query::select()
        .expr_as(Expr::col(Alias::new(AUTHORS.left)), Alias::new("pilot"))
        .from(Alias::new(AUTHORS.table))
        .and_where(Expr::col(Alias::new(AUTHORS.right)).eq(person.0))
        .union(
            UnionType::Distinct,
            Query::select()
                .expr_as(Expr::col(Alias::new("id")), Alias::new("pilot"))
                .from(Alias::new("pilots"))
                .and_where(Expr::col(Alias::new("created_by")).eq(person.0))
                .to_owned(),
        )
        .to_owned();
    Query::select()
        .expr_as(Expr::cust("COUNT(*)"), Alias::new("count"))
        .from(Alias::new("pilots"))
        .and_where(Expr::col(Alias::new("id")).in_subquery(by_hand))
        // Not by the index on the status: that has all the others as well.
        .and_where(Expr::cust("status || ''").eq(status.name()))
        .cond_where(condition)
        .to_owned()
}

async fn one(shelf: &Shelf<Pilot>, select: &SelectStatement) -> Result<u64> {
    let row = shelf.db.reader().query_one(select).await?;
    let count: i64 = row.map(|row| row.try_get("", "count")).transpose()?.unwrap_or_default();
    Ok(count.unsigned_abs())
}

/// Published pilots by municipality, of what `scope` may see: for the counts beside a list of municipalities.
pub async fn count_by_municipality(
    shelf: &Shelf<Pilot>,
    scope: &Scope,
    municipalities: &[MunicipalityId],
) -> Result<HashMap<MunicipalityId, u64>> {
    let of_these = Cond::all().add(Column::MunicipalityId.is_in(municipalities.iter().map(|id| id.0)));
    let rows: Vec<(Uuid, i64)> = shelf
        .select(scope, Status::Published, of_these)
        .select_only()
        .column(Column::MunicipalityId)
        .column_as(Column::Id.count(), "count")
        .group_by(Column::MunicipalityId)
        .into_tuple()
        .all(shelf.db.reader())
        .await?;
    Ok(rows.into_iter().map(|(id, count)| (MunicipalityId(id), count.unsigned_abs())).collect())
}

/// Published pilots by theme, of what `scope` may see.
pub async fn count_by_theme(shelf: &Shelf<Pilot>, scope: &Scope) -> Result<HashMap<ThemeId, u64>> {
    let visible =
        shelf.select(scope, Status::Published, Cond::all()).select_only().column(Column::Id).into_query();
    let counts = Query::select()
        .column(Alias::new("theme_id"))
        .expr_as(Expr::cust("COUNT(*)"), Alias::new("count"))
        .from(Alias::new("pilot_themes"))
        .and_where(Expr::col(Alias::new("pilot_id")).in_subquery(visible))
        .group_by_col(Alias::new("theme_id"))
        .to_owned();
    let mut by_theme = HashMap::new();
    for row in shelf.db.reader().query_all(&counts).await? {
        let count: i64 = row.try_get("", "count")?;
        by_theme.insert(ThemeId(row.try_get("", "theme_id")?), count.unsigned_abs());
    }
    Ok(by_theme)
}

impl Contribution for Pilot {
    type Entity = entity::Entity;
    type Model = entity::Model;
    type Content = Content;

    const KIND: NodeKind = NodeKind::Pilot;
    const IS_OF_MEETINGS: bool = false;
    const OWNER: &'static str = "municipality_id";
    const AUTHORS: Option<Links> = Some(AUTHORS);
    const LINKS: &'static [Links] = &[THEMES, AUTHORS, CONTACTS, CHALLENGES];

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

    fn to_row(&self) -> Result<entity::ActiveModel> {
        let content = &self.content;
        let json = |value: serde_json::Result<serde_json::Value>| value.map_err(Error::internal);
        let mut row = entity::ActiveModel {
            id: Set(self.id.0),
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
            cost: Set(content.cost.clone()),
            replicates_id: Set(content.replicates.map(|id| id.0)),
            municipality_id: Set(self.municipality.0),
            ..Default::default()
        };
        crate::set_meta!(row, self.meta);
        Ok(row)
    }

    fn from_row(row: entity::Model) -> Result<Self> {
        let municipality = MunicipalityId(row.municipality_id);
        let domains = [
            (row.strengthens_policy, Domain::Policy),
            (row.strengthens_collaboration, Domain::Collaboration),
            (row.strengthens_society, Domain::Society),
        ];
        Ok(Self {
            id: PilotId(row.id),
            municipality,
            meta: crate::meta_from_row!(row, Some(row.municipality_id)),
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
                cost: row.cost,
                replicates: row.replicates_id.map(PilotId),
            },
        })
    }
}
