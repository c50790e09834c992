//! Asking to get to know somebody, and answering.

use std::collections::HashMap;
use std::sync::Arc;

use super::model::{self, Answer, ContactField, Direction, Introduction, Status};
use super::{mails, policy, store};
use crate::access::Actor;
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{Error, Problems, Result};
use crate::ids::{IntroductionId, PersonId};
use crate::municipalities::Register;
use crate::outbox::{self, Event};
use crate::page::{Page, PageArgs, Slice};
use crate::people::{self, Person};
use crate::text;

const WHAT: &str = "introduction";

#[derive(Clone, Debug)]
pub struct Introductions {
    db: Db,
    clock: Clock,
    municipalities: Register,
    /// Where links in mails lead: `https://netwerk.example`.
    site: Arc<str>,
}

/// What somebody asks; `shares` defaults to the mail address.
#[derive(Clone, Debug)]
pub struct NewIntroduction {
    pub recipient: PersonId,
    pub message: String,
    pub shares: Option<Vec<ContactField>>,
}

/// Ways to reach somebody; a field that was not chosen, or that the person does not have, is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactDetails {
    pub email: Option<String>,
    pub phone: Option<String>,
}

/// An introduction as one of its parties sees it at this moment.
#[derive(Clone, Debug)]
pub struct View {
    pub introduction: Introduction,
    pub status: Status,
    pub direction: Direction,
    /// Whoever else may see them.
    pub counterpart: Person,
    /// The counterpart's; `None` before a yes.
    pub contact: Option<ContactDetails>,
}

impl Introductions {
    pub fn new(db: Db, clock: Clock, municipalities: Register, site: &str) -> Self {
        Self { db, clock, municipalities, site: site.into() }
    }

    /// Fails with `NotFound` when missing or for anybody but the parties.
    pub async fn get(&self, actor: &Actor, id: IntroductionId) -> Result<View> {
        let introduction = store::find(self.db.reader(), id).await?.ok_or(Error::NotFound { what: WHAT })?;
        policy::read(actor, &introduction).enforce(WHAT)?;
        self.view(actor, introduction).await
    }

    /// One page of what the actor asked and was asked, newest first.
    pub async fn list(&self, actor: &Actor, page: &PageArgs) -> Result<Slice<View>> {
        let me = actor.require()?.person;
        let page = Page::parse(page, store::LIST)?;
        let Slice { rows, has_previous, has_next } = store::list(self.db.reader(), me, &page).await?;
        let (cursors, introductions): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        let views = self.views(me, introductions).await?;
        Ok(Slice { rows: cursors.into_iter().zip(views).collect(), has_previous, has_next })
    }

    pub async fn count(&self, actor: &Actor) -> Result<u64> {
        store::count(self.db.reader(), actor.require()?.person).await
    }

    /// Asks. Fails with `NotFound` when the recipient is hidden from the actor, with `Invalid` for oneself (`SELF`), a
    /// no that still holds (`DECLINED`), a request that is open between the two (`ALREADY_PENDING`) or too many that wait (`TOO_MANY`).
    pub async fn request(&self, actor: &Actor, new: NewIntroduction) -> Result<View> {
        let me = actor.require()?.person;
        let now = self.clock.now();
        let tx = self.db.begin().await?;
        // From here on nobody else asks or is asked by these two: what is looked up below stays so until the commit.
        people::store::lock(&tx, &[me, new.recipient]).await?;
        let recipient = people::store::find(&*tx, new.recipient).await?;
        let recipient = recipient.ok_or(Error::NotFound { what: "person" })?;
        people::policy::read(actor, &recipient).enforce("person")?;
        people::policy::introduce(&recipient).enforce("person")?;
        let mut problems = Problems::default();
        if recipient.id == me {
            problems.add("personId", "SELF", "Dit ben je zelf. Kies iemand anders.");
        }
        let message = problems.take(text::required("message", &new.message, model::MESSAGE_MAX));
        if let Some(open) = store::open_between(&*tx, (me, recipient.id), now).await? {
            let name = &recipient.display_name;
            let message = match open.direction(me) {
                Direction::Outgoing => format!("Je hebt {name} al gevraagd. Wacht het antwoord af."),
                Direction::Incoming => format!("{name} heeft jou al gevraagd. Beantwoord die vraag."),
            };
            problems.add("personId", "ALREADY_PENDING", message);
        }
        let since = now - chrono::Duration::days(model::NO_HOLDS_DAYS);
        if store::was_declined(&*tx, (me, recipient.id), since).await? {
            let name = &recipient.display_name;
            let message =
                format!("{name} heeft onlangs nee gezegd. Vraag het later nog eens, of wacht op {name}.");
            problems.add("personId", "DECLINED", message);
        }
        if store::count_open(&*tx, me, now).await? >= model::OPEN_MAX {
            let message =
                format!("Je hebt al {} vragen open staan. Wacht eerst op antwoord.", model::OPEN_MAX);
            problems.add("personId", "TOO_MANY", message);
        }
        let message = problems.or(message.unwrap_or_default())?;
        let shares = model::shares(new.shares.as_deref());
        let introduction = Introduction::request(me, recipient.id, message, shares, now);
        store::insert(&tx, &introduction).await?;
        outbox::record(&tx, Event::Changed(introduction.id.node()), now).await?;
        let told = (&introduction, introduction.recipient);
        mails::tell(&tx, (&self.site, &self.municipalities), told, &mails::ASKED, now).await?;
        tx.commit().await?;
        self.view(actor, introduction).await
    }

