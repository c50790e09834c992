//! Accepting an invitation.

use std::net::IpAddr;

use super::admit::{Admission, admit};
use super::{Accounts, invalid_link, signed_in};
use crate::access::SignedIn;
use crate::accounts::invitations::{self, Invitation, Status};
use crate::accounts::links::{self, Holder, Purpose};
use crate::accounts::password;
use crate::audit::{self, Act, AuditKind};
use crate::error::{Error, Problems, Result};
use crate::ids::PersonId;
use crate::mail::Language;
use crate::{people, text};

/// What somebody fills in to accept.
#[derive(Clone, Debug)]
pub struct Acceptance {
    pub token: String,
    pub name: String,
    pub job_title: Option<String>,
    pub password: String,
    pub language: Language,
}

impl Accounts {
    /// What a link invites to. Fails with `NotFound` when it was used, has ended, or never was.
    pub async fn invitation_by_token(&self, token: &str, address: Option<IpAddr>) -> Result<Invitation> {
        self.limiter.check_link(address)?;
        self.pending_invitation(token).await?.ok_or(Error::NotFound { what: "invitation" })
    }

    async fn pending_invitation(&self, token: &str) -> Result<Option<Invitation>> {
        let (db, now) = (self.db.reader(), self.clock.now());
        let link = links::find(db, Purpose::AcceptInvitation, token, now).await?;
        let Some(Holder::Invitation(id)) = link.map(|link| link.holder) else { return Ok(None) };
        let invitation = invitations::find(db, id).await?;
        Ok(invitation.filter(|invitation| invitation.status(now) == Status::Pending))
    }

    /// Uses the link: makes a person with an account and the roles that were offered. Fails with `Invalid`:
    /// `INVALID_LINK` at `token`, `TAKEN` at `email`, and what is wrong with `name`, `jobTitle` and `password`; the link
    /// is good for another try then.
    pub async fn accept_invitation(&self, new: Acceptance, address: Option<IpAddr>) -> Result<SignedIn> {
        self.limiter.check_link(address)?;
        let invitation = self.pending_invitation(&new.token).await?.ok_or_else(invalid_link)?;
        let mut problems = Problems::default();
        let name = problems.take(text::name("name", &new.name, people::model::NAME_MAX));
        let title = text::optional("jobTitle", new.job_title.as_deref(), people::model::NAME_MAX);
        let job_title = problems.take(title).flatten();
        problems.take(self.rules.check("password", &new.password, &[&new.name, &invitation.email]));
        let name = problems.or(name.unwrap_or_default())?;
        let who = Admission {
            id: PersonId::generate(),
            email: invitation.email.clone(),
            name,
            job_title,
            municipality: invitation.municipality,
            role: invitation.role,
            municipality_role: invitation.municipality_role,
            password_hash: Some(password::hash(new.password).await?),
            language: new.language,
        };
        let (tx, now) = (self.db.begin().await?, self.clock.now());
        links::consume(&tx, Purpose::AcceptInvitation, &new.token, now).await?.ok_or_else(invalid_link)?;
        let account = admit(&tx, who, now).await?;
        invitations::accept(&tx, invitation.id, now).await?;
        let act = Act::new(AuditKind::InvitationAccepted).by_person(account.person).on(invitation.id.node());
        let act = act.for_municipality(Some(invitation.municipality)).from(address);
        audit::record(&tx, act, now).await?;
        let signed_in = signed_in(&tx, account.id).await?;
        tx.commit().await?;
        Ok(signed_in)
    }
}
