//! Invitations in the API.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::accounts::{Viewer, enter};
use super::connection::connection;
use super::context::ContextExt;
use super::enums::{InvitationStatus, InviteOutcome, Language, MunicipalityRole, Role};
use super::errors::{UserError, outcome};
use super::in_place::{InPlace, at_hand};
use super::municipalities::{Municipality, municipality};
use super::people::Person;
use crate::accounts::invitations;
use crate::accounts::service::accept::Acceptance;
use crate::accounts::service::invite::NewInvitation;
use crate::accounts::service::invite_many;
use crate::ids::InvitationId;
use crate::{access, accounts};

type Inner = (invitations::Invitation, invitations::Status);

pub struct Invitation(pub Inner);
connection!(InvitationConnection, InvitationEdge, Invitation, Inner);

/// Somebody is invited to take part for a municipality.
#[Object]
impl Invitation {
    /// The same for ever; `node` does not answer it.
    async fn id(&self) -> ID {
        self.0.0.id.to_public().into()
    }

    /// Where the invitation was sent.
    async fn email(&self) -> &str {
        &self.0.0.email
    }

    /// As the inviter wrote it; may be empty.
    async fn name(&self) -> &str {
        &self.0.0.name
    }

    /// For which municipality.
    async fn municipality(&self, ctx: &Context<'_>) -> Result<InPlace<Municipality>> {
        municipality(ctx, self.0.0.municipality)
    }

    /// In the network as a whole, after a yes.
    async fn role(&self) -> Role {
        self.0.0.role.into()
    }

    /// For the municipality, after a yes.
    async fn municipality_role(&self) -> MunicipalityRole {
        self.0.0.municipality_role.into()
    }

    /// Whether it can still be answered.
    async fn status(&self) -> InvitationStatus {
        self.0.1.into()
    }

    /// When the link ends.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.0.0.expires_at
    }

    /// When it was sent.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.0.created_at
    }

    /// Who sent it; null when that person is gone or hidden from the viewer.
    async fn invited_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        let Some(person) = self.0.0.invited_by else { return Ok(None) };
        Ok(ctx.loader().load_one(person).await?.map(Person))
    }
}
at_hand!(
    Invitation: "id" | "email" | "name" | "role" | "municipalityRole" | "status" | "expiresAt" | "createdAt"
);

pub struct InvitationPreview(invitations::Invitation);

/// What a link invites to, for whoever has the link.
#[Object]
impl InvitationPreview {
    /// Where the invitation was sent; the address to sign in with later.
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// As the inviter wrote it; may be empty.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// For which municipality.
    async fn municipality(&self, ctx: &Context<'_>) -> Result<InPlace<Municipality>> {
        municipality(ctx, self.0.municipality)
    }

    /// In the network as a whole, after a yes.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// For the municipality, after a yes.
    async fn municipality_role(&self) -> MunicipalityRole {
        self.0.municipality_role.into()
    }

    /// When the link ends.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.0.expires_at
    }
}

#[derive(Default)]
pub struct InvitationQuery;

#[Object]
impl InvitationQuery {
    /// What a link invites to; `NOT_FOUND` when it was used, has ended, was taken back or never was.
    async fn invitation_by_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What stands behind `#token=` in the mail.")] token: String,
    ) -> Result<InvitationPreview> {
        Ok(InvitationPreview(ctx.services().accounts.invitation_by_token(&token, ctx.address()).await?))
    }
}

/// Whom to invite to what.
#[derive(InputObject)]
pub struct InviteInput {
    /// Where the invitation is sent.
    email: String,
    /// Helps to recognise the invitation; at most 200 characters.
    name: Option<String>,
    /// CBS code; without one the viewer's own municipality.
    municipality_code: Option<String>,
    /// In the network; `MEMBER` without one. Others are the network administrators' to give.
    role: Option<Role>,
    /// For the municipality; `MEMBER` without one. Others are its administrators' to give.
    municipality_role: Option<MunicipalityRole>,
}

/// What became of inviting.
#[derive(SimpleObject)]
pub struct InvitePayload {
    /// The invitation, on its way.
    invitation: Option<Invitation>,
    /// What the form can mend.
    user_errors: Vec<UserError>,
}

/// A list of people to invite as members.
#[derive(InputObject)]
pub struct InviteManyInput {
    /// One person a row: address, name, municipality (code or name); comma or semicolon, with or without a first row of
    /// names. At most 500 rows and 100,000 bytes.
    csv: String,
    /// CBS code for rows without a municipality; without one the viewer's own.
    municipality_code: Option<String>,
    /// Only tell what would become of each row; nothing is sent.
    is_dry_run: bool,
}

/// What becomes of one row.
#[derive(SimpleObject)]
pub struct InviteRow {
    /// In the list; the first is 1.
    line: i32,
    /// As it was written.
    email: String,
    /// As it was written; may be empty.
    name: String,
    /// Null when it is not known.
    municipality: Option<InPlace<Municipality>>,
    /// What becomes of it.
    outcome: InviteOutcome,
    /// Dutch: why it is not invited; null when it is.
    message: Option<String>,
}

