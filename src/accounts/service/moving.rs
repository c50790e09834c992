//! Working elsewhere from now on. Without an address of the other municipality an administrator there has to agree, as
//! with a registration.

use std::net::IpAddr;

use chrono::Duration;

use super::Accounts;
use super::register::NEWS_DAYS;
use crate::access::Actor;
use crate::accounts::mails::{self, Place};
use crate::accounts::moves::{self, PendingMove};
use crate::accounts::{policy, store};
use crate::audit::{self, Act, AuditKind};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{MunicipalityId, PersonId};
use crate::mail::{Language, Mail, Template, queue};
use crate::people::moving::{self, Checked, Move};
use crate::people::{self, Person};

const WHAT: &str = "person";

/// What came of wanting to move.
#[derive(Clone, Debug)]
pub struct Moved {
    /// As they are now.
    pub person: Person,
    /// What waits for an administrator, if it does.
    pub waits: Option<PendingMove>,
}

impl Accounts {
    /// Begins another affiliation of the actor and ends the present one; or lets it wait for an administrator of a
    /// municipality that the actor's address is not of, who is told. Takes the place of what waited before.
    ///
    /// Fails with `Invalid` (`TOO_EARLY`, `IN_FUTURE`), with `RateLimited` for who asks too often.
    pub async fn change_affiliation(
        &self,
        actor: &Actor,
        wanted: Move,
        address: Option<IpAddr>,
    ) -> Result<Moved> {
        let id = actor.require()?.person;
        let (tx, now) = (self.db.begin().await?, self.clock.now());
        people::store::lock(&tx, &[id]).await?;
        let checked = moving::check(&tx, id, wanted, now).await?;
        let (kind, municipality) = match checked.is_proven {
            true => (AuditKind::AffiliationChanged, checked.municipality),
            false => (AuditKind::AffiliationRequested, checked.municipality),
        };
        let moved = match checked.is_proven {
            true => {
                moves::remove(&tx, id).await?;
                Moved { person: moving::begin(&tx, id, checked, now).await?, waits: None }
            }
            false => self.wait(&tx, id, checked, address).await?,
        };
        let act = Act::new(kind).by(actor).on(id).from(address);
        audit::record(&tx, act.for_municipality(Some(municipality)), now).await?;
        tx.commit().await?;
        Ok(moved)
    }

    async fn wait(&self, tx: &Tx, id: PersonId, checked: Checked, address: Option<IpAddr>) -> Result<Moved> {
        let now = self.clock.now();
        let person = people::store::find(&**tx, id).await?.ok_or(Error::NotFound { what: WHAT })?;
        let waits = PendingMove {
            person: id,
            municipality: checked.municipality,
            job_title: checked.job_title,
            from: checked.from,
            asked_at: now,
        };
        let before = moves::find(&**tx, id).await?;
        moves::put(tx, &waits).await?;
        // Who corrects what they asked does not send another mail.
        if before.is_none_or(|before| before.municipality != waits.municipality) {
            let account = store::by_person(&**tx, id).await?.ok_or(Error::NotFound { what: "account" })?;
            // Beside what others can have sent to this address: that must not keep somebody from moving.
            self.count_mail(tx, &format!("move {}", account.email), address).await?;
            let link = self.link(Place::Registrations);
            let place = self.municipality_name(waits.municipality);
            let values = [("municipality", place), ("link", link.as_str())];
            let mail = |(email, language): &(String, Language)| {
                let until = now + Duration::days(NEWS_DAYS);
                Mail::new(&mails::MOVE_WAITING, (email, *language), &values, until)
            };
            let administrators = store::administrators(tx, waits.municipality).await?;
            queue::add_all(tx, &administrators.iter().map(mail).collect::<Vec<_>>(), now).await?;
        }
        Ok(Moved { person, waits: Some(waits) })
    }

