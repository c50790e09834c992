//! People, their accounts, and how they stand towards challenges.

use uuid::Uuid;

use super::importer::{Imported, Importer, Kept, unknown, written};
use crate::access::{Actor, MunicipalityRole, Visibility};
use crate::accounts::domains::{self, MailDomain};
use crate::challenges::model::Recognition;
use crate::error::{Problems, Result};
use crate::ids::{AccountId, ChallengeId, MailDomainId, MunicipalityId, NodeKind, PersonId, ThemeId};
use crate::mail::Language;
use crate::outbox::{self, Event};
use crate::people::{self, NewPerson, ProfileChange};
use crate::transfer::record::{AccountRecord, PersonRecord};
use crate::{accounts, challenges, text};

impl Importer<'_> {
    pub(super) async fn person(&mut self, record: &PersonRecord) -> Imported<(PersonId, Kept)> {
        let mut problems = Problems::default();
        let municipality = problems.take(self.municipality("municipality", &record.municipality));
        let themes = problems.take(self.services.themes.parse("themes", &record.themes));
        let account = record.account.as_ref().map(|account| problems.take(address(account)));
        let existing = people::store::by_external_id(&*self.tx, &record.external_id).await?;
        if let Some(email) = account.iter().flatten().next() {
            // Before anything is written: what goes in while others are wrong is right as a whole.
            let known = existing.as_ref().map(|person| person.id);
            problems.take(self.free_address(known, email).await?);
        }
        let created_at = problems.take(written("createdAt", record.created_at)).flatten();
        let updated_at = problems.take(written("updatedAt", record.updated_at)).flatten();
        // The limits of a profile are those of its form.
        let change = ProfileChange {
            display_name: Some(record.display_name.clone()),
            job_title: Some(record.job_title.clone().unwrap_or_default()),
            about: Some(record.about.clone()),
            seeking: Some(record.seeking.clone()),
            offering: Some(record.offering.clone()),
            phone: Some(record.phone.clone().unwrap_or_default()),
            themes: None,
            matchable: Some(record.matchable),
            visibility: Some(record.visibility),
        };
        let mut fields = people::FieldVisibilities::default();
        for (field, visibility) in &record.fields {
            fields.set(*field, *visibility);
        }
        let blank = people::Person {
            id: existing.as_ref().map_or_else(PersonId::generate, |person| person.id),
            external_id: Some(record.external_id.clone()),
            display_name: String::new(),
            sort_name: String::new(),
            about: String::new(),
            seeking: String::new(),
            offering: String::new(),
            phone: None,
            is_matchable: false,
            visibility: Visibility::Network,
            municipality: municipality.unwrap_or(MunicipalityId(Uuid::nil())),
            job_title: None,
            fields,
            is_former: record.is_former,
            created_at: created_at.or(existing.as_ref().map(|person| person.created_at)).unwrap_or(self.now),
            updated_at: self.now,
        };
        let wanted = problems.take(change.apply(&blank));
        let (Some(mut wanted), Some(themes), true) = (wanted, themes, problems.is_empty()) else {
            return Err(problems.into());
        };
        let role = record.account.as_ref().map_or(MunicipalityRole::Member, |a| a.municipality_role);
        let id = wanted.id;
        self.known.insert((NodeKind::Person, record.external_id.clone()), id.0);
        let Some(existing) = existing else {
            wanted.updated_at = updated_at.or(created_at).unwrap_or(self.now);
            let new = NewPerson {
                external_id: wanted.external_id,
                display_name: wanted.display_name,
                job_title: wanted.job_title,
                municipality: wanted.municipality,
                municipality_role: role,
                about: wanted.about,
                seeking: wanted.seeking,
                offering: wanted.offering,
                phone: wanted.phone,
                themes,
                is_matchable: wanted.is_matchable,
                visibility: wanted.visibility,
            };
            people::store::insert(&self.tx, id, &new, wanted.created_at).await?;
            people::store::set_fields(&self.tx, id, &fields, record.is_former).await?;
            if wanted.updated_at != wanted.created_at {
                people::store::touch(&self.tx, id, wanted.updated_at).await?;
            }
            self.account(id, record.account.as_ref().zip(account.flatten())).await?;
            outbox::record(&self.tx, Event::Changed(id.node()), self.now).await?;
            return Ok((id, Kept::Created));
        };
        let had: Vec<ThemeId> = people::store::themes(&*self.tx, id).await?;
        wanted.updated_at = updated_at.unwrap_or(existing.updated_at);
        let is_new_account = self.account(id, record.account.as_ref().zip(account.flatten())).await?;
        if wanted == existing && had == themes && !is_new_account {
            return Ok((id, Kept::Unchanged));
        }
        let shown_themes = wanted.shows_to_all(people::ProfileField::Themes) && had != themes;
        let is_same = wanted.is_same_to_all_as(&existing) && !shown_themes;
        wanted.updated_at = updated_at.unwrap_or(if is_same { existing.updated_at } else { self.now });
        if wanted.municipality != existing.municipality {
            let work = (role, wanted.job_title.clone());
            people::store::affiliate(&self.tx, id, wanted.municipality, work, self.now).await?;
        }
        people::store::update(&self.tx, &wanted).await?;
        people::store::set_fields(&self.tx, id, &fields, record.is_former).await?;
        people::store::THEMES
            .replace(&self.tx, id.0, &themes.iter().map(|theme| theme.0).collect::<Vec<_>>())
            .await?;
        outbox::record(&self.tx, Event::Changed(id.node()), self.now).await?;
        Ok((id, Kept::Updated))
    }

    /// Fails for a domain that its municipality has already.
    pub(super) async fn mail_domains(&self, wanted: &[(String, String)]) -> Result<()> {
        for (code, domain) in wanted {
            let domain = MailDomain {
                id: MailDomainId::generate(),
                municipality: self.municipality("municipality", code)?,
                domain: domains::parse(domain)?,
                added_by: None,
                added_at: self.now,
                verified_at: Some(self.now),
            };
            domains::insert(&self.tx, &domain).await?;
        }
        Ok(())
    }

    /// Makes the account if there is none; a present one keeps its address, role and password.
    async fn account(&self, person: PersonId, account: Option<(&AccountRecord, String)>) -> Imported<bool> {
        let Some((record, email)) = account else { return Ok(false) };
        if accounts::store::by_person(&*self.tx, person).await?.is_some() {
            return Ok(false);
        }
        let account = accounts::store::Account {
            id: AccountId(Uuid::now_v7()),
            person,
            password_hash: self.passwords.get(&email).cloned(),
            email,
            role: record.role,
            language: Language::default(),
            is_blocked: false,
            is_blocked_by_network: false,
        };
        accounts::store::insert(&self.tx, &account, self.now).await?;
        Ok(true)
    }

    /// Does nobody else sign in with `email`?
    async fn free_address(
        &self,
        person: Option<PersonId>,
        email: &str,
    ) -> Imported<std::result::Result<(), Problems>> {
        let taken = accounts::store::by_email(&*self.tx, email).await?;
        Ok(match taken.filter(|account| Some(account.person) != person) {
            Some(_) => {
                Err(Problems::one("account.email", "TAKEN", "somebody else signs in with this address"))
            }
            None => Ok(()),
        })
    }

    pub(super) async fn recognitions(&mut self, person: PersonId, record: &PersonRecord) -> Imported<()> {
        let had = challenges::store::of_persons(&*self.tx, &Actor::System, &[person]).await?;
        let mut problems = Problems::default();
        let mut changed = Vec::new();
        for (i, recognition) in record.recognitions.iter().enumerate() {
            let path = format!("recognitions.{i}");
            let id = self.reference(NodeKind::Challenge, &recognition.challenge).await?;
            let Some(id) = id.map(ChallengeId) else {
                problems.add(&format!("{path}.challenge"), "UNKNOWN", unknown(&recognition.challenge));
                continue;
            };
            let note = text::optional(&format!("{path}.note"), recognition.note.as_deref(), text::NOTE_MAX);
            let Some(note) = problems.take(note) else { continue };
            let same = |old: &Recognition| {
                old.challenge == id && old.stance == recognition.stance && old.note == note
            };
            if !had.iter().any(same) {
                changed.push(Recognition {
                    challenge: id,
                    person,
                    stance: recognition.stance,
                    note,
                    updated_at: self.now,
                });
            }
        }
        problems.or(())?;
        for recognition in &changed {
            challenges::store::recognise(&self.tx, recognition).await?;
            let events = [Event::Changed(recognition.challenge.node()), Event::Changed(person.node())];
            outbox::record_all(&self.tx, &events, self.now).await?;
        }
        Ok(())
    }
}

fn address(account: &AccountRecord) -> std::result::Result<String, Problems> {
    let malformed = || Problems::one("account.email", "MALFORMED", "not an e-mail address");
    text::email(&account.email).ok_or_else(malformed)
}
