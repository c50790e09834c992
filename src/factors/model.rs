//! The words of signing in with more than a password.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::access::SignedIn;
use crate::ids::{AccountId, PasskeyId};

/// How long somebody has for the second step.
pub const CHALLENGE_LASTS: Duration = Duration::minutes(5);
/// How long somebody has to set a factor up, or to sign in by passkey.
pub const SETTING_UP_LASTS: Duration = Duration::minutes(10);
/// Wrong codes before the sign-in begins again.
pub const TRIES: i32 = 5;
/// Wrong codes of one account within [`FAILURES_WITHIN`], whatever sign-in they belong to.
pub const FAILURES: i32 = 10;
pub const FAILURES_WITHIN: Duration = Duration::hours(1);
pub const PASSKEY_NAME_MAX: usize = 100;
/// Passkeys of one account.
pub const PASSKEYS: usize = 20;

/// How somebody can answer a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    Totp,
    RecoveryCode,
    Passkey,
}

/// What is asked of somebody whose password was right.
#[derive(Clone, Debug)]
pub struct Challenge {
    pub methods: Vec<Method>,
    pub expires_at: DateTime<Utc>,
    /// For `navigator.credentials.get`, when the person has passkeys.
    pub passkey_options: Option<Value>,
}

/// Where a sign-in has come to.
#[derive(Clone, Debug)]
pub enum Entry {
    In(SignedIn),
    /// A second factor is asked for first.
    Asked(Challenge),
}

/// The answer to a challenge.
#[derive(Clone, Debug)]
pub enum Proof {
    Totp(String),
    RecoveryCode(String),
    Passkey(Value),
}

impl Proof {
    /// The field of the form that it was filled in.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Totp(_) => "totp",
            Self::RecoveryCode(_) => "recoveryCode",
            Self::Passkey(_) => "passkey",
        }
    }
}

/// Whom the installation asks for a second factor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Required {
    /// Who wants one has one.
    Nobody,
    /// Administrators, of the network and of municipalities: they let people in and give roles.
    #[default]
    Admins,
    Everybody,
}

impl Required {
    pub fn of(self, person: &SignedIn) -> bool {
        match self {
            Self::Nobody => false,
            Self::Admins => person.is_administrator(),
            Self::Everybody => true,
        }
    }
}

/// A passkey as its owner sees it.
#[derive(Clone, Debug)]
pub struct OwnPasskey {
    pub id: PasskeyId,
    pub name: String,
    pub created_at: DateTime<Utc>,
    pub last_used_at: Option<DateTime<Utc>>,
}

/// What an account has, as its owner sees it.
#[derive(Clone, Debug)]
pub struct Overview {
    pub has_totp: bool,
    pub recovery_codes_left: u64,
    pub passkeys: Vec<OwnPasskey>,
}

/// Who a TOTP secret belongs to, for the vault.
pub fn owner_of(account: AccountId) -> String {
    format!("totp:{}", account.0)
}

/// What somebody adds to their authenticator app.
#[derive(Clone, Debug)]
pub struct TotpSetup {
    /// Base32, to type.
    pub secret: String,
    /// `otpauth://totp/…`
    pub uri: String,
    /// The same as a QR code: an SVG element.
    pub qr_svg: String,
}
