//! What bringing in every kind of record needs: references by external id, the meta that a record asks for, and
//! keeping a thing once.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use uuid::Uuid;

use crate::access::{Actor, Status};
use crate::clock::moment;
use crate::contribution::{Contribution, Meta, Shelf, rows};
use crate::db::{Links, Tx};
use crate::error::{Error, Problems};
use crate::ids::{MunicipalityId, NodeKind, PersonId};
use crate::services::Services;
use crate::transfer::record::Publication;
use crate::{people, text};

pub(super) enum Kept {
    Created,
    Updated,
    Unchanged,
}

/// A wrong record, or a fault of ours that ends the import.
pub(super) enum Failure {
    Wrong(Problems),
    Fault(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid(problems) => Self::Wrong(problems),
            fault => Self::Fault(fault),
        }
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self::Wrong(problems)
    }
}

impl From<sea_orm::DbErr> for Failure {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Fault(error.into())
    }
}

pub(super) type Imported<T> = std::result::Result<T, Failure>;

pub(super) struct Importer<'a> {
    pub(super) services: &'a Services,
    pub(super) tx: Tx,
    pub(super) now: DateTime<Utc>,
    pub(super) author: Option<PersonId>,
    pub(super) publish: bool,
    pub(super) passwords: &'a HashMap<String, String>,
    /// Ids by kind and external id, of what was looked up or made.
    pub(super) known: HashMap<(NodeKind, String), Uuid>,
}

