//! Signing in, and making accounts.

use std::net::IpAddr;

use uuid::Uuid;

use super::limiter::SignInLimiter;
use super::password;
use super::session::SessionHandle;
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

    /// Whose address and password these are; the session, and its entry in the audit log, come with the second factor.
    ///
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
        tx.commit().await?;
        Ok(signed_in)
    }

    /// Is this the password of the actor themself? Fails with `Invalid` (`INVALID_CREDENTIALS`) when it is not, also for
    /// an account without one; with `RateLimited` after too many tries.
    pub async fn confirm(&self, account: AccountId, password: String, address: Option<IpAddr>) -> Result<()> {
        let account = store::by_id(self.db.reader(), account).await?.ok_or(Error::Unauthenticated)?;
        self.limiter.check(&account.email, address)?;
        if !password::verify(password, account.password_hash).await? {
            let message = "Dit is niet je wachtwoord. Controleer het en probeer het opnieuw.";
            return Err(Problems::one("password", "INVALID_CREDENTIALS", message).into());
        }
        Ok(())
    }

    /// The same for the actor of a session, which then counts as just signed in.
    pub async fn confirm_in(
        &self,
        actor: &Actor,
        session: &SessionHandle,
        password: String,
        address: Option<IpAddr>,
    ) -> Result<()> {
        let account = actor.identity().ok_or(Error::Unauthenticated)?.account;
        self.confirm(account, password, address).await?;
        session.authenticated().await
    }

    /// Before something that changes how the actor signs in: the password, or a sign-in within the last ten minutes.
    ///
    /// Fails with `Invalid`: `REQUIRED` when the password is needed and missing, `INVALID_CREDENTIALS` when it is
    /// wrong, `SIGN_IN_AGAIN` for an account without a password.
    pub async fn reauthenticate(
        &self,
        account: AccountId,
        session: &SessionHandle,
        password: Option<String>,
        address: Option<IpAddr>,
    ) -> Result<()> {
        if let Some(password) = password {
            self.confirm(account, password, address).await?;
            return session.authenticated().await;
        }
        if session.is_recent().await? {
            return Ok(());
        }
        let account = store::by_id(self.db.reader(), account).await?.ok_or(Error::Unauthenticated)?;
        let (code, message) = match account.password_hash {
            Some(_) => ("REQUIRED", "Vul je wachtwoord in om dit te veranderen."),
            None => ("SIGN_IN_AGAIN", "Log uit en opnieuw in, en doe dit binnen tien minuten."),
        };
        Err(Problems::one("password", code, message).into())
    }

    /// Who an account stands for at this moment; `None` when it is gone.
    pub async fn person(&self, account: AccountId) -> Result<Option<SignedIn>> {
        store::signed_in(self.db.reader(), account).await
    }

    /// The address that an account signs in with.
    pub async fn email(&self, account: AccountId) -> Result<String> {
        let account = store::by_id(self.db.reader(), account).await?;
        Ok(account.ok_or(Error::NotFound { what: "account" })?.email)
    }

    pub async fn has_password(&self, account: AccountId) -> Result<bool> {
        let account = store::by_id(self.db.reader(), account).await?;
        Ok(account.is_some_and(|account| account.password_hash.is_some()))
    }

    /// The account that signs in with this address, if any.
    pub async fn find_by_email(&self, email: &str) -> Result<Option<AccountId>> {
        let account = store::by_email(self.db.reader(), &text::email(email).unwrap_or_default()).await?;
        Ok(account.map(|account| account.id))
    }

    /// The same. Fails with `BadInput` when nobody has the address.
    pub async fn by_email(&self, email: &str) -> Result<AccountId> {
        let account = self.find_by_email(email).await?;
        account.ok_or_else(|| Error::BadInput(format!("nobody signs in as {email}")))
    }

    /// Counts a try to sign in that names no account. Fails with `RateLimited` after too many from one address.
    pub fn count_try(&self, address: Option<IpAddr>) -> Result<()> {
        self.limiter.check_address(address)
    }

    /// Keeps that somebody signed out; ending the session is the caller's.
    pub async fn sign_out(&self, actor: &Actor, address: Option<IpAddr>) -> Result<()> {
        let Some(person) = actor.identity().map(|person| person.person) else { return Ok(()) };
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
        let roles = (new.role, new.municipality_role);
        Ok(self.insert(email, name, new.municipality, roles, Some(hash)).await?.person)
    }

    /// Makes a member who signs in by another site only. Fails as [`Accounts::create`].
    pub async fn create_without_password(
        &self,
        email: &str,
        name: &str,
        municipality: MunicipalityId,
    ) -> Result<AccountId> {
        let roles = (Role::Member, MunicipalityRole::Member);
        let name: String = name.chars().filter(|c| !c.is_control()).take(people::model::NAME_MAX).collect();
        Ok(self.insert(email.to_owned(), name.trim().to_owned(), municipality, roles, None).await?.id)
    }

    async fn insert(
        &self,
        email: String,
        name: String,
        municipality: MunicipalityId,
        (role, municipality_role): (Role, MunicipalityRole),
        password_hash: Option<String>,
    ) -> Result<Account> {
        let (id, now) = (PersonId::generate(), self.clock.now());
        let person = NewPerson {
            external_id: None,
            display_name: name,
            job_title: None,
            municipality,
            municipality_role,
            about: String::new(),
            seeking: String::new(),
            offering: String::new(),
            phone: None,
            themes: Vec::new(),
            is_matchable: false,
            visibility: Visibility::Network,
        };
        let account = Account { id: AccountId(Uuid::now_v7()), person: id, email, password_hash, role };
        let tx = self.db.begin().await?;
        people::store::insert(&tx, id, &person, now).await?;
        store::insert(&tx, &account, now).await?;
        outbox::record(&tx, Event::Changed(id.node()), now).await?;
        let act = Act::new(AuditKind::AccountCreated).on(id).for_municipality(Some(municipality));
        audit::record(&tx, act, now).await?;
        tx.commit().await?;
        Ok(account)
    }
}
