//! People move: to another municipality, or to another function at theirs. Whether a move needs somebody's yes, and
//! who is told, is `accounts`'.

use chrono::{DateTime, Duration, Utc};

use super::model::{NAME_MAX, Person};
use super::service::WHAT;
use super::store;
use crate::access::MunicipalityRole;
use crate::db::Tx;
use crate::error::{Error, Problems, Result};
use crate::ids::{MunicipalityId, PersonId};
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

/// A move that can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub municipality: MunicipalityId,
    pub job_title: Option<String>,
    pub from: DateTime<Utc>,
    /// The role for the municipality goes along within the same municipality only.
    pub role: MunicipalityRole,
    /// They stay at their municipality, or sign in with an address of one of the verified mail domains of the other.
    /// Else anybody could read what is for its colleagues: somebody there has to agree.
    pub is_proven: bool,
}

/// Fails with `Invalid` (`TOO_EARLY`, `IN_FUTURE`, or as the rules of texts say at `jobTitle`). To be called with the
/// person locked.
pub async fn check(tx: &Tx, id: PersonId, wanted: Move, now: DateTime<Utc>) -> Result<Checked> {
    let mut problems = Problems::default();
    let title = problems.take(text::optional("jobTitle", wanted.job_title.as_deref(), NAME_MAX));
    let from = wanted.from.unwrap_or(now);
    // Clocks differ a little.
    if from > now + Duration::minutes(5) {
        problems.add("from", "IN_FUTURE", "Kies vandaag of een dag die geweest is.");
    }
    let work = store::affiliations(&**tx, &[id]).await?.remove(&id).unwrap_or_default();
    let present = work.first().ok_or(Error::NotFound { what: WHAT })?;
    if from < present.from {
        problems.add("from", "TOO_EARLY", "Kies een dag na het begin van je vorige functie.");
    }
    let job_title = problems.or(title.flatten())?;
    let stays = present.until.is_none() && present.municipality == wanted.municipality;
    Ok(Checked {
        municipality: wanted.municipality,
        job_title,
        from,
        role: if stays { present.role } else { MunicipalityRole::Member },
        is_proven: stays || store::has_domain_of(&**tx, id, wanted.municipality).await?,
    })
}

/// Begins another affiliation and ends the present one; answers the person as they are then.
pub async fn begin(tx: &Tx, id: PersonId, checked: Checked, now: DateTime<Utc>) -> Result<Person> {
    let find = async || store::find(&**tx, id).await?.ok_or(Error::NotFound { what: WHAT });
    let before = find().await?;
    let function = (checked.role, checked.job_title);
    store::affiliate(tx, id, checked.municipality, function, checked.from).await?;
    outbox::record(tx, Event::Changed(id.node()), now).await?;
    let mut person = find().await?;
    if !person.is_same_to_all_as(&before) {
        store::touch(tx, id, now).await?;
        person.updated_at = now;
    }
    Ok(person)
}
