//! All SQL about what people have in common. Each function is one statement, whatever the size of the network.

use std::collections::HashSet;

use sea_orm::sea_query::{Alias, Cond, Expr, ExprTrait, JoinType, Query, SelectStatement, UnionType};
use sea_orm::{ConnectionTrait, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::access::{Actor, Scope, Status};
use crate::challenges::Stance;
use crate::contribution::Shelf;
use crate::db::Links;
use crate::error::Result;
use crate::ids::{ChallengeId, MunicipalityId, PersonId, PilotId, ThemeId};
use crate::people::{self, ProfileField};
use crate::pilots::Pilot;
use crate::pilots::store::{AUTHORS, CHALLENGES, CONTACTS, Filter, PilotOrder, THEMES, condition};

fn col(table: &'static str, column: &'static str) -> Expr {
    Expr::col((Alias::new(table), Alias::new(column)))
}

/// Who may be proposed to `actor`, who works for `municipality`: everybody elsewhere who chose to be found.
pub async fn candidates(
    db: &impl ConnectionTrait,
    actor: &Actor,
    me: PersonId,
    municipality: MunicipalityId,
) -> Result<HashSet<PersonId>> {
    let shown = people::policy::listed(actor).iter().map(|visibility| visibility.name());
    let mut select = people::store::select();
    select
        .clear_selects()
        .expr_as(col("persons", "id"), Alias::new("id"))
        .and_where(col("persons", "is_matchable").eq(true))
        .and_where(col("persons", "visibility").is_in(shown))
        .and_where(col("persons", "id").ne(me.0))
        .and_where(col("affiliations", "municipality_id").ne(municipality.0));
    let rows = db.query_all(&select).await?;
    rows.into_iter().map(|row| Ok(PersonId(row.try_get("", "id")?))).collect()
}

fn shown(actor: &Actor, field: ProfileField) -> Expr {
    Expr::col(Alias::new("person_id")).in_subquery(people::store::showing(actor, field))
}

/// How others stand towards `challenges`, of those who show that to `actor`.
pub async fn stances(
    db: &impl ConnectionTrait,
    actor: &Actor,
    challenges: &[ChallengeId],
) -> Result<Vec<(PersonId, ChallengeId, Stance)>> {
    if challenges.is_empty() {
        return Ok(Vec::new());
    }
    let select = Query::select()
        .columns(["person_id", "challenge_id", "stance"].map(Alias::new))
        .from(Alias::new("recognitions"))
        .and_where(Expr::col(Alias::new("challenge_id")).is_in(challenges.iter().map(|id| id.0)))
        .and_where(shown(actor, ProfileField::Recognitions))
        .to_owned();
    let mut stances = Vec::new();
    for row in db.query_all(&select).await? {
        let (person, challenge): (Uuid, Uuid) =
            (row.try_get("", "person_id")?, row.try_get("", "challenge_id")?);
        let stance: String = row.try_get("", "stance")?;
        if let Some(stance) = Stance::from_name(&stance) {
            stances.push((PersonId(person), ChallengeId(challenge), stance));
        }
    }
    Ok(stances)
}

/// Who works on which of `themes`, of those who show that to `actor`.
pub async fn themes(
    db: &impl ConnectionTrait,
    actor: &Actor,
    themes: &[ThemeId],
) -> Result<Vec<(PersonId, ThemeId)>> {
    if themes.is_empty() {
        return Ok(Vec::new());
    }
    let select = Query::select()
        .columns(["person_id", "theme_id"].map(Alias::new))
        .from(Alias::new("person_themes"))
        .and_where(Expr::col(Alias::new("theme_id")).is_in(themes.iter().map(|id| id.0)))
        .and_where(shown(actor, ProfileField::Themes))
        .to_owned();
    let rows = db.query_all(&select).await?;
    let pair = |row: sea_orm::QueryResult| {
        Ok((PersonId(row.try_get("", "person_id")?), ThemeId(row.try_get("", "theme_id")?)))
    };
    rows.into_iter().map(pair).collect()
}

/// The `limit` published pilots that `person` changed last, of those that they wrote or are a contact of.
pub async fn pilots_of(
    shelf: &Shelf<Pilot>,
    scope: &Scope,
    person: PersonId,
    limit: u64,
) -> Result<Vec<PilotId>> {
    let order = PilotOrder::RecentlyUpdated.keyset();
    let theirs = condition(&Filter { person: Some(person), ..Filter::default() });
    let ids: Vec<Uuid> = shelf
        .select(scope, Status::Published, theirs)
        .select_only()
        .column(order.id)
        .order_by_desc(order.key)
        .order_by_desc(order.id)
        .limit(limit)
        .into_tuple()
        .all(shelf.db.reader())
        .await?;
    Ok(ids.into_iter().map(PilotId).collect())
}

/// Which of `themes` the pilots that `scope` may see carry, by who wrote them or is a contact.
pub async fn pilot_themes(
    shelf: &Shelf<Pilot>,
    scope: &Scope,
    themes: impl Iterator<Item = ThemeId>,
) -> Result<Vec<(PersonId, PilotId, ThemeId)>> {
    let found = pilot_links(shelf, scope, THEMES, themes.map(|id| id.0).collect()).await?;
    Ok(found.into_iter().map(|(person, pilot, theme)| (person, pilot, ThemeId(theme))).collect())
}

/// The same for challenges.
pub async fn pilot_challenges(
    shelf: &Shelf<Pilot>,
    scope: &Scope,
    challenges: impl Iterator<Item = ChallengeId>,
) -> Result<Vec<(PersonId, PilotId, ChallengeId)>> {
    let found = pilot_links(shelf, scope, CHALLENGES, challenges.map(|id| id.0).collect()).await?;
    Ok(found.into_iter().map(|(person, pilot, challenge)| (person, pilot, ChallengeId(challenge))).collect())
}

async fn pilot_links(
    shelf: &Shelf<Pilot>,
    scope: &Scope,
    links: Links,
    rights: Vec<Uuid>,
) -> Result<Vec<(PersonId, PilotId, Uuid)>> {
    if rights.is_empty() {
        return Ok(Vec::new());
    }
    let by = |people: Links| -> SelectStatement {
        let pilots = shelf.select(scope, Status::Published, Cond::all()).select_only().into_query();
        let on =
            |joined: Links| col(joined.table, joined.left).equals((Alias::new("pilots"), Alias::new("id")));
        let mut select = pilots;
        select
            .join(JoinType::InnerJoin, Alias::new(links.table), on(links))
            .join(JoinType::InnerJoin, Alias::new(people.table), on(people))
            .expr_as(col(people.table, people.right), Alias::new("person"))
            .expr_as(Expr::col((Alias::new("pilots"), Alias::new("id"))), Alias::new("pilot"))
            .expr_as(col(links.table, links.right), Alias::new("shared"))
            .and_where(col(links.table, links.right).is_in(rights.iter().copied()))
            .and_where(col(people.table, people.right).in_subquery(matchable()));
        select
    };
    let mut select = by(AUTHORS);
    select.union(UnionType::Distinct, by(CONTACTS));
    let rows = shelf.db.reader().query_all(&select).await?;
    let fact = |row: sea_orm::QueryResult| {
        Ok((
            PersonId(row.try_get("", "person")?),
            PilotId(row.try_get("", "pilot")?),
            row.try_get("", "shared")?,
        ))
    };
    rows.into_iter().map(fact).collect()
}

/// Who chose to be found: a smaller set than all authors.
fn matchable() -> SelectStatement {
    Query::select()
        .column(Alias::new("id"))
        .from(Alias::new("persons"))
        .and_where(Expr::col(Alias::new("is_matchable")).eq(true))
        .to_owned()
}