impl Importer<'_> {
    /// Inserts the thing, or replaces what was there, or finds that nothing changed.
    pub(super) async fn keep<T: Contribution + PartialEq>(
        &mut self,
        shelf: &Shelf<T>,
        mut thing: T,
        existing: Option<T>,
        publication: &Publication,
        links: &[(Links, Vec<Uuid>)],
    ) -> Imported<Kept> {
        self.known.insert((T::KIND, publication.external_id.clone()), thing.uuid());
        let Some(existing) = existing else {
            shelf.insert(&self.tx, &Actor::System, &mut thing).await?;
            for (links, rights) in links {
                links.insert(&self.tx, thing.uuid(), rights).await?;
            }
            return Ok(Kept::Created);
        };
        let mut same_links = true;
        for (links, rights) in links {
            same_links &= links.of_one(&*self.tx, thing.uuid()).await? == *rights;
        }
        if thing == existing && same_links {
            return Ok(Kept::Unchanged);
        }
        let is_retitled = thing.title() != existing.title();
        let meta = thing.meta_mut();
        meta.revision += 1;
        meta.updated_at = publication.updated_at.and_then(moment).unwrap_or(self.now);
        shelf.replace(&self.tx, &Actor::System, &mut thing, is_retitled).await?;
        for (links, rights) in links {
            links.replace(&self.tx, thing.uuid(), rights).await?;
        }
        Ok(Kept::Updated)
    }

    pub(super) async fn existing<T: Contribution>(&self, publication: &Publication) -> Imported<Option<T>> {
        Ok(rows::by_external_id(&*self.tx, &publication.external_id).await?)
    }

    /// The meta that the record asks for; what it does not say stays as it is, or is the default.
    pub(super) async fn meta<T: Contribution>(
        &mut self,
        problems: &mut Problems,
        existing: Option<&T>,
        publication: &Publication,
        by: Option<(Option<MunicipalityId>, Option<PersonId>)>,
        default: Status,
    ) -> Imported<Option<Meta>> {
        let had = existing.map(T::meta);
        let (owner, author) = by.unwrap_or((None, self.author));
        let named = publication.created_by.as_deref();
        let named =
            self.optional_reference(problems, "createdBy", NodeKind::Person, named).await?.map(PersonId);
        let created_by = named.or(had.and_then(|meta| meta.created_by)).or(author);
        let owner = match (&publication.owner, owner) {
            (Some(code), None) => problems.take(self.municipality("owner", code)),
            (_, Some(owner)) => Some(owner),
            (None, None) => match (had, created_by) {
                (Some(meta), _) => meta.owner,
                (None, Some(person)) => {
                    people::store::find(&*self.tx, person).await?.map(|person| person.municipality)
                }
                (None, None) => None,
            },
        };
        let default = if self.publish { Status::Published } else { default };
        let status = publication.status.or(had.map(|meta| meta.status)).unwrap_or(default);
        let [created_at, updated_at, published_at] = [
            ("createdAt", publication.created_at),
            ("updatedAt", publication.updated_at),
            ("publishedAt", publication.published_at),
        ]
        .map(|(path, at)| problems.take(written(path, at)).flatten());
        let created_at = created_at.or(had.map(|meta| meta.created_at)).unwrap_or(self.now);
        let published_at = published_at.or(had.and_then(|meta| meta.published_at));
        let published_at = published_at.or((status == Status::Published).then_some(created_at));
        let updated_at = updated_at.or(had.map(|meta| meta.updated_at));
        let updated_at = updated_at.or(published_at).unwrap_or(created_at);
        let visibility = publication.visibility.or(had.map(|meta| meta.visibility)).unwrap_or_default();
        let slug = had.map(|meta| meta.slug.clone()).or(publication.slug.clone()).unwrap_or_default();
        let revision = had.map_or(1, |meta| meta.revision);
        let external_id = Some(publication.external_id.clone());
        Ok(problems.is_empty().then_some(Meta {
            slug,
            status,
            visibility,
            owner,
            created_by,
            revision,
            created_at,
            updated_at,
            published_at,
            external_id,
        }))
    }

    pub(super) fn municipality(
        &self,
        path: &str,
        code: &str,
    ) -> std::result::Result<MunicipalityId, Problems> {
        let found = self.services.municipalities.by_code(code).map(|municipality| municipality.id);
        found.ok_or_else(|| {
            Problems::one(
                path,
                "UNKNOWN",
                format!("“{code}” is no CBS code of a municipality, such as GM0479"),
            )
        })
    }

    /// The id of a thing by its external id; `None` when there is no such thing.
    pub(super) async fn reference(&mut self, kind: NodeKind, external_id: &str) -> Imported<Option<Uuid>> {
        // PostgreSQL fails on NUL, and nothing has such an id.
        if external_id.contains('\0') {
            return Ok(None);
        }
        let key = (kind, external_id.to_owned());
        if let Some(id) = self.known.get(&key) {
            return Ok(Some(*id));
        }
        let select = Query::select()
            .column(Alias::new("id"))
            .from(Alias::new(format!("{}s", kind.name())))
            .and_where(Expr::col(Alias::new("external_id")).eq(external_id))
            .to_owned();
        let Some(row) = self.tx.query_one(&select).await? else { return Ok(None) };
        let id: Uuid = row.try_get("", "id")?;
        self.known.insert(key, id);
        Ok(Some(id))
    }

    pub(super) async fn optional_reference(
        &mut self,
        problems: &mut Problems,
        path: &str,
        kind: NodeKind,
        external_id: Option<&str>,
    ) -> Imported<Option<Uuid>> {
        let Some(external_id) = external_id else { return Ok(None) };
        let found = self.reference(kind, external_id).await?;
        if found.is_none() {
            problems.add(path, "UNKNOWN", unknown(external_id));
        }
        Ok(found)
    }

    pub(super) async fn references(
        &mut self,
        problems: &mut Problems,
        path: &str,
        kind: NodeKind,
        external_ids: &[String],
    ) -> Imported<Vec<Uuid>> {
        problems.take(text::bounded(path, external_ids));
        let mut ids = Vec::with_capacity(external_ids.len());
        for (i, external_id) in external_ids.iter().enumerate() {
            let path = format!("{path}.{i}");
            let id = self.optional_reference(problems, &path, kind, Some(external_id)).await?;
            ids.extend(id.filter(|id| !ids.contains(id)));
        }
        Ok(ids)
    }
}

/// A time of a record as it is kept.
pub(super) fn written(
    path: &str,
    at: Option<DateTime<Utc>>,
) -> std::result::Result<Option<DateTime<Utc>>, Problems> {
    let of_our_days =
        |at| moment(at).ok_or_else(|| Problems::one(path, "OUT_OF_RANGE", "not between 1900 and 2200"));
    at.map(of_our_days).transpose()
}

pub(super) fn unknown(external_id: &str) -> String {
    format!("nothing has the externalId “{external_id}”, neither here nor in these files")
}

pub(super) fn uuids<T>(ids: Vec<T>, uuid: impl Fn(T) -> Uuid) -> Vec<Uuid> {
    ids.into_iter().map(uuid).collect()
}
