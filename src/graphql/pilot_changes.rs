//! Making, changing, publishing and removing pilots.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};

use super::context::ContextExt;
use super::enums::{Commitment, DataOrigin, Domain, PersonalData, PilotStage, Visibility};
use super::errors::{UserError, outcome};
use super::pilots::Pilot;
use super::publishing::{DeleteInput, DeletePayload, PublishInput, RestoreInput};
use crate::contribution::Shared;
use crate::error::Result as ServiceResult;
use crate::ids::{ChallengeId, PersonId, PilotId};
use crate::pilots::model;
use crate::pilots::service::PilotInput;
use crate::pilots::{self, PilotChange};

/// Data that a pilot uses.
#[derive(InputObject)]
pub struct DataSourceInput {
    /// 1 to 200 characters.
    name: String,
    /// Where it comes from.
    origin: DataOrigin,
    /// How sensitive it is under the AVG.
    personal_data: PersonalData,
}

/// A part of the organisation that wants the result.
#[derive(InputObject)]
pub struct BuyerInput {
    /// The department or team; 1 to 200 characters.
    unit: String,
    /// The function of who speaks for the unit; at most 200 characters.
    role: Option<String>,
    /// What the unit needs; at most 500 characters.
    need: Option<String>,
    /// How far the unit has come along.
    commitment: Commitment,
}

/// A draft needs only a title.
#[derive(InputObject)]
pub struct CreatePilotInput {
    /// 1 to 200 characters.
    title: String,
    /// CBS code; default: the viewer's municipality. Organisers may name any.
    municipality: Option<String>,
    #[graphql(flatten)]
    fields: PilotFields,
}

/// Only the fields to change, and the revision that the change was made on.
#[derive(InputObject)]
pub struct UpdatePilotInput {
    /// Which pilot.
    id: ID,
    /// The one that the change was made on; `CONFLICT` when it is no longer the present one.
    revision: i32,
    /// 1 to 200 characters; a new title makes a new slug, and the old one keeps leading here.
    title: Option<String>,
    /// CBS code.
    municipality: Option<String>,
    #[graphql(flatten)]
    fields: PilotFields,
}

#[derive(InputObject)]
pub struct PilotFields {
    /// At most 500 characters.
    summary: Option<String>,
    /// How far it has come; a new pilot without any is an `IDEA`.
    stage: Option<PilotStage>,
    /// What it strengthens; repetitions count once.
    domains: Option<Vec<Domain>>,
    /// Slugs, at most 50.
    themes: Option<Vec<String>>,
    /// Markdown: what was wrong; at most 50,000 characters.
    problem: Option<String>,
    /// Markdown: what was done about it; at most 50,000 characters.
    approach: Option<String>,
    /// Markdown: what came of it; at most 50,000 characters.
    results: Option<String>,
    /// Markdown: what to do again, and what not; at most 50,000 characters.
    lessons_learned: Option<String>,
    /// Markdown: what went wrong, and why; at most 50,000 characters.
    failures: Option<String>,
    /// Organisations that take part; at most 50 of 200 characters.
    partners: Option<Vec<String>>,
    /// Data that it uses; at most 50.
    data_sources: Option<Vec<DataSourceInput>>,
    /// Parts of the organisation that want the result; at most 50.
    buyers: Option<Vec<BuyerInput>>,
    /// Persons to call, at most 50; a new pilot without any has the viewer.
    contact_ids: Option<Vec<ID>>,
    /// Persons who wrote it and may change it, at most 50; a new pilot without any has the viewer.
    author_ids: Option<Vec<ID>>,
    /// Challenges that it answers, at most 50; one that the viewer may not see is `UNKNOWN`.
    challenge_ids: Option<Vec<ID>>,
    /// What it costs, in words; at most 500 characters.
    cost: Option<String>,
    /// The pilot that it repeats in another place, one that the viewer may see, and not itself; null takes it away.
    replicates_id: MaybeUndefined<ID>,
    /// Who may read it once published; a new pilot without any has `NETWORK`.
    visibility: Option<Visibility>,
}

