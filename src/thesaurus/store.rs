//! All SQL about concepts.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryTrait};
use serde::Serialize;
use uuid::Uuid;

use super::entity::{ActiveModel, Column, Entity, Model};
use super::model::{Concept, Content, label_key};
use super::scheme::Scheme;
use crate::db::{Tx, settings};
use crate::error::{Error, Result};
use crate::ids::{ConceptId, ThemeId};

/// Which state of the thesaurus the database has: another text after each change.
const VERSION: &str = "thesaurus.version";
const RELATIONS: &str = "concept_relations";
/// Rows in one statement.
const CHUNK: usize = 200;
/// Times that [`at_one_moment`] reads while others change what it reads.
const READS_MAX: usize = 5;

/// To be called first by what changes the thesaurus: on PostgreSQL the others wait until it is committed, so that two
/// changes, each sound, do not make a circle together.
pub async fn change_version(tx: &Tx) -> Result<()> {
    settings::set(&**tx, VERSION, &Uuid::now_v7().to_string()).await
}

/// Blank when it was never changed.
pub async fn version(db: &impl ConnectionTrait) -> Result<String> {
    Ok(settings::get(db, VERSION).await?.unwrap_or_default())
}

pub async fn all(db: &impl ConnectionTrait) -> Result<Scheme> {
    let mut scheme = Scheme::default();
    for row in Entity::find().all(db).await? {
        scheme.put(Concept::from(row));
    }
    let select = Query::select()
        .columns(["concept_id", "other_id", "kind"].map(Alias::new))
        .from(Alias::new(RELATIONS))
        .to_owned();
    for row in db.query_all(&select).await? {
        let one = ConceptId(row.try_get("", "concept_id")?);
        let other = ConceptId(row.try_get("", "other_id")?);
        match row.try_get::<String>("", "kind")?.as_str() {
            "broader" => scheme.add_broader(one, other),
            _ => scheme.relate(one, other),
        }
    }
    Ok(scheme)
}

/// The same, outside of a transaction: as it was at one moment, though others change it meanwhile.
///
/// Fails with `Unavailable` when they do so again and again.
pub async fn at_one_moment(db: &impl ConnectionTrait) -> Result<Scheme> {
    for _ in 0..READS_MAX {
        let begun = version(db).await?;
        let scheme = all(db).await?;
        if version(db).await? == begun {
            return Ok(scheme);
        }
    }
    Err(Error::Unavailable { what: "the thesaurus", retry_after_seconds: 1 })
}

/// Adds a concept without relations.
pub async fn insert(tx: &Tx, concept: &Concept) -> Result<()> {
    tx.later(Entity::insert(row(concept)?).build(tx.get_database_backend()));
    Ok(())
}

/// Writes the present state of a concept, relations aside.
pub async fn update(tx: &Tx, concept: &Concept) -> Result<()> {
    Entity::update(row(concept)?).validate()?.exec(&**tx).await?;
    Ok(())
}

/// Gives up the labels of concepts that will get new ones, which may be those of one another.
pub async fn free_label(tx: &Tx, id: ConceptId) -> Result<()> {
    let free = format!("|{}", id.to_public());
    Entity::update_many()
        .col_expr(Column::LabelKey, Expr::value(free))
        .filter(Column::Id.eq(id.0))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Its relations go with it.
pub async fn delete(tx: &Tx, id: ConceptId) -> Result<()> {
    Entity::delete_by_id(id.0).exec(&**tx).await?;
    Ok(())
}

/// Writes what `scheme` says about how `ids` relate to what is broader and to what is related.
pub async fn relate(tx: &Tx, scheme: &Scheme, ids: &[ConceptId]) -> Result<()> {
    let build = |statement: &dyn Fn() -> sea_orm::Statement| tx.later(statement());
    let backend = tx.get_database_backend();
    for ids in ids.chunks(CHUNK) {
        let uuids = || ids.iter().map(|id| id.0);
        let is_own = Expr::col(Alias::new("concept_id")).is_in(uuids());
        let is_related = Expr::col(Alias::new("kind")).eq("related");
        let is_other = Expr::col(Alias::new("other_id")).is_in(uuids()).and(is_related);
        let mut delete = Query::delete();
        delete.from_table(Alias::new(RELATIONS)).and_where(is_own.or(is_other));
        build(&|| backend.build(&delete));
    }
    let mut rows: Vec<(ConceptId, ConceptId, &str)> = Vec::new();
    for id in ids {
        rows.extend(scheme.broader(*id).into_iter().map(|other| (*id, other, "broader")));
        let pair = |other: ConceptId| (other.min(*id), other.max(*id), "related");
        rows.extend(scheme.related(*id).into_iter().map(pair));
    }
    rows.sort_unstable();
    rows.dedup();
    for rows in rows.chunks(CHUNK) {
        let mut insert = Query::insert();
        insert.into_table(Alias::new(RELATIONS));
        insert.columns(["concept_id", "other_id", "kind"].map(Alias::new));
        for (one, other, kind) in rows {
            insert.values_panic([one.0.into(), other.0.into(), (*kind).into()]);
        }
        build(&|| backend.build(&insert));
    }
    Ok(())
}

fn row(concept: &Concept) -> Result<ActiveModel> {
    fn json<T: Serialize>(value: &T) -> Result<serde_json::Value> {
        serde_json::to_value(value).map_err(Error::internal)
    }
    let content = &concept.content;
    Ok(ActiveModel {
        id: Set(concept.id.0),
        uri: Set(concept.uri.clone()),
        pref_label: Set(content.pref_label.clone()),
        label_key: Set(label_key(&content.pref_label)),
        pref_label_en: Set(content.pref_label_en.clone()),
        alt_labels: Set(json(&content.alt_labels)?),
        hidden_labels: Set(json(&content.hidden_labels)?),
        scope_note: Set(content.scope_note.clone()),
        theme_id: Set(content.theme.map(|id| id.0)),
        revision: Set(concept.revision),
        created_at: Set(concept.created_at),
        updated_at: Set(concept.updated_at),
    })
}

impl From<Model> for Concept {
    fn from(row: Model) -> Self {
        let labels = |json| serde_json::from_value(json).unwrap_or_default();
        Self {
            id: ConceptId(row.id),
            uri: row.uri,
            content: Content {
                pref_label: row.pref_label,
                pref_label_en: row.pref_label_en,
                alt_labels: labels(row.alt_labels),
                hidden_labels: labels(row.hidden_labels),
                scope_note: row.scope_note,
                theme: row.theme_id.map(ThemeId),
            },
            revision: row.revision,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