    /// Answers with a yes, and what the other may see, or with a no. Fails with `NotFound` for anybody but the
    /// recipient, with `Invalid` when it was answered (`ALREADY_ANSWERED`) or nobody did in time (`EXPIRED`).
    pub async fn respond(
        &self,
        actor: &Actor,
        id: IntroductionId,
        is_accepted: bool,
        shares: Option<Vec<ContactField>>,
    ) -> Result<View> {
        actor.require()?;
        let at = self.clock.now();
        let tx = self.db.begin().await?;
        let introduction = store::find(&*tx, id).await?.ok_or(Error::NotFound { what: WHAT })?;
        policy::respond(actor, &introduction).enforce(WHAT)?;
        let answer = match is_accepted {
            true => Answer::Yes { at, shares: model::shares(shares.as_deref()) },
            false => Answer::No { at },
        };
        let introduction = introduction.answered(answer)?;
        if !store::answer(&tx, &introduction).await? {
            return Err(model::already_answered().into());
        }
        outbox::record(&tx, Event::Changed(id.node()), at).await?;
        let told = (&introduction, introduction.requester);
        mails::tell(&tx, (&self.site, &self.municipalities), told, &mails::ANSWERED, at).await?;
        tx.commit().await?;
        self.view(actor, introduction).await
    }

    async fn view(&self, actor: &Actor, introduction: Introduction) -> Result<View> {
        let views = self.views(actor.require()?.person, vec![introduction]).await?;
        views.into_iter().next().ok_or(Error::NotFound { what: WHAT })
    }

    /// As `me`, a party to all of them, sees them; two statements for any number.
    async fn views(&self, me: PersonId, introductions: Vec<Introduction>) -> Result<Vec<View>> {
        let persons = self.counterparts(me, &introductions).await?;
        let told: Vec<PersonId> = introductions
            .iter()
            .filter(|introduction| {
                introduction.shown_to(me).is_some_and(|shown| shown.contains(&ContactField::Email))
            })
            .map(|introduction| introduction.counterpart(me))
            .collect();
        let emails = store::emails(self.db.reader(), &told).await?;
        let now = self.clock.now();
        // They go together: the database removes the introductions of whom it removes.
        let gone = || Error::internal("a party to an introduction is gone");
        let view = |introduction: Introduction| {
            let other = introduction.counterpart(me);
            let counterpart = persons.get(&other).cloned().ok_or_else(gone)?;
            let contact = introduction.shown_to(me).map(|shown| ContactDetails {
                email: emails.get(&other).filter(|_| shown.contains(&ContactField::Email)).cloned(),
                phone: counterpart.phone.clone().filter(|_| shown.contains(&ContactField::Phone)),
            });
            let (status, direction) = (introduction.status(now), introduction.direction(me));
            Ok(View { introduction, status, direction, counterpart, contact })
        };
        introductions.into_iter().map(view).collect()
    }

    /// The other party of each: shown to `me` whatever they choose later about who may see them, for who asked or
    /// was asked knows of the other.
    async fn counterparts(
        &self,
        me: PersonId,
        introductions: &[Introduction],
    ) -> Result<HashMap<PersonId, Person>> {
        let ids: Vec<_> = introductions.iter().map(|introduction| introduction.counterpart(me)).collect();
        people::store::by_ids(self.db.reader(), &ids).await
    }
}
