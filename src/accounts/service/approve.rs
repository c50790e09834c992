//! Letting in who registered without a mail domain of the municipality.

use std::net::IpAddr;

use chrono::Duration;

use super::Accounts;
use super::admit::admit;
use super::register::{NEWS_DAYS, admission};
use crate::access::Actor;
use crate::accounts::mails::{self, Place};
use crate::accounts::policy;
use crate::accounts::registrations::{self, Registration};
use crate::audit::{self, Act, AuditKind};
use crate::error::{Error, Result};
use crate::ids::{MunicipalityId, PersonId};
use crate::mail::{Mail, queue};
use crate::page::{Page, PageArgs, Slice};
use crate::people::{self, Person};

const WHAT: &str = "person";

impl Accounts {
    /// Lets somebody in, or not; they get a mail. Answers the person; `None` after a no: they are gone then.
    ///
    /// Fails with `NotFound` for whoever does not administer the municipality, as for nobody; with `Invalid` (`TAKEN`)
    /// when the address has got an account in another way.
    pub async fn approve(
        &self,
        actor: &Actor,
        (id, accept): (PersonId, bool),
        address: Option<IpAddr>,
    ) -> Result<Option<Person>> {
        actor.require()?;
        let (tx, now) = (self.db.begin().await?, self.clock.now());
        let found = registrations::find(&*tx, id).await?.filter(|found| found.verified_at.is_some());
        let registration = found.ok_or(Error::NotFound { what: WHAT })?;
        policy::administer(actor, registration.municipality).enforce(WHAT)?;
        registrations::lock(&tx, &registration.email).await?;
        // Of two at once, one removes it; the other finds nobody.
        if !registrations::remove(&tx, id).await? {
            return Err(Error::NotFound { what: WHAT });
        }
        let link = self.link(Place::SignIn);
        let values = [
            ("name", registration.name.as_str()),
            ("municipality", self.municipality_name(registration.municipality)),
            ("link", &link),
        ];
        let (to, until) =
            ((registration.email.as_str(), registration.language), now + Duration::days(NEWS_DAYS));
        let template = if accept { &mails::APPROVED } else { &mails::DECLINED };
        let mail = Mail::new(template, to, &values, until);
        let kind = if accept { AuditKind::RegistrationApproved } else { AuditKind::RegistrationDeclined };
        let act = Act::new(kind).by(actor).on(id).from(address);
        audit::record(&tx, act.for_municipality(Some(registration.municipality)), now).await?;
        let mut person = None;
        let mail = match accept {
            true => {
                let account = admit(&tx, admission(registration), now).await?;
                person = people::store::find(&*tx, id).await?;
                mail.about(account.id)
            }
            false => mail,
        };
        queue::add(&tx, &mail, now).await?;
        tx.commit().await?;
        Ok(person)
    }

    /// Those who wait, longest first: of one municipality, or with `None` of all that the actor may let in: all for an
    /// administrator of the network, else of the own municipality. Nobody for whoever may let nobody in.
    pub async fn pending(
        &self,
        actor: &Actor,
        municipality: Option<MunicipalityId>,
        page: &PageArgs,
    ) -> Result<Slice<Registration>> {
        let page = Page::parse(page, registrations::LIST)?;
        match self.administered(actor, municipality) {
            Some(municipality) => registrations::list(self.db.reader(), municipality, &page).await,
            None => Ok(Slice::empty()),
        }
    }

    pub async fn count_pending(&self, actor: &Actor, municipality: Option<MunicipalityId>) -> Result<u64> {
        match self.administered(actor, municipality) {
            Some(municipality) => registrations::count(self.db.reader(), municipality).await,
            None => Ok(0),
        }
    }

    /// What a list is narrowed to (`Some(None)`: to nothing); `None` when the actor may see none of it.
    fn administered(
        &self,
        actor: &Actor,
        municipality: Option<MunicipalityId>,
    ) -> Option<Option<MunicipalityId>> {
        if municipality.is_none() && actor.is_admin() {
            return Some(None);
        }
        let municipality = municipality.or(actor.municipality())?;
        policy::administer(actor, municipality).is_allowed().then_some(Some(municipality))
    }
}
