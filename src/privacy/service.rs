//! Taking one's data along, and leaving.

use std::net::IpAddr;
use std::num::NonZeroU32;

use uuid::Uuid;

use super::deletion::{self, Proof};
use super::gathering::{self, Gathered};
use super::{erasing, requests};
use crate::access::{Actor, Role, SignedIn};
use crate::accounts::session::SessionHandle;
use crate::accounts::{self, password};
use crate::audit::{self, Act, AuditKind};
use crate::clock::Clock;
use crate::contribution::revisions;
use crate::db::Db;
use crate::error::{Error, Problems, Result};
use crate::factors::Factors;
use crate::ids::{AccountId, PersonId};
use crate::municipalities::Register;
use crate::outbox::{self, Event};
use crate::people;
use crate::quota::{Quota, Quotas};
use crate::themes::Vocabulary;

/// Tries to prove who one is, for each account in a minute.
const TRIES: NonZeroU32 = NonZeroU32::new(5).expect("five is not zero");
const WHAT: &str = "data export";

#[derive(Clone, Debug)]
pub struct Privacy {
    db: Db,
    clock: Clock,
    municipalities: Register,
    themes: Vocabulary,
    factors: Factors,
    tries: Quotas<AccountId>,
}

impl Privacy {
    pub fn new(
        db: Db,
        clock: Clock,
        (municipalities, themes): (Register, Vocabulary),
        factors: Factors,
    ) -> Self {
        let tries = Quotas::new(Quota::per_minute(TRIES), &clock);
        Self { db, clock, municipalities, themes, factors, tries }
    }

    /// Lets `session`, the actor's, fetch everything about the actor for a while. Fails with `Unauthenticated` without
    /// a session: a token of a program does not fetch a person's data; with `Invalid` as
    /// [`Factors::require_recent_sign_in`].
    pub async fn request_export(
        &self,
        actor: &Actor,
        session: &SessionHandle,
        address: Option<IpAddr>,
    ) -> Result<requests::Model> {
        let signed_in = actor.require()?;
        let fingerprint = session.fingerprint().ok_or(Error::Unauthenticated)?;
        self.factors.require_recent_sign_in(actor, session, None, address).await?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;
        let request = requests::insert(&tx, signed_in.account, fingerprint, now).await?;
        let act = Act::new(AuditKind::DataExported).by(actor).on(signed_in.person).from(address);
        audit::record(&tx, act, now).await?;
        tx.commit().await?;
        Ok(request)
    }

    /// Everything about the actor, as it is now. Fails with `NotFound` for another session, another account, and after
    /// the term, exactly as for a request that never was.
    pub async fn export(&self, actor: &Actor, session: Option<&str>, id: Uuid) -> Result<Gathered> {
        let missing = || Error::NotFound { what: WHAT };
        let signed_in = actor.signed_in().ok_or_else(missing)?;
        let request = requests::find(self.db.reader(), id).await?.ok_or_else(missing)?;
        let is_theirs =
            request.account_id == signed_in.account.0 && session == Some(request.session.as_str());
        if !is_theirs || request.expires_at <= self.clock.now() {
            return Err(missing());
        }
        let gathering = gathering::Gathering {
            db: self.db.reader(),
            municipalities: &self.municipalities,
            themes: &self.themes,
        };
        gathering.of(signed_in, self.clock.now()).await
    }

    /// Deletes the actor's account and person. Fails with `Invalid`: `INVALID_CREDENTIALS` when the proof is wrong,
    /// `LAST_ADMIN` at `account`, and as [`Factors::require_recent_sign_in`]; with `RateLimited` after too many wrong
    /// proofs. Then nothing changed.
    pub async fn delete_account(
        &self,
        actor: &Actor,
        session: &SessionHandle,
        proof: Proof,
        address: Option<IpAddr>,
    ) -> Result<()> {
        let signed_in = actor.require()?;
        self.check(signed_in, &proof).await?;
        self.factors.require_recent_sign_in(actor, session, proof.password, address).await?;
        self.erase(actor, signed_in.person, address).await
    }

    /// Removes a person and their account, whoever asks: the person themself, or the term of inactive accounts. Fails
    /// with `Invalid` (`LAST_ADMIN`) at `account` for the last administrator of the network: nobody could name another.
    pub async fn erase(&self, actor: &Actor, id: PersonId, address: Option<IpAddr>) -> Result<()> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;
        let person = people::store::find(&*tx, id).await?.ok_or(Error::NotFound { what: "person" })?;
        let account = accounts::store::by_person(&*tx, id).await?;
        if account.as_ref().is_some_and(|account| account.role == Role::Admin)
            && accounts::store::count_admins(&tx).await? <= 1
        {
            let message = "Je bent de laatste beheerder van het netwerk. Maak eerst iemand anders beheerder, bij \
                Beheer, en verwijder dan je account.";
            return Err(Problems::one("account", "LAST_ADMIN", message).into());
        }
        let place = self.municipalities.get(person.municipality).map(|place| place.name.clone());
        let place = place.ok_or_else(|| Error::internal("a person works for an unknown municipality"))?;
        let former = erasing::ensure_former(&tx, (person.municipality, &place), now).await?;
        let mut changed = vec![id.node()];
        changed.extend(erasing::remove_lone_drafts(&tx, id).await?);
        let left_behind = people::store::named_in(&*tx, id).await?;
        for node in &left_behind {
            revisions::advance(&tx, *node, now).await?;
        }
        changed.extend(left_behind);
        changed.extend(erasing::recognised(&tx, id).await?);
        erasing::replace(&tx, id, former, &deletion::former_name(&place)).await?;
        if let Some(account) = account {
            erasing::remove_by_address(&tx, &account.email).await?;
        }
        erasing::remove(&tx, id).await?;
        changed.sort_unstable();
        changed.dedup();
        // The index forgets at once what it shows, and by being built anew what its files still hold.
        let mut events: Vec<Event> = changed.into_iter().map(Event::Changed).collect();
        events.push(Event::ReindexRequested);
        outbox::record_all(&tx, &events, now).await?;
        let act = Act::new(AuditKind::AccountDeleted).by(actor).on(id).from(address);
        audit::record(&tx, act, now).await?;
        tx.commit().await?;
        if !self.db.scrub().await? {
            tracing::warn!("somebody reads an old state: the database's log is emptied by the next clean-up");
        }
        Ok(())
    }

    async fn check(&self, signed_in: &SignedIn, proof: &Proof) -> Result<()> {
        let gone = || Error::NotFound { what: "account" };
        let account =
            accounts::store::by_person(self.db.reader(), signed_in.person).await?.ok_or_else(gone)?;
        self.tries.admit(&account.id)?;
        let Some(stored) = account.password_hash else {
            return match proof.confirms(&account.email) {
                true => Ok(()),
                false => Err(deletion::wrong_confirmation().into()),
            };
        };
        match password::verify(proof.password.clone().unwrap_or_default(), Some(stored)).await? {
            true => Ok(()),
            false => Err(deletion::wrong_password().into()),
        }
    }
}
