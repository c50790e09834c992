//! What somebody changes about their own profile, who sees it, and what it may be used for.

use std::net::IpAddr;

use chrono::Duration;

use super::model::{Person, ProfileChange};
use super::service::{People, WHAT};
use super::store;
use super::visibility::{FieldVisibility, ProfileField};
use crate::access::{Actor, Visibility};
use crate::audit::{self, Act, AuditKind};
use crate::consents::{self, Consent, Purpose, model::Text};
use crate::db::Tx;
use crate::error::{Error, Problems, Result};
use crate::ids::PersonId;
use crate::outbox::{self, Event};

/// A function that was changed sooner than this was a mistake in writing, not a new job.
const CORRECTION: Duration = Duration::days(1);

impl People {
    /// Changes the actor's own profile. A new function begins another affiliation, so that what was written before
    /// keeps the one of then. What a consent is for is only given by somebody who is here (`may_consent`), else
    /// `Forbidden`; to take it back anybody may who writes for the actor.
    pub async fn update_profile(
        &self,
        actor: &Actor,
        change: ProfileChange,
        (may_consent, address): (bool, Option<IpAddr>),
    ) -> Result<Person> {
        let id = actor.require()?.person;
        let now = self.clock.now();
        let tx = self.db.begin().await?;
        // Two changes at once come one after the other: a profile has no revision that would tell them apart.
        store::lock(&tx, &[id]).await?;
        let person = own(&tx, id).await?;
        let mut problems = Problems::default();
        let changed = problems.take(change.apply(&person));
        let themes = change.themes.as_ref().map(|slugs| problems.take(self.themes.parse("themes", slugs)));
        let (Some(mut changed), true) = (changed, problems.is_empty()) else { return Err(problems.into()) };
        let is_public = changed.visibility == Visibility::Public;
        let consents = (changed.is_matchable && !person.is_matchable)
            || (is_public && person.visibility != Visibility::Public);
        if consents && !may_consent {
            return Err(Error::Forbidden("a token may not give consent: sign in"));
        }
        let mut is_same = changed.is_same_to_all_as(&person);
        if let Some(themes) = themes.flatten() {
            let themes: Vec<_> = themes.iter().map(|theme| theme.0).collect();
            let have_changed = store::THEMES.of_one(&*tx, id.0).await? != themes;
            is_same &= !(have_changed && changed.shows_to_all(ProfileField::Themes));
            store::THEMES.replace(&tx, id.0, &themes).await?;
        }
        if !is_same {
            changed.updated_at = now;
        }
        if changed.is_matchable != person.is_matchable {
            let consent = (changed.is_matchable, Purpose::Matching.text());
            record_consent(&tx, actor, Purpose::Matching, consent, (address, now)).await?;
        }
        if is_public != (person.visibility == Visibility::Public) {
            let consent = (is_public, Purpose::PublicProfile.text());
            record_consent(&tx, actor, Purpose::PublicProfile, consent, (address, now)).await?;
        }
        if changed.job_title != person.job_title {
            let work = store::affiliations(&*tx, &[id]).await?.remove(&id).unwrap_or_default();
            let present = work.first().filter(|present| {
                present.until.is_none() && present.job_title.is_some() && present.from < now - CORRECTION
            });
            if let Some(present) = present {
                let function = (present.role, changed.job_title.clone());
                store::affiliate(&tx, id, present.municipality, function, now).await?;
            }
        }
        store::update(&tx, &changed).await?;
        let is_renamed =
            changed.display_name != person.display_name || changed.visibility != person.visibility;
        let mut events = vec![Event::Changed(id.node())];
        if is_renamed {
            events.extend(store::named_in(&*tx, id).await?.into_iter().map(Event::Changed));
        }
        outbox::record_all(&tx, &events, now).await?;
        tx.commit().await?;
        Ok(changed)
    }

    /// Lets a field of the actor's own profile show to others than before.
    pub async fn set_field_visibility(
        &self,
        actor: &Actor,
        (field, visibility): (ProfileField, FieldVisibility),
        address: Option<IpAddr>,
    ) -> Result<Person> {
        let id = actor.require()?.person;
        let now = self.clock.now();
        let tx = self.db.begin().await?;
        store::lock(&tx, &[id]).await?;
        let mut person = own(&tx, id).await?;
        if person.fields.of(field) != visibility {
            let before = person.clone();
            person.fields.set(field, visibility);
            store::set_fields(&tx, id, &person.fields, false).await?;
            // Of somebody without themes nobody saw any.
            let shows_nothing =
                field == ProfileField::Themes && store::THEMES.of_one(&*tx, id.0).await?.is_empty();
            if !shows_nothing && !person.is_same_to_all_as(&before) {
                person.updated_at = now;
                store::touch(&tx, id, now).await?;
            }
            let act = Act::new(AuditKind::FieldVisibilityChanged).by(actor).on(id).from(address);
            audit::record(&tx, act, now).await?;
            outbox::record(&tx, Event::Changed(id.node()), now).await?;
        }
        tx.commit().await?;
        Ok(person)
    }

    /// Gives consent to the words of `version`, or withdraws it, which needs no version; both have their effect at
    /// once. Answers all consents of the actor. Fails with `Invalid` (`OUTDATED`) when the words have changed since.
    pub async fn set_consent(
        &self,
        actor: &Actor,
        (purpose, is_given): (Purpose, bool),
        version: Option<&str>,
        address: Option<IpAddr>,
    ) -> Result<Vec<Consent>> {
        let id = actor.require()?.person;
        let text = if is_given { purpose.agreed(version)? } else { purpose.text() };
        let now = self.clock.now();
        let tx = self.db.begin().await?;
        store::lock(&tx, &[id]).await?;
        let mut person = own(&tx, id).await?;
        record_consent(&tx, actor, purpose, (is_given, text), (address, now)).await?;
        match purpose {
            Purpose::Matching if person.is_matchable != is_given => {
                person.is_matchable = is_given;
                store::update(&tx, &person).await?;
                outbox::record(&tx, Event::Changed(id.node()), now).await?;
            }
            Purpose::Matching => {}
            Purpose::PublicProfile if (person.visibility == Visibility::Public) != is_given => {
                person.visibility = if is_given { Visibility::Public } else { Visibility::Network };
                person.updated_at = now;
                store::update(&tx, &person).await?;
                let mut events = vec![Event::Changed(id.node())];
                events.extend(store::named_in(&*tx, id).await?.into_iter().map(Event::Changed));
                outbox::record_all(&tx, &events, now).await?;
            }
            Purpose::PublicProfile => {}
        }
        tx.commit().await?;
        consents::Consents::new(self.db.clone()).own(actor).await
    }
}

async fn own(tx: &Tx, id: PersonId) -> Result<Person> {
    store::find(&**tx, id).await?.ok_or(Error::NotFound { what: WHAT })
}

async fn record_consent(
    tx: &Tx,
    actor: &Actor,
    purpose: Purpose,
    consent: (bool, Text),
    (address, now): (Option<IpAddr>, chrono::DateTime<chrono::Utc>),
) -> Result<()> {
    let person = actor.require()?.person;
    if consents::store::record(tx, person, purpose, consent, now).await? {
        let kind = if consent.0 { AuditKind::ConsentGiven } else { AuditKind::ConsentWithdrawn };
        audit::record(tx, Act::new(kind).by(actor).on(person).from(address), now).await?;
    }
    Ok(())
}
