//! Who lets people in, and gives them roles.

use crate::access::{Actor, Decision, MunicipalityRole, Role};
use crate::ids::MunicipalityId;

/// May the actor see and do what the administrator of `municipality` may: its people, registrations and invitations?
pub fn administer(actor: &Actor, municipality: MunicipalityId) -> Decision {
    if actor.administers(Some(municipality)) { Decision::Allow } else { Decision::Hide }
}

/// May the actor invite somebody to `municipality`, with these roles? Nobody gives more than they may give.
pub fn invite(
    actor: &Actor,
    municipality: MunicipalityId,
    (role, municipality_role): (Role, MunicipalityRole),
) -> Decision {
    if actor.is_anonymous() {
        return Decision::SignIn;
    }
    if actor.is_admin() {
        return Decision::Allow;
    }
    let (is_own, is_organiser) = (actor.administers(Some(municipality)), actor.is_organiser());
    match (role, municipality_role) {
        (Role::Member, _) if is_own => Decision::Allow,
        (Role::Member, MunicipalityRole::Member) if is_organiser => Decision::Allow,
        _ if is_own || is_organiser => Decision::Deny("only administrators give this role"),
        _ => Decision::Deny("only organisers and administrators invite"),
    }
}

/// May the actor ask for a mail domain of `municipality`, or remove one?
pub fn manage_domains(actor: &Actor, municipality: MunicipalityId) -> Decision {
    match administer(actor, municipality) {
        Decision::Allow => Decision::Allow,
        _ if actor.is_anonymous() => Decision::SignIn,
        _ => Decision::Deny("only administrators manage mail domains"),
    }
}

/// May the actor say that a mail domain is a municipality's?
pub fn verify_domain(actor: &Actor) -> Decision {
    match actor {
        _ if actor.is_admin() => Decision::Allow,
        Actor::Anonymous | Actor::Limited(..) => Decision::SignIn,
        Actor::SignedIn(_) | Actor::System => {
            Decision::Deny("only administrators of the network verify mail domains")
        }
    }
}

/// May the actor change the roles of somebody who works for `municipality`? `in_network`: also the one in the network.
pub fn set_role(actor: &Actor, municipality: MunicipalityId, in_network: bool) -> Decision {
    match actor {
        _ if actor.is_admin() => Decision::Allow,
        Actor::Anonymous | Actor::Limited(..) => Decision::SignIn,
        _ if in_network => Decision::Deny("only administrators of the network change this role"),
        _ if actor.administers(Some(municipality)) => Decision::Allow,
        Actor::SignedIn(_) | Actor::System => Decision::Deny("only administrators change roles"),
    }
}

/// May the actor block the account of somebody who works for `municipality` and has `role` in the network, or end that?
pub fn block(actor: &Actor, municipality: MunicipalityId, role: Role) -> Decision {
    let is_own = actor.administers(Some(municipality));
    match (actor, role) {
        _ if actor.is_admin() => Decision::Allow,
        (Actor::Anonymous, _) => Decision::SignIn,
        (Actor::Limited(_, limit), _) => Decision::Limit(*limit),
        (Actor::SignedIn(_) | Actor::System, Role::Member) if is_own => Decision::Allow,
        (Actor::SignedIn(_) | Actor::System, Role::Organiser | Role::Admin) if is_own => {
            Decision::Deny("only administrators of the network block who has a role in it")
        }
        (Actor::SignedIn(_) | Actor::System, _) => Decision::Deny("only administrators block accounts"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::SignedIn;
    use crate::ids::{AccountId, PersonId};
    use uuid::Uuid;

    fn actor(role: Role, municipality_role: MunicipalityRole, municipality: MunicipalityId) -> Actor {
        let (account, person) = (AccountId(Uuid::nil()), PersonId(Uuid::nil()));
        Actor::SignedIn(SignedIn {
            account,
            person,
            municipality: Some(municipality),
            role,
            municipality_role,
        })
    }

    #[test]
    fn nobody_gives_a_role_that_they_may_not_give() {
        use MunicipalityRole as M;
        let (delft, zaanstad) = (MunicipalityId(Uuid::from_u128(1)), MunicipalityId(Uuid::from_u128(2)));
        let admin = actor(Role::Admin, M::Member, delft);
        let organiser = actor(Role::Organiser, M::Member, delft);
        let administrator = actor(Role::Member, M::Administrator, delft);
        let editor = actor(Role::Member, M::Editor, delft);
        let member = (Role::Member, M::Member);
        assert!(invite(&admin, zaanstad, (Role::Admin, M::Administrator)).is_allowed());
        assert!(invite(&organiser, zaanstad, member).is_allowed());
        assert!(!invite(&organiser, delft, (Role::Member, M::Editor)).is_allowed());
        assert!(!invite(&organiser, delft, (Role::Organiser, M::Member)).is_allowed());
        assert!(invite(&administrator, delft, (Role::Member, M::Administrator)).is_allowed());
        assert!(!invite(&administrator, zaanstad, member).is_allowed());
        assert!(!invite(&administrator, delft, (Role::Organiser, M::Member)).is_allowed());
        assert!(!invite(&editor, delft, member).is_allowed());
        assert_eq!(invite(&Actor::Anonymous, delft, member), Decision::SignIn);
        assert!(set_role(&administrator, delft, false).is_allowed());
        assert!(!set_role(&administrator, delft, true).is_allowed());
        assert!(!set_role(&administrator, zaanstad, false).is_allowed());
        assert!(
            !set_role(&editor, delft, false).is_allowed() && !set_role(&organiser, delft, false).is_allowed()
        );
        assert!(block(&admin, zaanstad, Role::Admin).is_allowed());
        assert!(block(&administrator, delft, Role::Member).is_allowed());
        assert!(!block(&administrator, delft, Role::Organiser).is_allowed());
        assert!(!block(&administrator, zaanstad, Role::Member).is_allowed());
        assert!(!block(&organiser, delft, Role::Member).is_allowed());
        assert!(!block(&editor, delft, Role::Member).is_allowed());
        assert_eq!(block(&Actor::Anonymous, delft, Role::Member), Decision::SignIn);
        assert!(verify_domain(&admin).is_allowed() && !verify_domain(&administrator).is_allowed());
        assert_eq!(administer(&editor, delft), Decision::Hide);
        assert!(administer(&administrator, delft).is_allowed() && administer(&admin, zaanstad).is_allowed());
        assert_eq!(administer(&administrator, zaanstad), Decision::Hide);
    }
}
