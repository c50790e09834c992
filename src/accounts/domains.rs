//! Mail domains: who has an address of one that was verified belongs to its municipality.
//!
//! Municipalities that share an organisation may have the same domain. A domain that anybody can get an address of
//! is nobody's.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::entity::mail_domain::{self, Column, Entity};
use crate::db::Tx;
use crate::db::constraint::is_unique_violation;
use crate::error::{Problems, Result};
use crate::ids::{MailDomainId, MunicipalityId, PersonId};
use crate::mail::address;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailDomain {
    pub id: MailDomainId,
    pub municipality: MunicipalityId,
    /// Lower-case: `zaanstad.nl`. Only itself, no part of it.
    pub domain: String,
    pub added_by: Option<PersonId>,
    pub added_at: DateTime<Utc>,
    /// Since when it leads to membership.
    pub verified_at: Option<DateTime<Utc>>,
}

/// Where everybody can have an address.
const PUBLIC: &[&str] = &[
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "outlook.nl",
    "hotmail.com",
    "hotmail.nl",
    "live.com",
    "live.nl",
    "msn.com",
    "yahoo.com",
    "yahoo.nl",
    "icloud.com",
    "me.com",
    "aol.com",
    "gmx.com",
    "gmx.net",
    "gmx.de",
    "mail.com",
    "proton.me",
    "protonmail.com",
    "tutanota.com",
    "tuta.io",
    "zoho.com",
    "yandex.com",
    "kpnmail.nl",
    "kpnplanet.nl",
    "planet.nl",
    "hetnet.nl",
    "ziggo.nl",
    "home.nl",
    "casema.nl",
    "chello.nl",
    "upcmail.nl",
    "xs4all.nl",
    "telfort.nl",
    "tele2.nl",
    "online.nl",
    "zonnet.nl",
    "quicknet.nl",
    "solcon.nl",
    "freedom.nl",
    "caiway.nl",
    "delta.nl",
];

/// What somebody wrote as a domain, with or without what stands before it. Fails with `Invalid` at `domain`:
/// `MALFORMED`, or `PUBLIC_DOMAIN` for one that everybody can have an address of.
pub fn parse(input: &str) -> Result<String, Problems> {
    let domain = input.trim().trim_start_matches('@').to_lowercase();
    if !address::is_domain(&domain) {
        let message = "Dit is geen maildomein. Schrijf wat achter de @ staat, bijvoorbeeld zaanstad.nl.";
        return Err(Problems::one("domain", "MALFORMED", message));
    }
    if PUBLIC.contains(&domain.as_str()) {
        let message = "Op dit domein kan iedereen een adres krijgen. Kies het domein van de gemeente zelf.";
        return Err(Problems::one("domain", "PUBLIC_DOMAIN", message));
    }
    Ok(domain)
}

/// Fails with `Invalid` (`TAKEN`) when the municipality has it already.
pub async fn insert(tx: &Tx, domain: &MailDomain) -> Result<()> {
    let row = mail_domain::ActiveModel {
        id: Set(domain.id.0),
        municipality_id: Set(domain.municipality.0),
        domain: Set(domain.domain.clone()),
        added_by: Set(domain.added_by.map(|person| person.0)),
        added_at: Set(domain.added_at),
        verified_at: Set(domain.verified_at),
    };
    match Entity::insert(row).exec_without_returning(&**tx).await {
        Ok(_) => Ok(()),
        Err(error) if is_unique_violation(&error, "mail_domains", &["domain", "municipality_id"]) => {
            Err(Problems::one("domain", "TAKEN", "Deze gemeente heeft dit maildomein al.").into())
        }
        Err(error) => Err(error.into()),
    }
}

pub async fn find(db: &impl ConnectionTrait, id: MailDomainId) -> Result<Option<MailDomain>> {
    Ok(Entity::find_by_id(id.0).one(db).await?.map(MailDomain::from))
}

/// Of a municipality, by name.
pub async fn of(db: &impl ConnectionTrait, municipality: MunicipalityId) -> Result<Vec<MailDomain>> {
    let rows = Entity::find()
        .filter(Column::MunicipalityId.eq(municipality.0))
        .order_by_asc(Column::Domain)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(MailDomain::from).collect())
}

/// The municipalities that `email` says somebody works for: those whose verified domain it has.
pub async fn municipalities(db: &impl ConnectionTrait, email: &str) -> Result<Vec<MunicipalityId>> {
    let Some(domain) = address::domain(email) else { return Ok(Vec::new()) };
    let rows = Entity::find()
        .filter(Column::Domain.eq(domain))
        .filter(Column::VerifiedAt.is_not_null())
        .order_by_asc(Column::MunicipalityId)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| MunicipalityId(row.municipality_id)).collect())
}

pub async fn verify(tx: &Tx, id: MailDomainId, now: DateTime<Utc>) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::VerifiedAt, Expr::value(now))
        .filter(Column::Id.eq(id.0))
        .exec(&**tx)
        .await?;
    Ok(())
}

pub async fn remove(tx: &Tx, id: MailDomainId) -> Result<()> {
    Entity::delete_by_id(id.0).exec(&**tx).await?;
    Ok(())
}

impl From<mail_domain::Model> for MailDomain {
    fn from(row: mail_domain::Model) -> Self {
        Self {
            id: MailDomainId(row.id),
            municipality: MunicipalityId(row.municipality_id),
            domain: row.domain,
            added_by: row.added_by.map(PersonId),
            added_at: row.added_at,
            verified_at: row.verified_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_that_everybody_can_have_is_nobodys() {
        assert_eq!(parse(" @Zaanstad.NL ").unwrap(), "zaanstad.nl");
        assert_eq!(parse("gmail.com").unwrap_err().0[0].code, "PUBLIC_DOMAIN");
        for wrong in ["", "zaanstad", "https://zaanstad.nl", "a b.nl", "*.nl"] {
            assert_eq!(parse(wrong).unwrap_err().0[0].code, "MALFORMED", "{wrong}");
        }
    }
}
