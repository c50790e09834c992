//! The languages that mails are written in.

use serde::{Deserialize, Serialize};

/// Dutch unless somebody chose English.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    #[default]
    Nl,
    En,
}

crate::named!(Language { Nl = "nl", En = "en" });
