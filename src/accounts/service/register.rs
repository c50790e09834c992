//! Registering oneself, and proving the address. The password is chosen with the link: whoever registers somebody else's
//! address never knows a password that works.

use std::net::IpAddr;

use chrono::Duration;

use super::admit::{Admission, admit};
use super::{Accounts, invalid_link, parse_address, signed_in};
use crate::access::{MunicipalityRole, Role, SignedIn};
use crate::accounts::links::{self, Holder, NewLink, Purpose};
use crate::accounts::mails::{self, Place, moment};
use crate::accounts::registrations::{self, Registration};
use crate::accounts::{domains, password, store};
use crate::audit::{self, Act, AuditKind};
use crate::db::Tx;
use crate::error::{Problems, Result};
use crate::ids::{MunicipalityId, PersonId};
use crate::mail::{Language, Mail, queue};
use crate::{people, text};

/// How long a new address can be proved.
pub const VERIFY_HOURS: i64 = 24;
/// News is of no use after this.
pub(super) const NEWS_DAYS: i64 = 3;

/// What somebody fills in to join.
#[derive(Clone, Debug)]
pub struct NewRegistration {
    pub email: String,
    pub name: String,
    pub job_title: Option<String>,
    /// `None`: the one that the address's mail domain belongs to.
    pub municipality_code: Option<String>,
    /// Checked by the rules and not kept: the one that counts comes with the link.
    pub password: Option<String>,
    pub language: Language,
}

/// What came of proving an address.
#[derive(Clone, Copy, Debug)]
pub struct Verified {
    /// `None` while an administrator must let them in.
    pub signed_in: Option<SignedIn>,
}

impl Accounts {
    /// The municipalities that an address belongs to by its mail domain. Tells nothing about accounts. Fails with
    /// `Invalid` (`MALFORMED`) at `email`.
    pub async fn registration_options(
        &self,
        email: &str,
        address: Option<IpAddr>,
    ) -> Result<Vec<MunicipalityId>> {
        self.limiter.check_link(address)?;
        domains::municipalities(self.db.reader(), &parse_address(email)?).await
    }

    /// Sends a mail to the address: with a link that proves it, or, when it has an account, one that says so. The
    /// caller can't tell which.
    pub async fn register(&self, new: NewRegistration, address: Option<IpAddr>) -> Result<()> {
        let registration = self.checked(new, address).await?;
        let (tx, now) = (self.db.begin().await?, self.clock.now());
        self.count_mail(&tx, &registration.email, address).await?;
        let (to, until) =
            ((registration.email.as_str(), registration.language), now + Duration::hours(VERIFY_HOURS));
        let account = store::by_email(&*tx, &registration.email).await?;
        // Written for a known address as well, whose link nobody gets: the same work takes the same time.
        registrations::insert(&tx, &registration).await?;
        let link = NewLink {
            purpose: Purpose::VerifyRegistration,
            holder: Holder::Registration(registration.id.0),
            email: None,
            expires_at: until,
        };
        let token = links::issue(&tx, &link, now).await?;
        let mail = match account {
            Some(account) => {
                let link = self.link(Place::SignIn);
                Mail::new(&mails::KNOWN, to, &[("link", &link)], until).about(account.id)
            }
            None => {
                let link = self.link_with(Place::ConfirmRegistration, &token);
                let values = [
                    ("name", mails::plain_name(&registration.name)),
                    ("municipality", self.municipality_name(registration.municipality).to_owned()),
                    ("link", link),
                    ("until", moment(until, registration.language)),
                ];
                let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
                Mail::new(&mails::VERIFY, to, &values, until)
            }
        };
        queue::add(&tx, &mail, now).await?;
        let act = Act::new(AuditKind::Registered).from(address);
        audit::record(&tx, act.for_municipality(Some(registration.municipality)), now).await?;
        tx.commit().await
    }