impl PilotFields {
    fn parse(self, title: Option<String>, municipality: Option<String>) -> ServiceResult<PilotInput> {
        let persons = |ids: Option<Vec<ID>>| -> ServiceResult<Option<Vec<PersonId>>> {
            ids.map(|ids| ids.iter().map(|id| PersonId::from_public(id)).collect()).transpose()
        };
        let challenges =
            self.challenge_ids.map(|ids| ids.iter().map(|id| ChallengeId::from_public(id)).collect());
        Ok(PilotInput {
            content: PilotChange {
                title,
                summary: self.summary,
                stage: self.stage.map(Into::into),
                domains: self.domains.map(|domains| domains.into_iter().map(Into::into).collect()),
                problem: self.problem,
                approach: self.approach,
                results: self.results,
                lessons_learned: self.lessons_learned,
                failures: self.failures,
                partners: self.partners,
                data_sources: self.data_sources.map(|sources| sources.into_iter().map(Into::into).collect()),
                cost: self.cost,
                replicates: Option::<Option<ID>>::from(self.replicates_id)
                    .map(|id| id.map(|id| PilotId::from_public(&id)).transpose())
                    .transpose()?,
                buyers: self.buyers.map(|buyers| buyers.into_iter().map(Into::into).collect()),
            },
            municipality,
            themes: self.themes,
            contacts: persons(self.contact_ids)?,
            authors: persons(self.author_ids)?,
            challenges: challenges.transpose()?,
            visibility: self.visibility.map(Into::into),
        })
    }
}

/// What became of a pilot.
#[derive(SimpleObject)]
pub struct PilotPayload {
    /// As it is now; null when the form must be mended.
    pilot: Option<Pilot>,
    /// What the form can mend; empty when it was done.
    user_errors: Vec<UserError>,
}

impl PilotPayload {
    fn of(result: ServiceResult<impl Into<Shared<pilots::Pilot>>>) -> Result<Self> {
        let (pilot, user_errors) = outcome(result)?;
        Ok(Self { pilot: pilot.map(|it| Pilot(it.into())), user_errors })
    }
}

#[derive(Default)]
pub struct PilotMutation;

#[Object]
impl PilotMutation {
    /// Makes a draft.
    async fn create_pilot(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to make.")] input: CreatePilotInput,
    ) -> Result<PilotPayload> {
        let input = input.fields.parse(Some(input.title), input.municipality)?;
        PilotPayload::of(ctx.services().pilots.create(ctx.actor(), input).await)
    }

    /// Changes a pilot; `CONFLICT` when somebody else did so in the meantime.
    async fn update_pilot(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdatePilotInput,
    ) -> Result<PilotPayload> {
        let id = PilotId::from_public(&input.id)?;
        let change = input.fields.parse(input.title, input.municipality)?;
        PilotPayload::of(ctx.services().pilots.update(ctx.actor(), id, input.revision, change).await)
    }

    /// Shows it to the circle that its visibility names. Needs a title, a summary, a problem and an approach.
    async fn publish_pilot(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to publish.")] input: PublishInput,
    ) -> Result<PilotPayload> {
        let (id, visibility) = (PilotId::from_public(&input.id)?, input.visibility.map(Into::into));
        PilotPayload::of(ctx.services().pilots.publish(ctx.actor(), id, input.revision, visibility).await)
    }

    /// Lets it say again what it said in an earlier revision. That is a new revision; links to other things, visibility
    /// and status stay. `UNKNOWN` at `to` for a revision that is not there.
    async fn restore_pilot(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and to what.")] input: RestoreInput,
    ) -> Result<PilotPayload> {
        let (id, revisions) = (PilotId::from_public(&input.id)?, (input.revision, input.to));
        PilotPayload::of(ctx.services().pilots.restore(ctx.actor(), id, revisions).await)
    }

    /// Takes it out of lists and search, and keeps it.
    async fn archive_pilot(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, as the viewer saw it.")] input: DeleteInput,
    ) -> Result<PilotPayload> {
        let id = PilotId::from_public(&input.id)?;
        PilotPayload::of(ctx.services().pilots.archive(ctx.actor(), id, input.revision).await)
    }

    /// Removes it for good.
    async fn delete_pilot(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, as the viewer saw it.")] input: DeleteInput,
    ) -> Result<DeletePayload> {
        let id = PilotId::from_public(&input.id)?;
        DeletePayload::of(
            input.id,
            ctx.services().pilots.shelf.delete(ctx.actor(), id.0, input.revision).await,
        )
    }
}

impl From<DataSourceInput> for model::DataSource {
    fn from(input: DataSourceInput) -> Self {
        Self { name: input.name, origin: input.origin.into(), personal_data: input.personal_data.into() }
    }
}

impl From<BuyerInput> for model::Buyer {
    fn from(input: BuyerInput) -> Self {
        Self { unit: input.unit, role: input.role, need: input.need, commitment: input.commitment.into() }
    }
}
