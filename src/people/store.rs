//! All SQL about people.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{
    Alias, Asterisk, Cond, Expr, ExprTrait, JoinType, LockType, Query, SelectStatement,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, FromQueryResult, Order};
use uuid::Uuid;

use super::entity::{self, affiliation};
use super::model::{Affiliation, NewPerson, Person};
use super::visibility::{FieldVisibilities, FieldVisibility, ProfileField};
use crate::access::{Actor, MunicipalityRole, Visibility};
use crate::consents::{self, Purpose};
use crate::db::{Links, Tx};
use crate::error::Result;
use crate::ids::{ChallengeId, MunicipalityId, NodeId, NodeKind, PersonId, ThemeId};
use crate::page::{Cursor, Key, Keyset, Page, Slice};
use crate::text;

pub const THEMES: Links = Links { table: "person_themes", left: "person_id", right: "theme_id" };
pub const LIST: &str = "people.name";

const KEYSET: Keyset<entity::Column> =
    Keyset { list: LIST, key: entity::Column::SortName, id: entity::Column::Id, descending: false };

/// What a list of people is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// A name, or the beginning of one of its words.
    pub query: Option<String>,
    pub municipality: Option<MunicipalityId>,
    pub visibilities: Vec<Visibility>,
    /// Who solved it, wants to be found, and shows that to this actor.
    pub solved: Option<(Actor, ChallengeId)>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    external_id: Option<String>,
    display_name: String,
    sort_name: String,
    about: String,
    seeking: String,
    offering: String,
    phone: Option<String>,
    is_matchable: bool,
    visibility: String,
    municipality_id: Uuid,
    job_title: Option<String>,
    see_job_title: String,
    see_about: String,
    see_seeking: String,
    see_offering: String,
    see_themes: String,
    see_recognitions: String,
    is_former: bool,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

/// Persons with their present affiliation, else the last one.
pub fn select() -> SelectStatement {
    let (person, work, latest) = (Alias::new("persons"), Alias::new("affiliations"), Alias::new("latest"));
    let latest_id = Query::select()
        .column((latest.clone(), Alias::new("id")))
        .from_as(work.clone(), latest.clone())
        .and_where(
            Expr::col((latest.clone(), Alias::new("person_id"))).equals((person.clone(), Alias::new("id"))),
        )
        .order_by_expr(Expr::col((latest.clone(), Alias::new("valid_until"))).is_null(), Order::Desc)
        .order_by((latest.clone(), Alias::new("valid_from")), Order::Desc)
        .limit(1)
        .to_owned();
    // The one row is compared with `=`: for `IN` PostgreSQL tries every affiliation with every person, 256 ms for 200 of 300.
    let latest_id = Expr::SubQuery(None, Box::new(latest_id.into()));
    Query::select()
        .column((person.clone(), Asterisk))
        .column((work.clone(), Alias::new("municipality_id")))
        .column((work.clone(), Alias::new("job_title")))
        .from(person)
        .join(JoinType::InnerJoin, work.clone(), Expr::col((work, Alias::new("id"))).eq(latest_id))
        .to_owned()
}

/// The condition that `actor` sees `field` of a person of [`select`]. Equal to `policy::read_field`.
pub fn shows(actor: &Actor, field: ProfileField) -> Cond {
    let seen = || Expr::col((Alias::new("persons"), Alias::new(field.column())));
    let everyone = FieldVisibility::Everyone.name();
    match actor {
        Actor::System => Cond::all(),
        Actor::Anonymous | Actor::Limited(..) => Cond::all().add(seen().eq(everyone)),
        Actor::SignedIn(signed_in) => {
            let works = Expr::col((Alias::new("affiliations"), Alias::new("municipality_id")));
            let colleagues = signed_in.municipality.map(|municipality| {
                seen().eq(FieldVisibility::Municipality.name()).and(works.eq(municipality.0))
            });
            Cond::any()
                .add(seen().is_in([everyone, FieldVisibility::Network.name()]))
                .add(Expr::col((Alias::new("persons"), Alias::new("id"))).eq(signed_in.person.0))
                .add_option(colleagues)
        }
    }
}

