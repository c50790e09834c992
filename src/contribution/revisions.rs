//! Every state that a contribution ever had, with who made it and when.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Alias, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};
use serde::Serialize;
use serde_json::{Map, Value};

use super::Meta;
use crate::access::{Actor, Status, Visibility};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{NodeId, PersonId};
use crate::page::{Cursor, Key, Keyset, Page, Slice};

pub const LIST: &str = "revisions";
/// Revisions on a page at the most: each may hold a long text before and after the change.
pub const PAGE_MAX: u64 = 20;
const KEYSET: Keyset<entity::Column> =
    Keyset { list: LIST, key: entity::Column::Revision, id: entity::Column::NodeId, descending: true };

mod entity {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "revisions")]
    pub struct Model {
        pub node_kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub node_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub revision: i32,
        pub changed_by: Option<Uuid>,
        pub changed_at: DateTimeUtc,
        pub content: Json,
        pub status: Option<String>,
        pub visibility: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One state, and in what it differs from the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    pub revision: i32,
    pub changed_at: DateTime<Utc>,
    /// `None` for the program itself.
    pub changed_by: Option<PersonId>,
    /// Where it stood, and for whom; `None` for revisions from before that was kept.
    pub status: Option<Status>,
    pub visibility: Option<Visibility>,
    pub changes: Vec<Change>,
}

/// A field with another value. Links to other things are not told: the reader may not be allowed to see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// As the API names it.
    pub field: String,
    /// Texts as they are, other values as JSON; `None` when there was nothing.
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Keeps `content` as the present revision of `node`. A revision is written once.
pub async fn record(
    tx: &Tx,
    node: NodeId,
    (actor, meta): (&Actor, &Meta),
    content: &impl Serialize,
) -> Result<()> {
    let content = serde_json::to_value(content).map_err(Error::internal)?;
    let columns =
        ["node_kind", "node_id", "revision", "changed_by", "changed_at", "content", "status", "visibility"];
    let insert = Query::insert()
        .into_table(Alias::new("revisions"))
        .columns(columns.map(Alias::new))
        .values_panic([
            node.kind.name().into(),
            node.uuid.into(),
            meta.revision.into(),
            actor.person().map(|person| person.0).into(),
            meta.updated_at.into(),
            content.into(),
            meta.status.name().into(),
            meta.visibility.name().into(),
        ])
        .to_owned();
    tx.later(tx.get_database_backend().build(&insert));
    Ok(())
}

/// Gives the thing another revision with the content of its present one: what belongs to it changes beside its content,
/// and whoever remembers a revision must not take the one of before for the present one.
pub async fn advance(tx: &Tx, node: NodeId, at: DateTime<Utc>) -> Result<()> {
    let (backend, table) = (tx.get_database_backend(), format!("{}s", node.kind.name()));
    let kept = format!(
        "INSERT INTO revisions (node_kind, node_id, revision, changed_at, content, status, visibility)
         SELECT r.node_kind, r.node_id, r.revision + 1, $2, r.content, t.status, t.visibility FROM revisions r
         JOIN {table} t ON t.id = r.node_id AND t.revision = r.revision WHERE t.id = $1"
    );
    let values = [node.uuid.into(), at.into()];
    tx.execute_raw(Statement::from_sql_and_values(backend, kept, values)).await?;
    let advanced = format!("UPDATE {table} SET revision = revision + 1 WHERE id = $1");
    tx.execute_raw(Statement::from_sql_and_values(backend, advanced, [node.uuid.into()])).await?;
    Ok(())
}

/// Forgets all states of a deleted thing.
pub async fn forget(tx: &Tx, node: NodeId) -> Result<()> {
    entity::Entity::delete_many().filter(entity::Column::NodeId.eq(node.uuid)).exec(&**tx).await?;
    Ok(())
}

