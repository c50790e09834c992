//! The authenticator app, and the recovery codes that come with it.

use std::net::IpAddr;

use super::Factors;
use crate::access::Actor;
use crate::accounts::mails::SecurityChange;
use crate::accounts::session::SessionHandle;
use crate::audit::{self, Act, AuditKind};
use crate::db::Tx;
use crate::error::{Error, Problems, Result};
use crate::factors::ceremonies::{self, Ceremony, Kind};
use crate::factors::model::{SETTING_UP_LASTS, TRIES, TotpSetup, owner_of};
use crate::factors::{recovery, store, totp};
use crate::ids::AccountId;

impl Factors {
    /// A new secret, that counts once it is confirmed; the one before counts until then.
    ///
    /// Fails with `Invalid` at `password` when the person must show again who they are.
    pub async fn start_totp(
        &self,
        actor: &Actor,
        session: &SessionHandle,
        address: Option<IpAddr>,
    ) -> Result<TotpSetup> {
        let account = self.reauthenticate(actor, session, None, address).await?.account;
        let id = session.id().await?.ok_or(Error::Unauthenticated)?;
        let email = self.accounts.email(account).await?;
        let secret = totp::generate();
        let setup = totp::setup(&secret, &email)?;
        let state = self.vault.seal(&owner_of(account), &secret)?;
        let tx = self.db.begin().await?;
        let ceremony = Ceremony { account: Some(account), state };
        let expires_at = self.clock.now() + SETTING_UP_LASTS;
        ceremonies::begin(&tx, id, Kind::TotpSetup, ceremony, expires_at).await?;
        tx.commit().await?;
        Ok(setup)
    }

    /// The first code of the app: from now on it is asked for. Answers new recovery codes, shown once.
    ///
    /// Fails with `Invalid` at `code`: `EXPIRED`, `INVALID_CODE`.
    pub async fn confirm_totp(
        &self,
        actor: &Actor,
        session: &SessionHandle,
        code: &str,
        address: Option<IpAddr>,
    ) -> Result<Vec<String>> {
        let over = || {
            let message = "Het instellen duurde te lang of ging te vaak mis. Begin opnieuw.";
            Error::from(Problems::one("code", "EXPIRED", message))
        };
        let person = *actor.identity().ok_or(Error::Unauthenticated)?;
        let account = person.account;
        let id = session.id().await?.ok_or_else(over)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;
        let setup = ceremonies::attempt(&tx, id, Kind::TotpSetup, TRIES, now).await?;
        tx.commit().await?;
        let setup = setup.filter(|setup| setup.account == Some(account)).ok_or_else(over)?;
        let secret = self.open_totp(account, &setup.state)?;
        let Some(step) = totp::step(&secret, code, now)? else {
            let message = "Deze code klopt niet. Kijk of de klok van je telefoon gelijk loopt.";
            return Err(Problems::one("code", "INVALID_CODE", message).into());
        };
        let tx = self.db.begin().await?;
        store::keep_totp(&tx, account, setup.state, step, now).await?;
        let codes = new_codes(&tx, account).await?;
        let act = Act::new(AuditKind::FactorAdded).on(person.person).from(address);
        self.commit_and_renew(tx, person, (act, SecurityChange::AppAdded), session).await?;
        Ok(codes)
    }

    /// Without effect when there is none. The recovery codes go with the last factor.
    pub async fn disable_totp(
        &self,
        actor: &Actor,
        session: &SessionHandle,
        password: Option<String>,
        address: Option<IpAddr>,
    ) -> Result<()> {
        let person = self.reauthenticate(actor, session, password, address).await?;
        let tx = self.db.begin().await?;
        if store::totp_secret(&*tx, person.account).await?.is_none() {
            return Ok(());
        }
        store::remove_totp(&tx, person.account).await?;
        forget_codes_without_factor(&tx, person.account).await?;
        let act = Act::new(AuditKind::FactorRemoved).on(person.person).from(address);
        self.commit_and_renew(tx, person, (act, SecurityChange::AppRemoved), session).await
    }

    /// Take the place of those before; shown once. Fails with `Invalid` (`NO_SECOND_FACTOR`) for who has no factor.
    pub async fn regenerate_codes(
        &self,
        actor: &Actor,
        session: &SessionHandle,
        password: Option<String>,
        address: Option<IpAddr>,
    ) -> Result<Vec<String>> {
        let person = self.reauthenticate(actor, session, password, address).await?;
        let account = person.account;
        let tx = self.db.begin().await?;
        if !store::has_any(&*tx, account).await? {
            let message = "Stel eerst een tweede stap in; dan krijg je herstelcodes.";
            return Err(Problems::one("password", "NO_SECOND_FACTOR", message).into());
        }
        let codes = new_codes(&tx, account).await?;
        let act = Act::new(AuditKind::RecoveryCodesRenewed).by_person(person.person);
        audit::record(&tx, act.on(person.person).from(address), self.clock.now()).await?;
        self.accounts.tell_of_security(&tx, account, SecurityChange::CodesRenewed).await?;
        tx.commit().await?;
        Ok(codes)
    }

    pub(super) fn open_totp(&self, account: AccountId, sealed: &str) -> Result<Vec<u8>> {
        self.vault.open_secret(&owner_of(account), sealed)
    }
}

async fn new_codes(tx: &Tx, account: AccountId) -> Result<Vec<String>> {
    let codes = recovery::generate()?;
    store::keep_codes(tx, account, codes.iter().map(|code| recovery::hash(code)).collect()).await?;
    Ok(codes)
}

pub(super) async fn forget_codes_without_factor(tx: &Tx, account: AccountId) -> Result<()> {
    if store::has_any(&**tx, account).await? {
        return Ok(());
    }
    store::remove_codes(tx, account).await
}
