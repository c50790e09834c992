//! Inviting somebody, and taking that back.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

use chrono::{DateTime, Duration, Utc};

use super::{Accounts, parse_address};
use crate::access::{Actor, MunicipalityRole, Role};
use crate::accounts::attempts::{self, INVITED_BY};
use crate::accounts::invitations::{self, Invitation, Status};
use crate::accounts::links::{self, Holder, NewLink, Purpose};
use crate::accounts::mails::{self, Place, moment};
use crate::accounts::policy;
use crate::accounts::store::{self, Known};
use crate::audit::{self, Act, AuditKind};
use crate::db::Tx;
use crate::error::{Error, Problems, Result};
use crate::ids::{InvitationId, MunicipalityId};
use crate::mail::{Language, Mail, queue};
use crate::page::{Page, PageArgs, Slice};
use crate::{people, text};

const WHAT: &str = "invitation";
pub const INVITATION_DAYS: i64 = 14;

/// Who is invited to what, as it was filled in.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    pub email: String,
    pub name: Option<String>,
    /// `None`: the inviter's own.
    pub municipality_code: Option<String>,
    pub role: Role,
    pub municipality_role: MunicipalityRole,
}

/// What is known of the addresses that are being invited.
pub(super) struct Situation {
    known: HashMap<String, Known>,
    pending: HashSet<(MunicipalityId, String)>,
}

impl Situation {
    pub(super) async fn of(tx: &Tx, wanted: &[(MunicipalityId, String)], now: DateTime<Utc>) -> Result<Self> {
        let mut by_municipality: HashMap<MunicipalityId, Vec<String>> = HashMap::new();
        for (municipality, email) in wanted {
            by_municipality.entry(*municipality).or_default().push(email.clone());
        }
        let mut pending = HashSet::new();
        for (municipality, emails) in &by_municipality {
            let found = invitations::pending(&**tx, (*municipality, emails), now).await?;
            pending.extend(found.into_iter().map(|email| (*municipality, email)));
        }
        let emails: Vec<String> = wanted.iter().map(|(_, email)| email.clone()).collect();
        Ok(Self { known: store::known(&**tx, &emails).await?, pending })
    }

    /// Why this invitation need not be made, as far as the actor may know.
    ///
    /// That an address has an account is for who administers the municipality where its person works; for anybody else
    /// it is invited like one that has none, and its owner gets a mail that says so.
    pub(super) fn objection(
        &self,
        actor: &Actor,
        municipality: MunicipalityId,
        email: &str,
    ) -> Option<(&'static str, &'static str)> {
        if self.pending.contains(&(municipality, email.to_owned())) {
            let message = "Dit adres heeft al een uitnodiging die nog openstaat.";
            return Some(("ALREADY_INVITED", message));
        }
        let known = self.known.get(email)?;
        let is_theirs = known.municipality == Some(municipality) && actor.administers(known.municipality);
        (is_theirs || actor.is_admin()).then_some(("ALREADY_MEMBER", "Deze persoon doet al mee."))
    }

    fn known(&self, email: &str) -> Option<&Known> {
        self.known.get(email)
    }
}

impl Accounts {
    /// Sends an invitation. Fails with `Invalid`: `MALFORMED`, `ALREADY_INVITED` or `ALREADY_MEMBER` at `email`,
    /// `UNKNOWN` or `REQUIRED` at `municipalityCode`; with `Forbidden` when the actor may not give these roles.
    pub async fn invite(
        &self,
        actor: &Actor,
        new: NewInvitation,
        address: Option<IpAddr>,
    ) -> Result<Invitation> {
        actor.require()?;
        let municipality = self.invited_to(actor, new.municipality_code.as_deref())?;
        let roles = (new.role, new.municipality_role);
        policy::invite(actor, municipality, roles).enforce(WHAT)?;
        let mut problems = Problems::default();
        let email = problems.take(parse_address(&new.email)).unwrap_or_default();
        let name = text::optional("name", new.name.as_deref(), people::model::NAME_MAX);
        let name = problems.take(name).flatten().unwrap_or_default();
        let (email, name) = problems.or((email, name))?;
        let (tx, now) = (self.db.begin().await?, self.clock.now());
        let situation = Situation::of(&tx, &[(municipality, email.clone())], now).await?;
        if let Some((code, message)) = situation.objection(actor, municipality, &email) {
            return Err(Problems::one("email", code, message).into());
        }
        let invitation = self.invitation(actor, (email, name), (municipality, roles));
        self.send(&tx, actor, (std::slice::from_ref(&invitation), &situation), address).await?;
        tx.commit().await?;
        Ok(invitation)
    }

    /// The municipality of that code; the actor's own without one.
    pub(super) fn invited_to(&self, actor: &Actor, code: Option<&str>) -> Result<MunicipalityId, Problems> {
        match (code, actor.municipality()) {
            (Some(code), _) => Ok(self.present_municipality(code)?.id),
            (None, Some(own)) => Ok(own),
            (None, None) => Err(Problems::one("municipalityCode", "REQUIRED", "Kies een gemeente.")),
        }
    }

