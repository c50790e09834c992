//! The use cases, one file each: entering, authenticator app and recovery codes, passkeys.

mod entrance;
mod totp;
mod passkeys;

use std::net::IpAddr;

use super::key::{self, Fit};
use super::model::{Overview, Required};
use super::passkey::RelyingParty;
use super::{ceremonies, store};
use crate::access::{Actor, Limit, SignedIn};
use crate::accounts::Accounts;
use crate::accounts::mails::SecurityChange;
use crate::accounts::session::SessionHandle;
use crate::audit::{self, Act, AuditKind};
use crate::clock::Clock;
use crate::db::{Db, Tx};
use crate::error::{Error, Problems, Result};
use crate::ids::AccountId;
use crate::vault::Vault;

#[derive(Clone, Debug)]
pub struct Factors {
    db: Db,
    clock: Clock,
    accounts: Accounts,
    vault: Vault,
    relying_party: RelyingParty,
    required: Required,
}

/// What this feature must know of the installation.
#[derive(Clone, Debug)]
pub struct Settings {
    pub vault: Vault,
    pub relying_party: RelyingParty,
    pub required: Required,
}

impl Factors {
    pub fn new(db: Db, clock: Clock, accounts: Accounts, settings: Settings) -> Self {
        let Settings { vault, relying_party, required } = settings;
        Self { db, clock, accounts, vault, relying_party, required }
    }

    /// Is this person asked for a second factor?
    pub fn is_required_of(&self, person: &SignedIn) -> bool {
        self.required.of(person)
    }

    /// `actor`, limited when a second factor is asked of them and they have none.
    pub async fn bounded(&self, actor: Actor) -> Result<Actor> {
        match actor {
            Actor::SignedIn(person) => Ok(match self.must_set_up(&person).await? {
                true => Actor::Limited(person, Limit::NeedsSecondFactor),
                false => actor,
            }),
            Actor::Anonymous | Actor::Limited(..) | Actor::System => Ok(actor),
        }
    }

    /// Is this person asked for a second factor, and has none?
    pub async fn must_set_up(&self, person: &SignedIn) -> Result<bool> {
        Ok(self.required.of(person) && !store::has_any(self.db.reader(), person.account).await?)
    }

    /// What an account has.
    pub async fn overview(&self, account: AccountId) -> Result<Overview> {
        let db = self.db.reader();
        Ok(Overview {
            has_totp: store::totp_secret(db, account).await?.is_some(),
            recovery_codes_left: store::codes_left(db, account).await?,
            passkeys: store::own_passkeys(db, account).await?,
        })
    }

    /// Removes all factors of an account and ends its sessions: for who lost all of them and showed in another way who
    /// they are. Fails with `BadInput` when nobody has the address.
    pub async fn reset(&self, email: &str) -> Result<()> {
        let account = self.accounts.by_email(email).await?;
        let tx = self.db.begin().await?;
        store::remove_totp(&tx, account).await?;
        store::remove_codes(&tx, account).await?;
        for passkey in store::own_passkeys(&*tx, account).await? {
            store::remove_passkey(&tx, account, passkey.id).await?;
        }
        store::forget_failures(&tx, account).await?;
        crate::accounts::store::end_sessions(&tx, account).await?;
        self.accounts.tell_of_security(&tx, account, SecurityChange::FactorsRemoved).await?;
        let person = self.accounts.person(account).await?;
        let act = Act::new(AuditKind::FactorRemoved);
        let act = match person {
            Some(person) => act.on(person.person),
            None => act,
        };
        audit::record(&tx, act, self.clock.now()).await?;
        tx.commit().await
    }

    /// At a start: says in the log when the secret key is not that of this database.
    pub async fn check_key(&self) -> Result<()> {
        match key::keep(&self.db, &self.vault).await? {
            Fit::Fits | Fit::Unknown => {}
            Fit::Wrong => tracing::error!(
                "the secret key is not the one that encrypted the second factors of this database: put the right \
                 file back (doctor says which one is read)"
            ),
        }
        Ok(())
    }

    /// Removes steps that nobody took in time; answers how many.
    pub async fn remove_expired(&self) -> Result<u64> {
        let tx = self.db.begin().await?;
        let removed = ceremonies::remove_expired(&tx, self.clock.now()).await?;
        tx.commit().await?;
        Ok(removed)
    }

    /// Before any change of factors. See [`Accounts::reauthenticate`].
    async fn reauthenticate(
        &self,
        actor: &Actor,
        session: &SessionHandle,
        password: Option<String>,
        address: Option<IpAddr>,
    ) -> Result<SignedIn> {
        let person = *actor.identity().ok_or(Error::Unauthenticated)?;
        self.accounts.reauthenticate(actor, session, password, address).await?;
        Ok(person)
    }

    /// Before what can't be undone or tells everything: a sign-in of the last ten minutes, with the second factor of who
    /// has one. For who has none the password does as well.
    ///
    /// Fails with `Invalid` at `password`: `SIGN_IN_AGAIN`, or as [`Accounts::reauthenticate`].
    pub async fn require_recent_sign_in(
        &self,
        actor: &Actor,
        session: &SessionHandle,
        password: Option<String>,
        address: Option<IpAddr>,
    ) -> Result<()> {
        let account = actor.require()?.account;
        if session.began_recently().await? {
            return Ok(());
        }
        if store::has_any(self.db.reader(), account).await? {
            let message = "Log opnieuw in, met je tweede stap, en doe dit binnen tien minuten.";
            return Err(Problems::one("password", "SIGN_IN_AGAIN", message).into());
        }
        self.accounts.reauthenticate(actor, session, password, address).await
    }

    /// After any change of factors: keeps that it was done, tells the owner, ends the other sessions, and goes on with this
    /// one under a new id.
    async fn commit_and_renew(
        &self,
        tx: Tx,
        person: SignedIn,
        (act, change): (Act, SecurityChange),
        session: &SessionHandle,
    ) -> Result<()> {
        self.accounts.tell_of_security(&tx, person.account, change).await?;
        audit::record(&tx, act.by_person(person.person), self.clock.now()).await?;
        crate::accounts::store::end_sessions(&tx, person.account).await?;
        tx.commit().await?;
        session.renew(person.account).await
    }

    /// Begins the session of who has shown everything that is asked of them.
    async fn begin(&self, session: &SessionHandle, person: SignedIn, address: Option<IpAddr>) -> Result<()> {
        let tx = self.db.begin().await?;
        let act = Act::new(AuditKind::SignedIn).by_person(person.person).on(person.person);
        let act = act.for_municipality(person.municipality).from(address);
        let now = self.clock.now();
        audit::record(&tx, act, now).await?;
        crate::accounts::store::signed_in_at(&tx, person.account, now).await?;
        tx.commit().await?;
        session.begin(person.account).await
    }
}
