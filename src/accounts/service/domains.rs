//! Mail domains of municipalities.

use std::net::IpAddr;

use super::Accounts;
use crate::access::Actor;
use crate::accounts::domains::{self, MailDomain};
use crate::accounts::policy;
use crate::audit::{self, Act, AuditKind};
use crate::error::{Error, Problems, Result};
use crate::ids::{MailDomainId, MunicipalityId};

const WHAT: &str = "mail domain";

impl Accounts {
    /// Adds a domain: verified by an administrator of the network, else waiting for one. Fails with `Invalid`:
    /// `MALFORMED`, `PUBLIC_DOMAIN` or `TAKEN` at `domain`, `UNKNOWN` at `municipalityCode`.
    pub async fn add_mail_domain(
        &self,
        actor: &Actor,
        (municipality_code, domain): (&str, &str),
        address: Option<IpAddr>,
    ) -> Result<MailDomain> {
        let mut problems = Problems::default();
        let municipality = problems.take(self.present_municipality(municipality_code)).map(|found| found.id);
        if let Some(municipality) = municipality {
            policy::manage_domains(actor, municipality).enforce(WHAT)?;
        }
        let domain = problems.take(domains::parse(domain));
        let (Some(municipality), Some(domain)) = (municipality, domain) else { return Err(problems.into()) };
        let (tx, now) = (self.db.begin().await?, self.clock.now());
        let is_verified = policy::verify_domain(actor).is_allowed();
        let domain = MailDomain {
            id: MailDomainId::generate(),
            municipality,
            domain,
            added_by: actor.person(),
            added_at: now,
            verified_at: is_verified.then_some(now),
        };
        domains::insert(&tx, &domain).await?;
        let kind = if is_verified { AuditKind::MailDomainVerified } else { AuditKind::MailDomainAdded };
        let act = Act::new(kind).by(actor).on(domain.id.node()).from(address);
        audit::record(&tx, act.for_municipality(Some(municipality)), now).await?;
        tx.commit().await?;
        Ok(domain)
    }

    /// From now on the domain leads to membership. Fails with `NotFound` for whoever does not administer its
    /// municipality.
    pub async fn verify_mail_domain(
        &self,
        actor: &Actor,
        id: MailDomainId,
        address: Option<IpAddr>,
    ) -> Result<MailDomain> {
        actor.require()?;
        let (tx, now) = (self.db.begin().await?, self.clock.now());
        let domain = domains::find(&*tx, id).await?.ok_or(Error::NotFound { what: WHAT })?;
        policy::administer(actor, domain.municipality).enforce(WHAT)?;
        policy::verify_domain(actor).enforce(WHAT)?;
        if domain.verified_at.is_some() {
            return Ok(domain);
        }
        domains::verify(&tx, id, now).await?;
        let act = Act::new(AuditKind::MailDomainVerified).by(actor).on(id.node()).from(address);
        audit::record(&tx, act.for_municipality(Some(domain.municipality)), now).await?;
        tx.commit().await?;
        Ok(MailDomain { verified_at: Some(now), ..domain })
    }

    /// Who is a member stays one. Answers the domain as it was. Fails with `NotFound` for whoever does not administer
    /// its municipality.
    pub async fn remove_mail_domain(
        &self,
        actor: &Actor,
        id: MailDomainId,
        address: Option<IpAddr>,
    ) -> Result<MailDomain> {
        actor.require()?;
        let (tx, now) = (self.db.begin().await?, self.clock.now());
        let domain = domains::find(&*tx, id).await?.ok_or(Error::NotFound { what: WHAT })?;
        policy::administer(actor, domain.municipality).enforce(WHAT)?;
        domains::remove(&tx, id).await?;
        let act = Act::new(AuditKind::MailDomainRemoved).by(actor).on(id.node()).from(address);
        audit::record(&tx, act.for_municipality(Some(domain.municipality)), now).await?;
        tx.commit().await?;
        Ok(domain)
    }

    /// Of a municipality, by name; none for whoever does not administer it.
    pub async fn mail_domains(&self, actor: &Actor, municipality: MunicipalityId) -> Result<Vec<MailDomain>> {
        match policy::administer(actor, municipality).is_allowed() {
            true => domains::of(self.db.reader(), municipality).await,
            false => Ok(Vec::new()),
        }
    }
}
