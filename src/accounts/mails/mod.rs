//! What mails about accounts say, and where their links lead.
//!
//! A mail to an address that nobody has proved yet holds of what somebody typed no more than a name, and of that no more
//! than [`plain_name`] leaves: it would be a way to send strangers whatever one likes. Tokens stand behind `#`: browsers send that part to no server, so no log has it.

use chrono::{DateTime, Datelike, Duration, Utc};

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
template!(SECURITY_CHANGED, "security-changed");
template!(CHANGE_ADDRESS, "change-address");
template!(ADDRESS_ASKED, "address-asked");
template!(ADDRESS_CHANGED, "address-changed");
template!(ROLE_DROPPED, "role-dropped");
template!(BLOCKED, "blocked");
template!(UNBLOCKED, "unblocked");
template!(UNANSWERED, "unanswered");
template!(MOVE_WAITING, "move-waiting");
template!(MOVE_APPROVED, "move-approved");
template!(MOVE_DECLINED, "move-declined");
template!(MOVE_UNANSWERED, "move-unanswered");
template!(INACTIVE, "inactive");

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
    Profile,
    Contacts,
    SavedSearches,
    StopMails,
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
            Self::Profile => "/mijn/profiel",
            Self::Contacts => "/contacten",
            Self::SavedSearches => "/mijn/zoekvragen",
            Self::StopMails => "/mail-stoppen",
        }
    }
}

/// What changed in how somebody signs in, or in what acts for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecurityChange {
    AppAdded,
    AppRemoved,
    PasskeyAdded,
    PasskeyRemoved,
    CodesRenewed,
    TokenMade,
    TokenRevoked,
    /// By the operator of the network, for who lost them.
    FactorsRemoved,
}

impl SecurityChange {
    /// A sentence, without the moment.
    pub fn told(self, language: Language) -> &'static str {
        let (nl, en) = match self {
            Self::AppAdded => ("Er is een app met codes ingesteld.", "An app with codes was set up."),
            Self::AppRemoved => ("De app met codes is weggehaald.", "The app with codes was taken away."),
            Self::PasskeyAdded => ("Er is een passkey toegevoegd.", "A passkey was added."),
            Self::PasskeyRemoved => ("Er is een passkey weggehaald.", "A passkey was taken away."),
            Self::CodesRenewed => ("Er zijn nieuwe herstelcodes gemaakt.", "New recovery codes were made."),
            Self::TokenMade => ("Er is een API-sleutel gemaakt.", "An API token was made."),
            Self::TokenRevoked => ("Er is een API-sleutel ingetrokken.", "An API token was revoked."),
            Self::FactorsRemoved => (
                "De beheerder van het netwerk heeft je tweede stap weggehaald.",
                "The operator of the network took your second step away.",
            ),
        };
        match language {
            Language::Nl => nl,
            Language::En => en,
        }
    }
}

/// Characters of a name in a mail to somebody who may not know whose it is.
const NAME_MAX: usize = 60;

/// What can be a name and nothing else: letters with what stands between them, at most [`NAME_MAX`] characters. No mail
/// program makes a link of it, and no advertisement fits in.
pub fn plain_name(name: &str) -> String {
    let mut plain = String::new();
    let mut rest = name.chars().peekable();
    while let Some(c) = rest.next() {
        let is_between = matches!(c, ' ' | '-' | '\'' | '’');
        // A dot behind a letter of `J. de Vries`; the one of `evil.example` has no space behind it.
        let is_short = c == '.' && rest.peek().is_none_or(|next| *next == ' ');
        if c.is_alphabetic() || is_between || is_short {
            plain.push(c);
        }
    }
    let cut: String = plain.chars().take(NAME_MAX).collect();
    cut.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A day as people here read it.
pub fn day(at: DateTime<Utc>, language: Language) -> String {
    let at = on_dutch_clocks(at);
    match language {
        Language::Nl => at.format("%d-%m-%Y").to_string(),
        Language::En => at.format("%-d %B %Y").to_string(),
    }
}

fn on_dutch_clocks(at: DateTime<Utc>) -> DateTime<Utc> {
    at + Duration::hours(if is_summer(at) { 2 } else { 1 })
}

/// A moment as people here read it: on Dutch clocks, wherever the server stands.
pub fn moment(at: DateTime<Utc>, language: Language) -> String {
    let at = on_dutch_clocks(at);
    match language {
        Language::Nl => at.format("%d-%m-%Y om %H:%M uur").to_string(),
        Language::En => at.format("%-d %B %Y, %H:%M (Dutch time)").to_string(),
    }
}

/// Directive 2000/84/EC: from the last Sunday of March until that of October, at one o'clock UTC.
fn is_summer(at: DateTime<Utc>) -> bool {
    let last_sunday = |month: u32| {
        let last = at.date_naive().with_day(1)?.with_month(month)?.with_day(31)?;
        let sunday = last - Duration::days(i64::from(last.weekday().num_days_from_sunday()));
        Some(sunday.and_hms_opt(1, 0, 0)?.and_utc())
    };
    match (last_sunday(3), last_sunday(10)) {
        (Some(begin), Some(end)) => (begin..end).contains(&at),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_on_dutch_clocks() {
        let told = |at: &str| moment(at.parse().unwrap(), Language::Nl);
        assert_eq!(told("2026-11-25T12:00:00Z"), "25-11-2026 om 13:00 uur");
        assert_eq!(told("2026-07-01T23:30:00Z"), "02-07-2026 om 01:30 uur");
        assert_eq!(told("2026-03-29T00:59:00Z"), "29-03-2026 om 01:59 uur");
        assert_eq!(told("2026-03-29T01:00:00Z"), "29-03-2026 om 03:00 uur");
        assert_eq!(told("2026-10-25T00:59:00Z"), "25-10-2026 om 02:59 uur");
        assert_eq!(told("2026-10-25T01:00:00Z"), "25-10-2026 om 02:00 uur");
    }

    #[test]
    fn a_name_in_a_mail_to_a_stranger_is_a_name() {
        assert_eq!(plain_name("Jan-Peter d’Hondt jr."), "Jan-Peter d’Hondt jr.");
        assert_eq!(plain_name("J.A. de Vriès"), "JA. de Vriès");
        let wrong = "Win €100: https://evil.example/x?a=1 (bel 0900-1234)";
        assert_eq!(plain_name(wrong), "Win httpsevilexamplexa bel -");
        assert_eq!(plain_name(&"naam ".repeat(40)).chars().count(), 59);
    }

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
            SECURITY_CHANGED,
            CHANGE_ADDRESS,
            ADDRESS_ASKED,
            ADDRESS_CHANGED,
            ROLE_DROPPED,
            BLOCKED,
            UNBLOCKED,
            UNANSWERED,
            MOVE_WAITING,
            MOVE_APPROVED,
            MOVE_DECLINED,
            MOVE_UNANSWERED,
            INACTIVE,
        ];
        let names = ["link", "until", "at", "name", "municipality", "inviter", "tokens", "what"];
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
