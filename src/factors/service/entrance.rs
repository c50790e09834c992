//! Signing in: the password, then a second factor for who has one.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Factors;
use crate::access::SignedIn;
use crate::accounts::session::SessionHandle;
use crate::audit::{self, Act, AuditKind};
use crate::db::Tx;
use crate::error::{Error, Problems, Result};
use crate::factors::ceremonies::{self, Ceremony, Kind};
use crate::factors::model::{CHALLENGE_LASTS, Challenge, Entry, Method, Proof, TRIES};
use crate::factors::passkey::rejected;
use crate::factors::{recovery, store, totp};
use crate::ids::AccountId;

/// What the session remembers of a challenge.
#[derive(Serialize, Deserialize)]
struct Asked {
    methods: Vec<Method>,
    /// Of the passkeys; empty without them.
    state: String,
    passkey_options: Option<Value>,
}

impl Asked {
    fn challenge(self, expires_at: DateTime<Utc>) -> Challenge {
        Challenge { methods: self.methods, expires_at, passkey_options: self.passkey_options }
    }
}

impl Factors {
    /// With address and password. Fails as [`crate::accounts::Accounts::sign_in`].
    pub async fn log_in(
        &self,
        session: &SessionHandle,
        email: &str,
        password: String,
        address: Option<IpAddr>,
    ) -> Result<Entry> {
        let person = self.accounts.sign_in(email, password, address).await?;
        self.enter(session, person, address).await
    }

    /// For who showed who they are in one way (a password, a link, another site): begins the session, or asks for the
    /// second factor in a session that knows nothing but that.
    pub async fn enter(
        &self,
        session: &SessionHandle,
        person: SignedIn,
        address: Option<IpAddr>,
    ) -> Result<Entry> {
        let account = person.account;
        let db = self.db.reader();
        let has_totp = store::totp_secret(db, account).await?.is_some();
        let passkeys = store::passkeys(db, account).await?;
        if !has_totp && passkeys.is_empty() {
            self.begin(session, person, address).await?;
            return Ok(Entry::In(person));
        }
        let passkey = self.relying_party.start_second_factor(&passkeys)?;
        let mut methods = Vec::new();
        if has_totp {
            methods.push(Method::Totp);
        }
        if passkey.is_some() {
            methods.push(Method::Passkey);
        }
        if store::codes_left(db, account).await? > 0 {
            methods.push(Method::RecoveryCode);
        }
        let (passkey_options, state) = passkey.unzip();
        let expires_at = self.clock.now() + CHALLENGE_LASTS;
        // A new id: who planted the one before gets no further by this password.
        let id = session.restart().await?;
        let asked = Asked { methods, state: state.unwrap_or_default(), passkey_options };
        let kept = serde_json::to_string(&asked).map_err(Error::internal)?;
        let ceremony = Ceremony { account: Some(account), state: kept };
        let tx = self.db.begin().await?;
        ceremonies::begin(&tx, id, Kind::Challenge, ceremony, expires_at).await?;
        tx.commit().await?;
        Ok(Entry::Asked(asked.challenge(expires_at)))
    }

    /// What this session is asked for, so that a page that is loaded anew can go on; `None` when that is nothing.
    pub async fn pending(&self, session: &SessionHandle) -> Result<Option<Challenge>> {
        let Some(id) = session.id().await? else { return Ok(None) };
        let found = ceremonies::find(self.db.reader(), id, Kind::Challenge).await?;
        let Some(found) = found.filter(|found| found.expires_at > self.clock.now()) else { return Ok(None) };
        let asked: Asked = serde_json::from_str(&found.state).map_err(Error::internal)?;
        Ok(Some(asked.challenge(found.expires_at)))
    }

    /// The second step. Fails with `Invalid`: `EXPIRED` when it is too late or there were too many tries,
    /// `INVALID_CODE` and `INVALID_PASSKEY` for a wrong answer; with `RateLimited` when the account had too many of
    /// them.
    pub async fn verify(
        &self,
        session: &SessionHandle,
        proof: Proof,
        address: Option<IpAddr>,
    ) -> Result<SignedIn> {
        let field = proof.field();
        let over = || {
            let message = "Het inloggen duurde te lang of ging te vaak mis. Begin opnieuw.";
            Error::from(Problems::one(field, "EXPIRED", message))
        };
        let id = session.id().await?.ok_or_else(over)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;
        let asked = ceremonies::attempt(&tx, id, Kind::Challenge, TRIES, now).await?.ok_or_else(over)?;
        let account = asked.account.ok_or_else(over)?;
        let state = serde_json::from_str::<Asked>(&asked.state).map_err(Error::internal)?.state;
        if !matches!(proof, Proof::Passkey(_)) {
            store::count_failure(&tx, account, now).await?;
        }
        // Counted before it is looked at, and kept whatever comes of it.
        tx.commit().await?;

        let person = self.accounts.person(account).await?.ok_or_else(over)?;
        let is_recovery = matches!(proof, Proof::RecoveryCode(_));
        let tx = self.db.begin().await?;
        if let Err(error) = self.check(&tx, account, proof, &state).await {
            drop(tx);
            self.keep(AuditKind::SecondFactorFailed, person, address).await?;
            return Err(error);
        }
        store::forget_failures(&tx, account).await?;
        ceremonies::end(&tx, id, Kind::Challenge).await?;
        tx.commit().await?;
        if is_recovery {
            self.keep(AuditKind::RecoveryCodeUsed, person, address).await?;
        }
        self.begin(session, person, address).await?;
        Ok(person)
    }

    /// Of somebody who is not signed in yet.
    async fn keep(&self, kind: AuditKind, person: SignedIn, address: Option<IpAddr>) -> Result<()> {
        let tx = self.db.begin().await?;
        let act = Act::new(kind).on(person.person).for_municipality(person.municipality).from(address);
        audit::record(&tx, act, self.clock.now()).await?;
        tx.commit().await
    }

    async fn check(&self, tx: &Tx, account: AccountId, proof: Proof, state: &str) -> Result<()> {
        let now = self.clock.now();
        let field = proof.field();
        let is_right = match proof {
            Proof::Totp(code) => match store::totp_secret(&**tx, account).await? {
                Some(sealed) => {
                    let secret = self.open_totp(account, &sealed)?;
                    match totp::step(&secret, &code, now)? {
                        Some(step) => store::use_step(tx, account, step).await?,
                        None => false,
                    }
                }
                None => false,
            },
            Proof::RecoveryCode(code) => store::use_code(tx, account, recovery::hash(&code), now).await?,
            Proof::Passkey(credential) => {
                if state.is_empty() {
                    return Err(rejected(field));
                }
                let result = self.relying_party.finish_second_factor(credential, state)?;
                self.use_passkey(tx, account, &result, field).await?;
                true
            }
        };
        if is_right {
            return Ok(());
        }
        let message = "Deze code klopt niet, of is al gebruikt. Probeer een nieuwe.";
        Err(Problems::one(field, "INVALID_CODE", message).into())
    }
}
