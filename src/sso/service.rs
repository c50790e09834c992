//! The use cases: to the provider, and back.

use std::net::IpAddr;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::protocol::{Claims, Pending, Provider};
use super::settings::ProviderSettings;
use super::store;
use crate::access::SignedIn;
use crate::accounts::Accounts;
use crate::accounts::session::SessionHandle;
use crate::audit::{self, Act, AuditKind};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{Error, Result, chain};
use crate::factors::ceremonies::{self, Ceremony, Kind};
use crate::factors::model::SETTING_UP_LASTS;
use crate::factors::{Entry, Factors};
use crate::ids::{AccountId, MunicipalityId};
use crate::municipalities::Register;
use crate::text;

/// Why somebody comes back without being signed in; each has a name that the page of signing in explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Another browser, too late, or a second time.
    Expired,
    /// The person or the provider said no, or the account is blocked.
    Refused,
    /// The provider does not answer, or not as it should.
    Unavailable,
    /// It gives no address that it has verified.
    UnverifiedEmail,
    /// The account is of a municipality that the provider does not speak for.
    OtherMunicipality,
    /// A new person, and the provider speaks for several municipalities.
    WhichMunicipality,
    /// The account belongs to another person of the provider.
    AlreadyLinked,
}

impl Failure {
    /// Stable, in the address of the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Refused => "refused",
            Self::Unavailable => "unavailable",
            Self::UnverifiedEmail => "unverified-email",
            Self::OtherMunicipality => "other-municipality",
            Self::WhichMunicipality => "which-municipality",
            Self::AlreadyLinked => "already-linked",
        }
    }
}

/// What the provider's answer came to.
pub type Return = std::result::Result<(Entry, String), Failure>;

#[derive(Clone, Debug)]
pub struct Sso {
    db: Db,
    clock: Clock,
    accounts: Accounts,
    factors: Factors,
    providers: Arc<[Provider]>,
}

impl Sso {
    /// Fails with `BadInput` for settings that can't work.
    pub fn new(
        db: Db,
        clock: Clock,
        (accounts, factors): (Accounts, Factors),
        municipalities: &Register,
        (settings, public_url): (Vec<ProviderSettings>, &str),
    ) -> Result<Self> {
        let mut providers: Vec<Provider> = Vec::new();
        for settings in settings {
            if providers.iter().any(|provider| provider.settings.id == settings.id) {
                return Err(Error::BadInput(format!("two sso providers have the id “{}”", settings.id)));
            }
            let find = |code: &String| {
                let found = municipalities.by_code(code).map(|municipality| municipality.id);
                let unknown = format!("sso provider “{}”: “{code}” is no CBS code", settings.id);
                found.ok_or(Error::BadInput(unknown))
            };
            let bound = settings.municipalities.iter().map(find).collect::<Result<Vec<_>>>()?;
            providers.push(Provider::new(settings, bound, public_url)?);
        }
        Ok(Self { db, clock, accounts, factors, providers: providers.into() })
    }

    /// In the order of the configuration.
    pub fn providers(&self) -> &[Provider] {
        &self.providers
    }