/// What became of a list.
#[derive(SimpleObject)]
pub struct InviteManyPayload {
    /// All rows, in their order.
    rows: Vec<InviteRow>,
    /// How many are invited; in a dry run: would be.
    invited: i32,
    /// What is wrong with the list as a whole.
    user_errors: Vec<UserError>,
}

/// The invitation to take back.
#[derive(InputObject)]
pub struct WithdrawInvitationInput {
    /// Of the invitation.
    id: ID,
}

/// What became of taking an invitation back.
#[derive(SimpleObject)]
pub struct WithdrawInvitationPayload {
    /// Of the invitation whose link has ended.
    withdrawn_id: Option<ID>,
    /// `ALREADY_ACCEPTED` when it is too late.
    user_errors: Vec<UserError>,
}

/// Who accepts an invitation.
#[derive(InputObject)]
pub struct AcceptInvitationInput {
    /// What stands behind `#token=` in the mail; works once, for 14 days.
    token: String,
    /// As others will see it, 1 to 200 characters.
    name: String,
    /// The function, at most 200 characters.
    job_title: Option<String>,
    /// 12 characters to 1,024 bytes, and hard to guess (`TOO_COMMON`).
    password: String,
    /// Of the mails to this person; Dutch without one.
    language: Option<Language>,
}

/// What became of accepting.
#[derive(SimpleObject)]
pub struct AcceptInvitationPayload {
    /// Who is signed in now.
    viewer: Option<Viewer>,
    /// What the form can mend; `INVALID_LINK` for a link that was used, has ended, was taken back or never was.
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct InvitationMutation;

#[Object]
impl InvitationMutation {
    /// Invites somebody. For organisers, for administrators of the municipality, and for those of the network.
    async fn invite(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and to what.")] input: InviteInput,
    ) -> Result<InvitePayload> {
        let new = NewInvitation {
            email: input.email,
            name: input.name,
            municipality_code: input.municipality_code,
            role: input.role.map_or(access::Role::Member, Into::into),
            municipality_role: input.municipality_role.map_or(access::MunicipalityRole::Member, Into::into),
        };
        let (sent, user_errors) =
            outcome(ctx.services().accounts.invite(ctx.actor(), new, ctx.address()).await)?;
        let invitation = sent.map(|invitation| Invitation((invitation, invitations::Status::Pending)));
        Ok(InvitePayload { invitation, user_errors })
    }

    /// Invites everybody in a list who can be. For whom `invite` is.
    async fn invite_many(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The list.")] input: InviteManyInput,
    ) -> Result<InviteManyPayload> {
        let list = (input.csv.as_str(), input.municipality_code.as_deref());
        let service = &ctx.services().accounts;
        let done = service.invite_many(ctx.actor(), list, input.is_dry_run, ctx.address()).await;
        let (rows, user_errors) = outcome(done)?;
        let rows = rows.unwrap_or_default();
        let invited = rows.iter().filter(|row| row.outcome == invite_many::Outcome::Invited).count();
        let rows = rows.into_iter().map(|row| invite_row(ctx, row)).collect::<Result<Vec<_>>>()?;
        Ok(InviteManyPayload { rows, invited: super::connection::int(invited as u64), user_errors })
    }

    /// Takes an invitation back. For who sent it, and who administers the municipality.
    async fn withdraw_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: WithdrawInvitationInput,
    ) -> Result<WithdrawInvitationPayload> {
        let id = InvitationId::from_public(&input.id)?;
        let done = ctx.services().accounts.withdraw_invitation(ctx.actor(), id, ctx.address()).await;
        let (id, user_errors) = outcome(done)?;
        Ok(WithdrawInvitationPayload { withdrawn_id: id.map(|id| id.to_public().into()), user_errors })
    }

    /// Makes an account by the link of an invitation; a session begins.
    async fn accept_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link, and who accepts.")] input: AcceptInvitationInput,
    ) -> Result<AcceptInvitationPayload> {
        let new = Acceptance {
            token: input.token,
            name: input.name,
            job_title: input.job_title,
            password: input.password,
            language: input.language.map(Into::into).unwrap_or_default(),
        };
        let (signed_in, user_errors) =
            outcome(ctx.services().accounts.accept_invitation(new, ctx.address()).await)?;
        // An account of this moment has no second factor that could be asked for.
        let (viewer, _) = enter(ctx, signed_in).await?;
        Ok(AcceptInvitationPayload { viewer, user_errors })
    }
}

fn invite_row(ctx: &Context<'_>, row: accounts::service::invite_many::Row) -> Result<InviteRow> {
    Ok(InviteRow {
        line: super::connection::int(row.line),
        email: row.email,
        name: row.name,
        municipality: row.municipality.map(|id| municipality(ctx, id)).transpose()?,
        outcome: row.outcome.into(),
        message: row.message,
    })
}
