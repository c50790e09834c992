//! What lists and search may show: the same circles, once as a condition of SQL and once as terms of the index.

use sea_orm::sea_query::{Alias, Cond, Condition, Expr, ExprTrait};

use super::actor::Actor;
use super::publication::{Governed, Status, Visibility};
use crate::ids::{MunicipalityId, PersonId};

/// The circles of readers that an actor belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Public things only.
    Public,
    /// Things for everybody with an account, for one municipality, and one's own.
    Member {
        person: PersonId,
        municipality: Option<MunicipalityId>,
        /// The municipality whose things this person edits.
        edits: Option<MunicipalityId>,
        is_organiser: bool,
    },
    /// All that is published.
    All,
}

impl Scope {
    pub fn of(actor: &Actor) -> Self {
        match actor {
            Actor::Anonymous | Actor::Limited(..) => Self::Public,
            _ if actor.is_admin() => Self::All,
            Actor::SignedIn(signed_in) => Self::Member {
                person: signed_in.person,
                municipality: signed_in.municipality,
                edits: signed_in.municipality.filter(|municipality| actor.edits_for(Some(*municipality))),
                is_organiser: actor.is_organiser(),
            },
            Actor::System => Self::All,
        }
    }

    /// The condition on published rows of a table with the columns `visibility` and `owner`; `is_mine` is the
    /// feature's own condition for "the person is an author", `is_of_meetings` says that organisers see all of this
    /// kind. Equal to [`Governed::read`] on published things.
    pub fn published(
        &self,
        owner: &str,
        is_of_meetings: bool,
        is_mine: impl Fn(PersonId) -> Expr,
    ) -> Condition {
        let visibility = || Expr::col(Alias::new("visibility"));
        match *self {
            Self::All => Cond::all(),
            Self::Public => Cond::all().add(visibility().eq(Visibility::Public.name())),
            Self::Member { is_organiser: true, .. } if is_of_meetings => Cond::all(),
            Self::Member { person, municipality, .. } => {
                let circles = [Visibility::Public.name(), Visibility::Network.name()];
                let mut any = Cond::any().add(visibility().is_in(circles));
                if let Some(municipality) = municipality {
                    any = any.add(Expr::col(Alias::new(owner)).eq(municipality.0));
                }
                any.add(is_mine(person))
            }
        }
    }

    /// The condition on drafts and archived rows, with the same arguments. Equal to [`Governed::is_editable_by`].
    pub fn editable(
        &self,
        owner: &str,
        is_of_meetings: bool,
        is_mine: impl Fn(PersonId) -> Expr,
    ) -> Condition {
        match *self {
            Self::All => Cond::all(),
            Self::Public => Cond::all().add(Expr::value(false)),
            Self::Member { is_organiser: true, .. } if is_of_meetings => Cond::all(),
            Self::Member { person, edits, .. } => {
                let mut any = Cond::any().add(is_mine(person));
                if let Some(municipality) = edits {
                    any = any.add(Expr::col(Alias::new(owner)).eq(municipality.0));
                }
                any
            }
        }
    }

    /// The terms of the index that this scope may see: a document is visible when it carries one of them.
    /// `None`: all documents.
    pub fn terms(&self) -> Option<Vec<String>> {
        match *self {
            Self::All => None,
            Self::Public => Some(vec![PUBLIC.to_owned()]),
            Self::Member { person, municipality, is_organiser, .. } => {
                let mut terms = vec![PUBLIC.to_owned(), NETWORK.to_owned(), person_term(person)];
                terms.extend(municipality.map(municipality_term));
                if is_organiser {
                    terms.push(MEETINGS.to_owned());
                }
                Some(terms)
            }
        }
    }
}

pub const PUBLIC: &str = "public";
pub const NETWORK: &str = "network";
/// Parts of meetings: organisers see them whatever their visibility.
const MEETINGS: &str = "meetings";

fn municipality_term(id: MunicipalityId) -> String {
    format!("m:{}", id.0.simple())
}

pub fn person_term(id: PersonId) -> String {
    format!("p:{}", id.0.simple())
}

impl Governed {
    /// The terms that a document carries in the index; empty when it does not belong there.
    pub fn terms(&self) -> Vec<String> {
        if self.status != Status::Published {
            return Vec::new();
        }
        let mut terms = match self.visibility {
            Visibility::Public => vec![PUBLIC.to_owned()],
            Visibility::Network => vec![NETWORK.to_owned()],
            Visibility::Municipality => Vec::new(),
        };
        terms.extend(self.owner.map(municipality_term));
        terms.extend(self.authors.iter().copied().map(person_term));
        if self.is_of_meetings {
            terms.push(MEETINGS.to_owned());
        }
        terms
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::actor::{MunicipalityRole, Role, SignedIn};
    use crate::ids::AccountId;
    use uuid::Uuid;

    #[test]
    fn the_index_shows_a_published_thing_to_exactly_those_who_may_read_it() {
        let (delft, zaanstad) = (MunicipalityId(Uuid::from_u128(1)), MunicipalityId(Uuid::from_u128(2)));
        let (anna, bram) = (PersonId(Uuid::from_u128(3)), PersonId(Uuid::from_u128(4)));
        let mut actors = vec![Actor::Anonymous, Actor::System];
        for role in [Role::Member, Role::Organiser, Role::Admin] {
            for municipality_role in MunicipalityRole::ALL.iter().copied() {
                for municipality in [None, Some(delft), Some(zaanstad)] {
                    for person in [anna, bram] {
                        let account = AccountId(person.0);
                        let signed_in = SignedIn { account, person, municipality, role, municipality_role };
                        actors.push(Actor::SignedIn(signed_in));
                    }
                }
            }
        }
        for &visibility in Visibility::ALL {
            for owner in [None, Some(delft)] {
                for is_of_meetings in [false, true] {
                    let status = Status::Published;
                    let thing = Governed { status, visibility, owner, authors: vec![anna], is_of_meetings };
                    for actor in &actors {
                        let carried = thing.terms();
                        let shown = match Scope::of(actor).terms() {
                            None => true,
                            Some(terms) => terms.iter().any(|term| carried.contains(term)),
                        };
                        assert_eq!(shown, thing.read(actor).is_allowed(), "{actor:?} {thing:?}");
                    }
                }
            }
        }
    }
}
