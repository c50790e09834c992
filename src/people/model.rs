//! A person as others may see them.

use chrono::{DateTime, Utc};

use super::visibility::{FieldVisibilities, FieldVisibility, ProfileField};
use crate::access::{MunicipalityRole, Visibility};
use crate::error::{Problems, Result};
use crate::ids::{MunicipalityId, PersonId, ThemeId};
use crate::text;

pub const NAME_MAX: usize = 200;
pub const PROFILE_TEXT_MAX: usize = 2_000;
pub const PHONE_MAX: usize = 40;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub external_id: Option<String>,
    pub display_name: String,
    pub sort_name: String,
    pub about: String,
    pub seeking: String,
    pub offering: String,
    /// Shown to nobody but the person, and through an accepted introduction.
    pub phone: Option<String>,
    pub is_matchable: bool,
    /// `Public` or `Network`: who may know that this person is here.
    pub visibility: Visibility,
    /// Of the present affiliation, else of the last one.
    pub municipality: MunicipalityId,
    pub job_title: Option<String>,
    pub fields: FieldVisibilities,
    /// Stands for those who left the municipality.
    pub is_former: bool,
    pub created_at: DateTime<Utc>,
    /// When what all see who see the person changed last.
    pub updated_at: DateTime<Utc>,
}

impl Person {
    /// Is the field seen by everybody who may see the person? Then search has it.
    pub fn shows_to_all(&self, field: ProfileField) -> bool {
        match (self.visibility, self.fields.of(field)) {
            (_, FieldVisibility::Everyone) => true,
            (Visibility::Network | Visibility::Municipality, FieldVisibility::Network) => true,
            (Visibility::Public, FieldVisibility::Network)
            | (_, FieldVisibility::Municipality | FieldVisibility::Nobody) => false,
        }
    }

    /// Do all who see the person see the same as before, but for the themes themselves? When that changed last shows in the
    /// order of search, so nothing else may move it: neither a telephone number, nor a consent, nor what not everybody sees.
    pub fn is_same_to_all_as(&self, before: &Self) -> bool {
        let shown = |person: &Self| {
            let shown = |field, text: &str| person.shows_to_all(field).then(|| text.to_owned());
            let texts = [
                shown(ProfileField::JobTitle, person.job_title.as_deref().unwrap_or_default()),
                shown(ProfileField::About, &person.about),
                shown(ProfileField::Seeking, &person.seeking),
                shown(ProfileField::Offering, &person.offering),
            ];
            let has_themes = person.shows_to_all(ProfileField::Themes);
            let texts = texts.map(Option::unwrap_or_default);
            (person.display_name.clone(), person.visibility, person.municipality, texts, has_themes)
        };
        shown(self) == shown(before)
    }
}

/// Work for a municipality, from a moment until another; without one it lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affiliation {
    pub person: PersonId,
    pub municipality: MunicipalityId,
    pub role: MunicipalityRole,
    pub job_title: Option<String>,
    pub from: DateTime<Utc>,
    pub until: Option<DateTime<Utc>>,
}

/// Of one person's affiliations, latest first, the one of a moment: who was not there yet had the first one, who was
/// between two jobs the one before.
pub fn affiliation_at(affiliations: &[Affiliation], at: DateTime<Utc>) -> Option<&Affiliation> {
    affiliations.iter().find(|affiliation| affiliation.from <= at).or(affiliations.last())
}

/// Somebody who comes into the network, checked.
#[derive(Clone, Debug)]
pub struct NewPerson {
    pub external_id: Option<String>,
    pub display_name: String,
    pub job_title: Option<String>,
    pub municipality: MunicipalityId,
    pub municipality_role: MunicipalityRole,
    pub about: String,
    pub seeking: String,
    pub offering: String,
    pub phone: Option<String>,
    pub themes: Vec<ThemeId>,
    pub is_matchable: bool,
    pub visibility: Visibility,
}

/// What a person changes about their own profile; `None` leaves it as it is.
#[derive(Clone, Debug, Default)]
pub struct ProfileChange {
    pub display_name: Option<String>,
    pub job_title: Option<String>,
    pub about: Option<String>,
    pub seeking: Option<String>,
    pub offering: Option<String>,
    pub phone: Option<String>,
    /// Slugs.
    pub themes: Option<Vec<String>>,
    pub matchable: Option<bool>,
    pub visibility: Option<Visibility>,
}

impl ProfileChange {
    /// `person` with the change made.
    pub fn apply(&self, person: &Person) -> Result<Person, Problems> {
        let mut problems = Problems::default();
        let mut changed = person.clone();
        if let Some(name) = &self.display_name {
            changed.display_name =
                problems.take(text::name("displayName", name, NAME_MAX)).unwrap_or_default();
            changed.sort_name = text::sort_key(&changed.display_name);
        }
        if let Some(title) = &self.job_title {
            changed.job_title = problems.take(text::optional("jobTitle", Some(title), NAME_MAX)).flatten();
        }
        if let Some(phone) = &self.phone {
            changed.phone = problems.take(text::optional("phone", Some(phone), PHONE_MAX)).flatten();
        }
        let texts = [
            ("about", &self.about, &mut changed.about),
            ("seeking", &self.seeking, &mut changed.seeking),
            ("offering", &self.offering, &mut changed.offering),
        ];
        for (path, input, field) in texts {
            if let Some(input) = input {
                *field = problems.take(text::clean(path, input, PROFILE_TEXT_MAX)).unwrap_or_default();
            }
        }
        if let Some(matchable) = self.matchable {
            changed.is_matchable = matchable;
        }
        match self.visibility {
            Some(Visibility::Municipality) => {
                problems.add("visibility", "UNSUPPORTED", "Kies ‘iedereen’ of ‘mensen met een account’.");
            }
            Some(visibility) => changed.visibility = visibility,
            None => {}
        }
        if problems.is_empty() { Ok(changed) } else { Err(problems) }
    }
}
