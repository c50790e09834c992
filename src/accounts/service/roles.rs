//! Giving people roles, and showing them to who gives them.

use std::collections::HashMap;
use std::net::IpAddr;

use super::Accounts;
use crate::access::{Actor, MunicipalityRole, Role};
use crate::accounts::policy;
use crate::accounts::store::{self, Roles};
use crate::audit::{self, Act, AuditKind};
use crate::error::{Error, Problems, Result};
use crate::ids::{MunicipalityId, PersonId};
use crate::people::{self, Person};

const WHAT: &str = "person";

impl Accounts {
    /// Changes the roles that are given. Fails with `NotFound` for somebody whom the actor may not see, with `Invalid`:
    /// `NO_ACCOUNT` at `personId`, `NO_AFFILIATION` at `municipalityRole`, `LAST_ADMIN` at `role`.
    pub async fn set_roles(
        &self,
        actor: &Actor,
        id: PersonId,
        (role, municipality_role): (Option<Role>, Option<MunicipalityRole>),
        address: Option<IpAddr>,
    ) -> Result<Person> {
        actor.require()?;
        let (tx, now) = (self.db.begin().await?, self.clock.now());
        let person = people::store::find(&*tx, id).await?.ok_or(Error::NotFound { what: WHAT })?;
        people::policy::read(actor, &person).enforce(WHAT)?;
        let now_has = store::roles(&*tx, &[id]).await?.remove(&id).ok_or(Error::NotFound { what: WHAT })?;
        // Who works nowhere now has no role for a municipality to change, and is the network's alone.
        let municipality = now_has.municipality.unwrap_or(person.municipality);
        policy::set_role(actor, municipality, role.is_some()).enforce(WHAT)?;
        let mut problems = Problems::default();
        if role.is_some() && now_has.role.is_none() {
            problems.add(
                "personId",
                "NO_ACCOUNT",
                "Deze persoon heeft geen account. Nodig hem of haar eerst uit.",
            );
        }
        if municipality_role.is_some() && now_has.municipality.is_none() {
            let message = "Deze persoon werkt nu voor geen gemeente en kan er dus geen rol voor hebben.";
            problems.add("municipalityRole", "NO_AFFILIATION", message);
        }
        let stops = now_has.role == Some(Role::Admin) && role.is_some_and(|role| role != Role::Admin);
        if stops && store::count_admins(&tx).await? <= 1 {
            let message = "Dit is de laatste beheerder van het netwerk. Maak eerst iemand anders beheerder.";
            problems.add("role", "LAST_ADMIN", message);
        }
        problems.or(())?;
        if let Some(role) = role {
            store::set_role(&tx, id, role).await?;
        }
        if let Some(municipality_role) = municipality_role {
            people::store::set_municipality_role(&tx, id, municipality_role).await?;
        }
        let act = Act::new(AuditKind::RoleChanged).by(actor).on(id).from(address);
        audit::record(&tx, act.for_municipality(now_has.municipality), now).await?;
        tx.commit().await?;
        Ok(person)
    }

    /// The roles of those of `ids` whose roles the actor may know: the own ones, and those of the people whom they
    /// administer.
    pub async fn roles(&self, actor: &Actor, ids: &[PersonId]) -> Result<HashMap<PersonId, Roles>> {
        let mut roles = store::roles(self.db.reader(), ids).await?;
        roles.retain(|id, roles| {
            actor.person() == Some(*id) || actor.is_admin() || actor.administers(roles.municipality)
        });
        Ok(roles)
    }

    /// May the actor look after the people of `municipality`?
    pub fn administers(&self, actor: &Actor, municipality: MunicipalityId) -> bool {
        policy::administer(actor, municipality).is_allowed()
    }
}