    pub fn provider(&self, id: &str) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.settings.id == id)
    }

    /// The one that signs in people of one of `municipalities`; `None` when there is none, or more than one.
    pub fn provider_of(&self, municipalities: &[MunicipalityId]) -> Option<&Provider> {
        let speaks =
            |provider: &&Provider| provider.municipalities.iter().any(|id| municipalities.contains(id));
        let mut found = self.providers.iter().filter(speaks);
        found.next().filter(|_| found.next().is_none())
    }

    /// Where an account signs in by, and since when. A provider that is no longer configured is left out.
    pub async fn identities(&self, account: AccountId) -> Result<Vec<(Provider, DateTime<Utc>)>> {
        let linked = store::of_account(self.db.reader(), account).await?;
        let known = |(id, since): (String, _)| Some((self.provider(&id)?.clone(), since));
        Ok(linked.into_iter().filter_map(known).collect())
    }

    /// The address at the provider to send the person to. `next` is a page of this site, else the home page.
    ///
    /// Fails with `NotFound` for an unknown provider, with `RateLimited` after too many tries from one address.
    pub async fn begin(
        &self,
        session: &SessionHandle,
        provider: &str,
        next: &str,
        address: Option<IpAddr>,
    ) -> Result<std::result::Result<String, Failure>> {
        let provider = self.provider(provider).ok_or(Error::NotFound { what: "sso provider" })?;
        self.accounts.count_try(address)?;
        let begun = provider.begin(own_page(next).to_owned(), self.clock.now()).await;
        let (url, pending) = match begun {
            Ok(begun) => begun,
            Err(error) => return Ok(Err(unavailable(provider, &error))),
        };
        let id = session.under_way().await?;
        let state = serde_json::to_string(&pending).map_err(Error::internal)?;
        let expires_at = self.clock.now() + SETTING_UP_LASTS;
        let tx = self.db.begin().await?;
        ceremonies::begin(&tx, id, Kind::Sso, Ceremony { account: None, state }, expires_at).await?;
        tx.commit().await?;
        Ok(Ok(url))
    }

    /// The provider sent the person back with `code` and `state`. Once; then begins the session, or asks for a second
    /// factor. Fails with `NotFound` for an unknown provider.
    pub async fn finish(
        &self,
        session: &SessionHandle,
        provider: &str,
        (code, state): (Option<String>, &str),
        address: Option<IpAddr>,
    ) -> Result<Return> {
        let provider = self.provider(provider).ok_or(Error::NotFound { what: "sso provider" })?;
        let Some(id) = session.id().await? else { return Ok(Err(Failure::Expired)) };
        let tx = self.db.begin().await?;
        let found = ceremonies::take(&tx, id, Kind::Sso, self.clock.now()).await?;
        tx.commit().await?;
        let pending: Option<Pending> = found.and_then(|found| serde_json::from_str(&found.state).ok());
        let of_this = |pending: &Pending| pending.provider == provider.settings.id && pending.state == state;
        let Some(pending) = pending.filter(of_this) else { return Ok(Err(Failure::Expired)) };
        let Some(code) = code else { return Ok(Err(Failure::Refused)) };
        let next = pending.next.clone();
        let claims = match provider.finish(code, pending, self.clock.now()).await {
            Ok(claims) => claims,
            Err(error) => return Ok(Err(unavailable(provider, &error))),
        };
        let person = match self.person(provider, claims, address).await? {
            Ok(person) => person,
            Err(failure) => return Ok(Err(failure)),
        };
        Ok(Ok((self.factors.enter(session, person, address).await?, next)))
    }

    /// The account that the claims are about: linked before, or by the address, or a new one.
    async fn person(
        &self,
        provider: &Provider,
        claims: Claims,
        address: Option<IpAddr>,
    ) -> Result<std::result::Result<SignedIn, Failure>> {
        let id = &provider.settings.id;
        let now = self.clock.now();
        if let Some(account) = store::find(self.db.reader(), id, &claims.subject).await? {
            // Of a blocked account nothing more is told.
            let Some(person) = self.accounts.person(account).await? else { return Ok(Err(Failure::Refused)) };
            let is_theirs = speaks_for(provider, &person);
            return Ok(if is_theirs { Ok(person) } else { Err(Failure::OtherMunicipality) });
        }
        let Some(email) = claims.email.as_deref().and_then(text::email) else {
            return Ok(Err(Failure::UnverifiedEmail));
        };
        let account = match self.accounts.find_by_email(&email).await? {
            Some(account) => account,
            None => {
                let [municipality] = provider.municipalities[..] else {
                    return Ok(Err(Failure::WhichMunicipality));
                };
                let name = claims.name.unwrap_or_else(|| name_of(&email));
                self.accounts.create_without_password(&email, &name, municipality).await?
            }
        };
        let Some(person) = self.accounts.person(account).await? else {
            return Ok(Err(Failure::Refused));
        };
        if !speaks_for(provider, &person) {
            return Ok(Err(Failure::OtherMunicipality));
        }
        let tx = self.db.begin().await?;
        if !store::link(&tx, id, &claims.subject, account, now).await? {
            return Ok(Err(Failure::AlreadyLinked));
        }
        let act = Act::new(AuditKind::SsoLinked).by_person(person.person).on(person.person);
        audit::record(&tx, act.for_municipality(person.municipality).from(address), now).await?;
        tx.commit().await?;
        Ok(Ok(person))
    }
}

/// A provider of one municipality can't sign anybody of another in, whatever address it claims.
fn speaks_for(provider: &Provider, person: &SignedIn) -> bool {
    let is_bound = |municipality: MunicipalityId| provider.municipalities.contains(&municipality);
    person.municipality.is_some_and(is_bound)
}

fn unavailable(provider: &Provider, error: &Error) -> Failure {
    tracing::warn!(provider = provider.settings.id, error = %chain(error), "an sso provider failed");
    Failure::Unavailable
}

/// `next` when it is a path on this site: browsers read `//` and `/\` as another site.
fn own_page(next: &str) -> &str {
    let is_own = next.starts_with('/')
        && !next[1..].starts_with(['/', '\\'])
        && next.len() <= 500
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_own { next } else { "/" }
}

/// What stands before the `@`, for a provider that gives no name; the person can change it.
fn name_of(email: &str) -> String {
    email.split('@').next().unwrap_or_default().replace(['.', '_'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_of_this_site_is_returned_to() {
        for own in ["/", "/pilots?thema=zorg", "/mijn/profiel"] {
            assert_eq!(own_page(own), own);
        }
        for foreign in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nSet-Cookie: x",
            "evil",
            "/\t/evil.example",
        ] {
            assert_eq!(own_page(foreign), "/", "{foreign:?}");
        }
    }
}
