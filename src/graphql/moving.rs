//! Working elsewhere, and letting people in who do.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::context::ContextExt;
use super::errors::{UserError, outcome};
use super::in_place::InPlace;
use super::municipalities::{Municipality, municipality};
use super::people::{Person, PersonPayload};
use crate::accounts::moves;
use crate::error::Problems;
use crate::ids::{MunicipalityId, PersonId};
use crate::people;
use crate::people::moving::Move;

pub struct PendingMove {
    waits: moves::PendingMove,
    person: people::Person,
    email: String,
}

/// A move to another municipality that waits for its administrator: the person's address is of none of its verified
/// mail domains. Shows to the person, and to who can answer it.
#[Object]
impl PendingMove {
    /// Who wants to move, as they are now.
    async fn person(&self) -> Person {
        Person(self.person.clone())
    }

    /// The address that they sign in with.
    async fn email(&self) -> &str {
        &self.email
    }

    /// Where to.
    async fn municipality(&self, ctx: &Context<'_>) -> Result<InPlace<Municipality>> {
        municipality(ctx, self.waits.municipality)
    }

    /// The function there, in the person's own words.
    async fn job_title(&self) -> Option<&str> {
        self.waits.job_title.as_deref()
    }

    /// Since when they work there.
    async fn from(&self) -> DateTime<Utc> {
        self.waits.from
    }

    /// When they asked; after 30 days without an answer it ends, unless the installation has another term.
    async fn asked_at(&self) -> DateTime<Utc> {
        self.waits.asked_at
    }
}

/// What waits of `person`, who asks.
pub async fn own_move(
    ctx: &Context<'_>,
    person: people::Person,
    email: String,
) -> Result<Option<PendingMove>> {
    let waits = ctx.services().accounts.own_move(person.id).await?;
    Ok(waits.map(|waits| PendingMove { waits, person, email }))
}

/// What waits for `municipality`, for who can answer it.
pub async fn pending_moves(ctx: &Context<'_>, municipality: MunicipalityId) -> Result<Vec<PendingMove>> {
    let waiting = ctx.services().accounts.pending_moves(ctx.actor(), municipality).await?;
    let pending = |(waits, person, email)| PendingMove { waits, person, email };
    Ok(waiting.into_iter().map(pending).collect())
}

/// Where the viewer works from a moment on.
#[derive(InputObject)]
pub struct ChangeAffiliationInput {
    /// CBS code of the municipality. Another one than now, while the viewer's mail address is of none of its verified
    /// domains: an administrator of it must agree first.
    municipality_code: String,
    /// The function there, at most 200 characters.
    job_title: Option<String>,
    /// Since when: not before the present function began, and not in the future. Default: now.
    from: Option<DateTime<Utc>>,
}

/// Whether a move is made.
#[derive(InputObject)]
pub struct AnswerMoveInput {
    /// Who wants to move.
    person_id: ID,
    /// Let them? After a no their profile stays as it was.
    accept: bool,
}

/// What became of a move.
#[derive(SimpleObject)]
pub struct AnswerMovePayload {
    /// The person, as they are now.
    person: Option<Person>,
    /// What the form can mend.
    user_errors: Vec<UserError>,
}

/// What became of taking a move back.
#[derive(SimpleObject)]
pub struct WithdrawMovePayload {
    /// Nothing waits any more.
    is_withdrawn: bool,
    /// Empty: there is nothing to mend.
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct MovingMutation;

#[Object]
impl MovingMutation {
    /// Says that the viewer works elsewhere, or has another function. What they wrote before keeps the function of then.
    /// Where an administrator must agree first, the person is as before and `viewer.pendingMove` says what waits.
    async fn change_affiliation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where, as what and since when.")] input: ChangeAffiliationInput,
    ) -> Result<PersonPayload> {
        let services = ctx.services();
        let found = services.municipalities.by_code(&input.municipality_code).filter(|it| !it.is_former());
        let unknown =
            || Problems::one("municipalityCode", "UNKNOWN", "Kies een gemeente uit de lijst.").into();
        let changed = match found.map(|it| it.id).ok_or_else(unknown) {
            Ok(municipality) => {
                let wanted = Move { municipality, job_title: input.job_title, from: input.from };
                services.accounts.change_affiliation(ctx.actor(), wanted, ctx.address()).await
            }
            Err(error) => Err(error),
        };
        let (moved, user_errors) = outcome(changed)?;
        Ok(PersonPayload { person: moved.map(|moved| Person(moved.person)), user_errors })
    }

    /// Lets somebody move to a municipality, or not; they get a mail. For administrators of the municipality and of the
    /// network; for everybody else there is no such move.
    async fn answer_move(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and whether.")] input: AnswerMoveInput,
    ) -> Result<AnswerMovePayload> {
        let wanted = (PersonId::from_public(&input.person_id)?, input.accept);
        let answered = ctx.services().accounts.answer_move(ctx.actor(), wanted, ctx.address()).await;
        let (person, user_errors) = outcome(answered)?;
        Ok(AnswerMovePayload { person: person.map(Person), user_errors })
    }

    /// Takes the viewer's own move back that waits. True as well when none did.
    async fn withdraw_move(&self, ctx: &Context<'_>) -> Result<WithdrawMovePayload> {
        ctx.services().accounts.withdraw_move(ctx.actor()).await?;
        Ok(WithdrawMovePayload { is_withdrawn: true, user_errors: Vec::new() })
    }
}
