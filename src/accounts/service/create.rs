//! Accounts that the command line and other sites make.

use super::admit::{Admission, admit};
use super::{Accounts, parse_address};
use crate::access::{MunicipalityRole, Role};
use crate::accounts::{password, store};
use crate::audit::{self, Act, AuditKind};
use crate::error::{Error, Problems, Result};
use crate::ids::{AccountId, MunicipalityId, PersonId};
use crate::mail::Language;
use crate::{people, text};

/// A person and their way in.
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
    /// Makes a person with an account. Fails with `Invalid` for a malformed or taken address or a weak password.
    pub async fn create(&self, new: NewAccount) -> Result<PersonId> {
        let mut problems = Problems::default();
        let email = problems.take(parse_address(&new.email)).unwrap_or_default();
        let name = problems.take(text::required("name", &new.name, people::model::NAME_MAX));
        problems.take(self.rules.check("password", &new.password, &[&new.name, &email]));
        let name = problems.or(name.unwrap_or_default())?;
        let password_hash = password::hash(new.password).await?;
        let (id, now) = (PersonId::generate(), self.clock.now());
        let who = Admission {
            id,
            email,
            name,
            job_title: None,
            municipality: new.municipality,
            role: new.role,
            municipality_role: new.municipality_role,
            password_hash: Some(password_hash),
            language: Language::default(),
        };
        let tx = self.db.begin().await?;
        admit(&tx, who, now).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Makes a member who signs in by another site only; `email` is proved. Whatever waited for the address goes. Fails
    /// with `Invalid` (`TAKEN`) when it has an account.
    pub async fn create_without_password(
        &self,
        email: &str,
        name: &str,
        municipality: MunicipalityId,
    ) -> Result<AccountId> {
        let name: String = name.chars().filter(|c| !c.is_control()).take(people::model::NAME_MAX).collect();
        let who = Admission {
            id: PersonId::generate(),
            email: email.to_owned(),
            name: name.trim().to_owned(),
            job_title: None,
            municipality,
            role: Role::Member,
            municipality_role: MunicipalityRole::Member,
            password_hash: None,
            language: Language::default(),
        };
        let tx = self.db.begin().await?;
        let account = admit(&tx, who, self.clock.now()).await?;
        tx.commit().await?;
        Ok(account.id)
    }

    /// Gives an account a new password, and ends its sessions and tokens. Fails with `BadInput` when nobody has the address.
    pub async fn set_password(&self, email: &str, password: String) -> Result<()> {
        let email = text::email(email).unwrap_or_default();
        let account = store::by_email(self.db.reader(), &email).await?;
        let account = account.ok_or_else(|| Error::BadInput(format!("nobody signs in as {email}")))?;
        self.rules.check("password", &password, &[&email, &self.name_of(&account).await?])?;
        let hash = password::hash(password).await?;
        let tx = self.db.begin().await?;
        store::set_password(&tx, account.id, hash).await?;
        store::end_sessions(&tx, account.id).await?;
        store::revoke_tokens(&tx, account.id, self.clock.now()).await?;
        let act = Act::new(AuditKind::PasswordChanged).on(account.person);
        audit::record(&tx, act, self.clock.now()).await?;
        tx.commit().await
    }
}
