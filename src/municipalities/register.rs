//! The register in memory: found by id, code or slug, listed by name.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};

use super::entity::{self, succession};
use super::model::Municipality;
use crate::error::Result;
use crate::ids::MunicipalityId;
use crate::page::{Cursor, Key, Page, Slice};
use crate::search;
use crate::text;

/// Which list its cursors belong to.
const LIST: &str = "municipalities.name";

/// Cheap to clone; all clones read the same.
///
/// A register that was replaced stays in memory, since references into it may be in use: about half a megabyte for each
/// merger that a process lives through.
#[derive(Clone, Debug)]
pub struct Register(Arc<ArcSwap<&'static Inner>>);

#[derive(Debug, PartialEq)]
struct Inner {
    /// By name, then id.
    all: Vec<Municipality>,
    by_id: HashMap<MunicipalityId, usize>,
    by_code: HashMap<String, usize>,
    by_slug: HashMap<String, usize>,
}

impl Register {
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self> {
        let inner: &'static Inner = Box::leak(Box::new(Inner::read(db).await?));
        Ok(Self(Arc::new(ArcSwap::from_pointee(inner))))
    }

    /// Reads the database again; nothing happens when it says the same.
    pub async fn refresh(&self, db: &impl ConnectionTrait) -> Result<()> {
        let inner = Inner::read(db).await?;
        if inner != *self.inner() {
            self.0.store(Arc::new(Box::leak(Box::new(inner))));
        }
        Ok(())
    }

    fn inner(&self) -> &'static Inner {
        **self.0.load()
    }

    /// Another number for each register that this process had.
    pub fn generation(&self) -> usize {
        // None of them is ever dropped.
        std::ptr::from_ref(self.inner()).addr()
    }
}

impl Inner {
    async fn read(db: &impl ConnectionTrait) -> Result<Self> {
        let rows = entity::Entity::find()
            .order_by_asc(entity::Column::SortName)
            .order_by_asc(entity::Column::Id)
            .all(db)
            .await?;
        let successions = succession::Entity::find().all(db).await?;
        let mut all: Vec<Municipality> = rows.into_iter().map(Municipality::from).collect();
        let by_id: HashMap<_, _> = all.iter().enumerate().map(|(i, m)| (m.id, i)).collect();
        for row in successions {
            let (former, successor) = (MunicipalityId(row.former_id), MunicipalityId(row.successor_id));
            if let (Some(&f), Some(&s)) = (by_id.get(&former), by_id.get(&successor)) {
                all[f].successors.push(successor);
                all[s].predecessors.push(former);
            }
        }
        let by_code = all.iter().enumerate().map(|(i, m)| (m.code.clone(), i)).collect();
        let by_slug = all.iter().enumerate().map(|(i, m)| (m.slug.clone(), i)).collect();
        Ok(Self { all, by_id, by_code, by_slug })
    }
}

impl Register {
    pub fn get(&self, id: MunicipalityId) -> Option<&'static Municipality> {
        let inner = self.inner();
        inner.by_id.get(&id).map(|&i| &inner.all[i])
    }

    /// By CBS code, in any case.
    pub fn by_code(&self, code: &str) -> Option<&'static Municipality> {
        let inner = self.inner();
        inner.by_code.get(&code.trim().to_uppercase()).map(|&i| &inner.all[i])
    }

    pub fn by_slug(&self, slug: &str) -> Option<&'static Municipality> {
        let inner = self.inner();
        inner.by_slug.get(slug).map(|&i| &inner.all[i])
    }

    pub fn all(&self) -> impl Iterator<Item = &'static Municipality> {
        self.inner().all.iter()
    }

    /// How search names a municipality.
    pub fn words(&self, id: MunicipalityId) -> Option<search::Place> {
        self.get(id).map(|municipality| search::Place {
            code: municipality.code.clone(),
            name: municipality.name.clone(),
            // Files and forms call it by its code.
            alt_names: municipality.also_known_as.iter().chain([&municipality.code]).cloned().collect(),
            province: municipality.province.clone(),
        })
    }

    /// The municipalities of today, by name; with `query` those of which a name begins with it or has a word
    /// that does, former ones included.
    pub fn list(&self, query: Option<&str>, page: &Page) -> Slice<&'static Municipality> {
        let after = page.after.as_ref().map(|cursor| self.place(cursor));
        let before = page.before.as_ref().map(|cursor| self.place(cursor));
        let between = self.matching(query).filter(|m| {
            let key = (m.sort_name.as_str(), m.id.0);
            after.as_ref().is_none_or(|place| key > (place.0.as_str(), place.1))
                && before.as_ref().is_none_or(|place| key < (place.0.as_str(), place.1))
        });
        let fetch = page.fetch() as usize;
        let fetched: Vec<&Municipality> = match page.backwards {
            false => between.take(fetch).collect(),
            true => between.collect::<Vec<_>>().into_iter().rev().take(fetch).collect(),
        };
        Slice::from_fetched(page, fetched, |m| Cursor::new(LIST, Key::Text(m.sort_name.clone()), m.id.0))
    }

    pub fn parse_page(args: &crate::page::PageArgs) -> Result<Page> {
        Page::parse(args, LIST)
    }

    pub fn count(&self, query: Option<&str>) -> u64 {
        self.matching(query).count() as u64
    }

    fn place(&self, cursor: &Cursor) -> (String, uuid::Uuid) {
        match &cursor.key {
            Key::Text(name) => (name.clone(), cursor.id),
            Key::Time(_) | Key::Number(_) => (String::new(), cursor.id),
        }
    }

    fn matching(&self, query: Option<&str>) -> impl Iterator<Item = &'static Municipality> {
        let query = query.map(text::sort_key).filter(|query| !query.is_empty());
        self.inner().all.iter().filter(move |m| match &query {
            None => !m.is_former(),
            Some(query) => {
                let names = std::iter::once(&m.name).chain(&m.also_known_as);
                m.code.eq_ignore_ascii_case(query)
                    || names.into_iter().any(|name| begins(&text::sort_key(name), query))
            }
        })
    }
}

/// Does `name`, or what follows one of its words, begin with `query`?
fn begins(name: &str, query: &str) -> bool {
    name.starts_with(query) || name.match_indices(' ').any(|(i, _)| name[i + 1..].starts_with(query))
}

impl From<entity::Model> for Municipality {
    fn from(row: entity::Model) -> Self {
        Self {
            id: MunicipalityId(row.id),
            code: row.code,
            name: row.name,
            sort_name: row.sort_name,
            slug: row.slug,
            province: row.province,
            tooi_uri: row.tooi_uri,
            also_known_as: serde_json::from_value(row.also_known_as).unwrap_or_default(),
            valid_from: row.valid_from,
            valid_until: row.valid_until,
            successors: Vec::new(),
            predecessors: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_register_is_another_generation() {
        let register = |all| -> &'static Inner {
            let (by_id, by_code, by_slug) = (HashMap::new(), HashMap::new(), HashMap::new());
            Box::leak(Box::new(Inner { all, by_id, by_code, by_slug }))
        };
        let known = Register(Arc::new(ArcSwap::from_pointee(register(Vec::new()))));
        let first = known.generation();
        assert_eq!(known.clone().generation(), first);
        known.0.store(Arc::new(register(Vec::new())));
        assert_ne!(known.generation(), first);
    }
}
