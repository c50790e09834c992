//! Purposes, and the words in which consent is asked. No I/O.

use chrono::{DateTime, Utc};

use crate::error::Problems;

/// What personal data may be used for, beyond what the network cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Being proposed to others as a contact.
    Matching,
    /// Showing one's profile to everybody, visitors and search engines too.
    PublicProfile,
}

crate::named!(Purpose { Matching = "matching", PublicProfile = "public_profile" });

/// The words of one version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    pub version: &'static str,
    /// Dutch.
    pub text: &'static str,
}

/// What an import, or a form from before the words were kept, said of somebody.
pub const TAKEN_OVER: Text =
    Text { version: "overgenomen", text: "Overgenomen uit gegevens die buiten dit netwerk zijn vastgelegd." };

const MATCHING: [Text; 1] = [Text {
    version: "2026-11",
    text: "Ik wil gevonden worden door mensen van andere gemeenten. Het netwerk vergelijkt daarvoor mijn \
        vraagstukken, thema's en pilots met die van anderen, en stelt mij voor als mogelijk contact, met de reden \
        erbij. Mijn mailadres en telefoonnummer ziet niemand voordat ik een kennismaking aanneem. Ik kan dit op elk \
        moment weer uitzetten; dan stelt het netwerk mij meteen niet meer voor.",
}];

const PUBLIC_PROFILE: [Text; 1] = [Text {
    version: "2026-11",
    text: "Ik wil dat iedereen mijn profiel kan zien, ook mensen zonder account en zoekmachines: mijn naam, mijn \
        gemeente, en van de rest wat ik bij mijn profiel op ‘iedereen’ zet. Mijn mailadres en telefoonnummer horen daar \
        niet bij. Ik kan dit op elk moment weer uitzetten; dan zien alleen mensen met een account mij nog. Een \
        zoekmachine kan er daarna nog even over doen om mij te vergeten.",
}];

impl Purpose {
    /// Every version there ever was, the present one last. A version's words never change.
    pub fn texts(self) -> &'static [Text] {
        match self {
            Self::Matching => &MATCHING,
            Self::PublicProfile => &PUBLIC_PROFILE,
        }
    }

    /// The words in which consent is asked now.
    pub fn text(self) -> Text {
        self.texts().last().copied().unwrap_or(TAKEN_OVER)
    }

    /// The present words, if they are those that somebody saw. Fails with `OUTDATED`, or with `REQUIRED` without any.
    pub fn agreed(self, version: Option<&str>) -> Result<Text, Problems> {
        let text = self.text();
        match version {
            Some(version) if version == text.version => Ok(text),
            Some(_) => {
                let message = "De tekst is veranderd. Lees de nieuwe tekst en kies dan opnieuw.";
                Err(Problems::one("textVersion", "OUTDATED", message))
            }
            None => Err(Problems::one("textVersion", "REQUIRED", "Zeg met welke tekst je instemt.")),
        }
    }
}

/// How somebody stands towards one purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    pub purpose: Purpose,
    pub is_given: bool,
    /// The words agreed to; without consent those that would be agreed to now.
    pub text: String,
    pub text_version: String,
    /// When it was last given or withdrawn; `None` when never.
    pub changed_at: Option<DateTime<Utc>>,
}

impl Consent {
    /// Of somebody who never said anything about it.
    pub fn unasked(purpose: Purpose) -> Self {
        let Text { version, text } = purpose.text();
        let (text, text_version) = (text.to_owned(), version.to_owned());
        Self { purpose, is_given: false, text, text_version, changed_at: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consent_is_given_to_the_present_words_only() {
        for &purpose in Purpose::ALL {
            assert_eq!(purpose.agreed(Some(purpose.text().version)), Ok(purpose.text()));
            assert_eq!(purpose.agreed(Some("1999-01")).unwrap_err().0[0].code, "OUTDATED");
            assert_eq!(purpose.agreed(None).unwrap_err().0[0].code, "REQUIRED");
        }
    }
}