/// The ids of those who show `field` to `actor`, as a subquery.
pub fn showing(actor: &Actor, field: ProfileField) -> SelectStatement {
    let mut select = select();
    select.clear_selects().column((Alias::new("persons"), Alias::new("id"))).cond_where(shows(actor, field));
    select
}

fn condition(filter: &Filter) -> Cond {
    let mut cond = Cond::all().add(Expr::col((Alias::new("persons"), Alias::new("is_former"))).eq(false));
    let shown: Vec<&str> = filter.visibilities.iter().map(|visibility| visibility.name()).collect();
    cond = cond.add(Expr::col((Alias::new("persons"), Alias::new("visibility"))).is_in(shown));
    if let Some(municipality) = filter.municipality {
        cond = cond
            .add(Expr::col((Alias::new("affiliations"), Alias::new("municipality_id"))).eq(municipality.0));
    }
    if let Some((actor, challenge)) = &filter.solved {
        let solvers = Query::select()
            .column(Alias::new("person_id"))
            .from(Alias::new("recognitions"))
            .and_where(Expr::col(Alias::new("challenge_id")).eq(challenge.0))
            .and_where(Expr::col(Alias::new("stance")).eq("solved"))
            .to_owned();
        cond = cond
            .add(Expr::col((Alias::new("persons"), Alias::new("id"))).in_subquery(solvers))
            .add(Expr::col((Alias::new("persons"), Alias::new("is_matchable"))).eq(true))
            .add(shows(actor, ProfileField::Recognitions));
    }
    let query = filter.query.as_deref().map(text::sort_key).filter(|query| !query.is_empty());
    if let Some(query) = query {
        let name = || Expr::col((Alias::new("persons"), Alias::new("sort_name")));
        cond = cond
            .add(Cond::any().add(name().like(format!("{query}%"))).add(name().like(format!("% {query}%"))));
    }
    cond
}

async fn fetch(db: &impl ConnectionTrait, select: &SelectStatement) -> Result<Vec<Person>> {
    let rows = Row::find_by_statement(db.get_database_backend().build(select)).all(db).await?;
    Ok(rows.into_iter().map(Person::from).collect())
}

/// Lets other transactions that lock one of `persons` wait until this one ends. SQLite has one writer anyway.
pub async fn lock(tx: &Tx, persons: &[PersonId]) -> Result<()> {
    let select = Query::select()
        .column(Alias::new("id"))
        .from(Alias::new("persons"))
        .and_where(Expr::col(Alias::new("id")).is_in(persons.iter().map(|id| id.0)))
        // Always in the same order: two that lock each other's would wait for ever.
        .order_by(Alias::new("id"), Order::Asc)
        .lock(LockType::NoKeyUpdate)
        .to_owned();
    tx.query_all(&select).await?;
    Ok(())
}

pub async fn find(db: &impl ConnectionTrait, id: PersonId) -> Result<Option<Person>> {
    Ok(by_ids(db, &[id]).await?.remove(&id))
}

pub async fn by_ids(db: &impl ConnectionTrait, ids: &[PersonId]) -> Result<HashMap<PersonId, Person>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut select = select();
    select.and_where(Expr::col((Alias::new("persons"), Alias::new("id"))).is_in(ids.iter().map(|id| id.0)));
    Ok(fetch(db, &select).await?.into_iter().map(|person| (person.id, person)).collect())
}

pub async fn by_external_id(db: &impl ConnectionTrait, external_id: &str) -> Result<Option<Person>> {
    let mut select = select();
    select.and_where(Expr::col((Alias::new("persons"), Alias::new("external_id"))).eq(external_id));
    Ok(fetch(db, &select).await?.pop())
}

/// One page by name.
pub async fn list(db: &impl ConnectionTrait, filter: &Filter, page: &Page) -> Result<Slice<Person>> {
    let mut select = select();
    select.cond_where(condition(filter));
    for bound in KEYSET.bounds(page)? {
        select.and_where(bound);
    }
    let order = KEYSET.order(page);
    select
        .order_by((Alias::new("persons"), Alias::new("sort_name")), order.clone())
        .order_by((Alias::new("persons"), Alias::new("id")), order)
        .limit(page.fetch());
    let rows = fetch(db, &select).await?;
    Ok(Slice::from_fetched(page, rows, |p| Cursor::new(LIST, Key::Text(p.sort_name.clone()), p.id.0)))
}

