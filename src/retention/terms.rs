//! The terms, in days.

use clap::Args;
use serde::Deserialize;

use crate::error::{Error, Result};

/// What one source of the configuration says about terms; `[retention]` in the file.
#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TermsSource {
    /// Days until entries of the audit log go [default: 730]
    #[arg(
        long = "retention-audit-days",
        env = "BDG_RETENTION_AUDIT_DAYS",
        global = true,
        value_name = "DAYS"
    )]
    pub audit_days: Option<u32>,

    /// Days until network addresses in the audit log are shortened [default: 90]
    #[arg(
        long = "retention-audit-address-days",
        env = "BDG_RETENTION_AUDIT_ADDRESS_DAYS",
        global = true,
        value_name = "DAYS"
    )]
    pub audit_address_days: Option<u32>,

    /// Days until a consent goes that a later one has replaced [default: 1825]
    #[arg(
        long = "retention-consent-days",
        env = "BDG_RETENTION_CONSENT_DAYS",
        global = true,
        value_name = "DAYS"
    )]
    pub consent_days: Option<u32>,

    /// Days after its end until an introduction goes [default: 730]
    #[arg(
        long = "retention-introduction-days",
        env = "BDG_RETENTION_INTRODUCTION_DAYS",
        global = true,
        value_name = "DAYS"
    )]
    pub introduction_days: Option<u32>,

    /// Days without sign-in until an account is deleted, 0 for never [default: 1095]
    #[arg(
        long = "retention-inactive-account-days",
        env = "BDG_RETENTION_INACTIVE_ACCOUNT_DAYS",
        global = true,
        value_name = "DAYS"
    )]
    pub inactive_account_days: Option<u32>,

    /// Days between the mail that an account will be deleted and the deletion [default: 30]
    #[arg(
        long = "retention-inactive-warning-days",
        env = "BDG_RETENTION_INACTIVE_WARNING_DAYS",
        global = true,
        value_name = "DAYS"
    )]
    pub inactive_warning_days: Option<u32>,

    /// Days until a registration or move that nobody answered ends [default: 30]
    #[arg(
        long = "retention-registration-days",
        env = "BDG_RETENTION_REGISTRATION_DAYS",
        global = true,
        value_name = "DAYS"
    )]
    pub registration_days: Option<u32>,

    /// Days after it was last searched for until a search term goes [default: 396, thirteen months]
    #[arg(
        long = "retention-search-term-days",
        env = "BDG_RETENTION_SEARCH_TERM_DAYS",
        global = true,
        value_name = "DAYS"
    )]
    pub search_term_days: Option<u32>,
}

impl TermsSource {
    /// What this source says, else what `other` says.
    pub fn or(self, other: Self) -> Self {
        Self {
            audit_days: self.audit_days.or(other.audit_days),
            audit_address_days: self.audit_address_days.or(other.audit_address_days),
            consent_days: self.consent_days.or(other.consent_days),
            introduction_days: self.introduction_days.or(other.introduction_days),
            inactive_account_days: self.inactive_account_days.or(other.inactive_account_days),
            inactive_warning_days: self.inactive_warning_days.or(other.inactive_warning_days),
            registration_days: self.registration_days.or(other.registration_days),
            search_term_days: self.search_term_days.or(other.search_term_days),
        }
    }
}

/// What counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    pub audit_days: u32,
    /// At most [`Terms::audit_days`].
    pub audit_address_days: u32,
    pub consent_days: u32,
    pub introduction_days: u32,
    /// `None`: accounts stay.
    pub inactive_account_days: Option<u32>,
    /// At least 1: nobody loses their account without having been told.
    pub inactive_warning_days: u32,
    pub registration_days: u32,
    /// To the beginning of the week.
    pub search_term_days: u32,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            audit_days: 730,
            audit_address_days: 90,
            consent_days: 1_825,
            introduction_days: 730,
            inactive_account_days: Some(1_095),
            inactive_warning_days: 30,
            registration_days: 30,
            search_term_days: 396,
        }
    }
}

impl Terms {
    /// Fails when a term makes no sense.
    pub fn new(said: &TermsSource) -> Result<Self> {
        let default = Self::default();
        let audit_days = said.audit_days.unwrap_or(default.audit_days);
        let terms = Self {
            audit_days,
            audit_address_days: said.audit_address_days.unwrap_or(default.audit_address_days.min(audit_days)),
            consent_days: said.consent_days.unwrap_or(default.consent_days),
            introduction_days: said.introduction_days.unwrap_or(default.introduction_days),
            inactive_account_days: match said.inactive_account_days {
                None => default.inactive_account_days,
                Some(0) => None,
                Some(days) => Some(days),
            },
            inactive_warning_days: said.inactive_warning_days.unwrap_or(default.inactive_warning_days),
            registration_days: said.registration_days.unwrap_or(default.registration_days),
            search_term_days: said.search_term_days.unwrap_or(default.search_term_days),
        };
        if terms.audit_address_days > terms.audit_days {
            let message = "retention: audit_address_days is longer than audit_days";
            return Err(Error::BadInput(message.to_owned()));
        }
        if terms.audit_days == 0 {
            return Err(Error::BadInput("retention: audit_days is at least 1".to_owned()));
        }
        if terms.inactive_warning_days == 0 || terms.registration_days == 0 {
            let message = "retention: inactive_warning_days and registration_days are at least 1";
            return Err(Error::BadInput(message.to_owned()));
        }
        Ok(terms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_kept_no_longer_than_the_rows_they_stand_in() {
        let said = TermsSource { audit_days: Some(30), ..TermsSource::default() };
        assert_eq!(Terms::new(&said).unwrap().audit_address_days, 30);
        let said = TermsSource { audit_address_days: Some(31), ..said };
        assert!(Terms::new(&said).is_err());
    }

    #[test]
    fn zero_days_keep_inactive_accounts() {
        let said = TermsSource { inactive_account_days: Some(0), ..TermsSource::default() };
        assert_eq!(Terms::new(&said).unwrap().inactive_account_days, None);
        assert_eq!(Terms::new(&TermsSource::default()).unwrap(), Terms::default());
    }
}
