//! Somebody becomes a person with an account: the same for everybody, whichever way they came.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::access::{MunicipalityRole, Role, Visibility};
use crate::accounts::registrations;
use crate::accounts::store::{self, Account};
use crate::audit::{self, Act, AuditKind};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{AccountId, MunicipalityId, PersonId};
use crate::mail::Language;
use crate::outbox::{self, Event};
use crate::people::{self, NewPerson};

/// Who comes in, checked.
pub(super) struct Admission {
    pub id: PersonId,
    pub email: String,
    pub name: String,
    pub job_title: Option<String>,
    pub municipality: MunicipalityId,
    pub role: Role,
    pub municipality_role: MunicipalityRole,
    /// `None` for who signs in by another site only.
    pub password_hash: Option<String>,
    pub language: Language,
}

/// Fails with `Invalid` (`TAKEN`) when the address has an account already. Whatever else waited for it goes.
pub(super) async fn admit(tx: &Tx, who: Admission, now: DateTime<Utc>) -> Result<Account> {
    let person = NewPerson {
        external_id: None,
        display_name: who.name,
        job_title: who.job_title,
        municipality: who.municipality,
        municipality_role: who.municipality_role,
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
        person: who.id,
        email: who.email,
        password_hash: who.password_hash,
        role: who.role,
        language: who.language,
        is_blocked: false,
        is_blocked_by_network: false,
    };
    registrations::lock(tx, &account.email).await?;
    people::store::insert(tx, who.id, &person, now).await?;
    store::insert(tx, &account, now).await?;
    registrations::remove_others(tx, &account.email, None).await?;
    outbox::record(tx, Event::Changed(who.id.node()), now).await?;
    let act = Act::new(AuditKind::AccountCreated).on(who.id).for_municipality(Some(who.municipality));
    audit::record(tx, act, now).await?;
    Ok(account)
}