pub async fn count(db: &impl ConnectionTrait, filter: &Filter) -> Result<u64> {
    let mut select = select();
    select.cond_where(condition(filter)).clear_selects().expr_as(Expr::cust("COUNT(*)"), Alias::new("count"));
    let row = db.query_one(&select).await?;
    let count: i64 = row.map(|row| row.try_get("", "count")).transpose()?.unwrap_or_default();
    Ok(count.unsigned_abs())
}

/// The names of all people, whoever may see them.
pub async fn display_names(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    use sea_orm::QuerySelect;
    let find = entity::Entity::find().select_only().column(entity::Column::DisplayName);
    Ok(find.into_tuple().all(db).await?)
}

/// Ids after `after`, in their order: for whoever must look at everybody.
pub async fn ids_after(db: &impl ConnectionTrait, after: Option<Uuid>, limit: u64) -> Result<Vec<Uuid>> {
    use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
    let mut find = entity::Entity::find().select_only().column(entity::Column::Id);
    if let Some(after) = after {
        find = find.filter(entity::Column::Id.gt(after));
    }
    Ok(find.order_by_asc(entity::Column::Id).limit(limit).into_tuple().all(db).await?)
}

pub async fn insert(tx: &Tx, id: PersonId, new: &NewPerson, now: DateTime<Utc>) -> Result<()> {
    let row = entity::ActiveModel {
        id: Set(id.0),
        external_id: Set(new.external_id.clone()),
        display_name: Set(new.display_name.clone()),
        sort_name: Set(text::sort_key(&new.display_name)),
        about: Set(new.about.clone()),
        seeking: Set(new.seeking.clone()),
        offering: Set(new.offering.clone()),
        phone: Set(new.phone.clone()),
        is_matchable: Set(new.is_matchable),
        visibility: Set(new.visibility.name().to_owned()),
        created_at: Set(now),
        updated_at: Set(now),
    };
    entity::Entity::insert(row).exec_without_returning(&**tx).await?;
    let shows = new.visibility == Visibility::Public;
    for (purpose, agrees) in [(Purpose::Matching, new.is_matchable), (Purpose::PublicProfile, shows)] {
        consents::store::record(tx, id, purpose, (agrees, consents::model::TAKEN_OVER), now).await?;
    }
    affiliate(tx, id, new.municipality, (new.municipality_role, new.job_title.clone()), now).await?;
    THEMES.insert(tx, id.0, &new.themes.iter().map(|theme| theme.0).collect::<Vec<_>>()).await
}

