//! Signing in with a password, and out. Nothing tells whether an address has an account.

use std::net::IpAddr;

use super::{Accounts, signed_in};
use crate::access::{Actor, SignedIn};
use crate::accounts::attempts::{self, WRONG_PASSWORD, WRONG_PASSWORD_FROM, WRONG_PASSWORD_OF};
use crate::accounts::store;
use crate::accounts::{limiter, password, registrations};
use crate::audit::{self, Act, AuditKind};
use crate::error::{Problems, Result};
use crate::ids::PersonId;
use crate::text;

impl Accounts {
    /// Whose address and password these are; the session, and its entry in the audit log, come with the second factor.
    ///
    /// Fails with `Invalid`: `INVALID_CREDENTIALS`, alike and after the same work for a wrong address and a wrong
    /// password; `AWAITING_APPROVAL` for the right password of somebody whom an administrator has not let in yet.
    /// Fails with `RateLimited` after too many tries.
    pub async fn sign_in(&self, email: &str, password: String, address: Option<IpAddr>) -> Result<SignedIn> {
        let email = text::email(email).unwrap_or_default();
        self.may_try(&email, address).await?;
        let account = store::by_email(self.db.reader(), &email).await?;
        let owner = account.as_ref().map(|account| account.person);
        // A blocked account is answered as none, after the same work.
        let account = account.filter(|account| !account.is_blocked);
        let waiting = registrations::waiting_for(self.db.reader(), &email).await?;
        let stored = match &account {
            Some(account) => account.password_hash.clone(),
            None => waiting.and_then(|registration| registration.password_hash),
        };
        let outdated = stored.as_deref().is_some_and(password::is_outdated);
        let is_right = password::verify(password.clone(), stored).await?;
        if !is_right {
            self.failed(&email, owner, address).await?;
            let message =
                "Dit e-mailadres en wachtwoord horen niet bij elkaar. Controleer ze en probeer het opnieuw.";
            return Err(Problems::one("password", "INVALID_CREDENTIALS", message).into());
        }
        let Some(account) = account else {
            let message =
                "Een beheerder van je gemeente moet je aanmelding nog goedkeuren. Je krijgt dan een mail.";
            return Err(Problems::one("email", "AWAITING_APPROVAL", message).into());
        };
        let renewed = if outdated { Some(password::hash(password).await?) } else { None };
        let tx = self.db.begin().await?;
        if let Some(hash) = renewed {
            store::set_password(&tx, account.id, hash).await?;
        }
        attempts::forget(&tx, WRONG_PASSWORD, &limiter::from(&email, address)).await?;
        let signed_in = signed_in(&tx, account.id).await?;
        tx.commit().await?;
        Ok(signed_in)
    }

    /// Fails with `RateLimited` when there were too many tries, whether or not there is such an account.
    pub(super) async fn may_try(&self, email: &str, address: Option<IpAddr>) -> Result<()> {
        self.limiter.check(email, address)?;
        let now = self.clock.now();
        attempts::check(self.db.reader(), WRONG_PASSWORD, &limiter::from(email, address), now).await?;
        attempts::check(self.db.reader(), WRONG_PASSWORD_OF, email, now).await?;
        if let Some(address) = address {
            let network = limiter::network(address).to_string();
            attempts::check(self.db.reader(), WRONG_PASSWORD_FROM, &network, now).await?;
        }
        Ok(())
    }

    pub(super) async fn failed(
        &self,
        email: &str,
        person: Option<PersonId>,
        address: Option<IpAddr>,
    ) -> Result<()> {
        let (tx, now) = (self.db.begin().await?, self.clock.now());
        attempts::count(&tx, WRONG_PASSWORD, (&limiter::from(email, address), 1), now).await?;
        attempts::count(&tx, WRONG_PASSWORD_OF, (email, 1), now).await?;
        if let Some(address) = address {
            let network = limiter::network(address).to_string();
            attempts::count(&tx, WRONG_PASSWORD_FROM, (&network, 1), now).await?;
        }
        let act = Act::new(AuditKind::SignInFailed).from(address);
        let act = match person {
            Some(person) => act.on(person),
            None => act,
        };
        audit::record(&tx, act, now).await?;
        tx.commit().await
    }

    /// Keeps that somebody signed out; ending the session is the caller's.
    pub async fn sign_out(&self, actor: &Actor, address: Option<IpAddr>) -> Result<()> {
        let Some(person) = actor.identity().map(|person| person.person) else { return Ok(()) };
        let tx = self.db.begin().await?;
        let act = Act::new(AuditKind::SignedOut).by(actor).on(person).from(address);
        audit::record(&tx, act, self.clock.now()).await?;
        tx.commit().await
    }
}
