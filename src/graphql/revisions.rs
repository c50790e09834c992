//! What contributions said before, for those who may change them.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::connection::{connection, total};
use super::context::ContextExt;
use super::enums::{PublicationStatus, Visibility};
use super::in_place::at_hand;
use super::people::Person;
use crate::contribution::{Contribution, Shared, Shelf, revisions};
use crate::page::PageArgs;

pub struct Revision(revisions::Revision);
connection!(RevisionConnection, RevisionEdge, Revision, revisions::Revision);

/// A page of what `thing` said, latest first; `None` for who may not change it.
pub async fn revisions<T: Contribution>(
    ctx: &Context<'_>,
    shelf: &Shelf<T>,
    thing: &Shared<T>,
    page: PageArgs,
) -> Result<Option<RevisionConnection>> {
    let Some(slice) = Box::pin(shelf.revisions(ctx.actor(), thing, &page)).await? else { return Ok(None) };
    let (shelf, node) = (shelf.clone(), thing.node());
    let count = total(move || {
        let shelf = shelf.clone();
        async move { shelf.count_revisions(node).await }
    });
    Ok(Some(RevisionConnection::new(slice, count)))
}

/// A field that has another value than before.
#[derive(SimpleObject)]
pub struct FieldChange {
    /// The field, as the contribution's type names it.
    field: String,
    /// What it said: a text as it was, another value as JSON; null when it was empty.
    before: Option<String>,
    /// What it says since; null when it is empty.
    after: Option<String>,
}

/// One state of a contribution. Shows to those who may change it.
#[Object]
impl Revision {
    /// 1 at first, one more with each change.
    async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// When it was made.
    async fn changed_at(&self) -> DateTime<Utc> {
        self.0.changed_at
    }

    /// Who made it; null when it was an import, or somebody who has left.
    async fn changed_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        let Some(id) = self.0.changed_by else { return Ok(None) };
        Ok(ctx.loader().load_one(id).await?.map(Person))
    }

    /// Where the contribution stood since; null for revisions from before this was kept.
    async fn status(&self) -> Option<PublicationStatus> {
        self.0.status.map(Into::into)
    }

    /// Who could read it since; null for revisions from before this was kept.
    async fn visibility(&self) -> Option<Visibility> {
        self.0.visibility.map(Into::into)
    }

    /// In what it differs from the revision before. Links to other things are not told.
    async fn changes(&self) -> Vec<FieldChange> {
        let change = |change: &revisions::Change| FieldChange {
            field: change.field.clone(),
            before: change.before.clone(),
            after: change.after.clone(),
        };
        self.0.changes.iter().map(change).collect()
    }
}
at_hand!(Revision: "revision" | "changedAt" | "status" | "visibility");