/// Begins an affiliation; an open one ends at the same moment.
pub async fn affiliate(
    tx: &Tx,
    person: PersonId,
    municipality: MunicipalityId,
    (role, job_title): (MunicipalityRole, Option<String>),
    now: DateTime<Utc>,
) -> Result<()> {
    use sea_orm::{ColumnTrait, QueryFilter};
    affiliation::Entity::update_many()
        .col_expr(affiliation::Column::ValidUntil, Expr::value(now))
        .filter(affiliation::Column::PersonId.eq(person.0))
        .filter(affiliation::Column::ValidUntil.is_null())
        .exec(&**tx)
        .await?;
    let row = affiliation::ActiveModel {
        id: Set(Uuid::now_v7()),
        person_id: Set(person.0),
        municipality_id: Set(municipality.0),
        job_title: Set(job_title),
        role: Set(role.name().to_owned()),
        valid_from: Set(now),
        valid_until: Set(None),
    };
    affiliation::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Gives another role in the present affiliation.
pub async fn set_municipality_role(tx: &Tx, person: PersonId, role: MunicipalityRole) -> Result<()> {
    use sea_orm::{ColumnTrait, QueryFilter};
    affiliation::Entity::update_many()
        .col_expr(affiliation::Column::Role, Expr::value(role.name()))
        .filter(affiliation::Column::PersonId.eq(person.0))
        .filter(affiliation::Column::ValidUntil.is_null())
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Writes the profile; the job title goes to the present affiliation.
pub async fn update(tx: &Tx, person: &Person) -> Result<()> {
    use sea_orm::{ColumnTrait, QueryFilter};
    let row = entity::ActiveModel {
        id: Set(person.id.0),
        external_id: Set(person.external_id.clone()),
        display_name: Set(person.display_name.clone()),
        sort_name: Set(person.sort_name.clone()),
        about: Set(person.about.clone()),
        seeking: Set(person.seeking.clone()),
        offering: Set(person.offering.clone()),
        phone: Set(person.phone.clone()),
        is_matchable: Set(person.is_matchable),
        visibility: Set(person.visibility.name().to_owned()),
        created_at: Set(person.created_at),
        updated_at: Set(person.updated_at),
    };
    entity::Entity::update_many().set(row).filter(entity::Column::Id.eq(person.id.0)).exec(&**tx).await?;
    // Whoever asked the person has recorded it, with the words; this is for the others.
    let shows = person.visibility == Visibility::Public;
    for (purpose, agrees) in [(Purpose::Matching, person.is_matchable), (Purpose::PublicProfile, shows)] {
        let consent = (agrees, consents::model::TAKEN_OVER);
        consents::store::record(tx, person.id, purpose, consent, person.updated_at).await?;
    }
    affiliation::Entity::update_many()
        .col_expr(affiliation::Column::JobTitle, Expr::value(person.job_title.clone()))
        .filter(affiliation::Column::PersonId.eq(person.id.0))
        .filter(affiliation::Column::ValidUntil.is_null())
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Says when the profile was last changed.
pub async fn touch(tx: &Tx, id: PersonId, at: DateTime<Utc>) -> Result<()> {
    use sea_orm::{ColumnTrait, QueryFilter};
    entity::Entity::update_many()
        .col_expr(entity::Column::UpdatedAt, Expr::value(at))
        .filter(entity::Column::Id.eq(id.0))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Writes who sees which field of the profile, and whether it stands for those who left.
pub async fn set_fields(tx: &Tx, id: PersonId, fields: &FieldVisibilities, is_former: bool) -> Result<()> {
    let mut update = Query::update();
    update.table(Alias::new("persons")).and_where(Expr::col(Alias::new("id")).eq(id.0));
    update.value(Alias::new("is_former"), is_former);
    for (field, visibility) in fields.all() {
        update.value(Alias::new(field.column()), visibility.name());
    }
    tx.execute(&update).await?;
    Ok(())
}

/// Where each of `ids` works and worked, latest first.
pub async fn affiliations(
    db: &impl ConnectionTrait,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, Vec<Affiliation>>> {
    use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
    let rows = affiliation::Entity::find()
        .filter(affiliation::Column::PersonId.is_in(ids.iter().map(|id| id.0)))
        .order_by_desc(affiliation::Column::ValidFrom)
        .order_by_desc(affiliation::Column::Id)
        .all(db)
        .await?;
    let mut of: HashMap<PersonId, Vec<Affiliation>> = HashMap::new();
    for row in rows {
        let person = PersonId(row.person_id);
        of.entry(person).or_default().push(Affiliation {
            person,
            municipality: MunicipalityId(row.municipality_id),
            // An unknown name gives the least.
            role: MunicipalityRole::from_name(&row.role).unwrap_or(MunicipalityRole::Member),
            job_title: row.job_title,
            from: row.valid_from,
            until: row.valid_until,
        });
    }
    Ok(of)
}

/// Does the person sign in with an address of a mail domain that is verified for the municipality?
pub async fn has_domain_of(
    db: &impl ConnectionTrait,
    id: PersonId,
    municipality: MunicipalityId,
) -> Result<bool> {
    let backend = db.get_database_backend();
    let email = "SELECT email FROM accounts WHERE person_id = $1";
    let email = sea_orm::Statement::from_sql_and_values(backend, email, [id.0.into()]);
    let email: Option<String> =
        db.query_one_raw(email).await?.map(|row| row.try_get("", "email")).transpose()?;
    let Some((_, domain)) = email.as_deref().and_then(|email| email.rsplit_once('@')) else {
        return Ok(false);
    };
    let verified = "SELECT 1 AS found FROM mail_domains
        WHERE domain = $1 AND municipality_id = $2 AND verified_at IS NOT NULL";
    let values = [domain.into(), municipality.0.into()];
    let verified = sea_orm::Statement::from_sql_and_values(backend, verified, values);
    Ok(db.query_one_raw(verified).await?.is_some())
}

/// What shows the person, to who may see both: they wrote it, are a contact of it, hosted its table or speak at it.
const SHOWN_IN: &str = "SELECT 'pilot' AS kind, pilot_id AS id FROM pilot_authors WHERE person_id = $1
    UNION SELECT 'pilot', pilot_id FROM pilot_contacts WHERE person_id = $1
    UNION SELECT 'report', report_id FROM report_authors WHERE person_id = $1
    UNION SELECT 'outcome', id FROM outcomes WHERE table_host_id = $1
    UNION SELECT 'meeting', i.meeting_id FROM agenda_speakers s
      JOIN agenda_items i ON i.id = s.agenda_item_id WHERE s.person_id = $1";

/// What shows the person, to who may see both. What they brought in without being shown is not among it.
pub async fn shown_in(db: &impl ConnectionTrait, id: PersonId) -> Result<Vec<NodeId>> {
    nodes(db, SHOWN_IN, id).await
}

/// What names the person in search: what shows them, and what they brought in.
pub async fn named_in(db: &impl ConnectionTrait, id: PersonId) -> Result<Vec<NodeId>> {
    let brought_in = "SELECT 'pilot', id FROM pilots WHERE created_by = $1
        UNION SELECT 'report', id FROM reports WHERE created_by = $1
        UNION SELECT 'challenge', id FROM challenges WHERE created_by = $1
        UNION SELECT 'meeting', id FROM meetings WHERE created_by = $1
        UNION SELECT 'outcome', id FROM outcomes WHERE created_by = $1";
    nodes(db, &format!("{SHOWN_IN} UNION {brought_in}"), id).await
}

async fn nodes(db: &impl ConnectionTrait, sql: &str, id: PersonId) -> Result<Vec<NodeId>> {
    let statement = sea_orm::Statement::from_sql_and_values(db.get_database_backend(), sql, [id.0.into()]);
    let mut nodes = Vec::new();
    for row in db.query_all_raw(statement).await? {
        let kind: String = row.try_get("", "kind")?;
        if let Some(kind) = NodeKind::from_name(&kind) {
            nodes.push(NodeId::new(kind, row.try_get("", "id")?));
        }
    }
    Ok(nodes)
}

pub async fn themes(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<ThemeId>> {
    Ok(THEMES.of_one(db, person.0).await?.into_iter().map(ThemeId).collect())
}

impl From<Row> for Person {
    fn from(row: Row) -> Self {
        let mut fields = FieldVisibilities::default();
        let seen = [
            (ProfileField::JobTitle, &row.see_job_title),
            (ProfileField::About, &row.see_about),
            (ProfileField::Seeking, &row.see_seeking),
            (ProfileField::Offering, &row.see_offering),
            (ProfileField::Themes, &row.see_themes),
            (ProfileField::Recognitions, &row.see_recognitions),
        ];
        for (field, seen) in seen {
            // An unknown circle of readers is read as the narrowest.
            fields.set(field, FieldVisibility::from_name(seen).unwrap_or(FieldVisibility::Nobody));
        }
        Self {
            id: PersonId(row.id),
            external_id: row.external_id,
            display_name: row.display_name,
            sort_name: row.sort_name,
            about: row.about,
            seeking: row.seeking,
            offering: row.offering,
            phone: row.phone,
            is_matchable: row.is_matchable,
            visibility: Visibility::from_name(&row.visibility).unwrap_or_default(),
            municipality: MunicipalityId(row.municipality_id),
            job_title: row.job_title,
            fields,
            is_former: row.is_former,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
