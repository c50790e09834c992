//! Another mail address. The old one is told, before and after.

use std::net::IpAddr;

use chrono::{DateTime, Duration, Utc};

use super::register::NEWS_DAYS;
use super::{Accounts, invalid_link, parse_address};
use crate::access::{Actor, MunicipalityRole};
use crate::accounts::domains;
use crate::accounts::links::{self, Holder, NewLink, Purpose};
use crate::accounts::mails::{self, Place, moment};
use crate::accounts::store::{self, Account};
use crate::audit::{self, Act, AuditKind};
use crate::db::Tx;
use crate::error::{Problems, Result};
use crate::mail::{Language, Mail, Template, queue};
use crate::people;

/// How long a new address can be proved.
pub const CONFIRM_MINUTES: i64 = 60;

impl Accounts {
    /// Sends a link to the new address, or, when that has an account, a mail that says so; the caller can't tell which.
    /// Fails with `Invalid`: `WRONG_PASSWORD` at `password`; `MALFORMED` or `UNCHANGED` at `email`.
    pub async fn request_address(
        &self,
        actor: &Actor,
        (email, password): (&str, String),
        address: Option<IpAddr>,
    ) -> Result<()> {
        actor.require()?;
        let email = parse_address(email)?;
        let account = self.confirm(actor, ("password", password), address).await?;
        if email == account.email {
            return Err(
                Problems::one("email", "UNCHANGED", "Dit is al je e-mailadres. Vul een ander in.").into()
            );
        }
        let name = mails::plain_name(&self.name_of(&account).await?);
        let (tx, now) = (self.db.begin().await?, self.clock.now());
        self.count_mail(&tx, &email, address).await?;
        let (to, until) = ((email.as_str(), account.language), now + Duration::minutes(CONFIRM_MINUTES));
        let mail = match store::by_email(&*tx, &email).await? {
            Some(other) => {
                let link = self.link(Place::SignIn);
                Mail::new(&mails::KNOWN, to, &[("link", &link)], until).about(other.id)
            }
            None => {
                let (purpose, holder) = (Purpose::ChangeEmail, Holder::Account(account.id));
                let link = NewLink { purpose, holder, email: Some(email.clone()), expires_at: until };
                let token = links::issue(&tx, &link, now).await?;
                let link = self.link_with(Place::ConfirmAddress, &token);
                let until_text = moment(until, account.language);
                let values = [("name", name.as_str()), ("link", &link), ("until", &until_text)];
                Mail::new(&mails::CHANGE_ADDRESS, to, &values, until).about(account.id)
            }
        };
        let news = self.news(&account, (&mails::ADDRESS_ASKED, Place::ForgotPassword), now);
        queue::add_all(&tx, &[mail, news], now).await?;
        let act = Act::new(AuditKind::AddressChangeRequested).by(actor).on(account.person).from(address);
        audit::record(&tx, act, now).await?;
        tx.commit().await
    }

    /// Uses the link; answers the new address. With one that is not of their municipality the person is no more than a
    /// member there. Fails with `Invalid`: `INVALID_LINK` at `token`, or `TAKEN` at `email`
    /// when somebody has got an account with it meanwhile.
    pub async fn confirm_address(&self, token: &str, address: Option<IpAddr>) -> Result<String> {
        self.limiter.check_link(address)?;
        let (tx, now) = (self.db.begin().await?, self.clock.now());
        let link = links::consume(&tx, Purpose::ChangeEmail, token, now).await?.ok_or_else(invalid_link)?;
        let (Holder::Account(id), Some(email)) = (link.holder, link.email) else {
            return Err(invalid_link());
        };
        let account = store::by_id(&*tx, id).await?.ok_or_else(invalid_link)?;
        store::set_email(&tx, account.id, &email).await?;
        // Links to a new password lie in the old mailbox.
        links::revoke(&tx, Purpose::ResetPassword, Holder::Account(account.id)).await?;
        queue::add(&tx, &self.news(&account, (&mails::ADDRESS_CHANGED, Place::Home), now), now).await?;
        self.drop_unproved_role(&tx, &account, &email, address).await?;
        let act =
            Act::new(AuditKind::AddressChanged).by_person(account.person).on(account.person).from(address);
        audit::record(&tx, act, now).await?;
        tx.commit().await?;
        Ok(email)
    }

    /// Who moves to an address that is not of their municipality may have left it: they keep no more than a member's role
    /// there, and its administrators, who can give another one, are told.
    async fn drop_unproved_role(
        &self,
        tx: &Tx,
        account: &Account,
        email: &str,
        address: Option<IpAddr>,
    ) -> Result<()> {
        let (id, now) = (account.person, self.clock.now());
        let Some(had) = store::roles(&**tx, &[id]).await?.remove(&id) else { return Ok(()) };
        let Some(municipality) = had.municipality else { return Ok(()) };
        let is_proved = domains::municipalities(&**tx, email).await?.contains(&municipality);
        if had.municipality_role == MunicipalityRole::Member || is_proved {
            return Ok(());
        }
        people::store::set_municipality_role(tx, id, MunicipalityRole::Member).await?;
        let act = Act::new(AuditKind::RoleChanged).by_person(id).on(id).from(address);
        audit::record(tx, act.for_municipality(Some(municipality)), now).await?;
        let person = people::store::find(&**tx, id).await?;
        let (name, link) =
            (person.map_or_else(String::new, |person| person.display_name), self.link(Place::Registrations));
        let place = self.municipality_name(municipality);
        let values = [("name", name.as_str()), ("municipality", place), ("link", link.as_str())];
        let mail = |(email, language): &(String, Language)| {
            Mail::new(&mails::ROLE_DROPPED, (email, *language), &values, now + Duration::days(NEWS_DAYS))
        };
        let administrators = store::administrators(tx, municipality).await?;
        queue::add_all(tx, &administrators.iter().map(mail).collect::<Vec<_>>(), now).await
    }

    /// A mail to the address that the account has until now.
    fn news(&self, account: &Account, (template, place): (&Template, Place), now: DateTime<Utc>) -> Mail {
        let (at, link) = (moment(now, account.language), self.link(place));
        let (to, until) = ((account.email.as_str(), account.language), now + Duration::days(NEWS_DAYS));
        Mail::new(template, to, &[("at", &at), ("link", &link)], until).about(account.id)
    }
}
