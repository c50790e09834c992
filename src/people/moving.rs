//! People move: to another municipality, or to another function at theirs.

use std::net::IpAddr;

use chrono::{DateTime, Duration, Utc};

use super::model::{NAME_MAX, Person};
use super::service::{People, WHAT};
use super::store;
use crate::access::{Actor, MunicipalityRole};
use crate::audit::{self, Act, AuditKind};
use crate::error::{Error, Problems, Result};
use crate::ids::MunicipalityId;
use crate::outbox::{self, Event};
use crate::text;

/// Where somebody works from a moment on.
#[derive(Clone, Debug)]
pub struct Move {
    pub municipality: MunicipalityId,
    pub job_title: Option<String>,
    /// Not before the present affiliation began, and not later than now, which is the default.
    pub from: Option<DateTime<Utc>>,
}

impl People {
    /// Begins another affiliation of the actor and ends the present one; the role for the municipality goes along within
    /// the same municipality only.
    ///
    /// Who moves to another municipality signs in with an address of one of its verified mail domains first: else
    /// anybody could read what is for its colleagues. Fails with `Invalid` (`OTHER_DOMAIN`, `TOO_EARLY`, `IN_FUTURE`).
    pub async fn change_affiliation(
        &self,
        actor: &Actor,
        wanted: Move,
        address: Option<IpAddr>,
    ) -> Result<Person> {
        let id = actor.require()?.person;
        let now = self.clock.now();
        let mut problems = Problems::default();
        let title = problems.take(text::optional("jobTitle", wanted.job_title.as_deref(), NAME_MAX));
        let from = wanted.from.unwrap_or(now);
        // Clocks differ a little.
        if from > now + Duration::minutes(5) {
            problems.add("from", "IN_FUTURE", "Kies vandaag of een dag die geweest is.");
        }
        let tx = self.db.begin().await?;
        store::lock(&tx, &[id]).await?;
        let work = store::affiliations(&*tx, &[id]).await?.remove(&id).unwrap_or_default();
        let present = work.first().ok_or(Error::NotFound { what: WHAT })?;
        if from < present.from {
            problems.add("from", "TOO_EARLY", "Kies een dag na het begin van je vorige functie.");
        }
        let stays = present.until.is_none() && present.municipality == wanted.municipality;
        if !stays && !store::has_domain_of(&*tx, id, wanted.municipality).await? {
            let message = "Je mailadres hoort niet bij deze gemeente. Wijzig eerst je mailadres in dat van je nieuwe \
                werkgever, of vraag de beheerder van de gemeente om een uitnodiging.";
            problems.add("municipalityCode", "OTHER_DOMAIN", message);
        }
        let title = problems.or(title.flatten())?;
        let role = if stays { present.role } else { MunicipalityRole::Member };
        store::affiliate(&tx, id, wanted.municipality, (role, title), from).await?;
        store::touch(&tx, id, now).await?;
        let act = Act::new(AuditKind::AffiliationChanged).by(actor).on(id).from(address);
        audit::record(&tx, act.for_municipality(Some(wanted.municipality)), now).await?;
        outbox::record(&tx, Event::Changed(id.node()), now).await?;
        let person = store::find(&*tx, id).await?.ok_or(Error::NotFound { what: WHAT })?;
        tx.commit().await?;
        Ok(person)
    }
}