    /// What costs nothing is not counted as a try.
    async fn checked(&self, new: NewRegistration, address: Option<IpAddr>) -> Result<Registration> {
        let mut problems = Problems::default();
        let email = problems.take(parse_address(&new.email));
        let name = problems.take(text::name("name", &new.name, people::model::NAME_MAX));
        let title = text::optional("jobTitle", new.job_title.as_deref(), people::model::NAME_MAX);
        let job_title = problems.take(title).flatten();
        let about = [new.name.as_str(), email.as_deref().unwrap_or_default()];
        if let Some(password) = &new.password {
            problems.take(self.rules.check("password", password, &about));
        }
        let municipality = match (&new.municipality_code, &email) {
            (Some(code), _) => problems.take(self.present_municipality(code)).map(|found| found.id),
            (None, Some(email)) => match domains::municipalities(self.db.reader(), email).await?.as_slice() {
                [only] => Some(*only),
                _ => {
                    problems.add("municipalityCode", "REQUIRED", "Kies de gemeente waar je werkt.");
                    None
                }
            },
            (None, None) => None,
        };
        let (Some(email), Some(name), Some(municipality), true) =
            (email, name, municipality, problems.is_empty())
        else {
            return Err(problems.into());
        };
        self.limiter.check(&email, address)?;
        Ok(Registration {
            id: PersonId::generate(),
            email,
            name,
            job_title,
            municipality,
            password_hash: None,
            language: new.language,
            created_at: self.clock.now(),
            verified_at: None,
        })
    }

    /// Uses the link of a registration, with the password to sign in with from now on. With a mail domain of the
    /// municipality it becomes an account at once; else it waits, and who can let it in is told.
    ///
    /// Fails with `Invalid`: `INVALID_LINK` at `token`; `REQUIRED`, or as the rules say, at `password`, and the link is good
    /// for another try then; `TAKEN` at `email`.
    pub async fn verify_registration(
        &self,
        token: &str,
        password: Option<String>,
        address: Option<IpAddr>,
    ) -> Result<Verified> {
        self.limiter.check_link(address)?;
        let now = self.clock.now();
        let link = links::find(self.db.reader(), Purpose::VerifyRegistration, token, now).await?;
        let Some(Holder::Registration(id)) = link.map(|link| link.holder) else { return Err(invalid_link()) };
        let registration = registrations::find(self.db.reader(), PersonId(id)).await?;
        let mut registration = registration.ok_or_else(invalid_link)?;
        let password = password.ok_or_else(|| {
            let message = "Kies het wachtwoord waarmee je voortaan inlogt.";
            Problems::one("password", "REQUIRED", message)
        })?;
        self.rules.check("password", &password, &[&registration.name, &registration.email])?;
        let hash = password::hash(password).await?;
        let tx = self.db.begin().await?;
        registrations::lock(&tx, &registration.email).await?;
        links::consume(&tx, Purpose::VerifyRegistration, token, now).await?.ok_or_else(invalid_link)?;
        let act = Act::new(AuditKind::AddressVerified).on(registration.id).from(address);
        audit::record(&tx, act.for_municipality(Some(registration.municipality)), now).await?;
        let own = domains::municipalities(&*tx, &registration.email).await?;
        if !own.contains(&registration.municipality) {
            self.wait_for_approval(&tx, &registration, hash).await?;
            tx.commit().await?;
            return Ok(Verified { signed_in: None });
        }
        registration.password_hash = Some(hash);
        let account = admit(&tx, admission(registration), now).await?;
        let signed_in = signed_in(&tx, account.id).await?;
        tx.commit().await?;
        Ok(Verified { signed_in: Some(signed_in) })
    }

    async fn wait_for_approval(&self, tx: &Tx, registration: &Registration, hash: String) -> Result<()> {
        let now = self.clock.now();
        registrations::verify(tx, registration.id, hash, now).await?;
        registrations::remove_others(tx, &registration.email, Some(registration.id)).await?;
        let link = self.link(Place::Registrations);
        let values = [
            ("name", registration.name.as_str()),
            ("municipality", self.municipality_name(registration.municipality)),
            ("link", &link),
        ];
        let mail = |(email, language): &(String, Language)| {
            Mail::new(&mails::WAITING, (email, *language), &values, now + Duration::days(NEWS_DAYS))
        };
        let administrators = store::administrators(tx, registration.municipality).await?;
        queue::add_all(tx, &administrators.iter().map(mail).collect::<Vec<_>>(), now).await
    }
}

/// Who registered comes in as a member.
pub(super) fn admission(registration: Registration) -> Admission {
    Admission {
        id: registration.id,
        email: registration.email,
        name: registration.name,
        job_title: registration.job_title,
        municipality: registration.municipality,
        role: Role::Member,
        municipality_role: MunicipalityRole::Member,
        password_hash: registration.password_hash,
        language: registration.language,
    }
}