    /// Says yes or no to a move that waits; the person gets a mail. Answers the person as they are then.
    ///
    /// Fails with `NotFound` for whoever does not administer the municipality, as when nothing waits.
    pub async fn answer_move(
        &self,
        actor: &Actor,
        (id, accept): (PersonId, bool),
        address: Option<IpAddr>,
    ) -> Result<Person> {
        actor.require()?;
        let (tx, now) = (self.db.begin().await?, self.clock.now());
        people::store::lock(&tx, &[id]).await?;
        let waits = moves::find(&*tx, id).await?.ok_or(Error::NotFound { what: WHAT })?;
        policy::administer(actor, waits.municipality).enforce(WHAT)?;
        if !moves::remove(&tx, id).await? {
            return Err(Error::NotFound { what: WHAT });
        }
        let person = match accept {
            true => {
                let work = people::store::affiliations(&*tx, &[id]).await?.remove(&id).unwrap_or_default();
                // They may have got another function since they asked.
                let from = work.first().map_or(waits.from, |present| waits.from.max(present.from));
                let wanted =
                    Move { municipality: waits.municipality, job_title: waits.job_title, from: Some(from) };
                let checked = moving::check(&tx, id, wanted, now).await?;
                moving::begin(&tx, id, checked, now).await?
            }
            false => people::store::find(&*tx, id).await?.ok_or(Error::NotFound { what: WHAT })?,
        };
        let (kind, template) = match accept {
            true => (AuditKind::AffiliationChanged, &mails::MOVE_APPROVED),
            false => (AuditKind::AffiliationDeclined, &mails::MOVE_DECLINED),
        };
        self.tell_of_move(&tx, &person, waits.municipality, template).await?;
        let act = Act::new(kind).by(actor).on(id).from(address);
        audit::record(&tx, act.for_municipality(Some(waits.municipality)), now).await?;
        tx.commit().await?;
        Ok(person)
    }

    pub(super) async fn tell_of_move(
        &self,
        tx: &Tx,
        person: &Person,
        municipality: MunicipalityId,
        template: &Template,
    ) -> Result<()> {
        let Some(account) = store::by_person(&**tx, person.id).await? else { return Ok(()) };
        let (link, now) = (self.link(Place::Profile), self.clock.now());
        let values = [
            ("name", person.display_name.as_str()),
            ("municipality", self.municipality_name(municipality)),
            ("link", &link),
        ];
        let to = (account.email.as_str(), account.language);
        let mail = Mail::new(template, to, &values, now + Duration::days(NEWS_DAYS));
        queue::add(tx, &mail.about(account.id), now).await
    }

    /// Takes the actor's own move back that waits; without effect when none does.
    pub async fn withdraw_move(&self, actor: &Actor) -> Result<()> {
        let id = actor.require()?.person;
        let tx = self.db.begin().await?;
        moves::remove(&tx, id).await?;
        tx.commit().await
    }

    /// The actor's own that waits.
    pub async fn own_move(&self, person: PersonId) -> Result<Option<PendingMove>> {
        moves::find(self.db.reader(), person).await
    }

    /// Those that wait for `municipality`, each with the person and the address that they sign in with; nothing for who
    /// does not administer it.
    pub async fn pending_moves(
        &self,
        actor: &Actor,
        municipality: MunicipalityId,
    ) -> Result<Vec<(PendingMove, Person, String)>> {
        if !policy::administer(actor, municipality).is_allowed() {
            return Ok(Vec::new());
        }
        let db = self.db.reader();
        let waiting = moves::waiting_for(db, municipality).await?;
        let ids: Vec<_> = waiting.iter().map(|one| one.person).collect();
        let mut persons = people::store::by_ids(db, &ids).await?;
        let mut emails = store::emails(db, &ids).await?;
        let whole = |one: PendingMove| {
            let (person, email) = (persons.remove(&one.person)?, emails.remove(&one.person)?);
            Some((one, person, email))
        };
        Ok(waiting.into_iter().filter_map(whole).collect())
    }
}
