//! Signing in, and making accounts.

use std::net::IpAddr;

use uuid::Uuid;

use super::limiter::SignInLimiter;
use super::password;
use super::store::{self, Account};
use crate::access::{Actor, MunicipalityRole, Role, SignedIn, Visibility};
use crate::audit::{self, Act, AuditKind};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{Error, Problems, Result};
use crate::ids::{AccountId, MunicipalityId, PersonId};
use crate::outbox::{self, Event};
use crate::people::{self, NewPerson};
use crate::text;

#[derive(Clone, Debug)]
pub struct Accounts {
    db: Db,
    clock: Clock,
    limiter: SignInLimiter,
}

/// A person and their way in, as the command line makes them.
#[derive(Clone, Debug)]
pub struct NewAccount {
    pub email: String,
    pub name: String,
    pub municipality: MunicipalityId,
    pub role: Role,
    pub municipality_role: MunicipalityRole,
    pub password: String,
}

impl Accounts {
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock, limiter: SignInLimiter::default() }
    }

    /// Fails with `Invalid` (`INVALID_CREDENTIALS`), alike and after the same work for a wrong address and a wrong
    /// password; with `RateLimited` after too many tries.
    pub async fn sign_in(&self, email: &str, password: String, address: Option<IpAddr>) -> Result<SignedIn> {
        let wrong = || {
            let message =
                "Dit e-mailadres en wachtwoord horen niet bij elkaar. Controleer ze en probeer het opnieuw.";
            Error::from(Problems::one("password", "INVALID_CREDENTIALS", message))
        };
        let email = text::email(email).unwrap_or_default();
        self.limiter.check(&email, address)?;
        let account = store::by_email(self.db.reader(), &email).await?;
        let stored = account.as_ref().and_then(|account| account.password_hash.clone());
        let is_right = password::verify(password, stored).await?;
        let (tx, now) = (self.db.begin().await?, self.clock.now());
        let Some(account) = account.as_ref().filter(|_| is_right) else {
            let failed = Act::new(AuditKind::SignInFailed).from(address);
            let failed = match &account {
                Some(account) => failed.on(account.person),
                None => failed,
            };
            audit::record(&tx, failed, now).await?;
            tx.commit().await?;
            return Err(wrong());
        };
        store::signed_in_at(&tx, account.id, now).await?;
        let signed_in = store::signed_in(&*tx, account.id).await?.ok_or_else(wrong)?;
        let act =
            Act::new(AuditKind::SignedIn).by(&Actor::SignedIn(signed_in)).on(signed_in.person).from(address);
        audit::record(&tx, act, now).await?;
        tx.commit().await?;
        Ok(signed_in)
    }

    /// Keeps that somebody signed out; ending the session is the caller's.
    pub async fn sign_out(&self, actor: &Actor, address: Option<IpAddr>) -> Result<()> {
        let Some(person) = actor.person() else { return Ok(()) };
        let tx = self.db.begin().await?;
        let act = Act::new(AuditKind::SignedOut).by(actor).on(person).from(address);
        audit::record(&tx, act, self.clock.now()).await?;
        tx.commit().await
    }

    /// Who the account of a session stands for; anonymous when it is gone.
    pub async fn actor(&self, account: AccountId) -> Result<Actor> {
        let signed_in = store::signed_in(self.db.reader(), account).await?;
        Ok(signed_in.map_or(Actor::Anonymous, Actor::SignedIn))
    }

    /// The account of the actor themself.
    pub async fn own(&self, actor: &Actor) -> Result<Account> {
        let person = actor.require()?.person;
        store::by_person(self.db.reader(), person).await?.ok_or(Error::NotFound { what: "account" })
    }

    /// Gives an account a new password and ends its sessions. Fails with `BadInput` when nobody has the address.
    pub async fn set_password(&self, email: &str, password: String) -> Result<()> {
        password::check("password", &password)?;
        let hash = password::hash(password).await?;
        let tx = self.db.begin().await?;
        let account = store::by_email(&*tx, &text::email(email).unwrap_or_default()).await?;
        let account = account.ok_or_else(|| Error::BadInput(format!("nobody signs in as {email}")))?;
        store::set_password(&tx, account.id, hash).await?;
        store::end_sessions(&tx, account.id).await?;
        let act = Act::new(AuditKind::PasswordChanged).on(account.person);
        audit::record(&tx, act, self.clock.now()).await?;
        tx.commit().await
    }

    /// Makes a person with an account. Fails with `Invalid` for a malformed or taken address or a short password.
    pub async fn create(&self, new: NewAccount) -> Result<PersonId> {
        let mut problems = Problems::default();
        let email = text::email(&new.email);
        if email.is_none() {
            problems.add("email", "MALFORMED", "Dit is geen e-mailadres.");
        }
        let name = problems.take(text::required("name", &new.name, people::model::NAME_MAX));
        problems.take(password::check("password", &new.password));
        let (email, name) = problems.or((email.unwrap_or_default(), name.unwrap_or_default()))?;
        let hash = password::hash(new.password).await?;
        let (id, now) = (PersonId::generate(), self.clock.now());
        let person = NewPerson {
            external_id: None,
            display_name: name,
            job_title: None,
            municipality: new.municipality,
            municipality_role: new.municipality_role,
            about: String::new(),
            seeking: String::new(),
            offering: String::new(),
            phone: None,
            themes: Vec::new(),
            is_matchable: false,
            visibility: Visibility::Network,
        };
        let account = Account {
            id: AccountId(Uuid::now_v7()),
            person: id,
            email,
            password_hash: Some(hash),
            role: new.role,
        };
        let tx = self.db.begin().await?;
        people::store::insert(&tx, id, &person, now).await?;
        store::insert(&tx, &account, now).await?;
        outbox::record(&tx, Event::Changed(id.node()), now).await?;
        let act = Act::new(AuditKind::AccountCreated).on(id).for_municipality(Some(new.municipality));
        audit::record(&tx, act, now).await?;
        tx.commit().await?;
        Ok(id)
    }
}
