//! Introductions in the API.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::connection::{connection, total};
use super::context::ContextExt;
use super::enums::{ContactField, IntroductionDirection, IntroductionStatus};
use super::errors::{UserError, outcome};
use super::in_place::at_hand;
use super::people::Person;
use crate::access::Actor;
use crate::error::Result as ServiceResult;
use crate::ids::{IntroductionId, PersonId};
use crate::introductions;
use crate::introductions::model::Answer;
use crate::introductions::service::NewIntroduction;
use crate::page::PageArgs;

pub struct Introduction(pub introductions::View);
connection!(IntroductionConnection, IntroductionEdge, Introduction, introductions::View);

/// A page of what `actor` asked and was asked.
pub async fn list_introductions(
    ctx: &Context<'_>,
    actor: Actor,
    page: PageArgs,
) -> Result<IntroductionConnection> {
    let services = ctx.services().clone();
    let slice = Box::pin(services.introductions.list(&actor, &page)).await?;
    let count = total(move || {
        let services = services.clone();
        async move { services.introductions.count(&actor).await }
    });
    Ok(IntroductionConnection::new(slice, count))
}

/// What the counterpart chose to share; a field that was not chosen, or that they do not have, is null.
#[derive(SimpleObject)]
pub struct ContactDetails {
    /// The address that the counterpart signs in with.
    email: Option<String>,
    /// The telephone number of their profile.
    phone: Option<String>,
}

/// Somebody asks to get to know somebody, who answers. Only the two of them see it.
#[Object]
impl Introduction {
    /// The same for ever; leads nowhere for anybody but the two.
    pub async fn id(&self) -> ID {
        self.0.introduction.id.to_public().into()
    }

    /// How it stands at this moment.
    async fn status(&self) -> IntroductionStatus {
        self.0.status.into()
    }

    /// What the requester wrote; at most 1,000 characters.
    async fn message(&self) -> &str {
        &self.0.introduction.message
    }

    /// Who asked, seen from the viewer.
    async fn direction(&self) -> IntroductionDirection {
        self.0.direction.into()
    }

    /// The other one; shown whoever else may see them.
    async fn counterpart(&self) -> Person {
        Person(self.0.counterpart.clone())
    }

    /// Of the counterpart; null before a yes.
    async fn contact_details(&self) -> Option<ContactDetails> {
        let contact = self.0.contact.clone()?;
        Some(ContactDetails { email: contact.email, phone: contact.phone })
    }

    /// When it was asked.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.introduction.created_at
    }

    /// When it was answered; null before.
    async fn responded_at(&self) -> Option<DateTime<Utc>> {
        self.0.introduction.answer.as_ref().map(Answer::at)
    }

    /// When a request without an answer ends.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.0.introduction.expires_at
    }
}
at_hand!(
    Introduction: "id" | "status" | "message" | "direction" | "createdAt" | "respondedAt" | "expiresAt"
);

/// Asks one person; at most 20 requests wait at a time.
#[derive(InputObject)]
pub struct RequestIntroductionInput {
    /// Whom to ask; not oneself.
    person_id: ID,
    /// 1 to 1,000 characters.
    message: String,
    /// What the other may see after a yes; default `EMAIL`, empty is nothing.
    share: Option<Vec<ContactField>>,
}

/// An answer to a request that the viewer was sent.
#[derive(InputObject)]
pub struct RespondToIntroductionInput {
    /// Which request.
    id: ID,
    /// True is a yes, false a no; both are final.
    accept: bool,
    /// What the requester may see; default `EMAIL`. Nothing without a yes.
    share: Option<Vec<ContactField>>,
}

/// What became of an introduction.
#[derive(SimpleObject)]
pub struct IntroductionPayload {
    /// As the viewer sees it now; null when the form must be mended.
    introduction: Option<Introduction>,
    /// What the form can mend; empty when it was done.
    user_errors: Vec<UserError>,
}

impl IntroductionPayload {
    fn of(result: ServiceResult<introductions::View>) -> Result<Self> {
        let (introduction, user_errors) = outcome(result)?;
        Ok(Self { introduction: introduction.map(Introduction), user_errors })
    }
}

#[derive(Default)]
pub struct IntroductionMutation;

#[Object]
impl IntroductionMutation {
    /// Asks somebody for an introduction. `ALREADY_PENDING` while one between the two waits for an answer,
    /// `DECLINED` for 90 days after a no of the other.
    async fn request_introduction(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom to ask, and why.")] input: RequestIntroductionInput,
    ) -> Result<IntroductionPayload> {
        let new = NewIntroduction {
            recipient: PersonId::from_public(&input.person_id)?,
            message: input.message,
            shares: input.share.map(|fields| fields.into_iter().map(Into::into).collect()),
        };
        IntroductionPayload::of(ctx.services().introductions.request(ctx.actor(), new).await)
    }

    /// Answers a request that the viewer was sent; an answer is final.
    async fn respond_to_introduction(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer.")] input: RespondToIntroductionInput,
    ) -> Result<IntroductionPayload> {
        let id = IntroductionId::from_public(&input.id)?;
        let shares = input.share.map(|fields| fields.into_iter().map(Into::into).collect());
        let answered = ctx.services().introductions.respond(ctx.actor(), id, input.accept, shares).await;
        IntroductionPayload::of(answered)
    }
}

#[cfg(test)]
#[path = "introductions_tests.rs"]
mod tests;
