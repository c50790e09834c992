//! Forgotten passwords, and new ones.

use std::net::IpAddr;

use chrono::Duration;

use super::register::NEWS_DAYS;
use super::{Accounts, invalid_link, parse_address, signed_in};
use crate::access::{Actor, SignedIn};
use crate::accounts::attempts::{self, WRONG_PASSWORD, WRONG_PASSWORD_OF};
use crate::accounts::links::{self, Holder, NewLink, Purpose};
use crate::accounts::mails::{self, Place, moment};
use crate::accounts::session::SessionHandle;
use crate::accounts::store::{self, Account};
use crate::accounts::{limiter, password};
use crate::audit::{self, Act, AuditKind, Target};
use crate::db::Tx;
use crate::error::Result;
use crate::mail::{Language, Mail, queue};

/// ASVS 5.0, 6.5.5: what is sent to prove who somebody is ends within ten minutes.
pub const RESET_MINUTES: i64 = 10;

/// What somebody fills in to change their password.
#[derive(Clone)]
pub struct NewPassword {
    pub current: String,
    pub new: String,
    /// End the tokens for programs, too.
    pub revokes_tokens: bool,
}

impl Accounts {
    /// Sends a mail to the address: with a link to a new password, or one that says that there is no account. The caller
    /// can't tell which. Links of before stay good: who asks for another one takes nothing from the owner. Fails with `Invalid` (`MALFORMED`) at `email`.
    pub async fn request_reset(&self, email: &str, address: Option<IpAddr>) -> Result<()> {
        let email = parse_address(email)?;
        self.limiter.check(&email, address)?;
        let (tx, now) = (self.db.begin().await?, self.clock.now());
        self.count_mail(&tx, &email, address).await?;
        let until = now + Duration::minutes(RESET_MINUTES);
        let act = Act::new(AuditKind::PasswordResetRequested).from(address);
        let account = store::by_email(&*tx, &email).await?.filter(|account| !account.is_blocked);
        let (mail, act) = match account {
            Some(account) => {
                let (purpose, holder) = (Purpose::ResetPassword, Holder::Account(account.id));
                let link = NewLink { purpose, holder, email: None, expires_at: until };
                let token = links::issue(&tx, &link, now).await?;
                let link = self.link_with(Place::NewPassword, &token);
                let values = [("link", link.as_str()), ("until", &moment(until, account.language))];
                let mail = Mail::new(&mails::RESET, (&email, account.language), &values, until);
                (mail.about(account.id), act.on(account.person))
            }
            None => {
                links::pretend(&tx, Purpose::ResetPassword).await?;
                let link = self.link(Place::Join);
                let values = [("link", link.as_str())];
                (Mail::new(&mails::UNKNOWN, (&email, Language::default()), &values, until), act)
            }
        };
        queue::add(&tx, &mail, now).await?;
        audit::record(&tx, act, now).await?;
        tx.commit().await
    }

    /// Uses the link: sets the password, ends all sessions and revokes all tokens; answers how many tokens.
    ///
    /// Fails with `Invalid`: `INVALID_LINK` at `token`, and as the rules say at `password`; the link is good for another
    /// try then.
    pub async fn reset(
        &self,
        token: &str,
        password: String,
        address: Option<IpAddr>,
    ) -> Result<(SignedIn, u64)> {
        self.limiter.check_link(address)?;
        let now = self.clock.now();
        let link = links::find(self.db.reader(), Purpose::ResetPassword, token, now).await?;
        let Some(Holder::Account(id)) = link.map(|link| link.holder) else { return Err(invalid_link()) };
        let account = store::by_id(self.db.reader(), id).await?.ok_or_else(invalid_link)?;
        self.rules.check("password", &password, &[&account.email, &self.name_of(&account).await?])?;
        let hash = password::hash(password).await?;
        let tx = self.db.begin().await?;
        links::consume(&tx, Purpose::ResetPassword, token, now).await?.ok_or_else(invalid_link)?;
        let act =
            Act::new(AuditKind::PasswordReset).by_person(account.person).on(account.person).from(address);
        audit::record(&tx, act, now).await?;
        // Who could get in by the old password could make a token as well.
        let revoked = self.renew(&tx, &account, (hash, true), address).await?;
        let signed_in = signed_in(&tx, account.id).await?;
        tx.commit().await?;
        Ok((signed_in, revoked))
    }

    /// Gives the actor a new password, ends their other sessions and goes on with this one under a new id: who is in it
    /// has shown all their factors. Their tokens stay, unless `revokes_tokens`; answers how many were revoked. Fails with
    /// `Invalid`: `WRONG_PASSWORD` at `currentPassword`, and as the rules say at `newPassword`.
    pub async fn change_password(
        &self,
        actor: &Actor,
        session: &SessionHandle,
        NewPassword { current, new, revokes_tokens }: NewPassword,
        address: Option<IpAddr>,
    ) -> Result<(SignedIn, u64)> {
        let own = self.own(actor).await?;
        self.rules.check("newPassword", &new, &[&own.email, &self.name_of(&own).await?])?;
        let account = self.confirm(actor, ("currentPassword", current), address).await?;
        let hash = password::hash(new).await?;
        let tx = self.db.begin().await?;
        let act = Act::new(AuditKind::PasswordChanged).by(actor).on(account.person).from(address);
        audit::record(&tx, act, self.clock.now()).await?;
        let revoked = self.renew(&tx, &account, (hash, revokes_tokens), address).await?;
        let signed_in = signed_in(&tx, account.id).await?;
        tx.commit().await?;
        session.renew(account.id).await?;
        Ok((signed_in, revoked))
    }

    /// A new password: sessions and links of before end, tokens when they are to, and the owner is told. Answers how many
    /// tokens ended.
    async fn renew(
        &self,
        tx: &Tx,
        account: &Account,
        (hash, revokes_tokens): (String, bool),
        address: Option<IpAddr>,
    ) -> Result<u64> {
        let now = self.clock.now();
        let revoked =
            if revokes_tokens { store::revoke_tokens(tx, account.id, now).await? } else { Vec::new() };
        for token in &revoked {
            let act = Act::new(AuditKind::TokenRevoked).by_person(account.person);
            audit::record(tx, act.on(Target::new("api_token", *token)).from(address), now).await?;
        }
        let tokens = match (revokes_tokens, account.language) {
            (false, _) => "",
            (true, Language::Nl) => " Al je API-sleutels zijn ingetrokken.",
            (true, Language::En) => " All your API tokens were revoked.",
        };
        store::set_password(tx, account.id, hash).await?;
        store::end_sessions(tx, account.id).await?;
        for purpose in [Purpose::ResetPassword, Purpose::ChangeEmail] {
            links::revoke(tx, purpose, Holder::Account(account.id)).await?;
        }
        attempts::forget(tx, WRONG_PASSWORD, &limiter::from(&account.email, address)).await?;
        attempts::forget(tx, WRONG_PASSWORD_OF, &account.email).await?;
        let link = self.link(Place::ForgotPassword);
        let at = moment(now, account.language);
        let values = [("at", at.as_str()), ("link", &link), ("tokens", tokens)];
        let (to, until) = ((account.email.as_str(), account.language), now + Duration::days(NEWS_DAYS));
        queue::add(tx, &Mail::new(&mails::PASSWORD_CHANGED, to, &values, until).about(account.id), now)
            .await?;
        Ok(revoked.len() as u64)
    }
}