    pub(super) fn invitation(
        &self,
        actor: &Actor,
        (email, name): (String, String),
        (municipality, (role, municipality_role)): (MunicipalityId, (Role, MunicipalityRole)),
    ) -> Invitation {
        let now = self.clock.now();
        Invitation {
            id: InvitationId::generate(),
            email,
            name,
            municipality,
            role,
            municipality_role,
            language: Language::default(),
            invited_by: actor.person(),
            created_at: now,
            expires_at: now + Duration::days(INVITATION_DAYS),
            accepted_at: None,
            withdrawn_at: None,
        }
    }

    /// Writes the invitations with their links and mails. Fails with `RateLimited` after a thousand a day.
    pub(super) async fn send(
        &self,
        tx: &Tx,
        actor: &Actor,
        (invitations, situation): (&[Invitation], &Situation),
        address: Option<IpAddr>,
    ) -> Result<()> {
        let (me, now) = (actor.require()?.person, self.clock.now());
        let who = me.to_public();
        attempts::check(&**tx, INVITED_BY, &who, now).await?;
        attempts::count(tx, INVITED_BY, (&who, invitations.len() as i64), now).await?;
        let inviter = people::store::find(&**tx, me).await?.map_or_else(String::new, |me| me.display_name);
        invitations::insert_all(tx, invitations).await?;
        let mut mails = Vec::with_capacity(invitations.len());
        for invitation in invitations {
            let known = situation.known(&invitation.email);
            let until = invitation.expires_at;
            let language = known.map_or(invitation.language, |known| known.language);
            let link = match known {
                Some(_) => self.link(Place::SignIn),
                None => {
                    let holder = Holder::Invitation(invitation.id);
                    let purpose = Purpose::AcceptInvitation;
                    let link = NewLink { purpose, holder, email: None, expires_at: until };
                    self.link_with(Place::Invitation, &links::issue(tx, &link, now).await?)
                }
            };
            let until_text = moment(until, language);
            let values = [
                ("inviter", inviter.as_str()),
                ("municipality", self.municipality_name(invitation.municipality)),
                ("link", &link),
                ("until", &until_text),
            ];
            let template = if known.is_some() { &mails::INVITED_KNOWN } else { &mails::INVITATION };
            let mail = Mail::new(template, (&invitation.email, language), &values, until);
            mails.push(Mail { account: known.map(|known| known.account), ..mail });
            let act = Act::new(AuditKind::Invited).by(actor).on(invitation.id.node()).from(address);
            audit::record(tx, act.for_municipality(Some(invitation.municipality)), now).await?;
        }
        queue::add_all(tx, &mails, now).await
    }

    /// Ends the link. Fails with `NotFound` for whoever neither made it nor administers the municipality; with `Invalid`
    /// (`ALREADY_ACCEPTED`) at `id` when it is too late.
    pub async fn withdraw_invitation(
        &self,
        actor: &Actor,
        id: InvitationId,
        address: Option<IpAddr>,
    ) -> Result<InvitationId> {
        let me = actor.require()?.person;
        let (tx, now) = (self.db.begin().await?, self.clock.now());
        let invitation = invitations::find(&*tx, id).await?.ok_or(Error::NotFound { what: WHAT })?;
        if invitation.invited_by != Some(me) {
            policy::administer(actor, invitation.municipality).enforce(WHAT)?;
        }
        match invitation.status(now) {
            Status::Accepted => {
                let message =
                    "Deze uitnodiging is al aangenomen. Verander de rol van deze persoon als dat nodig is.";
                return Err(Problems::one("id", "ALREADY_ACCEPTED", message).into());
            }
            Status::Withdrawn => return Ok(id),
            Status::Pending | Status::Expired => {}
        }
        invitations::withdraw(&tx, id, now).await?;
        links::revoke(&tx, Purpose::AcceptInvitation, Holder::Invitation(id)).await?;
        let act = Act::new(AuditKind::InvitationWithdrawn).by(actor).on(id.node()).from(address);
        audit::record(&tx, act.for_municipality(Some(invitation.municipality)), now).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// To a municipality, newest first; none for whoever does not administer it.
    pub async fn invitations(
        &self,
        actor: &Actor,
        municipality: MunicipalityId,
        page: &PageArgs,
    ) -> Result<Slice<(Invitation, Status)>> {
        let page = Page::parse(page, invitations::LIST)?;
        if !policy::administer(actor, municipality).is_allowed() {
            return Ok(Slice::empty());
        }
        let now = self.clock.now();
        let slice = invitations::list(self.db.reader(), municipality, &page).await?;
        Ok(slice.map(|invitation| {
            let status = invitation.status(now);
            (invitation, status)
        }))
    }

    pub async fn count_invitations(&self, actor: &Actor, municipality: MunicipalityId) -> Result<u64> {
        match policy::administer(actor, municipality).is_allowed() {
            true => invitations::count(self.db.reader(), municipality).await,
            false => Ok(0),
        }
    }
}
