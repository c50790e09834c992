//! Municipalities of today and before, with their successors, and the themes: facts, from `data/`.

use std::collections::HashMap;

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;
use serde::Deserialize;
use uuid::Uuid;

use crate::columns::*;

migration!(["municipalities", "municipality_successions", "themes"]);

const MUNICIPALITIES: &str = include_str!("../data/municipalities.csv");
const THEMES: &str = include_str!("../data/themes.csv");

#[derive(Deserialize)]
struct Municipality {
    code: String,
    name: String,
    province: String,
    tooi_uri: String,
    valid_from: String,
    valid_until: String,
    successors: String,
    also_known_as: String,
}

#[derive(Deserialize)]
struct Theme {
    slug: String,
    label: String,
    broader: String,
    alt_labels: String,
}

/// The same on every installation, so that ids and links agree between networks and after a restore.
fn stable_id(uri: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, uri.as_bytes())
}

fn rows<T: for<'de> Deserialize<'de>>(csv: &str) -> Result<Vec<T>, DbErr> {
    csv::Reader::from_reader(csv.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|error| DbErr::Custom(format!("reference data: {error}")))
}

fn list(text: &str) -> Vec<&str> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty()).collect()
}

async fn up(manager: &SchemaManager<'_>) -> Outcome {
    let columns = vec![
        id(),
        text("code"),
        text("name"),
        sort_text(manager, "sort_name"),
        text("slug"),
        text("province"),
        text("tooi_uri"),
        json_list("also_known_as"),
        text_null("valid_from"),
        text_null("valid_until"),
    ];
    create(manager, NewTable { table: "municipalities", columns, references: &[], key: &[] }).await?;
    unique(manager, "municipalities", &["code"]).await?;
    unique(manager, "municipalities", &["slug"]).await?;
    index(manager, "municipalities", &["sort_name", "id"]).await?;

    let cascade = ForeignKeyAction::Cascade;
    let columns = vec![uuid("former_id"), uuid("successor_id")];
    let references = &[("former_id", "municipalities", cascade), ("successor_id", "municipalities", cascade)];
    let key = &["former_id", "successor_id"];
    create(manager, NewTable { table: "municipality_successions", columns, references, key }).await?;
    index(manager, "municipality_successions", &["successor_id"]).await?;

    let columns = vec![
        id(),
        text("slug"),
        text("label"),
        uuid_null("broader_id"),
        json_list("alt_labels"),
        number("position"),
    ];
    let references = &[("broader_id", "themes", ForeignKeyAction::SetNull)];
    create(manager, NewTable { table: "themes", columns, references, key: &[] }).await?;
    unique(manager, "themes", &["slug"]).await?;

    insert_municipalities(manager).await?;
    insert_themes(manager).await
}

async fn insert_municipalities(manager: &SchemaManager<'_>) -> Outcome {
    let db = manager.get_connection();
    let mut all: Vec<Municipality> = rows(MUNICIPALITIES)?;
    // Present ones first: they get the plain slug when a former one had the same name.
    all.sort_by_key(|municipality| !municipality.valid_until.is_empty());
    let ids: HashMap<&str, Uuid> = all.iter().map(|m| (m.code.as_str(), stable_id(&m.tooi_uri))).collect();
    let mut slugs = std::collections::HashSet::new();
    let optional = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    for m in &all {
        let folded = slug::slugify(&m.name);
        let slug = match slugs.insert(folded.clone()) {
            true => folded.clone(),
            false => format!("{folded}-{}", m.code.to_lowercase()),
        };
        let also_known_as = serde_json::json!(list(&m.also_known_as));
        let columns = [
            "id",
            "code",
            "name",
            "sort_name",
            "slug",
            "province",
            "tooi_uri",
            "also_known_as",
            "valid_from",
            "valid_until",
        ];
        let insert = Query::insert()
            .into_table(name("municipalities"))
            .columns(columns.map(name))
            .values_panic([
                ids[m.code.as_str()].into(),
                m.code.clone().into(),
                m.name.clone().into(),
                folded.trim_start_matches("s-").into(),
                slug.into(),
                m.province.clone().into(),
                m.tooi_uri.clone().into(),
                also_known_as.into(),
                optional(&m.valid_from).into(),
                optional(&m.valid_until).into(),
            ])
            .to_owned();
        db.execute(&insert).await?;
    }
    for m in &all {
        for successor in list(&m.successors) {
            let Some(successor) = ids.get(successor) else {
                return Err(DbErr::Custom(format!(
                    "reference data: {} has an unknown successor {successor}",
                    m.code
                )));
            };
            let insert = Query::insert()
                .into_table(name("municipality_successions"))
                .columns(["former_id", "successor_id"].map(name))
                .values_panic([ids[m.code.as_str()].into(), (*successor).into()])
                .to_owned();
            db.execute(&insert).await?;
        }
    }
    Ok(())
}

async fn insert_themes(manager: &SchemaManager<'_>) -> Outcome {
    let db = manager.get_connection();
    let all: Vec<Theme> = rows(THEMES)?;
    let id = |slug: &str| stable_id(&format!("https://bigdatagemeenten.nl/id/thema/{slug}"));
    // Broader ones first: the others point at them.
    let (top, narrower): (Vec<_>, Vec<_>) =
        all.iter().enumerate().partition(|(_, theme)| theme.broader.is_empty());
    for (position, theme) in top.into_iter().chain(narrower) {
        let broader = (!theme.broader.is_empty()).then(|| id(&theme.broader));
        let insert = Query::insert()
            .into_table(name("themes"))
            .columns(["id", "slug", "label", "broader_id", "alt_labels", "position"].map(name))
            .values_panic([
                id(&theme.slug).into(),
                theme.slug.clone().into(),
                theme.label.clone().into(),
                broader.into(),
                serde_json::json!(list(&theme.alt_labels)).into(),
                (position as i32).into(),
            ])
            .to_owned();
        db.execute(&insert).await?;
    }
    Ok(())
}
