//! Showing again who one is, before something that changes how one signs in.

use std::net::IpAddr;

use super::Accounts;
use crate::access::Actor;
use crate::accounts::password;
use crate::accounts::session::SessionHandle;
use crate::accounts::store::Account;
use crate::error::{Problems, Result};

const PATH: &str = "password";

impl Accounts {
    /// The actor's account, when `password` is its. Fails with `Invalid` (`WRONG_PASSWORD`) at `path`, also for an
    /// account without a password, and counts as a try to sign in.
    pub async fn confirm(
        &self,
        actor: &Actor,
        (path, password): (&str, String),
        address: Option<IpAddr>,
    ) -> Result<Account> {
        let account = self.own(actor).await?;
        self.may_try(&account.email, address).await?;
        if !password::verify(password, account.password_hash.clone()).await? {
            self.failed(&account.email, Some(account.person), address).await?;
            let message = "Dit is niet je wachtwoord. Probeer het opnieuw.";
            return Err(Problems::one(path, "WRONG_PASSWORD", message).into());
        }
        Ok(account)
    }

    /// The same at `password`, for the actor of a session, which then counts as just signed in.
    pub async fn confirm_in(
        &self,
        actor: &Actor,
        session: &SessionHandle,
        password: String,
        address: Option<IpAddr>,
    ) -> Result<()> {
        self.confirm(actor, (PATH, password), address).await?;
        session.authenticated().await
    }

    /// The password, or a sign-in within the last ten minutes.
    ///
    /// Fails with `Invalid` at `password`: `REQUIRED` when it is needed and missing, `WRONG_PASSWORD` when it is wrong,
    /// `SIGN_IN_AGAIN` for an account without a password.
    pub async fn reauthenticate(
        &self,
        actor: &Actor,
        session: &SessionHandle,
        password: Option<String>,
        address: Option<IpAddr>,
    ) -> Result<()> {
        if let Some(password) = password {
            return self.confirm_in(actor, session, password, address).await;
        }
        if session.is_recent().await? {
            return Ok(());
        }
        let (code, message) = match self.own(actor).await?.password_hash {
            Some(_) => ("REQUIRED", "Vul je wachtwoord in om dit te veranderen."),
            None => ("SIGN_IN_AGAIN", "Log uit en opnieuw in, en doe dit binnen tien minuten."),
        };
        Err(Problems::one(PATH, code, message).into())
    }
}
