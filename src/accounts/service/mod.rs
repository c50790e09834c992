//! What can be done with accounts, a file for each use case. Passwords are hashed before a transaction begins.

pub mod admit;
pub mod sign_in;
pub mod reauthenticate;
pub mod create;
pub mod register;
pub mod news;
pub mod approve;
pub mod moving;
pub mod unanswered;
pub mod mail_choices;
pub mod passwords;
pub mod address;
pub mod invite;
pub mod invite_many;
pub mod accept;
pub mod domains;
pub mod roles;
pub mod tidy;

pub use create::NewAccount;

use std::net::IpAddr;
use std::sync::Arc;

use crate::access::{Actor, SignedIn};
use crate::accounts::attempts::{self, MAIL_FROM, MAIL_TO, MAIL_TO_ALL};
use crate::accounts::limiter::{self, Limiter};
use crate::accounts::links::Token;
use crate::accounts::mails::Place;
use crate::accounts::rules::Rules;
use crate::accounts::store::{self, Account};
use crate::clock::Clock;
use crate::db::{Answers, Db, Tx};
use crate::error::{Error, Problems, Result};
use crate::ids::{AccountId, MunicipalityId, PersonId};
use crate::municipalities::{Municipality, Register};
use crate::{people, text};

/// Of how many accounts it is known at most who they stand for.
const ACTORS_MAX: usize = 4_096;

#[derive(Clone, Debug)]
pub struct Accounts {
    db: Db,
    clock: Clock,
    municipalities: Register,
    /// Where links in mails lead: `https://netwerk.example`.
    site: Arc<str>,
    rules: Rules,
    limiter: Limiter,
    /// Who accounts stand for, until anything is committed (docs/decisions/0014).
    actors: Arc<Answers<AccountId, Option<SignedIn>>>,
}

impl Accounts {
    pub fn new(db: Db, clock: Clock, municipalities: Register, site: &str) -> Self {
        let rules = Rules::new(&municipalities);
        let (limiter, actors) = (Limiter::new(&clock), Arc::new(Answers::new(ACTORS_MAX)));
        Self { db, clock, municipalities, site: site.into(), rules, limiter, actors }
    }

    /// Who the account of a session stands for; anonymous when it is gone or blocked.
    pub async fn actor(&self, account: AccountId) -> Result<Actor> {
        let ask = store::signed_in(self.db.reader(), account);
        let signed_in = self.actors.or_ask(self.db.state(), account, ask).await?;
        Ok(signed_in.map_or(Actor::Anonymous, Actor::SignedIn))
    }

    /// The account of the actor themself, whatever they may do with it.
    pub async fn own(&self, actor: &Actor) -> Result<Account> {
        let account = actor.identity().ok_or(Error::Unauthenticated)?.account;
        store::by_id(self.db.reader(), account).await?.ok_or(Error::NotFound { what: "account" })
    }

    /// Who an account stands for at this moment; `None` when it is gone or blocked.
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

    /// What the person of an account is called, which is no password.
    async fn name_of(&self, account: &Account) -> Result<String> {
        let person = people::store::find(self.db.reader(), account.person).await?;
        Ok(person.map_or_else(String::new, |person| person.display_name))
    }

    /// The person whose account signs in with this address, blocked or not. Fails with `BadInput` when nobody has it.
    pub async fn person_by_email(&self, email: &str) -> Result<PersonId> {
        let account = store::by_email(self.db.reader(), &text::email(email).unwrap_or_default()).await?;
        let account = account.ok_or_else(|| Error::BadInput(format!("nobody signs in as {email}")))?;
        Ok(account.person)
    }

    /// Counts a try to sign in that names no account. Fails with `RateLimited` after too many from one address.
    pub fn count_try(&self, address: Option<IpAddr>) -> Result<()> {
        self.limiter.check_address(address)
    }

    fn link(&self, place: Place) -> String {
        format!("{}{}", self.site, place.path())
    }

    fn link_with(&self, place: Place, token: &Token) -> String {
        format!("{}{}#token={}", self.site, place.path(), token.as_str())
    }

    fn municipality_name(&self, id: MunicipalityId) -> &str {
        self.municipalities.get(id).map_or("", |municipality| municipality.name.as_str())
    }

    /// Fails with `Invalid` at `municipalityCode` for an unknown or former one.
    fn present_municipality(&self, code: &str) -> Result<&Municipality, Problems> {
        const PATH: &str = "municipalityCode";
        let found = self.municipalities.by_code(code.trim());
        let found = found.ok_or_else(|| Problems::one(PATH, "UNKNOWN", "Kies een gemeente uit de lijst."))?;
        if found.is_former() {
            let message = "Deze gemeente bestaat niet meer. Kies de gemeente waar zij in is opgegaan.";
            return Err(Problems::one(PATH, "UNKNOWN", message));
        }
        Ok(found)
    }

    /// Counts a mail that anybody can have sent. Fails with `RateLimited` for one too many, whoever it is for.
    async fn count_mail(&self, tx: &Tx, to: &str, from: Option<IpAddr>) -> Result<()> {
        let now = self.clock.now();
        let mut counted = vec![(MAIL_TO, limiter::from(to, from)), (MAIL_TO_ALL, to.to_owned())];
        counted.extend(from.map(|from| (MAIL_FROM, limiter::network(from).to_string())));
        for (rule, who) in counted {
            attempts::check(&**tx, rule, &who, now).await?;
            attempts::count(tx, rule, (&who, 1), now).await?;
        }
        Ok(())
    }
}

/// Fails with `Invalid` (`MALFORMED`) at `email`.
fn parse_address(input: &str) -> Result<String, Problems> {
    let message = "Dit is geen e-mailadres. Schrijf het zoals naam@gemeente.nl.";
    crate::mail::address::parse(input).ok_or_else(|| Problems::one("email", "MALFORMED", message))
}

/// What a link that was used, has ended or never was is answered with.
fn invalid_link() -> Error {
    let message = "Deze link is verlopen of al gebruikt. Vraag een nieuwe aan.";
    Problems::one("token", "INVALID_LINK", message).into()
}

/// Whoever reads `account` inside `tx` after writing it.
async fn signed_in(tx: &Tx, account: AccountId) -> Result<SignedIn> {
    store::signed_in(&**tx, account).await?.ok_or(Error::NotFound { what: "account" })
}
