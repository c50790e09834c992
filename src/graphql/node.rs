//! `node(id:)`: anything by its id.

use async_graphql::{Context, ID, Interface, Object, Result};

use super::challenges::Challenge;
use super::context::ContextExt;
use super::introductions::Introduction;
use super::meetings::Meeting;
use super::municipalities::{Municipality, municipality};
use super::outcomes::WorkshopOutcome;
use super::people::Person;
use super::pilots::Pilot;
use super::reports::MeetingReport;
use super::themes::{Theme, themes};
use crate::error::Error;
use crate::ids::{IntroductionId, MunicipalityId, NodeId, NodeKind, PersonId, ThemeId};

/// Anything that has an id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "The same for ever, for every viewer."))]
pub enum Node {
    Municipality(Municipality),
    Theme(Theme),
    Person(Box<Person>),
    Pilot(Pilot),
    Challenge(Challenge),
    Meeting(Meeting),
    MeetingReport(MeetingReport),
    WorkshopOutcome(WorkshopOutcome),
    Introduction(Box<Introduction>),
}

#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// What has this id; `NOT_FOUND` when it is missing or hidden from the viewer.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id that any type gave.")] id: ID,
    ) -> Result<Option<Node>> {
        find(ctx, NodeId::from_public(&id)?).await.map(Some)
    }
}

/// Fails with `NotFound` when missing or hidden from the viewer.
pub async fn find(ctx: &Context<'_>, id: NodeId) -> Result<Node> {
    let (services, actor) = (ctx.services(), ctx.actor());
    let missing = Error::NotFound { what: id.kind.name() };
    Ok(match id.kind {
        NodeKind::Municipality => match services.municipalities.get(MunicipalityId(id.uuid)) {
            Some(found) => Node::Municipality(municipality(ctx, found.id)?.0),
            None => return Err(missing.into()),
        },
        NodeKind::Theme => Node::Theme(themes(ctx, [ThemeId(id.uuid)]).pop().ok_or(missing)?.0),
        NodeKind::Person => {
            Node::Person(Box::new(Person(services.people.get(actor, PersonId(id.uuid)).await?)))
        }
        NodeKind::Pilot => Node::Pilot(Pilot(services.pilots.shelf.get(actor, id.uuid).await?)),
        NodeKind::Challenge => {
            Node::Challenge(Challenge(services.challenges.shelf.get(actor, id.uuid).await?))
        }
        NodeKind::Meeting => Node::Meeting(Meeting(services.meetings.shelf.get(actor, id.uuid).await?)),
        NodeKind::Report => {
            Node::MeetingReport(MeetingReport(services.reports.shelf.get(actor, id.uuid).await?))
        }
        NodeKind::Outcome => {
            Node::WorkshopOutcome(WorkshopOutcome(services.outcomes.shelf.get(actor, id.uuid).await?))
        }
        NodeKind::Introduction => Node::Introduction(Box::new(Introduction(
            services.introductions.get(actor, IntroductionId(id.uuid)).await?,
        ))),
        NodeKind::AgendaItem | NodeKind::Invitation | NodeKind::MailDomain | NodeKind::Concept => {
            return Err(missing.into());
        }
    })
}
