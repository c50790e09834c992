//! The worker's part: decides what each reported search came to, and writes down what enough people asked for.

use std::collections::HashSet;
use std::future::Future;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::mpsc::Receiver;
use tokio::time::{Instant, sleep_until};

use super::book::{Asker, Book, Heard};
use super::known::Known;
use super::model::{Finding, Period, normal};
use super::{personal, store};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{Result, chain};
use crate::ids::NodeId;
use crate::municipalities::Register;
use crate::page::MAX_SIZE;
use crate::people;
use crate::search::{Filter, Search, SearchRequest};

/// How long counts wait for others to be written with.
const WRITE_AFTER: Duration = Duration::from_secs(1);
/// How long it waits after counts could not be written.
const WRITE_AGAIN: Duration = Duration::from_secs(5);
/// How often it looks for what other processes wrote.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// A search that somebody submitted, as it waits for the recorder.
#[derive(Debug)]
pub struct Reported {
    /// From [`normal`].
    pub text: String,
    pub asker: Asker,
    /// From [`crate::access::Scope::terms`].
    pub scope_terms: Option<Vec<String>>,
    pub opened: Option<NodeId>,
    pub at: DateTime<Utc>,
}

pub struct Recorder {
    pub db: Db,
    pub clock: Clock,
    pub search: Search,
    pub municipalities: Register,
    pub known: std::sync::Arc<RwLock<Known>>,
    pub book: Book,
    pub queue: Receiver<Reported>,
}

impl Recorder {
    /// Records until `shutdown` resolves, and writes what is due then.
    pub async fn run(mut self, shutdown: impl Future<Output = ()> + Send) {
        let mut shutdown = std::pin::pin!(shutdown);
        let mut look_at = Instant::now();
        let mut write_at = None;
        loop {
            let write = async {
                match write_at {
                    Some(at) => sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = &mut shutdown => {
                    warned("could not write what was searched for", self.write().await);
                    return;
                }
                Some(reported) = self.queue.recv() => {
                    warned("could not count a search", self.hear(&reported).await);
                    if self.book.has_due() && write_at.is_none() {
                        write_at = Some(Instant::now() + WRITE_AFTER);
                    }
                }
                () = write => {
                    warned("could not write what was searched for", self.write().await);
                    write_at = self.book.has_due().then(|| Instant::now() + WRITE_AGAIN);
                }
                () = sleep_until(look_at) => {
                    warned("could not read what is searched for", self.look().await);
                    look_at = Instant::now() + LOOK_EVERY;
                }
            }
        }
    }

    /// Looks whether there is a result, for who asked and whatever filters they chose: a filter that was too narrow is no
    /// gap.
    async fn hear(&mut self, reported: &Reported) -> Result<()> {
        let request = SearchRequest {
            text: reported.text.clone(),
            scope_terms: reported.scope_terms.clone(),
            ..SearchRequest::first(MAX_SIZE)
        };
        let mut is_opened = false;
        if let Some(opened) = reported.opened {
            let filter = Filter { kinds: vec![opened.kind], ..Filter::default() };
            let found = self.search.search(SearchRequest { filter, ..request.clone() }).await?;
            // What a search does not find can't be opened from its results.
            is_opened = found.hits.rows.iter().any(|(_, hit)| hit.node == opened);
        }
        let found = self.search.search(request).await?;
        let finding = match (found.met_all, found.hits.rows.is_empty()) {
            (0, true) => Finding::Nothing,
            (0, false) => Finding::SomeOfIt,
            _ => Finding::AllOfIt,
        };
        let (text, asker, at) = (reported.text.as_str(), reported.asker, reported.at);
        let is_known = self.known.read().unwrap_or_else(PoisonError::into_inner).has(text);
        self.book.note(&Heard { text, asker, finding, is_opened, at }, is_known)
    }

    /// Writes what is due in one transaction, without what names somebody.
    async fn write(&mut self) -> Result<()> {
        let mut due = self.book.take();
        if due.is_empty() {
            return Ok(());
        }
        let written = self.try_to_write(&mut due).await;
        if written.is_err() {
            self.book.give_back(due);
        }
        written
    }

    async fn try_to_write(&mut self, due: &mut super::book::AllDue) -> Result<()> {
        let is_full = {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            known.len() >= store::TERMS_MAX
        };
        let new: Vec<String> =
            due.iter().filter(|(_, due)| due.is_new).map(|((text, _), _)| text.clone()).collect();
        if !new.is_empty() {
            let new: Vec<&str> = new.iter().map(String::as_str).collect();
            let names = people::store::display_names(self.db.reader()).await?;
            let refused = personal::naming(&new, &names, &places(&self.municipalities));
            for text in &refused {
                self.book.refuse(text);
            }
            due.retain(|(text, _), due| {
                let has_no_place = is_full && due.is_new;
                !(refused.contains(text.as_str()) || has_no_place)
            });
        }
        let tx = self.db.begin().await?;
        store::add(&tx, due).await?;
        tx.commit().await?;
        let texts: Vec<String> = due.keys().map(|(text, _)| text.clone()).collect();
        let since = Period::Quarter.first_week(self.clock.now());
        let now_known = store::known(self.db.reader(), Some(&texts), since).await?;
        self.known.write().unwrap_or_else(PoisonError::into_inner).put(now_known);
        Ok(())
    }

    async fn look(&self) -> Result<()> {
        let since = Period::Quarter.first_week(self.clock.now());
        let known = Known::of(store::known(self.db.reader(), None, since).await?);
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = known;
        Ok(())
    }
}

/// The words of the names of municipalities, which are often names of people as well.
pub fn places(register: &Register) -> HashSet<String> {
    let names = register.all().flat_map(|one| std::iter::once(&one.name).chain(&one.also_known_as));
    names.flat_map(|name| normal(name).split(' ').map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn warned(what: &str, done: Result<()>) {
    if let Err(error) = done {
        tracing::warn!(error = %chain(&error), "{what}");
    }
}
