//! What mails about accounts say, and where their links lead.
//!
//! A mail to an address that nobody has proved yet holds nothing that somebody typed: it would be a way to send
//! strangers whatever one likes. Tokens stand behind `#`: browsers send that part to no server, so no log has it.

use chrono::{DateTime, Utc};

use crate::mail::{Language, Template};

macro_rules! template {
    ($name:ident, $kind:literal) => {
        pub const $name: Template = Template {
            kind: $kind,
            nl: include_str!(concat!($kind, ".nl.txt")),
            en: include_str!(concat!($kind, ".en.txt")),
        };
    };
}

template!(VERIFY, "verify");
template!(KNOWN, "known");
template!(WAITING, "waiting");
template!(APPROVED, "approved");
template!(DECLINED, "declined");
template!(INVITATION, "invitation");
template!(INVITED_KNOWN, "invited-known");
template!(RESET, "reset");
template!(UNKNOWN, "unknown");
template!(PASSWORD_CHANGED, "password-changed");
template!(CHANGE_ADDRESS, "change-address");
template!(ADDRESS_ASKED, "address-asked");
template!(ADDRESS_CHANGED, "address-changed");

/// A page of the site; the addresses are those of `frontend/src/routes/paths.ts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Home,
    Join,
    SignIn,
    ForgotPassword,
    ConfirmRegistration,
    ConfirmAddress,
    NewPassword,
    Invitation,
    Registrations,
}

impl Place {
    pub fn path(self) -> &'static str {
        match self {
            Self::Home => "/",
            Self::Join => "/meedoen",
            Self::SignIn => "/inloggen",
            Self::ForgotPassword => "/wachtwoord-vergeten",
            Self::ConfirmRegistration => "/bevestigen",
            Self::ConfirmAddress => "/adres-bevestigen",
            Self::NewPassword => "/nieuw-wachtwoord",
            Self::Invitation => "/uitnodiging",
            Self::Registrations => "/beheer/mensen",
        }
    }
}

/// A moment as people read it, in UTC: the mail does not know where its reader is.
pub fn moment(at: DateTime<Utc>, language: Language) -> String {
    match language {
        Language::Nl => at.format("%d-%m-%Y om %H:%M uur (UTC)").to_string(),
        Language::En => at.format("%-d %B %Y, %H:%M (UTC)").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_whole_in_both_languages() {
        let all = [
            VERIFY,
            KNOWN,
            WAITING,
            APPROVED,
            DECLINED,
            INVITATION,
            INVITED_KNOWN,
            RESET,
            UNKNOWN,
            PASSWORD_CHANGED,
            CHANGE_ADDRESS,
            ADDRESS_ASKED,
            ADDRESS_CHANGED,
        ];
        let names = ["link", "until", "at", "name", "municipality", "inviter"];
        let values = names.map(|name| (name, "WAARDE"));
        for template in all {
            let places = |text: &str| names.map(|name| text.contains(&format!("{{{name}}}")));
            assert_eq!(places(template.nl), places(template.en), "{}", template.kind);
            for &language in Language::ALL {
                let content = template.render(language, &values);
                assert!(!content.text.contains(['{', '[']) && !content.subject.contains('{'), "{content:?}");
                assert!(content.subject.len() > 10 && content.text.len() > 100, "{content:?}");
            }
        }
    }
}