/// One page of the states of `node`, latest first.
pub async fn list(db: &impl ConnectionTrait, node: NodeId, page: &Page) -> Result<Slice<Revision>> {
    if page.limit > PAGE_MAX {
        return Err(Error::BadInput(format!("a page of revisions holds 0 to {PAGE_MAX}")));
    }
    if page.limit == 0 {
        return Ok(Slice::empty());
    }
    let of_node = || entity::Entity::find().filter(entity::Column::NodeId.eq(node.uuid));
    let mut select = of_node();
    for bound in KEYSET.bounds(page)? {
        select = select.filter(bound);
    }
    let order = KEYSET.order(page);
    let rows = select.order_by(KEYSET.key, order).limit(page.fetch()).all(db).await?;
    let numbers = rows.iter().map(|row| row.revision - 1);
    let before = of_node().filter(entity::Column::Revision.is_in(numbers)).all(db).await?;
    let revision = |row: entity::Model| {
        let old = before.iter().find(|old| old.revision == row.revision - 1);
        Revision {
            revision: row.revision,
            changed_at: row.changed_at,
            changed_by: row.changed_by.map(PersonId),
            status: row.status.as_deref().and_then(Status::from_name),
            visibility: row.visibility.as_deref().and_then(Visibility::from_name),
            changes: changes(old.map(|old| &old.content), &row.content),
        }
    };
    let fetched = rows.into_iter().map(revision).collect();
    let cursor = |it: &Revision| Cursor::new(LIST, Key::Number(it.revision.into()), node.uuid);
    Ok(Slice::from_fetched(page, fetched, cursor))
}

/// What `node` said in `revision`; `None` when there is no such revision.
pub async fn content(db: &impl ConnectionTrait, node: NodeId, revision: i32) -> Result<Option<Value>> {
    let of_node = entity::Entity::find().filter(entity::Column::NodeId.eq(node.uuid));
    let row = of_node.filter(entity::Column::Revision.eq(revision)).one(db).await?;
    Ok(row.map(|row| row.content))
}

pub async fn count(db: &impl ConnectionTrait, node: NodeId) -> Result<u64> {
    Ok(entity::Entity::find().filter(entity::Column::NodeId.eq(node.uuid)).count(db).await?)
}

/// Fields of contents that hold ids of other things.
const LINKS: [&str; 4] = ["meeting", "challenge", "table_host", "replicates"];

fn changes(before: Option<&Value>, after: &Value) -> Vec<Change> {
    let none = Map::new();
    let old = before.and_then(Value::as_object).unwrap_or(&none);
    let new = after.as_object().unwrap_or(&none);
    // A field that is gone from the program stands in old contents only.
    let fields = new.keys().chain(old.keys().filter(|field| !new.contains_key(*field)));
    fields
        .filter(|field| !LINKS.contains(&field.as_str()))
        .filter_map(|field| {
            let (before, after) = (text(old.get(field)), text(new.get(field)));
            (before != after).then(|| Change { field: camel_case(field), before, after })
        })
        .collect()
}

/// `None` for what is null, empty, or was never there.
fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(items) if items.is_empty() => None,
        other => Some(other.to_string()),
    }
}

fn camel_case(field: &str) -> String {
    let mut words = field.split('_');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_changed_is_told_by_field_without_links() {
        let before = json!({ "title": "Oud", "lessons_learned": "", "partners": ["GGD"], "meeting": null });
        let after =
            json!({ "title": "Nieuw", "lessons_learned": "Veel.", "partners": ["GGD"], "meeting": "0190" });
        let change = |field: &str, before: Option<&str>, after: Option<&str>| Change {
            field: field.into(),
            before: before.map(Into::into),
            after: after.map(Into::into),
        };
        assert_eq!(
            changes(Some(&before), &after),
            [change("title", Some("Oud"), Some("Nieuw")), change("lessonsLearned", None, Some("Veel."))]
        );
        assert_eq!(
            changes(None, &before),
            [change("title", None, Some("Oud")), change("partners", None, Some("[\"GGD\"]"))]
        );
    }
}
