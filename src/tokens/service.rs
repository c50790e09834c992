//! Making, using and revoking tokens.

use std::net::IpAddr;
use std::num::NonZeroU32;

use chrono::{DateTime, Duration, Utc};

use super::model::{self, Content, Scopes, Token};
use super::store;
use crate::access::Actor;
use crate::accounts::Accounts;
use crate::accounts::limiter;
use crate::accounts::mails::SecurityChange;
use crate::accounts::session::SessionHandle;
use crate::audit::{self, Act, AuditKind, Target};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{Error, Problems, Result};
use crate::factors::Factors;
use crate::ids::{AccountId, TokenId};
use crate::quota::{Quota, Quotas};

/// Valid tokens of one account.
const MOST: u64 = 50;
/// What its owner sees of them, the ended ones as well.
const LISTED: u64 = 100;
/// Ended tokens are shown to their owner for so long.
const KEPT: Duration = Duration::days(90);
/// A use is noted at most so often.
const NOTE_AFTER: Duration = Duration::minutes(1);
/// Wrong tokens a minute from one address on the network.
const WRONG: NonZeroU32 = NonZeroU32::new(60).expect("sixty is not zero");

#[derive(Clone, Debug)]
pub struct Tokens {
    db: Db,
    clock: Clock,
    accounts: Accounts,
    factors: Factors,
    wrong: Quotas<IpAddr>,
}

#[derive(Clone, Debug)]
pub struct NewToken {
    pub name: String,
    pub scopes: Scopes,
    pub expires_at: DateTime<Utc>,
    /// Needed when the session's owner showed longer ago who they are.
    pub password: Option<String>,
}

impl Tokens {
    pub fn new(db: Db, clock: Clock, accounts: Accounts, factors: Factors) -> Self {
        let wrong = Quotas::new(Quota::per_minute(WRONG), &clock);
        Self { db, clock, accounts, factors, wrong }
    }

    /// Who a request with this token is by, and what it may do; `None` for one that is not, or no longer, valid.
    ///
    /// Fails with `RateLimited` when an address sends too many wrong ones.
    pub async fn actor(&self, token: &str, address: Option<IpAddr>) -> Result<Option<(Actor, Scopes)>> {
        let now = self.clock.now();
        let found = match token.starts_with(model::PREFIX) {
            true => store::by_hash(self.db.reader(), &model::hash(token)).await?,
            false => None,
        };
        let Some(token) = found.filter(|token| token.is_valid(now)) else {
            self.count_wrong(address)?;
            return Ok(None);
        };
        if token.last_used_at.is_none_or(|last| now - last >= NOTE_AFTER) {
            let tx = self.db.begin().await?;
            store::used(&tx, token.id, now).await?;
            tx.commit().await?;
        }
        let actor = self.factors.bounded(self.accounts.actor(token.account).await?).await?;
        Ok(actor.identity().is_some().then_some((actor, token.scopes)))
    }

    fn count_wrong(&self, address: Option<IpAddr>) -> Result<()> {
        let Some(address) = address else { return Ok(()) };
        // All addresses of one subscriber count together.
        self.wrong.admit(&limiter::network(address))
    }

    /// Newest first; at most [`LISTED`].
    pub async fn own(&self, account: AccountId) -> Result<Vec<Token>> {
        store::of_account(self.db.reader(), account, LISTED).await
    }

    /// Answers the token, which is kept nowhere, beside what is known of it.
    ///
    /// Fails with `Invalid` for wrong fields, above [`MOST`] tokens (`TOO_MANY`), and when the password is needed.
    pub async fn create(
        &self,
        actor: &Actor,
        session: &SessionHandle,
        new: NewToken,
        address: Option<IpAddr>,
    ) -> Result<(String, Token)> {
        let account = actor.require()?.account;
        let now = self.clock.now();
        let content = Content::new(&new.name, new.scopes, new.expires_at, now)?;
        self.accounts.reauthenticate(actor, session, new.password, address).await?;
        let secret = model::generate()?;
        let token = Token {
            id: TokenId::generate(),
            account,
            name: content.name,
            scopes: content.scopes,
            created_at: now,
            expires_at: content.expires_at,
            last_used_at: None,
            revoked_at: None,
        };
        let tx = self.db.begin().await?;
        if store::count(&*tx, account, now).await? >= MOST {
            let message = format!("Je hebt al {MOST} tokens. Trek er eerst een in.");
            return Err(Problems::one("name", "TOO_MANY", message).into());
        }
        store::insert(&tx, &token, model::hash(&secret)).await?;
        let act = Act::new(AuditKind::TokenCreated).by(actor).on(Target::new("api_token", token.id.0));
        audit::record(&tx, act.from(address), now).await?;
        self.accounts.tell_of_security(&tx, account, SecurityChange::TokenMade).await?;
        tx.commit().await?;
        Ok((secret, token))
    }

    /// Fails with `NotFound` for what is no token of the actor; one that ended already stays as it is.
    pub async fn revoke(&self, actor: &Actor, id: TokenId, address: Option<IpAddr>) -> Result<Token> {
        let account = actor.require()?.account;
        let tx = self.db.begin().await?;
        let missing = Error::NotFound { what: "token" };
        let before = store::find(&*tx, account, id).await?.ok_or(missing)?;
        let now = self.clock.now();
        store::revoke(&tx, id, now).await?;
        let act = Act::new(AuditKind::TokenRevoked).by(actor).on(Target::new("api_token", id.0));
        audit::record(&tx, act.from(address), now).await?;
        if before.is_valid(now) {
            self.accounts.tell_of_security(&tx, account, SecurityChange::TokenRevoked).await?;
        }
        let token = store::find(&*tx, account, id).await?.ok_or(Error::NotFound { what: "token" })?;
        tx.commit().await?;
        Ok(token)
    }

    /// Removes tokens that ended long ago; answers how many.
    pub async fn remove_ended(&self) -> Result<u64> {
        let tx = self.db.begin().await?;
        let removed = store::remove_ended(&tx, self.clock.now() - KEPT).await?;
        tx.commit().await?;
        Ok(removed)
    }
}
