//! What all contributions (pilots, challenges, meetings, reports, outcomes) have beside their content.

pub mod slugs;
pub mod revisions;
pub mod memory;
pub mod shelf;
pub mod rows;
pub mod changing;

pub use memory::{Shared, Version};
pub use shelf::{Contribution, Shelf};

use chrono::{DateTime, Utc};

use crate::access::{Actor, Governed, Status, Visibility};
use crate::error::{Error, Result};
use crate::ids::{MunicipalityId, PersonId};

/// Who owns a contribution, who may read it, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    pub slug: String,
    pub status: Status,
    pub visibility: Visibility,
    pub owner: Option<MunicipalityId>,
    pub created_by: Option<PersonId>,
    /// 1 for the first state, one more with each change.
    pub revision: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// When it was first published.
    pub published_at: Option<DateTime<Utc>>,
    /// The name that an import knows it by.
    pub external_id: Option<String>,
}

impl Meta {
    pub fn version(&self) -> Version {
        Version { revision: self.revision, updated_at: self.updated_at }
    }

    /// A first draft by `actor`, now.
    pub fn draft(
        actor: &Actor,
        visibility: Visibility,
        owner: Option<MunicipalityId>,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            slug: String::new(),
            status: Status::Draft,
            visibility,
            owner,
            created_by: actor.person(),
            revision: 1,
            created_at: now,
            updated_at: now,
            published_at: None,
            external_id: None,
        }
    }

    /// The next state, if the change was made on the present one; else `Conflict`.
    pub fn next(&self, made_on: i32, what: &'static str, now: DateTime<Utc>) -> Result<Self> {
        if made_on != self.revision {
            return Err(Error::Conflict { what, current: self.revision });
        }
        Ok(Self { revision: self.revision + 1, updated_at: now, ..self.clone() })
    }

    /// Published, from now on if it never was before.
    pub fn published(self, visibility: Option<Visibility>, now: DateTime<Utc>) -> Self {
        let visibility = visibility.unwrap_or(self.visibility);
        let published_at = self.published_at.or(Some(now));
        Self { status: Status::Published, visibility, published_at, ..self }
    }

    /// What the rules look at.
    pub fn governed(&self, authors: Vec<PersonId>, is_of_meetings: bool) -> Governed {
        let mut authors = authors;
        authors.extend(self.created_by.filter(|person| !authors.contains(person)));
        Governed {
            status: self.status,
            visibility: self.visibility,
            owner: self.owner,
            authors,
            is_of_meetings,
        }
    }
}

/// The [`Meta`] of a row; `$owner` is an `Option<Uuid>`.
#[macro_export]
macro_rules! meta_from_row {
    ($row:ident, $owner:expr) => {
        $crate::contribution::Meta {
            slug: $row.slug,
            status: $crate::access::Status::from_name(&$row.status).unwrap_or_default(),
            // An unknown circle of readers is read as the narrowest.
            visibility: $crate::access::Visibility::from_name(&$row.visibility)
                .unwrap_or($crate::access::Visibility::Municipality),
            owner: $owner.map($crate::ids::MunicipalityId),
            created_by: $row.created_by.map($crate::ids::PersonId),
            revision: $row.revision,
            created_at: $row.created_at,
            updated_at: $row.updated_at,
            published_at: $row.published_at,
            external_id: $row.external_id,
        }
    };
}

/// The columns of a [`Meta`] but its owner, set on an active model.
#[macro_export]
macro_rules! set_meta {
    ($row:ident, $meta:expr) => {
        $row.slug = sea_orm::ActiveValue::Set($meta.slug.clone());
        $row.status = sea_orm::ActiveValue::Set($meta.status.name().to_owned());
        $row.visibility = sea_orm::ActiveValue::Set($meta.visibility.name().to_owned());
        $row.created_by = sea_orm::ActiveValue::Set($meta.created_by.map(|person| person.0));
        $row.revision = sea_orm::ActiveValue::Set($meta.revision);
        $row.created_at = sea_orm::ActiveValue::Set($meta.created_at);
        $row.updated_at = sea_orm::ActiveValue::Set($meta.updated_at);
        $row.published_at = sea_orm::ActiveValue::Set($meta.published_at);
        $row.external_id = sea_orm::ActiveValue::Set($meta.external_id.clone());
    };
}
