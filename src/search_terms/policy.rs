//! Who sees what people search for in vain, and handles it.

use crate::access::{Actor, Decision, MunicipalityRole, Role};

/// Editors and administrators of a municipality, organisers and administrators of the network, the command line.
pub fn manage(actor: &Actor) -> Decision {
    match actor {
        Actor::Anonymous => Decision::SignIn,
        Actor::Limited(_, limit) => Decision::Limit(*limit),
        Actor::System => Decision::Allow,
        Actor::SignedIn(signed_in) => {
            let is_editor = match signed_in.municipality_role {
                MunicipalityRole::Editor | MunicipalityRole::Administrator => true,
                MunicipalityRole::Member => false,
            };
            match signed_in.role {
                Role::Organiser | Role::Admin => Decision::Allow,
                Role::Member if is_editor => Decision::Allow,
                Role::Member => Decision::Deny("only editors, organisers and administrators see this"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::access::{Limit, SignedIn};
    use crate::ids::{AccountId, PersonId};

    #[test]
    fn editors_organisers_and_administrators_see_it_and_nobody_else() {
        let somebody = |role, municipality_role| SignedIn {
            account: AccountId(Uuid::nil()),
            person: PersonId(Uuid::nil()),
            municipality: None,
            role,
            municipality_role,
        };
        let may = |role, local| manage(&Actor::SignedIn(somebody(role, local)));
        assert_eq!(may(Role::Member, MunicipalityRole::Editor), Decision::Allow);
        assert_eq!(may(Role::Member, MunicipalityRole::Administrator), Decision::Allow);
        assert_eq!(may(Role::Organiser, MunicipalityRole::Member), Decision::Allow);
        assert_eq!(may(Role::Admin, MunicipalityRole::Member), Decision::Allow);
        assert!(matches!(may(Role::Member, MunicipalityRole::Member), Decision::Deny(_)));
        assert_eq!(manage(&Actor::Anonymous), Decision::SignIn);
        let limited =
            Actor::Limited(somebody(Role::Admin, MunicipalityRole::Member), Limit::NeedsSecondFactor);
        assert!(matches!(manage(&limited), Decision::Limit(_)));
    }
}
