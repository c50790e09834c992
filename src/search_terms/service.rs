//! The use cases.

use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio::sync::mpsc::{self, Receiver, Sender};

use super::book::{Asker, Book};
use super::known::Known;
use super::limiter::Limiter;
use super::model::{Gap, GapKind, Period, normal};
use super::recorder::{Recorder, Reported, places};
use super::{personal, policy, store};
use crate::access::{Actor, Scope};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::ids::{NodeId, SearchTermId};
use crate::municipalities::Register;
use crate::page::{PageArgs, Slice};
use crate::people;
use crate::search::completions::ASKED_MAX;
use crate::search::parse::parse;
use crate::search::{CompletionRequest, Search};

const WHAT: &str = "search term";
/// Queries that are suggested.
const SUGGESTED_MAX: usize = 3;
/// Reports that wait for the recorder; the others do not count.
const QUEUE: usize = 1_000;

/// Cheap to clone.
#[derive(Clone)]
pub struct SearchTerms(Arc<Inner>);

impl fmt::Debug for SearchTerms {
    /// Says nothing: what people search for is not for logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SearchTerms(…)")
    }
}

struct Inner {
    db: Db,
    clock: Clock,
    search: Search,
    municipalities: Register,
    threshold: usize,
    known: Arc<RwLock<Known>>,
    limiter: Limiter,
    queue: Sender<Reported>,
    /// Until the recorder takes it.
    waiting: Mutex<Option<Receiver<Reported>>>,
}

/// A search that somebody submitted.
#[derive(Clone, Debug)]
pub struct Report {
    /// As it was typed.
    pub query: String,
    /// What of its results was opened.
    pub opened: Option<NodeId>,
}

impl SearchTerms {
    /// A term is written down once `threshold` different askers had it within a day.
    pub fn new(db: Db, clock: Clock, search: Search, municipalities: Register, threshold: usize) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let limiter = Limiter::new(&clock);
        Self(Arc::new(Inner {
            db,
            clock,
            search,
            municipalities,
            threshold,
            known: Arc::default(),
            limiter,
            queue,
            waiting: Mutex::new(Some(waiting)),
        }))
    }

    /// What counts the reports; there is one in a process.
    pub fn recorder(&self) -> Result<Recorder> {
        let Inner { db, clock, search, municipalities, threshold, known, waiting, .. } = &*self.0;
        let queue = waiting.lock().unwrap_or_else(PoisonError::into_inner).take();
        Ok(Recorder {
            db: db.clone(),
            clock: clock.clone(),
            search: search.clone(),
            municipalities: municipalities.clone(),
            known: known.clone(),
            book: Book::new(*threshold, clock.now())?,
            queue: queue.ok_or_else(|| Error::internal("searches are recorded already"))?,
        })
    }

    /// Hands a search over to be counted. Neither its answer nor its time tells whether it was: what is personal,
    /// excludes or asks for a field, or is too much is left out here, and what it finds is looked for later.
    pub fn report(&self, actor: &Actor, report: &Report, address: Option<IpAddr>) {
        let account = actor.identity().map(|signed_in| signed_in.account);
        if !self.0.limiter.admits(account, address) || personal::is_personal(&report.query) {
            return;
        }
        let parsed = parse(&report.query);
        let text = normal(&parsed.text);
        let is_plain = parsed.excluded.is_empty() && parsed.conditions.is_empty();
        if text.is_empty() || !is_plain {
            return;
        }
        let reported = Reported {
            text,
            asker: Asker { account, address },
            scope_terms: Scope::of(actor).terms(),
            opened: report.opened,
            at: self.0.clock.now(),
        };
        // A full queue: searches go first.
        let _ = self.0.queue.try_send(reported);
    }

    /// What fell short in the weeks of `period`, most often first: what is open, or what was handled.
    pub async fn gaps(
        &self,
        actor: &Actor,
        (kind, period, is_handled): (GapKind, Period, bool),
        page: &PageArgs,
    ) -> Result<Slice<Gap>> {
        policy::manage(actor).enforce(WHAT)?;
        let page = store::parse_page(page)?;
        let since = period.first_week(self.0.clock.now());
        store::list(self.0.db.reader(), (kind, since, is_handled), &page).await
    }

    pub async fn count_gaps(
        &self,
        actor: &Actor,
        (kind, period, is_handled): (GapKind, Period, bool),
    ) -> Result<u64> {
        policy::manage(actor).enforce(WHAT)?;
        let since = period.first_week(self.0.clock.now());
        store::number(self.0.db.reader(), (kind, since, is_handled)).await
    }

    /// Puts a term aside until somebody asks for it again, or takes that back. Fails with `NotFound`.
    pub async fn handle(&self, actor: &Actor, id: SearchTermId, is_handled: bool) -> Result<Gap> {
        policy::manage(actor).enforce(WHAT)?;
        let tx = self.0.db.begin().await?;
        store::set_handled(&tx, id, is_handled.then(|| self.0.clock.now())).await?;
        let gap = store::find(&*tx, id).await?.ok_or(Error::NotFound { what: WHAT })?;
        tx.commit().await?;
        Ok(gap)
    }

    /// Queries that begin with what was typed, at most three: those of others, then words of public things
    /// ([`crate::search::completions`]).
    pub async fn suggest(&self, actor: &Actor, prefix: &str, limit: usize) -> Result<Vec<String>> {
        let limit = limit.min(SUGGESTED_MAX);
        let mut begin = normal(prefix);
        if begin.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        if prefix.ends_with(char::is_whitespace) {
            begin.push(' ');
        }
        let asked = {
            let known = self.0.known.read().unwrap_or_else(PoisonError::into_inner);
            known.beginning_with(&begin, ASKED_MAX)
        };
        let scope_terms = Scope::of(actor).terms();
        let request = CompletionRequest { prefix: prefix.to_owned(), scope_terms, asked, limit };
        self.0.search.completions(request).await
    }

    /// Terms that by now name somebody who takes part.
    pub async fn naming_somebody(&self) -> Result<Vec<String>> {
        let texts = store::texts(self.0.db.reader()).await?;
        if texts.is_empty() {
            return Ok(texts);
        }
        let names = people::store::display_names(self.0.db.reader()).await?;
        let terms: Vec<&str> = texts.iter().map(String::as_str).collect();
        let naming = personal::naming(&terms, &names, &places(&self.0.municipalities));
        Ok(naming.into_iter().map(str::to_owned).collect())
    }
}
