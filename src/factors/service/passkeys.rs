//! Passkeys: adding one, signing in with one, removing one.

use std::net::IpAddr;

use serde_json::Value;
use webauthn_rs::prelude::AuthenticationResult;

use super::Factors;
use super::totp::forget_codes_without_factor;
use crate::access::{Actor, SignedIn};
use crate::accounts::mails::SecurityChange;
use crate::accounts::session::SessionHandle;
use crate::audit::{Act, AuditKind, Target};
use crate::db::Tx;
use crate::error::{Error, Problems, Result};
use crate::factors::ceremonies::{self, Ceremony, Kind};
use crate::factors::model::{OwnPasskey, PASSKEY_NAME_MAX, PASSKEYS, SETTING_UP_LASTS};
use crate::factors::passkey::rejected;
use crate::factors::store;
use crate::ids::{AccountId, PasskeyId};
use crate::text;

impl Factors {
    /// Options for `navigator.credentials.create`.
    ///
    /// Fails with `Invalid` at `password` when the person must show again who they are, with `TOO_MANY` above
    /// [`PASSKEYS`]; with `Forbidden` where the address of the installation has no host name.
    pub async fn start_passkey(
        &self,
        actor: &Actor,
        session: &SessionHandle,
        address: Option<IpAddr>,
    ) -> Result<Value> {
        let account = self.reauthenticate(actor, session, None, address).await?.account;
        let id = session.id().await?.ok_or(Error::Unauthenticated)?;
        let known = store::passkeys(self.db.reader(), account).await?;
        if known.len() >= PASSKEYS {
            let message = format!("Je hebt al {PASSKEYS} passkeys. Verwijder er eerst een.");
            return Err(Problems::one("password", "TOO_MANY", message).into());
        }
        let email = self.accounts.email(account).await?;
        let (options, state) = self.relying_party.start_registration(account, &email, &email, &known)?;
        self.remember(Step(id, Kind::PasskeyRegistration), Some(account), state).await?;
        Ok(options)
    }

    /// Fails with `Invalid`: at `name`, or at `credential` (`INVALID_PASSKEY`, also when it took too long).
    pub async fn finish_passkey(
        &self,
        actor: &Actor,
        session: &SessionHandle,
        (name, credential): (&str, Value),
        address: Option<IpAddr>,
    ) -> Result<OwnPasskey> {
        let person = *actor.identity().ok_or(Error::Unauthenticated)?;
        let account = person.account;
        let name = text::required("name", name, PASSKEY_NAME_MAX)?;
        let id = session.id().await?.ok_or(Error::Unauthenticated)?;
        let state = self.recall(Step(id, Kind::PasskeyRegistration), Some(account)).await?;
        let key = self.relying_party.finish_registration(credential, &state)?;
        let now = self.clock.now();
        let own = OwnPasskey { id: PasskeyId::generate(), name, created_at: now, last_used_at: None };
        let tx = self.db.begin().await?;
        store::insert_passkey(&tx, account, &own, &key).await?;
        let act = Act::new(AuditKind::PasskeyAdded).on(Target::new("passkey", own.id.0)).from(address);
        self.commit_and_renew(tx, person, (act, SecurityChange::PasskeyAdded), session).await?;
        Ok(own)
    }

    /// Fails with `NotFound` for what is no passkey of the actor. The recovery codes go with the last factor.
    pub async fn remove_passkey(
        &self,
        actor: &Actor,
        session: &SessionHandle,
        id: PasskeyId,
        password: Option<String>,
        address: Option<IpAddr>,
    ) -> Result<()> {
        let person = self.reauthenticate(actor, session, password, address).await?;
        let tx = self.db.begin().await?;
        store::remove_passkey(&tx, person.account, id).await?;
        forget_codes_without_factor(&tx, person.account).await?;
        let act = Act::new(AuditKind::PasskeyRemoved).on(Target::new("passkey", id.0)).from(address);
        self.commit_and_renew(tx, person, (act, SecurityChange::PasskeyRemoved), session).await
    }

    /// Options for `navigator.credentials.get` with any passkey that the person has for this network: tells nothing
    /// about accounts. Fails with `RateLimited` after too many tries from one address.
    pub async fn start_passkey_log_in(
        &self,
        session: &SessionHandle,
        address: Option<IpAddr>,
    ) -> Result<Value> {
        self.accounts.count_try(address)?;
        let (options, state) = self.relying_party.start_log_in()?;
        let id = session.under_way().await?;
        self.remember(Step(id, Kind::PasskeyLogIn), None, state).await?;
        Ok(options)
    }

    /// Signs in without a password and without another factor: a passkey is both. Fails with `Invalid` at
    /// `credential` (`INVALID_PASSKEY`), alike for an unknown, a removed and a wrong one.
    pub async fn finish_passkey_log_in(
        &self,
        session: &SessionHandle,
        credential: Value,
        address: Option<IpAddr>,
    ) -> Result<SignedIn> {
        let id = session.id().await?.ok_or_else(|| rejected("credential"))?;
        let state = self.recall(Step(id, Kind::PasskeyLogIn), None).await?;
        let account = self.relying_party.claimed(&credential)?;
        let known = store::passkeys(self.db.reader(), account).await?;
        let result = self.relying_party.finish_log_in(credential, &state, &known)?;
        let tx = self.db.begin().await?;
        self.use_passkey(&tx, account, &result, "credential").await?;
        tx.commit().await?;
        let person = self.accounts.person(account).await?.ok_or_else(|| rejected("credential"))?;
        self.begin(session, person, address).await?;
        Ok(person)
    }

    /// Keeps the new counter. Fails with `Invalid` when the account has lost the passkey in the meantime.
    pub(super) async fn use_passkey(
        &self,
        tx: &Tx,
        account: AccountId,
        result: &AuthenticationResult,
        field: &str,
    ) -> Result<()> {
        let mut known = store::passkeys(&**tx, account).await?;
        let used = known.iter_mut().find(|key| key.cred_id() == result.cred_id());
        let key = used.filter(|_| result.user_verified()).ok_or_else(|| rejected(field))?;
        key.update_credential(result);
        store::passkey_used(tx, account, key, self.clock.now()).await
    }

    async fn remember(&self, step: Step, account: Option<AccountId>, state: String) -> Result<()> {
        let tx = self.db.begin().await?;
        let expires_at = self.clock.now() + SETTING_UP_LASTS;
        ceremonies::begin(&tx, step.0, step.1, Ceremony { account, state }, expires_at).await?;
        tx.commit().await
    }

    /// Once: a second answer to the same challenge finds nothing.
    async fn recall(&self, step: Step, account: Option<AccountId>) -> Result<String> {
        let tx = self.db.begin().await?;
        let found = ceremonies::take(&tx, step.0, step.1, self.clock.now()).await?;
        tx.commit().await?;
        let found = found.filter(|found| found.account == account);
        found.map(|found| found.state).ok_or_else(|| rejected("credential"))
    }
}

/// Whose step of which kind.
struct Step(crate::ids::SessionId, Kind);
