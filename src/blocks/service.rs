//! Blocking an account, and ending that.

use std::net::IpAddr;

use sea_orm::ConnectionTrait;

use crate::access::{Actor, Role};
use crate::accounts::links::{self, Holder, Purpose};
use crate::accounts::session::SessionHandle;
use crate::accounts::store::{self, Account};
use crate::accounts::{Accounts, policy};
use crate::audit::{self, Act, AuditKind, Target};
use crate::clock::Clock;
use crate::db::{Db, Tx};
use crate::error::{Error, Problems, Result};
use crate::factors::Factors;
use crate::ids::{MunicipalityId, PersonId};
use crate::people::{self, Person};

const WHAT: &str = "person";
const PATH: &str = "personId";

/// Whose account, and what it shall be.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub person: PersonId,
    pub is_blocked: bool,
    /// Of the actor; for who has no second factor and signed in longer than ten minutes ago.
    pub password: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Blocks {
    db: Db,
    clock: Clock,
    accounts: Accounts,
    factors: Factors,
}

/// Somebody whose account the actor may block.
struct Subject {
    person: Person,
    account: Account,
    municipality: MunicipalityId,
}

impl Blocks {
    pub fn new(db: Db, clock: Clock, accounts: Accounts, factors: Factors) -> Self {
        Self { db, clock, accounts, factors }
    }

    /// Blocks an account, or ends that; without effect when it is so already, but for a block of a municipality that the
    /// network makes its own. Answers the person.
    ///
    /// Fails as [`Blocks::apply`], and as [`Factors::require_recent_sign_in`] for who may do it.
    pub async fn change(
        &self,
        actor: &Actor,
        session: &SessionHandle,
        wanted: Wanted,
        address: Option<IpAddr>,
    ) -> Result<Person> {
        actor.require()?;
        let what = (wanted.person, wanted.is_blocked);
        subject(self.db.reader(), actor, what).await?;
        self.factors.require_recent_sign_in(actor, session, wanted.password, address).await?;
        self.apply(actor, what, address).await
    }

    /// The same without asking who one is: for the command line.
    ///
    /// Fails with `NotFound` for somebody whom the actor may not see, with `Forbidden` for whom they do not administer or
    /// who has a role in the network, with `Invalid` at `personId`: `NO_ACCOUNT`, `OWN_ACCOUNT`, `LAST_ADMIN`,
    /// `BLOCKED_BY_NETWORK`.
    pub async fn apply(
        &self,
        actor: &Actor,
        (id, is_blocked): (PersonId, bool),
        address: Option<IpAddr>,
    ) -> Result<Person> {
        let (tx, now) = (self.db.begin().await?, self.clock.now());
        let Subject { person, account, municipality } = subject(&*tx, actor, (id, is_blocked)).await?;
        // Of a block that is there the network makes its own, so that nobody else ends it.
        let is_taken_over =
            is_blocked && account.is_blocked && actor.is_admin() && !account.is_blocked_by_network;
        if account.is_blocked == is_blocked && !is_taken_over {
            return Ok(person);
        }
        if is_blocked && account.role == Role::Admin && store::count_admins(&tx).await? <= 1 {
            let message = "Dit is de laatste beheerder van het netwerk. Maak eerst iemand anders beheerder.";
            return Err(Problems::one(PATH, "LAST_ADMIN", message).into());
        }
        store::set_block(&tx, account.id, is_blocked.then_some((now, actor.is_admin()))).await?;
        if is_blocked {
            self.end_all(&tx, actor, &account, address).await?;
        }
        if !is_taken_over {
            self.accounts.tell_of_block(&tx, &account, (municipality, is_blocked)).await?;
        }
        let kind = if is_blocked { AuditKind::AccountBlocked } else { AuditKind::AccountUnblocked };
        let act = Act::new(kind).by(actor).on(id).from(address);
        audit::record(&tx, act.for_municipality(Some(municipality)), now).await?;
        tx.commit().await?;
        Ok(person)
    }

    /// Sessions, links and tokens.
    async fn end_all(
        &self,
        tx: &Tx,
        actor: &Actor,
        account: &Account,
        address: Option<IpAddr>,
    ) -> Result<()> {
        let now = self.clock.now();
        store::end_sessions(tx, account.id).await?;
        for purpose in [Purpose::ResetPassword, Purpose::ChangeEmail] {
            links::revoke(tx, purpose, Holder::Account(account.id)).await?;
        }
        for token in store::revoke_tokens(tx, account.id, now).await? {
            let act = Act::new(AuditKind::TokenRevoked).by(actor).on(Target::new("api_token", token));
            audit::record(tx, act.from(address), now).await?;
        }
        Ok(())
    }
}

/// Who it is about, when the actor may do it.
async fn subject(
    db: &impl ConnectionTrait,
    actor: &Actor,
    (id, is_blocked): (PersonId, bool),
) -> Result<Subject> {
    let person = people::store::find(db, id).await?.ok_or(Error::NotFound { what: WHAT })?;
    people::policy::read(actor, &person).enforce(WHAT)?;
    let has = store::roles(db, &[id]).await?.remove(&id).ok_or(Error::NotFound { what: WHAT })?;
    let municipality = has.municipality.unwrap_or(person.municipality);
    policy::block(actor, municipality, has.role.unwrap_or(Role::Member)).enforce(WHAT)?;
    let account = store::by_person(db, id).await?.ok_or_else(|| {
        Problems::one(PATH, "NO_ACCOUNT", "Deze persoon heeft geen account om te blokkeren.")
    })?;
    if is_blocked && actor.person() == Some(id) {
        let message = "Je kunt je eigen account niet blokkeren. Vraag een andere beheerder.";
        return Err(Problems::one(PATH, "OWN_ACCOUNT", message).into());
    }
    if !is_blocked && account.is_blocked_by_network && !actor.is_admin() {
        let message = "Een beheerder van het netwerk heeft dit account geblokkeerd. Vraag die om het weer open te zetten.";
        return Err(Problems::one(PATH, "BLOCKED_BY_NETWORK", message).into());
    }
    Ok(Subject { person, account, municipality })
}
