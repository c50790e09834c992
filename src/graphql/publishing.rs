//! What publishing and removing look like for every kind of contribution.

use async_graphql::{ID, InputObject, Result, SimpleObject};

use super::enums::Visibility;
use super::errors::{UserError, outcome};
use crate::error::Result as ServiceResult;

/// Publishes the revision that the viewer saw.
#[derive(InputObject)]
pub struct PublishInput {
    /// What to publish.
    pub id: ID,
    /// The one that the viewer saw; `CONFLICT` when it is no longer the present one.
    pub revision: i32,
    /// Default: as it is.
    pub visibility: Option<Visibility>,
}

/// Names the revision that the viewer saw.
#[derive(InputObject)]
pub struct DeleteInput {
    /// Which one.
    pub id: ID,
    /// The one that the viewer saw; `CONFLICT` when it is no longer the present one.
    pub revision: i32,
}

/// Names the revision to go back to, beside the one that the viewer saw.
#[derive(InputObject)]
pub struct RestoreInput {
    /// Which one.
    pub id: ID,
    /// The one that the viewer saw; `CONFLICT` when it is no longer the present one.
    pub revision: i32,
    /// The revision whose texts it gets again.
    pub to: i32,
}

/// What became of a removal.
#[derive(SimpleObject)]
pub struct DeletePayload {
    /// The id that no longer leads anywhere; null when nothing was removed.
    pub deleted_id: Option<ID>,
    /// What the form can mend; empty when it was done.
    pub user_errors: Vec<UserError>,
}

impl DeletePayload {
    pub fn of(id: ID, result: ServiceResult<()>) -> Result<Self> {
        let (deleted, user_errors) = outcome(result)?;
        Ok(Self { deleted_id: deleted.map(|()| id), user_errors })
    }
}
