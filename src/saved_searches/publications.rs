//! What was published, as mails and feeds tell of it: from the database, as it is now.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::access::{Actor, Status};
use crate::challenges::Challenge;
use crate::contribution::{Contribution, Shelf};
use crate::error::Result;
use crate::ids::{MunicipalityId, NodeId, NodeKind};
use crate::markdown;
use crate::meetings::Meeting;
use crate::outcomes::Outcome;
use crate::pilots::Pilot;
use crate::reports::Report;

/// What is published, with its table. People and municipalities are not.
pub const KINDS: [(NodeKind, &str); 5] = [
    (NodeKind::Pilot, "pilots"),
    (NodeKind::Challenge, "challenges"),
    (NodeKind::Meeting, "meetings"),
    (NodeKind::Report, "reports"),
    (NodeKind::Outcome, "outcomes"),
];

/// Characters of a summary.
const SUMMARY_MAX: usize = 500;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    pub node: NodeId,
    pub title: String,
    pub slug: String,
    /// Plain text, at most 500 characters; may be empty.
    pub summary: String,
    pub owner: Option<MunicipalityId>,
    /// When it was first published.
    pub published_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Publication {
    /// Of its page on this site.
    pub fn path(&self) -> String {
        let section = match self.node.kind {
            NodeKind::Pilot => "pilots",
            NodeKind::Challenge => "vraagstukken",
            NodeKind::Meeting => "bijeenkomsten",
            NodeKind::Report => "verslagen",
            NodeKind::Outcome => "opbrengsten",
            NodeKind::Municipality
            | NodeKind::Theme
            | NodeKind::Person
            | NodeKind::AgendaItem
            | NodeKind::Introduction
            | NodeKind::Invitation
            | NodeKind::MailDomain
            | NodeKind::Concept => "",
        };
        format!("/{section}/{}", self.slug)
    }
}

/// Of all kinds of contributions.
#[derive(Clone)]
pub struct Shelves {
    pub pilots: Shelf<Pilot>,
    pub challenges: Shelf<Challenge>,
    pub meetings: Shelf<Meeting>,
    pub reports: Shelf<Report>,
    pub outcomes: Shelf<Outcome>,
}

impl Shelves {
    /// Those of `nodes` that are published and that `actor` may see, in their order: a statement for each kind.
    pub async fn published(&self, actor: &Actor, nodes: &[NodeId]) -> Result<Vec<Publication>> {
        let mut found = HashMap::with_capacity(nodes.len());
        of(&self.pilots, actor, nodes, &mut found, |it| it.content.summary.clone()).await?;
        let of_report = |it: &Report| match it.content.summary.is_empty() {
            true => plain(&it.content.body),
            false => it.content.summary.clone(),
        };
        of(&self.reports, actor, nodes, &mut found, of_report).await?;
        of(&self.challenges, actor, nodes, &mut found, |it| plain(&it.content.context)).await?;
        of(&self.meetings, actor, nodes, &mut found, |it| plain(&it.content.description)).await?;
        of(&self.outcomes, actor, nodes, &mut found, |it| plain(&it.content.conclusion)).await?;
        Ok(nodes.iter().filter_map(|node| found.remove(node)).collect())
    }
}

async fn of<T: Contribution>(
    shelf: &Shelf<T>,
    actor: &Actor,
    nodes: &[NodeId],
    found: &mut HashMap<NodeId, Publication>,
    summary: impl Fn(&T) -> String,
) -> Result<()> {
    let ids: Vec<_> = nodes.iter().filter(|node| node.kind == T::KIND).map(|node| node.uuid).collect();
    for thing in shelf.visible(actor, &ids).await?.into_values() {
        let meta = thing.meta();
        // Drafts and archived things are shown to who may change them, and are no news.
        let Some(published_at) = meta.published_at.filter(|_| meta.status == Status::Published) else {
            continue;
        };
        let publication = Publication {
            node: thing.node(),
            title: thing.title().to_owned(),
            slug: meta.slug.clone(),
            summary: cut(&summary(&thing)),
            owner: meta.owner,
            published_at,
            updated_at: meta.updated_at,
        };
        found.insert(publication.node, publication);
    }
    Ok(())
}

fn plain(markdown: &str) -> String {
    markdown::to_plain(markdown).text
}

/// On one line, and between words.
fn cut(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(SUMMARY_MAX) {
        None => text,
        Some((end, _)) => {
            let head = &text[..end];
            format!("{}…", head.rsplit_once(' ').map_or(head, |(head, _)| head))
        }
    }
}
