//! Who sees which field of a profile. Each person chooses; nobody but the person is above that choice.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A field of a profile that one may hide. Contact details are none: they show through an introduction only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ProfileField {
    JobTitle,
    About,
    Seeking,
    Offering,
    Themes,
    Recognitions,
}

crate::named!(ProfileField {
    JobTitle = "job_title",
    About = "about",
    Seeking = "seeking",
    Offering = "offering",
    Themes = "themes",
    Recognitions = "recognitions"
});

impl ProfileField {
    /// The column of `persons` that says who sees it.
    pub fn column(self) -> &'static str {
        match self {
            Self::JobTitle => "see_job_title",
            Self::About => "see_about",
            Self::Seeking => "see_seeking",
            Self::Offering => "see_offering",
            Self::Themes => "see_themes",
            Self::Recognitions => "see_recognitions",
        }
    }
}

/// A circle of readers, as far as they may see the person at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FieldVisibility {
    Everyone,
    /// Everybody with an account.
    Network,
    /// Colleagues of the municipality where the person works.
    Municipality,
    /// The person alone.
    Nobody,
}

crate::named!(FieldVisibility {
    Everyone = "everyone",
    Network = "network",
    Municipality = "municipality",
    Nobody = "nobody"
});

/// What a person chose for each field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldVisibilities([FieldVisibility; ProfileField::ALL.len()]);

impl Default for FieldVisibilities {
    /// Function and themes show to everybody, the rest to people with an account.
    fn default() -> Self {
        let mut all = Self([FieldVisibility::Network; ProfileField::ALL.len()]);
        all.set(ProfileField::JobTitle, FieldVisibility::Everyone);
        all.set(ProfileField::Themes, FieldVisibility::Everyone);
        all
    }
}

impl FieldVisibilities {
    pub fn of(&self, field: ProfileField) -> FieldVisibility {
        self.0[field as usize]
    }

    pub fn set(&mut self, field: ProfileField, visibility: FieldVisibility) {
        self.0[field as usize] = visibility;
    }

    /// What differs from the default.
    pub fn chosen(&self) -> BTreeMap<ProfileField, FieldVisibility> {
        let default = Self::default();
        self.all().filter(|(field, visibility)| default.of(*field) != *visibility).collect()
    }

    /// Every field with what was chosen for it.
    pub fn all(&self) -> impl Iterator<Item = (ProfileField, FieldVisibility)> {
        let chosen = *self;
        ProfileField::ALL.iter().map(move |field| (*field, chosen.of(*field)))
    }
}
